//! The calls that answer a system user request in place of the customer, or make the request time out.

use axum::{
    Json,
    body::Bytes,
    extract::{Path, State},
    http::StatusCode,
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{ControlError, read_body};
use crate::world::World;
use crate::{
    Simulator,
    rules::{RuleViolation, UserDecision},
    texts::complaints,
};
use altinn_types::{OrgNumber, RequestId};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct DecisionBody {
    /// The key of the person who answers. `None` stands for the first access manager of the organisation.
    person: Option<String>,
    #[serde(rename = "answer")]
    decision: UserDecision,
}

/// Handles `POST /control/requests/{id}/answer`. Approves, rejects or forwards a system user request, an agent request
/// or a change request.
pub(crate) async fn decide(
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Json<Value>, ControlError> {
    let DecisionBody { person, decision } = read_body(&body)?;
    let id = request_id(&id)?;
    let mut world = simulator.world();
    let request = world.requests.find(id);
    let request = request.ok_or(ControlError::NotFound("request"))?;
    let (kind, party) = (request.kind, request.party_org_no.clone());
    let person = match person {
        Some(key) => world
            .parties
            .person(&key)
            .ok_or(ControlError::NotFound("person"))?
            .key
            .clone(),
        None => first_access_manager(&world, &party).ok_or(RuleViolation::NotAccessManager)?,
    };
    if !kind.decisions().contains(&decision) {
        return Err(ControlError::Invalid(complaints::no_forwarding_of_changes()));
    }
    let now = world.now();
    world.decide_request(kind, decision, &person, &party, id, now)?;
    let status = world.requests.get(kind, id).map(|request| request.status);
    Ok(Json(json!({ "person": person, "status": status })))
}

fn first_access_manager(world: &World, party: &OrgNumber) -> Option<String> {
    let mut persons = world.parties.persons();
    let manager = persons.find(|person| world.parties.may_approve(&person.key, party));
    manager.map(|person| person.key.clone())
}

/// Handles `POST /control/requests/{id}/time-out`. An open system user request times out at once, because this call
/// moves the creation time of the request back.
pub(crate) async fn time_out(
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
) -> Result<StatusCode, ControlError> {
    let id = request_id(&id)?;
    let mut world = simulator.world();
    let now = world.now();
    world.let_time_out(id, now)?;
    Ok(StatusCode::NO_CONTENT)
}

fn request_id(text: &str) -> Result<RequestId, ControlError> {
    text.parse().map_err(|_| ControlError::NotFound("request"))
}
