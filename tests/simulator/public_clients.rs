//! Clients of ID-porten that have no secret, and the ways in which others send theirs (idporten.md §2 to §4).

use reqwest::{
    Method, RequestBuilder,
    header::{COOKIE, LOCATION},
};
use serde_json::{Value, json};
use url::Url;

use crate::support::{Answer, Bed, VENDOR, claims};

const CALLBACK: &str = "http://localhost:9/callback";
/// The pair in ID-porten's documentation of PKCE.
const VERIFIER: &str = "xyo94uhy3zKvgB0NJwLms86SwcjtWviEOpkBnGgaLlo";
const CHALLENGE: &str = "b7elB7ZyxIXgFyvBznKvxl7wOB-H17Pz0a3B62NIMFI";
const CLIENT: &str = "a-client";
const SECRET: &str = "a secret";

async fn register(bed: &Bed, method: &str) {
    let mut body = json!({
        "organisation": { "number": VENDOR, "name": "Testleverandøren AS" },
        "redirectUris": [CALLBACK],
        "tokenEndpointAuthMethod": method,
    });
    if method != "none" {
        body["clientSecret"] = json!(SECRET);
    }
    let path = format!("idporten-clients/{CLIENT}");
    let answer = bed.control(Method::PUT, &path, body).await;
    assert_eq!(answer.status, 204, "{}", answer.text);
}

/// A request for a login, with one parameter changed, added or (empty) left out.
async fn authorize(bed: &Bed, name: &str, value: &str) -> Answer {
    let mut pairs = vec![
        ("client_id", CLIENT),
        ("redirect_uri", CALLBACK),
        ("response_type", "code"),
        ("scope", "openid"),
        ("state", "s"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    pairs.retain(|(key, _)| *key != name);
    pairs.push((name, value));
    pairs.retain(|(_, value)| !value.is_empty());
    let url = Url::parse_with_params(&bed.idporten("authorize"), pairs).unwrap();
    bed.send(bed.http.get(url).header(COOKIE, "")).await
}

fn query(answer: &Answer, name: &str) -> Option<String> {
    let url: Url = answer.headers[LOCATION].to_str().unwrap().parse().ok()?;
    let mut pairs = url.query_pairs();
    pairs
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.into_owned())
}

async fn code(bed: &Bed, name: &str, value: &str) -> String {
    let start = authorize(bed, name, value).await;
    let chooser = start.headers[LOCATION].to_str().unwrap();
    let chooser = bed.idporten(chooser.trim_start_matches('/'));
    let form = [("person", "kari")];
    let answer = bed.send(bed.http.post(chooser).form(&form)).await;
    query(&answer, "code").unwrap()
}

fn redeem(bed: &Bed, code: &str, more: &[(&str, &str)]) -> RequestBuilder {
    let mut form = vec![
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", CALLBACK),
    ];
    form.extend_from_slice(more);
    bed.http.post(bed.idporten("token")).form(&form)
}

/// §2, `none`, and §3, `state`.
#[tokio::test]
async fn a_public_client_needs_pkce_and_state_and_may_have_no_secret() {
    let bed = Bed::start().await;
    register(&bed, "none").await;
    for name in ["state", "code_challenge"] {
        let refused = authorize(&bed, name, "").await;
        let error = query(&refused, "error");
        assert_eq!(error.as_deref(), Some("invalid_request"), "no {name}");
    }
    let own = [("client_id", CLIENT), ("code_verifier", VERIFIER)];
    let tokens = bed.send(redeem(&bed, &code(&bed, "", "").await, &own));
    let tokens = tokens.await.ok();
    let access = claims(tokens["access_token"].as_str().unwrap());
    assert_eq!(access["client_amr"], "none");

    let with_secret = [own[0], own[1], ("client_secret", SECRET)];
    let refused = bed.send(redeem(&bed, &code(&bed, "", "").await, &with_secret));
    let refused = refused.await;
    assert_eq!(
        (refused.status.as_u16(), &refused.json()["error"]),
        (401, &json!("invalid_client"))
    );
}

/// §2, `client_secret_basic`.
#[tokio::test]
async fn a_secret_is_sent_in_the_header_by_who_is_registered_so() {
    let bed = Bed::start().await;
    register(&bed, "client_secret_basic").await;
    let own = [("code_verifier", VERIFIER)];
    let code = code(&bed, "", "").await;
    // Form-encoded before it is encoded in base64 (RFC 6749, section 2.3.1).
    let answer = bed.send(redeem(&bed, &code, &own).basic_auth(CLIENT, Some("a+secret")));
    let access = answer.await.ok();
    let access = claims(access["access_token"].as_str().unwrap());
    assert_eq!(access["client_amr"], "client_secret_basic");
}

/// §3: parameters that are there and are not what they should be.
#[tokio::test]
async fn a_parameter_is_checked_letter_by_letter() {
    let bed = Bed::start().await;
    register(&bed, "none").await;
    for (name, value) in [
        ("state", "æ"),
        ("state", "a\nb"),
        ("code_challenge", "short"),
        // With the padding that base64 has and base64url here has not.
        (
            "code_challenge",
            "b7elB7ZyxIXgFyvBznKvxl7wOB-H17Pz0a3B62NIMFI=",
        ),
        ("code_challenge_method", ""),
    ] {
        let refused = authorize(&bed, name, value).await;
        let error = query(&refused, "error");
        assert_eq!(error.as_deref(), Some("invalid_request"), "{name} {value}");
    }
    let missing = authorize(&bed, "scope", "").await;
    assert_eq!(query(&missing, "error").as_deref(), Some("invalid_scope"));
}

/// §3, PKCE: a verifier has 43 characters at least, even if its hash is right.
#[tokio::test]
async fn a_verifier_that_is_too_short_is_refused() {
    let bed = Bed::start().await;
    register(&bed, "none").await;
    // SHA-256 of "short", in base64url.
    let challenge = "-bAHi131ltLqGQEMABu9AJ5lHeLFfo-341XzHrnT9zk";
    let code = code(&bed, "code_challenge", challenge).await;
    let own = [("client_id", CLIENT), ("code_verifier", "short")];
    let refused = bed.send(redeem(&bed, &code, &own)).await;
    assert_eq!(
        (refused.status.as_u16(), &refused.json()["error"]),
        (400, &json!("invalid_grant"))
    );
}

/// §3, `acr_values`: one or more; and §5, `acr` says which level was reached.
#[tokio::test]
async fn the_level_that_was_reached_stands_in_the_token() {
    let bed = Bed::start().await;
    register(&bed, "none").await;
    for (asked, reached) in [
        ("", "idporten-loa-substantial"),
        ("idporten-loa-substantial", "idporten-loa-substantial"),
        ("idporten-loa-high", "idporten-loa-high"),
        (
            "idporten-loa-substantial idporten-loa-high",
            "idporten-loa-substantial",
        ),
    ] {
        let own = [("client_id", CLIENT), ("code_verifier", VERIFIER)];
        let code = code(&bed, "acr_values", asked).await;
        let tokens: Value = bed.send(redeem(&bed, &code, &own)).await.ok();
        let id = claims(tokens["id_token"].as_str().unwrap());
        assert_eq!(id["acr"], reached, "{asked}");
    }
}
