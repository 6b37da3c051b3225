use axum::{
    extract::{OriginalUri, Query, State},
    response::Response,
};
use http::{HeaderMap, StatusCode};
use leptos::prelude::*;
use serde::Deserialize;

use super::{
    OVERVIEW_PAGE, REQUEST_PAGE,
    failure::{Failed, Wording, failure},
    party::change_url,
    request_model::{Decision, NotShown, Shown},
    request_view::{answers, status},
    rows::Level,
    visit::{Detour, Visit},
};
use crate::{
    domain::RequestId,
    simulator::{
        Simulator,
        altinn_api::problem,
        page::{Page, alert, form_urlencoded, go, normal_case},
        texts::Texts,
        world::Refusal,
    },
};

#[derive(Debug, Deserialize)]
pub struct Asked {
    id: Option<String>,
    /// Opened inside Altinn: stay logged in, and go back there.
    skiplogout: Option<String>,
    /// Just forwarded.
    forwarded: Option<String>,
}

/// How the page was come to, which its forms hand on.
#[derive(Clone, Copy, Debug, Default)]
pub struct Manner {
    pub skip_logout: bool,
    pub just_forwarded: bool,
}

/// Path and query of a request's page.
#[must_use]
pub fn path(id: RequestId, manner: Manner) -> String {
    let id = id.to_string();
    let mut query = vec![("id", id.as_str()), ("DONTCHOOSEREPORTEE", "true")];
    if manner.skip_logout {
        query.push(("skiplogout", "true"));
    }
    if manner.just_forwarded {
        query.push(("forwarded", "true"));
    }
    format!("{REQUEST_PAGE}?{}", form_urlencoded(&query))
}

/// `GET …/systemuser/request?id=…`, the page at `confirmUrl`.
pub async fn show(
    State(simulator): State<Simulator>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
    Query(asked): Query<Asked>,
) -> Result<Response, Detour> {
    let visit = Visit::of(&simulator, headers, uri.to_string())?;
    let Some(id) = asked.id.filter(|id| !id.is_empty()) else {
        return Ok(without_request(&visit, None));
    };
    let Ok(id) = id.parse::<RequestId>() else {
        return Ok(without_request(&visit, Some(NotShown::NotFound)));
    };
    let manner = Manner {
        skip_logout: asked.skiplogout.as_deref() == Some("true"),
        just_forwarded: asked.forwarded.as_deref() == Some("true"),
    };
    let shown = {
        let world = simulator.world();
        Shown::of(&world, visit.language, &visit.person.key, id)
    };
    Ok(match shown {
        Err(reason) => without_request(&visit, Some(reason)),
        // The request's party becomes the active one by itself.
        Ok(shown) if visit.acts_for().as_ref() != Some(&shown.party) => {
            let url = change_url(&simulator, shown.party.uuid(), &visit.here);
            go(StatusCode::FOUND, &url)
        }
        Ok(shown) => with_request(&visit, &shown, manner, None),
    })
}

/// The page again, after a press that came to nothing.
#[must_use]
pub fn show_failed(
    visit: &Visit,
    id: RequestId,
    manner: Manner,
    refusal: &Refusal,
    decision: Decision,
) -> Response {
    let wording = wording(visit.texts(), decision);
    let shown = {
        let world = visit.simulator.world();
        Shown::of(&world, visit.language, &visit.person.key, id).map(|shown| {
            let failed = Failed::of(&world, visit.language, wording, refusal.clone());
            (shown, failed)
        })
    };
    match shown {
        Ok((shown, failed)) => with_request(visit, &shown, manner, Some(&failed)),
        Err(reason) => without_request(visit, Some(reason)),
    }
}

fn wording(texts: &'static Texts, decision: Decision) -> Wording {
    let problem = &texts.problem;
    Wording {
        failed: match decision {
            Decision::Approve => problem.create_failed,
            Decision::Reject => problem.reject_failed,
            Decision::Escalate => texts.forward.failed,
        },
        not_done: problem.not_created,
        what_to_do: problem.what_to_do,
    }
}

