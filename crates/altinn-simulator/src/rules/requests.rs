use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use super::new_requests::{Created, RequestInput};
use super::{Altinn, ExternalIds, RuleViolation};
use altinn_types::{
    AccessPackage, ExternalRef, OrgNumber, RequestId, RequestStatus, Right, SystemId,
};

/// How many days a request waits before it counts as timed out. A constant in Altinn's source
/// (`RequestSystemUserService`), a setting here.
pub const LIFETIME_DAYS: i64 = 180;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RequestKind {
    Standard,
    Agent,
}

/// A vendor's request for a system user, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    pub id: RequestId,
    pub kind: RequestKind,
    pub system_id: SystemId,
    pub party_org_no: OrgNumber,
    pub external_ref: ExternalRef,
    pub integration_title: String,
    pub rights: Vec<Right>,
    pub access_packages: Vec<AccessPackage>,
    pub status: RequestStatus,
    /// As it was sent, query included; empty counts as none.
    pub redirect_url: Option<String>,
    /// Forwarded to the access manager. Vendors are not told.
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

    /// Open for so long that it counts as timed out. Worked out at each reading; the status stays
    /// [`RequestStatus::New`], and it can still be approved.
    #[must_use]
    pub fn timed_out(&self, now: Timestamp, lifetime_days: i64) -> bool {
        timed_out(self.status, self.created, now, lifetime_days)
    }
}

/// The one rule for requests of all kinds.
pub(crate) fn timed_out(
    status: RequestStatus,
    created: Timestamp,
    now: Timestamp,
    lifetime_days: i64,
) -> bool {
    let age = now.duration_since(created);
    status == RequestStatus::New && age > SignedDuration::from_hours(24 * lifetime_days)
}

impl Altinn {
    #[must_use]
    pub fn request(&self, id: RequestId) -> Option<&Request> {
        self.requests.get(&id)
    }

    pub fn requests(&self) -> impl DoubleEndedIterator<Item = &Request> {
        self.requests.values()
    }

    /// All requests to an organisation, oldest first.
    pub fn requests_to(&self, party: &OrgNumber) -> impl Iterator<Item = &Request> {
        let places = self.index.requests_to.get(party);
        places
            .into_iter()
            .flatten()
            .filter_map(|place| self.requests.at(*place))
    }

    /// A request of one kind that a vendor asks for by its id.
    ///
    /// # Errors
    ///
    /// [`RuleViolation::NoSuchRequest`] also for one of the other kind, [`RuleViolation::NoSuchSystem`] for another
    /// vendor's.
    pub fn vendors_request(
        &self,
        kind: RequestKind,
        vendor: &OrgNumber,
        id: RequestId,
    ) -> Result<&Request, RuleViolation> {
        let request = self.request(id).filter(|request| request.kind == kind);
        self.owned(vendor, request.ok_or(RuleViolation::NoSuchRequest)?)
    }

    /// A request of one kind that a vendor asks for by its external ids.
    ///
    /// # Errors
    ///
    /// As [`Altinn::vendors_request`].
    pub fn vendors_request_by_ids(
        &self,
        kind: RequestKind,
        vendor: &OrgNumber,
        ids: &ExternalIds,
    ) -> Result<&Request, RuleViolation> {
        let request = self.existing_request(kind, ids);
        self.owned(vendor, request.ok_or(RuleViolation::NoSuchRequest)?)
    }

    fn owned<'a>(
        &self,
        vendor: &OrgNumber,
        request: &'a Request,
    ) -> Result<&'a Request, RuleViolation> {
        let system = self.system(&request.system_id);
        let owned = system.is_some_and(|system| system.vendor == *vendor);
        owned.then_some(request).ok_or(RuleViolation::NoSuchSystem)
    }

    /// A page of a system's requests of one kind, by id and from an id on; and the first of the next page.
    ///
    /// # Errors
    ///
    /// [`RuleViolation::NoSuchSystem`] for a system that is unknown or another vendor's.
    pub fn requests_of_system(
        &self,
        vendor: &OrgNumber,
        system: &SystemId,
        kind: RequestKind,
        from: Option<RequestId>,
        size: usize,
    ) -> Result<(Vec<&Request>, Option<RequestId>), RuleViolation> {
        self.vendors_system(vendor, system)?;
        let ids = self.index.requests_of_system.get(system);
        let first = from.unwrap_or(RequestId(Uuid::nil()));
        let rows = ids
            .into_iter()
            .flat_map(|ids| ids.range(first..))
            .filter_map(|id| self.requests.get(id))
            .filter(|request| request.kind == kind);
        let mut page: Vec<_> = rows.take(size + 1).collect();
        let next = (page.len() > size).then(|| page.pop()).flatten();
        Ok((page, next.map(|request| request.id)))
    }

    /// Removes a request, in any status; what came of it stays.
    ///
    /// As Altinn does, this asks neither whose it is nor what kind.
    ///
    /// # Errors
    ///
    /// [`RuleViolation::NoSuchRequest`].
    pub fn delete_request(&mut self, id: RequestId) -> Result<(), RuleViolation> {
        let place = self
            .requests
            .place(&id)
            .ok_or(RuleViolation::NoSuchRequest)?;
        if let Some(request) = self.requests.remove(&id) {
            self.index.forget_request(&request, place);
        }
        Ok(())
    }

    /// Makes an open request as old as it takes to be timed out.
    ///
    /// # Errors
    ///
    /// [`RuleViolation::NoSuchRequest`], [`RuleViolation::NotNew`].
    pub fn let_time_out(&mut self, id: RequestId, now: Timestamp) -> Result<(), RuleViolation> {
        let created = self.too_long_before(now);
        let request = self.requests.get(&id).ok_or(RuleViolation::NoSuchRequest)?;
        if request.status != RequestStatus::New {
            return Err(RuleViolation::NotNew);
        }
        self.alter_request(id, |request| request.created = created);
        Ok(())
    }

    /// When a request was made that has just timed out.
    pub(crate) fn too_long_before(&self, now: Timestamp) -> Timestamp {
        let hours = self.request_lifetime_days() * 24 + 1;
        now.checked_sub(SignedDuration::from_hours(hours))
            .unwrap_or(Timestamp::MIN)
    }

    pub(crate) fn existing_request(
        &self,
        kind: RequestKind,
        ids: &ExternalIds,
    ) -> Option<&Request> {
        let id = self
            .index
            .request_by_external_ids
            .get(&(kind, ids.clone()))?;
        self.requests.get(id)
    }

    pub(crate) fn put_request(&mut self, request: Request) {
        let place = self.requests.insert(request.id, request);
        if let Some(request) = self.requests.at(place) {
            self.index.request(request, place);
        }
    }

    /// Changes what no index knows of: never the system, the party or the reference.
    pub(crate) fn alter_request(&mut self, id: RequestId, change: impl FnOnce(&mut Request)) {
        if let Some(request) = self.requests.get_mut(&id) {
            change(request);
        }
    }
}
