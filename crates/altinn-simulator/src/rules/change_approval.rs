//! Who may answer a change request, and what the answer does to the system user.

use super::{
    Altinn, ChangeRequest, RequestKind, RuleViolation,
    approval::Power,
    change_requests::WantedChange,
    system_users::{StoredSystemUser, each_package_once, each_right_once},
};
use altinn_types::{AccessPackage, OrgNumber, RequestId, RequestStatus, Right};

impl Altinn {
    /// The change request as the person behind the page at `confirmUrl` sees it.
    ///
    /// # Errors
    ///
    /// [`RuleViolation::NoSuchRequest`], then [`RuleViolation::NotAccessManager`] for who has nothing to do with
    /// the organisation.
    pub fn change_request_for(
        &self,
        person: &str,
        id: RequestId,
    ) -> Result<(&ChangeRequest, Power), RuleViolation> {
        let change = self
            .change_request(id)
            .ok_or(RuleViolation::NoSuchRequest)?;
        let power = self.power(person, &change.party_org_no)?;
        Ok((change, power))
    }

    /// Approves a change: the system user gets what it lacks of what is required, and loses what is
    /// unwanted. Only what is added has to be delegable by the person (contract/approval.md §3).
    ///
    /// # Errors
    ///
    /// As [`Altinn::approve`], with [`RuleViolation::NoSuchSystemUser`].
    pub fn approve_change(
        &mut self,
        person: &str,
        party: &OrgNumber,
        id: RequestId,
    ) -> Result<(), RuleViolation> {
        if !self.may_approve(person, party) {
            return Err(RuleViolation::NotAccessManager);
        }
        self.organisation(party).ok_or(RuleViolation::NoSuchParty)?;
        let to_another = |change: &ChangeRequest| change.party_org_no != *party;
        if self.change_request(id).is_some_and(to_another) {
            return Err(RuleViolation::WrongParty);
        }
        let change = self.open_change(id)?.clone();
        let user = self.system_user(change.system_user);
        let user = user.ok_or(RuleViolation::NoSuchSystemUser)?;
        let system = self
            .live_system(&change.system_id)
            .ok_or(RuleViolation::NoSuchSystem)?;
        let wanted = &change.wanted;
        system.check_rights(&wanted.required_rights)?;
        let packages = &wanted.required_access_packages;
        self.check_packages(RequestKind::Standard, system, packages)?;
        let (rights, packages) = added(user, wanted);
        let missing = self.delegation_check(person, party, &rights, &packages);
        if !missing.is_empty() {
            return Err(RuleViolation::CannotDelegate(missing));
        }
        if let Some(user) = self.system_users.get_mut(&change.system_user) {
            carry_out(user, wanted, rights, packages);
        }
        self.answer_change(id, RequestStatus::Accepted);
        Ok(())
    }

    /// Rejects a change. As in Altinn, the party is only who the person acts for: it is not compared with
    /// the change request's.
    ///
    /// # Errors
    ///
    /// [`RuleViolation::NotAccessManager`], [`RuleViolation::NoSuchRequest`], [`RuleViolation::NotNew`].
    pub fn reject_change(
        &mut self,
        person: &str,
        party: &OrgNumber,
        id: RequestId,
    ) -> Result<(), RuleViolation> {
        if !self.may_approve(person, party) {
            return Err(RuleViolation::NotAccessManager);
        }
        self.open_change(id)?;
        self.answer_change(id, RequestStatus::Rejected);
        Ok(())
    }

    pub(crate) fn open_change(&self, id: RequestId) -> Result<&ChangeRequest, RuleViolation> {
        match self
            .change_request(id)
            .ok_or(RuleViolation::NoSuchRequest)?
        {
            change if change.status == RequestStatus::New => Ok(change),
            _ => Err(RuleViolation::NotNew),
        }
    }

    fn answer_change(&mut self, id: RequestId, status: RequestStatus) {
        if let Some(change) = self.change_requests.get_mut(&id) {
            change.status = status;
        }
    }
}

/// What is required and not there yet. A right is known by its resource.
fn added(user: &StoredSystemUser, wanted: &WantedChange) -> (Vec<Right>, Vec<AccessPackage>) {
    let has = |right: &Right| user.rights.iter().any(|own| own.resource == right.resource);
    let mut rights = each_right_once(&wanted.required_rights);
    rights.retain(|right| !has(right));
    let mut packages = each_package_once(&wanted.required_access_packages);
    packages.retain(|package| !user.access_packages.contains(package));
    (rights, packages)
}

fn carry_out(
    user: &mut StoredSystemUser,
    wanted: &WantedChange,
    rights: Vec<Right>,
    packages: Vec<AccessPackage>,
) {
    let unwanted = |own: &Right| {
        let mut unwanted = wanted.unwanted_rights.iter();
        unwanted.any(|right| right.resource == own.resource)
    };
    user.rights.retain(|right| !unwanted(right));
    user.rights.extend(rights);
    let unwanted = &wanted.unwanted_access_packages;
    user.access_packages
        .retain(|package| !unwanted.contains(package));
    user.access_packages.extend(packages);
}
