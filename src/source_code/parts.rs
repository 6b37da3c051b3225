//! The texts about each part of the redirect pattern: what it does, and the usual mistakes.

use code_excerpts::Part;

use crate::i18n::Localized;

#[derive(Debug)]
pub struct PartText {
    pub title: Localized,
    pub what: Localized,
    /// The usual mistakes of programmers who write this part of the redirect pattern.
    pub mistakes: [Localized; 3],
    /// The points of the `# Copy checklist` in `redirect.rs` that concern this part, by number.
    pub checklist: &'static [u8],
}

const fn three(nb: &'static str, nn: &'static str, en: &'static str) -> Localized {
    Localized { nb, nn, en }
}

#[must_use]
pub const fn text_of(part: Part) -> &'static PartText {
    match part {
        Part::LogIn => &LOG_IN,
        Part::Step(1) => &STEP_1,
        Part::Step(2) => &STEP_2,
        Part::Step(3) => &STEP_3,
        Part::Step(4) => &STEP_4,
        Part::Step(5) => &STEP_5,
        Part::Step(_) => &STEP_6,
        Part::UseAccess => &USE_ACCESS,
    }
}

static LOG_IN: PartText = PartText {
    title: three(
        "Logg inn, og spør hvem personen kan handle for",
        "Logg inn, og spør kven personen kan handle for",
        "Log in, and ask for whom the person may act",
    ),
    what: three(
        "SmartCloud logger personen inn med ID-porten og spør Altinn hvilke firmaer personen kan handle for. Har produktet ditt en egen innlogging, hopper du over denne delen.",
        "SmartCloud loggar personen inn med ID-porten og spør Altinn kva firma personen kan handle for. Har produktet ditt ei eiga innlogging, hoppar du over denne delen.",
        "SmartCloud logs the person in with ID-porten, and asks Altinn for which companies the person may act. If your product has a log-in of its own, skip this part.",
    ),
    mistakes: [
        three(
            "Du stoler på et firma som står i adressen eller i et skjema, og spør ikke Altinn om personen kan handle for det.",
            "Du stolar på eit firma som står i adressa eller i eit skjema, og spør ikkje Altinn om personen kan handle for det.",
            "You trust a company in the address or in a form, and do not ask Altinn whether the person may act for it.",
        ),
        three(
            "Du binder ikke state til nettleseren med en informasjonskapsel, så en annen kan fullføre innloggingen.",
            "Du bind ikkje state til nettlesaren med ein informasjonskapsel, så ein annan kan fullføre innlogginga.",
            "You do not tie the state to the browser with a cookie, so another person can complete the log-in.",
        ),
        three(
            "Du lagrer eller logger fødselsnummeret fra tokenet.",
            "Du lagrar eller loggar fødselsnummeret frå tokenet.",
            "You store or log the national identity number from the token.",
        ),
    ],
    checklist: &[9, 12],
};

static STEP_1: PartText = PartText {
    title: three(
        "Lås, og lagre hva kunden vil ha",
        "Lås, og lagre kva kunden vil ha",
        "Lock, and save what the customer wants",
    ),
    what: three(
        "SmartCloud sjekker at brukeren kan handle for firmaet, tar kundens lås og lagrer planen sammen med en tilfeldig state. Alt dette skjer før kallet til Altinn.",
        "SmartCloud sjekkar at brukaren kan handle for firmaet, tek låsen til kunden og lagrar planen saman med ein tilfeldig state. Alt dette skjer før kallet til Altinn.",
        "SmartCloud checks that the user may act for the company, takes the customer's lock, and saves the plan with a random state. All this happens before the call to Altinn.",
    ),
    mistakes: [
        three(
            "Du lagrer først etter kallet. Krasjer programmet imellom, vet du ikke hva forespørselen gjelder.",
            "Du lagrar først etter kallet. Krasjar programmet imellom, veit du ikkje kva førespurnaden gjeld.",
            "You save after the call. If the program crashes in between, you do not know what the request is for.",
        ),
        three(
            "Du lar et dobbeltklikk sende to kall samtidig for den samme kunden.",
            "Du lèt eit dobbeltklikk sende to kall samtidig for den same kunden.",
            "You let a double click send two calls for the same customer at once.",
        ),
        three(
            "Du lager en ny state for hvert klikk. Altinn beholder den første adressen, så du kjenner ikke igjen returen.",
            "Du lagar ein ny state for kvart klikk. Altinn tek vare på den første adressa, så du kjenner ikkje att returen.",
            "You make a new state for each click. Altinn keeps the first URL, so you do not recognise the return.",
        ),
    ],
    checklist: &[3, 5, 11, 12],
};

