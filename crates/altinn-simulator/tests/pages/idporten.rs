use altinn_simulator::oidc::oauth_clients::TokenEndpointAuthMethod;
use altinn_simulator::{oidc::oauth_clients::Secret, rules::Person};
use jiff::SignedDuration;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde_json::{Value, json};
use url::Url;

use crate::support::{Browser, CALLBACK, CHALLENGE, CLIENT, Response, TestBed, VERIFIER};

const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
const SCOPE: &str = "openid profile altinn:accessmanagement/authorizedparties";

const REQUEST: [(&str, &str); 9] = [
    ("response_type", "code"),
    ("client_id", CLIENT),
    ("redirect_uri", CALLBACK),
    ("scope", SCOPE),
    ("state", "the state"),
    ("nonce", "the nonce"),
    ("code_challenge", CHALLENGE),
    ("code_challenge_method", "S256"),
    ("ui_locales", "nn"),
];

fn request_with<'a>(name: &'a str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    let mut pairs: Vec<_> = REQUEST
        .into_iter()
        .filter(|(key, _)| *key != name)
        .collect();
    if !value.is_empty() {
        pairs.push((name, value));
    }
    pairs
}

fn authorize_url(bed: &TestBed, pairs: &[(&str, &str)]) -> Url {
    let mut url = bed.idporten("authorize");
    url.query_pairs_mut().extend_pairs(pairs);
    url
}

fn person(bed: &TestBed) -> Person {
    bed.world(|world| world.parties.person("kari").unwrap().clone())
}

/// Logs in at ID-porten, as a user of the vendor's client. Returns the redirect to the client.
async fn log_in(bed: &TestBed, browser: &Browser, pairs: &[(&str, &str)]) -> Response {
    let to_chooser = browser.get(authorize_url(bed, pairs)).await;
    let answer = browser
        .post(to_chooser.location(), &[("person", "kari")])
        .await;
    answer.assert_status(303);
    answer
}

async fn code(bed: &TestBed) -> String {
    let answer = log_in(bed, &bed.browser(), &REQUEST).await;
    answer.location_query("code").unwrap()
}

/// Exchanges an authorization code for tokens, with some parameters changed. An empty value removes a parameter.
async fn exchange(bed: &TestBed, code: &str, changes: &[(&str, &str)]) -> Response {
    let assertion = bed.assertion(&json!({}));
    let mut form = vec![
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
        ("client_id", CLIENT),
        ("client_assertion_type", ASSERTION_TYPE),
        ("client_assertion", &assertion),
    ];
    for (name, value) in changes {
        form.retain(|(key, _)| key != name);
        form.push((name, value));
    }
    form.retain(|(_, value)| !value.is_empty());
    bed.browser().post(bed.idporten("token"), &form).await
}

#[track_caller]
fn refused(answer: &Response, status: u16, error: &str) {
    answer.assert_status(status);
    assert_eq!(answer.json()["error"], error, "{}", answer.body);
    assert!(answer.json()["error_description"].is_string());
    assert_eq!(answer.headers["cache-control"], "no-store");
}

/// Checks the signature of a token with the published keys, and returns the claims of the token.
async fn claims(bed: &TestBed, token: &str) -> Value {
    let keys = bed.browser().get(bed.idporten("jwks.json")).await.json();
    let header = jsonwebtoken::decode_header(token).unwrap();
    assert_eq!(header.alg, Algorithm::RS256);
    let keys = keys["keys"].as_array().unwrap();
    let key = keys
        .iter()
        .find(|key| key["kid"] == json!(header.kid))
        .unwrap();
    let key =
        DecodingKey::from_rsa_components(key["n"].as_str().unwrap(), key["e"].as_str().unwrap());
    let mut validation = Validation::new(Algorithm::RS256);
    validation.validate_aud = false;
    jsonwebtoken::decode::<Value>(token, &key.unwrap(), &validation)
        .unwrap()
        .claims
}

#[tokio::test]
async fn the_metadata_list_the_supported_endpoints() {
    let bed = TestBed::start().await;
    let url = bed.idporten(".well-known/openid-configuration");
    let metadata = bed.browser().get(url).await.json();
    assert_eq!(metadata["issuer"], bed.issuer());
    assert!(!bed.issuer().ends_with('/'));
    assert_eq!(metadata["token_endpoint"], bed.idporten("token").as_str());
    assert_eq!(
        metadata["authorization_response_iss_parameter_supported"],
        true
    );
    assert_eq!(
        metadata["code_challenge_methods_supported"],
        json!(["S256"])
    );
}

