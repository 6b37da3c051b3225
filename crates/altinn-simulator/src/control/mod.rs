//! The control API: reset, fault injection, clock, registers, and answers to system user requests. The API is JSON over
//! HTTP, on the origin of Altinn's pages. Presenters, automated tests and vendors use it.
//!
//! In this table, "a request" is a system user request, an agent request or a change request in Altinn.
//!
//! | call | body | effect |
//! |---|---|---|
//! | `GET /control` | | shows the control panel, a page with a form for each call |
//! | `GET /control/state` | | returns counts, the clock, the base URLs and the current settings |
//! | `GET /control/people` | | returns the key, name, description and organisations of each person |
//! | `GET /control/log` | | returns the last 200 HTTP responses. Each entry has the error code, the fault and a hint |
//! | `POST /control/reset` | | restores the seed. Systems, OAuth clients and signing keys stay. The resources and packages that somebody added stay too. The response is 204, or 200 with `{notSown: [...]}` if the simulator could not add some objects of the seed |
//! | `GET /control/world`, `PUT` | a [world](crate::storage::export_document) | `GET` exports the whole world as one document. `PUT` replaces the whole world |
//! | `POST /control/seed` | lists of the objects in the rows below | adds all objects, or none if one object is invalid |
//! | `PUT /control/resources/{id}` | `{title, description, owner: {code, name, organisation}, resourceType, delegable, actions, packages}` | adds a resource |
//! | `PUT /control/packages/{name}` | `{name, description, area, isAssignable, isDelegable, resources}` | adds an access package |
//! | `PUT /control/organisations/{number}` | `{name, unitType, parent}` | adds an organisation |
//! | `PUT /control/persons/{key}` | `{name, personalNumber, description}` | adds a person |
//! | `PUT /control/connections/{person}/{organisation}` | `{roles, packages: [...] or {allBut: [...]}, lacks: [{id, reason}]}` | sets the roles and packages of a person in an organisation |
//! | `PUT /control/client-relations/{client}/{provider}`, `DELETE` | `{roles: [REVI, REGN or FFØR], packages: [...]}` | `PUT` makes an organisation the client of a service provider. `DELETE` ends this relation |
//! | `POST /control/customers` | `{kind: approver, lacks, forwarder, unrelated, several or accountant; lacks: [{id, reason}]; count; name}`. The body may be empty | creates a person with an organisation that no other test uses |
//! | `PUT /control/maskinporten-clients/{id}` | `{organisation: {number, name}, name, scopes, jwks: {keys}}`. A scope may be `{name, lifetimeSeconds}`. `pemKeys: [{kid, pem, exp}]` can replace `jwks` or add keys to it. `certificates: [PEM]` are the certificates that the client may send in `x5c` | registers an OAuth client |
//! | `POST /control/maskinporten-delegations`, `DELETE` | `{consumer: {number, name}, supplier: {number, name}, scope}` | `POST` registers an API delegation, with which the supplier's clients may use `consumer_org`. `DELETE` deletes all API delegations |
//! | `PUT /control/idporten-clients/{id}` | `organisation`, `name`, `scopes`, `jwks`, `certificates` (as for Maskinporten), `redirectUris`, `postLogoutRedirectUris`, `frontchannelLogoutUri`, `tokenEndpointAuthMethod`, `clientSecret`, `accessTokenLifetimeSeconds`, `refreshTokenLifetimeSeconds` (a client without this member gets no refresh tokens), `pkceRequired`, `sso` | registers an OAuth client |
//! | `GET /control/maskinporten-clients`, `GET /control/idporten-clients` | | returns the registered OAuth clients without their secrets |
//! | `DELETE /control/maskinporten-clients/{id}`, `DELETE /control/idporten-clients/{id}` | | deletes an OAuth client |
//! | `POST /control/clock` | `{aheadSeconds}` or `{advanceSeconds}` | moves the simulator's clock |
//! | `GET /control/faults`, `POST` | [`Fault`](crate::faults::Fault) | `GET` lists the faults. `POST` injects a fault into the responses of an endpoint |
//! | `DELETE /control/faults`, `DELETE /control/faults/{id}` | | deletes all faults, or one fault |
//! | `GET /control/keys` | | returns the ids of the signing keys of `altinn`, `idporten` and `maskinporten` |
//! | `POST /control/keys/{service}/rotate` | | creates a new signing key. The earlier keys stay in the JWKS |
//! | `DELETE /control/keys/{service}/{kid}` | | removes a key from the JWKS. The services then refuse the tokens that this key signed |
//! | `GET /control/automation`, `PUT` | `{login: a person's key, approval: approve, reject or escalate}` | `PUT` lets log-in and the request page continue without a user, by redirects only. `GET` returns the setting |
//! | `POST /control/requests/{id}/answer` | `{person, answer: approve, reject or escalate}` | answers a request. Without `person`, the organisation's first access manager answers |
//! | `POST /control/requests/{id}/time-out` | | lets an open request time out |
//! | `PUT /control/request-lifetime` | `{days}` | sets the age at which an open request times out |
//! | `DELETE /control/system-users/{id}` | | deletes a system user. The customer can do the same in Altinn |
//! | `PUT /control/system-users/{id}/delegations` | `{resources: [...], packages: [...]}`, with the ids of resources and the names of packages | replaces the access of a system user. The customer can do the same in Altinn's access management |
//!
//! `docs/control-api.md` has an example of each call.
//!
//! A fault applies to all paths that begin with its `path`. The members `service` and `method` are optional, and limit
//! the fault to one service or one HTTP method. `times` is the number of responses that the fault changes. The default
//! is 1, and `"all"` means every response until somebody deletes the fault. With `after: true` the service carries out
//! the call, and the fault changes only the response. The member `fault` is the kind of fault:
//!
//! ```json
//! {"path": "/token", "service": "maskinporten", "fault": "empty", "status": 503}
//! {"path": "/authentication/api/v1/systemuser/request/vendor", "fault": "problem", "code": "AUTH-00021"}
//! {"path": "/token", "fault": "oauth", "error": "invalid_scope", "description": "MP-200: …"}
//! {"path": "/api/Salary", "fault": "html", "status": 502}
//! {"path": "/token", "fault": "slow", "ms": 1500, "times": 3}
//! {"path": "/authentication", "method": "POST", "fault": "cut", "after": true}
//! {"path": "/token", "fault": "rateLimit", "retryAfterSeconds": 30, "times": "all"}
//! {"path": "/token", "fault": "badSignature"}
//! {"path": "/token", "fault": "expiredToken"}
//! {"path": "/authentication/api/v1/exchange", "fault": "wrongIssuer"}
//! {"path": "/token", "fault": "clockSkew", "seconds": -300}
//! ```
//!
//! The kinds `badSignature`, `expiredToken`, `wrongIssuer` and `clockSkew` change a token. They apply to `/token` of
//! Maskinporten and ID-porten, and to Altinn's token exchange. Only a response that contains a token uses up such a
//! fault. The header `x-simulator-fault` and the request log name the fault that changed a response.
//!
//! The control API has no authentication. [`own_pages_only`] refuses a change if a web page of another site makes the
//! browser send the call. The middleware of all services refuses unknown host names.

