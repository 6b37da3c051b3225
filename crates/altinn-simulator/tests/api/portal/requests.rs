//! Tests of the calls that read a request or list the pending requests.

use super::*;

/// Any person with a connection to the customer can read the customer's requests. The response says whether the person
/// may approve the request or only escalate it (contract/approval.md §2).
#[tokio::test]
async fn a_person_connected_to_the_organisation_reads_its_requests() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let customer = bed.customer("forwarder").await;
    let stranger = bed.customer("approver").await.person;
    let standard = request(&vendor, &customer, &[CLAIMS], &["krav-og-utlegg"]).await;
    let agent = agent_request(&vendor, &customer, &[LONN]).await;
    let party = organisation(&bed, &customer.organisation);
    let (claims, payroll) = (packages(&["krav-og-utlegg"]), packages(&[LONN]));
    for (path, id, kind, other, rights, packages) in [
        (
            "systemuser/request",
            &standard,
            "Standard",
            &agent,
            rights(&[CLAIMS]),
            claims,
        ),
        (
            "systemuser/request/agent",
            &agent,
            "Agent",
            &standard,
            json!([]),
            payroll,
        ),
    ] {
        let here = format!("{path}/{id}");
        let read = async |person: &str| call(&bed, person, Method::GET, &here, None).await.ok();
        let result = read(&customer.access_manager).await;
        for (member, value) in [
            ("id", json!(id)),
            ("partyId", json!(party.party_id())),
            ("partyUuid", json!(party.uuid())),
            ("partyOrgNo", json!(party.number)),
            ("status", json!("New")),
            ("escalated", json!(false)),
            ("userMayEscalateButNotApprove", json!(false)),
            ("systemUserType", json!(kind)),
        ] {
            assert_eq!(result[member], value, "approval.md §2: {member}");
        }
        assert_eq!(
            (&result["rights"], &result["accessPackages"]),
            (&rights, &packages)
        );
        let result = read(&customer.person).await;
        assert_eq!(result["userMayEscalateButNotApprove"], true);
        #[rustfmt::skip]
        let rows: Vec<Row<'_>> = vec![
            ("approval.md §2: unrelated", &stranger, Method::GET, here.clone(), Problem(403, "AUTH-00066")),
            ("approval.md §2: unknown", &stranger, Method::GET, format!("{path}/{}", Uuid::new_v4()), Problem(404, "AUTH-00010")),
            ("approval.md §2: of the other kind", &customer.access_manager, Method::GET, format!("{path}/{other}"), Problem(404, "AUTH-00010")),
        ];
        met(&bed, rows).await;
    }
    wind_up(&bed, &customer);
    let path = format!("systemuser/request/{standard}");
    let row = (
        "approval.md §3: the organisation cannot be resolved",
        customer.access_manager.as_str(),
        Method::GET,
        path,
        Problem(400, "AUTH-00000"),
    );
    met(&bed, vec![row]).await;
}

/// Altinn has two calls for reading a request, an older call and a newer call. Only the path of the older call contains
/// the party (contract/approval.md §2).
#[tokio::test]
async fn the_older_path_reads_a_request_of_its_party() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let customer = bed.customer("approver").await;
    let other = bed.customer("approver").await;
    let standard = request(&vendor, &customer, &[CLAIMS], &[]).await;
    let agent = agent_request(&vendor, &customer, &[LONN]).await;
    let (own, others) = (party(&bed, &customer), party(&bed, &other));
    for (path, id) in [
        ("systemuser/request", &standard),
        ("systemuser/request/agent", &agent),
    ] {
        let here = format!("{path}/{own}/{id}");
        let response = call(&bed, &customer.person, Method::GET, &here, None)
            .await
            .ok();
        assert_eq!(
            (&response["id"], &response["status"]),
            (&json!(id), &json!("New"))
        );
        assert!(response.get("confirmUrl").is_none(), "{response}");
        #[rustfmt::skip]
        let rows: Vec<Row<'_>> = vec![
            ("approval.md §2: another party's", &other.person, Method::GET, format!("{path}/{others}/{id}"), Problem(404, "AUTH-00010")),
            ("approval.md §2: unknown", &customer.person, Method::GET, format!("{path}/{own}/{}", Uuid::new_v4()), Problem(404, "AUTH-00010")),
        ];
        met(&bed, rows).await;
    }
}

