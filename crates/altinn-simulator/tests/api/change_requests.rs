//! Tests of change requests over HTTP (contract/systemuser-api.md §7).

use altinn_types::{ChangeRequestStatus, Page, SystemUserChangeRequest};
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{
    ALL, Customer, OTHER_VENDOR, READ, REDIRECT, Response, TestBed, Vendor, WRITE, packages, rights,
};

const PATH: &str = "systemuser/changerequest/vendor";
const CLAIMS: &str = "ske-krav-og-betalinger";
const PAYROLL: &str = "ttd_systembruker-salary";

impl Vendor<'_> {
    async fn change_as(&self, token: &str, id: &str, user: &str, body: &Value) -> Response {
        let path = format!("{PATH}?correlation-id={id}&system-user-id={user}");
        let url = self.bed.authentication(&path);
        self.bed.post(&url, token, body).await
    }

    async fn change(&self, id: &str, user: &str, body: &Value) -> Response {
        let token = self.token(WRITE).await;
        self.change_as(&token, id, user, body).await
    }

    async fn change_status(&self, id: &str) -> Value {
        let read = self.get(READ, &format!("{PATH}/{id}")).await.ok();
        read["status"].clone()
    }
}

fn new_id() -> String {
    Uuid::new_v4().to_string()
}

async fn answer(bed: &TestBed, id: &str, answer: &str, person: &str) -> Response {
    let body = json!({ "person": person, "answer": answer });
    bed.control(Method::POST, &format!("requests/{id}/answer"), body)
        .await
}

fn stored(bed: &TestBed, user: &str) -> (Vec<String>, Vec<String>) {
    let simulator = bed.simulator();
    let world = simulator.world();
    let user = world.system_users.get(user.parse().unwrap()).unwrap();
    let rights = user.rights.iter().filter_map(|right| right.resource_id());
    (
        rights.map(str::to_owned).collect(),
        user.access_packages.iter().map(|p| p.urn.clone()).collect(),
    )
}

#[tokio::test]
async fn a_change_request_is_created_read_in_three_ways_and_approved() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered().await;
    let (customer, user) = vendor.connected(&system, CLAIMS).await;
    let id = new_id();
    let body = json!({
        "requiredRights": rights(&[PAYROLL, CLAIMS]),
        "unwantedRights": rights(&["brg-aarsregnskap"]),
        "requiredAccessPackages": packages(&["krav-og-utlegg"]),
        "unwantedAccessPackages": packages(&["skogbruk"]),
        "redirectUrl": format!("{REDIRECT}?change=1"),
    });
    let created = vendor.change(&id, &user, &body).await;
    assert_eq!(created.status, 201, "{}", created.body);
    let created = created.json();
    let party = &customer.organisation;
    let ui = &bed.origins().altinn_ui;
    let expected = json!({
        "id": id,
        "externalRef": party,
        "systemId": system,
        "systemUserId": user,
        "partyOrgNo": party,
        "requiredRights": body["requiredRights"],
        "unwantedRights": body["unwantedRights"],
        "requiredAccessPackages": body["requiredAccessPackages"],
        "unwantedAccessPackages": body["unwantedAccessPackages"],
        "status": "New",
        "redirectUrl": body["redirectUrl"],
        "confirmUrl": format!("{ui}accessmanagement/ui/systemuser/changerequest?id={id}&DONTCHOOSEREPORTEE=true"),
        "created": created["created"],
        "timedOut": false,
    });
    assert_eq!(created, expected);

    assert_eq!(
        vendor.get(READ, &format!("{PATH}/{id}")).await.ok(),
        expected
    );
    let by_ref = format!("{PATH}/byexternalref/{system}/{party}/{party}");
    let mut without_packages = expected.clone();
    without_packages["requiredAccessPackages"] = json!([]);
    without_packages["unwantedAccessPackages"] = json!([]);
    assert_eq!(vendor.get(READ, &by_ref).await.ok(), without_packages);
    let list = vendor.get(READ, &format!("{PATH}/bysystem/{system}")).await;
    let mut without_url = expected.clone();
    without_url.as_object_mut().unwrap().remove("confirmUrl");
    assert_eq!(list.ok(), json!({ "links": {}, "data": [without_url] }));

    let approved = answer(&bed, &id, "approve", &customer.person).await;
    assert_eq!(approved.ok()["status"], "Accepted");
    let (rights, packages) = stored(&bed, &user);
    assert_eq!(rights, [CLAIMS, PAYROLL], "what was there is not doubled");
    assert_eq!(packages, ["urn:altinn:accesspackage:krav-og-utlegg"]);
    let again = answer(&bed, &id, "approve", &customer.person).await;
    again.assert_problem(409, "AUTH-00013");
}

