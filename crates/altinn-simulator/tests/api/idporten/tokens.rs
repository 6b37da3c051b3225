use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use reqwest::header::WWW_AUTHENTICATE;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{CHALLENGE, Client, LOGGED_OUT, assert_error, by_code};
use crate::support::{TestBed, claims};

/// Each row has one missing or invalid parameter, which ID-porten must refuse
/// (contract/idporten.md §4 and RFC 6749 §5.2).
#[tokio::test]
async fn an_invalid_token_request_is_refused() {
    let bed = TestBed::start().await;
    let client = Client::of(&bed).await;
    let other = Client::of(&bed).await;
    for (row, place, value, error) in [
        ("no grant_type", 0, "", "invalid_request"),
        ("other grant_type", 0, "password", "unsupported_grant_type"),
        (
            "not registered for it",
            0,
            "refresh_token",
            "unauthorized_client",
        ),
        ("no code", 1, "", "invalid_request"),
        ("unknown code", 1, "x", "invalid_grant"),
        ("another address", 2, LOGGED_OUT, "invalid_grant"),
        ("no verifier", 3, "", "invalid_grant"),
        ("wrong verifier", 3, CHALLENGE, "invalid_grant"),
    ] {
        let (code, _) = client.code().await;
        let mut form = by_code(&code);
        form[place].1 = value;
        assert_error(&client.call("token", &form).await, 400, error, row);
    }
    let (code, _) = client.code().await;
    assert_error(
        &other.redeem(&code).await,
        400,
        "invalid_grant",
        "another client's",
    );
    assert_eq!(client.redeem(&code).await.status, 200, "unharmed by that");
    let (code, _) = client.code().await;
    bed.advance(61).await;
    assert_error(&client.redeem(&code).await, 400, "invalid_grant", "too old");
}

/// `resource` in the authorization request becomes `aud` of the access token, also after a refresh. Without `resource`,
/// the access token has no `aud`. The `aud` of the ID token is always the client id (contract/idporten.md §8).
#[tokio::test]
async fn resource_becomes_the_audience_of_the_access_token_only() {
    let bed = TestBed::start().await;
    let more = json!({ "refreshTokenLifetimeSeconds": 600 });
    let client = Client::with(&bed, "client_secret_post", more).await;
    for resource in [None, Some("urn:an:api"), Some("https://api.example.no/v1")] {
        let request = client.request("resource", resource);
        let (response, _) = client.log_in(&request, "kari").await;
        let code = response.location_query("code").unwrap();
        let tokens = client.redeem(&code).await.ok();
        let refresh = tokens["refresh_token"].as_str().unwrap();
        let form = [("grant_type", "refresh_token"), ("refresh_token", refresh)];
        let refreshed = client.call("token", &form).await.ok();
        for tokens in [&tokens, &refreshed] {
            let access = claims(tokens["access_token"].as_str().unwrap());
            let audience = access.get("aud").and_then(Value::as_str);
            assert_eq!(audience, resource);
            let id_token = claims(tokens["id_token"].as_str().unwrap());
            assert_eq!(id_token["aud"], client.id.as_str());
        }
    }
}

#[tokio::test]
async fn a_code_that_is_used_twice_revokes_its_tokens() {
    let bed = TestBed::start().await;
    let client = Client::of(&bed).await;
    let (code, _) = client.code().await;
    let answer = client.redeem(&code).await;
    assert_eq!(answer.headers["cache-control"], "no-store", "RFC 6749 §5.1");
    assert_eq!(answer.headers["pragma"], "no-cache", "RFC 6749 §5.1");
    let tokens = answer.ok();
    let access = tokens["access_token"].as_str().unwrap();
    let about = client.call("token/introspect", &[("token", access)]).await;
    assert_eq!(about.ok()["active"], true);
    assert_error(&client.redeem(&code).await, 400, "invalid_grant", "reuse");
    let about = client.call("token/introspect", &[("token", access)]).await;
    assert_eq!(about.ok(), json!({ "active": false }));
}

/// See contract/idporten.md §5.
#[tokio::test]
async fn the_id_token_has_the_claims_of_section_5() {
    let bed = TestBed::start().await;
    let client = Client::of(&bed).await;
    let tokens = client.tokens().await;
    assert_eq!(
        (&tokens["token_type"], &tokens["expires_in"]),
        (&json!("Bearer"), &json!(600))
    );
    assert!(tokens.get("refresh_token").is_none());
    let says = claims(tokens["id_token"].as_str().unwrap());
    for (name, value) in [
        ("iss", json!(bed.origins().idporten_issuer())),
        ("aud", json!(client.id)),
        ("nonce", json!("n")),
        ("acr", json!("idporten-loa-substantial")),
        ("amr", json!(["TestID"])),
    ] {
        assert_eq!(says[name], value, "{name}");
    }
    let seconds = |name: &str| says[name].as_i64().unwrap();
    assert_eq!(seconds("exp") - seconds("iat"), 120);
    assert!(seconds("auth_time") <= seconds("iat"));
    // ID-porten gives each client its own `sub` value for a person. So two clients cannot find out that they have the
    // same user.
    let other = Client::of(&bed).await.tokens().await;
    assert_ne!(
        claims(other["id_token"].as_str().unwrap())["sub"],
        says["sub"]
    );
}

