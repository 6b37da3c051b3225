//! Lets browser windows follow a talk. When the presenter moves the talk to another page, each window opens that page.
//!
//! `Cross-Origin-Opener-Policy: same-origin` cuts the references between windows. So a script in the presenter's window
//! cannot move the other windows. Instead, each window asks SmartCloud for the current page of the talk. For windows on
//! Altinn's and ID-porten's pages, the simulator answers this question.
//!
//! A browser with scripts fetches `/follow?since=N`. A browser without scripts opens `/follow?since=N&page=PATH` by a
//! refresh of the page. Both requests wait until the talk moves, or until [`POLL`] has passed. The handlers ignore the
//! session, so these requests do not extend the sign-in. The sign-in still ends after half an hour without a click.

use std::time::Duration;

use axum::{
    Json,
    extract::{Path, Query, Request, State},
    response::{IntoResponse, Redirect, Response},
};
use axum_extra::extract::cookie::CookieJar;
use http::{HeaderMap, StatusCode};
use serde::Deserialize;
use serde_json::json;
use tokio::time::sleep;

use super::{
    pages::{self, StagePage},
    scenes::{SCENES, Start},
};
use crate::{
    local_path::LocalPath,
    reply::FormData,
    state::AppState,
    talks::{self, Following, Position, Talk},
};

/// A window's request waits for at most this time. It is less than a minute, because many proxies end a request after a
/// minute.
const POLL: Duration = Duration::from_secs(45);

#[derive(Deserialize)]
pub struct FollowQuery {
    since: u64,
    /// The path of the page in the window. Only a browser without scripts sends this parameter.
    page: Option<String>,
}

/// Tells a window where the talk is. The response waits until the talk has moved past the position `since`, until
/// [`POLL`] has passed, or until the server stops.
pub async fn follow(
    State(app): State<AppState>,
    headers: HeaderMap,
    Query(FollowQuery { since, page }): Query<FollowQuery>,
) -> Response {
    let following = Following::of(&headers, &app.config);
    let receiver = following
        .as_ref()
        .and_then(|following| app.talks.subscribe(&following.code));
    let (Some(following), Some(mut receiver)) = (following, receiver) else {
        return talk_is_over(&app, page.as_deref());
    };
    let mut closing = app.talks.closing();
    let position = tokio::select! {
        moved = receiver.wait_for(|position| position.number > since) => match moved {
            Ok(position) => Some(position.clone()),
            Err(_) => return talk_is_over(&app, page.as_deref()),
        },
        () = sleep(POLL) => None,
        _ = closing.wait_for(|is_closing| *is_closing) => None,
    };
    match (position, page) {
        (Some(position), Some(_)) => {
            Redirect::to(&local_address(&following.code, &position)).into_response()
        }
        (Some(position), None) => {
            let url = local_address(&following.code, &position);
            Json(json!({ "position": position.number, "url": url })).into_response()
        }
        // After a status 204, a browser without scripts would keep its page and stop asking. So redirect the browser to
        // its current page, which contains the next refresh.
        (None, Some(page)) => {
            let fragment = fragment(&app, &following, &page).unwrap_or_default();
            Redirect::to(&format!("{}{fragment}", local(&page))).into_response()
        }
        (None, None) => StatusCode::NO_CONTENT.into_response(),
    }
}

/// Returns the fragment of the current scene's page, such as `#station-5`, if the window shows this page. Without the
/// fragment, the reload would move a reader to the top of the page. A browser does not send the fragment of its page.
fn fragment(app: &AppState, following: &Following, page: &str) -> Option<&'static str> {
    let scene = app.talks.find(&following.code)?.scene?;
    let Start::Page(start) = SCENES.get(scene)?.start else {
        return None;
    };
    let (path, _) = start.split_once('#')?;
    (path == page).then(|| &start[path.len()..])
}

/// Makes the response after the end of a talk. The response deletes the cookie of the talk, so the browser stops
/// asking.
fn talk_is_over(app: &AppState, page: Option<&str>) -> Response {
    let forget = CookieJar::new().add(Following::removal(&app.config));
    match page {
        Some(page) => (forget, Redirect::to(local(page).as_str())).into_response(),
        None => (forget, Json(json!({ "over": true }))).into_response(),
    }
}

fn local(page: &str) -> LocalPath {
    page.parse().unwrap_or_else(|_| LocalPath::home())
}

/// Returns the path of the page that the position names, for a follower of the talk. The handler of this path also
/// saves the position in the browser's cookie.
pub fn local_address(code: &str, position: &Position) -> String {
    if position.path == "/" {
        return format!("/bli-med/{code}");
    }
    format!("{}?talk={code}&at={}", position.path, position.number)
}

#[derive(Deserialize)]
pub struct StopForm {
    #[serde(default)]
    back: String,
}

pub async fn stop(
    State(app): State<AppState>,
    FormData(StopForm { back }): FormData<StopForm>,
) -> Response {
    let forget = CookieJar::new().add(Following::removal(&app.config));
    (forget, Redirect::to(local(&back).as_str())).into_response()
}

/// Lets the browser follow the talk, and redirects the browser to the talk's current page.
pub async fn join(
    State(app): State<AppState>,
    Path(code): Path<String>,
    request: Request,
) -> Response {
    let talk = talks::read_code(&code).and_then(|code| app.talks.find(&code));
    let Some(talk) = talk else {
        return pages::render(app, request, StagePage::NoTalk).await;
    };
    let Talk { code, position, .. } = talk;
    let address = match position.path.as_str() {
        "/" => "/".to_owned(),
        _ => local_address(&code, &position),
    };
    let following = Following {
        code,
        position: position.number,
    };
    let cookies = CookieJar::new().add(following.cookie(&app.config));
    (cookies, Redirect::to(&address)).into_response()
}

#[derive(Deserialize)]
pub struct CodeQuery {
    #[serde(default)]
    code: String,
}

/// Handles the form into which a listener types the code of a talk.
pub async fn find_talk(
    State(app): State<AppState>,
    Query(CodeQuery { code }): Query<CodeQuery>,
    request: Request,
) -> Response {
    match talks::read_code(&code) {
        Some(code) => Redirect::to(&format!("/bli-med/{code}")).into_response(),
        None if code.trim().is_empty() => pages::render(app, request, StagePage::Join).await,
        None => pages::render(app, request, StagePage::NoTalk).await,
    }
}