#[tokio::test]
async fn an_approved_change_removes_the_unwanted_access() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered().await;
    let (customer, user) = vendor.connected(&system, CLAIMS).await;
    let id = new_id();
    let body = json!({
        "requiredAccessPackages": packages(&["krav-og-utlegg"]),
        "unwantedRights": rights(&[CLAIMS]),
    });
    assert_eq!(vendor.change(&id, &user, &body).await.status, 201);
    let approved = answer(&bed, &id, "approve", &customer.person).await;
    assert_eq!(approved.status, 200, "{}", approved.body);
    let (rights, packages) = stored(&bed, &user);
    assert_eq!(rights, [""; 0]);
    assert_eq!(packages, ["urn:altinn:accesspackage:krav-og-utlegg"]);
}

/// A vendor lists a right or a package twice. Altinn must delegate the right or the package once. The request or change
/// request that the vendor reads must still list the right or the package twice.
#[tokio::test]
async fn a_right_that_is_listed_twice_is_delegated_once() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let mut system = vendor.system("twice");
    system["accessPackages"] = packages(&["krav-og-utlegg", "skattegrunnlag"]);
    assert_eq!(vendor.register(&system).await.status, 200);
    let system = system["id"].as_str().unwrap();
    let customer = bed.customer("approver").await;
    let mut request_body = vendor.request(system, &customer.organisation);
    request_body["rights"] = rights(&[CLAIMS, CLAIMS]);
    request_body["accessPackages"] = packages(&["krav-og-utlegg", "krav-og-utlegg"]);
    let user = vendor.create_request(&request_body).await;
    let approved = bed.approve(&user, &customer.person).await;
    assert_eq!(approved.status, 200, "{}", approved.body);
    let request = vendor.read(&user).await.ok();
    assert_eq!(request["rights"], request_body["rights"]);
    assert_eq!(request["accessPackages"], request_body["accessPackages"]);
    let urn = |name: &str| format!("urn:altinn:accesspackage:{name}");
    let claims = (vec![CLAIMS.to_owned()], vec![urn("krav-og-utlegg")]);
    assert_eq!(stored(&bed, &user), claims);

    let id = new_id();
    let body = json!({
        "requiredRights": rights(&[PAYROLL, PAYROLL]),
        "requiredAccessPackages": packages(&["skattegrunnlag", "skattegrunnlag"]),
    });
    let created = vendor.change(&id, &user, &body).await;
    assert_eq!(created.status, 201, "{}", created.body);
    let approved = answer(&bed, &id, "approve", &customer.person).await;
    assert_eq!(approved.status, 200, "{}", approved.body);
    let change = vendor.get(READ, &format!("{PATH}/{id}")).await.ok();
    assert_eq!(change["requiredRights"], body["requiredRights"]);
    let both = (
        vec![CLAIMS.to_owned(), PAYROLL.to_owned()],
        vec![urn("krav-og-utlegg"), urn("skattegrunnlag")],
    );
    assert_eq!(stored(&bed, &user), both);
}

