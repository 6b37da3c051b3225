//! Log-in and log-out with ID-porten. SmartCloud redirects the browser away and gets it back, as in
//! [`redirect`](crate::redirect), but here the callback carries a result that SmartCloud must verify.
//!
//! ```text
//!  browser             SmartCloud                     ID-porten          Altinn
//!     │ POST start ───────▶ │ 1. push the request ────────▶ │                │
//!     │ ◀── 303 authorize   │                               │                │
//!     │ ──────────────────────────────────── the person logs in              │
//!     │ GET callback?code ▶ │ 2. match it with a log-in     │                │
//!     │                     │ 3. exchange the code, verify ▶│                │
//!     │                     │ 4. read the organisations ────────────────────▶│
//!     │ ◀── 303 next page   │ 5. sign in                    │                │
//! ```
//!
//! ID-porten says who the person is, and nothing about organisations. SmartCloud needs the opposite: it asks Altinn
//! which organisations the person may act for, and does not read, save or log who the person is.
//!
//! # Rules to keep if you copy this file
//!
//! 1. **Tie the callback to the browser.** The session holds the `state` of each log-in that this browser started.
//!    Refuse a callback with another `state`. Otherwise an attacker can sign a victim in as the attacker (login CSRF).
//! 2. **Use each `state` once.** Remove it before you use the code, and refuse a `state` that is too old.
//! 3. **Verify the ID token before you use a claim**; see [`idporten::Client::finish`].
//! 4. **Change the session id at sign-in.** Otherwise an attacker who planted a session cookie is signed in too (session
//!    fixation).
//! 5. **Redirect only to your own pages afterwards.** `next` comes from the browser; see [`LocalPath`].
//! 6. **Let ID-porten end a sign-in by its `sid`, without a cookie.** So keep sign-ins where you can find them by `sid`, and
//!    not only in a cookie.

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
    /// The path of the page to open after the log-in.
    #[serde(default)]
    next: String,
}

/// `POST /login/start`, step 1: pushes the authorization request to ID-porten, and redirects the browser to ID-porten's
/// log-in page.
///
/// It fails if ID-porten does not answer or refuses the request. The browser then gets the log-in page with the error.
async fn start(
    State(app): State<AppState>,
    session: Session,
    locale: Locale,
    FormData(form): FormData<StartForm>,
) -> Response {
    // An address of another site, or text that is no path, becomes the home page. So the log-in cannot redirect the
    // customer to a foreign site (open redirect).
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
    let (address, secrets) = app.idporten.begin(locale.code(), now).await?;
    // The session cookie ties the callback to this browser. A `state` in a list that all browsers share would not.
    let pending = PendingLogin {
        secrets,
        next,
        started_at: now,
    };
    pending.save(session).await?;
    Ok(address)
}

/// ID-porten's parameters: `code` after a log-in, or `error` (RFC 6749, section 4.1.2.1).
#[derive(Deserialize)]
struct Callback {
    state: Option<String>,
    code: Option<String>,
    iss: Option<String>,
    error: Option<String>,
    error_description: Option<String>,
}

