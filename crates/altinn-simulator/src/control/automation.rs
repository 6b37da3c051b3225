//! The calls for automation. With automation, the browser passes the log-in page and the request page without any
//! action by a user.

use axum::{Json, body::Bytes, extract::State};

use super::{ControlError, read_body};
use crate::{Simulator, rules::settings::Automation};

pub async fn get(State(simulator): State<Simulator>) -> Json<Automation> {
    Json(simulator.world().automation())
}

/// Handles `PUT /control/automation`. If the body has no `login`, automatic log-in is turned off. If the body has no
/// `approval`, automatic answers on the request page are turned off.
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
