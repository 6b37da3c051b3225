use axum::{
    Json,
    extract::{Path, State},
};
use jiff::Timestamp;
use serde::Serialize;
use uuid::Uuid;

use super::{
    super::{problem::No, requests::request_id},
    caller::Caller,
};
use crate::{
    domain::{
        AccessPackage, ExternalRef, OrgNumber, RequestId, RequestStatus, Right, SystemId,
        SystemUserId,
    },
    simulator::{
        Simulator, World,
        world::{ChangeRequest, Refusal, approval::Power},
    },
};

/// A change request as the page at `confirmUrl` gets it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct InternalChangeRequest {
    id: RequestId,
    external_ref: ExternalRef,
    system_id: SystemId,
    system_user_id: SystemUserId,
    party_org_no: OrgNumber,
    party_id: i64,
    party_uuid: Uuid,
    required_rights: Vec<Right>,
    unwanted_rights: Vec<Right>,
    required_access_packages: Vec<AccessPackage>,
    unwanted_access_packages: Vec<AccessPackage>,
    status: RequestStatus,
    #[serde(skip_serializing_if = "Option::is_none")]
    redirect_url: Option<String>,
    created: Timestamp,
}

/// `GET systemuser/changerequest/{requestId}`. There is no forwarding, so only an access manager reads it.
pub async fn read(
    caller: Caller,
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
) -> Result<Json<InternalChangeRequest>, No> {
    let world = simulator.world();
    let person = caller.person(&world)?;
    let (change, power) = world.change_request_for(&person, request_id(&id)?)?;
    if power != Power::Approve {
        return Err(Refusal::NotAccessManager.into());
    }
    Ok(Json(InternalChangeRequest::of(&world, change)?))
}

/// `POST systemuser/changerequest/{party}/{requestId}/approve`.
pub async fn approve(
    caller: Caller,
    State(simulator): State<Simulator>,
    Path((party, id)): Path<(String, String)>,
) -> Result<Json<bool>, No> {
    let mut world = simulator.world();
    let acting = caller.access_manager(&world, &party)?;
    let id = request_id(&id)?;
    world.approve_change(&acting.person, &acting.party, id)?;
    tracing::info!(%id, "a change request is approved without a page");
    Ok(Json(true))
}

/// `POST systemuser/changerequest/{party}/{requestId}/reject`.
pub async fn reject(
    caller: Caller,
    State(simulator): State<Simulator>,
    Path((party, id)): Path<(String, String)>,
) -> Result<Json<bool>, No> {
    let mut world = simulator.world();
    let acting = caller.access_manager(&world, &party)?;
    let id = request_id(&id)?;
    world.reject_change(&acting.person, &acting.party, id)?;
    tracing::info!(%id, "a change request is rejected without a page");
    Ok(Json(true))
}

impl InternalChangeRequest {
    fn of(world: &World, change: &ChangeRequest) -> Result<Self, Refusal> {
        let party = world.organisation(&change.party_org_no);
        let party = party.ok_or(Refusal::NoSuchParty)?;
        let wanted = change.wanted.clone();
        Ok(Self {
            id: change.id,
            external_ref: change.external_ref.clone(),
            system_id: change.system_id.clone(),
            system_user_id: change.system_user,
            party_org_no: party.number.clone(),
            party_id: party.party_id(),
            party_uuid: party.uuid(),
            required_rights: wanted.required_rights,
            unwanted_rights: wanted.unwanted_rights,
            required_access_packages: wanted.required_access_packages,
            unwanted_access_packages: wanted.unwanted_access_packages,
            status: change.status,
            redirect_url: change.redirect_url.clone(),
            created: change.created,
        })
    }
}
