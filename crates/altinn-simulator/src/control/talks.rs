//! The calls of the control API that move a talk, which is a presentation of SmartCloud in front of an audience.
//! SmartCloud sends these calls when the presenter moves the talk, so that browser windows on the simulator's pages
//! follow the talk.

use axum::{
    Json,
    body::Bytes,
    extract::{Path, State},
    http::StatusCode,
};

use super::{ControlError, read_required_body};
use crate::{Simulator, html::is_known_origin, http::talks::Position};

/// Handles `PUT /control/talks/{code}`. Sets the position of a talk and the page of that position. Starts the talk if
/// the simulator does not know the talk.
pub(crate) async fn put(
    State(simulator): State<Simulator>,
    Path(code): Path<String>,
    body: Bytes,
) -> Result<StatusCode, ControlError> {
    let position: Position = read_required_body(&body)?;
    if code.is_empty() || code.len() > 20 || !code.bytes().all(|byte| byte.is_ascii_alphanumeric())
    {
        return Err(ControlError::BadRequest(
            "The code of a talk must have 1 to 20 letters and digits.".to_owned(),
        ));
    }
    let is_known = {
        let world = simulator.world();
        is_known_origin(&world, simulator.origins(), position.url.as_str())
    };
    if !is_known {
        return Err(ControlError::BadRequest(
            "The url of a talk has an unknown origin. Use an origin of the simulator, or of a redirect URI that a client \
             of ID-porten has registered."
                .to_owned(),
        ));
    }
    simulator.talks().put(&code, position);
    Ok(StatusCode::NO_CONTENT)
}

/// Handles `GET /control/talks/{code}`.
pub(crate) async fn get(
    State(simulator): State<Simulator>,
    Path(code): Path<String>,
) -> Result<Json<Position>, ControlError> {
    let position = simulator.talks().get(&code);
    position.map(Json).ok_or(ControlError::NotFound("talk"))
}

/// Handles `DELETE /control/talks/{code}`, which ends a talk. Browsers that follow the talk stay on their current page.
pub(crate) async fn delete(
    State(simulator): State<Simulator>,
    Path(code): Path<String>,
) -> Result<StatusCode, ControlError> {
    let existed = simulator.talks().end(&code);
    existed
        .then_some(StatusCode::NO_CONTENT)
        .ok_or(ControlError::NotFound("talk"))
}
