use std::future::Future;

use axum::response::Response;
use http::Method;

use super::problem;
use crate::{
    Simulator,
    altinn::fault_injection::{self, FAULT_HEADER, Outcome},
    faults::{FaultEffect, Service},
    rules::RequestKind,
};

/// The platform's response to the BFF. The BFF calls the platform's handlers within the process. The faults that the
/// control API sets for the platform apply to this call too.
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
        Some((_, fault)) if fault.effect == FaultEffect::Cut => problem::unreachable(),
        _ if is_replaced => problem::convert_error(response, None),
        _ => problem::convert(response),
    };
    if let Some(name) = name {
        response.headers_mut().insert(FAULT_HEADER, name);
    }
    response
}

/// Most of the platform's paths end like the BFF's paths.
fn on_the_platform(path: &str) -> String {
    let agent = format!("/systemuser/{}/", RequestKind::Agent.name());
    match path.strip_prefix(&agent) {
        Some(rest) => format!("/authentication/api/v1/systemuser/request/agent/{rest}"),
        None => format!("/authentication/api/v1{path}"),
    }
}
