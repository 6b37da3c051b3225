//! The levers as a page's forms: fields with the names of the API's members become a body of JSON, and the
//! call is the API's own.

pub(crate) mod form_fields;

use axum::{
    Form,
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, StatusCode};

use self::form_fields::FormFields;
use super::{
    ControlError, additions, answer, automation, client_relations, clients, clock, customers,
    faults, keys,
    page::{self, Outcome},
    registered, reset, system_users, time_out,
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
    let mut fields = FormFields::of(fields);
    let token = fields.take(FIELD);
    let guard = page::guard(&headers);
    if !guard.let_through(&simulator, &headers, token.as_deref()) {
        tracing::warn!(
            "a lever is not moved: the form is from elsewhere, or its token is not right"
        );
        let forged = Language::of(&headers).texts().problem.forged.to_owned();
        return (
            StatusCode::FORBIDDEN,
            page::show(&simulator, &headers, Some(Outcome::ControlError(forged))),
        )
            .into_response();
    }
    let done = match lever.as_str() {
        "reset" => fields.nothing_more().map(|()| reset(&simulator)),
        _ => pull(&simulator, &lever, fields).await.map(|()| Vec::new()),
    };
    match done {
        Ok(not_sown) if not_sown.is_empty() => go(
            StatusCode::SEE_OTHER,
            &format!("/control?done={lever}#result"),
        ),
        // No way on: what is told would be lost on it.
        Ok(not_sown) => page::show(&simulator, &headers, Some(Outcome::NotSown(not_sown))),
        Err(stuck) => {
            let why = stuck.to_string();
            let status = stuck.into_response().status();
            (
                status,
                page::show(&simulator, &headers, Some(Outcome::ControlError(why))),
            )
                .into_response()
        }
    }
}

/// Moves the lever, as its call would.
async fn pull(
    simulator: &Simulator,
    lever: &str,
    mut fields: FormFields,
) -> Result<(), ControlError> {
    let state = State(simulator.clone());
    match lever {
        "clock" => clock::advance(state, fields.body()).await.map(drop),
        "request-lifetime" => clock::set_request_lifetime(state, fields.body())
            .await
            .map(drop),
        "faults" => faults::add(state, fields.of_kind().body()).await.map(drop),
        "take-back" => faults::take_back(simulator, &fields.only("id")?),
        "take-back-all" => {
            fields.nothing_more()?;
            faults::clear(state).await;
            Ok(())
        }
        "automation" => automation::put(state, fields.body()).await.map(drop),
        "answer" => {
            let id = Path(fields.name("id")?);
            answer(state, id, fields.body()).await.map(drop)
        }
        "time-out" => time_out(state, Path(fields.only("id")?)).await.map(drop),
        "system-users" => system_users::delete(state, Path(fields.only("id")?))
            .await
            .map(drop),
        "delegations" => {
            let id = Path(fields.name("id")?);
            system_users::delegate(state, id, fields.body())
                .await
                .map(drop)
        }
        "customers" => customers::make(state, fields.customer()?).await.map(drop),
        "rotate" => keys::rotated(simulator, &fields.only("service")?)
            .await
            .map(drop),
        "withdraw" => {
            let (service, kid) = (fields.name("service")?, fields.only("kid")?);
            keys::withdrawn(simulator, &service, &kid).await
        }
        "seed" => seed::seed(state, fields.json()?).await.map(drop),
        "world" => seed::import(state, fields.json()?).await.map(drop),
        "delete-client-relations"
        | "delete-maskinporten-delegations"
        | "delete-maskinporten-clients"
        | "delete-idporten-clients" => take_out(state, lever, fields).await,
        _ => put(state, lever, fields).await,
    }
}

/// Puts something into a register.
async fn put(
    state: State<Simulator>,
    lever: &str,
    mut fields: FormFields,
) -> Result<(), ControlError> {
    match lever {
        "maskinporten-clients" => {
            let id = Path(fields.name("id")?);
            clients::put_maskinporten(state, id, fields.json()?)
                .await
                .map(drop)
        }
        "idporten-clients" => {
            let id = Path(fields.name("id")?);
            clients::put_idporten(state, id, fields.json()?)
                .await
                .map(drop)
        }
        "resources" => {
            let id = Path(fields.name("id")?);
            catalogue::put_resource(state, id, fields.json()?)
                .await
                .map(drop)
        }
        "packages" => {
            let name = Path(fields.name("id")?);
            catalogue::put_package(state, name, fields.json()?)
                .await
                .map(drop)
        }
        "organisations" => {
            let number = Path(fields.name("id")?);
            parties::put_organisation(state, number, fields.json()?)
                .await
                .map(drop)
        }
        "persons" => {
            let key = Path(fields.name("id")?);
            parties::put_person(state, key, fields.json()?)
                .await
                .map(drop)
        }
        "connections" => {
            let both = Path((fields.name("person")?, fields.name("organisation")?));
            parties::put_connection(state, both, fields.json()?)
                .await
                .map(drop)
        }
        "client-relations" => {
            let both = Path((fields.name("client")?, fields.name("provider")?));
            client_relations::put(state, both, fields.json()?)
                .await
                .map(drop)
        }
        "maskinporten-delegations" => clients::delegate_api(state, fields.json()?)
            .await
            .map(drop),
        _ => Err(ControlError::NotFound("lever")),
    }
}

/// Takes something out of a register.
async fn take_out(
    state: State<Simulator>,
    lever: &str,
    mut fields: FormFields,
) -> Result<(), ControlError> {
    match lever {
        "delete-client-relations" => {
            let both = Path((fields.name("client")?, fields.only("provider")?));
            client_relations::delete(state, both).await.map(drop)
        }
        "delete-maskinporten-delegations" => {
            fields.nothing_more()?;
            clients::clear_api_delegations(state).await;
            Ok(())
        }
        "delete-maskinporten-clients" => {
            let id = Path(fields.only("id")?);
            client_list::delete_maskinporten(state, id).await.map(drop)
        }
        "delete-idporten-clients" => {
            let id = Path(fields.only("id")?);
            client_list::delete_idporten(state, id).await.map(drop)
        }
        _ => Err(ControlError::NotFound("lever")),
    }
}
