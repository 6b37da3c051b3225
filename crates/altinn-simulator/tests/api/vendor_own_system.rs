//! Tests of `POST systemuser/own`. With this call, a vendor creates a system and its system user for the vendor's own
//! use. So the vendor is also the customer (contract/systemuser-api.md §6.6).

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{DEMO, READ, REGISTER, TestBed, WRITE};

#[tokio::test]
async fn one_call_creates_a_hidden_system_and_its_system_user() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let token = vendor.token(REGISTER).await;
    let body = json!({ "IntegrationTitle": " Lønnsrobot ", "other": 1 });
    let url = bed.authentication("systemuser/own");
    let made = bed.post(&url, &token, &body).await.ok();
    assert_eq!(made["integrationTitle"], "Lønnsrobot");
    assert_eq!(made["userType"], "standalone");
    assert_eq!(made["reporteeOrgNo"], vendor.organisation);
    assert_eq!(made["supplierOrgno"], vendor.organisation);
    assert_eq!(made["externalRef"], vendor.organisation);

    let id = made["systemId"].as_str().unwrap();
    assert!(id.starts_with(&format!("{}_", vendor.organisation)), "{id}");
    let path = bed.authentication(&format!("systemregister/vendor/{id}"));
    let system = bed.get(&path, &token).await.ok();
    assert_eq!(system["name"]["nn"], "Lønnsrobot");
    assert_eq!(system["isVisible"], false);
    assert_eq!(system["clientId"], json!([vendor.client_id]));
    assert_eq!(system["rights"], json!([]));
    assert_eq!(system["accessPackages"], json!([]));
    let changes = bed.get(&format!("{path}/changelog"), &token).await.ok();
    assert_eq!(changes[0]["changeType"], "create");
    let users = bed.authentication(&format!("systemuser/vendor/bysystem/{id}"));
    let users = bed.get(&users, &token).await.ok();
    assert_eq!(users["data"][0]["id"], made["id"]);
}

#[tokio::test]
async fn a_client_belongs_to_one_system() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let token = vendor.token(REGISTER).await;
    let url = bed.authentication("systemuser/own");
    let body = json!({ "integrationTitle": "Lønnsrobot" });
    let first = bed.post(&url, &token, &body).await.ok();
    let again = bed.post(&url, &token, &body).await;
    assert_eq!(again.status, 409, "{}", again.body);
    assert_eq!(again.json()["title"], "Conflict");
    let response = again.json()["detail"].to_string();
    assert!(
        response.contains(first["systemId"].as_str().unwrap()),
        "{response}"
    );
    // After the first system is deleted, a new system can use the Maskinporten client of the first system.
    let id = first["systemId"].as_str().unwrap();
    let delete = bed.authentication(&format!("systemregister/vendor/{id}"));
    let answer = bed.call(Method::DELETE, &delete, &token, None).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    // The system user of the deleted system still exists with the same external reference, but Altinn creates a second
    // system user.
    let second = bed.post(&url, &token, &body).await.ok();
    assert_ne!(second["systemId"], first["systemId"]);
}

#[tokio::test]
async fn an_own_system_needs_a_name_and_nothing_else() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let url = bed.authentication("systemuser/own");
    let token = vendor.token(REGISTER).await;
    for body in [
        json!({}),
        json!({ "integrationTitle": null }),
        json!({ "integrationTitle": "  " }),
    ] {
        let response = bed.post(&url, &token, &body).await;
        assert_eq!(response.status, 400, "{body}");
        let errors = &response.json()["errors"];
        assert!(errors.get("IntegrationTitle").is_some(), "{body}: {errors}");
    }
    let other = vendor.token(&format!("{WRITE} {READ}")).await;
    let request_body = json!({ "integrationTitle": "Lønnsrobot" });
    bed.post(&url, &other, &request_body)
        .await
        .assert_empty(403);
    let mut nobody = crate::support::claims(&token);
    nobody["consumer"]["ID"] = json!("0192:974760673");
    nobody["client_id"] = json!("another");
    let nobody = bed.simulator().keys().maskinporten.sign(&nobody);
    bed.post(&url, &nobody, &request_body)
        .await
        .assert_problem(400, "AUTH-00000");
}

/// The new system user has no access until its owner delegates access to it.
#[tokio::test]
async fn an_own_system_user_gets_its_access_afterwards() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let token = vendor.token(REGISTER).await;
    let request_body = json!({ "integrationTitle": "Lønnsrobot" });
    let url = bed.authentication("systemuser/own");
    let made = bed.post(&url, &token, &request_body).await.ok();
    let token = vendor.token_for(DEMO, &vendor.organisation).await;
    let salary = bed.resource_owner(&format!("api/Salary/{}", vendor.organisation));
    assert_eq!(bed.get(&salary, &token).await.status, 403);

    let control_path = format!("system-users/{}/delegations", made["id"].as_str().unwrap());
    let right = json!({ "resources": ["ttd_systembruker-salary"] });
    let given = bed.control(Method::PUT, &control_path, right).await;
    assert_eq!(given.status, 204, "{}", given.body);
    assert_eq!(bed.get(&salary, &token).await.status, 200);
    // The first PUT gave the system user access. A second PUT with no access must remove that access.
    let given = bed.control(Method::PUT, &control_path, json!({})).await;
    assert_eq!(given.status, 204, "{}", given.body);
    assert_eq!(bed.get(&salary, &token).await.status, 403);

    for (body, status) in [
        (json!({ "resources": ["none"] }), 400),
        (json!({ "packages": ["none"] }), 400),
        (json!({ "rights": [] }), 400),
        (Value::Null, 400),
        (json!({ "packages": ["skattegrunnlag"] }), 204),
    ] {
        let answer = bed.control(Method::PUT, &control_path, body.clone()).await;
        assert_eq!(answer.status, status, "{body}: {}", answer.body);
    }
    let unknown = format!("system-users/{}/delegations", uuid::Uuid::new_v4());
    bed.control(Method::PUT, &unknown, json!({}))
        .await
        .assert_problem(404, "AUTH-00015");
}

#[tokio::test]
async fn a_reset_removes_an_own_system_with_its_system_user() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let url = bed.authentication("systemuser/own");
    for _ in 0..2 {
        let token = vendor.token(REGISTER).await;
        let body = json!({ "integrationTitle": "Lønnsrobot" });
        bed.post(&url, &token, &body).await.ok();
        bed.post_control("reset", json!({})).await;
    }
}
