use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Refusal, World, index::ExternalIds, register::System};
use crate::domain::{
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
        let age = now.duration_since(self.created);
        self.status == RequestStatus::New && age > SignedDuration::from_hours(24 * lifetime_days)
    }
}

/// The body of a new request as it arrives: anything may be missing or nonsense.
///
/// Names are lower case here, since Altinn takes `SystemId` for `systemId`.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct RawRequest {
    #[serde(rename = "systemid")]
    pub system_id: Option<String>,
    #[serde(rename = "partyorgno")]
    pub party_org_no: Option<String>,
    #[serde(rename = "externalref")]
    pub external_ref: Option<String>,
    #[serde(rename = "integrationtitle")]
    pub integration_title: Option<String>,
    pub rights: Option<Vec<Right>>,
    #[serde(rename = "accesspackages")]
    pub access_packages: Option<Vec<AccessPackage>>,
    #[serde(rename = "redirecturl")]
    pub redirect_url: Option<String>,
}

impl RawRequest {
    /// The required members that are missing, by the names of Altinn's own code.
    #[must_use]
    pub fn missing(&self, kind: RequestKind) -> Vec<&'static str> {
        let given = |text: &Option<String>| !text.as_deref().unwrap_or_default().trim().is_empty();
        let packages = kind == RequestKind::Standard || self.access_packages.is_some();
        let required = [
            ("AccessPackages", packages),
            ("PartyOrgNo", given(&self.party_org_no)),
            ("SystemId", given(&self.system_id)),
        ];
        let missing = required.into_iter().filter(|(_, there)| !there);
        missing.map(|(name, _)| name).collect()
    }
}

/// What came of a POST.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Created {
    /// 201.
    New(RequestId),
    /// 200: the one that stands, whatever became of it and whatever it asks for.
    Before(RequestId),
}

impl World {
    /// Takes a vendor's request for a standard system user, or gives the one that stands already.
    ///
    /// # Errors
    ///
    /// The first that applies, in Altinn's order (`RequestSystemUserController.CreateRequest`,
    /// systemuser-api.md §4.2): a call with several faults is told of one.
    pub fn create_request(
        &mut self,
        vendor: &OrgNumber,
        raw: RawRequest,
        now: Timestamp,
    ) -> Result<Created, Refusal> {
        self.create(RequestKind::Standard, vendor, raw, now)
    }

    /// Takes a vendor's request for an agent system user, or gives the one that stands already. Rights
    /// are not read: an agent has access packages only.
    ///
    /// # Errors
    ///
    /// As [`World::create_request`], with [`Refusal::NoPackagesForAgent`] and
    /// [`Refusal::PackageNotForClients`] (systemuser-api.md §5).
    pub fn create_agent_request(
        &mut self,
        vendor: &OrgNumber,
        raw: RawRequest,
        now: Timestamp,
    ) -> Result<Created, Refusal> {
        let raw = RawRequest {
            rights: None,
            ..raw
        };
        self.create(RequestKind::Agent, vendor, raw, now)
    }

    fn create(
        &mut self,
        kind: RequestKind,
        vendor: &OrgNumber,
        raw: RawRequest,
        now: Timestamp,
    ) -> Result<Created, Refusal> {
        // Neither can be what anything is found by, so nothing is.
        let party: Option<OrgNumber> = raw.party_org_no.as_deref().and_then(parsed);
        let system_id: Option<SystemId> = raw.system_id.as_deref().and_then(parsed);
        let system_id = system_id.ok_or(Refusal::NoSuchSystem)?;

        // An `externalRef` of "" is looked up as it is, and stored as the organisation number below: a
        // quirk of Altinn's that breaks the repeat.
        let given = raw.external_ref.clone().map(ExternalRef);
        if let Some(party) = &party {
            let default = || ExternalRef::default_for(party);
            let sought = ExternalIds {
                external_ref: given.clone().unwrap_or_else(default),
                system: system_id.clone(),
                party: party.clone(),
            };
            if let Some(before) = self.what_stands(kind, vendor, &sought)? {
                return Ok(Created::Before(before));
            }
        }
        let system = self.vendors_system(vendor, &system_id)?;
        let party = party.filter(|number| self.organisation(number).is_some());
        let party = party.ok_or(Refusal::NoSuchParty)?;
        system.check_redirect(raw.redirect_url.as_deref())?;
        self.check_wanted(kind, system, &raw)?;

        let given = given.filter(|reference| !reference.0.is_empty());
        let title = raw.integration_title.filter(|title| !title.is_empty());
        let request = Request {
            id: RequestId(Uuid::new_v4()),
            kind,
            external_ref: given.unwrap_or_else(|| ExternalRef::default_for(&party)),
            integration_title: title.unwrap_or_else(|| system.registered.name.nb.clone()),
            system_id,
            party_org_no: party,
            rights: raw.rights.unwrap_or_default(),
            access_packages: raw.access_packages.unwrap_or_default(),
            status: RequestStatus::New,
            redirect_url: raw.redirect_url,
            escalated: false,
            created: now,
        };
        let id = request.id;
        self.put_request(request);
        Ok(Created::New(id))
    }