/// Altinn checks the correlation id first, then the system user, and last the vendor of the system user
/// (contract/systemuser-api.md §7.1).
#[tokio::test]
async fn the_ids_of_a_change_request_are_checked_in_order() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let other = bed.vendor_of(OTHER_VENDOR).await;
    let system = vendor.registered().await;
    let (_, user) = vendor.connected(&system, CLAIMS).await;
    let nothing = json!({});
    let zeros = Uuid::nil().to_string();
    let missing = "Missing or invalid QueryParameter: correlation-id. Generate a unique UUID (RFC 4122) for this Change Request, and add as a Query Parameter.";
    let same =
        "The correlation-id should not be the same as the system-user-id. Generate a unique id.";

    // The system user is unknown and the caller is another vendor, but Altinn reports the invalid correlation id first.
    for id in ["", &zeros] {
        let response = other.change(id, &zeros, &nothing).await;
        assert_eq!(
            (response.status.as_u16(), response.body.as_str()),
            (400, missing)
        );
    }
    // If the correlation id is not a UUID, ASP.NET refuses the call, and Altinn's own code does not run.
    let response = vendor.change("one", &user, &nothing).await;
    assert_eq!(response.status, 400);
    assert!(response.json()["errors"]["correlation-id"].is_array());
    // Altinn checks that the system user exists before it compares the system user id with the correlation id.
    let response = vendor.change(&new_id(), &zeros, &nothing).await;
    response.assert_problem(404, "AUTH-00015");
    let unknown = new_id();
    let response = vendor.change(&unknown, &unknown, &nothing).await;
    response.assert_problem(404, "AUTH-00015");
    // Altinn compares the correlation id with the system user id before it checks the vendor of the system user.
    let response = other.change(&user, &user, &nothing).await;
    assert_eq!(
        (response.status.as_u16(), response.body.as_str()),
        (400, same)
    );
    // Altinn checks the vendor of the system user before it looks at the four lists of rights and packages.
    let response = other.change(&new_id(), &user, &nothing).await;
    response.assert_empty(401);
    // If all four lists of rights and packages are empty, Altinn returns `NoChangeNeeded` and stores nothing.
    let id = new_id();
    let response = vendor.change(&id, &user, &nothing).await;
    assert_eq!(response.status, 200);
    assert_eq!(response.json()["created"], "0001-01-01T00:00:00");
    let response: SystemUserChangeRequest = serde_json::from_value(response.json()).unwrap();
    assert_eq!(response.created, None);
    assert_eq!(response.status, Some(ChangeRequestStatus::NoChangeNeeded));
    assert_eq!(response.confirm_url.as_deref(), Some(""));
    assert_eq!(response.id.to_string(), id);
    let read = vendor.get(READ, &format!("{PATH}/{id}")).await;
    read.assert_problem(404, "AUTH-00010");
}

/// Altinn answers 401 if the token has no claim `consumer` (contract/systemuser-api.md §7.1).
#[tokio::test]
async fn a_token_without_a_consumer_is_refused() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let now = bed.simulator().now().as_second();
    let claims = json!({ "scope": ALL, "exp": now + 60, "iat": now });
    let token = bed.simulator().keys().maskinporten.sign(&claims);
    let response = vendor
        .change_as(&token, &new_id(), &new_id(), &json!({}))
        .await;
    response.assert_empty(401);
    let url = bed.authentication(&format!("{PATH}/{}", Uuid::nil()));
    bed.get(&url, &token).await.assert_empty(401);
}

/// See contract/systemuser-api.md §7.1.
#[tokio::test]
async fn a_known_correlation_id_returns_the_existing_change_request_in_any_status() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered().await;
    let (customer, user) = vendor.connected(&system, CLAIMS).await;
    let body = json!({ "requiredRights": rights(&[PAYROLL]) });
    for (press, status) in [
        (None, "New"),
        (Some("reject"), "Rejected"),
        (Some("approve"), "Accepted"),
    ] {
        let id = new_id();
        let first = vendor.change(&id, &user, &body).await.ok();
        if let Some(press) = press {
            let response = answer(&bed, &id, press, &customer.person).await;
            assert_eq!(response.status, 200, "{}", response.body);
        }
        let other = json!({ "requiredRights": rights(&["not-the-systems"]) });
        let again = vendor.change(&id, &user, &other).await;
        assert_eq!(again.status, 200, "{status}: before anything is checked");
        let mut expected = first;
        expected["status"] = json!(status);
        assert_eq!(again.json(), expected);
    }
}

