//! Tests of the backend for frontend (BFF): the calls that scripts in Altinn's pages make to the origin of the pages
//! (contract/approval.md §1 and §3).
//!
//! These tests authenticate with a person's token. `tests/pages/bff.rs` tests the same calls with a browser session.

use super::*;
use crate::support::{DEMO, REGISTER, key};

pub(super) const SOMEONE: &str = "kari";

pub(super) async fn here(
    bed: &TestBed,
    person: &str,
    method: Method,
    path: &str,
    body: Option<&Value>,
) -> Response {
    let token = token(bed, person, SCOPE).await;
    bed.call(method, &url(bed, path), &token, body).await
}

pub(super) fn url(bed: &TestBed, path: &str) -> String {
    let ui = &bed.origins().altinn_ui;
    format!("{ui}accessmanagement/api/v1/{path}")
}

pub(super) async fn met_here(bed: &TestBed, rows: Vec<Row<'_>>) {
    for (name, person, method, path, expected) in rows {
        let answer = here(bed, person, method, &path, None).await;
        assert_is(name, &answer, &expected);
    }
}

/// Copies these members from the response into the expected JSON, because the test cannot know their values before the
/// call.
pub(super) fn with(answer: &Value, members: &[&str], mut expected: Value) -> Value {
    for member in members {
        assert!(answer[member].is_string(), "{member} of {answer}");
        expected[member] = answer[member].clone();
    }
    expected
}

fn claims_in(title: &str, description: &str) -> Value {
    json!({
        "identifier": CLAIMS,
        "title": title,
        "description": description,
        "resourceOwnerName": "Skatteetaten",
        "resourceOwnerLogoUrl": "",
    })
}

/// The BFF returns a request, with all texts that the request's page shows (contract/approval.md §1).
#[tokio::test]
async fn the_bff_returns_a_request_as_its_page_needs_it() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let customer = bed.customer("forwarder").await;
    let party = organisation(&bed, &customer.organisation);
    let standard = request(&vendor, &customer, &[CLAIMS], &["krav-og-utlegg"]).await;
    let agent = agent_request(&vendor, &customer, &[LONN]).await;
    let manager = customer.access_manager.as_str();

    let path = format!("systemuser/request/{standard}");
    let response = here(&bed, manager, Method::GET, &path, None).await.ok();
    let system = response["system"]["systemId"].clone();
    let package = response["accessPackages"][0].clone();
    let resource = response["resources"][0].clone();
    let expected = json!({
        "id": standard,
        "partyId": party.party_id(),
        "partyUuid": party.uuid(),
        "status": "New",
        "redirectUrl": format!("{}?state=1", crate::support::REDIRECT),
        "escalated": false,
        "userMayEscalateButNotApprove": false,
        "system": {
            "systemId": system,
            "name": "Skyen",
            "systemVendorOrgNumber": vendor.organisation,
            "systemVendorOrgName": organisation(&bed, &vendor.organisation).name,
        },
        "resources": [resource],
        "accessPackages": [package],
    });
    assert_eq!(response, with(&response, &["created"], expected));
    let description = resource["description"].as_str().unwrap();
    assert_eq!(resource, claims_in("Krav og betalinger", description));
    assert_eq!(package["urn"], "urn:altinn:accesspackage:krav-og-utlegg");
    assert!(package["resources"].as_array().unwrap().contains(&resource));
    for member in ["id", "name", "description"] {
        assert!(package[member].is_string(), "{package}");
    }
    // The BFF and the catalogue give the package the same id.
    let catalogue = "accessmanagement/api/v1/meta/info/accesspackages/package/urn";
    let url = bed.platform(&format!(
        "{catalogue}/urn:altinn:accesspackage:krav-og-utlegg"
    ));
    let listed = bed.send(bed.http.get(url)).await.ok();
    assert_eq!(package["id"], listed["id"]);

    let path = format!("systemuser/agentrequest/{agent}");
    let response = here(&bed, &customer.person, Method::GET, &path, None)
        .await
        .ok();
    assert_eq!(response["userMayEscalateButNotApprove"], true);
    assert_eq!(response["resources"], json!([]));
    let urn = "urn:altinn:accesspackage:regnskapsforer-lonn";
    assert_eq!(response["accessPackages"][0]["urn"], urn);
}