#[tokio::test]
async fn refresh_tokens_rotate_and_reuse_revokes_all_of_them() {
    let bed = TestBed::start().await;
    let settings = json!({ "refreshTokenLifetimeSeconds": 7200, "accessTokenLifetimeSeconds": 60 });
    let client = Client::with(&bed, "client_secret_post", settings).await;
    let first = client.tokens().await;
    assert_eq!(first["expires_in"], 60);
    let refresh = async |tokens: &Value| {
        let token = tokens["refresh_token"].as_str().unwrap();
        let form = [("grant_type", "refresh_token"), ("refresh_token", token)];
        client.call("token", &form).await
    };
    bed.advance(3600).await;
    let is_active = async |tokens: &Value| {
        let token = tokens["refresh_token"].as_str().unwrap();
        let about = client.call("token/introspect", &[("token", token)]).await;
        about.ok()["active"].clone()
    };
    assert_eq!(is_active(&first).await, true);
    let second = refresh(&first).await.ok();
    assert_eq!(is_active(&first).await, false, "RFC 7662 §2.2: used");
    assert_eq!(is_active(&second).await, true);
    let says = claims(second["id_token"].as_str().unwrap());
    assert_eq!(
        says["sub"],
        claims(first["id_token"].as_str().unwrap())["sub"]
    );
    assert!(says.get("nonce").is_none());
    assert_error(&refresh(&first).await, 400, "invalid_grant", "used before");
    assert_error(
        &refresh(&second).await,
        400,
        "invalid_grant",
        "ended by that",
    );

    // Revoking a refresh token must also make the access token of the same login invalid (RFC 7009, section 2.1).
    let revoked = client.tokens().await;
    let token = revoked["refresh_token"].as_str().unwrap();
    let answer = client.call("token/revoke", &[("token", token)]).await;
    answer.assert_empty(200);
    assert_error(&refresh(&revoked).await, 400, "invalid_grant", "revoked");
    let userinfo = bed.idporten("userinfo");
    let access = revoked["access_token"].as_str().unwrap();
    bed.get(&userinfo, access).await.assert_empty(401);

    let third = client.tokens().await;
    bed.advance(7201).await;
    assert_error(&refresh(&third).await, 400, "invalid_grant", "too old");
}

/// A client can introspect an access token (RFC 7662). A client can revoke its own tokens, but not the tokens of other
/// clients (RFC 7009).
#[tokio::test]
async fn tokens_can_be_introspected_and_revoked() {
    let bed = TestBed::start().await;
    let client = Client::of(&bed).await;
    let other = Client::of(&bed).await;
    let tokens = client.tokens().await;
    let access = tokens["access_token"].as_str().unwrap();
    let about = client
        .call("token/introspect", &[("token", access)])
        .await
        .ok();
    assert_eq!(
        (&about["active"], &about["client_id"]),
        (&json!(true), &json!(client.id))
    );
    let userinfo = bed.get(&bed.idporten("userinfo"), access).await.ok();
    assert_eq!(userinfo["sub"], about["sub"]);

    for path in ["token/introspect", "token/revoke"] {
        assert_error(&client.call(path, &[]).await, 400, "invalid_request", path);
    }
    let unknown = client.call("token/introspect", &[("token", "x")]).await;
    assert_eq!(unknown.ok(), json!({ "active": false }));
    client
        .call("token/revoke", &[("token", "x")])
        .await
        .assert_empty(200);
    let others = other.call("token/revoke", &[("token", access)]).await;
    assert_error(&others, 400, "invalid_grant", "another client's");

    client
        .call("token/revoke", &[("token", access)])
        .await
        .assert_empty(200);
    let about = client.call("token/introspect", &[("token", access)]).await;
    assert_eq!(about.ok(), json!({ "active": false }));
    let userinfo = bed.get(&bed.idporten("userinfo"), access).await;
    userinfo.assert_empty(401);
    let challenge = userinfo.headers[WWW_AUTHENTICATE].to_str().unwrap();
    assert!(challenge.contains("invalid_token"), "{challenge}");
    let without = bed.send(bed.http.get(bed.idporten("userinfo"))).await;
    without.assert_empty(401);
}

