//! The routes of `/bak-kulissene` that do not show a page. They receive the form with the visitor's choices, and the
//! HTTP requests of the script in an open drawer.

use std::{future::pending, time::Duration};

use axum::{
    Extension, Router,
    extract::{Path, State},
    response::{Html, IntoResponse, Redirect, Response},
    routing::{get, post},
};
use axum_extra::extract::cookie::CookieJar;
use http::{HeaderMap, StatusCode};
use http_server::Stopping;
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

/// SmartCloud keeps an HTTP request of the drawer's script open until there are new calls, but at most for this time.
/// Proxies close a connection that waits too long, so this time must be shorter than the time limit of a proxy.
const WAIT: Duration = Duration::from_secs(25);

/// While a browser's script waits for new calls, SmartCloud checks the simulator's log at this interval.
const RECHECK: Duration = Duration::from_secs(3);

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/bak-kulissene/valg", post(choose))
        .route("/bak-kulissene/nytt", get(news))
        .route("/bak-kulissene/bit/kall/{number}", get(call))
}

#[derive(Deserialize)]
struct Choice {
    /// The form opens the drawer (`ja`) or closes the drawer (`nei`). The value is `None` if the form does neither.
    vis: Option<String>,
    /// The form switches the keyboard shortcuts on (`ja`) or off (`nei`). The value is `None` if the form does neither.
    taster: Option<String>,
    #[serde(default)]
    back: String,
}

/// Saves the visitor's choices about the drawer in a cookie. Redirects the browser back to the page that sent the form.
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
    /// The version of the list of calls that the open page shows, from [`drawer::version`].
    #[serde(default)]
    versjon: String,
    fra: Option<String>,
    /// The script sends this parameter only if the page shows the diagrams of all chapters.
    alle: Option<String>,
}

impl Question {
    fn after(&self) -> String {
        let back = self.fra.as_deref().and_then(|path| path.parse().ok());
        back.map(|back: LocalPath| after(back.as_str()))
            .unwrap_or_default()
    }
}

/// Handles `GET /bak-kulissene/nytt`, a long poll for the list of calls. If the list stays the same for [`WAIT`],
/// SmartCloud answers 204, and the script asks again. If the server stops, SmartCloud answers 204 at once. These HTTP
/// requests do not prolong the customer's sign-in.
async fn news(
    State(app): State<AppState>,
    headers: HeaderMap,
    stopping: Option<Extension<Stopping>>,
    QueryData(question): QueryData<Question>,
) -> Response {
    let visit = Visit::of(&headers, &app.config);
    let visitor = visit.visitor.as_ref().ok_or(NoWait::UnknownVisitor);
    let mut changes = match visitor.and_then(|visitor| app.recorder.changes(visitor)) {
        Ok(changes) => Some(changes),
        // SmartCloud has not recorded a call of this visitor yet, so the recorder cannot notify the loop below. In that
        // case, the loop looks for calls only once per [`RECHECK`].
        Err(NoWait::UnknownVisitor) => None,
        // After this status, the drawer's script waits before it asks again.
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
            // The recorder does not know of calls that only the simulator sees, so the loop also looks for calls after
            // [`RECHECK`]. `has_changed` fails if the recorder has deleted this visitor to make room for another
            // visitor.
            let change = async {
                match &mut changes {
                    Some(changes) if changes.has_changed().is_ok() => drop(changes.changed().await),
                    _ => pending().await,
                }
            };
            let _ = tokio::time::timeout(RECHECK, change).await;
        }
    };
    let stopped = async {
        match stopping {
            Some(Extension(stopping)) => stopping.wait().await,
            None => pending().await,
        }
    };
    let newer_calls = tokio::select! {
        calls = tokio::time::timeout(WAIT, newer_calls) => calls.ok(),
        () = stopped => None,
    };
    match newer_calls {
        Some(calls) => {
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
            // The drawer's script reads these two headers.
            let news = [("x-version", version), ("x-count", count)];
            (news, Html(html)).into_response()
        }
        None => StatusCode::NO_CONTENT.into_response(),
    }
}

/// Returns the HTML of one recorded call and nothing else. The drawer's script inserts this HTML into the open page.
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
