//! The error codes of Altinn.

use super::{
    Mender::{Customer, Time, Vendor},
    REGISTER, REQUEST, Row, TROUBLE, row,
};

pub(super) const ROWS: &[Row] = &[
    row(
        "AUTH-00000",
        Vendor,
        REQUEST,
        None,
        [
            "Altinn kjenner ikke organisasjonen. Et testmiljø har bare oppdiktede virksomheter.",
            "Altinn kjenner ikkje organisasjonen. Eit testmiljø har berre oppdikta verksemder.",
            "Altinn does not know the organisation. A test environment has only made-up organisations.",
        ],
    ),
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
            "The request is already approved. Look up the system user.",
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
            "The person is not an access manager, and can only forward the request.",
        ],
    ),
    row(
        "AUTH.VLD-00002",
        Vendor,
        REGISTER,
        None,
        [
            "System-id-en finnes allerede, eller har vært brukt. Altinn gir den aldri ut igjen.",
            "System-id-en finst alt, eller har vore brukt. Altinn gir han aldri ut igjen.",
            "The system id exists already, or was used before. Altinn never gives it out again.",
        ],
    ),
    row(
        "AUTH.VLD-00003",
        Vendor,
        REGISTER,
        None,
        [
            "En rettighet peker på en ressurs som ikke finnes i ressursregisteret.",
            "Ein rett peikar på ein ressurs som ikkje finst i ressursregisteret.",
            "A right names a resource that is not in the resource registry.",
        ],
    ),
    row(
        "AUTH.VLD-00004",
        Vendor,
        REGISTER,
        None,
        [
            "Klient-id-en hører allerede til et annet system.",
            "Klient-id-en høyrer alt til eit anna system.",
            "The client id belongs to another system already.",
        ],
    ),
    row(
        "AUTH.VLD-00005",
        Vendor,
        REGISTER,
        None,
        [
            "En returadresse er feil. Altinn registrerer bare adresser med https.",
            "Ei returadresse er feil. Altinn registrerer berre adresser med https.",
            "A return URL is wrong. Altinn registers only addresses with https.",
        ],
    ),
];
