use altinn_simulator::{Seed, Settings, Simulator};
use reqwest::Method;
use serde_json::{Value, json};
use test_support::{StateFile, with_seed};

use crate::support::{DEMO, READ, TestBed, Vendor, claims};

async fn export(bed: &TestBed) -> Value {
    bed.control(Method::GET, "world", json!({})).await.ok()
}

#[tokio::test]
async fn a_state_is_exported_and_imported_into_another_simulator() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered().await;
    let (customer, id) = vendor.connected(&system, "ske-krav-og-betalinger").await;
    let open = bed.customer("approver").await;
    let waiting = vendor
        .create_request(&vendor.request(&system, &open.organisation))
        .await;
    bed.advance(3600).await;
    let document = bed.control(Method::GET, "world", json!({})).await;
    assert_eq!(document.json()["format"], "altinn-simulator-world");
    assert_eq!(document.json()["version"], 2);

    let file = StateFile::new();
    let other = TestBed::start_with(file.settings()).await;
    for _ in 0..3 {
        other.customer("approver").await;
    }
    // A JSON map in the test would lose the order of the rows. So the test sends and compares the exported state as
    // text.
    let url = other.ui("control/world");
    let put = other.http.put(&url).body(document.body.clone());
    let answer = other.send(put).await;
    assert_eq!(answer.status, 204, "{}", answer.body);
    let again = other.control(Method::GET, "world", json!({})).await;
    assert_eq!(again.body, document.body);
    other.stop().await;

    // The simulator has saved the imported state to disk. A new simulator with the same state file must have this
    // state.
    let other = TestBed::start_with(file.settings()).await;
    let vendor = Vendor {
        bed: &other,
        organisation: vendor.organisation.clone(),
        client_id: vendor.client_id.clone(),
    };
    {
        let world = other.simulator().world();
        assert_eq!(world.clock_ahead().as_secs(), 3600);
        assert!(world.parties.person(&open.person).is_some());
        assert_eq!(world.parties.persons().count(), 10);
    }
    let token = vendor.token_for(DEMO, &customer.organisation).await;
    assert_eq!(
        claims(&token)["authorization_details"][0]["systemuser_id"],
        json!([id])
    );
    assert_eq!(other.approve(&waiting, &open.person).await.status, 200);
    let list = other.authentication(&format!("systemuser/request/vendor/bysystem/{system}"));
    let listed = other.get(&list, &vendor.token(READ).await).await.ok();
    let ids: Vec<_> = listed["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| &row["id"])
        .collect();
    let mut both = [id.clone(), waiting.clone()];
    both.sort_unstable();
    assert_eq!(ids, both.each_ref().map(|id| json!(id)).each_ref());
}

/// The exported state must contain neither signing keys nor log-ins. Names in the rows must be readable, because
/// developers edit the exported state by hand.
#[tokio::test]
async fn an_exported_state_has_no_signing_keys_and_no_logins() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    vendor.token(DEMO).await;
    let document = export(&bed).await;
    let tables = document["tables"].as_object().unwrap();
    for left_out in ["key", "used-grant", "sso-session", "altinn-session", "code"] {
        assert!(!tables.contains_key(left_out), "{left_out}");
    }
    assert!(!document.to_string().contains("PRIVATE KEY"));
    assert_eq!(tables["person"]["kari"]["name"], "Kari Nordby");
    assert_eq!(
        tables["maskinporten-client"][&vendor.client_id]["organisation"],
        vendor.organisation
    );
}

fn counters(days: i64, ahead: i64) -> Value {
    json!({
        "clock_ahead_ms": ahead, "request_lifetime_days": days, "persons_made": 0,
        "organisations_made": 0, "next_personal_number": 0, "next_org_number": 0,
    })
}

