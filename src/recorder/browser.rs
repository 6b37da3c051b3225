use std::{sync::Arc, time::Instant};

use axum::{
    body::{Body, Bytes, to_bytes},
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use axum_extra::extract::cookie::CookieJar;
use http::{HeaderMap, Method, StatusCode, header};
use masking::{Part, Service};

use super::{
    Clue, Recorder, Sender, VisitorId,
    calls::{Cause, Head, caused_by, exchange, field},
    exchange::{Exchange, Kind, Party, Step},
};
use crate::config::Config;

/// The largest form that is recorded, in bytes. SmartCloud accepts no larger one.
const LARGEST_FORM: usize = 16 * 1024;

/// The beginnings of the paths that are not part of a journey: files, health checks, and the pages that show the journey
/// itself.
const LEFT_OUT: [&str; 9] = [
    "/pkg/",
    "/health",
    "/robots.txt",
    "/llms.txt",
    "/steg/",
    "/bak-kulissene",
    "/presenter",
    "/follow",
    "/bli-med",
];

/// Handles an HTTP request, and records it together with the calls to other services that it causes.
pub async fn record(
    recorder: &Recorder,
    config: &Config,
    request_id: &str,
    request: Request,
    next: Next,
) -> Response {
    let path = request.uri().path();
    let is_left_out = LEFT_OUT.iter().any(|start| path.starts_with(start));
    if !recorder.is_on() || is_left_out {
        return next.run(request).await;
    }
    let known = VisitorId::of(request.headers(), config).or_else(|| logged_out(recorder, &request));
    let is_new = known.is_none();
    if is_new && !starts_journey(&request) {
        return next.run(request).await;
    }
    let visitor = known.unwrap_or_else(VisitorId::random);
    let (request, call) = match Call::read(request, config).await {
        Ok(read) => read,
        Err(status) => return status.into_response(),
    };
    let sender = if call.path.starts_with("/api/") {
        Sender::Script
    } else {
        Sender::Visitor
    };
    let step = step_of_page(&call.path);
    let (number, at) = (recorder.next_number(&visitor), recorder.0.clock.now());
    let started = Instant::now();
    let cause = Arc::new(Cause {
        recorder: recorder.clone(),
        visitor: visitor.clone(),
        request_id: request_id.to_owned(),
        step,
        sender,
    });
    let response = caused_by(cause, next.run(request)).await;
    if sender == Sender::Visitor {
        let head = Head {
            number,
            at,
            duration: Some(started.elapsed()),
            from: Party::Browser,
            to: Party::SmartCloud,
            kind: if call.method == Method::POST {
                Kind::Form
            } else {
                Kind::Redirect
            },
            step,
            method: call.method.to_string(),
            request_id: request_id.to_owned(),
        };
        if call.path == "/login/callback"
            && let Some(state) = field(call.query().as_bytes(), "state")
        {
            recorder.add_clue(&visitor, Clue::State(state));
        }
        recorder.add(&visitor, call.masked(recorder, head, &response), sender);
    }
    if is_new {
        let jar = CookieJar::new().add(visitor.cookie(config));
        return (jar, response).into_response();
    }
    response
}

/// Returns the visitor whom a front-channel logout of ID-porten signs out. The logout comes from a frame, so it has no
/// cookies.
fn logged_out(recorder: &Recorder, request: &Request) -> Option<VisitorId> {
    if request.uri().path() != "/login/frontchannel-logout" {
        return None;
    }
    let sid = field(request.uri().query()?.as_bytes(), "sid")?;
    recorder.visitor_of_session(sid)
}

/// Whether an HTTP request of an unknown browser starts a journey. The pages that each visitor may see without a cookie
/// stay without a cookie, so that SmartCloud can answer them from the cache.
fn starts_journey(request: &Request) -> bool {
    let path = request.uri().path();
    let arrives = ["/connect/return", "/login/callback"].contains(&path);
    let is_form = *request.method() == Method::POST && path != "/language";
    is_form || arrives || path.starts_with("/scene/")
}

/// The HTTP request of a browser.
struct Call {
    method: Method,
    url: String,
    path: String,
    headers: HeaderMap,
    form: Bytes,
}

impl Call {
    /// Copies the parts that are recorded. Reads a form, and puts the form back into the HTTP request.
    async fn read(request: Request, config: &Config) -> Result<(Request, Self), StatusCode> {
        let (parts, body) = request.into_parts();
        let length = parts.headers.get(header::CONTENT_LENGTH);
        let length: Option<usize> = length.and_then(|length| length.to_str().ok()?.parse().ok());
        let is_form = length.is_some_and(|length| length > 0 && length <= LARGEST_FORM);
        let (body, form) = if is_form {
            match to_bytes(body, LARGEST_FORM).await {
                Ok(form) => (Body::from(form.clone()), form),
                // The browser has closed the connection, or has sent another number of bytes than it announced.
                Err(_) => return Err(StatusCode::BAD_REQUEST),
            }
        } else {
            (body, Bytes::new())
        };
        let call = Self {
            method: parts.method.clone(),
            url: format!("{}{}", config.origin(), parts.uri),
            path: parts.uri.path().to_owned(),
            headers: parts.headers.clone(),
            form,
        };
        Ok((Request::from_parts(parts, body), call))
    }

    fn query(&self) -> &str {
        self.url.split_once('?').map_or("", |(_, query)| query)
    }

    fn masked(&self, recorder: &Recorder, head: Head, response: &Response) -> Exchange {
        let masked = recorder.0.masker.exchange(&masking::Exchange {
            service: Service::SmartCloud,
            method: self.method.as_str(),
            url: &self.url,
            request: Part {
                headers: &self.headers,
                body: &self.form,
            },
            // A page is not recorded, only its headers.
            response: Some(Part {
                headers: response.headers(),
                body: &[],
            }),
        });
        let mut exchange = exchange(head, masked, Some(response.status().as_u16()), None);
        exchange.code = problem(response.headers());
        exchange
    }
}

/// Returns the code of the problem that SmartCloud shows on the page to which it redirects the browser.
fn problem(headers: &HeaderMap) -> Option<String> {
    let location = headers.get(header::LOCATION)?.to_str().ok()?;
    let (_, query) = location.split_once('?')?;
    let code = url::form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "problem")?;
    let is_code = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    (code.1.len() <= 40 && code.1.bytes().all(is_code)).then(|| code.1.into_owned())
}

