//! The HTTP client for all calls to other services.

use std::{io, net::SocketAddr, path::PathBuf, time::Duration};

use bytes::{Bytes, BytesMut};
use reqwest::{Certificate, redirect};
use serde::de::DeserializeOwned;
use tokio::task::JoinError;
use tracing::Instrument;

use crate::{
    config::OutboundConfig,
    recorder::{self, Recording},
};

/// The value of the header `User-Agent`. If a service gets too many calls, this value tells the operator of the service
/// which program sends them.
const USER_AGENT: &str = concat!("smartcloud/", env!("CARGO_PKG_VERSION"));

/// The time limit for the TCP and TLS handshakes. SmartCloud treats a service that takes longer as down.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);

/// The client keeps at most this many idle connections for each service. After many simultaneous calls, the client
/// closes all further connections to free their memory.
const IDLE_CONNECTIONS: usize = 32;

/// The largest response body that [`send`] reads, in bytes. Without a limit, a service that sends data without end
/// would fill SmartCloud's memory.
///
/// Almost every normal body has only a few kilobytes. The exception is Altinn's list of the organisations that a person
/// may act for. This list can be larger than this limit, so [`send_with_limit`] reads it with a higher limit.
pub const BODY_LIMIT: usize = 1024 * 1024;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The service sent no complete response in time, or the connection broke.
    #[error("no complete response")]
    Http(#[source] reqwest::Error),
    #[error("the response has more than {limit} bytes")]
    TooLarge { limit: usize },
}

/// Removes the URL from the error. The text of the error goes into the log, and the query of the URL can contain
/// personal data or secrets.
impl From<reqwest::Error> for Error {
    fn from(error: reqwest::Error) -> Self {
        Self::Http(error.without_url())
    }
}

impl Error {
    /// Returns one word about the failure. The recorder saves this word.
    fn kind(&self) -> &'static str {
        match self {
            Self::Http(error) if error.is_timeout() => "timeout",
            Self::Http(error) if error.is_connect() => "no-connection",
            Self::Http(_) => "broken",
            Self::TooLarge { .. } => "too-large",
        }
    }
}

/// A response with its complete body.
pub type Response = http::Response<Bytes>;

/// Why the JSON in a response cannot be read.
///
/// This type does not contain the error of `serde_json`, because the text of that error can quote a value of the JSON,
/// such as an employee's pay. SmartCloud writes the text of each error to the log.
#[derive(Debug, thiserror::Error)]
#[error("{category:?} error at `{path}` in line {line}, column {column}")]
pub struct JsonError {
    category: serde_json::error::Category,
    /// The path of the field in the JSON, such as `employees[0].gross`.
    path: String,
    line: usize,
    column: usize,
}

/// Parses the JSON in the body of a response.
///
/// # Errors
///
/// [`JsonError`] if the body is not the JSON that the type `T` expects.
pub fn parse_json<T: DeserializeOwned>(body: &[u8]) -> Result<T, JsonError> {
    let mut json = serde_json::Deserializer::from_slice(body);
    let parsed = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let path = excerpt(&error.path().to_string());
        JsonError::new(&error.into_inner(), path)
    })?;
    // No other text may follow the JSON.
    json.end()
        .map_err(|error| JsonError::new(&error, ".".to_owned()))?;
    Ok(parsed)
}

impl JsonError {
    fn new(error: &serde_json::Error, path: String) -> Self {
        Self {
            category: error.classify(),
            path,
            line: error.line(),
            column: error.column(),
        }
    }
}

/// Why [`client`] could not build the HTTP client. In that case, SmartCloud cannot start.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    #[error("SMARTCLOUD_CA_FILE: {path} cannot be read")]
    CaFile {
        path: PathBuf,
        #[source]
        cause: io::Error,
    },
    #[error("SMARTCLOUD_CA_FILE: {0} contains no certificate in the format PEM")]
    NoCertificate(PathBuf),
    #[error("the HTTP client cannot be made")]
    Http(#[from] reqwest::Error),
}

/// The client **follows no redirects**. Altinn's and Maskinporten's APIs send no redirects, and a redirect could send
/// the bearer token to another host.
///
/// The client never repeats a call, because only the code that makes the call knows whether repeating it is safe.
///
/// # Errors
///
/// [`ClientError`] if the file with the certificate authorities cannot be used, or if TLS cannot be set up.
pub fn client(config: &OutboundConfig) -> Result<reqwest::Client, ClientError> {
    let mut client = reqwest::Client::builder()
        .user_agent(USER_AGENT)
        .connect_timeout(CONNECT_TIMEOUT)
        .timeout(config.timeout)
        .pool_max_idle_per_host(IDLE_CONNECTIONS)
        .redirect(redirect::Policy::none());
    for authority in authorities(config)? {
        client = client.add_root_certificate(authority);
    }
    for (host, address) in &config.addresses {
        // Port 0 means that the client takes the port from the URL.
        client = client.resolve(host, SocketAddr::new(*address, 0));
    }
    Ok(client.build()?)
}

