//! The scenes (parts of a talk) with a failing service.
//!
//! Maskinporten and Altinn fail only for the scene's own sandbox. The fault affects only calls that contain an
//! organisation, a request or a person of this sandbox. SmartCloud's request for its own vendor token contains none of
//! these, and still succeeds.

use super::{KARI, SandboxState, Scene, SceneFault, Start, text};

/// The default values of several scenes in this file. In these scenes, a connected customer opens the dashboard.
const ON_THE_DASHBOARD: Scene = Scene {
    actor: Some(KARI),
    state: SandboxState::Connected,
    start: Start::SignedIn("/dashboard/{organisation}"),
    seconds: 45,
    ..Scene::DEFAULT
};

/// The default values of the scenes about the causes of MP-303. These scenes show a page of SmartCloud with a button
/// that sends real calls, so they need no injected fault.
const REAL_CALL: Scene = Scene {
    seconds: 60,
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
    say: text(
        "Uten Maskinporten får vi ikke noe token, og uten token ingen data. Men Kari har ikke mistet noe. Si derfor tre ting: hvem som er nede, at tilgangen hennes ikke er borte, og at hun kan prøve igjen senere. Ta vare på tokenet dere har, det er gyldig til det går ut. Og ikke prøv på nytt i en evig løkke. Det hjelper ingen.",
        "Utan Maskinporten får vi ikkje noko token, og utan token ingen data. Men Kari har ikkje mista noko. Sei derfor tre ting: kven som er nede, at tilgangen hennar ikkje er borte, og at ho kan prøve igjen seinare. Ta vare på tokenet de har, det er gyldig til det går ut. Og ikkje prøv på nytt i ei evig løkkje. Det hjelper ingen.",
        "Without Maskinporten we get no token, and without a token no data. But Kari has lost nothing. So say three things: who is down, that her access is not gone, and that she can try again later. Keep the token you have, it is valid until it expires. And do not retry in an endless loop. That helps nobody.",
    ),
    see: text(
        "Oversikten. Boksen for krav sier at Maskinporten ikke svarer.",
        "Oversikta. Boksen for krav seier at Maskinporten ikkje svarer.",
        "The overview. The box for claims says that Maskinporten does not answer.",
    ),
    ..ON_THE_DASHBOARD
};

pub(super) static MP_303: Scene = Scene {
    id: "mp-303",
    title: text(
        "MP-303, slik kunden ser den",
        "MP-303, slik kunden ser han",
        "MP-303, as the customer sees it",
    ),
    purpose: text(
        "Viser feilen alle møter, og hva vi sier til kunden.",
        "Viser feilen alle møter, og kva vi seier til kunden.",
        "Shows the error everybody meets, and what we tell the customer.",
    ),
    fault: Some(SceneFault::Mp303),
    say: text(
        "MP-303 er feilen alle møter: Maskinporten finner ingen systembruker. Her lager simulatoren feilen for oss, for Kari er koblet til. SmartCloud møter den sjelden, fordi vi spør Altinn med byquery før vi ber om token. Får du den likevel, er du for tidlig ute, for sent ute, eller du har gjort en feil selv. Nå tar vi årsakene én for én, med ekte kall.",
        "MP-303 er feilen alle møter: Maskinporten finn ingen systembrukar. Her lagar simulatoren feilen for oss, for Kari er kopla til. SmartCloud møter han sjeldan, fordi vi spør Altinn med byquery før vi ber om token. Får du han likevel, er du for tidleg ute, for seint ute, eller du har gjort ein feil sjølv. No tek vi årsakene éi for éi, med ekte kall.",
        "MP-303 is the error everybody meets: Maskinporten finds no system user. Here the simulator makes the error for us, because Kari is connected. SmartCloud seldom meets it, because we ask Altinn with byquery before we ask for a token. If you get it all the same, you are too early, too late, or have made a mistake yourself. Now we take the causes one by one, with real calls.",
    ),
    see: text(
        "Oversikten. Boksen for krav sier at Maskinporten ikke fant noen systemtilgang.",
        "Oversikta. Boksen for krav seier at Maskinporten ikkje fann nokon systemtilgang.",
        "The overview. The box for claims says that Maskinporten found no system access.",
    ),
    questions: &[3],
    ..ON_THE_DASHBOARD
};

