//! The HTTP client for all calls to other services.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use reqwest::redirect;

use crate::recorder::Recording;

/// The value of the header `User-Agent`. If a service gets too many calls, the operator of the service sees in this
/// header which program makes the calls.
const USER_AGENT: &str = concat!("smartcloud/", env!("CARGO_PKG_VERSION"));

/// The time limit for the TCP and TLS handshakes. SmartCloud treats a service that takes longer as down.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);

/// The number of idle connections that the client keeps for each service. After many simultaneous calls, the client
/// closes all further connections, which frees their memory.
const IDLE_CONNECTIONS: usize = 32;

/// The largest response body that SmartCloud reads, in bytes. The largest normal body has some kilobytes. Without a
/// limit, a service that sends without end would fill SmartCloud's memory.
pub const BODY_LIMIT: usize = 1024 * 1024;

/// Why a call got no complete response.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The service sent no complete response in time, or the connection broke.
    #[error("no complete response")]
    Http(#[from] reqwest::Error),
    #[error("the response has more than {BODY_LIMIT} bytes")]
    TooLarge,
}

impl Error {
    /// Returns the kind of the error in a word. The text of the error itself can contain a URL with secrets.
    fn kind(&self) -> &'static str {
        match self {
            Self::Http(error) if error.is_timeout() => "timeout",
            Self::Http(error) if error.is_connect() => "no-connection",
            Self::Http(_) => "broken",
            Self::TooLarge => "too-large",
        }
    }
}

/// A response with its whole body. The body has at most [`BODY_LIMIT`] bytes.
pub type Response = http::Response<Bytes>;

/// Builds the HTTP client for calls to other services.
///
/// `timeout` is the time limit for a whole call. The client **follows no redirects**. Altinn's and Maskinporten's APIs
/// send no redirects, and a redirect could send the bearer token to another host.
///
/// The client never repeats a call. Only the code that makes the call knows whether a repetition is safe.
///
/// # Errors
///
/// [`reqwest::Error`] if TLS cannot be set up.
pub fn client(timeout: Duration) -> Result<reqwest::Client, reqwest::Error> {
    reqwest::Client::builder()
        .user_agent(USER_AGENT)
        .connect_timeout(CONNECT_TIMEOUT)
        .timeout(timeout)
        .pool_max_idle_per_host(IDLE_CONNECTIONS)
        .redirect(redirect::Policy::none())
        .build()
}

/// The maximum length of a text of another server in the log, in characters.
const EXCERPT: usize = 200;

/// Returns the beginning of a text that another server or a browser has sent, for the log. Nobody outside SmartCloud can
/// then fill the log, or write a second log line with a line break.
#[must_use]
pub fn excerpt(text: &str) -> String {
    let mut signs = text.chars().filter(|sign| !sign.is_control());
    let mut excerpt: String = signs.by_ref().take(EXCERPT).collect();
    if signs.next().is_some() {
        excerpt.push('…');
    }
    excerpt
}

tokio::task_local! {
    /// The id of the HTTP request that SmartCloud is handling. [`send`] adds this id to each outgoing call.
    pub static REQUEST_ID: String;
}

/// The name of the header with the request id. SmartCloud's responses and SmartCloud's outgoing calls have this header.
pub const REQUEST_ID_HEADER: &str = "x-request-id";

/// Sends a call to another service, reads the whole response, and logs the call. The call gets the id of the HTTP
/// request that SmartCloud is handling.
///
/// All calls use this function, and no other function reads a response. So the limit for the size applies to each call.
///
/// # Errors
///
/// [`Error`] if the service sent no complete response in time, or a response that is too large. A response with an
/// error status is not an `Err`.
pub async fn send(call: reqwest::RequestBuilder) -> Result<Response, Error> {
    let call = match REQUEST_ID.try_with(Clone::clone) {
        Ok(id) => call.header(REQUEST_ID_HEADER, id),
        // SmartCloud makes some calls at its start. These calls belong to no HTTP request.
        Err(_) => call,
    };
    let recording = Recording::begin(&call);
    let started = std::time::Instant::now();
    let result = call.send().await;
    let took = started.elapsed();
    match &result {
        Ok(response) => tracing::info!(
            status = response.status().as_u16(),
            host = response.url().host_str(),
            path = response.url().path(),
            took_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
            "call answered"
        ),
        // The log line does not contain the URL, because the query of the URL may hold personal data or secrets.
        Err(error) => tracing::info!(
            timeout = error.is_timeout(),
            took_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
            "call got no answer"
        ),
    }
    let result = match result {
        Ok(response) => read(response).await,
        Err(error) => Err(error.into()),
    };
    match (recording, &result) {
        (Some(recording), Ok(response)) => recording.answered(response),
        (Some(recording), Err(error)) => recording.failed(error.kind()),
        (None, _) => {}
    }
    result
}

/// Reads the body in parts, and stops at the limit. `Content-Length` may be missing or wrong, so it does not help.
async fn read(mut response: reqwest::Response) -> Result<Response, Error> {
    let mut body = BytesMut::new();
    while let Some(part) = response.chunk().await? {
        if body.len() + part.len() > BODY_LIMIT {
            return Err(Error::TooLarge);
        }
        body.extend_from_slice(&part);
    }
    let mut complete = Response::new(body.freeze());
    *complete.status_mut() = response.status();
    *complete.headers_mut() = std::mem::take(response.headers_mut());
    Ok(complete)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_for_the_log_is_short_and_in_one_line() {
        assert_eq!(excerpt("not\r\n\u{1b}[31mred"), "not[31mred");
        let long = "å".repeat(EXCERPT);
        assert_eq!(excerpt(&long), long);
        assert_eq!(excerpt(&format!("{long}x")), format!("{long}…"));
    }
}
