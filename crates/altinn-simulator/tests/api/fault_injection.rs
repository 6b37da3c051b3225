use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{DEMO, READ, REGISTER, TestBed, claims};

const HEADER: &str = "x-simulator-fault";
const REGISTER_PATH: &str = "/authentication/api/v1/systemregister";

#[tokio::test]
async fn a_fault_for_all_calls_lasts_until_it_is_removed() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let token = vendor.token(REGISTER).await;
    let url = bed.authentication("systemregister/vendor");
    let order = |status| json!({ "path": REGISTER_PATH, "fault": "empty", "status": status, "times": "all" });
    let first = bed.post_control("faults", order(503)).await;
    let second = bed.post_control("faults", order(502)).await;
    assert_eq!(first["times"], "all");
    for _ in 0..3 {
        assert_eq!(bed.get(&url, &token).await.status, 503);
    }

    let take_back = async |fault: &Value| {
        let path = format!("faults/{}", fault["id"].as_str().unwrap());
        bed.control(Method::DELETE, &path, json!({})).await.status
    };
    assert_eq!(take_back(&first).await, StatusCode::NO_CONTENT);
    assert_eq!(take_back(&first).await, StatusCode::NOT_FOUND);
    assert_eq!(bed.get(&url, &token).await.status, 502);
    let listed = bed.control(Method::GET, "faults", json!({})).await.ok();
    assert_eq!(listed, json!([second]));
    assert_eq!(take_back(&second).await, StatusCode::NO_CONTENT);
    let answer = bed.get(&url, &token).await;
    assert_eq!(answer.status, 200);
    assert!(!answer.headers.contains_key(HEADER));
}

#[tokio::test]
async fn a_header_marks_a_response_with_an_injected_fault() {
    let bed = TestBed::start().await;
    let url = bed.maskinporten("jwk");
    for (fault, name) in [
        (json!({ "fault": "html", "status": 502 }), "html"),
        (json!({ "fault": "slow", "ms": 1 }), "slow"),
        (
            json!({ "fault": "rateLimit", "retryAfterSeconds": 1, "after": true }),
            "rateLimit",
        ),
    ] {
        let mut fault = fault;
        fault["path"] = json!("/jwk");
        bed.post_control("faults", fault).await;
        let answer = bed.send(bed.http.get(&url)).await;
        assert_eq!(answer.headers[HEADER], name);
    }
}

/// The request log uses service names such as `altinnUi`, but a fault uses `altinn-ui` for the same service. The
/// control API must accept both names.
#[tokio::test]
async fn a_fault_takes_the_service_names_of_the_log() {
    let bed = TestBed::start().await;
    for (in_log, in_fault) in [
        ("altinnUi", "altinn-ui"),
        ("altinnPlatform", "altinn-platform"),
        ("idporten", "id-porten"),
        ("maskinporten", "maskinporten"),
        ("resourceOwner", "resource-owner"),
    ] {
        let fault = json!({ "path": "/x", "service": in_log, "fault": "cut" });
        let answer = bed.control(Method::POST, "faults", fault).await;
        assert_eq!(answer.status, 201, "{in_log}");
        assert_eq!(answer.json()["service"], in_fault);
    }
}

#[tokio::test]
async fn a_used_up_fault_is_gone() {
    let bed = TestBed::start().await;
    let fault =
        json!({ "path": "/jwk", "service": "maskinporten", "fault": "empty", "status": 503 });
    let made = bed.control(Method::POST, "faults", fault).await.json();
    let url = bed.origins().maskinporten.join("jwk").unwrap();
    assert_eq!(bed.send(bed.http.get(url)).await.status, 503);
    let path = format!("faults/{}", made["id"].as_str().unwrap());
    let deleted = bed.control(Method::DELETE, &path, json!(null)).await;
    assert_eq!(deleted.status, 404);
}

