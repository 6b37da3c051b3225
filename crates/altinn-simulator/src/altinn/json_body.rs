use axum::http::{HeaderMap, header::CONTENT_TYPE};
use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, Error},
};
use serde_json::{Map, Value};
use serde_path_to_error::Segment;
use uuid::Uuid;

use super::{errors::ApiError, strict_json::StrictJson};

/// The parameter in Altinn's C# code that receives the body of a call. When ASP.NET cannot read a body, its error
/// message names this parameter and its class (contract/systemuser-api.md §1.7).
#[derive(Clone, Copy, Debug)]
pub struct BodyParameter {
    pub name: &'static str,
    pub class: &'static str,
    /// The members with the C# keyword `required`. If one of them is absent, ASP.NET refuses the whole body. A member
    /// that is `null` is not absent.
    pub required: &'static [&'static str],
}

impl BodyParameter {
    /// Parses a JSON body by the rules of Altinn. Altinn ignores upper and lower case in names, and ignores unknown
    /// members.
    ///
    /// # Errors
    ///
    /// Returns the errors of [`read`]. Also returns [`ApiError::Model`] if a required member is absent.
    pub fn read<T: DeserializeOwned>(
        &self,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Result<T, ApiError> {
        bind(headers, body, Some(self))
    }

    /// Returns ASP.NET's error message if required members are absent from `body`. The names of the members in `body`
    /// must be in lower case.
    fn absent(&self, body: &Value) -> Option<String> {
        let is_absent = |name: &&&str| body.get(name.to_ascii_lowercase()).is_none();
        let absent = self.required.iter().filter(is_absent);
        let absent: Vec<_> = absent.map(|name| format!("'{name}'")).collect();
        (!absent.is_empty()).then(|| {
            format!(
                "JSON deserialization for type '{}' was missing required properties including: {}.",
                self.class,
                absent.join(", ")
            )
        })
    }
}

/// Parses a JSON body like [`BodyParameter::read`]. Use this function if the contract does not name the C# parameter of
/// the body.
///
/// # Errors
///
/// Returns [`ApiError::NotJson`] if the content type is not JSON. Returns [`ApiError::Model`] if the body is empty, is
/// not valid JSON, or does not fit the Rust type.
pub fn read<T: DeserializeOwned>(headers: &HeaderMap, body: &[u8]) -> Result<T, ApiError> {
    bind(headers, body, None)
}

fn bind<T: DeserializeOwned>(
    headers: &HeaderMap,
    body: &[u8],
    parameter: Option<&BodyParameter>,
) -> Result<T, ApiError> {
    let content_type = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let essence = content_type
        .unwrap_or_default()
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    if essence != "application/json" && !essence.ends_with("+json") && essence != "text/json" {
        return Err(ApiError::NotJson);
    }
    // If ASP.NET cannot read a body, it reports two errors. The first error is about the body. The second error says
    // that the parameter of the C# method has no value.
    let fault = |path: &str, message: &str| {
        let mut errors = vec![(path.to_owned(), message.to_owned())];
        if let Some(BodyParameter { name, .. }) = parameter {
            errors.push(((*name).to_owned(), format!("The {name} field is required.")));
        }
        ApiError::Model(errors)
    };
    let empty = || fault("", "A non-empty request body is required.");
    // .NET clients often send a byte order mark before the body.
    let body = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
    if body.is_empty() {
        return Err(empty());
    }
    let given = match serde_json::from_slice(body) {
        Ok(Value::Null) => return Err(empty()),
        Ok(value) => value,
        Err(_) => return Err(fault("$", "The JSON value could not be read.")),
    };
    let lower_case = with_lower_case_names(&given);
    let absent = parameter.and_then(|parameter| parameter.absent(&lower_case));
    let value = serde_path_to_error::deserialize(StrictJson(lower_case)).map_err(|error| {
        let path = as_given(error.path(), &given);
        fault(&path, "The JSON value could not be converted.")
    })?;
    match absent {
        Some(message) => Err(fault("$", &message)),
        None => Ok(value),
    }
}

/// Deserializes a text and removes the blanks at both ends, as Altinn does in the bodies of some calls. Altinn does not
/// trim texts inside a list or a map (contract/systemuser-api.md §1.7).
///
/// # Errors
///
/// Returns the deserializer's error if the value is neither a text nor `null`.
pub fn trimmed<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    Ok(text.map(|text| text.trim().to_owned()))
}

