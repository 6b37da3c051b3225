use altinn_types::{Page, RequestStatus, SystemUserRequest};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    OTHER_VENDOR, READ, REDIRECT, REGISTER, TestBed, WRITE, assert_unforeseen, packages, rights,
};

#[tokio::test]
async fn a_request_is_created_read_and_deleted() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered().await;
    let party = bed.customer("approver").await.organisation;
    let mut body = vendor.request(&system, &party);
    body["accessPackages"] = packages(&["krav-og-utlegg"]);
    let created = vendor.post_request(&body).await;
    assert_eq!(created.status, 201, "{}", created.body);
    let request: SystemUserRequest = serde_json::from_value(created.json()).unwrap();
    let id = request.id;
    assert_eq!(request.status, Some(RequestStatus::New));
    assert_eq!(request.integration_title.as_deref(), Some("Skyen"));
    assert_eq!(request.external_ref.as_ref().unwrap().0, party);
    assert_eq!(
        request.redirect_url.as_deref(),
        body["redirectUrl"].as_str()
    );
    assert!(!request.timed_out && !request.escalated);
    let ui = &bed.origins().altinn_ui;
    assert_eq!(
        request.confirm_url.clone().unwrap(),
        format!("{ui}accessmanagement/ui/systemuser/request?id={id}&DONTCHOOSEREPORTEE=true")
    );
    let location = bed.authentication(&format!("systemuser/request/{id}"));
    assert_eq!(created.headers["location"], location.as_str());
    let json = "application/json; charset=utf-8";
    assert_eq!(created.headers["content-type"], json);

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
        vendor.post_request(&body).await.status,
        201,
        "the external ids are free again"
    );
}

