//! Tests of the BFF calls for system users, for their clients, and for the systems that a customer can choose.

use super::{bff::*, *};

/// See contract/approval.md §6 and §7.
#[tokio::test]
async fn the_bff_creates_lists_and_deletes_system_users() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let office = Office::with(&bed, &vendor, &[LONN]).await;
    let (person, own, uuid) = (office.accountant.person.as_str(), office.party, office.uuid);
    let system = registered(&vendor, &["krav-og-utlegg"]).await;
    let body = json!({ "integrationTitle": "Lønn", "systemId": system });
    let at = format!("systemuser/{own}");
    let made = here(&bed, person, Method::POST, &at, Some(&body))
        .await
        .ok();
    let id = made["id"].as_str().unwrap().to_owned();
    assert_eq!(made, json!({ "id": id }));
    let again = here(&bed, person, Method::POST, &at, Some(&body)).await;
    again.assert_problem(400, "AMUI-00004");

    let get = async |path: String| here(&bed, person, Method::GET, &path, None).await.ok();
    let listed = json!({
        "id": id,
        "integrationTitle": "Lønn",
        "partyId": own.to_string(),
        "system": {
            "systemId": system,
            "name": "Skyen",
            "systemVendorOrgNumber": vendor.organisation,
            "systemVendorOrgName": organisation(&bed, &vendor.organisation).name,
        },
        "userType": "standard",
        "resources": [],
        "accessPackages": [],
    });
    let list = get(at.clone()).await;
    assert_eq!(list, json!([with(&list[0], &["created"], listed)]));
    let whole = get(format!("{at}/{id}")).await;
    assert_eq!(whole["resources"][0]["identifier"], CLAIMS);
    assert_eq!(
        whole["accessPackages"][0]["urn"],
        "urn:altinn:accesspackage:krav-og-utlegg"
    );
    let agents = get(format!("systemuser/agent/{own}")).await;
    let agent = format!("systemuser/agent/{own}/{}", office.agent);
    assert_eq!(agents[0]["id"], json!(office.agent));
    assert_eq!(get(agent.clone()).await["userType"], "agent");

    let waits = request(&vendor, &office.accountant, &[CLAIMS], &[]).await;
    let forwarded = agent_request(&vendor, &office.accountant, &[LONN]).await;
    let pending = format!("systemuser/{uuid}/pending");
    let ids = |list: &Value| -> Vec<Value> {
        let list = list.as_array().unwrap();
        list.iter().map(|row| row["id"].clone()).collect()
    };
    assert_eq!(ids(&get(pending.clone()).await), [json!(waits)]);
    let escalate = format!("systemuser/agentrequest/{own}/{forwarded}/escalate");
    here(&bed, person, Method::POST, &escalate, None).await.ok();
    let list = get(pending.clone()).await;
    assert_eq!(
        ids(&list),
        [json!(forwarded), json!(waits)],
        "the newest first"
    );
    assert_eq!(
        (&list[0]["userType"], &list[1]["userType"]),
        (&json!("agent"), &json!("standard"))
    );
    assert_eq!(list[1]["integrationTitle"], "Skyen");

    let stranger = bed.customer("approver").await.person;
    let delete = Method::DELETE;
    #[rustfmt::skip]
    let rows: Vec<Row<'_>> = vec![
        ("altinn-ui.md §15: no agent", person, Method::GET, format!("systemuser/agent/{own}/{id}"), Problem(404, "AMUI-00999")),
        ("altinn-ui.md §15: what waits, unrelated", &stranger, Method::GET, pending, Problem(403, "AMUI-00999")),
        ("altinn-ui.md §15: what waits, no UUID", person, Method::GET, format!("{at}/pending"), Model("partyUuid")),
        ("altinn-ui.md §15: delete, unrelated", &stranger, delete.clone(), format!("{at}/{id}"), Problem(403, "AMUI-00999")),
        ("approval.md §7: delete", person, delete.clone(), format!("{at}/{id}"), Empty(202)),
        ("approval.md §7: delete again", person, delete.clone(), format!("{at}/{id}"), Problem(404, "AMUI-00999")),
        ("approval.md §7: delete an agent", person, delete.clone(), format!("{agent}?partyuuid={uuid}"), Empty(200)),
        ("approval.md §7: read a deleted one", person, Method::GET, agent, Problem(404, "AMUI-00999")),
    ];
    met_here(&bed, rows).await;
}

