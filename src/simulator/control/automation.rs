use axum::{Json, body::Bytes, extract::State};

use super::{Stuck, read};
use crate::simulator::{Simulator, world::automation::Automation};

/// `GET /control/automation`.
pub async fn get(State(simulator): State<Simulator>) -> Json<Automation> {
    Json(simulator.world().automation())
}

/// `PUT /control/automation`: what is left out is off.
pub async fn put(
    State(simulator): State<Simulator>,
    body: Bytes,
) -> Result<Json<Automation>, Stuck> {
    let wanted: Automation = read(&body)?;
    set(&simulator, wanted.clone())?;
    Ok(Json(wanted))
}

/// Sets it.
///
/// # Errors
///
/// [`Stuck::NoSuch`] for a person who is not there.
pub fn set(simulator: &Simulator, wanted: Automation) -> Result<(), Stuck> {
    let mut world = simulator.world();
    if let Some(key) = &wanted.login {
        world.person(key).ok_or(Stuck::NoSuch("person"))?;
    }
    tracing::info!(?wanted, "what goes on without a person");
    world.set_automation(wanted);
    Ok(())
}
