use axum::{
    Json,
    extract::{Path, State},
};
use serde::Deserialize;
use uuid::Uuid;

use super::{
    caller::{Acting, Caller},
    customer_clients::owned,
    system_users::user_id,
};
use crate::altinn::{errors::ApiError, json_body};
use crate::world::World;
use crate::{
    Simulator,
    altinn::case_insensitive::Query,
    rules::{Organisation, RuleViolation},
};
use altinn_types::SystemUserId;

/// The query parameter `partyUuid`. The path contains the party id of the same organisation. If the UUID belongs to
/// another organisation, each endpoint responds differently.
#[derive(Debug, Deserialize)]
pub struct PartyUuidQuery {
    #[serde(rename = "partyuuid")]
    pub party_uuid: Option<String>,
}

impl PartyUuidQuery {
    /// Checks that `partyUuid` is a UUID, and returns the value as text. The handlers of the BFF pass this text to the
    /// handlers of the platform. There, the parameter has another name, such as `provider` or `facilitatorId`.
    ///
    /// # Errors
    ///
    /// Returns [`ApiError::Model`] if `partyUuid` is not a UUID.
    pub fn read(self) -> Result<Option<String>, ApiError> {
        json_body::uuid("partyUuid", self.party_uuid.as_deref())?;
        Ok(self.party_uuid)
    }
}

/// Handles `GET systemuser/agent/{party}/{systemUserId}/self/?partyUuid=`, which says whether the agent system user
/// also acts for the organisation that owns it.
pub async fn is_connected(
    caller: Caller,
    State(simulator): State<Simulator>,
    Path(path): Path<(String, String)>,
    Query(query): Query<PartyUuidQuery>,
) -> Result<Json<bool>, ApiError> {
    let world = simulator.world();
    let CallDetails { acting, id, from } = CallDetails::of(&caller, &world, &path, &query)?;
    let user = world
        .system_users
        .get(id)
        .ok_or(RuleViolation::NoSuchSystemUser)?;
    let (_, packages) = world.delegated_by(&acting.party, user);
    Ok(Json(
        is_party(&world, &acting, &from) && !packages.is_empty(),
    ))
}

/// Handles `POST systemuser/agent/{party}/{systemUserId}/self/?partyUuid=`. After this call the agent system user also
/// acts for the organisation that owns it.
pub async fn connect(
    caller: Caller,
    State(simulator): State<Simulator>,
    Path(path): Path<(String, String)>,
    Query(query): Query<PartyUuidQuery>,
) -> Result<Json<bool>, ApiError> {
    let mut world = simulator.world();
    let CallDetails { acting, id, from } = CallDetails::of(&caller, &world, &path, &query)?;
    world.system_users.agent(id)?;
    if !is_party(&world, &acting, &from) {
        return Err(RuleViolation::PackageNotDelegated.into());
    }
    world.connect_own(&acting.person, id)?;
    Ok(Json(true))
}

/// Handles `DELETE systemuser/agent/{party}/{systemUserId}/self/?partyUuid=`. After this call the agent system user no
/// longer acts for the organisation that owns it.
pub async fn disconnect(
    caller: Caller,
    State(simulator): State<Simulator>,
    Path(path): Path<(String, String)>,
    Query(query): Query<PartyUuidQuery>,
) -> Result<Json<bool>, ApiError> {
    let mut world = simulator.world();
    let CallDetails { acting, id, from } = CallDetails::of(&caller, &world, &path, &query)?;
    world.system_users.agent(id)?;
    if !is_party(&world, &acting, &from) {
        return Err(RuleViolation::PackageNotTakenBack.into());
    }
    world.disconnect_own(&acting.person, id)?;
    Ok(Json(true))
}

struct CallDetails {
    acting: Acting,
    id: SystemUserId,
    from: Uuid,
}

impl CallDetails {
    fn of(
        caller: &Caller,
        world: &World,
        (party, id): &(String, String),
        query: &PartyUuidQuery,
    ) -> Result<Self, ApiError> {
        let acting = caller.access_manager(world, party)?;
        let id = user_id(id)?;
        let from = json_body::uuid("partyUuid", query.party_uuid.as_deref())?;
        owned(world, &acting, id)?;
        Ok(Self { acting, id, from })
    }
}

fn is_party(world: &World, acting: &Acting, uuid: &Uuid) -> bool {
    let party = world.parties.organisation(&acting.party);
    party.map(Organisation::uuid) == Some(*uuid)
}