/// The rows are in the order of Altinn's checks (contract/systemuser-api.md §4.2). Each row tests a body with its own
/// error and the errors of all later rows. Altinn must report the row's own error, because Altinn checks this error
/// first.
#[tokio::test]
async fn a_request_with_several_errors_gets_the_first_error() {
    type Spoil = fn(&mut Value);
    let rows: [(&str, Spoil, u16, &str); 7] = [
        (
            "8 unknown customer",
            |r| r["partyOrgNo"] = json!("312 450 186"),
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
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let mut registered = vendor.system("order");
    registered["accessPackages"] = packages(&["krav-og-utlegg", "regnskapsforer-lonn"]);
    assert_eq!(vendor.register(&registered).await.status, 200);
    let system = registered["id"].as_str().unwrap();
    let party = bed.customer("approver").await.organisation;
    for (place, (name, _, status, code)) in rows.iter().enumerate() {
        let mut request_body = vendor.request(system, &party);
        for (_, spoil, ..) in rows[place..].iter().rev() {
            spoil(&mut request_body);
        }
        let body = vendor.post_request(&request_body).await;
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
        vendor
            .post_request(&vendor.request(system, &party))
            .await
            .status,
        201
    );
}

#[tokio::test]
async fn only_the_owner_of_a_system_can_create_requests_for_it() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let other = bed.vendor_of(OTHER_VENDOR).await;
    let system = vendor.registered().await;
    let customer = bed.customer("approver").await;
    let mut request_body = vendor.request(&system, &customer.organisation);
    other
        .post_request(&request_body)
        .await
        .assert_problem(404, "AUTH-00011");
    request_body["systemId"] = json!("no-such");
    vendor
        .post_request(&request_body)
        .await
        .assert_problem(404, "AUTH-00011");

    // The system's owner creates a system user request, and another vendor sends the same body. The second vendor's
    // error code depends on the status of the owner's request.
    let request_body = vendor.request(&system, &customer.organisation);
    let id = vendor.create_request(&request_body).await;
    other
        .post_request(&request_body)
        .await
        .assert_problem(400, "AUTH-00007");
    other.read(&id).await.assert_problem(404, "AUTH-00011");
    let body = json!({ "person": customer.person, "answer": "reject" });
    bed.post_control(&format!("requests/{id}/answer"), body)
        .await;
    other
        .post_request(&request_body)
        .await
        .assert_problem(400, "AUTH-00009");
    // The customer already has a system user. So Altinn reports the existing system user, also to a vendor that does
    // not own the system.
    let (connected, _) = vendor.connected(&system, "ske-krav-og-betalinger").await;
    let request_body = vendor.request(&system, &connected.organisation);
    other
        .post_request(&request_body)
        .await
        .assert_problem(400, "AUTH-00004");
}

/// See contract/systemuser-api.md §4.3.
#[tokio::test]
async fn a_repeated_request_returns_the_first_request_in_any_status() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered().await;
    let customer = bed.customer("approver").await;
    let request_body = vendor.request(&system, &customer.organisation);
    let id = vendor.create_request(&request_body).await;

    let mut other = request_body.clone();
    other["rights"] = rights(&["ttd_systembruker-salary"]);
    other["redirectUrl"] = json!("https://evil.example/");
    let again = vendor.post_request(&other).await;
    assert_eq!(again.status, 200);
    assert_eq!(again.json()["id"], id.as_str());
    assert_eq!(again.json()["redirectUrl"], request_body["redirectUrl"]);
    assert_eq!(again.json()["rights"], request_body["rights"]);
    assert!(again.json()["confirmUrl"].is_string());

    bed.post_control(&format!("requests/{id}/time-out"), json!({}))
        .await;
    let again = vendor.post_request(&request_body).await;
    assert_eq!(
        (again.status.as_u16(), &again.json()["timedOut"]),
        (200, &json!(true))
    );
    assert_eq!(again.json()["status"], "New");

    let body = json!({ "person": customer.person, "answer": "reject" });
    bed.post_control(&format!("requests/{id}/answer"), body)
        .await;
    let again = vendor.post_request(&request_body).await;
    assert_eq!(
        (again.status.as_u16(), &again.json()["status"]),
        (200, &json!("Rejected"))
    );
    assert_eq!(again.json()["timedOut"], false);

    // A request with another external reference is a new request.
    let mut second = request_body.clone();
    second["externalRef"] = json!("second");
    let second = vendor.create_request(&second).await;
    assert_ne!(second, id);
    assert_eq!(bed.approve(&second, &customer.person).await.status, 200);

    // The customer has rejected the first request. Before the vendor can create the same request again, the vendor must
    // delete the rejected request. If the customer has approved a request, the system user must be deleted first.
    let writer = vendor.token(WRITE).await;
    let url = bed.authentication(&format!("systemuser/request/vendor/{id}"));
    assert_eq!(
        bed.call(Method::DELETE, &url, &writer, None).await.status,
        202
    );
    let id = vendor.create_request(&request_body).await;
    assert_eq!(bed.approve(&id, &customer.person).await.status, 200);
    vendor
        .post_request(&request_body)
        .await
        .assert_problem(400, "AUTH-00004");
    let path = format!("system-users/{id}");
    assert_eq!(
        bed.control(Method::DELETE, &path, json!({})).await.status,
        204
    );
    vendor.read(&id).await.assert_problem(404, "AUTH-00010");
    assert_eq!(vendor.post_request(&request_body).await.status, 201);
}

/// A redirect URL must equal a registered URL up to the end of the path. The query and the fragment can differ
/// (contract/systemuser-api.md §4.5).
#[tokio::test]
async fn a_redirect_url_is_compared_up_to_its_path() {
    let bed = TestBed::start().await;
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
        let mut body = vendor.request(&system, &party);
        body["redirectUrl"] = json!(url);
        let answer = vendor.post_request(&body).await;
        if allowed {
            assert_eq!(answer.status, 201, "{url}");
            assert_eq!(answer.json()["redirectUrl"], url);
        } else {
            answer.assert_problem(400, "AUTH-00021");
        }
    }
    let party = bed.customer("approver").await.organisation;
    let mut body = vendor.request(&system, &party);
    body["redirectUrl"] = json!("return");
    assert_unforeseen(&vendor.post_request(&body).await);

    let mut registered = vendor.system("none");
    registered["allowedRedirectUrls"] = json!([]);
    registered["clientId"] = json!([]);
    assert_eq!(vendor.register(&registered).await.status, 200);
    let mut body = vendor.request(registered["id"].as_str().unwrap(), &party);
    vendor
        .post_request(&body)
        .await
        .assert_problem(400, "AUTH-00026");
    remove(&mut body, "redirectUrl");
    let created = vendor.post_request(&body).await;
    assert_eq!(created.status, 201);
    assert!(
        created.json().get("redirectUrl").is_none(),
        "null members are left out"
    );
}

