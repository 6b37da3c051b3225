//! Login to Altinn and logout from Altinn, on the origin of Altinn's platform. Altinn is an OAuth client of ID-porten.
//! In the simulator, Altinn and ID-porten run in the same process. Altinn therefore exchanges the authorization code by
//! a function call, without HTTP.

use std::borrow::Cow;

use axum::{
    extract::State,
    response::{IntoResponse, Response},
    routing::get,
};
use axum_extra::extract::cookie::{Cookie, CookieJar};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::Deserialize;
use time::Duration;
use url::Url;
use uuid::Uuid;

use super::{LOGOUT_INFO_COOKIE, SESSION_COOKIE, person_at, sandbox::sandbox_of_url};
use crate::oidc::oauth_clients::{IdPortenClient, TokenEndpointAuthMethod};
use crate::{
    Origins, Simulator,
    altinn::case_insensitive::{Query, Router},
    html::{
        at, cookie, cookie_header, expired, form_urlencoded, go, http_only_cookie, is_known_origin,
        is_own, origin_of,
    },
    oidc::{ATTEMPT_LIFETIME, AltinnLogin, challenge, secret},
    rules::RequestKind,
};
use altinn_types::RequestId;
use strum::VariantArray;

/// Altinn's client id at ID-porten.
pub const CLIENT_ID: &str = "altinn";

/// The prefix of the cookies for logins that have started but not ended. The rest of the cookie's name is the `state`
/// of the login, so a user can start two logins in two tabs. Altinn rejects ID-porten's response if the browser lacks
/// the cookie for the `state`.
const LOGIN_COOKIES: &str = "simulated-altinn-login-";

const AUTHENTICATION: &str = "/authentication/api/v1/authentication";
const CALLBACK: &str = "/authentication/api/v1/upstream/callback";
const FRONT_CHANNEL_LOGOUT: &str = "/authentication/api/v1/upstream/frontchannel-logout";
pub const LOGOUT: &str = "/authentication/api/v1/logout";
const HANDLE_LOGGED_OUT: &str = "/authentication/api/v1/logout/handleloggedout";

/// A path on the origin of Altinn's pages. When a browser opens this path, the simulator ends the browser's session at
/// Altinn. The real Altinn has no such path.
pub(super) const LEAVE: &str = "/simulator/leave";

pub fn router() -> Router<Simulator> {
    Router::new()
        .route(AUTHENTICATION, get(authenticate))
        .route(CALLBACK, get(callback))
        .route(FRONT_CHANNEL_LOGOUT, get(front_channel_logout))
        .route(LOGOUT, get(log_out))
        .route(HANDLE_LOGGED_OUT, get(handle_logged_out))
}

/// Returns Altinn's registration as an OAuth client of ID-porten. The registration is built in, so nobody has to add it
/// with the control API.
#[must_use]
pub fn client(origins: &Origins) -> IdPortenClient {
    let platform = |path| at(&origins.altinn_platform, path);
    IdPortenClient {
        client_id: CLIENT_ID.to_owned(),
        organisation: "991825827"
            .parse()
            .expect("Digdir's organisation number has a valid check digit"),
        name: "Altinn".to_owned(),
        keys: Vec::new(),
        certificates: Vec::new(),
        client_secret: None,
        redirect_uris: vec![platform(CALLBACK)],
        post_logout_redirect_uris: vec![platform(HANDLE_LOGGED_OUT)],
        frontchannel_logout_uri: Some(platform(FRONT_CHANNEL_LOGOUT)),
        scopes: vec!["openid".to_owned(), "profile".to_owned()],
        token_endpoint_auth_method: TokenEndpointAuthMethod::None,
        access_token_lifetime: None,
        refresh_token_lifetime: None,
        pkce_required: true,
        sso: true,
    }
}

/// Returns the URL that starts a login. After the login, Altinn redirects the browser to `goto`.
#[must_use]
pub fn login_url(origins: &Origins, goto: &str) -> String {
    let query = form_urlencoded(&[("goto", goto)]);
    format!("{}?{query}", at(&origins.altinn_platform, AUTHENTICATION))
}

#[derive(Deserialize)]
pub(super) struct Goto {
    goto: Option<String>,
}

