use super::{Client, Error, REQUEST_WRITE};
use crate::outbound;
use altinn_types::{ExternalRef, OrgNumber, SystemId, SystemUser};

impl Client {
    /// Returns the customer's system user for a system, or `None` if there is no such system user.
    ///
    /// The call is `GET authentication/api/v1/systemuser/vendor/byquery`, with the scope
    /// `altinn:authentication/systemuser.request.write`. The call only reads, but it needs the *write* scope.
    ///
    /// Pass the `externalRef` of the request that created the system user. If that request had no `externalRef`, pass
    /// `None`. In that case, Altinn uses the customer's organisation number.
    ///
    /// This function returns `None` if Altinn answers 404 without an error code. Altinn sends this response in three
    /// cases: no such system user exists, the customer has deleted it, or the system belongs to another vendor. If a
    /// 404 response has an error code, this function returns [`Error::Problem`].
    ///
    /// # Errors
    ///
    /// Any [`Error`].
    #[tracing::instrument(skip_all, fields(party_org_no = %owner))]
    pub async fn find_system_user(
        &self,
        system: &SystemId,
        owner: &OrgNumber,
        external_ref: Option<&ExternalRef>,
    ) -> Result<Option<SystemUser>, Error> {
        let mut url = self.url(&["systemuser", "vendor", "byquery"]);
        url.query_pairs_mut()
            .append_pair("system-id", system.as_str())
            .append_pair("orgno", owner.as_str());
        if let Some(external_ref) = external_ref {
            url.query_pairs_mut()
                .append_pair("external-ref", &external_ref.0);
        }
        match self.send(self.http.get(url), REQUEST_WRITE).await {
            Ok(body) => Ok(Some(outbound::parse_json(&body)?)),
            Err(error) if error.is_plain_not_found() => Ok(None),
            Err(error) => Err(error),
        }
    }
}
