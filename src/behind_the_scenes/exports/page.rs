use std::fmt::Write as _;

use crate::{
    behind_the_scenes::{
        chapters::{chapters, heading, short_duration, text_of},
        diagram::{self, Links, class_of, escape},
        secrets::secret,
        words,
    },
    i18n::Locale,
    recorder::exchange::{Body, Exchange, Journey, Jwt, Kind, Message, Piece, SecretKind, Value},
};

/// The style sheet of the diagrams. SmartCloud's own pages use the same style sheet.
const DIAGRAM: &str = include_str!("../../../style/sequence.css");

/// The styles of the exported file, including the few colours that the diagram's style sheet uses. The exported file
/// contains these styles, because the file must also work without a network.
const STYLE: &str = "
:root {
  color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif;
  --ds-color-neutral-background-default: light-dark(#fff, #14181f);
  --ds-color-neutral-text-default: light-dark(#1e2630, #e8ecf2);
  --ds-color-neutral-text-subtle: light-dark(#515c6b, #a9b4c4);
  --ds-color-neutral-border-default: light-dark(#66727f, #8b97a6);
  --ds-color-accent-surface-tinted: light-dark(#e3effb, #17304a);
  --ds-color-accent-text-subtle: light-dark(#005ca8, #7cbcf5);
  --ds-color-success-text-subtle: light-dark(#0c6a33, #6fc98f);
  --ds-color-warning-text-subtle: light-dark(#7a4f00, #e3b14e);
  --ds-color-danger-text-subtle: light-dark(#b3152c, #ff9aa2);
  --ds-color-info-text-subtle: light-dark(#0b6370, #6cc5d4);
  --ds-color-brand1-text-subtle: light-dark(#7a2f7f, #dc9de0);
}
body { max-width: 62rem; margin: 0 auto; padding: 1rem; background: var(--ds-color-neutral-background-default); color: var(--ds-color-neutral-text-default); }
h1, h2, h3, h4 { line-height: 1.25; margin: 2rem 0 .5rem; }
h4 { margin: 1rem 0 .25rem; }
a { color: var(--ds-color-accent-text-subtle); }
figure { margin: 0; overflow-x: auto; }
.sequence { min-width: 30rem; }
article { border-top: 1px solid; padding: .5rem 0; margin-top: 1rem; }
article > h3 { margin-top: .5rem; }
p { margin: .5rem 0; }
.between { font-weight: 600; }
.quiet { color: var(--ds-color-neutral-text-subtle); }
.failed-call { color: var(--ds-color-danger-text-subtle); font-weight: 600; }
code, pre { font-size: .875rem; overflow-wrap: anywhere; }
pre { white-space: pre-wrap; background: color-mix(in srgb, currentColor 7%, transparent); padding: .5rem; margin: .5rem 0; }
dl { display: grid; grid-template-columns: fit-content(40%) minmax(0, 1fr); gap: .1rem 1rem; margin: .5rem 0; font-size: .875rem; }
dt { font-weight: 600; overflow-wrap: anywhere; } dd { margin: 0; overflow-wrap: anywhere; }
mark { background: color-mix(in srgb, #8a6 35%, transparent); color: inherit; }
@media (max-width: 40rem) { dl { grid-template-columns: minmax(0, 1fr); } dd { padding-left: .75rem; } }
@media print {
  section { break-inside: avoid; }
  figure { overflow: visible; }
  .sequence { max-height: 23cm; }
  .calls { break-before: page; }
  h2, h3, h4 { break-after: avoid; }
}
";

/// Returns the journey as one HTML file, with a diagram of each step and all calls. The file works offline and without
/// scripts.
#[must_use]
pub fn page(journey: &Journey, locale: Locale) -> String {
    let t = locale.behind_the_scenes();
    let title = escape(t.export.title);
    let mut page = format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title}</title>\n<style>{DIAGRAM}{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n<p>{}</p>\n",
        locale.code(),
        escape(t.export.masked),
    );
    if journey.exchanges.is_empty() {
        let _ = writeln!(page, "<p>{}</p>", escape(t.export.no_calls));
    } else {
        diagrams(&mut page, journey, locale);
        let _ = writeln!(page, "<h2 class=\"calls\">{}</h2>", escape(t.export.calls));
    }
    for (place, exchange) in journey.exchanges.iter().enumerate() {
        call(&mut page, place + 1, exchange, locale);
    }
    page.push_str("</main>\n</body>\n</html>\n");
    page
}

/// Writes the same diagrams as SmartCloud's own pages show, one for each step.
fn diagrams(page: &mut String, journey: &Journey, locale: Locale) {
    let t = locale.behind_the_scenes();
    let _ = writeln!(page, "<h2>{}</h2>", escape(t.export.diagram));
    let is_hidden = |exchange: &Exchange| exchange.kind == Kind::OtherSide;
    if journey.exchanges.iter().any(is_hidden) {
        let _ = writeln!(page, "<p class=\"quiet\">┈┈ {}</p>", escape(t.not_visible));
    }
    for chapter in chapters(journey) {
        let _ = writeln!(
            page,
            "<section><h3>{}</h3>\n<figure>{}</figure></section>",
            escape(&heading(chapter.step, locale)),
            diagram::svg(&chapter.calls, locale, Links::SameDocument)
        );
    }
}

fn call(page: &mut String, place: usize, exchange: &Exchange, locale: Locale) {
    let t = locale.behind_the_scenes();
    let text = text_of(exchange);
    let outcome = match (exchange.status, &exchange.code) {
        (Some(status), Some(code)) => format!("{status} {code}"),
        (Some(status), None) => status.to_string(),
        (None, _) => {
            let failure = exchange.failure.as_deref();
            let failure = failure.map(|failure| words::failure(failure, locale));
            failure.unwrap_or(t.no_answer).to_owned()
        }
    };
    let duration = exchange.duration;
    let duration = duration.map(|duration| format!(" · {}", short_duration(duration, locale)));
    let _ = writeln!(
        page,
        "<article id=\"call-{number}\">\n<h3>{place}. {arrow}</h3>\n\
         <p class=\"between {class}\">{from} → {to}</p>\n<p>{purpose}</p>\n\
         <p><strong>{outcome}</strong>{duration} · <time>{at}</time> · {way}</p>\n\
         <p><code><strong>{method}</strong> {url}</code></p>",
        number = exchange.number,
        arrow = escape(text.arrow.in_locale(locale)),
        class = class_of(exchange.to),
        from = escape(words::party(exchange.from, locale)),
        to = escape(words::party(exchange.to, locale)),
        purpose = escape(text.purpose.in_locale(locale)),
        outcome = escape(&outcome),
        duration = duration.unwrap_or_default(),
        at = exchange.at,
        way = escape(words::way(exchange.kind, locale)),
        method = escape(&exchange.method),
        url = with_words(&exchange.url, locale),
    );
    message(page, t.request, &exchange.request, locale);
    if let Some(response) = &exchange.response {
        message(page, t.response, response, locale);
    }
    page.push_str("</article>\n");
}

fn message(page: &mut String, title: &str, message: &Message, locale: Locale) {
    let _ = writeln!(page, "<h4>{}</h4>", escape(title));
    fields(page, &message.headers, locale);
    match &message.body {
        Body::Empty => {}
        Body::Form(form) => fields(page, form, locale),
        Body::NotShown { media_type, bytes } => {
            let text = (locale.behind_the_scenes().body_left_out)(media_type, *bytes);
            let _ = writeln!(page, "<p>{}</p>", escape(&text));
        }
        Body::Text(value) => {
            let _ = writeln!(page, "<div>{}</div>", value_html(value, locale));
        }
        Body::Json(value) => {
            let _ = writeln!(page, "<pre>{}</pre>", json_html(value, locale));
            tokens(page, value, locale);
        }
    }
}

fn fields(page: &mut String, fields: &[(masking::Name, Value)], locale: Locale) {
    if fields.is_empty() {
        return;
    }
    page.push_str("<dl>");
    for (name, value) in fields {
        let _ = write!(
            page,
            "<dt>{}</dt><dd>{}</dd>",
            with_words(name, locale),
            value_html(value, locale)
        );
    }
    page.push_str("</dl>\n");
}

fn tokens(page: &mut String, value: &Value, locale: Locale) {
    match value {
        Value::Jwt(jwt) => page.push_str(&jwt_html(jwt, locale)),
        Value::Object(members) => members
            .iter()
            .for_each(|(_, value)| tokens(page, value, locale)),
        Value::List(values) => values.iter().for_each(|value| tokens(page, value, locale)),
        Value::Text(_) | Value::Literal(_) => {}
    }
}

fn value_html(value: &Value, locale: Locale) -> String {
    match value {
        Value::Text(pieces) => pieces
            .iter()
            .map(|piece| match piece {
                Piece::Shown(text) => escape(text),
                Piece::Masked(kind) => masked(*kind, locale),
            })
            .collect(),
        Value::Jwt(jwt) => jwt_html(jwt, locale),
        other => format!("<pre>{}</pre>", json_html(other, locale)),
    }
}

fn json_html(value: &Value, locale: Locale) -> String {
    with_words(&format!("{:#}", value.to_json()), locale)
}

fn jwt_html(jwt: &Jwt, locale: Locale) -> String {
    let t = locale.behind_the_scenes();
    let mut html = format!(
        "{}{}<details open><summary>{}</summary>",
        escape(&jwt.prefix),
        masked(jwt.kind, locale),
        escape(t.export.claims)
    );
    fields(&mut html, &jwt.header, locale);
    fields(&mut html, &jwt.claims, locale);
    let _ = write!(html, "<p>{}</p></details>", escape(t.signature));
    html
}

fn masked(kind: SecretKind, locale: Locale) -> String {
    format!("<mark>{}</mark>", escape(secret(kind, locale)))
}

/// Escapes a text for HTML. Replaces each placeholder of a secret, such as `{state}`, with a `<mark>` element. The
/// element contains the name of the secret in the reader's language.
fn with_words(text: &str, locale: Locale) -> String {
    let mut html = String::new();
    let mut rest = text;
    while let Some(start) = rest.find('{') {
        let after = &rest[start..];
        let end = after.find('}').map_or(after.len(), |end| end + 1);
        html.push_str(&escape(&rest[..start]));
        if let Some(kind) = SecretKind::of_placeholder(&after[..end]) {
            html.push_str(&masked(kind, locale));
            rest = &after[end..];
        } else {
            html.push('{');
            rest = &after[1..];
        }
    }
    html.push_str(&escape(rest));
    html
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::behind_the_scenes::exports::samples::journey;

    #[test]
    fn the_file_has_everything_inside_and_no_script() {
        for locale in [Locale::Nb, Locale::Nn, Locale::En] {
            let page = page(&journey(), locale);
            assert!(page.contains(secret(SecretKind::AccessToken, locale)));
            for part in ["<script", " src=", "<link", "url(", "@import", "<b>"] {
                assert!(!page.contains(part), "{part}");
            }
            assert_eq!(page.matches("<article").count(), 4);
        }
    }
}
