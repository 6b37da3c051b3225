//! Handles `GET /scene/{id}`. Creates the scene's sandbox, and redirects the browser to the scene's first page. A scene
//! is a part of a talk.
//!
//! ```text
//!  browser              SmartCloud                         simulator
//!     │ GET /scene/{id} ──▶ │ 1. end the own sign-in          │
//!     │                     │ 2. make the sandbox ──────────▶ │
//!     │                     │ 3. start a log-in ────────────▶ │
//!     │                     │ 4. make a one-time link ──────▶ │
//!     │ ◀── 303 to the link at ID-porten                      │
//!     │ ──────────────── ID-porten logs the person in ──────▶ │
//!     │ ◀── 303 to the first page of the scene                │
//! ```
//!
//! This GET changes data, because a link in a slide or in a chat cannot send a form. So the link acts only when a
//! person opens it as a page. A HEAD or a prefetch changes nothing. All persons are made up, so the link needs no
//! protection against CSRF.

use axum::{
    extract::{Path, Request, State},
    response::{IntoResponse, Redirect, Response},
};
use axum_extra::extract::cookie::CookieJar;
use http::{HeaderMap, StatusCode, Uri};
use tower_sessions::Session;
use url::{Url, form_urlencoded};

use super::{
    pages::{self, StagePage},
    preparation::{self, Error, Prepared},
    scenes::{self, SCENES, Scene, Start},
};
use crate::{
    i18n::Locale,
    local_path::LocalPath,
    login, outbound, recorder,
    session::{BrowserId, SignedIn},
    state::AppState,
    talks::{self, Following},
};

/// Handles `GET /scene/{id}?talk=CODE&at=N`. Only the links of a talk have the parameters `talk` and `at`. A browser
/// that opens such a link follows the talk from position N.
pub async fn open(
    State(app): State<AppState>,
    session: Session,
    browser: BrowserId,
    locale: Locale,
    Path(id): Path<String>,
    request: Request,
) -> Response {
    let Some(scene) = scenes::place_of(&id).map(|place| SCENES[place]) else {
        return pages::render(app, request, StagePage::NoScene).await;
    };
    match opener(request.headers()) {
        Opener::Person => {}
        // With this status, the browser does not use the prefetched response. When the person opens the link, the
        // browser sends a new HTTP request.
        Opener::Prefetch => return StatusCode::SERVICE_UNAVAILABLE.into_response(),
        Opener::Other => return pages::render(app, request, StagePage::NotAPage).await,
    }
    let following = following(&app, request.uri());
    let talk = following.as_ref().map(|following| following.code.as_str());
    let cookies = cookies(&app, &browser, following.as_ref());
    match lead(&app, &session, &browser, locale, scene, talk).await {
        Ok(address) => (cookies, Redirect::to(address.as_str())).into_response(),
        Err(error) => {
            log(scene, &error);
            // Set the cookies even on the error page, because a browser with the error page must still follow the talk.
            (
                cookies,
                pages::render(app, request, StagePage::of(&error)).await,
            )
                .into_response()
        }
    }
}

/// Who opens the link, according to the headers of the request. An old browser does not send these headers, and counts
/// as a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Opener {
    Person,
    /// The browser loads the page in advance, before the person opens the link.
    Prefetch,
    Other,
}

fn opener(headers: &HeaderMap) -> Opener {
    let value = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let is_prefetch = ["sec-purpose", "purpose", "x-moz"]
        .into_iter()
        .filter_map(value)
        .any(|purpose| purpose.to_ascii_lowercase().contains("prefetch"));
    if is_prefetch {
        return Opener::Prefetch;
    }
    match value("sec-fetch-dest") {
        None | Some("document") => Opener::Person,
        Some(_) => Opener::Other,
    }
}

/// Reads the talk and the position from the link. Returns `None` if the link names no talk, or if the named talk has
/// ended.
fn following(app: &AppState, uri: &Uri) -> Option<Following> {
    let query = uri.query().unwrap_or_default().as_bytes();
    let value = |name: &str| {
        form_urlencoded::parse(query)
            .find(|(key, _)| key == name)
            .map(|(_, value)| value)
    };
    let talk = app.talks.find(&talks::read_code(&value("talk")?)?)?;
    let position = value("at").and_then(|at| at.parse().ok());
    Some(Following {
        code: talk.code,
        position: position.unwrap_or(talk.position.number),
    })
}

