//! Whose clients are whose: what a service provider is to a client, and which packages the client has given it.

use axum::{
    body::Bytes,
    extract::{Path, State},
    http::StatusCode,
};
use serde::Deserialize;

use super::{ControlError, additions, read};
use crate::world::World;
use crate::{
    Simulator,
    rules::{ClientRelation, ProviderRole},
};
use altinn_types::AccessPackage;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewRelation {
    #[serde(default)]
    roles: Vec<ProviderRole>,
    /// By name or URN: what the client has given beside that which the roles bring.
    #[serde(default)]
    packages: Vec<String>,
}

/// `PUT /control/client-relations/{client}/{provider}`.
pub async fn put(
    State(simulator): State<Simulator>,
    Path((client, provider)): Path<(String, String)>,
    body: Bytes,
) -> Result<StatusCode, ControlError> {
    relation(&mut simulator.world(), &client, &provider, read(&body)?)?;
    Ok(StatusCode::NO_CONTENT)
}

pub fn relation(
    world: &mut World,
    client: &str,
    provider: &str,
    new: NewRelation,
) -> Result<(), ControlError> {
    let client = additions::known_organisation(world, client)?;
    let provider = additions::known_organisation(world, provider)?;
    if client == provider {
        return Err(ControlError::BadRequest(format!(
            "{client} is no client of its own: an agent system user acts for its owner without that"
        )));
    }
    if new.roles.is_empty() && new.packages.is_empty() {
        return Err(ControlError::BadRequest(
            "give roles or packages; DELETE takes the relation away".to_owned(),
        ));
    }
    let urns: Vec<_> = new
        .packages
        .iter()
        .map(|name| additions::urn(name))
        .collect();
    additions::known_packages(world, &urns)?;
    world.put_client_relation(ClientRelation {
        client,
        provider,
        roles: new.roles,
        packages: urns.into_iter().map(|urn| AccessPackage { urn }).collect(),
    });
    Ok(())
}

/// `DELETE /control/client-relations/{client}/{provider}`.
pub async fn delete(
    State(simulator): State<Simulator>,
    Path((client, provider)): Path<(String, String)>,
) -> Result<StatusCode, ControlError> {
    let (client, provider) = (
        additions::org_number(&client)?,
        additions::org_number(&provider)?,
    );
    let there = simulator.world().remove_client_relation(&client, &provider);
    there.ok_or(ControlError::NotFound("client relation"))?;
    Ok(StatusCode::NO_CONTENT)
}
