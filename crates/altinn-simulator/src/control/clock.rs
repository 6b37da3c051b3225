use axum::{Json, body::Bytes, extract::State, http::StatusCode};
use jiff::SignedDuration;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{ControlError, read};
use crate::{
    Simulator,
    rules::{CLOCK_AHEAD, REQUEST_LIFETIME_DAYS},
};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Clock {
    /// How far ahead of the machine's clock; 0 puts it right.
    ahead_seconds: Option<i64>,
    /// How far from where it is now.
    advance_seconds: Option<i64>,
}

pub(crate) async fn advance(
    State(simulator): State<Simulator>,
    body: Bytes,
) -> Result<Json<Value>, ControlError> {
    let clock: Clock = read(&body)?;
    let mut world = simulator.world();
    let ahead = match (clock.ahead_seconds, clock.advance_seconds) {
        (Some(ahead), None) => ahead,
        (None, Some(more)) => world.clock_ahead().as_secs().saturating_add(more),
        _ => {
            return Err(ControlError::BadRequest(
                "give aheadSeconds or advanceSeconds".to_owned(),
            ));
        }
    };
    if !CLOCK_AHEAD.contains(&ahead) {
        return Err(ControlError::BadRequest(
            "the clock moves by a hundred years at most".to_owned(),
        ));
    }
    world.set_clock_ahead(SignedDuration::from_secs(ahead));
    Ok(Json(json!({ "now": world.now(), "aheadSeconds": ahead })))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Lifetime {
    days: i64,
}

pub(crate) async fn set_request_lifetime(
    State(simulator): State<Simulator>,
    body: Bytes,
) -> Result<StatusCode, ControlError> {
    let Lifetime { days } = read(&body)?;
    if !REQUEST_LIFETIME_DAYS.contains(&days) {
        return Err(ControlError::BadRequest("days is from 1 to 36500".to_owned()));
    }
    simulator.world().set_request_lifetime_days(days);
    Ok(StatusCode::NO_CONTENT)
}
