use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    AccessPackage, ExternalRef, OrgNumber, RequestId, RequestStatus, Right, SystemId, SystemUserId,
};

/// The status of a change request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ChangeRequestStatus {
    New,
    Accepted,
    Rejected,
    Denied,
    Timedout,
    /// The vendor posted four empty lists, so there is nothing to change. Altinn does not store
    /// such a request.
    NoChangeNeeded,
}

impl From<RequestStatus> for ChangeRequestStatus {
    fn from(status: RequestStatus) -> Self {
        match status {
            RequestStatus::New => Self::New,
            RequestStatus::Accepted => Self::Accepted,
            RequestStatus::Rejected => Self::Rejected,
            RequestStatus::Denied => Self::Denied,
            RequestStatus::Timedout => Self::Timedout,
        }
    }
}

/// A vendor's request to change what a system user may do, as Altinn returns it. The lists hold
/// what the vendor sent, not the difference from what the system user has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SystemUserChangeRequest {
    /// The `correlation-id` that the vendor chose.
    pub id: RequestId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_ref: Option<ExternalRef>,
    pub system_id: SystemId,
    pub system_user_id: SystemUserId,
    pub party_org_no: OrgNumber,
    #[serde(default)]
    pub required_rights: Vec<Right>,
    #[serde(default)]
    pub unwanted_rights: Vec<Right>,
    #[serde(default)]
    pub required_access_packages: Vec<AccessPackage>,
    #[serde(default)]
    pub unwanted_access_packages: Vec<AccessPackage>,
    pub status: ChangeRequestStatus,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redirect_url: Option<String>,
    /// The address where the customer approves the request. It is empty when no change is needed.
    /// Altinn leaves this field out of lists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirm_url: Option<String>,
    pub created: Timestamp,
    #[serde(default)]
    pub timed_out: bool,
}
