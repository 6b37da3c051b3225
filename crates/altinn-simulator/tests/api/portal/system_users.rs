//! Tests of the calls that read, create, rename and delete a system user.

use super::*;

/// Altinn's own pages read system users in a list or by id. Each system user includes its current access
/// (contract/approval.md §6 and §7).
#[tokio::test]
async fn system_users_are_listed_and_read() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let office = Office::with(&bed, &vendor, &[LONN]).await;
    let customer = &office.accountant;
    let (person, own) = (customer.person.as_str(), office.party);
    let standard = request(&vendor, customer, &[CLAIMS], &["krav-og-utlegg"]).await;
    bed.approve(&standard, person).await;
    let get = async |path: String| call(&bed, person, Method::GET, &path, None).await.ok();

    let list = get(format!("systemuser/{own}")).await;
    assert_eq!(
        list.as_array().unwrap().len(),
        1,
        "approval.md §7: standard ones only"
    );
    let agents = get(format!("systemuser/agent/{own}")).await;
    assert_eq!(
        agents.as_array().unwrap().len(),
        1,
        "approval.md §7: agents only"
    );
    for (row, id, kind) in [
        (&list[0], &standard, "standard"),
        (&agents[0], &office.agent, "agent"),
    ] {
        for (member, value) in [
            ("id", json!(id)),
            ("userType", json!(kind)),
            ("partyId", json!(own.to_string())),
            ("partyUuId", json!(office.uuid)),
            ("reporteeOrgNo", json!(customer.organisation)),
            ("supplierOrgno", json!(vendor.organisation)),
            ("isDeleted", json!(false)),
        ] {
            assert_eq!(row[member], value, "approval.md §6: {member}");
        }
        for member in [
            "integrationTitle",
            "systemId",
            "productName",
            "systemInternalId",
            "created",
            "externalRef",
            "supplierName",
            "accessPackages",
        ] {
            assert!(!row[member].is_null(), "approval.md §6: {member}");
        }
    }
    let detail = get(format!("systemuser/{own}/{standard}")).await;
    assert_eq!(
        (&detail["rights"], &detail["accessPackages"]),
        (&rights(&[CLAIMS]), &packages(&["krav-og-utlegg"])),
        "approval.md §7: as delegated now"
    );
    let detail = get(format!("systemuser/{own}/{}", office.agent)).await;
    assert_eq!(detail["userType"], "agent");
}

/// The call `delegations` returns the current access of a system user (contract/approval.md §7).
#[tokio::test]
async fn the_access_of_a_system_user_is_read() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let office = Office::with(&bed, &vendor, &[LONN]).await;
    let (person, own) = (office.accountant.person.as_str(), office.party);
    let package_names = ["krav-og-utlegg"];
    let standard = request(&vendor, &office.accountant, &[CLAIMS], &package_names).await;
    bed.approve(&standard, person).await;
    let other = bed.customer("approver").await;
    let others = party(&bed, &other);
    let nothing = json!({ "systemUserId": standard, "rights": [], "accessPackages": [] });
    let all = json!({
        "systemUserId": standard,
        "rights": rights(&[CLAIMS]),
        "accessPackages": packages(&["krav-og-utlegg"]),
    });
    let agents = json!({ "systemUserId": office.agent, "rights": [], "accessPackages": [] });
    let unknown = Uuid::new_v4();
    let get = Method::GET;
    #[rustfmt::skip]
    let rows: Vec<Row<'_>> = vec![
        ("approval.md §7: delegations", person, get.clone(), format!("systemuser/{own}/{standard}/delegations"), Json(200, all)),
        ("approval.md §7: delegations, of an agent", person, get.clone(), format!("systemuser/{own}/{}/delegations", office.agent), Json(200, agents)),
        ("approval.md §7: delegations, another's", &other.person, get.clone(), format!("systemuser/{others}/{standard}/delegations"), Json(200, nothing)),
        ("approval.md §7: delegations, unknown", person, get.clone(), format!("systemuser/{own}/{unknown}/delegations"), Problem(404, "AUTH-00015")),
        ("approval.md §7: detail, unknown", person, get.clone(), format!("systemuser/{own}/{unknown}"), Empty(404)),
        ("approval.md §7: detail, another's", &other.person, get.clone(), format!("systemuser/{others}/{standard}"), Empty(404)),
        ("approval.md §7: no form with agent/", person, get, format!("systemuser/agent/{own}/{}", office.agent), Empty(405)),
    ];
    met(&bed, rows).await;
}

