//! SmartCloud as a client of ID-porten: OpenID Connect with the parts that ID-porten asks for.
//!
//! The `openidconnect` crate builds the requests and checks the ID token. Added here are what it does
//! not have: client authentication by signed assertion (`private_key_jwt`) and pushed authorization
//! requests (PAR).

use std::{
    pin::Pin,
    sync::{Arc, PoisonError, RwLock},
};

use jiff::{SignedDuration, Timestamp};
use oauth2::{
    AuthType, AuthorizationCode, ClientId, CsrfToken, EmptyExtraTokenFields, EndpointMaybeSet,
    EndpointNotSet, EndpointSet, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope,
    StandardErrorResponse, StandardTokenResponse,
};
use openidconnect::{
    AdditionalClaims, AdditionalProviderMetadata, AuthenticationContextClass, AuthenticationFlow,
    ClaimsVerificationError, IdTokenFields, IssuerUrl, LanguageTag, Nonce, ProviderMetadata,
    TokenResponse as _,
    core::{
        CoreAuthDisplay, CoreAuthPrompt, CoreClaimName, CoreClaimType, CoreClientAuthMethod,
        CoreErrorResponseType, CoreGenderClaim, CoreGrantType, CoreJsonWebKey,
        CoreJweContentEncryptionAlgorithm, CoreJweKeyManagementAlgorithm, CoreJwsSigningAlgorithm,
        CoreResponseMode, CoreResponseType, CoreRevocableToken, CoreRevocationErrorResponse,
        CoreSubjectIdentifierType, CoreTokenIntrospectionResponse, CoreTokenType,
    },
};
use reqwest::StatusCode;
use serde::{Deserialize, Serialize};
use url::Url;
use uuid::Uuid;

use crate::{config::Config, outbound, signing::SigningKey};

/// The least that Altinn's approval needs.
const LEVELS: [&str; 2] = ["idporten-loa-substantial", "idporten-loa-high"];

/// Lets SmartCloud ask Altinn which organisations the person may act for.
const PARTIES_SCOPE: &str = "altinn:accessmanagement/authorizedparties";

/// ID-porten asks that its metadata is not kept for more than 24 hours.
const METADATA_KEPT: SignedDuration = SignedDuration::from_hours(1);

/// How long an assertion is good for. ID-porten takes 120 seconds at most.
const ASSERTION_LIFETIME: SignedDuration = SignedDuration::from_secs(60);

/// Why a log-in, or a step of one, failed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No usable answer: the same call may do later.
    #[error("no answer from ID-porten")]
    Http(#[from] reqwest::Error),
    #[error("ID-porten answered {status}")]
    Status { status: StatusCode },
    #[error("ID-porten's answer cannot be read: {0}")]
    Unreadable(String),
    #[error("ID-porten refused with {error}: {description}")]
    Refused { error: String, description: String },
    #[error("ID-porten's answer has no ID token")]
    NoIdToken,
    /// Signature, issuer, audience, time, nonce or level is not as it must be.
    #[error("the ID token does not hold")]
    IdToken(#[from] ClaimsVerificationError),
    #[error("a setting for ID-porten is no URL")]
    Setting(#[from] oauth2::url::ParseError),
    #[error("the assertion cannot be signed")]
    Sign(#[from] jsonwebtoken::errors::Error),
}

/// What ID-porten's metadata has beyond the standard's first part.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct MoreMetadata {
    pushed_authorization_request_endpoint: Option<Url>,
    end_session_endpoint: Option<Url>,
}
impl AdditionalProviderMetadata for MoreMetadata {}

/// The one claim that is read beyond the standard ones. The personal number (`pid`) is not.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct SessionClaim {
    sid: Option<String>,
}
impl AdditionalClaims for SessionClaim {}

type Metadata = ProviderMetadata<
    MoreMetadata,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;

type TokenResponse = StandardTokenResponse<
    IdTokenFields<
        SessionClaim,
        EmptyExtraTokenFields,
        CoreGenderClaim,
        CoreJweContentEncryptionAlgorithm,
        CoreJwsSigningAlgorithm,
    >,
    CoreTokenType,
>;

type OidcClient = openidconnect::Client<
    SessionClaim,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    TokenResponse,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// What has to be remembered between leaving for ID-porten and coming back.
#[derive(Debug, Serialize, Deserialize)]
pub struct Begun {
    /// Ties the return to the browser that left.
    pub state: String,
    /// Ties the ID token to this log-in.
    pub nonce: Nonce,
    /// Ties the code to the one who asked for it (PKCE).
    pub pkce_verifier: PkceCodeVerifier,
}

/// Who has logged in, as far as SmartCloud wants to know. The token is for this moment, not to be kept.
pub struct LoggedIn {
    pub issuer: String,
    /// ID-porten's session, which its front-channel logout names.
    pub sid: String,
    /// Carries the personal number: dropped once Altinn has said which organisations there are.
    pub access_token: oauth2::AccessToken,
}

/// Claims of the assertion with which SmartCloud proves that it is the client (`private_key_jwt`).
#[derive(Serialize)]
struct Assertion<'a> {
    iss: &'a str,
    sub: &'a str,
    aud: &'a str,
    iat: i64,
    exp: i64,
    jti: Uuid,
}

