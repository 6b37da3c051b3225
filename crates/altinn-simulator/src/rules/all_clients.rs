//! Adding all clients to an agent system user, some at a time.

use super::{Altinn, RuleViolation};
use altinn_types::{OrgNumber, SystemUserId};

/// How many clients are added in one go. Altinn's page has the same number, after a first client alone
/// (`SystemUserAgentDelegationPageContent.tsx`).
pub const BATCH: usize = 5;

/// How far the adding of all clients has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AllClients {
    /// How many there were when it began.
    pub total: usize,
    /// Those whose turn has not come.
    pub rest: Vec<OrgNumber>,
    /// Those that could not be added.
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

    /// How many have had their turn, whatever came of it.
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

    fn take(&mut self, batches: usize) -> Vec<OrgNumber> {
        let count = batches.saturating_mul(BATCH).min(self.rest.len());
        self.rest.drain(..count).collect()
    }
}

impl Altinn {
    /// The clients that can be connected to an agent system user and are not.
    #[must_use]
    pub fn clients_left_to_add(&self, agent: SystemUserId) -> Vec<OrgNumber> {
        let user = self.system_user(agent).into_iter();
        let clients = user.flat_map(|user| self.available_clients(user));
        let left = clients.filter(|client| !self.is_connected(agent, &client.number));
        left.map(|client| client.number.clone()).collect()
    }

    /// Adds the next batch. A client that cannot be added is set aside, and the others are added all the same.
    ///
    /// # Errors
    ///
    /// As [`Altinn::connect_client`] up to the person; then nobody else can be added either.
    pub fn add_batch(
        &mut self,
        person: &str,
        agent: SystemUserId,
        all: &mut AllClients,
    ) -> Result<(), RuleViolation> {
        if let Err(refusal) = self.administered(person, agent) {
            all.failed.append(&mut all.rest);
            return Err(refusal);
        }
        for client in all.take(1) {
            if self.connect_number(agent, &client).is_err() {
                all.failed.push(client);
            }
        }
        Ok(())
    }

    /// Passes over the next batches: they were tried, and nobody knows what came of it. A client that is not
    /// connected was not added.
    pub fn pass_over(&self, agent: SystemUserId, all: &mut AllClients, batches: usize) {
        let passed = all.take(batches).into_iter();
        let failed = passed.filter(|client| !self.is_connected(agent, client));
        all.failed.extend(failed);
    }
}
