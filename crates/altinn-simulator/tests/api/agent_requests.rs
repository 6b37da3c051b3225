//! Tests of agent requests over HTTP (contract/systemuser-api.md §5).

use altinn_types::{AgentSystemUserRequest, Page, RequestStatus};
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{
    OTHER_VENDOR, READ, REDIRECT, REGISTER, TestBed, Vendor, WRITE, assert_unforeseen, packages,
    rights,
};

const FOR_CLIENTS: &str = "regnskapsforer-lonn";

impl Vendor<'_> {
    /// Registers a system with one right, one ordinary package, and packages for an accountant's clients. Returns the
    /// id of the system.
    pub async fn registered_for_clients(&self) -> String {
        let mut system = self.system(&format!("agent-{}", Uuid::new_v4().simple()));
        system["accessPackages"] = packages(&[
            FOR_CLIENTS,
            "regnskapsforer-uten-signeringsrettighet",
            "krav-og-utlegg",
            "ansvarlig-revisor",
        ]);
        system["clientId"] = json!([]);
        let answer = self.register(&system).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        system["id"].as_str().unwrap().to_owned()
    }

    #[expect(clippy::unused_self, reason = "it reads as what the vendor does")]
    pub fn agent_request(&self, system: &str, party: &str, names: &[&str]) -> Value {
        json!({
            "systemId": system,
            "partyOrgNo": party,
            "externalRef": "agent",
            "accessPackages": packages(names),
            "redirectUrl": format!("{REDIRECT}?state=1"),
        })
    }

    pub async fn post_agent_request(&self, request: &Value) -> crate::support::Response {
        let token = self.token(WRITE).await;
        let url = self.bed.authentication("systemuser/request/vendor/agent");
        self.bed.post(&url, &token, request).await
    }

    pub async fn create_agent_request(&self, request: &Value) -> String {
        let answer = self.post_agent_request(request).await;
        assert_eq!(answer.status, 201, "{}", answer.body);
        answer.json()["id"].as_str().unwrap().to_owned()
    }

    pub async fn get(&self, scope: &str, path: &str) -> crate::support::Response {
        let token = self.token(scope).await;
        self.bed.get(&self.bed.authentication(path), &token).await
    }
}

#[tokio::test]
async fn an_agent_request_is_created_read_in_three_ways_and_deleted() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered_for_clients().await;
    let party = bed.customer("approver").await.organisation;
    let request_body = vendor.agent_request(&system, &party, &[FOR_CLIENTS]);

    let answer = vendor.post_agent_request(&request_body).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    let body = answer.json();
    assert!(body.get("rights").is_none(), "{body}");
    let request: AgentSystemUserRequest = serde_json::from_value(body).unwrap();
    let id = request.id;
    let ui = &bed.origins().altinn_ui;
    assert_eq!(
        request.confirm_url.as_deref().unwrap(),
        format!("{ui}accessmanagement/ui/systemuser/agentrequest?id={id}&DONTCHOOSEREPORTEE=true")
    );
    assert_eq!(request.status, Some(RequestStatus::New));
    assert!(!request.escalated && !request.timed_out);

    // The vendor sends the agent request again, but with another package. Altinn returns the first agent request and
    // ignores the new package.
    let mut again = request_body.clone();
    again["accessPackages"] = packages(&["ansvarlig-revisor"]);
    let answer = vendor.post_agent_request(&again).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.json(), serde_json::to_value(&request).unwrap());

    let path = "systemuser/request/vendor/agent";
    for path in [
        format!("{path}/{id}"),
        format!("{path}/byexternalref/{system}/{party}/agent"),
    ] {
        let read = vendor.get(READ, &path).await.ok();
        assert_eq!(read, serde_json::to_value(&request).unwrap(), "{path}");
    }
    let page: Page<AgentSystemUserRequest> = serde_json::from_value(
        vendor
            .get(READ, &format!("{path}/bysystem/{system}"))
            .await
            .ok(),
    )
    .unwrap();
    let without_url = AgentSystemUserRequest {
        confirm_url: None,
        ..request
    };
    assert_eq!(page.data, [without_url]);
    assert_eq!(page.links.next, None);

    // Altinn has no separate path to delete an agent request. The vendor uses the path that deletes standard requests.
    let token = vendor.token(WRITE).await;
    let url = bed.authentication(&format!("systemuser/request/vendor/{id}"));
    bed.call(Method::DELETE, &url, &token, None)
        .await
        .assert_empty(202);
    vendor
        .get(READ, &format!("{path}/{id}"))
        .await
        .assert_problem(404, "AUTH-00010");
}