/// See contract/approval.md §1.
#[tokio::test]
async fn the_bff_returns_texts_in_the_language_of_the_page() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let customer = bed.customer("approver").await;
    let id = request(&vendor, &customer, &[CLAIMS], &[]).await;
    let token = token(&bed, &customer.person, SCOPE).await;
    let url = url(&bed, &format!("systemuser/request/{id}"));
    for (header, value, name) in [
        ("accept-language", "nn-NO, nb;q=0.8", "Skya"),
        ("accept-language", "en", "The cloud"),
        ("cookie", "selectedLanguage=no_nb", "Skyen"),
        ("cookie", "selectedLanguage=en", "The cloud"),
    ] {
        let call = bed.http.get(&url).bearer_auth(&token).header(header, value);
        let response = bed.send(call).await.ok();
        assert_eq!(response["system"]["name"], name, "{header}: {value}");
    }
}

/// The BFF returns 404 for an unknown request, and 403 to a person without a connection to the customer. If the system
/// of a request was deleted, the response has no `system` (contract/approval.md §1).
#[tokio::test]
async fn the_bff_returns_404_or_403_for_a_request_that_cannot_be_loaded() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let customer = bed.customer("approver").await;
    let stranger = bed.customer("approver").await.person;
    let standard = request(&vendor, &customer, &[CLAIMS], &[]).await;
    let agent = agent_request(&vendor, &customer, &[LONN]).await;
    let system = registered(&vendor, &["krav-og-utlegg"]).await;
    let gone = request_of(&vendor, &system, &customer, &[CLAIMS], &[]).await;
    let token = vendor.token(REGISTER).await;
    let path = bed.authentication(&format!("systemregister/vendor/{system}"));
    let deleted = bed.call(Method::DELETE, &path, &token, None).await;
    assert_eq!(deleted.status, 200, "{}", deleted.body);
    let (person, unknown) = (customer.person.as_str(), Uuid::new_v4());
    for (kind, id, other) in [
        ("request", &standard, &agent),
        ("agentrequest", &agent, &standard),
    ] {
        let path = format!("systemuser/{kind}");
        #[rustfmt::skip]
        let rows: Vec<Row<'_>> = vec![
            ("approval.md §1: unrelated", &stranger, Method::GET, format!("{path}/{id}"), Problem(403, "AMUI-00066")),
            ("approval.md §1: unknown", person, Method::GET, format!("{path}/{unknown}"), Problem(404, "AMUI-00999")),
            ("approval.md §1: of the other kind", person, Method::GET, format!("{path}/{other}"), Problem(404, "AMUI-00999")),
            ("approval.md §1: no UUID", person, Method::GET, format!("{path}/x"), Model("requestId")),
        ];
        met_here(&bed, rows).await;
    }
    let response = here(
        &bed,
        person,
        Method::GET,
        &format!("systemuser/request/{gone}"),
        None,
    )
    .await
    .ok();
    assert_eq!(response["id"], json!(gone));
    assert!(
        response.get("system").is_none(),
        "approval.md §1: {response}"
    );
}

/// The BFF returns a change request with the access that the change request adds and removes (contract/approval.md §1).
#[tokio::test]
async fn the_bff_returns_a_change_request_as_its_page_needs_it() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = registered(&vendor, &["krav-og-utlegg"]).await;
    let (customer, user) = vendor.connected(&system, CLAIMS).await;
    let party = organisation(&bed, &customer.organisation);
    let stranger = bed.customer("approver").await.person;
    let id = change_request(&vendor, &user, PAYROLL).await;
    let path = format!("systemuser/changerequest/{id}");
    let response = here(&bed, &customer.person, Method::GET, &path, None)
        .await
        .ok();
    let expected = json!({
        "id": id,
        "partyId": party.party_id(),
        "partyUuid": party.uuid(),
        "status": "New",
        "system": {
            "systemId": system,
            "name": "Skyen",
            "systemVendorOrgNumber": vendor.organisation,
            "systemVendorOrgName": organisation(&bed, &vendor.organisation).name,
        },
        "requiredRights": response["requiredRights"],
        "unwantedRights": [],
        "requiredAccessPackages": [],
        "unwantedAccessPackages": [],
    });
    assert_eq!(response, with(&response, &["created"], expected));
    assert_eq!(response["requiredRights"][0]["identifier"], PAYROLL);
    #[rustfmt::skip]
    let rows: Vec<Row<'_>> = vec![
        ("approval.md §1: unrelated", &stranger, Method::GET, path, Problem(403, "AMUI-00066")),
        ("approval.md §1: unknown", &stranger, Method::GET, format!("systemuser/changerequest/{}", Uuid::new_v4()), Problem(404, "AMUI-00999")),
    ];
    met_here(&bed, rows).await;
}

