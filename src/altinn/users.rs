use reqwest::StatusCode;

use super::{Client, Error, REQUEST_WRITE, answered};
use altinn_types::{ExternalRef, OrgNumber, SystemId, SystemUser};

impl Client {
    /// The customer's system user for a system; `None` where there is none, or it was deleted.
    ///
    /// `GET systemuser/vendor/byquery`, scope `…/systemuser.request.write`: a read that needs *write*.
    ///
    /// # Errors
    ///
    /// [`Error`], but not for a system user that does not exist.
    #[tracing::instrument(skip_all, fields(party_org_no = %owner))]
    pub async fn find_system_user(
        &self,
        system: &SystemId,
        owner: &OrgNumber,
        external_ref: Option<&ExternalRef>,
    ) -> Result<Option<SystemUser>, Error> {
        let token = self.token(REQUEST_WRITE).await?;
        let mut url = self.url(&["systemuser", "vendor", "byquery"]);
        url.query_pairs_mut()
            .append_pair("system-id", system.as_str())
            .append_pair("orgno", owner.as_str());
        if let Some(external_ref) = external_ref {
            url.query_pairs_mut()
                .append_pair("external-ref", &external_ref.0);
        }
        match answered(self.http.get(url), &token).await {
            Ok(body) => Ok(Some(serde_json::from_slice(&body)?)),
            // Without a body: there is no code to go by.
            Err(Error::Status { status }) if status == StatusCode::NOT_FOUND => Ok(None),
            Err(error) => Err(error),
        }
    }
}
