//! Vendors' requests for agent system users: creating and reading them (contract/systemuser-api.md §5).
//! Vendors delete them with the same endpoint as standard requests.

use axum::{
    Json,
    body::Bytes,
    extract::{Path, State},
    http::HeaderMap,
    response::{IntoResponse, Response},
};

use super::{
    paging::{self, Paging},
    requests::{self, created, external_ids, request_id},
    token::{Token, scope},
};
use crate::altinn::errors::ApiError;
use crate::world::World;
use crate::{
    Origins, Simulator,
    http::case_insensitive::Query,
    rules::{Request, RequestKind, RuleViolation},
};
use altinn_types::{AgentSystemUserRequest, RequestId};

const KIND: RequestKind = RequestKind::Agent;

/// `POST systemuser/request/vendor/agent`.
pub async fn create(
    token: Token,
    State(simulator): State<Simulator>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, ApiError> {
    let (vendor, new_request) = requests::read_body(&token, KIND, &headers, &body)?;
    let mut world = simulator.world();
    let now = world.now();
    let created_request = world.create_agent_request(&vendor, new_request, now)?;
    created(&simulator, &world, &created_request, vendor_view)
}

/// `GET systemuser/request/vendor/agent/{requestId}`.
pub async fn read(
    token: Token,
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
) -> Result<Json<AgentSystemUserRequest>, ApiError> {
    token.require(&[scope::REQUEST_READ])?;
    let id = request_id(&id)?;
    let vendor = token.consumer().ok_or(ApiError::Unauthorized)?;
    let world = simulator.world();
    let request = world.vendors_request(KIND, &vendor, id)?;
    if request.access_packages.is_empty() {
        return Err(RuleViolation::NotAnAgentRequest.into());
    }
    Ok(Json(vendor_view(&world, simulator.origins(), request)))
}

/// `GET systemuser/request/vendor/agent/byexternalref/{systemId}/{orgNo}/{externalRef}`.
pub async fn by_external_ref(
    token: Token,
    State(simulator): State<Simulator>,
    Path(path): Path<(String, String, String)>,
) -> Result<Json<AgentSystemUserRequest>, ApiError> {
    token.require(&[scope::REQUEST_READ])?;
    let vendor = token.consumer().ok_or(ApiError::Unauthorized)?;
    let world = simulator.world();
    let request = world.vendors_request_by_ids(KIND, &vendor, &external_ids(path)?)?;
    Ok(Json(vendor_view(&world, simulator.origins(), request)))
}

/// `GET systemuser/request/vendor/agent/bysystem/{systemId}`.
pub async fn by_system(
    token: Token,
    State(simulator): State<Simulator>,
    Path(system): Path<String>,
    Query(paging): Query<Paging>,
) -> Result<Response, ApiError> {
    token.require(&[scope::REQUEST_READ])?;
    let vendor = token.consumer().ok_or(ApiError::Unauthorized)?;
    let system = system.parse().map_err(|_| RuleViolation::NoSuchSystem)?;
    let from: Option<RequestId> = paging.from()?;

    let world = simulator.world();
    let (requests, next) = world.requests_of_system(&vendor, &system, KIND, from, paging::SIZE)?;
    let data = requests.into_iter().map(|request| AgentSystemUserRequest {
        confirm_url: None,
        ..vendor_view(&world, simulator.origins(), request)
    });
    let list = ("systemuser/request/vendor/agent", &system);
    Ok(Json(paging::page(data, next.as_ref(), simulator.origins(), list)).into_response())
}

pub(crate) fn vendor_view(
    world: &World,
    origins: &Origins,
    request: &Request,
) -> AgentSystemUserRequest {
    AgentSystemUserRequest {
        id: request.id,
        integration_title: Some(request.integration_title.clone()),
        external_ref: Some(request.external_ref.clone()),
        system_id: request.system_id.clone(),
        party_org_no: request.party_org_no.clone(),
        access_packages: request.access_packages.clone(),
        status: request.status,
        redirect_url: request.redirect_url.clone(),
        confirm_url: Some(origins.confirm_url(request.kind, request.id)),
        escalated: false,
        created: request.created,
        timed_out: request.timed_out(world.now(), world.request_lifetime_days()),
    }
}
