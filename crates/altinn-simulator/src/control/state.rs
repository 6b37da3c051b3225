use axum::{
    Json,
    extract::{Query, State, rejection::QueryRejection},
};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Value, json};

use super::{ControlError, faults};
use crate::{
    Simulator,
    http::request_log::{Filter, LogEntry},
    rules::settings::Automation,
};

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Summary {
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
    faults: Vec<faults::NamedFault>,
    automation: Automation,
    base_urls: Value,
}

/// Handles `GET /control/state`.
pub(crate) async fn state(State(simulator): State<Simulator>) -> Json<Summary> {
    let origins = simulator.origins();
    let world = simulator.world();
    let counts = world.counts();
    Json(Summary {
        now: world.now(),
        clock_ahead_seconds: world.clock_ahead().as_secs(),
        request_lifetime_days: world.request_lifetime_days(),
        persons: counts.persons,
        organisations: counts.organisations,
        systems: world
            .register
            .systems()
            .map(|system| system.id().to_string())
            .collect(),
        maskinporten_clients: world
            .oauth_clients
            .maskinporten_clients()
            .map(|c| c.client_id.clone())
            .collect(),
        idporten_clients: world
            .oauth_clients
            .idporten_clients()
            .map(|c| c.client_id.clone())
            .collect(),
        requests: counts.requests,
        system_users: counts.system_users,
        faults: faults::list_all(&world),
        automation: world.automation(),
        base_urls: json!({
            "altinnUi": origins.altinn_ui,
            "altinnPlatform": origins.altinn_platform,
            "idportenIssuer": origins.idporten_issuer(),
            "maskinportenIssuer": origins.maskinporten_issuer(),
            "resourceOwner": origins.resource_owner,
        }),
    })
}

/// Handles `GET /control/people`. Lists the persons of the shared sandbox. The response has no personal numbers,
/// because a person's key is enough to choose the person.
pub(crate) async fn people(State(simulator): State<Simulator>) -> Json<Value> {
    let world = simulator.world();
    let shared = world
        .parties
        .persons()
        .filter(|person| person.sandbox.is_none());
    let people = shared.map(|person| {
        let organisations =
            world
                .parties
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
            "description": person.description,
            "builtIn": person.built_in,
            "organisations": organisations.collect::<Vec<_>>(),
        })
    });
    Json(people.collect())
}

/// Handles `GET /control/log`. Responds with the entries of the request log that match the query, oldest first.
pub(crate) async fn log(
    State(simulator): State<Simulator>,
    filter: Result<Query<Filter>, QueryRejection>,
) -> Result<Json<Vec<LogEntry>>, ControlError> {
    let Query(filter) = filter.map_err(|error| ControlError::bad_request(&error))?;
    Ok(Json(simulator.request_log().find(&filter)))
}