    /// Steps 3 to 6: the request that answers a repeated call, or what stands in the way of a new one.
    ///
    /// A system user of either kind does. Of requests, one of the same kind is given back to the owner
    /// of the system, and after that a *standard* one is in the way: a new standard request does not
    /// notice an agent request.
    fn what_stands(
        &self,
        kind: RequestKind,
        vendor: &OrgNumber,
        ids: &ExternalIds,
    ) -> Result<Option<RequestId>, Refusal> {
        if self.system_user_by_external_ids(ids).is_some() {
            return Err(Refusal::SystemUserExists);
        }
        let system = self.system(&ids.system);
        let owned = system.is_some_and(|system| system.vendor == *vendor);
        let standing = self
            .standing(kind, ids)
            .filter(|request| owned && request.status != RequestStatus::Timedout);
        if let Some(request) = standing {
            return Ok(Some(request.id));
        }
        if system.is_none() {
            return Err(Refusal::NoSuchSystem);
        }
        let standard = self.standing(RequestKind::Standard, ids);
        match standard.and_then(|request| stands_in_the_way(request.status)) {
            Some(refusal) => Err(refusal),
            None => Ok(None),
        }
    }

    /// Steps 10 to 12: something is asked for, and all of it can be given.
    fn check_wanted(
        &self,
        kind: RequestKind,
        system: &System,
        raw: &RawRequest,
    ) -> Result<(), Refusal> {
        let rights = raw.rights.as_deref();
        let packages = raw.access_packages.as_deref();
        if kind == RequestKind::Standard && rights.is_none() && packages.is_none() {
            return Err(Refusal::RightNotFound);
        }
        let (rights, packages) = (rights.unwrap_or_default(), packages.unwrap_or_default());
        if rights.is_empty() && packages.is_empty() {
            return Err(match kind {
                RequestKind::Standard => Refusal::NothingAskedFor,
                RequestKind::Agent => Refusal::NoPackagesForAgent,
            });
        }
        system.check_rights(rights)?;
        self.check_packages(kind, system, packages)
    }

    /// Whether all packages are the system's and can go to a system user of the kind.
    ///
    /// # Errors
    ///
    /// [`Refusal::PackageNotFound`], then [`Refusal::PackageNotAssignable`] or
    /// [`Refusal::PackageNotForClients`], with their URNs.
    pub(super) fn check_packages(
        &self,
        kind: RequestKind,
        system: &System,
        wanted: &[AccessPackage],
    ) -> Result<(), Refusal> {
        system.check_packages(wanted)?;
        let fits = |urn: &str| match kind {
            RequestKind::Standard => self.is_assignable(urn),
            RequestKind::Agent => self.is_delegable(urn),
        };
        let barred: Vec<_> = wanted
            .iter()
            .filter(|package| !fits(&package.urn))
            .map(|package| package.urn.clone())
            .collect();
        match kind {
            _ if barred.is_empty() => Ok(()),
            RequestKind::Standard => Err(Refusal::PackageNotAssignable(barred)),
            RequestKind::Agent => Err(Refusal::PackageNotForClients(barred)),
        }
    }

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
    /// [`Refusal::NoSuchRequest`] also for one of the other kind, [`Refusal::NoSuchSystem`] for another
    /// vendor's.
    pub fn vendors_request(
        &self,
        kind: RequestKind,
        vendor: &OrgNumber,
        id: RequestId,
    ) -> Result<&Request, Refusal> {
        let request = self.request(id).filter(|request| request.kind == kind);
        self.owned(vendor, request.ok_or(Refusal::NoSuchRequest)?)
    }

