//! The HTTP calls to Altinn's APIs. This module sends calls and parses responses, but decides nothing.
//! [`redirect`](crate::redirect) decides what to do after a response.
//!
//! | file | calls | acts for | token |
//! |---|---|---|---|
//! | `requests.rs` | create, read and delete requests for system users | the vendor | from Maskinporten, not exchanged |
//! | `users.rs` | read a customer's system user | the vendor | from Maskinporten, not exchanged |
//! | `register.rs` | read and write the vendor's entry in the system register | the vendor | from Maskinporten, not exchanged |
//! | `catalogue.rs` | read the names and services of rights and access packages | nobody | none |
//! | `parties.rs` | read which organisations a person may act for | the person | from ID-porten, exchanged at Altinn |
//!
//! Rules to keep if you copy this module:
//!
//! - For each call, get a token with the scope that the doc comment of the call names. The scope *write* does not
//!   include the scope *read*.
//! - Percent-encode each segment of a path. Do not use `/` in an `externalRef`, because Altinn cannot find such an
//!   `externalRef` in a path.
//! - Decide what to do by the HTTP status and by the `code` in the body, never by the text of an error. Altinn changes
//!   the texts.
//! - Require only what you use. Altinn adds members, statuses, types and roles without notice. One unexpected row of a
//!   list must not hide the other rows, and one unexpected value must not stop a customer. The types in `altinn-types`
//!   read responses in this way.
//! - Never send a call again in this module, except after 401. If a POST got no response, Altinn may still have carried
//!   out the POST. Only the caller of this module knows what to do in that case. After 401, Altinn has not carried out
//!   the call, so [`Client::send`] gets a new token and sends the call once more.

mod catalogue;
mod parties;
mod register;
mod requests;
mod users;

use bytes::Bytes;
use oauth2::AccessToken;
use reqwest::{RequestBuilder, StatusCode};
use url::Url;

use crate::{clock::Clock, config::Config, error::AppError, maskinporten, outbound};
use altinn_types::Problem;

pub use catalogue::{CatalogueClient, CatalogueEntry, CatalogueText, Service};
pub use parties::PartiesClient;

/// With this scope, the vendor can create and delete requests, and read system users.
const REQUEST_WRITE: &str = "altinn:authentication/systemuser.request.write";

/// With this scope, the vendor can read requests. The *write* scope does not include this scope.
const REQUEST_READ: &str = "altinn:authentication/systemuser.request.read";

#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Altinn refused the call with a 4xx status and a JSON object that explains why. The same call fails again until
    /// somebody removes the cause.
    #[error("Altinn refused the call: {} {}", problem.code.as_deref().unwrap_or("(no error code)"), problem.text())]
    Problem {
        status: StatusCode,
        problem: Problem,
    },
    /// Altinn sent a 5xx response, or a 4xx response without a JSON object, for example with an empty body or HTML.
    /// After a 5xx response, Altinn may still have carried out a POST or a DELETE.
    #[error("Altinn answered with HTTP status {status}")]
    Status { status: StatusCode },
    /// The status is 2xx, but the body is not the JSON that the call expects. Altinn may have carried out the call.
    #[error("the body of Altinn's response is not the expected JSON")]
    Unreadable(#[from] outbound::JsonError),
    /// Altinn answered the token exchange with a 2xx status, but the body is empty.
    #[error("Altinn's response to the token exchange contains no token")]
    NoToken,
    /// Altinn sent no complete response: the call took too long, the connection broke, or the body was too large.
    /// Altinn may still have carried out the call.
    #[error("Altinn did not answer the call")]
    Http(#[from] outbound::Error),
    /// SmartCloud failed to get a token from Maskinporten, and did not send the call to Altinn.
    #[error("Maskinporten issued no token for the call to Altinn")]
    Token(#[from] maskinporten::Error),
}

impl Error {
    /// Returns Altinn's error code, such as `AUTH-00004`, or `None` if the response has no code.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Problem { problem, .. } => problem.code.as_deref(),
            _ => None,
        }
    }

    /// Whether Altinn refused the token of the call. In that case, Altinn has not carried out the call.
    fn is_unauthorised(&self) -> bool {
        matches!(
            self,
            Self::Problem { status, .. } | Self::Status { status }
                if *status == StatusCode::UNAUTHORIZED
        )
    }

    /// Whether the response is a 404 without an error code. For some calls, this response means that Altinn does not
    /// have the requested object. Altinn sends an empty body today, but ASP.NET can send a JSON object with a title.
    /// This function accepts both bodies.
    fn is_plain_not_found(&self) -> bool {
        match self {
            Self::Problem { status, problem } => {
                *status == StatusCode::NOT_FOUND && problem.code.is_none()
            }
            Self::Status { status } => *status == StatusCode::NOT_FOUND,
            _ => false,
        }
    }
}

