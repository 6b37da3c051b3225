//! The endpoints for the clients of an agent system user. A client administrator reads and changes the clients with
//! these endpoints (contract/systemuser-api.md §8). The endpoints need an Altinn token of a person. To get this token,
//! a vendor exchanges the person's token from ID-porten.

use axum::{Json, extract::State, http::StatusCode};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    internal_system_user::InternalSystemUser,
    token::{Token, scope},
};
use crate::world::World;
use crate::{
    Simulator,
    altinn::case_insensitive::Query,
    rules::{Organisation, RuleViolation, system_users::StoredSystemUser},
};
use crate::{
    altinn::errors::{ApiError, ValidationError},
    altinn::json_body,
};
use altinn_types::{Links, OrgNumber, SystemUserId, SystemUserType};

#[derive(Debug, Deserialize)]
pub struct OfParty {
    party: Option<String>,
}

/// Handles `GET enduser/systemuser/agents?party=`, which lists the agent system users of a party.
pub async fn agents(
    token: Token,
    State(simulator): State<Simulator>,
    Query(query): Query<OfParty>,
) -> Result<Json<Vec<InternalSystemUser>>, ApiError> {
    token.require(&[scope::CLIENTS_READ])?;
    let party = query.party.filter(|party| !party.is_empty());
    let party = party.ok_or_else(|| ApiError::missing(&["party"]))?;
    let world = simulator.world();
    let person = token.person(&world)?;
    let known = party.parse().ok();
    let known = known.filter(|party| world.parties.has_organisation(party));
    let party: OrgNumber = known.ok_or_else(|| no_party("Party not found", &party))?;
    if !world.parties.administers_clients(&person, &party) {
        return Err(ApiError::Forbidden);
    }
    let users = world.system_users.of_owner(&party);
    let agents = users.filter(|user| user.kind == SystemUserType::Agent);
    Ok(Json(
        agents
            .filter_map(|user| InternalSystemUser::of(&world, user))
            .collect(),
    ))
}

#[derive(Debug, Deserialize)]
pub struct Ids {
    agent: Option<String>,
    client: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Clients {
    links: Links,
    system_user_information: Information,
    data: Vec<Client>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Information {
    system_user_id: SystemUserId,
    system_user_owner_org: OrgNumber,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Client {
    client_id: Uuid,
    client_organization_number: OrgNumber,
    client_organization_name: String,
}

/// Handles `GET enduser/systemuser/clients/available?agent=`, which lists the clients that can be connected to an agent
/// system user.
pub async fn available(
    token: Token,
    State(simulator): State<Simulator>,
    Query(ids): Query<Ids>,
) -> Result<Json<Clients>, ApiError> {
    token.require(&[scope::CLIENTS_READ])?;
    let world = simulator.world();
    let agent = administered(&world, &token, &ids)?;
    Ok(listed(agent, world.available_clients(agent)))
}

/// Handles `GET enduser/systemuser/clients?agent=`, which lists the clients that are connected to an agent system user.
pub async fn connected(
    token: Token,
    State(simulator): State<Simulator>,
    Query(ids): Query<Ids>,
) -> Result<Json<Clients>, ApiError> {
    token.require(&[scope::CLIENTS_READ])?;
    let world = simulator.world();
    let agent = administered(&world, &token, &ids)?;
    Ok(listed(agent, world.connected_clients(agent.id)))
}

/// Returns the agent system user in the query. The person in the token must be a client administrator of the
/// organisation that owns this system user. If the person is not, returns an error.
fn administered<'w>(
    world: &'w World,
    token: &Token,
    ids: &Ids,
) -> Result<&'w StoredSystemUser, ApiError> {
    let id = json_body::uuid("agent", ids.agent.as_deref())?;
    let agent = agent(world, id).map_err(|error| ApiError::Invalid(vec![error]))?;
    has_owner(world, agent)?;
    let person = token.person(world)?;
    if world.parties.administers_clients(&person, &agent.owner) {
        Ok(agent)
    } else {
        Err(ApiError::Forbidden)
    }
}

fn has_owner(world: &World, agent: &StoredSystemUser) -> Result<(), ApiError> {
    if world.parties.has_organisation(&agent.owner) {
        Ok(())
    } else {
        Err(no_party("System Owner not Found", agent.owner.as_str()))
    }
}

/// The error for an organisation that is not a party in Altinn. Altinn first checks that the organisation exists, and
/// then whether the caller has access to it.
fn no_party(title: &'static str, organisation: &str) -> ApiError {
    let detail = format!("No associated party information found for organisation {organisation}");
    ApiError::Plain(StatusCode::NOT_FOUND, title, detail)
}

fn listed<'a>(
    agent: &StoredSystemUser,
    clients: impl Iterator<Item = &'a Organisation>,
) -> Json<Clients> {
    let client = |client: &Organisation| Client {
        client_id: client.uuid(),
        client_organization_number: client.number.clone(),
        client_organization_name: client.name.clone(),
    };
    Json(Clients {
        links: Links::default(),
        system_user_information: Information {
            system_user_id: agent.id,
            system_user_owner_org: agent.owner.clone(),
        },
        data: clients.map(client).collect(),
    })
}

