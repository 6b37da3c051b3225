use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Altinn, Request, RequestKind, RuleViolation, index::ExternalIds};
use altinn_types::{
    AccessPackage, AuthorizedParty, ExternalRef, OrgNumber, Right, SystemId, SystemUser,
    SystemUserId, SystemUserType,
};

/// A system user with what was delegated to it. Those that are deleted are not kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredSystemUser {
    pub id: SystemUserId,
    pub kind: SystemUserType,
    pub integration_title: String,
    pub system_id: SystemId,
    pub vendor: OrgNumber,
    /// The customer.
    pub owner: OrgNumber,
    pub external_ref: ExternalRef,
    pub created: Timestamp,
    pub rights: Vec<Right>,
    pub access_packages: Vec<AccessPackage>,
}

impl StoredSystemUser {
    /// What comes of a request that is approved.
    #[must_use]
    pub fn of(request: &Request, vendor: &OrgNumber, now: Timestamp) -> Self {
        Self {
            id: request.id.into(),
            kind: match request.kind {
                RequestKind::Standard => SystemUserType::Standard,
                RequestKind::Agent => SystemUserType::Agent,
            },
            integration_title: request.integration_title.clone(),
            system_id: request.system_id.clone(),
            vendor: vendor.clone(),
            owner: request.party_org_no.clone(),
            external_ref: request.external_ref.clone(),
            created: now,
            rights: each_right_once(&request.rights),
            access_packages: each_package_once(&request.access_packages),
        }
    }

    #[must_use]
    pub fn external_ids(&self) -> ExternalIds {
        ExternalIds {
            external_ref: self.external_ref.clone(),
            system: self.system_id.clone(),
            party: self.owner.clone(),
        }
    }

    /// As vendors see it. `productName` differs from one endpoint to the next.
    #[must_use]
    pub fn as_answered(&self, product_name: &str) -> SystemUser {
        SystemUser {
            id: self.id,
            integration_title: self.integration_title.clone(),
            system_id: self.system_id.clone(),
            product_name: product_name.to_owned(),
            reportee_org_no: self.owner.clone(),
            created: self.created,
            is_deleted: false,
            supplier_name: String::new(),
            supplier_orgno: self.vendor.clone(),
            external_ref: self.external_ref.clone(),
            user_type: self.kind,
        }
    }
}

impl Altinn {
    #[must_use]
    pub fn system_user(&self, id: SystemUserId) -> Option<&StoredSystemUser> {
        self.system_users.get(&id)
    }

    pub fn system_users(&self) -> impl DoubleEndedIterator<Item = &StoredSystemUser> {
        self.system_users.values()
    }

    /// What lives for an organisation, oldest first.
    pub fn system_users_of(&self, owner: &OrgNumber) -> impl Iterator<Item = &StoredSystemUser> {
        let places = self.index.system_users_of.get(owner);
        places
            .into_iter()
            .flatten()
            .filter_map(|place| self.system_users.at(*place))
    }

    #[must_use]
    pub fn system_user_by_external_ids(&self, ids: &ExternalIds) -> Option<&StoredSystemUser> {
        self.system_user(*self.index.system_user_by_external_ids.get(ids)?)
    }

    /// A vendor's own, by query (`vendor/byquery`).
    #[must_use]
    pub fn vendors_system_user(
        &self,
        vendor: &OrgNumber,
        ids: &ExternalIds,
    ) -> Option<&StoredSystemUser> {
        self.system_user_by_external_ids(ids)
            .filter(|user| user.vendor == *vendor)
    }

    /// The look-up that Maskinporten does before it gives out a token for a system user
    /// (contract/systemuser-api.md §6.3): the system lives, lists the client and is the vendor's.
    #[must_use]
    pub fn system_user_for_token(
        &self,
        client_id: &str,
        vendor: &OrgNumber,
        owner: &OrgNumber,
        external_ref: Option<&str>,
    ) -> Option<&StoredSystemUser> {
        let system = self.live_system(self.index.system_by_client.get(client_id)?)?;
        let external_ref = external_ref.map_or_else(
            || ExternalRef::default_for(owner),
            |text| ExternalRef(text.to_owned()),
        );
        let ids = ExternalIds {
            external_ref,
            system: system.id().clone(),
            party: owner.clone(),
        };
        self.vendors_system_user(vendor, &ids)
            .filter(|_| system.vendor == *vendor)
    }

    /// A page of a system's users, from a place on; and the place where the next page starts.
    ///
    /// # Errors
    ///
    /// [`RuleViolation::NoSuchSystem`] for a system that is unknown or another vendor's.
    pub fn system_users_of_system(
        &self,
        vendor: &OrgNumber,
        system: &SystemId,
        from: u64,
        size: usize,
    ) -> Result<(Vec<&StoredSystemUser>, Option<u64>), RuleViolation> {
        self.vendors_system(vendor, system)?;
        let places = self.index.system_users_of_system.get(system);
        let mut places: Vec<u64> = places
            .into_iter()
            .flat_map(|places| places.range(from..))
            .take(size + 1)
            .copied()
            .collect();
        let next = (places.len() > size).then(|| places.pop()).flatten();
        let page = places
            .iter()
            .filter_map(|place| self.system_users.at(*place));
        Ok((page.collect(), next))
    }

    /// Gives a system user another title.
    ///
    /// # Errors
    ///
    /// [`RuleViolation::NoSuchSystemUser`].
    pub fn rename_system_user(
        &mut self,
        id: SystemUserId,
        title: String,
    ) -> Result<(), RuleViolation> {
        let user = self.system_users.get_mut(&id);
        user.ok_or(RuleViolation::NoSuchSystemUser)?
            .integration_title = title;
        Ok(())
    }

    /// Whom a system user may act for, with the packages that were delegated: its owner, or for an agent
    /// the clients that are connected.
    #[must_use]
    pub fn authorized_for(&self, user: &StoredSystemUser) -> Vec<AuthorizedParty> {
        let packages: Vec<_> = user.access_packages.iter().map(|p| p.urn.clone()).collect();
        let parties: Vec<_> = match user.kind {
            SystemUserType::Agent => self.acts_for(user.id).collect(),
            _ => self.organisation(&user.owner).into_iter().collect(),
        };
        let parties = parties.into_iter().map(|organisation| {
            let mut party = self.as_authorized(organisation, &[], &packages);
            let resources = user.rights.iter().flat_map(Right::resource_ids);
            party.authorized_resources = resources.map(str::to_owned).collect();
            party
        });
        parties.collect()
    }

    pub(crate) fn put_system_user(&mut self, user: StoredSystemUser) {
        let place = self.system_users.insert(user.id, user);
        if let Some(user) = self.system_users.at(place) {
            self.index.system_user(user, place);
        }
    }
}

/// What is delegated where these are asked for: each once, however often it is named. A right is known by its
/// resource.
pub(crate) fn each_right_once(rights: &[Right]) -> Vec<Right> {
    let mut once: Vec<Right> = Vec::new();
    for right in rights {
        if !once.iter().any(|kept| kept.resource == right.resource) {
            once.push(right.clone());
        }
    }
    once
}

/// As [`each_right_once`].
pub(crate) fn each_package_once(packages: &[AccessPackage]) -> Vec<AccessPackage> {
    let mut once: Vec<AccessPackage> = Vec::new();
    for package in packages {
        if !once.contains(package) {
            once.push(package.clone());
        }
    }
    once
}
