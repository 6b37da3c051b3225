//! Records the HTTP request of a browser while SmartCloud handles it.

use std::{sync::Arc, time::Instant};

use axum::{extract::Request, response::Response};
use http::{HeaderMap, Method, StatusCode, header};
use jiff::Timestamp;
use masking::{MaskedExchange, Part, Service};

use super::{
    Recorder, Sender, VisitorId,
    calls::{CAUSE, Head, exchange},
    exchange::{Exchange, Kind, Party, Step},
};
use crate::config::Config;

/// An HTTP request from a browser. SmartCloud has not responded to this request yet. Secrets and personal data are
/// masked.
#[derive(Debug)]
pub(super) struct BrowserCall {
    number: u64,
    at: Timestamp,
    started: Instant,
    method: Method,
    step: Step,
    request_id: String,
    masked: MaskedExchange,
}

impl BrowserCall {
    /// Starts to record an HTTP request. If the body of the request is a form, `form` is this body. Otherwise `form` is
    /// empty.
    pub fn begin(
        recorder: &Recorder,
        visitor: &VisitorId,
        request: &Request,
        form: &[u8],
        config: &Config,
    ) -> Self {
        let uri = request.uri();
        let masked = recorder.0.masker.exchange(&masking::Exchange {
            service: Service::SmartCloud,
            method: request.method().as_str(),
            url: &format!("{}{uri}", config.origin()),
            request: Part {
                headers: request.headers(),
                body: form,
            },
            response: None,
        });
        Self {
            number: recorder.next_number(visitor),
            at: recorder.0.clock.now(),
            started: Instant::now(),
            method: request.method().clone(),
            step: Step::Other,
            request_id: String::new(),
            masked,
        }
    }

    pub fn of(self, step: Step, request_id: &str) -> Self {
        Self {
            step,
            request_id: request_id.to_owned(),
            ..self
        }
    }

    fn head(&self) -> Head {
        Head {
            number: self.number,
            at: self.at,
            duration: Some(self.started.elapsed()),
            from: Party::Browser,
            to: Party::SmartCloud,
            kind: if self.method == Method::POST {
                Kind::Form
            } else {
                Kind::Redirect
            },
            step: self.step,
            method: self.method.to_string(),
            request_id: self.request_id.clone(),
        }
    }

    fn answered(&self, recorder: &Recorder, status: StatusCode, headers: &HeaderMap) -> Exchange {
        // Record only the headers of SmartCloud's response, and not the HTML in its body. Mask the headers with the URL
        // `/`, because the masking rules for response headers are the same for every path.
        let response = recorder.0.masker.exchange(&masking::Exchange {
            service: Service::SmartCloud,
            method: self.method.as_str(),
            url: "/",
            request: Part {
                headers: &HeaderMap::new(),
                body: &[],
            },
            response: Some(Part { headers, body: &[] }),
        });
        let masked = MaskedExchange {
            response: response.response,
            ..self.masked.clone()
        };
        let mut exchange = exchange(self.head(), masked, Some(status.as_u16()), None);
        exchange.code = problem(headers);
        exchange
    }
}

/// Records the visitor's HTTP request as soon as SmartCloud has rendered the page, before the response is complete. So
/// a page that shows the visitor's calls can also show its own HTTP request. The middleware later adds the headers of
/// the complete response.
pub fn page_is_rendered(status: StatusCode) {
    // Ignore the error, because outside a recorded HTTP request there is nothing to record.
    let _ = CAUSE.try_with(|cause| {
        if let Some(call) = &cause.browser_call {
            let exchange = call.answered(&cause.recorder, status, &HeaderMap::new());
            cause.recorder.add(&cause.visitor, exchange, cause.sender);
        }
    });
}

/// An HTTP request that has no response yet. If the browser closes its connection, the server drops the handler's
/// future, and this value is a part of that future. In that case, `drop` records the HTTP request without a response.
pub(super) struct Unanswered {
    recorder: Recorder,
    visitor: VisitorId,
    /// The call that `drop` records. The value is `None` if the recorder has recorded the call already. The value is
    /// also `None` if the recorder must not record the call.
    call: Option<Arc<BrowserCall>>,
}

impl Unanswered {
    pub fn new(recorder: &Recorder, visitor: &VisitorId, call: Arc<BrowserCall>) -> Self {
        Self {
            recorder: recorder.clone(),
            visitor: visitor.clone(),
            call: Some(call),
        }
    }

    pub fn answered(mut self, response: &Response) {
        if let Some(call) = self.call.take() {
            let exchange = call.answered(&self.recorder, response.status(), response.headers());
            self.recorder.add(&self.visitor, exchange, Sender::Visitor);
        }
    }

    pub fn drop_unrecorded(mut self) {
        self.call = None;
    }
}

impl Drop for Unanswered {
    fn drop(&mut self) {
        if let Some(call) = self.call.take() {
            let failure = Some("browser-left".to_owned());
            let exchange = exchange(call.head(), call.masked.clone(), None, failure);
            self.recorder.add(&self.visitor, exchange, Sender::Visitor);
        }
    }
}

/// If SmartCloud redirects the browser to a page that shows a problem, returns the code of the problem. The query
/// parameter `problem` in the `Location` header contains the code.
fn problem(headers: &HeaderMap) -> Option<String> {
    let location = headers.get(header::LOCATION)?.to_str().ok()?;
    let (_, query) = location.split_once('?')?;
    let code = url::form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "problem")?;
    let is_code = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    (code.1.len() <= 40 && code.1.bytes().all(is_code)).then(|| code.1.into_owned())
}