#[tokio::test]
async fn an_error_of_asp_net_itself_has_no_altinn_code() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let url = bed.authentication("systemuser/request/vendor");
    let token = vendor.token(WRITE).await;
    for (body, member) in [
        (r#"{"partyOrgNo":"310702641"}"#, "$"),
        (r#"{"systemId":"","partyOrgNo":"310702641"}"#, "SystemId"),
        (r#"{"systemId":null,"partyOrgNo":"310702641"}"#, "SystemId"),
        (r#"{"systemId":"x","partyOrgNo":" "}"#, "PartyOrgNo"),
        ("{", "$"),
        (r#"{"systemId":7}"#, "$.systemId"),
        (r#"{"SYSTEMID":"x","PartyOrgNo":1}"#, "$.PartyOrgNo"),
        (
            r#"{"systemId":"x","partyOrgNo":"1","rights":7}"#,
            "$.rights",
        ),
        (
            r#"{"systemId":"x","partyOrgNo":"1","rights":[{"Resource":[{"id":"x","value":[]}]}]}"#,
            "$.rights[0].Resource[0].value",
        ),
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
async fn a_token_without_an_organisation_gets_an_error() {
    let bed = TestBed::start().await;
    let simulator = bed.simulator();
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
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered().await;
    let party = bed.customer("approver").await.organisation;
    let mut ids = Vec::new();
    for number in 0..101 {
        let mut body = vendor.request(&system, &party);
        body["externalRef"] = json!(number.to_string());
        ids.push(vendor.create_request(&body).await);
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
            Some(next) => url = next.parse().unwrap(),
            None => break,
        }
    }
    assert_eq!(sizes, [50, 50, 1]);
    ids.sort_unstable();
    assert_eq!(seen, ids, "by id");

    // After the vendor has read the first page of the list, the vendor deletes the first request of the second page.
    // The second page must still contain all other requests.
    let first = format!("systemuser/request/vendor/bysystem/{system}");
    let first = bed.get(&bed.authentication(&first), &token).await.ok();
    let gone = bed.authentication(&format!("systemuser/request/vendor/{}", ids[50]));
    let write = vendor.token(WRITE).await;
    let deleted = bed.call(Method::DELETE, &gone, &write, None).await;
    assert_eq!(deleted.status, 202);
    let next = first["links"]["next"].as_str().unwrap();
    let second = bed.get(next, &token).await.ok();
    assert_eq!(second["data"][0]["id"], ids[51].as_str());
    assert_eq!(second["data"].as_array().unwrap().len(), 50);

    let bad = bed.authentication(&format!(
        "systemuser/request/vendor/bysystem/{system}?token=x"
    ));
    assert_eq!(bed.get(&bad, &token).await.status, 400);
    let none = bed.authentication("systemuser/request/vendor/bysystem/315816270_none");
    bed.get(&none, &token)
        .await
        .assert_problem(404, "AUTH-00011");
}

/// The checks of the token, the system and its owner come before the check of the customer
/// (contract/systemuser-api.md §4.2).
#[tokio::test]
async fn the_system_owner_is_checked_before_the_request() {
    let bed = TestBed::start().await;
    let (vendor, other) = (bed.vendor().await, bed.vendor_of(OTHER_VENDOR).await);
    let system = vendor.registered().await;
    let unknown_party = "974760673";
    let mut body = vendor.request(&system, unknown_party);
    let response = vendor.post_request(&body).await;
    response.assert_problem(400, "AUTH-00000");
    let response = other.post_request(&body).await;
    response.assert_problem(404, "AUTH-00011");
    body["systemId"] = json!("315816270_none");
    let response = vendor.post_request(&body).await;
    response.assert_problem(404, "AUTH-00011");
    // Altinn checks the body first, then the organisation in the token, and then the system.
    let simulator = bed.simulator();
    let now = simulator.now().as_second();
    let without_consumer = json!({ "scope": WRITE, "exp": now + 60 });
    let token = simulator.keys().maskinporten.sign(&without_consumer);
    let url = bed.authentication("systemuser/request/vendor");
    let response = bed.post(&url, &token, &body).await;
    response.assert_problem(401, "AUTH-00023");
    remove(&mut body, "systemId");
    let response = bed.post(&url, &token, &body).await;
    assert_eq!(response.status, 400);
    assert!(response.json()["errors"]["$"].is_array());
}

/// A request needs at least one right or one access package. One of the two lists can be absent, null or empty, but not
/// both (contract/systemuser-api.md §4.2).
#[tokio::test]
async fn a_request_needs_a_right_or_a_package() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered().await;
    let (right, package) = (
        rights(&["ske-krav-og-betalinger"]),
        packages(&["krav-og-utlegg"]),
    );
    let (null, empty) = (Some(Value::Null), Some(json!([])));
    for (rights, packages, code) in [
        (None, None, "AUTH-00001"),
        (null.clone(), null.clone(), "AUTH-00001"),
        (None, null.clone(), "AUTH-00001"),
        (empty.clone(), empty.clone(), "AUTH-00059"),
        (empty.clone(), None, "AUTH-00059"),
        (None, empty.clone(), "AUTH-00059"),
        (null.clone(), empty.clone(), "AUTH-00059"),
        (Some(right.clone()), None, ""),
        (Some(right.clone()), empty.clone(), ""),
        (null, Some(package.clone()), ""),
        (Some(right), Some(package), ""),
    ] {
        let party = bed.customer("approver").await.organisation;
        let mut body = vendor.request(&system, &party);
        for (name, list) in [("rights", rights), ("accessPackages", packages)] {
            remove(&mut body, name);
            if let Some(list) = list {
                body[name] = list;
            }
        }
        let answer = vendor.post_request(&body).await;
        if code.is_empty() {
            assert_eq!(answer.status, 201, "{body}");
        } else {
            answer.assert_problem(400, code);
        }
    }
}

/// A request cannot contain more rights or packages than its system has. If a request lists the same right twice,
/// Altinn counts two rights (contract/systemuser-api.md §4.2).
#[tokio::test]
async fn a_request_cannot_contain_more_than_its_system_has() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered().await;
    let party = bed.customer("approver").await.organisation;
    let mut body = vendor.request(&system, &party);
    body["rights"] = rights(&["ske-krav-og-betalinger"; 3]);
    let response = vendor.post_request(&body).await;
    response.assert_problem(400, "AUTH-00001");
    body["rights"] = json!([]);
    body["accessPackages"] = packages(&["krav-og-utlegg"; 2]);
    let response = vendor.post_request(&body).await;
    response.assert_problem(400, "AUTH-00063");
}

/// Altinn's database stores at most 255 characters of a text. If a longer text passes all other checks, Altinn's code
/// throws an exception, so the status is 500 (contract/systemuser-api.md §1.7 and §4.2).
#[tokio::test]
async fn a_text_that_is_too_long_is_an_unforeseen_error() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered().await;
    let party = bed.customer("approver").await.organisation;
    for member in ["externalRef", "integrationTitle"] {
        let mut body = vendor.request(&system, &party);
        body["externalRef"] = json!(member);
        body[member] = json!("æ".repeat(256));
        assert_unforeseen(&vendor.post_request(&body).await);
        body[member] = json!("æ".repeat(255));
        assert_eq!(vendor.post_request(&body).await.status, 201);
    }
    let mut body = vendor.request(&system, &party);
    body["externalRef"] = json!("x".repeat(256));
    body["accessPackages"] = packages(&["jordbruk"]);
    let response = vendor.post_request(&body).await;
    response.assert_problem(400, "AUTH-00063");
}

/// When Altinn stores a request with an empty external reference, Altinn replaces the reference by the organisation
/// number. For a repeated request, Altinn searches for the empty text, so Altinn does not find the first request
/// (contract/systemuser-api.md §4.1).
#[tokio::test]
async fn a_repeated_request_with_an_empty_reference_does_not_find_the_first() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered().await;
    let party = bed.customer("approver").await.organisation;
    let mut body = vendor.request(&system, &party);
    body["externalRef"] = json!("");
    let first = vendor.post_request(&body).await;
    assert_eq!(first.json()["externalRef"], party.as_str());
    let again = vendor.post_request(&body).await;
    assert_eq!(again.status, 201);
    assert_ne!(again.json()["id"], first.json()["id"]);
}

/// Altinn ignores unknown members, spaces around a text, and the case of member names. If the request has no title,
/// Altinn uses the name of the system (contract/systemuser-api.md §1 and §4.1).
#[tokio::test]
async fn a_body_may_have_other_case_spaces_unknown_members_and_a_title() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered().await;
    let party = bed.customer("approver").await.organisation;
    let body = json!({
        "SystemId": format!(" {system} "),
        "PARTYORGNO": party,
        "integrationTitle": " Lønn ",
        "externalRef": " kunde-1 ",
        "rights": [{ "Resource": [{ "ID": "urn:altinn:resource", "value": "ske-krav-og-betalinger" }] }],
        "redirectURL": REDIRECT,
        "unheardOf": true,
    });
    let created = vendor.post_request(&body).await;
    assert_eq!(created.status, 201, "{}", created.body);
    let created = created.json();
    assert_eq!(created["systemId"], system.as_str());
    assert_eq!(created["integrationTitle"], "Lønn");
    assert_eq!(created["externalRef"], "kunde-1");
    assert_eq!(created["redirectUrl"], REDIRECT);
    assert!(created.get("unheardOf").is_none());
}

/// A redirect URL must match a registered URL. A URL with the default port matches the same URL without a port
/// (contract/systemuser-api.md §4.5).
#[tokio::test]
async fn a_redirect_url_may_contain_the_default_port() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let mut registered = vendor.system("ports");
    registered["allowedRedirectUrls"] = json!([REDIRECT, "https://example.no:443/Kvittering"]);
    assert_eq!(vendor.register(&registered).await.status, 200);
    let system = registered["id"].as_str().unwrap();
    for (url, allowed) in [
        ("https://example.no/Kvittering", true),
        ("https://EXAMPLE.no:443/Kvittering?state=1", true),
        ("https://example.no:8443/Kvittering", false),
        ("https://example.no/kvittering", false),
        ("https://www.example.no/Kvittering", false),
        ("http://example.no/Kvittering", false),
    ] {
        let party = bed.customer("approver").await.organisation;
        let mut body = vendor.request(system, &party);
        body["redirectUrl"] = json!(url);
        let answer = vendor.post_request(&body).await;
        if allowed {
            assert_eq!(answer.status, 201, "{url}");
            assert_eq!(answer.json()["redirectUrl"], url, "as it was sent");
        } else {
            answer.assert_problem(400, "AUTH-00021");
        }
    }
}

