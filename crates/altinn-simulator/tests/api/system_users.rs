use altinn_types::{Page, SystemUser};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use reqwest::Method;
use serde_json::json;

use crate::support::{ALL, OTHER_VENDOR, REGISTER, TestBed, WRITE, packages, rights};

#[tokio::test]
async fn an_approved_request_becomes_a_system_user_with_its_id() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered().await;
    let (customer, id) = vendor.connected(&system, "ske-krav-og-betalinger").await;
    let owner = &customer.organisation;
    assert_eq!(vendor.read(&id).await.ok()["status"], "Accepted");

    let token = vendor.token(WRITE).await;
    let query = format!("systemuser/vendor/byquery?system-id={system}&orgno={owner}");
    let user: SystemUser =
        serde_json::from_value(bed.get(&bed.authentication(&query), &token).await.ok()).unwrap();
    assert_eq!(user.id.to_string(), id);
    assert_eq!(user.product_name, "Skyen");
    assert_eq!(user.supplier_orgno.unwrap().as_str(), vendor.organisation);
    assert_eq!(user.external_ref.unwrap().0, *owner);

    let with_ref = bed.authentication(&format!("{query}&external-ref={owner}"));
    assert_eq!(bed.get(&with_ref, &token).await.status, 200);
    for (name, query) in [
        ("another reference", format!("{query}&external-ref=x")),
        (
            "another customer",
            format!("systemuser/vendor/byquery?system-id={system}&orgno=312450186"),
        ),
        (
            "no number",
            format!("systemuser/vendor/byquery?system-id={system}&orgno=x"),
        ),
    ] {
        let answer = bed.get(&bed.authentication(&query), &token).await;
        assert_eq!(
            (answer.status.as_u16(), answer.body.as_str()),
            (404, ""),
            "{name}"
        );
    }
    let missing = bed.authentication("systemuser/vendor/byquery?orgno=312450186");
    assert_eq!(bed.get(&missing, &token).await.status, 400);
    let other = bed.vendor_of(OTHER_VENDOR).await.token(WRITE).await;
    bed.get(&bed.authentication(&query), &other)
        .await
        .assert_empty(404);

    let path = format!("system-users/{id}");
    assert_eq!(
        bed.control(Method::DELETE, &path, json!({})).await.status,
        204
    );
    bed.get(&bed.authentication(&query), &token)
        .await
        .assert_empty(404);
    bed.control(Method::DELETE, &path, json!({}))
        .await
        .assert_problem(404, "AUTH-00015");
}

#[tokio::test]
async fn the_system_users_of_a_system_are_listed_in_pages() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered().await;
    let customer = bed.customer("approver").await;
    for number in 0..51 {
        let mut body = vendor.request(&system, &customer.organisation);
        body["externalRef"] = json!(number.to_string());
        let id = vendor.create_request(&body).await;
        assert_eq!(bed.approve(&id, &customer.person).await.status, 200);
    }
    let token = vendor.token(REGISTER).await;
    let url = bed.authentication(&format!("systemuser/vendor/bysystem/{system}"));
    let first: Page<SystemUser> = serde_json::from_value(bed.get(&url, &token).await.ok()).unwrap();
    let next = first.links.next.unwrap();
    let second: Page<SystemUser> =
        serde_json::from_value(bed.get(&next, &token).await.ok()).unwrap();
    assert_eq!((first.data.len(), second.data.len()), (50, 1));
    assert_eq!(second.data[0].external_ref.as_ref().unwrap().0, "50");
    assert_eq!(second.links.next, None);

    let other = bed.vendor_of(OTHER_VENDOR).await.token(REGISTER).await;
    bed.get(&url, &other)
        .await
        .assert_problem(404, "AUTH-00011");
}

