use super::{Client, Error, REQUEST_READ, REQUEST_WRITE, read_response};
use altinn_types::{
    ExternalRef, NewSystemUserRequest, OrgNumber, RequestId, SystemId, SystemUserRequest, code,
};

impl Client {
    /// Sends a request for a system user of a customer.
    ///
    /// Altinn has at most one request for each system, customer and `externalRef`. If there is one already, Altinn
    /// answers 200 with that request instead of 201 with a new one. The old request keeps its status, its rights and its
    /// `redirectUrl`, **whatever this call contains**. So check the returned request before you use it.
    ///
    /// `POST authentication/api/v1/systemuser/request/vendor`, scope
    /// `altinn:authentication/systemuser.request.write`; see [Altinn's guide][guide].
    ///
    /// # Errors
    ///
    /// Any [`Error`]. [`Error::Problem`] if Altinn refuses the request, for example because the system register does not
    /// list the `redirect_url`, or because the system user exists already. After [`Error::Status`] with 5xx,
    /// [`Error::Http`] and [`Error::Unreadable`], Altinn may have created the request.
    ///
    /// [guide]: https://docs.altinn.studio/en/authorization/guides/system-vendor/system-user/systemuserrequest/
    #[tracing::instrument(skip_all, fields(party_org_no = %request.party_org_no))]
    pub async fn create_request(
        &self,
        request: &NewSystemUserRequest,
    ) -> Result<SystemUserRequest, Error> {
        let token = self.token(REQUEST_WRITE).await?;
        let url = self.url(&["systemuser", "request", "vendor"]);
        let body = read_response(self.http.post(url).json(request), &token).await?;
        Ok(serde_json::from_slice(&body)?)
    }

    /// The request with this id and its present status. `None` if it does not exist (`AUTH-00010`): it was deleted, or
    /// it never existed.
    ///
    /// `GET authentication/api/v1/systemuser/request/vendor/{requestId}`, scope
    /// `altinn:authentication/systemuser.request.read`.
    ///
    /// # Errors
    ///
    /// Any [`Error`]; [`Error::Problem`] with `AUTH-00011` if the request belongs to another vendor.
    #[tracing::instrument(skip(self), fields(%id))]
    pub async fn get_request(&self, id: RequestId) -> Result<Option<SystemUserRequest>, Error> {
        let token = self.token(REQUEST_READ).await?;
        let url = self.url(&["systemuser", "request", "vendor", &id.to_string()]);
        request_or_none(read_response(self.http.get(url), &token).await)
    }

    /// The request for a system and a customer, if its id is not known. `None` if there is none (`AUTH-00010`).
    ///
    /// SmartCloud sends its requests without an `externalRef`. Altinn then uses the customer's organisation number, so
    /// this call does the same.
    ///
    /// `GET authentication/api/v1/systemuser/request/vendor/byexternalref/{systemId}/{orgNo}/{externalRef}`, scope
    /// `altinn:authentication/systemuser.request.read`.
    ///
    /// # Errors
    ///
    /// Any [`Error`]; [`Error::Problem`] with `AUTH-00011` if the system belongs to another vendor.
    #[tracing::instrument(skip_all, fields(party_org_no = %party))]
    pub async fn find_request(
        &self,
        system: &SystemId,
        party: &OrgNumber,
    ) -> Result<Option<SystemUserRequest>, Error> {
        let token = self.token(REQUEST_READ).await?;
        let url = self.url(&[
            "systemuser",
            "request",
            "vendor",
            "byexternalref",
            system.as_str(),
            party.as_str(),
            &ExternalRef::default_for(party).0,
        ]);
        request_or_none(read_response(self.http.get(url), &token).await)
    }

    /// Deletes a request. After that, a new request for the same customer is possible. A system user that was created
    /// from the request continues to exist.
    ///
    /// Succeeds also if the request does not exist (`AUTH-00010`), so the call can be repeated after a lost response.
    ///
    /// `DELETE authentication/api/v1/systemuser/request/vendor/{requestId}`, scope
    /// `altinn:authentication/systemuser.request.write`.
    ///
    /// # Errors
    ///
    /// Any [`Error`] except [`Error::Unreadable`].
    #[tracing::instrument(skip(self), fields(%id))]
    pub async fn delete_request(&self, id: RequestId) -> Result<(), Error> {
        let token = self.token(REQUEST_WRITE).await?;
        let url = self.url(&["systemuser", "request", "vendor", &id.to_string()]);
        match read_response(self.http.delete(url), &token).await {
            Err(error) if error.code() == Some(code::REQUEST_NOT_FOUND) => Ok(()),
            result => result.map(drop),
        }
    }
}

/// Parses the body of a GET. Altinn's error `AUTH-00010` means that the request does not exist, which is not a failure.
fn request_or_none(
    response: Result<bytes::Bytes, Error>,
) -> Result<Option<SystemUserRequest>, Error> {
    match response {
        Ok(body) => Ok(Some(serde_json::from_slice(&body)?)),
        Err(error) if error.code() == Some(code::REQUEST_NOT_FOUND) => Ok(None),
        Err(error) => Err(error),
    }
}