#[tokio::test]
async fn a_pushed_login_gives_tokens_for_the_chosen_person() {
    let bed = TestBed::start().await;
    let browser = bed.browser();
    let assertion = bed.assertion(&json!({}));
    let mut form = REQUEST.to_vec();
    form.extend([
        ("client_assertion_type", ASSERTION_TYPE),
        ("client_assertion", assertion.as_str()),
    ]);
    let pushed = browser.post(bed.idporten("par"), &form).await;
    pushed.assert_status(201);
    assert_eq!(pushed.json()["expires_in"], 120);
    let request_uri = pushed.json()["request_uri"].as_str().unwrap().to_owned();
    assert!(request_uri.starts_with("urn:idporten:"));

    let by_name = [("client_id", CLIENT), ("request_uri", request_uri.as_str())];
    let answer = log_in(&bed, &browser, &by_name).await;
    assert!(answer.raw_location().starts_with(CALLBACK));
    assert_eq!(answer.location_query("state").as_deref(), Some("the state"));
    assert_eq!(answer.location_query("iss"), Some(bed.issuer()));
    assert_eq!(answer.location_query("from").as_deref(), Some("idporten"));

    let tokens = exchange(&bed, &answer.location_query("code").unwrap(), &[]).await;
    tokens.assert_status(200);
    let tokens = tokens.json();
    assert_eq!(
        (&tokens["token_type"], &tokens["expires_in"]),
        (&json!("Bearer"), &json!(600))
    );
    assert_eq!(tokens["scope"], SCOPE);

    let id = claims(&bed, tokens["id_token"].as_str().unwrap()).await;
    let kari = person(&bed);
    assert_eq!(id["iss"], bed.issuer());
    assert_eq!(id["aud"], CLIENT);
    assert_eq!(id["pid"], kari.personal_number.as_str());
    assert_eq!(id["nonce"], "the nonce");
    assert_eq!(id["acr"], "idporten-loa-substantial");
    assert_eq!(id["amr"], json!(["TestID"]));
    assert_eq!(id["locale"], "nn");
    let lifetime = id["exp"].as_i64().unwrap() - id["iat"].as_i64().unwrap();
    assert_eq!(lifetime, 120);
    assert!(id["sid"].is_string() && id["jti"].is_string() && id["auth_time"].is_i64());
    assert_ne!(id["sub"], id["pid"]);

    let access = claims(&bed, tokens["access_token"].as_str().unwrap()).await;
    assert_eq!(access["scope"], SCOPE);
    assert_eq!(access["client_amr"], "private_key_jwt");
    assert_eq!(access["consumer"]["ID"], "0192:991825827");
    assert_eq!(access["pid"], id["pid"]);

    // A pushed authorization request can be used once, so the same login URL now gets an error.
    let again = browser.get(authorize_url(&bed, &by_name)).await;
    again
        .assert_status(400)
        .assert_contains("Forespørselen om innlogging er brukt opp");
}

#[tokio::test]
async fn an_error_without_a_valid_redirect_uri_stays_at_id_porten() {
    let bed = TestBed::start().await;
    for (pairs, text) in [
        (
            request_with("client_id", "nobody"),
            "Tenesta er ikkje registrert",
        ),
        (request_with("client_id", ""), "Tenesta er ikkje registrert"),
        (
            request_with("redirect_uri", "http://localhost:9/login/callback"),
            "ikkje registrert",
        ),
        (
            request_with("redirect_uri", ""),
            "ikkje registrert på tenesta",
        ),
        (
            request_with("request_uri", "urn:idporten:made-up"),
            "brukt opp",
        ),
    ] {
        let page = bed.browser().get(authorize_url(&bed, &pairs)).await;
        page.assert_status(400)
            .assert_contains(text)
            .assert_contains("lang=\"nn\"");
    }
}

