//! The texts about each recorded call. In the diagram, the arrow of a call has a label of at most six words. One
//! sentence says what the call is for. The receiver, the method and the path of a call select its texts.

mod altinn;
mod altinn_pages;
mod login;
mod smartcloud;

use super::exchange::Party;
use crate::i18n::Localized;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallText {
    pub arrow: Localized,
    pub purpose: Localized,
}

/// In the path, `*` matches one segment, and `**` matches all further segments.
struct Row {
    method: &'static str,
    path: &'static str,
    text: CallText,
}

/// The same text in Bokmål, Nynorsk and English, in this order.
type Three = [&'static str; 3];

const fn row(method: &'static str, path: &'static str, arrow: Three, purpose: Three) -> Row {
    Row {
        method,
        path,
        text: CallText {
            arrow: localized(arrow),
            purpose: localized(purpose),
        },
    }
}

const fn localized([nb, nn, en]: Three) -> Localized {
    Localized { nb, nn, en }
}

/// The texts about a call that gets a token for a customer's system user. These texts cannot be in a table, because
/// each table has only one row for a method and a path. A call for the vendor's own token has the same method and path.
const TOKEN_FOR_CUSTOMER: CallText = CallText {
    arrow: localized([
        "Hent token for kunden",
        "Hent token for kunden",
        "Get a token for the customer",
    ]),
    purpose: localized([
        "SmartCloud ber Maskinporten om et token for kundens systembruker, og Maskinporten spør Altinn om systembrukeren finnes.",
        "SmartCloud ber Maskinporten om eit token for systembrukaren til kunden, og Maskinporten spør Altinn om systembrukaren finst.",
        "SmartCloud asks Maskinporten for a token for the customer's system user, and Maskinporten asks Altinn whether the system user exists.",
    ]),
};

const UNKNOWN: CallText = CallText {
    arrow: localized(["Et annet kall", "Eit anna kall", "Another call"]),
    purpose: localized([
        "Dette kallet står ikke i tabellen over kall.",
        "Dette kallet står ikkje i tabellen over kall.",
        "This call is not in the table of calls.",
    ]),
};

/// Returns the texts about a call. `path` is the path of the call without its query. `for_system_user` says whether the
/// call asks Maskinporten for a token for a customer's system user.
#[must_use]
pub fn text_of(to: Party, method: &str, path: &str, for_system_user: bool) -> CallText {
    if to == Party::Maskinporten && for_system_user {
        return TOKEN_FOR_CUSTOMER;
    }
    let rows: &[&[Row]] = match to {
        Party::SmartCloud | Party::Browser => &[smartcloud::ROWS],
        Party::IdPorten => &[login::IDPORTEN],
        Party::Maskinporten => &[login::MASKINPORTEN],
        Party::Altinn => &[altinn_pages::ROWS, altinn::ALTINN],
        Party::ResourceOwner => &[altinn::RESOURCE_OWNER],
    };
    rows.iter()
        .copied()
        .flatten()
        .find(|row| (row.method == "*" || row.method == method) && is_like(path, row.path))
        .map_or(UNKNOWN, |row| row.text)
}

fn is_like(path: &str, pattern: &str) -> bool {
    let mut segments = path.split('/');
    for part in pattern.split('/') {
        match (part, segments.next()) {
            ("**", _) => return true,
            ("*", Some(segment)) if !segment.is_empty() => {}
            (part, Some(segment)) if part == segment => {}
            _ => return false,
        }
    }
    segments.next().is_none()
}

#[cfg(test)]
mod tests {
    use strum::VariantArray;

    use super::*;
    use crate::i18n::Locale;

    fn rows() -> impl Iterator<Item = &'static Row> {
        [
            smartcloud::ROWS,
            login::IDPORTEN,
            login::MASKINPORTEN,
            altinn_pages::ROWS,
            altinn::ALTINN,
            altinn::RESOURCE_OWNER,
        ]
        .into_iter()
        .flatten()
    }

    #[test]
    fn an_arrow_has_at_most_six_words_and_a_purpose_is_one_sentence() {
        let texts = rows()
            .map(|row| row.text)
            .chain([UNKNOWN, TOKEN_FOR_CUSTOMER]);
        for text in texts {
            for &locale in Locale::VARIANTS {
                let arrow = text.arrow.in_locale(locale);
                let words = arrow.split_whitespace().count();
                assert!((1..=6).contains(&words), "{arrow}");
                assert!(!arrow.ends_with('.'), "{arrow}");
                let purpose = text.purpose.in_locale(locale);
                assert!(purpose.ends_with('.'), "{purpose}");
                assert_eq!(purpose.matches(". ").count(), 0, "{purpose}");
                assert!(!purpose.contains('!'), "{purpose}");
            }
        }
    }

    #[test]
    fn a_call_is_found_by_its_party_method_and_path() {
        let arrow = |to, method, path| text_of(to, method, path, false).arrow.nb;
        let requests = "/authentication/api/v1/systemuser/request/vendor";
        assert_eq!(arrow(Party::Altinn, "POST", requests), "Be om systembruker");
        let one = format!("{requests}/8b1c");
        assert_eq!(arrow(Party::Altinn, "GET", &one), "Hva er bestemt?");
        assert_eq!(
            arrow(Party::Maskinporten, "POST", "/token"),
            "Hent token for leverandøren"
        );
        assert_eq!(
            text_of(Party::Maskinporten, "POST", "/token", true),
            TOKEN_FOR_CUSTOMER
        );
        let approve = "/accessmanagement/api/v1/systemuser/request/1/8b1c/approve";
        assert_eq!(arrow(Party::Altinn, "POST", approve), "Godkjenn");
        assert_eq!(
            arrow(Party::Altinn, "POST", "/elsewhere"),
            "Et kall til Altinn"
        );
        assert_eq!(arrow(Party::SmartCloud, "GET", "/"), "Åpne forsiden");
    }

    #[test]
    fn a_star_is_one_segment_and_two_stars_are_the_rest() {
        assert!(is_like("/a/1/b", "/a/*/b"));
        assert!(!is_like("/a//b", "/a/*/b"));
        assert!(!is_like("/a/1/b/c", "/a/*/b"));
        assert!(is_like("/a/1/b/c", "/a/**"));
        assert!(!is_like("/b", "/a/**"));
    }
}
