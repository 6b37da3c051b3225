//! The JSON of system user requests, in vendors' calls and in the platform's responses.

use altinn_types::{
    AccessPackage, ChangeRequestStatus, ExternalRef, OrgNumber, RequestId, Right, SystemId,
    SystemUserId,
};
use axum::http::HeaderMap;
use jiff::Timestamp;
use serde::{Deserialize, Serialize, Serializer, de::IgnoredAny};
use uuid::Uuid;

use super::{
    access_json::{self, PackageBody, RightBody},
    errors::ApiError,
    json_body::{BodyParameter, trimmed},
};
use crate::{
    Origins,
    rules::{NewRequest, Organisation, Request, RequestKind, RuleViolation, parties::Power},
    world::World,
};

/// The JSON body of a vendor's new standard request or agent request. Any member can be missing, and
/// [`super::json_body`] has converted the names of the members to lower case.
///
/// `R` is the type of the rights: any JSON for an agent request, because Altinn ignores these rights.
#[derive(Debug, Deserialize)]
struct NewRequestBody<R> {
    #[serde(default, rename = "systemid", deserialize_with = "trimmed")]
    system_id: Option<String>,
    #[serde(default, rename = "partyorgno", deserialize_with = "trimmed")]
    party_org_no: Option<String>,
    #[serde(default, rename = "externalref", deserialize_with = "trimmed")]
    external_ref: Option<String>,
    #[serde(default, rename = "integrationtitle", deserialize_with = "trimmed")]
    integration_title: Option<String>,
    #[serde(default)]
    rights: R,
    #[serde(rename = "accesspackages")]
    access_packages: Option<Vec<PackageBody>>,
    #[serde(default, rename = "redirecturl", deserialize_with = "trimmed")]
    redirect_url: Option<String>,
}

const STANDARD_REQUEST: BodyParameter = BodyParameter {
    name: "createRequest",
    class: "Altinn.Platform.Authentication.Core.Models.SystemUsers.CreateRequestSystemUser",
    required: &["systemId", "partyOrgNo"],
};

const AGENT_REQUEST: BodyParameter = BodyParameter {
    name: "createAgentRequest",
    class: "Altinn.Platform.Authentication.Core.Models.SystemUsers.CreateAgentRequestSystemUser",
    required: &[],
};

/// Parses the body of a new standard request or agent request.
///
/// # Errors
///
/// Returns the errors that ASP.NET returns before Altinn's own code runs.
pub fn new_request(
    kind: RequestKind,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<NewRequest, ApiError> {
    match kind {
        RequestKind::Agent => {
            let body: NewRequestBody<IgnoredAny> = AGENT_REQUEST.read(headers, body)?;
            let mut missing = body.missing();
            if body.access_packages.is_none() {
                missing.insert(0, String::from("AccessPackages"));
            }
            body.into_request(None, missing)
        }
        RequestKind::Standard | RequestKind::Change => {
            let mut body: NewRequestBody<Option<Vec<RightBody>>> =
                STANDARD_REQUEST.read(headers, body)?;
            let rights = body.rights.take();
            let mut missing = body.missing();
            let list = rights.as_deref().unwrap_or_default();
            missing.extend(access_json::missing_members("Rights", list));
            body.into_request(rights, missing)
        }
    }
}

impl<R> NewRequestBody<R> {
    /// Returns the names of the required texts that the body lacks, spelled as in Altinn's error message.
    fn missing(&self) -> Vec<String> {
        let required = [
            ("PartyOrgNo", &self.party_org_no),
            ("SystemId", &self.system_id),
        ];
        let missing = required
            .into_iter()
            .filter(|(_, text)| access_json::is_blank(text.as_deref()));
        missing.map(|(name, _)| name.to_owned()).collect()
    }

    fn into_request(
        self,
        rights: Option<Vec<RightBody>>,
        missing: Vec<String>,
    ) -> Result<NewRequest, ApiError> {
        if !missing.is_empty() {
            return Err(ApiError::missing(&missing));
        }
        Ok(NewRequest {
            system_id: self.system_id,
            party_org_no: self.party_org_no,
            external_ref: self.external_ref.map(ExternalRef),
            integration_title: self.integration_title,
            rights: rights.map(access_json::rights),
            access_packages: self.access_packages.map(access_json::packages),
            redirect_url: self.redirect_url,
        })
    }
}

/// The JSON of a system user request of any kind, as the endpoints return it. The kind and the endpoint decide which
/// members the JSON has. Members that are `None` are left out.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RequestResponse {
    pub id: RequestId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub integration_title: Option<String>,
    pub external_ref: ExternalRef,
    pub system_id: SystemId,
    /// The system user that a change request changes. The value is `None` for other kinds of requests.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub system_user_id: Option<SystemUserId>,
    pub party_org_no: OrgNumber,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub party_id: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub party_uuid: Option<Uuid>,
    #[serde(flatten)]
    pub access: RequestedAccess,
    pub status: ChangeRequestStatus,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub redirect_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confirm_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub escalated: Option<bool>,
    /// The time when the vendor sent the request. Altinn stores a change request only if the request changes something.
    /// Otherwise, this time is `None`.
    #[serde(serialize_with = "time_or_dotnet_default")]
    pub created: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timed_out: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub system_user_type: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_may_escalate_but_not_approve: Option<bool>,
}

