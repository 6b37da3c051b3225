use std::time::Instant;

use jiff::Timestamp;
use oauth2::{AuthorizationCode, StandardErrorResponse};
use openidconnect::{ClaimsVerificationError, core::CoreErrorResponseType};

use super::{
    Client, Error, LoginSecrets, VerifiedLogin,
    http_client::{CallError, HttpClient},
};

impl Client {
    /// Exchanges the code for tokens, and verifies the ID token. If you copy this log-in, keep all checks of the ID token.
    /// The table in `id_token.rs` lists them.
    ///
    /// # Errors
    ///
    /// - [`Error::IdToken`] or [`Error::IdTokenPart`] if a check fails, or [`Error::NoIdToken`] if there is no ID
    ///   token. In that case, the caller must sign nobody in.
    /// - [`Error::Refused`] if the code was used before or is too old, or if ID-porten does not accept the client.
    /// - [`Error::Http`], [`Error::Status`] or [`Error::Unreadable`] if ID-porten does not answer as expected.
    /// - [`Error::Issuer`], [`Error::InvalidUrl`] or [`Error::Signature`] if a setting or the key is wrong.
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
        let started = Instant::now();
        let tokens = exchange
            .request_async(&HttpClient(&self.http))
            .await
            .map_err(error_from_token_request)?;

        // `now` is the time before the token request, but ID-porten made the tokens after this time. The checks below
        // need the present time, so add the duration of the token request.
        let now = now.checked_add(started.elapsed()).unwrap_or(now);
        let claims = match self.verify(&client, &tokens, &secrets.nonce, now) {
            // ID-porten may have changed its keys since SmartCloud cached the metadata. So read the keys again, and
            // verify the same ID token once more. Do not send the code a second time, because ID-porten would refuse
            // it.
            Err(Error::IdToken(ClaimsVerificationError::SignatureVerification(_))) => {
                let metadata = self.read_metadata(now).await?;
                let client = self.oidc_client(&metadata)?;
                self.verify(&client, &tokens, &secrets.nonce, now)?
            }
            claims => claims?,
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
            refresh_token: oauth2::TokenResponse::refresh_token(&tokens).cloned(),
        })
    }
}

pub(super) fn error_from_token_request(
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
