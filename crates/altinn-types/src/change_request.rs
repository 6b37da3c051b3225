use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    AccessPackage, ExternalRef, OrgNumber, RequestId, RequestStatus, Right, SystemId, SystemUserId,
    lenient,
};

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
/// sent, even access that the system user already has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SystemUserChangeRequest {
    /// The id of the request. The vendor chose the id and sent it as `correlation-id`.
    pub id: RequestId,
    #[serde(
        default,
        deserialize_with = "lenient::or_default",
        skip_serializing_if = "Option::is_none"
    )]
    pub external_ref: Option<ExternalRef>,
    #[serde(
        default,
        deserialize_with = "lenient::or_default",
        skip_serializing_if = "Option::is_none"
    )]
    pub system_id: Option<SystemId>,
    #[serde(
        default,
        deserialize_with = "lenient::or_default",
        skip_serializing_if = "Option::is_none"
    )]
    pub system_user_id: Option<SystemUserId>,
    #[serde(
        default,
        deserialize_with = "lenient::or_default",
        skip_serializing_if = "Option::is_none"
    )]
    pub party_org_no: Option<OrgNumber>,
    #[serde(default, deserialize_with = "lenient::rows")]
    pub required_rights: Vec<Right>,
    #[serde(default, deserialize_with = "lenient::rows")]
    pub unwanted_rights: Vec<Right>,
    #[serde(default, deserialize_with = "lenient::rows")]
    pub required_access_packages: Vec<AccessPackage>,
    #[serde(default, deserialize_with = "lenient::rows")]
    pub unwanted_access_packages: Vec<AccessPackage>,
    /// The status, or `None` if Altinn sent a status that this program does not know.
    #[serde(
        default,
        deserialize_with = "lenient::or_default",
        skip_serializing_if = "Option::is_none"
    )]
    pub status: Option<ChangeRequestStatus>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redirect_url: Option<String>,
    /// The URL where the customer approves the request. The URL is empty if no change is needed. A list of requests
    /// does not contain this field.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirm_url: Option<String>,
    /// The time when the vendor sent the request. `None` if Altinn's response has no valid time.
    #[serde(
        default,
        deserialize_with = "lenient::or_default",
        skip_serializing_if = "Option::is_none"
    )]
    pub created: Option<Timestamp>,
    #[serde(default, deserialize_with = "lenient::null_as_default")]
    pub timed_out: bool,
}
