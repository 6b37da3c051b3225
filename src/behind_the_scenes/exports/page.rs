use std::fmt::Write as _;

use super::{
    drawing::{escape, svg},
    outcome,
};
use crate::{
    behind_the_scenes::recorded::Recorded,
    i18n::Locale,
    recorder::exchange::{Body, Exchange, Journey, Jwt, Message, Piece, SecretKind, Value},
};

/// The style of the exported file. The file opens without a network, so the style is inside.
const STYLE: &str = "
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 80rem; margin: 0 auto; padding: 1rem; }
figure { margin: 0; overflow-x: auto; }
svg { min-width: 60rem; width: 100%; height: auto; }
svg text { font-size: 11px; text-anchor: middle; fill: currentColor; }
svg .party { font-size: 15px; font-weight: 600; }
svg .outcome { opacity: .8; }
svg line, svg path { stroke: currentColor; fill: currentColor; }
svg .life { stroke-dasharray: 2 4; opacity: .5; }
svg .front line { stroke-dasharray: 6 4; }
svg .other line { stroke-dasharray: 1 4; opacity: .7; }
svg .failed { color: #c01c28; }
article { border-top: 1px solid; padding: .5rem 0; break-inside: avoid; }
h3 { margin: .5rem 0; overflow-wrap: anywhere; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; background: color-mix(in srgb, currentColor 7%, transparent); padding: .5rem; }
dl { display: grid; grid-template-columns: fit-content(40%) minmax(0, 1fr); gap: .1rem 1rem; margin: .5rem 0; }
dt { font-weight: 600; overflow-wrap: anywhere; } dd { margin: 0; overflow-wrap: anywhere; }
mark { background: color-mix(in srgb, #8a6 35%, transparent); color: inherit; }
@media (max-width: 40rem) { dl { grid-template-columns: minmax(0, 1fr); } dd { padding-left: .75rem; } }
@media print { details { display: block; } figure { break-after: page; } }
";

/// Returns the journey as one HTML file: the diagram, and then each call. The file opens from a disk, and needs no
/// network and no script.
#[must_use]
pub fn page(journey: &Journey, locale: Locale) -> String {
    let texts = locale.recorded();
    let title = escape(texts.title);
    let mut page = format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n<p>{}</p>\n",
        locale.code(),
        escape(texts.masked),
    );
    if journey.exchanges.is_empty() {
        let _ = writeln!(page, "<p>{}</p>", escape(texts.no_calls));
    } else {
        let _ = writeln!(
            page,
            "<h2>{}</h2>\n<figure>{}</figure>\n<h2>{}</h2>",
            escape(texts.diagram),
            svg(journey, locale),
            escape(texts.calls)
        );
    }
    for (place, exchange) in journey.exchanges.iter().enumerate() {
        call(&mut page, place + 1, exchange, texts);
    }
    page.push_str("</main>\n</body>\n</html>\n");
    page
}

fn call(page: &mut String, place: usize, exchange: &Exchange, texts: &Recorded) {
    let duration = exchange
        .duration
        .map(|duration| (texts.milliseconds)(duration.as_millis()))
        .unwrap_or_default();
    let _ = writeln!(
        page,
        "<article id=\"call-{number}\">\n<h3>{place}. {from} → {to}: {method} {url}</h3>\n\
         <p><strong>{outcome}</strong> {failure} · {duration} · <time>{at}</time> · {way}</p>",
        number = exchange.number,
        from = escape(texts.party(exchange.from)),
        to = escape(texts.party(exchange.to)),
        method = escape(&exchange.method),
        url = with_words(&exchange.url, texts),
        outcome = escape(&outcome(exchange)),
        failure = exchange
            .failure
            .as_deref()
            .map_or("", |failure| texts.failure(failure)),
        at = exchange.at,
        way = escape(texts.way(exchange.kind)),
    );
    message(page, texts.request, &exchange.request, texts);
    match &exchange.response {
        Some(response) => message(page, texts.response, response, texts),
        None => {
            let _ = writeln!(page, "<p>{}</p>", escape(texts.no_response));
        }
    }
    page.push_str("</article>\n");
}

fn message(page: &mut String, title: &str, message: &Message, texts: &Recorded) {
    let _ = writeln!(page, "<details open><summary>{}</summary>", escape(title));
    fields(page, &message.headers, texts);
    match &message.body {
        Body::Empty => {}
        Body::Form(form) => fields(page, form, texts),
        Body::NotShown { media_type, bytes } => {
            let text = (texts.not_shown)(media_type, *bytes);
            let _ = writeln!(page, "<p>{}</p>", escape(&text));
        }
        Body::Text(value) => {
            let _ = writeln!(page, "<div>{}</div>", value_html(value, texts));
        }
        Body::Json(value) => {
            let _ = writeln!(page, "<pre>{}</pre>", json_html(value, texts));
            tokens(page, value, texts);
        }
    }
    page.push_str("</details>\n");
}

fn fields(page: &mut String, fields: &[(String, Value)], texts: &Recorded) {
    if fields.is_empty() {
        return;
    }
    page.push_str("<dl>");
    for (name, value) in fields {
        let _ = write!(
            page,
            "<dt>{}</dt><dd>{}</dd>",
            with_words(name, texts),
            value_html(value, texts)
        );
    }
    page.push_str("</dl>\n");
}

/// Writes the content of each token in a JSON body.
fn tokens(page: &mut String, value: &Value, texts: &Recorded) {
    match value {
        Value::Jwt(jwt) => page.push_str(&jwt_html(jwt, texts)),
        Value::Object(members) => members
            .iter()
            .for_each(|(_, value)| tokens(page, value, texts)),
        Value::List(values) => values.iter().for_each(|value| tokens(page, value, texts)),
        Value::Text(_) | Value::Literal(_) => {}
    }
}

fn value_html(value: &Value, texts: &Recorded) -> String {
    match value {
        Value::Text(pieces) => pieces
            .iter()
            .map(|piece| match piece {
                Piece::Shown(text) => escape(text),
                Piece::Masked(kind) => masked(*kind, texts),
            })
            .collect(),
        Value::Jwt(jwt) => jwt_html(jwt, texts),
        other => format!("<pre>{}</pre>", json_html(other, texts)),
    }
}

fn json_html(value: &Value, texts: &Recorded) -> String {
    with_words(&format!("{:#}", value.to_json()), texts)
}

fn jwt_html(jwt: &Jwt, texts: &Recorded) -> String {
    let mut html = format!(
        "{}{}<details open><summary>{}</summary>",
        escape(&jwt.prefix),
        masked(jwt.kind, texts),
        escape(texts.claims)
    );
    fields(&mut html, &jwt.header, texts);
    fields(&mut html, &jwt.claims, texts);
    let _ = write!(html, "<p>{}</p></details>", escape(texts.signature));
    html
}

fn masked(kind: SecretKind, texts: &Recorded) -> String {
    format!("<mark>{}</mark>", escape(texts.secret(kind)))
}

/// Returns a text for HTML in which a word stands for each placeholder, such as `{state}`.
fn with_words(text: &str, texts: &Recorded) -> String {
    let mut html = String::new();
    let mut rest = text;
    while let Some(start) = rest.find('{') {
        let after = &rest[start..];
        let end = after.find('}').map_or(after.len(), |end| end + 1);
        html.push_str(&escape(&rest[..start]));
        if let Some(kind) = SecretKind::of_placeholder(&after[..end]) {
            html.push_str(&masked(kind, texts));
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
            assert!(page.contains(locale.recorded().secret(SecretKind::AccessToken)));
            for part in ["<script", " src=", "<link", "url(", "@import", "<b>"] {
                assert!(!page.contains(part), "{part}");
            }
            assert_eq!(page.matches("<article").count(), 4);
        }
    }
}
