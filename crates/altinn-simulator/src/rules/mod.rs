//! Altinn's rules, and the data that the rules need, in Altinn's words.
//!
//! This layer knows no HTTP and does not read the clock: callers pass the time in, because the simulator's
//! clock can be moved.
//!
//! | rules about | in |
//! |---|---|
//! | persons, organisations, and a person's roles in an organisation | [`parties`], [`named_persons`] |
//! | resources and access packages | [`catalogue`] |
//! | the system register | [`register`] |
//! | requests for a system user | [`requests`] |
//! | requests to change a system user | [`change_requests`], [`change_approval`] |
//! | who may approve or reject a request, and what the approval does | [`answers`], [`approval`], [`delegation`] |
//! | system users that a customer creates in Altinn, without a request | [`creation`] |
//! | the clients of service providers, and agent system users | [`client_delegation`], [`all_clients`], `own_organisation` |
//! | how system users are found and deleted | [`system_users`], `deletion` |
//! | what a system user may do | [`policy_decision`] |

pub mod all_clients;
pub mod answers;
pub mod approval;
pub mod automation;
pub mod catalogue;
pub mod change_approval;
pub mod change_requests;
pub mod client_delegation;
pub mod creation;
pub mod delegation;
pub(crate) mod deletion;
pub(crate) mod index;
pub mod named_persons;
pub(crate) mod new_requests;
pub(crate) mod own_organisation;
pub mod own_system;
pub mod parties;
pub mod policy_decision;
pub mod register;
pub mod requests;
pub mod rule_violation;
pub mod system_users;

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use crate::table::{Change, Saved, Table, Unreadable};
pub use answers::{Answer, Answerable};
pub use catalogue::{Package, Resource};
pub use change_requests::ChangeRequest;
pub use client_delegation::{ClientRelation, ProviderRole};
pub use delegation::{CannotDelegate, Reason};
pub use index::ExternalIds;
pub use parties::{Connection, Held, Lack, Organisation, Person, role};
pub use requests::{Request, RequestKind};
pub use rule_violation::RuleViolation;

use self::{
    automation::Automation,
    client_delegation::ClientDelegation,
    index::Index,
    register::{Changelog, System},
    system_users::StoredSystemUser,
};
use altinn_types::{OrgNumber, RequestId, SystemId, SystemUserId};

/// The state of Altinn: every row that Altinn's rules read or write.
#[derive(Clone, Debug)]
pub struct Altinn {
    pub(crate) counters: Table<String, Counters>,
    pub(crate) persons: Table<String, Person>,
    pub(crate) organisations: Table<OrgNumber, Organisation>,
    pub(crate) connections: Table<String, Connection>,
    pub(crate) client_relations: Table<String, ClientRelation>,
    pub(crate) client_delegations: Table<String, ClientDelegation>,
    pub(crate) systems: Table<SystemId, System>,
    pub(crate) changelog: Table<Uuid, Changelog>,
    pub(crate) requests: Table<RequestId, Request>,
    pub(crate) change_requests: Table<RequestId, ChangeRequest>,
    pub(crate) system_users: Table<SystemUserId, StoredSystemUser>,
    /// Resources that the control API added to the catalogue, or put in the place of a built-in resource.
    pub(crate) added_resources: Table<String, Resource>,
    /// Access packages that the control API added to the catalogue, or put in the place of a built-in one.
    pub(crate) added_packages: Table<String, Package>,
    /// Look-ups that are built from the tables and never saved.
    pub(crate) index: Index,
}

/// How far the clock can be moved, in seconds: a hundred years either way. Further off, dates end.
pub const CLOCK_AHEAD: RangeInclusive<i64> = -HUNDRED_YEARS..=HUNDRED_YEARS;
const HUNDRED_YEARS: i64 = 100 * 366 * 24 * 3600;

/// What can be the age at which a request has timed out, in days.
pub const REQUEST_LIFETIME_DAYS: RangeInclusive<i64> = 1..=36_500;

/// The settings and counters of the simulator: a table with a single row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Counters {
    /// How far the world's clock is ahead of the machine's, in milliseconds.
    pub(crate) clock_ahead_ms: i64,
    /// How long a request can wait before it counts as timed out, in days.
    pub(crate) request_lifetime_days: i64,
    pub(crate) persons_made: u64,
    pub(crate) organisations_made: u64,
    pub(crate) next_personal_number: u64,
    pub(crate) next_org_number: u64,
    #[serde(default)]
    pub(crate) automation: Automation,
}

impl Default for Counters {
    fn default() -> Self {
        Self {
            clock_ahead_ms: 0,
            request_lifetime_days: requests::LIFETIME_DAYS,
            persons_made: 0,
            organisations_made: 0,
            next_personal_number: 0,
            next_org_number: 0,
            automation: Automation::default(),
        }
    }
}

const ONLY: &str = "world";

impl Default for Altinn {
    /// No rows at all: not even the named persons.
    fn default() -> Self {
        Self {
            counters: Table::new("counters"),
            persons: Table::new("person"),
            organisations: Table::new("organisation"),
            connections: Table::new("connection"),
            client_relations: Table::new("client-relation"),
            client_delegations: Table::new("client-delegation"),
            systems: Table::new("system"),
            changelog: Table::new("changelog"),
            requests: Table::new("request"),
            change_requests: Table::new("change-request"),
            system_users: Table::new("system-user"),
            added_resources: Table::new("resource"),
            added_packages: Table::new("package"),
            index: Index::default(),
        }
    }
}

impl Altinn {
    #[must_use]
    pub fn request_lifetime_days(&self) -> i64 {
        self.counters().request_lifetime_days
    }

    pub fn set_request_lifetime_days(&mut self, days: i64) {
        self.counters_mut().request_lifetime_days = days;
    }

    /// Builds the index from the tables. Call this method after rows were put in without the rules.
    pub fn rebuild_index(&mut self) {
        let mut index = Index::default();
        self.organisations
            .values()
            .for_each(|row| index.organisation(row));
        self.persons.values().for_each(|row| index.person(row));
        self.connections
            .values()
            .for_each(|row| index.connection(row));
        self.systems.values().for_each(|row| index.system(row));
        for relation in self.client_relations.values() {
            let place = self.client_relations.place(&relation.key());
            index.client_relation(relation, place.unwrap_or_default());
        }
        for delegation in self.client_delegations.values() {
            let place = self.client_delegations.place(&delegation.key());
            index.client_delegation(delegation, place.unwrap_or_default());
        }
        for request in self.requests.values() {
            index.request(
                request,
                self.requests.place(&request.id).unwrap_or_default(),
            );
        }
        for change in self.change_requests.values() {
            let place = self.change_requests.place(&change.id);
            index.change_request(change, place.unwrap_or_default());
        }
        for user in self.system_users.values() {
            index.system_user(user, self.system_users.place(&user.id).unwrap_or_default());
        }
        self.index = index;
    }

    pub(crate) fn counters(&self) -> Counters {
        self.counters
            .get(&ONLY.to_owned())
            .cloned()
            .unwrap_or_default()
    }

    pub(crate) fn counters_mut(&mut self) -> &mut Counters {
        if !self.counters.contains(&ONLY.to_owned()) {
            self.counters.insert(ONLY.to_owned(), Counters::default());
        }
        self.counters
            .get_mut(&ONLY.to_owned())
            .expect("it was put there just above")
    }
}
