//! The page `/kom-i-gang`, which shows in six steps what a vendor must do before the first call in production. The code
//! calls such a step a station, because the redirect pattern also has steps.
//!
//! | file | what it holds |
//! |---|---|
//! | `stations.rs`, `links.rs` | the steps as data: the buttons and the links |
//! | `checks.rs` | the calls that check whether the vendor has reached a step |
//! | `mistakes.rs` | the calls that go wrong on purpose |
//! | `marks.rs` | the results of earlier checks, in a cookie |
//! | `page.rs`, `station.rs` | the page |
//!
//! Each step has a mark that says whether the vendor has reached the step. SmartCloud sets the mark only by the
//! responses to calls that it has just sent, and shows an earlier mark with its time. SmartCloud cannot check the work
//! that a person must do elsewhere, so this work has no mark. Buttons that change things or make mistakes exist only
//! with the simulator.
#![allow(
    clippy::needless_pass_by_value,
    reason = "a component owns its properties"
)]

mod checks;
mod links;
mod marks;
mod mistakes;
mod page;
mod station;
pub mod stations;

use axum::{
    Router,
    extract::{Path, Request, State},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use axum_extra::extract::cookie::CookieJar;
use leptos::prelude::*;

use self::{
    marks::{Mark, Marks},
    page::GettingStartedPage,
    stations::{Action, STATIONS, station},
};
use crate::{
    app,
    state::AppState,
    trials::{self, Outcome, Trouble, respond},
};

/// Builds the routes of the page `/kom-i-gang`. The buttons of the page send POST requests. If somebody opens the URL
/// of a button with a GET, SmartCloud redirects the browser to the page.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/kom-i-gang", get(show))
        .route("/kom-i-gang/alle", post(check_all).get(to_page))
        .route("/kom-i-gang/{station}/{action}", post(act).get(to_page))
}

async fn to_page() -> Redirect {
    Redirect::to("/kom-i-gang")
}

/// The calls that SmartCloud has sent after the visitor pressed a button of a step, with their result.
#[derive(Clone, Debug)]
struct Measured {
    station: usize,
    action: Action,
    outcome: Outcome,
}

impl Measured {
    async fn now(app: &AppState, station: usize, action: Action) -> Self {
        let outcome = trials::run(app.clone(), move |trial| {
            Box::pin(checks::play(station, action, trial))
        })
        .await;
        Self {
            station,
            action,
            outcome,
        }
    }

    /// Returns the mark of a check, which says whether the vendor has reached the step. Returns `None` for a mistake on
    /// purpose. Also returns `None` if the check was not completed, for example because the simulator was busy.
    fn mark(&self) -> Option<Mark> {
        let Outcome { calls, trouble } = &self.outcome;
        let is_complete = matches!(trouble, None | Some(Trouble::Refused));
        let last = calls.last()?;
        (self.action == Action::Check && is_complete).then(|| Mark {
            is_reached: trouble.is_none() && calls.iter().all(trials::ShownCall::is_success),
            at: last.at,
        })
    }

    /// Whether a service did not answer. In that case, SmartCloud does not check the further steps, because each check
    /// would also wait for this service.
    fn is_silent(&self) -> bool {
        let Outcome { calls, trouble } = &self.outcome;
        let has_no_answer = calls.last().is_none_or(|call| call.status.is_none());
        has_no_answer || !matches!(trouble, None | Some(Trouble::Refused))
    }
}

async fn show(State(app): State<AppState>, request: Request) -> Response {
    let marks = Marks::of(request.headers(), &app.config, app.now());
    app::render_content(app, request, move || {
        view! { <GettingStartedPage measured=Vec::new() earlier=marks /> }.into_any()
    })
    .await
}

async fn act(
    State(app): State<AppState>,
    Path((number, action)): Path<(String, String)>,
    request: Request,
) -> Response {
    let number: usize = number.parse().unwrap_or_default();
    let has_stage = app.config.stage.is_some();
    let action = station(number).and_then(|station| station.action(&action, has_stage));
    let Some(action) = action else {
        return app::render(State(app), request).await;
    };
    let measured = Measured::now(&app, number, action).await;
    show_measured(app, request, vec![measured]).await
}

async fn check_all(State(app): State<AppState>, request: Request) -> Response {
    let mut all = Vec::new();
    for (place, station) in STATIONS.iter().enumerate() {
        if station.can_be_measured {
            let measured = Measured::now(&app, place + 1, Action::Check).await;
            let is_silent = measured.is_silent();
            all.push(measured);
            if is_silent {
                break;
            }
        }
    }
    show_measured(app, request, all).await
}

async fn show_measured(app: AppState, request: Request, measured: Vec<Measured>) -> Response {
    let earlier = Marks::of(request.headers(), &app.config, app.now());
    let mut marks = earlier;
    for one in &measured {
        if let Some(mark) = one.mark() {
            marks.put(one.station, mark);
        }
    }
    let cookies = CookieJar::new().add(marks.cookie(&app.config));
    let trouble = measured.last().and_then(|last| last.outcome.trouble);
    let content =
        move || view! { <GettingStartedPage measured=measured.clone() earlier /> }.into_any();
    (cookies, respond(app, request, trouble, content).await).into_response()
}
