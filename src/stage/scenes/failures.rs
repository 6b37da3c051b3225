//! Scenes in which a service fails.
//!
//! Maskinporten and Altinn fail for the scene's own sandbox only. A fault of a sandbox matches calls that carry an
//! organisation, a request or a person of it. A vendor's own token carries none of these, so SmartCloud still gets one.

use super::{KARI, SandboxState, Scene, SceneFault, Start, text};

/// What the scenes in this file have in common: a connected customer who opens the dashboard.
const ON_THE_DASHBOARD: Scene = Scene {
    actor: Some(KARI),
    state: SandboxState::Connected,
    start: Start::SignedIn("/dashboard/{organisation}"),
    seconds: 45,
    ..Scene::DEFAULT
};

pub(super) static MASKINPORTEN_DOWN: Scene = Scene {
    id: "maskinporten-down",
    title: text(
        "Maskinporten er nede",
        "Maskinporten er nede",
        "Maskinporten is down",
    ),
    purpose: text(
        "Viser en feil som går over, og at siden sier hvem som svikter.",
        "Viser ein feil som går over, og at sida seier kven som sviktar.",
        "Shows an error that passes, and that the page says who fails.",
    ),
    fault: Some(SceneFault::MaskinportenDown),
    seconds: 60,
    say: text(
        "Uten Maskinporten får vi ingen token, og uten token ingen data. Men Kari har ikke mistet noe. Si derfor tre ting: hvem som er nede, at tilgangen hennes er i orden, og at hun kan vente. Kast ikke tokenet dere har, det virker til det utløper. Og prøv ikke på nytt i løkke. Da hjelper dere ingen.",
        "Utan Maskinporten får vi ingen token, og utan token ingen data. Men Kari har ikkje mist noko. Sei derfor tre ting: kven som er nede, at tilgangen hennar er i orden, og at ho kan vente. Kast ikkje tokenet de har, det verkar til det går ut. Og prøv ikkje på nytt i løkkje. Da hjelper de ingen.",
        "Without Maskinporten we get no token, and without a token no data. But Kari has lost nothing. So say three things: who is down, that her access is fine, and that she can wait. Do not throw away the token you have, it works until it expires. And do not retry in a loop. That helps nobody.",
    ),
    see: text(
        "Oversikten. Boksen for krav sier at Maskinporten ikke svarer.",
        "Oversikta. Boksen for krav seier at Maskinporten ikkje svarer.",
        "The overview. The box for claims says that Maskinporten does not answer.",
    ),
    ..ON_THE_DASHBOARD
};

pub(super) static MP_303_NOT_APPROVED: Scene = Scene {
    id: "mp-303-not-approved",
    title: text(
        "MP-303: ingen systembruker",
        "MP-303: ingen systembrukar",
        "MP-303: no system user",
    ),
    purpose: text(
        "Viser den første årsaken: kunden har ikke godkjent, eller har slettet.",
        "Viser den første årsaka: kunden har ikkje godkjent, eller har sletta.",
        "Shows the first cause: the customer has not approved, or has deleted.",
    ),
    fault: Some(SceneFault::Mp303(
        "MP-303: Systembruker finnes ikke for organisasjonen og klienten",
    )),
    say: text(
        "MP-303 er feilen alle møter. Den betyr at Maskinporten ikke finner noen systembruker. Den vanligste grunnen er enkel: kunden har ikke godkjent ennå, eller har slettet. Spør byquery først, så vet du det. Finner byquery heller ingenting, send kunden til godkjenning. Finner den noe, er feilen vår egen. Det er de to neste.",
        "MP-303 er feilen alle møter. Han betyr at Maskinporten ikkje finn nokon systembrukar. Den vanlegaste grunnen er enkel: kunden har ikkje godkjent enno, eller har sletta. Spør byquery først, så veit du det. Finn byquery heller ingenting, send kunden til godkjenning. Finn han noko, er feilen vår eigen. Det er dei to neste.",
        "MP-303 is the error everybody meets. It means that Maskinporten finds no system user. The most common reason is simple: the customer has not approved yet, or has deleted it. Ask byquery first, and you know. If byquery finds nothing either, send the customer to approve. If it finds one, the fault is ours. Those are the next two.",
    ),
    see: text(
        "Oversikten. Boksen for krav sier at tilgangen mangler hos Maskinporten.",
        "Oversikta. Boksen for krav seier at tilgangen manglar hos Maskinporten.",
        "The overview. The box for claims says that Maskinporten finds no access.",
    ),
    questions: &[3],
    ..ON_THE_DASHBOARD
};

