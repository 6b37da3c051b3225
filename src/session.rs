//! The data that SmartCloud keeps for one browser: types for the session's entries and for the cookies. No other module
//! uses the session's keys.

use axum::extract::{FromRef, FromRequestParts, OptionalFromRequestParts};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use http::{HeaderMap, StatusCode, request::Parts};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use tower_sessions::Session;

use crate::{
    config::Config,
    error::AppError,
    i18n::Locale,
    idporten::LoginSecrets,
    local_path::LocalPath,
    reply,
    state::AppState,
    store::{self, Store},
};
use altinn_types::OrgNumber;

pub use crate::store::{BrowserId, Organisation, SignIn};

/// A session ends after this time without requests.
pub const IDLE_TIMEOUT: time::Duration = time::Duration::minutes(30);

/// The customer must finish a log-in within this time, or start again.
const LOGIN_TIMEOUT: SignedDuration = SignedDuration::from_mins(15);

/// The number of unfinished log-ins in one browser (one in each tab). A further log-in replaces the oldest.
const MAX_PENDING_LOGINS: usize = 5;

/// How long SmartCloud recognises a browser after it went to Altinn.
const BROWSER_COOKIE_LIFETIME: time::Duration = time::Duration::days(30);

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("the session cannot be read or written")]
    Session(#[from] tower_sessions::session::Error),
    #[error("the store failed")]
    Store(#[from] store::Error),
    #[error("the session layer is missing: {0}")]
    NoLayer(&'static str),
}

impl From<Error> for AppError {
    fn from(_: Error) -> Self {
        Self::Internal
    }
}

/// The name of the session's cookie.
///
/// Browsers accept a cookie with the prefix `__Host-` only over https and only from the host itself. So another host
/// of the same domain cannot set such a cookie for SmartCloud.
#[must_use]
pub fn cookie_name(config: &Config) -> &'static str {
    if config.is_https() {
        "__Host-smartcloud"
    } else {
        "smartcloud"
    }
}

/// The signed-in user, with the organisations that the user may act for.
///
/// As an extractor, this type is a guard: a handler with a `SignedIn` parameter does not run for a visitor who is not
/// signed in. The session holds only an id. The sign-in itself is a row in the database, so that ID-porten can end the
/// sign-in by a front-channel logout that carries no session cookie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn {
    id: String,
    pub organisations: Vec<Organisation>,
}

impl SignedIn {
    const KEY: &str = "signed-in";

    /// Signs in. The session gets a new id, so an attacker who knew the old id gains nothing (session fixation).
    ///
    /// # Errors
    ///
    /// [`Error`] if the store or the session cannot be written. Then the user is not signed in.
    pub async fn save(
        session: &Session,
        store: &Store,
        sign_in: &SignIn,
        now: Timestamp,
    ) -> Result<(), Error> {
        if let Some(old_id) = session.get::<String>(Self::KEY).await? {
            store.sign_out(&old_id).await?;
        }
        let id = store.sign_in(sign_in, now).await?;
        session.cycle_id().await?;
        session.insert(Self::KEY, id).await?;
        Ok(())
    }

    /// Signs out and deletes the whole session.
    ///
    /// # Errors
    ///
    /// [`Error`] if the store or the session cannot be written.
    pub async fn end(session: &Session, store: &Store) -> Result<(), Error> {
        if let Some(id) = session.get::<String>(Self::KEY).await? {
            store.sign_out(&id).await?;
        }
        session.flush().await?;
        Ok(())
    }

    /// The user who is signed in with the session of this request.
    ///
    /// # Errors
    ///
    /// [`Error`] if the store or the session cannot be read.
    pub async fn of(parts: &Parts, store: &Store) -> Result<Option<Self>, Error> {
        let session = parts
            .extensions
            .get::<Session>()
            .ok_or(Error::NoLayer("tower-sessions"))?;
        let Some(id) = session.get::<String>(Self::KEY).await? else {
            return Ok(None);
        };
        let sign_in = store.signed_in(&id, Timestamp::now()).await?;
        Ok(sign_in.map(|sign_in| Self {
            id,
            organisations: sign_in.organisations,
        }))
    }

    /// The organisation with this number, if the signed-in user may act for it.
    #[must_use]
    pub fn organisation(&self, number: &OrgNumber) -> Option<&Organisation> {
        self.organisations
            .iter()
            .find(|organisation| organisation.number == *number)
    }
}

impl<S> OptionalFromRequestParts<S> for SignedIn
where
    S: Send + Sync,
    Store: FromRef<S>,
{
    type Rejection = StatusCode;

    async fn from_request_parts(
        parts: &mut Parts,
        state: &S,
    ) -> Result<Option<Self>, Self::Rejection> {
        Self::of(parts, &Store::from_ref(state))
            .await
            .map_err(|cause| {
                reply::failure(cause);
                StatusCode::INTERNAL_SERVER_ERROR
            })
    }
}

/// An unfinished log-in: the values that tie ID-porten's callback to this browser, and the page to open afterwards.
#[derive(Debug, Serialize, Deserialize)]
pub struct PendingLogin {
    #[serde(rename = "begun")] // The name in the sessions of an earlier version.
    pub secrets: LoginSecrets,
    pub next: LocalPath,
    #[serde(rename = "begun_at")]
    pub started_at: Timestamp,
}

impl PendingLogin {
    const KEY: &str = "pending-logins";

