use leptos::prelude::*;
use leptos_meta::Title;

use super::{Logo, ProblemNote, texts, visit};
use crate::{i18n::Locale, state::AppState};

/// The frame of every page: the way to the content, the header, what went wrong on the way here, the
/// content, the footer.
#[component]
pub fn Layout(
    #[prop(into)] title: String,
    /// Leaves out the note on top, for a page that is about the problem itself.
    #[prop(optional)]
    no_note: bool,
    children: Children,
) -> impl IntoView {
    let t = &texts().site;
    view! {
        <Title text=format!("{title} – {}", t.name) />
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
    let visit = visit();
    let here = visit.here.as_str().to_owned();
    let current = |path: &str| (here == path).then_some("page");
    let account = if visit.signed_in.is_some() {
        view! {
            <li><a class="ds-link" href="/organisation">{t.overview}</a></li>
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
                <Languages />
                <p>{t.demo}" "<a class="ds-link" href="/how">{t.about}</a></p>
                <p>
                    <span class="ds-tag" data-color="warning" data-size="sm">{t.environment}" "{label}</span>
                </p>
            </div>
        </footer>
    }
}

/// A form, since it changes something: the choice is kept.
#[component]
fn Languages() -> impl IntoView {
    let visit = visit();
    let options = Locale::ALL.map(|locale| {
        let chosen = locale == visit.locale;
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
            <input type="hidden" name="back" value=visit.here.to_string() />
            {options.into_iter().collect_view()}
        </form>
    }
}