/// A customer creates a system user without a request. The system user gets all access of the system
/// (contract/approval.md §6).
#[tokio::test]
async fn a_system_user_is_created_without_a_request() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let customer = bed.customer("approver").await;
    let (person, own) = (customer.person.as_str(), party(&bed, &customer));
    let system = registered(&vendor, &["krav-og-utlegg"]).await;
    let for_clients = registered(&vendor, &[LONN]).await;
    let create = async |person: &str, party: i64, system: &str| {
        let body = json!({ "IntegrationTitle": "Lønn", "SystemId": system });
        call(
            &bed,
            person,
            Method::POST,
            &format!("systemuser/{party}/create"),
            Some(&body),
        )
        .await
    };

    let made = create(person, own, &system).await;
    assert_eq!(made.status, 200, "approval.md §6: 200, not 201");
    let made = made.json();
    assert_eq!(
        (
            &made["integrationTitle"],
            &made["externalRef"],
            &made["userType"]
        ),
        (
            &json!("Lønn"),
            &json!(customer.organisation),
            &json!("standard")
        )
    );
    let path = format!("systemuser/{own}/{}", made["id"].as_str().unwrap());
    let read = call(&bed, person, Method::GET, &path, None).await.ok();
    assert_eq!(
        read["rights"],
        rights(&[CLAIMS, PAYROLL]),
        "approval.md §6: all rights"
    );
    assert_eq!(read["accessPackages"], packages(&["krav-og-utlegg"]));

    let lacks =
        json!({ "kind": "lacks", "lacks": [{ "id": PAYROLL, "reason": "MissingRoleAccess" }] });
    let lacking = Customer::of(&bed.post_control("customers", lacks).await);
    let gone = bed.customer("approver").await;
    let goner = party(&bed, &gone);
    wind_up(&bed, &gone);
    for (name, person, party, system, expected) in [
        (
            "approval.md §6: again",
            person,
            own,
            system.as_str(),
            Problem(400, "AUTH-00004"),
        ),
        (
            "approval.md §6: no such system",
            person,
            own,
            "315816270_none",
            Problem(404, "AUTH-00011"),
        ),
        (
            "approval.md §6: no system's id",
            person,
            own,
            "x",
            Problem(404, "AUTH-00011"),
        ),
        (
            "approval.md §6: only for clients",
            person,
            own,
            &for_clients,
            Problem(400, "AUTH-00064"),
        ),
        (
            "approval.md §6: lacks",
            &lacking.person,
            party(&bed, &lacking),
            &system,
            Problem(403, "AUTH-00016"),
        ),
        (
            "approval.md §6: no organisation",
            &gone.person,
            goner,
            &system,
            Problem(400, "AUTH-00000"),
        ),
    ] {
        assert_is(name, &create(person, party, system).await, &expected);
    }
    let path = format!("systemuser/{own}/create");
    let answer = call(&bed, person, Method::POST, &path, Some(&json!({}))).await;
    assert_is(
        "systemuser-api.md §1: a member is missing",
        &answer,
        &Model("SystemId"),
    );
}

/// If the customer gives no title, the name of the system in bokmål becomes the title
/// (contract/systemuser-api.md §2.1).
#[tokio::test]
async fn a_system_user_without_a_title_has_the_name_of_its_system() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = registered(&vendor, &["krav-og-utlegg"]).await;
    for title in [json!(null), json!(""), json!("  ")] {
        let customer = bed.customer("approver").await;
        let path = format!("systemuser/{}/create", party(&bed, &customer));
        let body = json!({ "integrationTitle": title, "systemId": system });
        let made = call(&bed, &customer.person, Method::POST, &path, Some(&body)).await;
        assert_eq!(made.ok()["integrationTitle"], "Skyen", "{title}");
    }
}

