//! The scenes (parts of a talk) that show the main flow, step by step: from SmartCloud's home page to the customer's
//! data.

use super::{KARI, PlanId, SandboxState, Scene, Start, text};

pub(super) static WHAT_IT_IS: Scene = Scene {
    id: "what-it-is",
    title: text(
        "Hva en systembruker er",
        "Kva ein systembrukar er",
        "What a system user is",
    ),
    purpose: text(
        "Viser hva kunden får, og hvorfor et passord ikke holder.",
        "Viser kva kunden får, og kvifor eit passord ikkje held.",
        "Shows what the customer gets, and why a password is not enough.",
    ),
    seconds: 60,
    say: text(
        "En systembruker er en bruker for et program, ikke for en person. Kunden gir den til oss, og kan ta den tilbake. Et passord er noe annet: det gir oss alt personen kan, og ingen ser at det er vi som bruker det. Vi er en leverandør som heter SmartCloud. Vi skal hente krav, lønn og varer på vei for kundene våre. I dag viser vi hele veien, fra forsiden til dataene.",
        "Ein systembrukar er ein brukar for eit program, ikkje for ein person. Kunden gir han til oss, og kan ta han tilbake. Eit passord er noko anna: det gir oss alt personen kan, og ingen ser at det er vi som bruker det. Vi er ein leverandør som heiter SmartCloud. Vi skal hente krav, lønn og varer på veg for kundane våre. I dag viser vi heile vegen, frå framsida til dataa.",
        "A system user is a user for a program, not for a person. The customer gives it to us, and can take it back. A password is different: it gives us all that the person may do, and nobody sees that it is we who use it. We are a vendor called SmartCloud. We fetch claims, payroll and goods on their way for our customers. Today we show the whole way, from the front page to the data.",
    ),
    see: text(
        "Forsiden til SmartCloud, med tegningen av nøkkelen kunden gir. Ingen er logget inn.",
        "Framsida til SmartCloud, med teikninga av nøkkelen kunden gir. Ingen er logga inn.",
        "SmartCloud's front page, with the drawing of the key the customer gives. Nobody is logged in.",
    ),
    questions: &[16],
    ..Scene::DEFAULT
};

pub(super) static CHOOSE_PLAN: Scene = Scene {
    id: "choose-plan",
    title: text("Velg en plan", "Vel ein plan", "Choose a plan"),
    purpose: text(
        "Viser minste privilegium: hver plan ber bare om det den bruker.",
        "Viser minste privilegium: kvar plan ber berre om det han bruker.",
        "Shows least privilege: each plan asks only for what it uses.",
    ),
    start: Start::Page("/#plans"),
    seconds: 45,
    say: text(
        "Be om så lite som mulig. Hver rettighet du ber om, er en rettighet godkjenneren må ha selv. Mangler hun én, får du ingenting. Derfor ber den minste planen vår om én rettighet, og den største om en hel pakke i tillegg til lønn. En rettighet gjelder én tjeneste. En tilgangspakke samler flere tjenester som hører sammen.",
        "Be om så lite som mogleg. Kvar rett du ber om, er ein rett godkjennaren må ha sjølv. Manglar ho éin, får du ingenting. Derfor ber den minste planen vår om éin rett, og den største om ein heil pakke i tillegg til lønn. Ein rett gjeld éi teneste. Ein tilgangspakke samlar fleire tenester som høyrer saman.",
        "Ask for as little as you can. Every right you ask for is a right the approver must have. If she lacks one, you get nothing. So our smallest plan asks for one right, and the largest for a whole package besides payroll. A right is for one service. An access package holds several services that belong together.",
    ),
    see: text(
        "Tre planer. Rull ned: under hver står tilgangen den ber om, og «Hvorfor?».",
        "Tre planar. Rull ned: under kvar står tilgangen han ber om, og «Kvifor?».",
        "Three plans. Scroll down: below each is the access it asks for, and “Why?”.",
    ),
    questions: &[9],
    ..Scene::DEFAULT
};