/// `GET /login/callback`, steps 2 to 5: matches the callback with a log-in, and signs the customer in.
///
/// Whatever fails, the browser gets the log-in page with the error, and nobody is signed in. The customer then starts a
/// new log-in: a code works once, so the old callback cannot be repeated.
async fn callback(
    State(app): State<AppState>,
    session: Session,
    QueryData(callback): QueryData<Callback>,
) -> Response {
    let now = Timestamp::now();
    // 2. Find the log-in of this browser by its `state`, and remove it from the session before anything else. So the same
    // callback does nothing the second time.
    let state = callback.state.as_deref().unwrap_or_default();
    let pending = match PendingLogin::take(&session, state, now).await {
        Ok(Some(pending)) => pending,
        Ok(None) => {
            let problem = reply::failure(LoginError::UnknownLogin);
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
    // `iss` names the provider that sent the callback (RFC 9207). It protects a client of several providers: a malicious
    // provider could otherwise get the code of an honest one (mix-up attack). SmartCloud refuses a wrong `iss`, and
    // accepts a callback without `iss`. That is safe only because SmartCloud has a single provider. A client with several
    // providers must refuse a callback without `iss` if the provider's metadata has
    // `authorization_response_iss_parameter_supported`, as ID-porten's has.
    if callback
        .iss
        .is_some_and(|iss| iss != app.config.idporten.issuer)
    {
        return Err(LoginError::WrongIssuer);
    }
    match callback.error.as_deref() {
        None => {}
        // The customer pressed "cancel".
        Some("access_denied") => return Err(LoginError::Cancelled),
        Some(error) => {
            return Err(LoginError::Refused {
                error: error.to_owned(),
                description: callback.error_description.unwrap_or_default(),
            });
        }
    }
    let code = callback.code.ok_or(LoginError::NoCode)?;

    // 3. Exchange the code for tokens. Use no claim before the ID token is completely verified.
    let login = app.idporten.finish(code, pending.secrets, now).await?;

    // 4. Ask Altinn which organisations the person may act for. This takes the *access token*, exchanged at Altinn. Both
    // tokens contain the personal number. They live in memory until this function returns, and SmartCloud saves neither.
    let altinn_token = app.parties.exchange(&login.access_token).await?;
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

    // 5. Save the sign-in, and give the session a new id.
    let sign_in = SignIn {
        issuer: login.issuer,
        sid: login.sid,
        organisations,
    };
    SignedIn::save(session, &app.store, &sign_in, now).await?;
    Ok(())
}

/// `POST /logout`: ends the sign-in at SmartCloud, and then redirects the browser to ID-porten to end the session there.
///
/// Without the second step, the next person at the same computer could log in again without a question. If ID-porten does
/// not answer, the customer is still signed out of SmartCloud, and the page says that ID-porten may still have a session.
async fn logout(State(app): State<AppState>, session: Session) -> Response {
    if let Err(error) = SignedIn::end(&session, &app.store).await {
        return reply::back_to("/logout", reply::failure(error));
    }
    let back_to = app.config.local("/logged-out");
    match app.idporten.logout_url(&back_to, Timestamp::now()).await {
        Ok(Some(address)) => Redirect::to(address.as_str()).into_response(),
        Ok(None) => Redirect::to("/logged-out").into_response(),
        Err(error) => reply::back_to("/logged-out", reply::failure(LoginError::from(error))),
    }
}

#[derive(Deserialize)]
struct FrontchannelLogout {
    iss: String,
    sid: String,
}

/// `GET /login/frontchannel-logout?iss=…&sid=…`: ID-porten's session has ended, so SmartCloud ends the sign-ins that came
/// from it.
///
/// ID-porten's logout page loads this URL in a frame. Browsers that block third-party cookies send no cookie with it, also
/// not a cookie with `SameSite=None`. So find the sign-in by `sid`, and do not use a session cookie.
///
/// The call is not authenticated: anybody can send it. `iss` protects nothing, because the issuer is public. The `sid`
/// protects the customer: it is a random value that only ID-porten, its clients and the customer's browser know. Whoever
/// knows it can sign the customer out, and nothing more. An empty `sid` names no session and must never match a sign-in.
///
/// Answer 200 also if there is no such sign-in, so that the answer does not say which sessions exist. This is SmartCloud's
/// only page that may be framed, and only by ID-porten (`frame-ancestors`).
async fn frontchannel_logout(
    State(app): State<AppState>,
    QueryData(query): QueryData<FrontchannelLogout>,
) -> Response {
    match app.store.sign_out_session(&query.iss, &query.sid).await {
        Ok(sign_ins) => tracing::info!(sign_ins, "front-channel logout from ID-porten"),
        Err(error) => return reply::status(reply::failure(error)).into_response(),
    }
    let ancestors = app.config.idporten.hops.join(" ");
    let policy = format!("default-src 'none'; frame-ancestors {ancestors}");
    ([(header::CONTENT_SECURITY_POLICY, policy)], "").into_response()
}

/// The path of the log-in page, with the page to open afterwards.
fn login_page(next: &LocalPath) -> String {
    let query: String = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("next", next.as_str())
        .finish();
    format!("/login?{query}")
}

/// Why a log-in failed. The texts are for the log. The browser gets the [`AppError`] below.
#[derive(Debug, thiserror::Error)]
enum LoginError {
    /// The callback was used before, the log-in is too old, or another browser started it. It may also be an attack
    /// (rule 1).
    #[error("no unfinished log-in of this browser has the callback's state")]
    UnknownLogin,
    #[error("the callback's iss is not the issuer in IDPORTEN_URL")]
    WrongIssuer,
    #[error("the customer cancelled the log-in")]
    Cancelled,
    #[error("ID-porten refused the log-in with {error}: {description}")]
    Refused { error: String, description: String },
    #[error("ID-porten's callback has neither a code nor an error")]
    NoCode,
    #[error("Altinn lists no organisation that the person may act for")]
    NoOrganisations,
    #[error("the log-in or logout at ID-porten failed")]
    IdPorten(#[from] idporten::Error),
    #[error("the person's organisations cannot be read from Altinn")]
    Altinn(#[from] altinn::Error),
    #[error("the sign-in or the session cannot be saved or read")]
    Session(#[from] session::Error),
}

impl From<LoginError> for AppError {
    fn from(error: LoginError) -> Self {
        match error {
            LoginError::UnknownLogin => Self::LoginExpired,
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
            LoginError::IdPorten(
                idporten::Error::InvalidUrl(_) | idporten::Error::Signature(_),
            ) => Self::Internal,
            LoginError::Altinn(cause) => cause.into(),
            LoginError::Session(cause) => cause.into(),
        }
    }
}
