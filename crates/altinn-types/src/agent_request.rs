use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{AccessPackage, ExternalRef, OrgNumber, RequestId, RequestStatus, SystemId};

/// A vendor's request for an agent system user, as Altinn returns it. It has the fields of
/// [`SystemUserRequest`](super::SystemUserRequest), but no rights.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AgentSystemUserRequest {
    pub id: RequestId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub integration_title: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_ref: Option<ExternalRef>,
    pub system_id: SystemId,
    /// The service provider that will own the system user, such as an accountant. It is never one
    /// of the service provider's clients.
    pub party_org_no: OrgNumber,
    /// The service provider can connect a client only if the client has given it all of these
    /// packages.
    pub access_packages: Vec<AccessPackage>,
    pub status: RequestStatus,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redirect_url: Option<String>,
    /// The address where the service provider approves the request. Altinn leaves this field out of
    /// lists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirm_url: Option<String>,
    /// Altinn always returns `false` to vendors.
    #[serde(default)]
    pub escalated: bool,
    pub created: Timestamp,
    #[serde(default)]
    pub timed_out: bool,
}
