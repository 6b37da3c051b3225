//! Altinn's rules, and the data that the rules need, in Altinn's words.
//!
//! This layer knows no HTTP, reads no clock and draws no random numbers. Callers pass the time in, because the
//! simulator's clock can be moved, and they pass in the ids of new rows.
//!
//! Each table belongs to one of these modules, with the look-ups that need no other table:
//!
//! | data about | type | in |
//! |---|---|---|
//! | persons, organisations, and a person's roles in an organisation | [`Parties`] | [`parties`], [`named_persons`], [`made_parties`] |
//! | resources and access packages | [`Catalogue`] | [`catalogue`] |
//! | systems that vendors have registered | [`Register`] | [`register`] |
//! | system users | [`SystemUsers`] | [`system_users`] |
//! | requests of all three kinds | [`Requests`] | [`requests`] |
//! | clients of service providers, and the clients of agent system users | [`ClientDelegations`] | [`client_delegation`] |
//!
//! [`Altinn`] holds them all. A rule that reads or changes more than one of them is a method of [`Altinn`], in the
//! module that the rule is about. Besides these, [`delegation_check`] says what a person may give away, and
//! [`policy_decision`] what a system user may do.

pub mod catalogue;
pub mod client_delegation;
pub mod delegation_check;
pub(crate) mod derived_id;
pub mod made_parties;
pub mod named_persons;
pub mod parties;
pub mod personal_number;
pub mod policy_decision;
pub mod register;
pub mod requests;
pub mod rule_violation;
pub mod settings;
pub mod system_users;

pub use crate::table::{Change, Saved, Table, Unreadable};
pub use catalogue::{Catalogue, Package, Resource};
pub use client_delegation::{ClientDelegations, ClientRelation, ProviderRole};
pub use parties::{Connection, Held, Lack, Organisation, Parties, Person, role};
pub use register::Register;
pub use requests::{NewRequest, Request, RequestKind, Requests, UserDecision};
pub use rule_violation::{CannotDelegate, Reason, RuleViolation};
pub use settings::Settings;
pub use system_users::{ExternalIds, SystemUsers};

/// The state of Altinn: every row that Altinn's rules read or write.
#[derive(Clone, Debug, Default)]
pub struct Altinn {
    pub settings: Settings,
    pub parties: Parties,
    pub catalogue: Catalogue,
    pub register: Register,
    pub system_users: SystemUsers,
    pub requests: Requests,
    pub client_delegations: ClientDelegations,
}

impl Altinn {
    /// Builds the indexes from the tables. Call this after rows were put into the tables without the rules, as when
    /// saved rows are read.
    pub fn rebuild_index(&mut self) {
        self.parties.rebuild_index();
        self.register.rebuild_index();
        self.system_users.rebuild_index();
        self.requests.rebuild_index();
        self.client_delegations.rebuild_index();
    }

    /// Every table of Altinn's that is saved.
    pub(crate) fn tables(&mut self) -> Vec<&mut dyn Saved> {
        let mut tables = self.settings.tables();
        tables.extend(self.parties.tables());
        tables.extend(self.client_delegations.tables());
        tables.extend(self.register.tables());
        tables.extend(self.requests.tables());
        tables.extend(self.system_users.tables());
        tables.extend(self.catalogue.tables());
        tables
    }
}
