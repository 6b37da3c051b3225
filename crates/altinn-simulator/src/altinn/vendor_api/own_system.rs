//! Handles `POST systemuser/own`. With this call, an organisation creates a system user for a system that the
//! organisation built for itself (contract/systemuser-api.md §6.6).

use axum::{
    Json,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
};
use serde::Deserialize;

use super::{system_register::registrar, system_users::system_user, token::Token};
use crate::altinn::{errors::ApiError, json_body};
use crate::{
    Simulator,
    rules::{RuleViolation, system_users::NoOwnSystem},
};
use altinn_types::{SystemUser, SystemUserId};
use uuid::Uuid;

#[derive(Debug, Deserialize)]
struct OwnSystemBody {
    #[serde(
        default,
        rename = "integrationtitle",
        deserialize_with = "json_body::trimmed"
    )]
    title: Option<String>,
}

/// Creates the system and its system user. The body has only a title, because Altinn reads the vendor and the client id
/// from the token.
pub async fn create(
    token: Token,
    State(simulator): State<Simulator>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<SystemUser>, ApiError> {
    let by = registrar(&token)?;
    let new_system: OwnSystemBody = json_body::read(&headers, &body)?;
    let title = new_system.title.filter(|title| !title.is_empty());
    let title = title.ok_or_else(|| ApiError::missing(&["IntegrationTitle"]))?;
    let mut world = simulator.world();
    let (id, now) = (SystemUserId(Uuid::new_v4()), world.now());
    let created = world.create_own_system(&by, title, Uuid::new_v4(), id, now);
    created.map_err(|refusal| match refusal {
        // The contract says that Altinn returns status 409, but does not name an error code. So this response has no
        // code.
        NoOwnSystem::ClientTaken(_) => {
            ApiError::Plain(StatusCode::CONFLICT, "Conflict", refusal.to_string())
        }
        NoOwnSystem::NoSuchParty => RuleViolation::NoSuchParty.into(),
    })?;
    let user = world
        .system_users
        .get(id)
        .ok_or(RuleViolation::NoSuchSystemUser)?;
    tracing::info!(%id, system = %user.system_id, "an organisation created a system user for its own system");
    Ok(Json(system_user(user, &user.integration_title)))
}