/// Every new standard request is in the list of pending requests. A new agent request is in the list only after
/// somebody has escalated it (contract/approval.md §2).
#[tokio::test]
async fn pending_requests_are_listed() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let customer = bed.customer("forwarder").await;
    let manager = customer.access_manager.as_str();
    let first = request(&vendor, &customer, &[CLAIMS], &[]).await;
    let second = request(&vendor, &customer, &[CLAIMS], &[]).await;
    let agent = agent_request(&vendor, &customer, &[LONN]).await;
    let (own, number) = (party(&bed, &customer), &customer.organisation);
    let pending = async |path: &str| {
        let path = format!("{path}/{own}/{number}/pending");
        let list = call(&bed, manager, Method::GET, &path, None).await.ok();
        let ids = list.as_array().unwrap().iter();
        ids.map(|row| row["id"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let (standard_path, agent_path) = ("systemuser/request", "systemuser/request/agent");
    assert_eq!(
        pending(standard_path).await,
        [first.clone(), second.clone()]
    );
    assert!(
        pending(agent_path).await.is_empty(),
        "approval.md §2: only escalated ones"
    );
    #[rustfmt::skip]
    let rows: Vec<Row<'_>> = vec![
        ("approval.md §2: reject", manager, Method::POST, format!("{standard_path}/{own}/{first}/reject"), Json(200, json!(true))),
        ("approval.md §2: escalate", &customer.person, Method::POST, format!("{agent_path}/{own}/{agent}/escalate"), Json(200, json!(true))),
        ("approval.md §2: pending, another's number", manager, Method::GET, format!("{standard_path}/{own}/310702641/pending"), Problem(403, "AUTH-00041")),
        ("approval.md §2: pending, another's number", manager, Method::GET, format!("{agent_path}/{own}/310702641/pending"), Problem(403, "AUTH-00042")),
    ];
    met(&bed, rows).await;
    assert_eq!(pending(standard_path).await, [second]);
    assert_eq!(pending(agent_path).await, [agent]);
    wind_up(&bed, &customer);
    let path = format!("{standard_path}/{own}/{number}/pending");
    met(
        &bed,
        vec![(
            "approval.md §3: no organisation",
            manager,
            Method::GET,
            path,
            Problem(400, "AUTH-00000"),
        )],
    )
    .await;
}

/// Altinn's own pages call `GET systemuser/changerequest/{id}` to read a change request (contract/approval.md §2).
#[tokio::test]
async fn a_change_request_is_read_by_an_access_manager() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = registered(&vendor, &["krav-og-utlegg"]).await;
    let (customer, user) = vendor.connected(&system, CLAIMS).await;
    let stranger = bed.customer("approver").await.person;
    let id = change_request(&vendor, &user, PAYROLL).await;
    let path = format!("systemuser/changerequest/{id}");
    let response = call(&bed, &customer.person, Method::GET, &path, None)
        .await
        .ok();
    let party = organisation(&bed, &customer.organisation);
    for (member, value) in [
        ("id", json!(id)),
        ("systemUserId", json!(user)),
        ("partyId", json!(party.party_id())),
        ("partyUuid", json!(party.uuid())),
        ("requiredRights", rights(&[PAYROLL])),
        ("unwantedAccessPackages", json!([])),
        ("status", json!("New")),
    ] {
        assert_eq!(response[member], value, "approval.md §2: {member}");
    }
    #[rustfmt::skip]
    let rows: Vec<Row<'_>> = vec![
        ("approval.md §2: unrelated", &stranger, Method::GET, path, Problem(403, "AUTH-00066")),
        ("approval.md §2: unknown", &stranger, Method::GET, format!("systemuser/changerequest/{}", Uuid::new_v4()), Problem(404, "AUTH-00010")),
    ];
    met(&bed, rows).await;
}
