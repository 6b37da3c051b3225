//! Tests of ID-porten's public clients, which have no secret. Other tests in this file send a client secret by each
//! allowed method (contract/idporten.md §2 to §4).

use reqwest::{Method, RequestBuilder, header::LOCATION};
use serde_json::{Value, json};
use url::Url;

use crate::support::{Response, TestBed, VENDOR, claims};

const CALLBACK: &str = "http://localhost:9/callback";
/// The PKCE verifier from the example in ID-porten's documentation. `CHALLENGE` is the challenge for this verifier.
const VERIFIER: &str = "xyo94uhy3zKvgB0NJwLms86SwcjtWviEOpkBnGgaLlo";
const CHALLENGE: &str = "b7elB7ZyxIXgFyvBznKvxl7wOB-H17Pz0a3B62NIMFI";
const CLIENT: &str = "a-client";
const SECRET: &str = "a secret";

async fn register(bed: &TestBed, method: &str) {
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
    assert_eq!(answer.status, 204, "{}", answer.body);
}

/// Sends a login request with valid parameters, but replaces one parameter. `name` is the name of this parameter, and
/// `value` is the new value. If `value` is empty, the login request lacks the parameter.
async fn authorize(bed: &TestBed, name: &str, value: &str) -> Response {
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
    let url = Url::parse_with_params(bed.idporten("authorize").as_str(), pairs).unwrap();
    bed.send(bed.http.get(url)).await
}

async fn code(bed: &TestBed, name: &str, value: &str) -> String {
    let start = authorize(bed, name, value).await;
    let chooser = start.location();
    let form = [("person", "kari")];
    let answer = bed.send(bed.http.post(chooser).form(&form)).await;
    answer.location_query("code").unwrap()
}

fn redeem(bed: &TestBed, code: &str, more: &[(&str, &str)]) -> RequestBuilder {
    let mut form = vec![
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", CALLBACK),
    ];
    form.extend_from_slice(more);
    bed.http.post(bed.idporten("token")).form(&form)
}

