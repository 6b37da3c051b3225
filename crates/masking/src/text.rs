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
/// percent-encoding. Also masks a base64 text that contains a personal number, the user and the password in a URL, and
/// the credential after `Basic` or `Bearer`.
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
/// once for each kind of secret, so that a long text with many secrets does not take long.
fn secrets(text: &str) -> Vec<Secret> {
    let numbers = personal_numbers(text.as_bytes()).map(|(from, to)| Secret {
        from,
        to,
        kind: Kind::PersonalNumber,
    });
    let others = credentials(text).chain(passwords(text));
    let mut found: Vec<_> = numbers.chain(tokens(text)).chain(others).collect();
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

/// Returns the start and the end of each personal number. People often write separators between the parts of a number, as
/// in `DD.MM.YY-NNNNN`. [`end_of_personal_number`] allows the usual ways.
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
///
/// A number without separators can be a part of a longer row of digits. A number with separators must be a row of its
/// own, because otherwise parts of two other numbers, such as two dates, would often look like a personal number.
fn end_of_personal_number(bytes: &[u8], from: usize) -> Option<usize> {
    let mut digits = [0_u8; DIGITS];
    let mut place = from;
    let (mut inside_date, mut after_date, mut inside_rest) = (0, 0, 0);
    for (index, digit) in digits.iter_mut().enumerate() {
        let rest = bytes.get(place..)?;
        let (length, count) = match index {
            2 | 4 => (separator(rest), &mut inside_date),
            6 => (separators(rest), &mut after_date),
            7.. => (separator(rest), &mut inside_rest),
            _ => (0, &mut inside_date),
        };
        if length > 0 {
            *count += 1;
        }
        place += length;
        let byte = *bytes.get(place)?;
        if !byte.is_ascii_digit() {
            return None;
        }
        *digit = byte - b'0';
        place += 1;
    }
    let is_digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
    let is_row_of_its_own = || !is_digit(bytes[..from].last()) && !is_digit(bytes.get(place));
    let is_usual = match (inside_date, after_date, inside_rest) {
        (0, 0, 0) => true,
        // Without a separator after the date, an amount or a time after a date would often look like a personal number.
        (0 | 2, 1, 0 | 1) => is_row_of_its_own(),
        _ => false,
    };
    (is_usual && is_personal_number(&digits)).then_some(place)
}

/// Returns the length of all separators at the start of a text.
fn separators(bytes: &[u8]) -> usize {
    let mut length = 0;
    loop {
        match separator(&bytes[length..]) {
            0 => return length,
            more => length += more,
        }
    }
}

/// Returns the length of the blank, the line break, the dash or the punctuation mark at the start of a text. Returns 0 if
/// the text starts with another character. In a form, a plus sign is an encoded space.
fn separator(bytes: &[u8]) -> usize {
    const ENTITIES: [&[u8]; 3] = [b"&nbsp;", b"&#160;", b"&#xa0;"];

    match bytes {
        // A line break, or the no-break space or the soft hyphen in UTF-8.
        [b'\r', b'\n', ..] | [0xc2, 0xa0 | 0xad, ..] => 2,
        [b' ' | b'\t' | b'\r' | b'\n' | b'-' | b'+' | b'.' | b'/', ..] => 1,
        // U+2000 to U+200B are spaces, U+2010 to U+2015 are dashes, U+202F is the narrow no-break space, and U+2212 is
        // the minus sign.
        [0xe2, 0x80, 0x80..=0x8b | 0x90..=0x95 | 0xaf, ..] | [0xe2, 0x88, 0x92, ..] => 3,
        [b'&', ..] => {
            let found = ENTITIES.into_iter().find(|entity| {
                let start = bytes.get(..entity.len());
                start.is_some_and(|start| start.eq_ignore_ascii_case(entity))
            });
            found.map_or(0, <[u8]>::len)
        }
        _ => 0,
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

/// Returns the credentials after the words `Basic` and `Bearer`.
fn credentials(text: &str) -> impl Iterator<Item = Secret> {
    let mut from = 0;
    std::iter::from_fn(move || {
        while let Some(place) = text[from..].find(['b', 'B']) {
            let found = credential_at(text, from + place);
            // Continue after a credential. It can contain `bearer+` many times, and each of them reads to its end.
            from = found.as_ref().map_or(from + place + 1, |found| found.to);
            if found.is_some() {
                return found;
            }
        }
        None
    })
}

/// Returns the credential after the word `Basic` or `Bearer` that starts at `place`.
fn credential_at(text: &str, place: usize) -> Option<Secret> {
    const SCHEMES: [(&str, Kind); 2] = [("basic", Kind::ClientSecret), ("bearer", Kind::Token)];

    let start = &text.as_bytes()[place..];
    let (name, kind) = SCHEMES.into_iter().find(|(name, _)| {
        let start = start.get(..name.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(name.as_bytes()))
    })?;
    let count =
        |bytes: &[u8], is: fn(&u8) -> bool| bytes.iter().take_while(|byte| is(byte)).count();
    let after = &start[name.len()..];
    let between = count(after, |byte| b" \t\r\n+:=\"'".contains(byte));
    let word = &after[between..];
    // An equals sign can only be at the end. In a challenge such as `Bearer realm="…"`, it comes before a value.
    let signs = count(word, |byte| {
        *byte != b'=' && (is_token(*byte) || *byte == b'~')
    });
    let padding = count(&word[signs..], |byte| *byte == b'=');
    let from = place + name.len() + between;
    let to = from + signs + padding;
    let is_secret = between > 0 && is_credential(&text[from..to], kind);
    is_secret.then_some(Secret { from, to, kind })
}

/// Whether the word after `Basic` or `Bearer` is a credential. An ordinary word, as in "a bearer token", has no digits and
/// is shorter.
fn is_credential(word: &str, kind: Kind) -> bool {
    const SHORTEST_WITH_DIGIT: usize = 8;
    const SHORTEST_WITH_UPPER_CASE: usize = 16;
    const SHORTEST: usize = 32;

    // The credential of `Basic` is the base64 of a user, a colon and a password.
    let is_user_and_password = || {
        let decoded = LENIENT_BASE64.decode(word).unwrap_or_default();
        let is_text =
            std::str::from_utf8(&decoded).is_ok_and(|text| !text.contains(char::is_control));
        is_text && decoded.contains(&b':')
    };
    let has = |is: fn(&u8) -> bool| word.bytes().skip(1).any(|byte| is(&byte));
    word.len() >= SHORTEST
        || word.len() >= SHORTEST_WITH_UPPER_CASE
            && has(u8::is_ascii_uppercase)
            && has(u8::is_ascii_lowercase)
        || word.len() >= SHORTEST_WITH_DIGIT && word.bytes().any(|byte| byte.is_ascii_digit())
        || kind == Kind::ClientSecret && is_user_and_password()
}

/// Returns the user and the password of each URL, as in `https://user:password@host`.
fn passwords(text: &str) -> impl Iterator<Item = Secret> {
    const START: &str = "://";

    text.match_indices(START).filter_map(|(place, _)| {
        let from = place + START.len();
        let rest = &text[from..];
        let is_end = |sign: char| sign.is_whitespace() || "/?#\"'<>".contains(sign);
        let authority = rest.split(is_end).next()?;
        // A password can contain `@`, but a host cannot.
        let to = from + authority.rfind('@')?;
        let kind = Kind::ClientSecret;
        (from < to).then_some(Secret { from, to, kind })
    })
}

/// Whether a byte can be a part of a token.
fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-_.+/=".contains(&byte)
}

/// Returns the JWTs in a text, and the base64 texts that contain a personal number.
fn tokens(text: &str) -> Vec<Secret> {
    // All characters of a token are ASCII, so the code splits the text at all other bytes. Therefore the slice
    // `text[from..to]` never cuts a character in two.
    let bytes = text.as_bytes();
    let mut all: Vec<Secret> = Vec::new();
    let (mut from, mut end_of_previous) = (0, 0);
    for run in bytes.split(|byte| !is_token(*byte)) {
        let to = from + run.len();
        match all.last_mut() {
            _ if run.is_empty() => {}
            Some(before)
                if before.kind == Kind::Token
                    && before.to == end_of_previous
                    && is_one_line_break(&bytes[end_of_previous..from])
                    && !is_word(run) =>
            {
                before.to = to;
            }
            _ if run.len() >= SHORTEST_BASE64 => {
                let kind = token_kind(&text[from..to]);
                all.extend(kind.map(|kind| Secret { from, to, kind }));
            }
            _ => {}
        }
        if !run.is_empty() {
            end_of_previous = to;
        }
        from = to + 1;
    }
    all
}

/// Whether the text between two runs is one line break, with or without blanks. Some programs wrap a long token, so the
/// next line is then a part of the token.
fn is_one_line_break(between: &[u8]) -> bool {
    let mut lines = between.split(|byte| *byte == b'\n');
    lines.by_ref().take(2).count() == 2
        && lines.next().is_none()
        && between.iter().all(u8::is_ascii_whitespace)
}

/// Whether a text looks like a word of a sentence: only its first letter can be in upper case.
fn is_word(run: &[u8]) -> bool {
    let word = run.strip_suffix(b".").unwrap_or(run);
    let [first, rest @ ..] = word else {
        return true;
    };
    first.is_ascii_alphabetic() && rest.iter().all(u8::is_ascii_lowercase)
}

/// Whether a text contains a JWT, or the beginning of one. The header of a JWT is a JSON object in base64.
fn contains_jwt(run: &str) -> bool {
    /// In base64, `{` and `"` or a blank begin with the first of these texts. `{` and a tab or a line break begin with the
    /// second one.
    const STARTS: [&str; 2] = ["ey", "ew"];

    STARTS
        .into_iter()
        .flat_map(|start| run.match_indices(start))
        .any(|(place, _)| {
            run.len() - place >= SHORTEST_TOKEN && is_json_object(&run.as_bytes()[place..])
        })
}

/// Whether a base64 text is the beginning of a JSON object. The object's first name must be printable, because words such
/// as `moneyJar` also contain the base64 of `{"`. A name that is not complete counts, because a text can be cut off.
fn is_json_object(base64: &[u8]) -> bool {
    let mut bytes = decoded_start(base64);
    if bytes.next() != Some(b'{') || bytes.find(|byte| !is_json_blank(*byte)) != Some(b'"') {
        return false;
    }
    match bytes.find(|byte| *byte == b'"' || !(b' '..=b'~').contains(byte)) {
        Some(b'"') => {
            let after_name = bytes.find(|byte| !is_json_blank(*byte));
            after_name.is_none_or(|byte| byte == b':')
        }
        Some(_) => false,
        None => true,
    }
}

fn is_json_blank(byte: u8) -> bool {
    b" \t\r\n".contains(&byte)
}

/// Decodes base64 up to the first character that is not base64. Decodes only the bytes that the caller reads, so that
/// many calls for one long text do not take long.
fn decoded_start(base64: &[u8]) -> impl Iterator<Item = u8> {
    let sextets = base64.iter().map_while(|sign| match sign {
        b'A'..=b'Z' => Some(sign - b'A'),
        b'a'..=b'z' => Some(sign - b'a' + 26),
        b'0'..=b'9' => Some(sign - b'0' + 52),
        b'+' | b'-' => Some(62),
        b'/' | b'_' => Some(63),
        _ => None,
    });
    let mut bits = 0_u16;
    sextets.enumerate().filter_map(move |(place, sextet)| {
        bits = (bits << 6) | u16::from(sextet);
        // In base64, four characters of 6 bits encode three bytes. The first character completes no byte. The second
        // completes a byte and leaves 4 bits for the next byte, the third leaves 2 bits, and the fourth leaves none.
        let next_bits = match place % 4 {
            0 => return None,
            1 => 4,
            2 => 2,
            _ => 0,
        };
        let [_, byte] = (bits >> next_bits).to_be_bytes();
        Some(byte)
    })
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
        let (day, month, year) = (&date[..2], &date[2..4], &date[4..]);
        let (individual, check) = rest.split_at(3);
        for text in [
            number.clone(),
            format!("the person {number} has no role"),
            format!("{date} {rest}"),
            format!("{date}-{rest}"),
            format!("{date}+{rest}"),
            format!("{date}\u{a0}{rest}"),
            format!("{date}\u{202f}{rest}"),
            format!("{date} -  {rest}"),
            format!("{date}\u{2013}{rest}"),
            format!("{date}\u{2010}{rest}"),
            format!("{date}\u{2011}{rest}"),
            format!("{date}\u{2012}{rest}"),
            format!("{date}\u{2009}{rest}"),
            format!("{date}.{rest}"),
            format!("{date}/{rest}"),
            format!("{date}\n{rest}"),
            format!("{date}\r\n{rest}"),
            format!("{date}&nbsp;{rest}"),
            format!("{day}.{month}.{year}-{rest}"),
            format!("{day} {month} {year} {rest}"),
            format!("(f.nr.: {day}\u{2009}{month}\u{2009}{year}\u{2009}{rest}.)"),
            format!("{date} {individual} {check}"),
            format!("{day} {month} {year} {individual} {check}"),
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
            assert!(!shown.contains(individual), "{shown}");
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
            // The ends of these numbers look like a personal number with a separator.
            "310704202-310730165",
            "141226-11052026",
            "20260620-20260204",
        ] {
            assert_eq!(pieces(text), [Piece::Shown(text.to_owned())]);
        }
    }

    #[test]
    fn a_date_and_another_number_are_no_personal_number() {
        let number = valid_number();
        let (date, rest) = number.split_at(6);
        let (start, end) = number.split_at(8);
        let (day, month) = (&date[..2], &date[2..4]);
        for text in [
            format!("1{date}-{rest}"),
            format!("{date}-{rest}1"),
            format!("{start} {end}"),
            format!("{day}.{month}.{} {end}", &start[4..]),
        ] {
            assert_eq!(pieces(&text), [Piece::Shown(text)]);
        }
    }

    /// A search that reads the same separators again and again would take minutes for these texts.
    #[test]
    fn a_long_text_takes_no_long_time() {
        let started = std::time::Instant::now();
        for part in [
            "1", "1 ", "11 ", "112233 ", " ", ".", "&nbsp;", "1.1/", "a ", "\u{2009}", "eyJh",
            "bearer=", "://a@", "ewog",
        ] {
            let rest = " ".repeat(50_000);
            let token = "eyJhbGciOiJub25lIn0.e30";
            let text = format!(
                "{token}{rest}112233{}{rest}112233{rest}",
                part.repeat(50_000)
            );
            assert!(!pieces(&text).is_empty());
        }
        assert!(started.elapsed().as_secs() < 10);
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
            "/ew0/abc.def.ghi.jkl.mno.pqr",
            "/ewoks/and.other.long.names.of",
            "eyAwareness.example.org/long",
            "moneyJarIsFullOfGoldAndSilver",
            "/app/surveyJobs/of.last.year/and.this",
        ] {
            assert_eq!(pieces(text), [Piece::Shown(text.to_owned())]);
        }
    }

    #[test]
    fn a_token_that_is_cut_off_is_masked() {
        let token = LENIENT_BASE64.encode(r#"{ "alg":"RS256","typ":"JWT","kid":"k"}"#);
        let usual = token_with_long_signature();
        for token in [&token, &usual] {
            for length in SHORTEST_TOKEN..token.len() {
                let cut = &token[..length];
                assert_eq!(pieces(cut), [Piece::Masked(Kind::Token)], "{cut}");
                let inside = masked_text(&format!("x=a/{cut}"));
                assert!(!inside.contains("ey"), "{inside}");
            }
        }
    }

    fn token_with_long_signature() -> String {
        let encode = |text: &str| LENIENT_BASE64.encode(text).replace('=', "");
        let (header, claims) = (r#"{"alg":"RS256","typ":"JWT"}"#, r#"{"sub":"1"}"#);
        let signature = encode(&"signature 1 ".repeat(10));
        format!("{}.{}.{signature}", encode(header), encode(claims))
    }

    #[test]
    fn a_token_that_is_wrapped_is_masked_to_its_end() {
        let token = token_with_long_signature();
        for line_break in ["\n", "\r\n", "\n  ", " \n\t"] {
            for width in [40, 64, 76] {
                let lines: Vec<_> = token
                    .as_bytes()
                    .chunks(width)
                    .map(|line| std::str::from_utf8(line).unwrap())
                    .collect();
                let text = format!("the token {} is old", lines.join(line_break));
                assert_eq!(masked_text(&text), "the token {token} is old", "{text}");
            }
        }
        for rest in ["\nThe token is old", "\n\nrequest-id 1", " 1 is old"] {
            let text = format!("{token}{rest}");
            assert_eq!(masked_text(&text), format!("{{token}}{rest}"));
        }
    }

    #[test]
    fn a_credential_after_its_scheme_is_masked() {
        for (text, masked) in [
            (
                "Basic dXNlcjpwYXNzd29yZA== is wrong",
                "Basic {client-secret} is wrong",
            ),
            ("basic YTpi", "basic {client-secret}"),
            (
                "Authorization: Bearer 9f86d081884c7d65",
                "Authorization: Bearer {token}",
            ),
            (
                "header \"BEARER\": \"s3cr3t~key\"",
                "header \"BEARER\": \"{token}\"",
            ),
            ("bearer qWeRtYuIoPaSdFgHj", "bearer {token}"),
        ] {
            assert_eq!(masked_text(text), masked);
        }
        for text in [
            "Send the bearer token of Maskinporten",
            "Bearer: den som har tokenet, kan bruke det.",
            "Bearer realm=\"idporten\", error=\"invalid_token\"",
            "Bearer error=\"insufficient_scope\", scope=\"altinn:x\"",
            "the basic functionality, and basic authentication with a password",
            "a bearer authentication_token, the Bearer autentiseringstoken",
        ] {
            assert_eq!(masked_text(text), text);
        }
    }

    #[test]
    fn the_password_in_a_url_is_masked() {
        for (text, masked) in [
            (
                "no answer from https://user:hunter2@host/p?q=a@b",
                "no answer from https://{client-secret}@host/p?q=a@b",
            ),
            (
                "postgres://user:p@ss@db:5432/x",
                "postgres://{client-secret}@db:5432/x",
            ),
            ("https://token@host", "https://{client-secret}@host"),
        ] {
            assert_eq!(masked_text(text), masked);
        }
        for text in [
            "https://host/@user and a@b.example",
            "https://host?mail=a@b",
            "see https://host or a@b",
            "://@host",
        ] {
            assert_eq!(masked_text(text), text);
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
