//! Pages that follow a talk, which is a presentation in front of an audience. When the presenter moves the talk, the
//! browser of each listener opens the talk's new page.
//!
//! The page has a small script that calls `GET /simulator/follow`, which responds when the presenter moves the talk.
//! For browsers without JavaScript, the page has a `<meta http-equiv="refresh">` to the same path. While the browser
//! waits for the response, the page stays visible and its links and forms still work.

use std::{future::pending, time::Duration};

use axum::{
    Extension, Json,
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use http::{HeaderValue, StatusCode, header};
use http_server::Stopping;
use leptos::prelude::*;
use serde::Deserialize;

use super::{form_urlencoded, go, responses::is_path};
use crate::{Simulator, http::talks::Wait};

/// If the presenter does not move the talk, `GET /simulator/follow` responds after this time. The time must be less
/// than a minute, because many proxies end an HTTP request after a minute.
const LONGEST_WAIT: Duration = Duration::from_secs(45);

/// The talk that a page follows, and the position of the talk when the page's sandbox began to follow the talk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Following {
    pub talk: String,
    pub since: u64,
}

impl Following {
    pub(super) fn of(simulator: &Simulator, sandbox: &str) -> Option<Self> {
        let talk = {
            let world = simulator.world();
            world.sandboxes.get(sandbox)?.talk.clone()?
        };
        let since = simulator.talks().position_of(sandbox, &talk)?;
        Some(Self { talk, since })
    }

    /// Renders the elements in the `<head>` of a page that make the browser follow the talk. `here` is the path of the
    /// page.
    pub fn view(&self, here: &str) -> impl IntoView + use<> {
        let since = self.since.to_string();
        let query = form_urlencoded(&[("talk", &self.talk), ("since", &since), ("page", here)]);
        view! {
            <script src="/simulator/follow.js" defer data-talk=self.talk.clone() data-since=since></script>
            <noscript>
                <meta http-equiv="refresh" content=format!("0; url=/simulator/follow?{query}") />
            </noscript>
        }
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct FollowQuery {
    talk: String,
    since: u64,
    /// The path of the page that the browser shows. Only a browser without JavaScript sends this parameter.
    page: Option<String>,
}

/// Handles `GET /simulator/follow`. Waits until the talk's position is higher than `since`, at most for `LONGEST_WAIT`.
/// Then the response depends on the talk:
///
/// - The talk has moved: JSON with the new position. Without JavaScript: a redirect to the new position.
/// - The talk has not moved: 204. Without JavaScript: a redirect back to the page.
/// - The talk has ended: 404. Without JavaScript: 204, so the browser stays on its page and stops following the talk.
pub(super) async fn follow(
    State(simulator): State<Simulator>,
    stopping: Option<Extension<Stopping>>,
    Query(query): Query<FollowQuery>,
) -> Response {
    let stopped = async {
        match stopping {
            Some(Extension(stopping)) => stopping.wait().await,
            None => pending().await,
        }
    };
    let talks = simulator.talks();
    let wait = tokio::select! {
        wait = talks.wait(&query.talk, query.since, LONGEST_WAIT) => wait,
        // The simulator stops. Answer 204, so that the browser stays on its page. A redirect would lead to a server
        // that no longer answers.
        () = stopped => return StatusCode::NO_CONTENT.into_response(),
    };
    let page = query.page.filter(|page| is_path(page));
    let mut response = match (wait, page) {
        (Wait::Moved(position), None) => Json(position).into_response(),
        (Wait::Moved(position), Some(_)) => go(StatusCode::SEE_OTHER, position.url.as_str()),
        (Wait::Unmoved, Some(page)) => go(StatusCode::SEE_OTHER, &page),
        (Wait::Unmoved, None) | (Wait::Ended, Some(_)) => StatusCode::NO_CONTENT.into_response(),
        (Wait::Ended, None) => StatusCode::NOT_FOUND.into_response(),
    };
    let no_store = HeaderValue::from_static("no-store");
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, no_store);
    response
}

pub(super) async fn script() -> Response {
    (
        [
            (header::CONTENT_TYPE, "text/javascript; charset=utf-8"),
            (header::CACHE_CONTROL, "public, max-age=300"),
        ],
        include_str!("follow.js"),
    )
        .into_response()
}
