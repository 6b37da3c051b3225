//! ID-porten as its clients call it: what the metadata promise, and every refusal (idporten.md §1 to §6).

use reqwest::{
    Method,
    header::{COOKIE, LOCATION, SET_COOKIE, WWW_AUTHENTICATE},
};
use serde_json::{Value, json};
use url::Url;
use uuid::Uuid;

use crate::support::{Answer, Bed, VENDOR, claims, header, key, signed};

const CALLBACK: &str = "http://localhost:9/callback";
const LOGGED_OUT: &str = "http://localhost:9/logged-out";
/// The pair in ID-porten's documentation of PKCE.
const VERIFIER: &str = "xyo94uhy3zKvgB0NJwLms86SwcjtWviEOpkBnGgaLlo";
const CHALLENGE: &str = "b7elB7ZyxIXgFyvBznKvxl7wOB-H17Pz0a3B62NIMFI";
const SECRET: &str = "a/secret with=signs";

/// A client with a secret, which it sends in the body.
struct Client<'a> {
    bed: &'a Bed,
    id: String,
}

impl<'a> Client<'a> {
    async fn with(bed: &'a Bed, method: &str, more: Value) -> Self {
        let id = Uuid::new_v4().to_string();
        let mut body = json!({
            "organisation": { "number": VENDOR, "name": "Testleverandøren AS" },
            "redirectUris": [CALLBACK],
            "postLogoutRedirectUris": [LOGGED_OUT],
            "tokenEndpointAuthMethod": method,
        });
        if method.starts_with("client_secret") {
            body["clientSecret"] = json!(SECRET);
        }
        if method == "private_key_jwt" {
            body["jwks"] = json!({ "keys": [key().jwk] });
        }
        body.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        let path = format!("idporten-clients/{id}");
        let answer = bed.control(Method::PUT, &path, body).await;
        assert_eq!(answer.status, 204, "{}", answer.text);
        Self { bed, id }
    }

    async fn of(bed: &'a Bed) -> Self {
        Self::with(bed, "client_secret_post", json!({})).await
    }

