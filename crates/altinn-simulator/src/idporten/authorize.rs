use axum::{
    Json,
    extract::{RawQuery, State},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, StatusCode};
use jiff::Timestamp;
use serde_json::json;

use super::{
    OAuthError,
    authorization_request::{self, RequestError},
    authorization_response::{AuthorizationResponse, ResponseTarget},
    client_request::{ClientRequest, NOT_A_FORM},
    error_pages::{ErrorPageReason, error_page},
    find_client,
    forms::Params,
    registration_hint,
    sandbox_cookie::sandbox_of_browser,
    session_cookie::session_key,
};
use crate::oidc::oauth_clients::IdPortenClient;
use crate::world::World;
use crate::{
    Simulator,
    altinn::pages::authentication,
    html::{form_urlencoded, go},
    http::forms::is_form,
    oidc::{AuthorizationRequest, PUSHED_LIFETIME, Prompt},
    texts::Language,
};

/// The prefix of every `request_uri`. The rest of a `request_uri` is the name of the pushed authorization request.
const REQUEST_URI_PREFIX: &str = "urn:idporten:";

/// Handles `POST /par`. The client sends its authorization request directly to ID-porten. ID-porten stores this
/// authorization request under a name, and the browser later sends only the name.
pub async fn push(
    State(simulator): State<Simulator>,
    ClientRequest { client, params }: ClientRequest,
) -> Result<Response, OAuthError> {
    let mut world = simulator.world();
    let now = world.now();
    if params.get("request_uri").is_some() {
        return Err(OAuthError::bad_request(
            "invalid_request",
            "a pushed request must not contain request_uri",
        ));
    }
    let request =
        authorization_request::read(&client, &params).map_err(|refusal| match refusal {
            RequestError::RedirectUri(sent) => {
                let reason = wrong_redirect_uri(&client, sent);
                OAuthError::bad_request("invalid_request", reason.to_string())
                    .with_hint(registration_hint(&simulator, &client.client_id))
            }
            RequestError::Parameter { error, description } => {
                let hint = (error == "invalid_scope")
                    .then(|| registration_hint(&simulator, &client.client_id))
                    .flatten();
                OAuthError::bad_request(error, description).with_hint(hint)
            }
        })?;
    let name = world.login.push(request, now);
    let body = Json(json!({
        "request_uri": format!("{REQUEST_URI_PREFIX}{name}"),
        "expires_in": PUSHED_LIFETIME.as_secs(),
    }));
    Ok((StatusCode::CREATED, crate::idporten::NO_STORE, body).into_response())
}

/// Handles `GET /authorize`. If the browser has a session that meets the requirements of the authorization request,
/// redirects the browser to the client. Otherwise, redirects the browser to the person chooser.
pub async fn authorize(
    State(simulator): State<Simulator>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    let params = Params::read(query.as_deref().unwrap_or_default());
    let next = start_login(&simulator, &headers, &params);
    respond(&simulator, &headers, &params, StatusCode::FOUND, next)
}

fn respond(
    simulator: &Simulator,
    headers: &HeaderMap,
    params: &Params,
    status: StatusCode,
    next: Result<NextStep, ErrorPageReason>,
) -> Response {
    let language = params
        .get("ui_locales")
        .and_then(Language::parse)
        .unwrap_or_else(|| Language::of(headers));
    match next {
        Ok(NextStep::OwnPage(path)) => go(status, &path),
        Ok(NextStep::Client(response)) => response.send(simulator, language, status),
        Err(reason) => error_page(simulator, language, &reason),
    }
}

/// Handles `POST /authorize`, with the parameters of the authorization request in a form.
///
/// A browser sends the session cookie with a `GET`, but not with a form from another site. So the simulator stores the
/// authorization request and redirects the browser to `GET /authorize`, with a short URL.
pub async fn authorize_by_form(
    State(simulator): State<Simulator>,
    headers: HeaderMap,
    body: String,
) -> Result<Response, OAuthError> {
    if !is_form(&headers) {
        return Err(OAuthError::bad_request("invalid_request", NOT_A_FORM));
    }
    let params = Params::read(&body);
    let next = store_request(&simulator, &params);
    Ok(respond(
        &simulator,
        &headers,
        &params,
        StatusCode::SEE_OTHER,
        next,
    ))
}

/// Where ID-porten redirects the browser after `/authorize`.
enum NextStep {
    OwnPage(String),
    /// The redirect URI of the client, with a code or an error.
    Client(AuthorizationResponse),
}

/// Stores the authorization request that the form contains. Returns a URL of `GET /authorize` with the name of the
/// stored authorization request. If the form has a `request_uri`, the client has already pushed its authorization
/// request, so this function stores nothing.
fn store_request(simulator: &Simulator, params: &Params) -> Result<NextStep, ErrorPageReason> {
    let mut world = simulator.world();
    let now = world.now();
    let client = find_request_client(&world, simulator, params)?;
    let name = match pushed_request_name(params) {
        Some(name) => name.to_owned(),
        None => match read_request(&client, params)? {
            Ok(request) => world.login.push(request, now),
            Err(response) => return Ok(NextStep::Client(response)),
        },
    };
    let query = form_urlencoded(&[
        ("client_id", &client.client_id),
        ("request_uri", &format!("{REQUEST_URI_PREFIX}{name}")),
    ]);
    Ok(NextStep::OwnPage(format!("/authorize?{query}")))
}