static STEP_2: PartText = PartText {
    title: three(
        "Be Altinn om en systembruker",
        "Be Altinn om ein systembrukar",
        "Request a system user from Altinn",
    ),
    what: three(
        "SmartCloud henter et token fra Maskinporten for leverandøren, og sender forespørselen med de rettighetene planen trenger. State står i returadressen.",
        "SmartCloud hentar eit token frå Maskinporten for leverandøren, og sender førespurnaden med dei rettane planen treng. State står i returadressa.",
        "SmartCloud gets a token from Maskinporten for the vendor, and sends the request with the rights that the plan needs. The state is in the return URL.",
    ),
    mistakes: [
        three(
            "Du ber om mer enn planen trenger. Mangler den som godkjenner én av rettighetene, faller hele godkjenningen.",
            "Du ber om meir enn planen treng. Manglar den som godkjenner éin av rettane, fell heile godkjenninga.",
            "You request more than the plan needs. If the approver lacks one of the rights, the whole approval fails.",
        ),
        three(
            "Returadressen står ikke i systemregisteret (AUTH-00021). Store og små bokstaver og skråstreken til slutt teller.",
            "Returadressa står ikkje i systemregisteret (AUTH-00021). Store og små bokstavar og skråstreken til slutt tel.",
            "The return URL is not in the system register (AUTH-00021). Upper and lower case and the final slash count.",
        ),
        three(
            "Du sender kallet på nytt av deg selv etter et tidsavbrudd. Vis feilen: Når kunden trykker igjen, sender du det samme kallet, og Altinn svarer med den samme forespørselen.",
            "Du sender kallet på nytt av deg sjølv etter eit tidsavbrot. Vis feilen: Når kunden trykkjer igjen, sender du det same kallet, og Altinn svarar med den same førespurnaden.",
            "You repeat the call by yourself after a timeout. Show the error: when the customer presses again, you send the same call, and Altinn answers with the same request.",
        ),
    ],
    checklist: &[2, 4, 13],
};

static STEP_3: PartText = PartText {
    title: three("Tolk svaret", "Tolk svaret", "Classify the response"),
    what: three(
        "Svaret kan være en ny forespørsel, en gammel eller en feil. SmartCloud ser på status, rettigheter og state i svaret, og bestemmer hva som skal skje.",
        "Svaret kan vere ein ny førespurnad, ein gammal eller ein feil. SmartCloud ser på status, rettar og state i svaret, og bestemmer kva som skal skje.",
        "The response can be a new request, an old one or an error. SmartCloud looks at the status, the rights and the state in the response, and decides what to do.",
    ),
    mistakes: [
        three(
            "Du tror at 200 betyr en ny forespørsel. Den kan være avvist for måneder siden, eller gjelde en annen plan.",
            "Du trur at 200 tyder ein ny førespurnad. Han kan vere avvist for månader sidan, eller gjelde ein annan plan.",
            "You think that 200 means a new request. It can have been rejected months ago, or be for another plan.",
        ),
        three(
            "Du sletter en forespørsel som venter, uten å si fra til kunden. En kollega kan være i ferd med å godkjenne den.",
            "Du slettar ein førespurnad som ventar, utan å seie frå til kunden. Ein kollega kan vere i ferd med å godkjenne han.",
            "You delete a waiting request without telling the customer. A colleague may be about to approve it.",
        ),
        three(
            "Du leser teksten i feilen og ikke koden. Altinn endrer tekstene.",
            "Du les teksten i feilen og ikkje koden. Altinn endrar tekstane.",
            "You read the text of the error and not its code. Altinn changes the texts.",
        ),
    ],
    checklist: &[4, 6, 7],
};

