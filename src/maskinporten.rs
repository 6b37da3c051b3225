//! Access tokens from Maskinporten, for calls to Altinn and to resource owners.
//!
//! Maskinporten is an OAuth 2.0 token endpoint for machines. The vendor signs a grant (a JWT, RFC 7523) with its own key,
//! and gets an access token. There are two kinds of tokens:
//!
//! | token | the grant has | for |
//! |---|---|---|
//! | [`vendor_token`](Client::vendor_token) | only the scope | the vendor's own calls to Altinn |
//! | [`system_user_token`](Client::system_user_token) | also `authorization_details` with the customer | calls to a resource owner on behalf of the customer |
//!
//! Rules to keep if you copy this file:
//!
//! - `aud` is Maskinporten's issuer, with the slash at its end. Do not use the URL of the token endpoint.
//! - Send no other claims than those of [`Grant`]. Maskinporten refuses claims that it does not know.
//! - Sign a new grant for each call, with a new `jti`. Maskinporten accepts each grant once.
//! - If the system user has an `externalRef` of its own, send the same `externalRef` here.
//! - Cache tokens by scope *and* customer, and stop using a token some seconds before it expires. A token of one customer
//!   must never be used for another.
//! - Handle an error by `error` in the JSON. Do not log grants or tokens.

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

/// The lifetime of a grant, from `iat` to `exp`. **120 seconds** is the maximum that Maskinporten documents.
///
/// Source: [JWT grant](https://docs.digdir.no/docs/Maskinporten/maskinporten_protocol_jwtgrant), under `exp`.
const GRANT_LIFETIME: SignedDuration = SignedDuration::from_secs(120);

/// SmartCloud stops using a cached token this long before it expires, so that the token does not expire while a call is
/// under way. Keep the margin small: a token for a system user lives for 120 seconds only.
const RENEWAL_MARGIN: SignedDuration = SignedDuration::from_secs(15);

/// Why SmartCloud has no token.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Altinn has no system user for this customer, system and `externalRef`: the customer has not approved yet, or has
    /// deleted the system user. Maskinporten also answers this if the system register does not list the client id for the
    /// system (`invalid_altinn_customer_configuration`, MP-303).
    #[error("Maskinporten finds no system user for the customer: {description}")]
    NoSystemUser { description: String },
    /// Maskinporten does not accept the grant, the client or the scope. The customer cannot correct this. The vendor must
    /// check the settings, the key and the client's scopes.
    #[error("Maskinporten refused the grant with {error}: {description}")]
    Refused { error: String, description: String },
    /// 5xx, or another error response without OAuth's error JSON.
    #[error("Maskinporten answered with HTTP status {status}")]
    Status { status: StatusCode },
    /// Maskinporten answered with success, but the body is no token response.
    #[error("the body of Maskinporten's response is not a token response")]
    Unreadable(#[from] serde_json::Error),
    /// There is no complete response: a timeout or a broken connection.
    #[error("Maskinporten did not answer")]
    Http(#[from] reqwest::Error),
    #[error("the grant for Maskinporten cannot be signed: check MASKINPORTEN_KEY_FILE")]
    Signature(#[from] jsonwebtoken::errors::Error),
}

/// Names the system user that a token acts for, by its owner.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SystemUserOf {
    /// The customer who owns the system user. For an agent system user: the accountant, never the accountant's client.
    pub organisation: OrgNumber,
    /// The `externalRef` of the request that created the system user. `None` if that request had none.
    pub external_ref: Option<ExternalRef>,
}

/// The claims of the grant.
#[derive(Serialize)]
struct Grant<'a> {
    /// Maskinporten's issuer, with the slash at its end.
    aud: &'a str,
    /// The client id.
    iss: &'a str,
    scope: &'a str,
    iat: i64,
    exp: i64,
    /// A new id for each grant.
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
    /// `0192:` and the organisation number. The key is `ID`, in capitals.
    #[serde(rename = "ID")]
    id: String,
}

/// Gets tokens from Maskinporten, and caches each token until shortly before it expires. Clones share the cache.
#[derive(Clone, Debug)]
pub struct Client {
    http: reqwest::Client,
    issuer: Url,
    client_id: String,
    key: SigningKey,
    cache: Arc<Mutex<HashMap<CacheKey, CachedToken>>>,
}

/// Everything that decides what a token may do. Without `system_user` in the key, one customer could get the token of
/// another.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct CacheKey {
    scope: String,
    system_user: Option<SystemUserOf>,
}

