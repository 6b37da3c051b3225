//! Access tokens from Maskinporten, for calls to Altinn and to resource owners.
//!
//! Maskinporten is an OAuth 2.0 token endpoint for machines. The vendor signs a grant (a JWT, RFC 7523) with its own
//! key, and Maskinporten issues an access token for the grant. SmartCloud uses two kinds of tokens:
//!
//! | token | content of the grant | used for |
//! |---|---|---|
//! | [`vendor_token`](Client::vendor_token) | the scope | the vendor's own calls to Altinn |
//! | [`system_user_token`](Client::system_user_token) | the scope, and `authorization_details` with the customer | calls to a resource owner on behalf of the customer |
//!
//! Rules to keep if you copy this file:
//!
//! - Set `aud` to Maskinporten's issuer, with the slash at its end. Do not use the URL of the token endpoint.
//! - Send only the claims of [`Grant`]. Maskinporten refuses a grant with a claim that it does not know.
//! - Sign a new grant with a new `jti` for each call. Maskinporten accepts each grant only once.
//! - If the vendor's request to Altinn had an `externalRef`, send the same `externalRef` in the grant.
//! - Cache tokens by scope *and* customer. A token of one customer must never be used for another customer. Stop using
//!   a token some seconds before it expires.
//! - If an API refuses a cached token with 401, remove the token from the cache, get a new token, and send the call
//!   once more. A 401 means that the API has not carried out the call. Maskinporten can withdraw a token or replace its
//!   key before the token expires.
//! - Decide what to do by the field `error` in the JSON of an error response. Do not log grants or tokens.

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

/// The lifetime of a grant, from `iat` to `exp`. Maskinporten's documentation says that the maximum is **120 seconds**.
/// The server accepts slightly more today, but do not rely on that.
///
/// Source: [JWT grant](https://docs.digdir.no/docs/Maskinporten/maskinporten_protocol_jwtgrant), in the part about
/// `exp`.
const GRANT_LIFETIME: SignedDuration = SignedDuration::from_secs(120);

/// SmartCloud gets a new token if the cached token expires within this time, because the cached token could expire
/// during a call. Keep the margin small, because a token for a system user lives for only 120 seconds.
const RENEWAL_MARGIN: SignedDuration = SignedDuration::from_secs(15);

/// The shortest time between two sweeps that remove expired tokens. A sweep looks at the whole cache, so it is slow.
const SWEEP_PAUSE: SignedDuration = SignedDuration::from_secs(10);

#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Altinn has no system user for this customer, system and `externalRef`. The customer has not approved the request
    /// yet, or has deleted the system user. It is also possible that the system register does not list the client id
    /// for the system. In each case, Maskinporten's error is `invalid_altinn_customer_configuration` (MP-303).
    #[error("Maskinporten finds no system user for the customer: {description}")]
    NoSystemUser { description: String },
    /// Maskinporten does not accept the grant, the OAuth client or the scope. The customer cannot correct this. The
    /// vendor must check the settings, the key and the scopes of its OAuth client.
    #[error("Maskinporten refused the grant with {error}: {description}")]
    Refused { error: String, description: String },
    /// Maskinporten sent 5xx or 429, or another error response without OAuth's error JSON.
    #[error("Maskinporten answered with HTTP status {status}")]
    Status { status: StatusCode },
    #[error("the body of Maskinporten's response is not a token response")]
    Unreadable(#[from] outbound::JsonError),
    /// Maskinporten sent no complete response: the call took too long, the connection broke, or the body was too large.
    #[error("Maskinporten did not answer")]
    Http(#[from] outbound::Error),
    #[error("the grant for Maskinporten cannot be signed: check MASKINPORTEN_KEY_FILE")]
    Signature(#[from] jsonwebtoken::errors::Error),
}

/// Identifies the system user that a token acts for, by the customer and the `externalRef`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SystemUserOf {
    /// The customer who owns the system user. The owner of an agent system user is the accountant, and never one of the
    /// accountant's clients.
    pub organisation: OrgNumber,
    /// The `externalRef` of the request that created the system user. `None` if that request had no `externalRef`.
    pub external_ref: Option<ExternalRef>,
}

#[derive(Serialize)]
struct Grant<'a> {
    /// Maskinporten's issuer, with the slash at its end.
    aud: &'a str,
    iss: &'a str,
    scope: &'a str,
    iat: i64,
    exp: i64,
    /// Maskinporten accepts each grant only once, so each grant needs a new id.
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
    /// The text `0192:` and the organisation number. Maskinporten expects the JSON key `ID` in capital letters.
    #[serde(rename = "ID")]
    id: String,
}