static STEP_4: PartText = PartText {
    title: three(
        "Lagre forsøket, og send nettleseren til Altinn",
        "Lagre forsøket, og send nettlesaren til Altinn",
        "Save the attempt, and redirect the browser to Altinn",
    ),
    what: three(
        "SmartCloud lagrer hvilken nettleser den sender til Altinn, og svarer 303 til confirmUrl. SmartCloud sjekker bare hvor adressen fører, og endrer den ikke.",
        "SmartCloud lagrar kva nettlesar han sender til Altinn, og svarar 303 til confirmUrl. SmartCloud sjekkar berre kvar adressa fører, og endrar ho ikkje.",
        "SmartCloud saves which browser it redirects to Altinn, and answers 303 to the confirmUrl. SmartCloud checks only the origin of the URL, and does not change it.",
    ),
    mistakes: [
        three(
            "form-action i Content-Security-Policy mangler Altinn eller ID-porten. Nettleseren stopper da uten å si hvorfor.",
            "form-action i Content-Security-Policy manglar Altinn eller ID-porten. Nettlesaren stoppar då utan å seie kvifor.",
            "The form-action of the Content-Security-Policy lacks Altinn or ID-porten. The browser then stops without a message.",
        ),
        three(
            "Du setter SameSite=Strict. Da kommer nettleseren tilbake uten informasjonskapsler.",
            "Du set SameSite=Strict. Då kjem nettlesaren tilbake utan informasjonskapslar.",
            "You set SameSite=Strict. The browser then comes back without its cookies.",
        ),
        three(
            "Du lagrer ett forsøk for hver forespørsel. Den samme forespørselen kan ha flere nettlesere ute samtidig.",
            "Du lagrar eitt forsøk for kvar førespurnad. Den same førespurnaden kan ha fleire nettlesarar ute samtidig.",
            "You save one attempt for each request. Several browsers can be away for the same request.",
        ),
    ],
    checklist: &[8, 10],
};

static STEP_5: PartText = PartText {
    title: three(
        "Kjenn igjen nettleseren som kommer tilbake",
        "Kjenn att nettlesaren som kjem tilbake",
        "Recognise the browser that returns",
    ),
    what: three(
        "Nettleseren kommer tilbake med den samme adressen som SmartCloud sendte. Den sier ikke hva kunden svarte. SmartCloud finner forsøket med state og informasjonskapsel.",
        "Nettlesaren kjem tilbake med den same adressa som SmartCloud sende. Ho seier ikkje kva kunden svara. SmartCloud finn forsøket med state og informasjonskapsel.",
        "The browser returns to the URL that SmartCloud sent. The URL does not say what the customer answered. SmartCloud finds the attempt by the state and the cookie.",
    ),
    mistakes: [
        three(
            "Du tror at returen betyr ja. Altinn sender nettleseren tilbake på samme måte etter nei, videresending og lukking.",
            "Du trur at returen tyder ja. Altinn sender nettlesaren tilbake på same måte etter nei, vidaresending og lukking.",
            "You think that the return means yes. Altinn redirects in the same way after no, a forward and a close.",
        ),
        three(
            "Du viser noe om kunden til en nettleser du ikke sendte ut. Den som godkjenner, kan bruke en annen.",
            "Du viser noko om kunden til ein nettlesar du ikkje sende ut. Den som godkjenner, kan bruke ein annan.",
            "You show something about the customer to a browser that you did not send. The approver can use another one.",
        ),
        three(
            "Du krever innlogging i selve returen. Altinn har nettopp logget kunden ut.",
            "Du krev innlogging i sjølve returen. Altinn har nett logga kunden ut.",
            "You require a session in the return itself. Altinn has just logged the customer out.",
        ),
    ],
    checklist: &[1, 8, 9],
};

static STEP_6: PartText = PartText {
    title: three(
        "Spør Altinn hva som er bestemt",
        "Spør Altinn kva som er bestemt",
        "Ask Altinn what is decided",
    ),
    what: three(
        "SmartCloud leser forespørselen med id-en den lagret, og ser etter systembrukeren. Først når Altinn sier Accepted, eller har en systembruker med samme id som forespørselen, endrer SmartCloud kundens plan.",
        "SmartCloud les førespurnaden med id-en som er lagra, og ser etter systembrukaren. Først når Altinn seier Accepted, eller har ein systembrukar med same id som førespurnaden, endrar SmartCloud planen til kunden.",
        "SmartCloud reads the request by the id that it saved, and looks for the system user. SmartCloud changes the customer's plan only when Altinn says Accepted, or has a system user with the id of the request.",
    ),
    mistakes: [
        three(
            "Du spør bare ved returen. Kunden kan godkjenne i morgen, eller en annen kan gjøre det.",
            "Du spør berre ved returen. Kunden kan godkjenne i morgon, eller ein annan kan gjere det.",
            "You ask only at the return. The customer can approve tomorrow, or another person can.",
        ),
        three(
            "Du tror at en godkjent forespørsel betyr at systembrukeren finnes. Kunden kan ha slettet den i Altinn.",
            "Du trur at ein godkjend førespurnad tyder at systembrukaren finst. Kunden kan ha sletta han i Altinn.",
            "You think that an approved request means that the system user exists. The customer may have deleted it in Altinn.",
        ),
        three(
            "Du har bare scopet write. Å lese forespørselen krever scopet read.",
            "Du har berre scopet write. Å lese førespurnaden krev scopet read.",
            "You have only the scope write. Reading the request needs the scope read.",
        ),
    ],
    checklist: &[1, 7, 13],
};

