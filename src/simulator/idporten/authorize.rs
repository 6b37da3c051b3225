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
    find_client, pages,
    params::Params,
    request::{self, Refused},
};
use crate::simulator::{
    Simulator,
    page::{cookie, go},
    params::is_form,
    texts::{Language, Login as Texts},
    world::login::{PUSHED_LIFETIME, Prompt},
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
    Ok((StatusCode::CREATED, super::NO_STORE, answer).into_response())
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
    let language = params
        .get("ui_locales")
        .and_then(Language::parse)
        .unwrap_or_else(|| Language::of(&headers));
    match begin(&simulator, &headers, &params) {
        Ok(Next::Choose(path)) => go(StatusCode::FOUND, &path),
        Ok(Next::Answer(answer)) => answer.send(&simulator, language, StatusCode::FOUND),
        Err(no_way) => {
            tracing::info!(reason = %no_way, "a login is refused on ID-porten's own page");
            pages::cannot_start(&simulator, language, &no_way)
        }
    }
}

/// `POST /authorize`: the same request in a form, on its way to the same answer. The browser brings no cookie along
/// from another site's form, so that it comes once more, by a link.
pub async fn authorize_by_form(headers: HeaderMap, body: String) -> Result<Response, OAuthError> {
    if !is_form(&headers) {
        return Err(OAuthError::bad_request("invalid_request", NO_FORM));
    }
    Ok(go(StatusCode::SEE_OTHER, &format!("/authorize?{body}")))
}

/// Where the browser goes.
enum Next {
    /// To the person chooser.
    Choose(String),
    /// To the client.
    Answer(Answer),
}

fn begin(simulator: &Simulator, headers: &HeaderMap, params: &Params) -> Result<Next, NoWayBack> {
    let mut world = simulator.world();
    let now = world.now();
    let client_id = params.get("client_id");
    let client = client_id
        .and_then(|id| find_client(&world, simulator.origins(), id))
        .ok_or_else(|| NoWayBack::UnknownClient(client_id.map(str::to_owned)))?;

    let pushed = params
        .get("request_uri")
        .and_then(|uri| uri.strip_prefix(REQUEST_URI));
    let request = if let Some(name) = pushed {
        // What else stands in the query is not looked at: the pushed request is the whole of it.
        let pushed = world.login.take_pushed(name, &client.client_id, now);
        pushed.ok_or(NoWayBack::UnknownRequestUri)?
    } else {
        match request::read(&client, params) {
            Ok(request) => request,
            Err(Refused::Redirect(uri)) => return Err(NoWayBack::WrongRedirect(uri)),
            Err(Refused::Told { error, description }) => {
                let redirect_uri = request::redirect_uri(&client, params)
                    .map_err(|_| NoWayBack::WrongRedirect(None))?;
                let to = ReturnAddress {
                    client_id: client.client_id,
                    redirect_uri,
                    // A mode that is not known is refused in the usual one.
                    mode: request::response_mode(params).unwrap_or_default(),
                    state: params.get("state").map(str::to_owned),
                };
                return Ok(Next::Answer(Answer::refusal(to, error, &description)));
            }
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
    Ok(Next::Choose(format!("/login/{attempt}")))
}