    /// Saves a log-in in the session, beside those of other tabs.
    ///
    /// # Errors
    ///
    /// [`Error::Session`] if the session cannot be written.
    pub async fn save(self, session: &Session) -> Result<(), Error> {
        let mut pending: Vec<Self> = session.get(Self::KEY).await?.unwrap_or_default();
        pending.push(self);
        let surplus = pending.len().saturating_sub(MAX_PENDING_LOGINS);
        pending.drain(..surplus);
        session.insert(Self::KEY, pending).await?;
        Ok(())
    }

    /// Removes the log-in with this `state` from the session and returns it: a `state` is valid once. `None` if there is
    /// no such log-in or it is too old.
    ///
    /// # Errors
    ///
    /// [`Error::Session`] if the session cannot be read or written.
    pub async fn take(
        session: &Session,
        state: &str,
        now: Timestamp,
    ) -> Result<Option<Self>, Error> {
        let mut pending: Vec<Self> = session.get(Self::KEY).await?.unwrap_or_default();
        let Some(index) = pending
            .iter()
            .position(|login| login.secrets.state == state)
        else {
            return Ok(None);
        };
        let login = pending.remove(index);
        session.insert(Self::KEY, pending).await?;
        let in_time = now.duration_since(login.started_at) < LOGIN_TIMEOUT;
        Ok(in_time.then_some(login))
    }
}

impl BrowserId {
    /// The name of the cookie that holds the id; see [`cookie_name`] for the prefix.
    fn cookie_name(config: &Config) -> &'static str {
        if config.is_https() {
            "__Host-smartcloud-browser"
        } else {
            "smartcloud-browser"
        }
    }

    /// The id in the browser's cookie, if SmartCloud has given the browser one.
    #[must_use]
    pub fn of(headers: &HeaderMap, config: &Config) -> Option<Self> {
        let jar = CookieJar::from_headers(headers);
        let id = jar.get(Self::cookie_name(config))?.value();
        // Ignore every value that SmartCloud cannot have made.
        let is_valid = id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_valid.then(|| Self(id.to_owned()))
    }

    /// The cookie with the id. Signing out and ID-porten's front-channel logout keep this cookie.
    ///
    /// The cookie is `SameSite=Lax`: with `Strict`, the browser would not send it when Altinn redirects back to
    /// SmartCloud. It is `HttpOnly`, although it signs nobody in.
    pub fn cookie(&self, config: &Config) -> CookieJar {
        let cookie = Cookie::build((Self::cookie_name(config), self.0.clone()))
            .path("/")
            .http_only(true)
            .secure(config.is_https())
            .same_site(SameSite::Lax)
            .max_age(BROWSER_COOKIE_LIFETIME);
        CookieJar::new().add(cookie)
    }
}

/// Makes an id for a browser that has none; the handler must set the cookie.
impl<S: Send + Sync> FromRequestParts<S> for BrowserId
where
    AppState: FromRef<S>,
{
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        let app = AppState::from_ref(state);
        Ok(Self::of(&parts.headers, &app.config).unwrap_or_else(Self::random))
    }
}

impl<S: Send + Sync> OptionalFromRequestParts<S> for BrowserId
where
    AppState: FromRef<S>,
{
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(
        parts: &mut Parts,
        state: &S,
    ) -> Result<Option<Self>, Self::Rejection> {
        let app = AppState::from_ref(state);
        Ok(Self::of(&parts.headers, &app.config))
    }
}

/// The language of the response: the visitor's choice, or else the browser's.
impl<S: Send + Sync> FromRequestParts<S> for Locale {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self::of(&parts.headers))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(public_url: &str) -> Config {
        Config::from_vars(|name| (name == "SMARTCLOUD_PUBLIC_URL").then(|| public_url.to_owned()))
            .unwrap()
    }

    fn read(cookie: String, config: &Config) -> Option<BrowserId> {
        let mut headers = HeaderMap::new();
        headers.insert(http::header::COOKIE, cookie.parse().unwrap());
        BrowserId::of(&headers, config)
    }

    #[test]
    fn a_browser_id_that_smartcloud_did_not_make_is_ignored() {
        let config = config("http://localhost:3000");
        let read = |value: &str| read(format!("smartcloud-browser={value}"), &config);
        let made = BrowserId::random();
        assert_eq!(read(made.as_str()), Some(made));
        assert_eq!(read("1"), None);
        assert_eq!(read("x'; DROP TABLE departure; --xxxxx"), None);
    }

    #[test]
    fn cookies_have_the_host_prefix_under_https_and_plain_names_under_http() {
        let id = BrowserId::random();
        let name = |config: &Config| {
            let jar = id.cookie(config);
            jar.iter().next().unwrap().name().to_owned()
        };
        let (http, https) = (
            config("http://localhost:3000"),
            config("https://smartcloud.example"),
        );
        assert_eq!(name(&http), "smartcloud-browser");
        assert_eq!(name(&https), "__Host-smartcloud-browser");
        assert_eq!(cookie_name(&http), "smartcloud");
        assert_eq!(cookie_name(&https), "__Host-smartcloud");

        // Another host of the same domain can set the plain name, so SmartCloud does not read it under https.
        let (plain, prefixed) = (
            format!("smartcloud-browser={}", id.as_str()),
            format!("__Host-smartcloud-browser={}", id.as_str()),
        );
        assert_eq!(read(plain, &https), None);
        assert_eq!(read(prefixed.clone(), &https), Some(id.clone()));
        assert_eq!(read(prefixed, &http), None);
    }
}
