use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde_json::json;

use super::{introspection::active_access_token, token::pairwise_subject};
use crate::{Simulator, altinn::vendor_api::token::bearer};

/// Handles `GET` and `POST /userinfo`. Responds with claims about the person of the access token.
pub async fn userinfo(State(simulator): State<Simulator>, headers: HeaderMap) -> Response {
    let Some(token) = bearer(&headers) else {
        // The response contains an error code only if the request has a token (RFC 6750, section 3.1).
        return unauthorized("Bearer realm=\"idporten\"");
    };
    let world = simulator.world();
    let claims = active_access_token(&simulator, &world, token).and_then(|(_, login)| {
        let person = world.parties.person(&login.person)?;
        Some(json!({
            "sub": pairwise_subject(&login.request.client_id, person),
            "pid": person.personal_number.as_str(),
            "locale": login.request.locale.as_deref().unwrap_or("nb"),
        }))
    });
    match claims {
        Some(claims) => (crate::idporten::NO_STORE, Json(claims)).into_response(),
        None => unauthorized("Bearer realm=\"idporten\", error=\"invalid_token\""),
    }
}

fn unauthorized(challenge: &'static str) -> Response {
    let challenge = [(
        header::WWW_AUTHENTICATE,
        HeaderValue::from_static(challenge),
    )];
    (StatusCode::UNAUTHORIZED, challenge).into_response()
}
