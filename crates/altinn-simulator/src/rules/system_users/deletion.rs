//! The rules for deleting a system user in Altinn (contract/approval.md §7).

use altinn_types::{OrgNumber, SystemUserId, SystemUserType};
use uuid::Uuid;

use crate::rules::{Altinn, Organisation, RuleViolation};

impl Altinn {
    /// Deletes a system user for the customer. Altinn also deletes the request that created the system user. After
    /// that, both are unknown to the vendor, and the vendor can send a new request.
    ///
    /// # Errors
    ///
    /// Returns [`RuleViolation::NoSuchSystemUser`] if no system user has this id.
    pub fn delete_system_user(&mut self, id: SystemUserId) -> Result<(), RuleViolation> {
        let user = self.system_users.remove(id);
        user.ok_or(RuleViolation::NoSuchSystemUser)?;
        self.client_delegations.remove_all_of(id);
        self.requests.remove_all_of(id);
        Ok(())
    }

    /// Deletes a system user that is not an agent system user, if the party owns it.
    ///
    /// # Errors
    ///
    /// Returns the first of these errors that applies:
    /// - [`RuleViolation::NoSuchSystemUser`] if no system user has this id.
    /// - [`RuleViolation::NoSuchParty`] if the party is unknown or wound up.
    /// - [`RuleViolation::AnothersSystemUser`] if another party owns the system user.
    /// - [`RuleViolation::NotStandard`] if the system user is an agent system user.
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

    /// Deletes an agent system user, if the party owns it, and disconnects the clients of the system user. Besides the
    /// party, Altinn's call contains the UUID of the facilitator, which must be the UUID of the same party.
    ///
    /// # Errors
    ///
    /// Returns the first of these errors that applies:
    /// - [`RuleViolation::NoSuchSystemUser`] if no system user has this id.
    /// - [`RuleViolation::AnothersSystemUser`] if another party owns the system user.
    /// - [`RuleViolation::NotAnAgent`] if the system user has another type.
    /// - [`RuleViolation::AgentNotDeleted`] if the facilitator is another party.
    ///
    /// As in Altinn, the vendor's request is deleted before these checks.
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
        self.delete_system_user(id)
    }

    /// Deletes the request that created an agent system user, if the request still exists. Does nothing for a system
    /// user of another type.
    fn delete_agents_request(&mut self, id: SystemUserId) {
        if self.system_users.agent(id).is_ok() {
            self.requests.remove_creation_of(id);
        }
    }
}
