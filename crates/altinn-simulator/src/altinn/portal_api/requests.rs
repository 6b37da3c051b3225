use axum::{
    Extension, Json,
    extract::{Path, State},
};

use super::caller::Caller;
use crate::{
    Simulator,
    altinn::{errors::ApiError, request_json::RequestResponse, vendor_api::requests::request_id},
    rules::{Request, RequestKind, RuleViolation, parties::Power},
    world::World,
};

/// Handles `GET systemuser/request/{requestId}`, `GET systemuser/request/agent/{requestId}` and `GET
/// systemuser/changerequest/{requestId}`, which return one system user request.
///
/// An access manager can read all kinds of requests. A user who can only forward requests can read standard requests
/// and agent requests, but no change requests.
pub async fn read(
    caller: Caller,
    State(simulator): State<Simulator>,
    Extension(kind): Extension<RequestKind>,
    Path(id): Path<String>,
) -> Result<Json<RequestResponse>, ApiError> {
    let world = simulator.world();
    let (request, power) = request_for(&caller, &world, kind, &id)?;
    Ok(Json(RequestResponse::for_page(&world, request, power)?))
}

/// Returns the request with this id, and what the caller is allowed to do with the request. Returns an error if the
/// caller is not allowed to read the request.
pub(crate) fn request_for<'a>(
    caller: &Caller,
    world: &'a World,
    kind: RequestKind,
    id: &str,
) -> Result<(&'a Request, Power), ApiError> {
    let (request, power) = world.request_for(&caller.person, kind, request_id(id)?)?;
    if kind == RequestKind::Change && power != Power::Approve {
        return Err(RuleViolation::NotAccessManager.into());
    }
    Ok((request, power))
}

/// Handles `GET systemuser/request/{party}/{requestId}`, `GET systemuser/request/agent/{party}/{requestId}` and `GET
/// systemuser/changerequest/{party}/{requestId}`. This endpoint is older than the endpoint of [`read`]. The response of
/// this older endpoint has the fields that vendors read, except `confirmUrl`.
pub async fn read_for_party(
    caller: Caller,
    State(simulator): State<Simulator>,
    Extension(kind): Extension<RequestKind>,
    Path((party, id)): Path<(String, String)>,
) -> Result<Json<RequestResponse>, ApiError> {
    let world = simulator.world();
    let acting = caller.access_manager(&world, &party)?;
    let id = request_id(&id)?;
    let party = world.parties.organisation(&acting.party);
    party.ok_or(RuleViolation::NoSuchParty)?;
    let request = world.requests.get(kind, id);
    let request = request.filter(|request| request.party_org_no == acting.party);
    let request = request.ok_or(RuleViolation::NoSuchRequest)?;
    Ok(Json(in_list(&simulator, &world, request)))
}

/// Handles `GET systemuser/request/{party}/{orgno}/pending` and `GET systemuser/request/agent/{party}/{orgno}/pending`,
/// which list the requests that wait for the party's answer.
pub async fn pending(
    caller: Caller,
    State(simulator): State<Simulator>,
    Extension(kind): Extension<RequestKind>,
    Path((party, number)): Path<(String, String)>,
) -> Result<Json<Vec<RequestResponse>>, ApiError> {
    let world = simulator.world();
    let acting = caller.access_manager(&world, &party)?;
    let party = world.parties.organisation(&acting.party);
    party.ok_or(RuleViolation::NoSuchParty)?;
    if acting.party.as_str() != number {
        return Err(kind.wrong_party().into());
    }
    let pending = world.requests.pending(&acting.party).into_iter();
    let pending = pending.filter(|request| request.kind == kind);
    let pending = pending.map(|request| in_list(&simulator, &world, request));
    Ok(Json(pending.collect()))
}

fn in_list(simulator: &Simulator, world: &World, request: &Request) -> RequestResponse {
    RequestResponse {
        confirm_url: None,
        // Altinn leaves this member out of a change request, because a user cannot forward a change request.
        escalated: (request.kind != RequestKind::Change).then_some(request.escalated),
        ..RequestResponse::for_vendor(world, simulator.origins(), request)
    }
}
