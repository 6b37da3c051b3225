//! Requests to change what a standard system user may do (contract/systemuser-api.md §7).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Altinn, ExternalIds, RequestKind, RuleViolation, requests::timed_out};
use altinn_types::{
    AccessPackage, ExternalRef, OrgNumber, RequestId, RequestStatus, Right, SystemId, SystemUserId,
    SystemUserType,
};

/// A vendor's request to change a system user, as it is kept: as it was sent, whatever the system user
/// has already.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeRequest {
    /// The vendor's own correlation id.
    pub id: RequestId,
    pub system_user: SystemUserId,
    pub system_id: SystemId,
    pub party_org_no: OrgNumber,
    pub external_ref: ExternalRef,
    pub wanted: WantedChange,
    pub status: RequestStatus,
    pub redirect_url: Option<String>,
    pub created: Timestamp,
}

/// What is to be added and what is to be taken away.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WantedChange {
    pub required_rights: Vec<Right>,
    pub unwanted_rights: Vec<Right>,
    pub required_access_packages: Vec<AccessPackage>,
    pub unwanted_access_packages: Vec<AccessPackage>,
}

impl WantedChange {
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl ChangeRequest {
    /// As [`Request::timed_out`](crate::rules::Request::timed_out).
    #[must_use]
    pub fn timed_out(&self, now: Timestamp, lifetime_days: i64) -> bool {
        timed_out(self.status, self.created, now, lifetime_days)
    }
}

/// A change request as it arrives, with the ids of its query.
#[derive(Clone, Debug)]
pub struct NewChange {
    pub id: RequestId,
    pub system_user: SystemUserId,
    /// `None` where a list is null.
    pub wanted: Option<WantedChange>,
    pub redirect_url: Option<String>,
}

/// What came of a POST.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChangeCreated {
    /// 201.
    New(RequestId),
    /// 200: the one with that correlation id, whatever became of it.
    Before(RequestId),
    /// 200, and nothing is kept: nothing was asked for.
    NoChangeNeeded,
}

/// Why a POST came to nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChangeRefusal {
    /// The correlation id is the system user's own.
    SameId,
    /// 401: the system user came of another vendor's system.
    AnotherVendors,
    /// 500: Altinn counts what is in a list, and there is none.
    NullList,
    Refused(RuleViolation),
}

impl From<RuleViolation> for ChangeRefusal {
    fn from(refusal: RuleViolation) -> Self {
        Self::Refused(refusal)
    }
}

impl Altinn {
    /// Takes a vendor's change request.
    ///
    /// # Errors
    ///
    /// The first that applies, in Altinn's order (`ChangeRequestSystemUserController`, steps 3 to 11 of
    /// contract/systemuser-api.md §7.1).
    pub fn create_change_request(
        &mut self,
        vendor: &OrgNumber,
        new: NewChange,
        now: Timestamp,
    ) -> Result<ChangeCreated, ChangeRefusal> {
        let user = self.system_user(new.system_user);
        let user = user.ok_or(RuleViolation::NoSuchSystemUser)?;
        if new.id.0 == new.system_user.0 {
            return Err(ChangeRefusal::SameId);
        }
        if user.vendor != *vendor {
            return Err(ChangeRefusal::AnotherVendors);
        }
        let wanted = new.wanted.ok_or(ChangeRefusal::NullList)?;
        if wanted.is_empty() {
            return Ok(ChangeCreated::NoChangeNeeded);
        }
        let existing = self.change_request(new.id);
        if let Some(existing) = existing
            && self.vendors_system(vendor, &existing.system_id).is_ok()
        {
            return Ok(ChangeCreated::Before(existing.id));
        }
        let system = self.vendors_system(vendor, &user.system_id)?;
        if let Some(existing) = existing {
            return Err(ChangeRefusal::Refused(match existing.status {
                RequestStatus::New => RuleViolation::RequestPending,
                _ => RuleViolation::ChangeNotNew,
            }));
        }
        if user.kind == SystemUserType::Agent {
            return Err(RuleViolation::NoSuchSystemUser.into());
        }
        self.organisation(&user.owner)
            .ok_or(RuleViolation::NoSuchParty)?;
        system.check_redirect(new.redirect_url.as_deref())?;
        system.check_rights(&wanted.required_rights)?;
        let packages = &wanted.required_access_packages;
        self.check_packages(RequestKind::Standard, system, packages)?;
        let change = ChangeRequest {
            id: new.id,
            system_user: user.id,
            system_id: user.system_id.clone(),
            party_org_no: user.owner.clone(),
            external_ref: user.external_ref.clone(),
            wanted,
            status: RequestStatus::New,
            redirect_url: new.redirect_url,
            created: now,
        };
        self.put_change_request(change);
        Ok(ChangeCreated::New(new.id))
    }

