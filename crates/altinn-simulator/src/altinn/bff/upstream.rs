use std::{future::Future, time::Duration};

use axum::response::Response;
use http::{HeaderValue, Method};

use super::problem;
use crate::{
    Simulator,
    http::{
        fault_injection::instead,
        faults::{Service, Spoiled},
        middleware::FAULT_HEADER,
    },
    rules::Answerable,
};

/// The platform's answer, which is not called over HTTP; but what was ordered for its answers holds here too.
pub async fn answer(
    simulator: &Simulator,
    method: &Method,
    path: &str,
    answer: impl Future<Output = Response>,
) -> Response {
    let path = on_the_platform(path);
    let fault = {
        let mut world = simulator.world();
        world
            .faults
            .take(Service::AltinnPlatform, method.as_str(), &path)
    };
    let Some((_, fault)) = fault else {
        return problem::in_other_words(answer.await);
    };
    let mut told = match &fault.answer {
        Spoiled::Slow { ms } => {
            tokio::time::sleep(Duration::from_millis(*ms)).await;
            problem::in_other_words(answer.await)
        }
        spoiled => {
            if fault.after {
                answer.await;
            }
            match spoiled {
                Spoiled::Cut => problem::unreachable(),
                spoiled => problem::reworded(instead(spoiled), None),
            }
        }
    };
    let name = HeaderValue::from_static(fault.answer.name());
    told.headers_mut().insert(FAULT_HEADER, name);
    told
}

/// Most paths have the same end there.
fn on_the_platform(path: &str) -> String {
    let agent = format!("/systemuser/{}/", Answerable::Agent.name());
    match path.strip_prefix(&agent) {
        Some(rest) => format!("/authentication/api/v1/systemuser/request/agent/{rest}"),
        None => format!("/authentication/api/v1{path}"),
    }
}
