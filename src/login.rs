//! Log-in and log-out with ID-porten. As in [`redirect`](crate::redirect), SmartCloud redirects the browser to another
//! site, and the browser returns. But ID-porten's callback contains a result, and SmartCloud must verify that result.
//!
//! ```text
//!  browser             SmartCloud                     ID-porten          Altinn
//!     │ POST start ───────▶ │ 1. push the request ────────▶ │                │
//!     │                     │    save the log-in            │                │
//!     │ ◀── 303 authorize   │                               │                │
//!     │ ──────────────────────────────────── the person logs in              │
//!     │ GET callback?code ▶ │ 2. match it with a log-in     │                │
//!     │                     │ 3. exchange the code, verify ▶│                │
//!     │                     │ 4. read the organisations ────────────────────▶│
//!     │ ◀── 303 next page   │ 5. sign in                    │                │
//! ```
//!
//! ID-porten says who the person is, but does not know the organisations that the person may act for. SmartCloud reads
//! these organisations from Altinn at log-in, and then every ten minutes (`organisations.rs`). SmartCloud never reads,
//! saves or logs who the person is.
//!
//! # Rules to keep if you copy this file
//!
//! 1. **Tie the callback to the browser.** Save each log-in with the random id in the browser's cookie. Refuse a
//!    callback with the `state` of another browser. Otherwise an attacker can sign a victim in as the attacker (login
//!    CSRF).
//! 2. **Use each `state` once.** Mark the log-in as used before you use the code. Refuse a `state` that is too old.
//!    Save each log-in as its own row, and not in a list in the session. A browser can start several log-ins at the
//!    same time. In a list, one log-in could overwrite another log-in. ADR 10 names the one case that this rule does
//!    not cover.
//! 3. **Verify the ID token before you use a claim.** [`idporten::Client::finish`] does this.
//! 4. **Change the session id at sign-in.** Otherwise an attacker can set the session cookie first, and use the session
//!    after the sign-in (session fixation).
//! 5. **After the log-in, redirect only to your own pages.** The form field `next` comes from the browser, so parse it
//!    as a [`LocalPath`]. Limit its length, because you save it before you know the visitor.
//! 6. **Let ID-porten end a sign-in by its `sid`, without a cookie.** Save the sign-ins on the server, for example in a
//!    database table. There, you can find a sign-in by its `sid`.
//! 7. **Log each sign-in, each sign-out and each refused sign-in**, but not who the person is. All log lines of one
//!    sign-in contain the same random id.