/// The rows are in the order of Altinn's checks (contract/systemuser-api.md §4.2 and §5). The body of each row contains
/// the error of this row and the errors of all later rows. Altinn must report the error of this row.
#[tokio::test]
async fn a_request_with_several_errors_gets_the_first_error() {
    type Spoil = fn(&mut Value);
    let rows: [(&str, Spoil, &str); 5] = [
        (
            "8 unknown customer",
            |r| r["partyOrgNo"] = json!("974760673"),
            "AUTH-00000",
        ),
        (
            "9 redirect elsewhere",
            |r| r["redirectUrl"] = json!("https://evil.example/"),
            "AUTH-00021",
        ),
        (
            "§5 no packages",
            |r| r["accessPackages"] = json!([]),
            "AUTH-00058",
        ),
        (
            "12 not the system's package",
            |r| r["accessPackages"] = packages(&["tilgangsstyrer"]),
            "AUTH-00063",
        ),
        (
            "0 nothing wrong",
            |r| r["accessPackages"] = packages(&[FOR_CLIENTS]),
            "",
        ),
    ];
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered_for_clients().await;
    let party = bed.customer("approver").await.organisation;
    for (place, (name, _, code)) in rows.iter().enumerate() {
        let mut body = vendor.agent_request(&system, &party, &[]);
        for (_, spoil, _) in rows[place..].iter().rev() {
            spoil(&mut body);
        }
        let answer = vendor.post_agent_request(&body).await;
        if code.is_empty() {
            assert_eq!(answer.status, 201, "{name}: {}", answer.body);
        } else {
            answer.assert_problem(400, code);
        }
    }
}

/// AUTH-00065 must name the packages that cannot be delegated to clients (contract/systemuser-api.md §5). The test adds
/// such a package, which can be delegated only to standard system users.
#[tokio::test]
async fn the_error_names_packages_that_cannot_be_delegated_to_clients() {
    let bed = TestBed::start().await;
    let package = json!({ "name": "Own", "isAssignable": true, "isDelegable": false });
    let added = bed.control(Method::PUT, "packages/own-only", package).await;
    assert_eq!(added.status, 204, "{}", added.body);
    let vendor = bed.vendor().await;
    let mut system = vendor.system("own-only");
    system["accessPackages"] = packages(&["own-only", FOR_CLIENTS]);
    assert_eq!(vendor.register(&system).await.status, 200);
    let system = system["id"].as_str().unwrap();
    let customer = bed.customer("approver").await;

    let both = ["own-only", FOR_CLIENTS];
    let wanted = vendor.agent_request(system, &customer.organisation, &both);
    let body = vendor
        .post_agent_request(&wanted)
        .await
        .assert_problem(400, "AUTH-00065");
    assert_eq!(
        body["NotDelegablePackages"],
        "urn:altinn:accesspackage:own-only"
    );

    // A standard request can contain the package `own-only`, because with a standard request the customer delegates its
    // own access.
    let mut wanted = vendor.request(system, &customer.organisation);
    wanted["rights"] = json!([]);
    wanted["accessPackages"] = packages(&["own-only"]);
    assert_eq!(vendor.post_request(&wanted).await.status, 201);
}

#[tokio::test]
async fn a_missing_member_is_a_model_binding_error() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered_for_clients().await;
    for (member, name) in [
        ("accessPackages", "AccessPackages"),
        ("partyOrgNo", "PartyOrgNo"),
        ("systemId", "SystemId"),
    ] {
        let mut body = vendor.agent_request(&system, "974760673", &[FOR_CLIENTS]);
        body.as_object_mut().unwrap().remove(member);
        let answer = vendor.post_agent_request(&body).await;
        assert_eq!(answer.status, 400);
        let message = format!("The {name} field is required.");
        assert_eq!(answer.json()["errors"], json!({ name: [message] }));
    }
}

