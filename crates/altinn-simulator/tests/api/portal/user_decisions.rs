//! Tests of the calls to Altinn's platform that approve, reject and escalate a request. The tests cover every error
//! code of these calls.

use super::*;
use crate::support::REGISTER;

fn answer_path(kind: &str, party: i64, id: &str, answer: &str) -> String {
    format!("systemuser/{kind}/{party}/{id}/{answer}")
}

/// Altinn answers `true` to the first decision about a request, and answers a second decision with an error. After an
/// approval, the new system user has the id of the request (contract/approval.md §2 and §3).
#[tokio::test]
async fn a_request_is_answered_once() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let customer = bed.customer("approver").await;
    let (person, own) = (customer.person.as_str(), party(&bed, &customer));
    for (kind, code) in [("request", "AUTH-00041"), ("request/agent", "AUTH-00042")] {
        for (answer, status) in [("approve", "Accepted"), ("reject", "Rejected")] {
            let (id, missing) = match kind {
                "request" => (
                    request(&vendor, &customer, &[CLAIMS], &["krav-og-utlegg"]).await,
                    "AUTH-00010",
                ),
                _ => (
                    agent_request(&vendor, &customer, &[LONN, UTEN]).await,
                    "AUTH-00030",
                ),
            };
            let other = bed.customer("approver").await;
            let others = party(&bed, &other);
            #[rustfmt::skip]
            let rows: Vec<Row<'_>> = vec![
                ("approval.md §2: wrong party", &other.person, Method::POST, answer_path(kind, others, &id, answer), Problem(403, code)),
                ("approval.md §3: unknown", person, Method::POST, answer_path(kind, own, &Uuid::new_v4().to_string(), answer), Problem(404, missing)),
                ("approval.md §2: true", person, Method::POST, answer_path(kind, own, &id, answer), Json(200, json!(true))),
                ("approval.md §3: second answer", person, Method::POST, answer_path(kind, own, &id, "approve"), Problem(409, "AUTH-00013")),
                ("approval.md §2: second answer", person, Method::POST, answer_path(kind, own, &id, "reject"), Problem(409, "AUTH-00013")),
            ];
            met(&bed, rows).await;
            let response = call(
                &bed,
                person,
                Method::GET,
                &format!("systemuser/{kind}/{id}"),
                None,
            )
            .await
            .ok();
            assert_eq!(response["status"], status);
            let user = call(
                &bed,
                person,
                Method::GET,
                &format!("systemuser/{own}/{id}"),
                None,
            )
            .await;
            assert_eq!(
                user.status == 200,
                answer == "approve",
                "approval.md §3: id = request id"
            );
        }
    }
}

#[tokio::test]
async fn a_call_for_one_kind_of_request_does_not_find_another_kind() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let customer = bed.customer("approver").await;
    let (person, own) = (customer.person.as_str(), party(&bed, &customer));
    let standard = request(&vendor, &customer, &[CLAIMS], &[]).await;
    let agent = agent_request(&vendor, &customer, &[LONN]).await;
    #[rustfmt::skip]
    let rows: Vec<Row<'_>> = vec![
        ("approval.md §3: an agent request", person, Method::POST, answer_path("request", own, &agent, "approve"), Problem(404, "AUTH-00010")),
        ("approval.md §3: a standard request", person, Method::POST, answer_path("request/agent", own, &standard, "approve"), Problem(404, "AUTH-00030")),
    ];
    met(&bed, rows).await;
}

/// Any person with a connection to the customer can escalate a request. The request keeps its status
/// (contract/approval.md §2).
#[tokio::test]
async fn escalating_returns_true_or_false() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let customer = bed.customer("forwarder").await;
    let (person, own) = (customer.person.as_str(), party(&bed, &customer));
    let other = bed.customer("approver").await;
    let others = party(&bed, &other);
    let standard = request(&vendor, &customer, &[CLAIMS], &[]).await;
    let agent = agent_request(&vendor, &customer, &[LONN]).await;
    let unknown = Uuid::new_v4().to_string();
    let escalate = |kind: &str, party: i64, id: &str| answer_path(kind, party, id, "escalate");
    let (yes, no) = (Json(200, json!(true)), Json(200, json!(false)));
    let post = Method::POST;
    #[rustfmt::skip]
    let rows: Vec<Row<'_>> = vec![
        ("approval.md §2: escalate, unrelated", &other.person, post.clone(), escalate("request", own, &standard), no.clone()),
        ("approval.md §2: escalate, no such party", person, post.clone(), escalate("request", 99_999_999, &standard), no.clone()),
        ("approval.md §2: escalate, unknown", person, post.clone(), escalate("request", own, &unknown), no.clone()),
        ("approval.md §2: escalate, another's", &other.person, post.clone(), escalate("request", others, &standard), no.clone()),
        ("approval.md §2: escalate", person, post.clone(), escalate("request", own, &standard), yes.clone()),
        ("approval.md §2: agent, unknown", person, post.clone(), escalate("request/agent", own, &unknown), Problem(404, "AUTH-00030")),
        ("approval.md §2: agent, wrong party", &other.person, post.clone(), escalate("request/agent", others, &agent), Problem(403, "AUTH-00042")),
        ("approval.md §2: agent, unrelated", &other.person, post.clone(), escalate("request/agent", own, &agent), no.clone()),
        ("approval.md §2: agent, escalate", person, post.clone(), escalate("request/agent", own, &agent), yes),
    ];
    met(&bed, rows).await;
    for (kind, id) in [("request", &standard), ("request/agent", &agent)] {
        let response = call(
            &bed,
            person,
            Method::GET,
            &format!("systemuser/{kind}/{id}"),
            None,
        )
        .await
        .ok();
        assert_eq!(
            (&response["escalated"], &response["status"]),
            (&json!(true), &json!("New"))
        );
    }
    let manager = customer.access_manager.as_str();
    #[rustfmt::skip]
    let rows: Vec<Row<'_>> = vec![
        ("approval.md §4: the access manager answers", manager, post.clone(), answer_path("request", own, &standard, "reject"), Json(200, json!(true))),
        ("approval.md §2: escalate, answered", person, post, escalate("request", own, &standard), no),
    ];
    met(&bed, rows).await;
}

