use leptos::prelude::*;

use super::Data;
use crate::{
    behind_the_scenes::{
        chapters::{part_of, sentence},
        exchange::{Exchange, Kind},
        values,
    },
    components::{Layout, ProblemPage, locale, path_param},
    error::AppError,
    i18n::Locale,
    source_code::{self, ColouredCode, Excerpt, Language, Part},
};

/// The maximum number of the visitor's own calls on the page.
const OWN_CALLS: usize = 4;

#[component]
pub fn CodePage() -> impl IntoView {
    let data = Data::read();
    let part = Part::from_key(&path_param("part"));
    let Some(part) = part.filter(|_| data.app.recorder.is_on()) else {
        return view! { <ProblemPage error=AppError::NotFound /> }.into_any();
    };
    let locale = locale();
    let t = locale.behind_the_scenes();
    let text = source_code::text_of(part);
    let after = data.after();
    let back = data.back.as_ref().map(|back| {
        view! { <a class="ds-link" href=back.as_str().to_owned()>{t.back_to_page}</a> }
    });
    view! {
        <Layout title=t.code_title>
            <div class="column own-page">
                <h1 class="ds-heading" data-size="lg">{title(part, locale)}</h1>
                <p class="ds-paragraph lede">{text.what.in_locale(locale)}</p>
                <p class="actions">
                    <a class="ds-link" href=format!("/bak-kulissene{after}")>{t.back_to_calls}</a>
                    {back}
                    <a class="ds-link" href=format!("/steg/{}.md", part.key())>{t.markdown}</a>
                    <a class="ds-link" href="/llms.txt">"llms.txt"</a>
                </p>
                {parts(part, &after, locale)}
                <h2 class="ds-heading" data-size="sm">{t.the_code}</h2>
                <p class="ds-paragraph">{t.code_intro}</p>
                {code(part, &data.app.code, locale)}
                {duties(part, locale)}
                <h2 class="ds-heading" data-size="sm">{t.mistakes}</h2>
                <ul class="ds-list">
                    {text.mistakes.map(|mistake| view! { <li>{mistake.in_locale(locale)}</li> }).into_iter().collect_view()}
                </ul>
                <h2 class="ds-heading" data-size="sm">{t.the_wire}</h2>
                {wire(part, &data, locale)}
            </div>
        </Layout>
    }
    .into_any()
}

fn title(part: Part, locale: Locale) -> String {
    let title = source_code::text_of(part).title.in_locale(locale);
    match part {
        Part::Step(number) => (locale.behind_the_scenes().step)(number, title),
        Part::LogIn | Part::UseAccess => title.to_owned(),
    }
}

fn parts(current: Part, after: &str, locale: Locale) -> AnyView {
    let t = locale.behind_the_scenes();
    let links = Part::ALL.map(|part| {
        let address = format!("/bak-kulissene/kode/{}{after}", part.key());
        let here = (part == current).then_some("page");
        view! { <li><a class="ds-link" href=address aria-current=here>{title(part, locale)}</a></li> }
    });
    view! {
        <details class="ds-details">
            <summary>{t.all_parts}</summary>
            <nav aria-label=t.all_parts><ul>{links.into_iter().collect_view()}</ul></nav>
        </details>
    }
    .into_any()
}

fn code(part: Part, coloured: &ColouredCode, locale: Locale) -> AnyView {
    let t = locale.behind_the_scenes();
    let languages = Language::ALL.map(|language| {
        let excerpts: Vec<_> = source_code::excerpts(part, language)
            .map(|excerpt| excerpt_view(excerpt, coloured, locale))
            .collect();
        let is_open = language == Language::Rust;
        let content = if excerpts.is_empty() {
            view! { <p class="quiet">{t.no_language}</p> }.into_any()
        } else {
            excerpts.into_any()
        };
        view! {
            <details class="ds-details" open=is_open>
                <summary>{language.name()}</summary>
                {content}
            </details>
        }
    });
    languages.into_iter().collect_view().into_any()
}

