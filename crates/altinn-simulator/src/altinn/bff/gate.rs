use axum::{
    extract::{FromRequestParts, Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{header::AUTHORIZATION, request::Parts};

use super::upstream;
use crate::altinn::errors::page_problems;
use crate::{
    Simulator,
    altinn::{
        errors::ApiError,
        fault_injection::SandboxOfCall,
        pages::{SESSION_COOKIE, antiforgery::Guard, person_of},
        portal_api::caller::Caller,
    },
    html::cookie,
};

/// Identifies the caller before a handler of the BFF's JSON endpoints runs. After the handler, this middleware converts
/// the error codes of Altinn's platform to the error codes of the BFF.
pub async fn gate(State(simulator): State<Simulator>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    match caller(&simulator, &mut parts).await {
        Ok(caller) => {
            parts.extensions.insert(caller);
            let (method, uri) = (parts.method.clone(), parts.uri.clone());
            let sandbox = parts.extensions.get::<SandboxOfCall>().cloned();
            let sandbox = sandbox.and_then(|SandboxOfCall(id)| id);
            let response = next.run(Request::from_parts(parts, body));
            upstream::call_platform(&simulator, &method, &uri, sandbox.as_deref(), response).await
        }
        Err(error) => page_problems::convert(error.into_response()),
    }
}

/// Reads the caller from the bearer token, or from the session if the call has no bearer token.
///
/// Another site's page can make the browser send the session cookie, but not a bearer token. So a call with the session
/// needs an antiforgery token if the call changes data.
async fn caller(simulator: &Simulator, parts: &mut Parts) -> Result<Caller, ApiError> {
    if parts.headers.contains_key(AUTHORIZATION) {
        return Caller::from_request_parts(parts, simulator).await;
    }
    let person = {
        let world = simulator.world();
        person_of(&world, &parts.headers, world.now()).map(|person| person.key.clone())
    };
    let person = person.ok_or(ApiError::Unauthorized)?;
    let session = cookie(&parts.headers, SESSION_COOKIE).unwrap_or_default();
    let guard = Guard::of(&parts.headers, &session);
    if !parts.method.is_safe() && !guard.let_through(simulator, &parts.headers, None) {
        tracing::warn!(
            "a call was refused: it came from another site, or its antiforgery token is not valid"
        );
        return Err(ApiError::Forged);
    }
    Ok(Caller { person })
}
