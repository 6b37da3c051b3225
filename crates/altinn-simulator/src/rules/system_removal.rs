//! Removes a system and frees the system's id. In the real Altinn, nobody can use the id of a deleted system again.

use altinn_types::SystemId;
use strum::VariantArray;

use super::{Altinn, requests::RequestKind};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RemovalRefusal {
    /// No system has this id.
    Unknown,
    InUse,
}

impl Altinn {
    /// Removes a system and its changelog. After that, the id can be registered again.
    ///
    /// # Errors
    ///
    /// Returns [`RemovalRefusal::Unknown`] if no system has this id. Returns [`RemovalRefusal::InUse`] if a request or
    /// a system user belongs to the system.
    pub fn remove_system(&mut self, id: &SystemId) -> Result<(), RemovalRefusal> {
        let system = self.register.system(id).ok_or(RemovalRefusal::Unknown)?;
        let vendor = &system.vendor;
        let has_users = self
            .system_users_of_system(vendor, id, 0, 1)
            .is_ok_and(|(users, _)| !users.is_empty());
        let has_requests = RequestKind::VARIANTS.iter().any(|kind| {
            self.requests_of_system(vendor, id, *kind, None, 1)
                .is_ok_and(|(requests, _)| !requests.is_empty())
        });
        if has_users || has_requests {
            return Err(RemovalRefusal::InUse);
        }
        self.register.remove(id);
        Ok(())
    }
}
