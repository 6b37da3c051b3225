use std::pin::Pin;

use reqwest::StatusCode;

use super::Error;
use crate::outbound;

/// The crate `openidconnect` uses this type to send its calls through [`outbound::send`]. So these calls also get
/// SmartCloud's timeouts, size limit, request id and log lines.
pub(super) struct HttpClient<'a>(pub &'a reqwest::Client);

impl<'c> oauth2::AsyncHttpClient<'c> for HttpClient<'_> {
    type Error = CallError;
    type Future =
        Pin<Box<dyn Future<Output = Result<oauth2::HttpResponse, CallError>> + Send + 'c>>;

    fn call(&'c self, request: oauth2::HttpRequest) -> Self::Future {
        let (parts, body) = request.into_parts();
        let call = self
            .0
            .request(parts.method, parts.uri.to_string())
            .headers(parts.headers)
            .body(body);
        Box::pin(async move {
            let response = outbound::send(call).await?;
            // The crate `openidconnect` would parse a 5xx body as JSON, and the error would lack the HTTP status. So
            // return an error with the status. The status 429 asks for fewer calls, and is no refusal either.
            let status = response.status();
            if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS {
                return Err(CallError::Status(status));
            }
            Ok(response.map(|body| body.to_vec()))
        })
    }
}

#[derive(Debug, thiserror::Error)]
pub(super) enum CallError {
    #[error("the service did not answer")]
    Http(#[from] outbound::Error),
    #[error("the service answered with HTTP status {0}")]
    Status(StatusCode),
}

impl From<CallError> for Error {
    fn from(error: CallError) -> Self {
        match error {
            CallError::Http(cause) => Self::Http(cause),
            CallError::Status(status) => Self::Status { status },
        }
    }
}
