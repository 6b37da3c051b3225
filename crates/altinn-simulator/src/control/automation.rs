//! Automation. If automation is on, log-in and the request page continue without a user.

use axum::{Json, body::Bytes, extract::State};

use super::{ControlError, read_body};
use crate::{Simulator, rules::settings::Automation};

/// Handles `GET /control/automation`. Responds with the current setting.
pub async fn get(State(simulator): State<Simulator>) -> Json<Automation> {
    Json(simulator.world().automation())
}

/// Handles `PUT /control/automation`. If the body has no `login`, a user must log in again. If the body has no
/// `approval`, a user must answer on the request page again.
pub async fn put(
    State(simulator): State<Simulator>,
    body: Bytes,
) -> Result<Json<Automation>, ControlError> {
    let automation: Automation = read_body(&body)?;
    let mut world = simulator.world();
    if let Some(key) = &automation.login {
        world
            .parties
            .person(key)
            .ok_or(ControlError::NotFound("person"))?;
    }
    tracing::info!(?automation, "automation is set");
    world.set_automation(automation.clone());
    Ok(Json(automation))
}
