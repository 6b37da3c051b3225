//! Compares the guide to the control API, `docs/control-api.md`, with the calls and the fields that the simulator
//! accepts.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::{Map, Value, json};

use crate::support::TestBed;

const GUIDE: &str = include_str!("../../docs/control-api.md");
const ROUTES: [&str; 2] = [
    include_str!("../../src/control/mod.rs"),
    include_str!("../../src/control/seed.rs"),
];

/// Returns the texts between backticks.
fn code_words(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// Returns the part of the guide that lists all calls.
fn reference() -> &'static str {
    GUIDE.split_once("\n## All calls\n").expect("the list").1
}

/// Returns the calls with a body, such as `PUT /control/persons/{key}`, each with the text of its section.
fn calls_with_a_body() -> Vec<(&'static str, &'static str)> {
    let sections = reference().split("\n### `").skip(1);
    sections
        .map(|section| section.split_once('`').expect("a heading"))
        .collect()
}

/// Returns the names in the first column of all tables in one section of the guide.
fn fields(section: &str) -> BTreeSet<&str> {
    let rows = section.lines().filter_map(|line| line.strip_prefix("| `"));
    rows.filter_map(|row| row.split('`').next()).collect()
}

/// Returns the routes in the source of the control API, such as `PUT /control/persons/{key}`.
fn routes() -> BTreeSet<String> {
    let mut routes = BTreeSet::new();
    for source in ROUTES {
        for route in source.split(".route(").skip(1) {
            let path = route.split('"').nth(1).expect("a path");
            let handlers = route.split(".route_layer").next().unwrap_or_default();
            for method in ["get", "put", "post", "delete"] {
                if handlers.contains(&format!("{method}(")) {
                    routes.insert(format!("{} {path}", method.to_uppercase()));
                }
            }
        }
    }
    routes
}

#[test]
fn the_guide_lists_each_call_and_no_other() {
    let listed: BTreeSet<_> = code_words(reference())
        .filter(|word| word.contains(" /control"))
        .map(str::to_owned)
        .collect();
    assert_eq!(listed, routes());
}

#[tokio::test]
async fn the_guide_lists_each_field_of_a_call_and_no_other() {
    let bed = TestBed::start().await;
    let calls = calls_with_a_body();
    assert!(calls.len() > 15, "{}", calls.len());
    for (call, section) in calls {
        let (method, path) = call.split_once(" /").expect("a method and a path");
        let method: Method = method.parse().unwrap();
        if path == "control/faults" {
            continue; // A fault of each kind has its own fields: see the next test.
        }
        let path = [
            "number",
            "key",
            "person",
            "organisation",
            "client",
            "provider",
            "name",
            "id",
        ]
        .iter()
        .fold(path.to_owned(), |path, name| {
            path.replace(
                &format!("{{{name}}}"),
                "5f5ee7ea-4b7c-4c0e-8d5d-5a5f0f5d8b5e",
            )
        });
        let body = json!({ "no-such-field": true });
        let request = bed.http.request(method, bed.ui(&path)).json(&body);
        let refused = bed.send(request).await;
        assert_eq!(refused.status, 400, "{call}: {}", refused.text());
        let refused = refused.json();
        let error = refused["error"].as_str().unwrap();
        let (_, known) = error.split_once("expected").expect(error);
        let known: BTreeSet<_> = code_words(known).filter(|name| *name != "story").collect();
        assert_eq!(fields(section), known, "{call}");
    }
}

#[tokio::test]
async fn the_guide_lists_each_field_of_a_fault_and_no_other() {
    let bed = TestBed::start().await;
    let calls = calls_with_a_body();
    let (_, section) = calls
        .iter()
        .find(|(call, _)| call.ends_with("/faults"))
        .unwrap();
    let kinds = json!({
        "problem": { "code": "AUTH-00011" },
        "oauth": { "error": "invalid_scope" },
        "empty": { "status": 503 },
        "html": { "status": 502 },
        "rateLimit": { "retryAfterSeconds": 30 },
        "slow": { "ms": 1 },
        "cut": {},
        "badSignature": {},
        "expiredToken": {},
        "wrongIssuer": {},
        "clockSkew": { "seconds": 5 },
    });
    for (kind, own) in kinds.as_object().unwrap() {
        let row = GUIDE
            .lines()
            .find(|line| line.starts_with(&format!("| `{kind}` |")))
            .expect(kind);
        let listed = row.split('|').nth(2).unwrap();
        let listed: BTreeSet<_> = code_words(listed).chain(fields(section)).collect();

        let mut body: Map<String, Value> = own.as_object().unwrap().clone();
        body.insert("path".to_owned(), json!("/token"));
        body.insert("fault".to_owned(), json!(kind));
        body.insert("no-such-field".to_owned(), json!(true));
        let request = bed.http.post(bed.ui("control/faults")).json(&body);
        let refused = bed.send(request).await;
        assert_eq!(refused.status, 400, "{kind}");
        let refused = refused.json();
        let error = refused["error"].as_str().unwrap();
        let (_, known) = error.split_once("these fields:").expect(error);
        assert_eq!(listed, code_words(known).collect(), "{kind}");
    }
}

