//! The list of the visitor's recorded calls. The drawer is a panel that shows this list beside the page. The bar is a
//! link in the page's footer that leads to the list.

use leptos::prelude::*;

use super::{
    PATH,
    chapters::{Chapter, chapters, heading, is_error, part_of, sentence},
    diagram::{self, Links, escape},
    exchange::{Exchange, Journey, Kind, OTHER_SIDE},
    visit::{Calls, Preference, Visit},
};
use crate::{assets::Assets, i18n::Locale};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Diagrams {
    /// Only the newest steps have a diagram. Each older step has only a list of its calls.
    Newest,
    All,
}

/// Returns the version of the list of calls. The version changes when the recorder adds a call to the journey. The
/// script in an open page sends the version of its list. SmartCloud answers as soon as there is a newer list.
#[must_use]
pub fn version(journey: &Journey) -> String {
    let numbers = || journey.exchanges.iter().map(|call| call.number);
    // If the journey is full, each new call displaces an old call, so the number of calls stays the same. Calls that only
    // the simulator has seen have higher numbers than SmartCloud's own calls, so compare both kinds.
    let newest_own = numbers().filter(|number| *number < OTHER_SIDE).max();
    format!(
        "{}-{}-{}",
        journey.exchanges.len(),
        newest_own.unwrap_or_default(),
        numbers().max().unwrap_or_default()
    )
}

/// Shows all recorded calls of the visitor, grouped by step. The newest steps are open, and the earlier steps are
/// folded.
pub fn calls(calls: &Calls, locale: Locale, links: Links<'_>, diagrams: Diagrams) -> AnyView {
    let t = locale.behind_the_scenes();
    let journey = &calls.journey;
    if journey.exchanges.is_empty() {
        return view! { <p class="ds-paragraph">{t.nothing_yet}</p> }.into_any();
    }
    let chapters = chapters(journey);
    let (newest, earlier): (Vec<_>, Vec<_>) =
        chapters.iter().partition(|chapter| chapter.is_newest);
    let count: usize = earlier.iter().map(|chapter| chapter.calls.len()).sum();
    let newest = newest
        .into_iter()
        .map(|chapter| chapter_view(chapter, locale, links, true));
    let earlier = (!earlier.is_empty()).then(|| {
        let chapters = earlier.into_iter().rev().map(|chapter| {
            let title = format!(
                "{} ({})",
                heading(chapter.step, locale),
                (t.calls)(chapter.calls.len())
            );
            view! {
                <details class="ds-details">
                    <summary>{title}</summary>
                    {chapter_view(chapter, locale, links, diagrams == Diagrams::All)}
                </details>
            }
        });
        let is_open = diagrams == Diagrams::All;
        view! {
            <details class="ds-details earlier" open=is_open>
                <summary>{format!("{} ({})", t.earlier, (t.calls)(count))}</summary>
                {chapters.collect_view()}
            </details>
        }
    });
    let base = links.base();
    let silent = calls
        .is_incomplete
        .then(|| view! { <p class="quiet">{t.silent}</p> });
    view! {
        {silent}
        {newest.collect_view()}
        {earlier}
        <p class="actions">
            {t.save}": "
            <a class="ds-link" href=format!("{base}/eksport.html")>{t.save_html}</a>
            " "
            <a class="ds-link" href=format!("{base}/eksport.har")>{t.save_har}</a>
            " "
            <a class="ds-link" href=format!("{base}/eksport.mmd")>{t.save_mermaid}</a>
        </p>
    }
    .into_any()
}