fn authorities(config: &OutboundConfig) -> Result<Vec<Certificate>, ClientError> {
    let Some(path) = &config.ca_file else {
        return Ok(Vec::new());
    };
    let pem = std::fs::read(path).map_err(|cause| ClientError::CaFile {
        path: path.clone(),
        cause,
    })?;
    match Certificate::from_pem_bundle(&pem) {
        Ok(certificates) if !certificates.is_empty() => Ok(certificates),
        _ => Err(ClientError::NoCertificate(path.clone())),
    }
}

/// Masks the secrets and personal numbers in a text from another server or a browser, and shortens the text, so that it
/// fits in the log. See [`http_server::excerpt`].
#[must_use]
pub fn excerpt(text: &str) -> String {
    http_server::excerpt(&masking::masked_text(text)).into_owned()
}

tokio::task_local! {
    /// The id of the HTTP request that SmartCloud is handling. [`send`] adds this id to each outgoing call.
    pub static REQUEST_ID: String;
}

/// The header with the id of an HTTP request. SmartCloud's responses and its outgoing calls have this header.
pub const REQUEST_ID_HEADER: &str = "x-request-id";

/// Runs `work` in its own task, and returns its result. If the browser closes its connection, the server stops the
/// handler, but the task continues to the end. Use this function for work that must not stop between two calls.
///
/// A new task does not inherit task-local values, so this function passes two of these values to the task. The log and
/// the outgoing calls need the id of the HTTP request. The recorder needs the visitor, to assign the task's calls to
/// the same visitor.
///
/// # Errors
///
/// [`JoinError`] if the task panics, or if SmartCloud shuts down before the task ends.
pub async fn run_to_end<T: Send + 'static>(
    work: impl Future<Output = T> + Send + 'static,
) -> Result<T, JoinError> {
    let work = recorder::in_background(work.in_current_span());
    let task = match REQUEST_ID.try_with(Clone::clone) {
        Ok(id) => tokio::spawn(REQUEST_ID.scope(id, work)),
        Err(_) => tokio::spawn(work),
    };
    task.await
}

/// Sends a call with the id of the HTTP request that SmartCloud is handling. Reads the whole response, and logs the
/// call.
///
/// Each call to another service uses this function or [`send_with_limit`], because they limit the size of the response.
///
/// # Errors
///
/// [`Error`] if the service sends no complete response in time, or a response that is too large. A response with an
/// error status is an `Ok`.
pub async fn send(call: reqwest::RequestBuilder) -> Result<Response, Error> {
    send_with_limit(call, BODY_LIMIT).await
}

/// Sends a call like [`send`], but reads a response body of up to `limit` bytes. Use this function only for a call whose
/// normal response can be larger than [`BODY_LIMIT`].
///
/// # Errors
///
/// The same as for [`send`].
pub async fn send_with_limit(
    call: reqwest::RequestBuilder,
    limit: usize,
) -> Result<Response, Error> {
    let call = match REQUEST_ID.try_with(Clone::clone) {
        Ok(id) => call.header(REQUEST_ID_HEADER, id),
        // SmartCloud also makes calls at its start, outside an HTTP request. Such a call has no request id.
        Err(_) => call,
    };
    let (client, call) = call.build_split();
    let recording = call.as_ref().ok().and_then(Recording::begin);
    let started = std::time::Instant::now();
    let result = match call {
        Ok(call) => client.execute(call).await,
        Err(error) => Err(error),
    };
    let took = started.elapsed();
    match &result {
        Ok(response) => tracing::info!(
            status = response.status().as_u16(),
            host = response.url().host_str(),
            path = response.url().path(),
            took_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
            "call answered"
        ),
        // The query of the URL can contain personal data or secrets, so the log line does not contain the URL.
        Err(error) => tracing::info!(
            timeout = error.is_timeout(),
            took_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
            "call got no answer"
        ),
    }
    let result = match result {
        Ok(response) => read(response, limit).await,
        Err(error) => Err(error.into()),
    };
    match (recording, &result) {
        (Some(recording), Ok(response)) => recording.answered(response),
        (Some(recording), Err(error)) => recording.failed(error.kind()),
        (None, _) => {}
    }
    result
}

/// Reads the body of a response, and stops with an error after `limit` bytes. `Content-Length` can be missing or wrong,
/// so this function counts the bytes itself.
async fn read(mut response: reqwest::Response, limit: usize) -> Result<Response, Error> {
    let mut body = BytesMut::new();
    while let Some(part) = response.chunk().await? {
        if body.len() + part.len() > limit {
            return Err(Error::TooLarge { limit });
        }
        body.extend_from_slice(&part);
    }
    let mut complete = Response::new(body.freeze());
    *complete.status_mut() = response.status();
    *complete.headers_mut() = std::mem::take(response.headers_mut());
    Ok(complete)
}
