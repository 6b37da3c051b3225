//! Sandboxes. A sandbox is a copy of the named persons and organisations, with the same names and descriptions, but
//! with other personal numbers and organisation numbers. So visitors in different sandboxes never see each other's
//! requests and system users.
//!
//! | rules about | module |
//! |---|---|
//! | the copies of persons and organisations, and their removal | `copies` |
//! | a visible system that every visitor can choose | `example_system` |
//! | the requests and system users with which a sandbox begins | [`states`] |
//!
//! Each person and each organisation belongs to exactly one sandbox. The named persons and organisations belong to the
//! shared sandbox, and so does everything that the control API adds. The shared sandbox always exists, and has no row
//! in the table of sandboxes.
//!
//! The age of a sandbox is measured by the machine's clock, not by the simulator's clock. A presenter moves the
//! simulator's clock to show how a request times out, and the visitors must keep their sandboxes. The parameters with
//! such a time have the name `machine_time`.

mod copies;
mod example_system;
pub mod states;

use altinn_types::{ExternalRef, OrgNumber, RequestId, SystemUserId};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

pub use self::states::{NewSandbox, SandboxRefusal, SandboxState};
use super::{Altinn, Organisation, Person, Request, Saved, Table};

pub const SHARED: &str = "shared";

/// If somebody has used a sandbox within this time, a new sandbox cannot replace that sandbox. If the last browser has
/// left the sandbox, this rule does not apply.
const BUSY: SignedDuration = SignedDuration::from_mins(10);

/// If nobody has entered a sandbox, a new sandbox can replace that sandbox only after this time. The time is longer
/// than the lifetime of a ticket, so that a ticket leads to an existing sandbox. The exception is a ticket that lives
/// longer because somebody has moved the simulator's clock back.
const NEW: SignedDuration = SignedDuration::from_mins(2);

/// The simulator saves a new time of last use for a sandbox only if the saved time is older than this interval.
/// Otherwise each page view would write to the database.
const USE_INTERVAL: SignedDuration = SignedDuration::from_mins(1);

/// How many sandboxes can exist, and how long the simulator keeps an idle sandbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SandboxLimits {
    /// The largest number of sandboxes. The shared sandbox does not count.
    pub count: usize,
    /// How long the simulator keeps a sandbox after its last use. If nobody has entered the sandbox, the simulator
    /// keeps it for only a quarter of this time. The same is true if its last browser has entered another sandbox.
    pub idle: SignedDuration,
}

impl Default for SandboxLimits {
    fn default() -> Self {
        Self {
            count: 1_000,
            idle: SignedDuration::from_hours(12),
        }
    }
}

/// A sandbox. The rows of its persons and organisations are in the tables of [`Parties`](super::Parties).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sandbox {
    pub id: String,
    pub state: SandboxState,
    pub talk: Option<String>,
    /// By the machine's clock.
    pub created: Timestamp,
    /// By the machine's clock.
    pub last_used: Timestamp,
    /// Whether anybody has entered the sandbox.
    pub is_used: bool,
    /// Whether the last browser in the sandbox has entered another sandbox. Such a sandbox is probably not needed any
    /// more, although somebody could still open a link to one of its pages.
    #[serde(default)]
    pub is_left: bool,
    pub(crate) persons: Vec<String>,
    pub(crate) organisations: Vec<OrgNumber>,
    /// The system user that the customer deleted. Only a sandbox in the state [`SandboxState::Withdrawn`] has one.
    pub withdrawn: Option<Withdrawn>,
}

/// A system user that the customer deleted before the visitor entered the sandbox. Altinn forgets such a system user
/// and its request, but the vendor's system possibly still has both ids.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Withdrawn {
    pub request: RequestId,
    pub system_user: SystemUserId,
    pub organisation: OrgNumber,
    pub external_ref: ExternalRef,
}

impl Sandbox {
    fn idle_time(&self, machine_time: Timestamp) -> SignedDuration {
        machine_time.duration_since(self.last_used)
    }

