use std::time::Duration;

use axum::{
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::StatusCode;
use tokio::time::timeout;

use crate::BodyState;

/// Middleware that ends the handling of a request after a time. The status is 408 if the client has not sent its whole
/// body, and 503 if the server was too slow.
pub async fn time_limit(limit: Duration, request: Request, next: Next) -> Response {
    let body = request.extensions().get::<BodyState>().cloned();
    match timeout(limit, next.run(request)).await {
        Ok(response) => response,
        Err(_) if body.is_some_and(|body| body.is_late()) => {
            StatusCode::REQUEST_TIMEOUT.into_response()
        }
        Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}
