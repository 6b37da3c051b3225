//! This module contains the APIs of Altinn's platform for vendors and resource owners. With these APIs, vendors
//! register systems, send requests for system users, and look up system users.
//!
//! A handler reads the call, calls the [rules](crate::rules), and writes the response with the types of
//! [`altinn_types`]. The handlers do not contain Altinn's rules.

pub(crate) mod authorized_parties;
pub(crate) mod catalogue;
pub(crate) mod change_requests;
pub(crate) mod client_delegation;
pub(crate) mod exchange;
mod hints;
pub(crate) mod internal_system_user;
pub(crate) mod own_system;
mod package_areas;
pub(crate) mod paging;
pub(crate) mod policy_decision;
pub(crate) mod public_register;
pub(crate) mod requests;
mod resource_policy;
pub(crate) mod system_body;
pub(crate) mod system_register;
pub(crate) mod system_users;
pub mod token;

use axum::{
    Extension,
    routing::{MethodRouter, get, post, put},
};

use crate::{Simulator, altinn::case_insensitive::Router, rules::RequestKind};

pub fn router() -> Router<Simulator> {
    let authentication = Router::new()
        .route(
            "/systemregister/vendor",
            get(system_register::list).post(system_register::create),
        )
        .route(
            "/systemregister/vendor/{systemId}",
            get(system_register::read)
                .put(system_register::replace)
                .delete(system_register::delete),
        )
        .route(
            "/systemregister/vendor/{systemId}/rights",
            put(system_register::replace_rights),
        )
        .route(
            "/systemregister/vendor/{systemId}/accesspackages",
            put(system_register::replace_packages),
        )
        .route(
            "/systemregister/vendor/{systemId}/changelog",
            get(system_register::changelog),
        )
        .merge(public_register())
        .merge(requests())
        .merge(client_delegation())
        .merge(crate::altinn::portal_api::router())
        .route("/systemuser/own", post(own_system::create))
        .route("/systemuser/vendor/byquery", get(system_users::by_query))
        .route(
            "/systemuser/vendor/bysystem/{systemId}",
            get(system_users::by_system),
        )
        .route(
            "/systemuser/byExternalId",
            get(system_users::by_external_id),
        )
        .route("/exchange/{provider}", get(exchange::exchange))
        .route(
            "/openid/.well-known/openid-configuration",
            get(exchange::metadata),
        )
        .route(
            "/openid/.well-known/openid-configuration/jwks",
            get(exchange::jwks),
        )
        // Altinn's documentation names two paths for the public keys, so the simulator has both.
        .route("/openid/.well-known/jwks", get(exchange::jwks));
    Router::new()
        .nest("/authentication/api/v1", authentication)
        .route(
            "/accessmanagement/api/v1/enduser/authorizedparties",
            get(authorized_parties::list),
        )
        .nest(
            "/accessmanagement/api/v1/meta/info/accesspackages",
            Router::new()
                .route("/search", get(catalogue::search))
                .route("/export", get(package_areas::export))
                .route("/group", get(package_areas::list_groups))
                .route("/group/{id}", get(package_areas::read_group))
                .route("/group/{id}/areas", get(package_areas::areas_of_group))
                .route("/area/{id}", get(package_areas::read_area))
                .route("/area/{id}/packages", get(package_areas::packages_of_area))
                .route("/package/{id}", get(catalogue::package_by_id))
                .route("/package/urn/{urn}", get(catalogue::package))
                .route("/package/{id}/resources", get(catalogue::package_resources)),
        )
        .route(
            "/authorization/api/v1/authorize",
            post(policy_decision::decide),
        )
        .route(
            "/authorization/api/v1/decision",
            post(policy_decision::decide),
        )
        .route(
            "/resourceregistry/api/v1/resource/resourcelist",
            get(catalogue::resources),
        )
        .route(
            "/resourceregistry/api/v1/resource/{id}",
            get(catalogue::resource),
        )
        .route(
            "/resourceregistry/api/v1/resource/{id}/policy/rights",
            get(resource_policy::rights),
        )
}

fn public_register() -> Router<Simulator> {
    Router::new()
        .route("/systemregister", get(public_register::list))
        .route("/systemregister/{systemId}", get(public_register::read))
        .route(
            "/systemregister/{systemId}/rights",
            get(public_register::rights),
        )
        .route(
            "/systemregister/{systemId}/accesspackages",
            get(public_register::packages),
        )
}

/// Returns the routes for all kinds of system user requests. Each route stores its [`RequestKind`] in the extensions of
/// the HTTP request. The handler of the route reads the kind there.
fn requests() -> Router<Simulator> {
    let agent = "/systemuser/request/vendor/agent";
    // Altinn has no path that deletes only agent requests. The path that deletes standard requests also deletes agent
    // requests.
    Router::new()
        .merge(reading(
            RequestKind::Standard,
            "/systemuser/request/vendor",
            true,
        ))
        .merge(reading(RequestKind::Agent, agent, false))
        .merge(reading(
            RequestKind::Change,
            "/systemuser/changerequest/vendor",
            true,
        ))
        .route(
            "/systemuser/request/vendor",
            of_kind(RequestKind::Standard, post(requests::create)),
        )
        .route(
            "/systemuser/changerequest/vendor",
            post(change_requests::create),
        )
        .route(
            agent,
            // A POST to this path creates an agent request. For GET and DELETE, Altinn reads `agent` in the path as the
            // id of a standard request.
            of_kind(RequestKind::Agent, post(requests::create))
                .get(requests::no_such_id)
                .delete(requests::no_such_id),
        )
}

/// Returns the routes that read system user requests of one kind. If `with_delete` is true, a vendor can also delete a
/// request of this kind.
fn reading(kind: RequestKind, path: &str, with_delete: bool) -> Router<Simulator> {
    let one = if with_delete {
        get(requests::read).delete(requests::delete)
    } else {
        get(requests::read)
    };
    let by_external_ref = get(requests::by_external_ref);
    let by_system = get(requests::by_system);
    Router::new()
        .route(&format!("{path}/{{requestId}}"), of_kind(kind, one))
        .route(
            &format!("{path}/byexternalref/{{systemId}}/{{orgNo}}/{{externalRef}}"),
            of_kind(kind, by_external_ref),
        )
        .route(
            &format!("{path}/bysystem/{{systemId}}"),
            of_kind(kind, by_system),
        )
}

fn of_kind(kind: RequestKind, methods: MethodRouter<Simulator>) -> MethodRouter<Simulator> {
    methods.layer(Extension(kind))
}

fn client_delegation() -> Router<Simulator> {
    let system_user = "/enduser/systemuser";
    Router::new()
        .route(
            &format!("{system_user}/agents"),
            get(client_delegation::agents),
        )
        .route(
            &format!("{system_user}/clients"),
            get(client_delegation::connected)
                .post(client_delegation::connect)
                .delete(client_delegation::disconnect),
        )
        .route(
            &format!("{system_user}/clients/available"),
            get(client_delegation::available),
        )
}
