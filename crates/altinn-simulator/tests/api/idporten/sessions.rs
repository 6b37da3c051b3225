use reqwest::Method;
use serde_json::json;
use url::Url;

use super::{Client, LOGGED_OUT};
use crate::support::{TestBed, claims};

/// See contract/idporten.md §3.
#[tokio::test]
async fn a_session_is_reused_only_if_it_meets_acr_prompt_and_max_age() {
    let bed = TestBed::start().await;
    let client = Client::of(&bed).await;
    let (_, browser) = client.code().await;
    bed.advance(40).await;
    for (row, name, value, passes) in [
        ("§6 SSO", "", None, true),
        ("§3 prompt=none", "prompt", Some("none"), true),
        ("§3 prompt=login", "prompt", Some("login"), false),
        ("§3 step-up", "acr_values", Some("idporten-loa-high"), false),
        ("max_age over", "max_age", Some("30"), false),
        ("max_age under", "max_age", Some("300"), true),
    ] {
        let answer = client
            .authorize(&client.request(name, value), &browser)
            .await;
        assert_eq!(answer.location_query("code").is_some(), passes, "{row}");
    }
    let nobody = client
        .authorize(&client.request("prompt", Some("none")), &bed.browser())
        .await;
    assert_eq!(
        nobody.location_query("error").as_deref(),
        Some("login_required")
    );
}

/// The logout has no `id_token_hint`, so only the browser's cookie identifies the session that the logout ends.
#[tokio::test]
async fn the_log_finds_a_logout_by_the_sid_of_the_session() {
    let bed = TestBed::start().await;
    let client = Client::of(&bed).await;
    let (code, browser) = client.code().await;
    let tokens = client.redeem(&code).await.ok();
    let id_token = claims(tokens["id_token"].as_str().unwrap());
    let client_id = [("client_id", client.id.as_str())];
    let url = Url::parse_with_params(bed.idporten("logout").as_str(), client_id).unwrap();
    browser.get(url).await;
    let paths = async |sid: &str| -> Vec<String> {
        let path = format!("log?session={sid}");
        let rows = bed.control(Method::GET, &path, json!({})).await.ok();
        let rows = rows.as_array().unwrap().iter();
        rows.map(|row| row["path"].as_str().unwrap().to_owned())
            .collect()
    };
    let sid = id_token["sid"].as_str().unwrap();
    assert_eq!(paths(sid).await, ["/logout"]);
    assert!(paths("another").await.is_empty());
}

/// See contract/idporten.md §6.
#[tokio::test]
async fn a_logout_redirects_only_to_a_registered_address() {
    let bed = TestBed::start().await;
    let client = Client::of(&bed).await;
    let tokens = client.tokens().await;
    let hint = tokens["id_token"].as_str().unwrap();
    let own = client.id.as_str();
    for (row, pairs, comes_back) in [
        ("by hint", vec![("id_token_hint", hint)], true),
        ("by client", vec![("client_id", own)], true),
        (
            "by both",
            vec![("id_token_hint", hint), ("client_id", own)],
            true,
        ),
        (
            "by two",
            vec![("id_token_hint", hint), ("client_id", "altinn")],
            false,
        ),
        ("by none", vec![], false),
        (
            "bad state",
            vec![("id_token_hint", hint), ("state", "æ")],
            false,
        ),
    ] {
        let mut pairs = pairs;
        pairs.push(("post_logout_redirect_uri", LOGGED_OUT));
        let url = Url::parse_with_params(bed.idporten("logout").as_str(), &pairs).unwrap();
        let page = bed.send(bed.http.get(url)).await;
        assert_eq!(page.status, 200, "{row}");
        assert_eq!(page.body.contains(LOGGED_OUT), comes_back, "{row}");
    }
    let foreign = [
        ("id_token_hint", hint),
        ("post_logout_redirect_uri", "http://localhost:9/"),
    ];
    let url = Url::parse_with_params(bed.idporten("logout").as_str(), &foreign).unwrap();
    let page = bed.send(bed.http.get(url)).await;
    // Check only the links in `main`. The banner of each page also links to the registered client's origin.
    let content = page.all("main a", "href");
    let to_foreign = |address: &String| address.starts_with("http://localhost:9/");
    assert!(!content.iter().any(to_foreign), "{content:?}");
    assert_eq!(page.refresh(), None);
}

/// A HEAD request must not change anything, because a program can send a HEAD request to check a link (RFC 9110
/// §9.2.1).
#[tokio::test]
async fn a_head_request_has_no_effect() {
    let bed = TestBed::start().await;
    let client = Client::of(&bed).await;
    let (_, browser) = client.code().await;
    let pairs = client.request("", None);
    let pairs: Vec<_> = pairs
        .iter()
        .map(|(n, v)| (n.as_str(), v.as_str()))
        .collect();
    let pushed = client.call("par", &pairs[1..]).await.json();
    let pushed = [
        ("client_id".to_owned(), client.id.clone()),
        (
            "request_uri".to_owned(),
            pushed["request_uri"].as_str().unwrap().to_owned(),
        ),
    ];
    let start = client
        .authorize(&client.request("", None), &bed.browser())
        .await;
    let chooser = start.location();
    let automation = json!({ "login": "kari" });
    bed.control(Method::PUT, "automation", automation)
        .await
        .ok();

    let authorize = Url::parse_with_params(bed.idporten("authorize").as_str(), &pushed).unwrap();
    let logout = bed.idporten("logout");
    let switch = bed.idporten("simulator/switch-person");
    for (url, allowed) in [
        (&authorize, "GET, POST"),
        (&chooser, "GET, POST"),
        (&logout, "GET, POST"),
        (&switch, "GET"),
    ] {
        let answer = browser.call(Method::HEAD, url, &[]).await;
        assert_eq!(answer.status, 405, "{url}");
        assert_eq!(answer.headers["allow"], allowed, "{url}");
        assert!(!answer.headers.contains_key("set-cookie"), "{url}");
    }
    // After the HEAD requests, the session, the pushed request and the started login must still exist.
    let answer = client.authorize(&pushed, &browser).await;
    assert!(answer.location_query("code").is_some());
    let answer = bed.send(bed.http.get(chooser)).await;
    assert!(answer.location_query("code").is_some());
}
