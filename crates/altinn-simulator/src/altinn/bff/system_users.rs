use axum::{
    Json,
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::shapes::{Powers, System};
use crate::world::World;
use crate::{
    Simulator,
    altinn::case_insensitive::Query,
    altinn::{
        errors::ApiError,
        portal_api::{caller::Caller, own_organisation::PartyUuidQuery, system_users},
        vendor_api::internal_system_user::InternalSystemUser,
    },
    rules::Request,
    texts::Language,
};
use altinn_types::{AccessPackage, Right, SystemUserType};

/// The JSON that Altinn's pages read about a system user. In a list of system users, each system user has empty lists
/// of rights and access packages.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ShownSystemUser {
    /// The id of the system user, or of a pending request. An approval creates the system user with the id of the
    /// request.
    id: String,
    integration_title: String,
    party_id: String,
    created: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    system: Option<System>,
    user_type: SystemUserType,
    #[serde(flatten)]
    powers: Powers,
}

impl ShownSystemUser {
    fn listed(world: &World, language: Language, user: InternalSystemUser) -> Self {
        let system = world.register.system(&user.system_id);
        Self {
            id: user.id.to_string(),
            integration_title: user.integration_title,
            party_id: user.party_id,
            created: user.created,
            system: system.map(|system| System::of(world, language, system)),
            user_type: user.user_type,
            powers: Powers::default(),
        }
    }

    fn whole(
        world: &World,
        language: Language,
        mut user: InternalSystemUser,
        rights: &[Right],
    ) -> Self {
        let packages: Vec<AccessPackage> = std::mem::take(&mut user.access_packages);
        Self {
            powers: Powers::of(world, language, rights, &packages),
            ..Self::listed(world, language, user)
        }
    }

    fn waiting(world: &World, language: Language, party: i64, request: &Request) -> Self {
        let system = world.register.system(&request.system_id);
        let system = system.map(|system| System::of(world, language, system));
        Self {
            id: request.id.to_string(),
            integration_title: system.as_ref().map_or_else(String::new, System::name),
            party_id: party.to_string(),
            created: request.created,
            system,
            user_type: request.kind.user_type(),
            powers: Powers::default(),
        }
    }
}

/// Handles `GET systemuser/{party}`, which lists all system users of a party except its agent system users.
pub async fn list(
    caller: Caller,
    State(simulator): State<Simulator>,
    party: Path<String>,
    headers: HeaderMap,
) -> Result<Json<Vec<ShownSystemUser>>, ApiError> {
    let Json(users) = system_users::list(caller, State(simulator.clone()), party).await?;
    Ok(newest_first(&simulator, &headers, users))
}

/// Handles `GET systemuser/agent/{party}`, which lists the agent system users of a party.
pub async fn list_agents(
    caller: Caller,
    State(simulator): State<Simulator>,
    party: Path<String>,
    headers: HeaderMap,
) -> Result<Json<Vec<ShownSystemUser>>, ApiError> {
    let Json(users) = system_users::list_agents(caller, State(simulator.clone()), party).await?;
    Ok(newest_first(&simulator, &headers, users))
}

fn newest_first(
    simulator: &Simulator,
    headers: &HeaderMap,
    users: Vec<InternalSystemUser>,
) -> Json<Vec<ShownSystemUser>> {
    let (world, language) = (simulator.world(), Language::of(headers));
    // The platform sorts by age, oldest first. The BFF sorts newest first.
    let users = users.into_iter().rev();
    Json(
        users
            .map(|user| ShownSystemUser::listed(&world, language, user))
            .collect(),
    )
}

/// Handles `GET systemuser/{partyUuid}/pending`, which lists pending requests. The response shows each request as a
/// system user. An agent request is in the list only after a user has forwarded the request.
pub async fn pending(
    caller: Caller,
    State(simulator): State<Simulator>,
    Path(uuid): Path<String>,
    headers: HeaderMap,
) -> Result<Json<Vec<ShownSystemUser>>, ApiError> {
    let (world, language) = (simulator.world(), Language::of(&headers));
    let uuid: Uuid = uuid
        .parse()
        .map_err(|_| ApiError::not_valid("partyUuid", &uuid))?;
    let party = world
        .parties
        .organisation_by_uuid(&uuid)
        .ok_or(ApiError::Forbidden)?;
    let id = party.party_id();
    caller.access_manager(&world, &id.to_string())?;
    let mut waiting = world.requests.pending(&party.number);
    waiting.sort_by_key(|request| std::cmp::Reverse(request.created));
    Ok(Json(
        waiting
            .into_iter()
            .map(|request| ShownSystemUser::waiting(&world, language, id, request))
            .collect(),
    ))
}

/// Handles `GET systemuser/{party}/{id}`, which returns one system user.
pub async fn read(
    caller: Caller,
    State(simulator): State<Simulator>,
    path: Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Json<ShownSystemUser>, ApiError> {
    let Json(found) = system_users::read(caller, State(simulator.clone()), path).await?;
    let world = simulator.world();
    let language = Language::of(&headers);
    let shown = ShownSystemUser::whole(&world, language, found.user, &found.rights);
    Ok(Json(shown))
}

/// Handles `GET systemuser/agent/{party}/{id}`, which returns one agent system user.
pub async fn read_agent(
    caller: Caller,
    state: State<Simulator>,
    path: Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Json<ShownSystemUser>, ApiError> {
    let found = read(caller, state, path, headers).await?;
    match found.user_type {
        SystemUserType::Agent => Ok(found),
        _ => Err(ApiError::NotFound),
    }
}

/// Handles `POST systemuser/{party}`, which creates a system user. The response contains only the new system user's id.
pub async fn create(
    caller: Caller,
    state: State<Simulator>,
    party: Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<Value>, ApiError> {
    let Json(made) = system_users::create(caller, state, party, headers, body).await?;
    Ok(Json(json!({ "id": made.id })))
}

/// Handles `DELETE systemuser/{party}/{id}`, which deletes a system user. The BFF's response has no body, although the
/// platform's response has a body.
pub async fn delete(
    caller: Caller,
    state: State<Simulator>,
    path: Path<(String, String)>,
) -> Result<StatusCode, ApiError> {
    let answer = system_users::delete(caller, state, path).await?;
    match answer.status() {
        StatusCode::NOT_FOUND => Err(ApiError::NotFound),
        status => Ok(status),
    }
}

/// Handles `DELETE systemuser/agent/{party}/{id}?partyUuid=`, which deletes an agent system user.
pub async fn delete_agent(
    caller: Caller,
    state: State<Simulator>,
    path: Path<(String, String)>,
    Query(giver): Query<PartyUuidQuery>,
) -> Result<StatusCode, ApiError> {
    let party_uuid = giver.read()?;
    let facilitator = system_users::Facilitator {
        facilitator_id: party_uuid,
    };
    system_users::delete_agent(caller, state, path, Query(facilitator)).await
}