/// If a correlation id already belongs to a change request of another vendor, Altinn refuses the call. The error code
/// depends on the status of the existing change request (contract/systemuser-api.md §7.1).
#[tokio::test]
async fn a_correlation_id_of_another_vendor_is_refused() {
    let bed = TestBed::start().await;
    let (vendor, other) = (bed.vendor().await, bed.vendor_of(OTHER_VENDOR).await);
    let (system, others) = (vendor.registered().await, other.registered().await);
    let (customer, user) = vendor.connected(&system, CLAIMS).await;
    let (_, others) = other.connected(&others, CLAIMS).await;
    let body = json!({ "requiredRights": rights(&[PAYROLL]) });
    let id = new_id();
    assert_eq!(vendor.change(&id, &user, &body).await.status, 201);
    let response = other.change(&id, &others, &body).await;
    response.assert_problem(400, "AUTH-00007");
    answer(&bed, &id, "reject", &customer.person).await.ok();
    let response = other.change(&id, &others, &body).await;
    response.assert_problem(409, "AUTH-00061");
    let response = other.get(READ, &format!("{PATH}/{id}")).await;
    response.assert_problem(404, "AUTH-00011");
}

/// Altinn checks the redirect URL, then the required rights, and then the required packages
/// (contract/systemuser-api.md §7.1). The body of each row also has the errors of all later rows. Altinn must report
/// the error of the row itself.
#[tokio::test]
async fn the_lists_of_a_change_request_are_checked_in_order() {
    type Spoil = fn(&mut Value);
    let rows: [(&str, Spoil, &str); 4] = [
        (
            "11 redirect",
            |r| r["redirectUrl"] = json!("https://evil.example/"),
            "AUTH-00021",
        ),
        (
            "11 required rights",
            |r| r["requiredRights"] = rights(&["ske-mva-melding"]),
            "AUTH-00001",
        ),
        (
            "11 required packages",
            |r| r["requiredAccessPackages"] = packages(&["jordbruk"]),
            "AUTH-00063",
        ),
        (
            "11 package for clients",
            |r| r["requiredAccessPackages"] = packages(&["regnskapsforer-lonn"]),
            "AUTH-00064",
        ),
    ];
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let mut registered = vendor.system("change");
    registered["accessPackages"] = packages(&["krav-og-utlegg", "regnskapsforer-lonn"]);
    assert_eq!(vendor.register(&registered).await.status, 200);
    let system = registered["id"].as_str().unwrap();
    let (_, user) = vendor.connected(system, CLAIMS).await;
    for (place, (name, _, code)) in rows.iter().enumerate() {
        let mut body = json!({ "unwantedRights": rights(&["nobody-knows-it"]) });
        for (_, spoil, _) in rows[place..].iter().rev() {
            spoil(&mut body);
        }
        let response = vendor.change(&new_id(), &user, &body).await;
        let response = response.assert_problem(400, code);
        if *code == "AUTH-00063" {
            assert!(
                response["NotFoundPackages"]
                    .to_string()
                    .contains("jordbruk"),
                "{name}"
            );
        }
    }
    let body = json!({ "unwantedRights": rights(&["nobody-knows-it"]) });
    let response = vendor.change(&new_id(), &user, &body).await;
    assert_eq!(response.status, 201, "what is unwanted is not checked");

    // A change request cannot change an agent system user, so Altinn answers AUTH-00015.
    let customer = bed.customer("approver").await;
    let agent = vendor.agent_request(system, &customer.organisation, &["regnskapsforer-lonn"]);
    let agent = vendor.create_agent_request(&agent).await;
    assert_eq!(bed.approve(&agent, &customer.person).await.status, 200);
    let response = vendor.change(&new_id(), &agent, &body).await;
    response.assert_problem(404, "AUTH-00015");
}

/// The system has no redirect URLs, but the change request has a redirect URL. Altinn must answer AUTH-00026
/// (contract/systemuser-api.md §7.1).
#[tokio::test]
async fn a_system_without_redirect_urls_accepts_no_redirect_url() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let mut registered = vendor.system("no-redirects");
    registered["allowedRedirectUrls"] = json!([]);
    assert_eq!(vendor.register(&registered).await.status, 200);
    let system = registered["id"].as_str().unwrap();
    let customer = bed.customer("approver").await;
    let mut request_body = vendor.request(system, &customer.organisation);
    request_body["redirectUrl"] = json!("");
    let user = vendor.create_request(&request_body).await;
    assert_eq!(bed.approve(&user, &customer.person).await.status, 200);
    let body = json!({ "requiredRights": rights(&[PAYROLL]), "redirectUrl": REDIRECT });
    let response = vendor.change(&new_id(), &user, &body).await;
    response.assert_problem(400, "AUTH-00026");
}

