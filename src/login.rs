//! Signing in and out with ID-porten: the same shape as [`redirect`](crate::redirect).
//!
//! ```text
//!  browser             SmartCloud                     ID-porten          Altinn
//!     │ POST start ───────▶ │ 1. push the request ────────▶ │                │
//!     │ ◀── 303 authorize   │                               │                │
//!     │ ──────────────────────────────────── the person logs in              │
//!     │ GET callback?code ▶ │ 2. match it with a log-in     │                │
//!     │                     │ 3. code for tokens, checked ▶ │                │
//!     │                     │ 4. which organisations ────────────────────────▶│
//!     │ ◀── 303 next page   │ 5. sign in                    │                │
//! ```
//!
//! ID-porten says who the person is; SmartCloud only wants to know which organisations they may act
//! for, and asks Altinn that with the person's token. Then the token is dropped. Neither the personal
//! number (`pid`) nor the subject is read, stored or logged.

use axum::{
    Router,
    extract::State,
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use http::header;
use jiff::Timestamp;
use serde::Deserialize;
use tower_sessions::Session;

use crate::{
    altinn,
    error::AppError,
    i18n::Locale,
    idporten,
    local_path::LocalPath,
    reply::{self, FormData, QueryData},
    session::{self, Organisation, PendingLogin, SignIn, SignedIn},
    state::AppState,
};

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/login/start", post(start))
        .route("/login/callback", get(callback))
        .route("/login/frontchannel-logout", get(frontchannel_logout))
        .route("/logout", post(logout))
}

#[derive(Deserialize)]
struct StartForm {
    /// Where the customer was going. An address of another site is as good as none.
    #[serde(default)]
    next: String,
}

/// Step 1: `POST /login/start`.
async fn start(
    State(app): State<AppState>,
    session: Session,
    locale: Locale,
    FormData(form): FormData<StartForm>,
) -> Response {
    let next = form.next.parse().unwrap_or_else(|_| LocalPath::home());
    match begin(&app, &session, locale, next.clone()).await {
        Ok(address) => Redirect::to(address.as_str()).into_response(),
        Err(error) => reply::back_to(&login_page(&next), reply::failure(error)),
    }
}

async fn begin(
    app: &AppState,
    session: &Session,
    locale: Locale,
    next: LocalPath,
) -> Result<url::Url, LoginError> {
    let now = Timestamp::now();
    let (address, begun) = app.idporten.begin(locale.code(), now).await?;
    // The session's cookie is what ties the answer to this browser.
    let pending = PendingLogin {
        begun,
        next,
        begun_at: now,
    };
    pending.save(session).await?;
    Ok(address)
}

#[derive(Deserialize)]
struct Callback {
    state: Option<String>,
    code: Option<String>,
    iss: Option<String>,
    error: Option<String>,
    error_description: Option<String>,
}

/// Steps 2 to 5: `GET /login/callback`.
async fn callback(
    State(app): State<AppState>,
    session: Session,
    QueryData(callback): QueryData<Callback>,
) -> Response {
    let now = Timestamp::now();
    // 2. Which log-in of this browser's is it? It is taken out: the same answer does nothing twice.
    let state = callback.state.as_deref().unwrap_or_default();
    let pending = match PendingLogin::take(&session, state, now).await {
        Ok(Some(pending)) => pending,
        Ok(None) => {
            let problem = reply::failure(LoginError::NotBegunHere);
            return reply::back_to(&login_page(&LocalPath::home()), problem);
        }
        Err(error) => {
            let problem = reply::failure(LoginError::from(error));
            return reply::back_to(&login_page(&LocalPath::home()), problem);
        }
    };
    let next = pending.next.clone();
    match finish(&app, &session, callback, pending, now).await {
        Ok(()) => Redirect::to(next.as_str()).into_response(),
        Err(error) => reply::back_to(&login_page(&next), reply::failure(error)),
    }
}

