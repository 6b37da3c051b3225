//! Answers customers' requests, and lets requests time out.

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
    rules::{Answer, Answerable, RuleViolation},
};
use altinn_types::{OrgNumber, RequestId};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct AnswerBody {
    /// The key of the person who answers. `None` stands for the first access manager of the organisation.
    person: Option<String>,
    answer: Answer,
}

/// `POST /control/requests/{id}/answer`: answers a request, an agent request or a change request.
pub(crate) async fn answer(
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Json<Value>, ControlError> {
    let AnswerBody { person, answer } = read_body(&body)?;
    let id = request_id(&id)?;
    let mut world = simulator.world();
    let request = world.request(id);
    let kind = request.map(|request| request.kind);
    let change = world.change_request(id);
    let party = request
        .map(|request| &request.party_org_no)
        .or_else(|| change.map(|change| &change.party_org_no))
        .ok_or(ControlError::NotFound("request"))?
        .clone();
    let person = match person {
        Some(key) => world
            .person(&key)
            .ok_or(ControlError::NotFound("person"))?
            .key
            .clone(),
        None => first_access_manager(&world, &party).ok_or(RuleViolation::NotAccessManager)?,
    };
    let kind = kind.map_or(Answerable::Change, Answerable::from);
    if !kind.answers().contains(&answer) {
        let text = "a change request cannot be forwarded: use approve or reject";
        return Err(ControlError::BadRequest(text.to_owned()));
    }
    let now = world.now();
    world.answer(kind, answer, &person, &party, id, now)?;
    let status = world
        .request(id)
        .map(|request| request.status)
        .or_else(|| world.change_request(id).map(|change| change.status));
    Ok(Json(json!({ "person": person, "status": status })))
}

fn first_access_manager(world: &World, party: &OrgNumber) -> Option<String> {
    let mut persons = world.persons();
    let manager = persons.find(|person| world.may_approve(&person.key, party));
    manager.map(|person| person.key.clone())
}

/// `POST /control/requests/{id}/time-out`: makes an open request so old that it has timed out.
pub(crate) async fn time_out(
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
) -> Result<StatusCode, ControlError> {
    let id = request_id(&id)?;
    let mut world = simulator.world();
    let now = world.now();
    if world.change_request(id).is_some() {
        world.let_change_time_out(id, now)?;
    } else {
        world.let_time_out(id, now)?;
    }
    Ok(StatusCode::NO_CONTENT)
}

fn request_id(text: &str) -> Result<RequestId, ControlError> {
    text.parse().map_err(|_| ControlError::NotFound("request"))
}
