//! Tests that call every operation of the OpenAPI file. Each operation must return every status that the file lists.
//!
//! [`TestBed`] already checks each response against its schema. So these tests only look for untested operations and
//! statuses.

use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    openapi::OPENAPI,
    support::{
        ALL, Customer, DEMO, PARTIES, READ, REDIRECT, REGISTER, Response, TestBed, VENDOR, Vendor,
        WRITE, packages, rights,
    },
};

#[tokio::test]
async fn every_operation_and_every_status_of_the_openapi_file_is_tested() {
    let bed = TestBed::start().await;
    without_a_token_and_without_the_scope(&bed).await;
    with_what_cannot_be_bound(&bed).await;
    the_register(&bed).await;
    standard_requests(&bed).await;
    agent_requests(&bed).await;
    change_requests(&bed).await;
    system_users(&bed).await;
    the_exchange(&bed).await;

    let met = bed.called.lock().unwrap().clone();
    let left_out: Vec<_> = OPENAPI
        .described()
        .filter(|row| !met.contains(row))
        .collect();
    assert!(left_out.is_empty(), "no call returned: {left_out:?}");
}

/// Checks that every operation returns 401 without a token, and 403 with a token that lacks the scope. The token
/// exchange needs no scope, so the second check leaves out the token exchange.
async fn without_a_token_and_without_the_scope(bed: &TestBed) {
    let vendor = bed.vendor().await;
    let other_scope = vendor.token(DEMO).await;
    for (method, path) in OPENAPI.calls() {
        let path = path
            .replace("{systemId}", "315816270_none")
            .replace("{requestId}", &Uuid::nil().to_string())
            .replace("{orgNo}", VENDOR)
            .replace("{externalRef}", "1")
            .replace("{tokenProvider}", "maskinporten");
        let method: Method = method.parse().unwrap();
        let url = bed.platform(path.trim_start_matches('/'));
        let without = bed.send(bed.http.request(method.clone(), &url)).await;
        assert_eq!(without.status, 401, "{method} {path}");
        if !path.contains("/exchange/") {
            let wrong = bed.call(method.clone(), &url, &other_scope, None).await;
            assert_eq!(wrong.status, 403, "{method} {path}");
        }
    }
}

/// Checks two errors (contract/systemuser-api.md §1.2). A call without JSON gets status 415 if the operation needs a
/// body. A call with an invalid UUID or an invalid required query parameter gets status 400.
async fn with_what_cannot_be_bound(bed: &TestBed) {
    let token = bed.vendor().await.token(ALL).await;
    for (method, path) in OPENAPI.calls() {
        let has_body = OPENAPI.describes(method, &path, 415);
        let is_list = path.contains("/bysystem/");
        let binds =
            OPENAPI.describes(method, &path, 400) && (path.ends_with("/{requestId}") || is_list);
        let path = path
            .replace("{systemId}", "315816270_none")
            .replace("{requestId}", "null,null");
        let method: Method = method.parse().unwrap();
        let mut url = bed.platform(path.trim_start_matches('/'));
        if is_list {
            url.set_query(Some("token=null"));
        }
        let call = || bed.http.request(method.clone(), &url).bearer_auth(&token);
        if has_body {
            assert_eq!(bed.send(call()).await.status, 415, "{method} {path}");
        }
        if binds {
            assert_eq!(bed.send(call()).await.status, 400, "{method} {path}");
        }
    }
    for query in [
        "vendor/byquery?system-id=&orgno=",
        "byExternalId?clientId=&systemProviderOrgNo=&systemUserOwnerOrgNo=",
    ] {
        let url = bed.authentication(&format!("systemuser/{query}"));
        assert_eq!(bed.get(&url, &token).await.status, 400, "{query}");
    }
}

