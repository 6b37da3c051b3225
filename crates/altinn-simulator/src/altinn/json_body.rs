use axum::http::{HeaderMap, header::CONTENT_TYPE};
use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, Error},
};
use serde_json::{Map, Value};
use serde_path_to_error::Segment;
use uuid::Uuid;

use super::errors::ApiError;

/// Parses a JSON body by the rules of Altinn. Altinn ignores upper and lower case in names, ignores unknown members,
/// and trims texts.
///
/// # Errors
///
/// Returns [`ApiError::NotJson`] if the content type is not JSON. Returns [`ApiError::Model`] if the body is empty, is
/// not valid JSON, or does not fit the Rust type.
pub fn read<T: DeserializeOwned>(headers: &HeaderMap, body: &[u8]) -> Result<T, ApiError> {
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
    let fault = |path: String, message: &str| ApiError::Model(vec![(path, message.to_owned())]);
    let empty = || {
        let message = "A non-empty request body is required.".to_owned();
        ApiError::Model(vec![(String::new(), message)])
    };
    // The body may start with a byte order mark, which .NET clients often send.
    let body = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
    if body.is_empty() {
        return Err(empty());
    }
    let given = match serde_json::from_slice(body) {
        Ok(Value::Null) => return Err(empty()),
        Ok(value) => value,
        Err(_) => return Err(fault("$".to_owned(), "The JSON value could not be read.")),
    };
    serde_path_to_error::deserialize(smoothed(given.clone())).map_err(|error| {
        let path = as_given(error.path(), &given);
        fault(path, "The JSON value could not be converted.")
    })
}

/// Returns the JSON path of an invalid value in the format of ASP.NET. The names in the path have the spelling that the
/// caller sent.
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

/// Parses the UUID in a query parameter. If the parameter is missing or empty, the function returns a UUID of zeros, as
/// ASP.NET does.
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

/// Deserializes a boolean query parameter. The value may be in upper or lower case, because .NET clients send `True`.
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
        _ => Err(D::Error::custom(format!(
            "The value '{text}' is not valid."
        ))),
    }
}

fn smoothed(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let members: Map<_, _> = members
                .into_iter()
                .map(|(name, value)| (name.to_ascii_lowercase(), smoothed(value)))
                .collect();
            Value::Object(members)
        }
        Value::Array(items) => Value::Array(items.into_iter().map(smoothed).collect()),
        Value::String(text) => Value::String(text.trim().to_owned()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    struct Body {
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
