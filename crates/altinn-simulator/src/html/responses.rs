use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use strum::VariantArray;
use url::Url;

use crate::{Origins, faults::Service, world::World};

#[must_use]
pub fn form_urlencoded(pairs: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish()
}

/// Returns a redirect that browsers and proxies must not cache.
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
        // A vendor can register a redirect URI with characters that an HTTP header does not allow.
        Err(error) => {
            tracing::error!(%error, "redirect: the URL contains characters that a Location header does not allow");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

#[must_use]
pub fn at(origin: &Url, path: &str) -> String {
    format!("{}{path}", origin.as_str().trim_end_matches('/'))
}

/// Whether a URL belongs to Altinn's pages, Altinn's platform or ID-porten. To prevent open redirects, the simulator
/// uses this function before it redirects to a URL from a query parameter.
#[must_use]
pub fn is_own(origins: &Origins, url: &str) -> bool {
    let own = [
        &origins.altinn_ui,
        &origins.altinn_platform,
        &origins.idporten,
    ];
    // Reject control characters, because a `Location` header must not contain line ends. `Url::parse` ignores line
    // ends.
    !url.contains(char::is_control)
        && Url::parse(url).is_ok_and(|url| own.iter().any(|origin| origin.origin() == url.origin()))
}

/// Whether the simulator knows the origin of a URL. The simulator knows the origins of its own services, and the
/// origins of the redirect URIs that clients have registered at ID-porten. Without this check, a link of the simulator
/// could lead a browser to any site.
#[must_use]
pub fn is_known_origin(world: &World, origins: &Origins, url: &str) -> bool {
    let Some(origin) = origin_of(url).filter(|_| !url.contains(char::is_control)) else {
        return false;
    };
    let own = Service::VARIANTS.iter().map(|service| origins.of(*service));
    let mut own = own.map(|own| own.origin().ascii_serialization());
    let clients = world.oauth_clients.idporten_clients();
    let mut registered = clients.flat_map(|client| &client.redirect_uris);
    own.any(|own| own == origin) || registered.any(|uri| origin_of(uri).as_ref() == Some(&origin))
}

/// Returns the scheme, host and port of a URL, or `None` if the URL has no host, such as `urn:…`.
#[must_use]
pub fn origin_of(url: &str) -> Option<String> {
    let origin = Url::parse(url).ok()?.origin();
    origin.is_tuple().then(|| origin.ascii_serialization())
}

#[must_use]
pub fn host_of(url: &str) -> Option<String> {
    let url = Url::parse(url).ok()?;
    let host = url.host_str()?;
    Some(match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    })
}

/// Whether a text is a path on the page's own origin. Browsers treat `//host` and `/\host` as URLs of another host, so
/// this function rejects such texts.
pub(super) fn is_path(text: &str) -> bool {
    text.starts_with('/')
        && !text.starts_with("//")
        && !text.contains('\\')
        && !text.chars().any(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_redirect_accepts_only_paths_of_this_origin() {
        assert!(is_path("/login?attempt=1"));
        for text in [
            "",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/a\nb",
        ] {
            assert!(!is_path(text), "{text}");
        }
    }
}