/// Returns the method and the path of every call of the BFF. The ids in the paths have a valid format.
fn calls(party: i64, id: &str) -> Vec<(Method, String)> {
    let (get, post, delete) = (Method::GET, Method::POST, Method::DELETE);
    let mut calls = vec![
        (get.clone(), "systemregister".to_owned()),
        (get.clone(), "systemregister/rights/991825827_x".to_owned()),
        (get.clone(), format!("systemuser/{party}")),
        (post.clone(), format!("systemuser/{party}")),
        (get.clone(), format!("systemuser/{id}/pending")),
        (get.clone(), format!("systemuser/{party}/{id}")),
        (delete.clone(), format!("systemuser/{party}/{id}")),
        (get.clone(), format!("systemuser/agent/{party}")),
        (get.clone(), format!("systemuser/agent/{party}/{id}")),
        (delete.clone(), format!("systemuser/agent/{party}/{id}")),
    ];
    for kind in ["request", "agentrequest", "changerequest"] {
        calls.push((get.clone(), format!("systemuser/{kind}/{id}")));
        for answer in ["approve", "reject"] {
            let path = format!("systemuser/{kind}/{party}/{id}/{answer}");
            calls.push((post.clone(), path));
        }
    }
    for kind in ["request", "agentrequest"] {
        let path = format!("systemuser/{kind}/{party}/{id}/escalate");
        calls.push((post.clone(), path));
    }
    let clients = format!("systemuser/agentdelegation/{party}/{id}");
    calls.extend([
        (get.clone(), format!("{clients}/customers")),
        (get.clone(), format!("{clients}/delegation")),
        (post.clone(), format!("{clients}/delegation")),
        (delete.clone(), format!("{clients}/delegation/{id}")),
        (get, format!("{clients}/self")),
        (post, format!("{clients}/self")),
        (delete, format!("{clients}/self")),
    ]);
    calls
}

/// Every call of the BFF needs a token of a person, with the portal's scope (contract/approval.md §2). Without such a
/// token, the BFF returns 401 or 403, and never redirects the browser to the login.
#[tokio::test]
async fn a_bff_call_without_a_login_is_401() {
    let bed = TestBed::start().await;
    let other_scope = token(&bed, SOMEONE, "altinn:accessmanagement/authorizedparties").await;
    let vendor = bed.vendor().await;
    let scopes = format!("{SCOPE} {DEMO}");
    vendor.register_client(&scopes, &[&key().jwk]).await;
    let no_person = vendor.token(SCOPE).await;
    for (method, path) in calls(51_234_567, &Uuid::new_v4().to_string()) {
        let url = url(&bed, &path);
        let name = format!("{method} {path}");
        let answer = bed.send(bed.http.request(method.clone(), &url)).await;
        assert_is(
            &format!("{name}: no token"),
            &answer,
            &Problem(401, "AMUI-00999"),
        );
        for (why, token, status) in [("scope", &other_scope, 403), ("person", &no_person, 401)] {
            let answer = bed.call(method.clone(), &url, token, None).await;
            assert_is(
                &format!("{name}: no {why}"),
                &answer,
                &Problem(status, "AMUI-00999"),
            );
        }
    }
}

/// The BFF ignores case in fixed path segments and in query parameter names, as ASP.NET does. If the simulator does not
/// implement a call, the error must say so.
#[tokio::test]
async fn bff_paths_are_case_insensitive_and_unsimulated_paths_say_so() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let customer = bed.customer("approver").await;
    let id = request(&vendor, &customer, &[CLAIMS], &[]).await;
    let path = format!("SystemUser/Request/{id}/");
    let response = here(&bed, &customer.person, Method::GET, &path, None)
        .await
        .ok();
    assert_eq!(response["id"], json!(id));
    for (method, path) in [
        (Method::GET, "user/profile"),
        (Method::GET, "systemuser/clientrequest/1"),
        (Method::PUT, "systemuser/1/1"),
    ] {
        let answer = here(&bed, &customer.person, method.clone(), path, None).await;
        assert_eq!(answer.status, 404, "{}", answer.body);
        let detail = answer.json()["detail"].as_str().unwrap().to_owned();
        let named = format!("{method} /accessmanagement/api/v1/{path} is not simulated");
        assert!(detail.starts_with(&named), "{detail}");
    }
}
