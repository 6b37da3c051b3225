//! The data that SmartCloud keeps for one browser. This module has the types for the entries of the session and for the
//! cookies. Only this module uses the keys of the session's entries.

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

/// The time without HTTP requests after which a session ends.
pub const IDLE_TIMEOUT: time::Duration = time::Duration::minutes(30);

/// The time within which the customer must finish a log-in. After this time, the customer must start again.
const LOGIN_TIMEOUT: SignedDuration = SignedDuration::from_mins(15);

/// The number of unfinished log-ins that a session keeps, for example for several tabs. A further log-in removes the
/// oldest unfinished log-in.
const MAX_PENDING_LOGINS: usize = 5;

/// The time for which SmartCloud recognises a browser after SmartCloud has redirected the browser to
/// Altinn.
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

/// Returns the name of the session cookie.
///
/// A browser accepts a cookie with the prefix `__Host-` only over https, and only from the host that the cookie is for.
/// So another host of the same domain cannot set this cookie for SmartCloud.
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
/// A handler with the parameter `Option<SignedIn>` gets `None` if the visitor is not signed in. The session contains
/// only the id of the sign-in. The sign-in itself is a row in the database. So ID-porten can end the sign-in by a
/// front-channel logout, which contains no session cookie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn {
    id: String,
    pub organisations: Vec<Organisation>,
}

impl SignedIn {
    const KEY: &str = "signed-in";

    /// Signs the user in, and gives the session a new id. If an attacker knew the old session id, that id is now
    /// useless (session fixation).
    ///
    /// # Errors
    ///
    /// [`Error`] if the store or the session cannot be written. The user is then not signed in.
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

    /// Signs the user out, and deletes the whole session.
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

    /// Returns the signed-in user of the session that this HTTP request belongs to, or `None` if nobody is signed in.
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

    /// Returns the organisation with this number, or `None` if the signed-in user may not act for the organisation.
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

/// An unfinished log-in. It contains the secrets that tie ID-porten's callback to this browser, and the page to open
/// after the log-in.
#[derive(Debug, Serialize, Deserialize)]
pub struct PendingLogin {
    #[serde(rename = "begun")] // Sessions that an earlier version has saved use this name.
    pub secrets: LoginSecrets,
    pub next: LocalPath,
    #[serde(rename = "begun_at")]
    pub started_at: Timestamp,
}

impl PendingLogin {
    const KEY: &str = "pending-logins";

    /// Saves this log-in in the session. The log-ins of other tabs stay in the session.
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

    /// Removes the log-in with this `state` from the session and returns it, because a `state` is valid only once.
    /// Returns `None` if the session has no such log-in, or if the log-in is too old.
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
    /// Returns the name of the cookie that contains the browser's id. [`cookie_name`] explains the prefix `__Host-`.
    fn cookie_name(config: &Config) -> &'static str {
        if config.is_https() {
            "__Host-smartcloud-browser"
        } else {
            "smartcloud-browser"
        }
    }

    /// Returns the id from the browser's cookie, or `None` if the browser has no valid cookie.
    #[must_use]
    pub fn of(headers: &HeaderMap, config: &Config) -> Option<Self> {
        let jar = CookieJar::from_headers(headers);
        let id = jar.get(Self::cookie_name(config))?.value();
        // Ignore a value that is not a 32-digit hexadecimal number, because SmartCloud did not make it.
        let is_valid = id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_valid.then(|| Self(id.to_owned()))
    }

    /// Returns the cookie with the browser's id. Signing out and ID-porten's front-channel logout do not delete this
    /// cookie.
    ///
    /// The cookie is `SameSite=Lax`. With `Strict`, the browser would not send the cookie when Altinn redirects the
    /// browser back to SmartCloud. The cookie is `HttpOnly`, although the id signs nobody in.
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

/// Extracts the browser's id from its cookie. If the browser has no valid cookie, this extractor makes a new id, and
/// the handler must set the cookie.
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

/// Extracts the language of the response. The visitor's choice comes first, then the language of the browser.
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

        // Another host of the same domain can set a cookie without the prefix `__Host-`. So under https, SmartCloud
        // must not read such a cookie.
        let (plain, prefixed) = (
            format!("smartcloud-browser={}", id.as_str()),
            format!("__Host-smartcloud-browser={}", id.as_str()),
        );
        assert_eq!(read(plain, &https), None);
        assert_eq!(read(prefixed.clone(), &https), Some(id.clone()));
        assert_eq!(read(prefixed, &http), None);
    }
}