/// A refresh can request some or all of the scopes of the login, and no other scope. After a refresh with fewer scopes,
/// the next refresh can request all scopes again (RFC 6749 §6).
#[tokio::test]
async fn a_refresh_returns_the_requested_scopes() {
    let bed = TestBed::start().await;
    let settings =
        json!({ "refreshTokenLifetimeSeconds": 7200, "scopes": ["altinn:a", "altinn:b"] });
    let client = Client::with(&bed, "client_secret_post", settings).await;
    let pairs = client.request("scope", Some("openid altinn:a"));
    let (answer, _) = client.log_in(&pairs, "kari").await;
    let mut tokens = client
        .redeem(&answer.location_query("code").unwrap())
        .await
        .ok();
    for (requested, given) in [
        (Some("openid"), Ok("openid")),
        (None, Ok("openid altinn:a")),
        (Some("altinn:a"), Ok("altinn:a")),
        (Some("altinn:a openid"), Ok("altinn:a openid")),
        (
            Some("openid altinn:b"),
            Err("granted to the client, not asked for at the login"),
        ),
        (Some("openid altinn:x"), Err("granted to nobody")),
        (Some("openid altinn"), Err("a part of one")),
        (Some(" "), Err("nothing")),
        (Some("openid altinn:a"), Ok("openid altinn:a")),
    ] {
        let token = tokens["refresh_token"].as_str().unwrap();
        let mut form = vec![("grant_type", "refresh_token"), ("refresh_token", token)];
        form.extend(requested.map(|scope| ("scope", scope)));
        let answer = client.call("token", &form).await;
        match given {
            Ok(given) => {
                tokens = answer.ok();
                let access = claims(tokens["access_token"].as_str().unwrap());
                assert_eq!(tokens["scope"], given, "{requested:?}");
                assert_eq!(access["scope"], given, "{requested:?}");
                let has_id_token = tokens.get("id_token").is_some();
                assert_eq!(has_id_token, given.contains("openid"), "{requested:?}");
            }
            // After an error, the same refresh token is still valid, so the next row can use it.
            Err(row) => assert_error(&answer, 400, "invalid_scope", row),
        }
    }
}

/// A PKCE verifier has 43 to 128 characters, and only the characters of RFC 7636 §4.1. ID-porten must refuse other
/// verifiers, also if the hash of the verifier equals the challenge.
#[tokio::test]
async fn a_verifier_has_only_the_characters_that_rfc_7636_allows() {
    let bed = TestBed::start().await;
    let client = Client::of(&bed).await;
    let long = |letter: &str| format!("{}{letter}", "a".repeat(42));
    for (verifier, good) in [
        (long("~"), true),
        (format!("{}-._", long("0")), true),
        ("a".repeat(128), true),
        ("a".repeat(129), false),
        ("a".repeat(42), false),
        (long("+"), false),
        (long("/"), false),
        (long("="), false),
        (long(" "), false),
        (long("æ"), false),
    ] {
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(&verifier));
        let pairs = client.request("code_challenge", Some(&challenge));
        let (answer, _) = client.log_in(&pairs, "kari").await;
        let code = answer.location_query("code").unwrap();
        let mut form = by_code(&code);
        form[3].1 = &verifier;
        let answer = client.call("token", &form).await;
        if good {
            assert_eq!(answer.status, 200, "{verifier}: {}", answer.body);
        } else {
            assert_error(&answer, 400, "invalid_grant", &verifier);
        }
    }
}

/// A fault of the control API can make a token invalid, for example with a wrong issuer. ID-porten must refuse such a
/// token, also if the signature is valid (RFC 7662 §2.2).
#[tokio::test]
async fn a_token_with_an_injected_fault_is_refused() {
    let bed = TestBed::start().await;
    let client = Client::of(&bed).await;
    for (fault, taken) in [
        (json!({ "fault": "slow", "ms": 1 }), true),
        (json!({ "fault": "badSignature" }), false),
        (json!({ "fault": "expiredToken" }), false),
        (json!({ "fault": "wrongIssuer" }), false),
        (json!({ "fault": "clockSkew", "seconds": -900 }), false),
        (json!({ "fault": "clockSkew", "seconds": 900 }), false),
    ] {
        let mut order = fault.clone();
        order["path"] = json!("/token");
        order["service"] = json!("id-porten");
        bed.post_control("faults", order).await;
        let tokens = client.tokens().await;
        let access = tokens["access_token"].as_str().unwrap();
        let about = client.call("token/introspect", &[("token", access)]).await;
        assert_eq!(about.ok()["active"], taken, "{fault}");
        let userinfo = bed.get(&bed.idporten("userinfo"), access).await;
        if taken {
            userinfo.ok();
            continue;
        }
        userinfo.assert_empty(401);
        let challenge = userinfo.headers[WWW_AUTHENTICATE].to_str().unwrap();
        assert!(challenge.contains("invalid_token"), "{fault}: {challenge}");
    }
}
