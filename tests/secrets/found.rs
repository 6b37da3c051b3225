//! Collects the secrets and the personal numbers of a test run, and searches a text for them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD},
};
use serde_json::Value;
use url::form_urlencoded;

/// The names of the form fields and query parameters that contain secrets.
const FIELDS: [&str; 13] = [
    "code",
    "state",
    "nonce",
    "code_verifier",
    "client_assertion",
    "assertion",
    "request_uri",
    "refresh_token",
    "id_token_hint",
    "login_hint",
    "sid",
    "key",
    "__RequestVerificationToken",
];

/// JSON members with these names have secret values.
const MEMBERS: [&str; 5] = [
    "access_token",
    "id_token",
    "refresh_token",
    "request_uri",
    "personalNumber",
];

/// Claims with these names have secret or personal values.
const CLAIMS: [&str; 4] = ["pid", "sid", "nonce", "code"];

/// The values of these cookies are public: a choice of the visitor, or an id without rights.
const OPEN_COOKIES: [&str; 6] = [
    "language",
    "scenes",
    "talk",
    "AltinnPartyUuid",
    "AltinnLogoutInfo",
    "sandbox",
];

/// The length of the shortest value that counts as a secret. A shorter value could be in a text by chance.
const SHORTEST: usize = 8;

/// At each position of a text, the search looks up this many characters in a hash map. The hash map returns the secrets
/// that begin with these characters.
const PREFIX: usize = 6;

/// The secrets and the personal numbers of a test run. The map contains the kinds of each secret, such as `token`.
#[derive(Default)]
pub struct Secrets(BTreeMap<String, BTreeSet<&'static str>>);

impl Secrets {
    pub fn add(&mut self, kind: &'static str, secret: &str) {
        // Skip values that begin with `{`, because they are the placeholders in the examples on the pages.
        if secret.len() >= SHORTEST && !secret.starts_with('{') {
            self.0.entry(secret.to_owned()).or_default().insert(kind);
        }
    }

    pub fn count(&self, kind: &str) -> usize {
        self.0.values().filter(|kinds| kinds.contains(kind)).count()
    }

    /// Adds each line of a private key in the PEM format.
    pub fn add_private_key(&mut self, pem: &str) {
        for line in pem.lines().filter(|line| !line.starts_with('-')) {
            self.add("private key", line);
        }
    }

    /// Adds the secrets in HTTP messages: tokens, form fields, JSON members, secret parts of paths, and cookies.
    pub fn add_messages(&mut self, text: &str) {
        self.add_tokens(text);
        for name in FIELDS {
            for value in values(text, &format!("{name}="), "&;? \n\r\"'", "& \r\n\"'<>;") {
                let decoded = form_urlencoded::parse(value.as_bytes()).next();
                self.add(name, &decoded.map(|(value, _)| value).unwrap_or_default());
            }
        }
        for name in MEMBERS {
            for value in values(text, &format!("\"{name}\":\""), "", "\"") {
                self.add(name, value);
            }
        }
        for (kind, start) in [
            ("log-in attempt", "/login/"),
            ("ticket", "/simulator/enter/"),
        ] {
            for value in values(text, start, "", "?/ \r\n\"'<>;&") {
                // A random id after `/login/` has at least 20 characters, and some of them are capital letters or digits.
                // Other paths after `/login/` are ordinary words.
                let is_random = |sign: char| sign.is_ascii_uppercase() || sign.is_ascii_digit();
                if value.len() >= 20 && value.contains(is_random) || kind == "ticket" {
                    self.add(kind, value);
                }
            }
        }
        for value in values(text, "Bearer ", "", "\r\n\"") {
            self.add("bearer token", value);
        }
        for line in text.lines() {
            self.add_cookies(line);
        }
    }

    fn add_cookies(&mut self, line: &str) {
        let Some((name, value)) = line.split_once(": ") else {
            return;
        };
        let cookies: Vec<&str> = match name.to_ascii_lowercase().as_str() {
            "cookie" => value.split("; ").collect(),
            "set-cookie" => value.split(';').take(1).collect(),
            _ => return,
        };
        for (name, value) in cookies.iter().filter_map(|cookie| cookie.split_once('=')) {
            if OPEN_COOKIES.iter().all(|open| !name.contains(open)) {
                self.add("cookie", value.trim());
            }
            if let Some(state) = name.strip_prefix("simulated-altinn-login-") {
                self.add("state", state);
            }
        }
    }

    /// Adds each JWT in a text. Also adds the signature and the secret claims of each JWT.
    fn add_tokens(&mut self, text: &str) {
        for (start, _) in text.match_indices("eyJ") {
            let is_part = |sign: char| sign.is_ascii_alphanumeric() || "-_.".contains(sign);
            let rest = &text[start..];
            let token = &rest[..rest.find(|sign: char| !is_part(sign)).unwrap_or(rest.len())];
            let parts: Vec<_> = token.split('.').collect();
            let [_, claims, signature] = parts[..] else {
                continue;
            };
            self.add("token", token);
            self.add("signature", signature);
            let claims = URL_SAFE_NO_PAD.decode(claims).unwrap_or_default();
            let claims: Value = serde_json::from_slice(&claims).unwrap_or_default();
            for name in CLAIMS {
                if let Some(value) = claims[name].as_str() {
                    self.add(name, value);
                }
            }
        }
    }

    /// Prepares a search for all secrets in all their forms.
    pub fn search(&self) -> Search<'_> {
        let mut search = Search {
            first: vec![false; 1 << 16],
            forms: HashMap::new(),
        };
        for (secret, kinds) in &self.0 {
            for form in forms(secret) {
                let bytes = form.as_bytes();
                search.first[first_two(bytes)] = true;
                let known = search.forms.entry(bytes[..PREFIX].to_vec()).or_default();
                known.push((form, kinds, secret));
            }
        }
        search
    }
}

