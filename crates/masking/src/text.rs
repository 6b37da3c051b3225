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

/// A text with more secrets than this is masked as a whole, so that it does not consist of very many pieces.
const MOST_SECRETS: usize = 20;

/// Splits a text into visible parts and masked parts. Masks personal numbers and JWTs, with or without
/// percent-encoding. Also masks a base64 text that contains a personal number.
#[must_use]
pub fn pieces(text: &str) -> Vec<Piece> {
    if let Some(kind) = hidden_by_percent_encoding(text) {
        return vec![Piece::Masked(kind)];
    }
    let secrets = secrets(text);
    if let [first, ..] = secrets.as_slice()
        && secrets.len() > MOST_SECRETS
    {
        return vec![Piece::Masked(first.kind)];
    }
    if secrets.is_empty() && !text.is_empty() {
        return vec![Piece::Shown(text.to_owned())]; // Nearly all texts end here.
    }
    let mut all = Vec::new();
    let mut at = 0;
    for secret in secrets {
        all.push(Piece::Shown(text[at..secret.from].to_owned()));
        all.push(Piece::Masked(secret.kind));
        at = secret.to;
    }
    all.push(Piece::Shown(text[at..].to_owned()));
    joined(all)
}

/// Masks a text as [`pieces`] does. Returns the text with a placeholder such as `{personal-number}` for each masked part.
#[must_use]
pub fn masked_text(text: &str) -> String {
    pieces(text).iter().map(Piece::to_string).collect()
}

/// Whether the text contains a personal number with valid check digits. Numbers of synthetic persons are included.
#[must_use]
pub fn contains_personal_number(text: &str) -> bool {
    personal_numbers(text.as_bytes()).next().is_some()
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
        if let Some(secret) = secrets(&decoded).first() {
            return Some(secret.kind);
        }
        encoded = decoded;
    }
    None
}

/// A part of a text that must be masked.
struct Secret {
    from: usize,
    to: usize,
    kind: Kind,
}

/// Returns all secrets in the text, in their order. Secrets that overlap are joined into one. The function reads the text
/// once for numbers and once for tokens, so that a long text with many secrets does not take long.
fn secrets(text: &str) -> Vec<Secret> {
    let numbers = personal_numbers(text.as_bytes()).map(|(from, to)| Secret {
        from,
        to,
        kind: Kind::PersonalNumber,
    });
    let mut found: Vec<_> = numbers.chain(tokens(text)).collect();
    found.sort_by_key(|secret| secret.from);
    let mut all: Vec<Secret> = Vec::with_capacity(found.len());
    for secret in found {
        match all.last_mut() {
            Some(before) if secret.from < before.to => before.to = before.to.max(secret.to),
            _ => all.push(secret),
        }
    }
    all
}

/// Returns the start and the end of each personal number. People often write a space or a hyphen after the first six
/// digits, so [`separators`] are allowed there.
fn personal_numbers(bytes: &[u8]) -> impl Iterator<Item = (usize, usize)> {
    // Count the digits first. Most texts have too few digits, and counting is much faster than the search below.
    let digits = bytes.iter().filter(|byte| byte.is_ascii_digit()).count();
    let mut from = if digits < DIGITS { bytes.len() } else { 0 };
    std::iter::from_fn(move || {
        while from < bytes.len() {
            if let Some(to) = end_of_personal_number(bytes, from) {
                let number = (from, to);
                from = to;
                return Some(number);
            }
            from += 1;
        }
        None
    })
}

/// Returns the end of the personal number that starts at `from`, or `None` if there is no number at this place.
fn end_of_personal_number(bytes: &[u8], from: usize) -> Option<usize> {
    let mut digits = [0_u8; DIGITS];
    let mut place = from;
    for (index, digit) in digits.iter_mut().enumerate() {
        if index == 6 {
            place += separators(bytes.get(place..)?);
        }
        let byte = *bytes.get(place)?;
        if !byte.is_ascii_digit() {
            return None;
        }
        *digit = byte - b'0';
        place += 1;
    }
    is_personal_number(&digits).then_some(place)
}