    fn has_expired(&self, limits: SandboxLimits, machine_time: Timestamp) -> bool {
        let idle = if self.is_used && !self.is_left {
            limits.idle
        } else {
            limits.idle / 4
        };
        self.idle_time(machine_time) >= idle
    }

    /// Whether a new sandbox can replace this sandbox when the number of sandboxes is at its limit.
    fn can_give_way(&self, machine_time: Timestamp) -> bool {
        // Somebody can put the machine's clock back. The time of last use is then in the future, and without `abs`, the
        // sandbox would keep its place for too long.
        let idle = self.idle_time(machine_time).abs();
        self.is_left || idle >= if self.is_used { BUSY } else { NEW }
    }
}

/// All sandboxes except the shared one.
#[derive(Clone, Debug)]
pub struct SandboxTable {
    table: Table<String, Sandbox>,
}

impl Default for SandboxTable {
    fn default() -> Self {
        Self {
            table: Table::new("sandbox"),
        }
    }
}

impl SandboxTable {
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Sandbox> {
        self.table.get(&id.to_owned())
    }

    /// Returns a mutable reference to a sandbox. The sandbox counts as unsaved after this call.
    pub fn get_mut(&mut self, id: &str) -> Option<&mut Sandbox> {
        self.table.get_mut(&id.to_owned())
    }

    /// Whether a sandbox has this id. The result is also `true` for the shared sandbox.
    #[must_use]
    pub fn exists(&self, id: &str) -> bool {
        id == SHARED || self.get(id).is_some()
    }

    /// Oldest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Sandbox> {
        self.table.values()
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.table.len()
    }

    /// Whether only the shared sandbox exists.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.table.is_empty()
    }

    /// Notes that somebody uses the sandbox now. Does nothing for the shared sandbox and for an unknown id.
    pub fn mark_used(&mut self, id: &str, machine_time: Timestamp) {
        let is_noted = |sandbox: &Sandbox| {
            sandbox.is_used
                && !sandbox.is_left
                && sandbox.idle_time(machine_time).abs() < USE_INTERVAL
        };
        if self.get(id).is_none_or(is_noted) {
            return;
        }
        if let Some(sandbox) = self.get_mut(id) {
            sandbox.is_used = true;
            sandbox.is_left = false;
            sandbox.last_used = machine_time;
        }
    }

    /// Records that the last browser has left the sandbox. A new sandbox can then replace this sandbox at once. During
    /// a talk, the browser of each listener enters more than twenty sandboxes. Without this record, each of them would
    /// stay for ten minutes.
    pub fn mark_left(&mut self, id: &str) {
        if let Some(sandbox) = self.get_mut(id) {
            sandbox.is_left = true;
        }
    }

    /// Returns the ids of the sandboxes that have been idle for too long.
    #[must_use]
    pub fn expired(&self, limits: SandboxLimits, machine_time: Timestamp) -> Vec<String> {
        let rows = self.iter();
        let expired = rows.filter(|row| row.has_expired(limits, machine_time));
        expired.map(|row| row.id.clone()).collect()
    }

    /// Returns the ids of the sandboxes that must go before one more sandbox can exist. These are all sandboxes that
    /// have been idle for too long. If there are still too many, they are also the sandboxes that the new sandbox
    /// replaces: first sandboxes that all browsers have left, then unused sandboxes, then the longest idle sandbox.
    /// Returns `None` if too many of the other sandboxes are in use.
    #[must_use]
    pub fn to_make_room(
        &self,
        limits: SandboxLimits,
        machine_time: Timestamp,
    ) -> Option<Vec<String>> {
        let (mut going, others): (Vec<&Sandbox>, Vec<&Sandbox>) = self
            .iter()
            .partition(|row| row.has_expired(limits, machine_time));
        let too_many = (others.len() + 1).saturating_sub(limits.count);
        let mut candidates: Vec<_> = others
            .into_iter()
            .filter(|row| row.can_give_way(machine_time))
            .collect();
        if candidates.len() < too_many {
            return None;
        }
        candidates.sort_by_key(|row| (!row.is_left, row.is_used, row.last_used));
        going.extend(candidates.into_iter().take(too_many));
        Some(going.into_iter().map(|row| row.id.clone()).collect())
    }

    pub(crate) fn rows(&self) -> impl Iterator<Item = (&String, &Sandbox)> {
        self.table.iter()
    }

    pub(crate) fn tables(&mut self) -> Vec<&mut dyn Saved> {
        vec![&mut self.table]
    }
}