/// If a list is `null`, or a resource lacks its members, ASP.NET refuses the call. Altinn then checks neither the
/// correlation id nor the system user (contract/systemuser-api.md §1.7 and §7.1).
#[tokio::test]
async fn binding_refuses_null_lists_before_any_other_check() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    for (body, keys) in [
        (json!({ "requiredRights": null }), vec!["RequiredRights"]),
        (json!({ "unwantedRights": null }), vec!["UnwantedRights"]),
        (
            json!({ "requiredAccessPackages": null, "unwantedAccessPackages": null }),
            vec!["RequiredAccessPackages", "UnwantedAccessPackages"],
        ),
        (
            json!({ "unwantedRights": [{ "resource": [{ "id": "urn:altinn:resource" }] }] }),
            vec!["UnwantedRights[0].Resource[0].Value"],
        ),
        (
            json!({ "requiredRights": 7 }),
            vec!["$.requiredRights", "createRequest"],
        ),
        // ASP.NET refuses an array where the body needs an object.
        (json!([]), vec!["$", "createRequest"]),
        (
            json!({ "requiredRights": [[]] }),
            vec!["$.requiredRights[0]", "createRequest"],
        ),
    ] {
        let nobody = Uuid::nil().to_string();
        let response = vendor.change(&nobody, &nobody, &body).await;
        assert_eq!(response.status, 400, "{body}");
        let errors = response.json()["errors"].as_object().unwrap().clone();
        assert_eq!(errors.keys().collect::<Vec<_>>(), keys, "{body}");
    }
}

/// When a customer reads a change request, the path contains the customer's party id. The caller must be an access
/// manager of that party (contract/systemuser-api.md §7.3).
#[tokio::test]
async fn the_customer_reads_a_change_request_by_party() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered().await;
    let (customer, user) = vendor.connected(&system, CLAIMS).await;
    let stranger = bed.customer("approver").await;
    let id = new_id();
    let body = json!({ "requiredRights": rights(&[PAYROLL]) });
    let created = vendor.change(&id, &user, &body).await.json();
    let party_id = |customer: &Customer| {
        let simulator = bed.simulator();
        let number = customer.organisation.parse().unwrap();
        let world = simulator.world();
        world.parties.organisation(&number).unwrap().party_id()
    };
    let read = async |person: &str, party: i64, id: &str| {
        let login = bed.idporten_token(person, "altinn:portal/enduser");
        let exchange = bed.authentication("exchange/id-porten");
        let token = bed.get(&exchange, &login).await.body;
        let path = format!("systemuser/changerequest/{party}/{id}");
        bed.get(&bed.authentication(&path), &token).await
    };
    let mut expected = created;
    expected.as_object_mut().unwrap().remove("confirmUrl");
    let own = party_id(&customer);
    assert_eq!(read(&customer.person, own, &id).await.ok(), expected);
    let other = read(&customer.person, own, &new_id()).await;
    other.assert_problem(404, "AUTH-00010");
    let foreign = read(&stranger.person, party_id(&stranger), &id).await;
    foreign.assert_problem(404, "AUTH-00010");
    read(&stranger.person, own, &id).await.assert_empty(403);
}

