//! Tests whether paths and queries are case-sensitive.
//!
//! Altinn's platform runs on ASP.NET, which ignores the case of fixed path segments and of parameter names in a query.
//! ASP.NET also ignores a slash at the end of a path. But values in a path or a query are case-sensitive.

use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::support::{PARTIES, READ, REGISTER, TestBed, WRITE};

#[tokio::test]
async fn a_path_in_another_case_gets_the_same_response() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered().await;
    // The first external reference has upper and lower case. The second external reference equals a fixed segment of
    // another path. Altinn must not change these references.
    for external_ref in ["MixedCase", "Vendor"] {
        let (customer, id) = {
            let customer = bed.customer("approver").await;
            let mut request = vendor.request(&system, &customer.organisation);
            request["externalRef"] = json!(external_ref);
            let id = vendor.create_request(&request).await;
            bed.approve(&id, &customer.person).await.ok();
            (customer, id)
        };
        let party = &customer.organisation;
        let token = vendor.token(&format!("{REGISTER} {READ} {WRITE}")).await;
        for (row, plain, odd) in [
            (
                "literals",
                format!("systemuser/request/vendor/{id}"),
                format!("SystemUser/REQUEST/Vendor/{id}"),
            ),
            (
                "literals and values",
                format!("systemuser/request/vendor/byexternalref/{system}/{party}/{external_ref}"),
                format!("systemuser/request/vendor/ByExternalRef/{system}/{party}/{external_ref}"),
            ),
            (
                "a slash at the end",
                format!("systemregister/vendor/{system}"),
                format!("SystemRegister/vendor/{system}/"),
            ),
            (
                "a literal after a value",
                format!("systemregister/vendor/{system}/changelog"),
                format!("systemregister/vendor/{system}/ChangeLog"),
            ),
            (
                "names in a query",
                format!(
                    "systemuser/vendor/byquery?system-id={system}&orgno={party}&external-ref={external_ref}"
                ),
                format!(
                    "systemuser/vendor/ByQuery?SYSTEM-ID={system}&OrgNo={party}&External-Ref={external_ref}"
                ),
            ),
        ] {
            let plain = bed.get(&bed.authentication(&plain), &token).await;
            let odd = bed.get(&bed.authentication(&odd), &token).await;
            assert_eq!(plain.status, 200, "{row}: {}", plain.body);
            assert_eq!((odd.status, odd.body), (plain.status, plain.body), "{row}");
        }
    }
    let parties = bed.platform("accessmanagement/api/v1/enduser/authorizedparties");
    let person = bed.idporten_token("kari", PARTIES);
    let exchange = bed.platform("Authentication/API/v1/Exchange/id-porten");
    let exchanged = bed.get(&exchange, &person).await;
    assert_eq!(exchanged.status, 200, "{}", exchanged.body);
    let plain = bed
        .get(&format!("{parties}?includeRoles=true"), &exchanged.body)
        .await;
    let odd = parties.as_str().to_uppercase().replacen("HTTP", "http", 1);
    let odd = bed
        .get(&format!("{odd}/?INCLUDEROLES=true"), &exchanged.body)
        .await;
    assert_eq!(plain.status, 200, "{}", plain.body);
    assert_eq!(odd.body, plain.body);
}

#[tokio::test]
async fn values_are_compared_with_their_case() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered().await;
    let customer = bed.customer("approver").await;
    let mut request = vendor.request(&system, &customer.organisation);
    request["externalRef"] = json!("MixedCase");
    vendor.create_request(&request).await;
    let token = vendor.token(READ).await;
    for (external_ref, status) in [("MixedCase", 200), ("mixedcase", 404)] {
        let path = format!("{system}/{}/{external_ref}", customer.organisation);
        let url = bed.authentication(&format!("systemuser/request/VENDOR/byexternalref/{path}"));
        assert_eq!(bed.get(&url, &token).await.status, status, "{external_ref}");
    }
}

#[tokio::test]
async fn a_resource_id_that_equals_a_route_segment_keeps_its_case() {
    let bed = TestBed::start().await;
    let made = bed
        .control(
            Method::PUT,
            "resources/Resource",
            json!({ "title": "Mine" }),
        )
        .await;
    assert!(made.status.is_success(), "{}", made.body);
    for (path, status) in [
        ("resourceregistry/api/v1/resource/Resource", 200),
        ("ResourceRegistry/API/V1/RESOURCE/Resource/", 200),
        ("resourceregistry/api/v1/resource/resource", 404),
        // Here `ResourceList` is a fixed segment of the path, so Altinn ignores the case. A resource id is
        // case-sensitive.
        ("resourceregistry/api/v1/resource/ResourceList", 200),
    ] {
        let answer = bed.send(bed.http.get(bed.platform(path))).await;
        assert_eq!(answer.status, status, "{path}: {}", answer.body);
    }
}

#[tokio::test]
async fn faults_and_the_request_log_use_the_path_in_its_documented_case() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let token = vendor.token(REGISTER).await;
    let fault = json!({
        "service": "altinn-platform",
        "path": "/authentication/api/v1/systemregister/vendor",
        "fault": "empty",
        "status": 503,
    });
    bed.post_control("faults", fault).await;
    let url = bed.platform("Authentication/api/v1/SystemRegister/Vendor/");
    assert_eq!(
        bed.get(&url, &token).await.status,
        StatusCode::SERVICE_UNAVAILABLE
    );
    assert_eq!(bed.get(&url, &token).await.status, StatusCode::OK);
    let log = bed.control(Method::GET, "log", json!({})).await.ok();
    let paths = log.as_array().unwrap().iter().rev().take(2);
    for call in paths {
        assert_eq!(call["path"], "/authentication/api/v1/systemregister/vendor");
    }
}

/// Maskinporten and ID-porten do not run on ASP.NET. For them, a path in another case or with a slash at the end is a
/// different path.
#[tokio::test]
async fn maskinporten_and_idporten_compare_paths_with_their_case() {
    let bed = TestBed::start().await;
    for url in [
        bed.idporten("JWKS.json"),
        bed.idporten("jwks.json/"),
        bed.maskinporten("Token"),
    ] {
        let answer = bed.send(bed.http.get(&url)).await;
        assert_eq!(answer.status, 404, "{url}");
    }
}
