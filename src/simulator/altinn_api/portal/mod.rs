//! What Altinn's own pages call with a logged-in person's token (approval.md §2, §6 to §8). A test can call
//! it too, with a token of ID-porten that was exchanged at Altinn.
//!
//! | calls about | in |
//! |---|---|
//! | requests: reading them, and those that wait | [`requests`] |
//! | requests: approving, rejecting, forwarding | [`answers`] |
//! | requests to change a system user | [`change_requests`] |
//! | system users: reading, making, renaming, deleting | [`system_users`] |
//! | an agent system user's clients, and its own organisation | [`clients`], [`own_organisation`] |
//!
//! Who may call is the policy's to say, before anything else is looked at: see [`caller`].

mod answers;
mod caller;
mod change_requests;
mod clients;
mod own_organisation;
mod requests;
mod system_users;

use axum::{
    Extension,
    routing::{MethodRouter, delete, get, post, put},
};

use crate::simulator::{Simulator, any_case::Router, world::RequestKind};

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
            post(clients::connect).delete(system_users::delete_agent),
        )
        .route(
            &format!("{agent}/{{party}}/clients"),
            get(clients::available),
        )
        .route(
            &format!("{agent}/{{party}}/{{id}}/client"),
            delete(clients::disconnect),
        )
        .route(
            &format!("{agent}/{{party}}/{{facilitator}}/{{id}}/delegations"),
            get(clients::connected),
        )
        .route(
            &format!("{agent}/{{party}}/{{id}}/self"),
            get(own_organisation::is_connected)
                .post(own_organisation::connect)
                .delete(own_organisation::disconnect),
        )
}

/// One kind of request.
fn of_requests(kind: RequestKind, request: &str) -> Router<Simulator> {
    let of_party = format!("{request}/{{party}}/{{requestId}}");
    let told = |methods: MethodRouter<Simulator>| methods.layer(Extension(kind));
    Router::new()
        .route(
            &format!("{request}/{{requestId}}"),
            told(get(requests::read)),
        )
        .route(&of_party, told(get(requests::read_for_party)))
        .route(
            &format!("{request}/{{party}}/{{orgno}}/pending"),
            told(get(requests::pending)),
        )
        .route(&format!("{of_party}/approve"), told(post(answers::approve)))
        .route(&format!("{of_party}/reject"), told(post(answers::reject)))
        .route(
            &format!("{of_party}/escalate"),
            told(post(answers::escalate)),
        )
}

fn of_change_requests(request: &str) -> Router<Simulator> {
    let of_party = format!("{request}/{{party}}/{{requestId}}");
    Router::new()
        .route(
            &format!("{request}/{{requestId}}"),
            get(change_requests::read),
        )
        .route(
            &format!("{of_party}/approve"),
            post(change_requests::approve),
        )
        .route(&format!("{of_party}/reject"), post(change_requests::reject))
}
