//! The endpoint that creates a change request for a standard system user (contract/systemuser-api.md §7). The module
//! [`super::requests`] contains the endpoints that read and delete change requests.

use altinn_types::{ChangeRequestStatus, RequestId, SystemUserId};
use axum::{
    Json,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use serde::Deserialize;

use super::{
    hints::Advisor,
    token::{Token, scope},
};
use crate::{
    Simulator,
    altinn::{
        access_json::{self, PackageBody, RightBody},
        case_insensitive::Query,
        errors::ApiError,
        json_body::{self, BodyParameter, NullableList, trimmed},
        request_json::RequestResponse,
    },
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

/// The JSON body of a new change request. The names below are in lower case, because `json_body` converts the names in
/// the body to lower case. If the vendor leaves out a list, the list is empty. If the vendor sends `null` for a list,
/// the response is an error.
#[derive(Debug, Deserialize)]
struct ChangeRequestBody {
    #[serde(default, rename = "requiredrights")]
    required_rights: NullableList<RightBody>,
    #[serde(default, rename = "unwantedrights")]
    unwanted_rights: NullableList<RightBody>,
    #[serde(default, rename = "requiredaccesspackages")]
    required_access_packages: NullableList<PackageBody>,
    #[serde(default, rename = "unwantedaccesspackages")]
    unwanted_access_packages: NullableList<PackageBody>,
    #[serde(default, rename = "redirecturl", deserialize_with = "trimmed")]
    redirect_url: Option<String>,
}

const CHANGE_REQUEST: BodyParameter = BodyParameter {
    name: "createRequest",
    class: "Altinn.Platform.Authentication.Core.Models.SystemUsers.ChangeRequestSystemUser",
    required: &[],
};

impl ChangeRequestBody {
    fn missing(&self) -> Vec<String> {
        let rights = [
            ("RequiredRights", &self.required_rights.0),
            ("UnwantedRights", &self.unwanted_rights.0),
        ];
        let packages = [
            ("RequiredAccessPackages", &self.required_access_packages.0),
            ("UnwantedAccessPackages", &self.unwanted_access_packages.0),
        ];
        let mut missing = Vec::new();
        for (name, list) in rights {
            match list {
                None => missing.push(name.to_owned()),
                Some(list) => missing.extend(access_json::missing_members(name, list)),
            }
        }
        let packages = packages.into_iter().filter(|(_, list)| list.is_none());
        missing.extend(packages.map(|(name, _)| name.to_owned()));
        missing
    }
}

impl From<ChangeRequestBody> for AccessChange {
    fn from(body: ChangeRequestBody) -> Self {
        let rights = |list: NullableList<_>| access_json::rights(list.0.unwrap_or_default());
        let packages = |list: NullableList<_>| access_json::packages(list.0.unwrap_or_default());
        Self {
            required_rights: rights(body.required_rights),
            unwanted_rights: rights(body.unwanted_rights),
            required_access_packages: packages(body.required_access_packages),
            unwanted_access_packages: packages(body.unwanted_access_packages),
        }
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
    let mut body: ChangeRequestBody = CHANGE_REQUEST.read(&headers, &body)?;
    let missing = body.missing();
    if !missing.is_empty() {
        return Err(ApiError::missing(&missing));
    }
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
        change: body.into(),
        redirect_url,
    };
    let origins = simulator.origins();
    let (status, id) = match world.create_change_request(&vendor, new.clone(), now) {
        Ok(ChangeCreated::New(id)) => (StatusCode::CREATED, id),
        Ok(ChangeCreated::Before(id)) => (StatusCode::OK, id),
        Ok(ChangeCreated::NoChangeNeeded(request)) => {
            return Ok(Json(RequestResponse {
                status: ChangeRequestStatus::NoChangeNeeded,
                confirm_url: Some(String::new()),
                created: None,
                ..RequestResponse::for_vendor(&world, origins, &request)
            })
            .into_response());
        }
        Err(ChangeRefusal::SameId) => return Err(bad_request(SAME_ID)),
        Err(ChangeRefusal::AnothersSystemUser) => return Err(ApiError::Unauthorized),
        Err(ChangeRefusal::Violation(violation)) => {
            let advisor = Advisor::new(&world, origins, &vendor);
            return Err(advisor.about_change_request(&new, violation));
        }
    };
    let request = world.requests.get(RequestKind::Change, id);
    let request = request.ok_or(RuleViolation::NoSuchRequest)?;
    let body = RequestResponse::for_vendor(&world, origins, request);
    Ok((status, Json(body)).into_response())
}

fn bad_request(text: &str) -> ApiError {
    ApiError::Text(StatusCode::BAD_REQUEST, text.to_owned())
}
