use reqwest::StatusCode;

use super::{Client, Error, read_response};
use altinn_types::{RegisteredSystem, SystemId};

/// The scope to read and write systems in the system register.
const REGISTER_WRITE: &str = "altinn:authentication/systemregister.write";

impl Client {
    /// The vendor's own system in the system register. Altinn still returns a deleted system, with `is_deleted`.
    ///
    /// `GET authentication/api/v1/systemregister/vendor/{systemId}`, scope
    /// `altinn:authentication/systemregister.write`.
    ///
    /// `None` only if Altinn answers 404 without a JSON object in the body, as it does for an unknown system. A 404
    /// with a JSON object is [`Error::Problem`].
    ///
    /// # Errors
    ///
    /// Any [`Error`]; [`Error::Status`] with 403 if the system belongs to another vendor.
    #[tracing::instrument(skip(self), fields(%id))]
    pub async fn get_system(&self, id: &SystemId) -> Result<Option<RegisteredSystem>, Error> {
        let token = self.token(REGISTER_WRITE).await?;
        let url = self.url(&["systemregister", "vendor", id.as_str()]);
        match read_response(self.http.get(url), &token).await {
            Ok(body) => Ok(Some(serde_json::from_slice(&body)?)),
            Err(Error::Status { status }) if status == StatusCode::NOT_FOUND => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Registers a system. Altinn answers 200, not 201. The id in the response is Altinn's internal one, and no other
    /// call uses it.
    ///
    /// `POST authentication/api/v1/systemregister/vendor`, scope `altinn:authentication/systemregister.write`.
    ///
    /// # Errors
    ///
    /// - [`Error::Problem`] with the code `STD-00000` if Altinn finds the system invalid.
    /// - [`Error::Status`] with 403 if the system id names another vendor, with 409 if another call registers
    ///   the same id at the same moment, and with 5xx.
    /// - [`Error::Http`] and [`Error::Token`].
    #[tracing::instrument(skip_all, fields(id = %system.id))]
    pub async fn create_system(&self, system: &RegisteredSystem) -> Result<(), Error> {
        let token = self.token(REGISTER_WRITE).await?;
        let url = self.url(&["systemregister", "vendor"]);
        read_response(self.http.post(url).json(system), &token).await?;
        Ok(())
    }

    /// Replaces the **whole** entry of a system. Altinn sets each field that the body lacks to its default, so always
    /// send all fields. Existing system users keep the rights that they have: new rights need a change request.
    ///
    /// `PUT authentication/api/v1/systemregister/vendor/{systemId}`, scope
    /// `altinn:authentication/systemregister.write`.
    ///
    /// # Errors
    ///
    /// - [`Error::Problem`] with the code `STD-00000` if Altinn finds the system invalid.
    /// - [`Error::Status`] with 404 if the system is unknown, with 403 if it belongs to another vendor, with 400 if it
    ///   is deleted, and with 5xx.
    /// - [`Error::Http`] and [`Error::Token`].
    #[tracing::instrument(skip_all, fields(id = %system.id))]
    pub async fn replace_system(&self, system: &RegisteredSystem) -> Result<(), Error> {
        let token = self.token(REGISTER_WRITE).await?;
        let url = self.url(&["systemregister", "vendor", system.id.as_str()]);
        read_response(self.http.put(url).json(system), &token).await?;
        Ok(())
    }
}
