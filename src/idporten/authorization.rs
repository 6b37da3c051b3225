use jiff::Timestamp;
use oauth2::{CsrfToken, PkceCodeChallenge, Scope};
use openidconnect::{
    AuthenticationContextClass, AuthenticationFlow, LanguageTag, Nonce, core::CoreResponseType,
};
use reqwest::StatusCode;
use serde::Deserialize;
use url::Url;

use super::{Client, Error, LoginSecrets};
use crate::outbound;

impl Client {
    /// Starts a log-in. Returns the URL to redirect the browser to, and the secrets of this log-in. The caller must
    /// save the secrets for this browser until the callback.
    ///
    /// `locale` is the language of ID-porten's pages: `nb`, `nn` or `en`.
    ///
    /// # Errors
    ///
    /// - [`Error::Http`] or [`Error::Status`] if ID-porten does not answer with success.
    /// - [`Error::Unreadable`] if ID-porten's metadata or ID-porten's response to the pushed request has unexpected
    ///   content.
    /// - [`Error::Refused`] if ID-porten refuses the pushed authorization request. In that case, the client's
    ///   registration at ID-porten differs from SmartCloud's settings.
    /// - [`Error::InvalidUrl`] or [`Error::Signature`] if a setting or the key is wrong.
    #[tracing::instrument(skip_all)]
    pub async fn begin(&self, locale: &str, now: Timestamp) -> Result<(Url, LoginSecrets), Error> {
        let metadata = self.metadata(now).await?;
        let client = self.oidc_client(&metadata)?;
        let (challenge, pkce_verifier) = PkceCodeChallenge::new_random_sha256();
        // Skip `openid` here, because the crate `openidconnect` adds this scope itself.
        let scopes = self.scopes.iter().filter(|scope| *scope != "openid");
        let mut request = client
            .authorize_url(
                AuthenticationFlow::<CoreResponseType>::AuthorizationCode,
                CsrfToken::new_random,
                Nonce::new_random,
            )
            .add_scopes(scopes.cloned().map(Scope::new))
            .set_pkce_challenge(challenge)
            .add_ui_locale(LanguageTag::new(locale.to_owned()));
        if let Some(level) = self.levels.first() {
            let level = AuthenticationContextClass::new(level.clone());
            request = request.add_auth_context_value(level);
        }
        let (url, state, nonce) = request.url();

        let par_endpoint = &metadata
            .additional_metadata()
            .pushed_authorization_request_endpoint;
        let url = match par_endpoint {
            Some(endpoint) => self.push(endpoint, &url, now).await?,
            // If the provider has no endpoint for pushed authorization requests (PAR), the browser sends the same
            // parameters in the query.
            None => url,
        };
        let secrets = LoginSecrets {
            state: state.into_secret(),
            nonce,
            pkce_verifier,
        };
        Ok((url, secrets))
    }

    /// Pushes the authorization request from SmartCloud's server to ID-porten (PAR, RFC 9126). Returns the URL to
    /// redirect the browser to.
    ///
    /// The URL contains only the client id and a reference to the pushed request. So neither the user nor a program in
    /// the browser can read or change the parameters.
    async fn push(&self, endpoint: &Url, request: &Url, now: Timestamp) -> Result<Url, Error> {
        #[derive(Deserialize)]
        struct PushedRequest {
            request_uri: String,
        }

        let mut form: Vec<(String, String)> = request.query_pairs().into_owned().collect();
        form.extend(self.client_authentication(now)?);
        let call = self.http.post(endpoint.clone()).form(&form);
        let response = outbound::send(call).await?;
        let (status, body) = (response.status(), response.body());
        if !status.is_success() {
            return Err(error_from_response(status, body));
        }
        let pushed: PushedRequest =
            outbound::parse_json(body).map_err(|cause| Error::Unreadable(cause.to_string()))?;

        let mut url = request.clone();
        url.query_pairs_mut()
            .clear()
            .append_pair("client_id", &self.client_id)
            .append_pair("request_uri", &pushed.request_uri);
        Ok(url)
    }
}

/// Makes an [`Error`] from ID-porten's response to a pushed authorization request. The caller has checked that the
/// status is not 2xx.
fn error_from_response(status: StatusCode, body: &[u8]) -> Error {
    match serde_json::from_slice::<oauth2::basic::BasicErrorResponse>(body) {
        // The status 429 asks for fewer calls. The same request can succeed later, so 429 is not a refusal.
        Ok(response) if status.is_client_error() && status != StatusCode::TOO_MANY_REQUESTS => {
            Error::Refused {
                error: response.error().to_string(),
                description: response.error_description().cloned().unwrap_or_default(),
            }
        }
        _ => Error::Status { status },
    }
}
