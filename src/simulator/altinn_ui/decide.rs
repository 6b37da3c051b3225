use axum::{
    Extension, Form,
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, StatusCode, header};
use serde::Deserialize;

use super::{
    OVERVIEW_PAGE,
    authentication::{self, LOGOUT},
    kind::{Decision, Kind},
    request_page::{self, Manner},
    visit::{Detour, Visit},
};
use crate::{
    domain::RequestId,
    simulator::{
        Simulator,
        page::{at, go},
        world::{Refusal, World, automation::AutomaticAnswer},
    },
};

#[derive(Debug, Deserialize)]
pub struct Pressed {
    #[serde(rename = "__RequestVerificationToken")]
    token: Option<String>,
    skiplogout: Option<String>,
}

/// `POST systemuser/{request, agentrequest, changerequest}/{party}/{id}/{approve, reject, escalate}`.
pub async fn decide(
    State(simulator): State<Simulator>,
    Extension(kind): Extension<Kind>,
    Extension(decision): Extension<Decision>,
    Path((party, id)): Path<(i64, RequestId)>,
    headers: HeaderMap,
    Form(pressed): Form<Pressed>,
) -> Result<Response, Detour> {
    let manner = Manner {
        skip_logout: pressed.skiplogout.as_deref() == Some("true"),
        just_forwarded: false,
    };
    let visit = Visit::of(&simulator, headers, request_page::path(kind, id, manner))?;
    if !visit.sent_it(pressed.token.as_deref()) {
        return Ok(visit.forged());
    }
    Ok(answered(&visit, kind, (party, id), manner, decision))
}

/// The answer that is set to be given without a person, if one is that this kind of request can have.
pub fn by_itself(
    visit: &Visit,
    kind: Kind,
    request: (i64, RequestId),
    manner: Manner,
) -> Option<Response> {
    let answer = visit.simulator.world().automation().approval?;
    let decision = match answer {
        AutomaticAnswer::Approve => Decision::Approve,
        AutomaticAnswer::Reject => Decision::Reject,
        AutomaticAnswer::Escalate => Decision::Escalate,
    };
    let can_be = kind.decisions().contains(&decision);
    can_be.then(|| answered(visit, kind, request, manner, decision))
}

/// Gives the answer, and goes on to where it leads; the page again if it comes to nothing.
fn answered(
    visit: &Visit,
    kind: Kind,
    (party, id): (i64, RequestId),
    mut manner: Manner,
    decision: Decision,
) -> Response {
    let decided = {
        let mut world = visit.simulator.world();
        carry_out(&mut world, &visit.person.key, party, kind, id, decision)
    };
    if let Err(refusal) = decided {
        tracing::info!(%id, ?kind, ?decision, %refusal, "an answer is refused");
        return request_page::show_failed(visit, kind, id, manner, &refusal, decision);
    }
    tracing::info!(%id, ?kind, ?decision, "a request is answered");
    let next = match decision {
        Decision::Escalate => {
            manner.just_forwarded = true;
            request_page::path(kind, id, manner)
        }
        _ if manner.skip_logout => format!("{OVERVIEW_PAGE}?new={id}"),
        Decision::Approve | Decision::Reject => format!("{}/{id}/logout", kind.api()),
    };
    go(StatusCode::SEE_OTHER, &next)
}

fn carry_out(
    world: &mut World,
    person: &str,
    party: i64,
    kind: Kind,
    id: RequestId,
    decision: Decision,
) -> Result<(), Refusal> {
    let party = world
        .organisation_by_party_id(party)
        .map(|party| party.number.clone())
        .ok_or(Refusal::WrongParty)?;
    let now = world.now();
    match (kind.of_request(), decision) {
        (Some(kind), Decision::Approve) => world.approve(kind, person, &party, id, now),
        (Some(kind), Decision::Reject) => world.reject(kind, person, &party, id),
        (Some(kind), Decision::Escalate) => world.escalate(kind, person, &party, id),
        (None, Decision::Approve) => world.approve_change(person, &party, id),
        (None, Decision::Reject) => world.reject_change(person, &party, id),
        // There is no such path: a change request cannot be forwarded.
        (None, Decision::Escalate) => Err(Refusal::NoSuchRequest),
    }
}

/// `GET …/{id}/logout`: remembers which request it was, and logs out.
pub async fn log_out(
    State(simulator): State<Simulator>,
    Extension(kind): Extension<Kind>,
    Path(id): Path<RequestId>,
) -> Response {
    let remember = [(
        header::SET_COOKIE,
        authentication::logout_info(simulator.origins(), kind, id),
    )];
    let url = at(&simulator.origins().altinn_platform, LOGOUT);
    (remember, go(StatusCode::FOUND, &url)).into_response()
}
