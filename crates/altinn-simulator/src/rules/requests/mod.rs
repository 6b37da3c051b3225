//! This module contains vendors' requests. A vendor can request a standard system user, an agent system user, or a
//! change of a system user.
//!
//! | rules about | module |
//! |---|---|
//! | new requests for a system user | [`new_requests`] |
//! | new requests to change a system user | [`change_requests`] |
//! | who may approve, reject and forward a request, and what the approval does | [`user_decisions`] |

pub mod change_requests;
pub mod new_requests;
pub mod user_decisions;

use std::collections::{BTreeSet, HashMap};

use altinn_types::{
    AccessPackage, ExternalRef, OrgNumber, RequestId, RequestStatus, Right, SystemId, SystemUserId,
    SystemUserType,
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use strum::VariantArray;
use uuid::Uuid;

pub use new_requests::{Created, NewRequest};
pub use user_decisions::UserDecision;

use super::{Altinn, Saved, Table, rule_violation::RuleViolation, system_users::ExternalIds};

/// The number of days after which an open request counts as timed out. In Altinn the number is a constant in
/// `RequestSystemUserService`. In the simulator the number is the default value of a setting.
pub const LIFETIME_DAYS: i64 = 180;

/// The three kinds of requests that a vendor can send.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, VariantArray)]
#[serde(rename_all = "lowercase")]
pub enum RequestKind {
    /// A request for a standard system user, which acts for the customer.
    Standard,
    /// A request for an agent system user, which acts for the customer's clients.
    Agent,
    /// A request to change an existing standard system user.
    Change,
}

impl RequestKind {
    /// Returns the type of the system user that an approval creates or changes.
    #[must_use]
    pub fn user_type(self) -> SystemUserType {
        match self {
            Self::Standard | Self::Change => SystemUserType::Standard,
            Self::Agent => SystemUserType::Agent,
        }
    }

    /// Returns the decisions that a user can make about a request of this kind. A user cannot forward a change request.
    #[must_use]
    pub fn decisions(self) -> &'static [UserDecision] {
        match self {
            Self::Standard | Self::Agent => &[
                UserDecision::Approve,
                UserDecision::Reject,
                UserDecision::Escalate,
            ],
            Self::Change => &[UserDecision::Approve, UserDecision::Reject],
        }
    }

    /// Returns the violation for a decision in which the caller names another party than the party of the request.
    #[must_use]
    pub fn wrong_party(self) -> RuleViolation {
        match self {
            Self::Standard | Self::Change => RuleViolation::WrongParty,
            Self::Agent => RuleViolation::WrongPartyForAgent,
        }
    }
}

/// A vendor's request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// The id of the request. For a change request, the vendor chose the id and sent it as `correlation-id`.
    pub id: RequestId,
    pub kind: RequestKind,
    pub system_id: SystemId,
    pub party_org_no: OrgNumber,
    pub external_ref: ExternalRef,
    /// The title of the system user. A change request has the title that the system user had when the vendor sent the
    /// request.
    pub integration_title: String,
    /// The id of the system user that an approval creates or changes. A new system user has the same id as its request.
    pub system_user: SystemUserId,
    /// The rights that an approval gives to the system user.
    pub rights: Vec<Right>,
    /// The access packages that an approval gives to the system user.
    pub access_packages: Vec<AccessPackage>,
    /// The rights that an approval takes away from the system user. Only change requests have such rights.
    pub unwanted_rights: Vec<Right>,
    /// The access packages that an approval takes away from the system user. Only change requests have such packages.
    pub unwanted_access_packages: Vec<AccessPackage>,
    pub status: RequestStatus,
    /// The redirect URL as the vendor sent it, with its query. An empty text has the same meaning as `None`.
    pub redirect_url: Option<String>,
    /// Whether a user forwarded the request to an access manager. Altinn does not tell this to vendors.
    pub escalated: bool,
    pub created: Timestamp,
}

impl Request {
    #[must_use]
    pub fn external_ids(&self) -> ExternalIds {
        ExternalIds {
            external_ref: self.external_ref.clone(),
            system: self.system_id.clone(),
            party: self.party_org_no.clone(),
        }
    }

