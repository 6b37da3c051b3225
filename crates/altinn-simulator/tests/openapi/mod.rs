//! Finds the operation of the OpenAPI file that a call uses, and checks whether the file describes the response.

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

/// The OpenAPI file. The first use parses the file, and later uses share the result.
pub static OPENAPI: LazyLock<OpenApi> = LazyLock::new(OpenApi::read);

pub struct OpenApi {
    document: Value,
    operations: Vec<Operation>,
    /// The compiled schemas. A compiled schema is kept, because compiling it takes longer than a call to the simulator.
    validators: Mutex<HashMap<String, Arc<jsonschema::Validator>>>,
}

/// An operation of the OpenAPI file: one HTTP method of one path.
#[derive(Clone, Debug)]
pub struct Operation {
    pub id: String,
    method: String,
    /// The segments of the path. A segment in braces, such as `{requestId}`, matches any text.
    parts: Vec<String>,
    responses: Map<String, Value>,
}

/// The parts of a response that the tests compare with the OpenAPI file.
#[derive(Clone, Copy, Debug)]
pub struct DescribedResponse<'a> {
    pub status: u16,
    pub content_type: Option<&'a str>,
    pub body: &'a str,
}

impl OpenApi {
    fn read() -> Self {
        let text = fs::read_to_string(Path::new(FILE)).unwrap();
        let document: Value = serde_json::from_str(&text).unwrap();
        let mut operations = Vec::new();
        for (path, methods) in document["paths"].as_object().unwrap() {
            for (method, operation) in methods.as_object().unwrap() {
                // The JSON object of a path has a member for each HTTP method. Other members, such as `parameters`,
                // have no `operationId`.
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

    /// Returns all pairs of an operation's id and a status that the OpenAPI file lists for the operation.
    pub fn described(&self) -> impl Iterator<Item = (String, u16)> {
        self.operations.iter().flat_map(|operation| {
            let statuses = operation.responses.keys();
            statuses.map(|status| (operation.id.clone(), status.parse().unwrap()))
        })
    }

    /// Returns the HTTP method and the path of every operation. A path can contain parameters in braces, such as
    /// `{requestId}`.
    pub fn calls(&self) -> impl Iterator<Item = (&str, String)> {
        let operations = self.operations.iter();
        operations.map(|operation| (operation.method.as_str(), operation.parts.join("/")))
    }

    /// Whether the OpenAPI file lists this status for the operation with this method and path.
    pub fn describes(&self, method: &str, path: &str, status: u16) -> bool {
        let operation = self.operation(method, path);
        operation.is_some_and(|found| found.responses.contains_key(&status.to_string()))
    }

    /// Finds the operation for a method and a path. If several paths of the OpenAPI file match, returns the operation
    /// with the fewest parameters in its path.
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

    /// Compares a response with the OpenAPI file. Returns a sentence for each difference.
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
        // A gateway in front of Altinn would refuse a body that is too large. So the OpenAPI file does not contain the
        // status 413.
        if status == 413 {
            return Vec::new();
        }
        let Some(described) = operation.responses.get(&status.to_string()) else {
            return vec![format!("{id} has no status {status}")];
        };
        if body.is_empty() {
            // An error response often has no body, although the OpenAPI file describes a body.
            return if status >= 400 || status == 202 {
                Vec::new()
            } else {
                vec![format!("{id} {status} has no body")]
            };
        }
        let media = content_type.unwrap_or_default();
        let media = media.split(';').next().unwrap_or_default().trim();
        let schema = &described["content"][media]["schema"];
        if schema.is_null() {
            return vec![format!("{id} {status} has no {media}: {body}")];
        }
        let value = if media == "text/plain" {
            Value::from(body)
        } else {
            match serde_json::from_str(body) {
                Ok(value) => value,
                Err(error) => {
                    return vec![format!("{id} {status} has a body that is no JSON: {error}")];
                }
            }
        };
        self.differences_from(schema, &value)
    }

    /// Returns a sentence for each difference between a value and a schema. The schema can refer to other schemas in
    /// the OpenAPI file.
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
        // The schema can refer to `#/components`. So put the components into the document that is validated.
        let root = json!({ "allOf": [schema], "components": components });
        jsonschema::options()
            .with_draft(jsonschema::Draft::Draft4)
            .build(&root)
            .unwrap()
    }
}

/// Changes a schema so that the schema refuses unknown members. The OpenAPI file allows unknown members, because a
/// client should ignore such members. But the simulator must not write unknown members.
fn forbid_other_names(schema: &mut Value) {
    if let Some(object) = schema.as_object_mut() {
        if object.contains_key("properties") && !object.contains_key("additionalProperties") {
            object.insert("additionalProperties".to_owned(), false.into());
        }
        // With `allOf`, a value can have the members of all parts of the schema. Each part lists only some members. So
        // a part must also allow the members of another part.
        let parts = object.iter_mut().filter(|(name, _)| *name != "allOf");
        parts.for_each(|(_, part)| forbid_other_names(part));
    } else if let Some(list) = schema.as_array_mut() {
        list.iter_mut().for_each(forbid_other_names);
    }
}
