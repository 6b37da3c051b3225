//! Applies the masking rules in `table/` to the parts of an HTTP message: the URL, the headers and the body.

use http::{HeaderMap, HeaderName, HeaderValue, header};
use url::{Url, form_urlencoded};

use crate::{
    BODY_LIMIT, Body, Kind, MaskedUrl, Masker, Message, Name, Part, Piece, Service, Value,
    mask::{Place, safe_name},
    table::{self, HeaderRule, Names, Rule},
    text::pieces,
    value::joined,
};

impl Masker {
    pub(crate) fn url_at(&self, url: &str, service: Option<Service>, method: &str) -> MaskedUrl {
        let mut masked = self.url_in(url, method, Place::of(service));
        masked.leave_out_rest();
        masked
    }

    pub(crate) fn url_in(&self, url: &str, method: &str, place: Place) -> MaskedUrl {
        let parsed = Url::parse(url).ok();
        let origin = match &parsed {
            Some(parsed) if parsed.has_host() => {
                let origin = parsed.origin().ascii_serialization();
                pieces(&origin).iter().map(Piece::to_string).collect()
            }
            // The masking rules in `table/` need a host. A `mailto:` or `data:` URL has no host, so mask the whole URL.
            Some(_) => {
                return MaskedUrl {
                    origin: String::new(),
                    path: vec![Piece::Masked(Kind::Unknown)],
                    query: Vec::new(),
                };
            }
            None => String::new(),
        };
        let service = match &parsed {
            Some(url) if place.depth > 0 => self.service(url),
            Some(url) => self.service(url).or(place.service),
            None => place.service,
        };
        let inside = Place { service, ..place };
        let path = match &parsed {
            Some(parsed) => parsed.path(),
            None => path_without_host(url),
        };
        let endpoint = table::find(service, method, path);
        let query = query_of(url)
            .map(|query| self.fields(query, endpoint.query, inside))
            .unwrap_or_default();
        MaskedUrl {
            origin,
            path: path_pieces(path, endpoint.path),
            query,
        }
    }

    /// Masks the fields of a form or of a query. The name of a field decides its masking rule.
    fn fields(&self, text: &[u8], names: Names, place: Place) -> Vec<(Name, Value)> {
        let fields = text
            .split(|byte| *byte == b'&')
            .filter(|field| !field.is_empty());
        fields
            .map(|field| {
                // A field without `=` can be a secret value, so mask the whole field.
                let is_pair = field.contains(&b'=');
                match form_urlencoded::parse(field).next() {
                    Some((name, value)) if is_pair => {
                        let (name, rule) = table::rule(names, &name);
                        (name, self.text(&value, rule, place))
                    }
                    _ => (Kind::Unknown.placeholder().into(), Value::Text(Vec::new())),
                }
            })
            .collect()
    }

    pub(crate) fn message(&self, part: Part<'_>, service: Service, names: Names) -> Message {
        let headers = part
            .headers
            .iter()
            .map(|(name, value)| self.header(name, value, service))
            .collect();
        let mut message = Message {
            headers,
            body: self.body(part, service, names),
        };
        message.leave_out_rest();
        message
    }

    fn header(&self, name: &HeaderName, value: &HeaderValue, service: Service) -> (Name, Value) {
        let (name, rule) = table::header(name.as_str());
        let Ok(text) = value.to_str() else {
            return (name, Value::masked(Kind::Unknown));
        };
        let value = match rule {
            HeaderRule::Show => Value::Text(pieces(text)),
            HeaderRule::Mask(kind) => Value::masked(kind),
            HeaderRule::Url => Value::Text(self.url_at(text, Some(service), "GET").pieces()),
            HeaderRule::Credentials => self.credentials(text),
            HeaderRule::Cookies => Value::Text(cookies(text)),
            HeaderRule::SetCookie => Value::Text(set_cookie(text)),
            HeaderRule::Policy => Value::Text(policy(text)),
        };
        (name, value)
    }