    /// A request for a login as it should be, with one parameter changed, added, or left out.
    fn request(&self, name: &str, value: Option<&str>) -> Vec<(String, String)> {
        let good = [
            ("client_id", self.id.as_str()),
            ("redirect_uri", CALLBACK),
            ("response_type", "code"),
            ("scope", "openid"),
            ("state", "s t"),
            ("nonce", "n"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ];
        let mut pairs: Vec<_> = good.into_iter().filter(|(key, _)| *key != name).collect();
        pairs.extend(value.map(|value| (name, value)));
        let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
        pairs.into_iter().map(owned).collect()
    }

    async fn authorize(&self, pairs: &[(String, String)], cookie: &str) -> Answer {
        let url = Url::parse_with_params(&self.bed.idporten("authorize"), pairs).unwrap();
        let request = self.bed.http.get(url).header(COOKIE, cookie);
        self.bed.send(request).await
    }

    /// Logs in as a person: what the client's address got, and the session's cookie.
    async fn log_in(&self, pairs: &[(String, String)], person: &str) -> (Answer, String) {
        let start = self.authorize(pairs, "").await;
        let chooser = self.bed.idporten(
            start.headers[LOCATION]
                .to_str()
                .unwrap()
                .trim_start_matches('/'),
        );
        let form = [("person", person)];
        let answer = self.bed.send(self.bed.http.post(chooser).form(&form)).await;
        let cookie = answer.headers[SET_COOKIE].to_str().unwrap();
        let cookie = cookie.split(';').next().unwrap().to_owned();
        (answer, cookie)
    }

    async fn code(&self) -> (String, String) {
        let (answer, cookie) = self.log_in(&self.request("", None), "kari").await;
        (told(&answer, "code").unwrap(), cookie)
    }

    async fn call(&self, path: &str, pairs: &[(&str, &str)]) -> Answer {
        let mut form = vec![("client_id", self.id.as_str()), ("client_secret", SECRET)];
        form.extend_from_slice(pairs);
        let request = self.bed.http.post(self.bed.idporten(path)).form(&form);
        self.bed.send(request).await
    }

    async fn redeem(&self, code: &str) -> Answer {
        self.call("token", &by_code(code)).await
    }

    async fn tokens(&self) -> Value {
        self.redeem(&self.code().await.0).await.ok()
    }
}

fn by_code(code: &str) -> [(&str, &str); 4] {
    [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ]
}

/// A parameter of the address that the browser is sent to.
fn told(answer: &Answer, name: &str) -> Option<String> {
    let url: Url = answer.headers.get(LOCATION)?.to_str().ok()?.parse().ok()?;
    let mut pairs = url.query_pairs();
    pairs
        .find(|(key, _)| key == name)
        .map(|(_, v)| v.into_owned())
}

#[track_caller]
fn assert_error(answer: &Answer, status: u16, error: &str, row: &str) {
    assert_eq!(answer.status, status, "{row}: {}", answer.text);
    assert_eq!(answer.json()["error"], error, "{row}: {}", answer.text);
    assert_eq!(answer.headers["cache-control"], "no-store", "{row}");
}

#[tokio::test]
async fn the_metadata_are_those_of_section_1_and_every_endpoint_answers() {
    let bed = Bed::start().await;
    let url = bed.idporten(".well-known/openid-configuration");
    let metadata = bed.send(bed.http.get(url)).await.ok();
    let issuer = bed.running.origins().idporten_issuer();
    assert_eq!(metadata["issuer"], issuer.as_str());
    for (name, path, method) in [
        ("authorization_endpoint", "authorize", Method::GET),
        ("pushed_authorization_request_endpoint", "par", Method::POST),
        ("token_endpoint", "token", Method::POST),
        ("userinfo_endpoint", "userinfo", Method::GET),
        ("introspection_endpoint", "token/introspect", Method::POST),
        ("revocation_endpoint", "token/revoke", Method::POST),
        ("end_session_endpoint", "logout", Method::GET),
        ("jwks_uri", "jwks.json", Method::GET),
    ] {
        let url = metadata[name].as_str().unwrap();
        assert_eq!(url, format!("{issuer}/{path}"), "{name}");
        let answer = bed.send(bed.http.request(method, url)).await;
        assert_ne!(answer.status, 404, "{name}");
        assert_ne!(answer.status, 405, "{name}");
    }
    for (name, values) in [
        ("response_types_supported", json!(["code"])),
        ("response_modes_supported", json!(["query", "form_post"])),
        (
            "grant_types_supported",
            json!(["authorization_code", "refresh_token"]),
        ),
        ("scopes_supported", json!(["openid", "profile"])),
        ("id_token_signing_alg_values_supported", json!(["RS256"])),
        ("code_challenge_methods_supported", json!(["S256"])),
        ("ui_locales_supported", json!(["en", "nb", "nn", "se"])),
        (
            "authorization_response_iss_parameter_supported",
            json!(true),
        ),
        ("request_parameter_supported", json!(false)),
    ] {
        assert_eq!(metadata[name], values, "{name}");
    }
}

/// idporten.md §3: what is wrong is told to the client, with `state` and `iss`.
#[tokio::test]
async fn a_request_with_a_fault_is_refused_at_the_clients_address_and_when_pushed() {
    let bed = Bed::start().await;
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
            Some("query.jwt"),
            "invalid_request",
        ),
        ("§1 request", "request", Some("ey"), "request_not_supported"),
    ] {
        let pairs = client.request(name, value);
        let answer = client.authorize(&pairs, "").await;
        assert_eq!(answer.status, 302, "{row}");
        assert_eq!(told(&answer, "error").as_deref(), Some(error), "{row}");
        assert_eq!(told(&answer, "state").as_deref(), Some("s t"), "{row}");
        let issuer = bed.running.origins().idporten_issuer();
        assert_eq!(told(&answer, "iss"), Some(issuer), "{row}");

        let borrowed: Vec<_> = pairs
            .iter()
            .map(|(n, v)| (n.as_str(), v.as_str()))
            .collect();
        // `client_id` comes with the secret.
        assert_error(&client.call("par", &borrowed[1..]).await, 400, error, row);
    }
}