/// Altinn refuses an approval if the system, its access or the customer has changed since the request was created
/// (contract/approval.md §3).
#[tokio::test]
async fn later_changes_prevent_an_approval() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let token = vendor.token(REGISTER).await;
    for (name, status, code) in [
        (
            "approval.md §3: a system user with the same external id",
            400,
            "AUTH-00004",
        ),
        ("approval.md §3: no such system", 404, "AUTH-00011"),
        (
            "approval.md §3: rights no longer a subset",
            400,
            "AUTH-00001",
        ),
        (
            "approval.md §3: packages no longer a subset",
            400,
            "AUTH-00063",
        ),
        (
            "approval.md §3: the organisation cannot be resolved",
            400,
            "AUTH-00000",
        ),
    ] {
        let customer = bed.customer("approver").await;
        let (person, own) = (customer.person.as_str(), party(&bed, &customer));
        let system = registered(&vendor, &["krav-og-utlegg"]).await;
        let id = request_of(&vendor, &system, &customer, &[CLAIMS], &["krav-og-utlegg"]).await;
        let url = bed.authentication(&format!("systemregister/vendor/{system}"));
        let put = async |part: &str, body: Value| {
            let url = format!("{url}/{part}");
            let answer = bed.call(Method::PUT, &url, &token, Some(&body)).await;
            assert_eq!(answer.status, 200, "{}", answer.body);
        };
        match code {
            "AUTH-00004" => {
                let path = format!("systemuser/{own}/create");
                let body = json!({ "integrationTitle": "own", "systemId": system });
                call(&bed, person, Method::POST, &path, Some(&body))
                    .await
                    .ok();
            }
            "AUTH-00011" => {
                let answer = bed.call(Method::DELETE, &url, &token, None).await;
                assert_eq!(answer.status, 200, "{}", answer.body);
            }
            "AUTH-00001" => put("rights", rights(&[PAYROLL])).await,
            "AUTH-00063" => put("accesspackages", packages(&["skattegrunnlag"])).await,
            _ => wind_up(&bed, &customer),
        }
        let path = answer_path("request", own, &id, "approve");
        met(
            &bed,
            vec![(name, person, Method::POST, path, Problem(status, code))],
        )
        .await;
    }
}

/// If the approver lacks some of the access, Altinn refuses the approval. The first access that the approver lacks
/// decides the error code, and `delegationReasons` lists all access that the approver lacks. The request keeps the
/// status `New` (contract/approval.md §3).
#[tokio::test]
async fn the_error_names_the_access_that_cannot_be_delegated() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let package = "urn:altinn:accesspackage:krav-og-utlegg";
    for (id, reason, status, code) in [
        (CLAIMS, "Unknown", 403, "AUTH-00014"),
        (CLAIMS, "MissingRoleAccess", 403, "AUTH-00016"),
        (CLAIMS, "MissingDelegationAccess", 403, "AUTH-00018"),
        (CLAIMS, "MissingSrrRightAccess", 403, "AUTH-00019"),
        (CLAIMS, "InsufficientAuthenticationLevel", 403, "AUTH-00020"),
        (CLAIMS, "MissingPackageAccess", 403, "AUTH-00068"),
        (CLAIMS, "AccessListValidationFail", 403, "AUTH-00069"),
        (CLAIMS, "ResourceNotDelegable", 403, "AUTH-00070"),
        (CLAIMS, "ResourceIsMaskinPortenSchema", 403, "AUTH-00071"),
        (package, "MissingPackageAccess", 400, "AUTH-00053"),
        (package, "Unknown", 400, "AUTH-00050"),
    ] {
        let lacks = json!({ "kind": "lacks", "lacks": [{ "id": id, "reason": reason }] });
        let customer = Customer::of(&bed.post_control("customers", lacks).await);
        let own = party(&bed, &customer);
        let request = request(&vendor, &customer, &[CLAIMS], &["krav-og-utlegg"]).await;
        let path = answer_path("request", own, &request, "approve");
        let answer = call(&bed, &customer.person, Method::POST, &path, None).await;
        assert_is(
            &format!("approval.md §3: {id} {reason}"),
            &answer,
            &Problem(status, code),
        );
        let kind = if id == package { "package" } else { "resource" };
        let reasons = answer.json()["delegationReasons"]
            .as_str()
            .unwrap()
            .to_owned();
        let reasons: Value = serde_json::from_str(&reasons).unwrap();
        assert_eq!(
            reasons,
            json!([{ "type": kind, "id": id, "codes": [reason] }])
        );
        let path = format!("systemuser/request/{request}");
        let response = call(&bed, &customer.person, Method::GET, &path, None)
            .await
            .ok();
        assert_eq!(
            response["status"], "New",
            "approval.md §3: a failed check leaves the request New"
        );
    }
}

