//! The data that SmartCloud keeps for one browser: the entries of the session, and the cookies. Only this module uses
//! the keys of the session's entries.

use axum::{
    extract::{FromRef, FromRequestParts, OptionalFromRequestParts},
    response::{IntoResponse, Response},
};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use http::{HeaderMap, request::Parts};
use jiff::Timestamp;
use oauth2::RefreshToken;
use tower_sessions::Session;

use crate::{
    config::Config,
    error::AppError,
    i18n::Locale,
    organisations, reply,
    state::AppState,
    store::{self, ABSOLUTE_END},
};
use altinn_types::OrgNumber;

pub use crate::store::{BrowserId, Organisation, SignIn};

/// The browser and the store delete a session after this time. The sign-in's row in the database ends the sign-in
/// earlier, after at most [`ABSOLUTE_END`].
///
/// The crate `tower-sessions` could also end a session after some idle time, but SmartCloud does not use this. With an
/// idle time, the crate would save the whole session at each HTTP request. A slow request could then overwrite what a
/// parallel request has saved, or restore a session after the customer has logged out.
pub const LIFETIME: time::Duration = time::Duration::hours(9);

/// The `Max-Age` of the cookie with the browser's id. SmartCloud uses this cookie to recognise the browser, for example
/// when Altinn redirects the browser back.
const BROWSER_COOKIE_LIFETIME: time::Duration = time::Duration::days(30);

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("the session cannot be read or written")]
    Session(#[from] tower_sessions::session::Error),
    #[error("the store failed")]
    Store(#[from] store::Error),
    #[error("the session layer is missing: {0}")]
    NoLayer(&'static str),
    #[error("the organisations of the signed-in person cannot be read")]
    Organisations(#[from] organisations::Error),
    /// The person has lost all roles since the log-in, but stays signed in.
    #[error("Altinn lists no organisation any more that the person may act for")]
    NoOrganisations,
}

impl From<Error> for AppError {
    fn from(error: Error) -> Self {
        use organisations::Error as E;

        match error {
            Error::Organisations(E::IdPorten(_) | E::Altinn(_)) => Self::AccessUnknown,
            Error::NoOrganisations => Self::NoOrganisations,
            Error::Organisations(E::Store(_) | E::Stopped(_))
            | Error::Session(_)
            | Error::Store(_)
            | Error::NoLayer(_) => Self::Internal,
        }
    }
}

/// Who or what makes the browser send an HTTP request: the customer or a script. The sign-in ends after half an hour
/// without HTTP requests of the kind [`Sender::Customer`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sender {
    /// The customer has opened a page or sent a form.
    Customer,
    /// A script on an open page sends the request at intervals. The request does not prolong the sign-in, because the
    /// customer has possibly left the computer.
    Script,
}

/// Returns the name of the session cookie. A browser accepts a cookie with the prefix `__Host-` only over https, and
/// only from the host that the cookie is for. So another host of the same domain cannot set this cookie for SmartCloud.
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
/// A handler with the parameter `Result<SignedIn, NotSignedIn>` gets `Err` if the visitor is not signed in. The session
/// contains only the id of the sign-in, and the sign-in itself is a row in the database. So ID-porten's front-channel
/// logout can end the sign-in without a session cookie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn {
    id: String,
    pub organisations: Vec<Organisation>,
}

impl SignedIn {
    const KEY: &str = "signed-in";

    /// Signs the user in, and gives the session a new id. An attacker can know the old session id, so the old id
    /// becomes invalid (session fixation). SmartCloud uses `refresh_token` to read the user's organisations again
    /// later.
    ///
    /// # Errors
    ///
    /// [`Error`] if the store or the session cannot be written. In that case, the user is not signed in.
    pub async fn save(
        session: &Session,
        app: &AppState,
        sign_in: &SignIn,
        refresh_token: Option<RefreshToken>,
        now: Timestamp,
    ) -> Result<(), Error> {
        Self::end_sign_in(session, app).await?;
        let id = app.store.sign_in(sign_in, now).await?;
        session.cycle_id().await?;
        session.insert(Self::KEY, &id).await?;
        tracing::info!(
            sign_in = id,
            organisations = sign_in.organisations.len(),
            can_refresh = refresh_token.is_some(),
            "signed in"
        );
        if let Some(token) = refresh_token {
            let ends_at = now.checked_add(ABSOLUTE_END).unwrap_or(Timestamp::MAX);
            app.refresh_tokens.keep(&id, token, ends_at, now);
        }
        Ok(())
    }

    /// Signs the user out, and deletes the whole session with all its entries.
    ///
    /// # Errors
    ///
    /// [`Error`] if the store or the session cannot be written.
    pub async fn end(session: &Session, app: &AppState) -> Result<(), Error> {
        Self::end_sign_in(session, app).await?;
        session.flush().await?;
        Ok(())
    }

    async fn end_sign_in(session: &Session, app: &AppState) -> Result<(), Error> {
        if let Some(id) = session.get::<String>(Self::KEY).await? {
            // Delete the refresh token first. If the store fails, or if the browser closes its connection, this
            // function ends at the next `await`.
            app.refresh_tokens.forget(&id);
            app.store.sign_out(&id).await?;
            tracing::info!(sign_in = id, "signed out");
        }
        Ok(())
    }

    /// Whether somebody is signed in. The list of organisations is possibly too old, because this function does not
    /// check its age. So do not show anything about an organisation after this check.
    ///
    /// # Errors
    ///
    /// [`Error`] if the store or the session cannot be read.
    pub async fn exists(session: &Session, app: &AppState) -> Result<bool, Error> {
        let Some(id) = session.get::<String>(Self::KEY).await? else {
            return Ok(false);
        };
        Ok(app.store.signed_in(&id, app.now()).await?.is_some())
    }

    /// Returns the signed-in user of this HTTP request's session, or `None` if nobody is signed in.
    ///
    /// If the saved list of organisations is more than ten minutes old, asks Altinn for a new list.
    ///
    /// # Errors
    ///
    /// [`Error`] if a call to the store, the session, Altinn or ID-porten fails. The user is possibly still signed in,
    /// but the list of organisations is unknown. So show no data of an organisation.
    ///
    /// [`Error::NoOrganisations`] if the user has lost all roles. The user stays signed in. SmartCloud finds a new role
    /// when it next reads the list, or at the next log-in.
    pub async fn of(parts: &Parts, app: &AppState, sender: Sender) -> Result<Option<Self>, Error> {
        let session = parts
            .extensions
            .get::<Session>()
            .ok_or(Error::NoLayer("tower-sessions"))?;
        let now = app.now();
        let found = match session.id() {
            Some(session) => app.store.signed_in_with(&session, Self::KEY, now).await?,
            None => None,
        };
        let Some((id, sign_in)) = found else {
            // If the session has ended, the crate `tower-sessions` removes the session cookie. But the crate learns
            // that the session has ended only when somebody reads the session, so read it here.
            session.get_value(Self::KEY).await?;
            return Ok(None);
        };
        let Some(sign_in) = organisations::with_fresh_list(app, &id, sign_in, now).await? else {
            return Ok(None);
        };
        if sender == Sender::Customer && sign_in.is_visit_due(now) {
            app.store.save_visit(&id, now).await?;
        }
        if sign_in.organisations.is_empty() {
            return Err(Error::NoOrganisations);
        }
        Ok(Some(Self {
            id,
            organisations: sign_in.organisations,
        }))
    }

    /// Finds an organisation by number. Returns `None` if the signed-in user is not allowed to act for the
    /// organisation.
    #[must_use]
    pub fn organisation(&self, number: &OrgNumber) -> Option<&Organisation> {
        self.organisations
            .iter()
            .find(|organisation| organisation.number == *number)
    }
}

/// Deletes the rows of the database that SmartCloud no longer needs, and the refresh tokens of the sign-ins that have
/// ended.
///
/// # Errors
///
/// [`store::Error`] if the database fails. In that case, some old rows and some refresh tokens are possibly left.
pub async fn delete_old(app: &AppState) -> Result<(), store::Error> {
    app.store.delete_old_rows(app.now()).await?;
    // Each sign-in is in the database before its refresh token is in memory. So read the list of refresh tokens first.
    // Otherwise this function could delete the refresh token of a sign-in that starts at the same time.
    let kept = app.refresh_tokens.sign_ins();
    let signed_in = app.store.sign_in_ids().await?;
    for sign_in in kept.iter().filter(|id| !signed_in.contains(*id)) {
        app.refresh_tokens.forget(sign_in);
    }
    Ok(())
}

/// The reason for a missing [`SignedIn`] in a handler. Either nobody is signed in, or [`SignedIn::of`] has failed. For
/// example, Altinn did not answer, or the user has lost all roles.
#[derive(Clone, Copy, Debug)]
pub struct NotSignedIn(pub AppError);

/// axum sends this response if nobody is signed in and the handler has a parameter of the type `SignedIn`. A handler
/// with a parameter of the type `Result<SignedIn, NotSignedIn>` chooses its own response instead.
impl IntoResponse for NotSignedIn {
    fn into_response(self) -> Response {
        reply::status(self.0).into_response()
    }
}

impl<S: Send + Sync> FromRequestParts<S> for SignedIn
where
    AppState: FromRef<S>,
{
    type Rejection = NotSignedIn;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        let app = AppState::from_ref(state);
        match Self::of(parts, &app, Sender::Customer).await {
            Ok(Some(signed_in)) => Ok(signed_in),
            Ok(None) => Err(NotSignedIn(AppError::SignedOut)),
            Err(cause) => Err(NotSignedIn(reply::failure(cause))),
        }
    }
}

