//! The HTTP calls to Altinn's APIs. This module sends calls and parses responses. It decides nothing: the
//! decisions about a response are in [`redirect`](crate::redirect).
//!
//! | file | calls | acts for | token |
//! |---|---|---|---|
//! | `requests.rs` | create, read and delete requests for system users | the vendor | Maskinporten's, as it is |
//! | `users.rs` | read a customer's system user | the vendor | Maskinporten's, as it is |
//! | `register.rs` | read and write the vendor's entry in the system register | the vendor | Maskinporten's, as it is |
//! | `parties.rs` | read which organisations a person may act for | the person | ID-porten's, exchanged at Altinn |
//!
//! Rules to keep if you copy this module:
//!
//! - Each call needs the scope that its doc comment names. *Write* does not include *read*.
//! - Percent-encode each part of a path. Use no `/` in an `externalRef`: Altinn cannot find it by a path.
//! - Handle an error by the HTTP status and by `code` in the body, never by the text: Altinn changes the texts.
//! - Never retry here. A POST without a response may have had its effect, and only the caller knows what to do.

mod parties;
mod register;
mod requests;
mod users;

use bytes::Bytes;
use jiff::Timestamp;
use oauth2::AccessToken;
use reqwest::{RequestBuilder, StatusCode};
use url::Url;

use crate::{config::Config, error::AppError, maskinporten, outbound};
use altinn_types::Problem;

pub use parties::PartiesClient;

/// The scope to create and delete requests, and to read system users.
const REQUEST_WRITE: &str = "altinn:authentication/systemuser.request.write";

/// The scope to read requests. The *write* scope does not include it.
const REQUEST_READ: &str = "altinn:authentication/systemuser.request.read";

/// Why a call to Altinn failed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Altinn refused the call with a 4xx status and a JSON object that explains why. Repeating the call
    /// does not help until the cause is gone.
    #[error("Altinn refused the call: {} {}", .0.code.as_deref().unwrap_or("(no error code)"), .0.text())]
    Problem(Problem),
    /// Any other error response: 5xx, or 4xx with an empty body, HTML or plain text. After a 5xx, a POST or a DELETE
    /// may have had its effect.
    #[error("Altinn answered with HTTP status {status}")]
    Status { status: StatusCode },
    /// Altinn answered with success, but the body is not the JSON that the call expects.
    #[error("the body of Altinn's response is not the expected JSON")]
    Unreadable(#[from] serde_json::Error),
    /// There is no complete response: a timeout or a broken connection. The call may have had its effect.
    #[error("Altinn did not answer the call")]
    Http(#[from] reqwest::Error),
    /// Maskinporten issued no token, so SmartCloud did not send the call to Altinn.
    #[error("Maskinporten issued no token for the call to Altinn")]
    Token(#[from] maskinporten::Error),
}

impl Error {
    /// Altinn's error code, such as `AUTH-00004`, if the response has one.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Problem(problem) => problem.code.as_deref(),
            _ => None,
        }
    }
}

impl From<Error> for AppError {
    fn from(error: Error) -> Self {
        use altinn_types::code;

        match error {
            Error::Problem(problem) => match problem.code.as_deref() {
                // The plans and the entry in the system register disagree. Only the vendor can correct that.
                Some(
                    code::RIGHT_NOT_FOUND | code::PACKAGE_NOT_FOUND | code::PACKAGE_NOT_DELEGABLE,
                ) => Self::RightsRefused,
                // The return URL is not registered. Only the vendor can correct that.
                Some(code::REDIRECT_NOT_ALLOWED | code::NO_REDIRECTS_REGISTERED) => {
                    Self::RedirectRefused
                }
                _ => Self::AltinnRefused,
            },
            Error::Status { status } if status.is_client_error() => Self::AltinnRefused,
            Error::Status { .. } | Error::Unreadable(_) | Error::Http(_) => Self::AltinnUnreachable,
            Error::Token(cause) => cause.into(),
        }
    }
}

impl From<maskinporten::Error> for AppError {
    fn from(error: maskinporten::Error) -> Self {
        match error {
            maskinporten::Error::NoSystemUser { .. } => Self::NoAccess,
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

/// Calls Altinn as the vendor. The bearer token is the one from Maskinporten: these calls need no exchange at
/// Altinn.
#[derive(Clone, Debug)]
pub struct Client {
    http: reqwest::Client,
    platform: Url,
    maskinporten: maskinporten::Client,
}

impl Client {
    #[must_use]
    pub fn new(config: &Config, http: reqwest::Client, maskinporten: maskinporten::Client) -> Self {
        Self {
            http,
            platform: config.altinn.platform_url.clone(),
            maskinporten,
        }
    }

    /// The vendor's token with this scope, cached or new.
    async fn token(&self, scope: &str) -> Result<AccessToken, Error> {
        Ok(self
            .maskinporten
            .vendor_token(scope, Timestamp::now())
            .await?)
    }

    /// The URL of a call under `authentication/api/v1`. Each part is percent-encoded.
    fn url(&self, parts: &[&str]) -> Url {
        let mut url = self.platform.clone();
        // `path_segments_mut` fails only for URLs such as `mailto:`, and the settings accept only http and https.
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty()
                .extend(["authentication", "api", "v1"])
                .extend(parts);
        }
        url
    }
}

/// Sends a call and reads the whole response: the body if the status is 2xx, otherwise an [`Error`].
///
/// The body stays bytes until the status is known, because the bodies of an error and of a success differ.
async fn read_response(call: RequestBuilder, token: &AccessToken) -> Result<Bytes, Error> {
    let response = outbound::send(call.bearer_auth(token.secret())).await?;
    let status = response.status();
    let body = response.bytes().await?;
    if status.is_success() {
        return Ok(body);
    }
    match serde_json::from_slice(&body) {
        Ok(problem) if status.is_client_error() => Err(Error::Problem(problem)),
        _ => Err(Error::Status { status }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(code: &str) -> Error {
        Error::Problem(Problem {
            title: String::new(),
            detail: None,
            code: Some(code.to_owned()),
        })
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
        let status = StatusCode::SERVICE_UNAVAILABLE;
        assert_eq!(app(Error::Status { status }), AppError::AltinnUnreachable);
    }
}
