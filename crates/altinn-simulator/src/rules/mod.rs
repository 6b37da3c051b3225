//! Altinn's rules and the data that the rules need. All names are Altinn's terms.
//!
//! The rules do not use HTTP, the machine's clock or random numbers. The caller passes the time to each rule, because
//! the control API can move the simulator's clock. The caller also passes the ids of new rows.
//!
//! Each module in this list owns some of the data. A look-up that needs only the data of one module is a method of the
//! module's type.
//!
//! | data about | type | module |
//! |---|---|---|
//! | persons, organisations, and a person's roles in an organisation | [`Parties`] | [`parties`], [`named_persons`], [`made_parties`] |
//! | resources and access packages | [`Catalogue`] | [`catalogue`] |
//! | systems that vendors have registered | [`Register`] | [`register`] |
//! | system users | [`SystemUsers`] | [`system_users`] |
//! | vendors' requests: standard, agent and change requests | [`Requests`] | [`requests`] |
//! | copies of the named persons and organisations, one set for each visitor | [`SandboxTable`] | [`sandboxes`] |
//! | clients of service providers, and which of these clients an agent system user acts for | [`ClientDelegations`] | [`client_delegation`] |
//!
//! [`Altinn`] contains one value of each type in the list. A rule that needs the data of several modules is a method of
//! [`Altinn`], and is in the module about the rule's subject. The module [`delegation_check`] contains the rule about
//! what a person can delegate. The module [`policy_decision`] contains the rule about what a system user may do.

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
pub mod sandboxes;
pub mod settings;
pub mod system_removal;
pub mod system_users;

pub(crate) use crate::table::remove_from_index;
pub use crate::table::{Change, Saved, Table, Unreadable};
pub use catalogue::{Catalogue, Package, Resource};
pub use client_delegation::{ClientDelegations, ClientRelation, ProviderRole};
pub use parties::{Connection, Held, Lack, Organisation, Parties, Person, role};
pub use register::Register;
pub use requests::{NewRequest, Request, RequestKind, Requests, UserDecision};
pub use rule_violation::{CannotDelegate, DelegatedKind, Reason, RuleViolation};
pub use sandboxes::SandboxTable;
pub use settings::Settings;
pub use system_users::{ExternalIds, SystemUsers};

/// Whether a text is too long for a text column of Altinn's database, which takes 255 characters
/// (contract/systemuser-api.md §1.7).
pub(crate) fn is_longer_than_a_column(text: &str) -> bool {
    text.chars().nth(255).is_some()
}

/// Every row that Altinn's rules read or write.
#[derive(Clone, Debug, Default)]
pub struct Altinn {
    pub settings: Settings,
    pub parties: Parties,
    pub catalogue: Catalogue,
    pub register: Register,
    pub system_users: SystemUsers,
    pub requests: Requests,
    pub client_delegations: ClientDelegations,
    pub sandboxes: SandboxTable,
}

impl Altinn {
    /// Builds the indexes from the tables. Call this function after inserting rows directly into the tables, as the
    /// store does when it loads the saved rows.
    pub fn rebuild_index(&mut self) {
        self.parties.rebuild_index();
        self.register.rebuild_index();
        self.system_users.rebuild_index();
        self.requests.rebuild_index();
        self.client_delegations.rebuild_index();
    }

    pub(crate) fn tables(&mut self) -> Vec<&mut dyn Saved> {
        let mut tables = self.settings.tables();
        tables.extend(self.parties.tables());
        tables.extend(self.client_delegations.tables());
        tables.extend(self.register.tables());
        tables.extend(self.requests.tables());
        tables.extend(self.system_users.tables());
        tables.extend(self.catalogue.tables());
        tables.extend(self.sandboxes.tables());
        tables
    }
}
