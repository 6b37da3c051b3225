use axum::{
    Json,
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};

use super::caller::{Acting, Caller};
use crate::world::World;
use crate::{Simulator, altinn::case_insensitive::Query, rules::RuleViolation};
use crate::{
    altinn::json_body,
    altinn::{errors::ApiError, vendor_api::internal_system_user::InternalSystemUser},
};
use altinn_types::{AccessPackage, Right, SystemUserId, SystemUserType};
use uuid::Uuid;

/// Handles `GET systemuser/{party}`, which lists all system users of a party except its agent system users.
pub async fn list(
    caller: Caller,
    State(simulator): State<Simulator>,
    Path(party): Path<String>,
) -> Result<Json<Vec<InternalSystemUser>>, ApiError> {
    let world = simulator.world();
    let acting = caller.access_manager(&world, &party)?;
    Ok(Json(of_party(&world, &acting, |kind| {
        kind != SystemUserType::Agent
    })))
}

/// Handles `GET systemuser/agent/{party}`, which lists the agent system users of a party.
pub async fn list_agents(
    caller: Caller,
    State(simulator): State<Simulator>,
    Path(party): Path<String>,
) -> Result<Json<Vec<InternalSystemUser>>, ApiError> {
    let world = simulator.world();
    let acting = caller.access_manager_or_client_administrator(&world, &party)?;
    Ok(Json(of_party(&world, &acting, |kind| {
        kind == SystemUserType::Agent
    })))
}

fn of_party(
    world: &World,
    acting: &Acting,
    listed: impl Fn(SystemUserType) -> bool,
) -> Vec<InternalSystemUser> {
    let users = world.system_users.of_owner(&acting.party);
    users
        .filter(|user| listed(user.kind))
        .filter_map(|user| InternalSystemUser::of(world, user))
        .collect()
}

/// The JSON of one system user for Altinn's own pages. The JSON contains the system user's rights.
#[derive(Debug, Serialize)]
pub struct Detailed {
    #[serde(flatten)]
    pub user: InternalSystemUser,
    pub rights: Vec<Right>,
}

/// Handles `GET systemuser/{party}/{id}`, which returns one system user of any type. Altinn has no separate path for
/// agent system users.
pub async fn read(
    caller: Caller,
    State(simulator): State<Simulator>,
    Path((party, id)): Path<(String, String)>,
) -> Result<Json<Detailed>, ApiError> {
    let world = simulator.world();
    let acting = caller.access_manager_or_client_administrator(&world, &party)?;
    let user = world.system_users.get(user_id(&id)?);
    let user = user.filter(|user| user.owner == acting.party);
    let user = user.ok_or(ApiError::NotFound)?;
    Ok(Json(Detailed {
        user: InternalSystemUser::of(&world, user).ok_or(ApiError::NotFound)?,
        rights: user.rights.clone(),
    }))
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Delegations {
    system_user_id: SystemUserId,
    rights: Vec<Right>,
    access_packages: Vec<AccessPackage>,
}

/// Handles `GET systemuser/{party}/{id}/delegations`, which returns the access that the party has delegated to the
/// system user. If the system user belongs to another party, Altinn returns empty lists.
pub async fn delegations(
    caller: Caller,
    State(simulator): State<Simulator>,
    Path((party, id)): Path<(String, String)>,
) -> Result<Json<Delegations>, ApiError> {
    let world = simulator.world();
    let acting = caller.access_manager(&world, &party)?;
    let user = world.system_users.get(user_id(&id)?);
    let user = user.ok_or(RuleViolation::NoSuchSystemUser)?;
    world
        .parties
        .organisation(&acting.party)
        .ok_or(RuleViolation::NoSuchParty)?;
    let (rights, access_packages) = world.delegated_by(&acting.party, user);
    Ok(Json(Delegations {
        system_user_id: user.id,
        rights,
        access_packages,
    }))
}

#[derive(Debug, Deserialize)]
struct NewSystemUserBody {
    #[serde(
        default,
        rename = "integrationtitle",
        deserialize_with = "json_body::trimmed"
    )]
    title: Option<String>,
    #[serde(rename = "systemid")]
    system: Option<String>,
}

