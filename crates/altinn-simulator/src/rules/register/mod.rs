//! The system register: which systems a vendor has, and what each may ask for.

mod changes;
mod checks;
#[cfg(test)]
pub(crate) mod examples;

use std::collections::HashMap;

use altinn_types::{AccessPackage, OrgNumber, RegisteredSystem, Right, SystemId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use url::Url;
use uuid::Uuid;

pub use changes::{DraftText, SystemDraft};
pub use checks::InvalidSystem;

use super::{Saved, Table, rule_violation::RuleViolation};

/// A system in the register. A deleted system stays in the table, because Altinn never gives out its id again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct System {
    pub internal_id: Uuid,
    pub vendor: OrgNumber,
    pub registered: RegisteredSystem,
}

/// An entry in the changelog of a system.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangelogEntry {
    pub system_internal_id: Uuid,
    pub changed_by_org_number: OrgNumber,
    pub change_type: ChangeType,
    /// What was changed, as JSON. Null for a deletion.
    #[serde(default)]
    pub changed_data: serde_json::Value,
    /// The Maskinporten client that made the change.
    pub client_id: String,
    pub created: Timestamp,
}

/// The kind of a change, spelled as in Altinn's changelog.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ChangeType {
    Create,
    Update,
    RightsUpdate,
    AccessPackageUpdate,
    Delete,
}

/// Who changes the register: the organisation and the client of the access token.
#[derive(Clone, Debug)]
pub struct Registrar {
    pub vendor: OrgNumber,
    pub client_id: String,
    /// Whether the token has the scope of Altinn's own staff (`systemregister.admin`), who may write for any vendor.
    pub admin: bool,
}

/// Why the register refuses a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RegisterRefusal {
    /// The system belongs to another vendor.
    NotOwner,
    /// There is no such system.
    Unknown,
    /// The vendor in the body is not the vendor of the system.
    VendorDiffers,
    /// The system is deleted and cannot be changed.
    Deleted,
    /// The system in the body breaks these rules.
    Invalid(Vec<InvalidSystem>),
    /// Altinn's code throws an exception with this text, and answers 500.
    Exception(&'static str),
}

impl System {
    #[must_use]
    pub fn id(&self) -> &SystemId {
        &self.registered.id
    }

    #[must_use]
    pub fn is_deleted(&self) -> bool {
        self.registered.is_deleted
    }

    /// Checks that a request's redirect URL is one of the system's. Scheme, host, port and path must be equal. Query and
    /// fragment are not compared (`AuthenticationHelper.ValidateRedirectUrl`).
    ///
    /// # Errors
    ///
    /// [`RuleViolation::NoRedirectsRegistered`], [`RuleViolation::RedirectNotAbsolute`],
    /// [`RuleViolation::RedirectNotAllowed`].
    pub fn check_redirect(&self, wanted: Option<&str>) -> Result<(), RuleViolation> {
        let Some(wanted) = wanted.filter(|url| !url.is_empty()) else {
            return Ok(());
        };
        let allowed = &self.registered.allowed_redirect_urls;
        if allowed.is_empty() {
            return Err(RuleViolation::NoRedirectsRegistered);
        }
        let wanted = left_part(wanted).ok_or(RuleViolation::RedirectNotAbsolute)?;
        let known = allowed
            .iter()
            .filter_map(|url| left_part(url))
            .any(|url| url == wanted);
        known.then_some(()).ok_or(RuleViolation::RedirectNotAllowed)
    }

    /// Checks that all rights are the system's. Only the resource of a right is compared, never the action.
    ///
    /// # Errors
    ///
    /// [`RuleViolation::RightNotFound`], also if there are more rights than the system has.
    pub fn check_rights(&self, wanted: &[Right]) -> Result<(), RuleViolation> {
        let own = &self.registered.rights;
        let known = |right: &Right| own.iter().any(|own| own.resource == right.resource);
        if wanted.len() <= own.len() && wanted.iter().all(known) {
            Ok(())
        } else {
            Err(RuleViolation::RightNotFound)
        }
    }

    /// Checks that all packages are the system's.
    ///
    /// # Errors
    ///
    /// [`RuleViolation::PackageNotFound`] with the URNs of the packages that are not the system's. The list is empty if the
    /// only fault is that there are more packages than the system has.
    pub fn check_packages(&self, wanted: &[AccessPackage]) -> Result<(), RuleViolation> {
        let own = &self.registered.access_packages;
        let unknown: Vec<_> = wanted
            .iter()
            .filter(|package| !own.contains(package))
            .map(|package| package.urn.clone())
            .collect();
        if unknown.is_empty() && wanted.len() <= own.len() {
            Ok(())
        } else {
            Err(RuleViolation::PackageNotFound(unknown))
        }
    }
}

/// Scheme, host, port and path of a URL, as .NET's `Uri.GetLeftPart(Path)` returns them.
fn left_part(url: &str) -> Option<String> {
    let mut url: Url = url.parse().ok()?;
    url.set_query(None);
    url.set_fragment(None);
    Some(url.into())
}

/// The systems that vendors have registered.
#[derive(Clone, Debug)]
pub struct Register {
    pub(crate) systems: Table<SystemId, System>,
    /// The entries of all systems, numbered from 1 in the order of the changes.
    changelog: Table<u64, ChangelogEntry>,
    /// The live system that lists a Maskinporten client, by client id.
    system_by_client: HashMap<String, SystemId>,
}

