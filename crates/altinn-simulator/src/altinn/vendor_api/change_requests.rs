//! Requests to change a standard system user, as a vendor makes, reads and deletes them
//! (systemuser-api.md §7).

use axum::{
    Json,
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Deserializer};

use super::{
    paging::{self, Paging},
    requests::{external_ids, request_id},
    token::{Token, scope},
};
use crate::world::World;
use crate::{
    Origins, Simulator,
    http::case_insensitive::Query,
    rules::{
        ChangeRequest, RuleViolation,
        change_requests::{ChangeCreated, ChangeRefusal, NewChange, WantedChange},
    },
};
use crate::{altinn::errors::ApiError, http::json_body};
use altinn_types::{
    AccessPackage, ChangeRequestStatus, RequestId, Right, SystemUserChangeRequest, SystemUserId,
};

const NO_CORRELATION_ID: &str = "Missing or invalid QueryParameter: correlation-id. Generate a unique UUID (RFC 4122) for this Change Request, and add as a Query Parameter.";
const SAME_ID: &str =
    "The correlation-id should not be the same as the system-user-id. Generate a unique id.";

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Ids {
    correlation_id: Option<String>,
    system_user_id: Option<String>,
}

/// The body. Names are lower case here. A list that is left out is empty; `null` is one that Altinn
/// trips over.
#[derive(Debug, Deserialize)]
struct RawChange {
    #[serde(default, rename = "requiredrights", deserialize_with = "list")]
    required_rights: Listed<Right>,
    #[serde(default, rename = "unwantedrights", deserialize_with = "list")]
    unwanted_rights: Listed<Right>,
    #[serde(default, rename = "requiredaccesspackages", deserialize_with = "list")]
    required_access_packages: Listed<AccessPackage>,
    #[serde(default, rename = "unwantedaccesspackages", deserialize_with = "list")]
    unwanted_access_packages: Listed<AccessPackage>,
    #[serde(rename = "redirecturl")]
    redirect_url: Option<String>,
}

#[derive(Debug)]
struct Listed<T>(Option<Vec<T>>);

impl<T> Default for Listed<T> {
    fn default() -> Self {
        Self(Some(Vec::new()))
    }
}

fn list<'de, D, T>(deserializer: D) -> Result<Listed<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Option::deserialize(deserializer).map(Listed)
}

impl RawChange {
    /// `None` where a list is `null`.
    fn wanted(self) -> Option<WantedChange> {
        Some(WantedChange {
            required_rights: self.required_rights.0?,
            unwanted_rights: self.unwanted_rights.0?,
            required_access_packages: self.required_access_packages.0?,
            unwanted_access_packages: self.unwanted_access_packages.0?,
        })
    }
}