pub(super) static MP_303_NOT_APPROVED: Scene = Scene {
    id: "mp-303-not-approved",
    title: text(
        "MP-303: ikke godkjent ennå",
        "MP-303: ikkje godkjend enno",
        "MP-303: not approved yet",
    ),
    purpose: text(
        "Viser den første årsaken: kunden har ikke godkjent, eller har slettet.",
        "Viser den første årsaka: kunden har ikkje godkjent, eller har sletta.",
        "Shows the first cause: the customer has not approved, or has deleted.",
    ),
    start: Start::Page("/kom-i-gang#station-5"),
    say: text(
        "Den enkleste årsaken først: kunden har ikke godkjent ennå. Trykk «Gjør feilen» ved «Be om token før kunden har godkjent». Da sender vi et ekte kall for en ny, oppdiktet kunde med en forespørsel som venter, og Maskinporten svarer MP-303. Svaret er det samme når kunden har slettet systembrukeren. Spør byquery først. Finner den ingen, må kunden godkjenne.",
        "Den enklaste årsaka først: kunden har ikkje godkjent enno. Trykk «Gjer feilen» ved «Be om token før kunden har godkjent». Da sender vi eit ekte kall for ein ny, oppdikta kunde med ein førespurnad som ventar, og Maskinporten svarer MP-303. Svaret er det same når kunden har sletta systembrukaren. Spør byquery først. Finn du ingen, må kunden godkjenne.",
        "The simplest cause first: the customer has not approved yet. Press “Make the mistake” at “Ask for a token before the customer has approved”. Then we send a real call for a new, made-up customer with a request that waits, and Maskinporten answers MP-303. The answer is the same when the customer has deleted the system user. Ask byquery first. If it finds none, the customer must approve.",
    ),
    see: text(
        "«Kom i gang», steg 5. Etter trykket: kallet til Maskinporten, med MP-303 til svar.",
        "«Kom i gang», steg 5. Etter trykket: kallet til Maskinporten, med MP-303 til svar.",
        "“Getting started”, step 5. After the press: the call to Maskinporten, answered by MP-303.",
    ),
    questions: &[3],
    ..REAL_CALL
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
    start: Start::Page("/sporsmal#question-3"),
    say: text(
        "Samme feil, annen årsak. Kunden i disse kallene har godkjent, med referansen lonn. Trykk «Vis det med ekte kall». Med lonn får vi et token. Med regnskap, eller uten referanse, får vi MP-303. Det får vi også for en annen virksomhet, og med en annen klient. Regelen er: bruk samme externalRef i forespørselen, i oppslaget og i tokenet. Eller utelat den alle tre steder.",
        "Same feil, anna årsak. Kunden i desse kalla har godkjent, med referansen lonn. Trykk «Vis det med ekte kall». Med lonn får vi eit token. Med regnskap, eller utan referanse, får vi MP-303. Det får vi òg for ei anna verksemd, og med ein annan klient. Regelen er: bruk same externalRef i førespurnaden, i oppslaget og i tokenet. Eller utelat han alle tre stader.",
        "The same error, another cause. The customer in these calls has approved, under the reference lonn. Press “Show it with real calls”. With lonn we get a token. With regnskap, or without a reference, we get MP-303. So we do for another organisation, and with another client. The rule: use the same externalRef in the request, in the look-up and in the token. Or leave it out in all three.",
    ),
    see: text(
        "Spørsmål 3. Etter trykket: ett kall som gir token, og fire med MP-303.",
        "Spørsmål 3. Etter trykket: eitt kall som gir token, og fire med MP-303.",
        "Question 3. After the press: one call that gives a token, and four with MP-303.",
    ),
    questions: &[3, 4],
    ..REAL_CALL
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
    start: Start::Page("/kom-i-gang#station-4"),
    say: text(
        "Samme feil igjen. Nå er alt riktig hos kunden, men klienten står ikke på systemet i Altinns register. Trykk «Gjør feilen» ved «Bruk en klient som ikke står på systemet». Det første kallet bruker den vanlige klienten vår, og får token. Det andre bruker en ny klient, med samme nøkkel og scope, og får MP-303. Altinn har listen, Maskinporten har klienten, og du må holde dem like.",
        "Same feil igjen. No er alt rett hos kunden, men klienten står ikkje på systemet i registeret til Altinn. Trykk «Gjer feilen» ved «Bruk ein klient som ikkje står på systemet». Det første kallet bruker den vanlege klienten vår, og får token. Det andre bruker ein ny klient, med same nøkkel og scope, og får MP-303. Altinn har lista, Maskinporten har klienten, og du må halde dei like.",
        "The same error again. Now all is right at the customer, but the client is not on the system in Altinn's register. Press “Make the mistake” at “Use a client that is not on the system”. The first call uses our usual client, and gets a token. The second uses a new client, with the same key and scope, and gets MP-303. Altinn has the list, Maskinporten has the client, and you must keep them alike.",
    ),
    see: text(
        "«Kom i gang», steg 4, nederst i listen over feil. Etter trykket: ett kall med token, og ett med MP-303.",
        "«Kom i gang», steg 4, nedst i lista over feil. Etter trykket: eitt kall med token, og eitt med MP-303.",
        "“Getting started”, step 4, last in the list of mistakes. After the press: one call with a token, and one with MP-303.",
    ),
    questions: &[3, 19],
    ..REAL_CALL
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
        "Altinn svarer, men sent. Her bruker hvert kall to sekunder ekstra. Alle kall må ha en tidsgrense, ellers henger siden til kunden går. Vi har ti sekunder. Svarer ikke Altinn da, viser vi den siste statusen vi kjenner, og sier at den kan være gammel. Og mister du svaret på en POST, kan Altinn likevel ha laget forespørselen. Ikke send den på nytt av deg selv: Neste klikk sender den samme.",
        "Altinn svarer, men seint. Her bruker kvart kall to sekund ekstra. Alle kall må ha ei tidsgrense, elles heng sida til kunden går. Vi har ti sekund. Svarer ikkje Altinn da, viser vi den siste statusen vi kjenner, og seier at han kan vere gammal. Og mistar du svaret på ein POST, kan Altinn likevel ha laga førespurnaden. Ikkje send han på nytt av deg sjølv: Neste klikk sender den same.",
        "Altinn answers, but late. Here each call takes two seconds more. Every call needs a time limit, or the page hangs until the customer leaves. Ours is ten seconds. If Altinn has not answered then, we show the last status we know, and say that it may be old. And if the answer to a POST is lost, Altinn may still have made the request. Do not repeat it by yourself: the next click sends the same one.",
    ),
    see: text(
        "Først ingenting. Etter omtrent fire sekunder kommer statussiden, og det den sier, er sant.",
        "Først ingenting. Etter om lag fire sekund kjem statussida, og det ho seier, er sant.",
        "Nothing at first. After about four seconds the status page comes, and what it says is true.",
    ),
    questions: &[10],
    ..ON_THE_DASHBOARD
};