#[derive(Clone, Debug)]
struct CachedToken {
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
            cache: Arc::default(),
        }
    }

    /// A token with which the vendor acts for itself, cached or new.
    ///
    /// # Errors
    ///
    /// Any [`Error`] except [`Error::NoSystemUser`].
    pub async fn vendor_token(&self, scope: &str, now: Timestamp) -> Result<AccessToken, Error> {
        self.token(scope, None, now).await
    }

    /// A token with which the vendor acts for a customer, cached or new. Call [`Client::forget`] first if the token must
    /// prove that the system user still exists: a cached token outlives a deleted system user.
    ///
    /// # Errors
    ///
    /// [`Error::NoSystemUser`] if the customer has not approved, or has deleted the system user. Otherwise any other
    /// [`Error`].
    pub async fn system_user_token(
        &self,
        scope: &str,
        system_user: &SystemUserOf,
        now: Timestamp,
    ) -> Result<AccessToken, Error> {
        self.token(scope, Some(system_user), now).await
    }

    /// Removes a customer's tokens from the cache. The next call then asks Maskinporten, which checks whether the system
    /// user still exists.
    pub fn forget(&self, organisation: &OrgNumber) {
        self.cache().retain(|key, _| {
            key.system_user
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
        let key = CacheKey {
            scope: scope.to_owned(),
            system_user: system_user.cloned(),
        };
        if let Some(cached) = self.cache().get(&key)
            && now < cached.renew_at
        {
            return Ok(cached.token.clone());
        }

        let response = self.request_token(scope, system_user, now).await?;
        let token = response.access_token().clone();
        let renew_at = renew_at(response.expires_in(), now);
        let mut cache = self.cache();
        // Remove expired tokens, so that the cache does not grow with each customer.
        cache.retain(|_, cached| now < cached.renew_at);
        cache.insert(
            key,
            CachedToken {
                token: token.clone(),
                renew_at,
            },
        );
        Ok(token)
    }

    /// `POST token` with a signed grant.
    async fn request_token(
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
        // The issuer ends with a slash.
        let url = format!("{}token", self.issuer);
        let response = outbound::send(self.http.post(url).form(&form)).await?;
        let status = response.status();
        let body = response.bytes().await?;
        if status.is_success() {
            return Ok(serde_json::from_slice(&body)?);
        }
        Err(error_from_response(status, &body))
    }

    fn cache(&self) -> std::sync::MutexGuard<'_, HashMap<CacheKey, CachedToken>> {
        // Each change under this lock is complete in one step. So the cache is usable even after a panic in another thread.
        self.cache.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The error of a response whose status is not 2xx. The body is OAuth's error JSON, or for example the HTML of a proxy.
fn error_from_response(status: StatusCode, body: &[u8]) -> Error {
    let Ok(response) = serde_json::from_slice::<BasicErrorResponse>(body) else {
        return Error::Status { status };
    };
    let error = response.error().as_ref().to_owned();
    let description = response.error_description().cloned().unwrap_or_default();
    if status.is_server_error() {
        Error::Status { status }
    } else if error == "invalid_altinn_customer_configuration" {
        Error::NoSystemUser { description }
    } else {
        Error::Refused { error, description }
    }
}

/// The time from which SmartCloud no longer uses a token, but requests a new one. `now` is the time before the request.
///
/// `expires_in` counts from Maskinporten's response ([RFC 6749, section 5.1][rfc]), so to count from `now` is on the safe
/// side. Without `expires_in`, SmartCloud uses the token once.
///
/// [rfc]: https://www.rfc-editor.org/rfc/rfc6749#section-5.1
fn renew_at(expires_in: Option<std::time::Duration>, now: Timestamp) -> Timestamp {
    expires_in
        .and_then(|lifetime| SignedDuration::try_from(lifetime).ok())
        .and_then(|lifetime| now.checked_add(lifetime - RENEWAL_MARGIN).ok())
        .unwrap_or(now)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_token_is_renewed_before_it_expires() {
        let noon: Timestamp = "2026-01-01T12:00:00Z".parse().unwrap();
        let renew = renew_at(Some(Duration::from_mins(2)), noon);
        assert_eq!(renew.to_string(), "2026-01-01T12:01:45Z");
    }

    #[test]
    fn a_token_without_a_lifetime_is_used_once() {
        let noon: Timestamp = "2026-01-01T12:00:00Z".parse().unwrap();
        assert_eq!(renew_at(None, noon), noon);
    }

    #[test]
    fn a_missing_system_user_is_another_error_than_a_refused_grant() {
        let body =
            br#"{"error":"invalid_altinn_customer_configuration","error_description":"MP-303: x"}"#;
        assert!(matches!(
            error_from_response(StatusCode::BAD_REQUEST, body),
            Error::NoSystemUser { .. }
        ));
        let body = br#"{"error":"invalid_scope","error_description":"MP-200: x"}"#;
        assert!(matches!(
            error_from_response(StatusCode::BAD_REQUEST, body),
            Error::Refused { .. }
        ));
        assert!(matches!(
            error_from_response(StatusCode::BAD_GATEWAY, b"<html>"),
            Error::Status { .. }
        ));
    }
}
