use axum::{
    extract::{Path, State},
    http::StatusCode,
};

use super::ControlError;
use crate::{Simulator, rules::system_removal::RemovalRefusal};
use altinn_types::SystemId;

/// Handles `DELETE /control/systems/{id}`. Removes a system, so that its id can be registered again.
pub async fn delete(
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
) -> Result<StatusCode, ControlError> {
    let unknown = || ControlError::NotFound("system");
    let id: SystemId = id.parse().map_err(|_| unknown())?;
    match simulator.world().remove_system(&id) {
        Ok(()) => Ok(StatusCode::NO_CONTENT),
        Err(RemovalRefusal::Unknown) => Err(unknown()),
        Err(RemovalRefusal::InUse) => Err(ControlError::BadRequest(format!(
            "The system {id} has requests or system users. Delete them first."
        ))),
    }
}
