use std::{borrow::Cow, fmt, mem};

use serde::{Deserialize, Serialize};
use serde_json::json;
use url::form_urlencoded;

use crate::{Kind, VALUE_LIMIT};

/// The name of a header, a form field or a JSON member. A name from this crate's table is borrowed from the table, so
/// the name needs no memory of its own.
pub type Name = Cow<'static, str>;

/// A piece of a text. Each masked part of the text is a separate piece.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Piece {
    Shown(String),
    Masked(Kind),
}

/// A value that is safe to show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Value {
    /// A text with visible and masked parts.
    Text(Vec<Piece>),
    /// A JWT without its signature. The box keeps the type `Value` small, because `Jwt` is a large type.
    Jwt(Box<Jwt>),
    /// The members of a JSON object, in alphabetical order.
    Object(Vec<(Name, Self)>),
    List(Vec<Self>),
    /// A number, a boolean or null.
    Literal(serde_json::Value),
}

/// The content of a JWT. The signature is missing, so nobody can use the token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Jwt {
    pub kind: Kind,
    /// The text before the token in the same value, such as `Bearer ` in a header.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub prefix: String,
    pub header: Vec<(Name, Value)>,
    pub claims: Vec<(Name, Value)>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Body {
    Empty,
    Json(Value),
    /// The fields of a form, in their order.
    Form(Vec<(Name, Value)>),
    /// A plain text, such as a token that is the whole body.
    Text(Value),
    /// A body that is not shown: a page, a file, or a body that is too large or cannot be parsed.
    NotShown {
        /// The content type without its parameters. If the message has no content type, this text is empty.
        media_type: String,
        bytes: usize,
    },
}

/// An HTTP request or response with masked headers and a masked body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    pub headers: Vec<(Name, Value)>,
    pub body: Body,
}

/// A masked URL. Its text form has a placeholder such as `{state}` for each masked part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MaskedUrl {
    /// The scheme, the host and the port. The value is an empty text if the URL was only a path and a query.
    pub origin: String,
    pub path: Vec<Piece>,
    pub query: Vec<(Name, Value)>,
}

/// An HTTP request and its response, masked so that they are safe to store and to show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MaskedExchange {
    pub url: MaskedUrl,
    pub request: Message,
    pub response: Option<Message>,
}

impl fmt::Display for Piece {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Shown(text) => f.write_str(text),
            Self::Masked(kind) => f.write_str(&kind.placeholder()),
        }
    }
}

impl Value {
    /// Makes a value from a text that contains no secret. Nothing in the text is masked.
    pub fn shown(text: impl Into<String>) -> Self {
        Self::Text(vec![Piece::Shown(text.into())])
    }

    /// Makes a value that stands for a secret text. The value contains the kind of the secret, but not the text itself.
    #[must_use]
    pub fn masked(kind: Kind) -> Self {
        Self::Text(vec![Piece::Masked(kind)])
    }

    /// Returns the value as JSON. Each masked part and each token is a placeholder such as `{access-token}`.
    #[must_use]
    pub fn to_json(&self) -> serde_json::Value {
        match self {
            Self::Text(pieces) => json!(text_of(pieces)),
            Self::Jwt(jwt) => json!(jwt.to_string()),
            Self::Object(members) => members
                .iter()
                .map(|(name, value)| (name.to_string(), value.to_json()))
                .collect::<serde_json::Map<_, _>>()
                .into(),
            Self::List(values) => values.iter().map(Self::to_json).collect(),
            Self::Literal(value) => value.clone(),
        }
    }

    /// Returns the object's member with this name. Returns `None` if the member is missing, or if the value is not an
    /// object.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Self> {
        let Self::Object(members) = self else {
            return None;
        };
        let found = members.iter().find(|(member, _)| member == name);
        found.map(|(_, value)| value)
    }

    /// Returns the text. Returns `None` if a part of it is masked, or if the value is not a text.
    #[must_use]
    pub fn as_shown(&self) -> Option<&str> {
        match self {
            Self::Text(pieces) => match pieces.as_slice() {
                [] => Some(""),
                [Piece::Shown(text)] => Some(text),
                _ => None,
            },
            _ => None,
        }
    }
}

/// Writes a text without quotation marks, and every other value as JSON. Each masked part is a placeholder such as
/// `{state}`.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.to_json() {
            serde_json::Value::String(text) => f.write_str(&text),
            other => write!(f, "{other}"),
        }
    }
}

impl fmt::Display for Jwt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.prefix, self.kind.placeholder())
    }
}

impl Body {
    /// Returns the body as text with placeholders, or `None` if the body is empty or not shown. JSON is indented.
    #[must_use]
    pub fn to_text(&self) -> Option<String> {
        match self {
            Self::Empty | Self::NotShown { .. } => None,
            Self::Json(value) => Some(format!("{:#}", value.to_json())),
            Self::Form(fields) => Some(form_text(fields)),
            Self::Text(value) => Some(value.to_string()),
        }
    }
}

impl Message {
    /// Returns the first header with this name. The name must be in lower case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&Value> {
        let found = self.headers.iter().find(|(header, _)| header == name);
        found.map(|(_, value)| value)
    }
}

