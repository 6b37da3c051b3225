use reqwest::header::WWW_AUTHENTICATE;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Customer, DEMO, KRAV, Response, TestBed, packages};

fn question(user: &str, action: &str, resource: &str, organisation: &str, name: &str) -> Value {
    let attribute = |id: &str, value: &str| json!({ "AttributeId": id, "Value": value });
    json!({ "Request": {
        "ReturnPolicyIdList": false,
        "AccessSubject": [{ "Attribute": [attribute("urn:altinn:systemuser:uuid", user)] }],
        "Action": [{ "Attribute": [attribute("urn:oasis:names:tc:xacml:1.0:action:action-id", action)] }],
        "Resource": [{ "Attribute": [
            attribute("urn:altinn:resource", resource),
            attribute(name, organisation),
        ] }],
    } })
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "most of it is the table")]
async fn a_policy_decision_follows_the_delegated_access() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered().await;
    let (by_right, right_user) = vendor.connected(&system, "ttd_systembruker-salary").await;
    let by_package = bed.customer("approver").await;
    let mut body = vendor.request(&system, &by_package.organisation);
    body["rights"] = json!([]);
    body["accessPackages"] = packages(&["krav-og-utlegg"]);
    let package_user = vendor.create_request(&body).await;
    assert_eq!(
        bed.approve(&package_user, &by_package.person).await.status,
        200
    );
    let (right_org, package_org) = (
        by_right.organisation.as_str(),
        by_package.organisation.as_str(),
    );

    let token = vendor.token("altinn:authorization/authorize").await;
    let exchanged = vendor.exchanged(&token).await;
    let number = "urn:altinn:organization:identifier-no";
    let older = "urn:altinn:organizationnumber";
    let nobody = Uuid::new_v4().to_string();
    for (user, action, resource, organisation, name, decision) in [
        (
            right_user.as_str(),
            "read",
            "ttd_systembruker-salary",
            right_org,
            number,
            "Permit",
        ),
        (
            &right_user,
            "read",
            "ttd_systembruker-salary",
            right_org,
            older,
            "Permit",
        ),
        (
            &right_user,
            "write",
            "ttd_systembruker-salary",
            right_org,
            number,
            "NotApplicable",
        ),
        (
            &right_user,
            "read",
            "ske-krav-og-betalinger",
            right_org,
            number,
            "NotApplicable",
        ),
        (
            &right_user,
            "read",
            "ttd_systembruker-salary",
            package_org,
            number,
            "NotApplicable",
        ),
        (
            &right_user,
            "read",
            "no-such",
            right_org,
            number,
            "NotApplicable",
        ),
        (
            &nobody,
            "read",
            "ttd_systembruker-salary",
            right_org,
            number,
            "NotApplicable",
        ),
        (
            &package_user,
            "read",
            "ske-krav-og-betalinger",
            package_org,
            number,
            "Permit",
        ),
        (
            &package_user,
            "read",
            "ttd_systembruker-salary",
            package_org,
            number,
            "NotApplicable",
        ),
    ] {
        for path in ["authorize", "decision"] {
            let url = bed.platform(&format!("authorization/api/v1/{path}"));
            let request = bed.http.post(url).bearer_auth(&exchanged);
            let request = request.header("Ocp-Apim-Subscription-Key", "any");
            let answer = bed
                .send(request.json(&question(user, action, resource, organisation, name)))
                .await;
            assert_eq!(
                answer.ok()["response"][0]["decision"],
                decision,
                "{action} {resource}"
            );
        }
    }
    let url = bed.platform("authorization/api/v1/authorize");
    let no_subscription = bed.http.post(url).bearer_auth(&exchanged).json(&json!({}));
    let result = bed.send(no_subscription).await;
    assert_eq!(result.status, 401);
    assert!(result.body.contains("subscription key"), "{}", result.body);
    // Altinn's API gateway checks the subscription key before the token. If a call has neither, the error is about the
    // subscription key.
    let url = bed.platform("authorization/api/v1/authorize");
    let result = bed.send(bed.http.post(&url).json(&json!({}))).await;
    assert!(result.body.contains("subscription key"), "{}", result.body);
    // The policy decision accepts only exchanged tokens, so Maskinporten's own token gets 401.
    let raw = bed.http.post(&url).bearer_auth(&token).json(&json!({}));
    let raw = raw.header("Ocp-Apim-Subscription-Key", "any");
    bed.send(raw).await.assert_empty(401);
}