/// Makes the system register return every status that the OpenAPI file lists (contract/systemuser-api.md §2).
async fn the_register(bed: &TestBed) {
    let vendor = bed.vendor().await;
    let token = vendor.token(REGISTER).await;
    let list = bed.authentication("systemregister/vendor");
    let mut system = vendor.system("conformance");
    assert_eq!(bed.post(&list, &token, &system).await.status, 200);
    assert_eq!(
        bed.post(&list, &token, &system).await.status,
        400,
        "§2.2 the id is taken"
    );
    let mut thrown = vendor.system("thrown");
    thrown["vendor"]["ID"] = json!("0192");
    assert_eq!(
        bed.post(&list, &token, &thrown).await.status,
        500,
        "§2.2 vendor.ID is 0192"
    );
    let mut twice = vendor.system("twice");
    twice["clientId"] = json!(["one", "one"]);
    assert_eq!(
        bed.post(&list, &token, &twice).await.status,
        409,
        "§2.2 one client id twice"
    );
    assert_eq!(bed.get(&list, &token).await.status, 200, "§2.3");

    let own = format!("{list}/{}", system["id"].as_str().unwrap());
    let unknown = format!("{list}/{VENDOR}_unknown");
    let put = async |url: String, body: Value| {
        bed.call(Method::PUT, &url, &token, Some(&body))
            .await
            .status
    };
    assert_eq!(bed.get(&own, &token).await.status, 200, "§2.4");
    assert_eq!(bed.get(&unknown, &token).await.status, 404, "§2.4");
    system["isVisible"] = json!(true);
    assert_eq!(put(own.clone(), system.clone()).await, 200, "§2.5");
    assert_eq!(put(unknown.clone(), system.clone()).await, 404, "§2.5");
    system["rights"] = Value::Null;
    assert_eq!(put(own.clone(), system.clone()).await, 500, "§2.5");
    system["rights"] = rights(&["no-such-resource"]);
    assert_eq!(put(own.clone(), system).await, 400, "§2.5");
    for (part, good, bad) in [
        (
            "rights",
            rights(&["ske-mva-melding"]),
            rights(&["no-such-resource"]),
        ),
        (
            "accesspackages",
            packages(&["jordbruk"]),
            packages(&["no-such-package"]),
        ),
    ] {
        assert_eq!(
            put(format!("{own}/{part}"), good.clone()).await,
            200,
            "§2.6 {part}"
        );
        assert_eq!(put(format!("{own}/{part}"), bad).await, 400, "§2.6 {part}");
        assert_eq!(
            put(format!("{unknown}/{part}"), good).await,
            500,
            "§2.6 {part}"
        );
    }
    let changelog = |url: &str| format!("{url}/changelog");
    assert_eq!(bed.get(&changelog(&own), &token).await.status, 200, "§2.8");
    assert_eq!(
        bed.get(&changelog(&unknown), &token).await.status,
        404,
        "§2.8"
    );
    let delete = async |url: &str| bed.call(Method::DELETE, url, &token, None).await.status;
    assert_eq!(delete(&own).await, 200, "§2.7");
    assert_eq!(delete(&unknown).await, 400, "§2.7");
}

/// Makes the calls for standard requests return every status in the OpenAPI file (contract/systemuser-api.md §4).
async fn standard_requests(bed: &TestBed) {
    let vendor = bed.vendor().await;
    let system = vendor.registered().await;
    let party = bed.customer("approver").await.organisation;
    requests(
        bed,
        &vendor,
        "request/vendor",
        &vendor.request(&system, &party),
    )
    .await;
}

/// Calls the endpoints for agent requests, so that each endpoint returns every status that the OpenAPI file lists for it
/// (contract/systemuser-api.md §5).
async fn agent_requests(bed: &TestBed) {
    let vendor = bed.vendor().await;
    let body = agent_request(bed, &vendor).await;
    requests(bed, &vendor, "request/vendor/agent", &body).await;
}

async fn agent_request(bed: &TestBed, vendor: &Vendor<'_>) -> Value {
    let mut system = vendor.system(&format!("agent-{}", Uuid::new_v4().simple()));
    system["accessPackages"] = packages(&["regnskapsforer-lonn"]);
    system["clientId"] = json!([]);
    assert_eq!(vendor.register(&system).await.status, 200);
    json!({
        "systemId": system["id"],
        "partyOrgNo": bed.customer("approver").await.organisation,
        "externalRef": "agent-1",
        "accessPackages": packages(&["regnskapsforer-lonn"]),
        "redirectUrl": REDIRECT,
    })
}

