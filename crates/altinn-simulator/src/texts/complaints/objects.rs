//! The error texts of the control API for an invalid object in a call. Such objects are OAuth clients, organisations,
//! persons, resources, packages, client relations and seeds.

use super::Wording;
use crate::oidc::{certificates::InvalidCertificate, oauth_clients::InvalidKey};
use crate::storage::export_document::ImportError;

#[must_use]
pub fn no_secret() -> Wording {
    Wording::new(
        "Feltet clientSecret mangler. client_secret_basic og client_secret_post trenger en hemmelighet.",
        "Feltet clientSecret manglar. client_secret_basic og client_secret_post treng ein løyndom.",
        "The field clientSecret is missing. client_secret_basic and client_secret_post need a secret.",
    )
}

#[must_use]
pub fn pkce_needed() -> Wording {
    Wording::new(
        "pkceRequired må være true når tokenEndpointAuthMethod er none. En slik klient har ingen hemmelighet, så den \
         trenger PKCE.",
        "pkceRequired må vere true når tokenEndpointAuthMethod er none. Ein slik klient har ingen løyndom, så han \
         treng PKCE.",
        "pkceRequired must be true for tokenEndpointAuthMethod none. Such a client has no secret, so it needs PKCE.",
    )
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WrongUrl {
    Characters,
    Fragment,
    NoWebAddress,
}

#[must_use]
pub fn url(url: &str, wrong: WrongUrl) -> Wording {
    let [nb, nn, en] = match wrong {
        WrongUrl::Characters => [
            "har andre tegn enn synlig ASCII",
            "har andre teikn enn synleg ASCII",
            "contains other characters than visible ASCII",
        ],
        WrongUrl::Fragment => [
            "kan ikke ha en del etter #",
            "kan ikkje ha ein del etter #",
            "must not have a fragment",
        ],
        WrongUrl::NoWebAddress => [
            "er ikke en nettadresse",
            "er ikkje ei nettadresse",
            "is not a web address",
        ],
    };
    Wording::new(
        format!("{url:?} {nb}."),
        format!("{url:?} {nn}."),
        format!("{url:?} {en}."),
    )
}

/// Returns the error text for an invalid key of a client. `english` is the English text, which the control API sends.
#[must_use]
pub fn key(error: InvalidKey, english: String) -> Wording {
    let [nb, nn] = match error {
        InvalidKey::NoKid => ["En nøkkel må ha en kid.", "Ein nøkkel må ha ein kid."],
        InvalidKey::NotRsa => [
            "En nøkkel må være en RSA-nøkkel med n og e.",
            "Ein nøkkel må vere ein RSA-nøkkel med n og e.",
        ],
        InvalidKey::NotNumbers => [
            "n og e i en nøkkel må være tall i base64url uten fyll, og n kan ha høyst 8192 bit.",
            "n og e i ein nøkkel må vere tal i base64url utan fyll, og n kan ha høgst 8192 bit.",
        ],
        InvalidKey::Private => [
            "Dette er en privat nøkkel. Registrer den offentlige, og slutt å bruke nøkkelparet, for nå er den private \
             delen sendt.",
            "Dette er ein privat nøkkel. Registrer den offentlege, og slutt å bruke nøkkelparet, for no er den private \
             delen send.",
        ],
        InvalidKey::NotPem => [
            "En nøkkel i PEM må ha merkelappen PUBLIC KEY eller RSA PUBLIC KEY.",
            "Ein nøkkel i PEM må ha merkelappen PUBLIC KEY eller RSA PUBLIC KEY.",
        ],
        InvalidKey::TooShort => [
            "En nøkkel må ha minst 2048 bit.",
            "Ein nøkkel må ha minst 2048 bit.",
        ],
        InvalidKey::DuplicateKid => [
            "To nøkler hos samme klient kan ikke ha samme kid.",
            "To nøklar hos same klient kan ikkje ha same kid.",
        ],
    };
    Wording::new(nb, nn, english)
}

/// Returns the error text for an invalid certificate of a client. `english` is the English text, which the control API
/// sends.
#[must_use]
pub fn certificate(error: InvalidCertificate, english: String) -> Wording {
    let [nb, nn] = match error {
        InvalidCertificate::Unreadable => [
            "Et sertifikat må være et X.509-sertifikat i PEM, med merkelappen CERTIFICATE.",
            "Eit sertifikat må vere eit X.509-sertifikat i PEM, med merkelappen CERTIFICATE.",
        ],
        InvalidCertificate::Key => [
            "Et sertifikat må ha en RSA-nøkkel med minst 2048 bit.",
            "Eit sertifikat må ha ein RSA-nøkkel med minst 2048 bit.",
        ],
        InvalidCertificate::Organisation => [
            "Et sertifikat må ha organisasjonsnummeret til klienten i organizationIdentifier eller serialNumber.",
            "Eit sertifikat må ha organisasjonsnummeret til klienten i organizationIdentifier eller serialNumber.",
        ],
    };
    Wording::new(nb, nn, english)
}

#[must_use]
pub fn organisation_without_name(number: &str) -> Wording {
    Wording::new(
        format!("Virksomheten {number} finnes ikke. Skriv også navnet, så blir den registrert."),
        format!("Verksemda {number} finst ikkje. Skriv òg namnet, så blir ho registrert."),
        format!(
            "The organisation {number} is unknown. Add its name to the body, and the simulator registers it."
        ),
    )
}

#[must_use]
pub fn own_subunit() -> Wording {
    Wording::new(
        "En virksomhet kan ikke være underenhet av seg selv eller av sine egne underenheter.",
        "Ei verksemd kan ikkje vere undereining av seg sjølv eller av sine eigne undereiningar.",
        "An organisation cannot be a subunit of itself, or of its own subunits.",
    )
}

#[must_use]
pub fn named_person(key: &str) -> Wording {
    Wording::new(
        format!("{key} er en av de faste personene, og de kan ikke endres. Velg en annen nøkkel."),
        format!(
            "{key} er ein av dei faste personane, og dei kan ikkje endrast. Vel ein annan nøkkel."
        ),
        format!(
            "{key} is one of the named persons, and they cannot be changed. Choose another key."
        ),
    )
}

#[must_use]
pub fn personal_number_taken() -> Wording {
    Wording::new(
        "En annen person har dette fødselsnummeret.",
        "Ein annan person har dette fødselsnummeret.",
        "Another person has this personal number.",
    )
}

#[must_use]
pub fn unknown_role(name: &str) -> Wording {
    const CODES: &str =
        "daglig-leder, innehaver, styreleder, hovedadministrator, rettighetshaver, tilgangsstyrer";
    Wording::new(
        format!("Rollen {name} finnes ikke. Bruk for eksempel {CODES} eller klientadministrator."),
        format!("Rolla {name} finst ikkje. Bruk til dømes {CODES} eller klientadministrator."),
        format!(
            "The role {name} is unknown. Use a code of Altinn's roles, such as daglig-leder, innehaver, styreleder, \
             hovedadministrator or rettighetshaver, or use tilgangsstyrer or klientadministrator."
        ),
    )
}

#[must_use]
pub fn own_client(number: &str) -> Wording {
    Wording::new(
        format!(
            "Virksomheten {number} kan ikke være sin egen klient. En systembruker for klienter handler uansett for \
             eieren."
        ),
        format!(
            "Verksemda {number} kan ikkje vere sin eigen klient. Ein systembrukar for klientar handlar uansett for \
             eigaren."
        ),
        format!(
            "The organisation {number} cannot be its own client. An agent system user acts for its owner anyway."
        ),
    )
}

#[must_use]
pub fn empty_relation() -> Wording {
    Wording::new(
        "Fyll ut roles eller packages. Vil du fjerne kundeforholdet, så bruk skjemaet for å slette.",
        "Fyll ut roles eller packages. Vil du fjerne kundeforholdet, så bruk skjemaet for å slette.",
        "The body must contain roles or packages. Use DELETE to remove the relation.",
    )
}

#[must_use]
pub fn unknown_resource_type(kind: &str, known: &str) -> Wording {
    Wording::new(
        format!("resourceType {kind} finnes ikke. Bruk en av disse: {known}."),
        format!("resourceType {kind} finst ikkje. Bruk ein av desse: {known}."),
        format!("The resourceType {kind} is unknown. Use one of {known}."),
    )
}

#[must_use]
pub fn resource_not_added(id: &str) -> Wording {
    Wording::new(
        format!("Ressursen {id} er ikke i katalogen. Legg den til først, under resources."),
        format!("Ressursen {id} er ikkje i katalogen. Legg han til først, under resources."),
        format!(
            "The resource {id} is not in the catalogue. Add it with PUT /control/resources/{id} first."
        ),
    )
}

#[must_use]
pub fn package_not_added(urn: &str) -> Wording {
    Wording::new(
        format!("Pakken {urn} er ikke i katalogen. Legg den til først, under packages."),
        format!("Pakken {urn} er ikkje i katalogen. Legg han til først, under packages."),
        format!(
            "The package {urn} is not in the catalogue. Add it with PUT /control/packages/{{name}} first."
        ),
    )
}

/// Returns the error text for an id that is too long, empty or has forbidden characters. `what` is the kind of the
/// object in English, with its article, such as `a package`.
#[must_use]
pub fn id(what: &str) -> Wording {
    Wording::new(
        "Id-en må ha 1 til 100 tegn. Bokstavene a til z, tall, -, _ og . er lov.",
        "Id-en må ha 1 til 100 teikn. Bokstavane a til z, tal, -, _ og . er lov.",
        format!(
            "The id of {what} must have 1 to 100 characters. Letters from a to z, digits, -, _ and . are allowed."
        ),
    )
}

/// Adds the position of an invalid object to its error text. The position is a number and the name of a list in the
/// seed.
#[must_use]
pub fn in_list(place: usize, list: &str, error: &Wording) -> Wording {
    Wording::new(
        format!("Nummer {place} i {list}: {}", error.nb),
        format!("Nummer {place} i {list}: {}", error.nn),
        format!("Number {place} of {list}: {}", error.en),
    )
}

#[must_use]
pub fn no_text_field(name: &str) -> Wording {
    Wording::new(
        format!("Feltet `{name}` mangler eller er ikke en tekst."),
        format!("Feltet `{name}` manglar eller er ikkje ein tekst."),
        format!("The field `{name}` is missing or is not a string."),
    )
}

#[must_use]
pub fn missing_fields(names: &str) -> Wording {
    Wording::new(
        format!("Disse feltene mangler: {names}."),
        format!("Desse felta manglar: {names}."),
        format!("These fields are missing: {names}."),
    )
}

#[must_use]
pub fn system_id_without_vendor(id: &str) -> Wording {
    Wording::new(
        format!("System-id-en {id} må begynne med organisasjonsnummeret til leverandøren."),
        format!("System-id-en {id} må byrje med organisasjonsnummeret til leverandøren."),
        format!("The system id {id} must begin with the organisation number of its vendor."),
    )
}

/// Returns the error text for a system that the system register refuses. `codes` are Altinn's error codes, and
/// `english` is the English text.
#[must_use]
pub fn system_refused(codes: &str, english: String) -> Wording {
    let codes = if codes.is_empty() {
        String::new()
    } else {
        format!(" ({codes})")
    };
    Wording::new(
        format!(
            "Systemregisteret avviser systemet{codes}. Sammenlign med et system som er registrert."
        ),
        format!(
            "Systemregisteret avviser systemet{codes}. Samanlikn med eit system som er registrert."
        ),
        english,
    )
}

/// Returns the error text for a document that the simulator cannot import as its new data. `english` is the English
/// text, which the control API sends.
#[must_use]
pub fn import(error: &ImportError, english: String) -> Wording {
    let [nb, nn] = match error {
        ImportError::Format => [
            "Dokumentet er ikke en verden fra simulatoren.".to_owned(),
            "Dokumentet er ikkje ei verd frå simulatoren.".to_owned(),
        ],
        ImportError::Version(version) => [
            format!(
                "Dokumentet har versjon {version}, og denne simulatoren leser en annen versjon."
            ),
            format!(
                "Dokumentet har versjon {version}, og denne simulatoren les ein annan versjon."
            ),
        ],
        ImportError::Row(_) => [
            "En rad i dokumentet kan ikke leses.".to_owned(),
            "Ei rad i dokumentet kan ikkje lesast.".to_owned(),
        ],
        ImportError::OtherId { id, .. } => [
            format!("Raden {id} har en annen id inni enn utenpå."),
            format!("Rada {id} har ein annan id inni enn utanpå."),
        ],
        ImportError::Missing { id, .. } => [
            format!("Dokumentet viser til {id}, men har det ikke."),
            format!("Dokumentet viser til {id}, men har det ikkje."),
        ],
        ImportError::OwnSubunit(number) => [
            format!("Virksomheten {number} er underenhet av seg selv."),
            format!("Verksemda {number} er undereining av seg sjølv."),
        ],
        ImportError::Fault { id, .. } => [
            format!("Feilen {id} er ugyldig."),
            format!("Feilen {id} er ugyldig."),
        ],
        ImportError::OutOfBounds(name) => [
            format!("Verdien av {name} er for stor eller for liten."),
            format!("Verdien av {name} er for stor eller for liten."),
        ],
    };
    Wording::new(nb, nn, english)
}