    /// A request of one kind that a vendor asks for by its external ids.
    ///
    /// # Errors
    ///
    /// As [`World::vendors_request`].
    pub fn vendors_request_by_ids(
        &self,
        kind: RequestKind,
        vendor: &OrgNumber,
        ids: &ExternalIds,
    ) -> Result<&Request, Refusal> {
        let request = self.standing(kind, ids);
        self.owned(vendor, request.ok_or(Refusal::NoSuchRequest)?)
    }

    fn owned<'a>(&self, vendor: &OrgNumber, request: &'a Request) -> Result<&'a Request, Refusal> {
        let system = self.system(&request.system_id);
        let owned = system.is_some_and(|system| system.vendor == *vendor);
        owned.then_some(request).ok_or(Refusal::NoSuchSystem)
    }

    /// A page of a system's requests of one kind, from a place on; and the first of the next page.
    ///
    /// # Errors
    ///
    /// [`Refusal::NoSuchSystem`] for a system that is unknown or another vendor's.
    pub fn requests_of_system(
        &self,
        vendor: &OrgNumber,
        system: &SystemId,
        kind: RequestKind,
        from: Option<RequestId>,
        size: usize,
    ) -> Result<(Vec<&Request>, Option<RequestId>), Refusal> {
        self.vendors_system(vendor, system)?;
        let start = from.map_or(Some(0), |id| self.requests.place(&id));
        let places = self.index.requests_of_system.get(system);
        let rows = start
            .into_iter()
            .zip(places)
            .flat_map(|(start, places)| places.range(start..))
            .filter_map(|place| self.requests.at(*place))
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
    /// [`Refusal::NoSuchRequest`].
    pub fn delete_request(&mut self, id: RequestId) -> Result<(), Refusal> {
        let place = self.requests.place(&id).ok_or(Refusal::NoSuchRequest)?;
        if let Some(request) = self.requests.remove(&id) {
            self.index.forget_request(&request, place);
        }
        Ok(())
    }

    /// Makes an open request as old as it takes to be timed out.
    ///
    /// # Errors
    ///
    /// [`Refusal::NoSuchRequest`], [`Refusal::NotNew`].
    pub fn let_time_out(&mut self, id: RequestId, now: Timestamp) -> Result<(), Refusal> {
        let created = self.too_long_before(now);
        let request = self.requests.get(&id).ok_or(Refusal::NoSuchRequest)?;
        if request.status != RequestStatus::New {
            return Err(Refusal::NotNew);
        }
        self.alter_request(id, |request| request.created = created);
        Ok(())
    }

    /// When a request was made that has just timed out.
    pub(super) fn too_long_before(&self, now: Timestamp) -> Timestamp {
        let hours = self.request_lifetime_days() * 24 + 1;
        now.checked_sub(SignedDuration::from_hours(hours))
            .unwrap_or(Timestamp::MIN)
    }

    pub(super) fn standing(&self, kind: RequestKind, ids: &ExternalIds) -> Option<&Request> {
        let id = self
            .index
            .request_by_external_ids
            .get(&(kind, ids.clone()))?;
        self.requests.get(id)
    }

    pub(super) fn put_request(&mut self, request: Request) {
        let place = self.requests.insert(request.id, request);
        if let Some(request) = self.requests.at(place) {
            self.index.request(request, place);
        }
    }

    /// Changes what no index knows of: never the system, the party or the reference.
    pub(super) fn alter_request(&mut self, id: RequestId, change: impl FnOnce(&mut Request)) {
        if let Some(request) = self.requests.get_mut(&id) {
            change(request);
        }
    }
}

/// Step 6: only who does not own the system gets as far as this.
fn stands_in_the_way(status: RequestStatus) -> Option<Refusal> {
    match status {
        RequestStatus::Accepted => Some(Refusal::RequestAccepted),
        RequestStatus::New => Some(Refusal::RequestPending),
        RequestStatus::Denied => Some(Refusal::RequestDenied),
        RequestStatus::Rejected => Some(Refusal::RequestRejected),
        RequestStatus::Timedout => None,
    }
}

fn parsed<T: std::str::FromStr>(text: &str) -> Option<T> {
    text.trim().parse().ok()
}
