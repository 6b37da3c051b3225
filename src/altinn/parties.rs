use oauth2::AccessToken;
use url::Url;

use super::{Error, answered};
use crate::config::Config;
use altinn_types::AuthorizedParties;

/// Asks Altinn on behalf of a *person*, with a token that is passed in and not kept.
#[derive(Clone, Debug)]
pub struct PartiesClient {
    http: reqwest::Client,
    platform: Url,
}

impl PartiesClient {
    #[must_use]
    pub fn new(config: &Config, http: reqwest::Client) -> Self {
        Self {
            http,
            platform: config.altinn.platform_url.clone(),
        }
    }

    /// Changes a person's access token from ID-porten into one of Altinn's.
    ///
    /// `GET authentication/api/v1/exchange/id-porten`. The token must carry an `altinn:` scope.
    ///
    /// # Errors
    ///
    /// [`Error::Status`] where Altinn takes the token for bad (401) or without a scope of its own (403).
    #[tracing::instrument(skip_all)]
    pub async fn exchange(&self, id_porten_token: &AccessToken) -> Result<AccessToken, Error> {
        let url = self.url("authentication/api/v1/exchange/id-porten");
        let body = answered(self.http.get(url), id_porten_token).await?;
        // The token as plain text; in quotes where the answer went out as JSON.
        let token = String::from_utf8_lossy(&body);
        Ok(AccessToken::new(token.trim().trim_matches('"').to_owned()))
    }

    /// Who the person may act for, with roles and access packages.
    ///
    /// `GET accessmanagement/api/v1/enduser/authorizedparties`, with an exchanged token.
    ///
    /// # Errors
    ///
    /// [`Error`], as for any call.
    #[tracing::instrument(skip_all)]
    pub async fn authorized_parties(
        &self,
        altinn_token: &AccessToken,
    ) -> Result<AuthorizedParties, Error> {
        let mut url = self.url("accessmanagement/api/v1/enduser/authorizedparties");
        url.set_query(Some("includeRoles=true"));
        let body = answered(self.http.get(url), altinn_token).await?;
        Ok(serde_json::from_slice(&body)?)
    }

    fn url(&self, path: &str) -> Url {
        let mut url = self.platform.clone();
        url.set_path(path);
        url
    }
}
