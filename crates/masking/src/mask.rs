//! Masks JSON, JWTs and URLs by the rules in `table/`.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::Value as Json;

use crate::{
    Jwt, Kind, Masker, Name, Piece, Service, Value,
    table::{self, Names, Rule},
    text::pieces,
};

/// URLs can be nested, because the query of a URL can contain another URL. The masker reads this many levels of URLs.
/// On a deeper level, the masker masks the whole URL.
const URL_DEPTH: u8 = 3;

/// The maximum length of a field name, in bytes. `safe_name` masks a longer name, because such a name is probably a
/// value in the wrong place.
const LONGEST_NAME: usize = 64;

/// Lists and objects in JSON can be nested. The masker reads this many levels. On a deeper level, the masker masks the
/// whole list or object. A recorder stores the masked value as JSON again, and one level of the value needs up to three
/// levels there. `serde_json` parses at most 127 levels.
const JSON_DEPTH: u8 = 16;

#[derive(Clone, Copy)]
pub(crate) struct Place {
    /// If the value is a URL without a host, such as a path, the URL belongs to this service.
    pub service: Option<Service>,
    /// How deeply the value is nested in URLs. It is 0 for a value outside a URL, and 1 for a value in the query of a
    /// URL.
    pub depth: u8,
    /// How deeply the value is nested in lists, objects and tokens.
    pub level: u8,
}

impl Place {
    pub(crate) fn of(service: Option<Service>) -> Self {
        Self {
            service,
            depth: 0,
            level: 0,
        }
    }

    /// Returns the place of the items in a list or in an object. Returns `None` if the masker reads no deeper level.
    pub(crate) fn inside(self) -> Option<Self> {
        (self.level < JSON_DEPTH).then_some(Self {
            level: self.level + 1,
            ..self
        })
    }
}

impl Masker {
    pub(crate) fn text(&self, text: &str, rule: Rule, place: Place) -> Value {
        match rule {
            _ if text.is_empty() => Value::Text(Vec::new()),
            Rule::Show | Rule::ShowUnlessPerson => Value::Text(pieces(text)),
            Rule::Mask(kind) => Value::masked(kind),
            Rule::Jwt(kind) => match self.jwt(text, kind, place) {
                Some(jwt) => Value::Jwt(Box::new(jwt)),
                None => Value::masked(kind),
            },
            Rule::Url if place.depth < URL_DEPTH => {
                let inside = Place {
                    depth: place.depth + 1,
                    ..place
                };
                Value::Text(self.url_in(text, "GET", inside).pieces())
            }
            Rule::Url => Value::masked(Kind::Unknown),
        }
    }

    /// Masks a JSON value by a rule. The members of an object get the rules of `names`.
    pub(crate) fn json(&self, json: &Json, rule: Rule, names: Names, place: Place) -> Value {
        let inside = place.inside();
        match (json, rule) {
            (Json::Null, _) => Value::Literal(Json::Null),
            (Json::String(text), rule) => self.text(text, rule, place),
            (Json::Array(values), rule @ (Rule::Show | Rule::ShowUnlessPerson | Rule::Url)) => {
                let Some(inside) = inside else {
                    return Value::masked(Kind::Unknown);
                };
                let values = values
                    .iter()
                    .map(|value| self.json(value, rule, names, inside));
                Value::List(values.collect())
            }
            (Json::Object(members), Rule::Show | Rule::ShowUnlessPerson) => {
                let Some(inside) = inside else {
                    return Value::masked(Kind::Unknown);
                };
                Value::Object(self.members(members, names, inside))
            }
            (literal @ (Json::Bool(_) | Json::Number(_)), Rule::Show | Rule::ShowUnlessPerson) => {
                match pieces(&literal.to_string()).as_slice() {
                    [Piece::Shown(_)] => Value::Literal(literal.clone()),
                    masked => Value::Text(masked.to_vec()),
                }
            }
            (_, Rule::Mask(kind) | Rule::Jwt(kind)) => Value::masked(kind),
            (_, Rule::Url) => Value::masked(Kind::Unknown),
        }
    }

    fn members(
        &self,
        members: &serde_json::Map<String, Json>,
        names: Names,
        place: Place,
    ) -> Vec<(Name, Value)> {
        // Altinn's lists of parties contain organisations and persons, and the member `type` says which.
        let is_person = members.get("type").and_then(Json::as_str) == Some("Person");
        let masked = members.iter().map(|(name, value)| {
            let (name, rule) = match table::rule(names, name) {
                (name, Rule::ShowUnlessPerson) if is_person => (name, Rule::Mask(Kind::PersonName)),
                known => known,
            };
            (name, self.json(value, rule, names, place))
        });
        masked.collect()
    }

    /// Decodes a JWT, and leaves out the signature. Returns `None` if the text is not a JWT, or if the JWT is nested too
    /// deeply.
    pub(crate) fn jwt(&self, token: &str, kind: Kind, place: Place) -> Option<Jwt> {
        let mut parts = token.split('.');
        let (header, claims) = (parts.next()?, parts.next()?);
        parts.next()?;
        if parts.next().is_some() {
            return None; // An encrypted token has five parts.
        }
        let place = Place {
            level: place.inside()?.level,
            ..Place::of(None)
        };
        let object = |part: &str, names| {
            let bytes = URL_SAFE_NO_PAD.decode(part).ok()?;
            let Json::Object(members) = serde_json::from_slice(&bytes).ok()? else {
                return None;
            };
            Some(self.members(&members, names, place))
        };
        Some(Jwt {
            kind,
            prefix: String::new(),
            header: object(header, table::JWT_HEADER)?,
            claims: object(claims, table::claims(kind))?,
        })
    }
}

/// Returns the name of a field, or a placeholder if the name itself could be a secret.
pub(crate) fn safe_name(name: &str) -> String {
    let is_name = |sign: char| sign.is_alphanumeric() || "_-.:[]$@/ ".contains(sign);
    if name.len() > LONGEST_NAME || !name.chars().all(is_name) {
        return Kind::Unknown.placeholder();
    }
    match pieces(name).as_mut_slice() {
        [Piece::Shown(name)] => std::mem::take(name),
        pieces => pieces.iter().map(Piece::to_string).collect(),
    }
}