/// A standard request prevents an agent request with the same external reference, system and customer. An agent request
/// does not prevent a standard request, but an agent system user does (contract/systemuser-api.md §5).
#[tokio::test]
async fn standard_and_agent_requests_conflict_only_as_the_contract_says() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered_for_clients().await;
    for (answer, code) in [
        (None, "AUTH-00007"),
        (Some("reject"), "AUTH-00009"),
        (Some("approve"), "AUTH-00004"),
    ] {
        let customer = bed.customer("approver").await;
        let agent = vendor.agent_request(&system, &customer.organisation, &[FOR_CLIENTS]);
        let mut standard = vendor.request(&system, &customer.organisation);
        standard["externalRef"] = json!("agent");
        let id = vendor.create_request(&standard).await;
        if let Some(answer) = answer {
            let body = json!({ "answer": answer });
            bed.post_control(&format!("requests/{id}/answer"), body)
                .await;
        }
        vendor
            .post_agent_request(&agent)
            .await
            .assert_problem(400, code);
    }
    // If the vendor sends the agent request before the standard request, Altinn does not detect the conflict and
    // creates both requests.
    let customer = bed.customer("approver").await;
    let agent = vendor.agent_request(&system, &customer.organisation, &[FOR_CLIENTS]);
    let mut standard = vendor.request(&system, &customer.organisation);
    standard["externalRef"] = json!("agent");
    let first = vendor.create_agent_request(&agent).await;
    let second = vendor.create_request(&standard).await;
    assert_ne!(first, second);
    bed.post_control(
        &format!("requests/{first}/answer"),
        json!({ "answer": "approve" }),
    )
    .await;
    vendor
        .post_request(&standard)
        .await
        .assert_problem(400, "AUTH-00004");
    bed.approve(&second, &customer.person)
        .await
        .assert_problem(400, "AUTH-00004");
}

/// Vendors read agent requests and standard requests under different paths. Each path must find only requests of its
/// own kind (contract/systemuser-api.md §4.6 and §5).
#[tokio::test]
async fn a_vendor_reads_each_kind_of_request_under_its_own_path() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered_for_clients().await;
    let party = bed.customer("approver").await.organisation;
    let agent = vendor.agent_request(&system, &party, &[FOR_CLIENTS]);
    let agent = vendor.create_agent_request(&agent).await;
    let standard = vendor
        .create_request(&vendor.request(&system, &party))
        .await;
    let path = "systemuser/request/vendor";
    let other = bed.vendor_of(OTHER_VENDOR).await;
    let unknown = Uuid::nil();
    for (reader, path, code) in [
        (&vendor, format!("{path}/{agent}"), "AUTH-00010"),
        (&vendor, format!("{path}/agent/{standard}"), "AUTH-00010"),
        (&vendor, format!("{path}/agent/{unknown}"), "AUTH-00010"),
        (&other, format!("{path}/agent/{agent}"), "AUTH-00011"),
        (
            &vendor,
            format!("{path}/agent/byexternalref/{system}/{party}/{party}"),
            "AUTH-00010",
        ),
        (
            &other,
            format!("{path}/agent/byexternalref/{system}/{party}/agent"),
            "AUTH-00011",
        ),
        (
            &other,
            format!("{path}/agent/bysystem/{system}"),
            "AUTH-00011",
        ),
    ] {
        reader.get(READ, &path).await.assert_problem(404, code);
    }
    let answer = vendor.get(READ, &format!("{path}/agent/no-uuid")).await;
    assert_eq!(answer.status, 400);
    assert!(answer.json()["errors"]["requestId"].is_array());
    // A token with only the write scope cannot read a request, and a token with only the read scope cannot create one.
    vendor
        .get(WRITE, &format!("{path}/agent/{agent}"))
        .await
        .assert_empty(403);
    let token = vendor.token(READ).await;
    let url = bed.authentication(&format!("{path}/agent"));
    bed.post(&url, &token, &json!({})).await.assert_empty(403);
    let answer = bed.send(bed.http.post(url).json(&json!({}))).await;
    answer.assert_empty(401);
}

