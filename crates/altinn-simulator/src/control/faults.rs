use axum::{
    Json,
    body::Bytes,
    extract::{Path, State},
    http::StatusCode,
};
use serde::Serialize;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::{ControlError, read};
use crate::world::World;
use crate::{
    Simulator,
    altinn::{bff, fault_responses},
    http::faults::{Fault, FaultEffect},
};

/// A fault with the name that it is taken back by.
#[derive(Debug, Serialize)]
pub struct Named {
    pub id: Uuid,
    #[serde(flatten)]
    pub fault: Fault,
}

/// Those that wait, in the order in which they are used.
pub fn named(world: &World) -> Vec<Named> {
    let faults = world.faults.iter();
    faults
        .map(|(id, fault)| Named {
            id,
            fault: fault.clone(),
        })
        .collect()
}

/// `GET /control/faults`.
pub async fn list(State(simulator): State<Simulator>) -> Json<Vec<Named>> {
    Json(named(&simulator.world()))
}

/// `POST /control/faults`.
pub async fn add(
    State(simulator): State<Simulator>,
    body: Bytes,
) -> Result<(StatusCode, Json<Named>), ControlError> {
    let fault = put(&simulator, read(&body)?)?;
    Ok((StatusCode::CREATED, Json(fault)))
}

/// Orders a fault.
///
/// # Errors
///
/// [`ControlError::BadRequest`] for one that cannot be, or with a member that no such fault has: a slip of the pen
/// would order something else.
pub fn put(simulator: &Simulator, wanted: Map<String, Value>) -> Result<Named, ControlError> {
    let fault: Fault = serde_json::from_value(Value::Object(wanted.clone()))
        .map_err(|error| ControlError::BadRequest(error.to_string()))?;
    let known = serde_json::to_value(&fault).unwrap_or_default();
    if let Some(odd) = wanted.keys().find(|name| known.get(*name).is_none()) {
        return Err(ControlError::BadRequest(format!(
            "a fault of this kind has no member `{odd}`"
        )));
    }
    fault
        .check()
        .map_err(|error| ControlError::BadRequest(error.to_string()))?;
    if let FaultEffect::Problem {
        code,
        status,
        title,
    } = &fault.effect
        && !fault_responses::is_known(code)
        && bff::problem::known(code).is_none()
        && (status.is_none() || title.is_none())
    {
        return Err(ControlError::BadRequest(format!(
            "{code} is no code of Altinn's: give one, such as AUTH-00011 or AUTH.VLD-00003, or a status and a title too"
        )));
    }
    let id = simulator.world().faults.add(fault.clone());
    tracing::info!(%id, ?fault, "answers will be spoiled");
    Ok(Named { id, fault })
}

/// `DELETE /control/faults`.
pub async fn clear(State(simulator): State<Simulator>) -> StatusCode {
    simulator.world().faults.clear();
    StatusCode::NO_CONTENT
}

/// `DELETE /control/faults/{id}`.
pub async fn remove(
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
) -> Result<StatusCode, ControlError> {
    take_back(&simulator, &id)?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes one back.
///
/// # Errors
///
/// [`ControlError::NotFound`]: it may have been used up.
pub fn take_back(simulator: &Simulator, id: &str) -> Result<(), ControlError> {
    let id: Uuid = id.parse().map_err(|_| ControlError::NotFound("fault"))?;
    let there = simulator.world().faults.remove(id);
    there.then_some(()).ok_or(ControlError::NotFound("fault"))
}

/// The kinds of fault that have a member; `None` for one that all have.
pub fn kinds_with(member: &str) -> Option<&'static [&'static str]> {
    Some(match member {
        "status" => &["problem", "empty", "html", "oauth"],
        "code" | "title" => &["problem"],
        "error" | "description" => &["oauth"],
        "ms" => &["slow"],
        "retryAfterSeconds" => &["rateLimit"],
        "seconds" => &["clockSkew"],
        _ => return None,
    })
}
