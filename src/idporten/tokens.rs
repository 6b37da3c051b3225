use jiff::Timestamp;
use oauth2::{AuthorizationCode, StandardErrorResponse};
use openidconnect::{
    ClaimsVerificationError, IdTokenVerifier, TokenResponse as _,
    core::{CoreErrorResponseType, CoreJsonWebKey, CoreJwsSigningAlgorithm},
};

use super::{
    ACCEPTED_LEVELS, Client, Error, LoginSecrets, VerifiedLogin,
    http_client::{CallError, HttpClient},
    oidc_types::OidcClient,
};

impl Client {
    /// Finishes a log-in: exchanges the code for tokens, and verifies the ID token.
    ///
    /// The verification covers the signature (by `kid`, RS256 only), `iss`, `aud`, `exp`, `nonce`, and `acr`, which must
    /// be at least *substantial*. A copier must keep all of these checks.
    ///
    /// # Errors
    ///
    /// - [`Error::IdToken`] if a check fails, and [`Error::NoIdToken`]. Nobody may be signed in.
    /// - [`Error::Refused`] if the code was used before or is too old, or if ID-porten does not accept the client.
    /// - [`Error::Http`], [`Error::Status`] or [`Error::Unreadable`] if ID-porten does not answer as expected.
    /// - [`Error::InvalidUrl`] or [`Error::Signature`] if a setting or the key is wrong.
    #[tracing::instrument(skip_all)]
    pub async fn finish(
        &self,
        code: String,
        secrets: LoginSecrets,
        now: Timestamp,
    ) -> Result<VerifiedLogin, Error> {
        let metadata = self.metadata(now).await?;
        let client = self.oidc_client(&metadata)?;
        let mut exchange = client
            .exchange_code(AuthorizationCode::new(code))
            .map_err(|cause| Error::Unreadable(cause.to_string()))?
            .set_pkce_verifier(secrets.pkce_verifier);
        for (name, value) in self.client_authentication(now)? {
            exchange = exchange.add_extra_param(name, value);
        }
        let tokens = exchange
            .request_async(&HttpClient(&self.http))
            .await
            .map_err(error_from_token_request)?;

        let id_token = tokens.id_token().ok_or(Error::NoIdToken)?;
        let claims = match id_token.claims(&id_token_verifier(&client), &secrets.nonce) {
            // ID-porten may have changed its keys since the metadata was cached. Read the keys again and verify once
            // more. The code cannot be used a second time, so do not start again from the code.
            Err(ClaimsVerificationError::SignatureVerification(_)) => {
                let metadata = self.read_metadata(now).await?;
                let client = self.oidc_client(&metadata)?;
                id_token
                    .claims(&id_token_verifier(&client), &secrets.nonce)?
                    .clone()
            }
            claims => claims?.clone(),
        };
        let sid = claims.additional_claims().session_id().map(str::to_owned);
        if sid.is_none() {
            tracing::warn!(
                "the ID token has no sid, so ID-porten cannot end this sign-in by front-channel logout"
            );
        }
        Ok(VerifiedLogin {
            issuer: claims.issuer().to_string(),
            sid,
            access_token: oauth2::TokenResponse::access_token(&tokens).clone(),
        })
    }
}

fn id_token_verifier(client: &OidcClient) -> IdTokenVerifier<'_, CoreJsonWebKey> {
    client
        .id_token_verifier()
        // ID-porten signs with RS256 only. More algorithms would only help an attacker.
        .set_allowed_algs([CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256])
        .set_auth_context_verifier_fn(|acr| match acr {
            Some(acr) if ACCEPTED_LEVELS.contains(&acr.as_str()) => Ok(()),
            other => Err(format!("the level of assurance (acr) is {other:?}")),
        })
}

fn error_from_token_request(
    error: oauth2::RequestTokenError<CallError, StandardErrorResponse<CoreErrorResponseType>>,
) -> Error {
    use oauth2::RequestTokenError;

    match error {
        RequestTokenError::Request(error) => error.into(),
        RequestTokenError::ServerResponse(response) => Error::Refused {
            error: response.error().to_string(),
            description: response.error_description().cloned().unwrap_or_default(),
        },
        other => Error::Unreadable(other.to_string()),
    }
}
