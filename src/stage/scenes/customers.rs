//! The scenes (parts of a talk) about what customers do outside the normal flow: close the tab, act for several
//! companies, work in Altinn, or wait too long.

use super::{ANNE, DAY, HOUR, KARI, SandboxState, Scene, Start, text};

pub(super) static CLOSED_TAB: Scene = Scene {
    id: "closed-tab",
    title: text("Lukket fanen", "Lukka fana", "Closed the tab"),
    purpose: text(
        "Viser at kunden kan fortsette der hun slapp.",
        "Viser at kunden kan halde fram der ho slapp.",
        "Shows that the customer can continue where she stopped.",
    ),
    actor: Some(KARI),
    state: SandboxState::Open,
    age_seconds: 20 * HOUR,
    start: Start::SignedIn("/connect/{organisation}"),
    seconds: 45,
    say: text(
        "Kari lukket fanen i går. Forespørselen venter fortsatt. Knappen «Gå til Altinn og svar» lager ingen ny, den leder til den samme. Må en kollega godkjenne, ligger det en ferdig melding lenger ned, med lenke til denne siden. Altinn varsler oss ikke når noen svarer. Derfor spør vi hver gang noen åpner denne siden.",
        "Kari lukka fana i går. Førespurnaden ventar framleis. Knappen «Gå til Altinn og svar» lagar ingen ny, han leier til den same. Må ein kollega godkjenne, ligg det ei ferdig melding lenger nede, med lenkje til denne sida. Altinn varslar oss ikkje når nokon svarer. Derfor spør vi kvar gong nokon opnar denne sida.",
        "Kari closed the tab yesterday. The request still waits. The button “Go to Altinn and answer” makes no new one, it leads to the same. If a colleague has to approve, there is a message further down, with a link to this page. Altinn does not tell us when somebody answers. So we ask each time somebody opens this page.",
    ),
    see: text(
        "Statussiden venter på svar, og knappen leder tilbake til Altinn.",
        "Statussida ventar på svar, og knappen leier tilbake til Altinn.",
        "The status page waits for an answer, and the button leads back to Altinn.",
    ),
    questions: &[10, 11],
    ..Scene::DEFAULT
};

pub(super) static SEVERAL_COMPANIES: Scene = Scene {
    id: "several-companies",
    title: text(
        "Flere virksomheter",
        "Fleire verksemder",
        "Several companies",
    ),
    purpose: text(
        "Viser at kunden må velge hvem systembrukeren er for.",
        "Viser at kunden må velje kven systembrukaren er for.",
        "Shows that the customer must choose whom the system user is for.",
    ),
    actor: Some(ANNE),
    start: Start::SignedIn("/organisation?plan=basis"),
    seconds: 45,
    say: text(
        "En systembruker hører til én virksomhet. Anne er daglig leder i mange, så hun må velge. Gjett aldri for kunden, og husk virksomheten i adressen, ikke i sesjonen. Da kan hun ha to faner åpne uten at de blandes. Under hvert navn står rollen hennes. Den avgjør om hun kan godkjenne, og vi sier det før hun går til Altinn.",
        "Ein systembrukar høyrer til éi verksemd. Anne er dagleg leiar i mange, så ho må velje. Gjett aldri for kunden, og hugs verksemda i adressa, ikkje i sesjonen. Da kan ho ha to faner opne utan at dei blandast. Under kvart namn står rolla hennar. Rolla avgjer om ho kan godkjenne, og vi seier det før ho går til Altinn.",
        "A system user belongs to one organisation. Anne is the general manager of many, so she must choose. Never guess for the customer, and keep the organisation in the address, not in the session. Then she can have two tabs open without mixing them. Below each name is her role. It decides whether she can approve, and we say so before she goes to Altinn.",
    ),
    see: text(
        "Listen over Annes virksomheter, med et søkefelt og rollen hennes i hver.",
        "Lista over verksemdene til Anne, med eit søkjefelt og rolla hennar i kvar.",
        "The list of Anne's organisations, with a search field and her role in each.",
    ),
    questions: &[5],
    ..Scene::DEFAULT
};

