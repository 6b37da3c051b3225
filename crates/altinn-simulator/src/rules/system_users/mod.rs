mod creation;
mod deletion;
mod own_system;

use std::collections::{BTreeSet, HashMap};

use altinn_types::{
    AccessPackage, AuthorizedParty, ExternalRef, OrgNumber, Right, SystemId, SystemUserId,
    SystemUserType,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use own_system::NoOwnSystem;

use super::{
    Altinn, Saved, Table,
    parties::{Access, package_codes},
    remove_from_index,
    rule_violation::RuleViolation,
};

/// The external reference, the system and the customer of a request or a system user. Altinn calls these three values
/// the external ids. Two system users never have the same external ids.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ExternalIds {
    pub external_ref: ExternalRef,
    pub system: SystemId,
    pub party: OrgNumber,
}

/// A system user, with the access that was delegated to it. The simulator does not store deleted system users.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredSystemUser {
    pub id: SystemUserId,
    pub kind: SystemUserType,
    pub integration_title: String,
    pub system_id: SystemId,
    pub vendor: OrgNumber,
    /// The customer that the system user belongs to.
    pub owner: OrgNumber,
    pub external_ref: ExternalRef,
    pub created: Timestamp,
    pub rights: Vec<Right>,
    pub access_packages: Vec<AccessPackage>,
}

impl StoredSystemUser {
    #[must_use]
    pub fn external_ids(&self) -> ExternalIds {
        ExternalIds {
            external_ref: self.external_ref.clone(),
            system: self.system_id.clone(),
            party: self.owner.clone(),
        }
    }
}

#[derive(Clone, Debug)]
pub struct SystemUsers {
    pub(crate) table: Table<SystemUserId, StoredSystemUser>,
    by_external_ids: HashMap<ExternalIds, SystemUserId>,
    /// An index of `table`. The key is a system. The value is the row numbers of the system's system users.
    of_system: HashMap<SystemId, BTreeSet<u64>>,
    /// An index of `table`. The key is a customer. The value is the row numbers of the customer's system users.
    of_owner: HashMap<OrgNumber, BTreeSet<u64>>,
}

impl Default for SystemUsers {
    fn default() -> Self {
        Self {
            table: Table::new("system-user"),
            by_external_ids: HashMap::new(),
            of_system: HashMap::new(),
            of_owner: HashMap::new(),
        }
    }
}

impl SystemUsers {
    #[must_use]
    pub fn get(&self, id: SystemUserId) -> Option<&StoredSystemUser> {
        self.table.get(&id)
    }

    /// Oldest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &StoredSystemUser> {
        self.table.values()
    }

    /// Oldest first.
    pub fn of_owner(&self, owner: &OrgNumber) -> impl Iterator<Item = &StoredSystemUser> {
        let places = self.of_owner.get(owner).into_iter().flatten();
        places.filter_map(|place| self.table.at(*place))
    }

    #[must_use]
    pub fn by_external_ids(&self, ids: &ExternalIds) -> Option<&StoredSystemUser> {
        self.get(*self.by_external_ids.get(ids)?)
    }

    /// Returns the system user with these external ids, as the call `vendor/byquery` does. Returns `None` if the system
    /// user belongs to another vendor.
    #[must_use]
    pub fn vendors_by_external_ids(
        &self,
        vendor: &OrgNumber,
        ids: &ExternalIds,
    ) -> Option<&StoredSystemUser> {
        self.by_external_ids(ids)
            .filter(|user| user.vendor == *vendor)
    }

    /// Returns the agent system user with this id.
    ///
    /// # Errors
    ///
    /// Returns [`RuleViolation::NoSuchSystemUser`] if no system user has this id. Returns [`RuleViolation::NotAnAgent`]
    /// if the system user has another type.
    pub fn agent(&self, id: SystemUserId) -> Result<&StoredSystemUser, RuleViolation> {
        match self.get(id).ok_or(RuleViolation::NoSuchSystemUser)? {
            agent if agent.kind == SystemUserType::Agent => Ok(agent),
            _ => Err(RuleViolation::NotAnAgent),
        }
    }

    /// Changes the title of a system user.
    ///
    /// # Errors
    ///
    /// Returns [`RuleViolation::NoSuchSystemUser`] if no system user has this id.
    pub fn rename(&mut self, id: SystemUserId, title: String) -> Result<(), RuleViolation> {
        let user = self.table.get_mut(&id);
        user.ok_or(RuleViolation::NoSuchSystemUser)?
            .integration_title = title;
        Ok(())
    }

    /// Replaces all rights and packages of a system user, as the owner can do in Altinn's access management. Does not
    /// check whether the owner can delegate the new access.
    ///
    /// # Errors
    ///
    /// Returns [`RuleViolation::NoSuchSystemUser`] if no system user has this id. Returns
    /// [`RuleViolation::NotStandard`] for an agent system user, because an agent system user gets its access from
    /// clients.
    pub fn set_access(
        &mut self,
        id: SystemUserId,
        rights: &[Right],
        packages: &[AccessPackage],
    ) -> Result<(), RuleViolation> {
        let user = self.table.get_mut(&id);
        let user = user.ok_or(RuleViolation::NoSuchSystemUser)?;
        if user.kind == SystemUserType::Agent {
            return Err(RuleViolation::NotStandard);
        }
        user.rights = without_duplicate_rights(rights);
        user.access_packages = without_duplicate_packages(packages);
        Ok(())
    }

    pub(crate) fn put(&mut self, user: StoredSystemUser) {
        let place = self.table.insert(user.id, user);
        self.index(place);
    }

    /// Returns a mutable reference to a system user. The caller may change rights and packages. The caller must not
    /// change ids, because the indexes keep the old ids.
    pub(crate) fn get_mut(&mut self, id: SystemUserId) -> Option<&mut StoredSystemUser> {
        self.table.get_mut(&id)
    }

    pub(crate) fn remove(&mut self, id: SystemUserId) -> Option<StoredSystemUser> {
        let place = self.table.place(&id)?;
        let user = self.table.remove(&id)?;
        self.by_external_ids.remove(&user.external_ids());
        remove_from_index(&mut self.of_system, &user.system_id, &place);
        remove_from_index(&mut self.of_owner, &user.owner, &place);
        Some(user)
    }

    pub(crate) fn tables(&mut self) -> Vec<&mut dyn Saved> {
        vec![&mut self.table]
    }

    pub(crate) fn rebuild_index(&mut self) {
        self.by_external_ids.clear();
        self.of_system.clear();
        self.of_owner.clear();
        for place in self.table.places() {
            self.index(place);
        }
    }

    fn index(&mut self, place: u64) {
        let Some(user) = self.table.at(place) else {
            return;
        };
        self.by_external_ids.insert(user.external_ids(), user.id);
        let of_system = self.of_system.entry(user.system_id.clone());
        of_system.or_default().insert(place);
        let of_owner = self.of_owner.entry(user.owner.clone());
        of_owner.or_default().insert(place);
    }
}