impl From<Error> for AppError {
    fn from(error: Error) -> Self {
        use altinn_types::code;

        match error {
            // The status 429 means that SmartCloud sends too many calls. The same call can succeed later.
            Error::Problem { status, .. } | Error::Status { status }
                if status == StatusCode::TOO_MANY_REQUESTS =>
            {
                Self::AltinnUnreachable
            }
            Error::Problem { problem, .. } => match problem.code.as_deref() {
                // SmartCloud's plans request access that SmartCloud's entry in the system register does not list. Only
                // the vendor can correct this error.
                Some(
                    code::RIGHT_NOT_FOUND | code::PACKAGE_NOT_FOUND | code::PACKAGE_NOT_DELEGABLE,
                ) => Self::RightsRefused,
                // The return URL is not in the system register. Only the vendor can correct this error.
                Some(code::REDIRECT_NOT_ALLOWED | code::NO_REDIRECTS_REGISTERED) => {
                    Self::RedirectRefused
                }
                _ => Self::AltinnRefused,
            },
            Error::Status { status } if status.is_client_error() => Self::AltinnRefused,
            Error::Status { .. } | Error::Unreadable(_) | Error::NoToken | Error::Http(_) => {
                Self::AltinnUnreachable
            }
            Error::Token(cause) => cause.into(),
        }
    }
}

impl From<maskinporten::Error> for AppError {
    fn from(error: maskinporten::Error) -> Self {
        match error {
            maskinporten::Error::NoSystemUser { .. } => Self::NoAccess,
            maskinporten::Error::Status { status } if status == StatusCode::TOO_MANY_REQUESTS => {
                Self::MaskinportenUnreachable
            }
            maskinporten::Error::Refused { .. } => Self::MaskinportenRefused,
            maskinporten::Error::Status { status } if status.is_client_error() => {
                Self::MaskinportenRefused
            }
            maskinporten::Error::Status { .. }
            | maskinporten::Error::Unreadable(_)
            | maskinporten::Error::Http(_) => Self::MaskinportenUnreachable,
            maskinporten::Error::Signature(_) => Self::Internal,
        }
    }
}

/// A client that calls Altinn as the vendor. Each call carries the access token from Maskinporten as bearer token. The
/// token is not exchanged at Altinn.
#[derive(Clone, Debug)]
pub struct Client {
    http: reqwest::Client,
    platform: Url,
    maskinporten: maskinporten::Client,
    clock: Clock,
}

impl Client {
    #[must_use]
    pub fn new(
        config: &Config,
        http: reqwest::Client,
        maskinporten: maskinporten::Client,
        clock: Clock,
    ) -> Self {
        Self {
            http,
            platform: config.altinn.platform_url.clone(),
            maskinporten,
            clock,
        }
    }

    /// Returns the vendor's access token for this scope. The token comes from the cache or from Maskinporten.
    async fn token(&self, scope: &str) -> Result<AccessToken, Error> {
        Ok(self
            .maskinporten
            .vendor_token(scope, self.clock.now())
            .await?)
    }

