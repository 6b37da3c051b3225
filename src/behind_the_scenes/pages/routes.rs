//! The routes that do not show a page: the form with the visitor's choices, and the requests of the script in an open
//! drawer.

use std::time::Duration;

use axum::{
    Router,
    extract::{Path, State},
    response::{Html, IntoResponse, Redirect, Response},
    routing::{get, post},
};
use axum_extra::extract::cookie::CookieJar;
use http::{HeaderMap, StatusCode};
use leptos::prelude::RenderHtml;
use serde::Deserialize;

use super::one_call::one_call;
use crate::{
    behind_the_scenes::{
        diagram::Links,
        drawer::{self, Diagrams, after},
        visit::Visit,
    },
    i18n::Locale,
    local_path::LocalPath,
    recorder::NoWait,
    reply::{FormData, QueryData},
    state::AppState,
};

/// The time after which SmartCloud answers a waiting request of the script although nothing has happened. It must be
/// shorter than the time after which a proxy ends the connection.
const WAIT: Duration = Duration::from_secs(25);

/// The interval at which SmartCloud asks the simulator's log for new calls while a request of the script waits.
const RECHECK: Duration = Duration::from_secs(3);

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/bak-kulissene/valg", post(choose))
        .route("/bak-kulissene/nytt", get(news))
        .route("/bak-kulissene/bit/kall/{number}", get(call))
}

#[derive(Deserialize)]
struct Choice {
    /// `ja` opens the drawer, and `nei` closes it.
    vis: Option<String>,
    /// `ja` turns the keyboard shortcuts on, and `nei` turns them off.
    taster: Option<String>,
    #[serde(default)]
    back: String,
}

/// Handles `POST /bak-kulissene/valg`: saves the visitor's choice in a cookie, and redirects the browser back to the
/// page.
async fn choose(
    State(app): State<AppState>,
    headers: HeaderMap,
    FormData(choice): FormData<Choice>,
) -> Response {
    let mut preference = Visit::of(&headers, &app.config).preference;
    if let Some(vis) = choice.vis {
        preference = preference.with_drawer(vis == "ja");
    }
    if let Some(keys) = choice.taster {
        preference = preference.with_keys(keys == "ja");
    }
    let back = choice.back.parse().unwrap_or_else(|_| LocalPath::home());
    let cookies = CookieJar::new().add(preference.cookie(&app.config));
    (cookies, Redirect::to(back.as_str())).into_response()
}

#[derive(Deserialize)]
struct Question {
    /// The version of the calls that the page shows, from [`drawer::version`].
    #[serde(default)]
    versjon: String,
    /// The page to which the visitor goes back.
    fra: Option<String>,
    /// Present if the page shows all diagrams.
    alle: Option<String>,
}

impl Question {
    fn after(&self) -> String {
        let back = self.fra.as_deref().and_then(|path| path.parse().ok());
        back.map(|back: LocalPath| after(back.as_str()))
            .unwrap_or_default()
    }
}

/// Handles `GET /bak-kulissene/nytt`, a long poll: answers with the list of calls as soon as the list has changed. If
/// nothing changes for some time, answers 204, and the script asks again. The request does not count as activity of the
/// customer, so it does not prolong the sign-in.
async fn news(
    State(app): State<AppState>,
    headers: HeaderMap,
    QueryData(question): QueryData<Question>,
) -> Response {
    let visit = Visit::of(&headers, &app.config);
    let visitor = visit.visitor.as_ref().ok_or(NoWait::UnknownVisitor);
    let mut changes = match visitor.and_then(|visitor| app.recorder.changes(visitor)) {
        Ok(changes) => Some(changes),
        // The visitor has no recorded calls yet, so the recorder cannot notify the loop below. The loop then only
        // polls, once per [`RECHECK`].
        Err(NoWait::UnknownVisitor) => None,
        // The script waits before it asks again.
        Err(NoWait::TooMany) => return StatusCode::TOO_MANY_REQUESTS.into_response(),
    };
    let newer_calls = async {
        loop {
            if let Some(changes) = &mut changes {
                changes.mark_unchanged();
            }
            let calls = visit.calls(&app).await;
            if drawer::version(&calls.journey) != question.versjon {
                return calls;
            }
            // The recorder is not notified of calls that only the simulator sees, so the loop also looks again after
            // [`RECHECK`]. The receiver fails if another visitor has displaced this one.
            let change = async {
                match &mut changes {
                    Some(changes) if changes.has_changed().is_ok() => drop(changes.changed().await),
                    _ => std::future::pending().await,
                }
            };
            let _ = tokio::time::timeout(RECHECK, change).await;
        }
    };
    match tokio::time::timeout(WAIT, newer_calls).await {
        Ok(calls) => {
            let diagrams = if question.alle.is_some() {
                Diagrams::All
            } else {
                Diagrams::Newest
            };
            let locale = Locale::of(&headers);
            let count = (locale.behind_the_scenes().calls)(calls.journey.exchanges.len());
            let html =
                drawer::calls(&calls, locale, Links::own(&question.after()), diagrams).to_html();
            let version = drawer::version(&calls.journey);
            // The script reads these two headers.
            let news = [("x-version", version), ("x-count", count)];
            (news, Html(html)).into_response()
        }
        Err(_) => StatusCode::NO_CONTENT.into_response(),
    }
}

/// Handles `GET /bak-kulissene/bit/kall/{number}`: answers with the HTML of one call, without the page around it.
async fn call(
    State(app): State<AppState>,
    Path(number): Path<u64>,
    headers: HeaderMap,
    QueryData(question): QueryData<Question>,
) -> Response {
    let calls = Visit::of(&headers, &app.config).calls(&app).await;
    let locale = Locale::of(&headers);
    let has_scenes = app.config.stage.is_some();
    match one_call(
        &calls.journey,
        number,
        locale,
        Links::own(&question.after()),
        has_scenes,
    ) {
        Some(call) => Html(call.to_html()).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