/// A client must encode a slash in an external reference, but Altinn's gateway does not accept an encoded slash. If the
/// reference of a request has a slash, no vendor can read the request by the reference (contract/systemuser-api.md
/// §4.6).
#[tokio::test]
async fn a_reference_with_a_slash_cannot_be_used_in_a_path() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered().await;
    let party = bed.customer("approver").await.organisation;
    let token = vendor.token(READ).await;
    for (external_ref, encoded, found) in [
        ("kunde 7 æ?", "kunde%207%20%C3%A6%3F", true),
        ("100%", "100%25", true),
        ("a/b", "a%2Fb", false),
    ] {
        let mut body = vendor.request(&system, &party);
        body["externalRef"] = json!(external_ref);
        let id = vendor.create_request(&body).await;
        let url = bed.authentication(&format!(
            "systemuser/request/vendor/byexternalref/{system}/{party}/{encoded}"
        ));
        let answer = bed.get(&url, &token).await;
        if found {
            assert_eq!(answer.ok()["id"], id.as_str(), "{external_ref}");
        } else {
            answer.assert_problem(404, "AUTH-00010");
        }
        assert_eq!(
            vendor.post_request(&body).await.status,
            200,
            "{external_ref}"
        );
    }
}

/// When a vendor deletes a request, Altinn does not check the owner or the status of the request. If the request was
/// approved, the system user is not deleted (contract/systemuser-api.md §3 and §4.6).
#[tokio::test]
async fn any_vendor_can_delete_a_request_in_any_status() {
    let bed = TestBed::start().await;
    let (vendor, other) = (bed.vendor().await, bed.vendor_of(OTHER_VENDOR).await);
    let system = vendor.registered().await;
    let (customer, id) = vendor.connected(&system, "ske-krav-og-betalinger").await;
    let token = other.token(WRITE).await;
    let url = bed.authentication(&format!("systemuser/request/vendor/{id}"));
    let answer = bed.call(Method::DELETE, &url, &token, None).await;
    answer.assert_empty(202);
    vendor.read(&id).await.assert_problem(404, "AUTH-00010");

    let owner = &customer.organisation;
    let query = format!("systemuser/vendor/byquery?system-id={system}&orgno={owner}");
    let user = vendor.get(WRITE, &query).await;
    assert_eq!(user.ok()["id"], id.as_str(), "the system user lives");
    let response = vendor.post_request(&vendor.request(&system, owner)).await;
    response.assert_problem(400, "AUTH-00004");
}