fn find_request_client(
    world: &World,
    simulator: &Simulator,
    params: &Params,
) -> Result<IdPortenClient, ErrorPageReason> {
    let id = params.get("client_id");
    let client = id.and_then(|id| find_client(world, simulator.origins(), id));
    client.ok_or_else(|| ErrorPageReason::ClientId(id.map(str::to_owned)))
}

fn pushed_request_name(params: &Params) -> Option<&str> {
    params.get("request_uri")?.strip_prefix(REQUEST_URI_PREFIX)
}

/// Reads the authorization request from the parameters. The outer `Err` is an error page for the browser. The inner
/// `Err` is an error response for the client.
fn read_request(
    client: &IdPortenClient,
    params: &Params,
) -> Result<Result<AuthorizationRequest, AuthorizationResponse>, ErrorPageReason> {
    let (error, description) = match authorization_request::read(client, params) {
        Ok(request) => return Ok(Ok(request)),
        Err(RequestError::RedirectUri(sent)) => return Err(wrong_redirect_uri(client, sent)),
        Err(RequestError::Parameter { error, description }) => (error, description),
    };
    let redirect_uri = authorization_request::redirect_uri(client, params)
        .map_err(|_| wrong_redirect_uri(client, None))?;
    let target = ResponseTarget {
        client_id: client.client_id.clone(),
        redirect_uri,
        // For an unknown response mode, ID-porten sends the error response in the default mode.
        mode: authorization_request::response_mode(params).unwrap_or_default(),
        state: params.get("state").map(str::to_owned),
    };
    Ok(Err(AuthorizationResponse::error(
        target,
        error,
        &description,
    )))
}

fn wrong_redirect_uri(client: &IdPortenClient, sent: Option<String>) -> ErrorPageReason {
    ErrorPageReason::RedirectUri {
        client_id: client.client_id.clone(),
        sent,
        registered: client.redirect_uris.clone(),
    }
}

/// Returns the id of the sandbox of this log-in. Altinn's log-in for a page uses the page's sandbox, so a forwarded
/// link works in every browser. All remaining log-ins use the sandbox in the browser's cookie.
fn sandbox_of_request(
    world: &World,
    headers: &HeaderMap,
    request: &AuthorizationRequest,
    now: Timestamp,
) -> Option<String> {
    let is_altinn = request.client_id == authentication::CLIENT_ID;
    let state = request.state.as_deref().filter(|_| is_altinn);
    let of_page = state.and_then(|state| world.login.sandbox_of_altinn_login(state, now));
    let of_page = of_page.filter(|id| world.sandboxes.exists(id));
    of_page
        .map(str::to_owned)
        .or_else(|| sandbox_of_browser(world, headers))
}

/// Whether a session of this person is valid in a sandbox. If `sandbox` is `None`, the session of every existing person
/// is valid.
fn is_person_of(world: &World, person: &str, sandbox: Option<&str>) -> bool {
    let own = world.sandbox_of_person(person);
    own.is_some() && (sandbox.is_none() || own == sandbox)
}

fn start_login(
    simulator: &Simulator,
    headers: &HeaderMap,
    params: &Params,
) -> Result<NextStep, ErrorPageReason> {
    let mut world = simulator.world();
    let now = world.now();
    let client = find_request_client(&world, simulator, params)?;
    let request = if let Some(name) = pushed_request_name(params) {
        // A pushed authorization request is complete, so ID-porten ignores all other parameters in the query.
        let pushed = world.login.take_pushed(name, &client.client_id, now);
        pushed.ok_or(ErrorPageReason::RequestUri)?
    } else {
        match read_request(&client, params)? {
            Ok(request) => request,
            Err(response) => return Ok(NextStep::Client(response)),
        }
    };

    let sandbox = sandbox_of_request(&world, headers, &request, now);
    let request = AuthorizationRequest { sandbox, ..request };
    if client.sso
        && let Some(key) = session_key(headers)
        && let Some(session) = world.login.session_for(&key, &request, now)
        && is_person_of(&world, &session.person, request.sandbox.as_deref())
        && let Some(code) = world.login.issue_code(&key, request.clone(), now)
    {
        let response = AuthorizationResponse::success(&request, code);
        return Ok(NextStep::Client(response));
    }
    if request.prompt == Prompt::Never {
        let description = "no session meets the request, and prompt=none allows no log-in page";
        let response =
            AuthorizationResponse::error((&request).into(), "login_required", description);
        return Ok(NextStep::Client(response));
    }
    let attempt = world.login.begin(request, now);
    Ok(NextStep::OwnPage(format!("/login/{attempt}")))
}
