//! The system register, which lists the systems of vendors and the access that each system can request.

mod change_log;
mod changes;
mod checks;
#[cfg(test)]
pub(crate) mod examples;
pub(crate) mod redirect_urls;

use std::collections::{BTreeSet, HashMap};

use altinn_types::{AccessPackage, OrgNumber, RegisteredSystem, Right, SystemId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use changes::{DraftText, SystemDraft};
pub use checks::InvalidSystem;

use super::{Saved, Table, rule_violation::RuleViolation};
use redirect_urls::left_part;

/// A system in the register. A deleted system stays in the table, because Altinn never registers the same id again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct System {
    pub internal_id: Uuid,
    pub vendor: OrgNumber,
    pub registered: RegisteredSystem,
    /// Whether the vendor registered `"accessPackages": null`, which Altinn accepts. If so, Altinn's responses do not
    /// contain this member, and the list of packages in `registered` is empty.
    #[serde(default)]
    pub packages_are_null: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangelogEntry {
    pub system_internal_id: Uuid,
    pub changed_by_org_number: OrgNumber,
    pub change_type: ChangeType,
    /// The new values, in the JSON that Altinn's response contains. The value is `null` for a deletion.
    #[serde(default)]
    pub changed_data: serde_json::Value,
    pub client_id: String,
    pub created: Timestamp,
}

/// The kind of a change to a system. The variants have the names from Altinn's changelog.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ChangeType {
    Create,
    Update,
    RightsUpdate,
    AccessPackageUpdate,
    Delete,
}

