//! Connecting all clients to an agent system user, in batches.

use altinn_types::{OrgNumber, SystemUserId};

use crate::rules::{Altinn, RuleViolation};

/// How many clients are in a batch. Altinn's page has the same number, but its first batch has one client
/// (`SystemUserAgentDelegationPageContent.tsx`).
pub const BATCH: usize = 5;

/// The progress of connecting all clients.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AllClients {
    /// How many clients there were at the start.
    pub total: usize,
    /// The clients that have not been tried yet.
    pub rest: Vec<OrgNumber>,
    /// The clients that could not be connected.
    pub failed: Vec<OrgNumber>,
}

impl AllClients {
    /// The progress before the first batch.
    #[must_use]
    pub fn beginning_with(rest: Vec<OrgNumber>) -> Self {
        Self {
            total: rest.len(),
            rest,
            failed: Vec::new(),
        }
    }

    /// How many clients have been tried, with or without success.
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
    /// The clients that can be connected to an agent system user, but are not connected.
    #[must_use]
    pub fn clients_left_to_add(&self, agent: SystemUserId) -> Vec<OrgNumber> {
        let user = self.system_users.get(agent).into_iter();
        let clients = user.flat_map(|user| self.available_clients(user));
        let left =
            clients.filter(|client| !self.client_delegations.is_connected(agent, &client.number));
        left.map(|client| client.number.clone()).collect()
    }

    /// Connects the clients of the next batch. A client that cannot be connected goes into `failed`, and does not stop the
    /// others.
    ///
    /// # Errors
    ///
    /// The errors of [`Altinn::connect_client`] about the system user and the person. Then all remaining clients have failed.
    pub fn add_batch(
        &mut self,
        person: &str,
        agent: SystemUserId,
        all: &mut AllClients,
    ) -> Result<(), RuleViolation> {
        if let Err(violation) = self.administered_agent(person, agent) {
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

    /// Skips the next batches, whose results are unknown because the answer was lost. A client counts as failed if it is not
    /// connected.
    pub fn pass_over(&self, agent: SystemUserId, all: &mut AllClients, batches: usize) {
        let passed = all.take(batches).into_iter();
        let failed = passed.filter(|client| !self.client_delegations.is_connected(agent, client));
        all.failed.extend(failed);
    }
}
