//! The scenes (parts of a talk) that show the six steps of the page `/kom-i-gang`, from nothing to production.

use super::{Scene, Start, text};

pub(super) static STEP_1: Scene = Scene {
    id: "six-steps",
    title: text(
        "Steg 1 av 6: ressursen",
        "Steg 1 av 6: ressursen",
        "Step 1 of 6: the resource",
    ),
    purpose: text(
        "Viser at tjenesteeieren begynner, og hvem som sier ja og nei.",
        "Viser at tenesteeigaren byrjar, og kven som seier ja og nei.",
        "Shows that the service owner begins, and who says yes and no.",
    ),
    start: Start::Page("/kom-i-gang#station-1"),
    seconds: 35,
    say: text(
        "Alt begynner hos tjenesteeieren. Ressursen er navnet på tjenesten i Altinn, og den ligger i en pakke som kan gis videre. Trykk «Gjør det nå, og mål». Nå spør tjenesten Altinn to ganger. Det systembrukeren har, får Permit. Det den ikke har, får NotApplicable, og det er et nei. Bare Permit åpner døren.",
        "Alt byrjar hos tenesteeigaren. Ressursen er namnet på tenesta i Altinn, og han ligg i ein pakke som kan givast vidare. Trykk «Gjer det no, og mål». No spør tenesta Altinn to gonger. Det systembrukaren har, får Permit. Det han ikkje har, får NotApplicable, og det er eit nei. Berre Permit opnar døra.",
        "Everything begins with the service owner. The resource is the name of the service in Altinn, and it lies in a package that can be passed on. Press “Do it now, and measure”. Now the service asks Altinn twice. What the system user has gets Permit. What it does not have gets NotApplicable, and that is a no. Only Permit opens the door.",
    ),
    see: text(
        "Steg 1. Etter trykket: merket «Målt nå». De to beslutningene er de siste kallene. Rull ned til dem.",
        "Steg 1. Etter trykket: merket «Målt no». Dei to avgjerdene er dei siste kalla. Rull ned til dei.",
        "Step 1. After the press: the mark “Measured just now”. The two decisions are the last calls. Scroll down to them.",
    ),
    questions: &[],
    ..Scene::DEFAULT
};

pub(super) static STEP_2: Scene = Scene {
    id: "six-steps-2",
    title: text(
        "Steg 2 av 6: klienten",
        "Steg 2 av 6: klienten",
        "Step 2 of 6: the client",
    ),
    purpose: text(
        "Viser klienten i Maskinporten, og papirene som må til.",
        "Viser klienten i Maskinporten, og papira som må til.",
        "Shows the client in Maskinporten, and the papers it takes.",
    ),
    start: Start::Page("/kom-i-gang#station-2"),
    seconds: 35,
    say: text(
        "Dere trenger en klient i Maskinporten. Skjemaet tar noen virkedager, og en som kan signere, må godta vilkårene. Får dere PRECONDITION_REQUIRED, er de ikke signert. Klienten lager dere selv. Trykk «Gjør det nå, og mål», så lager vi en. Nøkler varer i høyst ett år, så sett en påminnelse i dag.",
        "De treng ein klient i Maskinporten. Skjemaet tek nokre verkedagar, og ein som kan signere, må godta vilkåra. Får de PRECONDITION_REQUIRED, er dei ikkje signerte. Klienten lagar de sjølve. Trykk «Gjer det no, og mål», så lagar vi ein. Nøklar varer i høgst eitt år, så set ei påminning i dag.",
        "You need a client in Maskinporten. The form takes some working days, and somebody who may sign must accept the terms. If you get PRECONDITION_REQUIRED, they are not signed. The client you make yourselves. Press “Do it now, and measure”, and we make one. Keys last for at most a year, so set a reminder today.",
    ),
    see: text(
        "Steg 2. Det en person må gjøre, får aldri noe merke. Etter trykket: to token, det andre med en ny klient.",
        "Steg 2. Det ein person må gjere, får aldri noko merke. Etter trykket: to token, det andre med ein ny klient.",
        "Step 2. What a person must do never gets a mark. After the press: two tokens, the second with a new client.",
    ),
    questions: &[17],
    ..Scene::DEFAULT
};