async fn finish(
    app: &AppState,
    session: &Session,
    callback: Callback,
    pending: PendingLogin,
    now: Timestamp,
) -> Result<(), LoginError> {
    // Another provider's answer, mixed in here, would name another issuer (RFC 9207).
    if callback
        .iss
        .is_some_and(|iss| iss != app.config.idporten.issuer)
    {
        return Err(LoginError::WrongIssuer);
    }
    match callback.error.as_deref() {
        None => {}
        Some("access_denied") => return Err(LoginError::Cancelled),
        Some(error) => {
            return Err(LoginError::Refused {
                error: error.to_owned(),
                description: callback.error_description.unwrap_or_default(),
            });
        }
    }
    let code = callback.code.ok_or(LoginError::NoCode)?;

    // 3. The ID token is checked whole before anything in it is believed.
    let person = app.idporten.finish(code, pending.begun, now).await?;

    // 4. For which organisations? The person's token goes out of scope here, and is kept nowhere.
    let altinn_token = app.parties.exchange(&person.access_token).await?;
    let parties = app.parties.authorized_parties(&altinn_token).await?;
    let organisations: Vec<_> = parties
        .organisations()
        .into_iter()
        .map(|(number, party)| Organisation {
            number: number.clone(),
            name: party.name.clone(),
            roles: party.authorized_roles.clone(),
        })
        .collect();
    if organisations.is_empty() {
        return Err(LoginError::NoOrganisations);
    }

    // 5. A new session id, so that one that was planted before is worth nothing.
    let sign_in = SignIn {
        issuer: person.issuer,
        sid: person.sid,
        organisations,
    };
    SignedIn::save(session, &app.store, &sign_in, now).await?;
    Ok(())
}

/// `POST /logout`: ends the sign-in here, and then ID-porten's.
async fn logout(State(app): State<AppState>, session: Session) -> Response {
    if let Err(error) = SignedIn::end(&session, &app.store).await {
        return reply::back_to("/logout", reply::failure(error));
    }
    let back_to = app.config.local("/logged-out");
    match app.idporten.logout_url(&back_to, Timestamp::now()).await {
        Ok(Some(address)) => Redirect::to(address.as_str()).into_response(),
        Ok(None) => Redirect::to("/logged-out").into_response(),
        // Signed out here all the same; the page says that ID-porten may still have a session.
        Err(error) => reply::back_to("/logged-out", reply::failure(LoginError::from(error))),
    }
}

#[derive(Deserialize)]
struct FrontchannelLogout {
    iss: String,
    sid: String,
}

/// `GET /login/frontchannel-logout?iss&sid`: ID-porten says that its session has ended.
///
/// It comes in a frame on ID-porten's page, for which browsers send no cookie from another site: the
/// sign-in is found by `sid`, and by nothing else. Both values are guarded by being hard to guess. It is
/// the one page that may be framed, and by ID-porten only.
async fn frontchannel_logout(
    State(app): State<AppState>,
    QueryData(query): QueryData<FrontchannelLogout>,
) -> Response {
    match app.store.sign_out_session(&query.iss, &query.sid).await {
        Ok(ended) => tracing::info!(ended, "ID-porten ended a session"),
        Err(error) => return reply::status(reply::failure(error)).into_response(),
    }
    let framed_by = app.config.idporten.hops.join(" ");
    let policy = format!("default-src 'none'; frame-ancestors {framed_by}");
    ([(header::CONTENT_SECURITY_POLICY, policy)], "").into_response()
}

/// The log-in page, which then leads on to `next`.
fn login_page(next: &LocalPath) -> String {
    let query: String = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("next", next.as_str())
        .finish();
    format!("/login?{query}")
}

/// Every way in which it breaks.
#[derive(Debug, thiserror::Error)]
enum LoginError {
    #[error("the answer is of no log-in that was begun in this browser, or of one too old")]
    NotBegunHere,
    #[error("the answer is of another issuer")]
    WrongIssuer,
    #[error("the customer broke off the log-in")]
    Cancelled,
    #[error("ID-porten refused with {error}: {description}")]
    Refused { error: String, description: String },
    #[error("ID-porten sent neither a code nor an error")]
    NoCode,
    #[error("the person may act for no organisation")]
    NoOrganisations,
    #[error("the log-in at ID-porten failed")]
    IdPorten(#[from] idporten::Error),
    #[error("altinn does not say which organisations there are")]
    Altinn(#[from] altinn::Error),
    #[error("the session failed")]
    Session(#[from] session::Error),
}

impl From<LoginError> for AppError {
    fn from(error: LoginError) -> Self {
        match error {
            LoginError::NotBegunHere => Self::LoginExpired,
            LoginError::Cancelled => Self::LoginCancelled,
            LoginError::NoOrganisations => Self::NoOrganisations,
            LoginError::WrongIssuer
            | LoginError::Refused { .. }
            | LoginError::NoCode
            | LoginError::IdPorten(
                idporten::Error::Refused { .. }
                | idporten::Error::NoIdToken
                | idporten::Error::IdToken(_),
            ) => Self::LoginFailed,
            LoginError::IdPorten(
                idporten::Error::Http(_)
                | idporten::Error::Status { .. }
                | idporten::Error::Unreadable(_),
            ) => Self::IdPortenUnreachable,
            LoginError::IdPorten(idporten::Error::Setting(_) | idporten::Error::Sign(_)) => {
                Self::Internal
            }
            LoginError::Altinn(cause) => cause.into(),
            LoginError::Session(cause) => cause.into(),
        }
    }
}
