//! SmartCloud as a client of ID-porten: OpenID Connect, authorization code flow.
//!
//! | file | step |
//! |---|---|
//! | `metadata.rs` | Read ID-porten's endpoints and keys, and cache them. |
//! | `authorization.rs` | Start a log-in: push the authorization request, and get the URL for the browser. |
//! | `tokens.rs` | Finish a log-in: exchange the code for tokens, and verify the ID token. |
//! | `logout.rs` | Get the URL at which the person logs out of ID-porten. |
//!
//! The crate `openidconnect` builds the requests and verifies the ID token. It lacks two things, which are added here:
//! client authentication with a signed assertion (`private_key_jwt`), and pushed authorization requests (PAR).
//!
//! Rules to keep if you copy this module:
//!
//! - Generate a new `state`, `nonce` and PKCE verifier for each log-in. Keep them in the browser's session on the server.
//! - Verify the ID token completely before you use a claim: signature with RS256 only, `iss`, `aud`, `exp`, `nonce`, and
//!   `acr`. ID-porten may log a person in at a lower level than you asked for, so `acr` is your check.
//! - Sign a new assertion for each call. Its `aud` is the issuer, not the token endpoint, and its `jti` is used once.
//! - Read the endpoints from the metadata. Log-in pages and token endpoint are on different hosts.
//! - Do not save or log the access token and the personal number (`pid`).

mod authorization;
mod http_client;
mod logout;
mod metadata;
mod oidc_types;
mod tokens;

use std::sync::{Arc, RwLock};

use jiff::{SignedDuration, Timestamp};
use oauth2::{AuthType, ClientId, PkceCodeVerifier, RedirectUrl};
use openidconnect::{ClaimsVerificationError, Nonce};
use reqwest::StatusCode;
use serde::{Deserialize, Serialize};
use url::Url;
use uuid::Uuid;

use self::{
    metadata::CachedMetadata,
    oidc_types::{Metadata, OidcClient},
};
use crate::{config::Config, signing::SigningKey};

/// The levels of assurance (`acr`) that SmartCloud accepts, the lowest first. Altinn's approval page needs at least
/// *substantial*.
const ACCEPTED_LEVELS: [&str; 2] = ["idporten-loa-substantial", "idporten-loa-high"];

/// The scope to ask Altinn which organisations the person may act for.
const PARTIES_SCOPE: &str = "altinn:accessmanagement/authorizedparties";

/// The lifetime of a client assertion. ID-porten accepts at most 120 seconds.
const ASSERTION_LIFETIME: SignedDuration = SignedDuration::from_secs(60);

/// Why a log-in or a logout failed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no complete response: a timeout or a broken connection. The customer can try again.
    #[error("ID-porten did not answer")]
    Http(#[from] reqwest::Error),
    /// An error response without OAuth's error JSON, such as 503. The customer can try again.
    #[error("ID-porten answered with HTTP status {status}")]
    Status { status: StatusCode },
    /// ID-porten's metadata or response does not have the expected content.
    #[error("ID-porten's response cannot be used: {0}")]
    Unreadable(String),
    /// OAuth's error JSON. `invalid_grant`: the code is used or too old. `invalid_client`: ID-porten does not accept the
    /// client id, the key or the assertion, so the settings are wrong.
    #[error("ID-porten refused the call with {error}: {description}")]
    Refused { error: String, description: String },
    #[error("ID-porten's token response has no ID token")]
    NoIdToken,
    /// The signature, `iss`, `aud`, `exp`, `nonce` or `acr` of the ID token is wrong. Nobody may be signed in.
    #[error("the ID token is not valid")]
    IdToken(#[from] ClaimsVerificationError),
    #[error(
        "the issuer or the redirect URI of ID-porten's client is not a URL: check IDPORTEN_URL and SMARTCLOUD_PUBLIC_URL"
    )]
    InvalidUrl(#[from] oauth2::url::ParseError),
    #[error("the client assertion for ID-porten cannot be signed: check IDPORTEN_KEY_FILE")]
    Signature(#[from] jsonwebtoken::errors::Error),
}

/// The values that SmartCloud makes for one log-in, and needs again at the callback.
///
/// SmartCloud keeps them in the session on the server, which the session cookie points to. That ties the callback to this
/// browser.
#[derive(Debug, Serialize, Deserialize)]
pub struct LoginSecrets {
    /// ID-porten returns it in the callback. It protects the callback against CSRF: only a browser that started this
    /// log-in has it in its session.
    pub state: String,
    /// ID-porten copies it into the ID token. An ID token of another log-in has another nonce.
    pub nonce: Nonce,
    /// SmartCloud sends it with the code (PKCE). A stolen code is useless without it.
    pub pkce_verifier: PkceCodeVerifier,
}

/// A person whose ID token SmartCloud has verified. It has no personal number and no subject, because SmartCloud does not
/// need to know who the person is.
pub struct VerifiedLogin {
    pub issuer: String,
    /// The id of the person's session at ID-porten. ID-porten's front-channel logout names the session by this id.
    /// `None` if the ID token has no `sid` or an empty one. Then no front-channel logout can end the sign-in.
    pub sid: Option<String>,
    /// The token to exchange at Altinn. It contains the personal number: do not save or log it.
    pub access_token: oauth2::AccessToken,
}

/// The claims of the assertion that proves which client sends a call (`private_key_jwt`, RFC 7523).
#[derive(Serialize)]
struct ClientAssertion<'a> {
    /// The client id, also in `sub`.
    iss: &'a str,
    sub: &'a str,
    /// ID-porten's issuer. The URL of the token endpoint is not correct here.
    aud: &'a str,
    iat: i64,
    exp: i64,
    /// A new id for each assertion, because ID-porten accepts each assertion once.
    jti: Uuid,
}

/// SmartCloud's client of ID-porten. Clones share the cached metadata.
#[derive(Clone, Debug)]
pub struct Client {
    http: reqwest::Client,
    issuer: String,
    client_id: String,
    redirect_url: Url,
    key: SigningKey,
    /// Empty until the first log-in or logout, so that SmartCloud can start while ID-porten is down.
    metadata_cache: Arc<RwLock<Option<CachedMetadata>>>,
}

impl Client {
    #[must_use]
    pub fn new(config: &Config, http: reqwest::Client, key: SigningKey) -> Self {
        Self {
            http,
            issuer: config.idporten.issuer.clone(),
            client_id: config.idporten.client_id.clone(),
            redirect_url: config.local("/login/callback"),
            key,
            metadata_cache: Arc::default(),
        }
    }

    fn oidc_client(&self, metadata: &Metadata) -> Result<OidcClient, Error> {
        let client = openidconnect::Client::from_provider_metadata(
            metadata.clone(),
            ClientId::new(self.client_id.clone()),
            // There is no client secret: each call carries a client assertion instead.
            None,
        );
        Ok(client
            // The client id goes into the form, beside the assertion.
            .set_auth_type(AuthType::RequestBody)
            .set_redirect_uri(RedirectUrl::new(self.redirect_url.to_string())?))
    }

    /// The form fields that authenticate SmartCloud, with a new client assertion.
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
