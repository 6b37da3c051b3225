//! The levers as a page's forms: fields with the names of the API's members become a body of JSON, and the
//! call is the API's own.

use axum::{
    Form,
    body::Bytes,
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, StatusCode};
use serde_json::{Map, Value};

use super::{
    Stuck, additions, answer, automation, client_relations, clients, clock, customers, faults,
    keys,
    page::{self, Told},
    seed, start_afresh, system_users, time_out,
};
use crate::simulator::{Simulator, altinn_ui::antiforgery::FIELD, page::go, texts::Language};

/// `POST /control/forms/{lever}`.
pub(super) async fn press(
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
            page::show(&simulator, &headers, Some(Told::Stuck(forged))),
        )
            .into_response();
    }
    let done = match lever.as_str() {
        "reset" => Ok(start_afresh(&simulator)),
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
                page::show(&simulator, &headers, Some(Told::Stuck(why))),
            )
                .into_response()
        }
    }
}

/// The fields of a form that were filled in.
struct Pressed(Vec<(String, String)>);

impl Pressed {
    fn of(fields: Vec<(String, String)>) -> Self {
        let filled = fields
            .into_iter()
            .map(|(name, text)| (name, text.trim().to_owned()));
        Self(filled.filter(|(_, text)| !text.is_empty()).collect())
    }

    fn take(&mut self, name: &str) -> Option<String> {
        let place = self.0.iter().position(|(known, _)| known == name)?;
        Some(self.0.remove(place).1)
    }

    /// What stands in the path of the call.
    fn name(&mut self, name: &str) -> Result<String, Stuck> {
        self.take(name)
            .ok_or_else(|| Stuck::Wrong(format!("{name} is empty")))
    }

    /// A fault without the fields of other kinds, which stand in the same form.
    fn of_kind(mut self) -> Self {
        let kind = self.0.iter().find(|(name, _)| name == "fault");
        let kind = kind.map(|(_, kind)| kind.clone()).unwrap_or_default();
        self.0.retain(|(name, _)| {
            faults::kinds_with(name).is_none_or(|kinds| kinds.contains(&kind.as_str()))
        });
        self
    }

    /// The rest as a body.
    fn body(self) -> Bytes {
        let members = self.0.into_iter().map(|(name, text)| {
            let value = typed(&name, text);
            (name, value)
        });
        Bytes::from(Value::Object(members.collect::<Map<_, _>>()).to_string())
    }

    /// A body that was written out in a field of its own.
    fn json(mut self) -> Bytes {
        Bytes::from(self.take("body").unwrap_or_default())
    }
}

/// A text from a form as the member's type.
fn typed(name: &str, text: String) -> Value {
    const NUMBERS: [&str; 9] = [
        "times",
        "status",
        "ms",
        "seconds",
        "retryAfterSeconds",
        "aheadSeconds",
        "advanceSeconds",
        "days",
        "count",
    ];
    // Apart by blanks.
    const LISTS: [&str; 2] = ["resources", "packages"];
    match text.parse::<i64>() {
        Ok(number) if NUMBERS.contains(&name) => number.into(),
        _ if name == "after" => (text == "true").into(),
        _ if LISTS.contains(&name) => text.split_whitespace().collect(),
        _ => text.into(),
    }
}

/// Moves the lever, as its call would.
async fn pull(simulator: &Simulator, lever: &str, mut pressed: Pressed) -> Result<(), Stuck> {
    let state = State(simulator.clone());
    match lever {
        "clock" => clock::advance(state, pressed.body()).await.map(drop),
        "request-lifetime" => clock::set_request_lifetime(state, pressed.body())
            .await
            .map(drop),
        "faults" => faults::add(state, pressed.of_kind().body()).await.map(drop),
        "take-back" => faults::take_back(simulator, &pressed.name("id")?),
        "take-back-all" => {
            faults::clear(state).await;
            Ok(())
        }
        "automation" => automation::put(state, pressed.body()).await.map(drop),
        "answer" => {
            let id = Path(pressed.name("id")?);
            answer(state, id, pressed.body()).await.map(drop)
        }
        "time-out" => time_out(state, Path(pressed.name("id")?)).await.map(drop),
        "system-users" => system_users::delete(state, Path(pressed.name("id")?))
            .await
            .map(drop),
        "delegations" => {
            let id = Path(pressed.name("id")?);
            system_users::delegate(state, id, pressed.body())
                .await
                .map(drop)
        }
        "customers" => customers::make(state, pressed.body()).await.map(drop),
        "rotate" => keys::rotated(simulator, &pressed.name("service")?)
            .await
            .map(drop),
        "withdraw" => {
            let (service, kid) = (pressed.name("service")?, pressed.name("kid")?);
            keys::withdrawn(simulator, &service, &kid).await
        }
        "seed" => seed::seed(state, pressed.json()).await.map(drop),
        "world" => seed::import(state, pressed.json()).await.map(drop),
        "maskinporten-clients" => {
            let id = Path(pressed.name("id")?);
            clients::put_maskinporten(state, id, pressed.json())
                .await
                .map(drop)
        }
        "idporten-clients" => {
            let id = Path(pressed.name("id")?);
            clients::put_idporten(state, id, pressed.json())
                .await
                .map(drop)
        }
        "resources" => {
            let id = Path(pressed.name("id")?);
            additions::put_resource(state, id, pressed.json())
                .await
                .map(drop)
        }
        "packages" => {
            let name = Path(pressed.name("id")?);
            additions::put_package(state, name, pressed.json())
                .await
                .map(drop)
        }
        "organisations" => {
            let number = Path(pressed.name("id")?);
            additions::put_organisation(state, number, pressed.json())
                .await
                .map(drop)
        }
        "persons" => {
            let key = Path(pressed.name("id")?);
            additions::put_person(state, key, pressed.json())
                .await
                .map(drop)
        }
        "connections" => {
            let both = Path((pressed.name("person")?, pressed.name("organisation")?));
            additions::put_connection(state, both, pressed.json())
                .await
                .map(drop)
        }
        "client-relations" => {
            let both = Path((pressed.name("client")?, pressed.name("provider")?));
            client_relations::put(state, both, pressed.json())
                .await
                .map(drop)
        }
        "delete-client-relations" => {
            let both = Path((pressed.name("client")?, pressed.name("provider")?));
            client_relations::delete(state, both).await.map(drop)
        }
        _ => Err(Stuck::NoSuch("lever")),
    }
}