/// A list in a JSON body. The value is `None` if the member is `null`, and an empty list if the member is absent. Use
/// this type only for fields with the attribute `serde(default)`.
#[derive(Clone, Debug, Deserialize)]
#[serde(transparent)]
pub struct NullableList<T>(pub Option<Vec<T>>);

impl<T> Default for NullableList<T> {
    fn default() -> Self {
        Self(Some(Vec::new()))
    }
}

/// Returns the JSON path of an invalid value in the format of ASP.NET. The names in the path have the client's
/// spelling.
fn as_given(path: &serde_path_to_error::Path, mut given: &Value) -> String {
    let mut text = "$".to_owned();
    for segment in path {
        match segment {
            Segment::Seq { index } => {
                given = given.get(index).unwrap_or(&Value::Null);
                text = format!("{text}[{index}]");
            }
            Segment::Map { key } => {
                let mut members = given.as_object().into_iter().flatten();
                let member = members.rfind(|(name, _)| name.eq_ignore_ascii_case(key));
                let Some((name, value)) = member else { break };
                given = value;
                text = format!("{text}.{name}");
            }
            Segment::Enum { .. } | Segment::Unknown => break,
        }
    }
    text
}

/// Parses the UUID in a query parameter. A missing or empty parameter gives a UUID of zeros, as in ASP.NET.
///
/// # Errors
///
/// Returns [`ApiError::Model`] if the value is not a UUID.
pub fn uuid(name: &str, value: Option<&str>) -> Result<Uuid, ApiError> {
    let Some(value) = value.filter(|value| !value.is_empty()) else {
        return Ok(Uuid::nil());
    };
    value.parse().map_err(|_| ApiError::not_valid(name, value))
}

/// Deserializes a boolean query parameter. The value can be in upper or lower case, because .NET clients send `True`.
/// An empty value becomes `None`.
///
/// # Errors
///
/// Returns the deserializer's error if the value is neither `true`, nor `false`, nor empty.
pub fn flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<bool>, D::Error> {
    let text = String::deserialize(deserializer)?;
    match text.to_ascii_lowercase().as_str() {
        "" => Ok(None),
        "true" => Ok(Some(true)),
        "false" => Ok(Some(false)),
        _ => Err(D::Error::custom(not_valid(&text))),
    }
}

/// Returns ASP.NET's message for an invalid value in a query.
pub(super) fn not_valid(value: &str) -> String {
    format!("The value '{value}' is not valid.")
}

fn with_lower_case_names(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let members = members.iter();
            let members: Map<_, _> = members
                .map(|(name, value)| (name.to_ascii_lowercase(), with_lower_case_names(value)))
                .collect();
            Value::Object(members)
        }
        Value::Array(items) => Value::Array(items.iter().map(with_lower_case_names).collect()),
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    struct Body {
        #[serde(default, deserialize_with = "trimmed")]
        id: Option<String>,
    }

    fn parsed(body: &str) -> Result<Body, ApiError> {
        let mut headers = HeaderMap::new();
        headers.insert(
            CONTENT_TYPE,
            HeaderValue::from_static("application/json; charset=utf-8"),
        );
        read(&headers, body.as_bytes())
    }

    #[test]
    fn names_bind_in_any_case_and_texts_are_trimmed() {
        let id = Some("x".to_owned());
        for body in [
            r#"{"id":"x"}"#,
            r#"{"ID":" x "}"#,
            r#"{"Id":"x","other":1}"#,
        ] {
            assert_eq!(parsed(body).unwrap(), Body { id: id.clone() }, "{body}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_a_fault_of_the_model() {
        for body in ["", "null", "{", r#"{"id":1}"#, "[]"] {
            assert!(matches!(parsed(body), Err(ApiError::Model(_))), "{body}");
        }
        assert_eq!(
            read::<Body>(&HeaderMap::new(), b"{}"),
            Err(ApiError::NotJson)
        );
        assert_eq!(parsed(""), parsed("null"), "an empty body is as none");
    }

    #[test]
    fn a_media_type_is_known_in_any_case_and_a_byte_order_mark_is_passed_over() {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("Application/JSON"));
        let body: Body = read(&headers, "\u{feff}{\"id\":\"x\"}".as_bytes()).unwrap();
        assert_eq!(body.id.as_deref(), Some("x"));
    }
}