/// Altinn checks and delegates each resource of a right (contract/approval.md §3).
#[tokio::test]
async fn a_right_gives_access_to_exactly_its_resources() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let (claims, payroll) = ("ske-krav-og-betalinger", "ttd_systembruker-salary");
    let right = |ids: &[&str]| {
        let attribute = |id: &&str| json!({ "id": "urn:altinn:resource", "value": id });
        json!({ "resource": ids.iter().map(attribute).collect::<Vec<_>>() })
    };
    let both = right(&[claims, payroll]);
    let mut system = vendor.system("several");
    system["rights"] = json!([both]);
    let registered = vendor.register(&system).await;
    assert_eq!(registered.status, 200, "{}", registered.body);
    let system = system["id"].as_str().unwrap();
    let lacking = |id: &str| json!({ "kind": "lacks", "lacks": [{ "id": id, "reason": "MissingRoleAccess" }] });
    for (lacks, right, approved, permitted) in [
        (lacking(payroll), &both, false, false),
        (lacking(claims), &both, false, false),
        (json!({ "kind": "approver" }), &both, true, true),
    ] {
        let customer = Customer::of(&bed.post_control("customers", lacks.clone()).await);
        let owner = &customer.organisation;
        let mut body = vendor.request(system, owner);
        body["rights"] = json!([right]);
        let user = vendor.create_request(&body).await;
        let answer = bed.approve(&user, &customer.person).await;
        if approved {
            assert_eq!(answer.status, 200, "{lacks} {right}: {}", answer.body);
        } else {
            answer.assert_problem(403, "AUTH-00016");
        }
        let number = "urn:altinn:organization:identifier-no";
        for resource in [claims, payroll] {
            let token = vendor.token("altinn:authorization/authorize").await;
            let token = vendor.exchanged(&token).await;
            let url = bed.platform("authorization/api/v1/authorize");
            let request = bed.http.post(url).bearer_auth(token);
            let request = request.header("Ocp-Apim-Subscription-Key", "any");
            let question = question(&user, "read", resource, owner, number);
            let result = bed.send(request.json(&question)).await.ok();
            let permit = result["response"][0]["decision"] == "Permit";
            assert_eq!(permit, permitted, "{lacks} {right} {resource}");
        }
    }
}

async fn krav(bed: &TestBed, token: &str, path: &str) -> Response {
    let url = bed.resource_owner(&format!("v1/regnskapssystem/{path}"));
    let request = bed.http.get(url).bearer_auth(token);
    bed.send(request.header("Korrelasjonsid", Uuid::new_v4().to_string()))
        .await
}

#[tokio::test]
async fn the_claims_api_needs_the_right_to_claims_and_payments() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered().await;
    let (customer, _) = vendor.connected(&system, "ske-krav-og-betalinger").await;
    let owner = &customer.organisation;
    let token = vendor.token_for(KRAV, owner).await;
    let all = krav(&bed, &token, &format!("{owner}/krav")).await.ok();
    let open = krav(&bed, &token, &format!("{owner}/aapnekrav")).await.ok();
    let count = |value: &Value| value.as_array().unwrap().len();
    assert!(count(&open["krav"]) > 0 && count(&open["krav"]) < count(&all["krav"]));
    for claim in open["krav"].as_array().unwrap() {
        assert!(claim["rest"].as_i64().unwrap() > 0);
        for member in ["kravid", "beskrivelse", "forfall", "belop"] {
            assert!(claim.get(member).is_some(), "{claim}");
        }
    }
    for list in ["innbetalinger", "utbetalinger"] {
        let paid = krav(&bed, &token, &format!("{owner}/{list}")).await.ok();
        let first = &paid["betalinger"][0];
        for member in ["betalingsid", "dato", "beskrivelse", "belop"] {
            assert!(first.get(member).is_some(), "{list}: {paid}");
        }
    }
    let none = krav(
        &bed,
        &token,
        &format!("{owner}/krav?fraOgMed=2100-01-01&tilOgMed=2100-12-31"),
    )
    .await;
    assert_eq!(none.ok()["krav"], json!([]));
    assert_eq!(
        krav(&bed, &token, &format!("{owner}/krav?fraOgMed=x"))
            .await
            .status,
        400
    );
    assert_eq!(
        krav(&bed, &token, &format!("{owner}/nothing")).await.status,
        404
    );
    let url = bed.resource_owner(&format!("v1/regnskapssystem/{owner}/krav"));
    assert_eq!(
        bed.get(&url, &token).await.status,
        400,
        "without Korrelasjonsid"
    );
}