#[tokio::test]
async fn nobody_is_sent_to_an_address_that_is_not_registered() {
    let bed = Bed::start().await;
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
        let answer = client.authorize(&client.request(name, value), "").await;
        assert_eq!(answer.status, 400, "{row}");
        assert!(answer.headers.get(LOCATION).is_none(), "{row}");
        assert!(answer.text.contains("<h1"), "{row}");
    }
}

/// idporten.md §3.1.
#[tokio::test]
async fn a_pushed_request_is_used_once_and_within_two_minutes() {
    let bed = Bed::start().await;
    let client = Client::of(&bed).await;
    let pairs = client.request("", None);
    let borrowed: Vec<_> = pairs[1..]
        .iter()
        .map(|(n, v)| (n.as_str(), v.as_str()))
        .collect();
    let push = async || {
        let answer = client.call("par", &borrowed).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        assert_eq!(answer.json()["expires_in"], 120);
        let uri = answer.json()["request_uri"].as_str().unwrap().to_owned();
        assert!(uri.starts_with("urn:idporten:"), "{uri}");
        vec![
            ("client_id".to_owned(), client.id.clone()),
            ("request_uri".to_owned(), uri),
        ]
    };
    let pushed = push().await;
    assert_eq!(client.authorize(&pushed, "").await.status, 302);
    assert_eq!(client.authorize(&pushed, "").await.status, 400, "used");
    let pushed = push().await;
    bed.advance(121).await;
    assert_eq!(client.authorize(&pushed, "").await.status, 400, "too old");
}

