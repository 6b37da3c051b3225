//! What is around every route: a log line, faults on order, and the world written down before the
//! answer leaves.

use std::time::{Duration, Instant};

use axum::{
    Json, Router,
    body::Body,
    extract::{ConnectInfo, DefaultBodyLimit, Request, State},
    http::{
        HeaderValue, StatusCode,
        header::{CONTENT_TYPE, RETRY_AFTER},
    },
    middleware::{self, Next},
    response::{IntoResponse, Response},
};
use serde_json::json;

use super::{
    Simulator,
    altinn_api::problem,
    serving::Line,
    world::faults::{Fault, Service, Spoiled},
};

/// The largest body of a request, in bytes; a system with all its rights takes a few thousand.
const BODY_LIMIT: usize = 256 * 1024;

/// No handler waits for anything but the rest of the call.
const TIME_LIMIT: Duration = Duration::from_secs(30);

/// What a refusal leaves for the log line. Never a token, a key or a personal number.
#[derive(Clone, Debug)]
pub(super) struct Told {
    /// Altinn's or Maskinporten's code.
    pub code: String,
    /// The reference in the body.
    pub trace: String,
    pub why: String,
}

pub(super) fn layered(
    routes: Router<Simulator>,
    simulator: &Simulator,
    service: Service,
) -> Router {
    routes
        .fallback(not_simulated)
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(middleware::from_fn_with_state(
            (simulator.clone(), service),
            answer,
        ))
        .with_state(simulator.clone())
}

/// For a path that the real service may well have.
pub(super) async fn not_simulated(request: Request) -> Response {
    let body = json!({
        "title": "Not simulated",
        "status": 404,
        "detail": format!(
            "{} {} is not simulated. The real service may have it; see the documentation of smartcloud::simulator.",
            request.method(),
            request.uri().path(),
        ),
    });
    (StatusCode::NOT_FOUND, Json(body)).into_response()
}

async fn answer(
    State((simulator, service)): State<(Simulator, Service)>,
    request: Request,
    next: Next,
) -> Response {
    let started = Instant::now();
    let method = request.method().clone();
    // Without the query: it may carry codes and hints.
    let path = request.uri().path().to_owned();
    let request_id = request
        .headers()
        .get("x-request-id")
        .and_then(|id| id.to_str().ok())
        .filter(|id| id.len() <= 64)
        .unwrap_or_default()
        .to_owned();
    let line = request.extensions().get::<ConnectInfo<Line>>().cloned();

    // The levers themselves cannot be jammed.
    let fault = if path.starts_with("/control/") {
        None
    } else {
        simulator
            .world()
            .take_fault(service, method.as_str(), &path)
    };
    let mut response = match &fault {
        Some(fault) if !fault.after && !matches!(fault.answer, Spoiled::Slow { .. }) => {
            spoiled(fault)
        }
        _ => match tokio::time::timeout(TIME_LIMIT, next.run(request)).await {
            Ok(response) => response,
            Err(_) => StatusCode::REQUEST_TIMEOUT.into_response(),
        },
    };
    // Whatever this call changed is on disk before anyone is told of it.
    if let Err(error) = simulator.save().await {
        tracing::error!(error = ?error, "the simulator's state was not written");
        response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
    }
    if let Some(fault) = &fault {
        match fault.answer {
            Spoiled::Slow { ms } => tokio::time::sleep(Duration::from_millis(ms)).await,
            Spoiled::Cut => {
                if let Some(ConnectInfo(line)) = &line {
                    line.cut();
                }
            }
            _ if fault.after => response = spoiled(fault),
            _ => {}
        }
    }

    let told = response.extensions().get::<Told>();
    tracing::info!(
        ?service,
        %method,
        path,
        status = response.status().as_u16(),
        ms = started.elapsed().as_millis(),
        request_id,
        code = told.map(|told| told.code.as_str()),
        why = told.map(|told| told.why.as_str()),
        trace = told.map(|told| told.trace.as_str()),
        fault = fault.map(|fault| format!("{:?}", fault.answer)),
        "answered"
    );
    response
}

fn spoiled(fault: &Fault) -> Response {
    let status =
        |status: u16| StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    match &fault.answer {
        Spoiled::Empty { status: code } => status(*code).into_response(),
        Spoiled::Problem {
            code,
            status: wanted,
            title,
        } => problem::by_code(code, wanted.map(status), title.as_deref()),
        Spoiled::OAuth {
            error,
            description,
            status: wanted,
        } => {
            let body = json!({ "error": error, "error_description": description });
            let status = wanted.map_or(StatusCode::BAD_REQUEST, status);
            (status, Json(body)).into_response()
        }
        Spoiled::Html { status: code } => {
            let page = "<!DOCTYPE html><html lang=\"en\"><title>Bad gateway</title><h1>Bad gateway</h1></html>";
            let html = [(
                CONTENT_TYPE,
                HeaderValue::from_static("text/html; charset=utf-8"),
            )];
            (status(*code), html, page).into_response()
        }
        Spoiled::RateLimit {
            retry_after_seconds,
        } => {
            let after = [(RETRY_AFTER, HeaderValue::from(*retry_after_seconds))];
            (StatusCode::TOO_MANY_REQUESTS, after).into_response()
        }
        // The first leaves the answer alone, and the second is cut before it is sent.
        Spoiled::Slow { .. } | Spoiled::Cut => Response::new(Body::empty()),
    }
}
