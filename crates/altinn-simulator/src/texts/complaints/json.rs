//! The texts for invalid JSON. The JSON library reports errors only in English. So this module has Norwegian texts for
//! the errors that a user can make in the fields of the control panel.

use super::Wording;

/// The text for a body that is not valid JSON. `error` is the error of the JSON library, in English.
#[must_use]
pub fn not_json(error: &str) -> Wording {
    let [nb, nn] = match Place::of(error) {
        _ if error.starts_with("EOF") => [
            "Den slutter for tidlig. Mangler det en parentes eller et anførselstegn?".to_owned(),
            "Det sluttar for tidleg. Manglar det ein parentes eller eit hermeteikn?".to_owned(),
        ],
        Some(Place { line, column }) => [
            format!("Feilen er i linje {line}, tegn {column}."),
            format!("Feilen er i linje {line}, teikn {column}."),
        ],
        None => [String::new(), String::new()],
    };
    Wording::new(
        format!("Innholdet er ikke gyldig JSON. {nb}").trim_end(),
        format!("Innhaldet er ikkje gyldig JSON. {nn}").trim_end(),
        format!("The body is not valid JSON: {error}."),
    )
}

/// The text for a member of the body that has the wrong type, is missing or is unknown. `place` is the name of the
/// member, or `.` for the whole body. `error` is the error of the JSON library, in English.
#[must_use]
pub fn unfit(place: &str, error: &str) -> Wording {
    let [nb, nn] = detail(error).unwrap_or_else(|| {
        let nb = "Verdien passer ikke. Se et gyldig eksempel i dokumentasjonen av kallet.";
        let nn = "Verdien passar ikkje. Sjå eit gyldig døme i dokumentasjonen av kallet.";
        [nb.to_owned(), nn.to_owned()]
    });
    // For an unknown member, `place` ends with the member's name. Remove the name, because the sentence already
    // contains it.
    let owner = match quoted_after(error, "unknown field ") {
        Some(name) => place.strip_suffix(name).unwrap_or(place),
        None => place,
    };
    let owner = owner.trim_end_matches('.');
    if place == "." {
        return Wording::new(nb, nn, format!("The body does not fit this call: {error}."));
    }
    let (nb, nn) = if owner.is_empty() {
        (nb, nn)
    } else {
        let inside = format!("I feltet `{owner}`:");
        (format!("{inside} {nb}"), format!("{inside} {nn}"))
    };
    Wording::new(
        nb,
        nn,
        format!("The body does not fit this call: at `{place}`, {error}."),
    )
}

/// The position of an error in a JSON text.
struct Place<'a> {
    line: &'a str,
    column: &'a str,
}

impl<'a> Place<'a> {
    fn of(error: &'a str) -> Option<Self> {
        let (_, place) = error.rsplit_once(" at line ")?;
        let (line, column) = place.split_once(" column ")?;
        Some(Self { line, column })
    }
}

/// Translates an error of the JSON library into bokmål and nynorsk. Returns `None` for a rare error that has no
/// translation.
fn detail(error: &str) -> Option<[String; 2]> {
    if let Some(name) = quoted_after(error, "missing field ") {
        return Some([
            format!("Feltet `{name}` mangler."),
            format!("Feltet `{name}` manglar."),
        ]);
    }
    if let Some(name) = quoted_after(error, "duplicate field ") {
        return Some([
            format!("Feltet `{name}` står to ganger."),
            format!("Feltet `{name}` står to gonger."),
        ]);
    }
    if let Some(name) = quoted_after(error, "unknown field ") {
        let known = choices(error);
        if known.is_empty() {
            return Some([
                format!("Det finnes ikke noe felt som heter `{name}`."),
                format!("Det finst ikkje noko felt som heiter `{name}`."),
            ]);
        }
        return Some([
            format!("Det finnes ikke noe felt som heter `{name}`. Disse finnes: {known}."),
            format!("Det finst ikkje noko felt som heiter `{name}`. Desse finst: {known}."),
        ]);
    }
    if let Some(name) = quoted_after(error, "unknown variant ") {
        let known = choices(error);
        return Some([
            format!("`{name}` kan ikke velges. Velg en av disse: {known}."),
            format!("`{name}` kan ikkje veljast. Vel ein av desse: {known}."),
        ]);
    }
    let pair = error.strip_prefix("invalid type: ");
    let (found, expected) = pair?.split_once(", expected ")?;
    let (found, expected) = (found_type(found)?, expected_type(expected)?);
    Some([
        format!("Her står {}, men det skal være {}.", found[0], expected[0]),
        format!("Her står {}, men det skal vere {}.", found[1], expected[1]),
    ])
}