impl BrowserId {
    /// [`cookie_name`] explains the prefix `__Host-`.
    fn cookie_name(config: &Config) -> &'static str {
        if config.is_https() {
            "__Host-smartcloud-browser"
        } else {
            "smartcloud-browser"
        }
    }

    /// Reads the browser's id from the cookie. Returns `None` if the browser has no valid cookie.
    #[must_use]
    pub fn of(headers: &HeaderMap, config: &Config) -> Option<Self> {
        let jar = CookieJar::from_headers(headers);
        let id = jar.get(Self::cookie_name(config))?.value();
        // SmartCloud makes only 32-digit hexadecimal ids, so ignore any other value.
        let is_valid = id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_valid.then(|| Self(id.to_owned()))
    }

    /// Returns the cookie that contains the browser's id. The customer's log-out and ID-porten's front-channel logout
    /// do not delete this cookie.
    ///
    /// The cookie is `SameSite=Lax`, because with `Strict`, the browser would not send it when Altinn redirects the
    /// browser back to SmartCloud. The cookie is `HttpOnly`, because no script needs it.
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

/// Reads the browser's id from the cookie. If the browser has no valid cookie, this extractor makes a new id. The
/// handler must then set the cookie.
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

/// The language of a response is the visitor's choice, or else the language that the browser prefers.
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

        // Another host of the same domain can set a cookie without the prefix `__Host-`. So over https, SmartCloud must
        // ignore such a cookie.
        let (plain, prefixed) = (
            format!("smartcloud-browser={}", id.as_str()),
            format!("__Host-smartcloud-browser={}", id.as_str()),
        );
        assert_eq!(read(plain, &https), None);
        assert_eq!(read(prefixed.clone(), &https), Some(id.clone()));
        assert_eq!(read(prefixed, &http), None);
    }
}
