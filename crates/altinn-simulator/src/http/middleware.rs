//! The middleware around the routes of every service. The middleware injects faults, saves the simulator's state before
//! it sends the response, and writes a log line.

use std::time::{Duration, Instant};

use axum::{
    Json, Router,
    extract::{ConnectInfo, DefaultBodyLimit, OriginalUri, Request, State},
    http::{
        HeaderMap, HeaderName, HeaderValue, StatusCode,
        header::{CONTENT_TYPE, SET_COOKIE},
    },
    middleware::{self, Next},
    response::{IntoResponse, Response},
};
use axum_extra::extract::cookie::Cookie;
use serde_json::json;

use super::{
    fault_injection::{self, instead},
    faults::{Fault, FaultEffect, Service},
    request_log::LoggedResponse,
    server::ConnectionHandle,
};
use crate::Simulator;

/// The response header that contains the kind of the injected fault. A response without a fault does not have this
/// header.
pub(crate) const FAULT_HEADER: HeaderName = HeaderName::from_static("x-simulator-fault");

/// The largest body of an HTTP request, in bytes. The largest normal body, a system with all its rights, has a few
/// thousand bytes.
const BODY_LIMIT: usize = 256 * 1024;

/// The longest time for the handling of one HTTP request. A request takes too long, for example, if the client never
/// sends the rest of the body.
const TIME_LIMIT: Duration = Duration::from_secs(30);

/// The details of an error response, for the log line. The details must not contain a token, a key or a personal
/// number.
#[derive(Clone, Debug)]
pub(crate) struct ErrorDetails {
    /// The error code of Altinn or Maskinporten. The text is empty if the response has no error code.
    pub code: String,
    /// The trace id in the response body. The text is empty if the body has no trace id.
    pub trace: String,
    /// The reason for the error, in more words than the response body.
    pub why: String,
}

/// Adds the middleware to the routes of one service.
pub(crate) fn layered(
    routes: Router<Simulator>,
    simulator: &Simulator,
    service: Service,
) -> Router {
    routes
        .fallback(not_simulated)
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(middleware::from_fn_with_state(
            (simulator.clone(), service),
            handle,
        ))
        .with_state(simulator.clone())
}

/// Returns the 404 response for a path that the simulator does not have. The real service may have the path.
pub(crate) async fn not_simulated(request: Request) -> Response {
    // In a nested router, axum removes the prefix from the path. `OriginalUri` contains the whole path.
    let whole = request.extensions().get::<OriginalUri>();
    let uri = whole.map_or(request.uri(), |OriginalUri(uri)| uri);
    let body = json!({
        "title": "Not simulated",
        "status": 404,
        "detail": format!(
            "{} {} is not simulated. The real service may have it; see the documentation of smartcloud::simulator.",
            request.method(),
            uri.path(),
        ),
    });
    (StatusCode::NOT_FOUND, Json(body)).into_response()
}

async fn handle(
    State((simulator, service)): State<(Simulator, Service)>,
    request: Request,
    next: Next,
) -> Response {
    let started = Instant::now();
    let method = request.method().clone();
    // Log only the path, because the query may contain an authorization code or a login hint.
    let path = request.uri().path().to_owned();
    let request_id = request
        .headers()
        .get("x-request-id")
        .and_then(|id| id.to_str().ok())
        .filter(|id| id.len() <= 64)
        .unwrap_or_default()
        .to_owned();
    let connection = request
        .extensions()
        .get::<ConnectInfo<ConnectionHandle>>()
        .cloned();

    let mut fault = simulator
        .world()
        .faults
        .take(service, method.as_str(), &path);
    let mut response = match &fault {
        Some((_, fault)) if !fault.after && !fault.effect.needs_response() => {
            instead(&fault.effect)
        }
        _ => match tokio::time::timeout(TIME_LIMIT, next.run(request)).await {
            Ok(response) => response,
            Err(_) => StatusCode::REQUEST_TIMEOUT.into_response(),
        },
    };
    // A fault that changes tokens counts as used only if the response contains a token.
    if let Some((id, token_fault)) = fault.take_if(|(_, fault)| fault.effect.changes_token()) {
        let is_changed;
        (response, is_changed) =
            fault_injection::tokens(&simulator, service, id, &token_fault.effect, response).await;
        fault = is_changed.then_some((id, token_fault));
    }
    // Save the state before the client gets the response. A change that the client knows about then survives a crash.
    if let Err(error) = simulator.save().await {
        tracing::error!(error = ?error, "the simulator's state was not written");
        response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
    }
    let applied = fault.as_ref().map(|(_, fault)| fault);
    if let Some(fault) = applied {
        response = apply(fault, response, connection.as_ref()).await;
    }

    if [Service::AltinnUi, Service::AltinnPlatform].contains(&service) {
        name_charset(response.headers_mut());
    }
    if simulator.origins().of(service).scheme() == "https" {
        add_secure_to_cookies(response.headers_mut());
    }

    let details = response.extensions().get::<ErrorDetails>();
    let hint = details.and_then(|details| hint(&simulator, details));
    let detail = |text: fn(&ErrorDetails) -> &String| details.map(text).filter(|t| !t.is_empty());
    let (code, why) = (detail(|error| &error.code), detail(|error| &error.why));
    let status = response.status().as_u16();
    tracing::info!(
        ?service,
        %method,
        path,
        status,
        ms = started.elapsed().as_millis(),
        request_id,
        code,
        why,
        trace = detail(|error| &error.trace),
        hint,
        fault = applied.map(|fault| format!("{:?}", fault.effect)),
        fault_id = fault.as_ref().map(|(id, _)| id.to_string()),
        "answered"
    );
    simulator.request_log().add(LoggedResponse {
        at: simulator.now(),
        service,
        method: method.to_string(),
        path,
        status,
        ms: started.elapsed().as_millis(),
        code: code.cloned(),
        why: why.cloned(),
        fault: applied.map(|fault| fault.effect.name()),
        hint,
    });
    response
}

