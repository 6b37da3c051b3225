use reqwest::header::LOCATION;

use super::{Client, assert_error};
use crate::support::{TestBed, claims};

/// If a login request is invalid, ID-porten redirects the browser to the client's redirect URI. This redirect contains
/// the error, `state` and `iss` (contract/idporten.md §3). If the client pushes an invalid request, ID-porten returns
/// the error directly to the client.
#[tokio::test]
async fn an_invalid_login_request_is_refused_at_the_redirect_uri_and_when_pushed() {
    let bed = TestBed::start().await;
    let client = Client::of(&bed).await;
    for (row, name, value, error) in [
        (
            "§3 response_type",
            "response_type",
            Some("token"),
            "unsupported_response_type",
        ),
        ("§3 response_type", "response_type", None, "invalid_request"),
        ("§3 scope", "scope", Some("profile"), "invalid_scope"),
        (
            "§3 scope not granted",
            "scope",
            Some("openid altinn:x"),
            "invalid_scope",
        ),
        (
            "§3 code_challenge",
            "code_challenge",
            None,
            "invalid_request",
        ),
        (
            "§3 plain",
            "code_challenge_method",
            Some("plain"),
            "invalid_request",
        ),
        (
            "§3 acr_values",
            "acr_values",
            Some("Level4"),
            "invalid_request",
        ),
        ("§3 prompt", "prompt", Some("never"), "invalid_request"),
        (
            "§3 response_mode",
            "response_mode",
            Some("fragment"),
            "invalid_request",
        ),
        (
            "§3 state is printable ASCII",
            "state",
            Some("æ"),
            "invalid_request",
        ),
        (
            "§3 only eIDAS, which nobody here has",
            "acr_values",
            Some("eidas-loa-low eidas-loa-high"),
            "unmet_authentication_requirements",
        ),
        (
            "OpenID Connect: none stands alone",
            "prompt",
            Some("none consent"),
            "invalid_request",
        ),
        (
            "§1 prompt_values_supported",
            "prompt",
            Some("select_account"),
            "invalid_request",
        ),
        ("max_age", "max_age", Some("soon"), "invalid_request"),
        ("§8 resource", "resource", Some("an API"), "invalid_target"),
        ("§1 request", "request", Some("ey"), "request_not_supported"),
        (
            "OpenID Connect: registration",
            "registration",
            Some("{}"),
            "registration_not_supported",
        ),
    ] {
        let pairs = client.request(name, value);
        let answer = client.authorize(&pairs, &bed.browser()).await;
        assert_eq!(answer.status, 302, "{row}");
        assert_eq!(
            answer.location_query("error").as_deref(),
            Some(error),
            "{row}"
        );
        let state = pairs.iter().find(|(name, _)| name == "state");
        let state = state.map(|(_, value)| value.clone());
        assert_eq!(answer.location_query("state"), state, "{row}");
        let issuer = bed.origins().idporten_issuer();
        assert_eq!(answer.location_query("iss"), Some(issuer), "{row}");

        let borrowed: Vec<_> = pairs
            .iter()
            .map(|(n, v)| (n.as_str(), v.as_str()))
            .collect();
        // `Client::call` adds `client_id` and the secret to the form, so the test leaves out the first parameter, which
        // is `client_id`.
        assert_error(&client.call("par", &borrowed[1..]).await, 400, error, row);
    }
}

#[tokio::test]
async fn the_browser_is_never_redirected_to_an_unregistered_address() {
    let bed = TestBed::start().await;
    let client = Client::of(&bed).await;
    for (row, name, value) in [
        ("§3 unknown client", "client_id", Some("nobody")),
        ("§3 no client", "client_id", None),
        (
            "§2 exact match",
            "redirect_uri",
            Some("http://localhost:9/callback/"),
        ),
        ("§2 no address", "redirect_uri", None),
        (
            "§3.1 unknown request_uri",
            "request_uri",
            Some("urn:idporten:x"),
        ),
    ] {
        let answer = client
            .authorize(&client.request(name, value), &bed.browser())
            .await;
        assert_eq!(answer.status, 400, "{row}");
        assert!(answer.headers.get(LOCATION).is_none(), "{row}");
        assert!(answer.body.contains("<h1"), "{row}");
    }
}