/// See contract/approval.md §8.
#[tokio::test]
async fn the_bff_connects_and_disconnects_clients() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let office = Office::with(&bed, &vendor, &[LONN]).await;
    let (person, uuid, client) = (
        office.accountant.person.as_str(),
        office.uuid,
        office.client(0),
    );
    let at = format!(
        "systemuser/agentdelegation/{}/{}",
        office.party, office.agent
    );
    let mine = format!("partyuuid={uuid}");
    let path = format!("{at}/customers?{mine}");
    let customers = here(&bed, person, Method::GET, &path, None).await.ok();
    let expected: Vec<_> = office
        .clients
        .iter()
        .map(|made| {
            json!({
                "id": made["uuid"],
                "name": made["name"],
                "orgNo": made["number"],
                "unitType": "AS",
                "isDeleted": false,
                "access": [{
                    "role": "urn:altinn:external-role:ccr:regnskapsforer",
                    "packages": [format!("urn:altinn:accesspackage:{LONN}")],
                }],
            })
        })
        .collect();
    assert_eq!(customers, json!(expected));

    let connect = async |query: &str, body: Value| {
        let path = format!("{at}/delegation?{query}");
        here(&bed, person, Method::POST, &path, Some(&body)).await
    };
    let request_body = json!({ "customerId": client, "access": customers[0]["access"] });
    let made = json!({ "delegationId": client, "customerId": client });
    assert_eq!(connect(&mine, request_body.clone()).await.ok(), made);
    connect(&mine, json!({}))
        .await
        .assert_problem(400, "AMUI-00999");
    let other = format!("partyuuid={}", Uuid::new_v4());
    connect(&other, request_body)
        .await
        .assert_problem(403, "AMUI-00044");
    let unknown = json!({ "customerId": Uuid::new_v4() });
    connect(&mine, unknown)
        .await
        .assert_problem(400, "AMUI-00999");

    let taken = format!("{at}/delegation/{client}?{mine}");
    let itself = format!("{at}/self?{mine}");
    let others = format!("{at}/self?{other}");
    let (get, post, delete) = (Method::GET, Method::POST, Method::DELETE);
    #[rustfmt::skip]
    let rows: Vec<Row<'_>> = vec![
        ("approval.md §8: delegations", person, get.clone(), format!("{at}/delegation?{mine}"), Json(200, json!([made]))),
        ("approval.md §8: take away", person, delete.clone(), taken.clone(), Json(200, json!(true))),
        ("approval.md §8: take away again", person, delete.clone(), taken, Json(200, json!(true))),
        ("approval.md §8: delegations", person, get.clone(), format!("{at}/delegation?{mine}"), Json(200, json!([]))),
        ("approval.md §8: self", person, get, itself, Json(200, json!(false))),
        ("approval.md §8: self, another party's", person, post, others.clone(), Problem(400, "AMUI-00051")),
        ("approval.md §8: self, another party's", person, delete.clone(), others, Problem(400, "AMUI-00057")),
    ];
    met_here(&bed, rows).await;
    connect(&mine, json!({ "customerId": client })).await.ok();
    let agent = format!("systemuser/agent/{}/{}?{mine}", office.party, office.agent);
    let row = (
        "approval.md §7: an agent with clients",
        person,
        delete,
        agent,
        Empty(200),
    );
    met_here(&bed, vec![row]).await;
}

/// The BFF connects the owner of an agent system user, so that the system user can act for the owner. Altinn allows
/// this only for packages that a standard system user can have, such as the package in this test (contract/approval.md
/// §8).
#[tokio::test]
async fn the_bff_connects_the_owner_itself() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let office = Office::with(&bed, &vendor, &["krav-og-utlegg"]).await;
    let (person, uuid) = (office.accountant.person.as_str(), office.uuid);
    let at = format!(
        "systemuser/agentdelegation/{}/{}",
        office.party, office.agent
    );
    let path = format!("{at}/self?partyuuid={uuid}");
    let (yes, no) = (Json(200, json!(true)), Json(200, json!(false)));
    #[rustfmt::skip]
    let rows: Vec<Row<'_>> = vec![
        ("approval.md §8: self, not yet", person, Method::GET, path.clone(), no.clone()),
        ("approval.md §8: self, connect", person, Method::POST, path.clone(), yes.clone()),
        ("approval.md §8: self, connected", person, Method::GET, path.clone(), yes.clone()),
        ("approval.md §8: self, take away", person, Method::DELETE, path.clone(), yes),
        ("approval.md §8: self, taken away", person, Method::GET, path, no),
    ];
    met_here(&bed, rows).await;
}

