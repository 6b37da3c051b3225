use super::Around;

pub struct Sandbox {
    /// The name of a sandbox in the banner. The parameter is the id of the sandbox.
    pub name: Around,
    pub shared: &'static str,
    pub start_afresh: &'static str,
    pub start_afresh_hint: &'static str,
    pub ticket_gone_title: &'static str,
    pub ticket_gone: &'static str,
    pub open_yourself_title: &'static str,
    pub open_yourself: &'static str,
    pub all_in_use_title: &'static str,
    pub all_in_use: &'static str,
    pub too_many_title: &'static str,
    pub too_many: &'static str,
    pub foreign_form_title: &'static str,
    pub foreign_form: &'static str,
    pub to_front: &'static str,
}

pub(crate) const NB: Sandbox = Sandbox {
    name: |id| format!("Sandkasse {id}"),
    shared: "Felles sandkasse",
    start_afresh: "Begynn på nytt",
    start_afresh_hint: "Du får de samme personene i en ny sandkasse. Ingenting av det du har gjort, følger med.",
    ticket_gone_title: "Lenken er ikke lenger gyldig",
    ticket_gone: "Lenken kan bare brukes én gang, og den virker i ett minutt. Gå tilbake til siden du \
        kom fra, og åpne lenken der på nytt.",
    open_yourself_title: "Åpne lenken selv",
    open_yourself: "Nettleseren hentet lenken på forhånd eller i en ramme. Lenken virker bare når du åpner den selv.",
    all_in_use_title: "Alle plassene er i bruk",
    all_in_use: "Hver besøkende får en egen sandkasse, og akkurat nå er alle i bruk. Vent noen minutter, \
        og last siden på nytt.",
    too_many_title: "For mange på én gang fra samme nett",
    too_many: "Det har kommet uvanlig mange nye besøkende fra nettverket ditt på kort tid. Vent et minutt, og last \
        siden på nytt.",
    foreign_form_title: "Du begynte ikke på nytt",
    foreign_form: "Et annet nettsted sendte skjemaet. Du må begynne på nytt fra ID-portens egen side.",
    to_front: "Til forsiden i Altinn",
};

pub(crate) const NN: Sandbox = Sandbox {
    name: |id| format!("Sandkasse {id}"),
    shared: "Felles sandkasse",
    start_afresh: "Begynn på nytt",
    start_afresh_hint: "Du får dei same personane i ei ny sandkasse. Ingenting av det du har gjort, følgjer med.",
    ticket_gone_title: "Lenkja er ikkje lenger gyldig",
    ticket_gone: "Lenkja kan berre brukast éin gong, og ho verkar i eitt minutt. Gå tilbake til sida du \
        kom frå, og opne lenkja der på nytt.",
    open_yourself_title: "Opne lenkja sjølv",
    open_yourself: "Nettlesaren henta lenkja på førehand eller i ei ramme. Lenkja verkar berre når du opnar ho sjølv.",
    all_in_use_title: "Alle plassane er i bruk",
    all_in_use: "Kvar besøkjande får ei eiga sandkasse, og akkurat no er alle i bruk. Vent nokre minutt, \
        og last sida på nytt.",
    too_many_title: "For mange på éin gong frå same nett",
    too_many: "Det har kome uvanleg mange nye besøkjande frå nettverket ditt på kort tid. Vent eit minutt, og last \
        sida på nytt.",
    foreign_form_title: "Du byrja ikkje på nytt",
    foreign_form: "Ein annan nettstad sende skjemaet. Du må byrje på nytt frå ID-porten si eiga side.",
    to_front: "Til framsida i Altinn",
};

pub(crate) const EN: Sandbox = Sandbox {
    name: |id| format!("Sandbox {id}"),
    shared: "Shared sandbox",
    start_afresh: "Start afresh",
    start_afresh_hint: "You get the same persons in a new sandbox. Nothing that you have done comes along.",
    ticket_gone_title: "The link is no longer valid",
    ticket_gone: "The link works once, and for one minute. Go back to the page that you came from, and \
        open the link there again.",
    open_yourself_title: "Open the link yourself",
    open_yourself: "Your browser fetched the link in advance or in a frame. The link works only when you open it yourself.",
    all_in_use_title: "All places are in use",
    all_in_use: "Each visitor gets a sandbox, and all sandboxes are in use just now. Wait a few minutes, \
        and load the page again.",
    too_many_title: "Too many at once from the same network",
    too_many: "Unusually many new visitors have come from your network in a short time. Wait a minute, and load the \
        page again.",
    foreign_form_title: "You did not start afresh",
    foreign_form: "Another site sent the form. You have to start afresh from ID-porten's own page.",
    to_front: "To Altinn's front page",
};