/// idporten.md §2: each client by its own method and no other.
#[tokio::test]
async fn a_client_that_is_not_who_it_says_is_401() {
    let bed = Bed::start().await;
    for method in [
        "client_secret_post",
        "client_secret_basic",
        "private_key_jwt",
    ] {
        let client = Client::with(&bed, method, json!({})).await;
        let wrong = [
            ("client_id", client.id.as_str()),
            ("client_secret", "wrong"),
        ];
        for path in ["token", "par", "token/introspect", "token/revoke"] {
            let request = bed.http.post(bed.idporten(path)).form(&wrong);
            let answer = bed.send(request).await;
            assert_error(&answer, 401, "invalid_client", &format!("{method} {path}"));
            assert!(
                answer.headers.contains_key(WWW_AUTHENTICATE),
                "{method} {path}"
            );
        }
    }
    let client = Client::with(&bed, "private_key_jwt", json!({})).await;
    let now = bed.running.simulator().now().as_second();
    let issuer = bed.running.origins().idporten_issuer();
    let good = json!({ "iss": client.id, "sub": client.id, "aud": issuer, "iat": now, "exp": now + 120, "jti": "1" });
    for (row, name, value, error) in [
        (
            "§4 aud",
            "aud",
            json!(format!("{issuer}/token")),
            "invalid_client",
        ),
        ("§4 sub", "sub", json!("other"), "invalid_client"),
        ("§4 exp", "exp", json!(now + 121), "invalid_client"),
        ("§4 expired", "exp", json!(now - 1), "invalid_client"),
        ("§4 jti", "jti", json!(""), "invalid_client"),
        // Authenticated, and then the grant is missing.
        ("good", "jti", json!("2"), "invalid_request"),
        ("§4 jti unique", "jti", json!("2"), "invalid_client"),
    ] {
        let mut assertion = good.as_object().unwrap().clone();
        assertion.insert(name.to_owned(), value);
        let assertion = signed(&assertion, &header(), key());
        let form = [
            (
                "client_assertion_type",
                "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            ),
            ("client_assertion", assertion.as_str()),
        ];
        let answer = bed
            .send(bed.http.post(bed.idporten("token")).form(&form))
            .await;
        let status = if error == "invalid_client" { 401 } else { 400 };
        assert_error(&answer, status, error, row);
    }
}

/// idporten.md §4, RFC 6749 §5.2.
#[tokio::test]
async fn a_token_request_with_a_fault_is_refused() {
    let bed = Bed::start().await;
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

#[tokio::test]
async fn a_code_that_comes_twice_ends_what_it_gave() {
    let bed = Bed::start().await;
    let client = Client::of(&bed).await;
    let (code, _) = client.code().await;
    let tokens = client.redeem(&code).await.ok();
    let access = tokens["access_token"].as_str().unwrap();
    let about = client.call("token/introspect", &[("token", access)]).await;
    assert_eq!(about.ok()["active"], true);
    assert_error(&client.redeem(&code).await, 400, "invalid_grant", "reuse");
    let about = client.call("token/introspect", &[("token", access)]).await;
    assert_eq!(about.ok(), json!({ "active": false }));
}

/// idporten.md §5.
#[tokio::test]
async fn an_id_token_says_who_when_and_how() {
    let bed = Bed::start().await;
    let client = Client::of(&bed).await;
    let tokens = client.tokens().await;
    assert_eq!(
        (&tokens["token_type"], &tokens["expires_in"]),
        (&json!("Bearer"), &json!(600))
    );
    assert!(tokens.get("refresh_token").is_none());
    let says = claims(tokens["id_token"].as_str().unwrap());
    for (name, value) in [
        ("iss", json!(bed.running.origins().idporten_issuer())),
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
    // Another client cannot compare.
    let other = Client::of(&bed).await.tokens().await;
    assert_ne!(
        claims(other["id_token"].as_str().unwrap())["sub"],
        says["sub"]
    );
}

/// idporten.md §3: acr, prompt and `max_age` against a session of single sign-on.
#[tokio::test]
async fn a_session_answers_only_what_it_is_good_for() {
    let bed = Bed::start().await;
    let client = Client::of(&bed).await;
    let (_, cookie) = client.code().await;
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
            .authorize(&client.request(name, value), &cookie)
            .await;
        assert_eq!(told(&answer, "code").is_some(), passes, "{row}");
    }
    let nobody = client
        .authorize(&client.request("prompt", Some("none")), "")
        .await;
    assert_eq!(told(&nobody, "error").as_deref(), Some("login_required"));
}

#[tokio::test]
async fn an_answer_by_form_post_is_a_form_that_goes_on_by_itself() {
    let bed = Bed::start().await;
    let client = Client::of(&bed).await;
    let pairs = client.request("response_mode", Some("form_post"));
    let (answer, cookie) = client.log_in(&pairs, "kari").await;
    assert_eq!(answer.status, 200);
    let policy = answer.headers["content-security-policy"].to_str().unwrap();
    assert!(
        policy.contains("script-src 'sha256-") && policy.contains("http://localhost:9"),
        "{policy}"
    );
    for expected in [
        format!("action=\"{CALLBACK}\""),
        "name=\"code\"".to_owned(),
        "name=\"state\" value=\"s t\"".to_owned(),
        "name=\"iss\"".to_owned(),
        "type=\"submit\"".to_owned(),
    ] {
        assert!(
            answer.text.contains(&expected),
            "{expected} in {}",
            answer.text
        );
    }
    // Refusals go the same way.
    let mut pairs = pairs;
    pairs.push(("prompt".to_owned(), "login none".to_owned()));
    let refused = client.authorize(&pairs, &cookie).await;
    assert!(
        refused.text.contains("value=\"invalid_request\""),
        "{}",
        refused.text
    );
}

#[tokio::test]
async fn a_refresh_token_turns_and_a_used_one_ends_all() {
    let bed = Bed::start().await;
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
    let second = refresh(&first).await.ok();
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

    // Revoked by its client, it takes the access token with it (RFC 7009, section 2.1).
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

/// RFC 7009 and RFC 7662.
#[tokio::test]
async fn tokens_are_told_about_and_revoked() {
    let bed = Bed::start().await;
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

/// idporten.md §6.
#[tokio::test]
async fn a_logout_comes_back_only_to_a_registered_address() {
    let bed = Bed::start().await;
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
        let url = Url::parse_with_params(&bed.idporten("logout"), &pairs).unwrap();
        let page = bed.send(bed.http.get(url)).await;
        assert_eq!(page.status, 200, "{row}");
        assert_eq!(page.text.contains(LOGGED_OUT), comes_back, "{row}");
    }
    let foreign = [
        ("id_token_hint", hint),
        ("post_logout_redirect_uri", "http://localhost:9/"),
    ];
    let url = Url::parse_with_params(&bed.idporten("logout"), &foreign).unwrap();
    let page = bed.send(bed.http.get(url)).await;
    assert!(!page.text.contains("http://localhost:9/"), "{}", page.text);
}
