//! The levers, for presenters, tests and other vendors: JSON on the origin of Altinn's pages.
//!
//! | call | body | does |
//! |---|---|---|
//! | `GET /control/state` | | counts, the clock, the origins |
//! | `GET /control/people` | | the persons: key, name, what will happen, organisations |
//! | `POST /control/reset` | | starts afresh; systems, clients and keys stay registered |
//! | `POST /control/customers` | `{kind: approver, lacks, forwarder, unrelated, several or accountant; lacks: [{id, reason}]; count}`, or nothing | makes a person with an organisation, known to no one else |
//! | `PUT /control/maskinporten-clients/{id}` | `{organisation: {number, name}, name, scopes, jwks: {keys}}` | registers a client |
//! | `PUT /control/idporten-clients/{id}` | the same, and `redirectUris`, `postLogoutRedirectUris`, `frontchannelLogoutUri`, `tokenEndpointAuthMethod`, `clientSecret` | registers a client |
//! | `POST /control/clock` | `{aheadSeconds}` or `{advanceSeconds}` | moves the clock |
//! | `POST /control/faults` | [`Fault`](super::world::faults::Fault) | spoils the next answers of an endpoint |
//! | `DELETE /control/faults` | | takes all faults back |
//! | `POST /control/requests/{id}/answer` | `{person, answer: approve, reject or escalate}` | answers a request, agent request or change request as a person; without `person`, as the organisation's first access manager |
//! | `POST /control/requests/{id}/time-out` | | makes an open request too old |
//! | `PUT /control/request-lifetime` | `{days}` | how long a request waits before it is too old |
//! | `DELETE /control/system-users/{id}` | | deletes a system user, as its customer would |
//!
//! A fault names a path's start, and optionally `service`, `method`, `times` (1), and `after: true` if
//! the call is to have its effect and only its answer is spoiled. `fault` is one of:
//!
//! ```json
//! {"path": "/token", "service": "maskinporten", "fault": "empty", "status": 503}
//! {"path": "/authentication/api/v1/systemuser/request/vendor", "fault": "problem", "code": "AUTH-00021"}
//! {"path": "/token", "fault": "oauth", "error": "invalid_scope", "description": "MP-200: …"}
//! {"path": "/api/Salary", "fault": "html", "status": 502}
//! {"path": "/token", "fault": "slow", "ms": 1500, "times": 3}
//! {"path": "/authentication", "method": "POST", "fault": "cut", "after": true}
//! {"path": "/token", "fault": "rateLimit", "retryAfterSeconds": 30}
//! ```
//!
//! No one is asked to prove who they are: the simulator listens to its own machine. What a web page
//! from elsewhere makes a browser send is turned away.

mod clients;
mod customers;