/// Handles `POST systemuser/{party}/create`, which creates a system user at once, without a request from a vendor. As
/// in Altinn, the status is 200 and not 201.
pub async fn create(
    caller: Caller,
    State(simulator): State<Simulator>,
    Path(party): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<InternalSystemUser>, ApiError> {
    let mut world = simulator.world();
    let Acting { person, party } = caller.access_manager(&world, &party)?;
    let new_user: NewSystemUserBody = json_body::read(&headers, &body)?;
    let system = new_user
        .system
        .ok_or_else(|| ApiError::missing(&["SystemId"]))?;
    let system = system.parse().map_err(|_| RuleViolation::NoSuchSystem)?;
    let (id, now) = (SystemUserId(Uuid::new_v4()), world.now());
    world.create_system_user(&person, &party, &system, new_user.title, id, now)?;
    tracing::info!(%id, %system, "the portal API created a system user");
    let user = world
        .system_users
        .get(id)
        .ok_or(RuleViolation::NoSuchSystemUser)?;
    let user = InternalSystemUser::of(&world, user).ok_or(RuleViolation::NoSuchSystem)?;
    Ok(Json(user))
}

#[derive(Debug, Deserialize)]
struct Renamed {
    id: Option<String>,
    #[serde(
        default,
        rename = "integrationtitle",
        deserialize_with = "json_body::trimmed"
    )]
    title: Option<String>,
}

/// Handles `PUT systemuser`: changes the title of a system user. The path names no party. So this handler checks that
/// the person is an access manager of the system user's owner.
pub async fn rename(
    caller: Caller,
    State(simulator): State<Simulator>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<StatusCode, ApiError> {
    let mut world = simulator.world();
    let Renamed { id, title } = json_body::read(&headers, &body)?;
    // If the body has no title, the title stays the same. [`json_body::trimmed`] has already removed the spaces around
    // the title.
    let required = [
        ("Id", id.is_none()),
        ("IntegrationTitle", title.as_deref() == Some("")),
    ];
    let missing = required.into_iter().filter(|(_, missing)| *missing);
    let missing: Vec<_> = missing.map(|(name, _)| name).collect();
    let (Some(id), []) = (id, missing.as_slice()) else {
        return Err(ApiError::missing(&missing));
    };
    let id = user_id(&id)?;
    let user = world.system_users.get(id).ok_or(ApiError::NotFound)?;
    if !world.parties.may_approve(&caller.person, &user.owner) {
        return Err(ApiError::Forbidden);
    }
    if let Some(title) = title {
        world.system_users.rename(id, title)?;
    }
    Ok(StatusCode::OK)
}

/// Handles `DELETE systemuser/{party}/{id}`, which deletes a system user that is not an agent system user. The body of
/// the response is 1 if Altinn deleted the system user. The body is 0 if the system user does not exist.
pub async fn delete(
    caller: Caller,
    State(simulator): State<Simulator>,
    Path((party, id)): Path<(String, String)>,
) -> Result<Response, ApiError> {
    let mut world = simulator.world();
    let acting = caller.access_manager(&world, &party)?;
    match world.delete_standard_system_user(&acting.party, user_id(&id)?) {
        Ok(()) => Ok((StatusCode::ACCEPTED, Json(1)).into_response()),
        Err(RuleViolation::NoSuchSystemUser) => {
            Ok((StatusCode::NOT_FOUND, Json(0)).into_response())
        }
        Err(refusal) => Err(refusal.into()),
    }
}

#[derive(Debug, Deserialize)]
pub struct Facilitator {
    #[serde(rename = "facilitatorid")]
    pub facilitator_id: Option<String>,
}

/// Handles `DELETE systemuser/agent/{party}/{id}?facilitatorId=`, which deletes an agent system user.
pub async fn delete_agent(
    caller: Caller,
    State(simulator): State<Simulator>,
    Path((party, id)): Path<(String, String)>,
    Query(query): Query<Facilitator>,
) -> Result<StatusCode, ApiError> {
    let mut world = simulator.world();
    let acting = caller.access_manager(&world, &party)?;
    let id = user_id(&id)?;
    let facilitator = json_body::uuid("facilitatorId", query.facilitator_id.as_deref())?;
    world.delete_agent_for(&acting.party, &facilitator, id)?;
    Ok(StatusCode::OK)
}

pub(crate) fn user_id(text: &str) -> Result<SystemUserId, ApiError> {
    text.parse()
        .map_err(|_| ApiError::not_valid("systemUserId", text))
}
