//! Tests of the request log: what it stores of a call, and what it hides.

use reqwest::Method;
use serde_json::{Value, json};
use url::Url;

use crate::support::TestBed;

/// A JWT that no service has signed.
const TOKEN: &str = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhYmMifQ.c2lnbmF0dXJl";

async fn log(bed: &TestBed, query: &str) -> Vec<Value> {
    let path = format!("log?{query}");
    let log = bed.control(Method::GET, &path, json!({})).await.ok();
    log.as_array().unwrap().clone()
}

fn personal_number(bed: &TestBed) -> String {
    bed.world(|world| {
        let person = world.parties.persons().next().unwrap();
        person.personal_number.as_str().to_owned()
    })
}

/// A caller can write a personal number or a token into any text that the log stores.
#[tokio::test]
async fn the_log_masks_personal_numbers_and_tokens_in_every_text() {
    let bed = TestBed::start().await;
    let number = personal_number(&bed);
    for secret in [number.as_str(), TOKEN] {
        let jwks = bed.http.get(bed.idporten("jwks.json"));
        bed.send(jwks.header("x-request-id", secret)).await;
        let authorize = format!("authorize?client_id={secret}&state={secret}");
        bed.send(bed.http.get(bed.idporten(&authorize))).await;
        let unknown = bed.idporten(&format!("{secret}/{secret}"));
        bed.send(bed.http.get(unknown)).await;
        let twice = bed.http.post(bed.token_url());
        let form = [(secret, "1"), (secret, "2")];
        bed.send(twice.form(&form)).await.assert_status(400);
    }
    // An HTTP method can consist of digits.
    let method = Method::from_bytes(number.as_bytes()).unwrap();
    let jwks = bed.idporten("jwks.json");
    bed.send(bed.http.request(method, jwks)).await;

    let entries = log(&bed, "").await;
    for entry in &entries {
        let text = entry.to_string();
        for secret in [number.as_str(), TOKEN] {
            assert!(!text.contains(secret), "{text}");
        }
    }
    // The result proves something only if the secrets were in all of these texts.
    for member in ["xRequestId", "oidcState", "why", "hint", "path", "method"] {
        let is_masked = |entry: &Value| {
            let text = entry[member].as_str().unwrap_or_default();
            text.contains("{personal-number}") || member == "path" && text.contains("{unknown}")
        };
        assert!(entries.iter().any(is_masked), "{member}: {entries:#?}");
    }
    // The filters still find the calls.
    for query in [
        format!("xRequestId={number}"),
        format!("xRequestId={TOKEN}"),
        format!("state={number}"),
        format!("state={TOKEN}"),
    ] {
        assert_eq!(log(&bed, &query).await.len(), 1, "{query}");
    }
}

/// The log stores the method of each call, so a caller must not fill the log with a long method.
#[tokio::test]
async fn a_long_method_is_refused_and_not_logged() {
    let bed = TestBed::start().await;
    let urls = [
        bed.ui("accessmanagement/ui/systemuser/overview"),
        bed.platform("authentication/api/v1/openid/.well-known/jwks"),
        bed.idporten("jwks.json"),
        bed.maskinporten("jwk"),
        bed.resource_owner("api/Salary/991825827"),
    ];
    let call = async |url: &Url, length: usize| {
        let method = Method::from_bytes("X".repeat(length).as_bytes()).unwrap();
        bed.send(bed.http.request(method, url.clone())).await
    };
    for url in &urls {
        let refused = call(url, 21).await;
        refused
            .assert_status(501)
            .assert_contains("Use a method such as GET or POST");
        assert!(refused.header("content-type").starts_with("text/plain"));
    }
    assert_eq!(log(&bed, "").await, Vec::<Value>::new());
    call(&urls[2], 20).await.assert_status(405);
    assert_eq!(log(&bed, "").await.len(), 1);
}
