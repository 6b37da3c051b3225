use axum::{
    Json,
    extract::{Path, State},
};
use jiff::Timestamp;
use serde::Serialize;
use uuid::Uuid;

use super::caller::Caller;
use crate::altinn::{errors::ApiError, vendor_api::requests::request_id};
use crate::world::World;
use crate::{
    Simulator,
    rules::{ChangeRequest, RuleViolation, approval::Power},
};
use altinn_types::{
    AccessPackage, ExternalRef, OrgNumber, RequestId, RequestStatus, Right, SystemId, SystemUserId,
};

/// A change request in the form that the page at `confirmUrl` reads.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct InternalChangeRequest {
    pub id: RequestId,
    pub external_ref: ExternalRef,
    pub system_id: SystemId,
    pub system_user_id: SystemUserId,
    pub party_org_no: OrgNumber,
    pub party_id: i64,
    pub party_uuid: Uuid,
    pub required_rights: Vec<Right>,
    pub unwanted_rights: Vec<Right>,
    pub required_access_packages: Vec<AccessPackage>,
    pub unwanted_access_packages: Vec<AccessPackage>,
    pub status: RequestStatus,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub redirect_url: Option<String>,
    pub created: Timestamp,
}

/// `GET systemuser/changerequest/{requestId}`. Only an access manager can read it, because a change
/// request cannot be forwarded.
pub async fn read(
    caller: Caller,
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
) -> Result<Json<InternalChangeRequest>, ApiError> {
    let world = simulator.world();
    let (change, power) = world.change_request_for(&caller.person, request_id(&id)?)?;
    if power != Power::Approve {
        return Err(RuleViolation::NotAccessManager.into());
    }
    Ok(Json(InternalChangeRequest::of(&world, change)?))
}

impl InternalChangeRequest {
    fn of(world: &World, change: &ChangeRequest) -> Result<Self, RuleViolation> {
        let party = world.organisation(&change.party_org_no);
        let party = party.ok_or(RuleViolation::NoSuchParty)?;
        let lists = change.wanted.clone();
        Ok(Self {
            id: change.id,
            external_ref: change.external_ref.clone(),
            system_id: change.system_id.clone(),
            system_user_id: change.system_user,
            party_org_no: party.number.clone(),
            party_id: party.party_id(),
            party_uuid: party.uuid(),
            required_rights: lists.required_rights,
            unwanted_rights: lists.unwanted_rights,
            required_access_packages: lists.required_access_packages,
            unwanted_access_packages: lists.unwanted_access_packages,
            status: change.status,
            redirect_url: change.redirect_url.clone(),
            created: change.created,
        })
    }
}