pub(super) static STEP_3: Scene = Scene {
    id: "six-steps-3",
    title: text(
        "Steg 3 av 6: scopene",
        "Steg 3 av 6: scopa",
        "Step 3 of 6: the scopes",
    ),
    purpose: text(
        "Viser de tre scopene fra Altinn, og det som kommer i to halvdeler.",
        "Viser dei tre scopa frå Altinn, og det som kjem i to halvdelar.",
        "Shows Altinn’s three scopes, and the one that comes in two halves.",
    ),
    start: Start::Page("/kom-i-gang#station-3"),
    seconds: 35,
    say: text(
        "Tre scopes kommer fra Altinn, når vilkårene er godtatt og skjemaet er sendt. Det fjerde er tjenesteeierens, og det kommer i to halvdeler. Først gir eieren det til virksomheten deres, og så legger dere det på klienten. MP-200 betyr at deres halvdel mangler. MP-250 betyr at eierens mangler.",
        "Tre scopes kjem frå Altinn, når vilkåra er godtekne og skjemaet er sendt. Det fjerde er tenesteeigaren sitt, og det kjem i to halvdelar. Først gir eigaren det til verksemda dykkar, og så legg de det på klienten. MP-200 tyder at halvdelen dykkar manglar. MP-250 tyder at den til eigaren manglar.",
        "Three scopes come from Altinn, when the terms are accepted and the form is sent. The fourth is the service owner’s, and it comes in two halves. First the owner grants it to your organisation, and then you add it to your client. MP-200 means that your half is missing. MP-250 means that the owner’s is.",
    ),
    see: text(
        "Steg 3. Trykk «Gjør feilen» på de to øverste feilene. Svarene er MP-200 og MP-250.",
        "Steg 3. Trykk «Gjer feilen» på dei to øvste feila. Svara er MP-200 og MP-250.",
        "Step 3. Press “Make the mistake” at the first two mistakes. The answers are MP-200 and MP-250.",
    ),
    questions: &[1],
    ..Scene::DEFAULT
};

pub(super) static STEP_4: Scene = Scene {
    id: "six-steps-4",
    title: text(
        "Steg 4 av 6: systemregisteret",
        "Steg 4 av 6: systemregisteret",
        "Step 4 of 6: the system register",
    ),
    purpose: text(
        "Viser at systemet blir registrert med ett kall, og lest tilbake.",
        "Viser at systemet blir registrert med eitt kall, og lese tilbake.",
        "Shows that the system is registered with one call, and read back.",
    ),
    start: Start::Page("/kom-i-gang#station-4"),
    seconds: 35,
    say: text(
        "Nå er det ett kall. Trykk «Gjør det nå, og mål». Systemets id begynner med organisasjonsnummeret deres, og oppføringen lister alt det kan be om. Den som eier klienten i Maskinporten, eier systemet. Velg id-en med omhu: den kan aldri brukes om igjen, heller ikke etter sletting.",
        "No er det eitt kall. Trykk «Gjer det no, og mål». Id-en til systemet byrjar med organisasjonsnummeret dykkar, og oppføringa listar alt det kan be om. Den som eig klienten i Maskinporten, eig systemet. Vel id-en med omhug: han kan aldri brukast om att, heller ikkje etter sletting.",
        "Now it is one call. Press “Do it now, and measure”. The id of the system begins with your organisation number, and the entry lists all that it may ask for. Whoever owns the client in Maskinporten owns the system. Choose the id with care: it can never be used again, not even after deletion.",
    ),
    see: text(
        "Steg 4. Etter trykket: et nytt system blir registrert, lest tilbake og slettet.",
        "Steg 4. Etter trykket: eit nytt system blir registrert, lese tilbake og sletta.",
        "Step 4. After the press: a new system is registered, read back and deleted.",
    ),
    questions: &[19],
    ..Scene::DEFAULT
};

