use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};
use jiff::Timestamp;
use masking::{Body, MaskedExchange, Message, Part, Service, Value};
use secrecy::SecretString;
use serde::Deserialize;
use url::{Url, form_urlencoded};

use super::{
    Clue, Recorder, Sender, VisitorId,
    browser_call::BrowserCall,
    exchange::{Exchange, Kind, Party, Step},
};

tokio::task_local! {
    /// The visitor's HTTP request that the current task handles. The recorder links the task's outgoing calls to this
    /// HTTP request.
    pub(super) static CAUSE: Arc<Cause>;
}

#[derive(Debug)]
pub(super) struct Cause {
    pub recorder: Recorder,
    pub visitor: VisitorId,
    pub request_id: String,
    pub step: Step,
    pub sender: Sender,
    /// The value is `None` if the recorder does not record the visitor's HTTP request itself. The recorder still
    /// records the calls that SmartCloud sends because of this HTTP request.
    pub browser_call: Option<Arc<BrowserCall>>,
}

/// Runs `future`. If `future` sends calls to other services, the recorder links them to the visitor's HTTP request in
/// `cause`.
pub(super) async fn caused_by<T>(cause: Arc<Cause>, future: impl Future<Output = T>) -> T {
    CAUSE.scope(cause, future).await
}

/// Wraps a future for `tokio::spawn`, so that the recorder links the future's calls to the current visitor. A new task
/// does not inherit task-local values, so this function copies `CAUSE` into the future.
pub fn in_background<T, F>(future: F) -> impl Future<Output = T> + use<T, F>
where
    F: Future<Output = T>,
{
    let cause = CAUSE.try_with(Arc::clone).ok();
    async move {
        match cause {
            Some(cause) => CAUSE.scope(cause, future).await,
            None => future.await,
        }
    }
}

/// Returns the visitor who sent the HTTP request of the current task. Returns `None` if SmartCloud does not record this
/// request.
#[must_use]
pub fn current_visitor() -> Option<VisitorId> {
    CAUSE.try_with(|cause| cause.visitor.clone()).ok()
}

/// Deletes the current visitor's recorded calls, because a new journey begins, for example with a scene. `sandbox` is
/// the id of the scene's sandbox. SmartCloud uses it to find the calls that only the simulator's log has.
pub fn begin_story(sandbox: Option<&str>) {
    // `try_with` returns an error outside a recorded HTTP request. Ignore the error, because there are then no recorded
    // calls to delete.
    let _ = CAUSE.try_with(|cause| {
        cause.recorder.forget(&cause.visitor);
        if let Some(sandbox) = sandbox {
            let clue = Clue::Sandbox(sandbox.to_owned());
            cause.recorder.add_clue(&cause.visitor, clue);
        }
    });
}

/// A call that SmartCloud has sent, and that has no response yet. The future that waits for the response can be
/// dropped, for example because the browser has closed its connection. In that case, `drop` records the call without a
/// response.
pub struct Recording {
    cause: Arc<Cause>,
    number: u64,
    at: Timestamp,
    started: Instant,
    method: Method,
    url: Url,
    headers: HeaderMap,
    body: Bytes,
    is_stored: bool,
}

impl Recording {
    /// Starts to record a call. Returns `None` if the call does not belong to a visitor, or if recording is turned off.
    #[must_use]
    pub fn begin(request: &reqwest::Request) -> Option<Self> {
        let cause = CAUSE.try_with(Arc::clone).ok()?;
        let control = cause.recorder.0.control_url.as_ref();
        if control.is_some_and(|control| request.url().as_str().starts_with(control.as_str())) {
            return None;
        }
        let body = request.body().and_then(reqwest::Body::as_bytes);
        Some(Self {
            number: cause.recorder.next_number(&cause.visitor),
            at: cause.recorder.0.clock.now(),
            started: Instant::now(),
            method: request.method().clone(),
            url: request.url().clone(),
            headers: request.headers().clone(),
            body: Bytes::copy_from_slice(body.unwrap_or_default()),
            is_stored: false,
            cause,
        })
    }

    pub fn answered(mut self, response: &http::Response<Bytes>) {
        let part = Part {
            headers: response.headers(),
            body: response.body(),
        };
        self.store(Some((response.status(), part)), None);
    }

    /// Records that the call got no response. [`Exchange::failure`] lists the possible values of `failure`.
    pub fn failed(mut self, failure: &str) {
        self.store(None, Some(failure.to_owned()));
    }

