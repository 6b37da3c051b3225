//! What the scripts of Altinn's pages call on the UI's own origin: their backend (BFF), which asks the
//! platform and says it in the pages' words. A vendor's test can call it too.
//!
//! | calls about | in |
//! |---|---|
//! | requests: reading them | [`requests`] |
//! | requests: approving, rejecting, forwarding | the portal's own [`answers`](portal::answers) |
//! | system users: reading, making, deleting, and what waits | [`system_users`] |
//! | an agent system user's clients | [`agent_delegation`] |
//! | the same one's own organisation | the portal's own [`own_organisation`] |
//! | the systems to choose from | [`system_register`] |
//!
//! Who calls is found out by [`gate`]; every "no" of the platform's is told as [`problem`] has it, and what was
//! ordered for the platform's answers holds here too ([`upstream`]). No rule is here: what is asked for is asked
//! of the platform's [portal].
//!
//! Paths and shapes are those of approval.md §1 to §3, and of Altinn's public source where that is silent
//! (`Controllers/SystemUser*` and `Models/SystemUser/Frontend` of Altinn/altinn-access-management-frontend).

pub(crate) mod agent_delegation;
pub(crate) mod gate;
pub mod problem;
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
    altinn::portal_api::own_organisation,
    http::{case_insensitive, forms, middleware::not_simulated},
    rules::Answerable,
};

/// What comes as a form is from a page, and is answered with one; all else is answered with JSON.
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
        let asked = if is_of_a_page(&request) {
            &forms
        } else {
            &calls
        };
        asked.clone().oneshot(request)
    })
}

/// A token comes from no page, whatever it comes with: curl calls everything that it sends a form.
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
        // A client's own part. Without this line it would be a party.
        .route("/systemuser/clientrequest/{id}", any(not_simulated))
}

fn of_requests() -> case_insensitive::Router<Simulator> {
    let mut router = case_insensitive::Router::new();
    for asked in Answerable::ALL {
        let path = format!("/systemuser/{}", asked.name());
        let read = match asked.of_request() {
            Some(kind) => get(requests::read).layer(Extension(kind)),
            None => get(requests::read_change),
        };
        router = router
            .merge(crate::altinn::portal_api::of_answers(asked, &path))
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
                // It renames. What is asked for by name is told that it is missing.
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
