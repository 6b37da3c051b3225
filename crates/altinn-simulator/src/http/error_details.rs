//! What the error responses of all services have in common.

use axum::{
    Json,
    extract::{OriginalUri, Request},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde_json::json;

/// The reason for an error response, for the log line. It never holds a token, a key or a personal number.
#[derive(Clone, Debug)]
pub(crate) struct ErrorDetails {
    /// The error code of Altinn or Maskinporten. Empty if the response has no code.
    pub code: String,
    /// The trace id in the response body. Empty if the body has no trace id.
    pub trace: String,
    /// The reason for the error, in more detail than the response gives it.
    pub why: String,
}

/// The response for a path that the simulator does not have, although the real service may have it.
pub(crate) async fn not_simulated(request: Request) -> Response {
    // axum cuts the prefix off the path in nested routes; `OriginalUri` has the whole path.
    let whole = request.extensions().get::<OriginalUri>();
    let uri = whole.map_or(request.uri(), |OriginalUri(uri)| uri);
    let body = json!({
        "title": "Not simulated",
        "status": 404,
        "detail": format!(
            "{} {} is not simulated. The real service may have it; see FIDELITY.md of the simulator.",
            request.method(),
            uri.path(),
        ),
    });
    (StatusCode::NOT_FOUND, Json(body)).into_response()
}
