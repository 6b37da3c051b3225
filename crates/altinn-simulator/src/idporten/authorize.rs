use axum::{
    Json,
    extract::{RawQuery, State},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, StatusCode};
use serde_json::json;

use super::{
    OAuthError, SESSION_COOKIE,
    answer::{Answer, ReturnAddress},
    call::{Call, NO_FORM},
    find_client,
    forms::Params,
    pages,
    request::{self, Refused},
};
use crate::oidc::oauth_clients::IdPortenClient;
use crate::world::World;
use crate::{
    Simulator,
    html::{cookie, form_urlencoded, go},
    http::forms::is_form,
    oidc::{AuthorizationRequest, PUSHED_LIFETIME, Prompt},
    texts::{Language, Login as Texts},
};

const REQUEST_URI: &str = "urn:idporten:";

/// `POST /par`: the request for a login by the back channel, so that the browser carries only its name.
pub async fn push(
    State(simulator): State<Simulator>,
    Call { client, params }: Call,
) -> Result<Response, OAuthError> {
    let mut world = simulator.world();
    let now = world.now();
    if params.get("request_uri").is_some() {
        return Err(OAuthError::bad_request(
            "invalid_request",
            "request_uri cannot be pushed",
        ));
    }
    let request = request::read(&client, &params).map_err(|refused| match refused {
        Refused::Redirect(_) => OAuthError::bad_request(
            "invalid_request",
            "redirect_uri is not registered for the client",
        ),
        Refused::Told { error, description } => OAuthError::bad_request(error, description),
    })?;
    let name = world.login.push(request, now);
    let answer = Json(json!({
        "request_uri": format!("{REQUEST_URI}{name}"),
        "expires_in": PUSHED_LIFETIME.as_secs(),
    }));
    Ok((StatusCode::CREATED, crate::idporten::NO_STORE, answer).into_response())
}

/// Why the browser stays at ID-porten with a page that says so.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoWayBack {
    #[error("client_id is missing or unknown: {0:?}")]
    UnknownClient(Option<String>),
    #[error("redirect_uri is not registered for the client: {0:?}")]
    WrongRedirect(Option<String>),
    #[error("request_uri is unknown, used, too old or another client's")]
    UnknownRequestUri,
}

impl NoWayBack {
    #[must_use]
    pub fn text(&self, texts: &Texts) -> &'static str {
        match self {
            Self::UnknownClient(_) => texts.unknown_client,
            Self::WrongRedirect(_) => texts.wrong_redirect,
            Self::UnknownRequestUri => texts.unknown_request_uri,
        }
    }
}

/// `GET /authorize`: a session answers at once; without one, the person is asked.
pub async fn authorize(
    State(simulator): State<Simulator>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    let params = Params::read(query.as_deref().unwrap_or_default());
    let begun = begin(&simulator, &headers, &params);
    sent(&simulator, &headers, &params, StatusCode::FOUND, begun)
}

fn sent(
    simulator: &Simulator,
    headers: &HeaderMap,
    params: &Params,
    status: StatusCode,
    next: Result<Next, NoWayBack>,
) -> Response {
    let language = params
        .get("ui_locales")
        .and_then(Language::parse)
        .unwrap_or_else(|| Language::of(headers));
    match next {
        Ok(Next::Own(path)) => go(status, &path),
        Ok(Next::Answer(answer)) => answer.send(simulator, language, status),
        Err(no_way) => {
            tracing::info!(reason = %no_way, "a login is refused on ID-porten's own page");
            pages::cannot_start(simulator, language, &no_way)
        }
    }
}

/// `POST /authorize`: the same request in a form. A form of another site brings no cookie along, so that the browser
/// comes once more, by a link; what was in the form is kept, and in no address.
pub async fn authorize_by_form(
    State(simulator): State<Simulator>,
    headers: HeaderMap,
    body: String,
) -> Result<Response, OAuthError> {
    if !is_form(&headers) {
        return Err(OAuthError::bad_request("invalid_request", NO_FORM));
    }
    let params = Params::read(&body);
    let kept = keep(&simulator, &params);
    Ok(sent(
        &simulator,
        &headers,
        &params,
        StatusCode::SEE_OTHER,
        kept,
    ))
}

