//! Everything that the simulator remembers, and every rule, in Altinn's words. No HTTP here: the
//! routers translate. Time is passed in, since the world's clock can be moved.
//!
//! | rules about | in |
//! |---|---|
//! | persons, organisations, what the one is in the other | [`parties`] |
//! | resources and access packages | [`catalogue`] |
//! | the system register | [`register`] |
//! | requests for a system user | [`requests`] |
//! | requests to change one | [`change_requests`], [`change_approval`] |
//! | who may answer one, and what the answer does | [`answers`], [`approval`], [`delegation`] |
//! | making a system user in Altinn, without a request | [`creation`] |
//! | service providers' clients, and agent system users | [`client_delegation`], [`all_clients`], `own_organisation` |
//! | system users, and who finds them; deleting one | [`system_users`], `deletion` |
//! | what a system user may do | [`decision`] |
//! | clients of Maskinporten and ID-porten | [`clients`], [`certificates`], [`client_keys`] |
//! | sessions, codes and what else a login leaves | [`login`] |

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

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use crate::oidc::oauth_clients::{IdPortenClient, MaskinportenClient, TokenEndpointAuthMethod};
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
use crate::{
    http::faults::Fault,
    oidc::{Login, oauth_clients::ApiDelegation},
};
use altinn_types::{OrgNumber, RequestId, SystemId, SystemUserId};

/// Everything that the simulator remembers.
#[derive(Clone, Debug)]
pub struct World {
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
    pub(crate) maskinporten_clients: Table<String, MaskinportenClient>,
    pub(crate) idporten_clients: Table<String, IdPortenClient>,
    pub(crate) api_delegations: Table<String, ApiDelegation>,
    pub(crate) used_grants: Table<String, Timestamp>,
    pub(crate) faults: Table<Uuid, Fault>,
    /// Beside those of the contract, or in their place.
    pub(crate) added_resources: Table<String, Resource>,
    pub(crate) added_packages: Table<String, Package>,
    /// What a login leaves behind: sessions, codes, pushed requests.
    pub login: Login,
    /// Found again from the tables; never saved.
    pub(crate) index: Index,
}

/// How many there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    pub persons: usize,
    pub organisations: usize,
    pub systems: usize,
    pub requests: usize,
    pub system_users: usize,
}

/// How far the clock can be moved, in seconds: a hundred years either way. Further off, dates end.
pub const CLOCK_AHEAD: RangeInclusive<i64> = -HUNDRED_YEARS..=HUNDRED_YEARS;
const HUNDRED_YEARS: i64 = 100 * 366 * 24 * 3600;

/// What can be the age at which a request has timed out, in days.
pub const REQUEST_LIFETIME_DAYS: RangeInclusive<i64> = 1..=36_500;

/// What there is one of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Counters {
    /// How far the world's clock is ahead of the machine's, in milliseconds.
    clock_ahead_ms: i64,
    /// How long a request can wait before it counts as timed out, in days.
    request_lifetime_days: i64,
    persons_made: u64,
    organisations_made: u64,
    next_personal_number: u64,
    next_org_number: u64,
    #[serde(default)]
    automation: Automation,
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

impl Default for World {
    /// Empty: not even the named persons are there.
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
            maskinporten_clients: Table::new("maskinporten-client"),
            idporten_clients: Table::new("idporten-client"),
            api_delegations: Table::new("api-delegation"),
            used_grants: Table::new("used-grant"),
            faults: Table::new("fault"),
            added_resources: Table::new("resource"),
            added_packages: Table::new("package"),
            login: Login::default(),
            index: Index::default(),
        }
    }
}

impl World {
    /// As it is at the first start: the named persons and organisations, and nothing else.
    #[must_use]
    pub fn seeded() -> Self {
        let mut world = Self::default();
        crate::seed::named_persons::seed(&mut world);
        world
    }

    /// How many there are of what there may be many of.
    #[must_use]
    pub fn counts(&self) -> Counts {
        Counts {
            persons: self.persons.len(),
            organisations: self.organisations.len(),
            systems: self.systems.len(),
            requests: self.requests.len(),
            system_users: self.system_users.len(),
        }
    }

