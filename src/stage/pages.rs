//! The error pages that SmartCloud shows if it cannot show a talk or a scene. A scene is a part of a talk. The error
//! pages have SmartCloud's usual layout.

use axum::{
    extract::Request,
    response::{IntoResponse, Response},
};
use http::StatusCode;
use leptos::prelude::*;

use super::{preparation::Error, scenes::SCENES};
use crate::{
    app,
    components::{Layout, locale, page_context},
    content_policy, control_api,
    state::AppState,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StagePage {
    NoScene,
    /// The scene was opened in a frame or by a script.
    NotAPage,
    NoTalk,
    /// The form for the code of a talk. This page is no error page.
    Join,
    Silent,
    Full,
    Failed,
}

impl StagePage {
    pub fn of(error: &Error) -> Self {
        match error {
            Error::Control(control_api::Error::Silent(_)) | Error::LogIn(_) | Error::Busy(_) => {
                Self::Silent
            }
            Error::Control(control_api::Error::Refused { status, .. })
                if *status == StatusCode::SERVICE_UNAVAILABLE =>
            {
                Self::Full
            }
            _ => Self::Failed,
        }
    }

    fn status(self) -> StatusCode {
        match self {
            Self::Join => StatusCode::OK,
            Self::NoScene | Self::NoTalk => StatusCode::NOT_FOUND,
            Self::NotAPage => StatusCode::BAD_REQUEST,
            Self::Silent | Self::Full => StatusCode::SERVICE_UNAVAILABLE,
            Self::Failed => StatusCode::BAD_GATEWAY,
        }
    }
}

/// Renders `page` instead of the page that the browser requested.
pub async fn render(app: AppState, request: Request, page: StagePage) -> Response {
    let content = move || view! { <Explanation page /> }.into_any();
    let response = app::render_content(app, request, content).await;
    (page.status(), response).into_response()
}

#[component]
fn Explanation(page: StagePage) -> impl IntoView {
    let t = &locale().stage_texts().pages;
    let (title, text) = match page {
        StagePage::NoScene => (t.no_scene_title, t.no_scene),
        StagePage::NotAPage => (t.not_a_page_title, t.not_a_page),
        StagePage::NoTalk => (t.no_talk_title, t.no_talk),
        StagePage::Join => (t.join_title, t.join_intro),
        StagePage::Silent => (t.silent_title, t.silent),
        StagePage::Full => (t.full_title, t.full),
        StagePage::Failed => (t.failed_title, t.failed),
    };
    let next = match page {
        StagePage::NoScene => view! { <SceneList /> }.into_any(),
        StagePage::NoTalk | StagePage::Join => view! { <CodeForm /> }.into_any(),
        StagePage::NotAPage | StagePage::Silent | StagePage::Full | StagePage::Failed => {
            let path = page_context().path.to_string();
            view! { <p class="actions"><a class="ds-button" href=path>{t.try_again}</a></p> }
                .into_any()
        }
    };
    view! {
        <Layout title=title no_note=true>
            <div class="column">
                <h1 class="ds-heading" data-size="lg">{title}</h1>
                <p class="ds-paragraph lede" data-variant="long">{text}</p>
                {next}
                {(page == StagePage::Failed).then(|| page_context().request_id).flatten().map(|id| view! {
                    <p class="ds-paragraph reference" data-size="sm"><code>{id}</code></p>
                })}
            </div>
        </Layout>
    }
}

#[component]
fn SceneList() -> impl IntoView {
    let scenes = SCENES.iter().map(|scene| {
        view! {
            <li>
                <a class="ds-link" href=format!("/scene/{}", scene.id)>{scene.title.in_locale(locale())}</a>
                " – "
                {scene.purpose.in_locale(locale())}
            </li>
        }
    });
    view! {
        <h2 class="ds-heading" data-size="sm">{locale().stage_texts().pages.all_scenes}</h2>
        <ol class="ds-list">{scenes.collect_view()}</ol>
    }
}

#[component]
fn CodeForm() -> impl IntoView {
    let t = &locale().stage_texts().pages;
    // The form can lead to a scene of the talk. The redirects to the scene pass ID-porten and perhaps Altinn, so
    // `form-action` must list the origins of both.
    content_policy::form_leads_to(&expect_context::<AppState>().config.altinn.hops);
    view! {
        <form class="search" method="get" action="/bli-med">
            <div class="ds-field">
                <label class="ds-label" for="code">{t.code}</label>
                <input
                    class="ds-input"
                    id="code"
                    name="code"
                    autocomplete="off"
                    autocapitalize="characters"
                    maxlength="8"
                    required
                />
            </div>
            <button class="ds-button" type="submit">{t.join}</button>
        </form>
    }
}