impl Default for Register {
    fn default() -> Self {
        Self {
            systems: Table::new("system"),
            changelog: Table::new("changelog"),
            system_by_client: HashMap::new(),
        }
    }
}

impl Register {
    /// The system with this id, which may be deleted.
    #[must_use]
    pub fn system(&self, id: &SystemId) -> Option<&System> {
        self.systems.get(id)
    }

    /// The system with this id, unless it is deleted.
    #[must_use]
    pub fn live_system(&self, id: &SystemId) -> Option<&System> {
        self.system(id).filter(|system| !system.is_deleted())
    }

    /// All systems in insertion order. Deleted ones are included.
    pub fn systems(&self) -> impl DoubleEndedIterator<Item = &System> {
        self.systems.values()
    }

    /// The systems that a customer can choose in Altinn, without a request from the vendor.
    pub fn visible_systems(&self) -> impl Iterator<Item = &System> {
        self.systems()
            .filter(|system| !system.is_deleted() && system.registered.is_visible)
    }

    /// The live system that lists this Maskinporten client.
    #[must_use]
    pub fn system_by_client(&self, client_id: &str) -> Option<&SystemId> {
        self.system_by_client.get(client_id)
    }

    /// The vendor's system with this id, which may be deleted.
    ///
    /// # Errors
    ///
    /// [`RuleViolation::NoSuchSystem`], also if the system belongs to another vendor.
    pub fn vendors_system(
        &self,
        vendor: &OrgNumber,
        id: &SystemId,
    ) -> Result<&System, RuleViolation> {
        self.system(id)
            .filter(|system| system.vendor == *vendor)
            .ok_or(RuleViolation::NoSuchSystem)
    }

    /// The system with this id, which may be deleted, if the caller may change it.
    ///
    /// # Errors
    ///
    /// [`RegisterRefusal::Unknown`], [`RegisterRefusal::NotOwner`].
    pub fn writable(&self, by: &Registrar, id: &str) -> Result<&System, RegisterRefusal> {
        let id: Option<SystemId> = id.parse().ok();
        let system = id
            .and_then(|id| self.systems.get(&id))
            .ok_or(RegisterRefusal::Unknown)?;
        if by.admin || system.vendor == by.vendor {
            Ok(system)
        } else {
            Err(RegisterRefusal::NotOwner)
        }
    }

    /// The changelog of a system, newest entry first.
    pub fn changelog_of(&self, system: &System) -> impl Iterator<Item = &ChangelogEntry> {
        let id = system.internal_id;
        let entries = self.changelog.values().rev();
        entries.filter(move |entry| entry.system_internal_id == id)
    }

    /// Inserts a new system, and writes the changelog.
    pub(crate) fn put_new_system(&mut self, by: &Registrar, system: System, now: Timestamp) {
        let change = ChangeType::Create;
        self.log_change(by, &system, change, &system.registered, now);
        self.put_system(system);
    }

    /// Inserts a system, or replaces the one with the same id. Does not write the changelog.
    pub(crate) fn put_system(&mut self, system: System) {
        self.index_system(&system);
        self.systems.insert(system.id().clone(), system);
    }

    /// Deletes a system. Its clients become free for other systems, but its id does not (contract/systemuser-api.md §2.7).
    ///
    /// Returns what Altinn's answer says about the success. Altinn deletes a system that had no clients, but answers that
    /// it could not.
    ///
    /// # Errors
    ///
    /// [`RegisterRefusal::Unknown`], [`RegisterRefusal::NotOwner`].
    pub fn delete_system(
        &mut self,
        by: &Registrar,
        id: &str,
        now: Timestamp,
    ) -> Result<bool, RegisterRefusal> {
        let mut system = self.writable(by, id)?.clone();
        let had_clients = !system.registered.client_id.is_empty();
        if system.is_deleted() {
            return Ok(had_clients);
        }
        system.registered.is_deleted = true;
        system.registered.client_id.clear();
        let nothing = serde_json::Value::Null;
        self.log_change(by, &system, ChangeType::Delete, &nothing, now);
        self.put_system(system);
        Ok(had_clients)
    }

    fn log_change(
        &mut self,
        by: &Registrar,
        system: &System,
        change_type: ChangeType,
        data: &impl Serialize,
        now: Timestamp,
    ) {
        let entry = ChangelogEntry {
            system_internal_id: system.internal_id,
            changed_by_org_number: by.vendor.clone(),
            change_type,
            changed_data: serde_json::to_value(data).unwrap_or_default(),
            client_id: by.client_id.clone(),
            created: now,
        };
        let last = self.changelog.iter().next_back();
        let number = last.map_or(1, |(last, _)| last + 1);
        self.changelog.insert(number, entry);
    }

    pub(crate) fn tables(&mut self) -> Vec<&mut dyn Saved> {
        vec![&mut self.systems, &mut self.changelog]
    }

    pub(crate) fn rebuild_index(&mut self) {
        self.system_by_client.clear();
        for system in self.systems.values().cloned().collect::<Vec<_>>() {
            self.index_system(&system);
        }
    }

    /// Replaces the clients that the system had before with the clients that it has now.
    fn index_system(&mut self, system: &System) {
        if let Some(before) = self.systems.get(system.id()) {
            for client in &before.registered.client_id {
                if self.system_by_client.get(client) == Some(system.id()) {
                    self.system_by_client.remove(client);
                }
            }
        }
        if !system.is_deleted() {
            for client in &system.registered.client_id {
                let id = system.id().clone();
                self.system_by_client.insert(client.clone(), id);
            }
        }
    }
}
