//! Vendors' requests for standard system users: creating, reading and deleting them.

use axum::{
    Json,
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header::LOCATION},
    response::{IntoResponse, Response},
};
use serde::Serialize;

use super::{
    paging::{self, Paging},
    token::{Token, scope},
};
use crate::world::World;
use crate::{
    Origins, Simulator,
    http::case_insensitive::Query,
    rules::{
        ExternalIds, Request, RequestKind, RuleViolation,
        requests::{Created, RequestInput},
    },
};
use crate::{altinn::errors::ApiError, http::json_body};
use altinn_types::{ExternalRef, OrgNumber, RequestId, SystemUserRequest};

/// `POST systemuser/request/vendor`.
pub async fn create(
    token: Token,
    State(simulator): State<Simulator>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, ApiError> {
    let (vendor, new_request) = read_body(&token, RequestKind::Standard, &headers, &body)?;
    let mut world = simulator.world();
    let now = world.now();
    let created_request = world.create_request(&vendor, new_request, now)?;
    created(&simulator, &world, &created_request, vendor_view)
}

/// Reads the vendor from the token and the request from the body. These are the first two of
/// Altinn's checks.
pub(crate) fn read_body(
    token: &Token,
    kind: RequestKind,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<(OrgNumber, RequestInput), ApiError> {
    token.require(&[scope::REQUEST_WRITE])?;
    let new_request: RequestInput = json_body::read(headers, body)?;
    let missing = new_request.missing(kind);
    if !missing.is_empty() {
        return Err(ApiError::missing(&missing));
    }
    let vendor = token.consumer().ok_or(RuleViolation::NoVendorInToken)?;
    Ok((vendor, new_request))
}

/// Returns 201 for a new request, and 200 for a request that already existed.
pub(crate) fn created<T: Serialize>(
    simulator: &Simulator,
    world: &World,
    created_request: &Created,
    view: fn(&World, &Origins, &Request) -> T,
) -> Result<Response, ApiError> {
    let (Created::New(id) | Created::Before(id)) = *created_request;
    let request = world.request(id).ok_or(RuleViolation::NoSuchRequest)?;
    let body = Json(view(world, simulator.origins(), request));
    if matches!(created_request, Created::Before(_)) {
        return Ok(body.into_response());
    }
    // Vendors cannot call this address, because its path lacks `vendor`. Altinn sends it
    // nevertheless.
    let platform = &simulator.origins().altinn_platform;
    let location = format!("{platform}authentication/api/v1/systemuser/request/{id}");
    Ok((StatusCode::CREATED, [(LOCATION, location)], body).into_response())
}

/// `GET systemuser/request/vendor/{requestId}`.
pub async fn read(
    token: Token,
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
) -> Result<Json<SystemUserRequest>, ApiError> {
    token.require(&[scope::REQUEST_READ])?;
    let id = request_id(&id)?;
    let vendor = token.consumer().ok_or(ApiError::Unauthorized)?;
    let world = simulator.world();
    let request = world.vendors_request(RequestKind::Standard, &vendor, id)?;
    Ok(Json(vendor_view(&world, simulator.origins(), request)))
}

/// `GET systemuser/request/vendor/byexternalref/{systemId}/{orgNo}/{externalRef}`.
pub async fn by_external_ref(
    token: Token,
    State(simulator): State<Simulator>,
    Path(path): Path<(String, String, String)>,
) -> Result<Json<SystemUserRequest>, ApiError> {
    token.require(&[scope::REQUEST_READ])?;
    let vendor = token.consumer().ok_or(ApiError::Unauthorized)?;
    let world = simulator.world();
    let ids = external_ids(path)?;
    let request = world.vendors_request_by_ids(RequestKind::Standard, &vendor, &ids)?;
    Ok(Json(vendor_view(&world, simulator.origins(), request)))
}

/// `GET systemuser/request/vendor/bysystem/{systemId}`.
///
/// An error in Altinn's SQL skips one request at the end of each page. The simulator does not copy
/// this error.
pub async fn by_system(
    token: Token,
    State(simulator): State<Simulator>,
    Path(system): Path<String>,
    Query(paging): Query<Paging>,
) -> Result<Response, ApiError> {
    token.require(&[scope::REQUEST_READ])?;
    let vendor: OrgNumber = token.consumer().ok_or(ApiError::Unauthorized)?;
    let system = system.parse().map_err(|_| RuleViolation::NoSuchSystem)?;
    let from: Option<RequestId> = paging.from()?;

    let world = simulator.world();
    let kind = RequestKind::Standard;
    let (requests, next) = world.requests_of_system(&vendor, &system, kind, from, paging::SIZE)?;
    let data = requests.into_iter().map(|request| SystemUserRequest {
        confirm_url: None,
        ..vendor_view(&world, simulator.origins(), request)
    });
    let list = ("systemuser/request/vendor", &system);
    Ok(Json(paging::page(data, next.as_ref(), simulator.origins(), list)).into_response())
}

/// `DELETE systemuser/request/vendor/{requestId}`. Altinn checks neither the owner nor the kind of
/// the request.
pub async fn delete(
    token: Token,
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiError> {
    token.require(&[scope::REQUEST_WRITE])?;
    let id = request_id(&id)?;
    simulator.world().delete_request(id)?;
    Ok(StatusCode::ACCEPTED)
}

/// `GET` and `DELETE systemuser/request/vendor/agent`: Altinn reads `agent` as a request id, which
/// is not valid.
pub async fn no_such_id(_: Token) -> ApiError {
    ApiError::not_valid("requestId", "agent")
}

pub(crate) fn request_id(text: &str) -> Result<RequestId, ApiError> {
    text.parse()
        .map_err(|_| ApiError::not_valid("requestId", text))
}

/// Parses the external ids in a path. An invalid id, or an external reference with a slash, matches
/// no request, because ASP.NET does not decode `%2F` in a path.
pub(crate) fn external_ids(
    (system, party, external_ref): (String, String, String),
) -> Result<ExternalIds, RuleViolation> {
    if external_ref.contains('/') {
        return Err(RuleViolation::NoSuchRequest);
    }
    Ok(ExternalIds {
        external_ref: ExternalRef(external_ref),
        system: system.parse().map_err(|_| RuleViolation::NoSuchRequest)?,
        party: party.parse().map_err(|_| RuleViolation::NoSuchRequest)?,
    })
}

/// Converts a request to the form that vendors read. Altinn does not show vendors that a user
/// forwarded the request.
pub(crate) fn vendor_view(
    world: &World,
    origins: &Origins,
    request: &Request,
) -> SystemUserRequest {
    SystemUserRequest {
        id: request.id,
        integration_title: Some(request.integration_title.clone()),
        external_ref: Some(request.external_ref.clone()),
        system_id: request.system_id.clone(),
        party_org_no: request.party_org_no.clone(),
        rights: request.rights.clone(),
        access_packages: request.access_packages.clone(),
        status: request.status,
        redirect_url: request.redirect_url.clone(),
        confirm_url: Some(origins.confirm_url(request.kind, request.id)),
        escalated: false,
        created: request.created,
        timed_out: request.timed_out(world.now(), world.request_lifetime_days()),
    }
}