/// An alert, and nothing else: there is no request, or none for this person.
fn without_request(visit: &Visit, reason: Option<NotShown>) -> Response {
    let texts = &visit.texts().request;
    let (status, heading, more) = match reason {
        None => (StatusCode::BAD_REQUEST, texts.no_id, None),
        Some(NotShown::NotFound) => {
            let more = texts.not_found_more.to_owned();
            (StatusCode::NOT_FOUND, texts.not_found, Some(more))
        }
        Some(NotShown::NoRelation) => {
            let more = (texts.no_relation_more)(&normal_case(&visit.person.name));
            (StatusCode::FORBIDDEN, texts.no_relation, Some(more))
        }
        Some(NotShown::SystemGone) => {
            let more = texts.system_gone.to_owned();
            (StatusCode::NOT_FOUND, texts.load_failed, Some(more))
        }
    };
    let switch = super::visit::switch_person(&visit.simulator, &visit.here);
    let page = visit.page_for(texts.title, None).status(status);
    page.answer(view! {
        {title_panel(visit.texts())}
        <div class="sim-panel sim-panel--rest">
            {alert("danger", heading, more)}
            <div class="sim-buttons">
                <a class="ds-button" data-variant="secondary" href=switch>
                    {visit.texts().frame.switch_person}
                </a>
                <a class="ds-button" data-variant="tertiary" href=OVERVIEW_PAGE>
                    {visit.texts().party.to_access_management}
                </a>
            </div>
        </div>
    })
}

fn title_panel(texts: &'static Texts) -> impl IntoView {
    view! {
        <div class="sim-panel sim-panel--title">
            <h1 class="ds-heading" data-size="md">
                {texts.request.heading}
            </h1>
        </div>
    }
}

fn with_request(visit: &Visit, shown: &Shown, manner: Manner, failed: Option<&Failed>) -> Response {
    let texts = visit.texts();
    let guard = visit.guard();
    let page = leads_on(
        visit.page_for(texts.request.title, Some(&shown.party)),
        visit,
        shown,
    );
    let page = match failed {
        Some(failed) => page.status(problem::status(&failed.refusal)),
        None => page,
    };
    let [can_do, on_behalf_of, end] = texts.request.can_do;
    let request = &texts.request;
    let will_get = if shown.powers.count() == 1 {
        request.will_get_one
    } else {
        request.will_get_many
    };
    let answer = page.answer(view! {
        {manner
            .skip_logout
            .then(|| {
                view! {
                    <p class="sim-crumbs">
                        <a class="ds-link" href=OVERVIEW_PAGE>
                            {texts.frame.back}
                        </a>
                    </p>
                }
            })}
        {title_panel(texts)}
        <div class="sim-panel sim-panel--rest">
            {status(texts, shown.standing, manner)}
            <h2 class="ds-heading" data-size="sm">
                {(request.asks)(&shown.system)}
            </h2>
            <p class="ds-paragraph sim-prose">
                {can_do} <strong>{shown.system.clone()}</strong> {on_behalf_of}
                <strong>{shown.company.clone()}</strong> {end}
            </p>
            <h3 class="ds-heading" data-size="xs">
                {will_get}
            </h3>
            {shown.powers.lists(texts, Level::H4)}
            <p class="ds-paragraph sim-prose">{request.withdraw}</p>
            {failed.map(|failed| failure(texts, failed))}
            {answers(texts, &guard, shown, manner)}
        </div>
        <p class="sim-vendor">
            {(request.delivered_by)(&shown.system, &shown.vendor, &shown.vendor_number)}
        </p>
    });
    guard.on(answer)
}

/// Names every origin that the forms may lead over: a browser checks each redirect that follows. The
/// logout page ends the row of redirects, but where there is nobody to tell it might not have to.
fn leads_on(page: Page, visit: &Visit, shown: &Shown) -> Page {
    let origins = visit.simulator.origins();
    let page = page
        .form_may_lead_to(origins.altinn_platform.as_str())
        .form_may_lead_to(origins.idporten.as_str());
    match &shown.redirect_url {
        Some(url) => page.form_may_lead_to(url),
        None => page,
    }
}
