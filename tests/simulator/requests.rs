use reqwest::Method;
use serde_json::{Value, json};
use smartcloud::domain::{Page, RequestStatus, SystemUserRequest};

use crate::support::{Bed, OTHER_VENDOR, READ, REDIRECT, REGISTER, WRITE, packages, rights};

#[tokio::test]
async fn a_request_is_made_read_and_deleted() {
    let bed = Bed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered().await;
    let party = bed.customer("approver").await.organisation;
    let mut wanted = vendor.request(&system, &party);
    wanted["accessPackages"] = packages(&["krav-og-utlegg"]);
    let created = vendor.ask_for(&wanted).await;
    assert_eq!(created.status, 201, "{}", created.text);
    let request: SystemUserRequest = serde_json::from_value(created.json()).unwrap();
    let id = request.id;
    assert_eq!(request.status, RequestStatus::New);
    assert_eq!(request.integration_title.as_deref(), Some("Skyen"));
    assert_eq!(request.external_ref.as_ref().unwrap().0, party);
    assert_eq!(
        request.redirect_url.as_deref(),
        wanted["redirectUrl"].as_str()
    );
    assert!(!request.timed_out && !request.escalated);
    let ui = &bed.running.origins().altinn_ui;
    assert_eq!(
        request.confirm_url.clone().unwrap(),
        format!("{ui}accessmanagement/ui/systemuser/request?id={id}&DONTCHOOSEREPORTEE=true")
    );
    let location = bed.authentication(&format!("systemuser/request/{id}"));
    assert_eq!(created.headers["location"], location.as_str());

    let read: SystemUserRequest =
        serde_json::from_value(vendor.read(&id.to_string()).await.ok()).unwrap();
    assert_eq!(read, request);
    let token = vendor.token(READ).await;
    let by_ref = bed.authentication(&format!(
        "systemuser/request/vendor/byexternalref/{system}/{party}/{party}"
    ));
    let read: SystemUserRequest =
        serde_json::from_value(bed.get(&by_ref, &token).await.ok()).unwrap();
    assert_eq!(read, request);

    let writer = vendor.token(WRITE).await;
    let url = bed.authentication(&format!("systemuser/request/vendor/{id}"));
    bed.call(Method::DELETE, &url, &writer, None)
        .await
        .assert_empty(202);
    bed.call(Method::DELETE, &url, &writer, None)
        .await
        .assert_problem(404, "AUTH-00010");
    vendor
        .read(&id.to_string())
        .await
        .assert_problem(404, "AUTH-00010");
    bed.get(&by_ref, &token)
        .await
        .assert_problem(404, "AUTH-00010");
    assert_eq!(
        vendor.ask_for(&wanted).await.status,
        201,
        "the external ids are free again"
    );
}

