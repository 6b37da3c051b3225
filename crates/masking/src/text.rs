//! Finds personal numbers and tokens in texts. The masking rules let some fields be shown, such as a description, a
//! path or the URL of a page. The text in such a field can still contain a personal number or a token.

use base64::{
    Engine as _, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use url::form_urlencoded;

use crate::{Kind, Piece, value::joined};

/// The number of digits in a personal number.
const DIGITS: usize = 11;

/// The shortest text in base64 that can contain a personal number.
const SHORTEST_BASE64: usize = 15;

/// A text that looks like a JWT but is shorter than this does not count as a token.
const SHORTEST_TOKEN: usize = 20;

/// Splits a text into visible parts and masked parts. Masks personal numbers and JWTs, with or without
/// percent-encoding. Also masks a base64 text that contains a personal number.
#[must_use]
pub fn pieces(text: &str) -> Vec<Piece> {
    if let Some(kind) = hidden_by_percent_encoding(text) {
        return vec![Piece::Masked(kind)];
    }
    let mut next = first_secret(text);
    if next.is_none() && !text.is_empty() {
        return vec![Piece::Shown(text.to_owned())]; // Nearly all texts end here.
    }
    let mut all = Vec::new();
    let mut rest = text;
    while let Some((from, to, kind)) = next {
        all.push(Piece::Shown(rest[..from].to_owned()));
        all.push(Piece::Masked(kind));
        rest = &rest[to..];
        next = first_secret(rest);
    }
    all.push(Piece::Shown(rest.to_owned()));
    joined(all)
}

/// Whether the text contains a personal number with valid check digits. Numbers of synthetic persons are included.
#[must_use]
pub fn contains_personal_number(text: &str) -> bool {
    first_personal_number(text).is_some()
}

fn hidden_by_percent_encoding(text: &str) -> Option<Kind> {
    if !text.contains('%') {
        return None;
    }
    // A value can be percent-encoded more than once, for example as a URL in another URL's query. So decode the text up
    // to three times.
    let mut encoded = text.to_owned();
    for _ in 0..3 {
        // Encode `&` and `=` first, because `form_urlencoded` would otherwise split the text at these characters.
        let whole = encoded.replace('&', "%26").replace('=', "%3D");
        let decoded: String = form_urlencoded::parse(whole.as_bytes())
            .map(|(name, _)| name.into_owned())
            .collect();
        if decoded == encoded {
            break;
        }
        if let Some((_, _, kind)) = first_secret(&decoded) {
            return Some(kind);
        }
        encoded = decoded;
    }
    None
}

/// Returns the start, the end and the kind of the first secret in the text.
fn first_secret(text: &str) -> Option<(usize, usize, Kind)> {
    let number = first_personal_number(text).map(|(from, to)| (from, to, Kind::PersonalNumber));
    let token = first_token(text);
    number.into_iter().chain(token).min_by_key(|found| found.0)
}

/// Returns the start and the end of the first personal number. People often write a space after the first six digits,
/// so this space is allowed.
fn first_personal_number(text: &str) -> Option<(usize, usize)> {
    first_personal_number_in(text.as_bytes())
}

fn first_personal_number_in(bytes: &[u8]) -> Option<(usize, usize)> {
    // Count the digits first. Most texts have too few digits, and counting is much faster than the search below.
    if bytes.iter().filter(|byte| byte.is_ascii_digit()).count() < DIGITS {
        return None;
    }
    (0..bytes.len()).find_map(|from| {
        let mut digits = [0_u8; DIGITS];
        let mut place = from;
        for (index, digit) in digits.iter_mut().enumerate() {
            if index == 6 && bytes.get(place) == Some(&b' ') {
                place += 1;
            }
            let byte = *bytes.get(place)?;
            if !byte.is_ascii_digit() {
                return None;
            }
            *digit = byte - b'0';
            place += 1;
        }
        is_personal_number(&digits).then_some((from, place))
    })
}

/// Checks the date and both check digits. Synthetic numbers add 40, 65 or 80 to the month. D-numbers add 40 to the day.
fn is_personal_number(digits: &[u8; DIGITS]) -> bool {
    const FIRST: [u32; 10] = [3, 7, 6, 1, 8, 9, 4, 5, 2, 1];
    const SECOND: [u32; 11] = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1];

    let day = digits[0] * 10 + digits[1];
    let month = digits[2] * 10 + digits[3];
    let is_day = matches!(day, 1..=31 | 41..=71);
    let is_month = [0, 40, 65, 80]
        .into_iter()
        .any(|more| month > more && month - more <= 12);
    let sum = |weights: &[u32]| -> u32 {
        let products = weights.iter().zip(digits).map(|(w, d)| w * u32::from(*d));
        products.sum()
    };
    // The remainder is 0 in old numbers. From 2032, new numbers can also have the remainder 1, 2 or 3.
    let is_first = matches!(sum(&FIRST) % 11, 0..=3);
    is_day && is_month && is_first && sum(&SECOND).is_multiple_of(11)
}

