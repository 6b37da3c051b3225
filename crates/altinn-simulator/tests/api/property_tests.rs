//! Property tests with random bodies and URLs.
//!
//! The OpenAPI file must describe the response to any input. [`TestBed`] checks this for each call. So a call may
//! return 500 only if the OpenAPI file lists 500 for this operation.

use std::sync::LazyLock;

use proptest::{
    collection::vec,
    prelude::*,
    sample::{Index, select},
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use reqwest::{
    Method,
    header::{CONNECTION, CONTENT_TYPE},
};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{ALL, TestBed, VENDOR, packages, rights};

/// The number of random bodies that each endpoint gets.
const CASES: u32 = 200;

/// Makes values that are often invalid, to replace a valid value in a body.
fn nonsense() -> impl Strategy<Value = Value> {
    prop_oneof![
        select(vec![
            json!(null),
            json!(true),
            json!(0),
            json!(-1),
            json!(1e300),
            json!(u64::MAX),
            json!(""),
            json!(" "),
            json!([]),
            json!({}),
            json!([null]),
            json!([[]]),
            json!([{}]),
            json!({ "resource": null }),
            json!("urn:altinn:accesspackage:"),
            json!("urn:altinn:resource"),
            json!("0192:"),
            json!("0192:000000000"),
            json!("https://"),
            json!("http://[::1]:99999/"),
            json!("javascript:alert(1)"),
            json!("\u{0}\u{202e}\u{fffd}"),
            json!("'; DROP TABLE request; --"),
            json!("x".repeat(10_000)),
        ]),
        "\\PC{0,40}".prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        vec("\\PC{0,8}", 0..4).prop_map(Value::from),
    ]
}

/// A change to one value in a JSON body.
#[derive(Clone, Debug)]
enum Spoil {
    Replace(Index, Value),
    Remove(Index),
    Rename(Index, String),
    Double(Index),
}

fn spoil() -> impl Strategy<Value = Spoil> {
    prop_oneof![
        3 => (any::<Index>(), nonsense()).prop_map(|(at, value)| Spoil::Replace(at, value)),
        1 => any::<Index>().prop_map(Spoil::Remove),
        1 => (any::<Index>(), "\\PC{0,12}").prop_map(|(at, name)| Spoil::Rename(at, name)),
        1 => any::<Index>().prop_map(Spoil::Double),
    ]
}

/// Collects the JSON pointer of every value in a body.
fn places(value: &Value, here: &str, found: &mut Vec<String>) {
    found.push(here.to_owned());
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                let name = name.replace('~', "~0").replace('/', "~1");
                places(member, &format!("{here}/{name}"), found);
            }
        }
        Value::Array(items) => {
            for (place, item) in items.iter().enumerate() {
                places(item, &format!("{here}/{place}"), found);
            }
        }
        _ => {}
    }
}

fn spoiled(mut body: Value, spoils: &[Spoil]) -> Value {
    for spoil in spoils {
        let mut found = Vec::new();
        places(&body, "", &mut found);
        let (Spoil::Replace(at, _) | Spoil::Remove(at) | Spoil::Rename(at, _) | Spoil::Double(at)) =
            spoil;
        let place = at.get(&found).clone();
        match spoil {
            Spoil::Replace(_, value) => {
                if let Some(old) = body.pointer_mut(&place) {
                    *old = value.clone();
                }
            }
            Spoil::Remove(_) | Spoil::Rename(..) => {
                let Some((parent, name)) = place.rsplit_once('/') else {
                    continue;
                };
                let Some(Value::Object(members)) = body.pointer_mut(parent) else {
                    continue;
                };
                let taken = members.remove(name);
                if let (Spoil::Rename(_, new), Some(value)) = (spoil, taken) {
                    members.insert(new.clone(), value);
                }
            }
            Spoil::Double(_) => {
                if let Some(Value::Array(items)) = body.pointer_mut(&place) {
                    let again = items.clone();
                    items.extend(again);
                }
            }
        }
    }
    body
}

/// The bytes that a test sends as the body of a call. Some bodies are not valid JSON.
#[derive(Clone, Debug)]
enum Wire {
    Json(Vec<Spoil>),
    CutOff(Index),
    Bytes(Vec<u8>),
    Deep(usize),
    Huge,
}

