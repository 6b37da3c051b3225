use axum::{
    body::Bytes,
    extract::{Path, State},
    http::StatusCode,
};
use serde::Deserialize;

use super::{ControlError, read_whole};
use crate::Simulator;
use altinn_types::{AccessPackage, Right, SystemUserId};

/// `DELETE /control/system-users/{id}`: with its clients, as who administers them does it on Altinn's page.
pub async fn delete(
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
) -> Result<StatusCode, ControlError> {
    simulator.world().delete_system_user(user_id(&id)?)?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Delegations {
    #[serde(default)]
    resources: Vec<String>,
    #[serde(default)]
    packages: Vec<String>,
}

/// `PUT /control/system-users/{id}/delegations`.
pub async fn delegate(
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<StatusCode, ControlError> {
    let id = user_id(&id)?;
    let wanted: Delegations = read_whole(&body)?;
    let mut world = simulator.world();
    let mut rights = Vec::new();
    for id in &wanted.resources {
        let known = world.resource(id);
        known.ok_or_else(|| ControlError::BadRequest(format!("there is no resource {id}")))?;
        rights.push(Right::to_resource(id));
    }
    let mut packages = Vec::new();
    for name in &wanted.packages {
        let package = AccessPackage::named(name);
        let known = world.package(&package.urn);
        known.ok_or_else(|| ControlError::BadRequest(format!("there is no package {name}")))?;
        packages.push(package);
    }
    world.delegate(id, &rights, &packages)?;
    Ok(StatusCode::NO_CONTENT)
}

fn user_id(id: &str) -> Result<SystemUserId, ControlError> {
    id.parse().map_err(|_| ControlError::NotFound("system user"))
}