/// Where the browser goes.
enum Next {
    /// To a page of ID-porten's own, such as the person chooser.
    Own(String),
    /// To the client.
    Answer(Answer),
}

/// Keeps the request of a form under a name, as if it had been pushed. One that was pushed has its name.
fn keep(simulator: &Simulator, params: &Params) -> Result<Next, NoWayBack> {
    let mut world = simulator.world();
    let now = world.now();
    let client = client(&world, simulator, params)?;
    let name = match pushed(params) {
        Some(name) => name.to_owned(),
        None => match read(&client, params)? {
            Ok(request) => world.login.push(request, now),
            Err(refusal) => return Ok(Next::Answer(refusal)),
        },
    };
    let query = form_urlencoded(&[
        ("client_id", &client.client_id),
        ("request_uri", &format!("{REQUEST_URI}{name}")),
    ]);
    Ok(Next::Own(format!("/authorize?{query}")))
}

fn client(
    world: &World,
    simulator: &Simulator,
    params: &Params,
) -> Result<IdPortenClient, NoWayBack> {
    let id = params.get("client_id");
    let client = id.and_then(|id| find_client(world, simulator.origins(), id));
    client.ok_or_else(|| NoWayBack::UnknownClient(id.map(str::to_owned)))
}

fn pushed(params: &Params) -> Option<&str> {
    params.get("request_uri")?.strip_prefix(REQUEST_URI)
}

/// The request, or the refusal that the client is told.
fn read(
    client: &IdPortenClient,
    params: &Params,
) -> Result<Result<AuthorizationRequest, Answer>, NoWayBack> {
    let (error, description) = match request::read(client, params) {
        Ok(request) => return Ok(Ok(request)),
        Err(Refused::Redirect(uri)) => return Err(NoWayBack::WrongRedirect(uri)),
        Err(Refused::Told { error, description }) => (error, description),
    };
    let redirect_uri =
        request::redirect_uri(client, params).map_err(|_| NoWayBack::WrongRedirect(None))?;
    let to = ReturnAddress {
        client_id: client.client_id.clone(),
        redirect_uri,
        // A mode that is not known is refused in the usual one.
        mode: request::response_mode(params).unwrap_or_default(),
        state: params.get("state").map(str::to_owned),
    };
    Ok(Err(Answer::refusal(to, error, &description)))
}

fn begin(simulator: &Simulator, headers: &HeaderMap, params: &Params) -> Result<Next, NoWayBack> {
    let mut world = simulator.world();
    let now = world.now();
    let client = client(&world, simulator, params)?;
    let request = if let Some(name) = pushed(params) {
        // What else stands in the query is not looked at: the pushed request is the whole of it.
        let pushed = world.login.take_pushed(name, &client.client_id, now);
        pushed.ok_or(NoWayBack::UnknownRequestUri)?
    } else {
        match read(&client, params)? {
            Ok(request) => request,
            Err(refusal) => return Ok(Next::Answer(refusal)),
        }
    };

    if client.sso
        && let Some(cookie) = cookie(headers, SESSION_COOKIE)
        && world.login.session_for(&cookie, &request, now).is_some()
        && let Some(code) = world.login.issue_code(&cookie, request.clone(), now)
    {
        return Ok(Next::Answer(Answer::success(&request, code)));
    }
    if request.prompt == Prompt::Never {
        let description = "nobody is logged in, or not in the way that is asked for";
        let refusal = Answer::refusal((&request).into(), "login_required", description);
        return Ok(Next::Answer(refusal));
    }
    let attempt = world.login.begin(request, now);
    Ok(Next::Own(format!("/login/{attempt}")))
}
