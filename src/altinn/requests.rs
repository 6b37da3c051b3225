use super::{Client, Error, REQUEST_READ, REQUEST_WRITE};
use crate::outbound;
use altinn_types::{
    ExternalRef, NewSystemUserRequest, OrgNumber, RequestId, SystemId, SystemUserRequest, code,
};

impl Client {
    /// Sends Altinn a request for a system user of a customer.
    ///
    /// Altinn has at most one request for each combination of system, customer and `externalRef`. If such a request
    /// exists already, Altinn answers 200 with that request. Otherwise Altinn answers 201 with a new request. The
    /// existing request keeps its status, its rights and its `redirectUrl`, **whatever this call contains**. So check
    /// the returned request before you use it.
    ///
    /// The call is `POST authentication/api/v1/systemuser/request/vendor`, with the scope
    /// `altinn:authentication/systemuser.request.write`; see [Altinn's guide][guide].
    ///
    /// # Errors
    ///
    /// Any [`Error`]. [`Error::Problem`] means that Altinn refuses the request. For example, the system register does
    /// not list the `redirect_url`, or the system user exists already. After [`Error::Status`] with 5xx,
    /// [`Error::Http`] or [`Error::Unreadable`], Altinn may have created the request.
    ///
    /// [guide]: https://docs.altinn.studio/en/authorization/guides/system-vendor/system-user/systemuserrequest/
    #[tracing::instrument(skip_all, fields(party_org_no = %request.party_org_no))]
    pub async fn create_request(
        &self,
        request: &NewSystemUserRequest,
    ) -> Result<SystemUserRequest, Error> {
        let url = self.url(&["systemuser", "request", "vendor"]);
        let body = self
            .send(self.http.post(url).json(request), REQUEST_WRITE)
            .await?;
        Ok(outbound::parse_json(&body)?)
    }

    /// Returns the request with this id and its present status. Returns `None` if the request does not exist
    /// (`AUTH-00010`), for example because it was deleted.
    ///
    /// The call is `GET authentication/api/v1/systemuser/request/vendor/{requestId}`, with the scope
    /// `altinn:authentication/systemuser.request.read`.
    ///
    /// # Errors
    ///
    /// Any [`Error`]. [`Error::Problem`] with `AUTH-00011` means that the request belongs to another vendor.
    #[tracing::instrument(skip(self), fields(%id))]
    pub async fn get_request(&self, id: RequestId) -> Result<Option<SystemUserRequest>, Error> {
        let url = self.url(&["systemuser", "request", "vendor", &id.to_string()]);
        request_or_none(self.send(self.http.get(url), REQUEST_READ).await)
    }

    /// Finds the request for a system and a customer. The caller does not need to know the id of the request. Returns
    /// `None` if Altinn has no such request (`AUTH-00010`).
    ///
    /// SmartCloud sends its requests without an `externalRef`. In that case, Altinn stores the customer's organisation
    /// number as `externalRef`. So this call puts the organisation number into the path as `externalRef`.
    ///
    /// The call is
    /// `GET authentication/api/v1/systemuser/request/vendor/byexternalref/{systemId}/{orgNo}/{externalRef}`, with the
    /// scope `altinn:authentication/systemuser.request.read`.
    ///
    /// # Errors
    ///
    /// Any [`Error`]. [`Error::Problem`] with `AUTH-00011` means that the system belongs to another vendor.
    #[tracing::instrument(skip_all, fields(party_org_no = %party))]
    pub async fn find_request(
        &self,
        system: &SystemId,
        party: &OrgNumber,
    ) -> Result<Option<SystemUserRequest>, Error> {
        let url = self.url(&[
            "systemuser",
            "request",
            "vendor",
            "byexternalref",
            system.as_str(),
            party.as_str(),
            &ExternalRef::default_for(party).0,
        ]);
        request_or_none(self.send(self.http.get(url), REQUEST_READ).await)
    }

    /// Deletes a request. Afterwards the vendor can send a new request for the same customer. If the request has led to
    /// a system user, that system user continues to exist.
    ///
    /// This function also succeeds if Altinn does not know the request (`AUTH-00010`). So the caller can send the
    /// DELETE again after a lost response.
    ///
    /// The call is `DELETE authentication/api/v1/systemuser/request/vendor/{requestId}`, with the scope
    /// `altinn:authentication/systemuser.request.write`.
    ///
    /// # Errors
    ///
    /// Any [`Error`] except [`Error::Unreadable`].
    #[tracing::instrument(skip(self), fields(%id))]
    pub async fn delete_request(&self, id: RequestId) -> Result<(), Error> {
        let url = self.url(&["systemuser", "request", "vendor", &id.to_string()]);
        match self.send(self.http.delete(url), REQUEST_WRITE).await {
            Err(error) if error.code() == Some(code::REQUEST_NOT_FOUND) => Ok(()),
            result => result.map(drop),
        }
    }
}

fn request_or_none(
    response: Result<bytes::Bytes, Error>,
) -> Result<Option<SystemUserRequest>, Error> {
    match response {
        Ok(body) => Ok(Some(outbound::parse_json(&body)?)),
        Err(error) if error.code() == Some(code::REQUEST_NOT_FOUND) => Ok(None),
        Err(error) => Err(error),
    }
}
