//! What is remembered about one browser, as types. Nothing else names a key of the session's.

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
    idporten::Begun,
    local_path::LocalPath,
    reply,
    store::{self, Store},
};
use altinn_types::OrgNumber;

pub use crate::store::{BrowserId, Organisation, SignIn};

/// A session that nobody uses ends after this long.
pub const IDLE_END: time::Duration = time::Duration::minutes(30);

/// A log-in that was not finished by then has to be begun anew.
const LOGIN_MUST_END: SignedDuration = SignedDuration::from_mins(15);

/// Log-ins that one browser may have under way: tabs. The oldest makes room.
const LOGINS_AT_MOST: usize = 5;

/// How long a browser is known again after a trip to Altinn.
const BROWSER_KNOWN: time::Duration = time::Duration::days(30);

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

/// The name of the session's cookie. Browsers take `__Host-` only over https, for the whole host and
/// for no other, so nobody can plant one from a neighbouring name.
#[must_use]
pub fn cookie_name(config: &Config) -> &'static str {
    if config.is_https() {
        "__Host-smartcloud"
    } else {
        "smartcloud"
    }
}

/// Someone is signed in, with the organisations that they may act for.
///
/// As an extractor it is a guard: a handler that takes one cannot run without. The session holds an id;
/// the sign-in itself is a row of the store's, so that ID-porten can end it without the browser's help.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn {
    id: String,
    pub organisations: Vec<Organisation>,
}

impl SignedIn {
    const KEY: &str = "signed-in";

    /// Signs in. The session gets a new id, so that one that was planted before is worth nothing.
    ///
    /// # Errors
    ///
    /// [`Error`] where store or session cannot be written; then nobody is signed in.
    pub async fn save(
        session: &Session,
        store: &Store,
        sign_in: &SignIn,
        now: Timestamp,
    ) -> Result<(), Error> {
        if let Some(before) = session.get::<String>(Self::KEY).await? {
            store.sign_out(&before).await?;
        }
        let id = store.sign_in(sign_in, now).await?;
        session.cycle_id().await?;
        session.insert(Self::KEY, id).await?;
        Ok(())
    }

    /// Signs out, and forgets the whole session.
    ///
    /// # Errors
    ///
    /// [`Error`] where store or session cannot be written.
    pub async fn end(session: &Session, store: &Store) -> Result<(), Error> {
        if let Some(id) = session.get::<String>(Self::KEY).await? {
            store.sign_out(&id).await?;
        }
        session.flush().await?;
        Ok(())
    }

    /// Who is signed in with the session of this request, if anyone is.
    ///
    /// # Errors
    ///
    /// [`Error`] where store or session cannot be read.
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

    /// The organisation with this number, if the one who is signed in may act for it.
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

/// A log-in under way: what ties the return to this browser, and where the customer was going.
#[derive(Debug, Serialize, Deserialize)]
pub struct PendingLogin {
    pub begun: Begun,
    pub next: LocalPath,
    pub begun_at: Timestamp,
}

impl PendingLogin {
    const KEY: &str = "pending-logins";

    /// Remembers a log-in. There may be several, in tabs.
    ///
    /// # Errors
    ///
    /// [`Error::Session`] where the session cannot be written.
    pub async fn save(self, session: &Session) -> Result<(), Error> {
        let mut pending: Vec<Self> = session.get(Self::KEY).await?.unwrap_or_default();
        pending.push(self);
        let surplus = pending.len().saturating_sub(LOGINS_AT_MOST);
        pending.drain(..surplus);
        session.insert(Self::KEY, pending).await?;
        Ok(())
    }

    /// Takes out the log-in with this state: it can be used once. `None` if there is none, or it is
    /// too old.
    ///
    /// # Errors
    ///
    /// [`Error::Session`] where the session cannot be read or written.
    pub async fn take(
        session: &Session,
        state: &str,
        now: Timestamp,
    ) -> Result<Option<Self>, Error> {
        let mut pending: Vec<Self> = session.get(Self::KEY).await?.unwrap_or_default();
        let Some(place) = pending.iter().position(|login| login.begun.state == state) else {
            return Ok(None);
        };
        let login = pending.remove(place);
        session.insert(Self::KEY, pending).await?;
        let in_time = now.duration_since(login.begun_at) < LOGIN_MUST_END;
        Ok(in_time.then_some(login))
    }
}

impl BrowserId {
    const COOKIE: &str = "smartcloud-browser";

    /// The id that a browser came with, if it has been here before.
    #[must_use]
    pub fn of(headers: &HeaderMap) -> Option<Self> {
        let jar = CookieJar::from_headers(headers);
        let id = jar.get(Self::COOKIE)?.value();
        // What we made, or nothing: the value goes into the database as it is.
        let ours = id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
        ours.then(|| Self(id.to_owned()))
    }

    /// The cookie that carries the id. Signing out and ID-porten's front-channel logout leave it alone.
    ///
    /// `SameSite=Lax`, since the way back from Altinn starts on Altinn's site: with `Strict` the cookie
    /// would be missing just then. Out of reach of scripts (`HttpOnly`), though it signs no one in.
    pub fn cookie(&self, config: &Config) -> CookieJar {
        let cookie = Cookie::build((Self::COOKIE, self.0.clone()))
            .path("/")
            .http_only(true)
            .secure(config.is_https())
            .same_site(SameSite::Lax)
            .max_age(BROWSER_KNOWN);
        CookieJar::new().add(cookie)
    }
}

/// A browser that has no id yet gets one; the answer has to set it.
impl<S: Send + Sync> FromRequestParts<S> for BrowserId {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self::of(&parts.headers).unwrap_or_else(Self::random))
    }
}

impl<S: Send + Sync> OptionalFromRequestParts<S> for BrowserId {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Option<Self>, Self::Rejection> {
        Ok(Self::of(&parts.headers))
    }
}

/// The language that this browser is answered in.
impl<S: Send + Sync> FromRequestParts<S> for Locale {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self::of(&parts.headers))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_id_is_what_we_made_or_nothing() {
        let read = |value: &str| {
            let mut headers = HeaderMap::new();
            let cookie = format!("smartcloud-browser={value}");
            headers.insert(http::header::COOKIE, cookie.parse().unwrap());
            BrowserId::of(&headers)
        };
        let made = BrowserId::random();
        assert_eq!(read(made.as_str()), Some(made));
        assert_eq!(read("1"), None);
        assert_eq!(read("x'; DROP TABLE departure; --xxxxx"), None);
    }
}
