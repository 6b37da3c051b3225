use axum::{
    Json,
    extract::{Path, State},
};
use serde_json::{Value, json};

use crate::{
    Simulator,
    altinn::errors::ApiError,
    rules::{derived_id::uuid_from_name, role},
};

/// Handles `GET resourceregistry/api/v1/resource/{id}/policy/rights`, which returns one right for each action. The
/// endpoint needs no token. In the simulator, the key roles of an organisation have every right.
pub async fn rights(
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
) -> Result<Json<Vec<Value>>, ApiError> {
    let world = simulator.world();
    let resource = world.catalogue.resource(&id).ok_or(ApiError::NotFound)?;
    let subjects: Vec<Value> = role::KEY_ROLES
        .iter()
        .filter_map(|urn| urn.rsplit_once(':'))
        .map(|(kind, value)| json!({ "subjectAttributes": [{ "type": kind, "value": value }] }))
        .collect();
    let right = |action: &String| {
        json!({
            "action": { "type": "urn:oasis:names:tc:xacml:1.0:action:action-id", "value": action },
            "resource": [{ "type": "urn:altinn:resource", "value": resource.id }],
            "subjects": subjects,
            "rightKey": uuid_from_name("right", &format!("{} {action}", resource.id)),
            "subjectTypes": ["urn:altinn:role"],
        })
    };
    Ok(Json(resource.actions.iter().map(right).collect()))
}
