//! Deleting a system user, which is the customer's to do (contract/approval.md §7).

use uuid::Uuid;

use super::{Altinn, Organisation, RuleViolation};
use altinn_types::{OrgNumber, RequestId, SystemUserId, SystemUserType};

impl Altinn {
    /// The customer deletes a system user. The request that it came of goes too, so that the vendor
    /// finds neither, and may ask anew.
    ///
    /// # Errors
    ///
    /// [`RuleViolation::NoSuchSystemUser`].
    pub fn delete_system_user(&mut self, id: SystemUserId) -> Result<(), RuleViolation> {
        let place = self
            .system_users
            .place(&id)
            .ok_or(RuleViolation::NoSuchSystemUser)?;
        if let Some(user) = self.system_users.remove(&id) {
            self.index.forget_system_user(&user, place);
        }
        self.delete_client_delegations_of(id);
        self.delete_change_requests_for(id);
        // There is none for a system user that the customer made in Altinn.
        let _ = self.delete_request(RequestId(id.0));
        Ok(())
    }

    /// Deletes a system user that is no agent, for the party that has it.
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
        let user = self
            .system_user(id)
            .ok_or(RuleViolation::NoSuchSystemUser)?;
        self.organisation(party).ok_or(RuleViolation::NoSuchParty)?;
        if user.owner != *party {
            return Err(RuleViolation::AnothersSystemUser);
        }
        if user.kind == SystemUserType::Agent {
            return Err(RuleViolation::NotStandard);
        }
        self.delete_system_user(id)
    }

    /// The owner deletes an agent system user. Its own organisation is no client: where that is connected,
    /// it goes along.
    ///
    /// # Errors
    ///
    /// [`RuleViolation::NoSuchSystemUser`], [`RuleViolation::NotAnAgent`], and [`RuleViolation::HasClients`] while clients
    /// are connected. By then its request **is** deleted: Altinn does that first.
    pub fn delete_agent_system_user(&mut self, id: SystemUserId) -> Result<(), RuleViolation> {
        self.agent_system_user(id)?;
        self.delete_agents_request(id);
        if self.connected_clients(id).next().is_some() {
            return Err(RuleViolation::HasClients);
        }
        self.delete_system_user(id)
    }

    /// Deletes an agent system user for the party that has it; the facilitator is the same party by its
    /// other id.
    ///
    /// # Errors
    ///
    /// [`RuleViolation::NoSuchSystemUser`], [`RuleViolation::AnothersSystemUser`], [`RuleViolation::NotAnAgent`],
    /// [`RuleViolation::AgentNotDeleted`] for another facilitator, [`RuleViolation::HasClients`]. Its request is
    /// deleted before any of these is looked at.
    pub fn delete_agent_for(
        &mut self,
        party: &OrgNumber,
        facilitator: &Uuid,
        id: SystemUserId,
    ) -> Result<(), RuleViolation> {
        self.delete_agents_request(id);
        let user = self
            .system_user(id)
            .ok_or(RuleViolation::NoSuchSystemUser)?;
        if user.owner != *party {
            return Err(RuleViolation::AnothersSystemUser);
        }
        self.agent_system_user(id)?;
        let owner = self.organisation(party).map(Organisation::uuid);
        if owner != Some(*facilitator) {
            return Err(RuleViolation::AgentNotDeleted);
        }
        self.delete_agent_system_user(id)
    }

    /// The request that an agent system user came of; that of another kind stays.
    fn delete_agents_request(&mut self, id: SystemUserId) {
        if self.agent_system_user(id).is_ok() {
            // It may be gone since the last try.
            let _ = self.delete_request(RequestId(id.0));
        }
    }
}
