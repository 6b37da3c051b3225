//! The tables of requests, and the indexes that find requests in these tables.

use std::collections::{BTreeSet, HashMap};

use altinn_types::{OrgNumber, RequestId, RequestStatus, SystemId, SystemUserId};
use strum::VariantArray;

use super::{Request, RequestKind};
use crate::rules::{
    Saved, Table, remove_from_index, rule_violation::RuleViolation, system_users::ExternalIds,
};

/// The requests of all vendors, in all statuses.
///
/// As in Altinn, change requests have their own table. A change request can therefore have the same id as a request for
/// a system user.
#[derive(Clone, Debug)]
pub struct Requests {
    creations: Table<RequestId, Request>,
    changes: Table<RequestId, Request>,
    /// Finds requests by their kind and their external ids. The values are row numbers in the table for requests of
    /// this kind. The highest row number belongs to the newest request.
    by_external_ids: HashMap<(RequestKind, ExternalIds), BTreeSet<u64>>,
    /// Finds requests by their kind and their system. The values are ids and not row numbers, because Altinn sorts the
    /// requests for a system by id.
    pub(super) of_system: HashMap<(RequestKind, SystemId), BTreeSet<RequestId>>,
    /// Finds requests by their kind and the organisation that receives them. The values are row numbers in the table
    /// for requests of this kind.
    to_party: HashMap<(RequestKind, OrgNumber), BTreeSet<u64>>,
    /// Finds the change requests of a system user. The values are row numbers in the table `changes`.
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

    #[must_use]
    pub fn get(&self, kind: RequestKind, id: RequestId) -> Option<&Request> {
        let request = self.table(kind).get(&id);
        request.filter(|request| request.kind == kind)
    }

    /// Returns the request with this id, of any kind. A request for a system user takes precedence over a change
    /// request with the same id.
    #[must_use]
    pub fn find(&self, id: RequestId) -> Option<&Request> {
        self.creations.get(&id).or_else(|| self.changes.get(&id))
    }

    /// Returns all requests for system users, oldest first, and then all change requests, oldest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Request> {
        self.creations.values().chain(self.changes.values())
    }

    /// Returns all requests of the two tables, each with the name of its table and with its id.
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

    /// Oldest first.
    pub fn to_party(&self, kind: RequestKind, party: &OrgNumber) -> impl Iterator<Item = &Request> {
        let places = self.to_party.get(&(kind, party.clone()));
        let places = places.into_iter().flatten();
        places.filter_map(move |place| self.table(kind).at(*place))
    }

    /// Returns the requests that wait for the access manager of an organisation, oldest first: all open standard
    /// requests, and the open agent requests that a user forwarded (contract/approval.md §2).
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

    /// Removes a request in any status. As in Altinn, standard requests and agent requests are in the same table.
    /// Therefore [`RequestKind::Standard`] can also remove an agent request, and [`RequestKind::Agent`] can also remove
    /// a standard request.
    ///
    /// # Errors
    ///
    /// Returns [`RuleViolation::NoSuchRequest`] if no request was removed.
    pub fn delete(&mut self, kind: RequestKind, id: RequestId) -> Result<(), RuleViolation> {
        let removed = self.remove(kind, id);
        removed.then_some(()).ok_or(RuleViolation::NoSuchRequest)
    }

    /// Removes the request that created a system user, if the request still exists.
    pub(crate) fn remove_creation_of(&mut self, user: SystemUserId) {
        self.remove(RequestKind::Standard, RequestId(user.0));
    }

    /// Removes the request that led to a system user, and all change requests for the system user.
    pub(crate) fn remove_all_of(&mut self, user: SystemUserId) {
        self.remove_creation_of(user);
        let places = self.changes_of_user.get(&user).into_iter().flatten();
        let changes = places.filter_map(|place| self.changes.at(*place));
        let ids: Vec<_> = changes.map(|request| request.id).collect();
        for id in ids {
            self.remove(RequestKind::Change, id);
        }
    }

    /// Removes the requests of all kinds to an organisation that is being removed.
    pub(crate) fn remove_all_to(&mut self, party: &OrgNumber) {
        for kind in RequestKind::VARIANTS.iter().copied() {
            let requests = self.to_party(kind, party);
            let ids: Vec<_> = requests.map(|request| request.id).collect();
            for id in ids {
                self.remove(kind, id);
            }
            self.to_party.remove(&(kind, party.clone()));
        }
    }

    /// Returns whether the request existed.
    fn remove(&mut self, kind: RequestKind, id: RequestId) -> bool {
        let table = self.table_mut(kind);
        let (Some(place), Some(request)) = (table.place(&id), table.remove(&id)) else {
            return false;
        };
        let kind = request.kind;
        let external_ids = (kind, request.external_ids());
        remove_from_index(&mut self.by_external_ids, &external_ids, &place);
        remove_from_index(&mut self.of_system, &(kind, request.system_id), &id);
        remove_from_index(&mut self.to_party, &(kind, request.party_org_no), &place);
        if kind == RequestKind::Change {
            let user = &request.system_user;
            remove_from_index(&mut self.changes_of_user, user, &place);
        }
        true
    }

    pub(crate) fn put(&mut self, request: Request) {
        let kind = request.kind;
        let place = self.table_mut(kind).insert(request.id, request);
        self.index(kind, place);
    }

    /// Changes a request without an update of the indexes. `change` must therefore keep the ids, the system, the party
    /// and the external reference.
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

    /// Adds a request to the indexes. `table` selects the table that contains the request. `place` is the request's row
    /// number in this table.
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