/// Returns the step of the story that a page or an endpoint of SmartCloud belongs to.
fn step_of_page(path: &str) -> Step {
    match path {
        "/connect/start" | "/connect/resume" => Step::SaveIntent,
        "/connect/return" | "/returned" => Step::Return,
        "/login/frontchannel-logout" => Step::AtAltinn,
        _ if path.starts_with("/log") => Step::LogIn,
        _ if path.starts_with("/dashboard/") => Step::Dashboard,
        _ if path.starts_with("/connect/") && path.ends_with("/before") => Step::SaveIntent,
        _ if path.starts_with("/connect/") || path.starts_with("/api/") => Step::AskAltinn,
        _ => Step::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_page_belongs_to_the_step_of_the_diagram() {
        for (path, number) in [
            ("/connect/310702641/before", Some(1)),
            ("/connect/start", Some(1)),
            ("/connect/return", Some(5)),
            ("/connect/310702641", Some(6)),
            ("/login/callback", None),
            ("/", None),
        ] {
            assert_eq!(step_of_page(path).number(), number, "{path}");
        }
    }

    #[test]
    fn only_forms_and_arrivals_start_a_journey() {
        let request = |method: &str, path: &str| {
            let request = Request::builder().method(method).uri(path);
            starts_journey(&request.body(Body::empty()).unwrap())
        };
        assert!(request("POST", "/login/start"));
        assert!(request("GET", "/connect/return?state=x"));
        assert!(request("GET", "/scene/refused"));
        assert!(!request("GET", "/"));
        assert!(!request("GET", "/login"));
        assert!(!request("POST", "/language"));
    }
}