/// Altinn makes no delegation check for an agent request. So an access manager who lacks the packages can approve the
/// request (contract/approval.md §3).
#[tokio::test]
async fn an_agent_request_is_approved_without_a_delegation_check() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered_for_clients().await;
    let customer = bed.customer("lacks").await;
    let body = vendor.agent_request(&system, &customer.organisation, &[FOR_CLIENTS]);
    let id = vendor.create_agent_request(&body).await;
    let path = format!("systemuser/request/vendor/agent/{id}");

    let stranger = bed.customer("approver").await.person;
    bed.approve(&id, &stranger)
        .await
        .assert_problem(403, "AUTH-00066");
    assert_eq!(bed.approve(&id, &customer.person).await.status, 200);
    assert_eq!(vendor.get(READ, &path).await.ok()["status"], "Accepted");
    bed.approve(&id, &customer.person)
        .await
        .assert_problem(409, "AUTH-00013");

    let org = &customer.organisation;
    let query =
        format!("systemuser/vendor/byquery?system-id={system}&orgno={org}&external-ref=agent");
    let user = vendor.get(WRITE, &query).await.ok();
    assert_eq!(
        (&user["id"], &user["userType"]),
        (&json!(id), &json!("agent"))
    );
    let list = format!("systemuser/vendor/bysystem/{system}");
    assert_eq!(
        vendor.get(REGISTER, &list).await.ok()["data"],
        json!([user])
    );
}

#[tokio::test]
async fn an_agent_request_can_be_escalated_rejected_and_time_out() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered_for_clients().await;
    let customer = bed.customer("forwarder").await;
    let body = vendor.agent_request(&system, &customer.organisation, &[FOR_CLIENTS]);
    let id = vendor.create_agent_request(&body).await;
    let path = format!("systemuser/request/vendor/agent/{id}");
    let control_path = format!("requests/{id}/answer");

    let forward = json!({ "person": customer.person, "answer": "escalate" });
    bed.post_control(&control_path, forward).await;
    let read = vendor.get(READ, &path).await.ok();
    assert_eq!(
        (&read["status"], &read["escalated"]),
        (&json!("New"), &json!(false))
    );
    bed.post_control(&format!("requests/{id}/time-out"), Value::Null)
        .await;
    let read = vendor.get(READ, &path).await.ok();
    assert_eq!(
        (&read["status"], &read["timedOut"]),
        (&json!("New"), &json!(true))
    );

    let reject = json!({ "person": customer.access_manager, "answer": "reject" });
    bed.post_control(&control_path, reject).await;
    let again = vendor.post_agent_request(&body).await;
    assert_eq!(
        (again.status.as_u16(), &again.json()["status"]),
        (200, &json!("Rejected"))
    );
}

#[tokio::test]
async fn rights_in_an_agent_request_are_ignored() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered_for_clients().await;
    let party = bed.customer("approver").await.organisation;
    for (reference, rights) in [("a", rights(&["not-the-systems"])), ("b", json!(7))] {
        let mut request_body = vendor.agent_request(&system, &party, &[FOR_CLIENTS]);
        request_body["externalRef"] = json!(reference);
        request_body["rights"] = rights;
        let answer = vendor.post_agent_request(&request_body).await;
        assert_eq!(answer.status, 201, "{}", answer.body);
        assert!(answer.json().get("rights").is_none());
    }
}