/// See contract/idporten.md §2 and §3.
#[tokio::test]
async fn a_public_client_needs_pkce_and_state_and_has_no_secret() {
    let bed = TestBed::start().await;
    register(&bed, "none").await;
    for name in ["state", "code_challenge"] {
        let refused = authorize(&bed, name, "").await;
        let error = refused.location_query("error");
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

/// See contract/idporten.md §2.
#[tokio::test]
async fn client_secret_basic_needs_the_secret_in_the_header() {
    let bed = TestBed::start().await;
    register(&bed, "client_secret_basic").await;
    let own = [("code_verifier", VERIFIER)];
    let code = code(&bed, "", "").await;
    // Before a client encodes the id and the secret in base64, the client must form-encode both (RFC 6749, section
    // 2.3.1). So the secret `a secret` becomes `a+secret`.
    let answer = bed.send(redeem(&bed, &code, &own).basic_auth(CLIENT, Some("a+secret")));
    let access = answer.await.ok();
    let access = claims(access["access_token"].as_str().unwrap());
    assert_eq!(access["client_amr"], "client_secret_basic");
}

/// See contract/idporten.md §3.
#[tokio::test]
async fn each_parameter_of_a_login_request_is_validated() {
    let bed = TestBed::start().await;
    register(&bed, "none").await;
    for (name, value) in [
        ("state", "æ"),
        ("state", "a\nb"),
        ("code_challenge", "short"),
        // This value ends with the padding `=` of base64, so it is invalid. A challenge is base64url without padding.
        (
            "code_challenge",
            "b7elB7ZyxIXgFyvBznKvxl7wOB-H17Pz0a3B62NIMFI=",
        ),
        ("code_challenge_method", ""),
    ] {
        let refused = authorize(&bed, name, value).await;
        let error = refused.location_query("error");
        assert_eq!(error.as_deref(), Some("invalid_request"), "{name} {value}");
    }
    let missing = authorize(&bed, "scope", "").await;
    assert_eq!(
        missing.location_query("error").as_deref(),
        Some("invalid_scope")
    );
}

/// A PKCE verifier must have at least 43 characters (contract/idporten.md §3). ID-porten refuses a shorter verifier,
/// although the hash equals the challenge.
#[tokio::test]
async fn a_verifier_that_is_too_short_is_refused() {
    let bed = TestBed::start().await;
    register(&bed, "none").await;
    // The challenge is the SHA-256 hash of the text "short" in base64url.
    let challenge = "-bAHi131ltLqGQEMABu9AJ5lHeLFfo-341XzHrnT9zk";
    let code = code(&bed, "code_challenge", challenge).await;
    let own = [("client_id", CLIENT), ("code_verifier", "short")];
    let refused = bed.send(redeem(&bed, &code, &own)).await;
    assert_eq!(
        (refused.status.as_u16(), &refused.json()["error"]),
        (400, &json!("invalid_grant"))
    );
}

/// A client can request one or more levels of security in `acr_values`. The claim `acr` of the token says which level
/// the login reached (contract/idporten.md §3 and §5).
#[tokio::test]
async fn the_token_contains_the_level_of_the_login() {
    let bed = TestBed::start().await;
    register(&bed, "none").await;
    for (requested, reached) in [
        ("", "idporten-loa-substantial"),
        ("idporten-loa-substantial", "idporten-loa-substantial"),
        ("idporten-loa-high", "idporten-loa-high"),
        (
            "idporten-loa-substantial idporten-loa-high",
            "idporten-loa-substantial",
        ),
    ] {
        let own = [("client_id", CLIENT), ("code_verifier", VERIFIER)];
        let code = code(&bed, "acr_values", requested).await;
        let tokens: Value = bed.send(redeem(&bed, &code, &own)).await.ok();
        let id = claims(tokens["id_token"].as_str().unwrap());
        assert_eq!(id["acr"], reached, "{requested}");
    }
}

/// A single-page application calls ID-porten from a page of another origin. CORS must allow only the calls that such an
/// application needs (contract/idporten.md §2).
#[tokio::test]
async fn cors_allows_only_the_calls_that_a_single_page_application_needs() {
    let bed = TestBed::start().await;
    for (path, method, allowed) in [
        (".well-known/openid-configuration", "GET", true),
        ("jwks.json", "GET", true),
        ("par", "POST", true),
        ("token", "POST", true),
        ("token/revoke", "POST", true),
        ("userinfo", "GET", true),
        ("token/introspect", "POST", false),
        ("authorize", "POST", false),
        ("logout", "POST", false),
    ] {
        let ask_first = bed
            .http
            .request(Method::OPTIONS, bed.idporten(path))
            .header("origin", "https://app.example")
            .header("access-control-request-method", method)
            .header(
                "access-control-request-headers",
                "authorization,content-type",
            );
        let answer = bed.send(ask_first).await;
        let origin = answer.headers.get("access-control-allow-origin");
        let response = origin.is_some_and(|origin| origin == "https://app.example");
        assert_eq!(response, allowed, "{path}");
        // The response must not allow calls with cookies.
        assert!(
            !answer
                .headers
                .contains_key("access-control-allow-credentials"),
            "{path}"
        );
        let call = bed
            .http
            .request(method.parse().unwrap(), bed.idporten(path));
        let answer = bed.send(call.header("origin", "https://app.example")).await;
        let origin = answer.headers.get("access-control-allow-origin");
        assert_eq!(origin.is_some(), allowed, "{path}");
    }
}

/// A mobile app can register a redirect URI with a private URI scheme ([RFC
/// 8252](https://www.rfc-editor.org/rfc/rfc8252#section-7.1)).
#[tokio::test]
async fn a_mobile_app_can_register_a_private_uri_scheme() {
    let bed = TestBed::start().await;
    let client = |uri: &str, method: &str| {
        json!({
            "organisation": { "number": VENDOR, "name": "Testleverandøren AS" },
            "redirectUris": [uri], "tokenEndpointAuthMethod": method, "clientSecret": SECRET,
        })
    };
    let path = format!("idporten-clients/{CLIENT}");
    for (uri, method, status) in [
        ("javascript:alert(1)", "none", 400),
        ("file:///callback", "none", 400),
        ("no.example.app:/callback#x", "none", 400),
        // A client with a secret runs on a server, so its redirect URI must be an https URL.
        ("no.example.app:/callback", "client_secret_basic", 400),
        ("no.example.app:/callback", "none", 204),
    ] {
        let answer = bed.control(Method::PUT, &path, client(uri, method)).await;
        assert_eq!(answer.status, status, "{uri}: {}", answer.body);
    }
    let start = authorize(&bed, "redirect_uri", "no.example.app:/callback").await;
    let chooser = start.location();
    let page = bed.send(bed.http.get(&chooser)).await;
    let policy = page.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.contains(" no.example.app:"), "{policy}");
    let answer = bed.http.post(chooser).form(&[("person", "kari")]);
    let answer = bed.send(answer).await;
    let address = answer.headers[LOCATION].to_str().unwrap();
    assert!(
        address.starts_with("no.example.app:/callback?"),
        "{address}"
    );
}

/// A browser sends a CORS preflight request before some calls. This preflight request must not use up an injected
/// fault. The fault must be in the response to the call itself, and the page must be able to read this response.
#[tokio::test]
async fn a_preflight_request_does_not_use_up_an_injected_fault() {
    let bed = TestBed::start().await;
    let fault = json!({ "path": "/userinfo", "fault": "empty", "status": 503 });
    bed.post_control("faults", fault).await;
    let call = |method: Method| {
        let call = bed.http.request(method, bed.idporten("userinfo"));
        call.header("origin", "https://app.example")
    };
    let question = call(Method::OPTIONS).header("access-control-request-method", "GET");
    assert_eq!(bed.send(question).await.status, 200);
    let faulty = bed.send(call(Method::GET)).await;
    assert_eq!(faulty.status, 503);
    assert_eq!(
        faulty.headers["access-control-allow-origin"],
        "https://app.example"
    );
}

/// A login request can be a form post (OpenID Connect Core, section 3.1.2.1). The form can come from another site, and
/// the browser then sends no cookies.
#[tokio::test]
async fn a_login_request_can_be_a_form_post() {
    let bed = TestBed::start().await;
    register(&bed, "none").await;
    let form = |challenge: &'static str| {
        [
            ("client_id", CLIENT),
            ("redirect_uri", CALLBACK),
            ("response_type", "code"),
            ("scope", "openid"),
            ("state", "a &=+#"),
            ("login_hint", "kari"),
            ("code_challenge", challenge),
            ("code_challenge_method", "S256"),
        ]
    };
    let send = |pairs: &[(&str, &str)]| bed.http.post(bed.idporten("authorize")).form(pairs);
    let not_a_form = bed.http.post(bed.idporten("authorize")).body("client_id=x");
    assert_eq!(bed.send(not_a_form).await.status, 400, "not as a form");
    let refused = bed.send(send(&form("not one"))).await;
    assert_eq!(refused.status, 303);
    let why = refused.location_query("error_description").unwrap();
    assert!(why.contains("code_challenge"), "{why}");
    assert_eq!(refused.location_query("state").as_deref(), Some("a &=+#"));
    let nowhere = bed.send(send(&[("client_id", "unknown")])).await;
    assert_eq!(nowhere.status, 400, "{}", nowhere.body);

    let on = bed.send(send(&form(CHALLENGE))).await;
    assert_eq!(on.status, 303);
    let on = on.location();
    assert!(!on.as_str().contains("kari"), "{on}");
    let start = bed.send(bed.http.get(on)).await;
    let chooser = start.location();
    let answer = bed.http.post(chooser).form(&[("person", "kari")]);
    let answer = bed.send(answer).await;
    assert_eq!(answer.location_query("state").as_deref(), Some("a &=+#"));
    let own = [("client_id", CLIENT), ("code_verifier", VERIFIER)];
    let tokens = bed.send(redeem(&bed, &answer.location_query("code").unwrap(), &own));
    assert_eq!(tokens.await.status, 200);
}
