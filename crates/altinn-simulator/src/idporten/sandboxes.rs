//! A browser can enter a sandbox in three ways:
//!
//! - a one-time link that has a ticket
//! - the page where the user chooses a person
//! - a button on that page, which creates a new sandbox
//!
//! The real ID-porten has no sandboxes.

use axum::{
    Form,
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, Method, StatusCode};
use http_server::is_from_other_site;
use leptos::prelude::*;
use serde::Deserialize;
use uuid::Uuid;

use super::{
    forms::Params,
    logout::{NextPage, logged_out_page, logout_frames},
    sandbox_cookie::enter_sandbox,
    session_cookie::{delete_session_key, session_key, set_session_key},
};
use crate::{
    SandboxError, Sandboxes, Simulator,
    altinn::pages::authentication,
    html::{Page, Service, at, go, host_of},
    http::new_sandboxes::ClientAddress,
    oidc::{Acr, SsoSession},
    rules::{Person, sandboxes::NewSandbox},
    texts::{Language, Sandbox as SandboxTexts},
    world::World,
};

#[derive(Debug, thiserror::Error)]
pub(super) enum NoSandbox {
    #[error("{0}")]
    NotMade(#[from] SandboxError),
    #[error("the client address has got too many sandboxes")]
    TooManyFromAddress,
}

/// Creates a sandbox in the state "fresh" for a visitor, and returns its id.
fn create(
    simulator: &Simulator,
    world: &mut World,
    client: ClientAddress,
) -> Result<String, NoSandbox> {
    if !simulator.new_sandboxes().take(client) {
        return Err(NoSandbox::TooManyFromAddress);
    }
    let new = NewSandbox {
        id: world.unused_sandbox_id(),
        request_id: Uuid::new_v4(),
        change_id: Uuid::new_v4(),
        ..NewSandbox::default()
    };
    Ok(world.create_sandbox(new, simulator.sandbox_limits())?)
}

/// Creates a sandbox for a log-in attempt, and returns the id of the sandbox. Returns `None` if all visitors share one
/// sandbox. Also returns `None` if the log-in attempt already has a sandbox from a link or a cookie.
pub(super) fn sandbox_for_visitor(
    simulator: &Simulator,
    world: &mut World,
    attempt: &str,
    client: ClientAddress,
) -> Result<Option<String>, NoSandbox> {
    let now = world.now();
    let request = world.login.attempt(attempt, now);
    let needs_one = request.is_some_and(|request| request.sandbox.is_none());
    if !needs_one || simulator.sandboxes() == Sandboxes::Shared {
        return Ok(None);
    }
    let id = create(simulator, world, client)?;
    world.login.move_attempt(attempt, &id);
    Ok(Some(id))
}

/// Whether the user can change to a new sandbox in this log-in attempt. The result is `false` if the log-in leads to a
/// page of one sandbox, such as a request. A person of a new sandbox could not open that page.
pub(super) fn may_start_afresh(world: &World, client_id: &str, state: Option<&str>) -> bool {
    let now = world.now();
    let of_page = state.and_then(|state| world.login.sandbox_of_altinn_login(state, now));
    client_id != authentication::CLIENT_ID || of_page.is_none()
}

/// Handles `GET /simulator/enter/{ticket}`. Moves the browser into the sandbox of the ticket, and ends the browser's
/// old session. If the ticket names a person, ID-porten logs this person in.
///
/// A ticket works in any browser, because SmartCloud requests the ticket and does not see ID-porten's cookie. So
/// somebody can send an unused link to another user. That user then enters a sandbox that the sender knows. This does
/// no harm, because all persons are made up and the banner names the sandbox. A ticket works once, and for one minute.
pub async fn enter(
    State(simulator): State<Simulator>,
    Path(ticket): Path<String>,
    headers: HeaderMap,
) -> Response {
    if !is_opened_by_person(&headers) {
        return message(&simulator, &headers, StatusCode::FORBIDDEN, |texts| {
            (texts.open_yourself_title, texts.open_yourself)
        });
    }
    let mut world = simulator.world();
    let now = world.now();
    let is_in_sandbox = |person: &Person, sandbox: &str| person.sandbox_id() == sandbox;
    let ticket = world.login.take_ticket(&ticket, now).filter(|ticket| {
        let person = ticket.person.as_deref();
        let person = person.map(|key| world.parties.person(key));
        world.sandboxes.exists(&ticket.sandbox)
            && person.is_none_or(|person| {
                person.is_some_and(|person| is_in_sandbox(person, &ticket.sandbox))
            })
    });
    let Some(ticket) = ticket else {
        drop(world);
        return message(&simulator, &headers, StatusCode::GONE, |texts| {
            (texts.ticket_gone_title, texts.ticket_gone)
        });
    };
    end_session(&mut world, &headers);
    world
        .sandboxes
        .mark_used(&ticket.sandbox, World::machine_time());
    let session = match &ticket.person {
        // Use the highest level of assurance, because every authorization request accepts this level. So the person
        // does not have to log in again when a client requests a log-in.
        Some(person) => set_session_key(world.login.log_in(None, person, Acr::High, now)),
        None => delete_session_key(),
    };
    let sandbox = enter_sandbox(&mut world, &headers, &ticket.sandbox);
    drop(world);
    // The browser possibly has a session at Altinn that ID-porten does not know. So first redirect the browser to a URL
    // of Altinn that ends this session.
    let by_altinn = authentication::leave_url(simulator.origins(), &ticket.return_to);
    let redirect = go(StatusCode::SEE_OTHER, &by_altinn);
    (sandbox, session, redirect).into_response()
}

#[derive(Debug, Deserialize)]
pub struct StartAfreshForm {
    /// The name of the log-in attempt that continues in the new sandbox.
    attempt: String,
}

/// Handles `POST /simulator/start-afresh`. Gives the browser a new sandbox. The browser's old session ends, and the
/// iframes of the page log the user out of all clients. After that, the log-in attempt continues with the persons of
/// the new sandbox.
pub async fn start_afresh(
    State(simulator): State<Simulator>,
    client: ClientAddress,
    headers: HeaderMap,
    Form(form): Form<StartAfreshForm>,
) -> Response {
    let origin = &simulator.origins().idporten;
    if is_from_other_site(origin, &Method::POST, &headers) {
        return message(&simulator, &headers, StatusCode::FORBIDDEN, |texts| {
            (texts.foreign_form_title, texts.foreign_form)
        });
    }
    let mut world = simulator.world();
    let sandbox = match create(&simulator, &mut world, client) {
        Ok(sandbox) => sandbox,
        Err(error) => {
            drop(world);
            return no_sandbox_page(&simulator, &headers, &error);
        }
    };
    let session = end_session(&mut world, &headers);
    let frames = logout_frames(&world, &simulator, session.as_ref());
    let now = world.now();
    let goto = if world.login.attempt(&form.attempt, now).is_some() {
        world.login.move_attempt(&form.attempt, &sandbox);
        at(origin, &format!("/login/{}", form.attempt))
    } else {
        simulator.origins().altinn_ui.to_string()
    };
    let cookie = enter_sandbox(&mut world, &headers, &sandbox);
    drop(world);
    let params = Params::read("");
    let next = NextPage {
        url: authentication::leave_url(simulator.origins(), &goto),
        host: host_of(&goto),
    };
    let page = logged_out_page(&simulator, &headers, "/", &params, &frames, Some(next));
    (cookie, delete_session_key(), page).into_response()
}

/// Ends the browser's session at ID-porten, and the sessions at Altinn that began with it. Returns the ended session,
/// so that the caller can tell the clients of this session.
fn end_session(world: &mut World, headers: &HeaderMap) -> Option<SsoSession> {
    let key = session_key(headers)?;
    let session = world.login.end_session(&key)?;
    world.login.end_altinn_sessions_of(&session.sid);
    Some(session)
}

/// Whether a person has opened the URL in a tab or window. If a browser loads the page into a frame or loads the page
/// in advance, the headers `Sec-Fetch-Dest` and `Sec-Purpose` say so. Some browsers do not send these headers, for
/// example over http in a local network. In that case, the result is `true`.
fn is_opened_by_person(headers: &HeaderMap) -> bool {
    let has = |name: &str, is_fit: fn(&str) -> bool| {
        let mut values = headers.get_all(name).iter();
        values.all(|value| value.to_str().is_ok_and(is_fit))
    };
    has("sec-fetch-dest", |text| text == "document")
        && has("sec-purpose", |text| !text.starts_with("prefetch"))
        && has("purpose", |text| text != "prefetch")
}

pub(super) fn no_sandbox_page(
    simulator: &Simulator,
    headers: &HeaderMap,
    error: &NoSandbox,
) -> Response {
    tracing::warn!(%error, "a visitor got no sandbox");
    match error {
        NoSandbox::TooManyFromAddress => {
            let status = StatusCode::TOO_MANY_REQUESTS;
            message(simulator, headers, status, |texts| {
                (texts.too_many_title, texts.too_many)
            })
        }
        NoSandbox::NotMade(_) => {
            let status = StatusCode::SERVICE_UNAVAILABLE;
            message(simulator, headers, status, |texts| {
                (texts.all_in_use_title, texts.all_in_use)
            })
        }
    }
}

fn message(
    simulator: &Simulator,
    headers: &HeaderMap,
    status: StatusCode,
    text: fn(&SandboxTexts) -> (&'static str, &'static str),
) -> Response {
    let language = Language::of(headers);
    let texts = language.texts();
    let (heading, more) = text(&texts.sandbox);
    let front = simulator.origins().altinn_ui.to_string();
    let page = Page::new(Service::IdPorten, simulator, language, "/")
        .title(format!("{heading} – {}", texts.frame.idporten))
        .status(status);
    page.answer(view! {
        <div class="sim-panel sim-panel--whole">
            <h1 class="ds-heading" data-size="lg">
                {heading}
            </h1>
            <p class="ds-paragraph sim-prose">{more}</p>
            <p class="ds-paragraph">
                <a class="ds-link" href=front>
                    {texts.sandbox.to_front}
                </a>
            </p>
        </div>
    })
}