fn chapter_view(
    chapter: &Chapter<'_>,
    locale: Locale,
    links: Links<'_>,
    has_diagram: bool,
) -> AnyView {
    let t = locale.behind_the_scenes();
    let code = part_of(chapter.step).map(|part| {
        let address = format!("{PATH}/kode/{}{}", part.key(), links.after());
        view! { <p><a class="ds-link" href=address>{t.code}</a></p> }
    });
    let svg = has_diagram.then(|| {
        let svg = diagram::svg(&chapter.calls, locale, links);
        view! { <div class="as-diagram" inner_html=svg></div> }
    });
    let has_hidden_calls = chapter
        .calls
        .iter()
        .any(|(_, exchange)| exchange.kind == Kind::OtherSide);
    let legend = has_hidden_calls.then(|| {
        view! { <p class="legend"><span aria-hidden="true">"┈┈ "</span>{t.not_visible}</p> }
    });
    let items = chapter
        .calls
        .iter()
        .map(|(place, exchange)| item(*place, exchange, locale, links));
    let list_class = if has_diagram {
        "calls as-list"
    } else {
        "calls"
    };
    view! {
        <section class="chapter">
            <h3 class="ds-heading" data-size="xs">{heading(chapter.step, locale)}</h3>
            {svg}
            <ol class=list_class>{items.collect_view()}</ol>
            {legend}
            {code}
        </section>
    }
    .into_any()
}

fn item(place: usize, exchange: &Exchange, locale: Locale, links: Links<'_>) -> AnyView {
    let sentence = sentence(place, exchange, locale);
    // The sentence contains the row number of the call, so the HTML list itself shows no numbers.
    let address = links.address(exchange.number);
    let class = if is_error(exchange) {
        "ds-link call failed"
    } else {
        "ds-link call"
    };
    view! { <li><a class=class href=address data-number=exchange.number.to_string()>{sentence}</a></li> }
        .into_any()
}

/// Returns the HTML of the bar in the footer of a page. `calls` is the number of calls of the last step. The bar is a
/// plain link, so a page needs no script while the drawer is closed.
#[must_use]
pub fn bar(calls: usize, visit: &Visit, path: &str, locale: Locale) -> String {
    let t = locale.behind_the_scenes();
    let text = match visit.preference {
        Preference::NeverOpened => (t.bar_first)(calls),
        Preference::Closed { .. } | Preference::Open { .. } => (t.bar)(calls),
    };
    format!(
        "<p class=\"frame bar\"><a href=\"/bak-kulissene{}\" accesskey=\"b\">{}</a></p>",
        escape(&after(path)),
        escape(&text)
    )
}

/// Returns the query for the links to the recorded calls, such as `?fra=/status`. The parameter `fra` contains `path`,
/// so that the visitor can go back to this page.
#[must_use]
pub fn after(path: &str) -> String {
    /// If a path with its query is longer than this, the query is removed, so that the links stay short.
    const LONGEST: usize = 80;

    let path = if path.len() > LONGEST {
        path.split('?').next().unwrap_or_default()
    } else {
        path
    };
    let fra: String = url::form_urlencoded::byte_serialize(path.as_bytes()).collect();
    // Show a slash as `/` and not as `%2F`, so that people can read the URL. A query can contain an unencoded slash.
    format!("?fra={}", fra.replace("%2F", "/"))
}

pub fn drawer(shown: &Calls, visit: &Visit, path: &str, locale: Locale) -> AnyView {
    let t = locale.behind_the_scenes();
    view! {
        <aside class="drawer" aria-label=t.title>
            <div class="drawer-head">
                <h2 class="ds-heading" data-size="xs">{t.title}</h2>
                <a class="ds-link" href="/bak-kulissene" target="_blank">{t.own_window}</a>
                {choice("vis", "nei", t.close, path)}
            </div>
            {live(shown, visit, locale, calls(shown, locale, Links::own(&after(path)), Diagrams::Newest))}
            {keys(visit, path, locale, t.keys_help)}
        </aside>
    }
    .into_any()
}