/// Returns the length of the blanks, hyphens and plus signs at the start of a text. In a form, a plus sign is an encoded
/// space.
fn separators(bytes: &[u8]) -> usize {
    /// The no-break space and the narrow no-break space in UTF-8.
    const NO_BREAK: [&[u8]; 2] = [b"\xc2\xa0", b"\xe2\x80\xaf"];

    let mut length = 0;
    loop {
        let rest = &bytes[length..];
        let no_break = NO_BREAK.into_iter().find(|space| rest.starts_with(space));
        match (rest, no_break) {
            (_, Some(space)) => length += space.len(),
            ([b' ' | b'\t' | b'-' | b'+', ..], None) => length += 1,
            _ => return length,
        }
    }
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

/// Returns the JWTs in a text, and the base64 texts that contain a personal number.
fn tokens(text: &str) -> Vec<Secret> {
    // All characters of a token are ASCII, so the code splits the text at all other bytes. Therefore the slice
    // `text[from..to]` never cuts a character in two.
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.+/=".contains(&byte);
    let bytes = text.as_bytes();
    let mut all = Vec::new();
    let mut from = 0;
    for run in bytes.split(|byte| !is_token(*byte)) {
        let to = from + run.len();
        if run.len() >= SHORTEST_BASE64
            && let Some(kind) = token_kind(&text[from..to])
        {
            all.push(Secret { from, to, kind });
        }
        from = to + 1;
    }
    all
}

/// Whether a text contains a JWT. The header of a JWT is a JSON object, and its first bytes are the same in base64.
fn contains_jwt(run: &str) -> bool {
    /// The base64 of `{"`. Nearly all JWTs begin with it.
    const USUAL: &str = "eyJ";
    /// The base64 of `{` and a blank, a tab or a line break. These texts are also parts of English words such as
    /// `framework`, so they count only at the start of a word, and with the full stop after the header.
    const WITH_BLANK: [&str; 4] = ["eyA", "ewk", "ewo", "ew0"];

    let is_long = |place: usize| run.len() - place >= SHORTEST_TOKEN;
    let is_start = |place: usize| {
        let before = run.as_bytes()[..place].last();
        !before.is_some_and(u8::is_ascii_alphanumeric)
    };
    let last_stop = run.rfind('.').unwrap_or_default();
    run.find(USUAL).is_some_and(is_long)
        || WITH_BLANK
            .into_iter()
            .flat_map(|start| run.match_indices(start))
            .any(|(place, _)| is_long(place) && is_start(place) && place < last_stop)
}

fn token_kind(run: &str) -> Option<Kind> {
    if contains_jwt(run) {
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
    decoded.is_ok_and(|bytes| personal_numbers(&bytes).next().is_some())
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
            format!("{date}-{rest}"),
            format!("{date}+{rest}"),
            format!("{date}\u{a0}{rest}"),
            format!("{date}\u{202f}{rest}"),
            format!("{date} -  {rest}"),
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

    #[test]
    fn a_token_whose_header_begins_with_a_blank_is_masked() {
        for header in [
            "{ \"alg\":\"none\"}",
            "{\n\"alg\":\"none\"}",
            "{\r\n\"alg\":1}",
            "{\t\"alg\":1}",
        ] {
            let token = format!("{}.e30.c2lnbmF0dXJl", LENIENT_BASE64.encode(header));
            assert_eq!(pieces(&token), [Piece::Masked(Kind::Token)], "{token}");
        }
        for text in [
            "framework.example/some-long-path",
            "keyAgreement.example/some-long-path",
        ] {
            assert_eq!(pieces(text), [Piece::Shown(text.to_owned())]);
        }
    }

    #[test]
    fn several_secrets_are_masked_one_by_one_and_very_many_as_one() {
        let number = valid_number();
        let some = pieces(&format!("a {number} b {number} c").repeat(3));
        let masked = some
            .iter()
            .filter(|piece| **piece == Piece::Masked(Kind::PersonalNumber));
        assert_eq!(masked.count(), 6);
        assert_eq!(some.first(), Some(&Piece::Shown("a ".to_owned())));
        assert_eq!(some.last(), Some(&Piece::Shown(" c".to_owned())));
        let many = pieces(&format!("{number} ").repeat(5_000));
        assert_eq!(many, [Piece::Masked(Kind::PersonalNumber)]);
    }

    #[test]
    fn secrets_that_overlap_are_masked_as_one() {
        let number = valid_number();
        let text = format!("x eyJhbGciOiJub25lIn0.{number}.c2lnbmF0dXJl y");
        let expected = [
            Piece::Shown("x ".to_owned()),
            Piece::Masked(Kind::Token),
            Piece::Shown(" y".to_owned()),
        ];
        assert_eq!(pieces(&text), expected);
    }
}
