use std::borrow::Cow;

use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use http::{HeaderMap, HeaderValue};
use time::Duration;

#[must_use]
pub fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let cookies = CookieJar::from_headers(headers);
    cookies.get(name).map(|cookie| cookie.value().to_owned())
}

/// Returns a cookie for all paths of the host. With `SameSite=Lax`, the browser also sends the cookie when the user
/// follows a link from another site.
#[must_use]
pub fn lax_cookie(
    name: impl Into<Cow<'static, str>>,
    value: impl Into<Cow<'static, str>>,
) -> Cookie<'static> {
    Cookie::build((name, value))
        .path("/")
        .same_site(SameSite::Lax)
        .build()
}

/// Like [`lax_cookie`], but scripts cannot read this cookie.
#[must_use]
pub fn http_only_cookie(
    name: impl Into<Cow<'static, str>>,
    value: impl Into<Cow<'static, str>>,
) -> Cookie<'static> {
    let mut cookie = lax_cookie(name, value);
    cookie.set_http_only(true);
    cookie
}

/// Returns an expired copy of the cookie. When a browser receives this copy, the browser deletes its cookie with the
/// same name, path and domain.
#[must_use]
pub fn expired(mut cookie: Cookie<'static>) -> Cookie<'static> {
    cookie.set_value("");
    cookie.set_max_age(Duration::ZERO);
    cookie
}

/// Returns a `Set-Cookie` header with the cookie's value unchanged. A [`CookieJar`] would percent-encode the value.
///
/// # Panics
///
/// Panics if the cookie contains characters that a header does not allow. The simulator's cookies never do.
#[must_use]
pub fn cookie_header(cookie: &Cookie) -> HeaderValue {
    HeaderValue::from_str(&cookie.to_string())
        .expect("the simulator makes cookie names and values from valid header characters")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_headers_have_the_attributes_of_altinns_cookies() {
        let session = http_only_cookie("session", "1");
        for (cookie, expected) in [
            (
                lax_cookie("info", "id=1"),
                "info=id=1; SameSite=Lax; Path=/",
            ),
            (session.clone(), "session=1; HttpOnly; SameSite=Lax; Path=/"),
            (
                expired(session),
                "session=; HttpOnly; SameSite=Lax; Path=/; Max-Age=0",
            ),
        ] {
            assert_eq!(cookie_header(&cookie), expected);
        }
    }
}