/// The caller that changes the register: the organisation and the Maskinporten client in the access token.
#[derive(Clone, Debug)]
pub struct Registrar {
    pub vendor: OrgNumber,
    pub client_id: String,
    /// Whether the access token has the scope `systemregister.admin`. Only Altinn's own staff has this scope. The scope
    /// lets the staff change the systems of all vendors.
    pub admin: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RegisterRefusal {
    NotOwner,
    /// No system has this id.
    Unknown,
    /// The vendor in the HTTP body is not the vendor of the system.
    VendorDiffers,
    Deleted,
    /// The system in the HTTP body breaks these rules.
    Invalid(Vec<InvalidSystem>),
    /// Altinn's database already has a system with this id or with one of the client ids. The status is 409.
    AlreadyExists,
    /// Altinn's code throws an exception with this text. The status is 500.
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

    /// Checks that the redirect URL of a vendor's request is one of the system's redirect URLs. Scheme, host, port and
    /// path must be equal. As in Altinn's `AuthenticationHelper.ValidateRedirectUrl`, query and fragment can differ.
    ///
    /// # Errors
    ///
    /// Returns [`RuleViolation::NoRedirectsRegistered`] if the system has no redirect URLs. Returns
    /// [`RuleViolation::Exception`] if `wanted` is not an absolute URL. Returns [`RuleViolation::RedirectNotAllowed`]
    /// if `wanted` is not one of the system's redirect URLs, or contains a line break.
    pub fn check_redirect(&self, wanted: Option<&str>) -> Result<(), RuleViolation> {
        let Some(wanted) = wanted.filter(|url| !url.is_empty()) else {
            return Ok(());
        };
        let allowed = &self.registered.allowed_redirect_urls;
        if allowed.is_empty() {
            return Err(RuleViolation::NoRedirectsRegistered);
        }
        if redirect_urls::has_control_characters(wanted) {
            return Err(RuleViolation::RedirectNotAllowed);
        }
        // Altinn's code calls `new Uri(…)`. If the text is not an absolute URL, this call throws an exception.
        let wanted = left_part(wanted).ok_or(RuleViolation::Exception(
            "the redirect URL is not an absolute URL",
        ))?;
        let known = allowed
            .iter()
            .filter_map(|url| left_part(url))
            .any(|url| url == wanted);
        known.then_some(()).ok_or(RuleViolation::RedirectNotAllowed)
    }

    /// Checks that the system is registered with all of these rights. Only the resources of the rights are compared,
    /// and not the actions.
    ///
    /// # Errors
    ///
    /// Returns [`RuleViolation::RightNotFound`] if the system lacks a right, or if `wanted` has more rights than the
    /// system. Returns [`RuleViolation::Exception`] if a right has no resource, because Altinn's code then reads past
    /// the end of a list.
    pub fn check_rights(&self, wanted: &[Right]) -> Result<(), RuleViolation> {
        let own = &self.registered.rights;
        if wanted.len() > own.len() {
            return Err(RuleViolation::RightNotFound);
        }
        for right in wanted {
            if right.resource.is_empty() {
                return Err(RuleViolation::Exception("a right has no resource"));
            }
            if !own.iter().any(|own| own.resource == right.resource) {
                return Err(RuleViolation::RightNotFound);
            }
        }
        Ok(())
    }

    /// Checks that the system is registered with all of these packages.
    ///
    /// # Errors
    ///
    /// Returns [`RuleViolation::PackageNotFound`] with the URNs of the packages that the system lacks. If `wanted` is
    /// longer than the system's list only because `wanted` repeats packages, the error contains no URNs.
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

#[derive(Clone, Debug)]
pub struct Register {
    pub(crate) systems: Table<SystemId, System>,
    /// The changelog entries of all systems. The keys are numbers, which start at 1.
    changelog: Table<u64, ChangelogEntry>,
    /// Maps the id of each Maskinporten client to the system that lists this client. The map does not contain deleted
    /// systems.
    system_by_client: HashMap<String, SystemId>,
    /// An index of `changelog`. The key is the internal id of a system. The value is the row numbers of its entries.
    changes_of: HashMap<Uuid, BTreeSet<u64>>,
    /// The highest key in `changelog`. In an imported document, the entries can have any order, so the last entry does
    /// not always have the highest number.
    last_change: u64,
}

impl Default for Register {
    fn default() -> Self {
        Self {
            systems: Table::new("system"),
            changelog: Table::new("changelog"),
            system_by_client: HashMap::new(),
            changes_of: HashMap::new(),
            last_change: 0,
        }
    }
}

impl Register {
    /// Returns the system with this id, also if the system is deleted.
    #[must_use]
    pub fn system(&self, id: &SystemId) -> Option<&System> {
        self.systems.get(id)
    }

    /// Returns the system with this id, or `None` if the system is deleted.
    #[must_use]
    pub fn live_system(&self, id: &SystemId) -> Option<&System> {
        self.system(id).filter(|system| !system.is_deleted())
    }

    /// Includes the deleted systems.
    pub fn systems(&self) -> impl DoubleEndedIterator<Item = &System> {
        self.systems.values()
    }

    /// A customer can create a system user for these systems in Altinn, without a request from the vendor.
    pub fn visible_systems(&self) -> impl Iterator<Item = &System> {
        self.systems()
            .filter(|system| !system.is_deleted() && system.registered.is_visible)
    }

    /// Returns the id of the system that lists this Maskinporten client. Ignores deleted systems.
    #[must_use]
    pub fn system_by_client(&self, client_id: &str) -> Option<&SystemId> {
        self.system_by_client.get(client_id)
    }

    /// Returns the vendor's system with this id, also if the system is deleted.
    ///
    /// # Errors
    ///
    /// Returns [`RuleViolation::NoSuchSystem`] if no system has this id, or if the system belongs to another vendor.
    pub fn vendors_system(
        &self,
        vendor: &OrgNumber,
        id: &SystemId,
    ) -> Result<&System, RuleViolation> {
        self.system(id)
            .filter(|system| system.vendor == *vendor)
            .ok_or(RuleViolation::NoSuchSystem)
    }

    /// Returns the system with this id if the caller is allowed to change it. The result can be a system that the
    /// vendor has deleted.
    ///
    /// # Errors
    ///
    /// Returns [`RegisterRefusal::Unknown`] if no system has this id, and [`RegisterRefusal::NotOwner`] if the system
    /// belongs to another vendor.
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

    /// Returns the changelog entries of a system, newest first.
    pub fn changelog_of(&self, system: &System) -> impl Iterator<Item = &ChangelogEntry> {
        let places = self.changes_of.get(&system.internal_id);
        let places = places.into_iter().flatten().rev();
        places.filter_map(|place| self.changelog.at(*place))
    }

    /// Inserts a new system, and adds an entry to the changelog. `urls` are the redirect URLs as the vendor sent them.
    pub(crate) fn put_new_system(
        &mut self,
        by: &Registrar,
        system: System,
        urls: &[String],
        now: Timestamp,
    ) {
        let data = change_log::of_system(&system, urls);
        self.log_change(by, &system, ChangeType::Create, data, now);
        self.put_system(system);
    }

    /// Inserts a system, or replaces the system with the same id. Adds no entry to the changelog.
    pub(crate) fn put_system(&mut self, system: System) {
        self.index_system(&system);
        self.systems.insert(system.id().clone(), system);
    }

    /// Deletes a system. After that, another system can list the same Maskinporten clients, but no system can get the
    /// same id (contract/systemuser-api.md §2.7).
    ///
    /// Returns whether Altinn reports success to the vendor. For a system without Maskinporten clients, Altinn reports
    /// an error although it deletes the system.
    ///
    /// # Errors
    ///
    /// Returns [`RegisterRefusal::Unknown`] if no system has this id, and [`RegisterRefusal::NotOwner`] if the system
    /// belongs to another vendor.
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
        self.log_change(by, &system, ChangeType::Delete, nothing, now);
        self.put_system(system);
        Ok(had_clients)
    }

    fn log_change(
        &mut self,
        by: &Registrar,
        system: &System,
        change_type: ChangeType,
        changed_data: serde_json::Value,
        now: Timestamp,
    ) {
        let entry = ChangelogEntry {
            system_internal_id: system.internal_id,
            changed_by_org_number: by.vendor.clone(),
            change_type,
            changed_data,
            client_id: by.client_id.clone(),
            created: now,
        };
        self.last_change = self.last_change.saturating_add(1);
        let place = self.changelog.insert(self.last_change, entry);
        self.changes_of
            .entry(system.internal_id)
            .or_default()
            .insert(place);
    }

    pub(crate) fn tables(&mut self) -> Vec<&mut dyn Saved> {
        vec![&mut self.systems, &mut self.changelog]
    }

    pub(crate) fn rebuild_index(&mut self) {
        self.system_by_client.clear();
        for system in self.systems.values().cloned().collect::<Vec<_>>() {
            self.index_system(&system);
        }
        let numbers = self.changelog.iter().map(|(number, _)| *number);
        self.last_change = numbers.max().unwrap_or_default();
        self.changes_of.clear();
        for place in self.changelog.places() {
            if let Some(entry) = self.changelog.at(place) {
                let places = self.changes_of.entry(entry.system_internal_id);
                places.or_default().insert(place);
            }
        }
    }

    /// Updates the index of Maskinporten clients for a system that changes: removes the clients of the stored row, and
    /// adds the clients of `system`.
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

#[cfg(test)]
mod tests {
    use super::{examples::*, *};
    use crate::world::World;

    /// An imported changelog can have entry 10 before entry 9, because somebody sorted the entries as text. A new entry
    /// must not replace entry 10.
    #[test]
    fn a_new_changelog_entry_gets_a_number_that_no_entry_has() {
        let mut world = World::seeded();
        let now = world.now();
        register(&mut world, draft("sky"), now);
        let id: SystemId = format!("{VENDOR}_sky").parse().unwrap();
        let system = world.register.system(&id).unwrap().clone();
        let entry = world.register.changelog_of(&system).next().unwrap().clone();
        for number in [10, 9] {
            world.register.changelog.insert(number, entry.clone());
        }
        world.rebuild_index();
        let deleted = world
            .register
            .delete_system(&registrar(), &id.to_string(), now);
        assert_eq!(deleted, Ok(false));
        assert_eq!(world.register.changelog_of(&system).count(), 4);
    }
}
