//! Tests of the BFF calls that approve, reject and escalate a request, with every error code of these calls.

use super::{bff::*, *};
use crate::support::REGISTER;

/// Like the platform, the BFF has calls that approve and reject a request. But the BFF's paths and error codes are
/// different (contract/approval.md §2 and §3).
#[tokio::test]
async fn the_bff_approves_and_rejects_a_request() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let customer = bed.customer("approver").await;
    let other = bed.customer("approver").await;
    let (person, own) = (customer.person.as_str(), party(&bed, &customer));
    let others = party(&bed, &other);
    let system = registered(&vendor, &["krav-og-utlegg"]).await;
    let user = request_of(&vendor, &system, &customer, &[CLAIMS], &[]).await;
    assert_eq!(bed.approve(&user, person).await.status, 200);
    for (kind, wrong_party) in [
        ("request", 403),
        ("agentrequest", 403),
        ("changerequest", 200),
    ] {
        for (answer, status) in [("approve", "Accepted"), ("reject", "Rejected")] {
            let id = match kind {
                "request" => request(&vendor, &customer, &[CLAIMS], &["krav-og-utlegg"]).await,
                "agentrequest" => agent_request(&vendor, &customer, &[LONN]).await,
                _ => change_request(&vendor, &user, PAYROLL).await,
            };
            let at = |party: i64, id: &str, answer: &str| {
                format!("systemuser/{kind}/{party}/{id}/{answer}")
            };
            let post = Method::POST;
            #[rustfmt::skip]
            let mut rows: Vec<Row<'_>> = vec![
                ("approval.md §2: no power over the party", &other.person, post.clone(), at(own, &id, answer), Problem(403, "AMUI-00999")),
                ("approval.md §3: unknown", person, post.clone(), at(own, &Uuid::new_v4().to_string(), answer), Problem(404, "AMUI-00999")),
                ("approval.md §2: no UUID", person, post.clone(), at(own, "x", answer), Model("requestId")),
                ("approval.md §2: true", person, post.clone(), at(own, &id, answer), Json(200, json!(true))),
                ("approval.md §3: second answer", person, post.clone(), at(own, &id, "approve"), Problem(409, "AMUI-00999")),
                ("approval.md §2: second answer", person, post.clone(), at(own, &id, "reject"), Problem(409, "AMUI-00999")),
            ];
            // The call that rejects a change request accepts any party in the path. All remaining calls refuse a wrong
            // party.
            if wrong_party == 403 || answer == "approve" {
                let path = at(others, &id, answer);
                let expected = Problem(403, "AMUI-00999");
                rows.insert(
                    0,
                    (
                        "approval.md §3: wrong party",
                        &other.person,
                        post,
                        path,
                        expected,
                    ),
                );
            }
            met_here(&bed, rows).await;
            let path = format!("systemuser/{kind}/{id}");
            let response = here(&bed, person, Method::GET, &path, None).await.ok();
            assert_eq!(response["status"], status, "{kind}");
        }
    }
}

/// A person who is not allowed to approve can forward (escalate) a standard request or an agent request. The person
/// cannot forward a change request (contract/approval.md §2).
#[tokio::test]
async fn the_bff_escalates_a_request() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let customer = bed.customer("forwarder").await;
    let stranger = bed.customer("approver").await.person;
    let (person, own) = (customer.person.as_str(), party(&bed, &customer));
    let standard = request(&vendor, &customer, &[CLAIMS], &[]).await;
    let agent = agent_request(&vendor, &customer, &[LONN]).await;
    for (kind, id) in [("request", &standard), ("agentrequest", &agent)] {
        let path = format!("systemuser/{kind}/{own}/{id}/escalate");
        let approve = format!("systemuser/{kind}/{own}/{id}/approve");
        #[rustfmt::skip]
        let rows: Vec<Row<'_>> = vec![
            ("approval.md §4: may not approve", person, Method::POST, approve, Problem(403, "AMUI-00999")),
            ("approval.md §2: escalate, unrelated", &stranger, Method::POST, path.clone(), Json(200, json!(false))),
            ("approval.md §2: escalate", person, Method::POST, path, Json(200, json!(true))),
        ];
        met_here(&bed, rows).await;
        let path = format!("systemuser/{kind}/{id}");
        let response = here(&bed, person, Method::GET, &path, None).await.ok();
        assert_eq!(
            (&response["escalated"], &response["status"]),
            (&json!(true), &json!("New"))
        );
    }
    let path = format!("systemuser/changerequest/{own}/{standard}/escalate");
    let answer = here(&bed, person, Method::POST, &path, None).await;
    assert_eq!(
        (answer.status.as_u16(), &answer.json()["title"]),
        (404, &json!("Not simulated"))
    );
}

