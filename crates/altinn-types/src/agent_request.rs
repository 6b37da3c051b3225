use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{AccessPackage, ExternalRef, OrgNumber, RequestId, RequestStatus, SystemId, lenient};

/// A vendor's request for an agent system user, as Altinn returns it. The request has the same fields as
/// [`SystemUserRequest`](super::SystemUserRequest), except the rights.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AgentSystemUserRequest {
    pub id: RequestId,
    #[serde(
        default,
        deserialize_with = "lenient::or_default",
        skip_serializing_if = "Option::is_none"
    )]
    pub integration_title: Option<String>,
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
    /// The organisation number of the service provider, such as an accountant. The service provider will own the system
    /// user. The number never belongs to a client of the service provider.
    #[serde(
        default,
        deserialize_with = "lenient::or_default",
        skip_serializing_if = "Option::is_none"
    )]
    pub party_org_no: Option<OrgNumber>,
    /// The access packages of the system user. The service provider can connect a client only if the client has given
    /// all of these packages to the service provider.
    #[serde(default, deserialize_with = "lenient::rows")]
    pub access_packages: Vec<AccessPackage>,
    /// The status, or `None` if Altinn sent a status that this program does not know.
    #[serde(
        default,
        deserialize_with = "lenient::or_default",
        skip_serializing_if = "Option::is_none"
    )]
    pub status: Option<RequestStatus>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redirect_url: Option<String>,
    /// The service provider approves the request at this URL. Altinn does not send this field in a list of requests.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirm_url: Option<String>,
    /// Whether a user forwarded the request to an access manager. Altinn always returns `false` to vendors.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub escalated: bool,
    /// The time when the vendor sent the request. `None` means that Altinn's response has no valid time.
    #[serde(
        default,
        deserialize_with = "lenient::or_default",
        skip_serializing_if = "Option::is_none"
    )]
    pub created: Option<Timestamp>,
    #[serde(default, deserialize_with = "lenient::null_as_default")]
    pub timed_out: bool,
}