/// Each row spoils one thing; the rows stand in the order of systemuser-api.md §4.2, and each is still
/// spoiled in the ways of all rows after it, so that the order is proved as well.
#[tokio::test]
async fn a_call_with_several_faults_is_told_of_the_first() {
    type Spoil = fn(&mut Value);
    let rows: [(&str, Spoil, u16, &str); 7] = [
        (
            "8 unknown customer",
            |r| r["partyOrgNo"] = json!("974760673"),
            400,
            "AUTH-00000",
        ),
        (
            "9 redirect elsewhere",
            |r| r["redirectUrl"] = json!("https://evil.example/"),
            400,
            "AUTH-00021",
        ),
        (
            "10 neither list",
            |r| {
                remove(r, "rights");
                remove(r, "accessPackages");
            },
            400,
            "AUTH-00001",
        ),
        (
            "10 both lists empty",
            |r| {
                r["rights"] = json!([]);
                r["accessPackages"] = json!([]);
            },
            400,
            "AUTH-00059",
        ),
        (
            "11 not the system's right",
            |r| r["rights"] = rights(&["ske-mva-melding"]),
            400,
            "AUTH-00001",
        ),
        (
            "12 not the system's package",
            |r| r["accessPackages"] = packages(&["jordbruk"]),
            400,
            "AUTH-00063",
        ),
        (
            "12 package for clients",
            |r| r["accessPackages"] = packages(&["regnskapsforer-lonn"]),
            400,
            "AUTH-00064",
        ),
    ];
    let bed = Bed::start().await;
    let vendor = bed.vendor().await;
    let mut registered = vendor.system("order");
    registered["accessPackages"] = packages(&["krav-og-utlegg", "regnskapsforer-lonn"]);
    assert_eq!(vendor.register(&registered).await.status, 200);
    let system = registered["id"].as_str().unwrap();
    let party = bed.customer("approver").await.organisation;
    for (place, (name, _, status, code)) in rows.iter().enumerate() {
        let mut wanted = vendor.request(system, &party);
        for (_, spoil, ..) in rows[place..].iter().rev() {
            spoil(&mut wanted);
        }
        let body = vendor.ask_for(&wanted).await;
        let body = body.assert_problem(*status, code);
        match *code {
            "AUTH-00063" => assert!(
                body["NotFoundPackages"].to_string().contains("jordbruk"),
                "{name}"
            ),
            "AUTH-00064" => assert!(
                body["NotDelegablePackages"].to_string().contains("lonn"),
                "{name}"
            ),
            _ => {}
        }
    }
    assert_eq!(
        vendor.ask_for(&vendor.request(system, &party)).await.status,
        201
    );
}

#[tokio::test]
async fn only_the_owner_of_a_system_asks_for_it() {
    let bed = Bed::start().await;
    let vendor = bed.vendor().await;
    let other = bed.vendor_of(OTHER_VENDOR).await;
    let system = vendor.registered().await;
    let customer = bed.customer("approver").await;
    let mut wanted = vendor.request(&system, &customer.organisation);
    other
        .ask_for(&wanted)
        .await
        .assert_problem(404, "AUTH-00011");
    wanted["systemId"] = json!("no-such");
    vendor
        .ask_for(&wanted)
        .await
        .assert_problem(404, "AUTH-00011");

    // Step 6: another vendor learns what became of a request that stands.
    let wanted = vendor.request(&system, &customer.organisation);
    let id = vendor.asked_for(&wanted).await;
    other
        .ask_for(&wanted)
        .await
        .assert_problem(400, "AUTH-00007");
    other.read(&id).await.assert_problem(404, "AUTH-00011");
    let body = json!({ "person": customer.person, "answer": "reject" });
    bed.lever(&format!("requests/{id}/answer"), body).await;
    other
        .ask_for(&wanted)
        .await
        .assert_problem(400, "AUTH-00009");
    // Step 3 comes before it, whoever asks.
    let (connected, _) = vendor.connected(&system, "ske-krav-og-betalinger").await;
    let wanted = vendor.request(&system, &connected.organisation);
    other
        .ask_for(&wanted)
        .await
        .assert_problem(400, "AUTH-00004");
}

