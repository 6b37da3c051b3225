//! Checks responses against the OpenAPI file: which operation a call uses, and whether the file describes the
//! response.

use std::{
    collections::HashMap,
    fs,
    path::Path,
    sync::{Arc, LazyLock, Mutex},
};

use serde_json::{Map, Value, json};

const FILE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/contract/systemuser-vendor.derived.openapi.json"
);

/// The OpenAPI file, parsed once.
pub static OPENAPI: LazyLock<OpenApi> = LazyLock::new(OpenApi::read);

pub struct OpenApi {
    document: Value,
    operations: Vec<Operation>,
    /// Each schema is compiled once, because compiling takes longer than a call.
    validators: Mutex<HashMap<String, Arc<jsonschema::Validator>>>,
}

/// One method of one path.
#[derive(Clone, Debug)]
pub struct Operation {
    pub id: String,
    method: String,
    /// The segments of the path. A segment in braces matches any text.
    parts: Vec<String>,
    responses: Map<String, Value>,
}

/// The parts of a response that the OpenAPI file describes.
#[derive(Clone, Copy, Debug)]
pub struct DescribedResponse<'a> {
    pub status: u16,
    pub content_type: Option<&'a str>,
    pub body: &'a str,
}

/// Plain-text bodies that the contract has and the OpenAPI file omits (contract/systemuser-api.md §2, §7.1): operation
/// and status.
const TEXTS: [(&str, u16); 13] = [
    ("createSystem", 409),
    ("createSystem", 500),
    ("replaceSystem", 400),
    ("replaceSystem", 404),
    ("replaceSystem", 500),
    ("replace_rights", 400),
    ("replace_rights", 500),
    ("replace_accesspackages", 400),
    ("replace_accesspackages", 500),
    ("systemChangeLog", 404),
    ("change_create", 400),
    ("exchange", 200),
    ("exchange", 400),
];

/// Operations for which the contract says 500, because Altinn's code throws an exception, and the OpenAPI file
/// has no 500. Each with the reason.
const THROWN: [(&str, &str); 5] = [
    ("replaceSystem", "§2.5: null for a list"),
    (
        "standard_create",
        "§4.1: a redirectUrl that is not absolute",
    ),
    ("agent_create", "§4.1: a redirectUrl that is not absolute"),
    (
        "change_create",
        "§7.1: a null list, a redirectUrl that is not absolute",
    ),
    ("createSystem", "§2.2: any other exception"),
];

impl OpenApi {
    fn read() -> Self {
        let text = fs::read_to_string(Path::new(FILE)).unwrap();
        let document: Value = serde_json::from_str(&text).unwrap();
        let mut operations = Vec::new();
        for (path, methods) in document["paths"].as_object().unwrap() {
            for (method, operation) in methods.as_object().unwrap() {
                // A path object also holds members that its methods share.
                if let Some(id) = operation["operationId"].as_str() {
                    operations.push(Operation {
                        id: id.to_owned(),
                        method: method.to_uppercase(),
                        parts: path.split('/').map(str::to_owned).collect(),
                        responses: operation["responses"].as_object().unwrap().clone(),
                    });
                }
            }
        }
        Self {
            document,
            operations,
            validators: Mutex::default(),
        }
    }

    /// Every operation with every status that the file lists for it.
    pub fn described(&self) -> impl Iterator<Item = (String, u16)> {
        self.operations.iter().flat_map(|operation| {
            let statuses = operation.responses.keys();
            statuses.map(|status| (operation.id.clone(), status.parse().unwrap()))
        })
    }

    /// Method and path of every operation. The path has braces where a value belongs.
    pub fn calls(&self) -> impl Iterator<Item = (&str, String)> {
        let operations = self.operations.iter();
        operations.map(|operation| (operation.method.as_str(), operation.parts.join("/")))
    }