/// Altinn makes its checks of an agent request in the same order as for a standard request (contract/systemuser-api.md
/// §4.2 and §5). Each call of this test adds one error. Altinn finds this error before the errors of the previous
/// calls.
#[tokio::test]
async fn the_system_owner_is_checked_before_the_request() {
    let bed = TestBed::start().await;
    let (vendor, other) = (bed.vendor().await, bed.vendor_of(OTHER_VENDOR).await);
    let mut system = vendor.system("agents-order");
    system["accessPackages"] = packages(&[FOR_CLIENTS]);
    system["allowedRedirectUrls"] = json!([]);
    assert_eq!(vendor.register(&system).await.status, 200);
    let system = system["id"].as_str().unwrap();
    let party = bed.customer("approver").await.organisation;

    // This request has two errors: the system lacks redirect URLs, and the body lacks packages. Altinn checks the
    // redirect URLs first.
    let mut body = vendor.agent_request(system, &party, &[]);
    let response = vendor.post_agent_request(&body).await;
    response.assert_problem(400, "AUTH-00026");
    // The body now contains an unknown customer. Altinn checks the customer before the redirect URL.
    body["partyOrgNo"] = json!("974760673");
    let response = vendor.post_agent_request(&body).await;
    response.assert_problem(400, "AUTH-00000");
    // The caller does not own the system. Altinn checks the owner before the customer.
    let response = other.post_agent_request(&body).await;
    response.assert_problem(404, "AUTH-00011");
    // The system does not exist. Altinn checks the system before the customer.
    body["systemId"] = json!("315816270_none");
    let response = vendor.post_agent_request(&body).await;
    response.assert_problem(404, "AUTH-00011");
    // The caller does not own the system, and a standard request with the same external reference exists. Altinn
    // reports the standard request, because Altinn checks the external reference before the owner.
    let mut registered = vendor.system("agents-order-2");
    registered["clientId"] = json!([]);
    assert_eq!(vendor.register(&registered).await.status, 200);
    let standard = vendor.request(registered["id"].as_str().unwrap(), &party);
    vendor.create_request(&standard).await;
    let mut body = vendor.agent_request(registered["id"].as_str().unwrap(), &party, &[]);
    body["externalRef"] = json!(party);
    let response = other.post_agent_request(&body).await;
    response.assert_problem(400, "AUTH-00007");
}

/// For an agent request, Altinn makes the same first checks and the same last checks as for a standard request. The
/// first checks are about the body and the organisation in the token. The last checks are about the packages and the
/// length of the external reference (contract/systemuser-api.md §4.2 and §5).
#[tokio::test]
async fn an_agent_request_gets_the_first_and_last_checks_of_a_standard_request() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered_for_clients().await;
    let party = bed.customer("approver").await.organisation;
    let mut body = vendor.agent_request(&system, &party, &[FOR_CLIENTS; 5]);
    let response = vendor.post_agent_request(&body).await;
    response.assert_problem(400, "AUTH-00063");
    body["accessPackages"] = packages(&[FOR_CLIENTS]);
    body["externalRef"] = json!("x".repeat(256));
    let response = vendor.post_agent_request(&body).await;
    assert_unforeseen(&response);

    let simulator = bed.simulator();
    let now = simulator.now().as_second();
    let without_consumer = json!({ "scope": WRITE, "exp": now + 60 });
    let token = simulator.keys().maskinporten.sign(&without_consumer);
    let url = bed.authentication("systemuser/request/vendor/agent");
    let response = bed.post(&url, &token, &body).await;
    response.assert_problem(401, "AUTH-00023");
    body.as_object_mut().unwrap().remove("accessPackages");
    let response = bed.post(&url, &token, &body).await;
    assert!(response.json()["errors"]["AccessPackages"].is_array());
}

/// Altinn returns agent requests and standard requests in separate lists. Each list comes in pages of fifty requests
/// (contract/systemuser-api.md §4.7).
#[tokio::test]
async fn agent_requests_are_listed_in_pages_of_their_own() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered_for_clients().await;
    let party = bed.customer("approver").await.organisation;
    let mut ids = Vec::new();
    for number in 0..51 {
        let mut body = vendor.agent_request(&system, &party, &[FOR_CLIENTS]);
        body["externalRef"] = json!(number.to_string());
        ids.push(vendor.create_agent_request(&body).await);
        if number == 0 {
            vendor
                .create_request(&vendor.request(&system, &party))
                .await;
        }
    }
    let token = vendor.token(READ).await;
    let list = format!("systemuser/request/vendor/agent/bysystem/{system}");
    let mut url = Some(bed.authentication(&list).to_string());
    let (mut seen, mut sizes) = (Vec::new(), Vec::new());
    while let Some(next) = url {
        let page = bed.get(&next, &token).await.ok();
        let page: Page<AgentSystemUserRequest> = serde_json::from_value(page).unwrap();
        sizes.push(page.data.len());
        seen.extend(page.data.iter().map(|request| request.id.to_string()));
        url = page.links.next;
    }
    assert_eq!(sizes, [50, 1]);
    ids.sort_unstable();
    assert_eq!(seen, ids, "by id");
}