pub(super) static MP_303_WRONG_EXTERNAL_REF: Scene = Scene {
    id: "mp-303-wrong-external-ref",
    title: text(
        "MP-303: feil externalRef",
        "MP-303: feil externalRef",
        "MP-303: wrong externalRef",
    ),
    purpose: text(
        "Viser den andre årsaken: referansen mangler eller er en annen.",
        "Viser den andre årsaka: referansen manglar eller er ein annan.",
        "Shows the second cause: the reference is missing or another one.",
    ),
    fault: Some(SceneFault::Mp303(
        "MP-303: Systembruker finnes ikke for organisasjonen, klienten og externalRef",
    )),
    say: text(
        "Samme feil, annen grunn. Kunden har godkjent, men vi spør etter en annen externalRef enn den vi brukte i forespørselen. Referansen er en del av navnet på systembrukeren. Har du flere for samme kunde, er det den som skiller dem. Regelen er: bruk samme verdi i forespørselen, i oppslaget og i tokenet. Eller utelat den alle tre steder.",
        "Same feil, annan grunn. Kunden har godkjent, men vi spør etter ein annan externalRef enn den vi brukte i førespurnaden. Referansen er ein del av namnet på systembrukaren. Har du fleire for same kunde, er det han som skil dei. Regelen er: bruk same verdi i førespurnaden, i oppslaget og i tokenet. Eller utelat han alle tre stader.",
        "The same error, another reason. The customer has approved, but we ask for another externalRef than the one in the request. The reference is part of the system user's name. If one customer has several, the reference tells them apart. The rule: use the same value in the request, in the look-up and in the token. Or leave it out in all three.",
    ),
    see: text(
        "Oversikten med samme melding. Loggen viser beskrivelsen fra Maskinporten.",
        "Oversikta med same melding. Loggen viser skildringa frå Maskinporten.",
        "The overview with the same message. The log shows Maskinporten's description.",
    ),
    questions: &[3, 4],
    ..ON_THE_DASHBOARD
};

pub(super) static MP_303_CLIENT_NOT_ON_SYSTEM: Scene = Scene {
    id: "mp-303-client-not-on-system",
    title: text(
        "MP-303: klienten hører ikke til systemet",
        "MP-303: klienten høyrer ikkje til systemet",
        "MP-303: the client is not on the system",
    ),
    purpose: text(
        "Viser den tredje årsaken: klient-id-en står ikke i systemregisteret.",
        "Viser den tredje årsaka: klient-id-en står ikkje i systemregisteret.",
        "Shows the third cause: the client id is not in the system register.",
    ),
    fault: Some(SceneFault::Mp303(
        "MP-303: Klienten er ikke knyttet til et system med systembruker for organisasjonen",
    )),
    say: text(
        "Samme feil for tredje gang. Nå er alt riktig hos kunden, men klienten vår står ikke på systemet i Altinns register. Det skjer når du lager en ny klient i Maskinporten og glemmer registeret. Les systemet tilbake, og se etter klient-id-en. Altinn eier listen, Maskinporten eier klienten, og du må holde dem like.",
        "Same feil for tredje gong. No er alt rett hos kunden, men klienten vår står ikkje på systemet i registeret til Altinn. Det skjer når du lagar ein ny klient i Maskinporten og gløymer registeret. Les systemet tilbake, og sjå etter klient-id-en. Altinn eig lista, Maskinporten eig klienten, og du må halde dei like.",
        "The same error for the third time. Now all is right at the customer, but our client is not on the system in Altinn's register. That happens when you make a new client in Maskinporten and forget the register. Read the system back, and look for the client id. Altinn owns the list, Maskinporten owns the client, and you must keep them alike.",
    ),
    see: text(
        "Oversikten med samme melding. Bare oppsettet hos leverandøren er feil.",
        "Oversikta med same melding. Berre oppsettet hos leverandøren er feil.",
        "The overview with the same message. Only the vendor's set-up is wrong.",
    ),
    questions: &[3, 19],
    ..ON_THE_DASHBOARD
};

pub(super) static SLOW_ALTINN: Scene = Scene {
    id: "slow-altinn",
    title: text("Altinn er treg", "Altinn er treig", "Altinn is slow"),
    purpose: text(
        "Viser at siden venter en stund og ellers sier fra.",
        "Viser at sida ventar ei stund og elles seier frå.",
        "Shows that the page waits for a while, and otherwise says so.",
    ),
    start: Start::SignedIn("/connect/{organisation}"),
    fault: Some(SceneFault::SlowAltinn(2_000)),
    say: text(
        "Altinn svarer, men sent. Alle kall må ha en tidsgrense, ellers henger siden til kunden går. Vi har ti sekunder. Svarer ikke Altinn da, viser vi den siste statusen vi kjenner, og sier at den kan være gammel. Og mister du svaret på en POST, kan Altinn likevel ha laget forespørselen. Spør før du sender på nytt.",
        "Altinn svarer, men seint. Alle kall må ha ei tidsgrense, elles heng sida til kunden går. Vi har ti sekund. Svarer ikkje Altinn da, viser vi den siste statusen vi kjenner, og seier at han kan vere gammal. Og mistar du svaret på ein POST, kan Altinn likevel ha laga førespurnaden. Spør før du sender på nytt.",
        "Altinn answers, but late. Every call needs a time limit, or the page hangs until the customer leaves. Ours is ten seconds. If Altinn has not answered then, we show the last status we know, and say that it may be old. And if the answer to a POST is lost, Altinn may still have made the request. Ask before you send again.",
    ),
    see: text(
        "Statussiden kommer etter noen sekunder, og er sann når den kommer.",
        "Statussida kjem etter nokre sekund, og er sann når ho kjem.",
        "The status page comes after some seconds, and is true when it comes.",
    ),
    questions: &[10],
    ..ON_THE_DASHBOARD
};