    fn credentials(&self, text: &str) -> Value {
        let Some((scheme, token)) = text.split_once(' ') else {
            return Value::masked(Kind::AccessToken);
        };
        let prefix = match scheme.to_ascii_lowercase().as_str() {
            "bearer" => "Bearer ",
            "basic" => {
                return Value::Text(vec![
                    Piece::Shown("Basic ".to_owned()),
                    Piece::Masked(Kind::ClientSecret),
                ]);
            }
            _ => return Value::masked(Kind::AccessToken),
        };
        match self.jwt(token.trim(), Kind::AccessToken, Place::of(None)) {
            Some(mut jwt) => {
                prefix.clone_into(&mut jwt.prefix);
                Value::Jwt(Box::new(jwt))
            }
            None => Value::Text(vec![
                Piece::Shown(prefix.to_owned()),
                Piece::Masked(Kind::AccessToken),
            ]),
        }
    }

    fn body(&self, part: Part<'_>, service: Service, names: Names) -> Body {
        let place = Place::of(Some(service));
        let Part { headers, body } = part;
        if body.is_empty() {
            return Body::Empty;
        }
        let media_type = media_type(headers);
        let is_json = media_type == "application/json" || media_type.ends_with("+json");
        let parsed = if body.len() > BODY_LIMIT {
            None
        } else if media_type == "application/x-www-form-urlencoded" {
            Some(Body::Form(self.fields(body, names, place)))
        } else if is_json {
            serde_json::from_slice(body)
                .ok()
                .map(|json| Body::Json(self.whole_json(&json, names, place)))
        } else {
            // In the table of masking rules, the empty name has the rule for the whole body.
            std::str::from_utf8(body)
                .ok()
                .zip(table::known(names, ""))
                // Another body, such as an HTML page, can contain personal data that nobody has thought of.
                .filter(|(_, rule)| *rule != Rule::Show || media_type == "text/plain")
                .map(|(text, rule)| Body::Text(self.text(text.trim(), rule, place)))
        };
        parsed.unwrap_or(Body::NotShown {
            media_type,
            bytes: body.len(),
        })
    }

    fn whole_json(&self, json: &serde_json::Value, names: Names, place: Place) -> Value {
        let rule = if json.is_object() || json.is_array() {
            Rule::Show
        } else {
            table::rule(names, "").1
        };
        // The items of a list have no names, so the rule for the whole body applies to each item.
        if let serde_json::Value::Array(values) = json {
            let Some(inside) = place.inside() else {
                return Value::masked(Kind::Unknown);
            };
            let item = |value: &serde_json::Value| self.whole_json(value, names, inside);
            return Value::List(values.iter().map(item).collect());
        }
        self.json(json, rule, names, place)
    }
}

/// Returns the content type of a message, in lower case and without parameters.
fn media_type(headers: &HeaderMap) -> String {
    let value = headers.get(header::CONTENT_TYPE);
    let text = value.and_then(|value| value.to_str().ok());
    let (name, _) = text
        .unwrap_or_default()
        .split_once(';')
        .unwrap_or((text.unwrap_or_default(), ""));
    let name = name.trim().to_ascii_lowercase();
    // A client can write a secret into the header `Content-Type`, so only a value that looks like a content type is
    // shown.
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b"/+-.".contains(&byte);
    let is_safe = || matches!(pieces(&name).as_slice(), [Piece::Shown(_)]);
    if name.len() <= 64 && name.bytes().all(is_name) && is_safe() {
        name
    } else {
        String::new()
    }
}

/// Returns the path of `url`. The text `url` is either a whole URL, or only a path and a query.
pub(crate) fn path_of(url: &str) -> String {
    match Url::parse(url) {
        Ok(url) => url.path().to_owned(),
        Err(_) => path_without_host(url).to_owned(),
    }
}

fn path_without_host(url: &str) -> &str {
    url.split(['?', '#']).next().unwrap_or_default()
}

fn query_of(url: &str) -> Option<&[u8]> {
    let (_, query) = url.split_once('?')?;
    // Drop the fragment after `#`. It can contain tokens, and browsers never send it.
    let query = query.split('#').next().unwrap_or_default();
    (!query.is_empty()).then_some(query.as_bytes())
}

