use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde_json::json;

use crate::{altinn::errors::ApiError, rules::RuleViolation};

/// Why a call to the control API failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ControlError {
    /// 400. The text says which value of the call is wrong.
    #[error("{0}")]
    BadRequest(String),
    /// 404. The text is the kind of thing that the simulator did not find.
    #[error("there is no such {0}")]
    NotFound(&'static str),
    /// The call breaks a rule of Altinn's. The response is the same as Altinn's own.
    #[error("{0}")]
    RuleViolation(RuleViolation),
    /// 500. The log has the cause.
    #[error("the simulator failed: see its log for the cause")]
    Internal,
}

impl ControlError {
    /// Logs the cause, which the response does not contain.
    pub(super) fn internal(error: &dyn std::error::Error) -> Self {
        tracing::error!(%error, "a call to the control API failed");
        Self::Internal
    }
}

impl From<RuleViolation> for ControlError {
    fn from(violation: RuleViolation) -> Self {
        Self::RuleViolation(violation)
    }
}

impl IntoResponse for ControlError {
    fn into_response(self) -> Response {
        let plain = |status: StatusCode, text: &str| {
            (status, Json(json!({ "error": text }))).into_response()
        };
        let text = self.to_string();
        match self {
            Self::BadRequest(_) => plain(StatusCode::BAD_REQUEST, &text),
            Self::NotFound(_) => plain(StatusCode::NOT_FOUND, &text),
            Self::Internal => plain(StatusCode::INTERNAL_SERVER_ERROR, &text),
            Self::RuleViolation(violation) => ApiError::from(violation).into_response(),
        }
    }
}
