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
    request_page::{self, PageOptions},
    visit::{EarlyResponse, Visit},
};
use crate::{
    Simulator,
    altinn::errors::ApiError,
    html::{at, go},
    rules::{Answer, Answerable, RuleViolation},
};
use altinn_types::RequestId;

#[derive(Debug, Deserialize)]
pub struct Pressed {
    #[serde(rename = "__RequestVerificationToken")]
    token: Option<String>,
    skiplogout: Option<String>,
}

/// `POST systemuser/{request, agentrequest, changerequest}/{party}/{id}/{approve, reject, escalate}`.
pub async fn decide(
    State(simulator): State<Simulator>,
    Extension(asked): Extension<Answerable>,
    Extension(answer): Extension<Answer>,
    Path((party, id)): Path<(i64, RequestId)>,
    headers: HeaderMap,
    Form(pressed): Form<Pressed>,
) -> Result<Response, EarlyResponse> {
    let manner = PageOptions {
        skip_logout: pressed.skiplogout.as_deref() == Some("true"),
        just_forwarded: false,
    };
    let visit = Visit::of(&simulator, headers, request_page::path(asked, id, manner))?;
    if !visit.sent_it(pressed.token.as_deref()) {
        return Ok(visit.forged());
    }
    Ok(answered(&visit, asked, (party, id), manner, answer))
}

/// Makes the decision that the control API has set, if this kind of request allows it.
pub fn by_itself(
    visit: &Visit,
    asked: Answerable,
    request: (i64, RequestId),
    manner: PageOptions,
) -> Option<Response> {
    let answer = visit.simulator.world().automation().approval?;
    let can_be = asked.answers().contains(&answer);
    can_be.then(|| answered(visit, asked, request, manner, answer))
}

/// Makes the decision and redirects the browser. If the decision fails, shows the request's page
/// with the reason.
fn answered(
    visit: &Visit,
    asked: Answerable,
    (party, id): (i64, RequestId),
    mut manner: PageOptions,
    answer: Answer,
) -> Response {
    let carried_out = {
        let mut world = visit.simulator.world();
        let now = world.now();
        match world.number_of_party(party).cloned() {
            Some(party) => world.answer(asked, answer, &visit.person.key, &party, id, now),
            None => Err(RuleViolation::WrongParty),
        }
    };
    if let Err(refusal) = carried_out {
        tracing::info!(%id, ?asked, ?answer, %refusal, "an answer is refused");
        return request_page::show_failed(visit, asked, id, manner, &refusal, answer);
    }
    tracing::info!(%id, ?asked, ?answer, "a request is answered");
    let next = match answer {
        Answer::Escalate => {
            manner.just_forwarded = true;
            request_page::path(asked, id, manner)
        }
        _ if manner.skip_logout => format!("{OVERVIEW_PAGE}?new={id}"),
        Answer::Approve | Answer::Reject => format!("{}/{id}/logout", asked.api()),
    };
    go(StatusCode::SEE_OTHER, &next)
}

/// `GET …/{id}/logout`: stores the request's id in a cookie, and logs the person out.
pub async fn log_out(
    State(simulator): State<Simulator>,
    Extension(asked): Extension<Answerable>,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    let id = id
        .parse()
        .map_err(|_| ApiError::not_valid("requestId", &id))?;
    let remember = [(
        header::SET_COOKIE,
        authentication::logout_info(simulator.origins(), asked, id),
    )];
    let url = at(&simulator.origins().altinn_platform, LOGOUT);
    Ok((remember, go(StatusCode::FOUND, &url)).into_response())
}