    /// The operation of a call. A path without braces takes precedence over a path with braces.
    pub fn operation(&self, method: &str, path: &str) -> Option<&Operation> {
        let parts: Vec<&str> = path.split('/').collect();
        let fits = |operation: &&Operation| {
            operation.method == method
                && operation.parts.len() == parts.len()
                && operation.parts.iter().zip(&parts).all(|(known, part)| {
                    known.starts_with('{') && !part.is_empty() || known == part
                })
        };
        let braces = |operation: &&Operation| {
            let parts = operation.parts.iter();
            parts.filter(|part| part.starts_with('{')).count()
        };
        self.operations.iter().filter(fits).min_by_key(braces)
    }

    /// The differences between a response and the OpenAPI file.
    pub fn differences(
        &self,
        operation: &Operation,
        response: DescribedResponse<'_>,
    ) -> Vec<String> {
        let DescribedResponse {
            status,
            content_type,
            body,
        } = response;
        let id = operation.id.as_str();
        // The request body was too large. Altinn does not document its limit, and a gateway would refuse the
        // body first.
        if status == 413 {
            return Vec::new();
        }
        let described = operation.responses.get(&status.to_string());
        // The framework's own errors: a body that is not JSON, or a value that cannot be bound.
        let of_the_framework = matches!(status, 400 | 415);
        let thrown = status == 500 && THROWN.iter().any(|(known, _)| *known == id);
        if described.is_none() && !of_the_framework && !thrown {
            return vec![format!("{id} has no status {status}")];
        }
        if body.is_empty() {
            // Error responses often have no body, even where the file describes one.
            return if status >= 400 || status == 202 {
                Vec::new()
            } else {
                vec![format!("{id} {status} has no body")]
            };
        }
        let Ok(value) = serde_json::from_str::<Value>(body) else {
            return if TEXTS.contains(&(id, status)) {
                Vec::new()
            } else {
                vec![format!("{id} {status} has a body that is no JSON: {body}")]
            };
        };
        let media = content_type.unwrap_or_default();
        if !media.starts_with("application/json") && !media.starts_with("application/problem+json")
        {
            let text = TEXTS.contains(&(id, status));
            return if text {
                Vec::new()
            } else {
                vec![format!("{id} {status}: {media}")]
            };
        }
        let mut schemas: Vec<Value> = described
            .and_then(|response| response["content"].as_object())
            .into_iter()
            .flat_map(|content| content.values())
            .map(|media| media["schema"].clone())
            .collect();
        if of_the_framework {
            schemas.push(json!({ "$ref": "#/components/schemas/AspNetValidationProblem" }));
        }
        if status == 415 {
            schemas = vec![json!({ "type": "object", "required": ["type", "title", "status"] })];
        }
        if schemas.is_empty() {
            return vec![format!(
                "{id} {status} has a body, and is to have none: {body}"
            )];
        }
        self.differences_from(&json!({ "anyOf": schemas }), &value)
    }

    /// The parts of a value that a schema does not allow. The schema may refer to other schemas in the file.
    pub fn differences_from(&self, schema: &Value, value: &Value) -> Vec<String> {
        let validator = {
            let mut validators = self.validators.lock().unwrap();
            let made = validators.entry(schema.to_string());
            Arc::clone(made.or_insert_with(|| Arc::new(self.validator(schema))))
        };
        validator
            .iter_errors(value)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect()
    }

    fn validator(&self, schema: &Value) -> jsonschema::Validator {
        let mut components = self.document["components"].clone();
        forbid_other_names(&mut components["schemas"]);
        // A schema that refers to `#/components` needs the components beside it.
        let root = json!({ "allOf": [schema], "components": components });
        jsonschema::options()
            .with_draft(jsonschema::Draft::Draft4)
            .build(&root)
            .unwrap()
    }
}

/// The file allows members that it does not name, as a client should. The simulator must not write such members.
fn forbid_other_names(schema: &mut Value) {
    if let Some(object) = schema.as_object_mut() {
        if object.contains_key("properties") && !object.contains_key("additionalProperties") {
            object.insert("additionalProperties".to_owned(), false.into());
        }
        // A schema with `allOf` allows the members of all its parts. Each part alone does not list them all.
        let parts = object.iter_mut().filter(|(name, _)| *name != "allOf");
        parts.for_each(|(_, part)| forbid_other_names(part));
    } else if let Some(list) = schema.as_array_mut() {
        list.iter_mut().for_each(forbid_other_names);
    }
}