impl Altinn {
    /// Finds the system user for a token request to Maskinporten (contract/systemuser-api.md §6.3). The system must
    /// belong to the vendor, must list the Maskinporten client, and must not be deleted. If `external_ref` is `None`,
    /// Altinn uses the customer's organisation number.
    #[must_use]
    pub fn system_user_for_token(
        &self,
        client_id: &str,
        vendor: &OrgNumber,
        owner: &OrgNumber,
        external_ref: Option<&str>,
    ) -> Option<&StoredSystemUser> {
        let system = self.register.system_by_client(client_id)?;
        let system = self.register.live_system(system)?;
        let external_ref = external_ref.map_or_else(
            || ExternalRef::default_for(owner),
            |text| ExternalRef(text.to_owned()),
        );
        let ids = ExternalIds {
            external_ref,
            system: system.id().clone(),
            party: owner.clone(),
        };
        self.system_users
            .vendors_by_external_ids(vendor, &ids)
            .filter(|_| system.vendor == *vendor)
    }

    /// Returns one page of a system's system users, oldest first. The page begins at the row number `from`. The second
    /// value of the result is the row number for the `from` of the next page. On the last page, the second value is
    /// `None`.
    ///
    /// # Errors
    ///
    /// Returns [`RuleViolation::NoSuchSystem`] if the system is unknown or belongs to another vendor.
    pub fn system_users_of_system(
        &self,
        vendor: &OrgNumber,
        system: &SystemId,
        from: u64,
        size: usize,
    ) -> Result<(Vec<&StoredSystemUser>, Option<u64>), RuleViolation> {
        self.register.vendors_system(vendor, system)?;
        let users = &self.system_users;
        let places = users.of_system.get(system).into_iter();
        let mut places: Vec<u64> = places
            .flat_map(|places| places.range(from..))
            .take(size + 1)
            .copied()
            .collect();
        let next = (places.len() > size).then(|| places.pop()).flatten();
        let page = places.iter().filter_map(|place| users.table.at(*place));
        Ok((page.collect(), next))
    }

    /// Whether a system user acts for an organisation. A standard system user acts for its owner. An agent system user
    /// acts for the clients that are connected to it. Both also act for the subunits of these organisations.
    pub(crate) fn acts_for_organisation(
        &self,
        user: &StoredSystemUser,
        organisation: &OrgNumber,
    ) -> bool {
        let mut organisations = self.parties.with_parents(organisation);
        organisations.any(|number| match user.kind {
            SystemUserType::Agent => self.client_delegations.is_connected(user.id, number),
            _ => user.owner == *number,
        })
    }

    /// Returns the organisations that a system user may act for, with the packages and resources that were delegated.
    #[must_use]
    pub fn authorized_for(&self, user: &StoredSystemUser) -> Vec<AuthorizedParty> {
        let packages = user.access_packages.iter();
        let resources = user.rights.iter().flat_map(Right::resource_ids);
        let resources: BTreeSet<&str> = resources.collect();
        let delegated = Access {
            roles: Vec::new(),
            packages: package_codes(packages.map(|package| package.urn.as_str())),
            resources: resources.into_iter().map(str::to_owned).collect(),
        };
        let access = |number: &OrgNumber| {
            self.acts_for_organisation(user, number)
                .then(|| delegated.clone())
        };
        let direct: Vec<_> = match user.kind {
            SystemUserType::Agent => self.acts_for(user.id).collect(),
            _ => self.parties.organisation(&user.owner).into_iter().collect(),
        };
        let direct = direct.into_iter().map(|organisation| &organisation.number);
        self.parties.authorized_tree(direct, &access)
    }
}

/// Removes duplicate rights. Two rights are duplicates if their resources are equal.
pub(crate) fn without_duplicate_rights(rights: &[Right]) -> Vec<Right> {
    let mut unique: Vec<Right> = Vec::new();
    for right in rights {
        if !unique.iter().any(|known| known.resource == right.resource) {
            unique.push(right.clone());
        }
    }
    unique
}

pub(crate) fn without_duplicate_packages(packages: &[AccessPackage]) -> Vec<AccessPackage> {
    let mut unique: Vec<AccessPackage> = Vec::new();
    for package in packages {
        if !unique.contains(package) {
            unique.push(package.clone());
        }
    }
    unique
}