fn wire() -> impl Strategy<Value = Wire> {
    prop_oneof![
        16 => vec(spoil(), 1..4).prop_map(Wire::Json),
        1 => any::<Index>().prop_map(Wire::CutOff),
        1 => vec(any::<u8>(), 0..60).prop_map(Wire::Bytes),
        1 => (1usize..3_000).prop_map(Wire::Deep),
        1 => Just(Wire::Huge),
    ]
}

impl Wire {
    fn bytes(&self, body: &Value) -> Vec<u8> {
        match self {
            Self::Json(spoils) => spoiled(body.clone(), spoils).to_string().into_bytes(),
            Self::CutOff(at) => {
                let text = body.to_string().into_bytes();
                text[..at.index(text.len())].to_vec()
            }
            Self::Bytes(bytes) => bytes.clone(),
            Self::Deep(levels) => "[".repeat(*levels).into_bytes(),
            Self::Huge => format!("{{\"id\":\"{}\"}}", "x".repeat(1_000_000)).into_bytes(),
        }
    }
}

static RUNTIME: LazyLock<tokio::runtime::Runtime> =
    LazyLock::new(|| tokio::runtime::Runtime::new().unwrap());

/// Returns a runner that makes the same random cases in each run, so that a developer can repeat a failure. A larger
/// number of cases keeps the earlier cases and adds new ones.
fn runner(cases: u32) -> TestRunner {
    let config = Config {
        cases,
        // By default, proptest saves failed cases in a file. No file is needed, because the cases are the same in each
        // run.
        failure_persistence: None,
        ..Config::default()
    };
    TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha))
}

/// A call with a valid body. The test makes random changes to this body.
struct Call {
    method: Method,
    path: String,
    body: Value,
}

/// Sends many random bodies to an endpoint. If the OpenAPI file does not describe a response, the test fails and prints
/// the smallest body that gets such a response.
fn withstands(name: &str, good: impl AsyncFn(&TestBed) -> Call) {
    let (bed, call, token) = RUNTIME.block_on(async {
        let bed = TestBed::start().await;
        let call = good(&bed).await;
        let token = bed.vendor().await.token(ALL).await;
        (bed, call, token)
    });
    let url = bed.authentication(&call.path);
    let mut runner = runner(CASES);
    let done = runner.run(&wire(), |wire| {
        let request = bed
            .http
            .request(call.method.clone(), &url)
            .bearer_auth(&token)
            .header(CONTENT_TYPE, "application/json")
            .body(wire.bytes(&call.body));
        if matches!(wire, Wire::Huge) {
            // The server can close the connection before it has read the whole body, so the next call must not reuse
            // the connection.
            let request = request.header(CONNECTION, "close");
            let response = RUNTIME.block_on(bed.http.try_send(request));
            prop_assert!(response.map_or(true, |response| response.status == 413));
        } else {
            RUNTIME.block_on(bed.send(request));
        }
        Ok(())
    });
    if let Err(error) = done {
        panic!("{name}: {error}");
    }
    // After all the random bodies, the simulator must still respond to a valid call.
    let answer = RUNTIME.block_on(bed.get(&bed.authentication("systemregister/vendor"), &token));
    assert_eq!(answer.status, 200, "{name}");
}

async fn registered(bed: &TestBed) -> String {
    bed.vendor().await.registered().await
}

#[test]
fn the_system_register_handles_any_body() {
    withstands("create", async |bed| Call {
        method: Method::POST,
        path: "systemregister/vendor".to_owned(),
        body: bed.vendor().await.system("generated"),
    });
    withstands("replace", async |bed| {
        let vendor = bed.vendor().await;
        let id = vendor.registered().await;
        let mut body = vendor.system("generated");
        body["id"] = json!(id);
        Call {
            method: Method::PUT,
            path: format!("systemregister/vendor/{id}"),
            body,
        }
    });
    for (part, body) in [
        ("rights", rights(&["ske-mva-melding", "ske-a-melding"])),
        ("accesspackages", packages(&["jordbruk", "skogbruk"])),
    ] {
        withstands(part, async |bed| Call {
            method: Method::PUT,
            path: format!("systemregister/vendor/{}/{part}", registered(bed).await),
            body: body.clone(),
        });
    }
}