fn cookies(app: &AppState, browser: &BrowserId, following: Option<&Following>) -> CookieJar {
    let jar = browser.cookie(&app.config);
    match following {
        Some(following) => jar.add(following.cookie(&app.config)),
        None => jar,
    }
}

/// Does the four steps of the diagram at the top of this file. Returns the one-time link.
async fn lead(
    app: &AppState,
    session: &Session,
    browser: &BrowserId,
    locale: Locale,
    scene: &Scene,
    talk: Option<&str>,
) -> Result<Url, Error> {
    let control = app
        .control
        .as_ref()
        .ok_or(Error::Incomplete("a simulator"))?;
    SignedIn::end(session, app).await?;
    let prepared = preparation::prepare(app, control, scene, browser, talk).await?;
    // From now on, the pages `/bak-kulissene` show this visitor only the calls of this scene, and not those of the
    // previous scene.
    recorder::begin_story(Some(&prepared.sandbox.id));
    let person = match scene.actor {
        Some(actor) => {
            let person = prepared.sandbox.person(actor.key);
            Some(person.ok_or(Error::Incomplete("the person of the scene"))?)
        }
        None => None,
    };
    let first_page = first_page(app, browser, locale, scene, &prepared).await?;
    let sandbox = &prepared.sandbox.id;
    let person = person.map(|person| person.key.as_str());
    let ticket = control.ticket(sandbox, person, &first_page).await?;
    tracing::info!(scene = scene.id, sandbox, "a scene was prepared");
    Ok(ticket.url)
}

/// Returns the target of the one-time link. If the scene starts after a log-in, the target is ID-porten's log-in page.
/// The person is then already logged in at ID-porten, so ID-porten redirects the browser to SmartCloud at once.
async fn first_page(
    app: &AppState,
    browser: &BrowserId,
    locale: Locale,
    scene: &Scene,
    Prepared {
        sandbox,
        organisation,
    }: &Prepared,
) -> Result<Url, Error> {
    Ok(match scene.start {
        Start::Page(path) => app.config.public_url.join(path)?,
        Start::SignedIn(path) => {
            let path = path.replace("{organisation}", organisation.as_str());
            let next: LocalPath = path
                .parse()
                .map_err(|_| Error::Incomplete("the path of the first page"))?;
            login::log_in_address(app, browser, locale, next)
                .await
                .map_err(Error::LogIn)?
        }
        Start::Request(kind) => {
            let request = sandbox.request(kind);
            let request = request.ok_or(Error::Incomplete("the request of the scene"))?;
            request.confirm_url.clone()
        }
        Start::Altinn(path) => {
            let user = sandbox.system_users.first();
            let user = user.ok_or(Error::Incomplete("the system user of the scene"))?;
            let path = path.replace("{systemUser}", &user.id);
            app.config.altinn.ui_url.join(&path)?
        }
    })
}

fn log(scene: &Scene, error: &Error) {
    let chain = std::iter::successors(std::error::Error::source(error), |cause| cause.source());
    let chain: Vec<_> = chain
        .map(|cause| outbound::excerpt(&cause.to_string()))
        .collect();
    tracing::error!(scene = scene.id, ?chain, "a scene cannot be shown: {error}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_person_opens_a_scene() {
        let opener_of = |pairs: &[(&'static str, &'static str)]| {
            let mut headers = HeaderMap::new();
            for (name, value) in pairs {
                headers.insert(*name, http::HeaderValue::from_static(value));
            }
            opener(&headers)
        };
        assert_eq!(opener_of(&[]), Opener::Person);
        let document = ("sec-fetch-dest", "document");
        assert_eq!(opener_of(&[document]), Opener::Person);
        for destination in ["iframe", "image", "empty"] {
            let headers = [("sec-fetch-dest", destination)];
            assert_eq!(opener_of(&headers), Opener::Other, "{destination}");
        }
        for purpose in ["prefetch", "prefetch;prerender"] {
            let headers = [document, ("sec-purpose", purpose)];
            assert_eq!(opener_of(&headers), Opener::Prefetch, "{purpose}");
        }
    }
}
