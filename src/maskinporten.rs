//! The tokens that calls to Altinn and to resource owners carry.
//!
//! Maskinporten is an OAuth 2.0 token endpoint for machines: the vendor signs a grant (a JWT) with its
//! own key and gets an access token. With [`SystemUserOf`] in the grant, the token acts for a customer,
//! if the customer has a system user for the vendor's system.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use jiff::{SignedDuration, Timestamp};
use oauth2::{
    AccessToken, TokenResponse as _,
    basic::{BasicErrorResponse, BasicTokenResponse},
};
use reqwest::StatusCode;
use serde::Serialize;
use url::Url;
use uuid::Uuid;

use crate::{config::Config, outbound, signing::SigningKey};
use altinn_types::{ExternalRef, OrgNumber};

/// How long a grant is good for: **120 seconds** is the most that Maskinporten accepts.
///
/// Source: [JWT grant](https://docs.digdir.no/docs/Maskinporten/maskinporten_protocol_jwtgrant),
/// under `exp`.
const GRANT_LIFETIME: SignedDuration = SignedDuration::from_secs(120);

/// A token is not used in its last seconds, so that it cannot run out on its way. Tokens for system
/// users live for 120 seconds, so this is a good part of their life.
const MARGIN: SignedDuration = SignedDuration::from_secs(15);

/// Why there is no token.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Not approved yet, deleted by the customer, or a client that the system register does not list
    /// for the system: `invalid_altinn_customer_configuration`, MP-303.
    #[error("maskinporten finds no system user: {description}")]
    NoSystemUser { description: String },
    /// Something is wrong with the grant, the client or its scopes: a matter for those who run SmartCloud.
    #[error("maskinporten refused with {error}: {description}")]
    Refused { error: String, description: String },
    #[error("maskinporten answered {status}, without an error that can be read")]
    Status { status: StatusCode },
    #[error("maskinporten's answer cannot be read")]
    Unreadable(#[from] serde_json::Error),
    #[error("no answer from maskinporten")]
    Http(#[from] reqwest::Error),
    #[error("the grant cannot be signed")]
    Sign(#[from] jsonwebtoken::errors::Error),
}

/// The customer whose system user a token is for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SystemUserOf {
    /// The owner of the system user.
    pub organisation: OrgNumber,
    /// The reference it was asked for with; `None` where none was given.
    pub external_ref: Option<ExternalRef>,
}

/// Claims of the grant. Maskinporten refuses claims that it does not know, so there are no others.
#[derive(Serialize)]
struct Grant<'a> {
    /// Maskinporten's issuer, with its slash at the end; the token endpoint's URL is not accepted.
    aud: &'a str,
    /// The client id.
    iss: &'a str,
    scope: &'a str,
    iat: i64,
    exp: i64,
    /// Each grant is used once.
    jti: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    authorization_details: Option<[AuthorizationDetails<'a>; 1]>,
}

#[derive(Serialize)]
struct AuthorizationDetails<'a> {
    r#type: &'static str,
    systemuser_org: SystemUserOrg,
    #[serde(rename = "externalRef", skip_serializing_if = "Option::is_none")]
    external_ref: Option<&'a ExternalRef>,
}

#[derive(Serialize)]
struct SystemUserOrg {
    authority: &'static str,
    /// In capitals, with `0192:` in front of the organisation number.
    #[serde(rename = "ID")]
    id: String,
}

/// Gets tokens, and keeps each while it is good. Clones share what they keep.
#[derive(Clone, Debug)]
pub struct Client {
    http: reqwest::Client,
    issuer: Url,
    client_id: String,
    key: SigningKey,
    kept: Arc<Mutex<HashMap<Purpose, Kept>>>,
}

/// What a token is for: tokens of different purposes are never mixed up.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Purpose {
    scope: String,
    system_user: Option<SystemUserOf>,
}

#[derive(Clone, Debug)]
struct Kept {
    token: AccessToken,
    renew_at: Timestamp,
}

impl Client {
    #[must_use]
    pub fn new(config: &Config, http: reqwest::Client, key: SigningKey) -> Self {
        Self {
            http,
            issuer: config.maskinporten_url.clone(),
            client_id: config.system.client_id.clone(),
            key,
            kept: Arc::default(),
        }
    }

    /// A token for the vendor itself.
    ///
    /// # Errors
    ///
    /// [`Error`]; never [`Error::NoSystemUser`].
    pub async fn vendor_token(&self, scope: &str, now: Timestamp) -> Result<AccessToken, Error> {
        self.token(scope, None, now).await
    }

    /// A token that acts for a customer.
    ///
    /// # Errors
    ///
    /// [`Error::NoSystemUser`] where the customer has not approved, or has withdrawn; else as [`Error`] says.
    pub async fn system_user_token(
        &self,
        scope: &str,
        system_user: &SystemUserOf,
        now: Timestamp,
    ) -> Result<AccessToken, Error> {
        self.token(scope, Some(system_user), now).await
    }