/// Returns the start, the end and the kind of the first match. A match is a JWT, or a base64 text that contains a
/// personal number.
fn first_token(text: &str) -> Option<(usize, usize, Kind)> {
    // All characters of a token are ASCII, so the code splits the text at all other bytes. Therefore the slice
    // `text[from..to]` never cuts a character in two.
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.+/=".contains(&byte);
    let bytes = text.as_bytes();
    let mut from = 0;
    for run in bytes.split(|byte| !is_token(*byte)) {
        let to = from + run.len();
        if run.len() >= SHORTEST_BASE64
            && let Some(kind) = token_kind(&text[from..to])
        {
            return Some((from, to, kind));
        }
        from = to + 1;
    }
    None
}

fn token_kind(run: &str) -> Option<Kind> {
    // Each JWT begins with `{"`, which is `eyJ` in base64.
    let token = run.find("eyJ");
    if token.is_some_and(|place| run.len() - place >= SHORTEST_TOKEN) {
        return Some(Kind::Token);
    }
    // If `run` contains none of these characters, each `split` returns `run` itself. The filter removes these copies,
    // and `chain` adds `run` once.
    let parts = run.split(['.', '=', '-', '/', '_', '+']);
    let parts = parts.chain(run.split(['.', '=']));
    let hides_number = parts
        .filter(|part| (SHORTEST_BASE64..run.len()).contains(&part.len()))
        .chain([run])
        .any(hides_personal_number);
    hides_number.then_some(Kind::PersonalNumber)
}

/// Decodes a base64 text, and returns whether the decoded text contains a personal number.
fn hides_personal_number(base64: &str) -> bool {
    let bytes = base64.bytes().map(|sign| match sign {
        b'-' => b'+',
        b'_' => b'/',
        sign => sign,
    });
    let mut standard: Vec<u8> = bytes.collect();
    if standard.len() % 4 == 1 {
        standard.pop(); // Four signs are three bytes. One sign that is left over means nothing.
    }
    let decoded = LENIENT_BASE64.decode(standard);
    decoded.is_ok_and(|bytes| first_personal_number_in(&bytes).is_some())
}

/// A decoder that needs no padding, and ignores bits that are left over at the end of a text.
static LENIENT_BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

#[cfg(test)]
mod tests {
    use super::*;

    /// A synthetic personal number. The month is 5 + 80.
    const NUMBER: &str = "17858012349";

    fn valid_number() -> String {
        let all = (0..100).map(|end| format!("178580123{end:02}"));
        let mut valid = all.filter(|number| contains_personal_number(number));
        valid.next().unwrap_or_else(|| NUMBER.to_owned())
    }

    #[test]
    fn a_personal_number_is_masked_wherever_it_stands() {
        let number = valid_number();
        let (date, rest) = number.split_at(6);
        for text in [
            number.clone(),
            format!("the person {number} has no role"),
            format!("{date} {rest}"),
            format!("id=9{number}1"),
            format!("%7B%22pid%22%3A%22{number}%22%7D"),
            number
                .bytes()
                .map(|byte| format!("%{byte:02x}"))
                .collect::<Vec<_>>()
                .concat(),
            LENIENT_BASE64.encode(format!("{{\"pid\":\"{number}\"}}")),
        ] {
            let shown = format!("{:?}", pieces(&text));
            assert!(shown.contains("Masked"), "{shown}");
            assert!(!shown.contains(rest), "{shown}");
        }
    }

    #[test]
    fn other_numbers_stay() {
        for text in [
            "310702641",
            "0192:310702641",
            "2026-01-02T03:04:05.678901Z",
            "f950ddae-06c3-4b57-b940-702417a90df0",
            "99999999999",
        ] {
            assert_eq!(pieces(text), [Piece::Shown(text.to_owned())]);
        }
    }

    #[test]
    fn a_token_in_a_description_is_masked() {
        let shown = pieces("the token eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln is old");
        let expected = [
            Piece::Shown("the token ".to_owned()),
            Piece::Masked(Kind::Token),
            Piece::Shown(" is old".to_owned()),
        ];
        assert_eq!(shown, expected);
    }
}
