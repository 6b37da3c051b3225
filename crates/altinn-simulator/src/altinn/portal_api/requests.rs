use axum::{
    Extension, Json,
    extract::{Path, State},
};
use jiff::Timestamp;
use serde::Serialize;
use uuid::Uuid;

use super::caller::Caller;
use crate::altinn::{
    errors::ApiError,
    vendor_api::{agent_requests, requests, requests::request_id},
};
use crate::world::World;
use crate::{
    Simulator,
    rules::{Request, RequestKind, RuleViolation, approval::Power},
};
use altinn_types::{
    AccessPackage, AgentSystemUserRequest, ExternalRef, OrgNumber, RequestId, RequestStatus, Right,
    SystemId, SystemUserRequest,
};

/// A request in the form that the page at `confirmUrl` reads.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct InternalRequest {
    pub id: RequestId,
    pub external_ref: ExternalRef,
    pub system_id: SystemId,
    pub party_org_no: OrgNumber,
    pub party_id: i64,
    pub party_uuid: Uuid,
    pub rights: Vec<Right>,
    pub access_packages: Vec<AccessPackage>,
    pub status: RequestStatus,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub redirect_url: Option<String>,
    pub escalated: bool,
    pub created: Timestamp,
    pub system_user_type: &'static str,
    pub user_may_escalate_but_not_approve: bool,
}

/// `GET systemuser/request/{requestId}` and `GET systemuser/request/agent/{requestId}`.
pub async fn read(
    caller: Caller,
    State(simulator): State<Simulator>,
    Extension(kind): Extension<RequestKind>,
    Path(id): Path<String>,
) -> Result<Json<InternalRequest>, ApiError> {
    let world = simulator.world();
    let id = request_id(&id)?;
    find(&world, kind, id)?;
    let (request, power) = world.request_for(&caller.person, id)?;
    Ok(Json(InternalRequest::of(&world, request, power)?))
}

impl InternalRequest {
    fn of(world: &World, request: &Request, power: Power) -> Result<Self, RuleViolation> {
        let party = world.organisation(&request.party_org_no);
        let party = party.ok_or(RuleViolation::NoSuchParty)?;
        Ok(Self {
            id: request.id,
            external_ref: request.external_ref.clone(),
            system_id: request.system_id.clone(),
            party_org_no: party.number.clone(),
            party_id: party.party_id(),
            party_uuid: party.uuid(),
            rights: request.rights.clone(),
            access_packages: request.access_packages.clone(),
            status: request.status,
            redirect_url: request.redirect_url.clone(),
            escalated: request.escalated,
            created: request.created,
            system_user_type: match request.kind {
                RequestKind::Standard => "Standard",
                RequestKind::Agent => "Agent",
            },
            user_may_escalate_but_not_approve: power == Power::Escalate,
        })
    }
}

/// A request in a list, or from the older endpoint: the form that vendors read, without
/// `confirmUrl`.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum RequestListItem {
    Standard(SystemUserRequest),
    Agent(AgentSystemUserRequest),
}

/// `GET systemuser/request/{party}/{requestId}`, and the same path with `agent/`. This is the older
/// endpoint.
pub async fn read_for_party(
    caller: Caller,
    State(simulator): State<Simulator>,
    Extension(kind): Extension<RequestKind>,
    Path((party, id)): Path<(String, String)>,
) -> Result<Json<RequestListItem>, ApiError> {
    let world = simulator.world();
    let acting = caller.access_manager(&world, &party)?;
    let id = request_id(&id)?;
    world
        .organisation(&acting.party)
        .ok_or(RuleViolation::NoSuchParty)?;
    let request = find(&world, kind, id)?;
    if request.party_org_no != acting.party {
        return Err(RuleViolation::NoSuchRequest.into());
    }
    Ok(Json(RequestListItem::of(&simulator, &world, request)))
}

/// `GET systemuser/request/{party}/{orgno}/pending`, and the same path with `agent/`.
pub async fn pending(
    caller: Caller,
    State(simulator): State<Simulator>,
    Extension(kind): Extension<RequestKind>,
    Path((party, number)): Path<(String, String)>,
) -> Result<Json<Vec<RequestListItem>>, ApiError> {
    let world = simulator.world();
    let acting = caller.access_manager(&world, &party)?;
    world
        .organisation(&acting.party)
        .ok_or(RuleViolation::NoSuchParty)?;
    if acting.party.as_str() != number {
        return Err(kind.wrong_party().into());
    }
    let pending = world.pending_requests(&acting.party);
    let pending = pending.filter(|request| request.kind == kind);
    Ok(Json(
        pending
            .map(|request| RequestListItem::of(&simulator, &world, request))
            .collect(),
    ))
}

impl RequestListItem {
    fn of(simulator: &Simulator, world: &World, request: &Request) -> Self {
        let origins = simulator.origins();
        match request.kind {
            RequestKind::Standard => Self::Standard(SystemUserRequest {
                confirm_url: None,
                escalated: request.escalated,
                ..requests::vendor_view(world, origins, request)
            }),
            RequestKind::Agent => Self::Agent(AgentSystemUserRequest {
                confirm_url: None,
                escalated: request.escalated,
                ..agent_requests::vendor_view(world, origins, request)
            }),
        }
    }
}

fn find(world: &World, kind: RequestKind, id: RequestId) -> Result<&Request, RuleViolation> {
    let request = world.request(id).filter(|request| request.kind == kind);
    request.ok_or(RuleViolation::NoSuchRequest)
}
