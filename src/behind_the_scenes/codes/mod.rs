//! Explains errors: Altinn's and Maskinporten's error codes, HTTP statuses without a code, and calls without a
//! response. Each explanation names the cause, a source, and who can fix the error. An explanation can also name a
//! scene: a prepared part of a talk that shows the error.

mod altinn;
mod maskinporten;
mod statuses;

use crate::i18n::Localized;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mender {
    Customer,
    Vendor,
    /// Nobody has to do anything. The same call works later.
    Time,
    /// Nothing is wrong.
    Nobody,
}

impl Mender {
    #[must_use]
    pub const fn text(self) -> Localized {
        match self {
            Self::Customer => Localized {
                nb: "Kunden kan ordne det, i Altinn.",
                nn: "Kunden kan ordne det, i Altinn.",
                en: "The customer can fix it, in Altinn.",
            },
            Self::Vendor => Localized {
                nb: "Leverandøren må ordne det.",
                nn: "Leverandøren må ordne det.",
                en: "The vendor must fix it.",
            },
            Self::Time => Localized {
                nb: "Ingen trenger å ordne noe. Prøv igjen om litt.",
                nn: "Ingen treng å ordne noko. Prøv igjen om litt.",
                en: "Nobody has to fix anything. Try again in a moment.",
            },
            Self::Nobody => Localized {
                nb: "Ingen trenger å ordne noe.",
                nn: "Ingen treng å ordne noko.",
                en: "Nobody has to fix anything.",
            },
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodeText {
    pub cause: Localized,
    pub mender: Mender,
    pub source: &'static str,
    /// The id of the scene that reproduces the error. Some errors have no scene.
    pub scene: Option<&'static str>,
}

const TROUBLE: &str =
    "https://docs.altinn.studio/en/authorization/guides/system-vendor/system-user/troubleshooting/";
const REQUEST: &str = "https://docs.altinn.studio/en/authorization/guides/system-vendor/system-user/systemuserrequest/";
const REGISTER: &str = "https://docs.altinn.studio/en/authorization/guides/system-vendor/system-user/systemregistration/";

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

fn rows() -> impl Iterator<Item = &'static Row> {
    altinn::ROWS.iter().chain(maskinporten::ROWS)
}

/// Explains a failed call. If the error code is unknown or missing, the explanation is about the HTTP status. If the
/// call has no status, the explanation is about `failure`, which is the value of
/// [`Exchange::failure`](crate::recorder::exchange::Exchange::failure). Returns `None` if the call succeeded, or if its
/// status has no explanation.
#[must_use]
pub fn text_of(code: Option<&str>, status: Option<u16>, failure: Option<&str>) -> Option<CodeText> {
    let Some(status) = status else {
        return Some(statuses::without_answer(failure));
    };
    let by_code = code.and_then(|code| rows().find(|row| code.starts_with(row.code)));
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
        .or_else(|| statuses::row_of(status).as_ref().map(text))
}

#[cfg(test)]
mod tests {
    use super::{
        Mender::{Customer, Time, Vendor},
        *,
    };

    #[test]
    fn a_code_says_more_than_a_status() {
        let of = |code, status| text_of(code, Some(status), None).map(|text| text.mender);
        assert_eq!(of(Some("AUTH-00021"), 400), Some(Vendor));
        assert_eq!(of(Some("MP-303"), 400), Some(Customer));
        assert_eq!(of(None, 503), Some(Time));
        assert_eq!(of(Some("AUTH-99999"), 403), Some(Vendor));
        assert_eq!(of(None, 303), None);
        assert_eq!(of(None, 201), None);
        let left = text_of(None, None, Some("browser-left")).unwrap();
        let silent = text_of(None, None, Some("timeout")).unwrap();
        assert_eq!((left.mender, silent.mender), (Mender::Nobody, Time));
    }

    #[test]
    fn each_code_stands_once() {
        for (index, row) in rows().enumerate() {
            let first = rows().position(|other| other.code == row.code);
            assert_eq!(first, Some(index), "{}", row.code);
            assert!(
                row.cause.iter().all(|text| text.ends_with('.')),
                "{}",
                row.code
            );
        }
    }
}