/// A list contains requests in all statuses. The page token is the id of the first request on the next page, as JSON in
/// base64url (contract/systemuser-api.md §4.6 and §4.7).
#[tokio::test]
async fn a_page_lists_all_statuses_and_its_token_names_the_next_row() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered().await;
    let customer = bed.customer("approver").await;
    let mut ids = Vec::new();
    for number in 0..51 {
        let mut request_body = vendor.request(&system, &customer.organisation);
        request_body["externalRef"] = json!(number.to_string());
        ids.push(vendor.create_request(&request_body).await);
    }
    ids.sort_unstable();
    for (id, answer) in [(&ids[0], "approve"), (&ids[1], "reject")] {
        let body = json!({ "person": customer.person, "answer": answer });
        bed.post_control(&format!("requests/{id}/answer"), body)
            .await;
    }
    let path = format!("systemuser/request/vendor/bysystem/{system}");
    let page = vendor.get(READ, &path).await.ok();
    let statuses = [0, 1, 2].map(|place: usize| &page["data"][place]["status"]);
    assert_eq!(statuses, ["Accepted", "Rejected", "New"]);
    let next: url::Url = page["links"]["next"].as_str().unwrap().parse().unwrap();
    let (name, token) = next.query_pairs().next().unwrap();
    let token = URL_SAFE_NO_PAD.decode(token.as_bytes()).unwrap();
    let row: String = serde_json::from_slice(&token).unwrap();
    assert_eq!((&*name, &row), ("token", &ids[50]));
}

/// Altinn accepts a request for a deleted system, but refuses the approval (contract/systemuser-api.md §4.2).
#[tokio::test]
async fn a_request_for_a_deleted_system_is_accepted() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered().await;
    let customer = bed.customer("approver").await;
    let token = vendor.token(REGISTER).await;
    let one = bed.authentication(&format!("systemregister/vendor/{system}"));
    let deleted = bed.call(Method::DELETE, &one, &token, None).await;
    assert_eq!(deleted.status, 200);
    let id = vendor
        .create_request(&vendor.request(&system, &customer.organisation))
        .await;
    let response = bed.approve(&id, &customer.person).await;
    response.assert_problem(404, "AUTH-00011");
}

fn remove(request: &mut Value, name: &str) {
    request.as_object_mut().unwrap().remove(name);
}
