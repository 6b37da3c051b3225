use std::sync::MutexGuard;

use axum::{
    Form,
    extract::{Path, Query, State},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, StatusCode, header};
use leptos::prelude::*;
use serde::Deserialize;

use super::{
    SESSION_COOKIE,
    answer::Answer,
    authorize::NoWayBack,
    chooser::{Filter, chooser},
    find_client,
};
use crate::{
    Simulator,
    html::{Page, Service, alert, cookie, is_from_here, set_cookie},
    oidc::AuthorizationRequest,
    texts::{Language, Texts},
    world::World,
};

/// `GET /login/{attempt}`: the stand-in for ID-porten's ways to log in. Nobody types a number here.
pub async fn choose(
    State(simulator): State<Simulator>,
    Path(attempt): Path<String>,
    Query(filter): Query<Filter>,
    headers: HeaderMap,
) -> Response {
    let mut world = simulator.world();
    let now = world.now();
    let automatic = world.login.attempt(&attempt, now).and_then(|request| {
        let person = world.automatic_person(request.login_hint.as_deref())?;
        Some(person.key.clone())
    });
    if let Some(person) = automatic
        && let Some(request) = world.login.end_attempt(&attempt, now)
    {
        return log_in(&simulator, world, request, &person, &headers);
    }
    drop(world);
    chooser(&simulator, &attempt, filter, &headers, None)
}

#[derive(Debug, Deserialize)]
pub struct Choice {
    person: Option<String>,
    cancel: Option<String>,
}

/// `POST /login/{attempt}`: the person is chosen, or the login called off.
pub async fn chosen(
    State(simulator): State<Simulator>,
    Path(attempt): Path<String>,
    headers: HeaderMap,
    Form(choice): Form<Choice>,
) -> Response {
    let issuer = simulator.origins().idporten_issuer();
    // Whoever could log a browser in from another site could make it work under a name of theirs.
    if !is_from_here(&headers, &issuer) {
        let problem = |texts: &Texts| texts.login.foreign_form;
        let refused = chooser(
            &simulator,
            &attempt,
            Filter::default(),
            &headers,
            Some(problem),
        );
        return (StatusCode::FORBIDDEN, refused).into_response();
    }
    let mut world = simulator.world();
    let now = world.now();
    let person = choice.person.filter(|_| choice.cancel.is_none());
    if let Some(key) = &person
        && world.parties.person(key).is_none()
    {
        drop(world);
        let problem = |texts: &Texts| texts.login.no_such_person;
        return chooser(
            &simulator,
            &attempt,
            Filter::default(),
            &headers,
            Some(problem),
        );
    }
    let Some(request) = world.login.end_attempt(&attempt, now) else {
        drop(world);
        return attempt_gone(&simulator, Language::of(&headers));
    };
    let Some(person) = person else {
        let called_off = "the user called the login off";
        let answer = Answer::refusal((&request).into(), "access_denied", called_off);
        drop(world);
        let language = language(&request, &headers);
        return answer.send(&simulator, language, StatusCode::SEE_OTHER);
    };
    log_in(&simulator, world, request, &person, &headers)
}

/// Back to the client with a code, in a session of single sign-on.
fn log_in(
    simulator: &Simulator,
    mut world: MutexGuard<'_, World>,
    request: AuthorizationRequest,
    person: &str,
    headers: &HeaderMap,
) -> Response {
    let now = world.now();
    let sso = find_client(&world, simulator.origins(), &request.client_id)
        .is_none_or(|client| client.sso);
    let before = cookie(headers, SESSION_COOKIE).filter(|_| sso);
    let session = world
        .login
        .log_in(before.as_deref(), person, request.acr_of_a_login(), now);
    let code = world
        .login
        .issue_code(&session, request.clone(), now)
        .expect("the session has begun just above, at this same time");
    drop(world);
    // No browser has a session without single sign-on: it is only there to be ended, by its `sid`.
    let cookie = sso.then(|| [(header::SET_COOKIE, set_cookie(SESSION_COOKIE, &session))]);
    let answer = Answer::success(&request, code);
    let language = language(&request, headers);
    let answer = answer.send(simulator, language, StatusCode::SEE_OTHER);
    (cookie, answer).into_response()
}

/// What the client asked for, unless the visitor has chosen.
pub(crate) fn language(request: &AuthorizationRequest, headers: &HeaderMap) -> Language {
    let chosen = cookie(headers, Language::COOKIE).and_then(|code| Language::parse(&code));
    let asked = || request.locale.as_deref().and_then(Language::parse);
    chosen
        .or_else(asked)
        .unwrap_or_else(|| Language::of(headers))
}

/// The page for a login that cannot be answered at the client's address.
pub fn cannot_start(simulator: &Simulator, language: Language, reason: &NoWayBack) -> Response {
    let texts = language.texts();
    let login = &texts.login;
    let page = Page::new(Service::IdPorten, simulator, language, "/")
        .title(login.cannot_start_title)
        .status(StatusCode::BAD_REQUEST);
    let technical = reason.to_string();
    page.answer(view! {
        <div class="sim-panel sim-panel--whole">
            <h1 class="ds-heading" data-size="lg">
                {login.cannot_start_title}
            </h1>
            {alert("danger", reason.text(login), None)}
            <p class="ds-paragraph sim-prose">{login.cannot_start}</p>
            <details class="sim-row">
                <summary>{login.developers}</summary>
                <div class="sim-row__body">
                    <code>{technical}</code>
                </div>
            </details>
        </div>
    })
}

pub(crate) fn attempt_gone(simulator: &Simulator, language: Language) -> Response {
    let login = &language.texts().login;
    let page = Page::new(Service::IdPorten, simulator, language, "/")
        .title(login.attempt_gone_title)
        .status(StatusCode::GONE);
    page.answer(view! {
        <div class="sim-panel sim-panel--whole">
            <h1 class="ds-heading" data-size="lg">
                {login.attempt_gone_title}
            </h1>
            <p class="ds-paragraph sim-prose">{login.attempt_gone}</p>
        </div>
    })
}