/// Gets tokens from Maskinporten, and caches each token until shortly before it expires. All clones share the cache.
#[derive(Clone, Debug)]
pub struct Client {
    http: reqwest::Client,
    issuer: Url,
    client_id: String,
    key: SigningKey,
    cache: Arc<Mutex<Cache>>,
}

/// The cached tokens, grouped by customer. The vendor's own tokens have the key `None`. The groups make it fast to
/// remove all tokens of one customer.
#[derive(Debug, Default)]
struct Cache {
    by_customer: HashMap<Option<OrgNumber>, HashMap<CacheKey, CachedToken>>,
    sweep_at: Timestamp,
}

/// The key of a token in the cache. The key must contain `system_user`. Otherwise one customer could get the token of
/// another customer.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct CacheKey {
    scope: String,
    system_user: Option<SystemUserOf>,
}

#[derive(Clone, Debug)]
struct CachedToken {
    token: AccessToken,
    renew_at: Timestamp,
    /// Whether more than one call has used the token.
    is_reused: bool,
}

impl CacheKey {
    fn customer(&self) -> Option<OrgNumber> {
        let user = self.system_user.as_ref();
        user.map(|user| user.organisation.clone())
    }
}

impl Cache {
    fn get_mut(&mut self, key: &CacheKey) -> Option<&mut CachedToken> {
        self.by_customer.get_mut(&key.customer())?.get_mut(key)
    }

    /// Adds a token. From time to time, also removes all expired tokens. Otherwise the cache would grow with each
    /// customer.
    fn insert(&mut self, key: CacheKey, token: CachedToken, now: Timestamp) {
        if now >= self.sweep_at {
            self.retain(|cached| now < cached.renew_at);
            self.sweep_at = now.checked_add(SWEEP_PAUSE).unwrap_or(Timestamp::MAX);
        }
        let tokens = self.by_customer.entry(key.customer()).or_default();
        tokens.insert(key, token);
    }

    fn retain(&mut self, mut is_kept: impl FnMut(&CachedToken) -> bool) {
        self.by_customer.retain(|_, tokens| {
            tokens.retain(|_, cached| is_kept(cached));
            !tokens.is_empty()
        });
    }
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

    /// Returns the vendor's own token, from the cache or from Maskinporten.
    ///
    /// # Errors
    ///
    /// Any [`Error`] except [`Error::NoSystemUser`].
    pub async fn vendor_token(&self, scope: &str, now: Timestamp) -> Result<AccessToken, Error> {
        self.token(scope, None, now).await
    }

    /// Returns a token for a customer's system user, from the cache or from Maskinporten.
    ///
    /// A cached token can still be valid after the customer has deleted the system user. To check that the system user
    /// still exists, call [`Client::forget`] first.
    ///
    /// # Errors
    ///
    /// [`Error::NoSystemUser`] if the customer has not approved the request, or has deleted the system user. Every
    /// other [`Error`] is also possible.
    pub async fn system_user_token(
        &self,
        scope: &str,
        system_user: &SystemUserOf,
        now: Timestamp,
    ) -> Result<AccessToken, Error> {
        self.token(scope, Some(system_user), now).await
    }

    /// Removes all tokens from the cache, for the presenter's switch **Maskinporten nede**. Otherwise SmartCloud would
    /// use the cached tokens for some time, and the audience would see no effect.
    pub fn forget_all(&self) {
        self.cache().by_customer.clear();
    }

    /// Removes a customer's tokens from the cache. For the customer's next call, SmartCloud must get a new token.
    /// Maskinporten issues the new token only if the system user still exists.
    pub fn forget(&self, organisation: &OrgNumber) {
        let customer = Some(organisation.clone());
        self.cache().by_customer.remove(&customer);
    }

