use std::any::Any;

use axum::response::{IntoResponse, Response};
use tower_http::catch_panic::CatchPanicLayer;

use crate::EdgeError;

type Respond = fn(Box<dyn Any + Send>) -> Response;

/// Returns a layer that answers 500 if a handler panics. Otherwise the client would get no response, and the log would
/// miss the request. Add the layer inside the middleware that writes the request log.
#[must_use]
pub fn catch_panics() -> CatchPanicLayer<Respond> {
    CatchPanicLayer::custom(respond as Respond)
}

fn respond(panic: Box<dyn Any + Send>) -> Response {
    let message = panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    tracing::error!(
        panic = message.unwrap_or("the panic has no text"),
        "a handler panicked"
    );
    EdgeError::Panic.into_response()
}
