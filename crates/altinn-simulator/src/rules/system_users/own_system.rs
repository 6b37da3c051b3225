//! The rules for a system that an organisation builds for itself. In that case, the organisation is both the vendor and
//! the customer (contract/systemuser-api.md §6.6).

use altinn_types::{
    ExternalRef, LocalizedText, RegisteredSystem, SystemId, SystemUserId, SystemUserType, VendorId,
};
use jiff::Timestamp;
use uuid::Uuid;

use super::StoredSystemUser;
use crate::rules::{
    Altinn,
    register::{Registrar, System},
};

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoOwnSystem {
    #[error("the client of the token belongs to the system {0} already")]
    ClientTaken(SystemId),
    #[error("the organisation is not in the entity register")]
    NoSuchParty,
}

impl System {
    /// Whether [`Altinn::create_own_system`] created the system together with its system user. A reset deletes such a
    /// system, because no vendor has registered it.
    #[must_use]
    pub fn is_own(&self) -> bool {
        *self.id() == SystemId::unnamed(&self.vendor, self.internal_id)
    }
}

impl Altinn {
    /// Registers a hidden system without rights, and creates a system user for the system. The caller's organisation
    /// owns the system and the system user, so nobody has to approve the system user. Later the organisation can
    /// delegate access to the system user.
    ///
    /// # Errors
    ///
    /// Returns [`NoOwnSystem`] if another system lists the OAuth client, or if the organisation is not in the entity
    /// register. If both are the case, the error is about the OAuth client.
    pub fn create_own_system(
        &mut self,
        by: &Registrar,
        title: String,
        system_internal_id: Uuid,
        id: SystemUserId,
        now: Timestamp,
    ) -> Result<(), NoOwnSystem> {
        if let Some(system) = self.register.system_by_client(&by.client_id) {
            return Err(NoOwnSystem::ClientTaken(system.clone()));
        }
        let known = self.parties.organisation(&by.vendor);
        known.ok_or(NoOwnSystem::NoSuchParty)?;
        let name = LocalizedText {
            nb: title.clone(),
            nn: title.clone(),
            en: title.clone(),
        };
        let system = System {
            internal_id: system_internal_id,
            vendor: by.vendor.clone(),
            packages_are_null: false,
            registered: RegisteredSystem {
                id: SystemId::unnamed(&by.vendor, system_internal_id),
                vendor: VendorId {
                    id: by.vendor.iso6523(),
                },
                description: name.clone(),
                name,
                rights: Vec::new(),
                access_packages: Vec::new(),
                client_id: vec![by.client_id.clone()],
                is_visible: false,
                is_deleted: false,
                allowed_redirect_urls: Vec::new(),
            },
        };
        let user = StoredSystemUser {
            id,
            kind: SystemUserType::Standalone,
            integration_title: title,
            system_id: system.id().clone(),
            vendor: by.vendor.clone(),
            owner: by.vendor.clone(),
            external_ref: ExternalRef::default_for(&by.vendor),
            created: now,
            rights: Vec::new(),
            access_packages: Vec::new(),
        };
        self.register.put_new_system(by, system, &[], now);
        self.system_users.put(user);
        Ok(())
    }
}
