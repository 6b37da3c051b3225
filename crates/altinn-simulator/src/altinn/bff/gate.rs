use axum::{
    extract::{FromRequestParts, Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{header::AUTHORIZATION, request::Parts};

use super::{problem, upstream};
use crate::{
    Simulator,
    altinn::{
        errors::ApiError,
        pages::{SESSION_COOKIE, antiforgery::Guard, person_of},
        portal_api::caller::Caller,
    },
    html::cookie,
};

/// Finds the caller for the handlers of the portal API, and converts the platform's errors to the
/// BFF's error codes.
pub async fn gate(State(simulator): State<Simulator>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    match caller(&simulator, &mut parts).await {
        Ok(caller) => {
            parts.extensions.insert(caller);
            let (method, path) = (parts.method.clone(), parts.uri.path().to_owned());
            let response = next.run(Request::from_parts(parts, body));
            upstream::call_platform(&simulator, &method, &path, response).await
        }
        Err(error) => problem::convert(error.into_response()),
    }
}

/// Reads the caller from the bearer token, or from the browser's session if there is no token. A
/// call that changes something with a session needs an antiforgery token, because a browser also
/// sends the session cookie from pages of other sites. A browser never adds a bearer token by
/// itself.
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