#[tokio::test]
async fn maskinporten_looks_up_a_system_user() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered().await;
    let (customer, id) = vendor.connected(&system, "ske-krav-og-betalinger").await;
    let token = vendor.token(ALL).await;
    let (client, provider) = (&vendor.client_id, &vendor.organisation);
    let owner = &customer.organisation;
    let url = bed.authentication("systemuser/byExternalId");
    let full = format!(
        "{url}?clientId={client}&systemProviderOrgNo={provider}&systemUserOwnerOrgNo={owner}"
    );
    let found = bed.get(&full, &token).await;
    assert_eq!(found.headers["cache-control"], "no-store");
    let found: SystemUser = serde_json::from_value(found.ok()).unwrap();
    assert_eq!((found.id.to_string(), found.product_name), (id, system));
    let without = format!("{url}?clientId={client}&systemProviderOrgNo={provider}");
    bed.get(&without, &token).await.assert_empty(400);
    bed.get(&format!("{full}&externalRef=x"), &token)
        .await
        .assert_empty(404);
}

/// An approver must hold every requested right and package. If a right or a package is missing, the error code depends
/// on the reason (contract/approval.md §3 and §4).
#[tokio::test]
async fn an_approver_must_hold_every_requested_right() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered().await;

    let customer = bed.customer("lacks").await;
    let mut request_body = vendor.request(&system, &customer.organisation);
    request_body["rights"] = rights(&["ske-krav-og-betalinger", "ttd_systembruker-salary"]);
    let id = vendor.create_request(&request_body).await;
    let body = bed.approve(&id, &customer.person).await;
    let body = body.assert_problem(403, "AUTH-00016");
    assert_eq!(
        body["delegationReasons"],
        r#"[{"type":"resource","id":"ttd_systembruker-salary","codes":["MissingRoleAccess"]}]"#
    );
    let read = vendor.read(&id).await.ok();
    assert_eq!(
        read["status"], "New",
        "a refusal leaves the request as it was"
    );

    for (reason, code) in [
        ("MissingRoleAccess", "AUTH-00016"),
        ("MissingDelegationAccess", "AUTH-00018"),
        ("MissingSrrRightAccess", "AUTH-00019"),
        ("InsufficientAuthenticationLevel", "AUTH-00020"),
        ("MissingPackageAccess", "AUTH-00068"),
        ("AccessListValidationFail", "AUTH-00069"),
        ("ResourceNotDelegable", "AUTH-00070"),
        ("ResourceIsMaskinPortenSchema", "AUTH-00071"),
        ("Unknown", "AUTH-00014"),
    ] {
        let lacks = json!([{ "id": "ske-krav-og-betalinger", "reason": reason }]);
        let made = bed
            .post_control("customers", json!({ "kind": "lacks", "lacks": lacks }))
            .await;
        let customer = crate::support::Customer::of(&made);
        let id = vendor
            .create_request(&vendor.request(&system, &customer.organisation))
            .await;
        let body = bed.approve(&id, &customer.person).await;
        let body = body.assert_problem(403, code);
        assert!(
            body["delegationReasons"].as_str().unwrap().contains(reason),
            "{body}"
        );
    }

    // The new approver holds every right, but not the package of the request.
    let lacks = json!([{ "id": "urn:altinn:accesspackage:krav-og-utlegg", "reason": "MissingPackageAccess" }]);
    let made = bed
        .post_control("customers", json!({ "kind": "lacks", "lacks": lacks }))
        .await;
    let customer = crate::support::Customer::of(&made);
    let mut request_body = vendor.request(&system, &customer.organisation);
    request_body["rights"] = json!([]);
    request_body["accessPackages"] = packages(&["krav-og-utlegg"]);
    let id = vendor.create_request(&request_body).await;
    let body = bed.approve(&id, &customer.person).await;
    let body = body.assert_problem(400, "AUTH-00053");
    assert!(
        body["delegationReasons"]
            .as_str()
            .unwrap()
            .contains("\"package\""),
        "{body}"
    );
}

