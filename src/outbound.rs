//! The one way out: every call to another service goes through the client that is made here.

use std::time::Duration;

use reqwest::redirect;

/// What SmartCloud calls itself in `User-Agent`, so that a service can tell who asks too much.
const USER_AGENT: &str = concat!("smartcloud/", env!("CARGO_PKG_VERSION"));

/// A service that takes longer to shake hands is down.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);

/// The HTTP client for calls to other services.
///
/// It gives up after `timeout`, counted over the whole call, and **follows no redirects**: an API has
/// no reason to send one, and a redirect would carry the bearer token to wherever it points.
///
/// It tries once. A call is repeated where the caller knows that it may be, not down here.
///
/// # Errors
///
/// [`reqwest::Error`] where TLS cannot be set up.
pub fn client(timeout: Duration) -> Result<reqwest::Client, reqwest::Error> {
    reqwest::Client::builder()
        .user_agent(USER_AGENT)
        .connect_timeout(CONNECT_TIMEOUT)
        .timeout(timeout)
        .redirect(redirect::Policy::none())
        .build()
}

tokio::task_local! {
    /// The request that is being answered: its id goes out with every call made for it.
    pub static REQUEST_ID: String;
}

/// The header that carries the request id, in and out.
pub const REQUEST_ID_HEADER: &str = "x-request-id";

/// Sends a call, with the id of the request that it is made for.
///
/// # Errors
///
/// [`reqwest::Error`] where no answer came in time. A refusal is an answer.
pub async fn send(call: reqwest::RequestBuilder) -> Result<reqwest::Response, reqwest::Error> {
    let call = match REQUEST_ID.try_with(Clone::clone) {
        Ok(id) => call.header(REQUEST_ID_HEADER, id),
        // Outside a request, as at the start.
        Err(_) => call,
    };
    let started = std::time::Instant::now();
    let answer = call.send().await;
    let took = started.elapsed();
    match &answer {
        Ok(response) => tracing::info!(
            status = response.status().as_u16(),
            host = response.url().host_str(),
            path = response.url().path(),
            took_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
            "call answered"
        ),
        // Without the URL: a query may hold what a log must not.
        Err(error) => tracing::info!(
            timeout = error.is_timeout(),
            took_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
            "call got no answer"
        ),
    }
    answer
}