pub(crate) mod automation;
pub(crate) mod catalogue;
pub(crate) mod client_list;
pub(crate) mod client_relations;
pub(crate) mod clock;
pub(crate) mod customers;
pub(crate) mod error;
pub(crate) mod faults;
pub(crate) mod forms;
pub(crate) mod keys;
pub(crate) mod oauth_clients;
pub(crate) mod page;
pub(crate) mod parties;
pub(crate) mod requests;
pub mod seed;
pub(crate) mod state;
pub(crate) mod system_users;

use axum::{
    Json, Router,
    extract::{DefaultBodyLimit, Request, State},
    http::StatusCode,
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{delete, get, post, put},
};
use http_server::is_from_other_site;
use serde::de::DeserializeOwned;
use serde_json::json;

pub(crate) use self::error::ControlError;
use crate::Simulator;

/// The size limit of a world or a seed in an HTTP request, in bytes. A world with 100,000 system user requests has
/// about a tenth of this size.
const WORLD_LIMIT: usize = 1024 * 1024 * 1024;

/// Returns the routes of the control API.
pub fn router(simulator: &Simulator) -> Router<Simulator> {
    Router::new()
        .merge(seed::router().layer(DefaultBodyLimit::max(WORLD_LIMIT)))
        .route("/control", get(page::panel))
        .route(
            "/control/forms/{form}",
            post(forms::submit).layer(DefaultBodyLimit::max(WORLD_LIMIT)),
        )
        .route("/control/state", get(state::state))
        .route("/control/people", get(state::people))
        .route("/control/reset", post(reset))
        .route("/control/resources/{id}", put(catalogue::put_resource))
        .route("/control/packages/{name}", put(catalogue::put_package))
        .route(
            "/control/organisations/{number}",
            put(parties::put_organisation),
        )
        .route("/control/persons/{key}", put(parties::put_person))
        .route(
            "/control/connections/{person}/{organisation}",
            put(parties::put_connection),
        )
        .route(
            "/control/client-relations/{client}/{provider}",
            put(client_relations::put).delete(client_relations::delete),
        )
        .route(
            "/control/automation",
            get(automation::get).put(automation::put),
        )
        .route("/control/log", get(state::log))
        .route("/control/customers", post(customers::create))
        .route(
            "/control/maskinporten-clients",
            get(client_list::maskinporten),
        )
        .route(
            "/control/maskinporten-clients/{id}",
            put(oauth_clients::put_maskinporten).delete(client_list::delete_maskinporten),
        )
        .route(
            "/control/maskinporten-delegations",
            post(oauth_clients::delegate_api).delete(oauth_clients::clear_api_delegations),
        )
        .route("/control/idporten-clients", get(client_list::idporten))
        .route(
            "/control/idporten-clients/{id}",
            put(oauth_clients::put_idporten).delete(client_list::delete_idporten),
        )
        .route("/control/clock", post(clock::move_clock))
        .route(
            "/control/faults",
            get(faults::list).post(faults::add).delete(faults::clear),
        )
        .route("/control/faults/{id}", delete(faults::remove))
        .route("/control/keys", get(keys::list))
        .route("/control/keys/{service}/rotate", post(keys::rotate))
        .route("/control/keys/{service}/{kid}", delete(keys::withdraw))
        .route("/control/requests/{id}/answer", post(requests::decide))
        .route("/control/requests/{id}/time-out", post(requests::time_out))
        .route(
            "/control/request-lifetime",
            put(clock::set_request_lifetime),
        )
        .route("/control/system-users/{id}", delete(system_users::delete))
        .route(
            "/control/system-users/{id}/delegations",
            put(system_users::delegate),
        )
        .route_layer(middleware::from_fn_with_state(
            simulator.clone(),
            own_pages_only,
        ))
}