/// Stands for the values that are left out of a message.
const REST: &str = "…";

impl Message {
    /// Keeps the first [`VALUE_LIMIT`] values of the headers and the body. Leaves out the rest.
    pub(crate) fn leave_out_rest(&mut self) {
        let mut left = VALUE_LIMIT;
        limit_members(&mut self.headers, &mut left);
        match &mut self.body {
            Body::Json(value) | Body::Text(value) => limit_value(value, &mut left),
            Body::Form(fields) => limit_members(fields, &mut left),
            Body::Empty | Body::NotShown { .. } => {}
        }
    }
}

impl MaskedUrl {
    /// Keeps the first [`VALUE_LIMIT`] pieces and values of the URL. Leaves out the rest.
    pub(crate) fn leave_out_rest(&mut self) {
        let mut left = VALUE_LIMIT;
        limit_pieces(&mut self.path, &mut left);
        limit_members(&mut self.query, &mut left);
    }
}

/// Leaves out the values inside `value` that exceed `left`, and subtracts the number of the other values from `left`. A
/// text counts as many values as it has pieces, because each piece needs as much memory as a value.
fn limit_value(value: &mut Value, left: &mut usize) {
    if let Value::Text(pieces) = value
        && !pieces.is_empty()
    {
        limit_pieces(pieces, left);
        return;
    }
    *left = left.saturating_sub(1);
    match value {
        Value::Object(members) => limit_members(members, left),
        Value::List(values) => {
            limit_items(values, left, |value| value, || Value::shown(REST));
        }
        Value::Jwt(jwt) => {
            limit_members(&mut jwt.header, left);
            limit_members(&mut jwt.claims, left);
        }
        Value::Text(_) | Value::Literal(_) => {}
    }
}

fn limit_pieces(pieces: &mut Vec<Piece>, left: &mut usize) {
    if pieces.len() > *left {
        let mut kept = mem::take(pieces);
        kept.truncate(*left);
        kept.push(Piece::Shown(REST.to_owned()));
        *pieces = joined(kept);
    }
    *left = left.saturating_sub(pieces.len());
}

fn limit_members(members: &mut Vec<(Name, Value)>, left: &mut usize) {
    limit_items(
        members,
        left,
        |(_, value)| value,
        || (Name::Borrowed(REST), Value::shown(REST)),
    );
}

fn limit_items<T>(
    items: &mut Vec<T>,
    left: &mut usize,
    value_of: fn(&mut T) -> &mut Value,
    rest: fn() -> T,
) {
    for (index, item) in items.iter_mut().enumerate() {
        if *left == 0 {
            items.truncate(index);
            items.push(rest());
            items.shrink_to_fit();
            return;
        }
        limit_value(value_of(item), left);
    }
}

impl MaskedUrl {
    /// Returns the whole URL as a list of shown and masked pieces.
    #[must_use]
    pub fn pieces(&self) -> Vec<Piece> {
        let mut all = vec![Piece::Shown(self.origin.clone())];
        all.extend(self.path.iter().cloned());
        let query = query_pieces(&self.query);
        if !query.is_empty() {
            all.push(Piece::Shown("?".to_owned()));
            all.extend(query);
        }
        joined(all)
    }
}

impl fmt::Display for MaskedUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&text_of(&self.pieces()))
    }
}

/// Joins neighbouring [`Piece::Shown`] pieces into one, and drops pieces with an empty text.
pub(crate) fn joined(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut all: Vec<Piece> = Vec::with_capacity(pieces.len());
    for piece in pieces {
        match (all.last_mut(), piece) {
            (_, Piece::Shown(text)) if text.is_empty() => {}
            (Some(Piece::Shown(before)), Piece::Shown(text)) => before.push_str(&text),
            (_, piece) => all.push(piece),
        }
    }
    all.shrink_to_fit(); // A recorder keeps the pieces for a long time.
    all
}

fn text_of(pieces: &[Piece]) -> String {
    pieces.iter().map(Piece::to_string).collect()
}

/// Returns the query of a URL in pieces. Shown pieces are percent-encoded, and placeholders are not.
fn query_pieces(query: &[(Name, Value)]) -> Vec<Piece> {
    let encode = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let mut all = Vec::new();
    for (place, (name, value)) in query.iter().enumerate() {
        let before = if place == 0 { "" } else { "&" };
        let name = if Kind::of_placeholder(name).is_some() {
            name.to_string()
        } else {
            encode(name)
        };
        all.push(Piece::Shown(format!("{before}{name}=")));
        match value {
            Value::Text(pieces) => all.extend(pieces.iter().map(|piece| match piece {
                Piece::Shown(text) => Piece::Shown(encode(text)),
                masked @ Piece::Masked(_) => masked.clone(),
            })),
            Value::Jwt(jwt) => all.push(Piece::Masked(jwt.kind)),
            other => all.push(Piece::Shown(encode(&other.to_string()))),
        }
    }
    all
}

fn form_text(fields: &[(Name, Value)]) -> String {
    text_of(&query_pieces(fields))
}
