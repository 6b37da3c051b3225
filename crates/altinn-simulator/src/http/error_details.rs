use axum::{
    Json,
    extract::{OriginalUri, Request},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde_json::json;

/// The details of an error response. The simulator writes them to its log, so they must not contain a token, a key or a
/// personal number.
#[derive(Clone, Debug)]
pub(crate) struct ErrorDetails {
    /// The error code in the response body, or an empty text if the body has none.
    pub code: String,
    /// The trace id in the response body, or an empty text if the body has none.
    pub trace: String,
    /// Why the call failed. The log shows this text, and the response body has fewer details.
    pub why: String,
}

/// A hint in the log. The hint names the call of the control API that would make the refused HTTP request succeed.
/// Usually the middleware chooses the hint by the error code. A handler that knows a better hint adds this extension to
/// its response.
#[derive(Clone, Debug)]
pub(crate) struct Hint(pub String);

/// Returns the 404 response for a path that the simulator does not have. The real service possibly has this path.
pub(crate) async fn not_simulated(request: Request) -> Response {
    // In a nested router, axum removes the prefix from the path, but `OriginalUri` still has it.
    let whole = request.extensions().get::<OriginalUri>();
    let uri = whole.map_or(request.uri(), |OriginalUri(uri)| uri);
    let body = json!({
        "title": "Not simulated",
        "status": 404,
        "detail": format!(
            "{} {} is not simulated. The real service may have it. /simulator/FIDELITY.md, at the address of Altinn's \
             pages, lists the differences.",
            request.method(),
            uri.path(),
        ),
    });
    (StatusCode::NOT_FOUND, Json(body)).into_response()
}

/// The response to an HTTP request with an unknown host name, as protection against DNS rebinding. An attacker can make
/// the host name of a web site point to this machine. Without this response, the browser would then let a page of that
/// site read the simulator's responses.
pub(crate) fn unknown_host() -> Response {
    let status = StatusCode::MISDIRECTED_REQUEST;
    let body = json!({
        "title": "Unknown host name",
        "status": status.as_u16(),
        "detail": "The simulator does not know the host name in the header Host. Use localhost, or start the simulator \
            with --host-name and this host name. Behind a proxy, start the simulator with the URLs of its services, such \
            as --altinn-ui-url.",
    });
    (status, Json(body)).into_response()
}