#[tokio::test]
async fn a_person_who_cannot_approve_escalates_without_notice_to_the_vendor() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered().await;
    let customer = bed.customer("forwarder").await;
    let id = vendor
        .create_request(&vendor.request(&system, &customer.organisation))
        .await;
    let answer = async |person: &str, answer: &str| {
        let body = json!({ "person": person, "answer": answer });
        bed.control(Method::POST, &format!("requests/{id}/answer"), body)
            .await
    };
    answer(&customer.person, "approve")
        .await
        .assert_problem(403, "AUTH-00066");
    answer(&customer.person, "reject")
        .await
        .assert_problem(403, "AUTH-00066");
    for outsider in ["per", "kari"] {
        for wish in ["approve", "reject", "escalate"] {
            answer(outsider, wish)
                .await
                .assert_problem(403, "AUTH-00066");
        }
    }
    assert_eq!(
        answer(&customer.person, "escalate").await.ok()["status"],
        "New"
    );
    let read = vendor.read(&id).await.ok();
    assert_eq!(
        (&read["status"], &read["escalated"]),
        (&json!("New"), &json!(false))
    );
    assert!(
        bed.simulator()
            .world()
            .requests
            .find(id.parse().unwrap())
            .unwrap()
            .escalated
    );

    assert_eq!(
        answer(&customer.access_manager, "approve").await.ok()["status"],
        "Accepted"
    );
    for wish in ["approve", "reject", "escalate"] {
        answer(&customer.access_manager, wish)
            .await
            .assert_problem(409, "AUTH-00013");
    }
}

#[tokio::test]
async fn an_approval_checks_the_system_again() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let token = vendor.token(REGISTER).await;
    let system = vendor.registered().await;
    let customer = bed.customer("approver").await;
    let id = vendor
        .create_request(&vendor.request(&system, &customer.organisation))
        .await;
    let one = bed.authentication(&format!("systemregister/vendor/{system}"));
    let url = format!("{one}/rights");
    let put = bed
        .call(
            Method::PUT,
            &url,
            &token,
            Some(&rights(&["ske-mva-melding"])),
        )
        .await;
    assert_eq!(put.status, 200);
    bed.approve(&id, &customer.person)
        .await
        .assert_problem(400, "AUTH-00001");
    assert_eq!(
        bed.call(Method::DELETE, &one, &token, None).await.status,
        200
    );
    bed.approve(&id, &customer.person)
        .await
        .assert_problem(404, "AUTH-00011");
    let unknown = uuid::Uuid::new_v4().to_string();
    assert_eq!(bed.approve(&unknown, &customer.person).await.status, 404);
}

/// At approval, Altinn checks the status of the request and ignores the request's age.
#[tokio::test]
async fn a_request_that_timed_out_can_still_be_approved() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered().await;
    let customer = bed.customer("approver").await;
    let id = vendor
        .create_request(&vendor.request(&system, &customer.organisation))
        .await;
    bed.advance(179 * 24 * 3600).await;
    assert_eq!(vendor.read(&id).await.ok()["timedOut"], false);
    bed.advance(2 * 24 * 3600).await;
    assert_eq!(vendor.read(&id).await.ok()["timedOut"], true);
    assert_eq!(bed.approve(&id, &customer.person).await.status, 200);
    assert_eq!(vendor.read(&id).await.ok()["timedOut"], false);
}