/// systemuser-api.md §4.3.
#[tokio::test]
async fn a_repeated_request_gives_the_first_whatever_became_of_it() {
    let bed = Bed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered().await;
    let customer = bed.customer("approver").await;
    let wanted = vendor.request(&system, &customer.organisation);
    let id = vendor.asked_for(&wanted).await;

    let mut other = wanted.clone();
    other["rights"] = rights(&["ttd_systembruker-salary"]);
    other["redirectUrl"] = json!("https://evil.example/");
    let again = vendor.ask_for(&other).await;
    assert_eq!(again.status, 200);
    assert_eq!(again.json()["id"], id.as_str());
    assert_eq!(again.json()["redirectUrl"], wanted["redirectUrl"]);
    assert_eq!(again.json()["rights"], wanted["rights"]);
    assert!(again.json()["confirmUrl"].is_string());

    bed.lever(&format!("requests/{id}/time-out"), json!({}))
        .await;
    let again = vendor.ask_for(&wanted).await;
    assert_eq!(
        (again.status.as_u16(), &again.json()["timedOut"]),
        (200, &json!(true))
    );
    assert_eq!(again.json()["status"], "New");

    let body = json!({ "person": customer.person, "answer": "reject" });
    bed.lever(&format!("requests/{id}/answer"), body).await;
    let again = vendor.ask_for(&wanted).await;
    assert_eq!(
        (again.status.as_u16(), &again.json()["status"]),
        (200, &json!("Rejected"))
    );
    assert_eq!(again.json()["timedOut"], false);

    // Another reference is another request.
    let mut second = wanted.clone();
    second["externalRef"] = json!("second");
    let second = vendor.asked_for(&second).await;
    assert_ne!(second, id);
    assert_eq!(bed.approve(&second, &customer.person).await.status, 200);

    // An answered one blocks until it is deleted; a system user until the customer deletes it.
    let writer = vendor.token(WRITE).await;
    let url = bed.authentication(&format!("systemuser/request/vendor/{id}"));
    assert_eq!(
        bed.call(Method::DELETE, &url, &writer, None).await.status,
        202
    );
    let id = vendor.asked_for(&wanted).await;
    assert_eq!(bed.approve(&id, &customer.person).await.status, 200);
    vendor
        .ask_for(&wanted)
        .await
        .assert_problem(400, "AUTH-00004");
    let path = format!("system-users/{id}");
    assert_eq!(
        bed.control(Method::DELETE, &path, json!({})).await.status,
        204
    );
    vendor.read(&id).await.assert_problem(404, "AUTH-00010");
    assert_eq!(vendor.ask_for(&wanted).await.status, 201);
}

/// systemuser-api.md §4.5.
#[tokio::test]
async fn a_redirect_url_is_compared_up_to_its_path() {
    let bed = Bed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered().await;
    for (url, allowed) in [
        (REDIRECT, true),
        ("http://localhost:3000/return?state=1&x=%20", true),
        ("http://localhost:3000/return#part", true),
        ("http://LOCALHOST:3000/return", true),
        ("http://localhost:3000/return/", false),
        ("http://localhost:3000/Return", false),
        ("http://localhost:3000/return/more", false),
        ("http://localhost:3001/return", false),
        ("https://localhost:3000/return", false),
        ("http://localhost:3000/", false),
        ("", true),
    ] {
        let party = bed.customer("approver").await.organisation;
        let mut wanted = vendor.request(&system, &party);
        wanted["redirectUrl"] = json!(url);
        let answer = vendor.ask_for(&wanted).await;
        if allowed {
            assert_eq!(answer.status, 201, "{url}");
            assert_eq!(answer.json()["redirectUrl"], url);
        } else {
            answer.assert_problem(400, "AUTH-00021");
        }
    }
    let party = bed.customer("approver").await.organisation;
    let mut wanted = vendor.request(&system, &party);
    wanted["redirectUrl"] = json!("return");
    assert_eq!(vendor.ask_for(&wanted).await.status, 500, "not absolute");

    let mut registered = vendor.system("none");
    registered["allowedRedirectUrls"] = json!([]);
    registered["clientId"] = json!([]);
    assert_eq!(vendor.register(&registered).await.status, 200);
    let mut wanted = vendor.request(registered["id"].as_str().unwrap(), &party);
    vendor
        .ask_for(&wanted)
        .await
        .assert_problem(400, "AUTH-00026");
    remove(&mut wanted, "redirectUrl");
    let created = vendor.ask_for(&wanted).await;
    assert_eq!(created.status, 201);
    assert!(
        created.json().get("redirectUrl").is_none(),
        "null members are left out"
    );
}

