//! The texts for a call of the control API that contains an invalid value. The control panel shows the text in the
//! language of the page, and the control API sends the English text. In all languages, the names of fields are the
//! API's names.

mod json;
mod objects;
mod rules;

use std::fmt;

pub use self::{json::*, objects::*, rules::rule};
use super::Language;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wording {
    nb: String,
    nn: String,
    en: String,
}

impl Wording {
    fn new(nb: impl Into<String>, nn: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            nb: nb.into(),
            nn: nn.into(),
            en: en.into(),
        }
    }

    #[must_use]
    pub fn in_language(&self, language: Language) -> &str {
        match language {
            Language::Nb => &self.nb,
            Language::Nn => &self.nn,
            Language::En => &self.en,
        }
    }
}

/// Writes the English text, which the control API sends.
impl fmt::Display for Wording {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.en)
    }
}

#[must_use]
pub fn empty_field(name: &str) -> Wording {
    Wording::new(
        format!("Feltet {name} er tomt."),
        format!("Feltet {name} er tomt."),
        format!("The field {name} is empty."),
    )
}

#[must_use]
pub fn unknown_form_field(name: &str) -> Wording {
    Wording::new(
        format!("Skjemaet har ikke noe felt som heter `{name}`."),
        format!("Skjemaet har ikkje noko felt som heiter `{name}`."),
        format!("This form has no field `{name}`."),
    )
}

#[must_use]
pub fn empty_body() -> Wording {
    Wording::new(
        "Innholdet er tomt.",
        "Innhaldet er tomt.",
        "The body is empty.",
    )
}

#[must_use]
pub fn clock_field() -> Wording {
    Wording::new(
        "Fyll ut enten aheadSeconds eller advanceSeconds, og bare ett av dem.",
        "Fyll ut anten aheadSeconds eller advanceSeconds, og berre eitt av dei.",
        "The body must contain either aheadSeconds or advanceSeconds.",
    )
}

#[must_use]
pub fn clock_too_far() -> Wording {
    Wording::new(
        "Klokken kan være høyst hundre år unna maskinens klokke.",
        "Klokka kan vere høgst hundre år unna klokka til maskina.",
        "The clock can be at most a hundred years away from the machine's clock.",
    )
}

#[must_use]
pub fn days() -> Wording {
    Wording::new(
        "Antall dager må være fra 1 til 36500.",
        "Talet på dagar må vere frå 1 til 36500.",
        "The number of days must be from 1 to 36500.",
    )
}

#[must_use]
pub fn count() -> Wording {
    Wording::new(
        "Feltet count må være fra 1 til 200.",
        "Feltet count må vere frå 1 til 200.",
        "The count must be from 1 to 200.",
    )
}

#[must_use]
pub fn lacks_of_another_kind() -> Wording {
    Wording::new(
        "Bare en kunde av typen lacks kan ha feltet lacks.",
        "Berre ein kunde av typen lacks kan ha feltet lacks.",
        "Only a customer of the kind lacks can have the field lacks.",
    )
}

#[must_use]
pub fn no_forwarding_of_changes() -> Wording {
    Wording::new(
        "En endringsforespørsel kan ikke sendes videre. Bruk approve eller reject.",
        "Ein endringsførespurnad kan ikkje sendast vidare. Bruk approve eller reject.",
        "A change request cannot be forwarded. Use approve or reject.",
    )
}

#[must_use]
pub fn only_key() -> Wording {
    Wording::new(
        "Tjenesten har bare denne nøkkelen. Lag en ny nøkkel først, så tjenesten har en å signere med.",
        "Tenesta har berre denne nøkkelen. Lag ein ny nøkkel først, så tenesta har ein å signere med.",
        "The service has only this key: rotate the keys first, so that the service can sign with another key.",
    )
}

#[must_use]
pub fn unknown_organisation(number: &str) -> Wording {
    Wording::new(
        format!("Virksomheten {number} finnes ikke. Legg den til først, under organisations."),
        format!("Verksemda {number} finst ikkje. Legg ho til først, under organisations."),
        format!(
            "The organisation {number} is unknown. Add it with PUT /control/organisations/{number} first."
        ),
    )
}

#[must_use]
pub fn unknown_person(key: &str) -> Wording {
    Wording::new(
        format!("Personen {key} finnes ikke. Legg til personen først, under persons."),
        format!("Personen {key} finst ikkje. Legg til personen først, under persons."),
        format!(
            "The person {key} is unknown. Add the person with PUT /control/persons/{key} first."
        ),
    )
}

/// The error message for a text that is not an organisation number. `error` is the reason in English.
#[must_use]
pub fn organisation_number(text: &str, error: &str) -> Wording {
    Wording::new(
        format!(
            "{text} er ikke et organisasjonsnummer. Det har ni siffer, og det siste er et kontrollsiffer."
        ),
        format!(
            "{text} er ikkje eit organisasjonsnummer. Det har ni siffer, og det siste er eit kontrollsiffer."
        ),
        format!("The organisation number {text} is wrong: {error}."),
    )
}

#[must_use]
pub fn unknown_resource(id: &str) -> Wording {
    Wording::new(
        format!("Ressursen {id} er ikke i katalogen."),
        format!("Ressursen {id} er ikkje i katalogen."),
        format!("The resource {id} is not in the catalogue."),
    )
}

#[must_use]
pub fn unknown_package(name: &str) -> Wording {
    Wording::new(
        format!("Pakken {name} er ikke i katalogen."),
        format!("Pakken {name} er ikkje i katalogen."),
        format!("The package {name} is not in the catalogue."),
    )
}

