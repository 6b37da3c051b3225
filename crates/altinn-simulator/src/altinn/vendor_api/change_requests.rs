//! This module contains the endpoint with which a vendor creates a request to change a standard system user
//! (contract/systemuser-api.md §7). The endpoints that read and delete change requests are in the module
//! [`super::requests`].

use altinn_types::{AccessPackage, ChangeRequestStatus, RequestId, Right, SystemUserId};
use axum::{
    Json,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Deserializer};

use super::token::{Token, scope};
use crate::{
    Simulator,
    altinn::{case_insensitive::Query, json_body},
    altinn::{errors::ApiError, request_json::RequestResponse},
    rules::{
        RequestKind, RuleViolation,
        requests::change_requests::{AccessChange, ChangeCreated, ChangeRefusal, NewChangeRequest},
    },
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

/// The JSON body of a new change request. The names below are in lower case, because `json_body::read` converts the
/// names in the body to lower case. If the vendor leaves out a list, the list is empty. If a list is `null`, the
/// response is an error.
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
    /// Returns the change that the vendor requests, or `None` if a list in the body is `null`.
    fn into_change(self) -> Option<AccessChange> {
        Some(AccessChange {
            required_rights: self.required_rights.0?,
            unwanted_rights: self.unwanted_rights.0?,
            required_access_packages: self.required_access_packages.0?,
            unwanted_access_packages: self.unwanted_access_packages.0?,
        })
    }
}

/// Handles `POST systemuser/changerequest/vendor?correlation-id=&system-user-id=`, which creates a change request.
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
    let new = NewChangeRequest {
        id,
        system_user: SystemUserId(system_user),
        change: body.into_change(),
        redirect_url,
    };
    let (status, id) = match world.create_change_request(&vendor, new, now) {
        Ok(ChangeCreated::New(id)) => (StatusCode::CREATED, id),
        Ok(ChangeCreated::Before(id)) => (StatusCode::OK, id),
        Ok(ChangeCreated::NoChangeNeeded(request)) => {
            return Ok(Json(RequestResponse {
                status: ChangeRequestStatus::NoChangeNeeded,
                confirm_url: Some(String::new()),
                ..RequestResponse::for_vendor(&world, simulator.origins(), &request)
            })
            .into_response());
        }
        Err(ChangeRefusal::SameId) => return Err(bad_request(SAME_ID)),
        Err(ChangeRefusal::AnothersSystemUser) => return Err(ApiError::Unauthorized),
        Err(ChangeRefusal::NullList) => {
            return Err(ApiError::Text(
                StatusCode::INTERNAL_SERVER_ERROR,
                String::new(),
            ));
        }
        Err(ChangeRefusal::Violation(violation)) => return Err(violation.into()),
    };
    let request = world.requests.get(RequestKind::Change, id);
    let request = request.ok_or(RuleViolation::NoSuchRequest)?;
    let body = RequestResponse::for_vendor(&world, simulator.origins(), request);
    Ok((status, Json(body)).into_response())
}

fn bad_request(text: &str) -> ApiError {
    ApiError::Text(StatusCode::BAD_REQUEST, text.to_owned())
}
