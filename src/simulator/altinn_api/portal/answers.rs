use axum::{
    Extension, Json,
    extract::{Path, State},
};

use super::{
    super::{problem::No, requests::request_id},
    caller::Caller,
};
use crate::simulator::{
    Simulator,
    world::{Refusal, RequestKind},
};

/// `POST systemuser/request/{party}/{requestId}/approve`, and with `agent/`.
pub async fn approve(
    caller: Caller,
    State(simulator): State<Simulator>,
    Extension(kind): Extension<RequestKind>,
    Path((party, id)): Path<(String, String)>,
) -> Result<Json<bool>, No> {
    let mut world = simulator.world();
    let acting = caller.access_manager(&world, &party)?;
    let id = request_id(&id)?;
    let now = world.now();
    world.approve(kind, &acting.person, &acting.party, id, now)?;
    tracing::info!(%id, ?kind, "a request is approved without a page");
    Ok(Json(true))
}

/// `POST systemuser/request/{party}/{requestId}/reject`, and with `agent/`.
pub async fn reject(
    caller: Caller,
    State(simulator): State<Simulator>,
    Extension(kind): Extension<RequestKind>,
    Path((party, id)): Path<(String, String)>,
) -> Result<Json<bool>, No> {
    let mut world = simulator.world();
    let acting = caller.access_manager(&world, &party)?;
    let id = request_id(&id)?;
    world.reject(kind, &acting.person, &acting.party, id)?;
    tracing::info!(%id, ?kind, "a request is rejected without a page");
    Ok(Json(true))
}

/// `POST systemuser/request/{party}/{requestId}/escalate`, and with `agent/`.
///
/// No policy stands before it: who has nothing to do with the party is told `false`, and so is who
/// forwards what cannot be. Only for agent requests the contract has codes.
pub async fn escalate(
    caller: Caller,
    State(simulator): State<Simulator>,
    Extension(kind): Extension<RequestKind>,
    Path((party, id)): Path<(String, String)>,
) -> Result<Json<bool>, No> {
    let mut world = simulator.world();
    let person = caller.person(&world)?;
    let party = party.parse().map_err(|_| No::not_valid("party", &party))?;
    let id = request_id(&id)?;
    let Some(party) = world.number_of_party(party).cloned() else {
        return Ok(Json(false));
    };
    match world.escalate(kind, &person, &party, id) {
        Ok(()) => {
            tracing::info!(%id, ?kind, "a request is forwarded without a page");
            Ok(Json(true))
        }
        Err(refusal @ (Refusal::WrongPartyForAgent | Refusal::NoSuchAgentRequest)) => {
            Err(refusal.into())
        }
        Err(refusal) => {
            tracing::info!(%id, ?kind, %refusal, "a request is not forwarded");
            Ok(Json(false))
        }
    }
}
