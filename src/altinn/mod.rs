//! The calls to Altinn, a file for each group.

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

/// To ask for system users, delete requests, and look system users up.
const REQUEST_WRITE: &str = "altinn:authentication/systemuser.request.write";

/// To read requests. *Write* does not include it.
const REQUEST_READ: &str = "altinn:authentication/systemuser.request.read";

/// Why a call to Altinn did not give what was asked for.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Altinn understood the call and said no.
    #[error("altinn refused: {} {}", .0.code.as_deref().unwrap_or("without a code"), .0.text())]
    Problem(Problem),
    /// A status without words that can be read; the body may be empty, HTML or plain text.
    #[error("altinn answered {status}")]
    Status { status: StatusCode },
    #[error("altinn's answer cannot be read")]
    Unreadable(#[from] serde_json::Error),
    #[error("no answer from altinn")]
    Http(#[from] reqwest::Error),
    #[error("no token for the call to altinn")]
    Token(#[from] maskinporten::Error),
}

impl Error {
    /// Altinn's code, such as `AUTH-00004`, where it gave one.
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
                Some(
                    code::RIGHT_NOT_FOUND | code::PACKAGE_NOT_FOUND | code::PACKAGE_NOT_DELEGABLE,
                ) => Self::RightsRefused,
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
            maskinporten::Error::Sign(_) => Self::Internal,
        }
    }
}

/// Calls Altinn as the vendor. The bearer token is Maskinporten's as it is: no exchange is needed here.
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

    async fn token(&self, scope: &str) -> Result<AccessToken, Error> {
        Ok(self
            .maskinporten
            .vendor_token(scope, Timestamp::now())
            .await?)
    }

    /// An address beneath `authentication/api/v1`, each part escaped.
    fn url(&self, parts: &[&str]) -> Url {
        let mut url = self.platform.clone();
        // An http(s) URL can always be a base, so there is always a path to extend.
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty()
                .extend(["authentication", "api", "v1"])
                .extend(parts);
        }
        url
    }
}

/// The body, if Altinn did what was asked; what it said instead, if not.
///
/// Status and bytes come first: what a refusal looks like is not known before it is read.
async fn answered(call: RequestBuilder, token: &AccessToken) -> Result<Bytes, Error> {
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
    fn a_fault_of_the_vendors_is_told_apart_from_a_silent_altinn() {
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
