//! The calls for client relations. A client relation makes an organisation the client of a service provider, such as an
//! accountant. The client gives access packages to the provider.

use axum::{
    body::Bytes,
    extract::{Path, State},
    http::StatusCode,
};
use serde::Deserialize;

use super::{ControlError, catalogue, parties, read_body};
use crate::world::World;
use crate::{
    Simulator,
    rules::{ClientRelation, ProviderRole},
    texts::complaints,
};
use altinn_types::AccessPackage;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewRelation {
    #[serde(default)]
    roles: Vec<ProviderRole>,
    /// The names or URNs of packages that the client gives in addition to the packages of the roles.
    #[serde(default)]
    packages: Vec<String>,
}

/// Handles `PUT /control/client-relations/{client}/{provider}`.
pub async fn put(
    State(simulator): State<Simulator>,
    Path((client, provider)): Path<(String, String)>,
    body: Bytes,
) -> Result<StatusCode, ControlError> {
    relation(
        &mut simulator.world(),
        &client,
        &provider,
        read_body(&body)?,
    )?;
    Ok(StatusCode::NO_CONTENT)
}

/// Makes an organisation the client of a provider, or replaces the client relation between the two.
///
/// # Errors
///
/// [`ControlError::Invalid`] in these cases:
///
/// - An organisation or a package is unknown.
/// - The client and the provider are the same organisation.
/// - The body contains neither roles nor packages.
pub fn relation(
    world: &mut World,
    client: &str,
    provider: &str,
    new: NewRelation,
) -> Result<(), ControlError> {
    let client = parties::known_organisation(world, client)?;
    let provider = parties::known_organisation(world, provider)?;
    if client == provider {
        return Err(ControlError::Invalid(complaints::own_client(
            client.as_str(),
        )));
    }
    if new.roles.is_empty() && new.packages.is_empty() {
        return Err(ControlError::Invalid(complaints::empty_relation()));
    }
    let urns: Vec<_> = new
        .packages
        .iter()
        .map(|name| catalogue::urn(name))
        .collect();
    catalogue::known_packages(world, &urns)?;
    world.put_client_relation(ClientRelation {
        client,
        provider,
        roles: new.roles,
        packages: urns.into_iter().map(|urn| AccessPackage { urn }).collect(),
    });
    Ok(())
}

/// Handles `DELETE /control/client-relations/{client}/{provider}`.
pub async fn delete(
    State(simulator): State<Simulator>,
    Path((client, provider)): Path<(String, String)>,
) -> Result<StatusCode, ControlError> {
    let (client, provider) = (
        parties::org_number(&client)?,
        parties::org_number(&provider)?,
    );
    let removed = simulator.world().remove_client_relation(&client, &provider);
    removed.ok_or(ControlError::NotFound("client relation"))?;
    Ok(StatusCode::NO_CONTENT)
}