    #[must_use]
    pub fn change_request(&self, id: RequestId) -> Option<&ChangeRequest> {
        self.change_requests.get(&id)
    }

    pub fn change_requests(&self) -> impl DoubleEndedIterator<Item = &ChangeRequest> {
        self.change_requests.values()
    }

    /// All change requests for one system user, oldest first.
    pub fn change_requests_for(
        &self,
        user: SystemUserId,
    ) -> impl DoubleEndedIterator<Item = &ChangeRequest> {
        let places = self.index.change_requests_of_user.get(&user);
        places
            .into_iter()
            .flatten()
            .filter_map(|place| self.change_requests.at(*place))
    }

    /// A change request that a vendor asks for by its id.
    ///
    /// # Errors
    ///
    /// [`RuleViolation::NoSuchRequest`], [`RuleViolation::NoSuchSystem`] for another vendor's.
    pub fn vendors_change_request(
        &self,
        vendor: &OrgNumber,
        id: RequestId,
    ) -> Result<&ChangeRequest, RuleViolation> {
        let change = self
            .change_request(id)
            .ok_or(RuleViolation::NoSuchRequest)?;
        self.vendors_system(vendor, &change.system_id)?;
        Ok(change)
    }

    /// A change request that a vendor asks for by the external ids of its system user. Of several,
    /// Altinn does not say which; here it is the newest.
    ///
    /// # Errors
    ///
    /// As [`Altinn::vendors_change_request`].
    pub fn vendors_change_request_by_ids(
        &self,
        vendor: &OrgNumber,
        ids: &ExternalIds,
    ) -> Result<&ChangeRequest, RuleViolation> {
        let user = self.system_user_by_external_ids(ids);
        let newest = user.and_then(|user| self.change_requests_for(user.id).next_back());
        self.vendors_change_request(vendor, newest.ok_or(RuleViolation::NoSuchRequest)?.id)
    }

    /// A page of a system's change requests, by id and from an id on; and the first of the next page.
    ///
    /// # Errors
    ///
    /// [`RuleViolation::NoSuchSystem`] for a system that is unknown or another vendor's.
    pub fn change_requests_of_system(
        &self,
        vendor: &OrgNumber,
        system: &SystemId,
        from: Option<RequestId>,
        size: usize,
    ) -> Result<(Vec<&ChangeRequest>, Option<RequestId>), RuleViolation> {
        self.vendors_system(vendor, system)?;
        let ids = self.index.change_requests_of_system.get(system);
        let first = from.unwrap_or(RequestId(Uuid::nil()));
        let rows = ids
            .into_iter()
            .flat_map(|ids| ids.range(first..))
            .filter_map(|id| self.change_requests.get(id));
        let mut page: Vec<_> = rows.take(size + 1).collect();
        let next = (page.len() > size).then(|| page.pop()).flatten();
        Ok((page, next.map(|change| change.id)))
    }

    /// Removes a change request, in any status. As with requests, nobody asks whose it is.
    ///
    /// # Errors
    ///
    /// [`RuleViolation::NoSuchRequest`].
    pub fn delete_change_request(&mut self, id: RequestId) -> Result<(), RuleViolation> {
        let place = self.change_requests.place(&id);
        let place = place.ok_or(RuleViolation::NoSuchRequest)?;
        if let Some(change) = self.change_requests.remove(&id) {
            self.index.forget_change_request(&change, place);
        }
        Ok(())
    }

    /// Makes an open change request as old as it takes to be timed out.
    ///
    /// # Errors
    ///
    /// [`RuleViolation::NoSuchRequest`], [`RuleViolation::NotNew`].
    pub fn let_change_time_out(
        &mut self,
        id: RequestId,
        now: Timestamp,
    ) -> Result<(), RuleViolation> {
        let created = self.too_long_before(now);
        let change = self.open_change(id)?.id;
        if let Some(change) = self.change_requests.get_mut(&change) {
            change.created = created;
        }
        Ok(())
    }

    fn put_change_request(&mut self, change: ChangeRequest) {
        let place = self.change_requests.insert(change.id, change);
        if let Some(change) = self.change_requests.at(place) {
            self.index.change_request(change, place);
        }
    }

    /// Forgets what was asked for a system user that is no more.
    pub(crate) fn delete_change_requests_for(&mut self, user: SystemUserId) {
        let ids: Vec<_> = self.change_requests_for(user).map(|row| row.id).collect();
        for id in ids {
            // It was there just above.
            let _ = self.delete_change_request(id);
        }
    }
}