    /// Forgets the tokens for a customer, so that the next call finds out whether the system user lives.
    pub fn forget(&self, organisation: &OrgNumber) {
        self.kept().retain(|purpose, _| {
            purpose
                .system_user
                .as_ref()
                .is_none_or(|user| user.organisation != *organisation)
        });
    }

    #[tracing::instrument(skip_all, fields(%scope), err(level = "debug"))]
    async fn token(
        &self,
        scope: &str,
        system_user: Option<&SystemUserOf>,
        now: Timestamp,
    ) -> Result<AccessToken, Error> {
        let purpose = Purpose {
            scope: scope.to_owned(),
            system_user: system_user.cloned(),
        };
        if let Some(kept) = self.kept().get(&purpose)
            && now < kept.renew_at
        {
            return Ok(kept.token.clone());
        }

        let answer = self.ask(scope, system_user, now).await?;
        let token = answer.access_token().clone();
        let renew_at = renew_at(answer.expires_in(), now);
        let mut kept = self.kept();
        // Tokens that have run out go now and then, so that the map does not grow with the customers.
        kept.retain(|_, kept| now < kept.renew_at);
        kept.insert(
            purpose,
            Kept {
                token: token.clone(),
                renew_at,
            },
        );
        Ok(token)
    }

    async fn ask(
        &self,
        scope: &str,
        system_user: Option<&SystemUserOf>,
        now: Timestamp,
    ) -> Result<BasicTokenResponse, Error> {
        let iat = now.as_second();
        let grant = self.key.sign(&Grant {
            aud: self.issuer.as_str(),
            iss: &self.client_id,
            scope,
            iat,
            exp: iat + GRANT_LIFETIME.as_secs(),
            jti: Uuid::new_v4(),
            authorization_details: system_user.map(|user| {
                [AuthorizationDetails {
                    r#type: "urn:altinn:systemuser",
                    systemuser_org: SystemUserOrg {
                        authority: "iso6523-actorid-upis",
                        id: user.organisation.iso6523(),
                    },
                    external_ref: user.external_ref.as_ref(),
                }]
            }),
        })?;
        let form = [
            ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"),
            ("assertion", &grant),
        ];
        // The issuer ends with a slash, so this is `…/token` beneath it.
        let url = format!("{}token", self.issuer);
        let response = outbound::send(self.http.post(url).form(&form)).await?;
        let status = response.status();
        let body = response.bytes().await?;
        if status.is_success() {
            return Ok(serde_json::from_slice(&body)?);
        }
        Err(refusal(status, &body))
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, HashMap<Purpose, Kept>> {
        // Nothing is left half done under this lock, so a panic elsewhere spoils nothing.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Reads an error answer: OAuth's JSON, or whatever a proxy on the way has to say.
fn refusal(status: StatusCode, body: &[u8]) -> Error {
    let Ok(answer) = serde_json::from_slice::<BasicErrorResponse>(body) else {
        return Error::Status { status };
    };
    let error = answer.error().as_ref().to_owned();
    let description = answer.error_description().cloned().unwrap_or_default();
    if status.is_server_error() {
        Error::Status { status }
    } else if error == "invalid_altinn_customer_configuration" {
        Error::NoSystemUser { description }
    } else {
        Error::Refused { error, description }
    }
}

/// The moment to ask for a new token, where this one arrived at `received`.
///
/// `expires_in` counts from the answer ([RFC 6749, section 5.1][rfc]), not from the grant. Where it is
/// missing, the token is used once.
///
/// [rfc]: https://www.rfc-editor.org/rfc/rfc6749#section-5.1
fn renew_at(expires_in: Option<std::time::Duration>, received: Timestamp) -> Timestamp {
    expires_in
        .and_then(|lifetime| SignedDuration::try_from(lifetime).ok())
        .and_then(|lifetime| received.checked_add(lifetime - MARGIN).ok())
        .unwrap_or(received)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_token_is_renewed_before_it_runs_out() {
        let noon: Timestamp = "2026-01-01T12:00:00Z".parse().unwrap();
        let renew = renew_at(Some(Duration::from_mins(2)), noon);
        assert_eq!(renew.to_string(), "2026-01-01T12:01:45Z");
    }

    #[test]
    fn a_token_without_a_lifetime_is_not_kept() {
        let noon: Timestamp = "2026-01-01T12:00:00Z".parse().unwrap();
        assert_eq!(renew_at(None, noon), noon);
    }

    #[test]
    fn no_system_user_is_told_apart_from_other_refusals() {
        let body =
            br#"{"error":"invalid_altinn_customer_configuration","error_description":"MP-303: x"}"#;
        assert!(matches!(
            refusal(StatusCode::BAD_REQUEST, body),
            Error::NoSystemUser { .. }
        ));
        let body = br#"{"error":"invalid_scope","error_description":"MP-200: x"}"#;
        assert!(matches!(
            refusal(StatusCode::BAD_REQUEST, body),
            Error::Refused { .. }
        ));
        assert!(matches!(
            refusal(StatusCode::BAD_GATEWAY, b"<html>"),
            Error::Status { .. }
        ));
    }
}
