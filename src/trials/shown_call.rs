use std::time::Duration;

use jiff::Timestamp;
use masking::{Body, Masker, Message, Part, Service, Value};
use serde_json::{Value as Json, json};

use crate::outbound;

/// If a body is longer than this number of characters, the page shows only its beginning.
const LONGEST: usize = 2500;

/// A call as the page shows it, with masked secrets. The page shows the claims of a token, but not the token's
/// signature.
#[derive(Clone, Debug)]
pub struct ShownCall {
    pub service: Service,
    pub at: Timestamp,
    pub took: Duration,
    pub method: String,
    pub url: String,
    /// The body of the HTTP request, or `None` if the HTTP request has no body.
    pub sent: Option<String>,
    /// The HTTP status, or `None` if no complete response arrived.
    pub status: Option<u16>,
    /// The error code, such as `MP-303` or `AUTH-00004`, or the result of a policy decision, such as `Permit`.
    pub code: Option<String>,
    pub answer: Answer,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    Text(String),
    Empty,
    /// The body is not JSON, a form or text, so the page shows only its size in bytes.
    NotShown(usize),
    Missing,
}

impl ShownCall {
    pub(super) fn new(
        masker: &Masker,
        service: Service,
        request: &reqwest::Request,
        response: Option<&outbound::Response>,
    ) -> Self {
        let body = request.body().and_then(reqwest::Body::as_bytes);
        let shown = masker.exchange(&masking::Exchange {
            service,
            method: request.method().as_str(),
            url: request.url().as_str(),
            request: Part {
                headers: request.headers(),
                body: body.unwrap_or_default(),
            },
            response: response.map(|response| Part {
                headers: response.headers(),
                body: response.body(),
            }),
        });
        let status = response.map(outbound::Response::status);
        let is_error = status.is_some_and(|status| !status.is_success());
        let code = shown.response.as_ref().and_then(|response| {
            if is_error {
                error_code(response)
            } else {
                decision(response)
            }
        });
        Self {
            service,
            at: Timestamp::UNIX_EPOCH,
            took: Duration::ZERO,
            method: request.method().to_string(),
            url: shown.url.to_string(),
            sent: text_of(&shown.request.body),
            status: status.map(|status| status.as_u16()),
            code,
            answer: match shown.response.as_ref().map(|message| &message.body) {
                None => Answer::Missing,
                Some(Body::Empty) => Answer::Empty,
                Some(body) => text_of(body).map_or_else(
                    || Answer::NotShown(response.map_or(0, |response| response.body().len())),
                    Answer::Text,
                ),
            },
        }
    }

    /// Whether the call requests a token, from Maskinporten or from Altinn's token exchange.
    #[must_use]
    pub fn gives_token(&self) -> bool {
        self.service == Service::Maskinporten || self.url.contains("/exchange/")
    }

    /// Whether the body of the response takes so many lines that it would fill the screen.
    #[must_use]
    pub fn is_long(&self) -> bool {
        matches!(&self.answer, Answer::Text(text) if text.lines().count() > 25)
    }

    /// Whether the response is a token for a system user.
    #[must_use]
    pub fn names_system_user(&self) -> bool {
        self.gives_token()
            && matches!(&self.answer, Answer::Text(text) if text.contains("systemuser_id"))
    }

    #[must_use]
    pub fn is_success(&self) -> bool {
        self.status.is_some_and(|status| status < 300)
    }
}

/// Returns the text that the page shows for a body. Returns `None` for an empty body, and for a body that the page does
/// not show.
fn text_of(body: &Body) -> Option<String> {
    let text = match body {
        Body::Empty | Body::NotShown { .. } => return None,
        Body::Text(value) => value.to_string(),
        Body::Json(value) => format!("{:#}", expanded(value)),
        Body::Form(fields) => {
            let fields = fields
                .iter()
                .map(|(name, value)| (name.to_string(), expanded(value)));
            format!("{:#}", Json::Object(fields.collect()))
        }
    };
    Some(match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    })
}

/// Converts a masked value to JSON. A token becomes an object with the token's header and claims.
fn expanded(value: &Value) -> Json {
    let object = |members: &[(masking::Name, Value)]| -> Json {
        let members = members
            .iter()
            .map(|(name, value)| (name.to_string(), expanded(value)));
        Json::Object(members.collect())
    };
    match value {
        Value::Jwt(jwt) => json!({ "header": object(&jwt.header), "claims": object(&jwt.claims) }),
        Value::Object(members) => object(members),
        Value::List(values) => values.iter().map(expanded).collect(),
        Value::Text(_) | Value::Literal(_) => value.to_json(),
    }
}

/// Returns the first of these codes that the error response contains: the code of the first validation error, Altinn's
/// `code`, Maskinporten's number such as `MP-303`, and OAuth's `error`.
fn error_code(response: &Message) -> Option<String> {
    let Body::Json(json) = &response.body else {
        return None;
    };
    let text = |name: &str| json.get(name).and_then(Value::as_shown);
    let validation = first(json.get("validationErrors"))
        .and_then(|error| error.get("code"))
        .and_then(Value::as_shown);
    let number = text("error_description")
        .and_then(|text| text.split([':', ' ']).next())
        .filter(|word| word.starts_with("MP-"));
    let code = validation.or_else(|| text("code")).or(number);
    code.or_else(|| text("error")).map(str::to_owned)
}

/// Returns the policy decision in the response, such as `Permit`, or `None` if there is none.
fn decision(response: &Message) -> Option<String> {
    let Body::Json(json) = &response.body else {
        return None;
    };
    let decision = first(json.get("response"))?.get("decision")?.as_shown()?;
    Some(decision.to_owned())
}

fn first(list: Option<&Value>) -> Option<&Value> {
    match list? {
        Value::List(values) => values.first(),
        _ => None,
    }
}