/// Refuses a change that comes from a web page of another site.
async fn own_pages_only(
    State(simulator): State<Simulator>,
    request: Request,
    next: Next,
) -> Response {
    let own = &simulator.origins().altinn_ui;
    if is_from_other_site(own, request.method(), request.headers()) {
        let reason = "the control API refuses calls from web pages of other sites";
        return (StatusCode::FORBIDDEN, Json(json!({ "error": reason }))).into_response();
    }
    next.run(request).await
}

/// Parses a JSON body, and refuses an empty body. Without this check, a call with a forgotten body would remove data.
pub(crate) fn read_required_body<T: DeserializeOwned>(body: &[u8]) -> Result<T, ControlError> {
    if body.is_empty() {
        return Err(ControlError::BadRequest("the body is empty".to_owned()));
    }
    read_body(body)
}

/// Parses a JSON body. If the body is empty, the function parses `{}`.
pub(crate) fn read_body<T: DeserializeOwned>(body: &[u8]) -> Result<T, ControlError> {
    let body = if body.is_empty() { b"{}" } else { body };
    serde_json::from_slice(body).map_err(|error| ControlError::BadRequest(error.to_string()))
}

async fn reset(State(simulator): State<Simulator>) -> Response {
    let errors = reset_world(&simulator);
    if errors.is_empty() {
        StatusCode::NO_CONTENT.into_response()
    } else {
        Json(json!({ "notSown": errors })).into_response()
    }
}

/// Resets the world, and adds the seed that the simulator was started with. Returns one error for each object of the
/// seed that the simulator could not add. For example, a system that a vendor has registered stays, and may have the
/// client id of a system in the seed.
fn reset_world(simulator: &Simulator) -> Vec<String> {
    let mut world = simulator.world();
    let before = world.reset();
    // Dropping a large world takes about a second, so another thread drops the old world.
    tokio::task::spawn_blocking(move || drop(before));
    let seed = simulator.seed();
    let errors = seed.map_or_else(Vec::new, |seed| seed.apply_after_reset(&mut world));
    for error in &errors {
        tracing::warn!(error, "the reset could not add an object of the seed");
    }
    errors
}
