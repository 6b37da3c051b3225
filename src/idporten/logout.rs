use jiff::Timestamp;
use url::Url;

use super::{Client, Error};

impl Client {
    /// Returns the URL that logs the person out of ID-porten, or `None` if ID-porten's metadata has no
    /// `end_session_endpoint`. If the browser does not open this URL, the person is still logged in at ID-porten.
    /// ID-porten then accepts the next log-in without asking for anything (single sign-on).
    ///
    /// After the logout, ID-porten redirects the browser to `back_to`. `back_to` must be registered for SmartCloud's
    /// OAuth client as a post-logout redirect URI. ID-porten compares `back_to` and the registered URI character by
    /// character.
    ///
    /// OpenID Connect recommends that the client send the ID token as `id_token_hint`. SmartCloud does not keep the ID
    /// token, because it contains the personal number. SmartCloud sends the client id instead, which ID-porten also
    /// accepts.
    ///
    /// ID-porten returns `state` unchanged to `back_to`. `state` must contain only printable ASCII characters.
    ///
    /// # Errors
    ///
    /// [`Error::Http`], [`Error::Status`], [`Error::Unreadable`] or [`Error::InvalidUrl`] if ID-porten's metadata
    /// cannot be read.
    pub async fn logout_url(
        &self,
        back_to: &Url,
        state: Option<&str>,
        now: Timestamp,
    ) -> Result<Option<Url>, Error> {
        let metadata = self.metadata(now).await?;
        let endpoint = metadata.additional_metadata().end_session_endpoint.clone();
        Ok(endpoint.map(|mut url| {
            url.query_pairs_mut()
                .append_pair("client_id", &self.client_id)
                .append_pair("post_logout_redirect_uri", back_to.as_str())
                .extend_pairs(state.map(|state| ("state", state)));
            url
        }))
    }
}
