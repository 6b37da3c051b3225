use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{AccessPackage, ExternalRef, OrgNumber, RequestId, RequestStatus, SystemId};

/// A vendor's request for an agent system user, as Altinn returns it. The request has the same fields as
/// [`SystemUserRequest`](super::SystemUserRequest), except the rights.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AgentSystemUserRequest {
    pub id: RequestId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub integration_title: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_ref: Option<ExternalRef>,
    pub system_id: SystemId,
    /// The organisation number of the service provider that will own the system user, such as an accountant. The number
    /// is never that of a client of the service provider.
    pub party_org_no: OrgNumber,
    /// The access packages of the system user. The service provider can connect a client only if the client has given
    /// the service provider all of these packages.
    pub access_packages: Vec<AccessPackage>,
    pub status: RequestStatus,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redirect_url: Option<String>,
    /// The URL at which the service provider approves the request. When Altinn returns a list of requests, this field
    /// is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirm_url: Option<String>,
    /// Whether a user forwarded the request to an access manager. Altinn always returns `false` to vendors.
    #[serde(default)]
    pub escalated: bool,
    pub created: Timestamp,
    #[serde(default)]
    pub timed_out: bool,
}
