use axum::{
    Json,
    extract::{Path, State},
    http::{StatusCode, Uri},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    caller::{Acting, Caller},
    system_users::user_id,
};
use crate::altinn::{errors::ApiError, json_body};
use crate::world::World;
use crate::{
    Simulator,
    altinn::case_insensitive::{Query, values},
    rules::{
        ClientRelation, Organisation, ProviderRole, RuleViolation, role,
        system_users::StoredSystemUser,
    },
};
use altinn_types::{AccessPackage, OrgNumber, SystemUserId};

/// A client of a service provider, and the access that the client has given to the service provider.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Client {
    pub party_uuid: Uuid,
    pub display_name: String,
    pub organization_identifier: OrgNumber,
    /// The unit type, which only the BFF returns. Altinn's API leaves it out.
    #[serde(skip)]
    pub unit_type: String,
    #[serde(skip)]
    pub is_deleted: bool,
    pub access: Vec<Access>,
}

/// The access packages that the client has given to the service provider through one role.
#[derive(Debug, Serialize)]
pub struct Access {
    pub role: &'static str,
    pub packages: Vec<String>,
}

/// Handles `GET systemuser/agent/{party}/clients?facilitator=&packages=`, which lists clients of a service provider. A
/// client is in the list if it has given the provider every access package that the query names. The query has one
/// parameter `packages` for each access package. `facilitator` is the UUID of the provider.
pub async fn available(
    caller: Caller,
    State(simulator): State<Simulator>,
    Path(party): Path<String>,
    uri: Uri,
) -> Result<Json<Vec<Client>>, ApiError> {
    let query = uri.query().unwrap_or_default();
    let facilitator = values(query, "facilitator").next();
    let packages: Vec<_> = values(query, "packages")
        .map(|name| package(&name))
        .collect();
    let clients = clients_with(
        &caller,
        &simulator,
        &party,
        facilitator.as_deref(),
        &packages,
    )?;
    Ok(Json(clients))
}

/// Returns the clients that have given all access packages in `packages` to the party.
///
/// # Errors
///
/// Returns an [`ApiError`] if the caller is not a client administrator of the party. Also returns an [`ApiError`] if
/// `facilitator` is not the UUID of the party.
pub fn clients_with(
    caller: &Caller,
    simulator: &Simulator,
    party: &str,
    facilitator: Option<&str>,
    packages: &[AccessPackage],
) -> Result<Vec<Client>, ApiError> {
    let world = simulator.world();
    let acting = caller.client_administrator(&world, party)?;
    let facilitator = json_body::uuid("facilitator", facilitator)?;
    is_facilitator(&world, &acting, &facilitator)?;
    let clients = world
        .client_delegations
        .relations_of(&acting.party)
        .filter(|relation| relation.gives_all(packages))
        .filter_map(|relation| Client::of(&world, relation, packages));
    Ok(clients.collect())
}

