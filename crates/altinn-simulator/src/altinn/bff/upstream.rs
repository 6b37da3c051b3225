use std::future::Future;

use axum::response::Response;
use http::Method;

use crate::{
    Simulator,
    altinn::{
        errors::page_problems,
        fault_injection::{self, FAULT_HEADER, Outcome},
    },
    faults::{FaultEffect, Service},
    rules::RequestKind,
};

/// Runs a handler of Altinn's platform, and converts the handler's response for Altinn's pages. The BFF calls the
/// handler directly and not over HTTP, so the platform's middleware does not run. This function applies the faults that
/// the control API sets for the platform.
pub async fn call_platform(
    simulator: &Simulator,
    method: &Method,
    path: &str,
    handler: impl Future<Output = Response>,
) -> Response {
    let path = on_the_platform(path);
    let call = (Service::AltinnPlatform, method.as_str(), path.as_str());
    let Outcome {
        mut response,
        fault,
        is_replaced,
    } = fault_injection::respond(simulator, call, handler).await;
    let name = response.headers_mut().remove(FAULT_HEADER);
    let mut response = match fault {
        Some((_, fault)) if fault.effect == FaultEffect::Cut => page_problems::unreachable(),
        _ if is_replaced => page_problems::convert_error(response, None),
        _ => page_problems::convert(response),
    };
    if let Some(name) = name {
        response.headers_mut().insert(FAULT_HEADER, name);
    }
    response
}

/// Converts a path of the BFF to the platform's path for the same call. The start of a path for agent requests is
/// replaced, because the platform uses other words in this path. Every other path gets the platform's prefix, which
/// gives the right path for most calls.
fn on_the_platform(path: &str) -> String {
    let agent = format!("/systemuser/{}/", RequestKind::Agent.name());
    match path.strip_prefix(&agent) {
        Some(rest) => format!("/authentication/api/v1/systemuser/request/agent/{rest}"),
        None => format!("/authentication/api/v1{path}"),
    }
}
