pub mod decision;
mod view;

use axum::{
    Extension,
    extract::{OriginalUri, Query, State},
    response::Response,
};
use http::{HeaderMap, StatusCode};
use leptos::prelude::*;
use serde::Deserialize;

use self::view::{answers, is_about_forwarding, requested_access, status, what_then};
use super::{
    OVERVIEW_PAGE, USER_API, USER_PAGES,
    access_lists::Level,
    failure::{Failed, Wording, failure},
    frame::{EarlyResponse, Visit, error_title},
    party::change_url,
    request_model::{NotShown, RequestModel, RequestState},
};
use crate::{
    Simulator,
    altinn::errors,
    html::{Page, Script, alert, form_urlencoded, go, normal_case},
    rules::{RequestKind, RuleViolation, UserDecision},
    texts::{RequestKindTexts, Texts},
};
use altinn_types::RequestId;

#[derive(Debug, Deserialize)]
pub struct RequestPageQuery {
    id: Option<String>,
    /// `true` if the user came to this page from Altinn's overview. After the decision, the user stays logged in and
    /// returns to the overview.
    skiplogout: Option<String>,
    forwarded: Option<String>,
}

/// Which of the query parameters `skiplogout` and `forwarded` are set in the URL of a request's page.
#[derive(Clone, Copy, Debug, Default)]
pub struct PageOptions {
    pub skip_logout: bool,
    pub just_forwarded: bool,
}

#[must_use]
pub fn path(kind: RequestKind, id: RequestId, options: PageOptions) -> String {
    let id = id.to_string();
    let mut query = vec![("id", id.as_str()), ("DONTCHOOSEREPORTEE", "true")];
    if options.skip_logout {
        query.push(("skiplogout", "true"));
    }
    if options.just_forwarded {
        query.push(("forwarded", "true"));
    }
    format!("{}?{}", kind.page(), form_urlencoded(&query))
}

/// Handles `GET …/systemuser/{request, agentrequest, changerequest}?id=…`: shows the page at the request's
/// `confirmUrl`.
pub async fn show(
    State(simulator): State<Simulator>,
    Extension(kind): Extension<RequestKind>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
    Query(query): Query<RequestPageQuery>,
) -> Result<Response, EarlyResponse> {
    let visit = Visit::of(&simulator, headers, uri.to_string())?;
    let Some(id) = query.id.filter(|id| !id.is_empty()) else {
        return Ok(without_request(&visit, kind, None));
    };
    let Ok(id) = id.parse::<RequestId>() else {
        return Ok(without_request(&visit, kind, Some(NotShown::NotFound)));
    };
    let options = PageOptions {
        skip_logout: query.skiplogout.as_deref() == Some("true"),
        just_forwarded: query.forwarded.as_deref() == Some("true"),
    };
    let shown = {
        let world = simulator.world();
        RequestModel::of(&world, visit.language, &visit.person.key, kind, id)
    };
    Ok(match shown {
        Err(reason) => without_request(&visit, kind, Some(reason)),
        // The person represents another party. Altinn first makes the person represent the party of the request, and
        // then shows the request.
        Ok(shown) if visit.acts_for().as_ref() != Some(&shown.party) => {
            let url = change_url(&simulator, shown.party.uuid(), &visit.here);
            go(StatusCode::FOUND, &url)
        }
        Ok(shown)
            if shown.state == RequestState::MayDecide
                || shown.state == RequestState::MayForward =>
        {
            decision::automatic(&visit, kind, (shown.party.party_id(), id), options)
                .unwrap_or_else(|| with_request(&visit, &shown, options, None))
        }
        Ok(shown) => with_request(&visit, &shown, options, None),
    })
}

/// Shows the request's page again, with the reason why Altinn refused the decision.
#[must_use]
pub fn show_failed(
    visit: &Visit,
    kind: RequestKind,
    id: RequestId,
    options: PageOptions,
    refusal: &RuleViolation,
    decision: UserDecision,
) -> Response {
    let wording = wording(visit.texts(), kind, decision);
    let shown = {
        let world = visit.simulator.world();
        RequestModel::of(&world, visit.language, &visit.person.key, kind, id).map(|shown| {
            let failed = Failed::of(&world, visit.language, wording, refusal.clone());
            (shown, failed)
        })
    };
    match shown {
        Ok((shown, failed)) => with_request(visit, &shown, options, Some(&failed)),
        Err(reason) => without_request(visit, kind, Some(reason)),
    }
}

