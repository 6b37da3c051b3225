//! The parts of hints that do not depend on the simulator's state, such as the difference between two texts.

use altinn_types::{InvalidOrgNumber, ResourceAttribute, Right};

use crate::rules::register::redirect_urls::left_part;

/// A hint shows at most this many characters of a vendor's text.
const SHOWN: usize = 120;

/// Returns a hint if a resource in this right has a wrong attribute id. Altinn requires the id
/// `ResourceAttribute::RESOURCE`.
pub(super) fn wrong_urn(right: &Right) -> Option<String> {
    let mut attributes = right.resource.iter();
    let wrong = attributes.find(|attribute| attribute.id != ResourceAttribute::RESOURCE)?;
    Some(format!(
        "rights[].resource[].id is {}. It must be {}, and the value is the id of the resource",
        quoted(&wrong.id),
        quoted(ResourceAttribute::RESOURCE)
    ))
}

/// Returns the reason why a text is not an organisation number. A text of the wrong length could be a national identity
/// number, so the hint hides this text.
pub(super) fn wrong_number(sent: &str, error: InvalidOrgNumber) -> String {
    match error {
        InvalidOrgNumber::NotNineDigits => format!(
            "an organisation number has nine digits, and this text has {} characters",
            sent.chars().count()
        ),
        InvalidOrgNumber::WrongCheckDigit => format!(
            "the last digit of {sent} is wrong: it is a check digit (modulus 11). Use the number of an organisation that \
             exists, or let POST /control/customers make one"
        ),
    }
}

/// Describes a small difference between two redirect URLs. Returns `None` if the difference is easy to see.
pub(super) fn difference(known: &str, sent: &str) -> Option<&'static str> {
    let (known, sent) = (left_part(known)?, left_part(sent)?);
    let without_slash = |url: &str| url.trim_end_matches('/').to_owned();
    let host_by_name = |url: &str| url.replacen("://127.0.0.1", "://localhost", 1);
    let without_scheme = |url: &str| url.split_once("://").map(|(_, rest)| rest.to_owned());
    if without_slash(&known) == without_slash(&sent) {
        Some("They differ only in the slash at the end")
    } else if host_by_name(&known) == host_by_name(&sent) {
        Some("They differ only in 127.0.0.1 and localhost, which are two addresses for Altinn")
    } else if without_scheme(&known) == without_scheme(&sent) {
        Some("They differ only in http and https")
    } else if known.eq_ignore_ascii_case(&sent) {
        Some("They differ only in upper and lower case")
    } else if sent.starts_with(&known) {
        Some("Altinn compares the whole path, and not only its beginning")
    } else {
        None
    }
}

/// Returns the URL without its query and fragment. A hint must not show the query, because the query can contain a
/// secret of the vendor.
pub(super) fn without_query(url: &str) -> &str {
    url.split(['?', '#']).next().unwrap_or(url)
}

pub(super) fn list(texts: &[impl AsRef<str>]) -> String {
    if texts.is_empty() {
        return "none".to_owned();
    }
    let texts: Vec<_> = texts.iter().map(|text| quoted(text.as_ref())).collect();
    texts.join(", ")
}

pub(super) fn quoted(text: &str) -> String {
    format!("{:?}", shown(text))
}

/// Truncates a text from the vendor to [`SHOWN`] characters, so that the hint stays readable.
pub(super) fn shown(text: &str) -> String {
    text.chars().take(SHOWN).collect()
}
