//! The calls that turn automation on and off. With automation, the browser gets past the log-in page and the request
//! page without a click of a user.

use axum::{Json, body::Bytes, extract::State};

use super::{ControlError, read_body};
use crate::{Simulator, rules::settings::Automation};

pub async fn get(State(simulator): State<Simulator>) -> Json<Automation> {
    Json(simulator.world().automation())
}

/// Handles `PUT /control/automation`. A body without `login` turns off automatic log-in. A body without `approval`
/// turns off the automatic answers on the request page.
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
