//! Automation: log-in and the request page continue without a user.

use axum::{Json, body::Bytes, extract::State};

use super::{ControlError, read_body};
use crate::{Simulator, rules::settings::Automation};

/// `GET /control/automation`.
pub async fn get(State(simulator): State<Simulator>) -> Json<Automation> {
    Json(simulator.world().automation())
}

/// `PUT /control/automation`. A member that is left out turns that part off.
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