/// Renders the part of a page that the script in the browser replaces when SmartCloud has recorded new calls.
pub fn live(calls: &Calls, visit: &Visit, locale: Locale, content: AnyView) -> AnyView {
    let t = locale.behind_the_scenes();
    view! {
        <p class="visually-hidden" role="status" id="bts-count"></p>
        <div
            id="bts"
            data-version=version(&calls.journey)
            data-keys=visit.preference.has_keys().then_some("on")
            data-back=t.back_to_calls
        >
            {content}
        </div>
    }
    .into_any()
}

/// Shows the button that turns the keyboard shortcuts on and off, and `help`, which says what the keys do.
pub fn keys(visit: &Visit, path: &str, locale: Locale, help: &'static str) -> AnyView {
    let t = locale.behind_the_scenes();
    let (value, label) = if visit.preference.has_keys() {
        ("nei", t.keys_on)
    } else {
        ("ja", t.keys_off)
    };
    view! { <div class="keys">{choice("taster", value, label, path)}<p class="quiet">{help}</p></div> }
        .into_any()
}

/// Shows a form with one button. The button saves the setting `name` with the value `value` in a cookie. SmartCloud
/// then redirects the browser back to `path`.
pub fn choice(name: &'static str, value: &'static str, label: &'static str, path: &str) -> AnyView {
    view! {
        <form method="post" action="/bak-kulissene/valg" data-choice=format!("{name}-{value}")>
            <input type="hidden" name="back" value=path.to_owned() />
            // The script can send the form without a click on the button. A browser then sends no value of the button,
            // so the choice is in a hidden field.
            <input type="hidden" name=name value=value />
            <button class="ds-button" data-variant="secondary" data-size="sm" type="submit">{label}</button>
        </form>
    }
    .into_any()
}

/// Adds the drawer to the HTML of a page, and moves the page into a column to the left of the drawer.
#[must_use]
pub fn add_drawer(html: &str, drawer: &str, assets: &Assets) -> String {
    add_files(html, assets)
        .replacen("<body>", "<body class=\"beside\"><div class=\"story\">", 1)
        .replacen("</body>", &format!("</div>{drawer}</body>"), 1)
}

#[must_use]
pub fn add_files(html: &str, assets: &Assets) -> String {
    let files = format!(
        "<link rel=\"stylesheet\" href=\"{}\"><script type=\"module\" src=\"{}\"></script></head>",
        assets.path("behind-the-scenes.css"),
        assets.path("behind-the-scenes.js")
    );
    html.replacen("</head>", &files, 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::behind_the_scenes::chapters::tests::post;

    #[test]
    fn a_closed_bar_has_at_most_300_bytes() {
        for preference in [
            Preference::NeverOpened,
            Preference::Closed { has_keys: true },
        ] {
            let visit = Visit {
                visitor: None,
                preference,
            };
            for locale in [Locale::Nb, Locale::Nn, Locale::En] {
                let long = format!("/organisation?q={}", "å".repeat(200));
                for path in ["/connect/310702641", long.as_str()] {
                    let bar = bar(300, &visit, path, locale);
                    assert!(bar.len() <= 300, "{} bytes: {bar}", bar.len());
                    assert!(!bar.contains("script"));
                }
            }
        }
    }

    #[test]
    fn the_page_keeps_its_content_beside_the_drawer() {
        let html = "<html><head><title>a</title></head><body><main>b</main></body></html>";
        let page = add_drawer(html, "<aside>c</aside>", &Assets::default());
        assert!(page.contains("<div class=\"story\"><main>b</main></div><aside>c</aside></body>"));
        assert!(page.contains("/pkg/behind-the-scenes.js\"></script></head>"));
    }

    #[test]
    fn the_version_changes_with_each_call() {
        let mut journey = Journey::default();
        let empty = version(&journey);
        journey.exchanges.push(post());
        assert_ne!(version(&journey), empty);
        journey.exchanges.push(Exchange {
            number: OTHER_SIDE,
            ..post()
        });
        let full = version(&journey);
        journey.exchanges[0].number += 1;
        assert_ne!(version(&journey), full);
    }
}
