use axum::{Json, body::Bytes, extract::State};

use super::{ControlError, read};
use crate::{Simulator, rules::automation::Automation};

/// `GET /control/automation`.
pub async fn get(State(simulator): State<Simulator>) -> Json<Automation> {
    Json(simulator.world().automation())
}

/// `PUT /control/automation`: what is left out is off.
pub async fn put(
    State(simulator): State<Simulator>,
    body: Bytes,
) -> Result<Json<Automation>, ControlError> {
    let wanted: Automation = read(&body)?;
    set(&simulator, wanted.clone())?;
    Ok(Json(wanted))
}

/// Sets it.
///
/// # Errors
///
/// [`ControlError::NotFound`] for a person who is not there.
pub fn set(simulator: &Simulator, wanted: Automation) -> Result<(), ControlError> {
    let mut world = simulator.world();
    if let Some(key) = &wanted.login {
        world.person(key).ok_or(ControlError::NotFound("person"))?;
    }
    tracing::info!(?wanted, "what goes on without a person");
    world.set_automation(wanted);
    Ok(())
}
