//! Tests of the state file. The tests restart the simulator, reset the simulator, and load a file from an earlier
//! version.

use altinn_simulator::Simulator;
use reqwest::Method;
use serde_json::{Value, json};
use sqlx::{Connection, SqliteConnection, sqlite::SqliteConnectOptions};
use test_support::StateFile;
use uuid::Uuid;

use crate::support::{
    Customer, KRAV, OTHER_VENDOR, TestBed, VENDOR, Vendor, WRITE, claims, packages,
};

async fn change(file: &StateFile, sql: &str) {
    let options = SqliteConnectOptions::new().filename(file.path());
    let mut connection = SqliteConnection::connect_with(&options).await.unwrap();
    sqlx::query(sql).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

async fn put(bed: &TestBed, path: &str, body: Value) {
    let answer = bed.control(Method::PUT, path, body).await;
    assert!(answer.status.is_success(), "{path}: {}", answer.body);
}

async fn read(bed: &TestBed, path: &str) -> Value {
    bed.control(Method::GET, path, json!({})).await.ok()
}

/// Makes at least one row in every table of the state file. Also rotates a signing key and changes a setting. Returns
/// the id of the vendor's Maskinporten client.
async fn make_one_of_each(bed: &TestBed) -> String {
    put(bed, "packages/my-package", json!({ "name": "Mine" })).await;
    let resource = json!({ "title": "Mine", "packages": ["my-package"] });
    put(bed, "resources/my-service", resource).await;
    let client = json!({
        "organisation": { "number": VENDOR, "name": "Testleverandøren AS" },
        "redirectUris": ["http://localhost:3000/callback"], "scopes": ["openid"],
    });
    put(bed, "idporten-clients/my-login", client).await;
    let delegation = json!({
        "consumer": { "number": OTHER_VENDOR, "name": "Kunden AS" },
        "supplier": { "number": VENDOR },
        "scope": KRAV,
    });
    bed.post_control("maskinporten-delegations", delegation)
        .await;

    let vendor = bed.vendor().await;
    let system = vendor.registered_for_clients().await;
    let office = json!({ "kind": "accountant", "count": 1 });
    let office = bed.post_control("customers", office).await;
    let accountant = Customer::of(&office);
    let body = vendor.agent_request(&system, &accountant.organisation, &["regnskapsforer-lonn"]);
    let agent = vendor.create_agent_request(&body).await;
    assert_eq!(bed.approve(&agent, &accountant.person).await.status, 200);
    let client = office["clients"][0]["uuid"].as_str().unwrap();
    bed.simulator()
        .world()
        .connect_client(
            &accountant.person,
            agent.parse().unwrap(),
            &client.parse().unwrap(),
        )
        .unwrap();
    let (_, user) = vendor.connected(&system, "ske-krav-og-betalinger").await;
    let change = bed.authentication(&format!(
        "systemuser/changerequest/vendor?correlation-id={}&system-user-id={user}",
        Uuid::new_v4()
    ));
    let more = json!({ "requiredAccessPackages": packages(&["krav-og-utlegg"]) });
    let token = vendor.token(WRITE).await;
    assert_eq!(bed.post(&change, &token, &more).await.status, 201);

    bed.post_control("sandboxes", json!({})).await;
    bed.post_control("keys/maskinporten/rotate", json!({}))
        .await;
    put(bed, "automation", json!({ "login": "kari" })).await;
    let fault =
        json!({ "path": "/resourceregistry", "fault": "empty", "status": 503, "times": "all" });
    bed.post_control("faults", fault).await;
    vendor.client_id
}

/// Requests a token with the client that the vendor registered before the restart. Returns the claim `consumer` of the
/// token.
async fn consumer_of_delegated_token(bed: &TestBed, client_id: &str) -> Value {
    let vendor = Vendor {
        bed,
        organisation: VENDOR.to_owned(),
        client_id: client_id.to_owned(),
    };
    let mut grant = vendor.grant(KRAV);
    grant.insert("consumer_org".to_owned(), json!(OTHER_VENDOR));
    let answer = vendor.request_token(&grant).await.ok();
    claims(answer["access_token"].as_str().unwrap())["consumer"]["ID"].clone()
}

#[tokio::test]
async fn every_table_survives_a_restart() {
    let file = StateFile::new();
    let bed = TestBed::start_with(file.settings()).await;
    let client_id = make_one_of_each(&bed).await;
    let world = read(&bed, "world").await;
    for (table, rows) in world["tables"].as_object().unwrap() {
        let some = rows.as_array().is_some_and(|rows| !rows.is_empty())
            || rows.as_object().is_some_and(|rows| !rows.is_empty());
        assert!(some, "make one in {table} too");
    }
    let others = ["keys", "faults", "automation"];
    let mut before = Vec::new();
    for path in others {
        before.push(read(&bed, path).await);
    }
    assert_eq!(
        before[0]["maskinporten"]["keys"].as_array().unwrap().len(),
        2
    );
    bed.stop().await;

    let bed = TestBed::start_with(file.settings()).await;
    let after = read(&bed, "world").await;
    for (table, rows) in world["tables"].as_object().unwrap() {
        assert_eq!(&after["tables"][table], rows, "{table}");
    }
    for (path, before) in others.iter().zip(&before) {
        assert_eq!(&read(&bed, path).await, before, "{path}");
    }
    for _ in 0..2 {
        let resource = bed.platform("resourceregistry/api/v1/resource/my-service");
        let faulty = bed.send(bed.http.get(resource)).await;
        assert_eq!(faulty.status, 503, "the fault applies to all responses");
    }
    let consumer = consumer_of_delegated_token(&bed, &client_id).await;
    assert_eq!(consumer, format!("0192:{OTHER_VENDOR}"));
}

#[tokio::test]
async fn a_reset_keeps_the_set_up_and_removes_everything_else() {
    let file = StateFile::new();
    let bed = TestBed::start_with(file.settings()).await;
    let client_id = make_one_of_each(&bed).await;
    bed.post_control("reset", json!({})).await;
    bed.stop().await;

    let bed = TestBed::start_with(file.settings()).await;
    let consumer = consumer_of_delegated_token(&bed, &client_id).await;
    assert_eq!(consumer, format!("0192:{OTHER_VENDOR}"));
    let resource = bed.platform("resourceregistry/api/v1/resource/my-service");
    assert_eq!(bed.send(bed.http.get(resource)).await.status, 200);
    let world = read(&bed, "world").await;
    let rows = |table: &str| match &world["tables"][table] {
        Value::Array(rows) => rows.len(),
        Value::Object(rows) => rows.len(),
        none => panic!("{table} is {none}"),
    };
    for (table, count) in [
        ("api-delegation", 1),
        ("idporten-client", 1),
        ("maskinporten-client", 1),
        ("resource", 1),
        ("package", 1),
        // There are two systems: the vendor's system, and the example system that the simulator registers when it
        // creates a sandbox.
        ("system", 2),
        ("request", 0),
        ("change-request", 0),
        ("system-user", 0),
        ("client-delegation", 0),
        ("fault", 0),
    ] {
        assert_eq!(rows(table), count, "{table}");
    }
    let other = bed.simulator().world();
    assert!(
        other
            .parties
            .organisation(&OTHER_VENDOR.parse().unwrap())
            .is_some()
    );
}

/// Earlier versions of the simulator stored one signing key for each service. The id of the database row was the name
/// of the service. The simulator must load such a key.
#[tokio::test]
async fn signing_keys_of_an_earlier_version_are_loaded() {
    let file = StateFile::new();
    let bed = TestBed::start_with(file.settings()).await;
    let keys = read(&bed, "keys").await;
    bed.stop().await;
    change(
        &file,
        "UPDATE entity SET id = substr(id, 1, instr(id, '/') - 1) WHERE kind = 'key'",
    )
    .await;

    let bed = TestBed::start_with(file.settings()).await;
    assert_eq!(read(&bed, "keys").await, keys);
    bed.post_control("keys/altinn/rotate", json!({})).await;
    let rotated = read(&bed, "keys").await;
    assert_eq!(rotated["altinn"]["keys"][0], keys["altinn"]["signs"]);
    bed.stop().await;

    let bed = TestBed::start_with(file.settings()).await;
    assert_eq!(read(&bed, "keys").await, rotated);
}

#[tokio::test]
async fn the_error_for_an_unreadable_state_file_says_what_to_do() {
    for (sql, sentence) in [
        ("PRAGMA user_version = 3", "of another version"),
        (
            "UPDATE entity SET kind = 'ship' WHERE kind = 'person'",
            "cannot be read",
        ),
        (
            "UPDATE entity SET value = '{}' WHERE kind = 'person'",
            "cannot be read",
        ),
    ] {
        let file = StateFile::new();
        TestBed::start_with(file.settings()).await.stop().await;
        change(&file, sql).await;
        let error = Simulator::start(file.settings()).await.unwrap_err();
        let error = error.to_string();
        let response =
            error.contains(sentence) && error.ends_with("remove the file to start afresh");
        assert!(response, "{sql}: {error}");
    }
}