/// If the approver lacks some of the requested access, the BFF returns its own error code. The response also lists the
/// missing access (contract/approval.md §3).
#[tokio::test]
async fn the_bff_has_its_own_code_for_missing_access() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let package = "urn:altinn:accesspackage:krav-og-utlegg";
    for (id, reason, status, code) in [
        (CLAIMS, "Unknown", 500, "AMUI-00014"),
        (CLAIMS, "MissingRoleAccess", 403, "AMUI-00016"),
        (CLAIMS, "MissingDelegationAccess", 403, "AMUI-00018"),
        (CLAIMS, "MissingSrrRightAccess", 403, "AMUI-00019"),
        (CLAIMS, "InsufficientAuthenticationLevel", 403, "AMUI-00020"),
        (CLAIMS, "MissingPackageAccess", 403, "AMUI-00068"),
        (CLAIMS, "AccessListValidationFail", 403, "AMUI-00069"),
        (CLAIMS, "ResourceNotDelegable", 403, "AMUI-00070"),
        (CLAIMS, "ResourceIsMaskinPortenSchema", 403, "AMUI-00071"),
        (package, "MissingPackageAccess", 400, "AMUI-00053"),
        (package, "Unknown", 400, "AMUI-00050"),
    ] {
        let lacks = json!({ "kind": "lacks", "lacks": [{ "id": id, "reason": reason }] });
        let customer = Customer::of(&bed.post_control("customers", lacks).await);
        let own = party(&bed, &customer);
        let request = request(&vendor, &customer, &[CLAIMS], &["krav-og-utlegg"]).await;
        let path = format!("systemuser/request/{own}/{request}/approve");
        let answer = here(&bed, &customer.person, Method::POST, &path, None).await;
        let body = answer.assert_problem(status, code);
        let kind = if id == package { "package" } else { "resource" };
        let reasons = json!([{ "type": kind, "id": id, "codes": [reason] }]);
        let response: Value =
            serde_json::from_str(body["delegationReasons"].as_str().unwrap()).unwrap();
        assert_eq!(response, reasons, "approval.md §3: a text with JSON in it");
    }
}

/// The platform refuses an approval after a change of the system, its access or the customer. The platform also refuses
/// a second system user of the customer with the same external reference. The BFF replaces the platform's error codes
/// by its own codes (contract/approval.md §3).
#[tokio::test]
async fn the_bff_has_its_own_codes_for_what_prevents_an_approval() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let token = vendor.token(REGISTER).await;
    for (name, status, code) in [
        ("the same external id", 400, "AMUI-00004"),
        ("no such system", 404, "AMUI-00011"),
        ("rights no longer a subset", 400, "AMUI-00001"),
        // The BFF does not have its own code for the errors of this row and the next row. It returns the general code
        // `AMUI-00999`.
        ("packages no longer a subset", 400, "AMUI-00999"),
        ("no organisation", 400, "AMUI-00999"),
    ] {
        let customer = bed.customer("approver").await;
        let (person, own) = (customer.person.as_str(), party(&bed, &customer));
        let system = registered(&vendor, &["krav-og-utlegg"]).await;
        let id = request_of(&vendor, &system, &customer, &[CLAIMS], &["krav-og-utlegg"]).await;
        let register = bed.authentication(&format!("systemregister/vendor/{system}"));
        let changed = async |method: Method, part: &str, body: Option<Value>| {
            let url = format!("{register}{part}");
            let answer = bed.call(method, &url, &token, body.as_ref()).await;
            assert_eq!(answer.status, 200, "{}", answer.body);
        };
        match name {
            "the same external id" => {
                let body = json!({ "integrationTitle": "own", "systemId": system });
                let path = format!("systemuser/{own}");
                here(&bed, person, Method::POST, &path, Some(&body))
                    .await
                    .ok();
            }
            "no such system" => changed(Method::DELETE, "", None).await,
            "rights no longer a subset" => {
                changed(Method::PUT, "/rights", Some(rights(&[PAYROLL]))).await;
            }
            "packages no longer a subset" => {
                let others = packages(&["skattegrunnlag"]);
                changed(Method::PUT, "/accesspackages", Some(others)).await;
            }
            _ => wind_up(&bed, &customer),
        }
        let path = format!("systemuser/request/{own}/{id}/approve");
        met_here(
            &bed,
            vec![(name, person, Method::POST, path, Problem(status, code))],
        )
        .await;
    }
}