/// The delegation check covers only the access that the change request adds. If the check fails, nothing changes
/// (contract/approval.md §3).
#[tokio::test]
async fn only_added_access_needs_the_delegation_check() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered().await;
    let customer = bed.customer("lacks").await;
    let user = vendor
        .create_request(&vendor.request(&system, &customer.organisation))
        .await;
    assert_eq!(bed.approve(&user, &customer.person).await.status, 200);

    let id = new_id();
    let body = json!({ "requiredRights": rights(&[PAYROLL]), "unwantedRights": rights(&[CLAIMS]) });
    assert_eq!(vendor.change(&id, &user, &body).await.status, 201);
    let response = answer(&bed, &id, "approve", &customer.person).await;
    response.assert_problem(403, "AUTH-00016");
    assert_eq!(vendor.change_status(&id).await, "New");
    assert_eq!(stored(&bed, &user).0, [CLAIMS]);

    // An approver can remove access that the approver does not hold.
    let id = new_id();
    let body = json!({ "unwantedRights": rights(&[PAYROLL]) });
    assert_eq!(vendor.change(&id, &user, &body).await.status, 201);
    let response = answer(&bed, &id, "approve", &customer.person).await;
    assert_eq!(response.status, 200, "{}", response.body);

    let stranger = bed.customer("approver").await.person;
    let id = new_id();
    assert_eq!(vendor.change(&id, &user, &body).await.status, 201);
    let response = answer(&bed, &id, "approve", &stranger).await;
    response.assert_problem(403, "AUTH-00066");
    let response = answer(&bed, &id, "escalate", &customer.person).await;
    assert_eq!(response.status, 400);
}

#[tokio::test]
async fn a_change_request_times_out_and_is_deleted_with_its_system_user() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered().await;
    let (Customer { organisation, .. }, user) = vendor.connected(&system, CLAIMS).await;
    let body = json!({ "requiredRights": rights(&[PAYROLL]) });
    let (first, second) = (new_id(), new_id());
    for id in [&first, &second] {
        assert_eq!(vendor.change(id, &user, &body).await.status, 201);
    }
    bed.post_control(&format!("requests/{first}/time-out"), Value::Null)
        .await;
    let read = vendor.get(READ, &format!("{PATH}/{first}")).await.ok();
    assert_eq!(
        (&read["status"], &read["timedOut"]),
        (&json!("New"), &json!(true))
    );

    let token = vendor.token(WRITE).await;
    let url = bed.authentication(&format!("{PATH}/{first}"));
    bed.call(Method::DELETE, &url, &token, None)
        .await
        .assert_empty(202);
    let gone = bed.call(Method::DELETE, &url, &token, None).await;
    gone.assert_problem(404, "AUTH-00010");
    vendor
        .get(WRITE, &format!("{PATH}/{second}"))
        .await
        .assert_empty(403);

    let control_path = format!("system-users/{user}");
    let deleted = bed
        .control(Method::DELETE, &control_path, Value::Null)
        .await;
    assert_eq!(deleted.status, 204);
    let by_ref = format!("{PATH}/byexternalref/{system}/{organisation}/{organisation}");
    for path in [format!("{PATH}/{second}"), by_ref] {
        vendor
            .get(READ, &path)
            .await
            .assert_problem(404, "AUTH-00010");
    }
}

#[tokio::test]
async fn a_long_list_is_paged_without_duplicates() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered().await;
    let (_, user) = vendor.connected(&system, CLAIMS).await;
    let token = vendor.token(WRITE).await;
    let body = json!({ "requiredRights": rights(&[PAYROLL]) });
    let mut ids: Vec<_> = (0..51).map(|_| new_id()).collect();
    for id in &ids {
        assert_eq!(vendor.change_as(&token, id, &user, &body).await.status, 201);
    }
    let token = vendor.token(READ).await;
    let mut url = Some(String::from(
        bed.authentication(&format!("{PATH}/bysystem/{system}")),
    ));
    let mut seen = Vec::new();
    while let Some(next) = url {
        let page = bed.get(&next, &token).await.ok();
        let page: Page<SystemUserChangeRequest> = serde_json::from_value(page).unwrap();
        seen.extend(page.data.iter().map(|change| change.id.to_string()));
        url = page.links.next;
    }
    ids.sort_unstable();
    assert_eq!(seen, ids, "by id");
}

/// Altinn checks the correlation id first, then the organisation in the token, and last the system user
/// (contract/systemuser-api.md §7.1).
#[tokio::test]
async fn the_correlation_id_is_checked_before_the_token() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let now = bed.simulator().now().as_second();
    let claims = json!({ "scope": ALL, "exp": now + 60 });
    let token = bed.simulator().keys().maskinporten.sign(&claims);
    let zeros = Uuid::nil().to_string();
    let response = vendor
        .change_as(&token, &zeros, &new_id(), &json!({}))
        .await;
    assert_eq!(response.status, 400);
    assert!(
        response
            .body
            .starts_with("Missing or invalid QueryParameter: correlation-id.")
    );
}

