//! The questions that vendors ask again and again, on the page `/sporsmal`.
//!
//! | file | what it holds |
//! |---|---|
//! | `table.rs` | the questions as data: the source, and what shows the answer |
//! | `proofs.rs` | the calls that show an answer |
//! | `page.rs` | the page |
//!
//! The texts are in [`crate::i18n`]. A button sends real calls, and the page shows these calls with their responses.
//! The calls change things, so the buttons exist only with the simulator.
#![allow(
    clippy::needless_pass_by_value,
    reason = "a component owns its properties"
)]

mod page;
mod proofs;
pub mod table;

use axum::{
    Router,
    extract::{Path, Request, State},
    response::{Redirect, Response},
    routing::{get, post},
};
use leptos::prelude::*;

use self::{page::QuestionsPage, table::QUESTIONS};
use crate::{
    app,
    state::AppState,
    trials::{self, Outcome, respond},
};

/// Builds the routes of the page `/sporsmal`. The buttons of the page send a POST to `/sporsmal/{number}`. If a browser
/// sends a GET to this URL, SmartCloud redirects the browser to the page.
pub fn routes(app: &AppState) -> Router<AppState> {
    let router = Router::new().route("/sporsmal", get(show));
    if app.config.stage.is_none() {
        return router;
    }
    router.route(
        "/sporsmal/{number}",
        post(prove).get(async || Redirect::to("/sporsmal")),
    )
}

#[derive(Clone, Debug)]
struct Proved {
    number: usize,
    outcome: Outcome,
}

async fn show(State(app): State<AppState>, request: Request) -> Response {
    app::render_content(app, request, || {
        view! { <QuestionsPage proved=None /> }.into_any()
    })
    .await
}

async fn prove(
    State(app): State<AppState>,
    Path(number): Path<String>,
    request: Request,
) -> Response {
    let number: usize = number.parse().unwrap_or_default();
    let question = number.checked_sub(1).and_then(|place| QUESTIONS.get(place));
    let Some(proof) = question.and_then(|question| question.proof) else {
        return app::render(State(app), request).await;
    };
    let outcome = trials::run(app.clone(), move |trial| {
        Box::pin(proofs::play(proof, trial))
    })
    .await;
    let trouble = outcome.trouble;
    let proved = Proved { number, outcome };
    let content = move || view! { <QuestionsPage proved=Some(proved.clone()) /> }.into_any();
    respond(app, request, trouble, content).await
}
