//! The cookies of Altinn's pages. ID-porten has a module of its own for its cookie.

use std::borrow::Cow;

use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use http::{HeaderMap, HeaderValue};
use time::Duration;

/// The value of a cookie in the request.
#[must_use]
pub fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let cookies = CookieJar::from_headers(headers);
    cookies.get(name).map(|cookie| cookie.value().to_owned())
}

/// A cookie for all paths of this host. With `SameSite=Lax` the browser also sends the cookie when the user follows a
/// link from another site.
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

/// The same as [`lax_cookie`], but scripts cannot read the cookie (`HttpOnly`).
#[must_use]
pub fn http_only_cookie(
    name: impl Into<Cow<'static, str>>,
    value: impl Into<Cow<'static, str>>,
) -> Cookie<'static> {
    let mut cookie = lax_cookie(name, value);
    cookie.set_http_only(true);
    cookie
}

/// Makes the browser delete a cookie. Name, path and domain must be those of the cookie that the browser has.
#[must_use]
pub fn expired(mut cookie: Cookie<'static>) -> Cookie<'static> {
    cookie.set_value("");
    cookie.set_max_age(Duration::ZERO);
    cookie
}

/// The header that sets a cookie, with the value as it is. (A [`CookieJar`] in a response percent-encodes the value.)
///
/// # Panics
///
/// If the text is not a valid header value. The simulator makes its cookie names and values from letters, digits and
/// punctuation.
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
