use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use url::Url;

use crate::Origins;

/// The value of a cookie.
#[must_use]
pub fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value.to_owned())
}

/// A cookie that no script reads and that a link from another site brings along.
#[must_use]
pub fn set_cookie(name: &str, value: &str) -> HeaderValue {
    cookie_line(&format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax"))
}

#[must_use]
pub fn delete_cookie(name: &str) -> HeaderValue {
    cookie_line(&format!(
        "{name}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"
    ))
}

/// A cookie from values made here.
///
/// # Panics
///
/// For a name or value that cannot stand in a header: those made here are letters, digits and marks.
#[must_use]
pub fn cookie_line(line: &str) -> HeaderValue {
    HeaderValue::from_str(line).expect("names and values are made here, of letters and digits")
}

/// Whether a form was sent by a page of this same origin. A browser says so in `Sec-Fetch-Site`, an old
/// one in `Origin`; a client that says neither is no browser, and carries nobody's cookies by mistake.
#[must_use]
pub fn is_from_here(headers: &HeaderMap, own_origin: &str) -> bool {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    match (
        text(HeaderName::from_static("sec-fetch-site")),
        text(header::ORIGIN),
    ) {
        (Some(site), _) => site == "same-origin",
        (None, Some(origin)) => origin == own_origin,
        (None, None) => true,
    }
}

/// Pairs as the query of an address.
#[must_use]
pub fn form_urlencoded(pairs: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish()
}

/// Goes on to another address; nothing on the way is kept.
#[must_use]
pub fn go(status: StatusCode, url: &str) -> Response {
    match HeaderValue::from_str(url) {
        Ok(location) => {
            let headers = [
                (header::LOCATION, location),
                (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
            ];
            (status, headers).into_response()
        }
        // Registered addresses may hold anything.
        Err(error) => {
            tracing::error!(%error, "an address cannot be redirected to");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// A path at one of the services.
#[must_use]
pub fn at(origin: &Url, path: &str) -> String {
    format!("{}{path}", origin.as_str().trim_end_matches('/'))
}

/// Whether an address is on one of the simulator's origins with pages. Nothing else is redirected to
/// on a caller's word.
#[must_use]
pub fn is_own(origins: &Origins, url: &str) -> bool {
    let own = [
        &origins.altinn_ui,
        &origins.altinn_platform,
        &origins.idporten,
    ];
    Url::parse(url).is_ok_and(|url| own.iter().any(|origin| origin.origin() == url.origin()))
}

/// Scheme, host and port of an address; `None` for what has none, such as `urn:…`.
#[must_use]
pub fn origin_of(url: &str) -> Option<String> {
    let origin = Url::parse(url).ok()?.origin();
    origin.is_tuple().then(|| origin.ascii_serialization())
}

/// Host and port of an address, as a person reads it.
#[must_use]
pub fn host_of(url: &str) -> Option<String> {
    let url = Url::parse(url).ok()?;
    let host = url.host_str()?;
    Some(match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    })
}