/// Handles `GET authentication?goto=…`. Redirects a browser with a session to `goto`, and other browsers to ID-porten.
async fn authenticate(
    State(simulator): State<Simulator>,
    headers: HeaderMap,
    Query(query): Query<Goto>,
) -> Response {
    let origins = simulator.origins();
    let start = origins.altinn_ui.to_string();
    let goto = query.goto.filter(|goto| is_own(origins, goto));
    let goto = goto.unwrap_or(start);
    let mut world = simulator.world();
    let now = world.now();
    let url = Url::parse(&goto).unwrap_or_else(|_| origins.altinn_ui.clone());
    if person_at(&world, &headers, &url).is_some() {
        return go(StatusCode::FOUND, &goto);
    }
    let sandbox = sandbox_of_url(&world, &url);
    let login = AltinnLogin {
        goto,
        nonce: secret(),
        // A PKCE verifier needs at least 43 characters. `secret()` returns a shorter text, so join three such texts.
        verifier: [secret(), secret(), secret()].concat(),
        sandbox,
    };
    let challenge = challenge(&login.verifier);
    let nonce = login.nonce.clone();
    let state = world.login.begin_altinn_login(login, now);
    drop(world);
    let query = form_urlencoded(&[
        ("response_type", "code"),
        ("client_id", CLIENT_ID),
        ("redirect_uri", &at(&origins.altinn_platform, CALLBACK)),
        ("scope", "openid profile"),
        ("acr_values", "idporten-loa-substantial"),
        ("state", &state),
        ("nonce", &nonce),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
    ]);
    let url = format!("{}?{query}", at(&origins.idporten, "/authorize"));
    let mut login = login_cookie(&state);
    login.set_max_age(Duration::seconds(ATTEMPT_LIFETIME.as_secs()));
    (CookieJar::new().add(login), go(StatusCode::FOUND, &url)).into_response()
}

/// Returns the cookie that connects a login to the browser. At the end of the login, Altinn requires this cookie.
fn login_cookie(state: &str) -> Cookie<'static> {
    let mut cookie = http_only_cookie(format!("{LOGIN_COOKIES}{state}"), "1");
    cookie.set_path(CALLBACK);
    cookie
}

#[derive(Deserialize)]
struct UserDecision {
    code: Option<String>,
    state: Option<String>,
    iss: Option<String>,
}

/// Handles ID-porten's responses at the redirect URI. If a response is an error or fails a check, Altinn redirects the
/// browser to the start page. For example, ID-porten sends an error when the user cancels the login.
async fn callback(
    State(simulator): State<Simulator>,
    headers: HeaderMap,
    Query(answer): Query<UserDecision>,
) -> Response {
    let origins = simulator.origins();
    let mut world = simulator.world();
    let now = world.now();
    let ours = answer
        .state
        .filter(|state| cookie(&headers, &format!("{LOGIN_COOKIES}{state}")).is_some())
        .filter(|_| answer.iss == Some(origins.idporten_issuer()));
    let login = ours
        .as_deref()
        .and_then(|state| world.login.end_altinn_login(state, now));
    let entered = login.and_then(|login| {
        let code = world
            .login
            .redeem(
                &answer.code?,
                CLIENT_ID,
                Some(&at(&origins.altinn_platform, CALLBACK)),
                Some(&login.verifier),
                now,
            )
            .ok()
            .filter(|code| code.request.nonce.as_ref() == Some(&login.nonce))?;
        let session = world
            .login
            .start_altinn_session(&code.person, &code.sid, now);
        Some((session, login.goto))
    });
    drop(world);
    let mut cookies = CookieJar::new();
    if let Some(state) = ours {
        cookies = cookies.add(expired(login_cookie(&state)));
    }
    let goto = if let Some((session, goto)) = entered {
        cookies = cookies.add(shared_cookie(origins, SESSION_COOKIE, session));
        goto
    } else {
        tracing::info!("a login to Altinn failed");
        origins.altinn_ui.to_string()
    };
    (cookies, go(StatusCode::FOUND, &goto)).into_response()
}

#[derive(Deserialize)]
struct EndedSession {
    iss: String,
    sid: String,
}

