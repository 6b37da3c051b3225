//! The calls for the simulator's clock, and the call for the lifetime of system user requests.

use axum::{Json, body::Bytes, extract::State, http::StatusCode};
use jiff::SignedDuration;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{ControlError, read_body};
use crate::{
    Simulator,
    rules::settings::{CLOCK_AHEAD, REQUEST_LIFETIME_DAYS},
    texts::complaints,
};

/// The body of the call that moves the clock. Exactly one of the two members must be present.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ClockBody {
    /// How many seconds the simulator's clock will be ahead of the machine's clock. With 0, both clocks show the same
    /// time.
    ahead_seconds: Option<i64>,
    /// How many seconds to move the simulator's clock forward from its current time.
    advance_seconds: Option<i64>,
}

/// Handles `POST /control/clock`.
pub(crate) async fn move_clock(
    State(simulator): State<Simulator>,
    body: Bytes,
) -> Result<Json<Value>, ControlError> {
    let clock: ClockBody = read_body(&body)?;
    let mut world = simulator.world();
    let ahead = match (clock.ahead_seconds, clock.advance_seconds) {
        (Some(ahead), None) => ahead,
        (None, Some(more)) => world.clock_ahead().as_secs().saturating_add(more),
        _ => {
            return Err(ControlError::Invalid(complaints::clock_field()));
        }
    };
    if !CLOCK_AHEAD.contains(&ahead) {
        return Err(ControlError::Invalid(complaints::clock_too_far()));
    }
    world.set_clock_ahead(SignedDuration::from_secs(ahead));
    Ok(Json(json!({ "now": world.now(), "aheadSeconds": ahead })))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct LifetimeBody {
    days: i64,
}

/// Handles `PUT /control/request-lifetime`: sets how many days a system user request stays open before the request
/// times out.
pub(crate) async fn set_request_lifetime(
    State(simulator): State<Simulator>,
    body: Bytes,
) -> Result<StatusCode, ControlError> {
    let LifetimeBody { days } = read_body(&body)?;
    if !REQUEST_LIFETIME_DAYS.contains(&days) {
        return Err(ControlError::Invalid(complaints::days()));
    }
    simulator.world().set_request_lifetime_days(days);
    Ok(StatusCode::NO_CONTENT)
}
