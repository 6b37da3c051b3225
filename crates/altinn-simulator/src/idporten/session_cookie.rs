use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use http::HeaderMap;
use time::Duration;

/// The name of the session cookie. Browsers share cookies between all ports of a host, so the cookie's name contains
/// the name of the service.
const SESSION_COOKIE: &str = "simulated-idporten-session";

/// Returns the session key in the browser's cookie. The session with this key may already have ended.
pub(crate) fn session_key(headers: &HeaderMap) -> Option<String> {
    let jar = CookieJar::from_headers(headers);
    jar.get(SESSION_COOKIE)
        .map(|cookie| cookie.value().to_owned())
}

pub(crate) fn set_session_key(key: String) -> CookieJar {
    CookieJar::new().add(session_cookie(key))
}

/// Returns response headers that delete the session cookie in the browser.
///
/// `CookieJar::remove` would write a header only if the browser has sent the cookie. If another site sends the log-out
/// form, the browser does not send the cookie. In that case, the log-out must still delete the cookie.
pub(crate) fn delete_session_key() -> CookieJar {
    let mut cookie = session_cookie(String::new());
    cookie.set_max_age(Duration::ZERO);
    CookieJar::new().add(cookie)
}

/// Scripts cannot read this cookie. With `SameSite=Lax`, the browser sends the cookie when it follows a link or a
/// redirect from another site.
fn session_cookie(key: String) -> Cookie<'static> {
    Cookie::build((SESSION_COOKIE, key))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .build()
}

#[cfg(test)]
mod tests {
    use axum::response::IntoResponse;
    use http::header::{COOKIE, SET_COOKIE};

    use super::*;

    fn header_line(jar: CookieJar) -> String {
        let response = jar.into_response();
        response.headers()[SET_COOKIE].to_str().unwrap().to_owned()
    }

    #[test]
    fn the_cookie_has_the_attributes_of_a_session_cookie() {
        assert_eq!(
            header_line(set_session_key("aB-_9".to_owned())),
            "simulated-idporten-session=aB-_9; HttpOnly; SameSite=Lax; Path=/"
        );
        assert_eq!(
            header_line(delete_session_key()),
            "simulated-idporten-session=; HttpOnly; SameSite=Lax; Path=/; Max-Age=0"
        );
    }

    #[test]
    fn the_key_is_found_among_other_cookies() {
        let mut headers = HeaderMap::new();
        let line = "a=b; simulated-idporten-session=aB-_9; c=d";
        headers.insert(COOKIE, line.parse().unwrap());
        assert_eq!(session_key(&headers).as_deref(), Some("aB-_9"));
    }
}