static USE_ACCESS: PartText = PartText {
    title: three(
        "Hent token for kunden, og bruk det",
        "Hent token for kunden, og bruk det",
        "Get a token for the customer, and use it",
    ),
    what: three(
        "SmartCloud sender den samme granten som før, med kunden i authorization_details. Tokenet går rett til tjenesteeierens API, og expires_in sier hvor lenge det lever.",
        "SmartCloud sender den same granten som før, med kunden i authorization_details. Tokenet går rett til API-et til tenesteeigaren, og expires_in seier kor lenge det lever.",
        "SmartCloud sends the same grant as before, with the customer in authorization_details. The token goes straight to the resource owner's API. Read in expires_in how long it lives.",
    ),
    mistakes: [
        three(
            "Du lagrer tokener uten kunden i nøkkelen. Da kan én kunde få en annens data.",
            "Du lagrar token utan kunden i nøkkelen. Då kan éin kunde få data frå ein annan.",
            "You cache tokens without the customer in the key. One customer can then get another's data.",
        ),
        three(
            "Forespørselen hadde externalRef, men granten har den ikke (MP-303).",
            "Førespurnaden hadde externalRef, men granten har han ikkje (MP-303).",
            "The request had an externalRef, but the grant does not (MP-303).",
        ),
        three(
            "Du viser data til alle i firmaet. Altinn sjekker systemet ditt, men ikke brukerne dine.",
            "Du viser data til alle i firmaet. Altinn sjekkar systemet ditt, men ikkje brukarane dine.",
            "You show the data to everybody in the company. Altinn checks your system, but not your users.",
        ),
    ],
    checklist: &[12, 13],
};

/// Returns the lines under a heading in the module comment of `redirect.rs`, such as a table.
pub(super) fn section(source: &str, heading: &str) -> String {
    let lines = source.lines().map_while(|line| line.strip_prefix("//!"));
    let lines = lines.map(|line| line.strip_prefix(' ').unwrap_or(line));
    let text = lines
        .skip_while(|line| line.strip_prefix("# ") != Some(heading))
        .skip(1)
        .take_while(|line| !line.starts_with("# "))
        .collect::<Vec<_>>()
        .join("\n");
    without_links(text.trim())
}

/// Returns the lines of the first table in the comments of a source text.
pub(super) fn table(source: &str) -> String {
    let comments = source.lines().map(|line| {
        let line = line.trim_start();
        let text = line.strip_prefix("//!").or(line.strip_prefix("///"));
        text.map_or("", str::trim_start)
    });
    let rows: Vec<_> = comments
        .skip_while(|line| !line.starts_with('|'))
        .take_while(|line| line.starts_with('|'))
        .collect();
    without_links(&rows.join("\n"))
}

/// A rustdoc link leads nowhere outside the source, so replace it by its text.
fn without_links(text: &str) -> String {
    text.replace("[`", "`").replace("`]", "`")
}

/// Reads the numbered points under the heading `# Copy checklist` in the module comment of `redirect.rs`.
pub(super) fn points(source: &str) -> Vec<(u8, String)> {
    let lines = source.lines().map_while(|line| line.strip_prefix("//!"));
    let lines = lines
        .skip_while(|line| line.trim() != "# Copy checklist")
        .skip(1);
    let mut points: Vec<(u8, String)> = Vec::new();
    for line in lines
        .map(str::trim)
        .take_while(|line| !line.starts_with('#'))
    {
        let numbered = line
            .split_once(". ")
            .and_then(|(number, text)| Some((number.parse().ok()?, text)));
        match (numbered, points.last_mut()) {
            (Some((number, text)), _) => points.push((number, text.to_owned())),
            (None, Some((_, text))) if !line.is_empty() => {
                text.push(' ');
                text.push_str(line);
            }
            _ => {}
        }
    }
    for (_, text) in &mut points {
        *text = without_links(text);
    }
    points
}
