//! The parts that the pages `/kom-i-gang` and `/sporsmal` have in common. On these two pages, visitors can run trials.
//! A trial makes real calls when the visitor presses a button.

use axum::{
    extract::Request,
    response::{IntoResponse, Response},
};
use leptos::prelude::*;
use leptos_meta::Link;

use super::Trouble;
use crate::{
    app,
    components::{Layout, locale},
    i18n::Locale,
    state::AppState,
};
use http::StatusCode;

/// Renders a page with the result of a trial after the visitor has pressed the trial's button. `trouble` says why the
/// trial ended early, and decides the HTTP status.
pub async fn respond(
    app: AppState,
    request: Request,
    trouble: Option<Trouble>,
    content: impl Fn() -> AnyView + Send + Sync + 'static,
) -> Response {
    let status = trouble.map_or(StatusCode::OK, Trouble::status);
    let response = app::render_content(app, request, content).await;
    (status, response).into_response()
}

/// Returns the language of the links to Altinn's documentation. This documentation exists only in Bokmål and English.
#[must_use]
pub fn docs_language() -> &'static str {
    match locale() {
        Locale::Nb | Locale::Nn => "nb",
        Locale::En => "en",
    }
}

#[component]
pub fn GuidePage(
    title: &'static str,
    intro: &'static str,
    /// This text says which parts of the page exist only with the simulator. If SmartCloud runs without the simulator,
    /// the page shows this text.
    only_simulator: &'static str,
    /// A link to another guide: the text and the URL.
    other_page: (&'static str, &'static str),
    children: Children,
) -> impl IntoView {
    let app = expect_context::<AppState>();
    let has_stage = app.config.stage.is_some();
    let (text, address) = other_page;
    view! {
        <Link rel="stylesheet" href=app.assets.path("guide.css") />
        <Layout title=title>
            <div class="guide">
                <h1 class="ds-heading" data-size="lg">{title}</h1>
                <p class="ds-paragraph lede" data-size="lg" data-variant="long">{intro}</p>
                {(!has_stage).then(|| view! { <p class="ds-paragraph">{only_simulator}</p> })}
                <p class="ds-paragraph other"><a class="ds-link" href=address>{text}</a></p>
                {children()}
            </div>
        </Layout>
    }
}

#[component]
pub fn ActionButton(
    #[prop(into)] action: String,
    #[prop(into)] label: String,
    /// The HTML id of the heading that describes the button. Screen readers read this heading together with the button.
    describes: String,
    /// A variant of the design system's button, such as `primary`.
    #[prop(default = "secondary")]
    variant: &'static str,
) -> impl IntoView {
    let action = format!("{action}#{describes}");
    view! {
        <form method="post" action=action>
            <button class="ds-button" data-variant=variant type="submit" aria-describedby=describes>{label}</button>
        </form>
    }
}

/// Shows links under a heading. Each link is a text and a URL.
#[component]
pub fn Sources(title: &'static str, links: Vec<(String, String)>) -> impl IntoView {
    let links = links.into_iter().map(|(name, address)| {
        view! { <li><a class="ds-link" href=address>{name}</a></li> }
    });
    view! {
        <div class="sources">
            <p class="ds-paragraph" data-size="sm">{title}</p>
            <ul>{links.collect_view()}</ul>
        </div>
    }
}