pub(super) static BEFORE_LEAVING: Scene = Scene {
    id: "before-leaving",
    title: text(
        "Før kunden forlater oss",
        "Før kunden forlèt oss",
        "Before the customer leaves us",
    ),
    purpose: text(
        "Viser at kunden ser listen hos oss før hun ser den i Altinn.",
        "Viser at kunden ser lista hos oss først, og så i Altinn.",
        "Shows that the customer sees the list here before she sees it in Altinn.",
    ),
    actor: Some(KARI),
    start: Start::SignedIn("/connect/{organisation}/before?plan=drift"),
    seconds: 60,
    say: text(
        "Ingen liker overraskelser. Kari har logget inn, og vi viser nøyaktig det Altinn snart spør henne om. Navnene henter vi fra Altinn, så de er like på begge sider. Under hver tilgang sier vi hva vi bruker den til. Først når hun trykker «Gå til Altinn og godkjenn», ber vi Altinn om en systembruker. Det er ett kall, og svaret har adressen vi sender henne til.",
        "Ingen liker overraskingar. Kari har logga inn, og vi viser nøyaktig det Altinn snart spør henne om. Namna hentar vi frå Altinn, så dei er like på begge sider. Under kvar tilgang seier vi kva vi bruker han til. Først når ho trykkjer «Gå til Altinn og godkjenn», ber vi Altinn om ein systembrukar. Det er eitt kall, og svaret har adressa vi sender henne til.",
        "Nobody likes surprises. Kari has logged in, and we show exactly what Altinn is about to ask her. We read the names from Altinn, so both sides use the same words. Below each access we say what we use it for. Only when she presses do we ask Altinn for a system user. That is one call, and the answer has the address we send her to.",
    ),
    see: text(
        "Listen over tilganger, med navn fra Altinn og en grunn under hver.",
        "Lista over tilgangar, med namn frå Altinn og ein grunn under kvar.",
        "The list of access, with Altinn's names and a reason below each.",
    ),
    questions: &[9],
    ..Scene::DEFAULT
};

pub(super) static SAME_LIST_AT_ALTINN: Scene = Scene {
    id: "same-list-at-altinn",
    title: text(
        "Den samme listen i Altinn",
        "Den same lista i Altinn",
        "The same list in Altinn",
    ),
    purpose: text(
        "Viser Altinns side: samme liste, og alt eller ingenting.",
        "Viser Altinn si side: same liste, og alt eller ingenting.",
        "Shows Altinn's page: the same list, and all or nothing.",
    ),
    actor: Some(KARI),
    state: SandboxState::Open,
    plan: PlanId::Drift,
    start: Start::Request("standard"),
    seconds: 60,
    say: text(
        "Nå er vi hos Altinn, og Altinn er simulert. Listen er den samme som hos oss. Kari kan ikke godta bare noe av den: hun sier ja til alt eller nei til alt. Vil du ha to valg, må du sende to forespørsler med hver sin externalRef. Navnet på systemet vårt henter Altinn fra systemregisteret. Vi sender det ikke med forespørselen.",
        "No er vi hos Altinn, og Altinn er simulert. Lista er den same som hos oss. Kari kan ikkje godta berre noko av lista: ho seier ja til alt eller nei til alt. Vil du ha to val, må du sende to førespurnader med kvar sin externalRef. Namnet på systemet vårt hentar Altinn frå systemregisteret. Vi sender det ikkje med førespurnaden.",
        "Now we are at Altinn, and this Altinn is simulated. The list is the same as ours. Kari cannot accept only some of it: she says yes to all or no to all. If you want two choices, send two requests, each with its own externalRef. Altinn takes the name of our system from the system register. We do not send it with the request.",
    ),
    see: text(
        "Altinns godkjenningsside med tre tilganger, og knappene «Godkjenn systemtilgang» og «Avvis».",
        "Altinn si godkjenningsside med tre tilgangar, og knappane «Godkjenn systemtilgang» og «Avvis».",
        "Altinn's approval page with three services, and the buttons “Approve system access” and “Reject”.",
    ),
    questions: &[4, 7],
    ..Scene::DEFAULT
};

pub(super) static APPROVE: Scene = Scene {
    id: "approve",
    title: text(
        "Godkjenn, og kom tilbake",
        "Godkjenn, og kom tilbake",
        "Approve, and come back",
    ),
    purpose: text(
        "Viser at Altinn logger kunden ut, og at hun kommer tilbake utlogget.",
        "Viser at Altinn loggar kunden ut, og at ho kjem tilbake utlogga.",
        "Shows that Altinn logs the customer out, and that she returns logged out.",
    ),
    actor: Some(KARI),
    state: SandboxState::Open,
    plan: PlanId::Drift,
    start: Start::Request("standard"),
    seconds: 60,
    say: text(
        "Trykk «Godkjenn systemtilgang». Altinn lager systembrukeren, logger Kari ut av ID-porten, og sender henne tilbake. Hun kommer altså utlogget. Det overrasker mange. Siden hun lander på, kan derfor ikke vise noe om virksomheten før hun logger inn igjen. Har du en egen innlogging, er hun fortsatt logget inn hos deg.",
        "Trykk «Godkjenn systemtilgang». Altinn lagar systembrukaren, loggar Kari ut av ID-porten, og sender henne tilbake. Ho kjem altså utlogga. Det overraskar mange. Sida ho landar på, kan derfor ikkje vise noko om verksemda før ho loggar inn igjen. Har du ei eiga innlogging, er ho framleis logga inn hos deg.",
        "Press “Approve system access”. Altinn makes the system user, logs Kari out of ID-porten, and sends her back. So she arrives logged out. That surprises many. The page she lands on can therefore show nothing about the company until she logs in again. If you have a log-in of your own, she is still logged in with you.",
    ),
    see: text(
        "Knappen i Altinn, så SmartClouds side «Du er tilbake fra Altinn».",
        "Knappen i Altinn, så SmartCloud si side «Du er tilbake frå Altinn».",
        "The button in Altinn, then SmartCloud's page “You are back from Altinn”.",
    ),
    questions: &[7],
    ..Scene::DEFAULT
};

