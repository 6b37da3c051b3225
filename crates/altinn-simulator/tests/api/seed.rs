//! Tests of the seed file. The simulator loads the seed into a new state, and again after a reset.
//!
//! A reset never overwrites what a vendor has changed after the first load.

use altinn_simulator::Simulator;
use reqwest::Method;
use serde_json::{Value, json};
use test_support::{StateFile, with_seed};

use crate::support::{REGISTER, Response, TestBed, Vendor, key, rights};

const SYSTEM: &str = "315816270_seeded";
/// The organisation number of a built-in organisation. The seed gives this organisation its first client.
const PROVIDER: &str = "312450186";
const CLIENT: &str = "a-client";

fn seed() -> Value {
    json!({
        "organisations": [{ "number": "315816270", "name": "Tiger AS" }],
        "persons": [{ "key": "eva", "name": "Eva Moen" }],
        "clientRelations": [{ "client": "315816270", "provider": PROVIDER, "roles": ["REGN"] }],
        "packages": [{ "package": "luftfart", "name": "Luftfart" }],
        "resources": [{ "id": "my-service", "title": "My service", "packages": ["luftfart"] }],
        "maskinportenClients": [{
            "clientId": CLIENT,
            "organisation": { "number": "315816270" },
            "scopes": [REGISTER],
            "jwks": { "keys": [key().jwk] },
        }],
        "systems": [{
            "id": SYSTEM,
            "vendor": { "ID": "0192:315816270" },
            "name": { "nb": "a", "nn": "a", "en": "a" },
            "description": { "nb": "a", "nn": "a", "en": "a" },
            "rights": rights(&["my-service"]),
            "clientId": [CLIENT],
        }],
    })
}

/// Returns the vendor that owns the Maskinporten client of the seed.
fn vendor(bed: &TestBed) -> Vendor<'_> {
    Vendor {
        bed,
        organisation: "315816270".to_owned(),
        client_id: CLIENT.to_owned(),
    }
}

async fn register(bed: &TestBed, method: Method, path: &str, body: Option<&Value>) -> Response {
    let url = bed.authentication(&format!("systemregister/vendor{path}"));
    let token = vendor(bed).token(REGISTER).await;
    let answer = bed.call(method, &url, &token, body).await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.body);
    answer
}

async fn delete(bed: &TestBed) {
    register(bed, Method::DELETE, &format!("/{SYSTEM}"), None).await;
}

async fn take_rights(bed: &TestBed) {
    let path = format!("/{SYSTEM}/rights");
    register(bed, Method::PUT, &path, Some(&json!([]))).await;
}

async fn assert_without_rights(bed: &TestBed) {
    let system = register(bed, Method::GET, &format!("/{SYSTEM}"), None).await;
    assert_eq!(system.ok()["rights"], json!([]));
}

async fn reset(bed: &TestBed) -> Response {
    bed.control(Method::POST, "reset", json!({})).await
}

#[tokio::test]
async fn a_vendors_change_to_a_seeded_system_survives_a_kill() {
    let file = StateFile::new();
    let bed = TestBed::start_with(with_seed(file.settings(), &seed())).await;
    take_rights(&bed).await;
    let killed = file.copy_as_if_killed();
    let again = TestBed::start_with(with_seed(killed.settings(), &seed())).await;
    assert_without_rights(&again).await;
    let changes = register(&again, Method::GET, &format!("/{SYSTEM}/changelog"), None).await;
    let changes = changes.ok();
    let changes: Vec<_> = changes.as_array().unwrap().iter().collect();
    assert_eq!(changes.len(), 2, "{changes:?}");
    assert_eq!(changes[0]["changeType"], "rightsupdate");
    assert_eq!(changes[1]["changeType"], "create");

    delete(&bed).await;
    let killed = file.copy_as_if_killed();
    let again = TestBed::start_with(with_seed(killed.settings(), &seed())).await;
    let system = register(&again, Method::GET, &format!("/{SYSTEM}"), None).await;
    assert_eq!(system.ok()["isDeleted"], true);
}

