//! SmartCloud's OpenID Connect client for ID-porten. SmartCloud uses the authorization code flow.
//!
//! | file | step |
//! |---|---|
//! | `metadata.rs` | Read ID-porten's endpoints and keys, and cache them. |
//! | `authorization.rs` | Start a log-in: push the authorization request, and get the URL for the browser. |
//! | `tokens.rs` | Finish a log-in: exchange the code for tokens. |
//! | `id_token.rs` | Verify the ID token and the sender of the callback. |
//! | `refresh.rs` | Get a new access token of a signed-in person, and keep the refresh tokens. |
//! | `logout.rs` | Get the URL at which the person logs out of ID-porten. |
//!
//! The crate `openidconnect` builds the requests and makes most checks of the ID token. This module adds three things
//! that the crate lacks: client authentication with a signed assertion (`private_key_jwt`), pushed authorization
//! requests (PAR), and further checks of the ID token. The table in `id_token.rs` says who makes each check.
//!
//! Rules to keep if you copy this module:
//!
//! - Generate a new `state`, `nonce` and PKCE verifier for each log-in. Keep them on the server, and tie them to the
//!   browser with a cookie.
//! - Verify the ID token completely before you use a claim, as `id_token.rs` does. Check `acr` yourself, because
//!   ID-porten can log a person in at a lower level than you requested.
//! - Check who sent the callback (`iss`), if the provider's metadata says that each callback contains `iss`.
//! - Sign a new assertion with a new `jti` for each call. Set `aud` to the issuer and not to the token endpoint.
//! - Read the endpoints from the metadata, because the log-in pages and the token endpoint are on different hosts.
//! - Do not save or log the access token, the refresh token or the personal number (`pid`).

mod authorization;
mod http_client;
mod id_token;
mod logout;
mod metadata;
mod oidc_types;
mod refresh;
mod tokens;

use std::sync::{Arc, RwLock};

use jiff::{SignedDuration, Timestamp};
use oauth2::{AuthType, ClientId, PkceCodeVerifier, RedirectUrl};
use openidconnect::{ClaimsVerificationError, Nonce};
use reqwest::StatusCode;
use serde::{Deserialize, Serialize};
use url::Url;
use uuid::Uuid;

pub use self::refresh::{RefreshTokens, RefreshedTokens};
use self::{
    metadata::CachedMetadata,
    oidc_types::{Metadata, OidcClient},
};
use crate::{config::Config, error::AppError, outbound, signing::SigningKey};

/// The lifetime of a client assertion. ID-porten accepts at most 120 seconds.
const ASSERTION_LIFETIME: SignedDuration = SignedDuration::from_secs(60);