#[test]
fn the_request_calls_handle_any_body() {
    withstands("standard", async |bed| {
        let vendor = bed.vendor().await;
        let system = vendor.registered().await;
        let party = bed.customer("approver").await.organisation;
        let mut body = vendor.request(&system, &party);
        body["accessPackages"] = packages(&["krav-og-utlegg"]);
        body["externalRef"] = json!("generated");
        Call {
            method: Method::POST,
            path: "systemuser/request/vendor".to_owned(),
            body,
        }
    });
    withstands("agent", async |bed| {
        let vendor = bed.vendor().await;
        let mut system = vendor.system("agent");
        system["accessPackages"] = packages(&["regnskapsforer-lonn"]);
        assert_eq!(vendor.register(&system).await.status, 200);
        let party = bed.customer("approver").await.organisation;
        let mut body = vendor.request(system["id"].as_str().unwrap(), &party);
        body["accessPackages"] = packages(&["regnskapsforer-lonn"]);
        Call {
            method: Method::POST,
            path: "systemuser/request/vendor/agent".to_owned(),
            body,
        }
    });
}

#[test]
fn the_change_request_calls_handle_any_body() {
    withstands("change", async |bed| {
        let vendor = bed.vendor().await;
        let system = vendor.registered().await;
        let (_, user) = vendor.connected(&system, "ske-krav-og-betalinger").await;
        let correlation = Uuid::new_v4();
        Call {
            method: Method::POST,
            path: format!(
                "systemuser/changerequest/vendor?correlation-id={correlation}&system-user-id={user}"
            ),
            body: json!({
                "requiredRights": rights(&["ttd_systembruker-salary"]),
                "unwantedRights": rights(&["ske-krav-og-betalinger"]),
                "requiredAccessPackages": packages(&["krav-og-utlegg"]),
                "unwantedAccessPackages": [],
            }),
        }
    });
}

/// The path and the query of a call can contain any text. The simulator can answer with an error, but never with the
/// status 500.
#[test]
fn every_path_and_query_handles_any_text() {
    let (bed, token) = RUNTIME.block_on(async {
        let bed = TestBed::start().await;
        let token = bed.vendor().await.token(ALL).await;
        (bed, token)
    });
    let text = prop_oneof![
        "\\PC{1,30}",
        select(vec![
            "..".to_owned(),
            "%2f".to_owned(),
            "MTQ3Ng".to_owned(),
            "-1".to_owned(),
            VENDOR.to_owned(),
            Uuid::nil().to_string(),
            format!("{VENDOR}_x"),
        ]),
    ];
    let places = select(vec![
        ("systemregister/vendor", 1, ""),
        ("systemuser/request/vendor", 1, ""),
        ("systemuser/request/vendor/agent", 1, ""),
        ("systemuser/request/vendor/byexternalref", 3, ""),
        ("systemuser/request/vendor/bysystem", 1, "token"),
        ("systemuser/changerequest/vendor", 1, ""),
        ("systemuser/changerequest/vendor/byexternalref", 3, ""),
        ("systemuser/vendor/bysystem", 1, "token"),
        ("systemuser/vendor/byquery", 0, "system-id"),
        ("systemuser/vendor/byquery", 0, "orgno"),
        ("systemuser/byExternalId", 0, "clientId"),
        ("exchange", 1, ""),
    ]);
    let mut runner = runner(2 * CASES);
    let done = runner.run(&(places, vec(text, 4)), |((base, parts, query), texts)| {
        let mut url = bed.authentication(base);
        url.path_segments_mut().unwrap().extend(&texts[..parts]);
        if !query.is_empty() {
            url.query_pairs_mut().append_pair(query, &texts[3]);
        }
        let request = bed.http.get(url).bearer_auth(&token);
        let answer = RUNTIME.block_on(bed.send(request));
        prop_assert_ne!(answer.status.as_u16(), 500);
        Ok(())
    });
    if let Err(error) = done {
        panic!("{error}");
    }
}
