//! The levers as a page's forms: fields with the names of the API's members become a body of JSON, and the
//! call is the API's own.

pub(crate) mod pressed;

use axum::{
    Form,
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, StatusCode};

use self::pressed::Pressed;
use super::{
    ControlError, additions, answer, automation, client_relations, clients, clock, customers,
    faults, keys,
    page::{self, Told},
    registered, start_afresh, system_users, time_out,
};
use crate::seed;
use crate::{Simulator, altinn::pages::antiforgery::FIELD, html::go, texts::Language};

/// `POST /control/forms/{lever}`.
pub(crate) async fn press(
    State(simulator): State<Simulator>,
    Path(lever): Path<String>,
    headers: HeaderMap,
    Form(fields): Form<Vec<(String, String)>>,
) -> Response {
    let mut pressed = Pressed::of(fields);
    let token = pressed.take(FIELD);
    let guard = page::guard(&headers);
    if !guard.let_through(&simulator, &headers, token.as_deref()) {
        tracing::warn!(
            "a lever is not moved: the form is from elsewhere, or its token is not right"
        );
        let forged = Language::of(&headers).texts().problem.forged.to_owned();
        return (
            StatusCode::FORBIDDEN,
            page::show(&simulator, &headers, Some(Told::ControlError(forged))),
        )
            .into_response();
    }
    let done = match lever.as_str() {
        "reset" => pressed.nothing_more().map(|()| start_afresh(&simulator)),
        _ => pull(&simulator, &lever, pressed).await.map(|()| Vec::new()),
    };
    match done {
        Ok(not_sown) if not_sown.is_empty() => go(
            StatusCode::SEE_OTHER,
            &format!("/control?done={lever}#result"),
        ),
        // No way on: what is told would be lost on it.
        Ok(not_sown) => page::show(&simulator, &headers, Some(Told::NotSown(not_sown))),
        Err(stuck) => {
            let why = stuck.to_string();
            let status = stuck.into_response().status();
            (
                status,
                page::show(&simulator, &headers, Some(Told::ControlError(why))),
            )
                .into_response()
        }
    }
}

/// Moves the lever, as its call would.
async fn pull(
    simulator: &Simulator,
    lever: &str,
    mut pressed: Pressed,
) -> Result<(), ControlError> {
    let state = State(simulator.clone());
    match lever {
        "clock" => clock::advance(state, pressed.body()).await.map(drop),
        "request-lifetime" => clock::set_request_lifetime(state, pressed.body())
            .await
            .map(drop),
        "faults" => faults::add(state, pressed.of_kind().body()).await.map(drop),
        "take-back" => faults::take_back(simulator, &pressed.only("id")?),
        "take-back-all" => {
            pressed.nothing_more()?;
            faults::clear(state).await;
            Ok(())
        }
        "automation" => automation::put(state, pressed.body()).await.map(drop),
        "answer" => {
            let id = Path(pressed.name("id")?);
            answer(state, id, pressed.body()).await.map(drop)
        }
        "time-out" => time_out(state, Path(pressed.only("id")?)).await.map(drop),
        "system-users" => system_users::delete(state, Path(pressed.only("id")?))
            .await
            .map(drop),
        "delegations" => {
            let id = Path(pressed.name("id")?);
            system_users::delegate(state, id, pressed.body())
                .await
                .map(drop)
        }
        "customers" => customers::make(state, pressed.customer()?).await.map(drop),
        "rotate" => keys::rotated(simulator, &pressed.only("service")?)
            .await
            .map(drop),
        "withdraw" => {
            let (service, kid) = (pressed.name("service")?, pressed.only("kid")?);
            keys::withdrawn(simulator, &service, &kid).await
        }
        "seed" => seed::seed(state, pressed.json()?).await.map(drop),
        "world" => seed::import(state, pressed.json()?).await.map(drop),
        "delete-client-relations"
        | "delete-maskinporten-delegations"
        | "delete-maskinporten-clients"
        | "delete-idporten-clients" => take_out(state, lever, pressed).await,
        _ => put(state, lever, pressed).await,
    }
}

/// Puts something into a register.
async fn put(
    state: State<Simulator>,
    lever: &str,
    mut pressed: Pressed,
) -> Result<(), ControlError> {
    match lever {
        "maskinporten-clients" => {
            let id = Path(pressed.name("id")?);
            clients::put_maskinporten(state, id, pressed.json()?)
                .await
                .map(drop)
        }
        "idporten-clients" => {
            let id = Path(pressed.name("id")?);
            clients::put_idporten(state, id, pressed.json()?)
                .await
                .map(drop)
        }
        "resources" => {
            let id = Path(pressed.name("id")?);
            additions::put_resource(state, id, pressed.json()?)
                .await
                .map(drop)
        }
        "packages" => {
            let name = Path(pressed.name("id")?);
            additions::put_package(state, name, pressed.json()?)
                .await
                .map(drop)
        }
        "organisations" => {
            let number = Path(pressed.name("id")?);
            additions::put_organisation(state, number, pressed.json()?)
                .await
                .map(drop)
        }
        "persons" => {
            let key = Path(pressed.name("id")?);
            additions::put_person(state, key, pressed.json()?)
                .await
                .map(drop)
        }
        "connections" => {
            let both = Path((pressed.name("person")?, pressed.name("organisation")?));
            additions::put_connection(state, both, pressed.json()?)
                .await
                .map(drop)
        }
        "client-relations" => {
            let both = Path((pressed.name("client")?, pressed.name("provider")?));
            client_relations::put(state, both, pressed.json()?)
                .await
                .map(drop)
        }
        "maskinporten-delegations" => clients::delegate_api(state, pressed.json()?)
            .await
            .map(drop),
        _ => Err(ControlError::NoSuch("lever")),
    }
}

/// Takes something out of a register.
async fn take_out(
    state: State<Simulator>,
    lever: &str,
    mut pressed: Pressed,
) -> Result<(), ControlError> {
    match lever {
        "delete-client-relations" => {
            let both = Path((pressed.name("client")?, pressed.only("provider")?));
            client_relations::delete(state, both).await.map(drop)
        }
        "delete-maskinporten-delegations" => {
            pressed.nothing_more()?;
            clients::clear_api_delegations(state).await;
            Ok(())
        }
        "delete-maskinporten-clients" => {
            let id = Path(pressed.only("id")?);
            registered::delete_maskinporten(state, id).await.map(drop)
        }
        "delete-idporten-clients" => {
            let id = Path(pressed.only("id")?);
            registered::delete_idporten(state, id).await.map(drop)
        }
        _ => Err(ControlError::NoSuch("lever")),
    }
}
