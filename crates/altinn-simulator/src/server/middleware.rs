//! The middleware around the routes of every service. It injects faults, saves the simulator's state before it sends
//! the response, and writes a log line.

use std::time::{Duration, Instant};

use axum::{
    Router,
    extract::{DefaultBodyLimit, Request, State},
    http::{
        HeaderMap, HeaderValue,
        header::{CONTENT_TYPE, SET_COOKIE},
    },
    middleware::{self, Next},
    response::{IntoResponse, Response},
};
use axum_extra::extract::cookie::Cookie;
use http_server::{
    CloseConnection, EdgeError, Host, catch_panics, check_request_line, excerpt,
    remove_encoded_cookie_names, time_limit,
};

use super::seen_call::{End, SeenCall};
use crate::{
    Simulator,
    altinn::fault_injection::{self, Outcome},
    faults::{Call, FaultEffect, Service},
    http::{
        error_details::{ErrorDetails, Hint, not_simulated, unknown_host},
        request_log::{MaskedText, is_logged, shown_path},
    },
};

/// The largest body of an HTTP request, in bytes. The largest normal body is a system with all its rights, which has a
/// few thousand bytes.
const BODY_LIMIT: usize = 256 * 1024;

/// The simulator stops handling an HTTP request after this time, for example if the client sends only a part of the
/// body. The limit must be longer than a long poll, which takes up to 45 seconds.
const TIME_LIMIT: Duration = Duration::from_mins(1);

pub(crate) fn layered(
    routes: Router<Simulator>,
    simulator: &Simulator,
    service: Service,
) -> Router {
    routes
        .fallback(not_simulated)
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(catch_panics())
        .layer(middleware::from_fn_with_state(
            (simulator.clone(), service),
            handle,
        ))
        .with_state(simulator.clone())
}

async fn handle(
    State((simulator, service)): State<(Simulator, Service)>,
    request: Request,
    next: Next,
) -> Response {
    let started = Instant::now();
    let (request, seen) = match SeenCall::look_at(&simulator, request, TIME_LIMIT).await {
        Ok(seen) => seen,
        Err(error) => return error.into_response(),
    };
    let (method, path) = (seen.method.as_str(), seen.path.as_str());
    let handler = time_limit(TIME_LIMIT, request, next);
    let call = Call {
        service,
        method,
        path,
        sandbox: seen.sandbox_of_faults.as_deref(),
        is_for_customer: seen.contents.is_for_customer,
    };
    let Outcome {
        mut response,
        fault,
        ..
    } = fault_injection::respond(&simulator, call, handler).await;
    if fault
        .as_ref()
        .is_some_and(|(_, fault)| fault.effect == FaultEffect::Cut)
    {
        response.extensions_mut().insert(CloseConnection);
    }

    if [Service::AltinnUi, Service::AltinnPlatform].contains(&service) {
        name_charset(response.headers_mut());
    }
    if simulator.origins().of(service).scheme() == "https" {
        add_secure_to_cookies(response.headers_mut());
    }

    let applied = fault.as_ref().map(|(_, fault)| fault);
    let details = response.extensions().get::<ErrorDetails>();
    let hint = match response.extensions().get::<Hint>() {
        Some(Hint(text)) => Some(text.clone()),
        None => details.and_then(|details| hint(&simulator, details)),
    };
    let hint = hint.as_deref().map(MaskedText::new);
    let detail = |text: fn(&ErrorDetails) -> &String| details.map(text).filter(|t| !t.is_empty());
    let masked = |text: fn(&ErrorDetails) -> &String| detail(text).map(|t| MaskedText::new(t));
    let (code, why) = (masked(|error| &error.code), masked(|error| &error.why));
    let status = response.status().as_u16();
    tracing::info!(
        ?service,
        method = MaskedText::new(method).as_str(),
        // Log only the path, because the query can contain an authorization code or a login hint.
        path = shown_path(path),
        status,
        ms = started.elapsed().as_millis(),
        request_id = seen.request_id.as_ref().map_or("", MaskedText::as_str),
        code = code.as_ref().map(MaskedText::as_str),
        why = why.as_ref().map(MaskedText::as_str),
        trace = detail(|error| &error.trace),
        hint = hint.as_ref().map(MaskedText::as_str),
        fault = applied.map(|fault| format!("{:?}", fault.effect)),
        fault_id = fault.as_ref().map(|(id, _)| id.to_string()),
        "answered"
    );
    if !is_logged(&seen.path) {
        return response;
    }
    let end = End {
        service,
        duration: started.elapsed(),
        code,
        why,
        hint,
        fault: applied.map(|fault| fault.effect.name()),
        is_cut: applied.is_some_and(|fault| fault.effect == FaultEffect::Cut),
    };
    seen.log(&simulator, end, response).await
}

/// Refuses an HTTP request without a path, with a method that is too long, or with the host name of another server. This must be the outermost layer, so
/// that no other layer answers such an HTTP request.
pub(crate) async fn own_requests_only(
    State(simulator): State<Simulator>,
    mut request: Request,
    next: Next,
) -> Response {
    remove_encoded_cookie_names(request.headers_mut());
    let host = simulator.host_names().find(request.headers());
    let refusal = match (check_request_line(request.method(), request.uri()), host) {
        (Err(error), _) => error.into_response(),
        (Ok(()), Host::Own | Host::Loopback) => return next.run(request).await,
        (Ok(()), Host::Unknown) => unknown_host(),
        (Ok(()), Host::Invalid) => EdgeError::InvalidHost.into_response(),
    };
    let method = MaskedText::new(&excerpt(request.method().as_str()));
    let path = shown_path(request.uri().path());
    let status = refusal.status().as_u16();
    tracing::warn!(%method, path, ?host, status, "refused");
    refusal
}

/// Adds the charset to the content type of JSON. Altinn runs on ASP.NET, which always sends this charset.
fn name_charset(headers: &mut HeaderMap) {
    const NAMED: HeaderValue = HeaderValue::from_static("application/json; charset=utf-8");
    if let Some(content_type) = headers.get_mut(CONTENT_TYPE)
        && content_type == "application/json"
    {
        *content_type = NAMED;
    }
}

/// Adds the attribute `Secure` to the cookies. Browsers drop such cookies over http. So call this function only if
/// browsers reach the service over https, directly or through a proxy.
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

/// Some errors happen because the simulator lacks data. For such an error, returns a hint with the call of the control
/// API that adds the data.
fn hint(simulator: &Simulator, error: &ErrorDetails) -> Option<String> {
    let any = |codes: &[&str]| {
        codes
            .iter()
            .any(|code| error.code == *code || error.why.contains(code))
    };
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
