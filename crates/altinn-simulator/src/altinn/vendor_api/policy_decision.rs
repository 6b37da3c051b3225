use axum::{
    Json,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::json;

use super::token::{ExchangedToken, scope};
use crate::altinn::{errors::ApiError, json_body};
use crate::{Simulator, rules::policy_decision::PolicyDecision};
use altinn_types::{OrgNumber, SystemUserId};

/// The parts of an XACML JSON request that the simulator reads. The field names below are in lower case, because
/// `json_body::read` converts the names in the body to lower case.
#[derive(Debug, Deserialize)]
pub struct Question {
    request: Categories,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Categories {
    accesssubject: Vec<Category>,
    action: Vec<Category>,
    resource: Vec<Category>,
}

#[derive(Debug, Deserialize)]
struct Category {
    attribute: Vec<Attribute>,
}

#[derive(Debug, Deserialize)]
struct Attribute {
    attributeid: String,
    value: String,
}

/// Handles `POST authorization/api/v1/authorize` and `POST authorization/api/v1/decision`, which decide whether a
/// system user has access to a resource.
pub async fn decide(
    token: Result<ExchangedToken, ApiError>,
    State(simulator): State<Simulator>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, ApiError> {
    // Check the subscription key before the token. In the real Altinn, a gateway in front of the API checks the
    // subscription key.
    if !headers.contains_key("ocp-apim-subscription-key") {
        let body = json!({
            "statusCode": 401,
            "message": "Access denied due to missing subscription key. Make sure to include subscription key when making requests to an API.",
        });
        return Ok((StatusCode::UNAUTHORIZED, Json(body)).into_response());
    }
    let ExchangedToken(token) = token?;
    token.require(&[scope::AUTHORIZE])?;
    let Question { request } = json_body::read(&headers, &body)?;

    let user = find(&request.accesssubject, &["urn:altinn:systemuser:uuid"]);
    let action = find(
        &request.action,
        &["urn:oasis:names:tc:xacml:1.0:action:action-id"],
    );
    let resource = find(&request.resource, &["urn:altinn:resource"]);
    // Altinn accepts two attribute ids for the number of the organisation: first the newer id, then the older id.
    let names = [
        "urn:altinn:organization:identifier-no",
        "urn:altinn:organizationnumber",
    ];
    let organisation = find(&request.resource, &names);

    let user: Option<SystemUserId> = user.and_then(|id| id.parse().ok());
    let organisation: Option<OrgNumber> = organisation.and_then(|number| number.parse().ok());
    let decision = match (user, action, resource, organisation) {
        (Some(user), Some(action), Some(resource), Some(organisation)) => simulator
            .world()
            .policy_decision(user, action, resource, &organisation),
        _ => PolicyDecision::NotApplicable,
    };
    let ok = json!({ "statusCode": { "value": "urn:oasis:names:tc:xacml:1.0:status:ok" } });
    Ok(Json(json!({ "response": [{ "decision": decision, "status": ok }] })).into_response())
}

fn find<'a>(categories: &'a [Category], names: &[&str]) -> Option<&'a str> {
    categories
        .iter()
        .flat_map(|category| &category.attribute)
        .find(|attribute| names.contains(&attribute.attributeid.as_str()))
        .map(|attribute| attribute.value.as_str())
}
