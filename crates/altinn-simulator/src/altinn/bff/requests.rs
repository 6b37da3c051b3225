use altinn_types::{RequestId, RequestStatus};
use axum::{
    Extension, Json,
    extract::{Path, State},
    http::HeaderMap,
};
use jiff::Timestamp;
use serde::Serialize;
use uuid::Uuid;

use super::shapes::{Package, Powers, Resource, System};
use crate::{
    Simulator,
    altinn::{
        errors::ApiError,
        portal_api::{caller::Caller, requests::request_for},
    },
    rules::{RequestKind, RuleViolation, parties::Power},
    texts::Language,
};

/// The JSON that Altinn's pages read about a system user request. The response leaves out a field that is `None`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RequestModel {
    id: RequestId,
    party_id: i64,
    party_uuid: Uuid,
    status: RequestStatus,
    #[serde(skip_serializing_if = "Option::is_none")]
    redirect_url: Option<String>,
    created: Timestamp,
    /// The system of the request, or `None` if the system is no longer registered. For `None`, Altinn's pages show an
    /// error.
    #[serde(skip_serializing_if = "Option::is_none")]
    system: Option<System>,
    #[serde(skip_serializing_if = "Option::is_none")]
    escalated: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    user_may_escalate_but_not_approve: Option<bool>,
    #[serde(flatten)]
    access: RequestedAccess,
}

#[derive(Debug, Serialize)]
#[serde(untagged, rename_all_fields = "camelCase")]
enum RequestedAccess {
    Create(Powers),
    Change {
        required_rights: Vec<Resource>,
        unwanted_rights: Vec<Resource>,
        required_access_packages: Vec<Package>,
        unwanted_access_packages: Vec<Package>,
    },
}

/// Handles `GET systemuser/{request, agentrequest, changerequest}/{requestId}`, which returns one system user request.
pub async fn read(
    caller: Caller,
    State(simulator): State<Simulator>,
    Extension(kind): Extension<RequestKind>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Json<RequestModel>, ApiError> {
    let (world, language) = (simulator.world(), Language::of(&headers));
    let (request, power) = request_for(&caller, &world, kind, &id)?;
    let party = world.parties.organisation(&request.party_org_no);
    let party = party.ok_or(RuleViolation::NoSuchParty)?;
    let system = world.register.live_system(&request.system_id);
    let can_be_forwarded = kind != RequestKind::Change;
    let may_only_escalate = power == Power::Escalate;
    let required = Powers::of(&world, language, &request.rights, &request.access_packages);
    Ok(Json(RequestModel {
        id: request.id,
        party_id: party.party_id(),
        party_uuid: party.uuid(),
        status: request.status,
        redirect_url: request.redirect_url.clone(),
        created: request.created,
        system: system.map(|system| System::of(&world, language, system)),
        escalated: can_be_forwarded.then_some(request.escalated),
        user_may_escalate_but_not_approve: can_be_forwarded.then_some(may_only_escalate),
        access: match kind {
            RequestKind::Standard | RequestKind::Agent => RequestedAccess::Create(required),
            RequestKind::Change => {
                let (rights, packages) =
                    (&request.unwanted_rights, &request.unwanted_access_packages);
                let unwanted = Powers::of(&world, language, rights, packages);
                RequestedAccess::Change {
                    required_rights: required.resources,
                    unwanted_rights: unwanted.resources,
                    required_access_packages: required.access_packages,
                    unwanted_access_packages: unwanted.access_packages,
                }
            }
        },
    }))
}