    /// Removes a token that an API has refused with status 401. Returns whether the caller should get a new token and
    /// send its call once more.
    ///
    /// Returns `true` if the token came from the cache, or if another call has already removed the token. Returns
    /// `false` if no other call has used the token. Such a token came straight from Maskinporten, so another new token
    /// would not help.
    pub fn forget_refused(&self, token: &AccessToken) -> bool {
        let mut is_new = false;
        self.cache().retain(|cached| {
            let is_refused = cached.token.secret() == token.secret();
            is_new |= is_refused && !cached.is_reused;
            !is_refused
        });
        !is_new
    }

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
        if let Some(cached) = self.cache().get_mut(&key)
            && now < cached.renew_at
        {
            cached.is_reused = true;
            return Ok(cached.token.clone());
        }

        let response = self.request_token(scope, system_user, now).await?;
        let token = response.access_token().clone();
        let renew_at = renew_at(response.expires_in(), now);
        let cached = CachedToken {
            token: token.clone(),
            renew_at,
            is_reused: false,
        };
        self.cache().insert(key, cached, now);
        Ok(token)
    }

    /// Sends a signed grant to Maskinporten with `POST token`, and returns the token response.
    #[tracing::instrument(skip_all, fields(%scope), err(level = "debug"))]
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
        // The issuer already ends with a slash.
        let url = format!("{}token", self.issuer);
        let response = outbound::send(self.http.post(url).form(&form)).await?;
        let (status, body) = (response.status(), response.body());
        if status.is_success() {
            return Ok(outbound::parse_json(body)?);
        }
        Err(error_from_response(status, body))
    }

    fn cache(&self) -> std::sync::MutexGuard<'_, Cache> {
        // Ignore a poisoned lock. Each change of the cache is a single step. So the cache stays usable when another
        // thread panics.
        self.cache.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Converts an unsuccessful response (not 2xx) to an error. The body can be OAuth's error JSON, or for example a
/// proxy's HTML.
fn error_from_response(status: StatusCode, body: &[u8]) -> Error {
    let Ok(response) = serde_json::from_slice::<BasicErrorResponse>(body) else {
        return Error::Status { status };
    };
    let error = response.error().as_ref().to_owned();
    let description = response.error_description().cloned().unwrap_or_default();
    // With 429, Maskinporten wants fewer calls. The grant is right, so a later grant can succeed.
    if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS {
        Error::Status { status }
    } else if error == "invalid_altinn_customer_configuration" {
        Error::NoSystemUser { description }
    } else {
        Error::Refused { error, description }
    }
}

/// Returns the time when SmartCloud stops using the token. `now` is the time before SmartCloud sent the grant.
///
/// `expires_in` counts from Maskinporten's response ([RFC 6749, section 5.1][rfc]). `now` is earlier than this
/// response. So SmartCloud stops using the token slightly too early, and never too late. If there is no `expires_in`,
/// SmartCloud uses the token only once.
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
        let body = br#"{"error":"temporarily_unavailable"}"#;
        assert!(matches!(
            error_from_response(StatusCode::TOO_MANY_REQUESTS, body),
            Error::Status { .. }
        ));
    }

    #[test]
    fn only_the_tokens_of_one_customer_and_expired_tokens_are_removed() {
        let noon: Timestamp = "2026-01-01T12:00:00Z".parse().unwrap();
        let key = |scope: &str, customer: Option<&str>| CacheKey {
            scope: scope.to_owned(),
            system_user: customer.map(|number| SystemUserOf {
                organisation: number.parse().unwrap(),
                external_ref: None,
            }),
        };
        let token = |seconds| CachedToken {
            token: AccessToken::new("a".to_owned()),
            renew_at: noon + SignedDuration::from_secs(seconds),
            is_reused: false,
        };
        let (vendor, one, other) = (
            key("a", None),
            key("a", Some("991825827")),
            key("a", Some("310702641")),
        );
        let mut cache = Cache::default();
        for (key, lifetime) in [(&vendor, 600), (&one, 100), (&other, 100)] {
            cache.insert(key.clone(), token(lifetime), noon);
        }
        cache.by_customer.remove(&one.customer());
        assert!(cache.get_mut(&one).is_none());
        assert!(cache.get_mut(&key("b", None)).is_none());
        assert!(cache.get_mut(&vendor).is_some() && cache.get_mut(&other).is_some());

        let later = noon + SignedDuration::from_secs(101);
        cache.insert(one.clone(), token(200), later);
        assert!(cache.get_mut(&other).is_none());
        assert!(cache.get_mut(&vendor).is_some() && cache.get_mut(&one).is_some());
    }
}
