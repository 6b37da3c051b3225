//! What the error codes of Altinn and Maskinporten mean: the cause, who can mend it, the source, and the scene that shows
//! it.

use crate::i18n::Localized;

/// Who can remove the cause of an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mender {
    Customer,
    Vendor,
    /// Nobody has to do anything. The call works later.
    Time,
}

impl Mender {
    /// Returns the sentence that says who can remove the cause.
    #[must_use]
    pub const fn text(self) -> Localized {
        match self {
            Self::Customer => Localized {
                nb: "Kunden kan ordne det, i Altinn.",
                nn: "Kunden kan ordne det, i Altinn.",
                en: "The customer can mend it, in Altinn.",
            },
            Self::Vendor => Localized {
                nb: "Leverandøren må ordne det.",
                nn: "Leverandøren må ordne det.",
                en: "The vendor must mend it.",
            },
            Self::Time => Localized {
                nb: "Ingen trenger å ordne noe. Prøv igjen om litt.",
                nn: "Ingen treng å ordne noko. Prøv igjen om litt.",
                en: "Nobody has to mend anything. Try again in a moment.",
            },
        }
    }
}

/// What is known about an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodeText {
    pub cause: Localized,
    pub mender: Mender,
    pub source: &'static str,
    /// The id of the scene that shows the error again, if there is one.
    pub scene: Option<&'static str>,
}

const TROUBLE: &str =
    "https://docs.altinn.studio/en/authorization/guides/system-vendor/system-user/troubleshooting/";
const REQUEST: &str = "https://docs.altinn.studio/en/authorization/guides/system-vendor/system-user/systemuserrequest/";
const MASKINPORTEN: &str = "https://docs.digdir.no/docs/Maskinporten/maskinporten_feilsoking";

