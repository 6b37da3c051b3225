use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde_json::json;

use crate::{
    altinn::errors::ApiError,
    rules::RuleViolation,
    texts::{
        Language,
        complaints::{self, Wording},
    },
};

#[derive(Debug, thiserror::Error)]
pub(crate) enum ControlError {
    /// A call to the control API contains an invalid value. The response has status 400, and the text says which value
    /// is wrong.
    #[error("{0}")]
    BadRequest(String),
    /// A call to the control API contains an invalid value. The response has status 400. Unlike the text of
    /// `BadRequest`, this text exists in all languages of the control panel.
    #[error("{0}")]
    Invalid(Wording),
    /// An object does not exist. The response has status 404. The text names the kind of object, for example "fault".
    #[error("There is no such {0}.")]
    NotFound(&'static str),
    /// The simulator cannot carry out a call to the control API now. The response has status 503, and the text says
    /// what to do.
    #[error("{0}")]
    Unavailable(String),
    /// A call to the control API breaks one of Altinn's rules. The control API sends the same error response as
    /// Altinn's own API.
    #[error("{0}")]
    RuleViolation(RuleViolation),
    /// The simulator itself failed. The response has status 500, and only the simulator's log contains the cause.
    #[error("The simulator failed. Its log has the cause.")]
    Internal,
}

impl ControlError {
    /// Returns an error for a response with status 400. The response contains the text of `error` as a sentence.
    pub(super) fn bad_request(error: &dyn std::error::Error) -> Self {
        Self::BadRequest(sentence(error))
    }

    /// Returns the text of the error, and the language of this text. If the error has a [`Wording`], the text is in the
    /// language of the page. Otherwise the text is in English.
    pub(super) fn in_language(&self, language: Language) -> (String, Language) {
        match self.wording() {
            Some(wording) => (wording.in_language(language).to_owned(), language),
            None => (self.to_string(), Language::En),
        }
    }

    /// Returns the text of the error in all languages, or `None` if the text exists only in English.
    pub(super) fn wording(&self) -> Option<Wording> {
        match self {
            Self::Invalid(wording) => Some(wording.clone()),
            Self::NotFound(kind) => Some(complaints::not_found(kind)),
            Self::RuleViolation(violation) => Some(complaints::rule(violation)),
            Self::Internal => Some(complaints::internal()),
            Self::BadRequest(_) | Self::Unavailable(_) => None,
        }
    }

    /// Logs the cause of an internal error, because the response does not contain the cause.
    pub(super) fn internal(error: &dyn std::error::Error) -> Self {
        tracing::error!(%error, "a call to the control API failed");
        Self::Internal
    }
}

/// Returns the text of an error as a sentence: with a capital letter, and a full stop.
pub(super) fn sentence(error: &dyn std::error::Error) -> String {
    let text = error.to_string();
    let mut letters = text.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    format!("{}{}.", first.collect::<String>(), letters.as_str())
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
            Self::BadRequest(_) | Self::Invalid(_) => plain(StatusCode::BAD_REQUEST, &text),
            Self::NotFound(_) => plain(StatusCode::NOT_FOUND, &text),
            Self::Unavailable(_) => plain(StatusCode::SERVICE_UNAVAILABLE, &text),
            Self::Internal => plain(StatusCode::INTERNAL_SERVER_ERROR, &text),
            Self::RuleViolation(violation) => ApiError::from(violation).into_response(),
        }
    }
}