pub(super) static TRUE_STATUS: Scene = Scene {
    id: "true-status",
    title: text(
        "Den sanne statusen",
        "Den sanne statusen",
        "The true status",
    ),
    purpose: text(
        "Viser hvorfor returen ikke sier noe, og hvem man spør i stedet.",
        "Viser kvifor returen ikkje seier noko, og kven ein spør i staden.",
        "Shows why the return says nothing, and whom to ask instead.",
    ),
    actor: Some(KARI),
    state: SandboxState::Connected,
    plan: PlanId::Drift,
    start: Start::SignedIn("/connect/{organisation}"),
    seconds: 90,
    say: text(
        "Returen sier ingenting. Ja, nei og «send videre» gir samme adresse. Spør derfor Altinn, med id-en du lagret. Trykk «Se hva som skjedde bak kulissene» nederst. Her er spørsmålet om systembrukeren. Forespørselen står under «Tidligere steg». Ett råd: byquery bare leser, men krever skrive-scopet. Og skrive-scopet gir ikke lov til å lese forespørselen. Be om begge, ellers får du 403 med tomt svar.",
        "Returen seier ingenting. Ja, nei og «send vidare» gir same adresse. Spør derfor Altinn, med id-en du lagra. Trykk «Sjå kva som skjedde bak kulissene» nedst. Her er spørsmålet om systembrukaren. Førespurnaden står under «Tidlegare steg». Eitt råd: byquery berre les, men krev skrive-scopet. Og skrive-scopet gir ikkje lov til å lese førespurnaden. Be om begge, elles får du 403 med tomt svar.",
        "The return says nothing. Yes, no and “forward” give the same address. So ask Altinn, by the id that you saved. Press “See what happened behind the scenes” at the bottom. Here is the question about the system user. The request is under “Earlier steps”. One piece of advice: byquery only reads, but needs the write scope. And the write scope cannot read the request. Ask for both, or you get an empty 403.",
    ),
    see: text(
        "Statussiden: koblet til, med tidspunktet for hvert steg. Etter trykket: kallene til Altinn, til høyre.",
        "Statussida: kopla til, med tidspunktet for kvart steg. Etter trykket: kalla til Altinn, til høgre.",
        "The status page: connected, with the time of each step. After the press: the calls to Altinn, to the right.",
    ),
    questions: &[1, 2, 10],
    ..Scene::DEFAULT
};

pub(super) static USE_ACCESS: Scene = Scene {
    id: "use-access",
    title: text("Bruk tilgangen", "Bruk tilgangen", "Use the access"),
    purpose: text(
        "Viser dataene, og hvilken rettighet som åpnet hver boks.",
        "Viser dataa, og kva rett som opna kvar boks.",
        "Shows the data, and which right opened which box.",
    ),
    actor: Some(KARI),
    state: SandboxState::Connected,
    plan: PlanId::Drift,
    start: Start::SignedIn("/dashboard/{organisation}"),
    seconds: 75,
    say: text(
        "Her er dataene. Vi ber Maskinporten om et token for Karis virksomhet, og bruker det hos tjenesteeieren. Ingen person er innblandet: tjenesteeieren ser systemet, ikke Kari. Derfor må vi selv passe på hvem hos kunden som får se lønn. Og noen tjenester krever en person. Der må noen logge inn, systembruker eller ikke.",
        "Her er dataa. Vi ber Maskinporten om eit token for verksemda til Kari, og bruker det hos tenesteeigaren. Ingen person er innblanda: tenesteeigaren ser systemet, ikkje Kari. Derfor må vi sjølve passe på kven hos kunden som får sjå lønn. Og nokre tenester krev ein person. Der må nokon logge inn, systembrukar eller ikkje.",
        "Here is the data. We ask Maskinporten for a token for Kari's company, and use it at the service owner. No person is involved: the service owner sees the system, not Kari. So it is our job to decide who at the customer may see payroll. And some services require a person. There somebody must log in, system user or not.",
    ),
    see: text(
        "Oversikten med krav, lønn og varer på vei. Nederst i hver boks med tall: tilgangen som åpnet den.",
        "Oversikta med krav, lønn og varer på veg. Nedst i kvar boks med tal: tilgangen som opna han.",
        "The overview with claims, payroll and goods on their way. At the bottom of each box with figures: the right.",
    ),
    questions: &[16],
    ..Scene::DEFAULT
};
