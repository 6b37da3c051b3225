//! How a customer deletes a system user in Altinn (contract/approval.md §7).

use altinn_types::{OrgNumber, SystemUserId, SystemUserType};
use uuid::Uuid;

use crate::rules::{Altinn, Organisation, RuleViolation};

impl Altinn {
    /// Deletes a system user for the customer. Altinn also deletes the request that the system user was created from, so
    /// the vendor finds neither of them and can send a new request.
    ///
    /// # Errors
    ///
    /// [`RuleViolation::NoSuchSystemUser`].
    pub fn delete_system_user(&mut self, id: SystemUserId) -> Result<(), RuleViolation> {
        let user = self.system_users.remove(id);
        user.ok_or(RuleViolation::NoSuchSystemUser)?;
        self.client_delegations.remove_all_of(id);
        self.requests.remove_all_of(id);
        Ok(())
    }

    /// Deletes a system user of another kind than agent, if the party owns it.
    ///
    /// # Errors
    ///
    /// [`RuleViolation::NoSuchSystemUser`], [`RuleViolation::NoSuchParty`], [`RuleViolation::AnothersSystemUser`],
    /// [`RuleViolation::NotStandard`].
    pub fn delete_standard_system_user(
        &mut self,
        party: &OrgNumber,
        id: SystemUserId,
    ) -> Result<(), RuleViolation> {
        let user = self.system_users.get(id);
        let user = user.ok_or(RuleViolation::NoSuchSystemUser)?;
        let known = self.parties.organisation(party);
        known.ok_or(RuleViolation::NoSuchParty)?;
        if user.owner != *party {
            return Err(RuleViolation::AnothersSystemUser);
        }
        if user.kind == SystemUserType::Agent {
            return Err(RuleViolation::NotStandard);
        }
        self.delete_system_user(id)
    }

    /// Deletes an agent system user for its owner. The owner's own organisation does not count as a client: if it is
    /// connected, it is disconnected.
    ///
    /// # Errors
    ///
    /// [`RuleViolation::NoSuchSystemUser`], [`RuleViolation::NotAnAgent`], and [`RuleViolation::HasClients`] while clients
    /// are connected. The request is deleted even if the system user has clients, because Altinn deletes the request first.
    pub fn delete_agent_system_user(&mut self, id: SystemUserId) -> Result<(), RuleViolation> {
        self.system_users.agent(id)?;
        self.delete_agents_request(id);
        if self.connected_clients(id).next().is_some() {
            return Err(RuleViolation::HasClients);
        }
        self.delete_system_user(id)
    }

    /// Deletes an agent system user, if the party owns it. Altinn also wants the UUID of the facilitator, which must be the
    /// same party.
    ///
    /// # Errors
    ///
    /// [`RuleViolation::NoSuchSystemUser`], [`RuleViolation::AnothersSystemUser`], [`RuleViolation::NotAnAgent`],
    /// [`RuleViolation::AgentNotDeleted`] for another facilitator, [`RuleViolation::HasClients`]. The request is deleted
    /// before these checks.
    pub fn delete_agent_for(
        &mut self,
        party: &OrgNumber,
        facilitator: &Uuid,
        id: SystemUserId,
    ) -> Result<(), RuleViolation> {
        self.delete_agents_request(id);
        let user = self.system_users.get(id);
        let user = user.ok_or(RuleViolation::NoSuchSystemUser)?;
        if user.owner != *party {
            return Err(RuleViolation::AnothersSystemUser);
        }
        self.system_users.agent(id)?;
        let owner = self.parties.organisation(party).map(Organisation::uuid);
        if owner != Some(*facilitator) {
            return Err(RuleViolation::AgentNotDeleted);
        }
        self.delete_agent_system_user(id)
    }

    /// Deletes the request of an agent system user, if it still exists. Does nothing for a system user of another kind.
    fn delete_agents_request(&mut self, id: SystemUserId) {
        if self.system_users.agent(id).is_ok() {
            self.requests.remove_creation_of(id);
        }
    }
}
