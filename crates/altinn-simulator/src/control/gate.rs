use axum::{
    Json,
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use serde_json::json;

use super::page;
use crate::{Simulator, http::new_sandboxes::ClientAddress};

/// If the simulator has a presenter's key, every call to the control API must contain this key. A browser without the
/// key gets a form for the key instead of the control panel.
pub(crate) async fn require_key(
    State(simulator): State<Simulator>,
    ClientAddress(client): ClientAddress,
    request: Request,
    next: Next,
) -> Response {
    let lock = simulator.key_check();
    let path = request.uri().path();
    let Err(refusal) = lock.check_headers(request.headers()) else {
        return next.run(request).await;
    };
    if path == page::KEY_FORM {
        return next.run(request).await;
    }
    if path == "/control" || path.starts_with("/control/forms/") {
        return page::key_form::show(&simulator, request.headers(), refusal);
    }
    tracing::warn!(path, %client, ?refusal, "the control API refused a call without the presenter's key");
    let status = refusal.status();
    let body = Json(json!({ "error": refusal.text() }));
    let mut response = (status, body).into_response();
    if status == StatusCode::UNAUTHORIZED {
        let challenge = HeaderValue::from_static("Bearer");
        response
            .headers_mut()
            .insert(header::WWW_AUTHENTICATE, challenge);
    }
    response
}
