use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderName, header::CACHE_CONTROL},
    response::{IntoResponse, Response},
};
use serde::Deserialize;

use super::{
    hints::Advisor,
    paging::{self, Paging},
    token::{Token, scope},
};
use crate::altinn::errors::ApiError;
use crate::world::World;
use crate::{
    Simulator,
    altinn::case_insensitive::Query,
    rules::{ExternalIds, RuleViolation, system_users::StoredSystemUser},
};
use altinn_types::{ExternalRef, OrgNumber, SystemUser};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct ByQuery {
    system_id: Option<String>,
    orgno: Option<String>,
    external_ref: Option<String>,
}

/// Handles `GET systemuser/vendor/byquery`, which finds one system user by its external ids. Altinn requires the scope
/// `altinn:authentication/systemuser.request.write`, although the endpoint only reads.
pub async fn by_query(
    token: Token,
    State(simulator): State<Simulator>,
    Query(query): Query<ByQuery>,
) -> Result<Json<SystemUser>, ApiError> {
    token.require(&[scope::REQUEST_WRITE])?;
    let (system, party) = match (non_empty(query.system_id), non_empty(query.orgno)) {
        (Some(system), Some(party)) => (system, party),
        (None, _) => return Err(ApiError::missing(&["system-id"])),
        (_, None) => return Err(ApiError::missing(&["orgno"])),
    };
    let vendor = token.consumer().ok_or(ApiError::Unauthorized)?;
    let party: OrgNumber = party.parse().map_err(|_| ApiError::NotFound)?;
    let external_ref = non_empty(query.external_ref);
    let sent = external_ref.clone().map(ExternalRef);
    let ids = ExternalIds {
        external_ref: sent.unwrap_or_else(|| ExternalRef::default_for(&party)),
        system: system.parse().map_err(|_| ApiError::NotFound)?,
        party,
    };
    let world = simulator.world();
    let user = world.system_users.vendors_by_external_ids(&vendor, &ids);
    let user = user.ok_or_else(|| {
        let advisor = Advisor::new(&world, simulator.origins(), &vendor);
        let hint = advisor.no_system_user(&ids, external_ref.as_deref());
        ApiError::NotFound.with_hint(Some(hint))
    })?;
    Ok(Json(with_product_name(&world, user)))
}

/// Handles `GET systemuser/vendor/bysystem/{systemId}`, which lists the system users of one of the vendor's systems.
pub async fn by_system(
    token: Token,
    State(simulator): State<Simulator>,
    Path(system): Path<String>,
    Query(paging): Query<Paging>,
) -> Result<Response, ApiError> {
    token.require(&[scope::REGISTER_WRITE, scope::REGISTER_ADMIN])?;
    let vendor = token.consumer().ok_or(ApiError::Unauthorized)?;
    let system = system.parse().map_err(|_| RuleViolation::NoSuchSystem)?;
    let from: u64 = paging.from()?.unwrap_or_default();

    let world = simulator.world();
    let (users, next) = world.system_users_of_system(&vendor, &system, from, paging::SIZE)?;
    let data = users
        .into_iter()
        .map(|user| with_product_name(&world, user));
    let list = ("systemuser/vendor", &system);
    Ok(Json(paging::page(data, next.as_ref(), simulator.origins(), list)).into_response())
}

#[derive(Debug, Deserialize)]
pub struct ByExternalId {
    #[serde(rename = "clientid")]
    client_id: Option<String>,
    #[serde(rename = "systemproviderorgno")]
    system_provider_org_no: Option<String>,
    #[serde(rename = "systemuserownerorgno")]
    system_user_owner_org_no: Option<String>,
    #[serde(rename = "externalref")]
    external_ref: Option<String>,
}

const NO_STORE: [(HeaderName, &str); 1] = [(CACHE_CONTROL, "no-store")];

/// Handles `GET systemuser/byExternalId`. Maskinporten calls this endpoint to find the system user before it issues a
/// token.
pub async fn by_external_id(
    token: Token,
    State(simulator): State<Simulator>,
    Query(query): Query<ByExternalId>,
) -> Result<Response, ApiError> {
    token.require(&[scope::SYSTEM_USER_READ])?;
    let (Some(client), Some(vendor), Some(owner)) = (
        non_empty(query.client_id),
        non_empty(query.system_provider_org_no),
        non_empty(query.system_user_owner_org_no),
    ) else {
        return Err(ApiError::BadRequest);
    };
    let vendor: OrgNumber = vendor.parse().map_err(|_| ApiError::NotFound)?;
    let owner: OrgNumber = owner.parse().map_err(|_| ApiError::NotFound)?;
    let external_ref = non_empty(query.external_ref);
    let world = simulator.world();
    let user = world
        .system_user_for_token(&client, &vendor, &owner, external_ref.as_deref())
        .ok_or(ApiError::NotFound)?;
    Ok((NO_STORE, Json(system_user(user, user.system_id.as_str()))).into_response())
}

fn non_empty(value: Option<String>) -> Option<String> {
    value.filter(|text| !text.is_empty())
}

fn with_product_name(world: &World, user: &StoredSystemUser) -> SystemUser {
    let system = world.register.system(&user.system_id);
    let name = system.map_or("", |system| system.registered.name.nb.as_str());
    system_user(user, name)
}

/// Returns the JSON that vendors read about a system user. The caller passes `product_name`, because the field
/// `productName` has different values at different endpoints.
pub(crate) fn system_user(user: &StoredSystemUser, product_name: &str) -> SystemUser {
    SystemUser {
        id: user.id,
        integration_title: user.integration_title.clone(),
        system_id: Some(user.system_id.clone()),
        product_name: product_name.to_owned(),
        reportee_org_no: Some(user.owner.clone()),
        created: Some(user.created),
        is_deleted: false,
        supplier_name: String::new(),
        supplier_orgno: Some(user.vendor.clone()),
        external_ref: Some(user.external_ref.clone()),
        user_type: Some(user.kind),
    }
}
