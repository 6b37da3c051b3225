//! The last scenes: clients of an accountant, changes, and questions.

use super::{DAY, IDA, KARI, SandboxState, Scene, Start, text};

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
    seconds: 90,
    say: text(
        "For egne data: en vanlig systembruker. For klienters data: en agent. Trenger du begge, trenger du to. Ida har godkjent, og knytter nå til klientene. Mangler en klient i listen, har den ikke gitt henne alle pakkene systembrukeren har. I tokenet står Idas nummer, aldri klientens. Klienter kan også knyttes til over API, én om gangen.",
        "For eigne data: ein vanleg systembrukar. For data til klientar: ein agent. Treng du begge, treng du to. Ida har godkjent, og knyter no til klientane. Manglar ein klient i lista, har han ikkje gitt henne alle pakkane systembrukaren har. I tokenet står nummeret til Ida, aldri klienten sitt. Klientar kan òg knytast til over API, éin om gongen.",
        "For your own data: an ordinary system user. For clients' data: an agent. If you need both, you need two. Ida has approved, and now connects her clients. If a client is not in the list, it has not given her every package of the system user. The token names Ida's number, never the client's. Clients can also be connected by API, one at a time.",
    ),
    see: text(
        "Altinns side med klientene som er knyttet til systemtilgangen.",
        "Altinn si side med klientane som er knytte til systemtilgangen.",
        "Altinn's page with the clients that are connected to the system access.",
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
    age_seconds: 90 * DAY,
    start: Start::Request("change"),
    seconds: 60,
    say: text(
        "Planen endrer seg, men systembrukeren kan bestå. Send en endringsforespørsel med en ny korrelasjons-id, og la kunden godkjenne forskjellen. Fram til da gjelder de gamle rettighetene, så ingenting stopper. Sier hun nei, er alt som før. Agenter kan ikke endres. Der lager du en ny og flytter klientene.",
        "Planen endrar seg, men systembrukaren kan bestå. Send ein endringsførespurnad med ein ny korrelasjons-id, og la kunden godkjenne skilnaden. Fram til da gjeld dei gamle rettane, så ingenting stoppar. Seier ho nei, er alt som før. Agentar kan ikkje endrast. Der lagar du ein ny og flyttar klientane.",
        "The plan changes, but the system user can stay. Send a change request with a new correlation id, and let the customer approve the difference. Until then the old rights apply, so nothing stops. If she says no, all is as before. Agents cannot be changed. There you make a new one and move the clients.",
    ),
    see: text(
        "Altinns side for endringen: hva som kommer til, og hva som går ut.",
        "Altinn si side for endringa: kva som kjem til, og kva som går ut.",
        "Altinn's page for the change: what is added, and what is removed.",
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
    seconds: 240,
    say: text(
        "Nå er det deres tur. Her er tjue spørsmål vi får ofte, med korte svar. Hvert svar har en kilde og en knapp som viser det skje. Lenken på skjermen tar dere inn i den samme demoen, på egen telefon, med egne oppdiktede personer. Ingen kan ødelegge for noen. Koden ligger åpent, og kan kopieres.",
        "No er det dykkar tur. Her er tjue spørsmål vi får ofte, med korte svar. Kvart svar har ei kjelde og ein knapp som viser det skje. Lenkja på skjermen tek dykk inn i den same demoen, på eigen telefon, med eigne oppdikta personar. Ingen kan øydeleggje for nokon. Koden ligg ope, og kan kopierast.",
        "Now it is your turn. Here are twenty questions we often get, with short answers. Each answer has a source, and a button that shows it happen. The link on the screen takes you into the same demo, on your own phone, with made-up persons of your own. Nobody can spoil it for anybody. The code is open, and made to be copied.",
    ),
    see: text(
        "Siden med spørsmålene, og lenken som publikum kan bli med på.",
        "Sida med spørsmåla, og lenkja som publikum kan bli med på.",
        "The page with the questions, and the link with which to join.",
    ),
    questions: &[],
    ..Scene::DEFAULT
};