/// Returns whether `real` has all parts of `shown`. An object must have all members of the shown object. A list of
/// pairs must have all pairs of the shown list. Any other list must have the same length as the shown list. The values
/// of texts and numbers can differ.
fn has_structure(real: &Value, shown: &Value) -> bool {
    let name = |value: &Value| value.get(0).and_then(Value::as_str).map(str::to_owned);
    match (real, shown) {
        (Value::Object(real), Value::Object(shown)) => shown.iter().all(|(name, shown)| {
            let real = real.get(name);
            real.is_some_and(|real| has_structure(real, shown))
        }),
        (Value::Array(real), Value::Array(shown)) => {
            let are_pairs = shown.iter().all(|item| name(item).is_some());
            if are_pairs {
                return shown.iter().all(|pair| {
                    let mut found = real.iter().filter(|other| name(other) == name(pair));
                    found.any(|real| has_structure(&real[1], &pair[1]))
                });
            }
            let mut pairs = real.iter().zip(shown);
            real.len() == shown.len() && pairs.all(|(real, shown)| has_structure(real, shown))
        }
        (Value::String(_), Value::String(_)) | (Value::Number(_), Value::Number(_)) => true,
        _ => real == shown,
    }
}

#[tokio::test]
async fn the_entry_of_the_log_in_the_guide_has_the_structure_of_a_real_entry() {
    let (_, shown) = GUIDE.split_once("\n```json\n").expect("the entry");
    let (shown, _) = shown.split_once("\n```").expect("the end of the entry");
    let shown = shown.replace(", …", "");
    let shown: Value = serde_json::from_str(&shown).unwrap();

    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered().await;
    let customer = bed.customer("approver").await;
    let request = vendor.request(&system, &customer.organisation);
    vendor.create_request(&request).await;
    let log = bed.control(Method::GET, "log", json!({})).await.json();
    let mut entries = log.as_array().unwrap().iter();
    let real = entries
        .rfind(|entry| entry["path"] == shown["path"] && entry["method"] == "POST")
        .unwrap();
    for (name, shown) in shown.as_object().unwrap() {
        let real = &real[name];
        assert!(
            has_structure(real, shown),
            "{name}: {shown}\nand not {real}"
        );
    }
}

/// People read the errors in the control panel, so each error is a sentence that names the invalid part of the body.
#[tokio::test]
async fn an_invalid_body_is_refused_with_a_sentence_that_names_the_place() {
    let bed = TestBed::start().await;
    for (path, body, error) in [
        (
            "clock",
            "{",
            "The body is not valid JSON: EOF while parsing an object at line 1 column 1.",
        ),
        (
            "clock",
            "{} x",
            "The body is not valid JSON: trailing characters at line 1 column 4.",
        ),
        (
            "clock",
            r#"{"aheadSeconds": "1"}"#,
            r#"The body does not fit this call: at `aheadSeconds`, invalid type: string "1", expected i64."#,
        ),
        (
            "maskinporten-delegations",
            r#"{"consumer": {"name": "x"}, "supplier": {}, "scope": "x"}"#,
            "The body does not fit this call: at `consumer`, missing field `number`.",
        ),
        (
            "seed",
            r#"{"persons": [{"key": "nils", "nam": "Nils Moen"}]}"#,
            "Number 1 of persons: The body does not fit this call: at `nam`, unknown field `nam`, expected one of `name`, \
             `personalNumber`, `description`, `story`.",
        ),
        (
            "faults",
            r#"{"path": "token", "fault": "slow", "ms": 1}"#,
            "The field path must begin with a slash, such as /token.",
        ),
    ] {
        let request = bed.http.post(bed.ui(&format!("control/{path}"))).body(body);
        let refused = bed.send(request).await;
        assert_eq!(refused.status, 400, "{body}");
        assert_eq!(refused.json()["error"], error, "{body}");
    }
}
