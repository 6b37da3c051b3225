//! Shows texts with masked parts. In place of each masked part, the page shows a word for the kind of value.

use leptos::prelude::*;
use masking::{Body, Jwt, Kind, Message, Piece, Value};

use super::secrets::secret;
use crate::i18n::Locale;

pub fn pieces(pieces: &[Piece], locale: Locale) -> AnyView {
    let parts = pieces.iter().map(|piece| match piece {
        Piece::Shown(text) => text.clone().into_any(),
        Piece::Masked(kind) => hidden(*kind, locale),
    });
    parts.collect_view().into_any()
}

fn hidden(kind: Kind, locale: Locale) -> AnyView {
    let word = format!("({})", secret(kind, locale));
    view! { <span class="hidden-value">{word}</span> }.into_any()
}

/// Splits a URL at its masked parts, such as `{state}`.
#[must_use]
pub fn url_pieces(url: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = url;
    while let Some(start) = rest.find('{') {
        let Some(length) = rest[start..].find('}') else {
            break;
        };
        let placeholder = &rest[start..=start + length];
        let (before, after) = (&rest[..start], &rest[start + length + 1..]);
        match Kind::of_placeholder(placeholder) {
            Some(kind) => {
                pieces.push(Piece::Shown(before.to_owned()));
                pieces.push(Piece::Masked(kind));
            }
            None => pieces.push(Piece::Shown(format!("{before}{placeholder}"))),
        }
        rest = after;
    }
    pieces.push(Piece::Shown(rest.to_owned()));
    pieces
}

#[must_use]
pub fn value_pieces(value: &Value) -> Vec<Piece> {
    let mut all = Vec::new();
    match value {
        Value::Text(pieces) => all.clone_from(pieces),
        Value::Jwt(jwt) => add_token(jwt, &mut all),
        value => add_json(value, 0, &mut all),
    }
    all
}

fn shown(text: impl Into<String>, all: &mut Vec<Piece>) {
    all.push(Piece::Shown(text.into()));
}

fn add_token(jwt: &Jwt, all: &mut Vec<Piece>) {
    shown(jwt.prefix.clone(), all);
    all.push(Piece::Masked(jwt.kind));
}

fn add_json(value: &Value, depth: usize, all: &mut Vec<Piece>) {
    match value {
        Value::Literal(value) => shown(value.to_string(), all),
        Value::Text(pieces) => {
            shown("\"", all);
            for piece in pieces {
                match piece {
                    Piece::Shown(text) => {
                        let quoted = serde_json::Value::from(text.as_str()).to_string();
                        let inner = quoted
                            .strip_prefix('"')
                            .and_then(|text| text.strip_suffix('"'));
                        shown(inner.unwrap_or_default(), all);
                    }
                    masked @ Piece::Masked(_) => all.push(masked.clone()),
                }
            }
            shown("\"", all);
        }
        Value::Jwt(jwt) => {
            shown("\"", all);
            add_token(jwt, all);
            shown("\"", all);
        }
        Value::Object(members) => add_items(members, ["{", "}"], depth, all, |member, all| {
            let (name, value) = member;
            shown(format!("{}: ", serde_json::Value::from(name.as_ref())), all);
            add_json(value, depth + 1, all);
        }),
        Value::List(values) => add_items(values, ["[", "]"], depth, all, |value, all| {
            add_json(value, depth + 1, all);
        }),
    }
}

fn add_items<T>(
    items: &[T],
    [open, close]: [&str; 2],
    depth: usize,
    all: &mut Vec<Piece>,
    add: impl Fn(&T, &mut Vec<Piece>),
) {
    shown(open, all);
    for (index, item) in items.iter().enumerate() {
        let comma = if index == 0 { "" } else { "," };
        shown(format!("{comma}\n{}", "  ".repeat(depth + 1)), all);
        add(item, all);
    }
    if !items.is_empty() {
        shown(format!("\n{}", "  ".repeat(depth)), all);
    }
    shown(close, all);
}

/// Shows the body of a message. `label` says for screen readers whether the message is a request or a response.
pub fn body(body: &Body, label: &'static str, locale: Locale) -> AnyView {
    let t = locale.behind_the_scenes();
    match body {
        Body::Empty => view! { <p class="quiet">{t.no_body}</p> }.into_any(),
        Body::NotShown { media_type, bytes } => {
            view! { <p class="quiet">{(t.body_left_out)(media_type, *bytes)}</p> }.into_any()
        }
        Body::Json(value) | Body::Text(value) => {
            let text = pieces(&value_pieces(value), locale);
            view! { <pre class="wire" tabindex="0" role="group" aria-label=label>{text}</pre> }
                .into_any()
        }
        Body::Form(fields) => {
            let rows = fields.iter().map(|(name, value)| {
                let value = pieces(&value_pieces(value), locale);
                view! { <dt><code>{name.clone()}</code></dt><dd><code>{value}</code></dd> }
            });
            view! { <dl class="fields">{rows.collect_view()}</dl> }.into_any()
        }
    }
}

/// Returns the tokens in a message, in the order of the message.
#[must_use]
pub fn tokens(message: &Message) -> Vec<&Jwt> {
    let mut all = Vec::new();
    for (_, value) in &message.headers {
        add_tokens(value, &mut all);
    }
    match &message.body {
        Body::Json(value) | Body::Text(value) => add_tokens(value, &mut all),
        Body::Form(fields) => {
            for (_, value) in fields {
                add_tokens(value, &mut all);
            }
        }
        Body::Empty | Body::NotShown { .. } => {}
    }
    all
}

fn add_tokens<'v>(value: &'v Value, all: &mut Vec<&'v Jwt>) {
    match value {
        Value::Jwt(jwt) => all.push(jwt),
        Value::Object(members) => {
            for (_, value) in members {
                add_tokens(value, all);
            }
        }
        Value::List(values) => {
            for value in values {
                add_tokens(value, all);
            }
        }
        Value::Text(_) | Value::Literal(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(pieces: &[Piece]) -> String {
        pieces.iter().map(Piece::to_string).collect()
    }

    #[test]
    fn json_is_indented_and_keeps_its_hidden_parts() {
        let value = Value::Object(vec![
            ("a".into(), Value::shown("x\"y")),
            (
                "b".into(),
                Value::List(vec![Value::masked(Kind::State), Value::Literal(2.into())]),
            ),
            ("c".into(), Value::List(Vec::new())),
        ]);
        let expected =
            "{\n  \"a\": \"x\\\"y\",\n  \"b\": [\n    \"{state}\",\n    2\n  ],\n  \"c\": []\n}";
        assert_eq!(text(&value_pieces(&value)), expected);
    }

    #[test]
    fn a_placeholder_in_an_address_becomes_a_word() {
        let pieces = url_pieces("https://a.example/{id}/b?state={state}&x=1");
        assert!(pieces.contains(&Piece::Masked(Kind::State)));
        assert_eq!(text(&pieces), "https://a.example/{id}/b?state={state}&x=1");
        assert_eq!(
            text(&url_pieces("https://a.example/{")),
            "https://a.example/{"
        );
    }
}