/// Handles the front-channel logout: when a session ends, ID-porten's logout page loads this URL in an iframe. Browsers
/// send no cookies in an iframe of another site, so the simulator finds the session by the parameter `sid`.
async fn front_channel_logout(
    State(simulator): State<Simulator>,
    Query(ended): Query<EndedSession>,
) -> Response {
    let issuer = simulator.origins().idporten_issuer();
    if ended.iss == issuer {
        simulator.world().login.end_altinn_sessions_of(&ended.sid);
    }
    let framed_by = origin_of(&issuer).unwrap_or_default();
    let policy = format!("default-src 'none'; frame-ancestors {framed_by}");
    let policy =
        HeaderValue::from_str(&policy).expect("an origin has only visible ASCII characters");
    let headers = [
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    (headers, StatusCode::OK).into_response()
}

/// Returns the URL that ends the browser's session at Altinn and then leads to `goto`. The simulator sends the browser
/// to this URL when the browser enters another sandbox.
#[must_use]
pub fn leave_url(origins: &Origins, goto: &str) -> String {
    let query = form_urlencoded(&[("goto", goto)]);
    format!("{}?{query}", at(&origins.altinn_ui, LEAVE))
}

/// Handles `GET /simulator/leave?goto=…`: ends the browser's session at Altinn, and redirects the browser to `goto`.
///
/// ID-porten's logout does not end every session at Altinn, for example if ID-porten's session has expired. The browser
/// sends Altinn's session cookie with this call, so Altinn can end the session.
pub(super) async fn leave(
    State(simulator): State<Simulator>,
    headers: HeaderMap,
    Query(query): Query<Goto>,
) -> Response {
    let origins = simulator.origins();
    let mut world = simulator.world();
    if let Some(session) = cookie(&headers, SESSION_COOKIE) {
        world.login.end_altinn_session(&session);
    }
    let goto = query
        .goto
        .filter(|goto| is_known_origin(&world, origins, goto));
    drop(world);
    let goto = goto.unwrap_or_else(|| origins.altinn_ui.to_string());
    let cookies = CookieJar::new().add(expired(shared_cookie(origins, SESSION_COOKIE, "")));
    (cookies, go(StatusCode::SEE_OTHER, &goto)).into_response()
}

/// Ends the browser's session at Altinn, and redirects the browser to ID-porten. ID-porten then ends the browser's
/// session at ID-porten.
async fn log_out(State(simulator): State<Simulator>, headers: HeaderMap) -> Response {
    if let Some(session) = cookie(&headers, SESSION_COOKIE) {
        simulator.world().login.end_altinn_session(&session);
    }
    let origins = simulator.origins();
    let query = form_urlencoded(&[
        ("client_id", CLIENT_ID),
        (
            "post_logout_redirect_uri",
            &at(&origins.altinn_platform, HANDLE_LOGGED_OUT),
        ),
    ]);
    let url = format!("{}?{query}", at(&origins.idporten, "/logout"));
    let cookies = CookieJar::new().add(expired(shared_cookie(origins, SESSION_COOKIE, "")));
    (cookies, go(StatusCode::FOUND, &url)).into_response()
}

/// Handles the last step of the logout. Altinn redirects the browser to the `redirectUrl` of the request,
/// **unchanged**. The URL therefore does not tell the vendor whether the customer approved or rejected the request.
async fn handle_logged_out(State(simulator): State<Simulator>, headers: HeaderMap) -> Response {
    let redirect_url = cookie(&headers, LOGOUT_INFO_COOKIE)
        .and_then(|info| redirect_url(&simulator, &info))
        .filter(|url| !url.is_empty());
    // The browser goes to this URL if the cookie is missing, if the request has no redirect URL, or if the vendor has
    // deleted the request. In the last case, the real Altinn shows an error instead.
    let start = || at(&simulator.origins().altinn_ui, "/?loggedout=true");
    let cookie = expired(shared_cookie(simulator.origins(), LOGOUT_INFO_COOKIE, ""));
    let response = go(StatusCode::FOUND, &redirect_url.unwrap_or_else(start));
    (CookieJar::new().add(cookie), response).into_response()
}

/// Returns the `Set-Cookie` header for the cookie `AltinnLogoutInfo`, which contains the request's id for the last step
/// of the logout.
///
/// The cookie's value contains `=`. A [`CookieJar`] would percent-encode the `=`, but Altinn does not, so this function
/// makes the header itself.
#[must_use]
pub fn logout_info(origins: &Origins, kind: RequestKind, id: RequestId) -> HeaderValue {
    let value = format!("{}={id}", kind.logout_info());
    cookie_header(&shared_cookie(origins, LOGOUT_INFO_COOKIE, value))
}

/// Returns the id of the system user request from the cookie `AltinnLogoutInfo`. A browser has this cookie while the
/// user is being logged out of Altinn.
#[must_use]
pub fn request_of_logout(headers: &HeaderMap) -> Option<Uuid> {
    let info = cookie(headers, LOGOUT_INFO_COOKIE)?;
    let (_, id) = info.split_once('=')?;
    id.parse().ok()
}

/// Returns a cookie that the browser sends to Altinn's pages and to Altinn's platform. If the pages and the platform
/// have different hosts, the cookie has the attribute `Domain`, as in the real Altinn.
fn shared_cookie(
    origins: &Origins,
    name: &'static str,
    value: impl Into<Cow<'static, str>>,
) -> Cookie<'static> {
    let mut cookie = http_only_cookie(name, value);
    if let Some(domain) = origins.altinn_domain() {
        cookie.set_domain(domain);
    }
    cookie
}

/// Reads the id of a request from the value of the cookie `AltinnLogoutInfo`, and returns the redirect URL of this
/// request.
fn redirect_url(simulator: &Simulator, info: &str) -> Option<String> {
    let (name, id) = info.split_once('=')?;
    let mut kinds = RequestKind::VARIANTS.iter().copied();
    let kind = kinds.find(|kind| kind.logout_info() == name)?;
    let id = id.parse().ok()?;
    let world = simulator.world();
    world.requests.get(kind, id)?.redirect_url.clone()
}