/// Returns the id of a sandbox from the field `sandbox` of a person or an organisation. If the field is `None`, the
/// person or the organisation belongs to the shared sandbox.
fn or_shared(sandbox: Option<&String>) -> &str {
    sandbox.map_or(SHARED, String::as_str)
}

impl Person {
    /// Returns the id of the person's sandbox, or [`SHARED`] if the person is in the shared sandbox.
    #[must_use]
    pub fn sandbox_id(&self) -> &str {
        or_shared(self.sandbox.as_ref())
    }
}

impl Organisation {
    /// Returns the id of the organisation's sandbox, or [`SHARED`] if the organisation is in the shared sandbox.
    #[must_use]
    pub fn sandbox_id(&self) -> &str {
        or_shared(self.sandbox.as_ref())
    }
}

impl Altinn {
    /// Returns the id of the person's sandbox, or `None` if the person is unknown.
    #[must_use]
    pub fn sandbox_of_person(&self, key: &str) -> Option<&str> {
        self.parties.person(key).map(Person::sandbox_id)
    }

    /// Returns the id of the organisation's sandbox, or `None` if the organisation is unknown.
    #[must_use]
    pub fn sandbox_of_organisation(&self, number: &OrgNumber) -> Option<&str> {
        let organisation = self.parties.organisations.get(number);
        organisation.map(Organisation::sandbox_id)
    }

    /// Returns the sandbox id of the request's customer, or `None` if the request is unknown. The request can be of any
    /// kind.
    #[must_use]
    pub fn sandbox_of_request(&self, id: RequestId) -> Option<&str> {
        let request: &Request = self.requests.find(id)?;
        self.sandbox_of_organisation(&request.party_org_no)
    }

    /// Returns the sandbox id of the system user's owner, or `None` if the system user is unknown.
    #[must_use]
    pub fn sandbox_of_system_user(&self, id: SystemUserId) -> Option<&str> {
        let user = self.system_users.get(id)?;
        self.sandbox_of_organisation(&user.owner)
    }

    /// Returns the persons of a sandbox, in insertion order.
    #[must_use]
    pub fn persons_in(&self, sandbox: &str) -> Vec<&Person> {
        if let Some(sandbox) = self.sandboxes.get(sandbox) {
            let keys = sandbox.persons.iter();
            return keys.filter_map(|key| self.parties.person(key)).collect();
        }
        let persons = self.parties.persons();
        persons
            .filter(|person| person.sandbox_id() == sandbox)
            .collect()
    }

    /// Returns the organisations of a sandbox, in insertion order.
    #[must_use]
    pub fn organisations_in(&self, sandbox: &str) -> Vec<&Organisation> {
        if let Some(sandbox) = self.sandboxes.get(sandbox) {
            let numbers = sandbox.organisations.iter();
            let rows = numbers.filter_map(|number| self.parties.organisations.get(number));
            return rows.collect();
        }
        let organisations = self.parties.organisations();
        organisations
            .filter(|organisation| organisation.sandbox_id() == sandbox)
            .collect()
    }

    /// Finds a person of a sandbox. `template` is the person's own key, or the key of a named person, such as `kari`.
    /// In the second case, the function finds the sandbox's copy of the named person.
    #[must_use]
    pub fn person_in(&self, sandbox: &str, template: &str) -> Option<&Person> {
        let own = self.parties.person(template);
        own.filter(|person| person.sandbox_id() == sandbox)
            .or_else(|| {
                let key = copies::person_key(template, sandbox);
                let copy = self.parties.person(&key);
                copy.filter(|person| person.sandbox_id() == sandbox)
            })
    }
}