/// See contract/idporten.md §3.1.
#[tokio::test]
async fn a_pushed_request_works_once_and_for_two_minutes() {
    let bed = TestBed::start().await;
    let client = Client::of(&bed).await;
    let pairs = client.request("", None);
    let borrowed: Vec<_> = pairs[1..]
        .iter()
        .map(|(n, v)| (n.as_str(), v.as_str()))
        .collect();
    let push = async || {
        let answer = client.call("par", &borrowed).await;
        assert_eq!(answer.status, 201, "{}", answer.body);
        assert_eq!(answer.json()["expires_in"], 120);
        let uri = answer.json()["request_uri"].as_str().unwrap().to_owned();
        assert!(uri.starts_with("urn:idporten:"), "{uri}");
        vec![
            ("client_id".to_owned(), client.id.clone()),
            ("request_uri".to_owned(), uri),
        ]
    };
    let pushed = push().await;
    assert_eq!(client.authorize(&pushed, &bed.browser()).await.status, 302);
    assert_eq!(
        client.authorize(&pushed, &bed.browser()).await.status,
        400,
        "used"
    );
    let pushed = push().await;
    bed.advance(121).await;
    assert_eq!(
        client.authorize(&pushed, &bed.browser()).await.status,
        400,
        "too old"
    );
}

/// ID-porten never fetches a `request_uri` of the client (contract/idporten.md §1). A pushed request must not contain
/// `request_uri` (RFC 9126 §2.1).
#[tokio::test]
async fn a_request_uri_of_the_client_is_not_fetched() {
    let bed = TestBed::start().await;
    let client = Client::of(&bed).await;
    let own = "https://client.example/request";
    let pairs = client.request("request_uri", Some(own));
    let answer = client.authorize(&pairs, &bed.browser()).await;
    let error = answer.location_query("error");
    assert_eq!(error.as_deref(), Some("request_uri_not_supported"));
    let answer = client.call("par", &[("request_uri", own)]).await;
    assert_error(&answer, 400, "invalid_request", "pushed");
}

/// ID-porten ignores the parameters of a login request that it does not support (OpenID Connect Core, sections 3.1.2.1
/// and 5.5).
#[tokio::test]
async fn unsupported_parameters_of_a_login_request_are_ignored() {
    let bed = TestBed::start().await;
    let client = Client::of(&bed).await;
    for (name, value) in [
        ("display", "popup"),
        ("claims", r#"{"id_token":{"email":null}}"#),
        ("prompt", "consent"),
        ("prompt", "login consent"),
        ("ui_locales", "tlh"),
        ("login_hint", "kari"),
        ("something_new", "x"),
    ] {
        let pairs = client.request(name, Some(value));
        let (answer, _) = client.log_in(&pairs, "kari").await;
        assert!(answer.location_query("code").is_some(), "{name}={value}");
    }
}

/// The parameter `acr_values` lists levels of security in order of preference. ID-porten uses the first level that it
/// supports, or `substantial` by default (contract/idporten.md §3).
#[tokio::test]
async fn a_login_reaches_the_first_requested_level_that_is_supported() {
    let bed = TestBed::start().await;
    let client = Client::of(&bed).await;
    for (requested, reached) in [
        (None, "substantial"),
        (Some("idporten-loa-low"), "substantial"),
        (Some("idporten-loa-high"), "high"),
        (
            Some("idporten-loa-substantial idporten-loa-high"),
            "substantial",
        ),
        (Some("idporten-loa-high idporten-loa-substantial"), "high"),
        (
            Some("eidas-loa-high idporten-loa-substantial"),
            "substantial",
        ),
    ] {
        let pairs = client.request("acr_values", requested);
        let (answer, browser) = client.log_in(&pairs, "kari").await;
        let tokens = client
            .redeem(&answer.location_query("code").unwrap())
            .await
            .ok();
        let says = claims(tokens["id_token"].as_str().unwrap());
        assert_eq!(
            says["acr"],
            format!("idporten-loa-{reached}"),
            "{requested:?}"
        );
        // The session already has the requested level, so the same login request needs no new login.
        let again = client.authorize(&pairs, &browser).await;
        assert!(again.location_query("code").is_some(), "{requested:?}");
    }
}