    /// Whether the request has been open for so long that it counts as timed out. Altinn does not store the result, but
    /// calculates it at each call. The status stays [`RequestStatus::New`], and a user can still approve the request.
    #[must_use]
    pub fn timed_out(&self, now: Timestamp, lifetime_days: i64) -> bool {
        let age = now.duration_since(self.created);
        self.status == RequestStatus::New && age > SignedDuration::from_hours(24 * lifetime_days)
    }
}

/// The requests of all vendors, in all statuses.
///
/// As in Altinn, change requests have a separate table. Therefore a change request can have the same id as a request
/// for a system user.
#[derive(Clone, Debug)]
pub struct Requests {
    creations: Table<RequestId, Request>,
    changes: Table<RequestId, Request>,
    /// The places of all requests with the same kind and the same external ids. The last place is that of the newest
    /// request.
    by_external_ids: HashMap<(RequestKind, ExternalIds), BTreeSet<u64>>,
    /// The ids of a system's requests of one kind. The index contains ids and not places, because Altinn sorts these
    /// lists by id.
    of_system: HashMap<(RequestKind, SystemId), BTreeSet<RequestId>>,
    /// The places of all requests of one kind to an organisation, in the table of this kind.
    to_party: HashMap<(RequestKind, OrgNumber), BTreeSet<u64>>,
    /// The places of a system user's change requests, in the table of change requests.
    changes_of_user: HashMap<SystemUserId, BTreeSet<u64>>,
}

impl Default for Requests {
    fn default() -> Self {
        Self {
            creations: Table::new("request"),
            changes: Table::new("change-request"),
            by_external_ids: HashMap::new(),
            of_system: HashMap::new(),
            to_party: HashMap::new(),
            changes_of_user: HashMap::new(),
        }
    }
}

impl Requests {
    fn table(&self, kind: RequestKind) -> &Table<RequestId, Request> {
        match kind {
            RequestKind::Standard | RequestKind::Agent => &self.creations,
            RequestKind::Change => &self.changes,
        }
    }

    fn table_mut(&mut self, kind: RequestKind) -> &mut Table<RequestId, Request> {
        match kind {
            RequestKind::Standard | RequestKind::Agent => &mut self.creations,
            RequestKind::Change => &mut self.changes,
        }
    }

    /// Returns the request of this kind with this id.
    #[must_use]
    pub fn get(&self, kind: RequestKind, id: RequestId) -> Option<&Request> {
        let request = self.table(kind).get(&id);
        request.filter(|request| request.kind == kind)
    }

    /// Returns the request with this id, of any kind. If a change request and a request for a system user have the same
    /// id, the function returns the request for a system user.
    #[must_use]
    pub fn find(&self, id: RequestId) -> Option<&Request> {
        self.creations.get(&id).or_else(|| self.changes.get(&id))
    }

