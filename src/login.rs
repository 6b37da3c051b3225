//! Log-in and log-out with ID-porten. As in [`redirect`](crate::redirect), SmartCloud redirects the browser to another
//! site, and the browser returns. But ID-porten's callback contains a result, and SmartCloud must verify that result.
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
//! ID-porten says who the person is, but not which organisations the person may act for. SmartCloud needs only the
//! organisations, and reads them from Altinn. SmartCloud does not read, save or log who the person is.
//!
//! # Rules to keep if you copy this file
//!
//! 1. **Tie the callback to the browser.** The browser's session contains the `state` of each log-in that this browser
//!    started. Refuse a callback with any other `state`. Otherwise an attacker can sign a victim in as the attacker
//!    (login CSRF).
//! 2. **Use each `state` once.** Remove the `state` from the session before you use the code. Refuse a `state` that is
//!    too old.
//! 3. **Verify the ID token before you use a claim.** [`idporten::Client::finish`] does this.
//! 4. **Change the session id at sign-in.** Otherwise an attacker who planted a session cookie in the browser is signed
//!    in too (session fixation).
//! 5. **After the log-in, redirect only to your own pages.** The form field `next` comes from the browser, so parse it
//!    as a [`LocalPath`].
//! 6. **Let ID-porten end a sign-in by its `sid`, without a cookie.** So save the sign-ins where you can find them by
//!    `sid`, for example in a database table. A sign-in that exists only in a cookie cannot be found.

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

/// Handles `POST /login/start`, step 1: pushes the authorization request to ID-porten, and redirects the browser to
/// ID-porten's log-in page.
///
/// If ID-porten does not answer or refuses the authorization request, the browser gets SmartCloud's log-in page with
/// the error.
async fn start(
    State(app): State<AppState>,
    session: Session,
    locale: Locale,
    FormData(form): FormData<StartForm>,
) -> Response {
    // If `next` is a URL of another site or is no path, use the home page instead. Otherwise the log-in could redirect
    // the customer to another site (open redirect).
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
    // SmartCloud saves the `state` in the browser's session, which ties the callback to this browser. A list of `state`
    // values for all browsers would not do that.
    let pending = PendingLogin {
        secrets,
        next,
        started_at: now,
    };
    pending.save(session).await?;
    Ok(address)
}

/// The query parameters that ID-porten sends: `code` after a log-in, or `error` (RFC 6749, section 4.1.2.1).
#[derive(Deserialize)]
struct Callback {
    state: Option<String>,
    code: Option<String>,
    iss: Option<String>,
    error: Option<String>,
    error_description: Option<String>,
}

/// Handles `GET /login/callback`, steps 2 to 5: matches the callback with a log-in, and signs the customer in.
///
/// If any step fails, the browser gets SmartCloud's log-in page with the error, and nobody is signed in. The customer
/// must then start a new log-in, because ID-porten accepts each code only once.
async fn callback(
    State(app): State<AppState>,
    session: Session,
    QueryData(callback): QueryData<Callback>,
) -> Response {
    let now = Timestamp::now();
    // Step 2: find the log-in of this browser by the callback's `state`. Remove the log-in from the session first, so
    // that the same callback does nothing the second time.
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
    // Check who sent the callback before any other parameter of the callback counts (RFC 9207).
    let iss = callback.iss.as_deref();
    app.idporten.check_response_issuer(iss, now).await?;
    match callback.error.as_deref() {
        None => {}
        // The customer cancelled the log-in on ID-porten's page.
        Some("access_denied") => return Err(LoginError::Cancelled),
        Some(error) => {
            return Err(LoginError::Refused {
                error: error.to_owned(),
                description: callback.error_description.unwrap_or_default(),
            });
        }
    }
    let code = callback.code.ok_or(LoginError::NoCode)?;

    // Step 3: exchange the code for tokens. Do not use any claim before the ID token is completely verified.
    let login = app.idporten.finish(code, pending.secrets, now).await?;

    // Step 4: ask Altinn which organisations the person may act for. This call needs the *access token*, exchanged at
    // Altinn. ID-porten's token and Altinn's token contain the personal number. SmartCloud saves neither token. Both
    // are in memory until this function returns.
    let altinn_token = app.parties.exchange(&login.access_token).await?;
    let parties = app.parties.authorized_parties(&altinn_token).await?;
    let organisations: Vec<_> = parties
        .organisations()
        .into_iter()
        .map(|(number, party)| Organisation {
            number: number.clone(),
            name: party.name.clone(),
            roles: party.authorized_roles.clone(),
            packages: party.authorized_access_packages.clone(),
        })
        .collect();
    if organisations.is_empty() {
        return Err(LoginError::NoOrganisations);
    }

    // Step 5: save the sign-in, and give the session a new id.
    let sign_in = SignIn {
        issuer: login.issuer,
        sid: login.sid,
        organisations,
    };
    SignedIn::save(session, &app.store, &sign_in, now).await?;
    Ok(())
}

/// Handles `POST /logout`: ends the sign-in at SmartCloud, and then redirects the browser to ID-porten's logout.
///
/// Without ID-porten's logout, the next person at the same computer could log in without entering anything. If
/// ID-porten does not answer, the customer is still signed out of SmartCloud. The page then says that ID-porten may
/// still have a session.
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

/// Handles `GET /login/frontchannel-logout?iss=…&sid=…`: ends the sign-ins of a session that has ended at ID-porten.
///
/// ID-porten's logout page loads this URL in a frame. A browser that blocks third-party cookies sends no cookie in this
/// call, not even a cookie with `SameSite=None`. So find the sign-in by `sid`, and do not use a session cookie.
///
/// The call is not authenticated, so anybody can send it. `iss` protects nothing, because everybody knows the issuer.
/// The `sid` protects the customer. The `sid` is a random value, which only ID-porten, its clients and the customer's
/// browser know. Somebody who knows the `sid` can sign the customer out, but can do nothing else. An empty `sid`
/// identifies no session, and must never match a sign-in.
///
/// Answer 200 even if no sign-in has this `sid`. Otherwise the response would reveal which sessions exist. This is the
/// only page of SmartCloud that another site may load in a frame. `frame-ancestors` allows only ID-porten to do so.
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

/// Returns the path of the log-in page. The query contains `next`, the page to open after the log-in.
fn login_page(next: &LocalPath) -> String {
    let query: String = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("next", next.as_str())
        .finish();
    format!("/login?{query}")
}

/// Why a log-in or a log-out failed. The texts are for the log. The browser gets an [`AppError`] instead.
#[derive(Debug, thiserror::Error)]
enum LoginError {
    /// The browser has used the callback before, the log-in is too old, or another browser started the log-in. An
    /// attacker can also be the cause, as the rule about the browser at the top of this file explains.
    #[error("no unfinished log-in of this browser has the callback's state")]
    UnknownLogin,
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
            LoginError::Refused { .. } | LoginError::NoCode => Self::LoginFailed,
            LoginError::IdPorten(cause) => cause.into(),
            LoginError::Altinn(cause) => cause.into(),
            LoginError::Session(cause) => cause.into(),
        }
    }
}