#[tokio::test]
async fn an_unreadable_state_changes_nothing_and_the_error_says_why() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    vendor.registered().await;
    let before = export(&bed).await;
    let with = |change: fn(&mut Value)| {
        let mut document = before.clone();
        change(&mut document);
        document
    };
    for (document, reason) in [
        (json!({}), "format"),
        (with(|d| d["format"] = json!("x")), "format"),
        (with(|d| d["version"] = json!(99)), "99"),
        (with(|d| d["tables"]["unicorn"] = json!({})), "unicorn"),
        (
            with(|d| d["tables"]["person"]["kari"]["name"] = json!(1)),
            "person",
        ),
        (
            with(|d| d["tables"]["person"]["kari"]["key"] = json!("x")),
            "kari",
        ),
        (
            with(|d| d["tables"]["person"]["kari"]["personal_number"] = json!("12047910265")),
            "synthetic",
        ),
        (
            with(|d| d["tables"]["organisation"]["312450186"]["parent"] = json!("312450186")),
            "subunit of itself",
        ),
        (
            with(|d| d["tables"]["organisation"]["312450186"]["parent"] = json!("330000007")),
            "330000007",
        ),
        (
            with(|d| {
                d["tables"]["counters"] = json!({ "world": counters(1_000_000_000_000_000, 0) });
            }),
            "request_lifetime_days",
        ),
        (
            with(|d| d["tables"]["counters"] = json!({ "world": counters(180, i64::MAX) })),
            "clock_ahead_ms",
        ),
        (
            with(|d| {
                d["tables"]["fault"] = json!({ "6a0cf3f2-77a5-4bd0-9c43-3d2f0c2d9d10": {
                    "path": "/token", "fault": "empty", "status": 99, "times": "all",
                } });
            }),
            "99",
        ),
        (
            with(|d| {
                d["tables"]["person"]
                    .as_object_mut()
                    .unwrap()
                    .remove("kari");
            }),
            "kari",
        ),
        (
            with(|d| {
                d["tables"]["organisation"]
                    .as_object_mut()
                    .unwrap()
                    .remove("312450186");
            }),
            "312450186",
        ),
    ] {
        let answer = bed.control(Method::PUT, "world", document).await;
        assert_eq!(answer.status, 400, "{reason}");
        let error = answer.json()["error"].as_str().unwrap().to_owned();
        assert!(error.contains(reason), "{reason}: {error}");
        assert_eq!(export(&bed).await, before, "{reason}");
    }
}

fn seed() -> Value {
    json!({
        "organisations": [
            { "number": "315816270", "name": "Tiger AS" },
            { "number": "991825827", "name": "Kunden AS" },
        ],
        "persons": [{ "key": "eva", "name": "Eva Moen", "personalNumber": "12847910265" }],
        "connections": [{ "person": "eva", "organisation": "991825827", "roles": ["daglig-leder"] }],
        "packages": [{ "package": "luftfart", "name": "Luftfart" }],
        "resources": [{ "id": "my-service", "title": "My service", "packages": ["luftfart"] }],
        "systems": [{
            "id": "315816270_seeded",
            "vendor": { "ID": "0192:315816270" },
            "name": { "nb": "a", "nn": "a", "en": "a" },
            "description": { "nb": "a", "nn": "a", "en": "a" },
            "rights": [{ "resource": [{ "id": "urn:altinn:resource", "value": "my-service" }] }],
            "clientId": ["a-client"],
        }],
        "maskinportenClients": [{
            "clientId": "a-client",
            "organisation": { "number": "315816270" },
            "scopes": [DEMO],
            "jwks": { "keys": [crate::support::key().jwk] },
        }],
    })
}

#[tokio::test]
async fn a_seed_is_loaded_completely_or_not_at_all() {
    let bed = TestBed::start().await;
    let mut taken = seed();
    taken["persons"][0]["personalNumber"] = json!("12847910265");
    let answer = bed.control(Method::POST, "seed", taken).await;
    assert_eq!(answer.status, 400, "the number is Kari's");
    let error = answer.json()["error"].as_str().unwrap().to_owned();
    assert!(error.starts_with("Number 1 of persons: "), "{error}");
    {
        let world = bed.simulator().world();
        assert!(
            world
                .parties
                .organisation(&"315816270".parse().unwrap())
                .is_none()
        );
    }

    let mut fine = seed();
    fine["persons"][0]
        .as_object_mut()
        .unwrap()
        .remove("personalNumber");
    for _ in 0..2 {
        let answer = bed.control(Method::POST, "seed", fine.clone()).await;
        assert_eq!(answer.status, 204, "{}", answer.body);
    }
    {
        let world = bed.simulator().world();
        assert!(
            world
                .register
                .system(&"315816270_seeded".parse().unwrap())
                .is_some()
        );
        assert!(
            world
                .parties
                .may_approve("eva", &"991825827".parse().unwrap())
        );
        assert_eq!(
            world.catalogue.resource("my-service").unwrap().title.en,
            "My service"
        );
    }
    for (list, row) in [
        ("persons", json!({ "name": "x" })),
        ("resources", json!({ "id": "a b", "title": "x" })),
        (
            "connections",
            json!({ "person": "eva", "organisation": "991825827", "roles": ["x"] }),
        ),
        ("systems", json!({ "id": "x" })),
        ("maskinportenClients", json!({ "clientId": "x" })),
        ("others", json!({})),
    ] {
        let answer = bed
            .control(Method::POST, "seed", json!({ list: [row] }))
            .await;
        assert_eq!(answer.status, 400, "{list}");
        assert!(answer.body.contains(list), "{}", answer.body);
    }
}