    /// What time it is here, in microseconds, as Altinn's database keeps it.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        let now = Timestamp::now().checked_add(self.clock_ahead());
        now.and_then(|now| Timestamp::from_microsecond(now.as_microsecond()))
            .unwrap_or(Timestamp::MAX)
    }

    /// How far the clock has been moved.
    #[must_use]
    pub fn clock_ahead(&self) -> SignedDuration {
        SignedDuration::from_millis(self.counters().clock_ahead_ms)
    }

    /// Moves the clock to so much ahead of the machine's; a negative time puts it behind.
    pub fn set_clock_ahead(&mut self, ahead: SignedDuration) {
        let ms = i64::try_from(ahead.as_millis()).unwrap_or_default();
        self.counters_mut().clock_ahead_ms = ms;
    }

    #[must_use]
    pub fn request_lifetime_days(&self) -> i64 {
        self.counters().request_lifetime_days
    }

    pub fn set_request_lifetime_days(&mut self, days: i64) {
        self.counters_mut().request_lifetime_days = days;
    }

    /// Forgets what has happened, and keeps what was set up: the systems that are registered, the clients with
    /// their keys and delegations, and what was added to the catalogue stay, so that a vendor's product goes on
    /// working. Requests, system users, logins, faults, the clock, and persons and organisations that were made go;
    /// their numbers are not given out again.
    ///
    /// Gives what was there, to be dropped where nobody waits: of a large world that takes a second.
    #[must_use]
    pub fn start_afresh(&mut self) -> Self {
        let vendors: Vec<Organisation> = self
            .vendor_numbers()
            .iter()
            .filter_map(|number| self.organisations.get(number).cloned())
            .collect();
        let systems: Vec<System> = self
            .systems
            .values()
            .filter(|system| !system.is_deleted() && !system.is_own())
            .cloned()
            .collect();
        let next = Self {
            maskinporten_clients: self.maskinporten_clients.clone(),
            idporten_clients: self.idporten_clients.clone(),
            api_delegations: self.api_delegations.clone(),
            added_resources: self.added_resources.clone(),
            added_packages: self.added_packages.clone(),
            ..Self::default()
        };
        let given_out = self.counters();
        let before = std::mem::replace(self, next);
        for system in systems {
            self.systems.insert(system.id().clone(), system);
        }
        for table in self.tables() {
            table.save_anew();
        }
        // A vendor's product may remember a number: none is given out again.
        *self.counters_mut() = Counters {
            clock_ahead_ms: 0,
            request_lifetime_days: requests::LIFETIME_DAYS,
            automation: Automation::default(),
            ..given_out
        };
        self.find_again();
        crate::seed::named_persons::seed(self);
        for vendor in vendors {
            self.put_organisation(vendor);
        }
        before
    }

    /// The organisations that own a client or a system, or have delegated an API or been trusted with it.
    fn vendor_numbers(&self) -> Vec<OrgNumber> {
        let maskinporten = self.maskinporten_clients.values().map(|c| &c.organisation);
        let idporten = self.idporten_clients.values().map(|c| &c.organisation);
        let systems = self.systems.values().map(|system| &system.vendor);
        let delegations = self.api_delegations.values();
        let delegations = delegations.flat_map(|d| [&d.consumer, &d.supplier]);
        let mut numbers: Vec<_> = maskinporten
            .chain(idporten)
            .chain(systems)
            .chain(delegations)
            .cloned()
            .collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }

    /// Takes out what has changed since the last time, for the store.
    pub fn take_changes(&mut self) -> Vec<Change> {
        let mut changes = Vec::new();
        for table in self.tables() {
            table.take_changes(&mut changes);
        }
        changes
    }

    /// Puts back a saved row. After the last one, [`World::find_again`].
    ///
    /// # Errors
    ///
    /// [`Unreadable`] for a row or a kind of row of another version of the simulator.
    pub fn restore(
        &mut self,
        kind: &str,
        id: &str,
        place: u64,
        value: &str,
    ) -> Result<(), Unreadable> {
        let table = self.tables().into_iter().find(|table| table.kind() == kind);
        let table = table.ok_or_else(|| Unreadable {
            kind: kind.to_owned(),
            reason: "no such kind is known".to_owned(),
        })?;
        table.restore(id, place, value)
    }

    /// Builds the index from the tables.
    pub fn find_again(&mut self) {
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

    pub(crate) fn tables(&mut self) -> Vec<&mut dyn Saved> {
        let mut tables: Vec<&mut dyn Saved> = vec![
            &mut self.counters,
            &mut self.persons,
            &mut self.organisations,
            &mut self.connections,
            &mut self.client_relations,
            &mut self.client_delegations,
            &mut self.systems,
            &mut self.changelog,
            &mut self.requests,
            &mut self.change_requests,
            &mut self.system_users,
            &mut self.maskinporten_clients,
            &mut self.idporten_clients,
            &mut self.api_delegations,
            &mut self.used_grants,
            &mut self.faults,
            &mut self.added_resources,
            &mut self.added_packages,
        ];
        tables.extend(self.login.tables());
        tables
    }

    fn counters(&self) -> Counters {
        self.counters
            .get(&ONLY.to_owned())
            .cloned()
            .unwrap_or_default()
    }

    fn counters_mut(&mut self) -> &mut Counters {
        if !self.counters.contains(&ONLY.to_owned()) {
            self.counters.insert(ONLY.to_owned(), Counters::default());
        }
        self.counters
            .get_mut(&ONLY.to_owned())
            .expect("it was put there just above")
    }
}