use axum::{
    Router,
    extract::State,
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use http::header;
use jiff::Timestamp;
use oauth2::RefreshToken;
use serde::Deserialize;
use tower_sessions::Session;

use crate::{
    altinn,
    error::AppError,
    i18n::Locale,
    idporten,
    local_path::LocalPath,
    organisations, outbound,
    reply::{self, FormData, QueryData},
    session::{self, BrowserId, SignIn, SignedIn},
    state::AppState,
    store::{self, CallbackMatch, PendingLogin},
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
    browser: BrowserId,
    locale: Locale,
    FormData(form): FormData<StartForm>,
) -> Response {
    // If `next` is not a path, or is a URL of another site, use the home page instead. Otherwise the log-in could
    // redirect the customer to another site (open redirect). Also replace a path that is too long, because no page of
    // SmartCloud sends such a path.
    let next = form.next.parse().unwrap_or_else(|_| LocalPath::home());
    match begin(&app, &browser, locale, next.clone()).await {
        Ok(address) => {
            let redirect = Redirect::to(address.as_str());
            (browser.cookie(&app.config), redirect).into_response()
        }
        Err(error) => reply::back_to(&login_page(&next), reply::failure(error)),
    }
}

/// Pushes the authorization request to ID-porten, and saves the log-in. Returns the URL of ID-porten's log-in page. The
/// handler of a link to a scene also calls this function.
///
/// # Errors
///
/// [`AppError`] if ID-porten does not answer or refuses the authorization request, or if the store fails.
pub async fn log_in_address(
    app: &AppState,
    browser: &BrowserId,
    locale: Locale,
    next: LocalPath,
) -> Result<url::Url, AppError> {
    begin(app, browser, locale, next)
        .await
        .map_err(reply::failure)
}

async fn begin(
    app: &AppState,
    browser: &BrowserId,
    locale: Locale,
    next: LocalPath,
) -> Result<url::Url, LoginError> {
    let now = app.now();
    let (address, secrets) = app.idporten.begin(locale.code(), now).await?;
    // SmartCloud saves the `state` together with the browser's id, to accept the callback only from this browser. If
    // SmartCloud saved the `state` alone, it would accept the callback from any browser.
    let login = PendingLogin { secrets, next };
    app.store.save_login(browser, &login, now).await?;
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
/// If any step fails, the browser gets SmartCloud's log-in page with the error, and nobody is signed in. In that case,
/// the customer must start a new log-in, because ID-porten accepts each code only once.
async fn callback(
    State(app): State<AppState>,
    session: Session,
    browser: Option<BrowserId>,
    QueryData(callback): QueryData<Callback>,
) -> Response {
    let now = app.now();
    // Step 2: find the log-in of this browser by the callback's `state`. The store also marks the log-in as used, so
    // the same callback cannot sign anybody in a second time.
    let state = callback.state.as_deref().unwrap_or_default();
    let login = match app.store.match_callback(browser.as_ref(), state, now).await {
        Ok(CallbackMatch::First(login)) => login,
        Ok(CallbackMatch::Closed(next)) => return without_login(&app, &session, Some(next)).await,
        Ok(CallbackMatch::Unknown) => return without_login(&app, &session, None).await,
        Err(error) => return refuse(&LocalPath::home(), error.into()),
    };
    match finish(&app, callback, login.secrets, now).await {
        // Step 5: save the sign-in, and give the session a new id.
        Ok((sign_in, refresh_token)) => {
            match SignedIn::save(&session, &app, &sign_in, refresh_token, now).await {
                Ok(()) => Redirect::to(login.next.as_str()).into_response(),
                Err(error) => refuse(&login.next, error.into()),
            }
        }
        Err(error) => refuse(&login.next, error),
    }
}

/// Answers a callback for which this browser has no open log-in. If SmartCloud knows the log-in, `next` is the page
/// that the customer wanted to open.
///
/// If the customer is signed in, SmartCloud redirects the browser to `next`, and the sign-in does not change. The
/// customer has probably opened the callback again, from the browser's history or in a restored tab. If nobody is
/// signed in, the browser gets the log-in page with the error.
async fn without_login(app: &AppState, session: &Session, next: Option<LocalPath>) -> Response {
    match SignedIn::exists(session, app).await {
        Ok(true) => {
            let next = next.as_ref().map_or("/organisation", LocalPath::as_str);
            Redirect::to(next).into_response()
        }
        Ok(false) => {
            let next = next.unwrap_or_else(LocalPath::home);
            refuse(&next, LoginError::UnknownLogin)
        }
        Err(error) => refuse(&LocalPath::home(), error.into()),
    }
}

/// Redirects the browser to the log-in page. This page shows `error`, so the customer knows why the log-in failed.
fn refuse(next: &LocalPath, error: LoginError) -> Response {
    let problem = reply::failure(error);
    tracing::warn!(reason = problem.code(), "sign-in refused");
    reply::back_to(&login_page(next), problem)
}

async fn finish(
    app: &AppState,
    callback: Callback,
    secrets: idporten::LoginSecrets,
    now: Timestamp,
) -> Result<(SignIn, Option<RefreshToken>), LoginError> {
    // Check that ID-porten's issuer sent the callback (RFC 9207), before you use any other parameter.
    let iss = callback.iss.as_deref();
    let is_error = callback.error.is_some();
    app.idporten
        .check_response_issuer(iss, is_error, now)
        .await?;
    match callback.error.as_deref() {
        None => {}
        // `access_denied` means that the customer cancelled the log-in on ID-porten's page.
        Some("access_denied") => return Err(LoginError::Cancelled),
        Some(error) => {
            return Err(LoginError::Refused {
                error: outbound::excerpt(error),
                description: outbound::excerpt(&callback.error_description.unwrap_or_default()),
            });
        }
    }
    let code = callback.code.ok_or(LoginError::NoCode)?;

    // Step 3: exchange the code for tokens. Do not use any claim before the ID token is completely verified.
    let login = app.idporten.finish(code, secrets, now).await?;

    // Step 4: ask Altinn which organisations the person may act for. `read` exchanges ID-porten's *access token* for a
    // token of Altinn, and sends Altinn's token with the call. SmartCloud saves neither of these tokens.
    let organisations = organisations::read(app, &login.access_token).await?;
    if organisations.is_empty() {
        return Err(LoginError::NoOrganisations);
    }
    let sign_in = SignIn {
        issuer: login.issuer,
        sid: login.sid,
        organisations,
    };
    Ok((sign_in, login.refresh_token))
}

#[derive(Deserialize)]
struct LogoutForm {
    /// The path of the page that SmartCloud opens when the customer logs in again. Only the button for a log-in as somebody
    /// else sends this field.
    #[serde(default)]
    next: String,
}

/// Handles `POST /logout`: ends the sign-in at SmartCloud, and then redirects the browser to ID-porten's logout.
///
/// Without ID-porten's logout, the next person at the same computer could log in without entering anything. If
/// ID-porten does not answer or has no logout, SmartCloud still signs the customer out. The page then says that the
/// customer still has a session at ID-porten, and offers to try again.
///
/// This handler also redirects a visitor who is not signed in to ID-porten's logout. For example, a person without an
/// organisation has a session at ID-porten, but is not signed in at SmartCloud.
///
/// The customer can log out to log in as somebody else, and then continue at the page `next`. ID-porten returns `next`
/// in the parameter `state`, because the post-logout redirect URI must be exactly the registered one.
async fn logout(
    State(app): State<AppState>,
    session: Session,
    FormData(form): FormData<LogoutForm>,
) -> Response {
    if let Err(error) = SignedIn::end(&session, &app).await {
        return reply::back_to("/logout", reply::failure(error));
    }
    let next = form.next.parse::<LocalPath>().ok();
    let state = next.as_ref().map(LocalPath::as_str);
    let state = state.filter(|path| path.bytes().all(|byte| matches!(byte, b' '..=b'~')));
    let back_to = app.config.local("/logged-out");
    let logout_url = app.idporten.logout_url(&back_to, state, app.now()).await;
    let error = match logout_url {
        Ok(Some(address)) => return Redirect::to(address.as_str()).into_response(),
        Ok(None) => LoginError::NoLogout,
        Err(cause) => LoginError::Logout(cause),
    };
    let page = next.map(|next| next.in_address_of("/logged-out", "state"));
    let page = page.as_deref().unwrap_or("/logged-out");
    reply::back_to(page, reply::failure(error))
}

#[derive(Deserialize)]
struct FrontchannelLogout {
    iss: String,
    sid: String,
}

/// Handles `GET /login/frontchannel-logout?iss=…&sid=…`: ends the sign-ins of a session that has ended at ID-porten.
///
/// ID-porten's logout page loads this URL in a frame. Browsers that block third-party cookies send no cookie in this
/// call. So find the sign-in by `sid`, and not by a session cookie.
///
/// The call is not authenticated, so anybody can send it. But only ID-porten, its clients and the customer's browser
/// know the random `sid`. Somebody who knows the `sid` can only sign the customer out. An empty `sid` must never match
/// a sign-in.
///
/// Answer 200 also for an unknown `sid`, because an error would reveal which sessions exist. `frame-ancestors` allows
/// only ID-porten's pages to load this URL in a frame.
async fn frontchannel_logout(
    State(app): State<AppState>,
    QueryData(query): QueryData<FrontchannelLogout>,
) -> Response {
    match app.store.sign_out_session(&query.iss, &query.sid).await {
        Ok(sign_ins) => {
            for sign_in in sign_ins {
                app.refresh_tokens.forget(&sign_in);
                tracing::info!(
                    sign_in,
                    "signed out by a front-channel logout from ID-porten"
                );
            }
        }
        Err(error) => return reply::status(reply::failure(error)).into_response(),
    }
    let ancestors = app.config.idporten.hops.join(" ");
    let policy = format!("default-src 'none'; frame-ancestors {ancestors}");
    ([(header::CONTENT_SECURITY_POLICY, policy)], "").into_response()
}

/// Returns the path of the log-in page. Its query contains `next`, the page to open after the log-in.
fn login_page(next: &LocalPath) -> String {
    next.in_address_of("/login", "next")
}

/// The texts of these errors are for the log. The browser gets an [`AppError`] instead.
#[derive(Debug, thiserror::Error)]
enum LoginError {
    /// The browser has used the callback before, the log-in is too old, or another browser started the log-in. An
    /// attacker can also be the cause, as rule 1 at the top of this file explains. Nobody is signed in.
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
    #[error("the log-in at ID-porten failed")]
    IdPorten(#[from] idporten::Error),
    #[error("the logout at ID-porten failed, so the person still has a session there")]
    Logout(#[source] idporten::Error),
    #[error(
        "ID-porten's metadata has no end_session_endpoint, so the person still has a session there"
    )]
    NoLogout,
    #[error("the person's organisations cannot be read from Altinn")]
    Altinn(#[from] altinn::Error),
    #[error("the sign-in or the session cannot be saved or read")]
    Session(#[from] session::Error),
    #[error("the log-in cannot be saved or read")]
    Store(#[from] store::Error),
}

impl From<LoginError> for AppError {
    fn from(error: LoginError) -> Self {
        match error {
            LoginError::UnknownLogin => Self::LoginExpired,
            LoginError::Cancelled => Self::LoginCancelled,
            LoginError::NoOrganisations => Self::NoOrganisations,
            LoginError::Refused { .. } | LoginError::NoCode => Self::LoginFailed,
            LoginError::IdPorten(cause) => cause.into(),
            LoginError::Logout(_) | LoginError::NoLogout => Self::StillAtIdPorten,
            LoginError::Altinn(cause) => cause.into(),
            LoginError::Session(cause) => cause.into(),
            LoginError::Store(cause) => cause.into(),
        }
    }
}
