use leptos::prelude::*;
use leptos_meta::Title;
use strum::VariantArray;

use super::{
    FollowingNote, Logo, ProblemNote, StageLinks, locale, page_context, problem_of_url, texts,
};
use crate::{
    error::AppError,
    i18n::{Locale, ProblemText},
    state::AppState,
};

#[component]
pub fn Layout(
    #[prop(into)] title: String,
    /// If this is `true`, the page shows no note about the error in the URL. On an error page, the note would repeat
    /// the content of the page.
    #[prop(optional)]
    no_note: bool,
    children: Children,
) -> impl IntoView {
    let t = &texts().site;
    // If the page shows an error, the title begins with the error. Screen readers read the title first, and the tab of
    // a browser shows only the beginning of the title.
    let title = match problem_of_url() {
        Some(error) if !no_note => {
            format!("{} – {title}", ProblemText::of(error, locale()).title)
        }
        _ => title,
    };
    // leptos_meta writes the text into `<title>` without escaping it. The title can contain the name of an
    // organisation, which comes from Altinn, so this code escapes the title.
    let title = format!("{title} – {}", t.name)
        .replace('&', "&amp;")
        .replace('<', "&lt;");
    view! {
        <Title text=title />
        <a class="ds-skip-link" href="#main">{t.skip}</a>
        <Header />
        <main id="main" tabindex="-1" class="page">
            {(!no_note).then(|| view! { <ProblemNote /> })}
            {children()}
        </main>
        <Footer />
    }
}

#[component]
fn Header() -> impl IntoView {
    let t = &texts().site;
    let context = page_context();
    let current_path = context.path.as_str().to_owned();
    let current = |path: &str| (current_path == path).then_some("page");
    // With a plan in the query, `/organisation` asks which company wants the plan. In that case, the page is not the
    // overview.
    let is_overview = current_path.starts_with("/dashboard/")
        || current_path.starts_with("/organisation") && !current_path.contains("plan=");
    // Every signed-in user sees the log-out link, also if SmartCloud cannot read the user's organisations from Altinn.
    let is_signed_in = context.signed_in().err() != Some(AppError::SignedOut);
    let account = if is_signed_in {
        view! {
            <li><a class="ds-link" href="/organisation" aria-current=is_overview.then_some("page")>{t.overview}</a></li>
            <li><a class="ds-link" href="/logout" aria-current=current("/logout")>{t.log_out}</a></li>
        }
        .into_any()
    } else {
        view! {
            <li><a class="ds-link" href="/login" aria-current=current("/login")>{t.log_in}</a></li>
        }
        .into_any()
    };
    view! {
        <header class="site-header">
            <StageLinks />
            <div class="frame">
                <a class="brand" href="/" aria-label=t.to_home><Logo />"SmartCloud"</a>
                <nav aria-label=t.menu>
                    <ul>
                        <li><a class="ds-link" href="/#plans">{t.plans}</a></li>
                        <li class="how"><a class="ds-link" href="/how" aria-current=current("/how")>{t.how}</a></li>
                        {account}
                    </ul>
                </nav>
            </div>
        </header>
    }
}

#[component]
fn Footer() -> impl IntoView {
    let t = &texts().site;
    let label = use_context::<AppState>().map(|app| app.config.environment_label.clone());
    view! {
        <footer class="site-footer">
            <div class="frame">
                <FollowingNote />
                <Languages />
                <p>{t.demo}" "<a class="ds-link" href="/how">{t.about}</a></p>
                <DeveloperLinks />
                <p>
                    <span class="ds-tag" data-color="warning" data-size="sm">{t.environment}" "{label}</span>
                </p>
            </div>
        </footer>
    }
}

/// Shows the links to the pages for developers. Only a demo has these links. SmartCloud hides the links from signed-in
/// users, because the links would disturb customers.
#[component]
fn DeveloperLinks() -> impl IntoView {
    let app = use_context::<AppState>()?;
    let is_signed_out = page_context().signed_in().err() == Some(AppError::SignedOut);
    (app.config.stage.is_some() && is_signed_out).then(|| {
        let locale = locale();
        view! {
            <p class="developers">
                {texts().site.for_developers}" "
                <a class="ds-link" href="/kom-i-gang">{locale.getting_started_texts().title}</a>" · "
                <a class="ds-link" href="/sporsmal">{locale.questions_texts().title}</a>
            </p>
        }
    })
}

/// Shows the form for the choice of language. The form uses POST, because SmartCloud saves the choice in a cookie.
#[component]
fn Languages() -> impl IntoView {
    let context = page_context();
    let options = Locale::VARIANTS.iter().map(|locale| {
        let chosen = *locale == context.locale;
        view! {
            <button
                class="language"
                type="submit"
                name="locale"
                value=locale.code()
                lang=locale.code()
                aria-current=chosen.then_some("true")
            >
                {locale.name()}
            </button>
        }
    });
    view! {
        <form class="languages" method="post" action="/language" aria-label=texts().site.language>
            <input type="hidden" name="back" value=context.path_with_problem.to_string() />
            {options.collect_view()}
        </form>
    }
}
