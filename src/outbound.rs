//! The HTTP client for all calls to other services.

use std::time::Duration;

use reqwest::redirect;

/// The value of `User-Agent`. With it, a service can see which client sends too many requests.
const USER_AGENT: &str = concat!("smartcloud/", env!("CARGO_PKG_VERSION"));

/// A service that needs longer than this for the TCP and TLS handshakes counts as down.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);

/// The number of idle connections that the client keeps for each service. After a rush, the others are closed, and their
/// memory is free again.
const IDLE_CONNECTIONS: usize = 32;

/// The HTTP client for calls to other services.
///
/// The timeout covers the whole call. The client **follows no redirects**: Altinn's and Maskinporten's APIs send none,
/// and a redirect could send the bearer token to another host.
///
/// The client never retries. Only the caller knows whether a call may be repeated.
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

tokio::task_local! {
    /// The id of the request that SmartCloud is handling. [`send`] adds the id to each outgoing call.
    pub static REQUEST_ID: String;
}

/// The header with the request id, in SmartCloud's responses and in its outgoing calls.
pub const REQUEST_ID_HEADER: &str = "x-request-id";

/// Sends a call with the id of the current request, and logs the call.
///
/// # Errors
///
/// [`reqwest::Error`] if the service sent no response in time. A response with an error status is not an `Err`.
pub async fn send(call: reqwest::RequestBuilder) -> Result<reqwest::Response, reqwest::Error> {
    let call = match REQUEST_ID.try_with(Clone::clone) {
        Ok(id) => call.header(REQUEST_ID_HEADER, id),
        // SmartCloud also makes calls at its start, outside any request.
        Err(_) => call,
    };
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
        // The URL is left out, because its query may hold personal data or secrets.
        Err(error) => tracing::info!(
            timeout = error.is_timeout(),
            took_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
            "call got no answer"
        ),
    }
    result
}
