use std::sync::MutexGuard;

use axum::{
    Form,
    extract::{Path, Query, State},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, Method, StatusCode};
use http_server::is_from_other_site;
use serde::Deserialize;

use super::{
    authorization_response::AuthorizationResponse,
    chooser::{PersonSearch, chooser},
    error_pages::{attempt_gone_page, language},
    find_client,
    sandbox_cookie::{enter_sandbox, sandbox_of_browser},
    sandboxes::{no_sandbox_page, sandbox_for_visitor},
    session_cookie::{session_key, set_session_key},
};
use crate::{
    Simulator,
    http::new_sandboxes::ClientAddress,
    oidc::AuthorizationRequest,
    rules::sandboxes::SHARED,
    texts::{Language, Texts},
    world::World,
};

/// Handles `GET /login/{attempt}`. Shows the person chooser, which replaces ID-porten's log-in methods: the user
/// chooses a person, and does not type a personal number. With automatic log-in, the simulator logs a person in without
/// showing a page.
pub async fn show_login(
    State(simulator): State<Simulator>,
    Path(attempt): Path<String>,
    Query(search): Query<PersonSearch>,
    client: ClientAddress,
    headers: HeaderMap,
) -> Response {
    let mut world = simulator.world();
    let now = world.now();
    let automatic = world.login.attempt(&attempt, now).and_then(|request| {
        let hint = request.login_hint.as_deref();
        let person = world.automatic_person(hint, request.sandbox.as_deref())?;
        Some(person.key.clone())
    });
    if let Some(person) = automatic
        && let Some(request) = world.login.end_attempt(&attempt, now)
    {
        return log_in(&simulator, world, request, &person, &headers);
    }
    let sandbox = sandbox_for_visitor(&simulator, &mut world, &attempt, client);
    let cookie = sandbox.map(|new| new.map(|id| enter_sandbox(&mut world, &headers, &id)));
    drop(world);
    match cookie {
        Ok(cookie) => {
            let page = chooser(&simulator, &attempt, search, &headers, None);
            (cookie, page).into_response()
        }
        Err(error) => no_sandbox_page(&simulator, &headers, &error),
    }
}

#[derive(Debug, Deserialize)]
pub struct LoginForm {
    person: Option<String>,
    cancel: Option<String>,
}

/// Handles `POST /login/{attempt}`. The user has chosen a person, or has cancelled the log-in.
pub async fn submit_login(
    State(simulator): State<Simulator>,
    Path(attempt): Path<String>,
    headers: HeaderMap,
    Form(form): Form<LoginForm>,
) -> Response {
    let own = &simulator.origins().idporten;
    // Without this check, another site could log the browser in as a person whom that site chooses (login CSRF).
    if is_from_other_site(own, &Method::POST, &headers) {
        let problem = |texts: &Texts| texts.login.foreign_form;
        let page = chooser(
            &simulator,
            &attempt,
            PersonSearch::default(),
            &headers,
            Some(problem),
        );
        return (StatusCode::FORBIDDEN, page).into_response();
    }
    let mut world = simulator.world();
    let now = world.now();
    let person = form.person.filter(|_| form.cancel.is_none());
    let sandbox = world.login.attempt(&attempt, now);
    let sandbox = sandbox.and_then(|request| request.sandbox.as_deref());
    if let Some(key) = &person
        && world.sandbox_of_person(key) != Some(sandbox.unwrap_or(SHARED))
    {
        drop(world);
        let problem = |texts: &Texts| texts.login.no_such_person;
        return chooser(
            &simulator,
            &attempt,
            PersonSearch::default(),
            &headers,
            Some(problem),
        );
    }
    let Some(request) = world.login.end_attempt(&attempt, now) else {
        drop(world);
        return attempt_gone_page(&simulator, Language::of(&headers));
    };
    let Some(person) = person else {
        let description = "the user cancelled the log-in";
        let response =
            AuthorizationResponse::error((&request).into(), "access_denied", description);
        drop(world);
        let language = language(&request, &headers);
        return response.send(&simulator, language, StatusCode::SEE_OTHER);
    };
    log_in(&simulator, world, request, &person, &headers)
}

/// Ends Altinn's sessions in this browser if the previous person and the new person are in different sandboxes. If both
/// are in the same sandbox, the sessions continue.
fn end_sessions_of_other_sandbox(world: &mut World, previous_key: Option<&str>, person: &str) {
    let now = world.now();
    let previous = previous_key.and_then(|key| world.login.session(key, now));
    let Some(previous) = previous else {
        return;
    };
    if world.sandbox_of_person(&previous.person) != world.sandbox_of_person(person) {
        let sid = previous.sid.clone();
        world.login.end_altinn_sessions_of(&sid);
    }
}

/// Starts a single sign-on session for the person, and redirects the browser to the client with a code.
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
    let previous_key = session_key(headers).filter(|_| sso);
    end_sessions_of_other_sandbox(&mut world, previous_key.as_deref(), person);
    let key = world.login.log_in(
        previous_key.as_deref(),
        person,
        request.acr_of_new_login(),
        now,
    );
    let code = world
        .login
        .issue_code(&key, request.clone(), now)
        .expect("this function started the session just above, at the same time");
    let sandbox = world.sandbox_of_person(person).unwrap_or(SHARED).to_owned();
    // Set a cookie only if the browser changes to another sandbox. A browser without a cookie is in the shared sandbox.
    let remembered = sandbox_of_browser(&world, headers);
    let moves = remembered.as_deref().unwrap_or(SHARED) != sandbox;
    let sandbox_cookie = moves.then(|| enter_sandbox(&mut world, headers, &sandbox));
    world.sandboxes.mark_used(&sandbox, World::machine_time());
    drop(world);
    // Every client needs a session, because a client logs the user out by the session's `sid`. Without single sign-on,
    // the browser gets no cookie for the session.
    let cookie = sso.then(|| set_session_key(key));
    let response = AuthorizationResponse::success(&request, code);
    let language = language(&request, headers);
    let response = response.send(simulator, language, StatusCode::SEE_OTHER);
    (cookie, sandbox_cookie, response).into_response()
}
