use reqwest::StatusCode;

use super::{Client, Error, answered};
use altinn_types::{RegisteredSystem, SystemId};

/// To register systems, and to read them back.
const REGISTER_WRITE: &str = "altinn:authentication/systemregister.write";

impl Client {
    /// The vendor's own system, as it is registered; `None` where it is not. A deleted system is still
    /// answered, with `is_deleted`.
    ///
    /// `GET systemregister/vendor/{systemId}`, scope `altinn:authentication/systemregister.write`.
    ///
    /// # Errors
    ///
    /// [`Error`], but not for a system that does not exist; 403 for another vendor's.
    #[tracing::instrument(skip(self), fields(%id))]
    pub async fn get_system(&self, id: &SystemId) -> Result<Option<RegisteredSystem>, Error> {
        let token = self.token(REGISTER_WRITE).await?;
        let url = self.url(&["systemregister", "vendor", id.as_str()]);
        match answered(self.http.get(url), &token).await {
            Ok(body) => Ok(Some(serde_json::from_slice(&body)?)),
            Err(Error::Status { status }) if status == StatusCode::NOT_FOUND => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Registers a system. Altinn answers 200, not 201, with an internal id that nothing else uses.
    ///
    /// `POST systemregister/vendor`, scope `altinn:authentication/systemregister.write`.
    ///
    /// # Errors
    ///
    /// [`Error::Problem`] with `STD-00000` where something in it is not as it must be.
    #[tracing::instrument(skip_all, fields(id = %system.id))]
    pub async fn create_system(&self, system: &RegisteredSystem) -> Result<(), Error> {
        let token = self.token(REGISTER_WRITE).await?;
        let url = self.url(&["systemregister", "vendor"]);
        answered(self.http.post(url).json(system), &token).await?;
        Ok(())
    }

    /// Replaces a system **whole**: what is left out falls to its default. System users that exist keep
    /// the rights they have.
    ///
    /// `PUT systemregister/vendor/{systemId}`, scope `altinn:authentication/systemregister.write`.
    ///
    /// # Errors
    ///
    /// As for [`Client::create_system`].
    #[tracing::instrument(skip_all, fields(id = %system.id))]
    pub async fn replace_system(&self, system: &RegisteredSystem) -> Result<(), Error> {
        let token = self.token(REGISTER_WRITE).await?;
        let url = self.url(&["systemregister", "vendor", system.id.as_str()]);
        answered(self.http.put(url).json(system), &token).await?;
        Ok(())
    }
}