/// Adds the charset to the content type of JSON. Altinn runs on ASP.NET, which always sends the charset.
fn name_charset(headers: &mut HeaderMap) {
    const NAMED: HeaderValue = HeaderValue::from_static("application/json; charset=utf-8");
    if let Some(content_type) = headers.get_mut(CONTENT_TYPE)
        && content_type == "application/json"
    {
        *content_type = NAMED;
    }
}

/// Adds the attribute `Secure` to the cookies. The caller must check that browsers reach the service over https, for
/// example through a proxy.
fn add_secure_to_cookies(headers: &mut HeaderMap) {
    for (_, header) in headers.iter_mut().filter(|(name, _)| *name == SET_COOKIE) {
        let secure = header
            .to_str()
            .ok()
            .and_then(|text| Cookie::parse(text).ok())
            .map(|mut cookie| {
                cookie.set_secure(true);
                cookie.to_string()
            });
        if let Some(Ok(secure)) = secure.map(HeaderValue::try_from) {
            *header = secure;
        }
    }
}

/// Applies the fault to the response, and adds the header with the kind of the fault.
async fn apply(
    fault: &Fault,
    mut response: Response,
    connection: Option<&ConnectInfo<ConnectionHandle>>,
) -> Response {
    match fault.effect {
        FaultEffect::Slow { ms } => tokio::time::sleep(Duration::from_millis(ms)).await,
        FaultEffect::Cut => {
            if let Some(ConnectInfo(connection)) = connection {
                connection.cut();
            }
        }
        _ if fault.after && !fault.effect.changes_token() => response = instead(&fault.effect),
        _ => {}
    }
    let name = HeaderValue::from_static(fault.effect.name());
    response.headers_mut().insert(FAULT_HEADER, name);
    response
}

/// Returns a hint that says which call to the control API prevents the error. The call adds missing data or sets the
/// clock.
fn hint(simulator: &Simulator, error: &ErrorDetails) -> Option<String> {
    let any = |codes: &[&str]| {
        codes
            .iter()
            .any(|code| error.code == *code || error.why.contains(code))
    };
    // Maskinporten sends these codes for a grant from the future, for an expired grant and for an expired key. A wrong
    // clock causes each of these errors.
    if ["MP-121", "MP-123", "MP-124"].contains(&error.code.as_str()) {
        return clock_hint(simulator);
    }
    let (path, body) = if any(&["AUTH.VLD-00003"]) {
        ("resources/{id}", r#"{"title": "My service"}"#)
    } else if any(&["AUTH.VLD-00008", "AUTH-00064"]) {
        (
            "packages/{name}",
            r#"{"name": "My package", "resources": []}"#,
        )
    } else if any(&["AUTH-00000"]) {
        ("organisations/{number}", r#"{"name": "My customer AS"}"#)
    } else if any(&["AUTH-00001", "AUTH-00063"]) {
        return Some(
            "the system has no such right or package: add it to the system with the system register's PUT; if \
             the catalogue does not have it either, first add it there with PUT /control/resources/{id} or \
             /control/packages/{name}"
                .to_owned(),
        );
    } else {
        return None;
    };
    let control = simulator.origins().altinn_ui.join("control/").ok()?;
    Some(format!(
        "to add it to the simulator: curl --request PUT {control}{path} --data '{body}'"
    ))
}

/// Returns the hint for a wrong clock. Returns `None` if the simulator's clock has not been moved. The client may use
/// the machine's clock, which then differs from the simulator's clock.
fn clock_hint(simulator: &Simulator) -> Option<String> {
    let ahead = simulator.world().clock_ahead().as_secs();
    let control = simulator.origins().altinn_ui.join("control/").ok()?;
    (ahead != 0).then(|| {
        format!(
            "the simulator's clock is {ahead} seconds ahead of the machine's clock, which the client may use: to \
             set it back, curl {control}clock --data '{{\"aheadSeconds\": 0}}'"
        )
    })
}