#[tokio::test]
async fn a_reset_loads_the_seed_again_and_keeps_the_set_up() {
    let file = StateFile::new();
    let bed = TestBed::start_with(with_seed(file.settings(), &seed())).await;
    take_rights(&bed).await;
    let mine = json!({ "title": "Mine", "packages": ["luftfart"] });
    for (path, body) in [
        ("resources/mine", mine),
        ("resources/my-service", json!({ "title": "Renamed" })),
        (
            "maskinporten-clients/a-client",
            json!({
                "organisation": { "number": "315816270" }, "name": "Renamed",
                "scopes": [REGISTER], "jwks": { "keys": [key().jwk] },
            }),
        ),
    ] {
        let put = bed.control(Method::PUT, path, body).await;
        assert_eq!(put.status, 204, "{path}: {}", put.body);
    }
    let answer = reset(&bed).await;
    assert_eq!(answer.status, 204, "{}", answer.body);
    assert_without_rights(&bed).await;
    let world = bed.simulator().world();
    assert!(world.parties.person("eva").is_some());
    let provider = PROVIDER.parse().unwrap();
    assert_eq!(world.client_delegations.relations_of(&provider).count(), 1);
    assert_eq!(
        world.catalogue.resource("my-service").unwrap().title.nb,
        "Renamed"
    );
    let package = world
        .catalogue
        .package("urn:altinn:accesspackage:luftfart")
        .unwrap();
    assert!(package.resources.contains(&"mine".to_owned()));
    let client = world.oauth_clients.maskinporten_client(CLIENT).unwrap();
    assert_eq!(client.name, "Renamed");
}

#[tokio::test]
async fn a_reset_restores_a_seeded_system_that_was_deleted() {
    let file = StateFile::new();
    let bed = TestBed::start_with(with_seed(file.settings(), &seed())).await;
    delete(&bed).await;
    assert_eq!(reset(&bed).await.status, 204);
    let world = bed.simulator().world();
    assert!(
        world
            .register
            .live_system(&SYSTEM.parse().unwrap())
            .is_some()
    );
}

#[tokio::test]
async fn a_reset_reports_seed_entries_that_fail_and_loads_the_others() {
    let file = StateFile::new();
    let bed = TestBed::start_with(with_seed(file.settings(), &seed())).await;
    delete(&bed).await;
    // The new system uses the client id of the deleted system, so the reset cannot load the system of the seed again.
    let other = vendor(&bed).system("other");
    assert_eq!(vendor(&bed).register(&other).await.status, 200);
    for _ in 0..2 {
        let answer = reset(&bed).await;
        assert_eq!(answer.status, 200);
        let not_sown = answer.json()["notSown"].clone();
        let response = not_sown[0].as_str().unwrap();
        assert!(
            response.starts_with("Number 1 of systems: AUTH.VLD-00004"),
            "{response}"
        );
        assert_eq!(not_sown.as_array().unwrap().len(), 1);
        assert!(bed.simulator().world().parties.person("eva").is_some());
    }
    let killed = file.copy_as_if_killed();
    let again = TestBed::start_with(with_seed(killed.settings(), &seed())).await;
    let world = again.simulator().world();
    assert!(world.parties.person("eva").is_some());
    assert!(
        world
            .register
            .live_system(&SYSTEM.parse().unwrap())
            .is_none()
    );
}

#[tokio::test]
async fn an_invalid_seed_stops_the_first_start_and_can_be_corrected() {
    let file = StateFile::new();
    let mut wrong = seed();
    wrong["persons"] = json!([{ "key": "kari", "name": "Kari" }]);
    let error = Simulator::start(with_seed(file.settings(), &wrong))
        .await
        .unwrap_err();
    let error = error.to_string();
    assert!(error.starts_with("the seed cannot be used: "), "{error}");
    let bed = TestBed::start_with(with_seed(file.settings(), &seed())).await;
    assert!(bed.simulator().world().parties.person("eva").is_some());
}

#[tokio::test]
async fn a_new_seed_for_an_existing_state_is_loaded_at_the_next_reset() {
    let file = StateFile::new();
    TestBed::start_with(file.settings()).await.stop().await;
    let bed = TestBed::start_with(with_seed(file.settings(), &seed())).await;
    let is_there = || bed.simulator().world().parties.person("eva").is_some();
    assert!(!is_there());
    assert_eq!(reset(&bed).await.status, 204);
    assert!(is_there());
}