/// A call with a bearer token and a form as its body needs no CSRF token. By default, curl sends every body as a form.
#[tokio::test]
async fn a_call_with_a_token_needs_no_csrf_token_whatever_its_body() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let customer = bed.customer("approver").await;
    let own = party(&bed, &customer);
    let id = request(&vendor, &customer, &[CLAIMS], &[]).await;
    let token = token(&bed, &customer.person, SCOPE).await;
    let url = url(&bed, &format!("systemuser/request/{own}/{id}/approve"));
    let call = bed.http.post(&url).bearer_auth(&token).form(&[("a", "b")]);
    assert_eq!(bed.send(call).await.ok(), json!(true));
}

/// The BFF has its own code for each platform code that contract/approval.md §3 lists. For any other platform code, the
/// BFF returns `AMUI-00999`.
#[tokio::test]
async fn each_platform_code_has_a_bff_code() {
    let bed = TestBed::start().await;
    let path = format!("systemuser/request/{}", Uuid::new_v4());
    let own = [
        1, 2, 3, 4, 11, 14, 16, 18, 19, 20, 28, 43, 44, 45, 50, 51, 53, 55, 57, 62, 66, 68, 69, 70,
        71,
    ];
    let others = [0, 10, 13, 17, 30, 41, 42, 47, 48, 60, 63, 80];
    for number in own.into_iter().chain(others) {
        let code = format!("AUTH-{number:05}");
        // No real error of the platform has the status 418. So if the BFF answers with 418, the BFF has passed on the
        // status of the fault. Any other status is the BFF's own.
        let fault = json!({
            "path": "/authentication/api/v1/systemuser/request/",
            "fault": "problem", "code": code, "status": 418,
        });
        bed.post_control("faults", fault).await;
        let answer = here(&bed, SOMEONE, Method::GET, &path, None).await;
        if own.contains(&number) {
            let status = answer.status.as_u16();
            assert_ne!(status, 418, "{code} has a status of its own");
            answer.assert_problem(status, &format!("AMUI-{number:05}"));
        } else {
            answer.assert_problem(418, "AMUI-00999");
        }
    }
}

/// The control API injects an error into the platform. The BFF must treat this error like a real error of the platform
/// (contract/approval.md §3). The control API can also inject an error into the BFF's own response.
#[tokio::test]
async fn the_bff_translates_an_injected_platform_fault() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let customer = bed.customer("approver").await;
    let (person, own) = (customer.person.as_str(), party(&bed, &customer));
    let standard = request(&vendor, &customer, &[CLAIMS], &[]).await;
    let agent = agent_request(&vendor, &customer, &[LONN]).await;
    let platform = "/authentication/api/v1/systemuser/request";
    let ui = "/accessmanagement/api/v1/systemuser/request";
    let to_agents = format!("{platform}/agent");
    let problem = |code: &str| json!({ "fault": "problem", "code": code });
    for (kind, id, path, fault, expected) in [
        (
            "request",
            &standard,
            platform,
            problem("AUTH-00002"),
            Problem(400, "AMUI-00002"),
        ),
        (
            "request",
            &standard,
            platform,
            problem("AUTH-00048"),
            Problem(400, "AMUI-00999"),
        ),
        (
            "request",
            &standard,
            platform,
            json!({ "fault": "empty", "status": 502 }),
            Problem(502, "AMUI-00999"),
        ),
        (
            "request",
            &standard,
            platform,
            json!({ "fault": "cut" }),
            Problem(503, "AMUI-00100"),
        ),
        (
            "agentrequest",
            &agent,
            to_agents.as_str(),
            problem("AUTH-00003"),
            Problem(400, "AMUI-00003"),
        ),
        (
            "request",
            &standard,
            ui,
            problem("AMUI-00062"),
            Problem(500, "AMUI-00062"),
        ),
        (
            "request",
            &standard,
            platform,
            json!({ "fault": "slow", "ms": 1 }),
            Json(200, json!(true)),
        ),
        (
            "agentrequest",
            &agent,
            platform,
            json!({ "fault": "cut", "after": true }),
            Problem(503, "AMUI-00100"),
        ),
        (
            "agentrequest",
            &agent,
            "/",
            json!({ "fault": "slow", "ms": 1 }),
            Problem(409, "AMUI-00999"),
        ),
    ] {
        let mut fault = fault;
        fault["path"] = json!(path);
        fault["method"] = json!("POST");
        let name = fault.to_string();
        bed.post_control("faults", fault).await;
        let path = format!("systemuser/{kind}/{own}/{id}/approve");
        let answer = here(&bed, person, Method::POST, &path, None).await;
        assert_is(&name, &answer, &expected);
        assert!(answer.headers.contains_key("x-simulator-fault"), "{name}");
    }
}
