pub mod page_problems;
mod problem_codes;
pub mod validation;

pub use problem_codes::{code, number, status, status_and_title};
pub use validation::ValidationError;

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::{
    http::error_details::{ErrorDetails, Hint},
    oidc::signing_keys::BadToken,
    rules::{CannotDelegate, RuleViolation, register::RegisterRefusal},
};

/// The value of the field `type` in ASP.NET's responses with status 400.
const BAD_REQUEST: &str = "https://tools.ietf.org/html/rfc9110#section-15.5.1";

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ApiError {
    /// The error for a call without a token, or with a token that lacks a required claim, such as `consumer`. The
    /// response has status 401 and no body.
    Unauthorized,
    /// The error for a token that is not valid. The response has status 401 and no body.
    BadToken(BadToken),
    /// The error if the token is valid, but its organisation or person may not make the call. The response has status
    /// 403 and no body.
    Forbidden,
    /// The error for a token that has none of the scopes in `any_of`. The token has the scopes in `sent`, and belongs
    /// to the OAuth client `client_id`. The response has status 403 and no body.
    LacksScope {
        any_of: Vec<&'static str>,
        sent: String,
        client_id: String,
    },
    /// The error for something that does not exist. The response has status 404 and no body.
    NotFound,
    /// The error for a call that Altinn cannot process. The response has status 400 and no body.
    BadRequest,
    /// The error for a call with a `Content-Type` other than JSON. The response has status 415.
    NotJson,
    /// The error for a call with a session cookie but without a matching antiforgery token. The response has status
    /// 400.
    Forged,
    /// The error for a call that breaks one of Altinn's rules. The response has the error code of that rule.
    Violation(RuleViolation),
    /// The error for a call with values that break Altinn's validation rules. One response lists all these validation
    /// errors.
    Invalid(Vec<ValidationError>),
    /// The error for a call with values that ASP.NET itself rejects. Each pair is the name of a field and the error
    /// message for that field.
    Model(Vec<(String, String)>),
    /// The error for an exception that Altinn's code does not catch. The response has status 500. The text is for the
    /// log only.
    Unforeseen(String),
    /// An error together with a hint for the log. The hint says what the vendor sent and what the vendor must send. The
    /// hint also names the call that corrects the error.
    WithHint(Box<ApiError>, String),
    /// An error response with this status and this text as its body. The text is not JSON.
    Text(StatusCode, String),
    /// An error response that one of Altinn's controllers writes itself, with this status, title and detail, but
    /// without an error code.
    Plain(StatusCode, &'static str, String),
}

impl ApiError {
    /// Makes the error for required fields that are missing. Each name is the path of a field, such as `Vendor.ID`.
    #[must_use]
    pub fn missing(names: &[impl AsRef<str>]) -> Self {
        let message = |name: &_| {
            let path: &str = AsRef::as_ref(name);
            let field = path.rsplit('.').next().unwrap_or(path);
            (path.to_owned(), format!("The {field} field is required."))
        };
        Self::Model(names.iter().map(message).collect())
    }

    #[must_use]
    pub fn with_hint(self, hint: Option<String>) -> Self {
        match hint {
            Some(hint) => Self::WithHint(Box::new(self), hint),
            None => self,
        }
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
    fn from(violation: RuleViolation) -> Self {
        Self::Violation(violation)
    }
}

impl From<RegisterRefusal> for ApiError {
    /// Converts a refusal to the error response that most endpoints of the system register send. An endpoint with
    /// another error response converts the refusal itself.
    fn from(refusal: RegisterRefusal) -> Self {
        match refusal {
            RegisterRefusal::NotOwner => Self::Forbidden,
            RegisterRefusal::Unknown | RegisterRefusal::VendorDiffers => Self::NotFound,
            RegisterRefusal::Deleted => Self::Text(
                StatusCode::BAD_REQUEST,
                "Cannot update a system marked as deleted.".to_owned(),
            ),
            RegisterRefusal::Invalid(errors) => {
                Self::Invalid(errors.into_iter().map(ValidationError::from).collect())
            }
            RegisterRefusal::AlreadyExists => {
                Self::Unforeseen("the system or one of its client ids exists".to_owned())
            }
            RegisterRefusal::Exception(text) => Self::Unforeseen(text.to_owned()),
        }
    }
}

impl IntoResponse for ApiError {
    /// Makes the response, and stores the error in the extensions of the response. The BFF reads the stored error when
    /// it converts the response for Altinn's pages.
    fn into_response(self) -> Response {
        if let Self::WithHint(error, hint) = self {
            let mut response = error.into_response();
            response.extensions_mut().insert(Hint(hint));
            return response;
        }
        let mut response = self.clone().build_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl ApiError {
    fn build_response(self) -> Response {
        match self {
            Self::Unauthorized => empty_response(
                StatusCode::UNAUTHORIZED,
                "the call has no token, or the token lacks a claim that the endpoint needs",
            ),
            Self::BadToken(reason) => empty_response(StatusCode::UNAUTHORIZED, &reason.to_string()),
            Self::Forbidden => {
                empty_response(StatusCode::FORBIDDEN, "the caller has no access to this")
            }
            Self::LacksScope {
                any_of,
                sent,
                client_id,
            } => {
                let log_reason = format!(
                    "the token has none of the scopes {}. Its scopes are {sent:?}",
                    any_of.join(", ")
                );
                let mut response = empty_response(StatusCode::FORBIDDEN, &log_reason);
                response.extensions_mut().insert(Hint(format!(
                    "request a token with such a scope. If the client does not have the scope, add it with PUT \
                     /control/maskinporten-clients/{client_id} or /control/idporten-clients/{client_id}"
                )));
                response
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
            Self::Violation(RuleViolation::Exception(reason)) => unforeseen(reason),
            Self::Unforeseen(reason) => unforeseen(&reason),
            Self::WithHint(error, _) => error.build_response(),
            Self::Violation(violation) => violation_response(&violation),
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
                problem_response(status, &body, "", String::new(), &detail)
            }
        }
    }
}

/// Makes a response without a body. The reason goes to the request log only.
fn empty_response(status: StatusCode, log_reason: &str) -> Response {
    let mut response = status.into_response();
    response.extensions_mut().insert(ErrorDetails {
        code: String::new(),
        trace: String::new(),
        why: log_reason.to_owned(),
    });
    response
}

fn violation_response(violation: &RuleViolation) -> Response {
    let number = number(violation);
    let (status, title) =
        status_and_title(number).unwrap_or((StatusCode::INTERNAL_SERVER_ERROR, ""));
    problem(
        &code(number),
        status,
        title,
        extension(violation),
        &violation.to_string(),
    )
}

/// Returns the additional fields in the problem response for a rule violation. Most rule violations have no such
/// fields.
pub(crate) fn extension(violation: &RuleViolation) -> Map<String, Value> {
    let mut extra_fields = Map::new();
    match violation {
        RuleViolation::PackageNotFound(urns) => {
            extra_fields.insert("NotFoundPackages".to_owned(), json!(urns.join(", ")));
        }
        RuleViolation::PackageNotAssignable(urns) | RuleViolation::PackageNotForClients(urns) => {
            extra_fields.insert("NotDelegablePackages".to_owned(), json!(urns.join(", ")));
        }
        RuleViolation::CannotDelegate(reasons) => {
            extra_fields.extend(delegation_reasons(reasons));
        }
        _ => {}
    }
    extra_fields
}

/// Returns the field `delegationReasons`. As in Altinn's responses, its value is a string that contains JSON.
#[must_use]
pub fn delegation_reasons(reasons: &[CannotDelegate]) -> Map<String, Value> {
    let reasons = serde_json::to_string(reasons).unwrap_or_default();
    Map::from_iter([("delegationReasons".to_owned(), json!(reasons))])
}

/// Makes a problem response with an error code. The body has the same fields as in Altinn's library for problem
/// responses.
#[must_use]
pub fn problem(
    code: &str,
    status: StatusCode,
    title: &str,
    extra_fields: Map<String, Value>,
    log_reason: &str,
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
        body.extend(extra_fields);
    }
    problem_response(status, &body, code, trace, log_reason)
}

/// The error code of every problem response that contains validation errors.
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
    problem_response(status, &body, STD, trace, &codes.join(" "))
}

fn unforeseen(log_reason: &str) -> Response {
    let status = StatusCode::INTERNAL_SERVER_ERROR;
    let mut response = asp_net(
        status,
        "https://tools.ietf.org/html/rfc9110#section-15.6.1",
        "An error occurred while processing your request.",
        None,
    );
    if let Some(details) = response.extensions_mut().get_mut::<ErrorDetails>() {
        log_reason.clone_into(&mut details.why);
    }
    response
}

fn asp_net(status: StatusCode, about: &str, title: &str, errors: Option<Value>) -> Response {
    let trace = trace_id();
    let mut body = json!({
        "type": about,
        "title": title,
        "status": status.as_u16(),
        "traceId": trace,
    });
    let log_reason = errors.as_ref().map(ToString::to_string).unwrap_or_default();
    if let (Value::Object(body), Some(errors)) = (&mut body, errors) {
        body.insert("errors".to_owned(), errors);
    }
    problem_response(status, &body, "", trace, &log_reason)
}

fn problem_response(
    status: StatusCode,
    body: &Value,
    code: &str,
    trace: String,
    log_reason: &str,
) -> Response {
    let json = HeaderValue::from_static("application/problem+json; charset=utf-8");
    let mut response = (status, Json(body)).into_response();
    response.headers_mut().insert(CONTENT_TYPE, json);
    response.extensions_mut().insert(ErrorDetails {
        code: code.to_owned(),
        trace,
        why: log_reason.to_owned(),
    });
    response
}

/// Makes a trace id as ASP.NET writes it. The parts are the version, the trace, the span and the flags of W3C Trace
/// Context.
fn trace_id() -> String {
    let span = &Uuid::new_v4().simple().to_string()[..16];
    format!("00-{}-{span}-00", Uuid::new_v4().simple())
}
