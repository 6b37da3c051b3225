//! Shows the HTTP calls behind SmartCloud's pages, their order and their content. A product does not need this module.
//!
//! | file | content |
//! |---|---|
//! | `calls/`, `claims.rs`, `codes/` | what each call, claim and error code means |
//! | `chapters.rs`, `diagram.rs` | divide a journey into steps, and draw the steps |
//! | `detail.rs`, `tokens.rs`, `values.rs` | show one call with its messages and tokens |
//! | `drawer.rs`, `pages/` | the bar in the footer, the drawer beside a page, and the pages |
//! | `visit.rs` | the visitor of an HTTP request, and whether the drawer is open in this browser |
//! | `other_side.rs` | asks the simulator's log what the visitor did at Altinn and ID-porten |
//! | `exports/` | curl, HAR, Mermaid, and one HTML file |
//! | `downloads.rs` | the routes of the exports |
//! | `words.rs`, `secrets.rs` | the names of participants, failures and masked values |

mod calls;
mod chapters;
mod claims;
pub mod codes;
mod detail;
pub mod diagram;
mod downloads;
mod drawer;
pub mod exports;
pub mod other_side;
mod pages;
mod secrets;
mod tokens;
pub mod values;
mod visit;
mod words;

use axum::Router;
use http::{HeaderMap, StatusCode};
use leptos::prelude::RenderHtml;

use crate::{components::PageContext, content_policy::PagePolicy, state::AppState};

pub use self::{
    chapters::{Chapter, chapters, heading, sentence},
    detail::{Surroundings, detail},
    pages::{
        AllCallsPage, CallOfVisitorPage, CodePage, OneCallPage, VISITORS, VisitorPage, VisitorsPage,
    },
    visit::{Calls, Visit},
};
pub use crate::recorder::{self, exchange};

/// Builds the routes of this module that do not show a page: the downloads, the form that opens the drawer, and the
/// responses to the drawer's script.
pub fn routes() -> Router<AppState> {
    downloads::routes().merge(pages::routes())
}

/// Reads the visitor's recorded calls before SmartCloud renders a page under `/bak-kulissene`. For any other page, the
/// result is empty.
pub async fn calls_for_page(
    app: &AppState,
    visit: &Visit,
    headers: &HeaderMap,
    path: &str,
) -> Calls {
    if !path.starts_with(PATH) {
        return Calls::default();
    }
    let Some(number) = pages::visitor_of_path(path) else {
        return visit.calls(app).await;
    };
    let Some(visitor) = pages::visitor_for_presenter(app, headers, number) else {
        return Calls::default();
    };
    let visit = Visit {
        visitor: Some(visitor),
        ..visit.clone()
    };
    Calls {
        of_visitor: Some(number),
        ..visit.calls(app).await
    }
}

const PATH: &str = "/bak-kulissene";

/// Whether [`add_to_page`] would change this page. If SmartCloud does not record the browser's calls, the page stays
/// unchanged. SmartCloud can then send the page from its cache.
#[must_use]
pub fn changes_page(app: &AppState, page: &PageContext, visit: &Visit) -> bool {
    let is_own_page = page.path.as_str().starts_with(PATH);
    app.recorder.is_on() && (is_own_page || visit.visitor.is_some())
}

/// Changes the HTML of a page. Adds a bar with a link to the recorded calls. If the visitor has opened the drawer (the
/// panel with the calls), also adds the drawer. A page under `/bak-kulissene` gets only the style sheet and the script.
pub async fn add_to_page(
    html: String,
    status: StatusCode,
    app: &AppState,
    page: &PageContext,
    visit: &Visit,
    policy: &PagePolicy,
) -> String {
    let path = page.path.as_str();
    if path.starts_with(PATH) {
        policy.allow_own_script();
        return drawer::add_files(&html, &app.assets);
    }
    let Some(visitor) = &visit.visitor else {
        return html;
    };
    recorder::page_is_rendered(status);
    let count = app.recorder.calls_of_last_step(visitor);
    if count == 0 {
        return html;
    }
    let bar = drawer::bar(count, visit, path, page.locale);
    let html = html.replacen("</footer>", &format!("{bar}</footer>"), 1);
    if !visit.preference.is_open() {
        return html;
    }
    let calls = visit.calls(app).await;
    policy.allow_own_script();
    let drawer = drawer::drawer(&calls, visit, path, page.locale).to_html();
    drawer::add_drawer(&html, &drawer, &app.assets)
}
