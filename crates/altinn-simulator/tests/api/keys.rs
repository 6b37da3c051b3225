use reqwest::Method;
use serde_json::json;
use test_support::StateFile;

use crate::support::{REGISTER, TestBed};

#[tokio::test]
async fn after_rotation_the_new_key_signs_and_the_old_key_stays_published_until_withdrawn() {
    let file = StateFile::new();
    let bed = TestBed::start_with(file.settings()).await;
    let vendor = bed.vendor().await;
    let url = bed.authentication("systemregister/vendor");
    let keys = async || bed.control(Method::GET, "keys", json!({})).await.ok();
    let jwks = bed.maskinporten("jwk");
    let before = keys().await["maskinporten"]["signs"].clone();
    let old = vendor.token(REGISTER).await;

    let kid = bed
        .post_control("keys/maskinporten/rotate", json!({}))
        .await["signs"]
        .clone();
    assert_eq!(
        keys().await["maskinporten"],
        json!({ "signs": kid, "keys": [before, kid] })
    );
    let published = bed.send(bed.http.get(&jwks)).await.ok();
    assert_eq!(published["keys"].as_array().unwrap().len(), 2);
    let new = vendor.token(REGISTER).await;
    for token in [&old, &new] {
        assert_eq!(bed.get(&url, token).await.status, 200);
    }

    let withdraw = async |kid: &serde_json::Value| {
        let path = format!("keys/maskinporten/{}", kid.as_str().unwrap());
        bed.control(Method::DELETE, &path, json!({}))
            .await
            .status
            .as_u16()
    };
    assert_eq!(withdraw(&before).await, 204);
    assert_eq!(withdraw(&before).await, 404);
    assert_eq!(withdraw(&kid).await, 400, "something has to sign");
    assert_eq!(bed.get(&url, &old).await.status, 401);
    assert_eq!(bed.get(&url, &new).await.status, 200);
    let published = bed.send(bed.http.get(&jwks)).await.ok();
    assert_eq!(published["keys"][0]["kid"], kid);
    assert_eq!(published["keys"].as_array().unwrap().len(), 1);
    bed.stop().await;

    let bed = TestBed::start_with(file.settings()).await;
    assert_eq!(bed.simulator().keys().maskinporten.kid(), kid);
}

#[tokio::test]
async fn only_services_that_sign_tokens_have_keys() {
    let bed = TestBed::start().await;
    for service in ["altinn", "idporten", "id-porten", "maskinporten"] {
        let path = format!("keys/{service}/rotate");
        assert_eq!(
            bed.control(Method::POST, &path, json!({})).await.status,
            200
        );
    }
    let other = bed
        .control(Method::POST, "keys/other/rotate", json!({}))
        .await;
    assert_eq!(other.status, 404);
}