#[tokio::test]
async fn an_invalid_fault_is_refused_with_the_reason() {
    let bed = TestBed::start().await;
    for (fault, reason) in [
        (json!({ "path": "token", "fault": "cut" }), "slash"),
        (
            json!({ "path": "/token", "fault": "cut", "times": 0 }),
            "times",
        ),
        (
            json!({ "path": "/token", "fault": "cut", "times": "2" }),
            "the field times must be a whole number from 1, or \"all\"",
        ),
        (
            json!({ "path": "/token", "fault": "cut", "tims": 2 }),
            "`tims`",
        ),
        (
            json!({ "path": "/token", "fault": "empty", "status": 42 }),
            "42",
        ),
        (
            json!({ "path": "/token", "fault": "slow", "ms": 3_600_000 }),
            "60000",
        ),
        (json!({ "path": "/token", "fault": "flood" }), "flood"),
        (json!({ "path": "/token?x=1", "fault": "cut" }), "no query"),
        (json!({ "path": "/control", "fault": "cut" }), "/control"),
        (
            json!({ "path": "/control/faults", "fault": "cut" }),
            "/control",
        ),
        (
            json!({ "path": "/", "service": "altinn-ui", "fault": "badSignature" }),
            "no token",
        ),
        (
            json!({ "path": "/", "service": "resource-owner", "fault": "wrongIssuer" }),
            "no token",
        ),
        (
            json!({ "path": "/jwk", "service": "maskinporten", "fault": "expiredToken" }),
            "no token",
        ),
        (
            json!({ "path": "/tokens", "fault": "expiredToken" }),
            "no token",
        ),
        (
            json!({ "path": "/token", "service": "altinn-platform", "fault": "badSignature" }),
            "no token",
        ),
        (
            json!({ "path": "/token", "method": "GET", "fault": "badSignature" }),
            "no token",
        ),
        (
            json!({ "path": "/token", "fault": "cut", "service": "x" }),
            "x",
        ),
    ] {
        let answer = bed.control(Method::POST, "faults", fault.clone()).await;
        assert_eq!(answer.status, 400, "{fault}");
        assert!(
            answer.json()["error"].as_str().unwrap().contains(reason),
            "{}",
            answer.body
        );
    }
    let left = bed.control(Method::GET, "faults", json!({})).await.ok();
    assert_eq!(left, json!([]));
}

#[tokio::test]
async fn an_injected_token_fault_changes_maskinportens_token() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let keys = bed.simulator().keys();
    let now = || bed.simulator().now().as_second();
    let url = bed.authentication("systemregister/vendor");
    let spoiled = async |fault: Value| {
        let mut fault = fault;
        fault["path"] = json!("/token");
        bed.post_control("faults", fault).await;
        let answer = vendor.request_token(&vendor.grant(REGISTER)).await;
        assert!(answer.headers.contains_key(HEADER));
        answer.ok()["access_token"].as_str().unwrap().to_owned()
    };

    let token = spoiled(json!({ "fault": "badSignature" })).await;
    assert_eq!(claims(&token)["client_id"], vendor.client_id);
    assert!(keys.maskinporten.check_signature(&token).is_err());
    assert_eq!(bed.get(&url, &token).await.status, 401);

    let token = spoiled(json!({ "fault": "expiredToken" })).await;
    assert!(keys.maskinporten.check_signature(&token).is_ok());
    assert!(claims(&token)["exp"].as_i64().unwrap() < now() - 3000);
    assert_eq!(bed.get(&url, &token).await.status, 401);

    let token = spoiled(json!({ "fault": "wrongIssuer" })).await;
    assert!(keys.maskinporten.check_signature(&token).is_ok());
    assert_eq!(claims(&token)["iss"], "https://wrong-issuer.example/");

    let token = spoiled(json!({ "fault": "clockSkew", "seconds": 900 })).await;
    let response = claims(&token);
    let (iat, exp) = (
        response["iat"].as_i64().unwrap(),
        response["exp"].as_i64().unwrap(),
    );
    assert!((895..=905).contains(&(iat - now())), "{response}");
    assert_eq!(exp - iat, 120, "its life is as long as ever");

    // The fault was only for one token, so the next token must be valid.
    assert_eq!(
        bed.get(&url, &vendor.token(REGISTER).await).await.status,
        200
    );
}