/// If a system has two rights that differ only in `action`, Altinn delegates only the first right
/// (contract/systemuser-api.md §1.5).
#[tokio::test]
async fn a_right_that_a_system_has_twice_is_delegated_once() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let mut system = vendor.system("twice");
    let mut registered = rights(&[CLAIMS, CLAIMS, PAYROLL]);
    for (place, action) in [(0, "read"), (1, "write")] {
        registered[place]["action"] = json!(action);
    }
    system["rights"] = registered.clone();
    assert_eq!(vendor.register(&system).await.status, 200);
    let customer = bed.customer("approver").await;
    let (person, own) = (customer.person.as_str(), party(&bed, &customer));
    let path = format!("systemuser/{own}/create");
    let body = json!({ "systemId": system["id"] });
    let made = call(&bed, person, Method::POST, &path, Some(&body)).await;
    let made = made.ok();
    let path = format!("systemuser/{own}/{}", made["id"].as_str().unwrap());
    let read = call(&bed, person, Method::GET, &path, None).await.ok();
    assert_eq!(read["rights"], json!([registered[0], registered[2]]));
}

/// Only an access manager of the owner can rename a system user (contract/approval.md §7).
#[tokio::test]
async fn a_system_user_is_renamed() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = registered(&vendor, &["krav-og-utlegg"]).await;
    let (customer, user) = vendor.connected(&system, CLAIMS).await;
    let stranger = bed.customer("approver").await.person;
    let person = customer.person.as_str();
    let body = json!({ "id": user, "integrationTitle": "Nytt navn" });
    for (name, person, body, expected) in [
        (
            "approval.md §7: rename, another's",
            stranger.as_str(),
            body.clone(),
            Empty(403),
        ),
        (
            "approval.md §7: rename, unknown",
            person,
            json!({ "id": Uuid::new_v4() }),
            Empty(404),
        ),
        (
            "approval.md §7: rename, no id",
            person,
            json!({}),
            Model("Id"),
        ),
        ("approval.md §7: rename", person, body, Empty(200)),
        (
            "systemuser-api.md §1: a member is blank",
            person,
            json!({ "id": user, "integrationTitle": "" }),
            Model("IntegrationTitle"),
        ),
        (
            "systemuser-api.md §1: a member is blank",
            person,
            json!({ "integrationTitle": "  " }),
            Model("IntegrationTitle"),
        ),
    ] {
        let answer = call(&bed, person, Method::PUT, "systemuser", Some(&body)).await;
        assert_is(name, &answer, &expected);
    }
    let path = format!("systemuser/{}/{user}", party(&bed, &customer));
    let response = call(&bed, person, Method::GET, &path, None).await.ok();
    assert_eq!(response["integrationTitle"], "Nytt navn");
}

/// When a customer deletes a standard system user, Altinn also deletes the request that led to the system user. After
/// that, the vendor can create the same request again (contract/approval.md §7).
#[tokio::test]
async fn a_standard_system_user_is_deleted_with_its_request() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = registered(&vendor, &["krav-og-utlegg"]).await;
    let (customer, user) = vendor.connected(&system, CLAIMS).await;
    let office = Office::with(&bed, &vendor, &[LONN]).await;
    let (person, own) = (customer.person.as_str(), party(&bed, &customer));
    let (delete, accountant) = (Method::DELETE, office.accountant.person.as_str());
    let gone = vendor.connected(&system, CLAIMS).await;
    let goner = party(&bed, &gone.0);
    wind_up(&bed, &gone.0);
    #[rustfmt::skip]
    let rows: Vec<Row<'_>> = vec![
        ("approval.md §7: unknown", person, delete.clone(), format!("systemuser/{own}/{}", Uuid::new_v4()), Json(404, json!(0))),
        ("systemuser-api.md §1.3: another's", accountant, delete.clone(), format!("systemuser/{}/{user}", office.party), Problem(403, "AUTH-00024")),
        ("systemuser-api.md §1.3: an agent", accountant, delete.clone(), format!("systemuser/{}/{}", office.party, office.agent), Problem(400, "AUTH-00036")),
        ("approval.md §3: no organisation", &gone.0.person, delete.clone(), format!("systemuser/{goner}/{}", gone.1), Problem(400, "AUTH-00000")),
        ("approval.md §7: delete", person, delete.clone(), format!("systemuser/{own}/{user}"), Json(202, json!(1))),
        ("approval.md §7: again", person, delete, format!("systemuser/{own}/{user}"), Json(404, json!(0))),
    ];
    met(&bed, rows).await;
    vendor.read(&user).await.assert_problem(404, "AUTH-00010");
    let request = vendor.request(&system, &customer.organisation);
    assert_ne!(vendor.create_request(&request).await, user);
}

