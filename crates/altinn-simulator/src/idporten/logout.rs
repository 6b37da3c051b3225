use axum::{
    extract::{RawQuery, State},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, StatusCode};
use leptos::prelude::*;
use serde::Deserialize;
use url::Url;

use super::{
    authorization_request::is_printable,
    find_client,
    forms::Params,
    session_cookie::{delete_session_key, session_key},
};
use crate::oidc::oauth_clients::IdPortenClient;
use crate::world::World;
use crate::{
    Simulator,
    html::{Page, Service, form_urlencoded, go, host_of, is_own},
    oidc::SsoSession,
    texts::Language,
};

/// Handles `GET /logout`, which is ID-porten's `end_session_endpoint`. A client sends the browser to this URL to log
/// the user out.
pub async fn log_out_by_link(
    State(simulator): State<Simulator>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    let params = Params::read(query.as_deref().unwrap_or_default());
    log_out(&simulator, &headers, &params)
}

/// Handles `POST /logout`. Works like `GET /logout`, but with the parameters in a form.
pub async fn log_out_by_form(
    State(simulator): State<Simulator>,
    headers: HeaderMap,
    body: String,
) -> Response {
    log_out(&simulator, &headers, &Params::read(&body))
}

/// The claims of the ID token in `id_token_hint`. This ID token must have a valid signature, but it may have expired.
#[derive(Debug, Deserialize)]
struct IdTokenHint {
    aud: String,
    sid: Option<String>,
}

fn log_out(simulator: &Simulator, headers: &HeaderMap, params: &Params) -> Response {
    let hint = params
        .get("id_token_hint")
        .and_then(|token| simulator.keys().idporten.check_signature(token).ok())
        .and_then(|claims| serde_json::from_value::<IdTokenHint>(claims.into()).ok());
    let (sso, session, frames, next_url) = {
        let mut world = simulator.world();
        let client = client_id(hint.as_ref(), params)
            .and_then(|id| find_client(&world, simulator.origins(), id));
        // All clients with single sign-on share one session. A client without single sign-on must not end this session.
        let sso = client.as_ref().is_none_or(|client| client.sso);
        // The browser sends the session cookie when the user follows a link, but not when another site sends a form.
        // After such a form, the claim `sid` of the hint identifies the session.
        let session = session_key(headers)
            .filter(|_| sso)
            .and_then(|key| world.login.end_session(&key))
            .or_else(|| {
                world
                    .login
                    .end_session_by_sid(hint.as_ref()?.sid.as_deref()?)
            });
        let frames = logout_frames(&world, simulator, session.as_ref());
        let next_url = next_url(client.as_ref(), params);
        if world.automation().is_on()
            && let Some(next_url) = &next_url
        {
            // With automation, ID-porten redirects the browser and shows no page with iframes. Therefore the clients do
            // not learn about the log-out. Only Altinn's sessions end here, because Altinn runs in the same process.
            if let Some(session) = &session {
                world.login.end_altinn_sessions_of(&session.sid);
            }
            let delete_cookie = sso.then(delete_session_key);
            return (delete_cookie, go(StatusCode::FOUND, next_url)).into_response();
        }
        (sso, session, frames, next_url)
    };
    tracing::info!(
        session = session.is_some(),
        frames = frames.len(),
        "ID-porten logs a user out"
    );
    let path = logout_path(hint.as_ref(), params);
    let page = logged_out_page(
        simulator,
        headers,
        &path,
        params,
        &frames,
        next_url.map(NextPage::at),
    );
    (sso.then(delete_session_key), page).into_response()
}

/// Returns the path for the links that show the log-out page in another language. The path contains the client id
/// instead of `id_token_hint`, so the links contain no token.
fn logout_path(hint: Option<&IdTokenHint>, params: &Params) -> String {
    let copied = ["post_logout_redirect_uri", "state"]
        .map(|name| params.get(name).map(|value| (name, value)));
    let client = client_id(hint, params).map(|id| ("client_id", id));
    let pairs: Vec<_> = client
        .into_iter()
        .chain(copied.into_iter().flatten())
        .collect();
    format!("/logout?{}", form_urlencoded(&pairs))
}

/// Returns the client id from `id_token_hint` or from the parameter `client_id`. Returns `None` if both are missing, or
/// if they name different clients.
fn client_id<'p>(hint: Option<&'p IdTokenHint>, params: &'p Params) -> Option<&'p str> {
    let audience = hint.map(|hint| hint.aud.as_str());
    match (audience, params.get("client_id")) {
        (Some(audience), Some(id)) if audience != id => None,
        (audience, id) => audience.or(id),
    }
}

