//! Vendors use these endpoints to create, read and delete system user requests. Vendors can create standard requests
//! (contract/systemuser-api.md §4) and agent requests (§5). Vendors can also read and delete change requests (§7). The
//! router stores the kind of request as a [`RequestKind`] in the HTTP request's extensions.

use altinn_types::{ExternalRef, OrgNumber, RequestId};
use axum::{
    Extension, Json,
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header::LOCATION},
    response::{IntoResponse, Response},
};
use uuid::Uuid;

use super::{
    hints::Advisor,
    paging::{self, Paging},
    token::{Token, scope},
};
use crate::{
    Simulator,
    altinn::{
        case_insensitive::Query,
        errors::ApiError,
        request_json::{self, RequestResponse, RequestedAccess},
    },
    rules::{ExternalIds, RequestKind, RuleViolation, requests::Created},
};

/// Handles `POST systemuser/request/vendor` and `POST systemuser/request/vendor/agent`, which create a standard request
/// or an agent request.
///
/// The response has status 201 for a new request, and status 200 for a request that already existed.
pub async fn create(
    token: Token,
    State(simulator): State<Simulator>,
    Extension(kind): Extension<RequestKind>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, ApiError> {
    token.require(&[scope::REQUEST_WRITE])?;
    let new = request_json::new_request(kind, &headers, &body)?;
    let vendor = token.consumer().ok_or(RuleViolation::NoVendorInToken)?;

    let mut world = simulator.world();
    let (new_id, now) = (RequestId(Uuid::new_v4()), world.now());
    let origins = simulator.origins();
    let created = world.create_request(kind, &vendor, new.clone(), new_id, now);
    let created = created.map_err(|violation| {
        Advisor::new(&world, origins, &vendor).about_request(&new, violation)
    })?;
    let (Created::New(id) | Created::Before(id)) = created;
    let request = world.requests.get(kind, id);
    let request = request.ok_or(RuleViolation::NoSuchRequest)?;
    let body = Json(RequestResponse::for_vendor(&world, origins, request));
    Ok(match created {
        Created::Before(_) => body.into_response(),
        Created::New(id) => {
            // As in Altinn, vendors cannot use this URL, because the path lacks `vendor`.
            let platform = &origins.altinn_platform;
            let location = format!("{platform}authentication/api/v1/systemuser/request/{id}");
            (StatusCode::CREATED, [(LOCATION, location)], body).into_response()
        }
    })
}

/// Handles `GET systemuser/request/vendor/{requestId}`, `GET systemuser/request/vendor/agent/{requestId}` and
/// `GET systemuser/changerequest/vendor/{requestId}`, which return one system user request.
pub async fn read(
    token: Token,
    State(simulator): State<Simulator>,
    Extension(kind): Extension<RequestKind>,
    Path(id): Path<String>,
) -> Result<Json<RequestResponse>, ApiError> {
    token.require(&[scope::REQUEST_READ])?;
    let id = request_id(&id)?;
    let vendor = token.consumer().ok_or(ApiError::Unauthorized)?;
    let world = simulator.world();
    let request = world.vendors_request(kind, &vendor, id)?;
    if kind == RequestKind::Agent && request.access_packages.is_empty() {
        return Err(RuleViolation::NotAnAgentRequest.into());
    }
    let origins = simulator.origins();
    Ok(Json(RequestResponse::for_vendor(&world, origins, request)))
}

/// Handles `GET systemuser/request/vendor/byexternalref/{systemId}/{orgNo}/{externalRef}`, which returns the system
/// user request with these external ids. For agent requests the path begins with `systemuser/request/vendor/agent`, and
/// for change requests with `systemuser/changerequest/vendor`.
///
/// As in Altinn, the lists of access packages are empty in the response for a change request.
pub async fn by_external_ref(
    token: Token,
    State(simulator): State<Simulator>,
    Extension(kind): Extension<RequestKind>,
    Path(path): Path<(String, String, String)>,
) -> Result<Json<RequestResponse>, ApiError> {
    token.require(&[scope::REQUEST_READ])?;
    let vendor = token.consumer().ok_or(ApiError::Unauthorized)?;
    let world = simulator.world();
    let request = world.vendors_request_by_ids(kind, &vendor, &external_ids(path)?)?;
    let mut response = RequestResponse::for_vendor(&world, simulator.origins(), request);
    if let RequestedAccess::Change {
        required_access_packages,
        unwanted_access_packages,
        ..
    } = &mut response.access
    {
        required_access_packages.clear();
        unwanted_access_packages.clear();
    }
    Ok(Json(response))
}

/// Handles `GET systemuser/request/vendor/bysystem/{systemId}`, which lists the standard requests for a system. For
/// agent requests the path begins with `systemuser/request/vendor/agent`, and for change requests with
/// `systemuser/changerequest/vendor`.
///
/// Altinn has two bugs that the simulator does not copy. Altinn's SQL skips one request at the end of each page. For
/// change requests, Altinn ignores the paging token and always returns the first page.
pub async fn by_system(
    token: Token,
    State(simulator): State<Simulator>,
    Extension(kind): Extension<RequestKind>,
    Path(system): Path<String>,
    Query(paging): Query<Paging>,
) -> Result<Response, ApiError> {
    token.require(&[scope::REQUEST_READ])?;
    let vendor: OrgNumber = token.consumer().ok_or(ApiError::Unauthorized)?;
    let system = system.parse().map_err(|_| RuleViolation::NoSuchSystem)?;
    let from: Option<RequestId> = paging.from()?;

    let (world, origins) = (simulator.world(), simulator.origins());
    let (requests, next) = world.requests_of_system(&vendor, &system, kind, from, paging::SIZE)?;
    let data = requests.into_iter().map(|request| RequestResponse {
        confirm_url: None,
        ..RequestResponse::for_vendor(&world, origins, request)
    });
    let path = match kind {
        RequestKind::Standard => "systemuser/request/vendor",
        RequestKind::Agent => "systemuser/request/vendor/agent",
        RequestKind::Change => "systemuser/changerequest/vendor",
    };
    Ok(Json(paging::page(data, next.as_ref(), origins, (path, &system))).into_response())
}

/// Handles `DELETE systemuser/request/vendor/{requestId}` and `DELETE systemuser/changerequest/vendor/{requestId}`,
/// which delete one system user request. As in Altinn, the first path also deletes agent requests, and nothing checks
/// which vendor made the request.
pub async fn delete(
    token: Token,
    State(simulator): State<Simulator>,
    Extension(kind): Extension<RequestKind>,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiError> {
    token.require(&[scope::REQUEST_WRITE])?;
    let id = request_id(&id)?;
    simulator.world().requests.delete(kind, id)?;
    Ok(StatusCode::ACCEPTED)
}

/// Handles `GET` and `DELETE` for `systemuser/request/vendor/agent`. Altinn takes `agent` for the id of a standard
/// request, and returns an error because `agent` is not a valid id.
pub async fn no_such_id(_: Token) -> ApiError {
    ApiError::not_valid("requestId", "agent")
}

pub(crate) fn request_id(text: &str) -> Result<RequestId, ApiError> {
    text.parse()
        .map_err(|_| ApiError::not_valid("requestId", text))
}

/// Reads the three external ids from a path. Returns [`RuleViolation::NoSuchRequest`] if an id is invalid, or if the
/// external reference contains a slash. ASP.NET does not decode `%2F` in a path, so Altinn never finds such a
/// reference.
fn external_ids(
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