#[tokio::test]
async fn a_token_fault_changes_exchanged_tokens_and_no_other_response() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let token = vendor.token(READ).await;
    bed.post_control(
        "faults",
        json!({ "path": "/", "service": "altinn-platform", "fault": "wrongIssuer" }),
    )
    .await;
    let list = bed.authentication("systemregister/vendor");
    let other = bed.get(&list, &vendor.token(REGISTER).await).await;
    assert!(!other.headers.contains_key(HEADER), "it waits for a token");
    let exchanged = bed
        .get(&bed.authentication("exchange/maskinporten"), &token)
        .await;
    assert_eq!(exchanged.headers[HEADER], "wrongIssuer");
    assert_eq!(
        claims(&exchanged.body)["iss"],
        "https://wrong-issuer.example/"
    );
}

#[tokio::test]
async fn a_refused_grant_does_not_use_up_a_token_fault() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    bed.post_control(
        "faults",
        json!({ "path": "/token", "fault": "badSignature" }),
    )
    .await;
    let mut grant = vendor.grant(DEMO);
    grant.insert("aud".to_owned(), json!("https://elsewhere.example/"));
    let answer = vendor.request_token(&grant).await;
    assert_eq!(answer.status, 400);
    assert_eq!(answer.json()["error"], "invalid_grant");
    assert!(
        !answer.headers.contains_key(HEADER),
        "the response has no injected fault"
    );

    let answer = vendor.request_token(&vendor.grant(DEMO)).await;
    assert_eq!(answer.headers[HEADER], "badSignature");
    let keys = bed.simulator().keys();
    let check = async |faulty: bool| {
        let answer = vendor.request_token(&vendor.grant(DEMO)).await;
        assert_eq!(answer.headers.contains_key(HEADER), faulty);
        let token = answer.ok()["access_token"].as_str().unwrap().to_owned();
        let checked = keys.maskinporten.check_signature(&token);
        assert_eq!(checked.is_err(), faulty);
    };
    check(false).await;
    // The fault applies to two tokens. Maskinporten refuses the first token request and issues no token. Therefore the
    // second and the third token request get the fault.
    let order = json!({ "path": "/token", "fault": "badSignature", "times": 2 });
    bed.post_control("faults", order).await;
    vendor.request_token(&grant).await;
    check(true).await;
    check(true).await;
    check(false).await;
}

/// Altinn's platform ignores the case of a path. All other services have case-sensitive paths.
#[tokio::test]
async fn a_fault_for_altinns_platform_ignores_the_case_of_the_path() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let token = vendor.token(REGISTER).await;
    let url = bed.authentication("SystemRegister/vendor");
    for path in [
        "/authentication/api/v1/systemregister",
        "/Authentication/API/v1/SystemRegister",
    ] {
        let order = json!({ "path": path, "fault": "empty", "status": 503 });
        bed.post_control("faults", order).await;
        assert_eq!(bed.get(&url, &token).await.status, 503, "{path}");
    }
    let order = json!({ "path": "/Authentication/API/v1/Exchange", "fault": "wrongIssuer" });
    bed.post_control("faults", order).await;
    let exchange = bed.authentication("exchange/maskinporten");
    let exchanged = bed.get(&exchange, &token).await;
    assert_eq!(exchanged.headers[HEADER], "wrongIssuer");

    bed.post_control("faults", json!({ "path": "/JWK", "fault": "cut" }))
        .await;
    let url = bed.maskinporten("jwk");
    assert_eq!(bed.send(bed.http.get(&url)).await.status, 200);
}
