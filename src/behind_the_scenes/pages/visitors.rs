//! The presenter's pages. One page lists all visitors of the last hour. The other pages show the calls of one visitor.
//! Only a presenter can see these pages. The pages identify a visitor by a number, because a presenter who knows a
//! visitor's id could act as the visitor.

use http::HeaderMap;
use leptos::prelude::*;

use super::{Data, one_call::one_call};
use crate::{
    behind_the_scenes::{
        chapters::{clock_time, heading},
        diagram::Links,
        drawer::{self, Diagrams},
    },
    components::{Layout, ProblemPage, locale, page_context, path_param},
    error::AppError,
    recorder::{VisitorId, VisitorSummary},
    state::AppState,
};

pub const VISITORS: &str = "/bak-kulissene/besokende";

/// Returns the visitor with this number if the browser belongs to a presenter. Otherwise returns `None`, because only a
/// presenter can see other visitors' calls.
#[must_use]
pub fn visitor_for_presenter(
    app: &AppState,
    headers: &HeaderMap,
    number: u64,
) -> Option<VisitorId> {
    let is_presenter = app.talks.is_presenter(headers, &app.config, app.now());
    if app.recorder.is_on() && is_presenter {
        app.recorder.visitor_with(number)
    } else {
        None
    }
}

#[must_use]
pub fn visitor_of_path(path: &str) -> Option<u64> {
    let rest = path.strip_prefix(VISITORS)?.strip_prefix('/')?;
    rest.split(['/', '?']).next()?.parse().ok()
}

#[component]
pub fn VisitorsPage() -> impl IntoView {
    let data = Data::read();
    if !data.app.recorder.is_on() || !page_context().is_presenter {
        return view! { <ProblemPage error=AppError::NotFound /> }.into_any();
    }
    table(&data.app.recorder.all_visitors(data.visit.visitor.as_ref()))
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

#[component]
pub fn VisitorPage() -> impl IntoView {
    let data = Data::read();
    let Some(number) = data.other_visitor else {
        return view! { <ProblemPage error=AppError::NotFound /> }.into_any();
    };
    let base = format!("{VISITORS}/{number}");
    let links = Links::Pages {
        base: &base,
        after: "",
    };
    let list = drawer::calls(&data.calls, locale(), links, Diagrams::All);
    page(number, VISITORS.to_owned(), list)
}

#[component]
pub fn CallOfVisitorPage() -> impl IntoView {
    let data = Data::read();
    let has_scenes = data.app.config.stage.is_some();
    let call = path_param("call").parse().ok();
    let found = data.other_visitor.zip(call).and_then(|(number, call)| {
        let base = format!("{VISITORS}/{number}");
        let links = Links::Pages {
            base: &base,
            after: "",
        };
        let call = one_call(&data.calls.journey, call, locale(), links, has_scenes)?;
        Some(page(number, base, call))
    });
    found.unwrap_or_else(|| view! { <ProblemPage error=AppError::NotFound /> }.into_any())
}

/// Shows a page about another visitor's calls, with a link back to the path `back`.
fn page(number: u64, back: String, content: AnyView) -> AnyView {
    let t = locale().behind_the_scenes();
    let title = (t.visitors.visitor)(number);
    // The steps in the list of calls have `h3` headings, so the list needs an `h2` heading. A single call has its own.
    let (label, heading) = if back == VISITORS {
        let heading = view! { <h2 class="ds-heading" data-size="sm">{t.visitors.calls}</h2> };
        (t.visitors.link, Some(heading))
    } else {
        (t.back_to_calls, None)
    };
    view! {
        <Layout title=title.clone()>
            <div class="column own-page">
                <h1 class="ds-heading" data-size="lg">{title}</h1>
                <p class="actions"><a class="ds-link" href=back>{label}</a></p>
                {heading}
                <div class="calls-of-visitor">{content}</div>
            </div>
        </Layout>
    }
    .into_any()
}

pub fn link() -> Option<AnyView> {
    let t = &locale().behind_the_scenes().visitors;
    page_context()
        .is_presenter
        .then(|| view! { <a class="ds-link" href=VISITORS>{t.link}</a> }.into_any())
}
