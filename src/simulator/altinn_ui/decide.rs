use axum::{
    Form,
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, StatusCode, header};
use serde::Deserialize;

use super::{
    OVERVIEW_PAGE, REQUEST_API,
    authentication::{self, LOGOUT},
    request_model::Decision,
    request_page::{self, Manner},
    visit::{Detour, Visit},
};
use crate::{
    domain::RequestId,
    simulator::{
        Simulator,
        page::{at, go},
        world::{Refusal, RequestKind, World, automation::AutomaticAnswer},
    },
};

#[derive(Debug, Deserialize)]
pub struct Pressed {
    #[serde(rename = "__RequestVerificationToken")]
    token: Option<String>,
    skiplogout: Option<String>,
}

/// `POST systemuser/request/{party}/{id}/approve`.
pub async fn approve(
    State(simulator): State<Simulator>,
    Path(request): Path<(i64, RequestId)>,
    headers: HeaderMap,
    Form(pressed): Form<Pressed>,
) -> Result<Response, Detour> {
    decide(&simulator, request, headers, &pressed, Decision::Approve)
}

/// `POST systemuser/request/{party}/{id}/reject`.
pub async fn reject(
    State(simulator): State<Simulator>,
    Path(request): Path<(i64, RequestId)>,
    headers: HeaderMap,
    Form(pressed): Form<Pressed>,
) -> Result<Response, Detour> {
    decide(&simulator, request, headers, &pressed, Decision::Reject)
}

/// `POST systemuser/request/{party}/{id}/escalate`.
pub async fn escalate(
    State(simulator): State<Simulator>,
    Path(request): Path<(i64, RequestId)>,
    headers: HeaderMap,
    Form(pressed): Form<Pressed>,
) -> Result<Response, Detour> {
    decide(&simulator, request, headers, &pressed, Decision::Escalate)
}

fn decide(
    simulator: &Simulator,
    (party, id): (i64, RequestId),
    headers: HeaderMap,
    pressed: &Pressed,
    decision: Decision,
) -> Result<Response, Detour> {
    let manner = Manner {
        skip_logout: pressed.skiplogout.as_deref() == Some("true"),
        just_forwarded: false,
    };
    let visit = Visit::of(simulator, headers, request_page::path(id, manner))?;
    if !visit.sent_it(pressed.token.as_deref()) {
        return Ok(visit.forged());
    }
    Ok(answered(&visit, party, id, manner, decision))
}

/// The answer that is set to be given without a person, if one is.
pub fn by_itself(visit: &Visit, party: i64, id: RequestId, manner: Manner) -> Option<Response> {
    let answer = visit.simulator.world().automation().approval?;
    let decision = match answer {
        AutomaticAnswer::Approve => Decision::Approve,
        AutomaticAnswer::Reject => Decision::Reject,
        AutomaticAnswer::Escalate => Decision::Escalate,
    };
    Some(answered(visit, party, id, manner, decision))
}

/// Gives the answer, and goes on to where it leads; the page again if it comes to nothing.
fn answered(
    visit: &Visit,
    party: i64,
    id: RequestId,
    mut manner: Manner,
    decision: Decision,
) -> Response {
    let decided = carry_out(
        &mut visit.simulator.world(),
        &visit.person.key,
        party,
        id,
        decision,
    );
    if let Err(refusal) = decided {
        tracing::info!(%id, ?decision, %refusal, "an answer is refused");
        return request_page::show_failed(visit, id, manner, &refusal, decision);
    }
    tracing::info!(%id, ?decision, "a request is answered");
    let next = match decision {
        Decision::Escalate => {
            manner.just_forwarded = true;
            request_page::path(id, manner)
        }
        _ if manner.skip_logout => format!("{OVERVIEW_PAGE}?new={id}"),
        Decision::Approve | Decision::Reject => format!("{REQUEST_API}/{id}/logout"),
    };
    go(StatusCode::SEE_OTHER, &next)
}

fn carry_out(
    world: &mut World,
    person: &str,
    party: i64,
    id: RequestId,
    decision: Decision,
) -> Result<(), Refusal> {
    let party = world
        .organisation_by_party_id(party)
        .map(|party| party.number.clone())
        .ok_or(Refusal::WrongParty)?;
    match decision {
        Decision::Approve => {
            let now = world.now();
            world.approve(RequestKind::Standard, person, &party, id, now)
        }
        Decision::Reject => world.reject(RequestKind::Standard, person, &party, id),
        Decision::Escalate => world.escalate(RequestKind::Standard, person, &party, id),
    }
}

/// `GET systemuser/request/{id}/logout`: remembers which request it was, and logs out.
pub async fn log_out(State(simulator): State<Simulator>, Path(id): Path<RequestId>) -> Response {
    let remember = [(header::SET_COOKIE, authentication::logout_info(id))];
    let url = at(&simulator.origins().altinn_platform, LOGOUT);
    (remember, go(StatusCode::FOUND, &url)).into_response()
}
