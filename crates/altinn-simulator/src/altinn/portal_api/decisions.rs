use axum::{
    Extension, Json,
    extract::{Path, State},
};

use super::caller::Caller;
use crate::altinn::{errors::ApiError, vendor_api::requests::request_id};
use crate::{
    Simulator,
    rules::{RequestKind, RuleViolation, UserDecision},
};

/// Handles `POST systemuser/{request, request/agent, changerequest}/{party}/{requestId}/{approve, reject}`. A person
/// approves or rejects a request.
pub async fn decide(
    caller: Caller,
    State(simulator): State<Simulator>,
    Extension(kind): Extension<RequestKind>,
    Extension(decision): Extension<UserDecision>,
    Path((party, id)): Path<(String, String)>,
) -> Result<Json<bool>, ApiError> {
    let mut world = simulator.world();
    let acting = caller.access_manager(&world, &party)?;
    let id = request_id(&id)?;
    let now = world.now();
    world.decide_request(kind, decision, &acting.person, &acting.party, id, now)?;
    tracing::info!(%id, ?kind, ?decision, "the portal API received a decision on a request");
    Ok(Json(true))
}

/// Handles `POST systemuser/{request, request/agent}/{party}/{requestId}/escalate`. A person forwards a request to the
/// access manager.
///
/// Altinn has no access policy for this endpoint. If the person has no connection with the party, or if the request
/// cannot be forwarded, Altinn returns `false`. If an agent request is unknown or belongs to another party, Altinn
/// returns an error code.
pub async fn escalate(
    caller: Caller,
    State(simulator): State<Simulator>,
    Extension(kind): Extension<RequestKind>,
    Path((party, id)): Path<(String, String)>,
) -> Result<Json<bool>, ApiError> {
    let mut world = simulator.world();
    let party = party
        .parse()
        .map_err(|_| ApiError::not_valid("party", &party))?;
    let id = request_id(&id)?;
    let Some(party) = world.parties.number_of_party(party).cloned() else {
        return Ok(Json(false));
    };
    let now = world.now();
    let escalate = UserDecision::Escalate;
    match world.decide_request(kind, escalate, &caller.person, &party, id, now) {
        Ok(()) => {
            tracing::info!(%id, ?kind, "the portal API forwarded a request");
            Ok(Json(true))
        }
        Err(
            violation @ (RuleViolation::WrongPartyForAgent | RuleViolation::NoSuchAgentRequest),
        ) => Err(violation.into()),
        Err(violation) => {
            tracing::info!(%id, ?kind, %violation, "the portal API did not forward a request");
            Ok(Json(false))
        }
    }
}
