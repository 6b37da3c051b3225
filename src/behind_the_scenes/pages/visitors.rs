//! The presenter's pages: all visitors of the last hour, and the calls of one of them. Nobody else may see them, and they
//! show a visitor by a number, because the visitor's id would let the presenter act as the visitor.

use axum::{
    Router,
    extract::{Path, Request, State},
    response::Response,
    routing::get,
};
use http::HeaderMap;
use leptos::prelude::*;

use super::one_call::one_call;
use crate::{
    app,
    behind_the_scenes::{
        PATH,
        chapters::{clock_time, heading},
        diagram::Links,
        drawer::{self, Diagrams},
        visit::{Calls, Visit},
    },
    components::{Layout, locale, page_context},
    error::AppError,
    recorder::{VisitorId, VisitorSummary},
    state::AppState,
};

/// The path of the list of visitors.
pub const VISITORS: &str = "/bak-kulissene/besokende";

pub fn routes() -> Router<AppState> {
    Router::new()
        .route(VISITORS, get(list))
        .route("/bak-kulissene/besokende/{visitor}", get(all_calls))
        .route(
            "/bak-kulissene/besokende/{visitor}/kall/{call}",
            get(show_call),
        )
}

/// Whether this browser may see the calls of all visitors. Only a presenter may.
#[must_use]
pub fn may_see_all(app: &AppState, headers: &HeaderMap) -> bool {
    app.recorder.is_on() && app.talks.is_presenter(headers, &app.config, app.now())
}

/// Returns the visitor with this number, if this browser may see the calls of the visitor.
#[must_use]
pub fn visitor_for_presenter(
    app: &AppState,
    headers: &HeaderMap,
    number: u64,
) -> Option<VisitorId> {
    if may_see_all(app, headers) {
        app.recorder.visitor_with(number)
    } else {
        None
    }
}

/// Handles `GET /bak-kulissene/besokende`.
async fn list(State(app): State<AppState>, request: Request) -> Response {
    if !may_see_all(&app, request.headers()) {
        return app::render_error(app, request, AppError::NotFound).await;
    }
    let own = VisitorId::of(request.headers(), &app.config);
    let visitors = app.recorder.all_visitors(own.as_ref());
    app::render_content(app, request, move || table(&visitors)).await
}

fn table(visitors: &[VisitorSummary]) -> AnyView {
    let locale = locale();
    let t = &locale.behind_the_scenes().visitors;
    let content = if visitors.is_empty() {
        view! { <p class="ds-paragraph">{t.none}</p> }.into_any()
    } else {
        let rows = visitors.iter().map(|visitor| {
            let address = format!("{VISITORS}/{}", visitor.number);
            let own = visitor
                .is_own
                .then(|| view! { " " <span class="quiet">{format!("({})", t.own)}</span> });
            let step = visitor.last_step.map(|step| heading(step, locale));
            view! {
                <tr>
                    <th scope="row">
                        <a class="ds-link" href=address>{(t.visitor)(visitor.number)}</a>
                        {own}
                    </th>
                    <td class="number">{visitor.calls}</td>
                    <td class="number">{clock_time(visitor.last_at)}</td>
                    <td>{step}</td>
                </tr>
            }
        });
        view! {
            <div class="wide-table">
                <table class="ds-table visitors" data-size="sm">
                    <thead>
                        <tr>
                            <th scope="col">{t.column}</th>
                            <th scope="col" class="number">{t.calls}</th>
                            <th scope="col" class="number">{t.last}</th>
                            <th scope="col">{t.step}</th>
                        </tr>
                    </thead>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
            </div>
        }
        .into_any()
    };
    view! {
        <Layout title=t.title>
            <div class="column own-page">
                <h1 class="ds-heading" data-size="lg">{t.title}</h1>
                <p class="ds-paragraph lede">{t.intro}</p>
                {content}
            </div>
        </Layout>
    }
    .into_any()
}

/// Handles `GET /bak-kulissene/besokende/{visitor}`: the calls of one visitor.
async fn all_calls(
    State(app): State<AppState>,
    Path(number): Path<u64>,
    request: Request,
) -> Response {
    let Some(calls) = calls_of(&app, request.headers(), number).await else {
        return app::render_error(app, request, AppError::NotFound).await;
    };
    app::render_content(app, request, move || {
        let locale = locale();
        let base = format!("{VISITORS}/{number}");
        let links = Links::Pages {
            base: &base,
            after: "",
        };
        let list = drawer::calls(&calls, locale, links, Diagrams::All);
        page(number, VISITORS.to_owned(), list)
    })
    .await
}

/// Handles `GET /bak-kulissene/besokende/{visitor}/kall/{call}`: one call of one visitor.
async fn show_call(
    State(app): State<AppState>,
    Path((number, call)): Path<(u64, u64)>,
    request: Request,
) -> Response {
    let Some(calls) = calls_of(&app, request.headers(), number).await else {
        return app::render_error(app, request, AppError::NotFound).await;
    };
    if calls.journey.exchange(call).is_none() {
        return app::render_error(app, request, AppError::NotFound).await;
    }
    let has_scenes = app.config.stage.is_some();
    app::render_content(app, request, move || {
        let base = format!("{VISITORS}/{number}");
        let links = Links::Pages {
            base: &base,
            after: "",
        };
        let call = one_call(&calls.journey, call, locale(), links, has_scenes);
        page(number, base.clone(), call.into_any())
    })
    .await
}

async fn calls_of(app: &AppState, headers: &HeaderMap, number: u64) -> Option<Calls> {
    let visitor = visitor_for_presenter(app, headers, number)?;
    let visit = Visit {
        visitor: Some(visitor),
        ..Visit::of(headers, &app.config)
    };
    Some(visit.calls(app).await)
}

/// Shows the calls of a visitor. `back` is the address of the page before.
fn page(number: u64, back: String, content: AnyView) -> AnyView {
    let t = locale().behind_the_scenes();
    let title = (t.visitors.visitor)(number);
    let label = if back == VISITORS {
        t.visitors.link
    } else {
        t.back_to_calls
    };
    view! {
        <Layout title=title.clone()>
            <div class="column own-page">
                <h1 class="ds-heading" data-size="lg">{title}</h1>
                <p class="actions"><a class="ds-link" href=back>{label}</a></p>
                <div class="calls-of-visitor">{content}</div>
            </div>
        </Layout>
    }
    .into_any()
}

/// Shows the link to the list of visitors, if this browser may see the list.
pub fn link() -> Option<AnyView> {
    let t = &locale().behind_the_scenes().visitors;
    page_context().is_presenter.then(|| view! { <a class="ds-link" href=VISITORS>{t.link}</a> }.into_any())
}