/// `POST systemuser/changerequest/vendor?correlation-id=&system-user-id=`.
pub async fn create(
    token: Token,
    State(simulator): State<Simulator>,
    Query(ids): Query<Ids>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, ApiError> {
    token.require(&[scope::REQUEST_WRITE])?;
    let id = RequestId(json_body::uuid(
        "correlation-id",
        ids.correlation_id.as_deref(),
    )?);
    let system_user = json_body::uuid("system-user-id", ids.system_user_id.as_deref())?;
    let mut raw: RawChange = json_body::read(&headers, &body)?;
    let redirect_url = raw.redirect_url.take();
    if id.0.is_nil() {
        return Err(bad_request(NO_CORRELATION_ID));
    }
    let vendor = token.consumer().ok_or(ApiError::Unauthorized)?;
    let mut world = simulator.world();
    let now = world.now();
    let change = NewChange {
        id,
        system_user: SystemUserId(system_user),
        wanted: raw.wanted(),
        redirect_url,
    };
    let nothing = no_change_needed(&world, &change);
    let (status, id) = match world.create_change_request(&vendor, change, now) {
        Ok(ChangeCreated::New(id)) => (StatusCode::CREATED, id),
        Ok(ChangeCreated::Before(id)) => (StatusCode::OK, id),
        Ok(ChangeCreated::NoChangeNeeded) => return Ok(Json(nothing).into_response()),
        Err(ChangeRefusal::SameId) => return Err(bad_request(SAME_ID)),
        Err(ChangeRefusal::AnotherVendors) => return Err(ApiError::Unauthorized),
        Err(ChangeRefusal::NullList) => {
            return Err(ApiError::Text(
                StatusCode::INTERNAL_SERVER_ERROR,
                String::new(),
            ));
        }
        Err(ChangeRefusal::Refused(refusal)) => return Err(refusal.into()),
    };
    let change = world
        .change_request(id)
        .ok_or(RuleViolation::NoSuchRequest)?;
    let body = answered(&world, simulator.origins(), change);
    Ok((status, Json(body)).into_response())
}

/// `GET systemuser/changerequest/vendor/{requestId}`.
pub async fn read(
    token: Token,
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
) -> Result<Json<SystemUserChangeRequest>, ApiError> {
    token.require(&[scope::REQUEST_READ])?;
    let id = request_id(&id)?;
    let vendor = token.consumer().ok_or(ApiError::Unauthorized)?;
    let world = simulator.world();
    let change = world.vendors_change_request(&vendor, id)?;
    Ok(Json(answered(&world, simulator.origins(), change)))
}

/// `GET systemuser/changerequest/vendor/byexternalref/{systemId}/{orgNo}/{externalRef}`.
///
/// The lists of packages are empty whatever was asked for: Altinn does not fill them in here.
pub async fn by_external_ref(
    token: Token,
    State(simulator): State<Simulator>,
    Path(path): Path<(String, String, String)>,
) -> Result<Json<SystemUserChangeRequest>, ApiError> {
    token.require(&[scope::REQUEST_READ])?;
    let vendor = token.consumer().ok_or(ApiError::Unauthorized)?;
    let world = simulator.world();
    let change = world.vendors_change_request_by_ids(&vendor, &external_ids(path)?)?;
    Ok(Json(SystemUserChangeRequest {
        required_access_packages: Vec::new(),
        unwanted_access_packages: Vec::new(),
        ..answered(&world, simulator.origins(), change)
    }))
}

/// `GET systemuser/changerequest/vendor/bysystem/{systemId}`.
///
/// Altinn ignores the token, so that its first page never ends. That is not copied.
pub async fn by_system(
    token: Token,
    State(simulator): State<Simulator>,
    Path(system): Path<String>,
    Query(paging): Query<Paging>,
) -> Result<Response, ApiError> {
    token.require(&[scope::REQUEST_READ])?;
    let vendor = token.consumer().ok_or(ApiError::Unauthorized)?;
    let system = system.parse().map_err(|_| RuleViolation::NoSuchSystem)?;
    let from: Option<RequestId> = paging.from()?;

    let world = simulator.world();
    let (rows, next) = world.change_requests_of_system(&vendor, &system, from, paging::SIZE)?;
    let data = rows.into_iter().map(|change| SystemUserChangeRequest {
        confirm_url: None,
        ..answered(&world, simulator.origins(), change)
    });
    let list = ("systemuser/changerequest/vendor", &system);
    Ok(Json(paging::page(data, next.as_ref(), simulator.origins(), list)).into_response())
}

/// `DELETE systemuser/changerequest/vendor/{requestId}`.
pub async fn delete(
    token: Token,
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiError> {
    token.require(&[scope::REQUEST_WRITE])?;
    let id = request_id(&id)?;
    simulator.world().delete_change_request(id)?;
    Ok(StatusCode::ACCEPTED)
}

fn bad_request(text: &str) -> ApiError {
    ApiError::Text(StatusCode::BAD_REQUEST, text.to_owned())
}

/// The answer to a call that asks for nothing, if that is what becomes of it.
fn no_change_needed(world: &World, change: &NewChange) -> Option<SystemUserChangeRequest> {
    let user = world.system_user(change.system_user)?;
    Some(SystemUserChangeRequest {
        id: change.id,
        external_ref: Some(user.external_ref.clone()),
        system_id: user.system_id.clone(),
        system_user_id: user.id,
        party_org_no: user.owner.clone(),
        required_rights: Vec::new(),
        unwanted_rights: Vec::new(),
        required_access_packages: Vec::new(),
        unwanted_access_packages: Vec::new(),
        status: ChangeRequestStatus::NoChangeNeeded,
        redirect_url: change.redirect_url.clone(),
        confirm_url: Some(String::new()),
        created: world.now(),
        timed_out: false,
    })
}

fn answered(world: &World, origins: &Origins, change: &ChangeRequest) -> SystemUserChangeRequest {
    let wanted = change.wanted.clone();
    SystemUserChangeRequest {
        id: change.id,
        external_ref: Some(change.external_ref.clone()),
        system_id: change.system_id.clone(),
        system_user_id: change.system_user,
        party_org_no: change.party_org_no.clone(),
        required_rights: wanted.required_rights,
        unwanted_rights: wanted.unwanted_rights,
        required_access_packages: wanted.required_access_packages,
        unwanted_access_packages: wanted.unwanted_access_packages,
        status: change.status.into(),
        redirect_url: change.redirect_url.clone(),
        confirm_url: Some(origins.confirm_change_url(change.id)),
        created: change.created,
        timed_out: change.timed_out(world.now(), world.request_lifetime_days()),
    }
}
