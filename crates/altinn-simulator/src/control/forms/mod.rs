//! The forms of the control panel. The fields of a form have the same names as the members in the control API. The
//! simulator converts the fields to the JSON body of a call, and runs the handler of that call.

pub(crate) mod form_fields;

use axum::{
    Form,
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use axum_extra::extract::cookie::CookieJar;
use http::{HeaderMap, StatusCode};

use self::form_fields::FormFields;
use super::{
    ControlError, automation, catalogue, client_list, client_relations, clock, customers, faults,
    key::KeyCheck,
    keys, oauth_clients,
    page::{self, Outcome},
    parties, requests, reset_world, seed, switches, system_users,
};
use crate::{
    Simulator, altinn::pages::antiforgery::FIELD, html::go, http::new_sandboxes::ClientAddress,
    texts::Language,
};

/// Handles `POST /control/forms/{form}`. Runs the call of the control API that belongs to the submitted form.
pub(crate) async fn submit(
    State(simulator): State<Simulator>,
    Path(form): Path<String>,
    headers: HeaderMap,
    Form(fields): Form<Vec<(String, String)>>,
) -> Response {
    let mut fields = FormFields::of(fields);
    if let Some(refused) = refuse_forged(&simulator, &headers, &form, &mut fields) {
        return refused;
    }
    let result = match form.as_str() {
        "reset" => fields.finish().map(|()| reset_world(&simulator)),
        _ => call(&simulator, &form, fields).await.map(|()| Vec::new()),
    };
    match result {
        Ok(seed_errors) if seed_errors.is_empty() => go(
            StatusCode::SEE_OTHER,
            &format!("/control?done={form}#result"),
        ),
        // The simulator could not add some objects of the seed. Return the control panel with the errors of these
        // objects. A redirect to the control panel cannot carry a list of errors.
        Ok(seed_errors) => page::show(
            &simulator,
            &headers,
            &form,
            Outcome::SeedIncomplete(seed_errors),
        ),
        Err(error) => {
            let (text, language) = error.in_language(Language::of(&headers));
            let status = error.into_response().status();
            let outcome = Outcome::Failed(status, text, language);
            page::show(&simulator, &headers, &form, outcome)
        }
    }
}

/// Returns a page with an error if the form came from another site, or if its antiforgery token is wrong.
fn refuse_forged(
    simulator: &Simulator,
    headers: &HeaderMap,
    form: &str,
    fields: &mut FormFields,
) -> Option<Response> {
    let token = fields.take(FIELD);
    let guard = page::guard(headers);
    if guard.let_through(simulator, headers, token.as_deref()) {
        return None;
    }
    tracing::warn!(
        form,
        "the control panel refused a form: it came from another site, or its antiforgery token is wrong"
    );
    Some(page::show(simulator, headers, form, Outcome::Forged))
}

/// Handles `POST /control/forms/key`. Checks the presenter's key that somebody has typed, and opens the control panel
/// for this browser.
pub(crate) async fn open_with_key(
    State(simulator): State<Simulator>,
    ClientAddress(client): ClientAddress,
    headers: HeaderMap,
    Form(fields): Form<Vec<(String, String)>>,
) -> Response {
    let mut fields = FormFields::of(fields);
    if let Some(refused) = refuse_forged(&simulator, &headers, "key", &mut fields) {
        return refused;
    }
    let lock = simulator.key_check();
    let given = fields.take("key").unwrap_or_default();
    match lock.check(&given, client) {
        Ok(()) => {
            let cookies = lock.cookie().map(|cookie| CookieJar::new().add(cookie));
            (cookies, go(StatusCode::SEE_OTHER, "/control")).into_response()
        }
        Err(refusal) => {
            tracing::warn!(%client, ?refusal, "the control panel refused a key");
            page::key_form::show(&simulator, &headers, refusal)
        }
    }
}

/// Handles `POST /control/forms/lock`. Locks the control panel: after that, this browser needs the presenter's key
/// again. A presenter uses this call before leaving a machine that other people also use.
pub(crate) async fn lock(
    State(simulator): State<Simulator>,
    headers: HeaderMap,
    Form(fields): Form<Vec<(String, String)>>,
) -> Response {
    let mut fields = FormFields::of(fields);
    if let Some(refused) = refuse_forged(&simulator, &headers, "lock", &mut fields) {
        return refused;
    }
    let cookies = CookieJar::new().add(KeyCheck::removal());
    (cookies, go(StatusCode::SEE_OTHER, "/control")).into_response()
}

async fn call(
    simulator: &Simulator,
    form: &str,
    mut fields: FormFields,
) -> Result<(), ControlError> {
    let state = State(simulator.clone());
    match form {
        "clock" => clock::move_clock(state, fields.body()).await.map(drop),
        "request-lifetime" => clock::set_request_lifetime(state, fields.body())
            .await
            .map(drop),
        "faults" => faults::add(state, fields.fault().body()).await.map(drop),
        "switch" => {
            let switch = switches::named(&fields.required("name")?)?;
            let on = fields.single("on")? == "true";
            switches::turn(&mut simulator.world(), switch, on, None);
            Ok(())
        }
        "take-back" => faults::delete(simulator, &fields.single("id")?),
        "take-back-all" => {
            fields.finish()?;
            faults::clear(state).await;
            Ok(())
        }
        "automation" => automation::put(state, fields.body()).await.map(drop),
        "answer" => {
            let id = Path(fields.required("id")?);
            requests::decide(state, id, fields.body()).await.map(drop)
        }
        "time-out" => requests::time_out(state, Path(fields.single("id")?))
            .await
            .map(drop),
        "system-users" => system_users::delete(state, Path(fields.single("id")?))
            .await
            .map(drop),
        "delegations" => {
            let id = Path(fields.required("id")?);
            system_users::delegate(state, id, fields.body())
                .await
                .map(drop)
        }
        "customers" => customers::create(state, fields.customer()?).await.map(drop),
        "rotate" => keys::rotate_key(simulator, &fields.single("service")?)
            .await
            .map(drop),
        "withdraw" => {
            let (service, kid) = (fields.required("service")?, fields.single("kid")?);
            keys::withdraw_key(simulator, &service, &kid).await
        }
        "seed" => seed::seed(state, fields.json()?).await.map(drop),
        "world" => seed::import(state, fields.json()?).await.map(drop),
        "delete-connections"
        | "delete-client-relations"
        | "delete-maskinporten-delegations"
        | "delete-maskinporten-clients"
        | "delete-idporten-clients" => delete(state, form, fields).await,
        _ => add(state, form, fields).await,
    }
}

async fn add(
    state: State<Simulator>,
    form: &str,
    mut fields: FormFields,
) -> Result<(), ControlError> {
    match form {
        "maskinporten-clients" => {
            let id = Path(fields.required("id")?);
            oauth_clients::put_maskinporten(state, id, fields.json()?)
                .await
                .map(drop)
        }
        "idporten-clients" => {
            let id = Path(fields.required("id")?);
            oauth_clients::put_idporten(state, id, fields.json()?)
                .await
                .map(drop)
        }
        "resources" => {
            let id = Path(fields.required("id")?);
            catalogue::put_resource(state, id, fields.json()?)
                .await
                .map(drop)
        }
        "packages" => {
            let name = Path(fields.required("id")?);
            catalogue::put_package(state, name, fields.json()?)
                .await
                .map(drop)
        }
        "organisations" => {
            let number = Path(fields.required("id")?);
            parties::put_organisation(state, number, fields.json()?)
                .await
                .map(drop)
        }
        "persons" => {
            let key = Path(fields.required("id")?);
            parties::put_person(state, key, fields.json()?)
                .await
                .map(drop)
        }
        "connections" => {
            let ids = Path((fields.required("person")?, fields.required("organisation")?));
            parties::put_connection(state, ids, fields.json()?)
                .await
                .map(drop)
        }
        "client-relations" => {
            let ids = Path((fields.required("client")?, fields.required("provider")?));
            client_relations::put(state, ids, fields.json()?)
                .await
                .map(drop)
        }
        "maskinporten-delegations" => oauth_clients::delegate_api(state, fields.json()?)
            .await
            .map(drop),
        _ => Err(ControlError::NotFound("form")),
    }
}

async fn delete(
    state: State<Simulator>,
    form: &str,
    mut fields: FormFields,
) -> Result<(), ControlError> {
    match form {
        "delete-connections" => {
            let ids = Path((fields.required("person")?, fields.single("organisation")?));
            parties::delete_connection(state, ids).await.map(drop)
        }
        "delete-client-relations" => {
            let ids = Path((fields.required("client")?, fields.single("provider")?));
            client_relations::delete(state, ids).await.map(drop)
        }
        "delete-maskinporten-delegations" => {
            fields.finish()?;
            oauth_clients::clear_api_delegations(state).await;
            Ok(())
        }
        "delete-maskinporten-clients" => {
            let id = Path(fields.single("id")?);
            client_list::delete_maskinporten(state, id).await.map(drop)
        }
        "delete-idporten-clients" => {
            let id = Path(fields.single("id")?);
            client_list::delete_idporten(state, id).await.map(drop)
        }
        _ => Err(ControlError::NotFound("form")),
    }
}