/// Returns the values between `start` and one of the characters in `ends`. `start` must be at the beginning of the text
/// or follow a character in `before`. If `before` is empty, `start` can be anywhere.
fn values<'t>(text: &'t str, start: &str, before: &str, ends: &str) -> Vec<&'t str> {
    let found = text.match_indices(start).filter(|(place, _)| {
        let sign = text[..*place].chars().next_back();
        before.is_empty() || sign.is_none_or(|sign| before.contains(sign))
    });
    found
        .map(|(place, _)| {
            let rest = &text[place + start.len()..];
            &rest[..rest
                .find(|sign: char| ends.contains(sign))
                .unwrap_or(rest.len())]
        })
        .collect()
}

/// Returns the encoded forms of a secret that could be in a text.
fn forms(secret: &str) -> Vec<String> {
    let percent = |bytes: &[u8]| {
        let encoded: Vec<_> = bytes.iter().map(|byte| format!("%{byte:02X}")).collect();
        encoded.concat()
    };
    let mut forms = vec![
        secret.to_owned(),
        form_urlencoded::byte_serialize(secret.as_bytes()).collect(),
        percent(secret.as_bytes()),
        percent(secret.as_bytes()).to_lowercase(),
    ];
    // In base64, the encoded form of a secret depends on the number of bytes before the secret. The loop leaves out the
    // characters that also depend on the bytes around the secret.
    for before in 0..3 {
        let text = format!("{}{secret}", "x".repeat(before));
        for encoded in [URL_SAFE_NO_PAD.encode(&text), STANDARD_NO_PAD.encode(&text)] {
            let from = if before == 0 { 0 } else { 4 };
            forms.push(encoded[from..encoded.len() - 3].to_owned());
        }
    }
    forms.retain(|form| form.len() >= PREFIX);
    forms.sort();
    forms.dedup();
    forms
}

/// Searches a text for many secrets at once.
pub struct Search<'s> {
    /// For each pair of bytes, whether an encoded form of a secret begins with this pair. If the value is `false`, the
    /// search skips the position in the text without a look-up in `forms`.
    first: Vec<bool>,
    /// The encoded forms of the secrets. The key of the map is the first bytes of a form.
    forms: HashMap<Vec<u8>, Vec<Form<'s>>>,
}

/// An encoded form of a secret, the kinds of the secret, and the secret itself.
type Form<'s> = (String, &'s BTreeSet<&'static str>, &'s str);

impl Search<'_> {
    /// Returns a description of each occurrence of a secret in the text. The description contains the kinds of the
    /// secret, the secret itself, and the text around the secret.
    pub fn find(&self, text: &str) -> Vec<String> {
        let bytes = text.as_bytes();
        let mut found = Vec::new();
        for place in 0..bytes.len().saturating_sub(PREFIX - 1) {
            let rest = &bytes[place..];
            if !self.first[first_two(rest)] {
                continue;
            }
            for (form, kinds, secret) in self.forms.get(&rest[..PREFIX]).into_iter().flatten() {
                if rest.starts_with(form.as_bytes()) {
                    found.push(format!("{kinds:?} {secret} in {}", around(bytes, place)));
                }
            }
        }
        if text.contains("eyJ") {
            let place = text.find("eyJ").unwrap_or_default();
            found.push(format!("a token in {}", around(bytes, place)));
        }
        // The search above finds the personal numbers of this test run. This loop finds all other personal numbers.
        // Only whole words count, because a part of a random id can have valid check digits by chance.
        let words = text.split(|sign: char| !sign.is_ascii_alphanumeric());
        for word in words.filter(|word| word.len() == 11) {
            if masking::contains_personal_number(word) {
                found.push(format!("a personal number: {word}"));
            }
        }
        found
    }
}

fn first_two(bytes: &[u8]) -> usize {
    usize::from(bytes[0]) * 256 + usize::from(bytes[1])
}

fn around(bytes: &[u8], place: usize) -> String {
    let (from, to) = (place.saturating_sub(80), bytes.len().min(place + 120));
    String::from_utf8_lossy(&bytes[from..to]).into_owned()
}

#[test]
fn a_secret_is_found_in_each_form() {
    let mut secrets = Secrets::default();
    secrets.add("state", "s3cret-state/+x");
    let search = secrets.search();
    for text in [
        "a s3cret-state/+x b".to_owned(),
        "x=s3cret-state%2F%2Bx".to_owned(),
        STANDARD_NO_PAD.encode("{\"a\":\"s3cret-state/+x\"}"),
        URL_SAFE_NO_PAD.encode("1s3cret-state/+x1"),
        URL_SAFE_NO_PAD.encode("12s3cret-state/+x"),
    ] {
        assert!(!search.find(&text).is_empty(), "{text}");
    }
    assert!(search.find("s3cret-stat").is_empty());
}
