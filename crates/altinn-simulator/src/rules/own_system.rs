//! A system that an organisation builds for itself (contract/systemuser-api.md §6.6): vendor and customer are one.

use jiff::Timestamp;
use uuid::Uuid;

use super::{
    Altinn, RuleViolation,
    register::{Registrar, System},
    system_users::{StoredSystemUser, each_package_once, each_right_once},
};
use altinn_types::{
    AccessPackage, ExternalRef, LocalizedText, RegisteredSystem, Right, SystemId, SystemUserId,
    SystemUserType, VendorId,
};

/// Why an organisation gets no system of its own.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoOwnSystem {
    #[error("the client of the token is already that of {0}")]
    ClientTaken(SystemId),
    #[error("the organisation is not in the entity register")]
    NoSuchParty,
}

impl System {
    /// Whether it was made together with its system user. Nobody has registered it, so it goes at a fresh start.
    #[must_use]
    pub fn is_own(&self) -> bool {
        *self.id() == SystemId::unnamed(&self.vendor, self.internal_id)
    }
}

impl Altinn {
    /// Registers a hidden system without rights, and makes its system user, which is the vendor's own. Nobody
    /// approves: what it may do is delegated to it afterwards.
    ///
    /// # Errors
    ///
    /// [`NoOwnSystem`], in this order.
    pub fn create_own_system(
        &mut self,
        by: &Registrar,
        title: String,
        now: Timestamp,
    ) -> Result<SystemUserId, NoOwnSystem> {
        if let Some(system) = self.index.system_by_client.get(&by.client_id) {
            return Err(NoOwnSystem::ClientTaken(system.clone()));
        }
        self.organisation(&by.vendor)
            .ok_or(NoOwnSystem::NoSuchParty)?;
        let internal_id = Uuid::new_v4();
        let name = LocalizedText {
            nb: title.clone(),
            nn: title.clone(),
            en: title.clone(),
        };
        let system = System {
            internal_id,
            vendor: by.vendor.clone(),
            registered: RegisteredSystem {
                id: SystemId::unnamed(&by.vendor, internal_id),
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
            id: SystemUserId(Uuid::new_v4()),
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
        let id = user.id;
        self.put_new_system(by, system, now);
        self.put_system_user(user);
        Ok(id)
    }

    /// Gives a system user these rights and packages in place of what it had, as its owner can in access
    /// management. It is not asked whose they are to give.
    ///
    /// # Errors
    ///
    /// [`RuleViolation::NoSuchSystemUser`]; [`RuleViolation::NotStandard`] for an agent, which has what its clients give.
    pub fn delegate(
        &mut self,
        id: SystemUserId,
        rights: &[Right],
        packages: &[AccessPackage],
    ) -> Result<(), RuleViolation> {
        let user = self.system_users.get_mut(&id);
        let user = user.ok_or(RuleViolation::NoSuchSystemUser)?;
        if user.kind == SystemUserType::Agent {
            return Err(RuleViolation::NotStandard);
        }
        user.rights = each_right_once(rights);
        user.access_packages = each_package_once(packages);
        Ok(())
    }
}