    /// Sends a call with the vendor's access token for this scope. Returns the body if the status is 2xx.
    ///
    /// If Altinn refuses a token from the cache with 401, this function gets a new token and sends the call once more.
    async fn send(&self, call: RequestBuilder, scope: &str) -> Result<Bytes, Error> {
        let token = self.token(scope).await?;
        let repetition = call.try_clone();
        match (read_response(call, &token).await, repetition) {
            (Err(error), Some(repetition))
                if error.is_unauthorised() && self.maskinporten.forget_refused(&token) =>
            {
                let token = self.token(scope).await?;
                read_response(repetition, &token).await
            }
            (result, _) => result,
        }
    }

    /// Builds a URL under `authentication/api/v1`. Percent-encodes each part, so a slash in an id cannot change the
    /// path.
    fn url(&self, parts: &[&str]) -> Url {
        let mut url = self.platform.clone();
        // `path_segments_mut` fails only for URLs such as `mailto:`. The settings accept only http and https.
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty()
                .extend(["authentication", "api", "v1"])
                .extend(parts);
        }
        url
    }
}

/// Sends the call with the token, and reads the complete response. If the status is 2xx, returns the body, which the
/// caller parses. Otherwise parses the body and returns an [`Error`].
async fn read_response(call: RequestBuilder, token: &AccessToken) -> Result<Bytes, Error> {
    read_response_with_limit(call, token, outbound::BODY_LIMIT).await
}

/// Works like [`read_response`], but reads a response body of up to `limit` bytes.
async fn read_response_with_limit(
    call: RequestBuilder,
    token: &AccessToken,
    limit: usize,
) -> Result<Bytes, Error> {
    let response = outbound::send_with_limit(call.bearer_auth(token.secret()), limit).await?;
    let status = response.status();
    let body = response.into_body();
    if status.is_success() {
        return Ok(body);
    }
    Err(error_response(status, &body))
}

/// Returns [`Error::Problem`] for a 4xx response with a JSON object, and [`Error::Status`] for every other error
/// response.
fn error_response(status: StatusCode, body: &[u8]) -> Error {
    match serde_json::from_slice(body) {
        Ok(problem) if status.is_client_error() => Error::Problem { status, problem },
        _ => Error::Status { status },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(code: &str) -> Error {
        Error::Problem {
            status: StatusCode::BAD_REQUEST,
            problem: Problem {
                title: String::new(),
                detail: None,
                code: Some(code.to_owned()),
                validation_errors: Vec::new(),
            },
        }
    }

    #[test]
    fn only_a_404_without_an_error_code_means_that_nothing_exists() {
        let not_found = |body: &[u8]| error_response(StatusCode::NOT_FOUND, body);
        assert!(not_found(b"").is_plain_not_found());
        assert!(not_found(br#"{"title":"Not Found","status":404}"#).is_plain_not_found());
        assert!(!not_found(br#"{"code":"AUTH-00011"}"#).is_plain_not_found());
        assert!(!error_response(StatusCode::FORBIDDEN, b"").is_plain_not_found());
    }

    #[test]
    fn a_refusal_and_an_outage_of_altinn_give_different_problems() {
        let app = AppError::from;
        assert_eq!(app(problem("AUTH-00001")), AppError::RightsRefused);
        assert_eq!(app(problem("AUTH-00063")), AppError::RightsRefused);
        assert_eq!(app(problem("AUTH-00064")), AppError::RightsRefused);
        assert_eq!(app(problem("AUTH-00021")), AppError::RedirectRefused);
        assert_eq!(app(problem("AUTH-00026")), AppError::RedirectRefused);
        assert_eq!(app(problem("AUTH-00000")), AppError::AltinnRefused);
        let status = StatusCode::FORBIDDEN;
        assert_eq!(app(Error::Status { status }), AppError::AltinnRefused);
        for status in [
            StatusCode::SERVICE_UNAVAILABLE,
            StatusCode::TOO_MANY_REQUESTS,
        ] {
            assert_eq!(app(Error::Status { status }), AppError::AltinnUnreachable);
        }
        let too_many = error_response(StatusCode::TOO_MANY_REQUESTS, br#"{"title":"Slow down"}"#);
        assert_eq!(app(too_many), AppError::AltinnUnreachable);
    }
}
