//! The middleware that records the HTTP requests of browsers to SmartCloud.

use std::{sync::Arc, time::Duration};

use axum::{
    body::{Body, Bytes, to_bytes},
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use axum_extra::extract::cookie::CookieJar;
use http::{Method, header};
use http_server::{BodyState, EdgeError, within};

use super::{
    Recorder, Sender, VisitorId,
    browser_call::{BrowserCall, Unanswered},
    calls::{Cause, caused_by, field},
    exchange::Step,
};
use crate::config::Config;

/// SmartCloud accepts no larger form.
const LARGEST_FORM: usize = 16 * 1024;

/// The time limit for reading a form. The recorder reads the form outside the middleware in `server.rs` that limits the
/// time of the whole response.
const FORM_TIME: Duration = Duration::from_mins(1);

/// If the path of a request begins with one of these texts, the recorder skips the request. The paths lead to files, to
/// health checks, to the pages that show the journey, and to the pages of a talk.
const LEFT_OUT: [&str; 10] = [
    "/pkg/",
    "/health",
    "/robots.txt",
    "/llms.txt",
    "/steg/",
    "/code/",
    "/bak-kulissene",
    "/presenter",
    "/follow",
    "/bli-med",
];

/// Links to scenes begin with this path. Each scene starts a new journey.
const SCENES: &str = "/scene/";

/// Records an HTTP request of a browser, and the calls that SmartCloud sends to other services while it handles the
/// request.
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
    let opens_scene = path.starts_with(SCENES);
    let visitor = known.unwrap_or_else(VisitorId::random);
    let sender = if path.starts_with("/api/") {
        Sender::Script
    } else {
        Sender::Visitor
    };
    let step = step_of_page(path);
    let (request, form) = match read_form(request, FORM_TIME).await {
        Ok(read) => read,
        Err(error) => return error.into_response(),
    };
    // The script of an open page sends HTTP requests at intervals, which would fill the journey. So the recorder skips
    // these HTTP requests. If SmartCloud calls another service because of such a request, the recorder records that
    // call.
    let call = (sender == Sender::Visitor).then(|| {
        let call = BrowserCall::begin(recorder, &visitor, &request, &form, config);
        Arc::new(call.of(step, request_id))
    });
    let cause = Arc::new(Cause {
        recorder: recorder.clone(),
        visitor: visitor.clone(),
        request_id: request_id.to_owned(),
        step,
        sender,
        browser_call: call.clone(),
    });
    let unanswered = call.map(|call| Unanswered::new(recorder, &visitor, call));
    let response = caused_by(cause, next.run(request)).await;
    if is_new && opens_scene && !response.status().is_redirection() {
        // Only a redirect opens the scene (a prepared part of a talk). This response is not a redirect, so forget the
        // new visitor. Examples are a HEAD request, a request from a frame, and a preloaded link.
        if let Some(unanswered) = unanswered {
            unanswered.drop_unrecorded();
        }
        recorder.remove(&visitor);
        return response;
    }
    if let Some(unanswered) = unanswered {
        unanswered.answered(&response);
    }
    if is_new {
        let jar = CookieJar::new().add(visitor.cookie(config));
        return (jar, response).into_response();
    }
    response
}

/// If the request is a front-channel logout, returns the visitor whom ID-porten logs out. A frame on another site loads
/// this URL, so the browser sends no cookies. SmartCloud finds the visitor by the `sid` in the query instead.
fn logged_out(recorder: &Recorder, request: &Request) -> Option<VisitorId> {
    if request.uri().path() != "/login/frontchannel-logout" {
        return None;
    }
    let sid = field(request.uri().query()?.as_bytes(), "sid")?;
    recorder.visitor_of_session(sid)
}

/// If a browser has no visitor cookie, only some requests start a journey. These are forms, scenes, and redirects from
/// Altinn or ID-porten. Other pages set no cookie, so that SmartCloud can serve them from its cache.
fn starts_journey(request: &Request) -> bool {
    let path = request.uri().path();
    let arrives = ["/connect/return", "/login/callback"].contains(&path);
    let is_form = *request.method() == Method::POST && path != "/language";
    is_form || arrives || path.starts_with(SCENES)
}

/// Reads the body as a form. Returns the request with its body for the handler, and also the form. The form is empty if
/// `Content-Length` is missing, zero or too large.
///
/// # Errors
///
/// Returns an error if the browser has not sent the whole form within `limit`, or has sent it wrongly.
async fn read_form(request: Request, limit: Duration) -> Result<(Request, Bytes), EdgeError> {
    let length = request.headers().get(header::CONTENT_LENGTH);
    let length: Option<usize> = length.and_then(|length| length.to_str().ok()?.parse().ok());
    if !length.is_some_and(|length| length > 0 && length <= LARGEST_FORM) {
        return Ok((request, Bytes::new()));
    }
    let (parts, body) = request.into_parts();
    let state = parts.extensions.get::<BodyState>().cloned();
    match within(limit, state.as_ref(), to_bytes(body, LARGEST_FORM)).await? {
        Ok(form) => Ok((Request::from_parts(parts, Body::from(form.clone())), form)),
        // The browser has closed the connection, or has sent more or fewer bytes than its `Content-Length` says.
        Err(_) => Err(EdgeError::BrokenBody),
    }
}

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

    #[tokio::test]
    async fn a_form_that_never_ends_is_refused() {
        let body = Body::from_stream(futures::stream::pending::<Result<Bytes, std::io::Error>>());
        let request = Request::post("/login/start")
            .header(header::CONTENT_LENGTH, 5)
            .body(body)
            .unwrap();
        let read = read_form(request, Duration::from_millis(10));
        let read = tokio::time::timeout(Duration::from_secs(5), read).await;
        assert!(read.unwrap().is_err());
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