/// The BFF and Altinn's platform have different paths for the same call. A fault for the path of the platform must also
/// apply to the path of the BFF.
#[tokio::test]
async fn a_fault_for_the_platforms_path_applies_to_the_bffs_call() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let office = Office::with(&bed, &vendor, &[LONN]).await;
    let (person, own, uuid, agent) = (
        office.accountant.person.as_str(),
        office.party,
        office.uuid,
        &office.agent,
    );
    let number = &office.accountant.organisation;
    let client = office.client(0);
    let at = format!("systemuser/agentDelegation/{own}/{agent}");
    let mine = format!("partyUuid={uuid}");
    let platform = format!("systemuser/agent/{own}");
    let (get, post, delete) = (Method::GET, Method::POST, Method::DELETE);
    for (method, path, on_the_platform) in [
        (
            &get,
            format!("{at}/customers?{mine}"),
            format!("{platform}/clients"),
        ),
        (
            &get,
            format!("{at}/delegation?{mine}"),
            format!("{platform}/{uuid}/{agent}/delegations"),
        ),
        (
            &post,
            format!("{at}/delegation?{mine}"),
            format!("{platform}/{agent}"),
        ),
        (
            &delete,
            format!("{at}/delegation/{client}?{mine}"),
            format!("{platform}/{agent}/client"),
        ),
        (
            &get,
            format!("{at}/self?{mine}"),
            format!("{platform}/{agent}/self"),
        ),
        (
            &get,
            format!("systemuser/agent/{own}/{agent}"),
            format!("systemuser/{own}/{agent}"),
        ),
        (&get, format!("systemuser/agent/{own}"), platform.clone()),
        (
            &get,
            format!("systemuser/{uuid}/pending"),
            format!("systemuser/request/{own}/{number}/pending"),
        ),
        (
            &post,
            format!("systemuser/{own}"),
            format!("systemuser/{own}/create"),
        ),
        (
            &get,
            format!("systemuser/agentrequest/{agent}"),
            format!("systemuser/request/agent/{agent}"),
        ),
        (
            &get,
            "systemregister/rights/991825827_x".to_owned(),
            "systemregister/991825827_x/rights".to_owned(),
        ),
    ] {
        let fault = json!({
            "service": "altinn-platform",
            "path": format!("/authentication/api/v1/{on_the_platform}"),
            "method": method.as_str(),
            "fault": "problem",
            "code": "AUTH-00002",
        });
        bed.post_control("faults", fault).await;
        let body = json!({ "customerId": client });
        let body = (method == post).then_some(&body);
        let response = here(&bed, person, method.clone(), &path, body).await;
        response.assert_problem(400, "AMUI-00002");
        let left = bed.control(Method::GET, "faults", Value::Null).await.ok();
        assert_eq!(left, json!([]), "{path}");
    }
}

/// The BFF lists only visible systems, because a customer can choose only these. For each system, the BFF returns the
/// access that a system user gets (contract/approval.md §6).
#[tokio::test]
async fn the_bff_lists_visible_systems_with_their_access() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let hidden = vendor.registered().await;
    let mut system = vendor.system("visible");
    system["isVisible"] = json!(true);
    system["clientId"] = json!([Uuid::new_v4()]);
    assert_eq!(vendor.register(&system).await.status, 200);
    let get = async |path: &str| here(&bed, SOMEONE, Method::GET, path, None).await.ok();
    let expected = json!([{
        "systemId": system["id"],
        "name": "Skyen",
        "systemVendorOrgNumber": vendor.organisation,
        "systemVendorOrgName": organisation(&bed, &vendor.organisation).name,
    }]);
    assert_eq!(get("systemregister").await, expected);
    let powers = get(&format!("systemregister/rights/{hidden}")).await;
    assert_eq!(powers["resources"][0]["identifier"], CLAIMS);
    assert_eq!(powers["resources"].as_array().unwrap().len(), 2);
    assert_eq!(powers["accessPackages"].as_array().unwrap().len(), 1);
    let nothing = json!({ "resources": [], "accessPackages": [] });
    assert_eq!(
        get("systemregister/rights/991825827_unknown").await,
        nothing
    );
}
