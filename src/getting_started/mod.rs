//! Getting started, on the page `/kom-i-gang`: the road of a vendor in six stations.
//!
//! | file | what it holds |
//! |---|---|
//! | `stations.rs` | the stations as data: the buttons and the links |
//! | `checks.rs` | the calls that measure a station, and the calls that go wrong on purpose |
//! | `page.rs` | the page |
//!
//! A station gets its mark only from calls that SmartCloud has sent just now. What a person must do outside never gets a
//! mark. Buttons that change things or go wrong exist only in front of a simulator.
#![allow(
    clippy::needless_pass_by_value,
    reason = "a component owns its properties"
)]

mod checks;
mod page;
pub mod stations;

use axum::{
    Router,
    extract::{Path, Request, State},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use http::StatusCode;
use leptos::prelude::*;

use self::{
    page::GettingStartedPage,
    stations::{Action, STATIONS},
};
use crate::{
    app,
    state::AppState,
    trials::{self, Outcome},
};

/// Builds the routes of the page. The address of a button leads back to the page if somebody opens it by hand.
pub fn routes() -> Router<AppState> {
    Router::new().route("/kom-i-gang", get(show)).route(
        "/kom-i-gang/{station}/{action}",
        post(act).get(async || Redirect::to("/kom-i-gang")),
    )
}

/// The answer of a button.
#[derive(Clone, Debug)]
struct Measured {
    station: usize,
    action: Action,
    outcome: Outcome,
}

impl Measured {
    /// Whether the calls have shown that the station is reached.
    fn is_reached(&self) -> bool {
        let Outcome { calls, trouble } = &self.outcome;
        let all = calls.iter().all(trials::ShownCall::is_success);
        self.action == Action::Check && trouble.is_none() && !calls.is_empty() && all
    }
}

async fn show(State(app): State<AppState>, request: Request) -> Response {
    app::render_content(app, request, || {
        view! { <GettingStartedPage measured=None /> }.into_any()
    })
    .await
}

/// Sends the calls of a button, and shows the page with them.
async fn act(
    State(app): State<AppState>,
    Path((station, action)): Path<(String, String)>,
    request: Request,
) -> Response {
    let number: usize = station.parse().unwrap_or_default();
    let station = number.checked_sub(1).and_then(|place| STATIONS.get(place));
    let has_stage = app.config.stage.is_some();
    let action = station.and_then(|station| station.action(&action, has_stage));
    let Some(action) = action else {
        return app::render(State(app), request).await;
    };
    let outcome = trials::run(app.clone(), move |trial| {
        Box::pin(checks::play(number, action, trial))
    })
    .await;
    let status = outcome
        .trouble
        .map_or(StatusCode::OK, trials::Trouble::status);
    let measured = Measured {
        station: number,
        action,
        outcome,
    };
    let content =
        move || view! { <GettingStartedPage measured=Some(measured.clone()) /> }.into_any();
    let response = app::render_content(app, request, content).await;
    (status, response).into_response()
}
