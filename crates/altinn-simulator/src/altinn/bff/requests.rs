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
        portal_api::{caller::Caller, change_requests, requests},
    },
    rules::RequestKind,
    texts::Language,
};
use altinn_types::{RequestId, RequestStatus};

/// The fields that Altinn's pages read for every kind of request.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Common {
    id: RequestId,
    party_id: i64,
    party_uuid: Uuid,
    status: RequestStatus,
    #[serde(skip_serializing_if = "Option::is_none")]
    redirect_url: Option<String>,
    created: Timestamp,
    /// This field is left out if the system is no longer registered. Altinn's pages then show an
    /// error.
    #[serde(skip_serializing_if = "Option::is_none")]
    system: Option<System>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ShownRequest {
    #[serde(flatten)]
    common: Common,
    escalated: bool,
    user_may_escalate_but_not_approve: bool,
    #[serde(flatten)]
    powers: Powers,
}

/// `GET systemuser/{request, agentrequest}/{requestId}`.
pub async fn read(
    caller: Caller,
    State(simulator): State<Simulator>,
    Extension(kind): Extension<RequestKind>,
    path: Path<String>,
    headers: HeaderMap,
) -> Result<Json<ShownRequest>, ApiError> {
    let state = State(simulator.clone());
    let Json(request) = requests::read(caller, state, Extension(kind), path).await?;
    let (world, language) = (simulator.world(), Language::of(&headers));
    let system = world.live_system(&request.system_id);
    let (rights, packages) = (&request.rights, &request.access_packages);
    Ok(Json(ShownRequest {
        powers: Powers::of(&world, language, rights, packages),
        common: Common {
            id: request.id,
            party_id: request.party_id,
            party_uuid: request.party_uuid,
            status: request.status,
            redirect_url: request.redirect_url,
            created: request.created,
            system: system.map(|system| System::of(&world, language, system)),
        },
        escalated: request.escalated,
        user_may_escalate_but_not_approve: request.user_may_escalate_but_not_approve,
    }))
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ShownChangeRequest {
    #[serde(flatten)]
    common: Common,
    required_rights: Vec<Resource>,
    unwanted_rights: Vec<Resource>,
    required_access_packages: Vec<Package>,
    unwanted_access_packages: Vec<Package>,
}

/// `GET systemuser/changerequest/{requestId}`.
pub async fn read_change(
    caller: Caller,
    State(simulator): State<Simulator>,
    path: Path<String>,
    headers: HeaderMap,
) -> Result<Json<ShownChangeRequest>, ApiError> {
    let state = State(simulator.clone());
    let Json(change) = change_requests::read(caller, state, path).await?;
    let (world, language) = (simulator.world(), Language::of(&headers));
    let system = world.live_system(&change.system_id);
    let powers = |rights, packages| Powers::of(&world, language, rights, packages);
    let required = powers(&change.required_rights, &change.required_access_packages);
    let unwanted = powers(&change.unwanted_rights, &change.unwanted_access_packages);
    Ok(Json(ShownChangeRequest {
        common: Common {
            id: change.id,
            party_id: change.party_id,
            party_uuid: change.party_uuid,
            status: change.status,
            redirect_url: change.redirect_url,
            created: change.created,
            system: system.map(|system| System::of(&world, language, system)),
        },
        required_rights: required.resources,
        unwanted_rights: unwanted.resources,
        required_access_packages: required.access_packages,
        unwanted_access_packages: unwanted.access_packages,
    }))
}
