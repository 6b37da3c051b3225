//! Vendors' requests to change standard system users: creating, reading and deleting them
//! (contract/systemuser-api.md §7).

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

/// The body of the POST. The JSON names start with a lower-case letter. A list that is left out is
/// empty. A list that is `null` makes the real Altinn fail.
#[derive(Debug, Deserialize)]
struct ChangeRequestBody {
    #[serde(default, rename = "requiredrights", deserialize_with = "list")]
    required_rights: NullableList<Right>,
    #[serde(default, rename = "unwantedrights", deserialize_with = "list")]
    unwanted_rights: NullableList<Right>,
    #[serde(default, rename = "requiredaccesspackages", deserialize_with = "list")]
    required_access_packages: NullableList<AccessPackage>,
    #[serde(default, rename = "unwantedaccesspackages", deserialize_with = "list")]
    unwanted_access_packages: NullableList<AccessPackage>,
    #[serde(rename = "redirecturl")]
    redirect_url: Option<String>,
}

#[derive(Debug)]
struct NullableList<T>(Option<Vec<T>>);

impl<T> Default for NullableList<T> {
    fn default() -> Self {
        Self(Some(Vec::new()))
    }
}

fn list<'de, D, T>(deserializer: D) -> Result<NullableList<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Option::deserialize(deserializer).map(NullableList)
}

impl ChangeRequestBody {
    /// Returns `None` if a list is `null`.
    fn into_lists(self) -> Option<WantedChange> {
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
    let mut body: ChangeRequestBody = json_body::read(&headers, &body)?;
    let redirect_url = body.redirect_url.take();
    if id.0.is_nil() {
        return Err(bad_request(NO_CORRELATION_ID));
    }
    let vendor = token.consumer().ok_or(ApiError::Unauthorized)?;
    let mut world = simulator.world();
    let now = world.now();
    let change = NewChange {
        id,
        system_user: SystemUserId(system_user),
        wanted: body.into_lists(),
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
    let body = vendor_view(&world, simulator.origins(), change);
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
    Ok(Json(vendor_view(&world, simulator.origins(), change)))
}

/// `GET systemuser/changerequest/vendor/byexternalref/{systemId}/{orgNo}/{externalRef}`.
///
/// Altinn never fills in the lists of access packages here, so they are always empty.
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
        ..vendor_view(&world, simulator.origins(), change)
    }))
}

/// `GET systemuser/changerequest/vendor/bysystem/{systemId}`.
///
/// The real Altinn ignores the paging token, so every page is the first page. The simulator does
/// not copy this error.
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
    let (changes, next) = world.change_requests_of_system(&vendor, &system, from, paging::SIZE)?;
    let data = changes.into_iter().map(|change| SystemUserChangeRequest {
        confirm_url: None,
        ..vendor_view(&world, simulator.origins(), change)
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

/// Returns the response to a request that changes nothing, or `None` if the request changes
/// something.
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

fn vendor_view(
    world: &World,
    origins: &Origins,
    change: &ChangeRequest,
) -> SystemUserChangeRequest {
    let lists = change.wanted.clone();
    SystemUserChangeRequest {
        id: change.id,
        external_ref: Some(change.external_ref.clone()),
        system_id: change.system_id.clone(),
        system_user_id: change.system_user,
        party_org_no: change.party_org_no.clone(),
        required_rights: lists.required_rights,
        unwanted_rights: lists.unwanted_rights,
        required_access_packages: lists.required_access_packages,
        unwanted_access_packages: lists.unwanted_access_packages,
        status: change.status.into(),
        redirect_url: change.redirect_url.clone(),
        confirm_url: Some(origins.confirm_change_url(change.id)),
        created: change.created,
        timed_out: change.timed_out(world.now(), world.request_lifetime_days()),
    }
}
