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
    texts::complaints,
};

/// Handles `GET /control/keys`. For each service, the response contains the ids of all keys in the JWKS, and the id of
/// the signing key.
pub async fn list(State(simulator): State<Simulator>) -> Json<Value> {
    let keys = simulator.keys();
    let services = keys.named().map(|(name, key)| {
        let kids: Vec<_> = key.kids().collect();
        (name.to_owned(), json!({ "signs": key.kid(), "keys": kids }))
    });
    Json(Value::Object(Map::from_iter(services)))
}

/// Handles `POST /control/keys/{service}/rotate`.
pub async fn rotate(
    State(simulator): State<Simulator>,
    Path(service): Path<String>,
) -> Result<Json<Value>, ControlError> {
    let kid = rotate_key(&simulator, &service).await?;
    Ok(Json(json!({ "signs": kid })))
}

/// Creates a new signing key for a service, and returns its id. The earlier keys stay in the JWKS.
///
/// # Errors
///
/// [`ControlError::NotFound`] if the service is unknown. [`ControlError::Internal`] if the simulator cannot create or
/// save the key.
pub async fn rotate_key(simulator: &Simulator, service: &str) -> Result<String, ControlError> {
    // Key generation takes so much CPU time that it runs on Tokio's thread pool for blocking tasks.
    let generated = tokio::task::spawn_blocking(SigningKey::make).await;
    let key = generated
        .map_err(|error| ControlError::internal(&error))?
        .map_err(|error| ControlError::internal(&error))?;
    let kid = key.kid().to_owned();
    change_key(simulator, service, |keys| {
        keys.rotate(key);
        Ok(())
    })
    .await?;
    tracing::info!(service, kid, "the service signs with a new key");
    Ok(kid)
}

/// Handles `DELETE /control/keys/{service}/{kid}`.
pub async fn withdraw(
    State(simulator): State<Simulator>,
    Path((service, kid)): Path<(String, String)>,
) -> Result<StatusCode, ControlError> {
    withdraw_key(&simulator, &service, &kid).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Removes a key of a service from the JWKS. All tokens signed with this key are invalid from then on.
///
/// # Errors
///
/// [`ControlError::NotFound`] if the service or the key is unknown. [`ControlError::Invalid`] if the service has no
/// other key. [`ControlError::Internal`] if the simulator cannot save the change.
pub async fn withdraw_key(
    simulator: &Simulator,
    service: &str,
    kid: &str,
) -> Result<(), ControlError> {
    change_key(simulator, service, |keys| {
        keys.withdraw(kid).map_err(|error| match error {
            WithdrawalError::Unknown => ControlError::NotFound("key"),
            WithdrawalError::Only => ControlError::Invalid(complaints::only_key()),
        })
    })
    .await?;
    tracing::info!(service, kid, "a key was removed from the JWKS");
    Ok(())
}

async fn change_key(
    simulator: &Simulator,
    service: &str,
    change: impl FnOnce(&mut ServiceKey) -> Result<(), ControlError>,
) -> Result<(), ControlError> {
    // Faults use the name `id-porten`, and the keys use the name `idporten`. This call accepts both names.
    let service = if service == "id-porten" {
        "idporten"
    } else {
        service
    };
    let changed = simulator.change_keys(|keys: &mut Keys| {
        change(
            keys.of_mut(service)
                .ok_or(ControlError::NotFound("service"))?,
        )
    });
    changed
        .await
        .map_err(|error| ControlError::internal(&error))?
}
