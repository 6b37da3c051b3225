use std::time::Duration;

use axum::{
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use tokio::time::timeout;

use crate::{BodyState, EdgeError};

/// Middleware that ends the handling of an HTTP request after the time `limit`. The status is 408 if the client has not
/// sent its whole body, and 503 if the server was too slow.
pub async fn time_limit(limit: Duration, request: Request, next: Next) -> Response {
    let body = request.extensions().get::<BodyState>().cloned();
    match within(limit, body.as_ref(), next.run(request)).await {
        Ok(response) => response,
        Err(error) => error.into_response(),
    }
}

/// Runs `part`, which is a part of the handling of a request, such as reading the body. Waits at most the time `limit`.
/// `body` is the [`BodyState`] of the request.
///
/// # Errors
///
/// Returns [`EdgeError::LateBody`] if the time is over and the client has not sent its whole body. Returns
/// [`EdgeError::TooSlow`] if the time is over for another reason.
pub async fn within<T>(
    limit: Duration,
    body: Option<&BodyState>,
    part: impl Future<Output = T>,
) -> Result<T, EdgeError> {
    timeout(limit, part).await.map_err(|_| {
        if body.is_some_and(BodyState::is_late) {
            EdgeError::LateBody
        } else {
            EdgeError::TooSlow
        }
    })
}