    fn store(&mut self, response: Option<(StatusCode, Part<'_>)>, failure: Option<String>) {
        self.is_stored = true;
        let Self { cause, .. } = &*self;
        let duration = self.started.elapsed();
        let rules = &cause.recorder.0.masker;
        // The masker knows only the services in the settings. For another URL, use Altinn's platform, because the
        // platform has no masking rule for this URL. The masker then masks all values of the call.
        let service = rules.service(&self.url).unwrap_or(Service::AltinnPlatform);
        let masked = rules.exchange(&masking::Exchange {
            service,
            method: self.method.as_str(),
            url: self.url.as_str(),
            request: Part {
                headers: &self.headers,
                body: &self.body,
            },
            response: response.map(|(_, part)| part),
        });
        self.save_clues(&masked);
        if let Some((_, part)) = response
            && service == Service::IdPorten
            && let Some(sid) = session_id(part.body)
        {
            cause.recorder.add_clue(&cause.visitor, Clue::Session(sid));
        }
        let status = response.map(|(status, _)| status.as_u16());
        let exchange = exchange(
            Head {
                number: self.number,
                at: self.at,
                duration: Some(duration),
                from: Party::SmartCloud,
                to: service.into(),
                kind: Kind::BackChannel,
                step: step_of_call(cause.step, &self.method, self.url.path()),
                method: self.method.to_string(),
                request_id: cause.request_id.clone(),
            },
            masked,
            status,
            failure,
        );
        cause.recorder.add(&cause.visitor, exchange, cause.sender);
    }

    /// Saves the `state` of a log-in and the id of a system user request. SmartCloud later searches the simulator's log
    /// for these values.
    fn save_clues(&self, masked: &MaskedExchange) {
        let Cause {
            recorder, visitor, ..
        } = &*self.cause;
        if self.url.path().ends_with("/par")
            && let Some(state) = field(&self.body, "state")
        {
            recorder.add_clue(visitor, Clue::State(state));
        }
        let is_request = self.url.path().contains("/systemuser/request/vendor");
        if is_request
            && let Some(Message {
                body: Body::Json(json),
                ..
            }) = &masked.response
            && let Some(id) = json.get("id").and_then(Value::as_shown)
        {
            recorder.add_clue(visitor, Clue::Request(id.to_owned()));
        }
    }
}

impl Drop for Recording {
    fn drop(&mut self) {
        if !self.is_stored {
            self.store(None, Some("given-up".to_owned()));
        }
    }
}

/// Returns the unverified `sid` claim of the ID token in a token response. The recorder uses this claim only to find
/// the visitor of a front-channel logout. So a wrong `sid` does no harm.
fn session_id(token_response: &[u8]) -> Option<SecretString> {
    #[derive(Deserialize)]
    struct TokenResponse {
        id_token: String,
    }
    #[derive(Deserialize)]
    struct Claims {
        sid: String,
    }

    let response: TokenResponse = serde_json::from_slice(token_response).ok()?;
    let claims = response.id_token.split('.').nth(1)?;
    let claims: Claims = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).ok()?).ok()?;
    // An empty `sid` does not identify a session, so return `None` for it.
    (!claims.sid.is_empty()).then(|| SecretString::from(claims.sid))
}

pub(super) fn field(form: &[u8], name: &str) -> Option<SecretString> {
    let mut fields = form_urlencoded::parse(form);
    let found = fields.find(|(field, _)| field == name);
    found.map(|(_, value)| SecretString::from(value.into_owned()))
}

/// The fields of an [`Exchange`] that need no masking.
pub(super) struct Head {
    pub number: u64,
    pub at: Timestamp,
    pub duration: Option<Duration>,
    pub from: Party,
    pub to: Party,
    pub kind: Kind,
    pub step: Step,
    pub method: String,
    pub request_id: String,
}

pub(super) fn exchange(
    head: Head,
    masked: MaskedExchange,
    status: Option<u16>,
    failure: Option<String>,
) -> Exchange {
    let code = masked
        .response
        .as_ref()
        .filter(|_| status.is_some_and(|status| status >= 400))
        .and_then(error_code);
    Exchange {
        number: head.number,
        at: head.at,
        duration: head.duration,
        from: head.from,
        to: head.to,
        kind: head.kind,
        step: head.step,
        method: head.method,
        url: masked.url.to_string(),
        status,
        code,
        request: masked.request,
        response: masked.response,
        failure,
        attempt: 1,
        request_id: head.request_id,
    }
}

/// Returns the error code of a response: Altinn's `code`, Maskinporten's number such as `MP-303`, or OAuth's `error`.
fn error_code(response: &Message) -> Option<String> {
    let Body::Json(json) = &response.body else {
        return None;
    };
    let text = |name: &str| json.get(name).and_then(Value::as_shown);
    let number = text("error_description")
        .and_then(|text| text.split([':', ' ']).next())
        .filter(|word| word.starts_with("MP-"));
    text("code")
        .or(number)
        .or_else(|| text("error"))
        .map(str::to_owned)
}

/// Returns the step of the journey for a call to another service. SmartCloud sends the call while it handles an HTTP
/// request of the visitor. `cause` is the step of the visitor's HTTP request.
fn step_of_call(cause: Step, method: &Method, path: &str) -> Step {
    let is_request = path.contains("/systemuser/request/vendor");
    match cause {
        Step::SaveIntent if is_request && *method != Method::GET => Step::SendRequest,
        Step::SaveIntent if is_request || path.contains("/systemuser/vendor") => {
            Step::ClassifyResponse
        }
        Step::Return => Step::AskAltinn,
        step => step,
    }
}

impl Exchange {
    /// Whether two calls got the same response. Compares only the status, the failure and the masked body, because
    /// headers such as `Date` differ in each response.
    pub(super) fn has_same_answer(&self, other: &Self) -> bool {
        let bodies =
            [self, other].map(|exchange| exchange.response.as_ref().map(|part| &part.body));
        self.status == other.status && self.failure == other.failure && bodies[0] == bodies[1]
    }
}
