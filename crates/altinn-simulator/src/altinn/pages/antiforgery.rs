//! Makes and checks antiforgery tokens, which protect Altinn's forms against cross-site request forgery (CSRF). Altinn
//! accepts a form only if Altinn showed the form to the same browser in the same session.
//!
//! The cookie `AS-XSRF-TOKEN` holds a secret. Altinn derives a token from the secret and puts the token into a hidden
//! field of each form. Scripts read the token from the cookie `XSRF-TOKEN` and send it in the header `X-XSRF-TOKEN`.
//! The real Altinn uses the same names.

use axum::{
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use axum_extra::extract::cookie::{Cookie, CookieJar};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use http::{HeaderMap, Method, header};
use http_server::is_from_other_site;
use leptos::prelude::*;
use sha2::{Digest, Sha256};

use super::SESSION_COOKIE;
use crate::{
    Simulator,
    html::{cookie, http_only_cookie, lax_cookie},
    oidc::secret,
};

const SECRET_COOKIE: &str = "AS-XSRF-TOKEN";
const TOKEN_COOKIE: &str = "XSRF-TOKEN";
const TOKEN_HEADER: &str = "x-xsrf-token";
pub const FIELD: &str = "__RequestVerificationToken";

pub struct Guard {
    secret: String,
    token: String,
}

impl Guard {
    /// Returns antiforgery tokens for a page. The browser's secret is used again, so that the forms in other tabs
    /// remain valid. Only a browser without a valid secret gets a new secret.
    #[must_use]
    pub fn of(headers: &HeaderMap, session: &str) -> Self {
        let known = cookie(headers, SECRET_COOKIE).filter(|secret| is_plain(secret));
        let secret = known.unwrap_or_else(secret);
        Self {
            token: token(&secret, session),
            secret,
        }
    }

    pub fn field(&self) -> impl IntoView + use<> {
        view! { <input type="hidden" name=FIELD value=self.token.clone() /> }
    }

    /// Whether a form comes from one of Altinn's own pages and contains a valid token. The token is in the form's
    /// hidden field, or else in the header `X-XSRF-TOKEN`.
    #[must_use]
    pub fn let_through(
        &self,
        simulator: &Simulator,
        headers: &HeaderMap,
        field: Option<&str>,
    ) -> bool {
        let own = &simulator.origins().altinn_ui;
        let header = headers.get(TOKEN_HEADER);
        let given = field.or_else(|| header.and_then(|value| value.to_str().ok()));
        // Require this cookie. Every browser that has opened a page with a form has this cookie.
        let known = cookie(headers, SECRET_COOKIE).is_some();
        !is_from_other_site(own, &Method::POST, headers)
            && known
            && given.is_some_and(|given| Sha256::digest(given) == Sha256::digest(&self.token))
    }

    #[must_use]
    pub fn on(&self, page: Response) -> Response {
        let cookies = CookieJar::new()
            .add(http_only_cookie(SECRET_COOKIE, self.secret.clone()))
            // Altinn's own scripts read this cookie, so it is not HttpOnly.
            .add(lax_cookie(TOKEN_COOKIE, self.token.clone()));
        (cookies, page).into_response()
    }
}

/// Adds the antiforgery cookies to each HTML page in a session. Even a page without a form sets the cookies, because
/// scripts send the token in a header.
pub async fn hand_out(request: Request, next: Next) -> Response {
    let headers = request.headers().clone();
    let page = next.run(request).await;
    let has_cookies = sets_cookie(&page, SECRET_COOKIE);
    let content_type = page.headers().get(header::CONTENT_TYPE);
    let is_page = content_type.is_some_and(|named| named.as_bytes().starts_with(b"text/html"));
    match cookie(&headers, SESSION_COOKIE) {
        Some(session) if is_page && !has_cookies => Guard::of(&headers, &session).on(page),
        _ => page,
    }
}

fn sets_cookie(response: &Response, name: &str) -> bool {
    let headers = response.headers().get_all(header::SET_COOKIE).iter();
    let mut cookies = headers.filter_map(|header| Cookie::parse(header.to_str().ok()?).ok());
    cookies.any(|cookie| cookie.name() == name)
}

/// Derives the antiforgery token from the secret and the session. A token of one session is therefore not valid in
/// another session.
fn token(secret: &str, session: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(format!("xsrf {secret} {session}")))
}

/// Whether a text can be an antiforgery secret. This text comes from the browser's cookie, and the simulator writes the
/// text into a response header. So the simulator accepts only letters, digits, `-` and `_`.
fn is_plain(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 64
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_good_in_one_session_only() {
        assert_eq!(token("a", "1"), token("a", "1"));
        assert_ne!(token("a", "1"), token("a", "2"));
        assert_ne!(token("a", "1"), token("b", "1"));
    }
}
