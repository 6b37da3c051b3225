//! Talks, in which a presenter shows SmartCloud and the simulator to an audience. A talk has scenes (parts with a link
//! and a prepared sandbox), the presenter's desk, and browser windows that follow the talk.
//!
//! | file | what it holds |
//! |---|---|
//! | `scenes/` | the scenes as data: what each needs, where it starts, and what the presenter says |
//! | `scene_link.rs` | `GET /scene/{id}`: leads a browser into a scene |
//! | `preparation.rs` | makes a scene's sandbox, and saves what SmartCloud must know about its request |
//! | `follow.rs` | `/follow` and `/bli-med/{code}`: windows that follow a talk |
//! | `presenter.rs`, `desk.rs` | `/presenter`: the presenter's desk |
//! | `pause.rs` | the page that waits before a redirect |
//! | `pages.rs` | the pages about scenes that cannot be shown |
//!
//! A vendor who copies SmartCloud leaves this module out. In a real environment, its routes do not exist.

mod desk;
mod follow;
mod pages;
mod pause;
mod preparation;
pub mod presenter;
mod qr;
mod scene_link;
pub mod scenes;

use axum::{
    Router,
    response::Redirect,
    routing::{get, post},
};
use http::StatusCode;

pub use crate::control_api as control;
pub use pause::pause_before_redirect;

use crate::state::AppState;

/// Builds the routes for scenes and talks. Without a simulator, there are no such routes, so SmartCloud answers 404 to
/// their paths.
pub fn routes(app: &AppState) -> Router<AppState> {
    if app.config.stage.is_none() {
        return Router::new();
    }
    // If a route has no handler for HEAD, axum runs the GET handler for a HEAD request. Refuse HEAD, because the GET
    // handler would create a sandbox.
    let no_head = async || StatusCode::METHOD_NOT_ALLOWED;
    Router::new()
        .route("/scene/{id}", get(scene_link::open).head(no_head))
        .route("/follow", get(follow::follow).head(no_head))
        .route("/follow/stop", post(follow::stop))
        .route("/bli-med", get(follow::find_talk))
        .route("/bli-med/", get(async || Redirect::permanent("/bli-med")))
        .route("/bli-med/{code}", get(follow::join))
        .route("/presenter", get(presenter::show))
        .route("/presenter/key", post(presenter::give_key))
        .route(presenter::LOCK, post(presenter::lock))
        .route("/presenter/go", post(presenter::go))
        .route("/presenter/switch", post(presenter::switch))
        .route("/presenter/code", get(presenter::show_code))
        .route("/presenter/notes", get(presenter::show_notes))
}