fn wording(texts: &'static Texts, kind: RequestKind, decision: UserDecision) -> Wording {
    let words = kind.texts(texts);
    Wording {
        failed: match decision {
            UserDecision::Approve => words.approve_failed,
            UserDecision::Reject => texts.problem.reject_failed,
            UserDecision::Escalate => texts.forward.failed,
        },
        not_done: words.not_approved,
        what_to_do: texts.problem.what_to_do,
    }
}

/// Returns the error page if Altinn cannot show the request. For example, the request does not exist, or the person is
/// not allowed to see the request.
fn without_request(visit: &Visit, kind: RequestKind, reason: Option<NotShown>) -> Response {
    let words = kind.texts(visit.texts());
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
    let switch = crate::altinn::pages::frame::switch_person(&visit.simulator, &visit.here);
    let page = visit.page_for(error_title(heading), None).status(status);
    page.answer(view! {
        {title_panel(words)}
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

fn title_panel(words: &'static RequestKindTexts) -> impl IntoView {
    view! {
        <div class="sim-panel sim-panel--title">
            <h1 class="ds-heading" data-size="md">
                {words.heading}
            </h1>
        </div>
    }
}

fn with_request(
    visit: &Visit,
    shown: &RequestModel,
    options: PageOptions,
    failed: Option<&Failed>,
) -> Response {
    let texts = visit.texts();
    let words = shown.kind.texts(texts);
    let guard = visit.guard();
    let page = visit
        .page_for(words.title, Some(&shown.party))
        .script(Script::Dialogs);
    let page = allow_form_redirects(page, visit, shown);
    let page = match failed {
        Some(failed) => page.failed(errors::status(&failed.refusal)),
        None => page,
    };
    let access = requested_access(texts, shown);
    let buttons = view! {
        {failed.map(|failed| failure(texts, failed, Level::H3))}
        {answers(texts, &guard, shown, options)}
    };
    let main_part = if is_about_forwarding(shown, options) {
        view! { {buttons} {access} }.into_any()
    } else {
        view! { {access} {buttons} }.into_any()
    };
    let answer = page.answer(view! {
        {options
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
        {title_panel(words)}
        <div class="sim-panel sim-panel--rest">
            {status(texts, shown, options)}
            <h2 class="ds-heading" data-size="sm">
                {(words.asks)(&shown.system)}
            </h2>
            {main_part}
            {what_then(texts, shown, options)}
        </div>
        <p class="sim-vendor">
            {(texts.request.delivered_by)(&shown.system, &shown.vendor, &shown.vendor_number)}
        </p>
    });
    guard.on(answer)
}

/// Adds Altinn's platform, ID-porten and the vendor's redirect URL to `form-action` in the Content-Security-Policy.
/// Browsers check every redirect after a form against `form-action`. The redirects usually end at ID-porten's logout
/// page. If ID-porten has no OAuth client to notify of the logout, ID-porten redirects to the vendor at once.
fn allow_form_redirects(page: Page, visit: &Visit, shown: &RequestModel) -> Page {
    let origins = visit.simulator.origins();
    let page = page
        .form_may_lead_to(origins.altinn_platform.as_str())
        .form_may_lead_to(origins.idporten.as_str());
    match &shown.redirect_url {
        Some(url) => page.form_may_lead_to(url),
        None => page,
    }
}

impl RequestKind {
    /// Returns the name of this kind in the paths of the request pages and of the user API, such as `agentrequest`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Standard => "request",
            Self::Agent => "agentrequest",
            Self::Change => "changerequest",
        }
    }

    #[must_use]
    pub fn page(self) -> String {
        format!("{USER_PAGES}/{}", self.name())
    }

    /// Returns the path of this kind of request in the user API. The page's forms and the logout after the decision
    /// have URLs that begin with this path.
    #[must_use]
    pub fn api(self) -> String {
        format!("{USER_API}/{}", self.name())
    }

    /// Returns the text before `=` in the cookie `AltinnLogoutInfo`. The text after `=` is the id of the request.
    #[must_use]
    pub fn logout_info(self) -> &'static str {
        match self {
            Self::Standard => "SystemuserRequestId",
            Self::Agent => "SystemuserAgentRequestId",
            Self::Change => "SystemuserChangeRequestId",
        }
    }

    #[must_use]
    pub fn texts(self, texts: &'static Texts) -> &'static RequestKindTexts {
        match self {
            Self::Standard => &texts.standard_request,
            Self::Agent => &texts.agent_request,
            Self::Change => &texts.change_request,
        }
    }
}