/// Altinn first checks whether all lists of rights and packages are empty. Then Altinn looks for an existing change
/// request. The checks of the redirect URL and the rights come last (contract/systemuser-api.md §7.1).
#[tokio::test]
async fn the_existing_change_request_is_checked_before_the_lists() {
    let bed = TestBed::start().await;
    let (vendor, other) = (bed.vendor().await, bed.vendor_of(OTHER_VENDOR).await);
    let system = vendor.registered().await;
    let (_, user) = vendor.connected(&system, CLAIMS).await;
    let id = new_id();
    let body = json!({ "requiredRights": rights(&[PAYROLL]) });
    assert_eq!(vendor.change(&id, &user, &body).await.status, 201);
    let empty = vendor.change(&id, &user, &json!({})).await;
    assert_eq!(
        (empty.status.as_u16(), &empty.json()["status"]),
        (200, &json!("NoChangeNeeded"))
    );
    let mut wrong = json!({ "requiredRights": rights(&["no-such"]) });
    wrong["redirectUrl"] = json!("https://evil.example/");
    assert_eq!(vendor.change(&id, &user, &wrong).await.status, 200);

    // The system user of `other` is an agent system user. A change request cannot change an agent system user. Altinn
    // must report this error also for a correlation id of another vendor.
    let others = other.registered_for_clients().await;
    let customer = bed.customer("approver").await;
    let agent = other.agent_request(&others, &customer.organisation, &["regnskapsforer-lonn"]);
    let agent = other.create_agent_request(&agent).await;
    assert_eq!(bed.approve(&agent, &customer.person).await.status, 200);
    for id in [&id, &new_id()] {
        let response = other.change(id, &agent, &wrong).await;
        response.assert_problem(404, "AUTH-00015");
    }
}

/// A look-up by the external reference of the system user returns the newest change request. Altinn has removed the
/// call `verify`, so that call must fail (contract/systemuser-api.md §7.2).
#[tokio::test]
async fn the_look_up_by_reference_returns_the_newest_change_request() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered().await;
    let (Customer { organisation, .. }, user) = vendor.connected(&system, CLAIMS).await;
    let body = json!({ "requiredRights": rights(&[PAYROLL]) });
    let (first, second) = (new_id(), new_id());
    for id in [&first, &second] {
        assert_eq!(vendor.change(id, &user, &body).await.status, 201);
    }
    let by_ref = format!("{PATH}/byexternalref/{system}/{organisation}/{organisation}");
    assert_eq!(vendor.get(READ, &by_ref).await.ok()["id"], second);

    let token = vendor.token(WRITE).await;
    let verify = bed.authentication(&format!("{PATH}/verify"));
    let response = bed.post(&verify, &token, &body).await;
    assert!(
        [404, 405].contains(&response.status.as_u16()),
        "{}",
        response.status
    );
}

/// Altinn does not check who owns a change request, so any vendor with the write scope can delete it
/// (contract/systemuser-api.md §7.2).
#[tokio::test]
async fn any_vendor_can_delete_a_change_request() {
    let bed = TestBed::start().await;
    let (vendor, other) = (bed.vendor().await, bed.vendor_of(OTHER_VENDOR).await);
    let system = vendor.registered().await;
    let (customer, user) = vendor.connected(&system, CLAIMS).await;
    let id = new_id();
    let body = json!({ "requiredRights": rights(&[PAYROLL]) });
    assert_eq!(vendor.change(&id, &user, &body).await.status, 201);
    answer(&bed, &id, "approve", &customer.person).await.ok();
    let token = other.token(WRITE).await;
    let url = bed.authentication(&format!("{PATH}/{id}"));
    let response = bed.call(Method::DELETE, &url, &token, None).await;
    response.assert_empty(202);
    let read = vendor.get(READ, &format!("{PATH}/{id}")).await;
    read.assert_problem(404, "AUTH-00010");
    assert_eq!(stored(&bed, &user).0, [CLAIMS, PAYROLL]);
}