/// Handles `GET /simulator/switch-person`. Logs the user out, so that another person can log in, and redirects the
/// browser to the URL in the parameter `goto`. The real ID-porten has no such path.
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
        let session = session_key(&headers).and_then(|key| world.login.end_session(&key));
        logout_frames(&world, &simulator, session.as_ref())
    };
    let path = format!(
        "/simulator/switch-person?{}",
        form_urlencoded(&[("goto", &goto)])
    );
    let page = logged_out_page(
        &simulator,
        &headers,
        &path,
        &params,
        &frames,
        Some(NextPage::at(goto)),
    );
    (delete_session_key(), page).into_response()
}

/// An iframe on the log-out page. When the browser loads the iframe, the client ends its own session for the user.
pub(super) struct LogoutFrame {
    client_name: String,
    /// The client's `frontchannel_logout_uri` with the query parameters `iss` and `sid`, which name the issuer and the
    /// session.
    url: String,
}

/// Returns one iframe for each client that got a code in the session and has a `frontchannel_logout_uri`.
pub(super) fn logout_frames(
    world: &World,
    simulator: &Simulator,
    session: Option<&SsoSession>,
) -> Vec<LogoutFrame> {
    let Some(session) = session else {
        return Vec::new();
    };
    let issuer = simulator.origins().idporten_issuer();
    let frame = |client_id: &String| {
        let client = find_client(world, simulator.origins(), client_id)?;
        let mut url = Url::parse(client.frontchannel_logout_uri.as_deref()?).ok()?;
        url.query_pairs_mut()
            .extend_pairs([("iss", issuer.as_str()), ("sid", session.sid.as_str())]);
        Some(LogoutFrame {
            client_name: client.name,
            url: url.into(),
        })
    };
    session.clients.iter().filter_map(frame).collect()
}

/// Returns the URL for the browser after the log-out, from the parameter `post_logout_redirect_uri`. Returns `None` if
/// the client has not registered this URL, or if `state` has an invalid character.
fn next_url(client: Option<&IdPortenClient>, params: &Params) -> Option<String> {
    let uri = params.get("post_logout_redirect_uri")?;
    let registered = &client?.post_logout_redirect_uris;
    if !registered.iter().any(|known| known == uri) {
        return None;
    }
    match params.get("state") {
        Some(state) if is_printable(state) => {
            let separator = if uri.contains('?') { '&' } else { '?' };
            Some(format!(
                "{uri}{separator}{}",
                form_urlencoded(&[("state", state)])
            ))
        }
        Some(_) => None,
        None => Some(uri.to_owned()),
    }
}

pub(super) struct NextPage {
    pub(super) url: String,
    /// The host name in the text of the link. If `url` redirects the browser to another host, `host` is that other
    /// host.
    pub(super) host: Option<String>,
}

impl NextPage {
    fn at(url: String) -> Self {
        let host = host_of(&url);
        Self { url, host }
    }
}

/// Returns the page that the user sees after a log-out. The iframes on this page tell the clients about the log-out.
/// Then the page sends the browser to `next`. The page also has a link to `next`.
pub(super) fn logged_out_page(
    simulator: &Simulator,
    headers: &HeaderMap,
    path: &str,
    params: &Params,
    frames: &[LogoutFrame],
    next: Option<NextPage>,
) -> Response {
    let language = Language::of(headers);
    let texts = &language.texts().logout;
    let mut page = Page::new(Service::IdPorten, simulator, language, path);
    for frame in frames {
        page = page.frames(&frame.url);
    }
    let (heading, body, refused_redirect) = if let Some(next) = &next {
        page = page.title(texts.going_title).goes_on_to(&next.url);
        (texts.going_heading, texts.going, None)
    } else {
        page = page.title(texts.done_title);
        let has_redirect_uri = params.get("post_logout_redirect_uri").is_some();
        (
            texts.done_heading,
            texts.done,
            has_redirect_uri.then_some(texts.not_back),
        )
    };
    let link = next.map(|next| {
        let label = (texts.go_on)(next.host.as_deref().unwrap_or(&next.url));
        view! {
            <p class="ds-paragraph">
                <a class="ds-link" href=next.url>
                    {label}
                </a>
            </p>
        }
    });
    let frames = frames
        .iter()
        .map(|frame| {
            let title = (texts.frame_name)(&frame.client_name);
            view! { <iframe hidden src=frame.url.clone() title=title></iframe> }
        })
        .collect_view();
    page.answer(view! {
        <div class="sim-panel sim-panel--whole">
            <h1 class="ds-heading" data-size="lg">
                {heading}
            </h1>
            <p class="ds-paragraph sim-prose">{body}</p>
            {refused_redirect.map(|text| view! { <p class="ds-paragraph sim-prose">{text}</p> })}
            {link}
            {frames}
        </div>
    })
}
