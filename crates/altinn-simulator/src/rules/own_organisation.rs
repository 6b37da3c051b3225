//! An agent system user that acts for its owner too, beside its clients (contract/approval.md §8).

use super::{
    Altinn, RuleViolation, client_delegation::ClientDelegation, system_users::StoredSystemUser,
};
use altinn_types::{AccessPackage, OrgNumber, Right, SystemUserId, SystemUserType};

impl Altinn {
    /// Whether an agent system user can act for its owner too: where every package could go to a standard
    /// one.
    #[must_use]
    pub fn may_connect_own(&self, agent: &StoredSystemUser) -> bool {
        let mut packages = agent.access_packages.iter();
        packages.all(|package| self.is_assignable(&package.urn))
    }

    /// What a party has delegated to a system user: the owner all that it holds, but to an agent only once
    /// it is connected.
    #[must_use]
    pub fn delegated_by(
        &self,
        party: &OrgNumber,
        user: &StoredSystemUser,
    ) -> (Vec<Right>, Vec<AccessPackage>) {
        let for_clients = user.kind == SystemUserType::Agent;
        if user.owner != *party || for_clients && !self.is_connected(user.id, party) {
            return (Vec::new(), Vec::new());
        }
        (user.rights.clone(), user.access_packages.clone())
    }

    /// Connects the owner itself. Doing it again changes nothing.
    ///
    /// # Errors
    ///
    /// [`RuleViolation::NoSuchSystemUser`], [`RuleViolation::NotAnAgent`], [`RuleViolation::NotAccessManager`],
    /// [`RuleViolation::NoSuchSystem`], [`RuleViolation::PackageNotAssignable`].
    pub fn connect_own(&mut self, person: &str, agent: SystemUserId) -> Result<(), RuleViolation> {
        let agent = self.managed_agent(person, agent)?;
        let barred: Vec<_> = agent
            .access_packages
            .iter()
            .filter(|package| !self.is_assignable(&package.urn))
            .map(|package| package.urn.clone())
            .collect();
        if !barred.is_empty() {
            return Err(RuleViolation::PackageNotAssignable(barred));
        }
        self.put_client_delegation(own(agent));
        Ok(())
    }

    /// Takes the owner itself away. Doing it again changes nothing.
    ///
    /// # Errors
    ///
    /// As [`Altinn::connect_own`], up to the system.
    pub fn disconnect_own(
        &mut self,
        person: &str,
        agent: SystemUserId,
    ) -> Result<(), RuleViolation> {
        let key = own(self.managed_agent(person, agent)?).key();
        // It may not be connected, which is no fault.
        let _ = self.remove_client_delegation(&key);
        Ok(())
    }

    /// One's own packages are given like those of a standard system user, by an access manager; clients'
    /// are for client administrators.
    fn managed_agent(
        &self,
        person: &str,
        agent: SystemUserId,
    ) -> Result<&StoredSystemUser, RuleViolation> {
        let agent = self.agent_system_user(agent)?;
        if !self.may_approve(person, &agent.owner) {
            return Err(RuleViolation::NotAccessManager);
        }
        self.live_system(&agent.system_id)
            .ok_or(RuleViolation::NoSuchSystem)?;
        Ok(agent)
    }
}

fn own(agent: &StoredSystemUser) -> ClientDelegation {
    ClientDelegation {
        agent: agent.id,
        client: agent.owner.clone(),
    }
}