pub(super) static STEP_5: Scene = Scene {
    id: "six-steps-5",
    title: text(
        "Steg 5 av 6: systembrukeren",
        "Steg 5 av 6: systembrukaren",
        "Step 5 of 6: the system user",
    ),
    purpose: text(
        "Viser begge måtene å få en systembruker på.",
        "Viser begge måtane å få ein systembrukar på.",
        "Shows both ways to get a system user.",
    ),
    start: Start::Page("/kom-i-gang#station-5"),
    seconds: 35,
    say: text(
        "Dette har vi sett i dag. Trykk «Gjør det nå, og mål», så gjør vi det på begge måter. Enten sender dere kunden til Altinn, eller så lager kunden systembrukeren selv. Resultatet er det samme, og dere finner begge med ett oppslag. Ber dere om token før kunden har godkjent, svarer Maskinporten MP-303.",
        "Dette har vi sett i dag. Trykk «Gjer det no, og mål», så gjer vi det på begge måtar. Anten sender de kunden til Altinn, eller så lagar kunden systembrukaren sjølv. Resultatet er det same, og de finn begge med eitt oppslag. Ber de om token før kunden har godkjent, svarer Maskinporten MP-303.",
        "We have seen this today. Press “Do it now, and measure”, and we do it in both ways. Either you send the customer to Altinn, or the customer makes the system user. The result is the same, and you find both with one look-up. If you ask for a token before the customer has approved, Maskinporten answers MP-303.",
    ),
    see: text(
        "Steg 5. Etter trykket: to nye kunder, to systembrukere, to token.",
        "Steg 5. Etter trykket: to nye kundar, to systembrukarar, to token.",
        "Step 5. After the press: two new customers, two system users, two tokens.",
    ),
    questions: &[],
    ..Scene::DEFAULT
};

pub(super) static STEP_6: Scene = Scene {
    id: "six-steps-6",
    title: text(
        "Steg 6 av 6: test, så produksjon",
        "Steg 6 av 6: test, så produksjon",
        "Step 6 of 6: test, then production",
    ),
    purpose: text(
        "Viser hva som må gjøres om igjen i produksjon.",
        "Viser kva som må gjerast om att i produksjon.",
        "Shows what must be done again in production.",
    ),
    start: Start::Page("/kom-i-gang#station-6"),
    seconds: 35,
    say: text(
        "Miljøene deler ingenting. Ny klient, ny nøkkel, nye scopes, nytt system. Målingene er de samme: kjør dem i det andre miljøet. Øverst på siden er knappen «Mål alle nå». Alt dette kan dere ha om noen uker, og ventetiden er det meste. Så begynn med stegene som krever en signatur.",
        "Miljøa deler ingenting. Ny klient, ny nøkkel, nye scopes, nytt system. Målingane er dei same: køyr dei i det andre miljøet. Øvst på sida er knappen «Mål alle no». Alt dette kan de ha om nokre veker, og ventetida er det meste. Så byrj med stega som krev ei underskrift.",
        "The environments share nothing. A new client, a new key, new scopes, a new system. The checks are the same: run them in the other environment. At the top of the page is the button “Measure all now”. You can have all this in some weeks, and most of it is waiting. So begin with the steps that need a signature.",
    ),
    see: text(
        "Steg 6. Rull så til toppen, og trykk «Mål alle nå»: fem steg får merke, det sjette måles i det andre miljøet.",
        "Steg 6. Rull så til toppen, og trykk «Mål alle no»: fem steg får merke, det sjette blir målt i det andre miljøet.",
        "Step 6. Then scroll to the top, and press “Measure all now”: five steps get a mark, the sixth is measured elsewhere.",
    ),
    questions: &[],
    ..Scene::DEFAULT
};
