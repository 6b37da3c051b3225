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

/// Finds out who calls and tells the portal's handlers, and says their "no" in the pages' words.
pub async fn gate(State(simulator): State<Simulator>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    match caller(&simulator, &mut parts).await {
        Ok(caller) => {
            parts.extensions.insert(caller);
            let (method, path) = (parts.method.clone(), parts.uri.path().to_owned());
            let answer = next.run(Request::from_parts(parts, body));
            upstream::answer(&simulator, &method, &path, answer).await
        }
        Err(no) => problem::in_other_words(no.into_response()),
    }
}

/// A token in the header, or else a session of the browser. What a session changes takes the token against
/// forgery, which only a page of the same session knows; a bearer token comes along with no one else's page.
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
        tracing::warn!("a call is refused: it is from another site, or its token is not right");
        return Err(ApiError::Forged);
    }
    Ok(Caller { person })
}
