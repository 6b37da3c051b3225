use axum::{Json, body::Bytes, extract::State, http::StatusCode};

use super::{Stuck, read};
use crate::simulator::{Simulator, world::faults::Fault};

pub(super) async fn add(
    State(simulator): State<Simulator>,
    body: Bytes,
) -> Result<(StatusCode, Json<Fault>), Stuck> {
    let fault: Fault = read(&body)?;
    if fault.times == 0 {
        return Err(Stuck::Wrong("times is at least 1".to_owned()));
    }
    tracing::info!(?fault, "the next answers will be spoiled");
    simulator.world().add_fault(fault.clone());
    Ok((StatusCode::CREATED, Json(fault)))
}

pub(super) async fn clear(State(simulator): State<Simulator>) -> StatusCode {
    simulator.world().clear_faults();
    StatusCode::NO_CONTENT
}