#[derive(Debug, Serialize)]
pub struct Pair {
    agent: SystemUserId,
    client: Uuid,
}

/// Handles `POST enduser/systemuser/clients?agent=&client=`, which connects a client to an agent system user.
pub async fn connect(
    token: Token,
    State(simulator): State<Simulator>,
    Query(ids): Query<Ids>,
) -> Result<Json<Pair>, ApiError> {
    token.require(&[scope::CLIENTS_WRITE])?;
    let mut world = simulator.world();
    let pair = pair(&world, &ids)?;
    let person = token.person(&world)?;
    match world.connect_client(&person, pair.agent, &pair.client) {
        Err(RuleViolation::NotClientAdministrator) => Err(ApiError::Forbidden),
        other => Ok(other.map(|()| Json(pair))?),
    }
}

/// Handles `DELETE enduser/systemuser/clients?agent=&client=`, which disconnects a client from an agent system user.
/// The call also succeeds if the client is not connected.
pub async fn disconnect(
    token: Token,
    State(simulator): State<Simulator>,
    Query(ids): Query<Ids>,
) -> Result<Json<Pair>, ApiError> {
    token.require(&[scope::CLIENTS_WRITE])?;
    let mut world = simulator.world();
    let pair = pair(&world, &ids)?;
    let person = token.person(&world)?;
    match world.disconnect_client(&person, pair.agent, &pair.client) {
        Err(RuleViolation::NotClientAdministrator) => Err(ApiError::Forbidden),
        other => Ok(other.map(|()| Json(pair))?),
    }
}

/// Reads the ids of the agent system user and the client from the query. If both ids are wrong, the error response
/// reports both.
fn pair(world: &World, ids: &Ids) -> Result<Pair, ApiError> {
    let id = json_body::uuid("agent", ids.agent.as_deref())?;
    let client = json_body::uuid("client", ids.client.as_deref())?;
    let mut errors: Vec<_> = agent(world, id).err().into_iter().collect();
    if client.is_nil() {
        errors.push(CLIENT_MISSING);
    }
    if !errors.is_empty() {
        return Err(ApiError::Invalid(errors));
    }
    let id = SystemUserId(id);
    has_owner(world, world.system_users.agent(id)?)?;
    Ok(Pair { agent: id, client })
}

fn agent(world: &World, id: Uuid) -> Result<&StoredSystemUser, ValidationError> {
    let missing = if id.is_nil() {
        AGENT_MISSING
    } else {
        AGENT_UNKNOWN
    };
    world
        .system_users
        .agent(SystemUserId(id))
        .map_err(|violation| match violation {
            RuleViolation::NotAnAgent => NOT_AN_AGENT,
            _ => missing,
        })
}

/// The validation errors of the endpoints for client delegation, one for each error code. `AGENT_UNKNOWN` is not in
/// this list, because it has the same code as `AGENT_MISSING`.
pub(crate) const VALIDATION_ERRORS: [ValidationError; 3] =
    [AGENT_MISSING, NOT_AN_AGENT, CLIENT_MISSING];

const AGENT_MISSING: ValidationError = error(
    "AUTH.VLD-00014",
    "?agent",
    "The agent query parameter is missing or invalid",
);
/// The error for an agent system user that does not exist. Altinn uses the same error code for [`AGENT_MISSING`].
const AGENT_UNKNOWN: ValidationError = error("AUTH.VLD-00014", "?agent", "System user not found");
const NOT_AN_AGENT: ValidationError = error(
    "AUTH.VLD-00015",
    "?agent",
    "SystemUser is not a valid system user of type agent",
);
const CLIENT_MISSING: ValidationError = error(
    "AUTH.VLD-00016",
    "?client",
    "The client query parameter is missing or invalid",
);

const fn error(code: &'static str, path: &'static str, title: &'static str) -> ValidationError {
    ValidationError {
        code,
        title,
        paths: [path],
        details: std::collections::BTreeMap::new(),
    }
}
