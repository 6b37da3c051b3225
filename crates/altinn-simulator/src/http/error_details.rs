//! The parts that the error responses of all services have in common.

use axum::{
    Json,
    extract::{OriginalUri, Request},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde_json::json;

/// The details of an error response, for the log line. The details must not contain a token, a key or a personal number.
#[derive(Clone, Debug)]
pub(crate) struct ErrorDetails {
    /// The error code of Altinn or Maskinporten. The text is empty if the response has no error code.
    pub code: String,
    /// The trace id in the response body. The text is empty if the body has no trace id.
    pub trace: String,
    /// The reason for the error, in more words than the response body.
    pub why: String,
}

/// The call that puts a refused request right, for the log. A response has this extension if its handler knows the call
/// better than the middleware, which knows only the error code.
#[derive(Clone, Debug)]
pub(crate) struct Hint(pub String);

/// Returns the 404 response for a path that the simulator does not have. The real service may have the path.
pub(crate) async fn not_simulated(request: Request) -> Response {
    // In a nested router, axum removes the prefix from the path. `OriginalUri` contains the whole path.
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
