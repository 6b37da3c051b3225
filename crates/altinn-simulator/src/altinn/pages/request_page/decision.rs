use axum::{
    Extension, Form,
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, StatusCode, header};
use serde::Deserialize;

use crate::altinn::pages::{
    OVERVIEW_PAGE,
    authentication::{self, LOGOUT},
    frame::{EarlyResponse, Visit},
    request_page::{self, PageOptions},
};
use crate::{
    Simulator,
    altinn::errors::ApiError,
    html::{at, go},
    rules::{RequestKind, RuleViolation, UserDecision},
};
use altinn_types::RequestId;

#[derive(Debug, Deserialize)]
pub struct DecisionForm {
    #[serde(rename = "__RequestVerificationToken")]
    token: Option<String>,
    skiplogout: Option<String>,
}

/// Handles `POST systemuser/{request, agentrequest, changerequest}/{party}/{id}/{approve, reject, escalate}`, which the
/// buttons of a request's page send.
pub async fn decide(
    State(simulator): State<Simulator>,
    Extension(kind): Extension<RequestKind>,
    Extension(decision): Extension<UserDecision>,
    Path((party, id)): Path<(i64, RequestId)>,
    headers: HeaderMap,
    Form(form): Form<DecisionForm>,
) -> Result<Response, EarlyResponse> {
    let options = PageOptions {
        skip_logout: form.skiplogout.as_deref() == Some("true"),
        just_forwarded: false,
    };
    let visit = Visit::of(&simulator, headers, request_page::path(kind, id, options))?;
    if !visit.sent_it(form.token.as_deref()) {
        return Ok(visit.forged());
    }
    Ok(apply_decision(&visit, kind, (party, id), options, decision))
}

/// Makes the decision that the control API has set for all requests. Returns `None` if there is no such decision, or if
/// this kind of request forbids the decision. Never forwards a request twice in a row, because that would start an
/// endless series of redirects.
pub fn automatic(
    visit: &Visit,
    kind: RequestKind,
    request: (i64, RequestId),
    options: PageOptions,
) -> Option<Response> {
    let decision = visit.simulator.world().automation().approval?;
    let is_again = options.just_forwarded && decision == UserDecision::Escalate;
    let is_possible = kind.decisions().contains(&decision) && !is_again;
    is_possible.then(|| apply_decision(visit, kind, request, options, decision))
}

/// Makes the user's decision and redirects the browser. If Altinn refuses the decision, the function shows the
/// request's page again, with the reason.
fn apply_decision(
    visit: &Visit,
    kind: RequestKind,
    (party, id): (i64, RequestId),
    mut options: PageOptions,
    decision: UserDecision,
) -> Response {
    let result = {
        let mut world = visit.simulator.world();
        let now = world.now();
        match world.parties.number_of_party(party).cloned() {
            Some(party) => world.decide_request(kind, decision, &visit.person.key, &party, id, now),
            None => Err(RuleViolation::WrongParty),
        }
    };
    if let Err(refusal) = result {
        tracing::info!(%id, ?kind, ?decision, %refusal, "Altinn refused a decision on a request");
        return request_page::show_failed(visit, kind, id, options, &refusal, decision);
    }
    tracing::info!(%id, ?kind, ?decision, "a user decided on a request");
    let next = match decision {
        UserDecision::Escalate => {
            options.just_forwarded = true;
            request_page::path(kind, id, options)
        }
        _ if options.skip_logout => format!("{OVERVIEW_PAGE}?new={id}"),
        UserDecision::Approve | UserDecision::Reject => format!("{}/{id}/logout", kind.api()),
    };
    go(StatusCode::SEE_OTHER, &next)
}

/// Handles `GET …/{id}/logout`, which logs the user out after a decision. The handler stores the request's id in the
/// cookie `AltinnLogoutInfo`, and redirects the browser to Altinn's logout.
pub async fn log_out(
    State(simulator): State<Simulator>,
    Extension(kind): Extension<RequestKind>,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    let id = id
        .parse()
        .map_err(|_| ApiError::not_valid("requestId", &id))?;
    let remember = [(
        header::SET_COOKIE,
        authentication::logout_info(simulator.origins(), kind, id),
    )];
    let url = at(&simulator.origins().altinn_platform, LOGOUT);
    Ok((remember, go(StatusCode::FOUND, &url)).into_response())
}