#[tokio::test]
async fn what_asp_net_refuses_has_no_code() {
    let bed = Bed::start().await;
    let vendor = bed.vendor().await;
    let url = bed.authentication("systemuser/request/vendor");
    let token = vendor.token(WRITE).await;
    for (body, member) in [
        (r#"{"partyOrgNo":"310702641"}"#, "SystemId"),
        (r#"{"systemId":"x"}"#, "PartyOrgNo"),
        (r#"{"systemId":"x","partyOrgNo":" "}"#, "PartyOrgNo"),
        ("{", "$"),
        (r#"{"systemId":7}"#, "$"),
        (r#"{"systemId":"x","partyOrgNo":"1","rights":7}"#, "$"),
        ("null", ""),
    ] {
        let request = bed.http.post(&url).bearer_auth(&token);
        let request = request
            .header("content-type", "application/json")
            .body(body);
        let answer = bed.send(request).await;
        assert_eq!(answer.status, 400, "{body}");
        let answer = answer.json();
        assert!(answer["errors"].get(member).is_some(), "{body}: {answer}");
        assert!(
            answer.get("code").is_none() && answer["traceId"].is_string(),
            "{answer}"
        );
    }
    let text = bed.http.post(&url).bearer_auth(&token).body("{}");
    assert_eq!(bed.send(text).await.status, 415);
    let huge = json!({ "systemId": "x".repeat(300_000) });
    assert_eq!(bed.post(&url, &token, &huge).await.status, 413);

    let read = vendor.read("not-a-uuid").await;
    assert_eq!(read.status, 400);
    assert!(read.json()["errors"].get("requestId").is_some());
}

#[tokio::test]
async fn a_token_without_an_organisation_is_told_so() {
    let bed = Bed::start().await;
    let simulator = bed.running.simulator();
    let now = simulator.now().as_second();
    let token = simulator
        .keys()
        .maskinporten
        .sign(&json!({ "scope": format!("{WRITE} {READ} {REGISTER}"), "exp": now + 60 }));
    let url = bed.authentication("systemuser/request/vendor");
    let body = json!({ "systemId": "x", "partyOrgNo": "y" });
    bed.post(&url, &token, &body)
        .await
        .assert_problem(401, "AUTH-00023");
    let id = uuid::Uuid::new_v4();
    bed.get(&format!("{url}/{id}"), &token)
        .await
        .assert_empty(401);
    bed.get(&bed.authentication("systemregister/vendor"), &token)
        .await
        .assert_empty(403);
}

#[tokio::test]
async fn a_list_is_paged_and_has_no_confirm_url() {
    let bed = Bed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered().await;
    let party = bed.customer("approver").await.organisation;
    let mut ids = Vec::new();
    for number in 0..101 {
        let mut wanted = vendor.request(&system, &party);
        wanted["externalRef"] = json!(number.to_string());
        ids.push(vendor.asked_for(&wanted).await);
    }
    let token = vendor.token(READ).await;
    let mut url = bed.authentication(&format!("systemuser/request/vendor/bysystem/{system}"));
    let (mut seen, mut sizes) = (Vec::new(), Vec::new());
    loop {
        let answer = bed.get(&url, &token).await.ok();
        assert!(
            answer["data"][0].get("confirmUrl").is_none(),
            "{}",
            answer["data"][0]
        );
        let page: Page<SystemUserRequest> = serde_json::from_value(answer).unwrap();
        sizes.push(page.data.len());
        seen.extend(page.data.iter().map(|request| request.id.to_string()));
        match page.links.next {
            Some(next) => url = next,
            None => break,
        }
    }
    assert_eq!(sizes, [50, 50, 1]);
    assert_eq!(seen, ids);

    let bad = bed.authentication(&format!(
        "systemuser/request/vendor/bysystem/{system}?token=x"
    ));
    assert_eq!(bed.get(&bad, &token).await.status, 400);
    let none = bed.authentication("systemuser/request/vendor/bysystem/315816270_none");
    bed.get(&none, &token)
        .await
        .assert_problem(404, "AUTH-00011");
}

#[tokio::test]
async fn what_is_not_simulated_says_so() {
    let bed = Bed::start().await;
    let vendor = bed.vendor().await;
    let token = vendor.token(WRITE).await;
    let url = bed.authentication("systemuser/own");
    let answer = bed.post(&url, &token, &json!({})).await;
    assert_eq!(answer.status, 404);
    assert!(answer.text.contains("not simulated"), "{}", answer.text);
}

fn remove(request: &mut Value, name: &str) {
    request.as_object_mut().unwrap().remove(name);
}