/// ID-porten's metadata with its keys, and when they were read.
#[derive(Debug)]
struct Kept {
    metadata: Arc<Metadata>,
    read_at: Timestamp,
}

#[derive(Clone, Debug)]
pub struct Client {
    http: reqwest::Client,
    issuer: String,
    client_id: String,
    redirect_url: Url,
    key: SigningKey,
    /// Read when first needed, so that SmartCloud starts also while ID-porten is down.
    kept: Arc<RwLock<Option<Kept>>>,
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
            kept: Arc::default(),
        }
    }

    /// Begins a log-in; gives the address to send the browser to, and what to remember meanwhile.
    ///
    /// # Errors
    ///
    /// [`Error`] where ID-porten is not there, or does not know SmartCloud.
    #[tracing::instrument(skip_all)]
    pub async fn begin(&self, locale: &str, now: Timestamp) -> Result<(Url, Begun), Error> {
        let metadata = self.metadata(now).await?;
        let client = self.oidc(&metadata)?;
        let (challenge, pkce_verifier) = PkceCodeChallenge::new_random_sha256();
        let (url, state, nonce) = client
            .authorize_url(
                AuthenticationFlow::<CoreResponseType>::AuthorizationCode,
                CsrfToken::new_random,
                Nonce::new_random,
            )
            .add_scope(Scope::new(PARTIES_SCOPE.to_owned()))
            .set_pkce_challenge(challenge)
            .add_auth_context_value(AuthenticationContextClass::new(LEVELS[0].to_owned()))
            .add_ui_locale(LanguageTag::new(locale.to_owned()))
            .url();

        let pushed_to = &metadata
            .additional_metadata()
            .pushed_authorization_request_endpoint;
        let url = match pushed_to {
            Some(endpoint) => self.push(endpoint, &url, now).await?,
            None => url,
        };
        let begun = Begun {
            state: state.into_secret(),
            nonce,
            pkce_verifier,
        };
        Ok((url, begun))
    }

    /// Sends the authorization request from server to server (PAR, RFC 9126), so that the browser
    /// carries a reference to it and nothing that can be changed on the way.
    async fn push(&self, endpoint: &Url, request: &Url, now: Timestamp) -> Result<Url, Error> {
        #[derive(Deserialize)]
        struct Pushed {
            request_uri: String,
        }

        let mut form: Vec<(String, String)> = request.query_pairs().into_owned().collect();
        form.extend(self.authentication(now)?);
        let call = self.http.post(endpoint.clone()).form(&form);
        let response = outbound::send(call).await?;
        let status = response.status();
        let body = response.bytes().await?;
        if !status.is_success() {
            return Err(refusal(status, &body));
        }
        let pushed: Pushed =
            serde_json::from_slice(&body).map_err(|cause| Error::Unreadable(cause.to_string()))?;

        let mut url = request.clone();
        url.query_pairs_mut()
            .clear()
            .append_pair("client_id", &self.client_id)
            .append_pair("request_uri", &pushed.request_uri);
        Ok(url)
    }

    /// Ends a log-in: changes the code into tokens, and checks the ID token whole: signature by `kid`,
    /// `iss`, `aud`, `exp`, `nonce`, and `acr` at least *substantial*.
    ///
    /// # Errors
    ///
    /// [`Error::IdToken`] where a check fails; [`Error::Refused`] for a code that is used or too old.
    #[tracing::instrument(skip_all)]
    pub async fn finish(
        &self,
        code: String,
        begun: Begun,
        now: Timestamp,
    ) -> Result<LoggedIn, Error> {
        let metadata = self.metadata(now).await?;
        let client = self.oidc(&metadata)?;
        let mut exchange = client
            .exchange_code(AuthorizationCode::new(code))
            .map_err(|cause| Error::Unreadable(cause.to_string()))?
            .set_pkce_verifier(begun.pkce_verifier);
        for (name, value) in self.authentication(now)? {
            exchange = exchange.add_extra_param(name, value);
        }
        let tokens = exchange
            .request_async(&Outbound(&self.http))
            .await
            .map_err(token_error)?;

        let id_token = tokens.id_token().ok_or(Error::NoIdToken)?;
        let claims = match id_token.claims(&verifier(&client), &begun.nonce) {
            // The provider may have changed keys since its metadata was read: look once more.
            Err(ClaimsVerificationError::SignatureVerification(_)) => {
                let fresh = self.read_metadata(now).await?;
                let client = self.oidc(&fresh)?;
                id_token.claims(&verifier(&client), &begun.nonce)?.clone()
            }
            claims => claims?.clone(),
        };
        Ok(LoggedIn {
            issuer: claims.issuer().to_string(),
            sid: claims.additional_claims().sid.clone().unwrap_or_default(),
            access_token: oauth2::TokenResponse::access_token(&tokens).clone(),
        })
    }

    /// Where to send the browser to log out of ID-porten as well. It comes back to `back_to`.
    ///
    /// The client id stands in for an ID token, which SmartCloud does not keep.
    ///
    /// # Errors
    ///
    /// [`Error`] where ID-porten's metadata cannot be had.
    pub async fn logout_url(&self, back_to: &Url, now: Timestamp) -> Result<Option<Url>, Error> {
        let metadata = self.metadata(now).await?;
        let endpoint = metadata.additional_metadata().end_session_endpoint.clone();
        Ok(endpoint.map(|mut url| {
            url.query_pairs_mut()
                .append_pair("client_id", &self.client_id)
                .append_pair("post_logout_redirect_uri", back_to.as_str());
            url
        }))
    }

    fn oidc(&self, metadata: &Metadata) -> Result<OidcClient, Error> {
        let client = openidconnect::Client::from_provider_metadata(
            metadata.clone(),
            ClientId::new(self.client_id.clone()),
            // No secret: the assertion takes its place, in the form's body.
            None,
        );
        Ok(client
            .set_auth_type(AuthType::RequestBody)
            .set_redirect_uri(RedirectUrl::new(self.redirect_url.to_string())?))
    }

    fn authentication(&self, now: Timestamp) -> Result<[(String, String); 2], Error> {
        let iat = now.as_second();
        let assertion = self.key.sign(&Assertion {
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

    async fn metadata(&self, now: Timestamp) -> Result<Arc<Metadata>, Error> {
        {
            let kept = self.kept.read().unwrap_or_else(PoisonError::into_inner);
            if let Some(Kept { metadata, read_at }) = &*kept
                && now.duration_since(*read_at) < METADATA_KEPT
            {
                return Ok(Arc::clone(metadata));
            }
        }
        self.read_metadata(now).await
    }

    /// Reads metadata and keys anew. The issuer in it must be the one that was asked.
    async fn read_metadata(&self, now: Timestamp) -> Result<Arc<Metadata>, Error> {
        let issuer = IssuerUrl::new(self.issuer.clone())?;
        let metadata = Metadata::discover_async(issuer, &Outbound(&self.http))
            .await
            .map_err(|error| match error {
                openidconnect::DiscoveryError::Request(error) => error.into(),
                other => Error::Unreadable(other.to_string()),
            })?;
        let metadata = Arc::new(metadata);
        let mut kept = self.kept.write().unwrap_or_else(PoisonError::into_inner);
        *kept = Some(Kept {
            metadata: Arc::clone(&metadata),
            read_at: now,
        });
        Ok(metadata)
    }
}

/// Carries the crate's calls out through the one client of SmartCloud's.
struct Outbound<'a>(&'a reqwest::Client);

impl<'c> oauth2::AsyncHttpClient<'c> for Outbound<'_> {
    type Error = CallError;
    type Future =
        Pin<Box<dyn Future<Output = Result<oauth2::HttpResponse, CallError>> + Send + 'c>>;

    fn call(&'c self, request: oauth2::HttpRequest) -> Self::Future {
        let (parts, body) = request.into_parts();
        let call = self
            .0
            .request(parts.method, parts.uri.to_string())
            .headers(parts.headers)
            .body(body);
        Box::pin(async move {
            let response = outbound::send(call).await?;
            if response.status().is_server_error() {
                return Err(CallError::Status(response.status()));
            }
            let mut answer = http::Response::new(Vec::new());
            *answer.status_mut() = response.status();
            *answer.headers_mut() = response.headers().clone();
            *answer.body_mut() = response.bytes().await?.to_vec();
            Ok(answer)
        })
    }
}