use axum::{
    Json, Router,
    body::Bytes,
    extract::{Path, Request, State},
    http::{HeaderMap, StatusCode, header::HOST},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{delete, get, post, put},
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

use super::{
    Simulator,
    altinn_api::problem::No,
    world::{Refusal, World, faults::Fault},
};
use crate::domain::{OrgNumber, RequestId, SystemUserId};

pub fn router() -> Router<Simulator> {
    Router::new()
        .route("/control/state", get(state))
        .route("/control/people", get(people))
        .route("/control/reset", post(reset))
        .route("/control/customers", post(customers::make))
        .route(
            "/control/maskinporten-clients/{id}",
            put(clients::put_maskinporten),
        )
        .route("/control/idporten-clients/{id}", put(clients::put_idporten))
        .route("/control/clock", post(move_clock))
        .route("/control/faults", post(add_fault).delete(clear_faults))
        .route("/control/requests/{id}/answer", post(answer))
        .route("/control/requests/{id}/time-out", post(time_out))
        .route("/control/request-lifetime", put(set_lifetime))
        .route("/control/system-users/{id}", delete(delete_system_user))
        .route_layer(middleware::from_fn(own_pages_only))
}

/// Why a lever does not move.
#[derive(Debug)]
enum Stuck {
    /// 400: what is wrong with the call.
    Wrong(String),
    /// 404.
    NoSuch(&'static str),
    /// As Altinn would have said it.
    Refused(Refusal),
}

impl From<Refusal> for Stuck {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl IntoResponse for Stuck {
    fn into_response(self) -> Response {
        let plain = |status: StatusCode, text: &str| {
            (status, Json(json!({ "error": text }))).into_response()
        };
        match self {
            Self::Wrong(text) => plain(StatusCode::BAD_REQUEST, &text),
            Self::NoSuch(what) => plain(StatusCode::NOT_FOUND, &format!("there is no such {what}")),
            Self::Refused(refusal) => No::from(refusal).into_response(),
        }
    }
}

/// Turns away what a page from elsewhere makes a browser send, and names that only pretend to be this
/// machine's (DNS rebinding).
async fn own_pages_only(headers: HeaderMap, request: Request, next: Next) -> Response {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let site = header("sec-fetch-site").unwrap_or("none");
    let host = header(HOST.as_str()).unwrap_or_default();
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    let plain =
        name == "localhost" || name.parse::<std::net::Ipv4Addr>().is_ok() || name == "[::1]";
    if !plain || (!request.method().is_safe() && !["same-origin", "none"].contains(&site)) {
        return StatusCode::FORBIDDEN.into_response();
    }
    next.run(request).await
}

/// Reads a body; none at all counts as `{}`.
fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Stuck> {
    let body = if body.is_empty() { b"{}" } else { body };
    serde_json::from_slice(body).map_err(|error| Stuck::Wrong(error.to_string()))
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Summary {
    now: Timestamp,
    clock_ahead_seconds: i64,
    request_lifetime_days: i64,
    persons: usize,
    organisations: usize,
    systems: Vec<String>,
    maskinporten_clients: Vec<String>,
    idporten_clients: Vec<String>,
    requests: usize,
    system_users: usize,
    faults: Vec<Fault>,
    base_urls: Value,
}

async fn state(State(simulator): State<Simulator>) -> Json<Summary> {
    let origins = simulator.origins();
    let world = simulator.world();
    Json(Summary {
        now: world.now(),
        clock_ahead_seconds: world.clock_ahead().as_secs(),
        request_lifetime_days: world.request_lifetime_days(),
        persons: world.persons().count(),
        organisations: world.organisations().count(),
        systems: world
            .systems()
            .map(|system| system.id().to_string())
            .collect(),
        maskinporten_clients: world
            .maskinporten_clients()
            .map(|c| c.client_id.clone())
            .collect(),
        idporten_clients: world
            .idporten_clients()
            .map(|c| c.client_id.clone())
            .collect(),
        requests: world.requests().count(),
        system_users: world.system_users().count(),
        faults: world.faults().cloned().collect(),
        base_urls: json!({
            "altinnUi": origins.altinn_ui,
            "altinnPlatform": origins.altinn_platform,
            "idportenIssuer": origins.idporten_issuer(),
            "maskinportenIssuer": origins.maskinporten_issuer(),
            "resourceOwner": origins.resource_owner,
        }),
    })
}

/// No personal numbers: a person is chosen by key.
async fn people(State(simulator): State<Simulator>) -> Json<Value> {
    let world = simulator.world();
    let people = world.persons().map(|person| {
        let organisations =
            world
                .organisations_of(&person.key)
                .map(|(organisation, connection)| {
                    json!({
                        "number": organisation.number,
                        "name": organisation.name,
                        "roles": connection.roles,
                    })
                });
        json!({
            "key": person.key,
            "name": person.name,
            "story": person.story,
            "builtIn": person.built_in,
            "organisations": organisations.collect::<Vec<_>>(),
        })
    });
    Json(people.collect())
}

async fn reset(State(simulator): State<Simulator>) -> StatusCode {
    simulator.world().start_afresh();
    StatusCode::NO_CONTENT
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Clock {
    /// How far ahead of the machine's clock; 0 puts it right.
    ahead_seconds: Option<i64>,
    /// How far from where it is now.
    advance_seconds: Option<i64>,
}

async fn move_clock(State(simulator): State<Simulator>, body: Bytes) -> Result<Json<Value>, Stuck> {
    // A hundred years either way; further off, dates end.
    const MOST: i64 = 100 * 366 * 24 * 3600;

    let clock: Clock = read(&body)?;
    let mut world = simulator.world();
    let ahead = match (clock.ahead_seconds, clock.advance_seconds) {
        (Some(ahead), None) => ahead,
        (None, Some(more)) => world.clock_ahead().as_secs().saturating_add(more),
        _ => {
            return Err(Stuck::Wrong(
                "give aheadSeconds or advanceSeconds".to_owned(),
            ));
        }
    };
    if !(-MOST..=MOST).contains(&ahead) {
        return Err(Stuck::Wrong(
            "the clock moves by a hundred years at most".to_owned(),
        ));
    }
    world.set_clock_ahead(SignedDuration::from_secs(ahead));
    Ok(Json(json!({ "now": world.now(), "aheadSeconds": ahead })))
}

async fn add_fault(
    State(simulator): State<Simulator>,
    body: Bytes,
) -> Result<(StatusCode, Json<Fault>), Stuck> {
    let fault: Fault = read(&body)?;
    if fault.times == 0 {
        return Err(Stuck::Wrong("times is at least 1".to_owned()));
    }
    tracing::info!(?fault, "the next answers will be spoiled");
    simulator.world().add_fault(fault.clone());
    Ok((StatusCode::CREATED, Json(fault)))
}

async fn clear_faults(State(simulator): State<Simulator>) -> StatusCode {
    simulator.world().clear_faults();
    StatusCode::NO_CONTENT
}

#[derive(Debug, Deserialize)]
struct AsPerson {
    person: Option<String>,
    answer: Answer,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Answer {
    Approve,
    Reject,
    Escalate,
}

async fn answer(
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Json<Value>, Stuck> {
    let AsPerson { person, answer } = read(&body)?;
    let id = request_id(&id)?;
    let mut world = simulator.world();
    let request = world.request(id);
    let kind = request.map(|request| request.kind);
    let change = world.change_request(id);
    let party = request
        .map(|request| &request.party_org_no)
        .or_else(|| change.map(|change| &change.party_org_no))
        .ok_or(Stuck::NoSuch("request"))?
        .clone();
    let person = match person {
        Some(key) => world
            .person(&key)
            .ok_or(Stuck::NoSuch("person"))?
            .key
            .clone(),
        None => access_manager(&world, &party).ok_or(Refusal::NotAccessManager)?,
    };
    let now = world.now();
    match (answer, kind) {
        (Answer::Approve, Some(kind)) => world.approve(kind, &person, &party, id, now)?,
        (Answer::Approve, None) => world.approve_change(&person, &party, id)?,
        (Answer::Reject, Some(kind)) => world.reject(kind, &person, &party, id)?,
        (Answer::Reject, None) => world.reject_change(&person, &party, id)?,
        (Answer::Escalate, Some(kind)) => world.escalate(kind, &person, &party, id)?,
        (Answer::Escalate, None) => {
            let text = "a change request cannot be forwarded";
            return Err(Stuck::Wrong(text.to_owned()));
        }
    }
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
) -> Result<StatusCode, Stuck> {
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

#[derive(Debug, Deserialize)]
struct Lifetime {
    days: i64,
}

async fn set_lifetime(
    State(simulator): State<Simulator>,
    body: Bytes,
) -> Result<StatusCode, Stuck> {
    let Lifetime { days } = read(&body)?;
    if !(1..=36_500).contains(&days) {
        return Err(Stuck::Wrong("days is from 1 to 36500".to_owned()));
    }
    simulator.world().set_request_lifetime_days(days);
    Ok(StatusCode::NO_CONTENT)
}

async fn delete_system_user(
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
) -> Result<StatusCode, Stuck> {
    let id: SystemUserId = id.parse().map_err(|_| Stuck::NoSuch("system user"))?;
    let mut world = simulator.world();
    match world.delete_agent_system_user(id) {
        Err(Refusal::NotAnAgent) => world.delete_system_user(id)?,
        other => other?,
    }
    Ok(StatusCode::NO_CONTENT)
}

fn request_id(text: &str) -> Result<RequestId, Stuck> {
    text.parse().map_err(|_| Stuck::NoSuch("request"))
}
