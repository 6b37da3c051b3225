use super::{Client, Error, REQUEST_READ, REQUEST_WRITE, answered};
use altinn_types::{
    ExternalRef, NewSystemUserRequest, OrgNumber, RequestId, SystemId, SystemUserRequest, code,
};

impl Client {
    /// Asks for a system user on behalf of a customer.
    ///
    /// There is one request for a system, party and `externalRef` at a time. Where there is one,
    /// Altinn answers 200 with it instead of 201 with a new one, **whatever became of it and whatever
    /// it asked for**, and it keeps the `redirectUrl` it was made with.
    ///
    /// `POST authentication/api/v1/systemuser/request/vendor`, scope
    /// `altinn:authentication/systemuser.request.write`; see [Altinn's guide][guide].
    ///
    /// # Errors
    ///
    /// [`Error::Problem`] where Altinn turns the request down, such as for a `redirect_url` that the
    /// system register does not list, or a system user that exists already.
    ///
    /// [guide]: https://docs.altinn.studio/en/authorization/guides/system-vendor/system-user/systemuserrequest/
    #[tracing::instrument(skip_all, fields(party_org_no = %request.party_org_no))]
    pub async fn create_request(
        &self,
        request: &NewSystemUserRequest,
    ) -> Result<SystemUserRequest, Error> {
        let token = self.token(REQUEST_WRITE).await?;
        let url = self.url(&["systemuser", "request", "vendor"]);
        let body = answered(self.http.post(url).json(request), &token).await?;
        Ok(serde_json::from_slice(&body)?)
    }

    /// What has become of a request; `None` where it is gone.
    ///
    /// `GET systemuser/request/vendor/{requestId}`, scope `…/systemuser.request.read`.
    ///
    /// # Errors
    ///
    /// [`Error`], but not for a request that does not exist.
    #[tracing::instrument(skip(self), fields(%id))]
    pub async fn get_request(&self, id: RequestId) -> Result<Option<SystemUserRequest>, Error> {
        let token = self.token(REQUEST_READ).await?;
        let url = self.url(&["systemuser", "request", "vendor", &id.to_string()]);
        found(answered(self.http.get(url), &token).await)
    }

    /// The request that stands for a system and a customer; `None` where there is none. It was made
    /// without a reference, so the customer's number stands in for one.
    ///
    /// `GET systemuser/request/vendor/byexternalref/{systemId}/{orgNo}/{externalRef}`, scope
    /// `…/systemuser.request.read`.
    ///
    /// # Errors
    ///
    /// [`Error`], but not for a request that does not exist.
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
        found(answered(self.http.get(url), &token).await)
    }

    /// Removes a request, which makes room for a new one. One that is gone already counts as removed.
    ///
    /// A system user that came of the request lives on.
    ///
    /// `DELETE systemuser/request/vendor/{requestId}`, scope `…/systemuser.request.write`.
    ///
    /// # Errors
    ///
    /// [`Error`], as for any call; never for a request that does not exist.
    #[tracing::instrument(skip(self), fields(%id))]
    pub async fn delete_request(&self, id: RequestId) -> Result<(), Error> {
        let token = self.token(REQUEST_WRITE).await?;
        let url = self.url(&["systemuser", "request", "vendor", &id.to_string()]);
        match answered(self.http.delete(url), &token).await {
            Err(error) if error.code() == Some(code::REQUEST_NOT_FOUND) => Ok(()),
            answer => answer.map(drop),
        }
    }
}

/// A request that does not exist is an answer, not a failure.
fn found(answer: Result<bytes::Bytes, Error>) -> Result<Option<SystemUserRequest>, Error> {
    match answer {
        Ok(body) => Ok(Some(serde_json::from_slice(&body)?)),
        Err(error) if error.code() == Some(code::REQUEST_NOT_FOUND) => Ok(None),
        Err(error) => Err(error),
    }
}
