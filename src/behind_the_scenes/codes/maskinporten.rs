//! The error codes of Maskinporten.

use super::{
    Mender::{Customer, Vendor},
    Row, row,
};

const TROUBLESHOOTING: &str = "https://docs.digdir.no/docs/Maskinporten/maskinporten_feilsoking";

pub(super) const ROWS: &[Row] = &[
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
        TROUBLESHOOTING,
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
        TROUBLESHOOTING,
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
        TROUBLESHOOTING,
        None,
        [
            "Nøkkelen er utløpt. En nøkkel varer i høyst ett år.",
            "Nøkkelen har gått ut. Ein nøkkel varer i høgst eitt år.",
            "The key has expired. A key lasts for at most one year.",
        ],
    ),
    row(
        "MP-130",
        Vendor,
        TROUBLESHOOTING,
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
        TROUBLESHOOTING,
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
        TROUBLESHOOTING,
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
        TROUBLESHOOTING,
        None,
        [
            "Tjenesteeieren har ikke gitt organisasjonen scopet.",
            "Tenesteeigaren har ikkje gitt organisasjonen scopet.",
            "The owner of the scope has not granted it to the organisation.",
        ],
    ),
];
