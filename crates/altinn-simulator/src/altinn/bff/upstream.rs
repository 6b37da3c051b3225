use std::future::Future;

use axum::response::Response;
use http::{Method, Uri};

use crate::{
    Simulator,
    altinn::{
        case_insensitive::values,
        errors::page_problems,
        fault_injection::{self, FAULT_HEADER, Outcome},
    },
    faults::{Call, FaultEffect, Service},
    rules::RequestKind,
};

/// Calls a handler of Altinn's platform directly, and converts the response for Altinn's pages. Only an HTTP call would
/// run the platform's middleware. So this function itself applies the platform's faults for `sandbox`, the sandbox of
/// the browser.
pub async fn call_platform(
    simulator: &Simulator,
    method: &Method,
    uri: &Uri,
    sandbox: Option<&str>,
    handler: impl Future<Output = Response>,
) -> Response {
    let path = platform_path(simulator, method, uri);
    let call = Call {
        service: Service::AltinnPlatform,
        method: method.as_str(),
        path: &path,
        sandbox,
        is_for_customer: false,
    };
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

/// Returns the path of Altinn's platform for a call to the BFF. The platform's path often differs from the BFF's path.
/// A fault for the platform's path also applies to the call to the BFF. The simulator uses the platform's path to find
/// this fault.
///
/// If the BFF makes several calls to the platform, the result is the path of the last of these calls. The result is in
/// lower case, because the platform ignores the case of paths.
fn platform_path(simulator: &Simulator, method: &Method, uri: &Uri) -> String {
    let path = uri.path().to_ascii_lowercase();
    let segments: Vec<&str> = path.trim_matches('/').split('/').collect();
    let agent_requests = RequestKind::Agent.name();
    let is_post = method == Method::POST;
    let on_platform = match segments.as_slice() {
        ["systemuser", kind, rest @ ..] if *kind == agent_requests => {
            format!("systemuser/request/agent/{}", rest.join("/"))
        }
        ["systemuser", "agentdelegation", party, id, rest @ ..] => match rest {
            ["customers"] => format!("systemuser/agent/{party}/clients"),
            ["delegation"] if is_post => format!("systemuser/agent/{party}/{id}"),
            ["delegation"] => {
                let query = uri.query().unwrap_or_default();
                let facilitator = values(query, "partyuuid").next().unwrap_or_default();
                format!("systemuser/agent/{party}/{facilitator}/{id}/delegations")
            }
            ["delegation", _] => format!("systemuser/agent/{party}/{id}/client"),
            rest => format!("systemuser/agent/{party}/{id}/{}", rest.join("/")),
        },
        ["systemuser", "agent", party, id] if method == Method::GET => {
            format!("systemuser/{party}/{id}")
        }
        ["systemuser", uuid, "pending"] => {
            let world = simulator.world();
            let party = uuid.parse().ok();
            let party = party.and_then(|uuid| world.parties.organisation_by_uuid(&uuid));
            let (id, number) =
                party.map_or((0, "0"), |party| (party.party_id(), party.number.as_str()));
            format!("systemuser/request/{id}/{number}/pending")
        }
        ["systemuser", party] if is_post => format!("systemuser/{party}/create"),
        ["systemregister", "rights", system] => format!("systemregister/{system}/rights"),
        same => same.join("/"),
    };
    format!("/authentication/api/v1/{on_platform}")
}
