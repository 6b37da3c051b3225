use axum::{
    Json,
    body::Bytes,
    extract::{Path, State},
    http::HeaderMap,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    Simulator,
    altinn::{case_insensitive::Query, json_body},
    altinn::{
        errors::ApiError,
        portal_api::{
            caller::Caller,
            customer_clients::{self, Access, Client, Delegation, Pair},
            own_organisation::PartyUuidQuery,
            system_users,
        },
    },
};
use altinn_types::OrgNumber;

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Customer {
    id: Uuid,
    name: String,
    org_no: OrgNumber,
    unit_type: String,
    is_deleted: bool,
    access: Vec<Access>,
}

impl From<Client> for Customer {
    fn from(client: Client) -> Self {
        Self {
            id: client.party_uuid,
            name: client.display_name,
            org_no: client.organization_identifier,
            unit_type: client.unit_type,
            is_deleted: client.is_deleted,
            access: client.access,
        }
    }
}

/// Handles `GET systemuser/agentdelegation/{party}/{id}/customers?partyUuid=`, which lists clients of the party. A
/// client is in the list if the client has given the party all access packages that the system user has.
pub async fn customers(
    caller: Caller,
    State(simulator): State<Simulator>,
    Path((party, id)): Path<(String, String)>,
    Query(giver): Query<PartyUuidQuery>,
) -> Result<Json<Vec<Customer>>, ApiError> {
    let party_uuid = giver.read()?;
    let path = Path((party.clone(), id));
    let state = State(simulator.clone());
    let Json(agent) = system_users::read(caller.clone(), state, path).await?;
    let packages: Vec<_> = agent
        .user
        .access_packages
        .iter()
        .map(|package| customer_clients::package(&package.urn))
        .collect();
    let clients = customer_clients::clients_with(
        &caller,
        &simulator,
        &party,
        party_uuid.as_deref(),
        &packages,
    )?;
    Ok(Json(clients.into_iter().map(Customer::from).collect()))
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Connected {
    delegation_id: Uuid,
    customer_id: Uuid,
}

impl From<Delegation> for Connected {
    fn from(delegation: Delegation) -> Self {
        Self {
            delegation_id: delegation.delegation_id,
            customer_id: delegation.customer_id,
        }
    }
}

/// Handles `GET systemuser/agentdelegation/{party}/{id}/delegation?partyUuid=`, which lists the clients that are
/// connected to an agent system user.
pub async fn connected(
    caller: Caller,
    state: State<Simulator>,
    Path((party, id)): Path<(String, String)>,
    Query(giver): Query<PartyUuidQuery>,
) -> Result<Json<Vec<Connected>>, ApiError> {
    let party_uuid = giver.read()?;
    let path = Path((party, party_uuid.unwrap_or_default(), id));
    let Json(delegations) = customer_clients::connected(caller, state, path).await?;
    Ok(Json(delegations.into_iter().map(Connected::from).collect()))
}

#[derive(Debug, Deserialize)]
struct NewDelegationBody {
    /// The UUID of the client. Altinn's pages also send the field `access` with the client's packages. The simulator
    /// ignores this field, because the simulator's own data has the packages.
    #[serde(rename = "customerid")]
    customer: Option<String>,
}

/// Handles `POST systemuser/agentdelegation/{party}/{id}/delegation?partyUuid=`, which connects a client to an agent
/// system user.
pub async fn connect(
    caller: Caller,
    state: State<Simulator>,
    path: Path<(String, String)>,
    Query(giver): Query<PartyUuidQuery>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<Option<Connected>>, ApiError> {
    let party_uuid = giver.read()?;
    let delegation: NewDelegationBody = json_body::read(&headers, &body)?;
    let pair = Pair {
        provider: party_uuid,
        client: delegation.customer,
    };
    let Json(made) = customer_clients::connect(caller, state, path, Query(pair)).await?;
    Ok(Json(made.into_iter().next().map(Connected::from)))
}

/// Handles `DELETE systemuser/agentdelegation/{party}/{id}/delegation/{delegationId}?partyUuid=`, which disconnects a
/// client from an agent system user.
pub async fn disconnect(
    caller: Caller,
    state: State<Simulator>,
    Path((party, id, delegation)): Path<(String, String, String)>,
    Query(giver): Query<PartyUuidQuery>,
) -> Result<Json<bool>, ApiError> {
    let party_uuid = giver.read()?;
    let pair = Pair {
        provider: party_uuid,
        client: Some(delegation),
    };
    customer_clients::disconnect(caller, state, Path((party, id)), Query(pair)).await?;
    Ok(Json(true))
}
