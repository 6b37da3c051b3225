//! Tests of ID-porten's API for its clients: the endpoints that the metadata lists, and every error
//! (contract/idporten.md §1 to §6).

mod client_authentication;
mod metadata;
mod registration;
mod requests;
mod response_modes;
mod sessions;
mod tokens;

use reqwest::Method;
use serde_json::{Value, json};
use test_support::Browser;
use url::Url;
use uuid::Uuid;

use crate::support::{Response, TestBed, VENDOR, key};

const CALLBACK: &str = "http://localhost:9/callback";
const LOGGED_OUT: &str = "http://localhost:9/logged-out";
/// The PKCE verifier from the example in ID-porten's documentation. `CHALLENGE` is its challenge.
const VERIFIER: &str = "xyo94uhy3zKvgB0NJwLms86SwcjtWviEOpkBnGgaLlo";
const CHALLENGE: &str = "b7elB7ZyxIXgFyvBznKvxl7wOB-H17Pz0a3B62NIMFI";
const SECRET: &str = "a/secret with=signs";

/// An OAuth client that is registered at ID-porten and sends its secret in the body of each call.
struct Client<'a> {
    bed: &'a TestBed,
    id: String,
}

impl<'a> Client<'a> {
    async fn with(bed: &'a TestBed, method: &str, more: Value) -> Self {
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
        assert_eq!(answer.status, 204, "{}", answer.body);
        Self { bed, id }
    }

    async fn of(bed: &'a TestBed) -> Self {
        Self::with(bed, "client_secret_post", json!({})).await
    }

    /// Returns the parameters of a valid login request, but with this value of the parameter `name`. If the value is
    /// `None`, the parameter is missing.
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

    async fn authorize(&self, pairs: &[(String, String)], browser: &Browser) -> Response {
        let url = Url::parse_with_params(self.bed.idporten("authorize").as_str(), pairs).unwrap();
        browser.get(url).await
    }

    /// Logs in as a person in a new browser. Returns the redirect to the client, and the browser.
    async fn log_in(&self, pairs: &[(String, String)], person: &str) -> (Response, Browser) {
        let browser = self.bed.browser();
        let start = self.authorize(pairs, &browser).await;
        let response = browser.post(start.location(), &[("person", person)]).await;
        (response, browser)
    }

    async fn code(&self) -> (String, Browser) {
        let (response, browser) = self.log_in(&self.request("", None), "kari").await;
        (response.location_query("code").unwrap(), browser)
    }

    async fn call(&self, path: &str, pairs: &[(&str, &str)]) -> Response {
        let mut form = vec![("client_id", self.id.as_str()), ("client_secret", SECRET)];
        form.extend_from_slice(pairs);
        let request = self.bed.http.post(self.bed.idporten(path)).form(&form);
        self.bed.send(request).await
    }

    async fn redeem(&self, code: &str) -> Response {
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

#[track_caller]
fn assert_error(answer: &Response, status: u16, error: &str, row: &str) {
    assert_eq!(answer.status, status, "{row}: {}", answer.body);
    assert_eq!(answer.json()["error"], error, "{row}: {}", answer.body);
    assert_eq!(answer.headers["cache-control"], "no-store", "{row}");
    assert_eq!(answer.headers["pragma"], "no-cache", "{row}");
}