/// When a customer deletes an agent system user, Altinn first deletes the request of the system user. The request is
/// gone also if Altinn then refuses to delete the system user. If Altinn deletes the system user, Altinn also
/// disconnects the clients (contract/approval.md §7).
#[tokio::test]
async fn an_agent_is_deleted_after_its_request() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let stranger = bed.customer("approver").await;
    let others = party(&bed, &stranger);
    for (name, wrong_party, wrong_facilitator, clients, expected) in [
        (
            "systemuser-api.md §1.3: another's",
            true,
            false,
            false,
            Problem(403, "AUTH-00024"),
        ),
        (
            "systemuser-api.md §1.3: another facilitator",
            false,
            true,
            false,
            Problem(400, "AUTH-00033"),
        ),
        (
            "approval.md §7: clients are connected",
            false,
            false,
            true,
            Empty(200),
        ),
        ("approval.md §7: delete", false, false, false, Empty(200)),
    ] {
        let office = Office::with(&bed, &vendor, &[LONN]).await;
        let own = office.accountant.person.as_str();
        if clients {
            let path = format!(
                "systemuser/agent/{}/{}?provider={}&client={}",
                office.party,
                office.agent,
                office.uuid,
                office.client(0)
            );
            call(&bed, own, Method::POST, &path, None).await.ok();
        }
        let (person, party) = if wrong_party {
            (stranger.person.as_str(), others)
        } else {
            (own, office.party)
        };
        let facilitator = if wrong_facilitator {
            Uuid::new_v4()
        } else {
            office.uuid
        };
        let path = format!(
            "systemuser/agent/{party}/{}?facilitatorId={facilitator}",
            office.agent
        );
        let deleted = matches!(expected, Empty(200));
        met(&bed, vec![(name, person, Method::DELETE, path, expected)]).await;
        let request = format!("systemuser/request/agent/{}", office.agent);
        let read = format!("systemuser/{}/{}", office.party, office.agent);
        let row = (
            "approval.md §7: the request row is deleted first",
            own,
            Method::GET,
            request,
            Problem(404, "AUTH-00010"),
        );
        met(&bed, vec![row]).await;
        let left = call(&bed, own, Method::GET, &read, None).await;
        assert_eq!(left.status == 200, !deleted, "{name}");
    }
    let system = registered(&vendor, &["krav-og-utlegg"]).await;
    let (customer, standard) = vendor.connected(&system, CLAIMS).await;
    let own = party(&bed, &customer);
    let agent = format!("systemuser/agent/{own}");
    #[rustfmt::skip]
    let rows: Vec<Row<'_>> = vec![
        ("systemuser-api.md §1.3: unknown", &customer.person, Method::DELETE, format!("{agent}/{}", Uuid::new_v4()), Problem(404, "AUTH-00015")),
        ("systemuser-api.md §1.3: a standard one", &customer.person, Method::DELETE, format!("{agent}/{standard}"), Problem(400, "AUTH-00034")),
    ];
    met(&bed, rows).await;
    assert_eq!(
        vendor.read(&standard).await.status,
        200,
        "its request is no agent's"
    );
}