/// See contract/systemuser-api.md §6.1.
#[tokio::test]
async fn a_vendor_sees_only_the_contracts_members_of_a_system_user() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered().await;
    let (customer, id) = vendor.connected(&system, "ske-krav-og-betalinger").await;
    let owner = &customer.organisation;
    let query = format!("systemuser/vendor/byquery?system-id={system}&orgno={owner}");
    let found = vendor.get(WRITE, &query).await.ok();
    let expected = json!({
        "id": id,
        "integrationTitle": "Skyen",
        "systemId": system,
        "productName": "Skyen",
        "reporteeOrgNo": owner,
        "created": found["created"],
        "isDeleted": false,
        "supplierName": "",
        "supplierOrgno": vendor.organisation,
        "externalRef": owner,
        "userType": "standard",
    });
    assert_eq!(found, expected);
    let list = format!("systemuser/vendor/bysystem/{system}");
    let listed = vendor.get(REGISTER, &list).await.ok();
    assert_eq!(listed, json!({ "links": {}, "data": [expected] }));
    let unknown = vendor.get(REGISTER, "systemuser/vendor/bysystem/315816270_none");
    unknown.await.assert_problem(404, "AUTH-00011");
}

/// See contract/systemuser-api.md §6.3.
#[tokio::test]
async fn maskinportens_look_up_needs_every_parameter_to_match() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered().await;
    let customer = bed.customer("approver").await;
    let mut body = vendor.request(&system, &customer.organisation);
    body["externalRef"] = json!("kunde-1");
    let id = vendor.create_request(&body).await;
    assert_eq!(bed.approve(&id, &customer.person).await.status, 200);
    let token = vendor.token(ALL).await;
    let good = [
        ("clientId", vendor.client_id.as_str()),
        ("systemProviderOrgNo", vendor.organisation.as_str()),
        ("systemUserOwnerOrgNo", customer.organisation.as_str()),
        ("externalRef", "kunde-1"),
    ];
    let ask = async |name: &str, value: Option<&str>| {
        let mut pairs: Vec<_> = good.into_iter().filter(|(key, _)| *key != name).collect();
        pairs.extend(value.map(|value| (name, value)));
        let url = bed.authentication("systemuser/byExternalId");
        let url = url::Url::parse_with_params(url.as_str(), pairs).unwrap();
        bed.get(url.as_str(), &token).await
    };
    assert_eq!(ask("", None).await.ok()["id"], id.as_str());
    for (name, value, status) in [
        ("clientId", None, 400),
        ("systemProviderOrgNo", None, 400),
        ("systemUserOwnerOrgNo", None, 400),
        ("clientId", Some("another"), 404),
        ("systemProviderOrgNo", Some(OTHER_VENDOR), 404),
        ("systemUserOwnerOrgNo", Some(OTHER_VENDOR), 404),
        ("externalRef", Some("kunde-2"), 404),
        // Without `externalRef`, Altinn uses the owner's organisation number as the reference. This system user has the
        // reference `kunde-1`, so Altinn does not find the system user.
        ("externalRef", None, 404),
    ] {
        ask(name, value).await.assert_empty(status);
    }
    let path = format!("system-users/{id}");
    let deleted = bed.control(Method::DELETE, &path, json!({})).await;
    assert_eq!(deleted.status, 204);
    ask("", None).await.assert_empty(404);
}

/// The page token of a list of system users is a number, not an id (contract/systemuser-api.md §4.7).
#[tokio::test]
async fn the_page_token_of_system_users_is_a_number() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered().await;
    let customer = bed.customer("approver").await;
    for number in 0..51 {
        let mut body = vendor.request(&system, &customer.organisation);
        body["externalRef"] = json!(number.to_string());
        let id = vendor.create_request(&body).await;
        assert_eq!(bed.approve(&id, &customer.person).await.status, 200);
    }
    let list = format!("systemuser/vendor/bysystem/{system}");
    let page = vendor.get(REGISTER, &list).await.ok();
    let next: url::Url = page["links"]["next"].as_str().unwrap().parse().unwrap();
    let (_, token) = next.query_pairs().next().unwrap();
    let token = URL_SAFE_NO_PAD.decode(token.as_bytes()).unwrap();
    assert!(serde_json::from_slice::<u64>(&token).is_ok(), "{token:?}");
    let bad = vendor.get(REGISTER, &format!("{list}?token=x")).await;
    assert_eq!(bad.status, 400);
}

