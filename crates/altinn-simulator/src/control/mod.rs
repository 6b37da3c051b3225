//! The control API: reset, fault injection, clock, registers, and answers to system user requests. Presenters,
//! automated tests and vendors use it as JSON over HTTP, on the origin of Altinn's pages.
//!
//! `docs/control-api.md` lists each call with its fields, and has an example of most calls.
//! `tests/api/control_guide.rs` compares that list with the routes and the bodies here.
//!
//! If the simulator has a presenter's key, [`gate`] checks the key of each call. Otherwise the control API has no
//! authentication. [`own_pages_only`] refuses a change if a web page of another site makes the browser send the call.
//! The middleware of all services refuses unknown host names.

pub(crate) mod automation;
pub(crate) mod catalogue;
pub(crate) mod client_list;
pub(crate) mod client_relations;
pub(crate) mod clock;
pub(crate) mod customers;
pub(crate) mod error;
pub(crate) mod faults;
pub(crate) mod forms;
pub(crate) mod gate;
pub(crate) mod key;
pub(crate) mod keys;
pub(crate) mod oauth_clients;
pub(crate) mod page;
pub(crate) mod parties;
pub(crate) mod requests;
pub(crate) mod sandboxes;
pub mod seed;
pub(crate) mod state;
pub(crate) mod switches;
pub(crate) mod system_users;
pub(crate) mod systems;
pub(crate) mod talks;

use axum::{
    Json, Router,
    extract::{DefaultBodyLimit, Request, State},
    http::StatusCode,
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{delete, get, post, put},
};
use http_server::is_from_other_site;
use serde::de::{DeserializeOwned, Deserializer};
use serde_json::json;

pub(crate) use self::error::ControlError;
use crate::{
    Simulator,
    texts::complaints::{self, Wording},
};

/// The size limit, in bytes, of an HTTP request that contains a seed or all data of a simulator. The limit is about ten
/// times the size of the data with 100,000 system user requests.
const WORLD_LIMIT: usize = 1024 * 1024 * 1024;

const KEY_FORM_LIMIT: usize = 4 * 1024;

pub fn router(simulator: &Simulator) -> Router<Simulator> {
    Router::new()
        .merge(seed::router().layer(DefaultBodyLimit::max(WORLD_LIMIT)))
        .route("/control", get(page::panel))
        // The form into which a presenter types the key needs no log-in, so its size limit is small.
        .route(
            "/control/forms/key",
            post(forms::open_with_key).layer(DefaultBodyLimit::max(KEY_FORM_LIMIT)),
        )
        .route("/control/forms/lock", post(forms::lock))
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
            put(parties::put_connection).delete(parties::delete_connection),
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
        .route(
            "/control/sandboxes",
            get(sandboxes::list).post(sandboxes::create),
        )
        .route(
            "/control/sandboxes/{id}",
            get(sandboxes::read).delete(sandboxes::remove),
        )
        .route(
            "/control/sandboxes/{id}/tickets",
            post(sandboxes::issue_ticket),
        )
        .route("/control/clock", post(clock::move_clock))
        .route(
            "/control/faults",
            get(faults::list).post(faults::add).delete(faults::clear),
        )
        .route("/control/faults/{id}", delete(faults::remove))
        .route("/control/switches", get(switches::list))
        .route("/control/switches/{name}", put(switches::put))
        .route(
            "/control/talks/{code}",
            get(talks::get).put(talks::put).delete(talks::delete),
        )
        .route("/control/keys", get(keys::list))
        .route("/control/keys/{service}/rotate", post(keys::rotate))
        .route("/control/keys/{service}/{kid}", delete(keys::withdraw))
        .route("/control/requests/{id}/answer", post(requests::decide))
        .route("/control/requests/{id}/time-out", post(requests::time_out))
        .route(
            "/control/request-lifetime",
            put(clock::set_request_lifetime),
        )
        .route("/control/systems/{id}", delete(systems::delete))
        .route("/control/system-users/{id}", delete(system_users::delete))
        .route(
            "/control/system-users/{id}/delegations",
            put(system_users::delegate),
        )
        .route_layer(middleware::from_fn_with_state(
            simulator.clone(),
            gate::require_key,
        ))
        .route_layer(middleware::from_fn_with_state(
            simulator.clone(),
            own_pages_only,
        ))
}

/// Prevents cross-site request forgery (CSRF). If a web page of another site makes the browser send a call that changes
/// something, this middleware refuses the call.
async fn own_pages_only(
    State(simulator): State<Simulator>,
    request: Request,
    next: Next,
) -> Response {
    let own = &simulator.origins().altinn_ui;
    if is_from_other_site(own, request.method(), request.headers()) {
        let reason = "The control API refuses calls from web pages of other sites.";
        return (StatusCode::FORBIDDEN, Json(json!({ "error": reason }))).into_response();
    }
    next.run(request).await
}

/// Parses a JSON body, and refuses an empty body. [`read_body`] parses an empty body as `{}`. If `{}` could remove
/// data, use this function instead.
pub(crate) fn read_required_body<T: DeserializeOwned>(body: &[u8]) -> Result<T, ControlError> {
    if body.is_empty() {
        return Err(ControlError::Invalid(complaints::empty_body()));
    }
    read_body(body)
}

/// Parses a JSON body. An empty body counts as `{}`.
pub(crate) fn read_body<T: DeserializeOwned>(body: &[u8]) -> Result<T, ControlError> {
    let body = if body.is_empty() { b"{}" } else { body };
    let mut json = serde_json::Deserializer::from_slice(body);
    let value = deserialize(&mut json)?;
    json.end().map_err(|error| not_json(&error))?;
    Ok(value)
}

/// Deserializes the body of a call, or one object of a seed. If a member is invalid, the error names the member.
pub(crate) fn deserialize<'de, T, D>(deserializer: D) -> Result<T, ControlError>
where
    T: DeserializeOwned,
    D: Deserializer<'de, Error = serde_json::Error>,
{
    serde_path_to_error::deserialize(deserializer).map_err(|error| {
        let (place, error) = (error.path().to_string(), error.into_inner());
        if !error.is_data() {
            return not_json(&error);
        }
        let text = error.to_string();
        // serde_json adds the line and the column to the end of its error text. Remove them, because the error already
        // names the invalid member.
        let text = text
            .rsplit_once(" at line ")
            .map_or(&*text, |(text, _)| text);
        ControlError::Invalid(complaints::unfit(&place, text))
    })
}

fn not_json(error: &serde_json::Error) -> ControlError {
    ControlError::Invalid(complaints::not_json(&error.to_string()))
}

async fn reset(State(simulator): State<Simulator>) -> Response {
    let errors = reset_world(&simulator);
    if errors.is_empty() {
        StatusCode::NO_CONTENT.into_response()
    } else {
        let errors: Vec<String> = errors.iter().map(ToString::to_string).collect();
        Json(json!({ "notSown": errors })).into_response()
    }
}

/// Resets the world, and adds the seed that the simulator was started with. Returns one error for each object of the
/// seed that the simulator could not add. For example, the simulator cannot add a system if another system has survived
/// the reset and has the same client id.
fn reset_world(simulator: &Simulator) -> Vec<Wording> {
    let mut world = simulator.world();
    let before = world.reset();
    // Another thread frees the memory of the old world, because this takes about a second for a large world.
    tokio::task::spawn_blocking(move || drop(before));
    let seed = simulator.seed();
    let errors = seed.map_or_else(Vec::new, |seed| seed.apply_after_reset(&mut world));
    for error in &errors {
        tracing::warn!(%error, "the reset could not add an object of the seed");
    }
    errors
}
