//! Rows that no call creates: values that Altinn wrote earlier, and rows that only an error in Altinn's database
//! could leave. The tests edit these rows into the exported state.

use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{OTHER_VENDOR, READ, Response, TestBed, Vendor, WRITE, rights};

const AGENT: &str = "systemuser/request/vendor/agent";

/// Exports the state, changes its tables, and imports it.
async fn edit(bed: &TestBed, change: impl FnOnce(&mut Value)) {
    let mut world = bed.control(Method::GET, "world", json!({})).await.ok();
    change(&mut world["tables"]);
    let put = bed.control(Method::PUT, "world", world).await;
    assert_eq!(put.status, 204, "{}", put.body);
}

async fn with_status(bed: &TestBed, id: &str, status: &str) {
    edit(bed, |tables| {
        tables["request"][id]["status"] = json!(status);
    })
    .await;
}

/// An agent request with the external reference of a standard request.
async fn post_agent_request(vendor: &Vendor<'_>, standard: &Value) -> Response {
    let party = standard["partyOrgNo"].as_str().unwrap();
    let system = standard["systemId"].as_str().unwrap();
    let mut body = vendor.agent_request(system, party, &["krav-og-utlegg"]);
    body["externalRef"] = json!(party);
    vendor.post_agent_request(&body).await
}

async fn delete(vendor: &Vendor<'_>, id: &str) {
    let token = vendor.token(WRITE).await;
    let url = vendor
        .bed
        .authentication(&format!("systemuser/request/vendor/{id}"));
    let answer = vendor.bed.call(Method::DELETE, &url, &token, None).await;
    answer.assert_empty(202);
}

/// contract/systemuser-api.md §3, `Denied`; §4.2, steps 4 and 6: AUTH-00008.
#[tokio::test]
async fn a_denied_request_is_returned_and_conflicts_with_others() {
    let bed = TestBed::start().await;
    let (vendor, other) = (bed.vendor().await, bed.vendor_of(OTHER_VENDOR).await);
    let system = vendor.registered().await;
    let customer = bed.customer("approver").await;
    let body = vendor.request(&system, &customer.organisation);
    let id = vendor.create_request(&body).await;
    with_status(&bed, &id, "Denied").await;

    let read = vendor.read(&id).await.ok();
    assert_eq!(
        (&read["status"], &read["timedOut"]),
        (&json!("Denied"), &json!(false))
    );
    let again = vendor.post_request(&body).await;
    assert_eq!((again.status.as_u16(), again.json()), (200, read));
    let response = other.post_request(&body).await;
    response.assert_problem(400, "AUTH-00008");
    let response = post_agent_request(&vendor, &body).await;
    response.assert_problem(400, "AUTH-00008");
    let response = bed.approve(&id, &customer.person).await;
    response.assert_problem(409, "AUTH-00013");
    delete(&vendor, &id).await;
    assert_eq!(vendor.post_request(&body).await.status, 201);
}

/// contract/systemuser-api.md §3, `Timedout`; §4.2, steps 4 and 6; §4.3.
#[tokio::test]
async fn a_request_with_the_old_status_timedout_conflicts_with_none() {
    let bed = TestBed::start().await;
    let (vendor, other) = (bed.vendor().await, bed.vendor_of(OTHER_VENDOR).await);
    let system = vendor.registered().await;
    let customer = bed.customer("approver").await;
    let body = vendor.request(&system, &customer.organisation);
    let id = vendor.create_request(&body).await;
    with_status(&bed, &id, "Timedout").await;

    let read = vendor.read(&id).await.ok();
    assert_eq!(
        (&read["status"], &read["timedOut"]),
        (&json!("Timedout"), &json!(false))
    );
    let response = bed.approve(&id, &customer.person).await;
    response.assert_problem(409, "AUTH-00013");
    let response = other.post_request(&body).await;
    response.assert_problem(404, "AUTH-00011");

    let anew = vendor.create_request(&body).await;
    assert_ne!(anew, id);
    let list = format!("systemuser/request/vendor/bysystem/{system}");
    let listed = vendor.get(READ, &list).await.ok();
    let statuses: Vec<_> = listed["data"].as_array().unwrap().iter().collect();
    let of = |id: &str| statuses.iter().find(|row| row["id"] == id).unwrap();
    assert_eq!(of(&id)["status"], "Timedout");
    assert_eq!(of(&anew)["status"], "New");
}

/// contract/systemuser-api.md §4.2: step 6 ignores `Timedout`.
#[tokio::test]
async fn a_request_with_the_old_status_timedout_does_not_conflict_with_an_agent_request() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered().await;
    let customer = bed.customer("approver").await;
    let body = vendor.request(&system, &customer.organisation);
    let id = vendor.create_request(&body).await;
    with_status(&bed, &id, "Timedout").await;
    assert_eq!(post_agent_request(&vendor, &body).await.status, 201);
}