struct Row {
    code: &'static str,
    mender: Mender,
    source: &'static str,
    scene: Option<&'static str>,
    cause: [&'static str; 3],
}

const fn row(
    code: &'static str,
    mender: Mender,
    source: &'static str,
    scene: Option<&'static str>,
    cause: [&'static str; 3],
) -> Row {
    Row {
        code,
        mender,
        source,
        scene,
        cause,
    }
}

use Mender::{Customer, Time, Vendor};

const ROWS: &[Row] = &[
    row(
        "AUTH-00001",
        Vendor,
        REQUEST,
        None,
        [
            "Forespørselen ber om en rettighet som systemet ikke er registrert med, eller som ikke kan gis videre.",
            "Førespurnaden ber om ein rett som systemet ikkje er registrert med, eller som ikkje kan givast vidare.",
            "The request asks for a right that the system is not registered with, or that cannot be delegated.",
        ],
    ),
    row(
        "AUTH-00004",
        Time,
        REQUEST,
        Some("made-in-altinn"),
        [
            "Kunden har allerede en systembruker for systemet. Slett ingenting: slå den opp.",
            "Kunden har alt ein systembrukar for systemet. Slett ingenting: slå han opp.",
            "The customer already has a system user for the system. Delete nothing: look it up.",
        ],
    ),
    row(
        "AUTH-00006",
        Time,
        REQUEST,
        None,
        [
            "Forespørselen er allerede godkjent. Slå systembrukeren opp.",
            "Førespurnaden er alt godkjend. Slå systembrukaren opp.",
            "The request is already approved. Look the system user up.",
        ],
    ),
    row(
        "AUTH-00007",
        Time,
        REQUEST,
        Some("closed-tab"),
        [
            "En forespørsel venter allerede. Finn den, og bruk den.",
            "Ein førespurnad ventar alt. Finn han, og bruk han.",
            "A request already waits. Find it, and use it.",
        ],
    ),
    row(
        "AUTH-00008",
        Vendor,
        REQUEST,
        Some("refused"),
        [
            "En tidligere forespørsel er nektet. Slett den, og send en ny.",
            "Ein tidlegare førespurnad er nekta. Slett han, og send ein ny.",
            "An earlier request was denied. Delete it, and send a new one.",
        ],
    ),
    row(
        "AUTH-00009",
        Vendor,
        REQUEST,
        Some("asked-again"),
        [
            "En tidligere forespørsel er avvist. Slett den, og send en ny.",
            "Ein tidlegare førespurnad er avvist. Slett han, og send ein ny.",
            "An earlier request was rejected. Delete it, and send a new one.",
        ],
    ),
    row(
        "AUTH-00010",
        Time,
        REQUEST,
        None,
        [
            "Altinn har ingen slik forespørsel. Den er slettet, eller den ble aldri laget.",
            "Altinn har ingen slik førespurnad. Han er sletta, eller han vart aldri laga.",
            "Altinn has no such request. Somebody deleted it, or it was never created.",
        ],
    ),
    row(
        "AUTH-00011",
        Vendor,
        TROUBLE,
        None,
        [
            "System-id-en er feil, eller systemet tilhører en annen leverandør.",
            "System-id-en er feil, eller systemet høyrer til ein annan leverandør.",
            "The system id is wrong, or the system belongs to another vendor.",
        ],
    ),
    row(
        "AUTH-00021",
        Vendor,
        TROUBLE,
        None,
        [
            "Returadressen står ikke i systemregisteret. Alt foran spørsmålstegnet må være likt.",
            "Returadressa står ikkje i systemregisteret. Alt framfor spørjeteiknet må vere likt.",
            "The return URL is not in the system register. Everything before the question mark must be equal.",
        ],
    ),
    row(
        "AUTH-00026",
        Vendor,
        TROUBLE,
        None,
        [
            "Systemet er registrert uten returadresser.",
            "Systemet er registrert utan returadresser.",
            "The system is registered without return URLs.",
        ],
    ),
    row(
        "AUTH-00063",
        Vendor,
        REQUEST,
        None,
        [
            "Forespørselen ber om en tilgangspakke som systemet ikke er registrert med.",
            "Førespurnaden ber om ein tilgangspakke som systemet ikkje er registrert med.",
            "The request asks for an access package that the system is not registered with.",
        ],
    ),
    row(
        "AUTH-00064",
        Vendor,
        REQUEST,
        None,
        [
            "Tilgangspakken kan ikke gis til en vanlig systembruker.",
            "Tilgangspakken kan ikkje givast til ein vanleg systembrukar.",
            "The access package cannot be given to a standard system user.",
        ],
    ),
    row(
        "AUTH-00066",
        Customer,
        TROUBLE,
        Some("cannot-delegate"),
        [
            "Personen er ikke tilgangsstyrer, og kan bare sende forespørselen videre.",
            "Personen er ikkje tilgangsstyrar, og kan berre sende førespurnaden vidare.",
            "The person is no access manager, and can only forward the request.",
        ],
    ),
    row(
        "MP-303",
        Customer,
        "https://docs.altinn.studio/en/authorization/guides/system-vendor/system-user/troubleshooting/errors/mp-303-error/",
        Some("mp-303"),
        [
            "Altinn finner ingen systembruker. Kunden har ikke godkjent ennå, eller har slettet den. Ellers er externalRef, organisasjonen i granten eller klienten på systemet feil.",
            "Altinn finn ingen systembrukar. Kunden har ikkje godkjent enno, eller har sletta han. Elles er externalRef, organisasjonen i granten eller klienten på systemet feil.",
            "Altinn finds no system user. The customer has not approved yet, or has deleted it. Otherwise the externalRef, the organisation in the grant or the client on the system is wrong.",
        ],
    ),
    row(
        "MP-100",
        Vendor,
        MASKINPORTEN,
        None,
        [
            "Maskinporten kjenner ikke klienten, eller signaturen stemmer ikke.",
            "Maskinporten kjenner ikkje klienten, eller signaturen stemmer ikkje.",
            "Maskinporten does not know the client, or the signature is wrong.",
        ],
    ),
    row(
        "MP-110",
        Vendor,
        MASKINPORTEN,
        None,
        [
            "aud i granten er feil. Bruk Maskinportens issuer, med skråstreken til slutt.",
            "aud i granten er feil. Bruk issuer hos Maskinporten, med skråstreken til slutt.",
            "The aud of the grant is wrong. Use Maskinporten's issuer, with the slash at its end.",
        ],
    ),
    row(
        "MP-121",
        Vendor,
        MASKINPORTEN,
        None,
        [
            "Nøkkelen er utløpt. En nøkkel varer i høyst ett år.",
            "Nøkkelen er gått ut. Ein nøkkel varer i høgst eitt år.",
            "The key has expired. A key lasts for at most one year.",
        ],
    ),
    row(
        "MP-130",
        Vendor,
        MASKINPORTEN,
        None,
        [
            "Granten er for gammel. Sjekk klokken på serveren.",
            "Granten er for gammal. Sjekk klokka på tenaren.",
            "The grant is too old. Check the clock of the server.",
        ],
    ),
    row(
        "MP-012",
        Vendor,
        MASKINPORTEN,
        None,
        [
            "Granten er brukt før. Lag en ny jti for hvert kall.",
            "Granten er brukt før. Lag ein ny jti for kvart kall.",
            "The grant was used before. Make a new jti for each call.",
        ],
    ),
    row(
        "MP-200",
        Vendor,
        MASKINPORTEN,
        None,
        [
            "Scopet står ikke på klienten.",
            "Scopet står ikkje på klienten.",
            "The scope is not on the client.",
        ],
    ),
    row(
        "MP-250",
        Vendor,
        MASKINPORTEN,
        None,
        [
            "Tjenesteeieren har ikke gitt organisasjonen scopet.",
            "Tenesteeigaren har ikkje gitt organisasjonen scopet.",
            "The owner of the scope has not granted it to the organisation.",
        ],
    ),
];

/// What a status without a code means.
fn status_row(status: u16) -> Option<Row> {
    let scene = |id| Some(id);
    Some(match status {
        401 => row(
            "401",
            Vendor,
            TROUBLE,
            None,
            [
                "Tokenet mangler, er utløpt eller er feil signert.",
                "Tokenet manglar, er gått ut eller er feil signert.",
                "The token is missing, has expired or has a wrong signature.",
            ],
        ),
        403 => row(
            "403",
            Vendor,
            TROUBLE,
            None,
            [
                "Tokenet mangler et scope, eller systembrukeren mangler tilgangen.",
                "Tokenet manglar eit scope, eller systembrukaren manglar tilgangen.",
                "The token lacks a scope, or the system user lacks the access.",
            ],
        ),
        404 => row(
            "404",
            Time,
            TROUBLE,
            scene("withdrawn"),
            [
                "Det som kallet spurte etter, finnes ikke. For byquery betyr det at kunden ikke har noen systembruker.",
                "Det som kallet spurde etter, finst ikkje. For byquery tyder det at kunden ikkje har nokon systembrukar.",
                "What the call asked for does not exist. For byquery, the customer has no system user.",
            ],
        ),
        429 => row(
            "429",
            Time,
            TROUBLE,
            None,
            [
                "Tjenesten har fått for mange kall.",
                "Tenesta har fått for mange kall.",
                "The service has got too many calls.",
            ],
        ),
        500.. => row(
            "5xx",
            Time,
            TROUBLE,
            scene("maskinporten-down"),
            [
                "Tjenesten feilet. Et kall som endrer noe, kan likevel ha virket.",
                "Tenesta feila. Eit kall som endrar noko, kan likevel ha verka.",
                "The service failed. A call that changes something may still have had its effect.",
            ],
        ),
        _ => return None,
    })
}

/// What a call without an answer means.
pub const NO_ANSWER: CodeText = CodeText {
    cause: Localized {
        nb: "Tjenesten svarte ikke i tide. Et kall som endrer noe, kan likevel ha virket, så spør før du sender det på nytt.",
        nn: "Tenesta svara ikkje i tide. Eit kall som endrar noko, kan likevel ha verka, så spør før du sender det på nytt.",
        en: "The service did not answer in time. A call that changes something may still have had its effect, so ask before you send it again.",
    },
    mender: Time,
    source: REQUEST,
    scene: Some("slow-altinn"),
};

/// Returns what an error code means. Without a known code, returns what the HTTP status means. Returns `None` if the
/// answer is no error.
#[must_use]
pub fn text_of(code: Option<&str>, status: Option<u16>) -> Option<CodeText> {
    let by_code = code.and_then(|code| ROWS.iter().find(|row| code.starts_with(row.code)));
    let text = |row: &Row| {
        let [nb, nn, en] = row.cause;
        CodeText {
            cause: Localized { nb, nn, en },
            mender: row.mender,
            source: row.source,
            scene: row.scene,
        }
    };
    by_code
        .map(text)
        .or_else(|| status.and_then(status_row).as_ref().map(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_says_more_than_a_status() {
        let of = |code, status| text_of(code, Some(status)).map(|text| text.mender);
        assert_eq!(of(Some("AUTH-00021"), 400), Some(Vendor));
        assert_eq!(of(Some("MP-303"), 400), Some(Customer));
        assert_eq!(of(None, 503), Some(Time));
        assert_eq!(of(Some("AUTH-99999"), 403), Some(Vendor));
        assert_eq!(of(None, 303), None);
        assert_eq!(of(None, 201), None);
        assert_eq!(text_of(None, None), None);
    }

    #[test]
    fn each_code_stands_once() {
        for (index, row) in ROWS.iter().enumerate() {
            let first = ROWS.iter().position(|other| other.code == row.code);
            assert_eq!(first, Some(index), "{}", row.code);
            assert!(
                row.cause.iter().all(|text| text.ends_with('.')),
                "{}",
                row.code
            );
        }
    }
}
