use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use reqwest::header::LOCATION;
use serde_json::{Map, Value};

use super::{CALLBACK, Client};
use crate::support::{Response, TestBed};

#[tokio::test]
async fn a_form_post_response_is_a_form_that_submits_itself() {
    let bed = TestBed::start().await;
    let client = Client::of(&bed).await;
    let pairs = client.request("response_mode", Some("form_post"));
    let (answer, browser) = client.log_in(&pairs, "kari").await;
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
            answer.body.contains(&expected),
            "{expected} in {}",
            answer.body
        );
    }
    // ID-porten uses the same response mode for an error and for an authorization code.
    let mut pairs = pairs;
    pairs.push(("prompt".to_owned(), "login none".to_owned()));
    let refused = client.authorize(&pairs, &browser).await;
    assert!(
        refused.body.contains("value=\"invalid_request\""),
        "{}",
        refused.body
    );
}

/// Checks a signed authorization response as a client must check it, and returns its claims (JARM §2.4).
async fn read_signed(client: &Client<'_>, answer: &str) -> Map<String, Value> {
    let bed = client.bed;
    let header = jsonwebtoken::decode_header(answer).unwrap();
    let keys = bed.send(bed.http.get(bed.idporten("jwks.json"))).await.ok();
    let keys = keys["keys"].as_array().unwrap();
    let key = keys
        .iter()
        .find(|key| key["kid"] == header.kid.as_deref().unwrap());
    let part = |name: &str| key.unwrap()[name].as_str().unwrap();
    let key = DecodingKey::from_rsa_components(part("n"), part("e")).unwrap();
    let mut validation = Validation::new(Algorithm::RS256);
    validation.set_audience(&[&client.id]);
    validation.set_issuer(&[bed.origins().idporten_issuer()]);
    let claims: Map<String, Value> = jsonwebtoken::decode(answer, &key, &validation)
        .unwrap()
        .claims;
    let lives = claims["exp"].as_i64().unwrap() - bed.simulator().now().as_second();
    assert!((1..=600).contains(&lives), "JARM §2.1: ten minutes at most");
    claims
}

/// Returns the value of the parameter `response`, which must be the only parameter of the redirect URL or of the form.
fn carried(answer: &Response) -> String {
    if let Some(address) = answer.headers.get(LOCATION) {
        let address: url::Url = address.to_str().unwrap().parse().unwrap();
        let names: Vec<_> = address
            .query_pairs()
            .map(|(name, _)| name.into_owned())
            .collect();
        assert_eq!(names, ["response"]);
        return answer.location_query("response").unwrap();
    }
    assert!(answer.body.contains(&format!("action=\"{CALLBACK}\"")));
    assert_eq!(
        answer.body.matches("type=\"hidden\"").count(),
        1,
        "{}",
        answer.body
    );
    let (_, value) = answer
        .body
        .split_once("name=\"response\" value=\"")
        .unwrap();
    value.split_once('"').unwrap().0.to_owned()
}

/// A signed response has only one parameter, which is a JWT with all other parameters as claims (contract/idporten.md
/// §1 and JARM §2.3).
#[tokio::test]
async fn a_signed_response_is_one_jwt_with_all_parameters() {
    let bed = TestBed::start().await;
    let client = Client::of(&bed).await;
    for (mode, status) in [("query.jwt", 303), ("jwt", 303), ("form_post.jwt", 200)] {
        let pairs = client.request("response_mode", Some(mode));
        let (answer, browser) = client.log_in(&pairs, "kari").await;
        assert_eq!(answer.status, status, "{mode}");
        let says = read_signed(&client, &carried(&answer)).await;
        assert_eq!(says["state"], "s t", "{mode}");
        let redeemed = client.redeem(says["code"].as_str().unwrap()).await;
        assert_eq!(redeemed.status, 200, "{mode}");

        let at_once = client.authorize(&pairs, &browser).await;
        let says = read_signed(&client, &carried(&at_once)).await;
        assert!(says.contains_key("code"), "{mode}");
    }
}

/// If a login request is invalid, ID-porten signs its error response in the same way as a success response (JARM §2.1).
#[tokio::test]
async fn an_error_response_is_signed_like_a_success_response() {
    let bed = TestBed::start().await;
    let client = Client::of(&bed).await;
    for mode in ["query.jwt", "form_post.jwt"] {
        for (name, value, error) in [
            ("prompt", "none", "login_required"),
            ("scope", "profile", "invalid_scope"),
        ] {
            let mut pairs = client.request(name, Some(value));
            pairs.push(("response_mode".to_owned(), mode.to_owned()));
            let answer = client.authorize(&pairs, &bed.browser()).await;
            let says = read_signed(&client, &carried(&answer)).await;
            assert_eq!(
                (&says["error"], &says["state"]),
                (&error.into(), &"s t".into()),
                "{mode}"
            );
            assert!(says["error_description"].is_string(), "{mode}");
        }
    }
}
