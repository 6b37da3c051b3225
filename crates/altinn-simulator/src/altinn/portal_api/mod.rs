//! The endpoints of Altinn's platform that Altinn's own pages call with the token of a logged-in person
//! (contract/approval.md §2, §6 to §8). A test can also call these endpoints, after exchanging a token from ID-porten
//! for a token of Altinn.
//!
//! | endpoints | module |
//! |---|---|
//! | reading requests, and listing pending requests | [`requests`] |
//! | approving, rejecting and forwarding requests of all kinds | [`decisions`] |
//! | reading, creating, renaming and deleting system users | [`system_users`] |
//! | the clients of an agent system user | [`customer_clients`] |
//! | an agent system user that also acts for the organisation that owns the system user | [`own_organisation`] |
//!
//! Each endpoint first identifies the caller. Most endpoints then check that the caller has access to the party, with a
//! function of the module [`caller`].

pub mod caller;
pub mod customer_clients;
pub mod decisions;
pub mod own_organisation;
pub mod requests;
pub mod system_users;

use axum::{
    Extension,
    routing::{MethodRouter, delete, get, post, put},
};

use crate::{
    Simulator,
    altinn::case_insensitive::Router,
    rules::{RequestKind, UserDecision},
};

pub fn router() -> Router<Simulator> {
    let user = "/systemuser";
    let agent = "/systemuser/agent";
    Router::new()
        .merge(of_requests(RequestKind::Standard, "/systemuser/request"))
        .merge(of_requests(RequestKind::Agent, "/systemuser/request/agent"))
        .merge(of_change_requests("/systemuser/changerequest"))
        .route(user, put(system_users::rename))
        .route(&format!("{user}/{{party}}"), get(system_users::list))
        .route(
            &format!("{user}/{{party}}/create"),
            post(system_users::create),
        )
        .route(
            &format!("{user}/{{party}}/{{id}}"),
            get(system_users::read).delete(system_users::delete),
        )
        .route(
            &format!("{user}/{{party}}/{{id}}/delegations"),
            get(system_users::delegations),
        )
        .route(
            &format!("{agent}/{{party}}"),
            get(system_users::list_agents),
        )
        .route(
            &format!("{agent}/{{party}}/{{id}}"),
            post(customer_clients::connect).delete(system_users::delete_agent),
        )
        .route(
            &format!("{agent}/{{party}}/clients"),
            get(customer_clients::available),
        )
        .route(
            &format!("{agent}/{{party}}/{{id}}/client"),
            delete(customer_clients::disconnect),
        )
        .route(
            &format!("{agent}/{{party}}/{{facilitator}}/{{id}}/delegations"),
            get(customer_clients::connected),
        )
        .route(
            &format!("{agent}/{{party}}/{{id}}/self"),
            get(own_organisation::is_connected)
                .post(own_organisation::connect)
                .delete(own_organisation::disconnect),
        )
}

/// Returns the routes that read, approve, reject and forward system user requests of one kind.
fn of_requests(kind: RequestKind, request: &str) -> Router<Simulator> {
    let of_kind = |methods: MethodRouter<Simulator>| methods.layer(Extension(kind));
    Router::new()
        .merge(decision_routes(kind, request))
        .route(
            &format!("{request}/{{requestId}}"),
            of_kind(get(requests::read)),
        )
        .route(
            &format!("{request}/{{party}}/{{requestId}}"),
            of_kind(get(requests::read_for_party)),
        )
        .route(
            &format!("{request}/{{party}}/{{orgno}}/pending"),
            of_kind(get(requests::pending)),
        )
}

fn of_change_requests(request: &str) -> Router<Simulator> {
    let kind = RequestKind::Change;
    decision_routes(kind, request)
        .route(
            &format!("{request}/{{requestId}}"),
            get(requests::read).layer(Extension(kind)),
        )
        .route(
            &format!("{request}/{{party}}/{{requestId}}"),
            get(requests::read_for_party).layer(Extension(kind)),
        )
}

/// Returns the routes that approve, reject and forward system user requests of one kind. The BFF has the same routes
/// below other paths.
pub fn decision_routes(kind: RequestKind, request: &str) -> Router<Simulator> {
    let mut router = Router::new();
    for decision in kind.decisions() {
        let methods = match decision {
            UserDecision::Approve | UserDecision::Reject => {
                post(decisions::decide).layer(Extension(*decision))
            }
            UserDecision::Escalate => post(decisions::escalate),
        };
        let path = format!("{request}/{{party}}/{{requestId}}/{}", decision.as_str());
        router = router.route(&path, methods.layer(Extension(kind)));
    }
    router
}
