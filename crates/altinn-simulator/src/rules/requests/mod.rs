//! Vendors' requests: for a standard system user, for an agent system user, or for a change of a system user.
//!
//! | rules about | module |
//! |---|---|
//! | new requests for a system user | [`new_requests`] |
//! | new requests to change a system user | [`change_requests`] |
//! | who may approve, reject and forward a request, and what the approval does | [`user_decisions`] |

pub mod change_requests;
pub mod new_requests;
mod table;
pub mod user_decisions;

use altinn_types::{
    AccessPackage, ExternalRef, OrgNumber, RequestId, RequestStatus, Right, SystemId, SystemUserId,
    SystemUserType,
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use strum::VariantArray;
use uuid::Uuid;

pub use new_requests::{Created, NewRequest};
pub use table::Requests;
pub use user_decisions::UserDecision;

use super::{Altinn, rule_violation::RuleViolation, system_users::ExternalIds};

/// An open request counts as timed out after this number of days. In Altinn, this number is a constant in
/// `RequestSystemUserService`. In the simulator, this number is the default value of a setting.
pub const LIFETIME_DAYS: i64 = 180;

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
    /// Returns the type of the system user that an approved request of this kind creates or changes.
    #[must_use]
    pub fn user_type(self) -> SystemUserType {
        match self {
            Self::Standard | Self::Change => SystemUserType::Standard,
            Self::Agent => SystemUserType::Agent,
        }
    }

    /// Returns the decisions that a user can make about a request of this kind. A user can forward a request for a
    /// system user, but not a change request.
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

    /// Only the party that received a request can decide about it. Returns the error for a user who tries to decide
    /// while acting for another party.
    #[must_use]
    pub fn wrong_party(self) -> RuleViolation {
        match self {
            Self::Standard | Self::Change => RuleViolation::WrongParty,
            Self::Agent => RuleViolation::WrongPartyForAgent,
        }
    }
}

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
    pub rights: Vec<Right>,
    pub access_packages: Vec<AccessPackage>,
    /// The rights that an approval takes away from the system user. The list is empty, except in change requests.
    pub unwanted_rights: Vec<Right>,
    /// The access packages that an approval takes away from the system user. The list is empty, except in change
    /// requests.
    pub unwanted_access_packages: Vec<AccessPackage>,
    pub status: RequestStatus,
    /// The redirect URL as the vendor sent it, with its query. An empty text means the same as `None`.
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

    /// Whether the request has been open for so long that it counts as timed out. Altinn calculates this at each call.
    /// The status stays [`RequestStatus::New`], so a user can still approve the request.
    #[must_use]
    pub fn timed_out(&self, now: Timestamp, lifetime_days: i64) -> bool {
        let age = now.duration_since(self.created);
        self.status == RequestStatus::New && age > SignedDuration::from_hours(24 * lifetime_days)
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

    /// Returns the vendor's request of this kind with these external ids. The external ids of a change request are
    /// those of its system user. If several requests have these external ids, the simulator returns the newest. Altinn
    /// does not document which request it returns.
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

    /// Returns one page of a system's requests of one kind, sorted by id. The first request has the id `from`, or the
    /// next higher id if `from` was deleted. The second value is the first id of the next page, or `None` after the
    /// last page.
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

    /// Moves the creation time of an open request into the past. So the request times out at once.
    ///
    /// # Errors
    ///
    /// Returns [`RuleViolation::NoSuchRequest`] if no request has this id. Returns [`RuleViolation::NotNew`] if the
    /// request is not open.
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