pub(super) static MADE_IN_ALTINN: Scene = Scene {
    id: "made-in-altinn",
    title: text("Laget i Altinn", "Laga i Altinn", "Made in Altinn"),
    purpose: text(
        "Viser at kunden kan lage systembrukeren selv, og hvordan vi finner den.",
        "Viser at kunden kan lage systembrukaren sjølv, og korleis vi finn han.",
        "Shows that customers can make the system user themselves, and how we find it.",
    ),
    actor: Some(KARI),
    state: SandboxState::MadeByCustomer,
    start: Start::SignedIn("/connect/{organisation}"),
    seconds: 45,
    say: text(
        "Kunden trenger ikke oss for å lage en systembruker. Kari laget den i Altinn, og ingen sa fra til oss. Vi fant den fordi vi spurte: byquery med systemet og organisasjonsnummeret. Da er externalRef lik organisasjonsnummeret. Merk at kunden bare ser systemer som er synlige i systemregisteret.",
        "Kunden treng ikkje oss for å lage ein systembrukar. Kari laga han i Altinn, og ingen sa frå til oss. Vi fann han fordi vi spurde: byquery med systemet og organisasjonsnummeret. Da er externalRef lik organisasjonsnummeret. Merk at kunden berre ser system som er synlege i systemregisteret.",
        "The customer does not need us to make a system user. Kari made it in Altinn, and nobody told us. We found it because we asked: byquery with the system and the organisation number. The externalRef then equals the organisation number. Note that customers see only systems that are visible in the system register.",
    ),
    see: text(
        "Statussiden sier at firmaet var koblet til fra før. Ingen forespørsel er sendt.",
        "Statussida seier at firmaet var kopla til frå før. Ingen førespurnad er send.",
        "The status page says that the company was connected already. No request was sent.",
    ),
    questions: &[14],
    ..Scene::DEFAULT
};

pub(super) static WITHDRAWN: Scene = Scene {
    id: "withdrawn",
    title: text("Trukket tilbake", "Trekt tilbake", "Withdrawn"),
    purpose: text(
        "Viser at bare kunden kan slette, og at ingen sier fra.",
        "Viser at berre kunden kan slette, og at ingen seier frå.",
        "Shows that only the customer can delete, and that nobody tells us.",
    ),
    actor: Some(KARI),
    state: SandboxState::Withdrawn,
    age_seconds: 30 * DAY,
    start: Start::SignedIn("/connect/{organisation}"),
    seconds: 45,
    say: text(
        "Kunden kan alltid ta tilgangen tilbake, i Altinn, uten å spørre oss. Vi kan ikke slette den for kunden. Vi ser det på to måter: byquery svarer 404, og Maskinporten svarer MP-303. Et token vi alt har, er gyldig til det går ut, men tjenesteeieren skal likevel si nei. Så sjekk før du viser noe, og ha en side som sier det rett ut.",
        "Kunden kan alltid ta tilgangen tilbake, i Altinn, utan å spørje oss. Vi kan ikkje slette han for kunden. Vi ser det på to måtar: byquery svarer 404, og Maskinporten svarer MP-303. Eit token vi alt har, er gyldig til det går ut, men tenesteeigaren skal likevel seie nei. Så sjekk før du viser noko, og ha ei side som seier det rett ut.",
        "Customers can always take the access back, in Altinn, without asking us. We cannot delete it for them. We see it in two ways: byquery answers 404, and Maskinporten answers MP-303. A token that we already have is valid until it expires, but the service owner should still say no. So check before you show anything, and have a page that says it plainly.",
    ),
    see: text(
        "Statussiden sier at tilgangen er tatt tilbake. Knappen er «Be om tilgang på nytt».",
        "Statussida seier at tilgangen er teken tilbake. Knappen er «Be om tilgang på nytt».",
        "The status page says that the access has been withdrawn. The button is “Ask for access again”.",
    ),
    questions: &[13],
    ..Scene::DEFAULT
};

pub(super) static EXPIRED: Scene = Scene {
    id: "expired",
    title: text("For gammel", "For gammal", "Too old"),
    purpose: text(
        "Viser hvor lenge lenken lever, og hva som skjer etterpå.",
        "Viser kor lenge lenkja lever, og kva som skjer etterpå.",
        "Shows how long the link lives, and what happens afterwards.",
    ),
    actor: Some(KARI),
    state: SandboxState::Expired,
    age_seconds: 181 * DAY,
    start: Start::SignedIn("/connect/{organisation}"),
    seconds: 45,
    say: text(
        "En forespørsel lever i 180 dager. Statusen blir stående på New, men feltet timedOut blir sant. Se på begge. Den samme lenken kan sendes flere ganger før det, og samme POST gir samme forespørsel. Etterpå: slett, og spør på nytt. Dokumentasjonen har sagt ti dager. Koden i Altinn sier 180.",
        "Ein førespurnad lever i 180 dagar. Statusen blir ståande på New, men feltet timedOut blir sant. Sjå på begge. Den same lenkja kan sendast fleire gonger før det, og same POST gir same førespurnad. Etterpå: slett, og spør på nytt. Dokumentasjonen har sagt ti dagar. Koden i Altinn seier 180.",
        "A request lives for 180 days. Its status stays New, but the field timedOut becomes true. Look at both. Before that, you may send the same link several times, and the same POST gives the same request. Afterwards: delete, and ask again. The documentation has said ten days. Altinn's code says 180.",
    ),
    see: text(
        "Statussiden sier at forespørselen er for gammel, og har én knapp: «Spør på nytt».",
        "Statussida seier at førespurnaden er for gammal, og har éin knapp: «Spør på nytt».",
        "The status page says that the request is too old, and has one button: “Ask again”.",
    ),
    questions: &[11],
    ..Scene::DEFAULT
};