fn excerpt_view(excerpt: &Excerpt, coloured: &ColouredCode, locale: Locale) -> AnyView {
    let t = locale.behind_the_scenes();
    let lines = (t.lines)(excerpt.first_line, excerpt.last_line());
    let label = format!("{}, {lines}", excerpt.file);
    let code = match coloured.html(excerpt) {
        // The site builder has escaped this HTML, so it is safe to insert it unchanged.
        Some(html) => {
            view! { <pre class="code" lang="en" tabindex="0" aria-label=label.clone() role="region" inner_html=html.to_owned()></pre> }
                .into_any()
        }
        None => {
            view! { <pre class="code" lang="en" tabindex="0" aria-label=label.clone() role="region">{excerpt.text.clone()}</pre> }
                .into_any()
        }
    };
    view! {
        <figure class="excerpt">
            <figcaption><code>{excerpt.name.clone()}</code>" – "{label}</figcaption>
            {code}
        </figure>
    }
    .into_any()
}

/// Shows what a product must do. The texts come from the comments in the source.
fn duties(part: Part, locale: Locale) -> AnyView {
    let t = locale.behind_the_scenes();
    let points = source_code::checklist(part)
        .into_iter()
        .map(|(number, point)| view! { <li value=number.to_string()>{emphasised(&point)}</li> });
    let additions = source_code::additions(part);
    let additions = (!additions.is_empty()).then(|| {
        let items = additions
            .into_iter()
            .map(|addition| view! { <li>{addition}</li> });
        view! {
            <h3 class="ds-heading" data-size="xs">{t.differs}</h3>
            <ul class="ds-list" lang="en">{items.collect_view()}</ul>
        }
    });
    view! {
        <h2 class="ds-heading" data-size="sm">{t.must_do}</h2>
        <ol class="ds-list" lang="en">{points.collect_view()}</ol>
        {additions}
    }
    .into_any()
}

/// Renders a text with `**` around emphasised words and backticks around code.
fn emphasised(text: &str) -> AnyView {
    let parts = text.split("**").enumerate().map(|(index, part)| {
        let words = part.split('`').enumerate().map(|(index, words)| {
            let words = words.to_owned();
            if index % 2 == 1 {
                view! { <code>{words}</code> }.into_any()
            } else {
                words.into_any()
            }
        });
        let words = words.collect_view();
        if index % 2 == 1 {
            view! { <strong>{words}</strong> }.into_any()
        } else {
            words.into_any()
        }
    });
    parts.collect_view().into_any()
}

/// Shows the visitor's newest calls of this step, or an example if the visitor has made none.
fn wire(part: Part, data: &Data, locale: Locale) -> AnyView {
    let t = locale.behind_the_scenes();
    let is_of_part = |call: &&(usize, &Exchange)| {
        part_of(call.1.step) == Some(part) && call.1.kind != Kind::OtherSide
    };
    let calls: Vec<_> = data
        .calls
        .journey
        .exchanges
        .iter()
        .enumerate()
        .map(|(index, exchange)| (index + 1, exchange))
        .collect();
    let mut own: Vec<_> = calls.iter().filter(is_of_part).collect();
    let newest = own.split_off(own.len().saturating_sub(OWN_CALLS));
    let own = (!newest.is_empty()).then(|| {
        let calls = newest
            .into_iter()
            .map(|(place, exchange)| own_call(*place, exchange, &data.after(), locale));
        view! {
            <p class="ds-paragraph">{t.wire_of_visitor}</p>
            {calls.collect_view()}
        }
    });
    view! {
        {own}
        <p class="ds-paragraph">{t.wire_example}</p>
        <pre class="wire" lang="en" tabindex="0" role="region" aria-label=t.the_wire>{source_code::wire_of(part)}</pre>
    }
    .into_any()
}

fn own_call(place: usize, exchange: &Exchange, after: &str, locale: Locale) -> AnyView {
    let t = locale.behind_the_scenes();
    let url = values::pieces(&values::url_pieces(&exchange.url), locale);
    let status = exchange.status.map(|status| {
        let body = exchange
            .response
            .as_ref()
            .map(|message| values::body(&message.body, t.response, locale));
        view! { <p class="address"><code><strong>{status}</strong></code></p>{body} }
    });
    let address = format!("/bak-kulissene/kall/{}{after}", exchange.number);
    view! {
        <section class="own-call">
            <p><a class="ds-link" href=address>{sentence(place, exchange, locale)}</a></p>
            <p class="address"><code><strong>{exchange.method.clone()}</strong>" "{url}</code></p>
            {values::body(&exchange.request.body, t.request, locale)}
            {status}
        </section>
    }
    .into_any()
}