#[tokio::test]
async fn each_demo_api_needs_its_own_right() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let mut registered = vendor.system("demo");
    registered["rights"] =
        crate::support::rights(&["ttd_systembruker-salary", "ttd_systembruker-logistikk-demo"]);
    assert_eq!(vendor.register(&registered).await.status, 200);
    let system = registered["id"].as_str().unwrap();
    let (paid, _) = vendor.connected(system, "ttd_systembruker-salary").await;
    let (shipped, _) = vendor
        .connected(system, "ttd_systembruker-logistikk-demo")
        .await;
    for (customer, open, shut) in [
        (&paid, "Salary", "Logistics"),
        (&shipped, "Logistics", "Salary"),
    ] {
        let owner = &customer.organisation;
        let token = vendor.token_for(DEMO, owner).await;
        let answer = bed
            .get(&bed.resource_owner(&format!("api/{open}/{owner}")), &token)
            .await
            .ok();
        match open {
            "Salary" => assert!(answer["employees"][0]["net"].is_number(), "{answer}"),
            _ => assert!(answer["shipments"][0]["expected"].is_string(), "{answer}"),
        }
        let denied = bed
            .get(&bed.resource_owner(&format!("api/{shut}/{owner}")), &token)
            .await;
        assert_eq!(
            (denied.status.as_u16(), denied.body.as_str()),
            (403, "Access denied")
        );
    }
    // A token for one customer gives no access to the data of another customer.
    let token = vendor.token_for(DEMO, &paid.organisation).await;
    let url = bed.resource_owner(&format!("api/Salary/{}", shipped.organisation));
    assert_eq!(bed.get(&url, &token).await.status, 403);

    let url = bed.resource_owner(&format!("api/Salary/{}", paid.organisation));
    let none = bed.send(bed.http.get(&url)).await;
    assert_eq!(none.status, 401);
    assert!(
        none.headers[WWW_AUTHENTICATE]
            .to_str()
            .unwrap()
            .starts_with("Bearer")
    );
    assert_eq!(bed.get(&url, "x").await.status, 401);
    let other_scope = vendor.token_for(KRAV, &paid.organisation).await;
    let refused = bed.get(&url, &other_scope).await;
    assert_eq!(refused.status, 403);
    assert!(
        refused.headers[WWW_AUTHENTICATE]
            .to_str()
            .unwrap()
            .contains("insufficient_scope")
    );
    let vendors_own = vendor.token(DEMO).await;
    assert_eq!(
        bed.get(&url, &vendors_own).await.status,
        403,
        "no system user in it"
    );
    bed.advance(140).await;
    assert_eq!(bed.get(&url, &token).await.status, 401, "run out");
}

#[tokio::test]
async fn a_service_for_persons_refuses_a_system_user() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered().await;
    let (customer, _) = vendor.connected(&system, "ttd_systembruker-salary").await;
    let url = bed.resource_owner(&format!("api/Signature/{}", customer.organisation));
    let status = async |token: &str| bed.get(&url, token).await.status.as_u16();
    let of_system_user = vendor.token_for(DEMO, &customer.organisation).await;
    assert_eq!(status(&of_system_user).await, 403);
    assert_eq!(status(&vendor.token(DEMO).await).await, 403);
    assert_eq!(status("x").await, 401);
    assert_eq!(
        status(&bed.idporten_token(&customer.person, "openid")).await,
        200
    );
    let stranger = bed.customer("approver").await.person;
    assert_eq!(status(&bed.idporten_token(&stranger, "openid")).await, 403);
}

/// The token of a deleted system user stays valid until the token expires. The policy decision must refuse access at
/// once.
#[tokio::test]
async fn a_deleted_system_user_has_no_access_even_with_a_valid_token() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered().await;
    let (customer, id) = vendor.connected(&system, "ttd_systembruker-salary").await;
    let token = vendor.token_for(DEMO, &customer.organisation).await;
    let url = bed.resource_owner(&format!("api/Salary/{}", customer.organisation));
    assert_eq!(bed.get(&url, &token).await.status, 200);
    bed.control(
        reqwest::Method::DELETE,
        &format!("system-users/{id}"),
        json!({}),
    )
    .await;
    assert_eq!(bed.get(&url, &token).await.status, 403);
}
