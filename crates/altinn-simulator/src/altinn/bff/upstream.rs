use std::{future::Future, time::Duration};

use axum::response::Response;
use http::{HeaderValue, Method};

use super::problem;
use crate::{
    Simulator,
    http::{
        fault_injection::instead,
        faults::{FaultEffect, Service},
        middleware::FAULT_HEADER,
    },
    rules::RequestKind,
};

/// Runs a handler of Altinn's platform, and converts the handler's response for Altinn's pages. The BFF calls the
/// handler directly and not over HTTP, so the platform's own fault injection does not run. Instead, this function
/// applies the faults that the control API sets for the platform.
pub async fn answer(
    simulator: &Simulator,
    method: &Method,
    path: &str,
    handler: impl Future<Output = Response>,
) -> Response {
    let path = on_the_platform(path);
    let fault = {
        let mut world = simulator.world();
        world
            .faults
            .take(Service::AltinnPlatform, method.as_str(), &path)
    };
    let Some((_, fault)) = fault else {
        return problem::convert(handler.await);
    };
    let mut response = match &fault.effect {
        FaultEffect::Slow { ms } => {
            tokio::time::sleep(Duration::from_millis(*ms)).await;
            problem::convert(handler.await)
        }
        effect => {
            if fault.after {
                handler.await;
            }
            match effect {
                FaultEffect::Cut => problem::unreachable(),
                effect => problem::convert_error(instead(effect), None),
            }
        }
    };
    let name = HeaderValue::from_static(fault.effect.name());
    response.headers_mut().insert(FAULT_HEADER, name);
    response
}

/// Converts a path of the BFF to the platform's path for the same call. A path of an agent request is replaced. Every
/// other path only gets the platform's prefix, which gives the right path for most calls.
fn on_the_platform(path: &str) -> String {
    let agent = format!("/systemuser/{}/", RequestKind::Agent.name());
    match path.strip_prefix(&agent) {
        Some(rest) => format!("/authentication/api/v1/systemuser/request/agent/{rest}"),
        None => format!("/authentication/api/v1{path}"),
    }
}