/// An access manager approves or rejects a change request. At approval, Altinn adds only the access that the system
/// user lacks (contract/approval.md §2 and §3).
#[tokio::test]
async fn a_change_request_is_approved_or_rejected() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = registered(&vendor, &["krav-og-utlegg"]).await;
    let (customer, user) = vendor.connected(&system, CLAIMS).await;
    let other = bed.customer("approver").await;
    let (person, own) = (customer.person.as_str(), party(&bed, &customer));
    let others = party(&bed, &other);
    let id = change_request(&vendor, &user, PAYROLL).await;
    let rejected = change_request(&vendor, &user, PAYROLL).await;
    let unknown = Uuid::new_v4().to_string();
    let path = |party: i64, id: &str, answer: &str| answer_path("changerequest", party, id, answer);
    let post = Method::POST;
    #[rustfmt::skip]
    let rows: Vec<Row<'_>> = vec![
        ("approval.md §3: wrong party", &other.person, post.clone(), path(others, &id, "approve"), Problem(403, "AUTH-00041")),
        ("approval.md §3: unknown", person, post.clone(), path(own, &unknown, "approve"), Problem(404, "AUTH-00010")),
        ("approval.md §2: reject, unknown", person, post.clone(), path(own, &unknown, "reject"), Problem(404, "AUTH-00010")),
        ("approval.md §2: true", person, post.clone(), path(own, &id, "approve"), Json(200, json!(true))),
        ("approval.md §3: second answer", person, post.clone(), path(own, &id, "approve"), Problem(409, "AUTH-00013")),
        ("approval.md §2: second answer", person, post.clone(), path(own, &id, "reject"), Problem(409, "AUTH-00013")),
        ("approval.md §2: reject does not compare the party", &other.person, post, path(others, &rejected, "reject"), Json(200, json!(true))),
    ];
    met(&bed, rows).await;
    let path = format!("systemuser/{own}/{user}/delegations");
    let response = call(&bed, person, Method::GET, &path, None).await.ok();
    assert_eq!(response["rights"], rights(&[CLAIMS, PAYROLL]));
}

/// When a change request is approved, Altinn makes the delegation check only for the access that the request adds. The
/// approval also fails if the system or the customer was deleted (contract/approval.md §3).
#[tokio::test]
async fn a_change_that_the_approver_cannot_delegate_is_refused() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let lacks =
        json!({ "kind": "lacks", "lacks": [{ "id": PAYROLL, "reason": "MissingRoleAccess" }] });
    let customer = Customer::of(&bed.post_control("customers", lacks).await);
    let (person, own) = (customer.person.as_str(), party(&bed, &customer));
    let system = registered(&vendor, &["krav-og-utlegg"]).await;
    let user = request_of(&vendor, &system, &customer, &[CLAIMS], &[]).await;
    let approve = answer_path("request", own, &user, "approve");
    met(
        &bed,
        vec![(
            "approval.md §2: true",
            person,
            Method::POST,
            approve,
            Json(200, json!(true)),
        )],
    )
    .await;
    let id = change_request(&vendor, &user, PAYROLL).await;
    let path = answer_path("changerequest", own, &id, "approve");
    let row = (
        "approval.md §3: lacks",
        person,
        Method::POST,
        path.clone(),
        Problem(403, "AUTH-00016"),
    );
    met(&bed, vec![row]).await;

    let token = vendor.token(REGISTER).await;
    let url = bed.authentication(&format!("systemregister/vendor/{system}"));
    assert_eq!(
        bed.call(Method::DELETE, &url, &token, None).await.status,
        200
    );
    let row = (
        "approval.md §3: no such system",
        person,
        Method::POST,
        path.clone(),
        Problem(404, "AUTH-00011"),
    );
    met(&bed, vec![row]).await;
    wind_up(&bed, &customer);
    let row = (
        "approval.md §3: no organisation",
        person,
        Method::POST,
        path,
        Problem(400, "AUTH-00000"),
    );
    met(&bed, vec![row]).await;
}
