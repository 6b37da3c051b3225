//! Tests of the hints in the log. A hint says why Altinn refused a vendor's call, and which call corrects the error.
//! Altinn's own responses do not contain this information.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{OTHER_VENDOR, Response, TestBed, VENDOR, WRITE, packages, rights};

/// Checks the newest log entry. The entry must be a refused call, and its hint must contain each text.
async fn assert_hint(bed: &TestBed, response: &Response, texts: &[&str]) {
    assert!(response.status.as_u16() >= 400, "{}", response.body);
    let log = bed
        .control(Method::GET, "log?limit=1", json!({}))
        .await
        .ok();
    assert_eq!(log[0]["status"], response.status.as_u16());
    let hint = log[0]["hint"].as_str().unwrap_or_default();
    for text in texts {
        assert!(hint.contains(text), "{text:?} is not in {hint:?}");
    }
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "most of it is the table")]
async fn a_refused_request_has_a_hint_with_what_was_sent_and_what_would_be_right() {
    let bed = TestBed::start().await;
    let personal_number = {
        let world = bed.simulator().world();
        let person = world.parties.person("kari").unwrap();
        person.personal_number.as_str().to_owned()
    };
    let vendor = bed.vendor().await;
    let mut registered = vendor.system("hints");
    registered["allowedRedirectUrls"] =
        json!(["http://localhost:3000/return", "https://c.example/return"]);
    registered["rights"] = rights(&["ske-krav-og-betalinger", "ske-mva-melding"]);
    registered["accessPackages"] = packages(&["krav-og-utlegg", "regnskapsforer-lonn"]);
    assert_eq!(vendor.register(&registered).await.status, 200);
    let system = registered["id"].as_str().unwrap();
    let party = bed.customer("approver").await.organisation;
    let with = |member: &str, value: Value| {
        let mut body = vendor.request(system, &party);
        body[member] = value;
        body
    };
    let put_system = format!("systemregister/vendor/{system}");
    let wrong_digit = {
        let last: u32 = party[8..].parse().unwrap();
        format!("{}{}", &party[..8], (last + 1) % 10)
    };
    let rows = [
        (
            with("redirectUrl", json!("https://c.example/return/?secret=1")),
            vec![
                "https://c.example/return/",
                "slash at the end",
                put_system.as_str(),
            ],
        ),
        (
            with("redirectUrl", json!("http://127.0.0.1:3000/return")),
            vec![
                "127.0.0.1 and localhost",
                "send \"http://localhost:3000/return\"",
            ],
        ),
        (
            with("redirectUrl", json!("https://d.example/")),
            vec!["\"https://d.example/\"", "\"https://c.example/return\""],
        ),
        (
            with("redirectUrl", json!("receipt")),
            vec!["redirectUrl is \"receipt\"", "\"https://c.example/return\""],
        ),
        (
            with("partyOrgNo", json!(format!("0192:{party}"))),
            vec!["Send only the nine digits", &party],
        ),
        (
            with("partyOrgNo", json!(wrong_digit)),
            vec!["check digit", "POST /control/customers"],
        ),
        (
            with("partyOrgNo", json!(personal_number)),
            vec!["nine digits", "11 characters"],
        ),
        (
            with("partyOrgNo", json!("974760673")),
            vec!["curl --request PUT", "/control/organisations/974760673"],
        ),
        (
            with(
                "rights",
                json!([{ "resource": [{ "id": "urn:altinn:resourceid", "value": "x" }] }]),
            ),
            vec![
                "\"urn:altinn:resourceid\"",
                "must be \"urn:altinn:resource\"",
            ],
        ),
        (
            with("rights", rights(&["ske-a-melding"])),
            vec![
                "no right to \"ske-a-melding\"",
                "\"ske-krav-og-betalinger\"",
                "/rights",
            ],
        ),
        (
            with("accessPackages", json!([{ "urn": "krav-og-utlegg" }])),
            vec!["must be written \"urn:altinn:accesspackage:krav-og-utlegg\""],
        ),
        (
            with("accessPackages", packages(&["jordbruk"])),
            vec![
                "accesspackage:jordbruk",
                "accesspackage:krav-og-utlegg",
                "/accesspackages",
            ],
        ),
        (
            with("accessPackages", packages(&["regnskapsforer-lonn"])),
            vec!["systemuser/request/vendor/agent"],
        ),
        (
            with("systemId", json!(format!("{VENDOR}_hint"))),
            vec!["no system has the id", system],
        ),
    ];
    for (body, texts) in rows {
        let response = vendor.post_request(&body).await;
        assert_hint(&bed, &response, &texts).await;
    }
    let log = bed.control(Method::GET, "log", json!({})).await.body;
    assert!(!log.contains("secret=1"), "the query can contain a secret");
    assert!(!log.contains(&personal_number), "somebody may send one");

    let other = bed.vendor_of(OTHER_VENDOR).await;
    let response = other.post_request(&with("externalRef", json!("x"))).await;
    assert_hint(&bed, &response, &[VENDOR, OTHER_VENDOR]).await;
}