/// If several rights are missing, the first missing right decides the error code. AUTH-00050 means that Altinn could
/// not check a package (contract/approval.md §3).
#[tokio::test]
async fn the_first_blocking_reason_decides_the_code_and_rights_come_before_packages() {
    const CLAIMS: &str = "ske-krav-og-betalinger";
    const PAYROLL: &str = "ttd_systembruker-salary";
    const PACKAGE: &str = "urn:altinn:accesspackage:krav-og-utlegg";
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered().await;
    for (lacks, status, code, reasons) in [
        (vec![(PACKAGE, "Unknown")], 400, "AUTH-00050", 1),
        (
            vec![
                (CLAIMS, "AccessListValidationFail"),
                (PAYROLL, "MissingSrrRightAccess"),
            ],
            403,
            "AUTH-00069",
            2,
        ),
        (
            vec![
                (PACKAGE, "MissingPackageAccess"),
                (PAYROLL, "MissingSrrRightAccess"),
            ],
            403,
            "AUTH-00019",
            1,
        ),
    ] {
        let lack = |(id, reason): &(&str, &str)| json!({ "id": id, "reason": reason });
        let lacks: Vec<_> = lacks.iter().map(lack).collect();
        let made = json!({ "kind": "lacks", "lacks": lacks });
        let customer = crate::support::Customer::of(&bed.post_control("customers", made).await);
        let mut body = vendor.request(&system, &customer.organisation);
        body["rights"] = rights(&[CLAIMS, PAYROLL]);
        body["accessPackages"] = packages(&["krav-og-utlegg"]);
        let id = vendor.create_request(&body).await;
        let response = bed.approve(&id, &customer.person).await;
        let response = response.assert_problem(status, code);
        let response = response["delegationReasons"].as_str().unwrap();
        let response: serde_json::Value = serde_json::from_str(response).unwrap();
        assert_eq!(response.as_array().unwrap().len(), reasons, "{response}");
        // After a refused approval, the request is still new, and the system user does not exist.
        assert_eq!(vendor.read(&id).await.ok()["status"], "New");
        let user = format!(
            "systemuser/vendor/byquery?system-id={system}&orgno={}",
            customer.organisation
        );
        vendor.get(WRITE, &user).await.assert_empty(404);
    }
}

/// At approval, Altinn compares the packages of the request with the current system and the current catalogue
/// (contract/approval.md §3).
#[tokio::test]
async fn an_approval_checks_the_packages_again() {
    let bed = TestBed::start().await;
    let package =
        |assignable: bool| json!({ "name": "P", "isAssignable": assignable, "isDelegable": true });
    let put = async |body| bed.control(Method::PUT, "packages/changing", body).await;
    assert_eq!(put(package(true)).await.status, 204);
    let vendor = bed.vendor().await;
    let mut system = vendor.system("packages");
    system["accessPackages"] = packages(&["changing", "krav-og-utlegg"]);
    assert_eq!(vendor.register(&system).await.status, 200);
    let system = system["id"].as_str().unwrap();
    let customer = bed.customer("approver").await;
    let mut request_body = vendor.request(system, &customer.organisation);
    request_body["accessPackages"] = packages(&["changing"]);
    let id = vendor.create_request(&request_body).await;

    assert_eq!(put(package(false)).await.status, 204);
    let response = bed.approve(&id, &customer.person).await;
    let response = response.assert_problem(400, "AUTH-00064");
    assert_eq!(
        response["NotDelegablePackages"],
        "urn:altinn:accesspackage:changing"
    );
    let token = vendor.token(REGISTER).await;
    let url = bed.authentication(&format!("systemregister/vendor/{system}/accesspackages"));
    let fewer = packages(&["krav-og-utlegg"]);
    let put = bed.call(Method::PUT, &url, &token, Some(&fewer)).await;
    assert_eq!(put.status, 200);
    let response = bed.approve(&id, &customer.person).await;
    response.assert_problem(400, "AUTH-00063");
}