/// Writes a missing time as the default value of .NET's `DateTime`, which has no offset.
#[expect(clippy::ref_option, reason = "serde passes the field by reference")]
fn time_or_dotnet_default<S: Serializer>(
    time: &Option<Timestamp>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match time {
        Some(time) => time.serialize(serializer),
        None => serializer.serialize_str("0001-01-01T00:00:00"),
    }
}

#[derive(Clone, Debug, Serialize)]
#[serde(untagged, rename_all_fields = "camelCase")]
pub enum RequestedAccess {
    Create {
        /// The rights. In a response to a vendor, an agent request has no rights, so the value is `None`.
        #[serde(skip_serializing_if = "Option::is_none")]
        rights: Option<Vec<Right>>,
        access_packages: Vec<AccessPackage>,
    },
    Change {
        required_rights: Vec<Right>,
        unwanted_rights: Vec<Right>,
        required_access_packages: Vec<AccessPackage>,
        unwanted_access_packages: Vec<AccessPackage>,
    },
}

impl RequestResponse {
    /// Makes the response for a vendor. The field `escalated` is `false` or missing, because Altinn does not tell
    /// vendors about forwarded requests.
    #[must_use]
    pub fn for_vendor(world: &World, origins: &Origins, request: &Request) -> Self {
        let is_change = request.kind == RequestKind::Change;
        let mut access = RequestedAccess::of(request);
        if request.kind == RequestKind::Agent
            && let RequestedAccess::Create { rights, .. } = &mut access
        {
            *rights = None;
        }
        Self {
            integration_title: (!is_change).then(|| request.integration_title.clone()),
            access,
            confirm_url: Some(origins.confirm_url(request.kind, request.id)),
            escalated: (!is_change).then_some(false),
            timed_out: Some(request.timed_out(world.now(), world.request_lifetime_days())),
            ..Self::common(request)
        }
    }

    /// Makes the response that the approval page at `confirmUrl` reads. `power` says what the logged-in person may do
    /// with the system user request.
    ///
    /// # Errors
    ///
    /// Returns [`RuleViolation::NoSuchParty`] if the organisation that received the system user request has been wound
    /// up.
    pub fn for_page(world: &World, request: &Request, power: Power) -> Result<Self, RuleViolation> {
        let party = world.parties.organisation(&request.party_org_no);
        let party = party.ok_or(RuleViolation::NoSuchParty)?;
        let is_change = request.kind == RequestKind::Change;
        let may_only_escalate = power == Power::Escalate;
        Ok(Self {
            party_id: Some(Organisation::party_id(party)),
            party_uuid: Some(party.uuid()),
            escalated: (!is_change).then_some(request.escalated),
            system_user_type: match request.kind {
                RequestKind::Standard => Some("Standard"),
                RequestKind::Agent => Some("Agent"),
                RequestKind::Change => None,
            },
            user_may_escalate_but_not_approve: (!is_change).then_some(may_only_escalate),
            ..Self::common(request)
        })
    }

    fn common(request: &Request) -> Self {
        let is_change = request.kind == RequestKind::Change;
        Self {
            id: request.id,
            integration_title: None,
            external_ref: request.external_ref.clone(),
            system_id: request.system_id.clone(),
            system_user_id: is_change.then_some(request.system_user),
            party_org_no: request.party_org_no.clone(),
            party_id: None,
            party_uuid: None,
            access: RequestedAccess::of(request),
            status: request.status.into(),
            redirect_url: request.redirect_url.clone(),
            confirm_url: None,
            escalated: None,
            created: Some(request.created),
            timed_out: None,
            system_user_type: None,
            user_may_escalate_but_not_approve: None,
        }
    }
}

impl RequestedAccess {
    fn of(request: &Request) -> Self {
        let rights = request.rights.clone();
        let access_packages = request.access_packages.clone();
        match request.kind {
            RequestKind::Standard | RequestKind::Agent => Self::Create {
                rights: Some(rights),
                access_packages,
            },
            RequestKind::Change => Self::Change {
                required_rights: rights,
                unwanted_rights: request.unwanted_rights.clone(),
                required_access_packages: access_packages,
                unwanted_access_packages: request.unwanted_access_packages.clone(),
            },
        }
    }
}
