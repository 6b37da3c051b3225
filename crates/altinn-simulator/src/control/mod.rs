//! The levers, for presenters, tests and other vendors: JSON on the origin of Altinn's pages.
//!
//! | call | body | does |
//! |---|---|---|
//! | `GET /control` | | a page with all of these as forms, under the same names |
//! | `GET /control/state` | | counts, the clock, the origins, what is set |
//! | `GET /control/people` | | the persons: key, name, what will happen, organisations |
//! | `GET /control/log` | | the last 200 answers, with code, fault and hint |
//! | `POST /control/reset` | | starts afresh; systems, clients, keys, added resources and packages stay. 204, or 200 with `{notSown: [...]}` where part of the seed could not be put in again |
//! | `GET /control/world`, `PUT` | a [world](crate::storage::export_document) | all of it as one document; puts one in place of all there is |
//! | `POST /control/seed` | lists of the additions below | adds them all, or none |
//! | `PUT /control/resources/{id}` | `{title, description, owner: {code, name, organisation}, resourceType, delegable, actions, packages}` | adds a resource |
//! | `PUT /control/packages/{name}` | `{name, description, area, isAssignable, isDelegable, resources}` | adds an access package |
//! | `PUT /control/organisations/{number}` | `{name, unitType, parent}` | adds an organisation |
//! | `PUT /control/persons/{key}` | `{name, personalNumber, story}` | adds a person |
//! | `PUT /control/connections/{person}/{organisation}` | `{roles, packages: [...] or {allBut: [...]}, lacks: [{id, reason}]}` | what a person is and may in an organisation |
//! | `PUT /control/client-relations/{client}/{provider}`, `DELETE` | `{roles: [REVI, REGN or FFØR], packages: [...]}` | makes one organisation a service provider's client; takes that back |
//! | `POST /control/customers` | `{kind: approver, lacks, forwarder, unrelated, several or accountant; lacks: [{id, reason}]; count; name}`, or nothing | makes a person with an organisation, known to no one else |
//! | `PUT /control/maskinporten-clients/{id}` | `{organisation: {number, name}, name, scopes, jwks: {keys}}`; a scope may be `{name, lifetimeSeconds}`; `pemKeys: [{kid, pem, exp}]` as well as or instead of `jwks`; `certificates: [PEM]` for `x5c` | registers a client |
//! | `POST /control/maskinporten-delegations` | `{consumer: {number, name}, supplier: {number, name}, scope}` | lets the supplier's clients ask with `consumer_org`; `DELETE` takes all back |
//! | `PUT /control/idporten-clients/{id}` | `organisation`, `name`, `scopes`, `jwks`, `certificates` (as above), `redirectUris`, `postLogoutRedirectUris`, `frontchannelLogoutUri`, `tokenEndpointAuthMethod`, `clientSecret`, `accessTokenLifetimeSeconds`, `refreshTokenLifetimeSeconds` (none: no refresh tokens) | registers a client |
//! | `GET /control/maskinporten-clients`, `GET /control/idporten-clients` | | those that are registered, without secrets |
//! | `DELETE /control/maskinporten-clients/{id}`, `DELETE /control/idporten-clients/{id}` | | takes a client out |
//! | `POST /control/clock` | `{aheadSeconds}` or `{advanceSeconds}` | moves the clock |
//! | `GET /control/faults`, `POST` | [`Fault`](crate::http::faults::Fault) | spoils answers of an endpoint |
//! | `DELETE /control/faults`, `…/{id}` | | takes all faults back, or one |
//! | `GET /control/keys` | | the keys that `altinn`, `idporten` and `maskinporten` sign with |
//! | `POST /control/keys/{service}/rotate` | | another key signs; those before stay in the JWKS |
//! | `DELETE /control/keys/{service}/{kid}` | | takes a key out of the JWKS: its tokens are refused |
//! | `GET /control/automation`, `PUT` | `{login: a person's key, approval: approve, reject or escalate}` | log-in and the request page go on by themselves, with redirects alone |
//! | `POST /control/requests/{id}/answer` | `{person, answer: approve, reject or escalate}` | answers a request, agent request or change request as a person; without `person`, as the organisation's first access manager |
//! | `POST /control/requests/{id}/time-out` | | makes an open request too old |
//! | `PUT /control/request-lifetime` | `{days}` | how long a request waits before it is too old |
//! | `DELETE /control/system-users/{id}` | | deletes a system user, as its customer would |
//! | `PUT /control/system-users/{id}/delegations` | `{resources: [...], packages: [...]}`, by id and by name | what a system user has, as its customer can give it in access management |
//!
//! `docs/levers.md` has an example of each.
//!
//! A fault names a path's start, and optionally `service`, `method`, `times` (a number, 1 by default, or
//! `"all"` until it is taken back), and `after: true` if the call is to have its effect and only its
//! answer is spoiled. `fault` is one of:
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
//! The last four spoil the tokens in an answer of Maskinporten's or ID-porten's `/token`, or of Altinn's
//! exchange, and wait for one with a token in it. A spoiled answer says so in the header `x-simulator-fault` and in
//! its log line.
//!
//! No one is asked to prove who they are: the simulator listens to its own machine. What a web page
//! from elsewhere makes a browser send is turned away.

