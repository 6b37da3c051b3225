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
    /// The vendor sent four empty lists, so the request changes nothing. Altinn does not store such a request.
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

/// A vendor's request to change the access of a system user, as Altinn returns it. The lists contain what the vendor
/// sent. The lists can contain access that the system user already has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SystemUserChangeRequest {
    /// The id of the request. The vendor chose the id and sent it as `correlation-id`.
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
    /// The URL at which the customer approves the request. The URL is empty if no change is needed. When Altinn returns
    /// a list of requests, this field is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirm_url: Option<String>,
    pub created: Timestamp,
    #[serde(default)]
    pub timed_out: bool,
}
