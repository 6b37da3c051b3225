use oauth2::AccessToken;
use url::Url;

use super::{Error, read_response, read_response_with_limit};
use crate::{config::Config, outbound};
use altinn_types::AuthorizedParties;

/// The largest list of organisations that SmartCloud reads, in bytes. Altinn sends the whole list in one response, with
/// all roles and access packages in each organisation. One organisation can take several kilobytes, so the list of an
/// accountant with some hundred customers has more than a megabyte.
const LIST_LIMIT: usize = 32 * 1024 * 1024;

/// A client that calls Altinn on behalf of a *person*, with the person's token from ID-porten.
///
/// This client does not keep the token: the caller passes the token to each call. Do not save or log the token, because
/// it contains the person's national identity number.
#[derive(Clone, Debug)]
pub struct PartiesClient {
    http: reqwest::Client,
    platform: Url,
    exchange_url: Url,
}

impl PartiesClient {
    #[must_use]
    pub fn new(config: &Config, http: reqwest::Client) -> Self {
        Self {
            http,
            platform: config.altinn.platform_url.clone(),
            exchange_url: config.altinn.exchange_url.clone(),
        }
    }

    /// Exchanges a person's access token from ID-porten for a token from Altinn.
    ///
    /// The call is `GET authentication/api/v1/exchange/id-porten`. Send the access token, not the ID token. The access
    /// token must have a scope that starts with `altinn:`.
    ///
    /// # Errors
    ///
    /// - [`Error::Status`] for a rejected token (401), a missing `altinn:` scope (403), or an error at Altinn (5xx).
    /// - [`Error::Problem`] if Altinn refuses the token with a JSON object that explains why.
    /// - [`Error::NoToken`] if Altinn answers with a 2xx status and an empty body.
    /// - [`Error::Http`] if Altinn does not answer.
    #[tracing::instrument(skip_all)]
    pub async fn exchange(&self, id_porten_token: &AccessToken) -> Result<AccessToken, Error> {
        let call = self.http.get(self.exchange_url.clone());
        let body = read_response(call, id_porten_token).await?;
        // Altinn sends the token as plain text or as a JSON string, so the code below removes quotes around the token.
        let token = String::from_utf8_lossy(&body);
        match token.trim().trim_matches('"') {
            "" => Err(Error::NoToken),
            token => Ok(AccessToken::new(token.to_owned())),
        }
    }

    /// Returns the organisations and persons that the signed-in person may act for. For each of them, the list contains
    /// the signed-in person's roles and access packages.
    ///
    /// The roles and access packages are *codes*, such as `daglig-leder` and `lonn`. Altinn's other calls use URNs
    /// instead.
    ///
    /// The call is `GET accessmanagement/api/v1/enduser/authorizedparties`. `altinn_token` is the token from
    /// [`PartiesClient::exchange`], and must have the scope `altinn:accessmanagement/authorizedparties`.
    ///
    /// # Errors
    ///
    /// Any [`Error`] except [`Error::Token`].
    #[tracing::instrument(skip_all)]
    pub async fn authorized_parties(
        &self,
        altinn_token: &AccessToken,
    ) -> Result<AuthorizedParties, Error> {
        let mut url = self.url("accessmanagement/api/v1/enduser/authorizedparties");
        // Altinn returns roles and access packages only if the query asks for them.
        url.set_query(Some("includeRoles=true&includeAccessPackages=true"));
        let call = self.http.get(url);
        let body = read_response_with_limit(call, altinn_token, LIST_LIMIT).await?;
        Ok(outbound::parse_json(&body)?)
    }

    fn url(&self, path: &str) -> Url {
        let mut url = self.platform.clone();
        url.set_path(path);
        url
    }
}
