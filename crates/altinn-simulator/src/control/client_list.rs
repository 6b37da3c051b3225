//! The calls that list the registered OAuth clients without their secrets, and the calls that delete OAuth clients.

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use serde_json::{Value, json};

use super::ControlError;
use crate::oidc::oauth_clients::{IdPortenClient, MaskinportenClient};
use crate::world::World;
use crate::{Simulator, oidc::oauth_clients::ClientKey};
use altinn_types::OrgNumber;

/// Handles `GET /control/maskinporten-clients`.
pub async fn maskinporten(State(simulator): State<Simulator>) -> Json<Vec<Value>> {
    let world = simulator.world();
    let clients = world.oauth_clients.maskinporten_clients();
    Json(
        clients
            .map(|client| maskinporten_json(&world, client))
            .collect(),
    )
}

/// Handles `GET /control/idporten-clients`.
pub async fn idporten(State(simulator): State<Simulator>) -> Json<Vec<Value>> {
    let world = simulator.world();
    let clients = world.oauth_clients.idporten_clients();
    Json(
        clients
            .map(|client| idporten_json(&world, client))
            .collect(),
    )
}

/// Handles `DELETE /control/maskinporten-clients/{id}`.
pub async fn delete_maskinporten(
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
) -> Result<StatusCode, ControlError> {
    let removed = simulator
        .world()
        .oauth_clients
        .remove_maskinporten_client(&id);
    removed.ok_or(ControlError::NotFound("client"))?;
    Ok(StatusCode::NO_CONTENT)
}

/// Handles `DELETE /control/idporten-clients/{id}`.
pub async fn delete_idporten(
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
) -> Result<StatusCode, ControlError> {
    let removed = simulator.world().oauth_clients.remove_idporten_client(&id);
    removed.ok_or(ControlError::NotFound("client"))?;
    Ok(StatusCode::NO_CONTENT)
}

fn maskinporten_json(world: &World, client: &MaskinportenClient) -> Value {
    let scope = |name: &String| match client.scope_lifetimes.get(name) {
        Some(seconds) => json!({ "name": name, "lifetimeSeconds": seconds }),
        None => json!(name),
    };
    json!({
        "clientId": client.client_id,
        "organisation": owner(world, &client.organisation),
        "name": client.name,
        "scopes": client.scopes.iter().map(scope).collect::<Vec<_>>(),
        "keys": keys(&client.keys),
        "certificates": client.certificates.len(),
    })
}

fn idporten_json(world: &World, client: &IdPortenClient) -> Value {
    json!({
        "clientId": client.client_id,
        "organisation": owner(world, &client.organisation),
        "name": client.name,
        "scopes": client.scopes,
        "keys": keys(&client.keys),
        "certificates": client.certificates.len(),
        "hasClientSecret": client.client_secret.is_some(),
        "redirectUris": client.redirect_uris,
        "postLogoutRedirectUris": client.post_logout_redirect_uris,
        "frontchannelLogoutUri": client.frontchannel_logout_uri,
        "tokenEndpointAuthMethod": client.token_endpoint_auth_method,
        "accessTokenLifetimeSeconds": client.access_token_lifetime,
        "refreshTokenLifetimeSeconds": client.refresh_token_lifetime,
        "pkceRequired": client.pkce_required,
        "sso": client.sso,
    })
}

fn owner(world: &World, number: &OrgNumber) -> Value {
    let name = world.parties.organisation(number).map(|owner| &owner.name);
    json!({ "number": number, "name": name })
}

/// Returns the id and the expiry time of each key, but not the key itself.
fn keys(keys: &[ClientKey]) -> Vec<Value> {
    let keys = keys.iter();
    keys.map(|key| json!({ "kid": key.kid, "expires": key.expires }))
        .collect()
}
