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

/// A system user in the form that Altinn's pages read. In lists, rights and access packages are
/// left out.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ShownSystemUser {
    /// For a pending request: the request's id, which the system user will keep.
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

/// `GET systemuser/{party}`.
pub async fn list(
    caller: Caller,
    State(simulator): State<Simulator>,
    party: Path<String>,
    headers: HeaderMap,
) -> Result<Json<Vec<ShownSystemUser>>, ApiError> {
    let Json(users) = system_users::list(caller, State(simulator.clone()), party).await?;
    Ok(newest_first(&simulator, &headers, users))
}

/// `GET systemuser/agent/{party}`.
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
    // The platform sorts the oldest first; the BFF sorts the newest first.
    let users = users.into_iter().rev();
    Json(
        users
            .map(|user| ShownSystemUser::listed(&world, language, user))
            .collect(),
    )
}

/// `GET systemuser/{partyUuid}/pending`: pending requests, in the form of the system users that
/// they would become. The list has only those agent requests that a user forwarded.
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

/// `GET systemuser/{party}/{id}`.
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

/// `GET systemuser/agent/{party}/{id}`.
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

/// `POST systemuser/{party}`. The response is the id of the new system user.
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

/// `DELETE systemuser/{party}/{id}`. Unlike the platform's response, this response has no body.
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

/// `DELETE systemuser/agent/{party}/{id}?partyUuid=`.
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