#[must_use]
pub fn unknown_lack(id: &str) -> Wording {
    Wording::new(
        format!("{id} er verken en ressurs eller en pakke i katalogen. Legg den til først."),
        format!(
            "{id} er verken ein ressurs eller ei pakke i katalogen. Legg til ressursen eller pakka først."
        ),
        format!(
            "{id} is neither a resource nor a package of the catalogue. Add the resource or the package first."
        ),
    )
}

#[must_use]
pub fn unknown_sandbox(id: &str) -> Wording {
    Wording::new(
        format!("Sandkassen {id} finnes ikke."),
        format!("Sandkassa {id} finst ikkje."),
        format!("There is no sandbox {id}."),
    )
}

/// Returns the error text for a fault with a field that does not exist in this kind of fault. `odd` is the name of this
/// field, and `names` are the names of the fields that exist.
#[must_use]
pub fn unknown_fault_field(odd: &str, names: &str) -> Wording {
    Wording::new(
        format!("En feil av denne typen har ikke feltet `{odd}`. Den har disse feltene: {names}."),
        format!("Ein feil av denne typen har ikkje feltet `{odd}`. Han har desse felta: {names}."),
        format!("A fault of this kind has no field `{odd}`. It has these fields: {names}."),
    )
}

#[must_use]
pub fn unknown_code(code: &str) -> Wording {
    Wording::new(
        format!(
            "Altinn har ikke koden {code}. Bruk en av Altinns koder, eller fyll også ut status og title."
        ),
        format!(
            "Altinn har ikkje koden {code}. Bruk ein av kodane til Altinn, eller fyll òg ut status og title."
        ),
        format!(
            "Altinn has no code {code}. Use one of Altinn's codes, such as AUTH-00011 or AUTH.VLD-00003, or add a \
             status and a title."
        ),
    )
}

/// Returns the error text for a fault with an invalid value. `error` selects the Norwegian texts, and `english` is the
/// English text.
#[must_use]
pub fn fault(error: &crate::faults::InvalidFault, english: String) -> Wording {
    use crate::faults::InvalidFault;

    let [nb, nn] = match error {
        InvalidFault::Path => [
            "Feltet path må begynne med en skråstrek, for eksempel /token.",
            "Feltet path må byrje med ein skråstrek, til dømes /token.",
        ],
        InvalidFault::Query => [
            "Feltet path kan ikke ha ? eller #. En feil gjelder alle kall til stien.",
            "Feltet path kan ikkje ha ? eller #. Ein feil gjeld alle kall til stien.",
        ],
        InvalidFault::Control => [
            "En feil kan ikke gjelde simulatorens egne stier /control og /simulator.",
            "Ein feil kan ikkje gjelde dei eigne stiane til simulatoren, /control og /simulator.",
        ],
        InvalidFault::NoToken => [
            "Svarene på denne stien har ingen token. Bruk /token hos maskinporten eller id-porten, eller \
             /authentication/api/v1/exchange/ hos altinn-platform.",
            "Svara på denne stien har ingen token. Bruk /token hos maskinporten eller id-porten, eller \
             /authentication/api/v1/exchange/ hos altinn-platform.",
        ],
        InvalidFault::Times => [
            "Feltet times må være et helt tall fra 1, eller all.",
            "Feltet times må vere eit heilt tal frå 1, eller all.",
        ],
        InvalidFault::Status(_) => [
            "Feltet status må være fra 200 til 599.",
            "Feltet status må vere frå 200 til 599.",
        ],
        InvalidFault::TooSlow => [
            "Feltet ms kan være høyst 60000.",
            "Feltet ms kan vere høgst 60000.",
        ],
        InvalidFault::TooSkewed => [
            "Feltet seconds kan være høyst ett år, i begge retninger.",
            "Feltet seconds kan vere høgst eitt år, i begge retningane.",
        ],
    };
    Wording::new(nb, nn, english)
}

/// The error message for an object that does not exist. `kind` is the English name for this kind of object, such as
/// `request` or `person`.
#[must_use]
pub fn not_found(kind: &str) -> Wording {
    let [nb, nn] = match kind {
        "fault" => ["Feilen finnes ikke lenger.", "Feilen finst ikkje lenger."],
        "request" => ["Forespørselen finnes ikke.", "Førespurnaden finst ikkje."],
        "person" => ["Personen finnes ikke.", "Personen finst ikkje."],
        "client" => ["Klienten finnes ikke.", "Klienten finst ikkje."],
        "sandbox" => ["Sandkassen finnes ikke.", "Sandkassa finst ikkje."],
        "connection" => [
            "Personen har ingen tilknytning til virksomheten.",
            "Personen har inga tilknyting til verksemda.",
        ],
        "client relation" => ["Kundeforholdet finnes ikke.", "Kundeforholdet finst ikkje."],
        "key" => ["Nøkkelen finnes ikke.", "Nøkkelen finst ikkje."],
        "service" => ["Tjenesten finnes ikke.", "Tenesta finst ikkje."],
        "system" => ["Systemet finnes ikke.", "Systemet finst ikkje."],
        "system user" => ["Systembrukeren finnes ikke.", "Systembrukaren finst ikkje."],
        "switch" => ["Bryteren finnes ikke.", "Brytaren finst ikkje."],
        "form" => ["Skjemaet finnes ikke.", "Skjemaet finst ikkje."],
        _ => ["Det finnes ikke.", "Det finst ikkje."],
    };
    Wording::new(nb, nn, format!("There is no such {kind}."))
}

#[must_use]
pub fn only_english(text: &str) -> Wording {
    Wording::new(text, text, text)
}

#[must_use]
pub fn internal() -> Wording {
    Wording::new(
        "Simulatoren feilet. Årsaken står i loggen dens.",
        "Simulatoren feila. Årsaka står i loggen til simulatoren.",
        "The simulator failed. Its log has the cause.",
    )
}