impl Client {
    fn of(world: &World, relation: &ClientRelation, packages: &[AccessPackage]) -> Option<Self> {
        let client = world.parties.organisation(&relation.client)?;
        let is_selected = |package: &AccessPackage| {
            packages.is_empty() || packages.iter().any(|selected| selected == package)
        };
        let by_role = relation.roles.iter().map(|role| {
            let packages = role.packages().iter().copied().map(AccessPackage::named);
            (urn(*role), packages.collect())
        });
        let delegated = (role::RIGHT_HOLDER, relation.packages.clone());
        let access = by_role
            .chain([delegated])
            .map(|(role, packages)| Access {
                role,
                packages: packages
                    .into_iter()
                    .filter(&is_selected)
                    .map(|package| package.urn)
                    .collect(),
            })
            .filter(|access| !access.packages.is_empty());
        Some(Self {
            party_uuid: client.uuid(),
            display_name: client.name.clone(),
            organization_identifier: client.number.clone(),
            unit_type: client.unit_type.clone(),
            is_deleted: client.is_deleted,
            access: access.collect(),
        })
    }
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Delegation {
    pub agent_system_user_id: SystemUserId,
    /// The id of the delegation, which is the client's UUID. In today's Altinn, a delegation has no separate id.
    pub delegation_id: Uuid,
    pub customer_id: Uuid,
    /// Altinn always returns zeros.
    pub assignment_id: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer_organization_number: Option<OrgNumber>,
}

/// Handles `GET systemuser/agent/{party}/{facilitator}/{id}/delegations`, and lists the connected clients of an agent
/// system user. If the path contains a wrong facilitator or system user, the list is empty. The list leaves out the
/// owner of the system user, also when the owner is a connected client.
pub async fn connected(
    caller: Caller,
    State(simulator): State<Simulator>,
    Path((party, facilitator, id)): Path<(String, String, String)>,
) -> Result<Json<Vec<Delegation>>, ApiError> {
    let world = simulator.world();
    let acting = caller.client_administrator(&world, &party)?;
    let facilitator = json_body::uuid("facilitator", Some(&facilitator))?;
    let id = user_id(&id)?;
    let agent = world.system_users.agent(id).ok();
    let agent = agent.filter(|agent| {
        agent.owner == acting.party && is_facilitator(&world, &acting, &facilitator).is_ok()
    });
    let clients = agent
        .into_iter()
        .flat_map(|agent| world.connected_clients(agent.id));
    let delegation = |client: &Organisation| Delegation {
        customer_name: Some(client.name.clone()),
        customer_organization_number: Some(client.number.clone()),
        ..Delegation::of(id, client.uuid())
    };
    Ok(Json(clients.map(delegation).collect()))
}

impl Delegation {
    fn of(agent: SystemUserId, client: Uuid) -> Self {
        Self {
            agent_system_user_id: agent,
            delegation_id: client,
            customer_id: client,
            assignment_id: Uuid::nil(),
            customer_name: None,
            customer_organization_number: None,
        }
    }
}

#[derive(Debug, Deserialize)]
pub struct Pair {
    pub provider: Option<String>,
    pub client: Option<String>,
}

impl Pair {
    fn read(&self) -> Result<(Uuid, Uuid), ApiError> {
        let provider = json_body::uuid("provider", self.provider.as_deref())?;
        let client = json_body::uuid("client", self.client.as_deref())?;
        Ok((provider, client))
    }
}

/// Handles `POST systemuser/agent/{party}/{id}?provider=&client=`, which connects a client to an agent system user.
pub async fn connect(
    caller: Caller,
    State(simulator): State<Simulator>,
    Path((party, id)): Path<(String, String)>,
    Query(pair): Query<Pair>,
) -> Result<Json<Vec<Delegation>>, ApiError> {
    let mut world = simulator.world();
    let acting = caller.client_administrator(&world, &party)?;
    let id = user_id(&id)?;
    let (provider, client) = pair.read()?;
    owned(&world, &acting, id)?;
    world.system_users.agent(id)?;
    // Only client administrators of the party can change the party's clients, so `provider` must be the party.
    is_facilitator(&world, &acting, &provider)
        .map_err(|_| RuleViolation::NotClientAdministrator)?;
    world.check_packages_of_agent(id)?;
    world.connect_client(&acting.person, id, &client)?;
    Ok(Json(vec![Delegation::of(id, client)]))
}

/// Handles `DELETE systemuser/agent/{party}/{id}/client?provider=&client=`, and disconnects a client from an agent
/// system user. If the client is not connected or the system user does not exist, the response is still 200.
pub async fn disconnect(
    caller: Caller,
    State(simulator): State<Simulator>,
    Path((party, id)): Path<(String, String)>,
    Query(pair): Query<Pair>,
) -> Result<StatusCode, ApiError> {
    let mut world = simulator.world();
    let acting = caller.client_administrator(&world, &party)?;
    let id = user_id(&id)?;
    let (provider, client) = pair.read()?;
    is_facilitator(&world, &acting, &provider)?;
    let agent = world.system_users.agent(id).ok();
    if agent.is_some_and(|agent| agent.owner == acting.party) {
        world.disconnect_client(&acting.person, id, &client)?;
    }
    Ok(StatusCode::OK)
}

/// Returns the system user with this id if the party owns the system user. If the system user does not exist, the error
/// response looks like ASP.NET's response to an invalid value.
pub(crate) fn owned<'a>(
    world: &'a World,
    acting: &Acting,
    id: SystemUserId,
) -> Result<&'a StoredSystemUser, ApiError> {
    let unknown = || {
        let message = format!("SystemUser with Id {id} Not Found");
        ApiError::Model(vec![("return".to_owned(), message)])
    };
    let user = world.system_users.get(id).ok_or_else(unknown)?;
    if user.owner == acting.party {
        Ok(user)
    } else {
        Err(ApiError::Forbidden)
    }
}

fn is_facilitator(world: &World, acting: &Acting, facilitator: &Uuid) -> Result<(), RuleViolation> {
    let party = world
        .parties
        .organisation(&acting.party)
        .map(Organisation::uuid);
    if party == Some(*facilitator) {
        Ok(())
    } else {
        Err(RuleViolation::NotTheFacilitator)
    }
}

/// Reads an access package from its URN, or from the last part of its URN.
#[must_use]
pub fn package(text: &str) -> AccessPackage {
    AccessPackage::named(text.rsplit(':').next().unwrap_or(text))
}

fn urn(role: ProviderRole) -> &'static str {
    match role {
        ProviderRole::Auditor => "urn:altinn:external-role:ccr:revisor",
        ProviderRole::Accountant => "urn:altinn:external-role:ccr:regnskapsforer",
        ProviderRole::BusinessManager => "urn:altinn:external-role:ccr:forretningsforer",
    }
}
