use leptos::prelude::*;

use crate::components::{Layout, locale, texts};

#[component]
pub fn HowPage() -> impl IntoView {
    let t = &texts().how;
    let steps = t.steps.map(|(title, text)| {
        view! {
            <li>
                <h3 class="ds-heading" data-size="xs">{title}</h3>
                <p class="ds-paragraph">{text}</p>
            </li>
        }
    });
    let paragraphs = |texts: [&'static str; 2]| {
        texts.map(|text| view! { <p class="ds-paragraph" data-variant="long">{text}</p> })
    };
    view! {
        <Layout title=t.title>
            <div class="column">
                <h1 class="ds-heading" data-size="lg">{t.title}</h1>
                <p class="ds-paragraph lede" data-size="lg" data-variant="long">{t.intro}</p>
                <h2 class="ds-heading" data-size="sm">{t.steps_title}</h2>
                <ol class="steps">{steps.into_iter().collect_view()}</ol>
                <h2 class="ds-heading" data-size="sm">{t.access_title}</h2>
                {paragraphs(t.access).into_iter().collect_view()}
                <h2 class="ds-heading" data-size="sm">{t.approvers_title}</h2>
                {paragraphs(t.approvers).into_iter().collect_view()}
                <h2 class="ds-heading" data-size="sm">{t.limits_title}</h2>
                <ul class="ds-list">
                    {t.limits.map(|limit| view! { <li>{limit}</li> }).into_iter().collect_view()}
                </ul>
                <p class="actions">
                    <a class="ds-button" href="/#plans">{texts().home.see_plans}</a>
                </p>
                <h2 class="ds-heading" data-size="xs">{t.developers_title}</h2>
                <p class="ds-paragraph" data-size="sm">{t.developers}" "<code>"src/redirect.rs"</code></p>
                <ul class="ds-list" data-size="sm">
                    <li><a class="ds-link" href="/kom-i-gang">{locale().getting_started_texts().title}</a></li>
                    <li><a class="ds-link" href="/sporsmal">{locale().questions_texts().title}</a></li>
                </ul>
            </div>
        </Layout>
    }
}