#[tokio::test]
async fn a_refused_system_has_a_hint() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    assert_eq!(vendor.register(&vendor.system("taken")).await.status, 200);
    let with = |member: &str, value: Value| {
        let mut body = vendor.system("x");
        body["clientId"] = json!([]);
        body[member] = value;
        body
    };
    for (body, texts) in [
        (
            with("vendor", json!({ "ID": VENDOR })),
            vec!["vendor.ID is", "\"0192:315816270\""],
        ),
        (
            with("vendor", json!({ "ID": format!("0192:{OTHER_VENDOR}") })),
            vec![VENDOR, OTHER_VENDOR],
        ),
        (
            with("id", json!("sky")),
            vec!["id is \"sky\"", "\"315816270_\""],
        ),
        (
            with("id", json!(format!("{VENDOR}_taken"))),
            vec!["PUT", "systemregister/vendor/315816270_taken"],
        ),
        (
            with("clientId", json!([vendor.client_id])),
            vec!["belongs to 315816270_taken"],
        ),
        (
            with(
                "rights",
                json!([{ "resource": [{ "id": "urn:altinn:org", "value": "ttd" }] }]),
            ),
            vec!["\"urn:altinn:org\"", "\"urn:altinn:resource\""],
        ),
        (
            with("rights", rights(&["SKE-mva-melding"])),
            vec!["The id is \"ske-mva-melding\""],
        ),
        (
            with("rights", rights(&["urn:altinn:resource:ske-mva-melding"])),
            vec!["The id is \"ske-mva-melding\""],
        ),
        (
            with(
                "accessPackages",
                json!([{ "urn": "urn:altinn:accesspackages:lonn" }]),
            ),
            vec!["must be written \"urn:altinn:accesspackage:lonn\""],
        ),
        (
            with("accessPackages", packages(&["no-such"])),
            vec!["accesspackages/export", "/control/packages/"],
        ),
        (
            with("allowedRedirectUrls", json!(["http://c.example/"])),
            vec!["http://c.example/", "https://"],
        ),
    ] {
        let response = vendor.register(&body).await;
        assert_hint(&bed, &response, &texts).await;
    }
}

#[tokio::test]
async fn a_look_up_without_the_reference_has_a_hint_with_the_reference() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered().await;
    let customer = bed.customer("approver").await;
    let party = &customer.organisation;
    let path = format!("systemuser/vendor/byquery?system-id={system}&orgno={party}");
    let nothing = vendor.get(WRITE, &path).await;
    assert_hint(&bed, &nothing, &["neither a system user nor a request"]).await;

    let mut body = vendor.request(&system, party);
    body["externalRef"] = json!("kunde-7");
    let id = vendor.create_request(&body).await;
    let waiting = vendor.get(WRITE, &path).await;
    assert_hint(&bed, &waiting, &[&id, "status New"]).await;

    assert_eq!(bed.approve(&id, &customer.person).await.status, 200);
    let found = vendor.get(WRITE, &path).await;
    found.assert_empty(404);
    assert_hint(&bed, &found, &["no external-ref", "\"kunde-7\""]).await;
    let wrong = vendor.get(WRITE, &format!("{path}&external-ref=7")).await;
    assert_hint(&bed, &wrong, &["external-ref \"7\"", "\"kunde-7\""]).await;
}