/// Masks the segments of a path. A segment is shown if the pattern of the endpoint contains the same text.
fn path_pieces(path: &str, pattern: Option<&str>) -> Vec<Piece> {
    let mut all = Vec::new();
    let mut expected = pattern.unwrap_or_default().split('/').skip(1);
    for (place, segment) in path.split('/').enumerate() {
        if place > 0 {
            all.push(Piece::Shown("/".to_owned()));
        }
        let expected = if place == 0 { None } else { expected.next() };
        match expected.and_then(table::segment) {
            Some(Rule::Mask(kind)) => all.push(Piece::Masked(kind)),
            Some(_) => all.extend(pieces(segment)),
            None if is_plain_word(segment) => all.extend(pieces(segment)),
            None => all.push(Piece::Masked(Kind::Unknown)),
        }
    }
    joined(all)
}

/// Whether a segment of an unknown path can be shown. A segment with digits or with many characters could be an id or a
/// secret, so it is masked. Only the version of an API, such as `v1`, can have digits.
fn is_plain_word(segment: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphabetic() || b"-_.".contains(&byte);
    let version = segment.strip_prefix('v').map(str::as_bytes);
    let is_version = matches!(version, Some([digit]) if digit.is_ascii_digit());
    is_version || segment.len() <= 24 && segment.bytes().all(is_plain)
}

fn cookies(text: &str) -> Vec<Piece> {
    let mut all = Vec::new();
    for (place, cookie) in text.split(';').enumerate() {
        if place > 0 {
            all.push(Piece::Shown("; ".to_owned()));
        }
        if let Some((name, _)) = cookie.split_once('=') {
            all.extend(cookie_name(name.trim()));
            all.push(Piece::Shown("=".to_owned()));
        }
        all.push(Piece::Masked(Kind::Cookie));
    }
    joined(all)
}

/// Masks the part of a cookie's name that is a secret. Some servers use a separate cookie for each log-in, and write
/// its `state` or `nonce` into the name of the cookie.
fn cookie_name(name: &str) -> Vec<Piece> {
    /// The beginning of some cookie names of the simulated Altinn. The rest of such a name is a `state`.
    const WITH_STATE: &str = "simulated-altinn-login-";
    /// If any other cookie name is longer than this limit, the whole name is masked, because it probably contains a
    /// secret.
    const LONGEST: usize = 40;

    if name.starts_with(WITH_STATE) {
        vec![
            Piece::Shown(WITH_STATE.to_owned()),
            Piece::Masked(Kind::State),
        ]
    } else if name.len() > LONGEST {
        vec![Piece::Masked(Kind::Unknown)]
    } else {
        vec![Piece::Shown(safe_name(name))]
    }
}

fn set_cookie(text: &str) -> Vec<Piece> {
    const SHOWN: [&str; 8] = [
        "path",
        "domain",
        "expires",
        "max-age",
        "secure",
        "httponly",
        "samesite",
        "partitioned",
    ];
    let mut parts = text.split(';');
    let mut all = cookies(parts.next().unwrap_or_default());
    for attribute in parts {
        let attribute = attribute.trim();
        let name = attribute.split('=').next().unwrap_or_default();
        if SHOWN.contains(&name.to_ascii_lowercase().as_str()) {
            all.push(Piece::Shown("; ".to_owned()));
            all.extend(pieces(attribute));
        }
    }
    joined(all)
}

/// Masks the nonces in a Content-Security-Policy.
fn policy(text: &str) -> Vec<Piece> {
    const NONCE: &str = "'nonce-";

    let mut all = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(NONCE) {
        all.extend(pieces(before));
        all.push(Piece::Shown(NONCE.to_owned()));
        all.push(Piece::Masked(Kind::Nonce));
        all.push(Piece::Shown("'".to_owned()));
        // The nonce ends before the next space.
        rest = after.find(' ').map_or("", |end| &after[end..]);
    }
    all.extend(pieces(rest));
    joined(all)
}