/// Returns the name in backticks that follows `words` at the start of the error.
fn quoted_after<'a>(error: &'a str, words: &str) -> Option<&'a str> {
    let rest = error.strip_prefix(words)?.strip_prefix('`')?;
    rest.split('`').next()
}

/// Returns the allowed names, which the error lists in backticks after the word `expected`.
fn choices(error: &str) -> String {
    let (_, list) = error.split_once(", expected ").unwrap_or_default();
    let names = list.split('`').skip(1).step_by(2);
    names.collect::<Vec<_>>().join(", ")
}

fn found_type(text: &str) -> Option<[String; 2]> {
    let (kind, value) = text.split_once(' ').unwrap_or((text, ""));
    let value = value.trim_matches('`');
    Some(match kind {
        "string" => [format!("teksten {value}"), format!("teksten {value}")],
        "integer" => [format!("tallet {value}"), format!("talet {value}")],
        "floating" => ["et desimaltall".to_owned(), "eit desimaltal".to_owned()],
        "boolean" => [value.to_owned(), value.to_owned()],
        "null" => ["null".to_owned(), "null".to_owned()],
        "sequence" => ["en liste".to_owned(), "ei liste".to_owned()],
        "map" => ["et objekt".to_owned(), "eit objekt".to_owned()],
        _ => return None,
    })
}

fn expected_type(text: &str) -> Option<[&'static str; 2]> {
    let is_number = |text: &str| {
        let name = text.strip_prefix("a nonzero ").unwrap_or(text);
        ["u8", "u16", "u32", "u64", "usize", "i32", "i64", "isize"].contains(&name)
    };
    Some(match text {
        "a string" | "string" => ["en tekst", "ein tekst"],
        "a boolean" => ["true eller false", "true eller false"],
        "a sequence" => ["en liste", "ei liste"],
        "a map" => ["et objekt", "eit objekt"],
        text if is_number(text) => ["et helt tall", "eit heilt tal"],
        text if text.starts_with("struct ") => ["et objekt", "eit objekt"],
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde_json::json;

    use super::*;
    use crate::texts::Language;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "the test reads no value")]
    struct Body {
        count: u32,
        #[serde(default)]
        kind: Option<Kind>,
        #[serde(default)]
        list: Vec<String>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "camelCase")]
    enum Kind {
        Manager,
        Employee,
    }

    /// The translations depend on the exact English texts of the JSON library. If a new version of the library changes
    /// these texts, this test fails.
    #[test]
    fn each_error_that_people_make_has_a_sentence_in_norwegian() {
        for (body, nb) in [
            (json!({}), "Feltet `count` mangler."),
            (
                json!({ "number": 1 }),
                "Det finnes ikke noe felt som heter `number`. Disse finnes: count, kind, list.",
            ),
            (
                json!({ "count": "a" }),
                "Her står teksten \"a\", men det skal være et helt tall.",
            ),
            (
                json!({ "count": 1, "kind": "boss" }),
                "`boss` kan ikke velges. Velg en av disse: manager, employee.",
            ),
            (
                json!({ "count": 1, "list": 7 }),
                "Her står tallet 7, men det skal være en liste.",
            ),
            (
                json!({ "count": 1, "list": [null] }),
                "Her står null, men det skal være en tekst.",
            ),
        ] {
            let error = serde_json::from_value::<Body>(body.clone()).unwrap_err();
            let found = unfit(".", &error.to_string());
            let found = found.in_language(Language::Nb);
            assert_eq!(found, nb, "{body}: {error}");
        }
    }

    #[test]
    fn a_text_that_is_no_json_says_where() {
        for (text, nb) in [
            (
                "{",
                "Innholdet er ikke gyldig JSON. Den slutter for tidlig. Mangler det en parentes eller et anførselstegn?",
            ),
            (
                "{\n  a",
                "Innholdet er ikke gyldig JSON. Feilen er i linje 2, tegn 3.",
            ),
        ] {
            let error = serde_json::from_str::<serde_json::Value>(text).unwrap_err();
            let found = not_json(&error.to_string());
            assert_eq!(found.in_language(Language::Nb), nb);
        }
    }
}