/// contract/systemuser-api.md §4.2, steps 4 and 6: AUTH-00006. Deleting a system user in Altinn also deletes its request,
/// so an accepted request without a system user is an error in the database.
#[tokio::test]
async fn an_accepted_request_without_its_system_user_is_returned_and_conflicts_with_others() {
    let bed = TestBed::start().await;
    let (vendor, other) = (bed.vendor().await, bed.vendor_of(OTHER_VENDOR).await);
    let system = vendor.registered().await;
    let (customer, id) = vendor.connected(&system, "ske-krav-og-betalinger").await;
    edit(&bed, |tables| {
        let users = tables["system-user"].as_object_mut().unwrap();
        assert!(users.remove(&id).is_some());
    })
    .await;

    let body = vendor.request(&system, &customer.organisation);
    let again = vendor.post_request(&body).await;
    assert_eq!(
        (
            again.status.as_u16(),
            &again.json()["id"],
            &again.json()["status"]
        ),
        (200, &json!(id), &json!("Accepted"))
    );
    let response = other.post_request(&body).await;
    response.assert_problem(400, "AUTH-00006");
    let response = post_agent_request(&vendor, &body).await;
    response.assert_problem(400, "AUTH-00006");
}

/// contract/systemuser-api.md §4.3, the last row: a system user that the customer created in Altinn has no request, and
/// the organisation number is its reference.
#[tokio::test]
async fn a_system_user_without_a_request_conflicts_with_both_kinds_of_requests() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered().await;
    let (customer, id) = vendor.connected(&system, "ske-krav-og-betalinger").await;
    edit(&bed, |tables| {
        let requests = tables["request"].as_object_mut().unwrap();
        assert!(requests.remove(&id).is_some());
    })
    .await;

    vendor.read(&id).await.assert_problem(404, "AUTH-00010");
    let body = vendor.request(&system, &customer.organisation);
    let response = vendor.post_request(&body).await;
    response.assert_problem(400, "AUTH-00004");
    let response = post_agent_request(&vendor, &body).await;
    response.assert_problem(400, "AUTH-00004");
    let mut another = body;
    another["externalRef"] = json!("another");
    assert_eq!(vendor.post_request(&another).await.status, 201);
}

/// contract/systemuser-api.md §5: AUTH-00025. The OpenAPI file omits this response, so its
/// check must not see the response.
#[tokio::test]
async fn an_agent_request_without_packages_is_an_error() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered_for_clients().await;
    let party = bed.customer("approver").await.organisation;
    let body = vendor.agent_request(&system, &party, &["regnskapsforer-lonn"]);
    let id = vendor.create_agent_request(&body).await;
    edit(&bed, |tables| {
        tables["request"][&id]["access_packages"] = json!([]);
    })
    .await;
    let token = vendor.token(READ).await;
    let url = bed.authentication(&format!("{AGENT}/{id}"));
    let client = bed.http.unobserved();
    let response = client.send(client.get(url).bearer_auth(token)).await;
    assert_eq!(response.status, 400);
    let result = response.json();
    assert_eq!(result["code"], "AUTH-00025");
    assert_eq!(result["type"], "urn:altinn:error:AUTH-00025");
}

/// Requests one more right for a system user.
async fn change(vendor: &Vendor<'_>, user: &str) -> Response {
    let token = vendor.token(WRITE).await;
    let id = Uuid::new_v4();
    let path = format!("systemuser/changerequest/vendor?correlation-id={id}&system-user-id={user}");
    let body = json!({ "requiredRights": rights(&["ttd_systembruker-salary"]) });
    let url = vendor.bed.authentication(&path);
    vendor.bed.post(&url, &token, &body).await
}

/// contract/systemuser-api.md §7.1, row 8.
#[tokio::test]
async fn a_change_request_is_refused_if_another_vendor_owns_the_system() {
    let bed = TestBed::start().await;
    let (vendor, other) = (bed.vendor().await, bed.vendor_of(OTHER_VENDOR).await);
    let system = vendor.registered().await;
    let (_, user) = vendor.connected(&system, "ske-krav-og-betalinger").await;
    edit(&bed, |tables| {
        tables["system-user"][&user]["vendor"] = json!(OTHER_VENDOR);
    })
    .await;
    let response = change(&other, &user).await;
    response.assert_problem(404, "AUTH-00011");
}

/// contract/systemuser-api.md §7.1, row 11: AUTH-00000.
#[tokio::test]
async fn a_change_request_is_refused_if_the_customer_has_left_the_entity_register() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered().await;
    let (customer, user) = vendor.connected(&system, "ske-krav-og-betalinger").await;
    let number = customer.organisation.as_str();
    edit(&bed, |tables| {
        let organisations = tables["organisation"].as_object_mut().unwrap();
        assert!(organisations.remove(number).is_some());
        let connections = tables["connection"].as_object_mut().unwrap();
        connections.retain(|_, row| row["organisation"] != number);
    })
    .await;
    let response = change(&vendor, &user).await;
    response.assert_problem(400, "AUTH-00000");
}
