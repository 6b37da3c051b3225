//! The rules for an agent system user that also acts for its owner (contract/approval.md §8).

use altinn_types::{AccessPackage, OrgNumber, Right, SystemUserId, SystemUserType};

use super::ClientDelegation;
use crate::rules::{Altinn, RuleViolation, system_users::StoredSystemUser};

impl Altinn {
    /// Whether an agent system user can also act for the organisation that owns it. The result is `true` if a standard
    /// system user can have every package of the agent system user.
    #[must_use]
    pub fn may_connect_own(&self, agent: &StoredSystemUser) -> bool {
        let mut packages = agent.access_packages.iter();
        packages.all(|package| self.catalogue.is_assignable(&package.urn))
    }

    /// Returns the rights and packages that a party has delegated to a system user. The result is empty if the party
    /// does not own the system user. The owner of a standard system user has delegated all rights and packages. The
    /// owner of an agent system user has delegated them only if the owner is connected (see [`Altinn::connect_own`]).
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

    /// Lets an agent system user also act for its owner, the organisation that owns the system user. If the system user
    /// already acts for its owner, nothing changes.
    ///
    /// # Errors
    ///
    /// Returns the first of these errors that applies:
    /// - [`RuleViolation::NoSuchSystemUser`] if no system user has the id `agent`.
    /// - [`RuleViolation::NotAnAgent`] if the system user has another type.
    /// - [`RuleViolation::NotAccessManager`] if the person is not an access manager of the owner.
    /// - [`RuleViolation::NoSuchSystem`] if the system is deleted or does not exist.
    /// - [`RuleViolation::PackageNotAssignable`] if the system user has packages that a standard system user cannot
    ///   have.
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

    /// Undoes [`Altinn::connect_own`]. The agent system user then stops acting for its owner, the organisation that
    /// owns the system user. This method also succeeds if the system user was not connected to its owner.
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

    /// Returns the agent system user with the id `agent`. The person must be an access manager of the organisation that
    /// owns the system user. A client administrator gets an error, because a client administrator cannot delegate the
    /// owner's packages.
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