#[tokio::test]
async fn every_other_error_is_sent_to_the_client() {
    let bed = TestBed::start().await;
    for (name, value, error) in [
        ("response_type", "token", "unsupported_response_type"),
        ("scope", "openid altinn:not-granted", "invalid_scope"),
        ("code_challenge", "", "invalid_request"),
        ("code_challenge_method", "plain", "invalid_request"),
        ("prompt", "none", "login_required"),
        // The simulator does not implement these parameters, so it must return an error. Without the error, the client
        // would get a login that ignores the parameter.
        ("onbehalfof", "someone", "invalid_request"),
        ("authorization_details", "[]", "invalid_request"),
    ] {
        let answer = bed
            .browser()
            .get(authorize_url(&bed, &request_with(name, value)))
            .await;
        answer.assert_status(302);
        assert!(answer.raw_location().starts_with(CALLBACK), "{name}");
        assert_eq!(
            answer.location_query("error").as_deref(),
            Some(error),
            "{name}"
        );
        assert_eq!(answer.location_query("state").as_deref(), Some("the state"));
        assert_eq!(answer.location_query("iss"), Some(bed.issuer()));
    }
}

#[tokio::test]
async fn a_cancelled_login_is_sent_to_the_client() {
    let bed = TestBed::start().await;
    let browser = bed.browser();
    let chooser = browser
        .follow_redirects(authorize_url(&bed, &REQUEST))
        .await;
    let answer = browser.post(&chooser.url, &[("cancel", "true")]).await;
    assert_eq!(
        answer.location_query("error").as_deref(),
        Some("access_denied")
    );
    // The person has cancelled this log-in, so nobody can log in with the open page.
    browser
        .post(&chooser.url, &[("person", "kari")])
        .await
        .assert_status(410);
}

#[tokio::test]
async fn a_choice_of_person_from_another_site_is_refused() {
    let bed = TestBed::start().await;
    let browser = bed.browser();
    let chooser = browser
        .follow_redirects(authorize_url(&bed, &REQUEST))
        .await;
    let form = [("person", "kari")];
    for forged in [
        ("sec-fetch-site", "cross-site"),
        ("origin", "http://evil.example"),
    ] {
        browser
            .post_with(&chooser.url, &form, &[forged])
            .await
            .assert_status(403);
    }
    let own = [("sec-fetch-site", "same-origin")];
    browser
        .post_with(&chooser.url, &form, &own)
        .await
        .assert_status(303);
}

#[tokio::test]
async fn a_session_skips_the_choice_of_person_unless_the_client_requests_a_new_login() {
    let bed = TestBed::start().await;
    let browser = bed.browser();
    log_in(&bed, &browser, &REQUEST).await;

    let silent = browser
        .get(authorize_url(&bed, &request_with("prompt", "none")))
        .await;
    assert!(silent.location_query("code").is_some());
    let passed = browser.get(authorize_url(&bed, &REQUEST)).await;
    assert!(passed.location_query("code").is_some());
    for anew in [("prompt", "login"), ("acr_values", "idporten-loa-high")] {
        let response = browser
            .get(authorize_url(&bed, &request_with(anew.0, anew.1)))
            .await;
        assert!(
            response.location().path().starts_with("/login/"),
            "{anew:?}"
        );
    }
    bed.later(SignedDuration::from_mins(31));
    let idle = browser.get(authorize_url(&bed, &REQUEST)).await;
    assert!(idle.location().path().starts_with("/login/"));
}

#[tokio::test]
async fn a_code_is_bound_to_client_redirect_uri_and_verifier() {
    let bed = TestBed::start().await;
    for changes in [
        [("code_verifier", "")],
        [("code_verifier", CHALLENGE)],
        [("redirect_uri", "")],
        [("redirect_uri", "http://localhost:9/other")],
        [("code", "made-up")],
    ] {
        let answer = exchange(&bed, &code(&bed).await, &changes).await;
        refused(&answer, 400, "invalid_grant");
    }
    let used = code(&bed).await;
    exchange(&bed, &used, &[]).await.assert_status(200);
    refused(&exchange(&bed, &used, &[]).await, 400, "invalid_grant");

    let old = code(&bed).await;
    bed.later(SignedDuration::from_secs(61));
    refused(&exchange(&bed, &old, &[]).await, 400, "invalid_grant");

    let other_grant = [("grant_type", "password")];
    let answer = exchange(&bed, &code(&bed).await, &other_grant).await;
    refused(&answer, 400, "unsupported_grant_type");
}

