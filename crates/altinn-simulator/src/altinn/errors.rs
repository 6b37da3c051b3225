//! Altinn's error responses: the forms of their bodies, and the table of problem codes.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::{
    http::middleware::Told,
    oidc::signing_keys::BadToken,
    rules::{
        CannotDelegate, Reason, RuleViolation, delegation::Kind, register::RegisterRefusal,
        rule_violation::ValidationError,
    },
};

/// The `type` that ASP.NET writes in a response with status 400.
const BAD_REQUEST: &str = "https://tools.ietf.org/html/rfc9110#section-15.5.1";

/// An error response from Altinn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ApiError {
    /// 401 without a body: the call has no token, or the token lacks a claim that the endpoint
    /// needs.
    Unauthorized,
    /// 401 without a body: the token is not valid.
    BadToken(BadToken),
    /// 403 without a body: the token belongs to another organisation, or the person has no access.
    Forbidden,
    /// 403 without a body: the token has none of these scopes.
    LacksScope(Vec<&'static str>),
    /// 404 without a body.
    NotFound,
    /// 400 without a body.
    BadRequest,
    /// 415: the request body is not JSON.
    NotJson,
    /// 400: the call has a session cookie, but no matching antiforgery token.
    Forged,
    /// A problem response with a code.
    Refused(RuleViolation),
    /// One problem response with several validation errors.
    Invalid(Vec<ValidationError>),
    /// ASP.NET's own validation errors: the name of each field, and the message.
    Model(Vec<(String, String)>),
    /// A plain text response.
    Text(StatusCode, String),
    /// A problem response without a code, which one of Altinn's controllers writes itself: status,
    /// title and detail.
    Plain(StatusCode, &'static str, String),
}

impl ApiError {
    /// Makes the error for required fields that are missing.
    #[must_use]
    pub fn missing(names: &[&str]) -> Self {
        let message = |name: &&str| ((*name).to_owned(), format!("The {name} field is required."));
        Self::Model(names.iter().map(message).collect())
    }

    /// Makes the error for an invalid value in a path or a query.
    #[must_use]
    pub fn not_valid(name: &str, value: &str) -> Self {
        Self::Model(vec![(
            name.to_owned(),
            format!("The value '{value}' is not valid."),
        )])
    }
}

impl From<RuleViolation> for ApiError {
    fn from(refusal: RuleViolation) -> Self {
        Self::Refused(refusal)
    }
}

impl From<RegisterRefusal> for ApiError {
    /// Converts the error as most endpoints of the register do. The other endpoints handle it
    /// before this conversion.
    fn from(refusal: RegisterRefusal) -> Self {
        match refusal {
            RegisterRefusal::NotOwner => Self::Forbidden,
            RegisterRefusal::Unknown | RegisterRefusal::VendorDiffers => Self::NotFound,
            RegisterRefusal::Deleted => Self::Text(
                StatusCode::BAD_REQUEST,
                "Cannot update a system marked as deleted.".to_owned(),
            ),
            RegisterRefusal::Invalid(errors) => Self::Invalid(errors),
            RegisterRefusal::Exception(text) => {
                Self::Text(StatusCode::INTERNAL_SERVER_ERROR, text.to_owned())
            }
        }
    }
}

impl IntoResponse for ApiError {
    /// Keeps the error in the response's extensions, so that middleware can write it in another
    /// form.
    fn into_response(self) -> Response {
        let mut response = self.clone().answer();
        response.extensions_mut().insert(self);
        response
    }
}

impl ApiError {
    fn answer(self) -> Response {
        match self {
            Self::Unauthorized => empty(StatusCode::UNAUTHORIZED, "no token with what it takes"),
            Self::BadToken(reason) => empty(StatusCode::UNAUTHORIZED, &reason.to_string()),
            Self::Forbidden => empty(StatusCode::FORBIDDEN, "it is not the caller's to do"),
            Self::LacksScope(any_of) => {
                let why = format!("the token has none of the scopes {}", any_of.join(", "));
                empty(StatusCode::FORBIDDEN, &why)
            }
            Self::NotFound => StatusCode::NOT_FOUND.into_response(),
            Self::BadRequest => StatusCode::BAD_REQUEST.into_response(),
            Self::NotJson => asp_net(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "https://tools.ietf.org/html/rfc9110#section-15.5.16",
                "Unsupported Media Type",
                None,
            ),
            Self::Forged => asp_net(StatusCode::BAD_REQUEST, BAD_REQUEST, "Bad Request", None),
            // Altinn's code calls `new Uri(…)`, which throws; nothing catches the exception, so the
            // response is 500.
            Self::Refused(RuleViolation::RedirectNotAbsolute) => {
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }
            Self::Refused(refusal) => refused(&refusal),
            Self::Invalid(errors) => invalid(&errors, StatusCode::BAD_REQUEST, INVALID),
            Self::Model(errors) => {
                let errors = errors
                    .into_iter()
                    .map(|(name, message)| (name, json!([message])))
                    .collect();
                asp_net(
                    StatusCode::BAD_REQUEST,
                    BAD_REQUEST,
                    INVALID,
                    Some(Value::Object(errors)),
                )
            }
            Self::Text(status, text) => (status, text).into_response(),
            Self::Plain(status, title, detail) => {
                let body = json!({ "title": title, "status": status.as_u16(), "detail": detail });
                told(status, &body, "", String::new(), &detail)
            }
        }
    }
}

/// Makes a response without a body, and keeps the reason for the request log.
fn empty(status: StatusCode, why: &str) -> Response {
    let mut response = status.into_response();
    response.extensions_mut().insert(Told {
        code: String::new(),
        trace: String::new(),
        why: why.to_owned(),
    });
    response
}

/// Makes the problem response for a broken rule.
fn refused(refusal: &RuleViolation) -> Response {
    let number = number(refusal);
    let (status, title) = row(number).unwrap_or((StatusCode::INTERNAL_SERVER_ERROR, ""));
    problem(
        &code(number),
        status,
        title,
        extension(refusal),
        &refusal.to_string(),
    )
}

/// Returns the fields that a rule violation adds to its problem response.
pub(crate) fn extension(refusal: &RuleViolation) -> Map<String, Value> {
    let mut more = Map::new();
    match refusal {
        RuleViolation::PackageNotFound(urns) => {
            more.insert("NotFoundPackages".to_owned(), json!(urns.join(", ")));
        }
        RuleViolation::PackageNotAssignable(urns) | RuleViolation::PackageNotForClients(urns) => {
            more.insert("NotDelegablePackages".to_owned(), json!(urns.join(", ")));
        }
        RuleViolation::CannotDelegate(reasons) => {
            more.extend(delegation_reasons(reasons));
        }
        _ => {}
    }
    more
}

/// Returns the reasons as JSON inside a string, as Altinn sends them.
#[must_use]
pub fn delegation_reasons(reasons: &[CannotDelegate]) -> Map<String, Value> {
    let reasons = serde_json::to_string(reasons).unwrap_or_default();
    Map::from_iter([("delegationReasons".to_owned(), json!(reasons))])
}

/// Makes a problem response with a code, in the form of Altinn's library for problem responses.
#[must_use]
pub fn problem(
    code: &str,
    status: StatusCode,
    title: &str,
    more: Map<String, Value>,
    why: &str,
) -> Response {
    let trace = trace_id();
    let mut body = json!({
        "type": format!("urn:altinn:error:{code}"),
        "title": title,
        "status": status.as_u16(),
        "code": code,
        "traceId": trace,
        "statusDescription": status.canonical_reason().unwrap_or_default(),
    });
    if let Value::Object(body) = &mut body {
        body.extend(more);
    }
    told(status, &body, code, trace, why)
}

/// The code and title of a problem response that contains validation errors.
pub(crate) const STD: &str = "STD-00000";
pub(crate) const INVALID: &str = "One or more validation errors occurred.";

pub(crate) fn invalid(errors: &[ValidationError], status: StatusCode, title: &str) -> Response {
    let trace = trace_id();
    let codes: Vec<_> = errors.iter().map(|error| error.code).collect();
    let body = json!({
        "type": format!("urn:altinn:error:{STD}"),
        "title": title,
        "status": status.as_u16(),
        "code": STD,
        "traceId": trace,
        "statusDescription": status.canonical_reason().unwrap_or_default(),
        "validationErrors": errors,
    });
    told(status, &body, STD, trace, &codes.join(" "))
}

fn asp_net(status: StatusCode, about: &str, title: &str, errors: Option<Value>) -> Response {
    let trace = trace_id();
    let mut body = json!({
        "type": about,
        "title": title,
        "status": status.as_u16(),
        "traceId": trace,
    });
    let why = errors.as_ref().map(ToString::to_string).unwrap_or_default();
    if let (Value::Object(body), Some(errors)) = (&mut body, errors) {
        body.insert("errors".to_owned(), errors);
    }
    told(status, &body, "", trace, &why)
}

fn told(status: StatusCode, body: &Value, code: &str, trace: String, why: &str) -> Response {
    let json = HeaderValue::from_static("application/problem+json; charset=utf-8");
    let mut response = (status, Json(body)).into_response();
    response.headers_mut().insert(CONTENT_TYPE, json);
    response.extensions_mut().insert(Told {
        code: code.to_owned(),
        trace,
        why: why.to_owned(),
    });
    response
}

/// Makes a trace id in ASP.NET's form: version, trace, span and flags (W3C Trace Context).
fn trace_id() -> String {
    let span = &Uuid::new_v4().simple().to_string()[..16];
    format!("00-{}-{span}-00", Uuid::new_v4().simple())
}

/// Formats a code: number 21 becomes `AUTH-00021`.
#[must_use]
pub fn code(number: u16) -> String {
    format!("AUTH-{number:05}")
}

/// Returns the HTTP status for a rule violation.
#[must_use]
pub fn status(refusal: &RuleViolation) -> StatusCode {
    row(number(refusal)).map_or(StatusCode::INTERNAL_SERVER_ERROR, |(status, _)| status)
}

/// Returns the number of Altinn's code for a rule violation. Altinn's pages show the same number
/// after `AMUI-`.
#[must_use]
pub fn number(refusal: &RuleViolation) -> u16 {
    match refusal {
        RuleViolation::NoSuchParty => 0,
        RuleViolation::RightNotFound => 1,
        RuleViolation::SystemUserExists => 4,
        // Altinn never sends this code as a problem response; see `build_response`.
        RuleViolation::RedirectNotAbsolute => 5,
        RuleViolation::RequestAccepted => 6,
        RuleViolation::RequestPending => 7,
        RuleViolation::RequestDenied => 8,
        RuleViolation::RequestRejected => 9,
        RuleViolation::NoSuchRequest => 10,
        RuleViolation::NoSuchSystem => 11,
        RuleViolation::NotStored => 12,
        RuleViolation::NotNew => 13,
        RuleViolation::NoSuchSystemUser => 15,
        RuleViolation::RedirectNotAllowed => 21,
        RuleViolation::NoVendorInToken => 23,
        RuleViolation::NotAnAgentRequest => 25,
        RuleViolation::NoRedirectsRegistered => 26,
        RuleViolation::AnothersSystemUser => 24,
        RuleViolation::NoClientNamed => 28,
        RuleViolation::NoSuchAgentRequest => 30,
        RuleViolation::NotTheFacilitator => 31,
        RuleViolation::AgentNotDeleted => 33,
        RuleViolation::NotAnAgent => 34,
        RuleViolation::HasClients => 35,
        RuleViolation::NotStandard => 36,
        RuleViolation::ClientNotConnected => 38,
        RuleViolation::WrongParty => 41,
        RuleViolation::WrongPartyForAgent => 42,
        RuleViolation::NotClientAdministrator => 44,
        RuleViolation::PackageNotDelegated => 51,
        RuleViolation::PackageNotTakenBack => 57,
        RuleViolation::NoPackagesForAgent => 58,
        RuleViolation::NothingAskedFor => 59,
        RuleViolation::ChangeNotNew => 61,
        RuleViolation::PackageNotFound(_) => 63,
        RuleViolation::PackageNotAssignable(_) => 64,
        RuleViolation::PackageNotForClients(_) => 65,
        RuleViolation::NotAccessManager => 66,
        RuleViolation::NoSuchClient => 79,
        RuleViolation::ClientLacksPackages => 80,
        RuleViolation::CannotDelegate(reasons) => reasons.first().map_or(14, first_reason),
    }
}

/// Returns the number for the first reason. The field `delegationReasons` lists all reasons.
fn first_reason(first: &CannotDelegate) -> u16 {
    let reason = first.codes.first().copied().unwrap_or(Reason::Unknown);
    match (first.kind, reason) {
        (Kind::Package, Reason::Unknown) => 50,
        (Kind::Package, _) => 53,
        (Kind::Resource, Reason::Unknown) => 14,
        (Kind::Resource, Reason::MissingRoleAccess) => 16,
        (Kind::Resource, Reason::MissingDelegationAccess) => 18,
        (Kind::Resource, Reason::MissingSrrRightAccess) => 19,
        (Kind::Resource, Reason::InsufficientAuthenticationLevel) => 20,
        (Kind::Resource, Reason::MissingPackageAccess) => 68,
        (Kind::Resource, Reason::AccessListValidationFail) => 69,
        (Kind::Resource, Reason::ResourceNotDelegable) => 70,
        (Kind::Resource, Reason::ResourceIsMaskinportenSchema) => 71,
    }
}

/// Returns the status and title of a code.
#[must_use]
pub fn row(number: u16) -> Option<(StatusCode, &'static str)> {
    let row = PROBLEMS.iter().find(|(known, ..)| *known == number)?;
    Some((StatusCode::from_u16(row.1).ok()?, row.2))
}

/// Number, status and title of each problem, copied from Altinn's source
/// (`src/Core/Problems/Problem.cs` of Altinn/altinn-authentication, July 2026).
#[rustfmt::skip]
const PROBLEMS: [(u16, u16, &str); 73] = [
    (0, 400, "Can't resolve the Organisation Number from the logged in Reportee PartyId."),
    (1, 400, "One or more Right not found or not delegable."),
    (2, 400, "The Delegation failed."),
    (3, 400, "Failed to create the SystemUser."),
    (4, 400, "Failed to create new SystemUser, existing SystemUser tied to the given System-Id."),
    (5, 400, "Default error at the end of logic chain. Not supposed to appear."),
    (6, 400, "The combination of External Ids refer to an already Accepted SystemUser."),
    (7, 400, "The combination of External Ids refer to a Pending Request, please reuse or delete."),
    (8, 400, "The combination of External Ids refer to a Denied Request, please delete and renew the Request."),
    (9, 400, "The combination of External Ids refer to a Rejected Request, please delete and renew the Request."),
    (10, 404, "The Id does not refer to a Request in our system."),
    (11, 404, "The Id does not refer to a Registered System."),
    (12, 404, "An error occured when storing the Request."),
    (13, 409, "The Status of the Request is not New."),
    (14, 403, "DelegationCheck failed with unknown error."),
    (15, 404, "The SystemUser was not found."),
    (16, 403, "DelegationCheck failed with error: Has not access by a delegation of role in ER or Altinn."),
    (17, 404, "The SystemName was not found."),
    (18, 403, "DelegationCheck failed with error: Has not access by direct delegation."),
    (19, 403, "DelegationCheck failed with error: The service requires explicit access in SRR and the reportee is missing this."),
    (20, 403, "DelegationCheck failed with error: The service requires explicit authentication level and the reportee is missing this."),
    (21, 400, "The RedirectUri was not found or not valid."),
    (22, 400, "The operation to revoke rights failed."),
    (23, 401, "Can't resolve the Organisation Number for the Vendor from the Token."),
    (24, 403, "you don't have rights to delete this systemuser"),
    (25, 400, "The request id is valid but its not a valid request for creating an agent system user"),
    (26, 400, "No redirect uris are set for the system"),
    (27, 400, "The accesspackage provided in the request can't be mapped to a valid role."),
    (28, 400, "The customer id was not provided or did not validate."),
    (30, 404, "The Id does not refer to an AgentRequest in our system."),
    (31, 400, "Party does not match delegation facilitator."),
    (32, 400, "Assignment not found."),
    (33, 400, "Failed to delete the agent system user"),
    (34, 400, "The system user type of the provided system user GUID is not an agent."),
    (35, 400, "The system user has delegations from customer. Remove the delegations before deleting the system user"),
    (36, 400, "The system user type of the provided system user GUID is not standard."),
    (37, 400, "To many assignment found"),
    (38, 400, "Delegation not found"),
    (39, 400, "Party does not match delegation facilitator"),
    (40, 400, "Party does not match delegation assignments"),
    (41, 403, "Party does not match request's orgno"),
    (42, 403, "Party does not match agent request's orgno"),
    (43, 401, "Unauthorized"),
    (44, 403, "Forbidden"),
    (45, 400, "Failed to get clients"),
    (46, 400, "Failed to get list of accesspackages delegated"),
    (47, 400, "Unable to add system user as right holder to the organisation"),
    (48, 400, "Unable to push system user information to access management"),
    (49, 400, "The party is missing its uuid."),
    (50, 400, "The delegation check failed for access packages"),
    (51, 400, "The delegation of access package to the system user failed"),
    (52, 400, "One or more access packages are invalid"),
    (53, 400, "The user does not have enough access to delegate the requested access packages"),
    (54, 400, "Unable to remove system user as right holder from the organisation"),
    (55, 500, "Failed to get delegated access packages"),
    (56, 400, "Failed to delete system user"),
    (57, 400, "Failed to delete access package delegation for system user"),
    (58, 400, "No AccessPackages found, an Agent SystemUser must have at least one"),
    (59, 400, "No AccessPackages or Single Rights found, a SystemUser must have at least one"),
    (60, 404, "An error occured when Updating the Request."),
    (61, 409, "The Status of the Request is not New. Please generate a new CorrellationId for a new Change Request"),
    (62, 500, "Failed to get delegated rights"),
    (63, 400, "One or more accesspackage is not found in the referenced system in the System Register."),
    (64, 400, "One or more access packages cannot be delegated. Either they are intended for clients or they cannot be delegated further."),
    (65, 400, "One or more access packages cannot be delegated because they are not intended for client relationships"),
    (66, 403, "The request requires logged in user to have accessmanager write."),
    (67, 400, "Unable to add system user as agent for the organisation"),
    (68, 403, "DelegationCheck failed with error: Has not access by a delegation of package in Altinn."),
    (69, 403, "DelegationCheck failed with error: The receiver does not have the right based on Access List delegation."),
    (70, 403, "DelegationCheck failed with error: The resource cannot be delegated to another user or entity."),
    (71, 403, "DelegationCheck failed with error: The resource is not delegable because it is a Maskinporten schema resource."),
    (79, 400, "Client not found."),
    (80, 400, "Client does not have the accesspackages the agent system user requires"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_refusal_has_a_row() {
        let resource = |reason| CannotDelegate {
            kind: Kind::Resource,
            id: String::new(),
            codes: vec![reason],
        };
        let cases = [
            (RuleViolation::NoSuchParty, 0, 400),
            (RuleViolation::RightNotFound, 1, 400),
            (RuleViolation::SystemUserExists, 4, 400),
            (RuleViolation::RequestAccepted, 6, 400),
            (RuleViolation::RequestPending, 7, 400),
            (RuleViolation::RequestDenied, 8, 400),
            (RuleViolation::RequestRejected, 9, 400),
            (RuleViolation::NoSuchRequest, 10, 404),
            (RuleViolation::NoSuchSystem, 11, 404),
            (RuleViolation::NotStored, 12, 404),
            (RuleViolation::NotNew, 13, 409),
            (RuleViolation::NoSuchSystemUser, 15, 404),
            (RuleViolation::RedirectNotAllowed, 21, 400),
            (RuleViolation::NoVendorInToken, 23, 401),
            (RuleViolation::NotAnAgentRequest, 25, 400),
            (RuleViolation::NoRedirectsRegistered, 26, 400),
            (RuleViolation::NoSuchAgentRequest, 30, 404),
            (RuleViolation::AnothersSystemUser, 24, 403),
            (RuleViolation::NoClientNamed, 28, 400),
            (RuleViolation::NotTheFacilitator, 31, 400),
            (RuleViolation::AgentNotDeleted, 33, 400),
            (RuleViolation::NotStandard, 36, 400),
            (RuleViolation::PackageNotDelegated, 51, 400),
            (RuleViolation::PackageNotTakenBack, 57, 400),
            (RuleViolation::NotAnAgent, 34, 400),
            (RuleViolation::HasClients, 35, 400),
            (RuleViolation::ClientNotConnected, 38, 400),
            (RuleViolation::NotClientAdministrator, 44, 403),
            (RuleViolation::NoSuchClient, 79, 400),
            (RuleViolation::ClientLacksPackages, 80, 400),
            (RuleViolation::WrongParty, 41, 403),
            (RuleViolation::WrongPartyForAgent, 42, 403),
            (RuleViolation::NoPackagesForAgent, 58, 400),
            (RuleViolation::ChangeNotNew, 61, 409),
            (RuleViolation::PackageNotForClients(vec![]), 65, 400),
            (RuleViolation::NothingAskedFor, 59, 400),
            (RuleViolation::PackageNotFound(vec![]), 63, 400),
            (RuleViolation::PackageNotAssignable(vec![]), 64, 400),
            (RuleViolation::NotAccessManager, 66, 403),
            (
                RuleViolation::CannotDelegate(vec![resource(Reason::MissingRoleAccess)]),
                16,
                403,
            ),
            (
                RuleViolation::CannotDelegate(vec![resource(Reason::MissingDelegationAccess)]),
                18,
                403,
            ),
            (
                RuleViolation::CannotDelegate(vec![resource(Reason::MissingSrrRightAccess)]),
                19,
                403,
            ),
            (
                RuleViolation::CannotDelegate(vec![resource(
                    Reason::InsufficientAuthenticationLevel,
                )]),
                20,
                403,
            ),
            (
                RuleViolation::CannotDelegate(vec![resource(Reason::MissingPackageAccess)]),
                68,
                403,
            ),
            (
                RuleViolation::CannotDelegate(vec![resource(Reason::AccessListValidationFail)]),
                69,
                403,
            ),
            (
                RuleViolation::CannotDelegate(vec![resource(Reason::ResourceNotDelegable)]),
                70,
                403,
            ),
            (
                RuleViolation::CannotDelegate(vec![resource(Reason::ResourceIsMaskinportenSchema)]),
                71,
                403,
            ),
            (
                RuleViolation::CannotDelegate(vec![resource(Reason::Unknown)]),
                14,
                403,
            ),
        ];
        for (refusal, expected, status) in cases {
            assert_eq!(number(&refusal), expected, "{refusal}");
            let (known, title) = row(expected).unwrap();
            assert_eq!(known.as_u16(), status, "{refusal}");
            assert!(!title.is_empty() && !title.contains("(ext"), "{title}");
        }
    }
}
