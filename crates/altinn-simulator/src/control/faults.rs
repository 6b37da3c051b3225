use axum::{
    Json,
    body::Bytes,
    extract::{Path, State},
    http::StatusCode,
};
use serde::Serialize;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::{ControlError, deserialize, error::sentence, read_body};
use crate::world::World;
use crate::{
    Simulator,
    altinn::{errors::page_problems, fault_responses},
    faults::{Fault, FaultEffect},
    texts::complaints,
};

#[derive(Debug, Serialize)]
pub struct NamedFault {
    pub id: Uuid,
    #[serde(flatten)]
    pub fault: Fault,
}

/// Returns the faults that can still change a response. The simulator applies the faults in this order.
pub fn list_all(world: &World) -> Vec<NamedFault> {
    let faults = world.faults.iter();
    faults
        .map(|(id, fault)| NamedFault {
            id,
            fault: fault.clone(),
        })
        .collect()
}

/// Handles `GET /control/faults`.
pub async fn list(State(simulator): State<Simulator>) -> Json<Vec<NamedFault>> {
    Json(list_all(&simulator.world()))
}

/// Handles `POST /control/faults`.
pub async fn add(
    State(simulator): State<Simulator>,
    body: Bytes,
) -> Result<(StatusCode, Json<NamedFault>), ControlError> {
    let fault = inject(&simulator, read_body(&body)?)?;
    Ok((StatusCode::CREATED, Json(fault)))
}

/// Injects a fault into later responses of an endpoint.
///
/// # Errors
///
/// [`ControlError::Invalid`] if the fault is invalid, or if the body has an unknown member, for example a misspelled
/// one. Each kind of fault has its own members.
pub fn inject(simulator: &Simulator, body: Map<String, Value>) -> Result<NamedFault, ControlError> {
    let mut fault: Fault = deserialize(Value::Object(body.clone()))?;
    // Only the simulator sets the member `added_at`. The check below refuses a body that contains this member.
    fault.added_at = None;
    let known = serde_json::to_value(&fault).unwrap_or_default();
    if let Some(odd) = body.keys().find(|name| known.get(*name).is_none()) {
        let members = known.as_object().into_iter().flat_map(Map::keys);
        let members: Vec<_> = members.map(|name| format!("`{name}`")).collect();
        return Err(ControlError::Invalid(complaints::unknown_fault_field(
            odd,
            &members.join(", "),
        )));
    }
    fault.check().map_err(|error| {
        let english = sentence(&error);
        ControlError::Invalid(complaints::fault(&error, english))
    })?;
    if let FaultEffect::Problem {
        code,
        status,
        title,
    } = &fault.effect
        && !fault_responses::is_known(code)
        && page_problems::known(code).is_none()
        && (status.is_none() || title.is_none())
    {
        return Err(ControlError::Invalid(complaints::unknown_code(code)));
    }
    let mut world = simulator.world();
    check_sandbox(&world, fault.sandbox.as_deref())?;
    fault.added_at = Some(world.now());
    let id = world.faults.add(fault.clone());
    drop(world);
    tracing::info!(%id, ?fault, "a fault was injected");
    Ok(NamedFault { id, fault })
}

/// Checks that the sandbox exists, because a fault for an unknown sandbox would never apply.
pub fn check_sandbox(world: &World, sandbox: Option<&str>) -> Result<(), ControlError> {
    match sandbox {
        Some(id) if !world.sandboxes.exists(id) => {
            Err(ControlError::Invalid(complaints::unknown_sandbox(id)))
        }
        _ => Ok(()),
    }
}

/// Handles `DELETE /control/faults`, which deletes all faults.
pub async fn clear(State(simulator): State<Simulator>) -> StatusCode {
    simulator.world().faults.clear();
    StatusCode::NO_CONTENT
}

/// Handles `DELETE /control/faults/{id}`.
pub async fn remove(
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
) -> Result<StatusCode, ControlError> {
    delete(&simulator, &id)?;
    Ok(StatusCode::NO_CONTENT)
}

/// Deletes one fault by its id.
///
/// # Errors
///
/// [`ControlError::NotFound`] if there is no fault with this id. The simulator itself deletes a fault that has changed
/// its last response.
pub fn delete(simulator: &Simulator, id: &str) -> Result<(), ControlError> {
    let id: Uuid = id.parse().map_err(|_| ControlError::NotFound("fault"))?;
    let existed = simulator.world().faults.remove(id);
    existed.then_some(()).ok_or(ControlError::NotFound("fault"))
}

/// Returns the kinds of fault that have this member. Returns `None` if every kind has the member.
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
