use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use serde_json::{Map, Value, json};

use super::ControlError;
use crate::{
    Simulator,
    oidc::signing_keys::{Keys, ServiceKey, SigningKey, WithdrawalError},
};

/// `GET /control/keys`: which keys are in each JWKS, and which of them signs.
pub async fn list(State(simulator): State<Simulator>) -> Json<Value> {
    let keys = simulator.keys();
    let services = keys.named().map(|(name, key)| {
        let kids: Vec<_> = key.kids().collect();
        (name.to_owned(), json!({ "signs": key.kid(), "keys": kids }))
    });
    Json(Value::Object(Map::from_iter(services)))
}

/// `POST /control/keys/{service}/rotate`.
pub async fn rotate(
    State(simulator): State<Simulator>,
    Path(service): Path<String>,
) -> Result<Json<Value>, ControlError> {
    let kid = rotated(&simulator, &service).await?;
    Ok(Json(json!({ "signs": kid })))
}

/// Makes a new key beside the old ones; gives its name.
///
/// # Errors
///
/// [`ControlError::NoSuch`], [`ControlError::Broken`].
pub async fn rotated(simulator: &Simulator, service: &str) -> Result<String, ControlError> {
    // Off the threads that answer calls: it takes a while.
    let made = tokio::task::spawn_blocking(SigningKey::make).await;
    let key = made
        .map_err(|error| ControlError::broken(&error))?
        .map_err(|error| ControlError::broken(&error))?;
    let kid = key.kid().to_owned();
    change(simulator, service, |keys| {
        keys.rotate(key);
        Ok(())
    })
    .await?;
    tracing::info!(service, kid, "another key signs");
    Ok(kid)
}

/// `DELETE /control/keys/{service}/{kid}`.
pub async fn withdraw(
    State(simulator): State<Simulator>,
    Path((service, kid)): Path<(String, String)>,
) -> Result<StatusCode, ControlError> {
    withdrawn(&simulator, &service, &kid).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes a key out of the JWKS.
///
/// # Errors
///
/// [`ControlError::NoSuch`], [`ControlError::Wrong`] for the only one, [`ControlError::Broken`].
pub async fn withdrawn(
    simulator: &Simulator,
    service: &str,
    kid: &str,
) -> Result<(), ControlError> {
    change(simulator, service, |keys| {
        keys.withdraw(kid).map_err(|error| match error {
            WithdrawalError::Unknown => ControlError::NoSuch("key"),
            WithdrawalError::Only => ControlError::Wrong(error.to_string()),
        })
    })
    .await?;
    tracing::info!(service, kid, "a key is withdrawn");
    Ok(())
}

async fn change(
    simulator: &Simulator,
    service: &str,
    change: impl FnOnce(&mut ServiceKey) -> Result<(), ControlError>,
) -> Result<(), ControlError> {
    let changed = simulator.change_keys(|keys: &mut Keys| {
        change(
            keys.of_mut(service)
                .ok_or(ControlError::NoSuch("service"))?,
        )
    });
    changed
        .await
        .map_err(|error| ControlError::broken(&error))?
}