/// Tests the calls that are the same for standard requests and agent requests. `kind` is the part of the path that
/// differs.
async fn requests(bed: &TestBed, vendor: &Vendor<'_>, kind: &str, body: &Value) {
    let (write, read) = (vendor.token(WRITE).await, vendor.token(READ).await);
    let base = bed.authentication(&format!("systemuser/{kind}"));
    let created = bed.post(&base, &write, body).await;
    assert_eq!(created.status, 201, "{}", created.body);
    assert_eq!(bed.post(&base, &write, body).await.status, 200, "{kind}");
    let mut elsewhere = body.clone();
    elsewhere["externalRef"] = json!("elsewhere");
    elsewhere["redirectUrl"] = json!("https://elsewhere.example/");
    assert_eq!(
        bed.post(&base, &write, &elsewhere).await.status,
        400,
        "{kind}"
    );
    elsewhere["redirectUrl"] = json!("without-a-scheme");
    assert_eq!(
        bed.post(&base, &write, &elsewhere).await.status,
        500,
        "{kind}"
    );
    elsewhere["systemId"] = json!(format!("{VENDOR}_unknown"));
    assert_eq!(
        bed.post(&base, &write, &elsewhere).await.status,
        404,
        "{kind}"
    );

    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let request = created.json();
    let (id, system) = (text(&request["id"]), text(&request["systemId"]));
    let (party, external_ref) = (text(&request["partyOrgNo"]), text(&request["externalRef"]));
    let get = async |path: &str| bed.get(&format!("{base}/{path}"), &read).await.status;
    assert_eq!(get(&id).await, 200, "{kind}");
    assert_eq!(get("not-a-uuid").await, 400, "{kind}");
    assert_eq!(get(&Uuid::new_v4().to_string()).await, 404, "{kind}");
    let by_ref = format!("byexternalref/{system}/{party}");
    assert_eq!(
        get(&format!("{by_ref}/{external_ref}")).await,
        200,
        "{kind}"
    );
    assert_eq!(get(&format!("{by_ref}/none")).await, 404, "{kind}");
    assert_eq!(get(&format!("bysystem/{system}")).await, 200, "{kind}");
    assert_eq!(
        get(&format!("bysystem/{VENDOR}_unknown")).await,
        404,
        "{kind}"
    );
    // The path that deletes an agent request is the same as for a standard request.
    let delete = bed.authentication(&format!("systemuser/request/vendor/{id}"));
    for status in [202, 404] {
        let answer = bed.call(Method::DELETE, &delete, &write, None).await;
        assert_eq!(answer.status, status, "{kind}");
    }
}

/// Makes the calls for change requests return every status in the OpenAPI file (contract/systemuser-api.md §7).
async fn change_requests(bed: &TestBed) {
    let vendor = bed.vendor().await;
    let (write, read) = (vendor.token(WRITE).await, vendor.token(READ).await);
    let base = bed.authentication("systemuser/changerequest/vendor");
    let system = vendor.registered().await;
    let (customer, user) = vendor.connected(&system, "ske-krav-og-betalinger").await;
    let more = json!({ "requiredRights": rights(&["ttd_systembruker-salary"]) });
    let post = async |correlation: &Uuid, user: &str, body: &Value| -> Response {
        let url = format!("{base}?correlation-id={correlation}&system-user-id={user}");
        bed.post(&url, &write, body).await
    };
    let id = Uuid::new_v4();
    assert_eq!(post(&id, &user, &more).await.status, 201, "12 ok");
    assert_eq!(post(&id, &user, &more).await.status, 200, "7 known");
    assert_eq!(
        post(&Uuid::nil(), &user, &more).await.status,
        400,
        "1 no correlation id"
    );
    let mut thrown = more.clone();
    thrown["redirectUrl"] = json!("without-a-scheme");
    let response = post(&Uuid::new_v4(), &user, &thrown).await;
    assert_eq!(response.status, 500, "11 redirect");
    let unknown = Uuid::new_v4().to_string();
    assert_eq!(
        post(&Uuid::new_v4(), &unknown, &more).await.status,
        404,
        "3 no such system user"
    );

    let get = async |path: &str| bed.get(&format!("{base}/{path}"), &read).await.status;
    assert_eq!(get(&id.to_string()).await, 200);
    assert_eq!(get(&unknown).await, 404);
    let party = &customer.organisation;
    assert_eq!(
        get(&format!("byexternalref/{system}/{party}/{party}")).await,
        200
    );
    assert_eq!(
        get(&format!("byexternalref/{system}/{party}/none")).await,
        404
    );
    assert_eq!(get(&format!("bysystem/{system}")).await, 200);
    assert_eq!(get(&format!("bysystem/{VENDOR}_unknown")).await, 404);

    answered_for_another(bed, &id, &customer).await;

    let delete = format!("{base}/{id}");
    for status in [202, 404] {
        let answer = bed.call(Method::DELETE, &delete, &write, None).await;
        assert_eq!(answer.status, status);
    }
}