/// A call that gave no answer worth reading.
#[derive(Debug, thiserror::Error)]
enum CallError {
    #[error("no answer")]
    Http(#[from] reqwest::Error),
    #[error("status {0}")]
    Status(StatusCode),
}

impl From<CallError> for Error {
    fn from(error: CallError) -> Self {
        match error {
            CallError::Http(cause) => Self::Http(cause),
            CallError::Status(status) => Self::Status { status },
        }
    }
}

type Verifier<'a> = openidconnect::IdTokenVerifier<'a, CoreJsonWebKey>;

fn verifier(client: &OidcClient) -> Verifier<'_> {
    client
        .id_token_verifier()
        // The one that ID-porten signs with: a token that names another is not its.
        .set_allowed_algs([CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256])
        .set_auth_context_verifier_fn(|acr| match acr {
            Some(acr) if LEVELS.contains(&acr.as_str()) => Ok(()),
            other => Err(format!("level {other:?} is too low")),
        })
}

fn token_error(
    error: oauth2::RequestTokenError<CallError, StandardErrorResponse<CoreErrorResponseType>>,
) -> Error {
    use oauth2::RequestTokenError;

    match error {
        RequestTokenError::Request(error) => error.into(),
        RequestTokenError::ServerResponse(answer) => Error::Refused {
            error: answer.error().to_string(),
            description: answer.error_description().cloned().unwrap_or_default(),
        },
        other => Error::Unreadable(other.to_string()),
    }
}

fn refusal(status: StatusCode, body: &[u8]) -> Error {
    match serde_json::from_slice::<oauth2::basic::BasicErrorResponse>(body) {
        Ok(answer) if status.is_client_error() => Error::Refused {
            error: answer.error().to_string(),
            description: answer.error_description().cloned().unwrap_or_default(),
        },
        _ => Error::Status { status },
    }
}
