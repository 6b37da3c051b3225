//! Connects all clients to an agent system user, in batches.

use altinn_types::{OrgNumber, SystemUserId};

use crate::rules::{Altinn, RuleViolation};

/// The number of clients in a batch. Altinn's page (`SystemUserAgentDelegationPageContent.tsx`) uses the same number,
/// but its first batch has only one client.
pub const BATCH: usize = 5;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AllClients {
    pub total: usize,
    pub rest: Vec<OrgNumber>,
    pub failed: Vec<OrgNumber>,
}

impl AllClients {
    #[must_use]
    pub fn beginning_with(rest: Vec<OrgNumber>) -> Self {
        Self {
            total: rest.len(),
            rest,
            failed: Vec::new(),
        }
    }

    /// The number of clients that the simulator has tried to connect, with or without success.
    #[must_use]
    pub fn tried(&self) -> usize {
        self.total.saturating_sub(self.rest.len())
    }

    #[must_use]
    pub fn added(&self) -> usize {
        self.tried().saturating_sub(self.failed.len())
    }

    #[must_use]
    pub fn batches_left(&self) -> usize {
        self.rest.len().div_ceil(BATCH)
    }

    /// Removes the clients of the next batches from `rest`, and returns them.
    fn take(&mut self, batches: usize) -> Vec<OrgNumber> {
        let count = batches.saturating_mul(BATCH).min(self.rest.len());
        self.rest.drain(..count).collect()
    }
}

impl Altinn {
    /// Returns the clients that can be connected to an agent system user and are not connected yet.
    #[must_use]
    pub fn clients_left_to_add(&self, agent: SystemUserId) -> Vec<OrgNumber> {
        let user = self.system_users.get(agent).into_iter();
        let clients = user.flat_map(|user| self.available_clients(user));
        let left =
            clients.filter(|client| !self.client_delegations.is_connected(agent, &client.number));
        left.map(|client| client.number.clone()).collect()
    }

    /// Connects the clients of the next batch. A client that cannot be connected goes to `failed`, and the function
    /// continues with the next client.
    ///
    /// # Errors
    ///
    /// Returns the errors of [`Altinn::connect_client`] that concern the system user or the person, and the errors of
    /// [`Altinn::check_packages_of_agent`]. In this case all remaining clients go to `failed`.
    pub fn add_batch(
        &mut self,
        person: &str,
        agent: SystemUserId,
        all: &mut AllClients,
    ) -> Result<(), RuleViolation> {
        let agent_is_fine = self.administered_agent(person, agent).map(drop);
        let agent_is_fine = agent_is_fine.and_then(|()| self.check_packages_of_agent(agent));
        if let Err(violation) = agent_is_fine {
            all.failed.append(&mut all.rest);
            return Err(violation);
        }
        for client in all.take(1) {
            if self.connect_client_number(agent, &client).is_err() {
                all.failed.push(client);
            }
        }
        Ok(())
    }

    /// Skips batches of clients if the browser received no response for these batches. Altinn may have connected some
    /// clients of the batches. Only clients without a connection count as failed.
    pub fn pass_over(&self, agent: SystemUserId, all: &mut AllClients, batches: usize) {
        let passed = all.take(batches).into_iter();
        let failed = passed.filter(|client| !self.client_delegations.is_connected(agent, client));
        all.failed.extend(failed);
    }
}
