//! The random id of a visitor. SmartCloud uses the id to record the visitor's calls.

use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use http::HeaderMap;
use uuid::Uuid;

use crate::config::Config;

/// The random id of a visitor with recorded calls. The id has its own cookie, and this cookie stays in the browser
/// after a log-out. SmartCloud therefore recognises the visitor when the browser returns from Altinn.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct VisitorId(String);

impl VisitorId {
    #[must_use]
    pub fn random() -> Self {
        Self(Uuid::new_v4().simple().to_string())
    }

    fn cookie_name(config: &Config) -> &'static str {
        if config.is_https() {
            "__Host-smartcloud-visitor"
        } else {
            "smartcloud-visitor"
        }
    }

    /// Reads the visitor's id from the cookie. Returns `None` if the browser has no valid cookie.
    #[must_use]
    pub fn of(headers: &HeaderMap, config: &Config) -> Option<Self> {
        let jar = CookieJar::from_headers(headers);
        let id = jar.get(Self::cookie_name(config))?.value();
        // SmartCloud makes only 32-digit hexadecimal ids, so ignore any other value.
        let is_valid = id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_valid.then(|| Self(id.to_owned()))
    }

    /// Returns the cookie with the id. The cookie has no lifetime, so the browser deletes the cookie when the browser
    /// closes.
    #[must_use]
    pub fn cookie(&self, config: &Config) -> Cookie<'static> {
        Cookie::build((Self::cookie_name(config), self.0.clone()))
            .path("/")
            .http_only(true)
            .secure(config.is_https())
            // With `Strict`, the browser would not send the cookie when Altinn redirects the browser back to
            // SmartCloud.
            .same_site(SameSite::Lax)
            .build()
    }
}
