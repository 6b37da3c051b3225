//! Explains each claim of a token in one sentence, with a link to the source.

use crate::i18n::Localized;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClaimText {
    pub meaning: Localized,
    pub source: &'static str,
}

const GRANT: &str = "https://docs.digdir.no/docs/Maskinporten/maskinporten_protocol_jwtgrant";
const TOKEN: &str = "https://docs.digdir.no/docs/Maskinporten/maskinporten_protocol_token";
const SYSTEM_USER: &str = "https://docs.digdir.no/docs/Maskinporten/maskinporten_func_systembruker";
const ID_TOKEN: &str = "https://docs.digdir.no/docs/idporten/oidc/oidc_protocol_id_token";
const ACCESS_TOKEN: &str = "https://docs.digdir.no/docs/idporten/oidc/oidc_protocol_access_token";
const USE_TOKEN: &str =
    "https://docs.altinn.studio/en/authorization/guides/system-vendor/system-user/usetoken/";
const JWT: &str = "https://www.rfc-editor.org/rfc/rfc7519#section-4.1";
const JWS: &str = "https://www.rfc-editor.org/rfc/rfc7515#section-4.1";

type Row = (&'static str, &'static str, [&'static str; 3]);

/// The known claims, with the most important claim first. A page shows the three most important claims of a token. The
/// page collapses the rest of the claims.
const CLAIMS: &[Row] = &[
    (
        "authorization_details",
        USE_TOKEN,
        [
            "Sier hvilken kundes systembruker tokenet gjelder for.",
            "Seier kva kunde sin systembrukar tokenet gjeld for.",
            "Says which customer's system user the token is for.",
        ],
    ),
    (
        "scope",
        GRANT,
        [
            "Sier hvilke API-er tokenet åpner.",
            "Seier kva API tokenet opnar.",
            "Says which APIs the token opens.",
        ],
    ),
    (
        "consumer",
        TOKEN,
        [
            "Organisasjonen som eier klienten, altså leverandøren. Altinn leser leverandøren herfra.",
            "Organisasjonen som eig klienten, altså leverandøren. Altinn les leverandøren herifrå.",
            "The organisation that owns the client, which is the vendor. Altinn reads the vendor from here.",
        ],
    ),
    (
        "nonce",
        ID_TOKEN,
        [
            "Samme verdi som SmartCloud sendte. Den binder ID-tokenet til denne innloggingen.",
            "Same verdi som SmartCloud sende. Han bind ID-tokenet til denne innlogginga.",
            "The value that SmartCloud sent. It ties the ID token to this log-in.",
        ],
    ),
    (
        "acr",
        ID_TOKEN,
        [
            "Sikkerhetsnivået for innloggingen. SmartCloud sjekker at det er høyt nok.",
            "Tryggleiksnivået for innlogginga. SmartCloud sjekkar at det er høgt nok.",
            "The level of assurance of the log-in. SmartCloud checks that it is high enough.",
        ],
    ),
    (
        "sid",
        ID_TOKEN,
        [
            "Økten hos ID-porten. SmartCloud finner innloggingen med den når kunden logger ut et annet sted.",
            "Økta hos ID-porten. SmartCloud finn innlogginga med ho når kunden loggar ut ein annan stad.",
            "The session at ID-porten. SmartCloud finds the sign-in by it when the customer logs out elsewhere.",
        ],
    ),
    (
        "aud",
        GRANT,
        [
            "Hvem tokenet er til. I en grant er det Maskinportens issuer, med skråstreken til slutt.",
            "Kven tokenet er til. I ein grant er det issuer hos Maskinporten, med skråstreken til slutt.",
            "Who the token is for. In a grant it is Maskinporten's issuer, with the slash at its end.",
        ],
    ),
    (
        "iss",
        GRANT,
        [
            "Hvem som har laget tokenet. I en grant er det klient-id-en.",
            "Kven som har laga tokenet. I ein grant er det klient-id-en.",
            "Who made the token. In a grant it is the client id.",
        ],
    ),
    (
        "exp",
        GRANT,
        [
            "Når tokenet går ut. En grant kan vare i høyst 120 sekunder.",
            "Når tokenet går ut. Ein grant kan vare i høgst 120 sekund.",
            "When the token expires. A grant may last for at most 120 seconds.",
        ],
    ),
    (
        "iat",
        GRANT,
        [
            "Når tokenet ble laget.",
            "Når tokenet vart laga.",
            "When the token was made.",
        ],
    ),
    (
        "nbf",
        JWT,
        [
            "Når tokenet begynner å gjelde.",
            "Når tokenet byrjar å gjelde.",
            "When the token becomes valid.",
        ],
    ),
    (
        "jti",
        GRANT,
        [
            "Tokenets egen id. Maskinporten godtar hver grant bare én gang.",
            "Eigen id for tokenet. Maskinporten godtek kvar grant berre éin gong.",
            "The token's own id. Maskinporten accepts each grant only once.",
        ],
    ),
    (
        "systemuser_org",
        SYSTEM_USER,
        [
            "Eieren av systembrukeren: kunden. For en agentsystembruker er det regnskapsføreren.",
            "Eigaren av systembrukaren: kunden. For ein agentsystembrukar er det rekneskapsføraren.",
            "The owner of the system user: the customer. For an agent system user it is the accountant.",
        ],
    ),
    (
        "systemuser_id",
        USE_TOKEN,
        [
            "Systembrukerens id i Altinn. Den er en liste med én verdi.",
            "Id-en til systembrukaren i Altinn. Det er ei liste med éin verdi.",
            "The id of the system user in Altinn. It is a list with one value.",
        ],
    ),
    (
        "system_id",
        USE_TOKEN,
        [
            "Leverandørens system i Altinns systemregister.",
            "Systemet til leverandøren i systemregisteret til Altinn.",
            "The vendor's system in Altinn's system register.",
        ],
    ),
    (
        "externalRef",
        USE_TOKEN,
        [
            "En egen referanse som leverandøren velger. Uten den gjelder kundens organisasjonsnummer.",
            "Ein eigen referanse som leverandøren vel. Utan han gjeld organisasjonsnummeret til kunden.",
            "A reference that the vendor chooses. Without it, the customer's organisation number counts.",
        ],
    ),
    (
        "type",
        SYSTEM_USER,
        [
            "Alltid urn:altinn:systemuser for en systembruker.",
            "Alltid urn:altinn:systemuser for ein systembrukar.",
            "Always urn:altinn:systemuser for a system user.",
        ],
    ),
    (
        "authority",
        TOKEN,
        [
            "Hvilken liste nummeret står i: iso6523-actorid-upis.",
            "Kva liste nummeret står i: iso6523-actorid-upis.",
            "The list that the number is from: iso6523-actorid-upis.",
        ],
    ),
    (
        "ID",
        TOKEN,
        [
            "0192: og organisasjonsnummeret. Navnet på feltet har store bokstaver.",
            "0192: og organisasjonsnummeret. Namnet på feltet har store bokstavar.",
            "0192: and the organisation number. The name of the field is in capitals.",
        ],
    ),
    (
        "client_id",
        TOKEN,
        [
            "Leverandørens klient. Altinn sjekker at systemregisteret har den på systemet.",
            "Klienten til leverandøren. Altinn sjekkar at systemregisteret har han på systemet.",
            "The vendor's client. Altinn checks that the system register lists it for the system.",
        ],
    ),
    (
        "client_amr",
        TOKEN,
        [
            "Hvordan klienten viste hvem den er.",
            "Korleis klienten viste kven han er.",
            "How the client proved who it is.",
        ],
    ),
    (
        "token_type",
        TOKEN,
        [
            "Bearer: den som har tokenet, kan bruke det.",
            "Bearer: den som har tokenet, kan bruke det.",
            "Bearer: whoever has the token can use it.",
        ],
    ),
    (
        "sub",
        ID_TOKEN,
        [
            "Hvem tokenet handler om. Verdien er ny for hver klient.",
            "Kven tokenet handlar om. Verdien er ny for kvar klient.",
            "Whom the token is about. The value differs for each client.",
        ],
    ),
    (
        "pid",
        ID_TOKEN,
        [
            "Personens fødselsnummer. SmartCloud verken lagrer eller logger det.",
            "Fødselsnummeret til personen. SmartCloud verken lagrar eller loggar det.",
            "The person's national identity number. SmartCloud neither stores nor logs it.",
        ],
    ),
    (
        "amr",
        ID_TOKEN,
        [
            "Hvordan personen logget inn, for eksempel med BankID.",
            "Korleis personen logga inn, til dømes med BankID.",
            "How the person logged in, for example with BankID.",
        ],
    ),
    (
        "auth_time",
        ID_TOKEN,
        [
            "Når personen logget inn hos ID-porten.",
            "Når personen logga inn hos ID-porten.",
            "When the person logged in at ID-porten.",
        ],
    ),
    (
        "locale",
        ID_TOKEN,
        [
            "Språket personen valgte hos ID-porten.",
            "Språket personen valde hos ID-porten.",
            "The language that the person chose at ID-porten.",
        ],
    ),
    (
        "kid",
        JWS,
        [
            "Nøkkelen som har signert tokenet.",
            "Nøkkelen som har signert tokenet.",
            "The key that signed the token.",
        ],
    ),
    (
        "alg",
        JWS,
        [
            "Hvordan tokenet er signert.",
            "Korleis tokenet er signert.",
            "How the token is signed.",
        ],
    ),
    (
        "typ",
        JWS,
        [
            "Hva slags token det er.",
            "Kva slags token det er.",
            "The kind of token.",
        ],
    ),
];

/// The text for a claim that starts with `urn:altinn:` and is not in [`CLAIMS`]. Only Altinn's own tokens have such
/// claims.
const ALTINN: ClaimText = ClaimText {
    meaning: Localized {
        nb: "En opplysning som Altinn legger til i sine egne tokener.",
        nn: "Ei opplysning som Altinn legg til i sine eigne token.",
        en: "A fact that Altinn adds to its own tokens.",
    },
    source: USE_TOKEN,
};

const UNKNOWN: ClaimText = ClaimText {
    meaning: Localized {
        nb: "SmartCloud bruker ikke denne verdien.",
        nn: "SmartCloud bruker ikkje denne verdien.",
        en: "SmartCloud does not use this value.",
    },
    source: ACCESS_TOKEN,
};

#[must_use]
pub fn text_of(claim: &str) -> ClaimText {
    let found = CLAIMS.iter().find(|(name, ..)| *name == claim);
    match found {
        Some((_, source, [nb, nn, en])) => ClaimText {
            meaning: Localized { nb, nn, en },
            source,
        },
        None if claim.starts_with("urn:altinn:") => ALTINN,
        None => UNKNOWN,
    }
}

/// The page sorts the claims of a token by this number. The most important claim has the lowest number, and unknown
/// claims have the highest number.
#[must_use]
pub fn weight(claim: &str) -> usize {
    CLAIMS
        .iter()
        .position(|(name, ..)| *name == claim)
        .unwrap_or(CLAIMS.len())
}

#[cfg(test)]
mod tests {
    use strum::VariantArray;

    use super::*;
    use crate::i18n::Locale;

    #[test]
    fn each_claim_stands_once_and_has_sentences_and_a_source() {
        for (index, (claim, source, _)) in CLAIMS.iter().enumerate() {
            assert_eq!(weight(claim), index, "{claim} stands twice");
            assert!(source.starts_with("https://"), "{claim}");
            for &locale in Locale::VARIANTS {
                let meaning = text_of(claim).meaning.in_locale(locale);
                assert!(meaning.ends_with('.'), "{claim}: {meaning}");
            }
        }
        assert_eq!(text_of("urn:altinn:authlevel"), ALTINN);
        assert_eq!(text_of("color"), UNKNOWN);
        assert!(weight("scope") < weight("jti") && weight("jti") < weight("color"));
    }
}
