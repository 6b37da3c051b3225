//! The last scenes (parts) of a talk: clients of an accountant, changes of access, and questions.

use super::{DAY, IDA, KARI, PlanId, SandboxState, Scene, Start, text};

pub(super) static AGENT_REQUEST: Scene = Scene {
    id: "agent-request",
    title: text(
        "Systembruker for klienter",
        "Systembrukar for klientar",
        "A system user for clients",
    ),
    purpose: text(
        "Viser en regnskapsfører som handler for klientene sine.",
        "Viser ein rekneskapsførar som handlar for klientane sine.",
        "Shows an accountant who acts for her clients.",
    ),
    actor: Some(IDA),
    state: SandboxState::AgentConnected,
    start: Start::Altinn("/accessmanagement/ui/systemuser/{systemUser}/agentdelegation"),
    seconds: 75,
    say: text(
        "For egne data: en vanlig systembruker. For klienters data: en agent. Trenger du begge, trenger du to. Ida er regnskapsfører. Trykk «Legg til eller fjern klienter». Hun har sju klienter, men ser bare én. De andre har ikke gitt alle pakkene systembrukeren har. I tokenet står nummeret til regnskapsfirmaet, aldri klientens. Klienter kan også knyttes til over API, én om gangen.",
        "For eigne data: ein vanleg systembrukar. For data til klientar: ein agent. Treng du begge, treng du to. Ida er rekneskapsførar. Trykk «Legg til eller fjern klientar». Ho har sju klientar, men ser berre éin. Dei andre har ikkje gitt alle pakkane systembrukaren har. I tokenet står nummeret til rekneskapsfirmaet, aldri klienten sitt. Klientar kan òg knytast til over API, éin om gongen.",
        "For your own data: an ordinary system user. For clients' data: an agent. If you need both, you need two. Ida is an accountant. Press “Add or remove clients”. She has seven clients, but sees only one. The others have not given every package of the system user. The token has the number of the accounting firm, never the client's. Clients can also be connected by API, one at a time.",
    ),
    see: text(
        "Altinns side med den ene klienten som er knyttet til. Etter trykket: listen, der bare den står.",
        "Altinn si side med den eine klienten som er knytt til. Etter trykket: lista, der berre han står.",
        "Altinn's page with the one client that is connected. After the press: the list, with only that client.",
    ),
    questions: &[5, 8, 15, 20],
    ..Scene::DEFAULT
};

pub(super) static CHANGE_REQUEST: Scene = Scene {
    id: "change-request",
    title: text("Endre rettighetene", "Endre rettane", "Change the rights"),
    purpose: text(
        "Viser at kunden også må godkjenne en endring.",
        "Viser at kunden òg må godkjenne ei endring.",
        "Shows that the customer must approve a change too.",
    ),
    actor: Some(KARI),
    state: SandboxState::ChangeWaits,
    plan: PlanId::Drift,
    age_seconds: 90 * DAY,
    start: Start::Request("change"),
    seconds: 45,
    say: text(
        "Planen endrer seg, men systembrukeren kan bestå. Send en endringsforespørsel med en ny korrelasjons-id, og la kunden godkjenne forskjellen. Fram til da gjelder de gamle rettighetene, så ingenting stopper. Sier hun nei, er alt som før. En systembruker for klienter kan ikke endres. Der lager du en ny og flytter klientene.",
        "Planen endrar seg, men systembrukaren kan bestå. Send ein endringsførespurnad med ein ny korrelasjons-id, og la kunden godkjenne skilnaden. Fram til da gjeld dei gamle rettane, så ingenting stoppar. Seier ho nei, er alt som før. Ein systembrukar for klientar kan ikkje endrast. Der lagar du ein ny og flyttar klientane.",
        "The plan changes, but the system user can stay. Send a change request with a new correlation id, and let the customer approve the difference. Until then the old rights apply, so nothing stops. If she says no, all is as before. A system user for clients cannot be changed. There you make a new one and move the clients.",
    ),
    see: text(
        "Altinns side for endringen: pakken «Krav, betalinger og utlegg» vil legges til.",
        "Altinn si side for endringa: pakken «Krav, betalingar og utlegg» vil bli lagd til.",
        "Altinn's page for the change: the package “Claims, payments and enforcement” will be added.",
    ),
    questions: &[12],
    ..Scene::DEFAULT
};

pub(super) static QUESTIONS: Scene = Scene {
    id: "questions",
    title: text("Spørsmål", "Spørsmål", "Questions"),
    purpose: text(
        "Viser tjue spørsmål som leverandører stiller igjen og igjen.",
        "Viser tjue spørsmål som leverandørar stiller igjen og igjen.",
        "Shows twenty questions that vendors ask again and again.",
    ),
    start: Start::Page("/sporsmal"),
    seconds: 225,
    say: text(
        "Nå er det deres tur. Her er tjue spørsmål vi får ofte, med korte svar. De fleste har en knapp som viser det med ekte kall, eller på sidene. Koden på skjermen tar dere inn i den samme demoen, på egen telefon, med egne oppdiktede personer. Ingen kan ødelegge for noen. Kildekoden er åpen, og laget for å kopieres.",
        "No er det dykkar tur. Her er tjue spørsmål vi får ofte, med korte svar. Dei fleste har ein knapp som viser det med ekte kall, eller på sidene. Koden på skjermen tek dykk inn i den same demoen, på eigen telefon, med eigne oppdikta personar. Ingen kan øydeleggje for nokon. Kjeldekoden er open, og laga for å kopierast.",
        "Now it is your turn. Here are twenty questions we often get, with short answers. Most have a button that shows it with real calls, or on the pages. The code on the screen takes you into the same demo, on your own phone, with made-up persons of your own. Nobody can spoil it for anybody. The code is open, and made to be copied.",
    ),
    see: text(
        "Siden med spørsmålene. Åpne «Vis koden stort» på pulten, og vis også den på publikums skjerm.",
        "Sida med spørsmåla. Opne «Vis koden stort» på pulten, og vis han òg på skjermen til publikum.",
        "The page with the questions. Open “Show the code in large” on the desk, and show it to the audience too.",
    ),
    questions: &[],
    ..Scene::DEFAULT
};
