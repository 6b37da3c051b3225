use serde::Deserialize;

use super::{Client, Error};
use crate::outbound;
use altinn_types::{RegisteredSystem, SystemId};

/// A vendor needs this scope to read and write its systems in the system register.
const REGISTER_WRITE: &str = "altinn:authentication/systemregister.write";

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RegisterEntry {
    #[serde(default)]
    pub is_deleted: bool,
    /// The vendor's system. The value is `None` if SmartCloud cannot parse the system in Altinn's response. In that
    /// case, SmartCloud replaces the entry in the system register.
    #[serde(skip)]
    pub system: Option<RegisteredSystem>,
}

impl Client {
    /// Returns the vendor's own system from the system register. Altinn also returns a deleted system, with
    /// `is_deleted` set to true.
    ///
    /// The call is `GET authentication/api/v1/systemregister/vendor/{systemId}`, with the scope
    /// `altinn:authentication/systemregister.write`.
    ///
    /// Returns `None` if Altinn answers 404 without an error code, as it does for an unknown system. Returns
    /// [`Error::Problem`] if the 404 response has an error code.
    ///
    /// # Errors
    ///
    /// Any [`Error`]. [`Error::Status`] with 403 means that the system belongs to another vendor.
    #[tracing::instrument(skip(self), fields(%id))]
    pub async fn get_system(&self, id: &SystemId) -> Result<Option<RegisterEntry>, Error> {
        let url = self.url(&["systemregister", "vendor", id.as_str()]);
        match self.send(self.http.get(url), REGISTER_WRITE).await {
            Ok(body) => {
                let mut entry: RegisterEntry = outbound::parse_json(&body)?;
                entry.system = serde_json::from_slice(&body).ok();
                Ok(Some(entry))
            }
            Err(error) if error.is_plain_not_found() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Registers a system. Altinn answers 200, not 201. SmartCloud ignores Altinn's internal id in the response,
    /// because no call needs this id.
    ///
    /// The call is `POST authentication/api/v1/systemregister/vendor`, with the scope
    /// `altinn:authentication/systemregister.write`.
    ///
    /// # Errors
    ///
    /// - [`Error::Problem`] with the code `STD-00000` if Altinn finds the system invalid.
    /// - [`Error::Status`] with 403 if the system id starts with another vendor's organisation number.
    /// - [`Error::Status`] with 409 if another call registers the same id at the same moment.
    /// - [`Error::Status`] with 5xx if Altinn fails.
    /// - [`Error::Http`] if Altinn does not answer.
    /// - [`Error::Token`] if Maskinporten issues no token.
    #[tracing::instrument(skip_all, fields(id = %system.id))]
    pub async fn create_system(&self, system: &RegisteredSystem) -> Result<(), Error> {
        let url = self.url(&["systemregister", "vendor"]);
        self.send(self.http.post(url).json(system), REGISTER_WRITE)
            .await?;
        Ok(())
    }

    /// Replaces the **whole** entry of a system. Always send all fields, because Altinn resets a missing field to its
    /// default value. Existing system users keep their rights, and need a change request for new rights.
    ///
    /// The call is `PUT authentication/api/v1/systemregister/vendor/{systemId}`, with the scope
    /// `altinn:authentication/systemregister.write`.
    ///
    /// # Errors
    ///
    /// - [`Error::Problem`] with the code `STD-00000` if Altinn finds the system invalid.
    /// - [`Error::Status`] with 404 if Altinn does not know the system.
    /// - [`Error::Status`] with 403 if the system belongs to another vendor.
    /// - [`Error::Status`] with 400 if the system is deleted.
    /// - [`Error::Status`] with 5xx if Altinn fails.
    /// - [`Error::Http`] if Altinn does not answer.
    /// - [`Error::Token`] if Maskinporten issues no token.
    #[tracing::instrument(skip_all, fields(id = %system.id))]
    pub async fn replace_system(&self, system: &RegisteredSystem) -> Result<(), Error> {
        let url = self.url(&["systemregister", "vendor", system.id.as_str()]);
        self.send(self.http.put(url).json(system), REGISTER_WRITE)
            .await?;
        Ok(())
    }
}
