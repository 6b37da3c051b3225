//! Tests of ID-porten clients: their registration with the control API, and the effects of their settings
//! (contract/idporten.md §2).

use reqwest::Method;
use serde_json::{Value, json};
use url::Url;

use super::{CALLBACK, Client, VERIFIER, assert_error, by_code};
use crate::support::{TestBed, VENDOR};

/// The control API must refuse each of these registrations, and the error must name the invalid setting.
#[tokio::test]
async fn an_invalid_client_is_not_registered() {
    let bed = TestBed::start().await;
    let post = json!("client_secret_post");
    for (changes, status, message) in [
        (json!({}), 204, ""),
        (
            json!({ "tokenEndpointAuthMethod": post, "clientSecret": "s" }),
            204,
            "",
        ),
        (
            json!({ "tokenEndpointAuthMethod": post }),
            400,
            "clientSecret is missing",
        ),
        (
            json!({ "tokenEndpointAuthMethod": "client_secret_basic", "clientSecret": "" }),
            400,
            "clientSecret is missing",
        ),
        (
            json!({ "tokenEndpointAuthMethod": "none", "pkceRequired": false }),
            400,
            "pkceRequired",
        ),
        (
            json!({ "redirectUris": ["app:/callback"] }),
            400,
            "web address",
        ),
        (json!({ "redirectUris": ["callback"] }), 400, "web address"),
        (
            json!({ "redirectUris": ["http://localhost:9/#here"] }),
            400,
            "fragment",
        ),
        (
            json!({ "redirectUris": ["http://localhost:9/#"] }),
            400,
            "fragment",
        ),
        (
            json!({ "redirectUris": ["http://localhost:9/å"] }),
            400,
            "visible ASCII",
        ),
        (
            json!({ "postLogoutRedirectUris": ["http://localhost:9/#here"] }),
            400,
            "fragment",
        ),
        (
            json!({ "postLogoutRedirectUris": ["http://localhost:9/\n"] }),
            400,
            "visible ASCII",
        ),
        (
            json!({ "postLogoutRedirectUris": ["http://localhost:9/a b"] }),
            400,
            "visible ASCII",
        ),
        (
            json!({ "frontchannelLogoutUri": "http://localhost:9/#here" }),
            400,
            "fragment",
        ),
    ] {
        let mut body = json!({
            "organisation": { "number": VENDOR, "name": "Testleverandøren AS" },
            "redirectUris": [CALLBACK],
        });
        let members = changes.as_object().unwrap().clone();
        body.as_object_mut().unwrap().extend(members);
        let answer = bed.control(Method::PUT, "idporten-clients/a", body).await;
        assert_eq!(answer.status, status, "{changes}: {}", answer.body);
        assert!(answer.body.contains(message), "{changes}: {}", answer.body);
    }
}

/// A client can be registered without the requirement to use PKCE. If the client still sends a challenge, ID-porten
/// checks the verifier (contract/idporten.md §2).
#[tokio::test]
async fn a_client_can_be_registered_without_pkce() {
    let bed = TestBed::start().await;
    let settings = json!({ "pkceRequired": false });
    let client = Client::with(&bed, "client_secret_post", settings).await;
    let without: Vec<_> = client
        .request("code_challenge", None)
        .into_iter()
        .filter(|(name, _)| name != "code_challenge_method")
        .collect();
    let with = client.request("", None);
    for (row, pairs, verifier, good) in [
        ("without", &without, "", true),
        ("a verifier for nothing", &without, VERIFIER, false),
        ("with", &with, VERIFIER, true),
        ("with, and no verifier", &with, "", false),
    ] {
        let (answer, _) = client.log_in(pairs, "kari").await;
        let code = answer.location_query("code").unwrap();
        let mut form = by_code(&code);
        form[3].1 = verifier;
        let answer = client.call("token", &form).await;
        if good {
            assert_eq!(answer.status, 200, "{row}: {}", answer.body);
        } else {
            assert_error(&answer, 400, "invalid_grant", row);
        }
    }
    let half = client.request("code_challenge", None);
    let refused = client.authorize(&half, &bed.browser()).await;
    let error = refused.location_query("error");
    assert_eq!(error.as_deref(), Some("invalid_request"), "a method alone");
}

/// A client with `sso: false` never shares a session with other clients (contract/idporten.md §6).
#[tokio::test]
async fn a_client_without_single_sign_on_has_separate_sessions() {
    let bed = TestBed::start().await;
    let shared = Client::of(&bed).await;
    let alone = Client::with(&bed, "client_secret_post", json!({ "sso": false })).await;
    let (_, browser) = shared.code().await;
    let is_in = async |client: &Client<'_>, prompt: Option<&str>| {
        let pairs = client.request("prompt", prompt);
        client
            .authorize(&pairs, &browser)
            .await
            .location_query("code")
            .is_some()
    };
    for (row, client, prompt, passes) in [
        ("shared", &shared, None, true),
        ("alone", &alone, None, false),
        ("alone, in silence", &alone, Some("none"), false),
    ] {
        assert_eq!(is_in(client, prompt).await, passes, "{row}");
    }

    // With `sso: false`, the log-in sets no session cookie in the browser. The logout does not end the sessions of
    // other clients.
    let start = alone.authorize(&alone.request("", None), &browser).await;
    let answer = browser.post(start.location(), &[("person", "kari")]).await;
    assert!(!answer.headers.contains_key("set-cookie"));
    let tokens: Value = alone
        .redeem(&answer.location_query("code").unwrap())
        .await
        .ok();
    let hint = [("id_token_hint", tokens["id_token"].as_str().unwrap())];
    let url = Url::parse_with_params(bed.idporten("logout").as_str(), hint).unwrap();
    let page = browser.get(url).await;
    assert_eq!(page.status, 200);
    assert!(!page.headers.contains_key("set-cookie"));
    assert!(is_in(&shared, Some("none")).await);
}
