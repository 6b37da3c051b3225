//! The two cookies for talks. In a talk, a presenter shows SmartCloud to an audience. A browser that follows the talk
//! has the follower's cookie, and the presenter's browser has the presenter's cookie.

use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use http::HeaderMap;

use super::read_code;
use crate::config::Config;

/// The lifetime of the follower's cookie and of the presenter's cookie. After this time, a browser stops following its
/// talk, and a presenter must type the key again.
const LIFETIME: time::Duration = time::Duration::hours(12);

/// The talk that a browser follows, and the position that the browser has reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Following {
    pub code: String,
    /// The number of the position that this browser shows. If the talk has a higher number, the browser opens the page
    /// of the new position.
    pub position: u64,
}

impl Following {
    /// Over https, the cookie's name has the prefix `__Host-`. A browser accepts a cookie with this prefix only over
    /// https. No other host can set such a cookie.
    fn cookie_name(config: &Config) -> &'static str {
        if config.is_https() {
            "__Host-smartcloud-talk"
        } else {
            "smartcloud-talk"
        }
    }

    /// Reads the talk and the position from the follower's cookie. Returns `None` if the browser has no valid cookie of
    /// this kind.
    #[must_use]
    pub fn of(headers: &HeaderMap, config: &Config) -> Option<Self> {
        config.stage.as_ref()?;
        let jar = CookieJar::from_headers(headers);
        let (code, position) = jar
            .get(Self::cookie_name(config))?
            .value()
            .split_once('-')?;
        Some(Self {
            code: read_code(code)?,
            position: position.parse().ok()?,
        })
    }

    #[must_use]
    pub fn cookie(&self, config: &Config) -> Cookie<'static> {
        let value = format!("{}-{}", self.code, self.position);
        build(Self::cookie_name(config), value, LIFETIME, config)
    }

    /// Returns a `Set-Cookie` value that deletes the follower's cookie. After that, the browser no longer follows its
    /// talk.
    #[must_use]
    pub fn removal(config: &Config) -> Cookie<'static> {
        let name = Self::cookie_name(config);
        build(name, String::new(), time::Duration::ZERO, config)
    }
}

/// The random id of a presenter's browser. The id is secret, because anybody who has it can move the presenter's talk.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DeskId(String);

impl DeskId {
    fn cookie_name(config: &Config) -> &'static str {
        if config.is_https() {
            "__Host-smartcloud-desk"
        } else {
            "smartcloud-desk"
        }
    }

    #[must_use]
    pub fn random() -> Self {
        Self(format!("{:032x}", rand::random::<u128>()))
    }

    /// Reads the desk's id from the presenter's cookie. Returns `None` if the browser has no valid cookie of this kind.
    #[must_use]
    pub fn of(headers: &HeaderMap, config: &Config) -> Option<Self> {
        let jar = CookieJar::from_headers(headers);
        let id = jar.get(Self::cookie_name(config))?.value();
        let is_valid = id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_valid.then(|| Self(id.to_owned()))
    }

    #[must_use]
    pub fn cookie(&self, config: &Config) -> Cookie<'static> {
        build(Self::cookie_name(config), self.0.clone(), LIFETIME, config)
    }
}

/// Builds a cookie with the attribute `SameSite=Lax`. The browser must also send the cookie after a redirect from
/// Altinn or ID-porten.
fn build(
    name: &'static str,
    value: String,
    lifetime: time::Duration,
    config: &Config,
) -> Cookie<'static> {
    Cookie::build((name, value))
        .path("/")
        .http_only(true)
        .secure(config.is_https())
        .same_site(SameSite::Lax)
        .max_age(lifetime)
        .build()
}