#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// ID-porten sent no complete response: the call took too long, the connection broke, or the body was too large.
    /// The customer can try again.
    #[error("ID-porten did not answer")]
    Http(#[from] outbound::Error),
    /// ID-porten sent an error status, such as 503, without OAuth's error JSON. The customer can try again.
    #[error("ID-porten answered with HTTP status {status}")]
    Status { status: StatusCode },
    #[error("ID-porten's response cannot be used: {0}")]
    Unreadable(String),
    /// ID-porten sent OAuth's error JSON. `invalid_grant` means that the authorization code was used before or is too
    /// old. `invalid_client` means that ID-porten does not accept the client id, the key or the assertion, so
    /// SmartCloud's settings are wrong.
    #[error("ID-porten refused the call with {error}: {description}")]
    Refused { error: String, description: String },
    #[error("ID-porten's token response has no ID token")]
    NoIdToken,
    /// The signature or one of the claims `iss`, `aud`, `exp`, `iat`, `nonce` and `acr` of the ID token is wrong.
    /// In that case, SmartCloud must sign nobody in.
    #[error("the ID token is not valid")]
    IdToken(#[from] ClaimsVerificationError),
    /// A claim or a header of the ID token is wrong, for example `azp` or `kid`. SmartCloud must sign nobody in with
    /// such a token.
    #[error("the ID token is not valid: {0}")]
    IdTokenPart(&'static str),
    /// The callback comes from another provider than ID-porten, or does not say which provider sent it.
    #[error("the callback's iss is {0:?}, and must be the issuer in IDPORTEN_URL")]
    ResponseIssuer(Option<String>),
    #[error("IDPORTEN_URL is not the issuer in the provider's metadata: {0}")]
    Issuer(String),
    #[error(
        "the issuer or the redirect URI of ID-porten's client is not a URL: check IDPORTEN_URL and SMARTCLOUD_PUBLIC_URL"
    )]
    InvalidUrl(#[from] oauth2::url::ParseError),
    #[error("the client assertion for ID-porten cannot be signed: check IDPORTEN_KEY_FILE")]
    Signature(#[from] jsonwebtoken::errors::Error),
}

impl From<Error> for AppError {
    fn from(error: Error) -> Self {
        match error {
            Error::Refused { .. }
            | Error::NoIdToken
            | Error::IdToken(_)
            | Error::IdTokenPart(_)
            | Error::ResponseIssuer(_) => Self::LoginFailed,
            Error::Http(_) | Error::Status { .. } | Error::Unreadable(_) => {
                Self::IdPortenUnreachable
            }
            Error::Issuer(_) | Error::InvalidUrl(_) | Error::Signature(_) => Self::Internal,
        }
    }
}

/// The values that SmartCloud makes for one log-in, and needs again at the callback.
///
/// SmartCloud saves these values in its database, together with the random id in the browser's cookie. So SmartCloud
/// can accept the callback only from this browser.
#[derive(Debug, Serialize, Deserialize)]
pub struct LoginSecrets {
    /// ID-porten sends this value back in the callback. It protects the callback against CSRF, because SmartCloud
    /// accepts the value only from the browser that started this log-in.
    pub state: String,
    /// ID-porten copies this value into the ID token. SmartCloud compares the value in the ID token with this value,
    /// and so refuses an ID token of another log-in.
    pub nonce: Nonce,
    /// The PKCE verifier, which SmartCloud sends with the code. An attacker who steals the code cannot use it without
    /// the verifier.
    pub pkce_verifier: PkceCodeVerifier,
}

/// The result of a log-in with a verified ID token. SmartCloud does not need the person's identity, so this type omits
/// the personal number and the subject.
pub struct VerifiedLogin {
    pub issuer: String,
    /// The id of the person's session at ID-porten. ID-porten's front-channel logout sends this id. `None` if the ID
    /// token has no `sid` or an empty one. In that case, no front-channel logout can end the sign-in.
    pub sid: Option<String>,
    /// ID-porten's access token, which SmartCloud exchanges at Altinn. Do not save or log the token, because it
    /// contains the personal number.
    pub access_token: oauth2::AccessToken,
    /// SmartCloud uses this token to get a new access token later. `None` if the OAuth client is not registered for
    /// refresh tokens. Do not save or log the token, because whoever has the token can get access tokens of the person.
    pub refresh_token: Option<oauth2::RefreshToken>,
}

/// The claims of the client assertion, which proves that SmartCloud sends the call (`private_key_jwt`, RFC 7523).
#[derive(Serialize)]
struct ClientAssertion<'a> {
    /// SmartCloud's client id, as in `sub`.
    iss: &'a str,
    sub: &'a str,
    /// The URL of ID-porten's issuer. Do not use the URL of the token endpoint here.
    aud: &'a str,
    iat: i64,
    exp: i64,
    /// The id of the assertion. Each assertion needs a new id, because ID-porten accepts each assertion only once.
    jti: Uuid,
}

/// SmartCloud's OAuth client for ID-porten. All clones share the cached metadata.
#[derive(Clone, Debug)]
pub struct Client {
    http: reqwest::Client,
    issuer: String,
    client_id: String,
    scopes: Vec<String>,
    /// The levels of assurance (`acr`) that SmartCloud accepts. If the list is empty, SmartCloud accepts every level.
    levels: Vec<String>,
    redirect_url: Url,
    key: SigningKey,
    /// The cache is empty until the first log-in or logout needs the metadata, so SmartCloud can start while ID-porten
    /// is down.
    metadata_cache: Arc<RwLock<Option<CachedMetadata>>>,
}

impl Client {
    #[must_use]
    pub fn new(config: &Config, http: reqwest::Client, key: SigningKey) -> Self {
        Self {
            http,
            issuer: config.idporten.issuer.clone(),
            client_id: config.idporten.client_id.clone(),
            scopes: config.idporten.scopes.clone(),
            levels: config.idporten.levels.clone(),
            redirect_url: config.local("/login/callback"),
            key,
            metadata_cache: Arc::default(),
        }
    }

    fn oidc_client(&self, metadata: &Metadata) -> Result<OidcClient, Error> {
        let client = openidconnect::Client::from_provider_metadata(
            metadata.clone(),
            ClientId::new(self.client_id.clone()),
            // SmartCloud has no client secret. It authenticates each call with a client assertion instead.
            None,
        );
        Ok(client
            // The client id must be a form field, beside the client assertion, and not in an `Authorization` header.
            .set_auth_type(AuthType::RequestBody)
            .set_redirect_uri(RedirectUrl::new(self.redirect_url.to_string())?))
    }

    /// Returns the form fields that authenticate SmartCloud. Each HTTP request needs a new client assertion.
    fn client_authentication(&self, now: Timestamp) -> Result<[(String, String); 2], Error> {
        let iat = now.as_second();
        let assertion = self.key.sign(&ClientAssertion {
            iss: &self.client_id,
            sub: &self.client_id,
            aud: &self.issuer,
            iat,
            exp: iat + ASSERTION_LIFETIME.as_secs(),
            jti: Uuid::new_v4(),
        })?;
        Ok([
            (
                "client_assertion_type".to_owned(),
                "urn:ietf:params:oauth:client-assertion-type:jwt-bearer".to_owned(),
            ),
            ("client_assertion".to_owned(), assertion),
        ])
    }
}
