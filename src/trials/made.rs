//! The objects that a trial creates in the simulator. The trial removes these objects at its end. A trial is what
//! SmartCloud does when a visitor presses a button to try real calls.

use serde_json::{Value, json};
use uuid::Uuid;

use super::{Trial, Trouble};
use crate::{
    control_api::{self, ControlApi, NewSandbox, Sandbox, SandboxState},
    signing,
};
use altinn_types::{OrgNumber, SystemUserRequest};
use http::StatusCode;

/// The ids of everything that a trial has created and must remove.
#[derive(Debug, Default)]
pub(super) struct Made {
    sandboxes: Vec<String>,
    clients: Vec<String>,
    systems: Vec<String>,
}

impl Trial {
    /// Creates a sandbox for this trial only. The trial removes the sandbox at its end.
    ///
    /// # Errors
    ///
    /// [`Trouble::Silent`] if the simulator does not answer. [`Trouble::Full`] if the simulator has no room for another
    /// sandbox. [`Trouble::Failed`] if the simulator refuses the call for another reason.
    pub async fn sandbox(
        &mut self,
        state: SandboxState,
        request: Option<Value>,
    ) -> Result<Sandbox, Trouble> {
        let new = NewSandbox {
            state,
            request,
            ..NewSandbox::default()
        };
        let sandbox = self.control()?.create_sandbox(&new).await?;
        self.made.sandboxes.push(sandbox.id.clone());
        Ok(sandbox)
    }

    /// Answers a system user request in place of the customer, with a call to the control API.
    ///
    /// # Errors
    ///
    /// [`Trouble::Silent`] if the simulator does not answer. [`Trouble::Failed`] if the simulator refuses the call.
    pub async fn answer(&self, request: &SystemUserRequest, answer: &str) -> Result<(), Trouble> {
        let id = request.id.to_string();
        Ok(self.control()?.answer_request(&id, answer).await?)
    }

    /// Registers an OAuth client of this organisation with SmartCloud's public key, and returns the client's id. The
    /// trial removes the client at its end. `key_expires` is the `exp` of the key, in seconds since 1970.
    ///
    /// # Errors
    ///
    /// [`Trouble::Silent`] if the simulator does not answer. [`Trouble::Failed`] if the simulator refuses the call, or
    /// if SmartCloud cannot read its key.
    pub async fn client(
        &mut self,
        organisation: &OrgNumber,
        scopes: &[&str],
        key_expires: Option<i64>,
    ) -> Result<String, Trouble> {
        let key = signing::public_key(&self.config().system.key).map_err(Trouble::failed)?;
        let mut key = serde_json::to_value(key).map_err(Trouble::failed)?;
        if let Some(exp) = key_expires {
            key["exp"] = json!(exp);
        }
        let id = Uuid::new_v4().to_string();
        let client = json!({
            "name": "SmartCloud",
            "organisation": { "number": organisation, "name": "SmartCloud AS" },
            "scopes": scopes,
            "jwks": { "keys": [key] },
        });
        self.control()?
            .put_maskinporten_client(&id, &client)
            .await?;
        self.made.clients.push(id.clone());
        Ok(id)
    }

    /// Returns a new id for a system. Altinn never again accepts the id of a deleted system, so each system needs a new
    /// id. The trial removes the system at its end, so that the register does not fill up.
    pub fn new_system_id(&mut self) -> String {
        let suffix = Uuid::new_v4().simple().to_string();
        let id = format!("{}_kom-i-gang-{}", self.config().vendor(), &suffix[..8]);
        self.made.systems.push(id.clone());
        id
    }

    pub(super) async fn remove_what_it_made(&self) {
        let Ok(control) = self.control() else {
            return;
        };
        for id in &self.made.systems {
            log_unless_gone("system", control.delete_system(id).await);
        }
        for id in &self.made.clients {
            log_unless_gone("client", control.delete_maskinporten_client(id).await);
        }
        for id in &self.made.sandboxes {
            log_unless_gone("sandbox", control.delete_sandbox(id).await);
        }
    }

    fn control(&self) -> Result<ControlApi, Trouble> {
        // Buttons that need the simulator exist only with the setting `SIMULATOR_CONTROL_URL`, so this error does not
        // occur.
        let stage = self.config().stage.as_ref().ok_or(Trouble::Failed)?;
        Ok(ControlApi::new(stage, self.app.http.clone()))
    }
}

/// Logs a warning if the trial could not remove an object from the simulator. Ignores the status 404, which means that
/// the object does not exist. A trial saves an id before the simulator creates the object, and the simulator can refuse
/// to create the object.
fn log_unless_gone(what: &str, removed: Result<(), control_api::Error>) {
    match removed {
        Err(control_api::Error::Refused { status, .. }) if status == StatusCode::NOT_FOUND => {}
        Err(error) => tracing::warn!(%error, what, "a trial cannot remove what it made"),
        Ok(()) => {}
    }
}
