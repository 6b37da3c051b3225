use axum::response::{IntoResponse, Response};
use http::{Method, StatusCode, Uri};

/// The maximum length of an HTTP method in bytes. Logs store the method, and the longest method in the IANA registry has
/// 17 bytes.
const MAX_METHOD: usize = 20;

/// An error that a server answers without the code of a page or an API. The response has a short text that says what
/// happened and what the user or the developer can do. The text is in English, because the server does not know the
/// user's language at this place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EdgeError {
    #[error(
        "This server accepts only request lines with a path, such as GET /login. If you have configured this server as \
         a forward proxy, remove that setting."
    )]
    NoPath,
    #[error(
        "This server accepts only HTTP methods of at most {MAX_METHOD} bytes. Use a method such as GET or POST."
    )]
    LongMethod,
    #[error("The request must have exactly one Host header with a valid host name.")]
    InvalidHost,
    #[error(
        "The body of the request ended too early, or its length differs from the header Content-Length. Send the \
         request again."
    )]
    BrokenBody,
    #[error("The whole body of the request did not arrive in time. Send the request again.")]
    LateBody,
    #[error(
        "The server did not finish the request in time. Wait a moment. If you wanted to change something, check whether \
         it has changed. Then try again."
    )]
    TooSlow,
    #[error(
        "An error has occurred in the server. Try again. If the error occurs again, tell those who run this server. The \
         cause is in the server's log."
    )]
    Panic,
}

impl EdgeError {
    #[must_use]
    pub fn status(self) -> StatusCode {
        match self {
            Self::NoPath | Self::InvalidHost | Self::BrokenBody => StatusCode::BAD_REQUEST,
            // RFC 9112, section 3.
            Self::LongMethod => StatusCode::NOT_IMPLEMENTED,
            Self::LateBody => StatusCode::REQUEST_TIMEOUT,
            Self::TooSlow => StatusCode::SERVICE_UNAVAILABLE,
            Self::Panic => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl IntoResponse for EdgeError {
    fn into_response(self) -> Response {
        (self.status(), format!("{self}\n")).into_response()
    }
}

/// Checks the request line. Each server calls this function before all other code sees the request.
///
/// # Errors
///
/// Returns [`EdgeError::NoPath`] for a request line that has no path, such as `CONNECT a:1`, `GET a:1` or `OPTIONS *`.
/// Without a path, libraries behind the routes panic. Returns the same error for a request line with an authority, such
/// as `GET http://a/`, because such a request is meant for a forward proxy. Returns [`EdgeError::LongMethod`] if the
/// HTTP method is too long.
pub fn check_request_line(method: &Method, uri: &Uri) -> Result<(), EdgeError> {
    if uri.authority().is_some() || !uri.path().starts_with('/') {
        return Err(EdgeError::NoPath);
    }
    if method.as_str().len() > MAX_METHOD {
        return Err(EdgeError::LongMethod);
    }
    Ok(())
}