#[tokio::test]
async fn a_reset_loads_the_seed_file_again() {
    let mut seed = seed();
    seed["persons"][0]
        .as_object_mut()
        .unwrap()
        .remove("personalNumber");
    let settings = with_seed(Settings::for_tests(), &seed);
    let bed = TestBed::start_with(settings).await;
    let eva = |bed: &TestBed| bed.simulator().world().parties.person("eva").is_some();
    assert!(eva(&bed));
    bed.post_control("reset", json!({})).await;
    assert!(eva(&bed));
}

#[tokio::test]
async fn an_unusable_seed_stops_the_start_with_one_sentence() {
    assert!(Seed::of(b"{").is_err());
    let seed = json!({ "persons": [{ "key": "kari", "name": "Kari" }] });
    let settings = with_seed(Settings::for_tests(), &seed);
    let error = Simulator::start(settings).await.unwrap_err().to_string();
    assert!(
        error.starts_with("the seed cannot be used: Number 1 of persons: "),
        "{error}"
    );
}

#[tokio::test]
async fn each_service_can_have_a_named_origin() {
    let mut settings = Settings::for_tests();
    settings.origins.maskinporten = Some("https://maskinporten.example/".parse().unwrap());
    settings.origins.altinn_ui = Some("https://am.ui.altinn.example/".parse().unwrap());
    settings.origins.altinn_platform = Some("https://platform.altinn.example/".parse().unwrap());
    let bed = TestBed::start_with(settings).await;
    assert_eq!(bed.issuer(), "https://maskinporten.example/");
    assert!(
        bed.origins()
            .confirm_url(
                altinn_simulator::rules::RequestKind::Standard,
                "8c4b1d5e-6d1c-4f6a-9d0a-4a0c4a0c4a0c".parse().unwrap()
            )
            .starts_with("https://am.ui.altinn.example/")
    );
}

/// A reset keeps the organisation of a vendor, but not the parent of this organisation. The parent's number must not
/// stay, because an import refuses an organisation with an unknown parent.
#[tokio::test]
async fn an_export_after_a_reset_can_be_imported() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let parent = bed.customer("approver").await.organisation;
    for (parent, kept) in [(parent.as_str(), false), ("312450186", true)] {
        let path = format!("organisations/{}", vendor.organisation);
        let subunit = json!({ "name": "Testleverandøren", "parent": parent });
        let put = bed.control(Method::PUT, &path, subunit).await;
        assert_eq!(put.status, 204, "{}", put.body);
        bed.post_control("reset", json!({})).await;
        let number = vendor.organisation.parse().unwrap();
        {
            let world = bed.simulator().world();
            let organisation = world.parties.organisation(&number).unwrap();
            assert_eq!(organisation.parent.is_some(), kept, "{parent}");
        }
        let document = export(&bed).await;
        let imported = bed.control(Method::PUT, "world", &document).await;
        assert_eq!(imported.status, 204, "{}", imported.body);
    }
}

/// After a reset, the vendor's product can still have data about the old customers. So a new customer must get a new
/// number.
#[tokio::test]
async fn a_reset_does_not_reuse_organisation_numbers() {
    let bed = TestBed::start().await;
    let before = bed.customer("approver").await;
    bed.post_control("reset", json!({})).await;
    let after = bed.customer("approver").await;
    assert_ne!(before.organisation, after.organisation);
    assert_ne!(before.person, after.person);
}
