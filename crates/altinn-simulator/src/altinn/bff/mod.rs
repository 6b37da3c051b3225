//! This module contains the backend for frontend (BFF) of Altinn's pages. The scripts of the pages call the endpoints
//! of the BFF. The BFF has the same origin as the pages. The BFF calls Altinn's platform and converts the platform's
//! responses. A vendor's test can also call the endpoints of the BFF.
//!
//! | endpoints | module |
//! |---|---|
//! | reading requests | [`requests`] |
//! | approving, rejecting and forwarding requests | the [portal API](crate::altinn::portal_api::decisions) |
//! | reading, creating and deleting system users; pending requests | [`system_users`] |
//! | the clients of an agent system user | [`agent_delegation`] |
//! | an agent system user that also acts for its owner | the portal API's [`own_organisation`] |
//! | the systems that a customer can choose | [`system_register`] |
//!
//! The module [`gate`] identifies the caller. The module [`page_problems`](super::errors::page_problems) converts the
//! platform's errors. Faults that the control API sets for the platform also apply to the BFF (see [`upstream`]). The
//! BFF contains none of Altinn's rules. The platform's [portal API](crate::altinn::portal_api), which the BFF calls,
//! applies the rules.
//!
//! Paths and JSON follow contract/approval.md §1 to §3. Where that document says nothing, paths and JSON follow
//! Altinn's public source code (`Controllers/SystemUser*` and `Models/SystemUser/Frontend` of
//! Altinn/altinn-access-management-frontend).

pub(crate) mod agent_delegation;
pub(crate) mod gate;
pub(crate) mod requests;
pub(crate) mod shapes;
pub(crate) mod system_register;
pub(crate) mod system_users;
pub(crate) mod upstream;

use axum::{
    Extension, Router,
    extract::Request,
    middleware,
    routing::{any, delete, get},
};
use http::header::AUTHORIZATION;
use tower::ServiceExt;

use crate::{
    Simulator,
    altinn::case_insensitive,
    altinn::portal_api::own_organisation,
    http::{error_details::not_simulated, forms},
    rules::RequestKind,
};
use strum::VariantArray;

/// Makes the tower service that receives all calls to the BFF. It sends the HTML forms of Altinn's pages to handlers
/// that return pages, and all other calls to handlers that return JSON.
pub fn service(simulator: &Simulator, forms: Router<Simulator>) -> Router {
    let forms = forms.fallback(not_simulated).with_state(simulator.clone());
    let calls = calls().into_service(|routes| {
        routes
            .route_layer(middleware::from_fn_with_state(
                simulator.clone(),
                gate::gate,
            ))
            .fallback(not_simulated)
            .with_state(simulator.clone())
    });
    Router::new().fallback(move |request: Request| {
        let service = if is_of_a_page(&request) {
            &forms
        } else {
            &calls
        };
        service.clone().oneshot(request)
    })
}

/// Whether an HTML form on one of Altinn's pages sent this HTTP request. By default, curl sends the same content type
/// as a form. But a form never sends a bearer token.
fn is_of_a_page(request: &Request) -> bool {
    forms::is_form(request.headers()) && !request.headers().contains_key(AUTHORIZATION)
}

fn calls() -> case_insensitive::Router<Simulator> {
    let rights = "/systemregister/rights/{systemId}";
    of_requests()
        .merge(of_system_users())
        .merge(of_clients())
        .route("/systemregister", get(system_register::list))
        .route(rights, get(system_register::rights))
        // Without this route, the router would use `/systemuser/{party}/{id}` for this path, with `clientrequest` as
        // the party.
        .route("/systemuser/clientrequest/{id}", any(not_simulated))
}

fn of_requests() -> case_insensitive::Router<Simulator> {
    let mut router = case_insensitive::Router::new();
    for kind in RequestKind::VARIANTS.iter().copied() {
        let path = format!("/systemuser/{}", kind.name());
        let read = get(requests::read).layer(Extension(kind));
        router = router
            .merge(crate::altinn::portal_api::decision_routes(kind, &path))
            .route(&format!("{path}/{{requestId}}"), read);
    }
    router
}

fn of_system_users() -> case_insensitive::Router<Simulator> {
    case_insensitive::Router::new()
        .route(
            "/systemuser/{party}",
            get(system_users::list).post(system_users::create),
        )
        .route("/systemuser/{party}/pending", get(system_users::pending))
        .route(
            "/systemuser/{party}/{id}",
            get(system_users::read)
                .delete(system_users::delete)
                // In the real Altinn, this PUT renames a system user. The simulator does not support it.
                .put(not_simulated),
        )
        .route("/systemuser/agent/{party}", get(system_users::list_agents))
        .route(
            "/systemuser/agent/{party}/{id}",
            get(system_users::read_agent).delete(system_users::delete_agent),
        )
}

fn of_clients() -> case_insensitive::Router<Simulator> {
    let agent = "/systemuser/agentdelegation/{party}/{id}";
    case_insensitive::Router::new()
        .route(
            &format!("{agent}/customers"),
            get(agent_delegation::customers),
        )
        .route(
            &format!("{agent}/delegation"),
            get(agent_delegation::connected).post(agent_delegation::connect),
        )
        .route(
            &format!("{agent}/delegation/{{delegationId}}"),
            delete(agent_delegation::disconnect),
        )
        .route(
            &format!("{agent}/self"),
            get(own_organisation::is_connected)
                .post(own_organisation::connect)
                .delete(own_organisation::disconnect),
        )
}