    /// Returns all requests. The requests for system users come first, and then the change requests. Each part is
    /// sorted by age, oldest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Request> {
        self.creations.values().chain(self.changes.values())
    }

    /// Returns all rows of the two tables, each with the name of its table and its id in saved files.
    pub(crate) fn rows(&self) -> impl Iterator<Item = (&'static str, &RequestId, &Request)> {
        let tables = [&self.creations, &self.changes];
        tables.into_iter().flat_map(|table| {
            let rows = table.iter();
            rows.map(|(id, request)| (table.kind(), id, request))
        })
    }

    /// Returns the number of requests for system users. Change requests do not count.
    #[must_use]
    pub fn count_creations(&self) -> usize {
        self.creations.len()
    }

    /// Returns the newest requests of all kinds, newest first.
    #[must_use]
    pub fn newest(&self, count: usize) -> Vec<&Request> {
        let creations = self.creations.values().rev().take(count);
        let mut newest: Vec<_> = creations
            .chain(self.changes.values().rev().take(count))
            .collect();
        newest.sort_by_key(|request| std::cmp::Reverse(request.created));
        newest.truncate(count);
        newest
    }

    /// Returns the requests of one kind to an organisation, oldest first.
    pub fn to_party(&self, kind: RequestKind, party: &OrgNumber) -> impl Iterator<Item = &Request> {
        let places = self.to_party.get(&(kind, party.clone()));
        let places = places.into_iter().flatten();
        places.filter_map(move |place| self.table(kind).at(*place))
    }

    /// Returns the requests that wait for the access manager of an organisation, oldest first. The list contains all
    /// open standard requests, and the open agent requests that a user forwarded (contract/approval.md §2).
    #[must_use]
    pub fn pending(&self, party: &OrgNumber) -> Vec<&Request> {
        let standard = self.to_party(RequestKind::Standard, party);
        let agent = self.to_party(RequestKind::Agent, party);
        let mut pending: Vec<_> = standard
            .chain(agent.filter(|request| request.escalated))
            .filter(|request| request.status == RequestStatus::New)
            .collect();
        pending.sort_by_key(|request| self.creations.place(&request.id));
        pending
    }

    /// Returns the newest request of a kind with these external ids, in any status.
    #[must_use]
    pub fn by_external_ids(&self, kind: RequestKind, ids: &ExternalIds) -> Option<&Request> {
        let places = self.by_external_ids.get(&(kind, ids.clone()))?;
        self.table(kind).at(*places.last()?)
    }

    /// Removes a request in any status. As in Altinn, a call for a standard request also removes an agent request with
    /// this id. A call for an agent request also removes a standard request.
    ///
    /// # Errors
    ///
    /// Returns [`RuleViolation::NoSuchRequest`] if no request was removed.
    pub fn delete(&mut self, kind: RequestKind, id: RequestId) -> Result<(), RuleViolation> {
        let removed = self.remove(kind, id);
        removed.then_some(()).ok_or(RuleViolation::NoSuchRequest)
    }

    /// Removes the request from which a system user was created, if the request still exists.
    pub(crate) fn remove_creation_of(&mut self, user: SystemUserId) {
        self.remove(RequestKind::Standard, RequestId(user.0));
    }

    /// Removes the request from which a system user was created, and all change requests for the system user.
    pub(crate) fn remove_all_of(&mut self, user: SystemUserId) {
        self.remove_creation_of(user);
        let places = self.changes_of_user.get(&user).into_iter().flatten();
        let changes = places.filter_map(|place| self.changes.at(*place));
        let ids: Vec<_> = changes.map(|request| request.id).collect();
        for id in ids {
            self.remove(RequestKind::Change, id);
        }
    }

    /// Removes a request from its table and from the index. Returns whether the request existed.
    fn remove(&mut self, kind: RequestKind, id: RequestId) -> bool {
        let table = self.table_mut(kind);
        let (Some(place), Some(request)) = (table.place(&id), table.remove(&id)) else {
            return false;
        };
        let kind = request.kind;
        if let Some(places) = self
            .by_external_ids
            .get_mut(&(kind, request.external_ids()))
        {
            places.remove(&place);
        }
        if let Some(ids) = self.of_system.get_mut(&(kind, request.system_id)) {
            ids.remove(&id);
        }
        if let Some(places) = self.to_party.get_mut(&(kind, request.party_org_no)) {
            places.remove(&place);
        }
        if kind == RequestKind::Change
            && let Some(places) = self.changes_of_user.get_mut(&request.system_user)
        {
            places.remove(&place);
        }
        true
    }

    pub(crate) fn put(&mut self, request: Request) {
        let kind = request.kind;
        let place = self.table_mut(kind).insert(request.id, request);
        self.index(kind, place);
    }

    /// Changes a request. `change` must not change an id, the system, the party or the external reference, because this
    /// function does not update the index.
    pub(crate) fn alter(
        &mut self,
        kind: RequestKind,
        id: RequestId,
        change: impl FnOnce(&mut Request),
    ) {
        if let Some(request) = self.table_mut(kind).get_mut(&id) {
            change(request);
        }
    }

    pub(crate) fn tables(&mut self) -> Vec<&mut dyn Saved> {
        vec![&mut self.creations, &mut self.changes]
    }

    pub(crate) fn rebuild_index(&mut self) {
        self.by_external_ids.clear();
        self.of_system.clear();
        self.to_party.clear();
        self.changes_of_user.clear();
        for place in self.creations.places() {
            self.index(RequestKind::Standard, place);
        }
        for place in self.changes.places() {
            self.index(RequestKind::Change, place);
        }
    }

    /// Adds one row to the index. `place` is the place of the row in the table of this kind.
    fn index(&mut self, table: RequestKind, place: u64) {
        let Some(request) = self.table(table).at(place) else {
            return;
        };
        let (kind, id, user) = (request.kind, request.id, request.system_user);
        let external_ids = request.external_ids();
        let system = (kind, request.system_id.clone());
        let party = (kind, request.party_org_no.clone());
        let by_external_ids = self.by_external_ids.entry((kind, external_ids));
        by_external_ids.or_default().insert(place);
        self.of_system.entry(system).or_default().insert(id);
        self.to_party.entry(party).or_default().insert(place);
        if kind == RequestKind::Change {
            self.changes_of_user.entry(user).or_default().insert(place);
        }
    }
}

