//! This module contains the rules for an agent system user that also acts for its owner (contract/approval.md §8).

use altinn_types::{AccessPackage, OrgNumber, Right, SystemUserId, SystemUserType};

use super::ClientDelegation;
use crate::rules::{Altinn, RuleViolation, system_users::StoredSystemUser};

impl Altinn {
    /// Whether the owner can connect its own organisation to the agent system user. All packages of the system user
    /// must be packages that a standard system user can have.
    #[must_use]
    pub fn may_connect_own(&self, agent: &StoredSystemUser) -> bool {
        let mut packages = agent.access_packages.iter();
        packages.all(|package| self.catalogue.is_assignable(&package.urn))
    }

    /// Returns the rights and packages that a party has delegated to a system user. The owner of a standard system user
    /// has delegated all access of the system user. The owner of an agent system user has delegated no access until its
    /// own organisation is connected.
    #[must_use]
    pub fn delegated_by(
        &self,
        party: &OrgNumber,
        user: &StoredSystemUser,
    ) -> (Vec<Right>, Vec<AccessPackage>) {
        let for_clients = user.kind == SystemUserType::Agent;
        if user.owner != *party
            || for_clients && !self.client_delegations.is_connected(user.id, party)
        {
            return (Vec::new(), Vec::new());
        }
        (user.rights.clone(), user.access_packages.clone())
    }

    /// Connects the owner's own organisation to an agent system user. If the organisation is connected already, nothing
    /// changes.
    ///
    /// # Errors
    ///
    /// Returns the first of these errors that applies: [`RuleViolation::NoSuchSystemUser`],
    /// [`RuleViolation::NotAnAgent`], [`RuleViolation::NotAccessManager`], [`RuleViolation::NoSuchSystem`],
    /// [`RuleViolation::PackageNotAssignable`].
    pub fn connect_own(&mut self, person: &str, agent: SystemUserId) -> Result<(), RuleViolation> {
        let agent = self.managed_agent(person, agent)?;
        let refused: Vec<_> = agent
            .access_packages
            .iter()
            .filter(|package| !self.catalogue.is_assignable(&package.urn))
            .map(|package| package.urn.clone())
            .collect();
        if !refused.is_empty() {
            return Err(RuleViolation::PackageNotAssignable(refused));
        }
        let delegation = own_delegation(agent);
        self.client_delegations.put_delegation(delegation);
        Ok(())
    }

    /// Disconnects the owner's own organisation from an agent system user. If the organisation is not connected,
    /// nothing changes.
    ///
    /// # Errors
    ///
    /// Returns the errors of [`Altinn::connect_own`], except [`RuleViolation::PackageNotAssignable`].
    pub fn disconnect_own(
        &mut self,
        person: &str,
        agent: SystemUserId,
    ) -> Result<(), RuleViolation> {
        let own = own_delegation(self.managed_agent(person, agent)?);
        self.client_delegations
            .remove_delegation(own.agent, &own.client);
        Ok(())
    }

    /// Returns the agent system user, if the person is an access manager of its owner. As for a standard system user,
    /// an access manager delegates the packages of the owner. A client administrator delegates only the packages of
    /// clients.
    fn managed_agent(
        &self,
        person: &str,
        agent: SystemUserId,
    ) -> Result<&StoredSystemUser, RuleViolation> {
        let agent = self.system_users.agent(agent)?;
        if !self.parties.may_approve(person, &agent.owner) {
            return Err(RuleViolation::NotAccessManager);
        }
        let system = self.register.live_system(&agent.system_id);
        system.ok_or(RuleViolation::NoSuchSystem)?;
        Ok(agent)
    }
}

fn own_delegation(agent: &StoredSystemUser) -> ClientDelegation {
    ClientDelegation {
        agent: agent.id,
        client: agent.owner.clone(),
    }
}
