use axum::{
    body::Bytes,
    extract::{Path, State},
    http::StatusCode,
};
use serde::Deserialize;

use super::{ControlError, read_required_body};
use crate::{Simulator, texts::complaints};
use altinn_types::{AccessPackage, Right, SystemUserId};

/// Handles `DELETE /control/system-users/{id}`. For an agent system user, the call also disconnects the clients, as
/// Altinn's page for client administrators does.
pub async fn delete(
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
) -> Result<StatusCode, ControlError> {
    simulator.world().delete_system_user(user_id(&id)?)?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct DelegationsBody {
    #[serde(default)]
    resources: Vec<String>,
    #[serde(default)]
    packages: Vec<String>,
}

/// Handles `PUT /control/system-users/{id}/delegations`.
pub async fn delegate(
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
    bytes: Bytes,
) -> Result<StatusCode, ControlError> {
    let id = user_id(&id)?;
    let body: DelegationsBody = read_required_body(&bytes)?;
    let mut world = simulator.world();
    let mut rights = Vec::new();
    for id in &body.resources {
        let known = world.catalogue.resource(id);
        known.ok_or_else(|| ControlError::Invalid(complaints::unknown_resource(id)))?;
        rights.push(Right::to_resource(id));
    }
    let mut packages = Vec::new();
    for name in &body.packages {
        let package = AccessPackage::named(name);
        let known = world.catalogue.package(&package.urn);
        known.ok_or_else(|| ControlError::Invalid(complaints::unknown_package(name)))?;
        packages.push(package);
    }
    world.system_users.set_access(id, &rights, &packages)?;
    Ok(StatusCode::NO_CONTENT)
}

fn user_id(id: &str) -> Result<SystemUserId, ControlError> {
    id.parse()
        .map_err(|_| ControlError::NotFound("system user"))
}