pub(crate) mod additions;
pub(crate) mod automation;
pub(crate) mod client_relations;
pub(crate) mod clients;
pub(crate) mod clock;
pub(crate) mod customers;
pub(crate) mod faults;
pub(crate) mod forms;
pub(crate) mod keys;
pub(crate) mod page;
pub(crate) mod registered;
pub(crate) mod state;
pub(crate) mod system_users;

use axum::{
    Json, Router,
    body::Bytes,
    extract::{DefaultBodyLimit, Path, Request, State},
    http::{HeaderMap, StatusCode, header::HOST},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{delete, get, post, put},
};

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};

use crate::world::World;
use crate::{
    Simulator,
    altinn::errors::ApiError,
    rules::{Answer, Answerable, RuleViolation},
};
use altinn_types::{OrgNumber, RequestId};

/// The largest world or seed, in bytes: one of 100,000 requests takes about a tenth of it.
const WORLD_LIMIT: usize = 1024 * 1024 * 1024;

pub fn router(simulator: &Simulator) -> Router<Simulator> {
    Router::new()
        .route("/control", get(page::levers))
        .route(
            "/control/forms/{lever}",
            post(forms::press).layer(DefaultBodyLimit::max(WORLD_LIMIT)),
        )
        .route("/control/state", get(state::state))
        .route("/control/people", get(state::people))
        .route("/control/reset", post(reset))
        .route(
            "/control/world",
            get(crate::seed::export)
                .put(crate::seed::import)
                .layer(DefaultBodyLimit::max(WORLD_LIMIT)),
        )
        .route(
            "/control/seed",
            post(crate::seed::seed).layer(DefaultBodyLimit::max(WORLD_LIMIT)),
        )
        .route("/control/resources/{id}", put(additions::put_resource))
        .route("/control/packages/{name}", put(additions::put_package))
        .route(
            "/control/organisations/{number}",
            put(additions::put_organisation),
        )
        .route("/control/persons/{key}", put(additions::put_person))
        .route(
            "/control/connections/{person}/{organisation}",
            put(additions::put_connection),
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
        .route("/control/customers", post(customers::make))
        .route(
            "/control/maskinporten-clients",
            get(client_list::maskinporten),
        )
        .route(
            "/control/maskinporten-clients/{id}",
            put(clients::put_maskinporten).delete(client_list::delete_maskinporten),
        )
        .route(
            "/control/maskinporten-delegations",
            post(clients::delegate_api).delete(clients::clear_api_delegations),
        )
        .route("/control/idporten-clients", get(client_list::idporten))
        .route(
            "/control/idporten-clients/{id}",
            put(clients::put_idporten).delete(client_list::delete_idporten),
        )
        .route("/control/clock", post(clock::advance))
        .route(
            "/control/faults",
            get(faults::list).post(faults::add).delete(faults::clear),
        )
        .route("/control/faults/{id}", delete(faults::remove))
        .route("/control/keys", get(keys::list))
        .route("/control/keys/{service}/rotate", post(keys::rotate))
        .route("/control/keys/{service}/{kid}", delete(keys::withdraw))
        .route("/control/requests/{id}/answer", post(answer))
        .route("/control/requests/{id}/time-out", post(time_out))
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

/// Why a lever does not move.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ControlError {
    /// 400: what is wrong with the call.
    #[error("{0}")]
    Wrong(String),
    /// 404.
    #[error("there is no such {0}")]
    NoSuch(&'static str),
    /// As Altinn would have said it.
    #[error("{0}")]
    Refused(RuleViolation),
    /// 500, with its cause in the log.
    #[error("that did not work; the log has the cause")]
    Broken,
}

impl ControlError {
    fn broken(error: &dyn std::error::Error) -> Self {
        tracing::error!(%error, "a lever is broken");
        Self::Broken
    }
}

impl From<RuleViolation> for ControlError {
    fn from(refusal: RuleViolation) -> Self {
        Self::Refused(refusal)
    }
}

impl IntoResponse for ControlError {
    fn into_response(self) -> Response {
        let plain = |status: StatusCode, text: &str| {
            (status, Json(json!({ "error": text }))).into_response()
        };
        let text = self.to_string();
        match self {
            Self::Wrong(_) => plain(StatusCode::BAD_REQUEST, &text),
            Self::NoSuch(_) => plain(StatusCode::NOT_FOUND, &text),
            Self::Broken => plain(StatusCode::INTERNAL_SERVER_ERROR, &text),
            Self::Refused(refusal) => ApiError::from(refusal).into_response(),
        }
    }
}

/// Turns away what a page from elsewhere makes a browser send, and names that only pretend to be this
/// machine's (DNS rebinding).
async fn own_pages_only(
    State(simulator): State<Simulator>,
    headers: HeaderMap,
    request: Request,
    next: Next,
) -> Response {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let site = header("sec-fetch-site").unwrap_or("none");
    let host = header(HOST.as_str()).unwrap_or_default();
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    let plain =
        name == "localhost" || name.parse::<std::net::Ipv4Addr>().is_ok() || name == "[::1]";
    // The name that the simulator was told it has.
    let named = simulator.origins().altinn_ui.host_str() == Some(name);
    if !(plain || named)
        || (!request.method().is_safe() && !["same-origin", "none"].contains(&site))
    {
        let text = "the levers are for this machine: call them by localhost or an address, or tell the \
                    simulator the name of its pages with --altinn-ui-url; no web page from elsewhere may move them";
        return (StatusCode::FORBIDDEN, Json(json!({ "error": text }))).into_response();
    }
    next.run(request).await
}

/// Reads a body that has to be there: one that was forgotten would take something away.
pub(crate) fn read_whole<T: DeserializeOwned>(body: &[u8]) -> Result<T, ControlError> {
    if body.is_empty() {
        return Err(ControlError::BadRequest("there is no body".to_owned()));
    }
    read(body)
}

/// Reads a body; none at all counts as `{}`.
pub(crate) fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, ControlError> {
    let body = if body.is_empty() { b"{}" } else { body };
    serde_json::from_slice(body).map_err(|error| ControlError::BadRequest(error.to_string()))
}

async fn reset(State(simulator): State<Simulator>) -> Response {
    let not_sown = reset(&simulator);
    if not_sown.is_empty() {
        StatusCode::NO_CONTENT.into_response()
    } else {
        Json(json!({ "notSown": not_sown })).into_response()
    }
}

/// As at the start: with the seed that the simulator was started with. Gives what of that did not go in: what is
/// in its way was registered since, and stays.
fn reset(simulator: &Simulator) -> Vec<String> {
    let mut world = simulator.world();
    let before = world.reset();
    tokio::task::spawn_blocking(move || drop(before));
    let seed = simulator.seed();
    let not_sown = seed.map_or_else(Vec::new, |seed| seed.put_back(&mut world));
    for why in &not_sown {
        tracing::warn!(why, "a row of the seed was not put in");
    }
    not_sown
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct AsPerson {
    person: Option<String>,
    answer: Answer,
}

async fn answer(
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Json<Value>, ControlError> {
    let AsPerson { person, answer } = read(&body)?;
    let id = request_id(&id)?;
    let mut world = simulator.world();
    let request = world.request(id);
    let kind = request.map(|request| request.kind);
    let change = world.change_request(id);
    let party = request
        .map(|request| &request.party_org_no)
        .or_else(|| change.map(|change| &change.party_org_no))
        .ok_or(ControlError::NotFound("request"))?
        .clone();
    let person = match person {
        Some(key) => world
            .person(&key)
            .ok_or(ControlError::NotFound("person"))?
            .key
            .clone(),
        None => access_manager(&world, &party).ok_or(RuleViolation::NotAccessManager)?,
    };
    let asked = kind.map_or(Answerable::Change, Answerable::from);
    if !asked.answers().contains(&answer) {
        let text = "a change request cannot be forwarded";
        return Err(ControlError::BadRequest(text.to_owned()));
    }
    let now = world.now();
    world.answer(asked, answer, &person, &party, id, now)?;
    let status = world
        .request(id)
        .map(|request| request.status)
        .or_else(|| world.change_request(id).map(|change| change.status));
    Ok(Json(json!({ "person": person, "status": status })))
}

fn access_manager(world: &World, party: &OrgNumber) -> Option<String> {
    let managers = world
        .persons()
        .filter(|person| world.may_approve(&person.key, party));
    managers.map(|person| person.key.clone()).next()
}

async fn time_out(
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
) -> Result<StatusCode, ControlError> {
    let id = request_id(&id)?;
    let mut world = simulator.world();
    let now = world.now();
    if world.change_request(id).is_some() {
        world.let_change_time_out(id, now)?;
    } else {
        world.let_time_out(id, now)?;
    }
    Ok(StatusCode::NO_CONTENT)
}

fn request_id(text: &str) -> Result<RequestId, ControlError> {
    text.parse().map_err(|_| ControlError::NotFound("request"))
}