impl Altinn {
    /// Returns the vendor's request of this kind with this id.
    ///
    /// # Errors
    ///
    /// Returns [`RuleViolation::NoSuchRequest`] if no request of this kind has this id. Returns
    /// [`RuleViolation::NoSuchSystem`] if the request belongs to another vendor.
    pub fn vendors_request(
        &self,
        kind: RequestKind,
        vendor: &OrgNumber,
        id: RequestId,
    ) -> Result<&Request, RuleViolation> {
        let request = self.requests.get(kind, id);
        self.if_vendors_own(vendor, request)
    }

    /// Returns the vendor's newest request of this kind with these external ids. The external ids of a change request
    /// are those of its system user. If several requests have these external ids, Altinn does not document which
    /// request a call returns. The simulator returns the newest request.
    ///
    /// # Errors
    ///
    /// Returns the same errors as [`Altinn::vendors_request`].
    pub fn vendors_request_by_ids(
        &self,
        kind: RequestKind,
        vendor: &OrgNumber,
        ids: &ExternalIds,
    ) -> Result<&Request, RuleViolation> {
        let request = self.requests.by_external_ids(kind, ids);
        self.if_vendors_own(vendor, request)
    }

    fn if_vendors_own<'a>(
        &self,
        vendor: &OrgNumber,
        request: Option<&'a Request>,
    ) -> Result<&'a Request, RuleViolation> {
        let request = request.ok_or(RuleViolation::NoSuchRequest)?;
        self.register.vendors_system(vendor, &request.system_id)?;
        Ok(request)
    }

    /// Returns one page of a system's requests of one kind, sorted by id. The page begins at the id `from`. If the
    /// request with this id was deleted, the page begins at the next higher id. The second value is the id at which the
    /// next page begins, or `None` after the last page.
    ///
    /// # Errors
    ///
    /// Returns [`RuleViolation::NoSuchSystem`] if the system is unknown or belongs to another vendor.
    pub fn requests_of_system(
        &self,
        vendor: &OrgNumber,
        system: &SystemId,
        kind: RequestKind,
        from: Option<RequestId>,
        size: usize,
    ) -> Result<(Vec<&Request>, Option<RequestId>), RuleViolation> {
        self.register.vendors_system(vendor, system)?;
        let ids = self.requests.of_system.get(&(kind, system.clone()));
        let first = from.unwrap_or(RequestId(Uuid::nil()));
        let requests = ids
            .into_iter()
            .flat_map(|ids| ids.range(first..))
            .filter_map(|id| self.requests.get(kind, *id));
        let mut page: Vec<_> = requests.take(size + 1).collect();
        let next = (page.len() > size).then(|| page.pop()).flatten();
        Ok((page, next.map(|request| request.id)))
    }

    /// Lets an open request time out. The function moves the creation of the request far enough into the past.
    ///
    /// # Errors
    ///
    /// Returns [`RuleViolation::NoSuchRequest`] if no request has this id, and [`RuleViolation::NotNew`] if the request
    /// is not open.
    pub fn let_time_out(&mut self, id: RequestId, now: Timestamp) -> Result<(), RuleViolation> {
        let request = self.requests.find(id);
        let request = request.ok_or(RuleViolation::NoSuchRequest)?;
        if request.status != RequestStatus::New {
            return Err(RuleViolation::NotNew);
        }
        let kind = request.kind;
        let age = SignedDuration::from_hours(self.request_lifetime_days() * 24 + 1);
        let created = now.checked_sub(age).unwrap_or(Timestamp::MIN);
        self.requests
            .alter(kind, id, |request| request.created = created);
        Ok(())
    }
}
