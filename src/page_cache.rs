//! Keeps the pages that are the same for every visitor: the home page and the page that explains the connection.
//!
//! SmartCloud renders and compresses such a page once, and keeps the result for as long as the program runs. There is
//! one copy for each path, language and encoding. There are two paths, three languages and three encodings, so the
//! cache has at most 18 copies.

use std::{
    collections::HashMap,
    sync::{PoisonError, RwLock},
};

use axum::{
    body::{Body, Bytes, to_bytes},
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use axum_extra::extract::cookie::CookieJar;
use http::{HeaderMap, Method, StatusCode, header};

use crate::{encoding::Encoding, i18n::Locale};

const PATHS: [&str; 2] = ["/", "/how"];

/// The maximum size of a cached page in bytes. The pages have about 20 kB, so a page above this limit is a mistake in
/// the program. For such a page, SmartCloud answers 500.
const BODY_LIMIT: usize = 1024 * 1024;

type Key = (&'static str, Locale, Encoding);

#[derive(Debug, Default)]
pub struct PageCache(RwLock<HashMap<Key, Page>>);

#[derive(Clone, Debug)]
struct Page {
    headers: HeaderMap,
    body: Bytes,
}

impl PageCache {
    /// Returns the cached page if there is one. Otherwise, this function runs the handler. If SmartCloud can send the
    /// handler's response to every visitor, this function also caches the response.
    pub async fn respond(&self, mut request: Request, next: Next) -> Response {
        let Some(key) = key(&request) else {
            return next.run(request).await;
        };
        let cached = {
            let pages = self.0.read().unwrap_or_else(PoisonError::into_inner);
            pages.get(&key).cloned()
        };
        if let Some(page) = cached {
            return (page.headers, page.body).into_response();
        }

        // The cache key contains one encoding. Remove all other encodings from `Accept-Encoding`, so that the
        // compression layer must choose the encoding of the key.
        let headers = request.headers_mut();
        headers.remove(header::ACCEPT_ENCODING);
        if let Some(encoding) = key.2.header() {
            headers.insert(header::ACCEPT_ENCODING, encoding);
        }
        let response = next.run(request).await;
        if !is_shareable(&response) {
            return response;
        }
        let (mut parts, body) = response.into_parts();
        let body = match to_bytes(body, BODY_LIMIT).await {
            Ok(body) => body,
            Err(error) => {
                tracing::error!(%error, path = key.0, "a page cannot be kept, because its body cannot be read");
                return StatusCode::INTERNAL_SERVER_ERROR.into_response();
            }
        };
        parts.headers.remove(header::TRANSFER_ENCODING);
        let page = Page {
            headers: parts.headers.clone(),
            body: body.clone(),
        };
        let mut pages = self.0.write().unwrap_or_else(PoisonError::into_inner);
        pages.insert(key, page);
        drop(pages);
        Response::from_parts(parts, Body::from(body))
    }
}

/// Returns the cache key of an HTTP request for a page that is the same for every visitor. Returns `None` for any other
/// request. If the request has a query, or a cookie other than the language cookie, the page can differ between
/// visitors.
fn key(request: &Request) -> Option<Key> {
    if *request.method() != Method::GET || request.uri().query().is_some() {
        return None;
    }
    let path = *PATHS.iter().find(|path| **path == request.uri().path())?;
    let only_language = CookieJar::from_headers(request.headers())
        .iter()
        .all(|cookie| [Locale::COOKIE, Locale::HTTPS_COOKIE].contains(&cookie.name()));
    only_language.then(|| {
        let headers = request.headers();
        (path, Locale::of(headers), Encoding::of(headers))
    })
}

/// Whether SmartCloud can send this response to every visitor. A response that sets a cookie is for one visitor only. A
/// response with a nonce in its Content-Security-Policy can be sent only once.
fn is_shareable(response: &Response) -> bool {
    let headers = response.headers();
    let has_nonce = headers
        .get(header::CONTENT_SECURITY_POLICY)
        .is_none_or(|policy| {
            policy
                .to_str()
                .is_ok_and(|policy| policy.contains("'nonce-"))
        });
    response.status() == StatusCode::OK && !headers.contains_key(header::SET_COOKIE) && !has_nonce
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(uri: &str, cookies: &[&str]) -> Request {
        let mut request = Request::builder().uri(uri);
        for cookie in cookies {
            request = request.header(header::COOKIE, *cookie);
        }
        request.body(Body::empty()).unwrap()
    }

    #[test]
    fn only_requests_without_anything_personal_have_a_key() {
        assert_eq!(
            key(&request("/", &[])),
            Some(("/", Locale::Nb, Encoding::Identity))
        );
        assert_eq!(
            key(&request("/how", &["smartcloud_language=en"])),
            Some(("/how", Locale::En, Encoding::Identity))
        );
        for (uri, cookies) in [
            ("/?problem=offline", &[][..]),
            ("/?", &[]),
            ("/login", &[]),
            ("/", &["smartcloud=1"]),
            ("/", &["smartcloud_language=en; smartcloud=1"]),
            ("/", &["smartcloud_language=en", "smartcloud-browser=1"]),
            ("/", &["smartcloud_language=en;smartcloud=\"a\""]),
        ] {
            assert_eq!(key(&request(uri, cookies)), None, "{uri} {cookies:?}");
        }
        let mut post = request("/", &[]);
        *post.method_mut() = Method::POST;
        assert_eq!(key(&post), None);
    }

    #[test]
    fn a_response_for_one_visitor_is_not_shared() {
        let response = |headers: &[(&'static str, &'static str)]| {
            let mut response = Response::new(Body::empty());
            for (name, value) in headers {
                let value = http::HeaderValue::from_static(value);
                response.headers_mut().append(*name, value);
            }
            response
        };
        let policy = ("content-security-policy", "default-src 'none'");
        assert!(is_shareable(&response(&[policy])));
        assert!(!is_shareable(&response(&[])));
        assert!(!is_shareable(&response(&[policy, ("set-cookie", "a=b")])));
        let nonce = ("content-security-policy", "script-src 'nonce-abc'");
        assert!(!is_shareable(&response(&[nonce])));
    }
}