/// The correlation id belongs to an answered change request. For this id, another vendor gets the error AUTH-00061
/// (contract/systemuser-api.md §7.1).
async fn answered_for_another(bed: &TestBed, id: &Uuid, customer: &Customer) {
    assert_eq!(
        bed.approve(&id.to_string(), &customer.person).await.status,
        200
    );
    let other = bed.vendor_of(crate::support::OTHER_VENDOR).await;
    let system = other.registered().await;
    let (_, user) = other.connected(&system, "ske-krav-og-betalinger").await;
    let url = bed.authentication(&format!(
        "systemuser/changerequest/vendor?correlation-id={id}&system-user-id={user}"
    ));
    let body = json!({ "requiredRights": rights(&["ttd_systembruker-salary"]) });
    let token = other.token(WRITE).await;
    bed.post(&url, &token, &body)
        .await
        .assert_problem(409, "AUTH-00061");
}

/// Makes the calls for system users return every status in the OpenAPI file (contract/systemuser-api.md §6).
async fn system_users(bed: &TestBed) {
    let vendor = bed.vendor().await;
    let token = vendor.token(ALL).await;
    let system = vendor.registered().await;
    let (customer, _) = vendor.connected(&system, "ske-krav-og-betalinger").await;
    let get = async |path: String| {
        bed.get(&bed.authentication(&format!("systemuser/{path}")), &token)
            .await
            .status
    };
    let party = &customer.organisation;
    let by_query = |party: &str| format!("vendor/byquery?system-id={system}&orgno={party}");
    assert_eq!(get(by_query(party)).await, 200, "§6.1");
    assert_eq!(get(by_query(VENDOR)).await, 404, "§6.1");
    assert_eq!(get(format!("vendor/bysystem/{system}")).await, 200, "§6.2");
    assert_eq!(
        get(format!("vendor/bysystem/{VENDOR}_unknown")).await,
        404,
        "§6.2"
    );
    let client = &vendor.client_id;
    let by_external_id = |party: &str| {
        format!(
            "byExternalId?clientId={client}&systemProviderOrgNo={VENDOR}&systemUserOwnerOrgNo={party}"
        )
    };
    assert_eq!(get(by_external_id(party)).await, 200, "§6.3");
    assert_eq!(get(by_external_id(VENDOR)).await, 404, "§6.3");
    assert_eq!(get("byExternalId".to_owned()).await, 400, "§6.3");
}

/// Makes the token exchange return every status in the OpenAPI file (contract/maskinporten.md §7).
async fn the_exchange(bed: &TestBed) {
    let vendor = bed.vendor().await;
    let url = |provider: &str| bed.authentication(&format!("exchange/{provider}"));
    let token = vendor.token(DEMO).await;
    assert_eq!(bed.get(&url("maskinporten"), &token).await.status, 200);
    assert_eq!(bed.get(&url("unknown"), &token).await.status, 400);
    let enterprise = bed
        .http
        .get(url("maskinporten"))
        .bearer_auth(&token)
        .header("X-Altinn-EnterpriseUser-Authentication", "x");
    assert_eq!(bed.send(enterprise).await.status, 410);
    let person = bed.customer("approver").await.person;
    let of_person = bed.idporten_token(&person, PARTIES);
    assert_eq!(bed.get(&url("id-porten"), &of_person).await.status, 200);
    let without_altinn = bed.idporten_token(&person, "openid");
    assert_eq!(
        bed.get(&url("id-porten"), &without_altinn).await.status,
        403
    );
}
