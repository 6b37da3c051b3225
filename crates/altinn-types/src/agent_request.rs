use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{AccessPackage, ExternalRef, OrgNumber, RequestId, RequestStatus, SystemId};

/// A request for an agent system user, as Altinn answers it: as
/// [`SystemUserRequest`](super::SystemUserRequest), without rights.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AgentSystemUserRequest {
    pub id: RequestId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub integration_title: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_ref: Option<ExternalRef>,
    pub system_id: SystemId,
    /// The service provider, such as an accountant; never a client.
    pub party_org_no: OrgNumber,
    /// A client must have all of them to be connected.
    pub access_packages: Vec<AccessPackage>,
    pub status: RequestStatus,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redirect_url: Option<String>,
    /// Where the service provider answers. Not in lists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirm_url: Option<String>,
    /// Always false in answers to vendors.
    #[serde(default)]
    pub escalated: bool,
    pub created: Timestamp,
    #[serde(default)]
    pub timed_out: bool,
}