#[tokio::test]
async fn every_claim_of_a_client_assertion_is_checked() {
    let bed = TestBed::start().await;
    let now = bed.simulator().now().as_second();
    for changes in [
        json!({ "iss": "other" }),
        json!({ "sub": "other" }),
        json!({ "aud": bed.idporten("token") }),
        json!({ "aud": format!("{}/", bed.issuer()) }),
        json!({ "aud": [bed.issuer(), "https://elsewhere.example"] }),
        json!({ "exp": now - 1, "iat": now - 60 }),
        json!({ "iat": now, "exp": now + 121 }),
        json!({ "exp": null }),
        json!({ "iat": now + 60, "exp": now + 100 }),
        json!({ "jti": null }),
    ] {
        let assertion = bed.assertion(&changes);
        let answer = exchange(&bed, &code(&bed).await, &[("client_assertion", &assertion)]).await;
        refused(&answer, 401, "invalid_client");
    }
    let once = bed.assertion(&json!({}));
    let changes = [("client_assertion", once.as_str())];
    exchange(&bed, &code(&bed).await, &changes)
        .await
        .assert_status(200);
    refused(
        &exchange(&bed, &code(&bed).await, &changes).await,
        401,
        "invalid_client",
    );

    let by_foreign_key = bed.simulator().keys().idporten.sign(&json!({
        "iss": CLIENT, "sub": CLIENT, "aud": bed.issuer(), "iat": now, "exp": now + 60, "jti": "x",
    }));
    for changes in [
        [("client_assertion", by_foreign_key.as_str())],
        [("client_assertion", "not a token")],
        [("client_assertion", "")],
        [("client_assertion_type", "")],
        [("client_secret", "guessed")],
    ] {
        let answer = exchange(&bed, &code(&bed).await, &changes).await;
        refused(&answer, 401, "invalid_client");
    }
}

#[tokio::test]
async fn a_client_authenticates_by_its_registered_method() {
    let bed = TestBed::start().await;
    bed.register_client(|client| {
        client.token_endpoint_auth_method = TokenEndpointAuthMethod::ClientSecretPost;
        client.client_secret = Some(Secret("a secret".to_owned()));
    });
    let without = [("client_assertion", ""), ("client_assertion_type", "")];
    for (secret, status) in [("a secret", 200), ("another", 401), ("", 401)] {
        let changes = [without[0], without[1], ("client_secret", secret)];
        exchange(&bed, &code(&bed).await, &changes)
            .await
            .assert_status(status);
    }
    refused(
        &exchange(&bed, &code(&bed).await, &[]).await,
        401,
        "invalid_client",
    );
}

#[tokio::test]
async fn a_person_is_found_by_key_name_or_company() {
    let bed = TestBed::start().await;
    let (person, organisation) = bed.customer("urn:altinn:role:daglig-leder");
    let browser = bed.browser();
    let chooser = browser
        .follow_redirects(authorize_url(&bed, &REQUEST))
        .await;
    chooser
        .assert_contains("Kari Nordby")
        .assert_lacks(&person.name);
    let number = organisation.number.to_string();
    for words in [&person.key, &person.name, &organisation.name, &number] {
        let mut url = chooser.url.clone();
        url.query_pairs_mut().append_pair("person", words);
        browser
            .get(url)
            .await
            .assert_contains(&person.name)
            .assert_lacks("Kari Nordby");
    }
    let hinted = request_with("login_hint", &person.key);
    bed.browser()
        .follow_redirects(authorize_url(&bed, &hinted))
        .await
        .assert_contains(&person.name);
    let mut url = chooser.url.clone();
    url.query_pairs_mut().append_pair("person", "<nobody>");
    let nobody = browser.get(url).await;
    nobody.assert_contains("Ingen personar passar til «&lt;nobody&gt;».");
}

#[tokio::test]
async fn the_log_in_page_names_the_client_or_its_id() {
    let bed = TestBed::start().await;
    for (name, text) in [
        ("Skytall", "Skytall ber deg logge inn."),
        (
            "",
            "Tenesta med klient-ID-en vendor-client ber deg logge inn.",
        ),
        (
            "  ",
            "Tenesta med klient-ID-en vendor-client ber deg logge inn.",
        ),
    ] {
        bed.register_client(|client| name.clone_into(&mut client.name));
        let url = authorize_url(&bed, &REQUEST);
        let chooser = bed.browser().follow_redirects(url).await;
        chooser.assert_contains(&format!("sim-prose\">{text}"));
    }
}
