//! In these tests, the simulator's state contains rows that no call can create.
//!
//! Earlier versions of Altinn wrote some of these rows. The other rows could exist only after an error in Altinn's
//! database. The tests export the state, change the rows, and import the state.

use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{
    Customer, OTHER_VENDOR, READ, Response, TestBed, Vendor, WRITE, packages, rights,
};

const AGENT: &str = "systemuser/request/vendor/agent";

/// Exports the simulator's state, calls `change` with the exported tables, and imports the changed state.
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

/// Creates an agent request with the system, the customer and the external reference of a standard request.
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

/// A stored request has the status `Denied`. If the owner of the system sends the same request again, Altinn returns
/// the stored request. Other requests with the same reference get AUTH-00008 (contract/systemuser-api.md §3 and §4.2).
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

/// A request with the old status `Timedout` does not prevent a new request with the same reference
/// (contract/systemuser-api.md §3, §4.2 and §4.3).
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

/// A standard request with the old status `Timedout` does not prevent an agent request with the same reference
/// (contract/systemuser-api.md §4.2).
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

/// Altinn deletes a request together with its system user. An error in the database can leave an accepted request
/// without a system user. Then other requests with the same external reference get AUTH-00006
/// (contract/systemuser-api.md §4.2).
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

/// If a customer creates a system user in Altinn without a request, the organisation number becomes the external
/// reference. This system user prevents requests with that reference (contract/systemuser-api.md §4.3).
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

/// Altinn returns AUTH-00025 for a stored agent request without packages (contract/systemuser-api.md §5). The OpenAPI
/// file does not describe this response, so the test skips the comparison with the file.
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

/// Creates a change request that adds one right to a system user.
async fn change(vendor: &Vendor<'_>, user: &str) -> Response {
    let token = vendor.token(WRITE).await;
    let id = Uuid::new_v4();
    let path = format!("systemuser/changerequest/vendor?correlation-id={id}&system-user-id={user}");
    let body = json!({ "requiredRights": rights(&["ttd_systembruker-salary"]) });
    let url = vendor.bed.authentication(&path);
    vendor.bed.post(&url, &token, &body).await
}

/// A change request gets AUTH-00011 if another vendor owns the system (contract/systemuser-api.md §7.1).
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

/// A change request gets AUTH-00000 if the customer is no longer in the entity register
/// (contract/systemuser-api.md §7.1).
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

/// The calls about clients answer 404 if the owner of the agent system user is no longer a party. Altinn looks up the
/// owner before it checks the caller's access (contract/systemuser-api.md §8).
#[tokio::test]
async fn clients_of_an_owner_without_a_party_are_not_found() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let made = bed
        .post_control("customers", json!({ "kind": "accountant", "count": 1 }))
        .await;
    let accountant = Customer::of(&made);
    let mut system = vendor.system("agents");
    system["accessPackages"] = packages(&["regnskapsforer-lonn"]);
    assert_eq!(vendor.register(&system).await.status, 200);
    let system = system["id"].as_str().unwrap();
    let body = vendor.agent_request(system, &accountant.organisation, &["regnskapsforer-lonn"]);
    let agent = vendor.create_agent_request(&body).await;
    assert_eq!(bed.approve(&agent, &accountant.person).await.status, 200);
    edit(&bed, |tables| {
        tables["system-user"][&agent]["owner"] = json!(OTHER_VENDOR);
        let organisations = tables["organisation"].as_object_mut().unwrap();
        organisations.remove(OTHER_VENDOR);
    })
    .await;
    let scopes = "altinn:clientdelegations.read altinn:clientdelegations.write";
    let token = bed.idporten_token(&accountant.person, scopes);
    let token = bed
        .get(&bed.authentication("exchange/id-porten"), &token)
        .await
        .body;
    let client = made["clients"][0]["uuid"].as_str().unwrap();
    for (method, path) in [
        (Method::GET, "clients"),
        (Method::GET, "clients/available"),
        (Method::POST, "clients"),
        (Method::DELETE, "clients"),
    ] {
        let path = format!("enduser/systemuser/{path}?agent={agent}&client={client}");
        let url = bed.authentication(&path);
        let response = bed.call(method, &url, &token, None).await;
        assert_eq!(response.status, 404, "{path}");
        assert_eq!(response.json()["title"], "System Owner not Found", "{path}");
    }
}
