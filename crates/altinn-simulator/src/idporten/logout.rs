use axum::{
    extract::{RawQuery, State},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use leptos::prelude::*;
use serde::Deserialize;
use url::Url;

use super::{SESSION_COOKIE, find_client, forms::Params, request::is_printable};
use crate::oidc::oauth_clients::IdPortenClient;
use crate::world::World;
use crate::{
    Simulator,
    html::{Page, Service, cookie, delete_cookie, form_urlencoded, go, host_of, is_own},
    oidc::SsoSession,
    texts::Language,
};

/// `GET /logout` (`end_session`), as a client sends a browser to it.
pub async fn by_link(
    State(simulator): State<Simulator>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    let params = Params::read(query.as_deref().unwrap_or_default());
    end_session(&simulator, &headers, &params)
}

/// `POST /logout`: the same, with the parameters in a form.
pub async fn by_form(
    State(simulator): State<Simulator>,
    headers: HeaderMap,
    body: String,
) -> Response {
    end_session(&simulator, &headers, &Params::read(&body))
}

/// What an `id_token_hint` says. It may have expired long ago.
#[derive(Debug, Deserialize)]
struct Hint {
    aud: String,
    sid: Option<String>,
}

fn end_session(simulator: &Simulator, headers: &HeaderMap, params: &Params) -> Response {
    let hint = params
        .get("id_token_hint")
        .and_then(|token| simulator.keys().idporten.check_signature(token).ok())
        .and_then(|claims| serde_json::from_value::<Hint>(claims.into()).ok());
    let (sso, session, frames, next) = {
        let mut world = simulator.world();
        let client = client_id(hint.as_ref(), params)
            .and_then(|id| find_client(&world, simulator.origins(), id));
        // What the browser shares with others is no business of a client without single sign-on.
        let sso = client.as_ref().is_none_or(|client| client.sso);
        // The cookie comes along by a link. By a form of another site it does not, but the hint tells.
        let session = cookie(headers, SESSION_COOKIE)
            .filter(|_| sso)
            .and_then(|name| world.login.end_session(&name))
            .or_else(|| {
                world
                    .login
                    .end_session_by_sid(hint.as_ref()?.sid.as_deref()?)
            });
        let frames = frames(&world, simulator, session.as_ref());
        let next = next(client.as_ref(), params);
        if world.automation().is_on()
            && let Some(next) = &next
        {
            // Nobody looks at a page, so no frame would be loaded: Altinn is told here, and others are not.
            if let Some(session) = &session {
                world.login.end_altinn_sessions_of(&session.sid);
            }
            let forget = sso.then(forget_session);
            return (forget, go(StatusCode::FOUND, next)).into_response();
        }
        (sso, session, frames, next)
    };
    tracing::info!(
        session = session.is_some(),
        frames = frames.len(),
        "ID-porten logs out"
    );
    let here = again(hint.as_ref(), params);
    let page = logged_out(simulator, headers, &here, params, &frames, next.as_deref());
    (sso.then(forget_session), page).into_response()
}

fn forget_session() -> [(HeaderName, HeaderValue); 1] {
    [(header::SET_COOKIE, delete_cookie(SESSION_COOKIE))]
}

/// This page as a link, for another language: with the way back, and without the token in the hint.
fn again(hint: Option<&Hint>, params: &Params) -> String {
    let given = |name: &'static str| params.get(name).map(|value| (name, value));
    let client = client_id(hint, params).map(|id| ("client_id", id));
    let back = ["post_logout_redirect_uri", "state"].map(given);
    let pairs: Vec<_> = client
        .into_iter()
        .chain(back.into_iter().flatten())
        .collect();
    format!("/logout?{}", form_urlencoded(&pairs))
}

/// The client that the hint or the parameter names; none where they name two.
fn client_id<'p>(hint: Option<&'p Hint>, params: &'p Params) -> Option<&'p str> {
    let (hinted, named) = (hint.map(|hint| hint.aud.as_str()), params.get("client_id"));
    match (hinted, named) {
        (Some(hinted), Some(named)) if hinted != named => None,
        (hinted, named) => hinted.or(named),
    }
}

/// `GET /simulator/switch-person`: logs out and comes back to the page as nobody, to be asked anew.
///
/// The real ID-porten has no such thing.
pub async fn switch_person(
    State(simulator): State<Simulator>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    let params = Params::read(query.as_deref().unwrap_or_default());
    let goto = params
        .get("goto")
        .filter(|goto| is_own(simulator.origins(), goto));
    let goto = goto.map_or_else(|| simulator.origins().altinn_ui.to_string(), str::to_owned);
    let frames = {
        let mut world = simulator.world();
        let session = cookie(&headers, SESSION_COOKIE).and_then(|n| world.login.end_session(&n));
        frames(&world, &simulator, session.as_ref())
    };
    let here = format!(
        "/simulator/switch-person?{}",
        form_urlencoded(&[("goto", &goto)])
    );
    let page = logged_out(&simulator, &headers, &here, &params, &frames, Some(&goto));
    (forget_session(), page).into_response()
}

/// One address for each client to be told: its `frontchannel_logout_uri` with `iss` and `sid`.
fn frames(
    world: &World,
    simulator: &Simulator,
    session: Option<&SsoSession>,
) -> Vec<(String, String)> {
    let Some(session) = session else {
        return Vec::new();
    };
    let issuer = simulator.origins().idporten_issuer();
    let told = |client_id: &String| {
        let client = find_client(world, simulator.origins(), client_id)?;
        let mut url = Url::parse(client.frontchannel_logout_uri.as_deref()?).ok()?;
        url.query_pairs_mut()
            .extend_pairs([("iss", issuer.as_str()), ("sid", session.sid.as_str())]);
        Some((client.name, url.into()))
    };
    session.clients.iter().filter_map(told).collect()
}

/// Where the client wants the browser next, if it is one of the addresses registered for that.
fn next(client: Option<&IdPortenClient>, params: &Params) -> Option<String> {
    let wanted = params.get("post_logout_redirect_uri")?;
    let registered = &client?.post_logout_redirect_uris;
    if !registered.iter().any(|uri| uri == wanted) {
        return None;
    }
    match params.get("state") {
        Some(state) if is_printable(state) => {
            let separator = if wanted.contains('?') { '&' } else { '?' };
            Some(format!(
                "{wanted}{separator}{}",
                form_urlencoded(&[("state", state)])
            ))
        }
        Some(_) => None,
        None => Some(wanted.to_owned()),
    }
}

/// A page of frames: a redirect would load none. It goes on once they have loaded, and by a link.
fn logged_out(
    simulator: &Simulator,
    headers: &HeaderMap,
    here: &str,
    params: &Params,
    frames: &[(String, String)],
    next: Option<&str>,
) -> Response {
    let language = Language::of(headers);
    let texts = &language.texts().logout;
    let mut page = Page::new(Service::IdPorten, simulator, language, here);
    for (_, url) in frames {
        page = page.frames(url);
    }
    let (heading, body, unanswered) = if let Some(next) = next {
        page = page.title(texts.going_title).goes_on_to(next);
        (texts.going_heading, texts.going, None)
    } else {
        page = page.title(texts.done_title);
        let wanted = params.get("post_logout_redirect_uri").is_some();
        (
            texts.done_heading,
            texts.done,
            wanted.then_some(texts.not_back),
        )
    };
    let link = next.map(|next| {
        let label = (texts.go_on)(&host_of(next).unwrap_or_else(|| next.to_owned()));
        view! {
            <p class="ds-paragraph">
                <a class="ds-link" href=next.to_owned()>
                    {label}
                </a>
            </p>
        }
    });
    let frames = frames
        .iter()
        .map(|(client, url)| {
            view! { <iframe hidden src=url.clone() title=(texts.frame_name)(client)></iframe> }
        })
        .collect_view();
    page.answer(view! {
        <div class="sim-panel sim-panel--whole">
            <h1 class="ds-heading" data-size="lg">
                {heading}
            </h1>
            <p class="ds-paragraph sim-prose">{body}</p>
            {unanswered.map(|text| view! { <p class="ds-paragraph sim-prose">{text}</p> })}
            {link}
            {frames}
        </div>
    })
}
