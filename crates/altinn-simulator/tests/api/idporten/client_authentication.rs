use reqwest::header::{CONTENT_TYPE, WWW_AUTHENTICATE};
use serde_json::json;

use super::{Client, SECRET, assert_error};
use crate::{
    maskinporten_clients::{as_in_x5c, certificate},
    support::{OTHER_VENDOR, TestBed, VENDOR, header, key, signed},
};

/// ID-porten accepts only the authentication method that the client has registered. Any other method gets 401
/// (contract/idporten.md §2).
#[tokio::test]
async fn failed_client_authentication_is_401() {
    let bed = TestBed::start().await;
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
    let now = bed.simulator().now().as_second();
    let issuer = bed.origins().idporten_issuer();
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
        ("§4 iat", "iat", json!(null), "invalid_client"),
        ("§4 jti", "jti", json!(""), "invalid_client"),
        // ID-porten accepts this client assertion, and then refuses the call because the form has no `grant_type`.
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

/// A client assertion can have either `kid` or `x5c` in its header, but not both. Maskinporten has the same rule for
/// grants (contract/idporten.md §4).
#[tokio::test]
async fn a_client_assertion_may_be_signed_by_an_enterprise_certificate() {
    let bed = TestBed::start().await;
    let now = bed.simulator().now().as_second();
    let subject = |number: &str| format!("2.5.4.97=NTRNO-{number},CN=Test");
    let good = certificate(&subject(VENDOR), now - 60, 3600);
    let early = certificate(&subject(VENDOR), now + 7200, 3600);
    let unknown = certificate(&subject(VENDOR), now - 61, 3600);
    let client = Client::with(
        &bed,
        "private_key_jwt",
        json!({ "certificates": [good, early] }),
    )
    .await;
    for (row, pem, kid, status) in [
        ("good", &good, None, 400),
        ("a kid beside it", &good, header().kid, 401),
        ("not valid yet", &early, None, 401),
        ("not registered", &unknown, None, 401),
    ] {
        let mut header = header();
        header.kid = kid;
        header.x5c = Some(vec![as_in_x5c(pem)]);
        let issuer = bed.origins().idporten_issuer();
        let assertion = json!({
            "iss": client.id, "sub": client.id, "aud": issuer, "iat": now, "exp": now + 60, "jti": row,
        });
        let assertion = signed(assertion.as_object().unwrap(), &header, key());
        let form = [
            (
                "client_assertion_type",
                "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            ),
            ("client_assertion", assertion.as_str()),
        ];
        let request = bed.http.post(bed.idporten("token")).form(&form);
        // The valid client assertion also leads to an error, because ID-porten accepts the assertion and then finds no
        // `grant_type` in the form.
        let error = if status == 401 {
            "invalid_client"
        } else {
            "invalid_request"
        };
        assert_error(&bed.send(request).await, status, error, row);
    }
    let others = json!({
        "organisation": { "number": VENDOR },
        "redirectUris": [],
        "certificates": [certificate(&subject(OTHER_VENDOR), now, 60)],
    });
    let refused = bed
        .control(reqwest::Method::PUT, "idporten-clients/others", others)
        .await;
    assert_eq!(refused.status, 400, "{}", refused.body);
}

/// A client must use only one authentication method in a call. If the call contains several client ids, they must be
/// equal (RFC 6749 §2.3).
#[tokio::test]
async fn a_call_with_two_client_ids_is_401() {
    let bed = TestBed::start().await;
    let client = Client::with(&bed, "client_secret_basic", json!({})).await;
    let other = Client::of(&bed).await;
    for (named, status, error) in [
        (&client.id, 400, "invalid_request"),
        (&other.id, 401, "invalid_client"),
    ] {
        let request = bed.http.post(bed.idporten("token"));
        // RFC 6749 requires that the client form-encodes its id and its secret before it encodes them in base64.
        let secret: String = url::form_urlencoded::byte_serialize(SECRET.as_bytes()).collect();
        let request = request
            .basic_auth(&client.id, Some(secret))
            .form(&[("client_id", named)]);
        assert_error(&bed.send(request).await, status, error, named);
    }
}

/// ID-porten refuses a call with a repeated parameter (RFC 6749 §3.2).
#[tokio::test]
async fn a_repeated_parameter_is_refused() {
    let bed = TestBed::start().await;
    let client = Client::of(&bed).await;
    for path in ["token", "par", "token/introspect", "token/revoke"] {
        let answer = client.call(path, &[("x", "1"), ("x", "1")]).await;
        assert_error(&answer, 400, "invalid_request", path);
        assert!(answer.body.contains("more than once"), "{}", answer.body);
    }
}

/// A call must contain a form, and have the `Content-Type` of a form (RFC 6749 §3.2).
#[tokio::test]
async fn a_body_that_is_not_a_form_is_refused() {
    let bed = TestBed::start().await;
    let client = Client::of(&bed).await;
    let body = format!("client_id={}&client_secret={SECRET}&token=x", client.id);
    for path in ["token", "par", "token/introspect", "token/revoke"] {
        for (content_type, is_form) in [
            (None, false),
            (Some("application/json"), false),
            (Some("text/plain"), false),
            (Some("multipart/form-data"), false),
            (Some("application/x-www-form-urlencoded-not"), false),
            (Some("application/x-www-form-urlencoded"), true),
            (
                Some("Application/X-WWW-Form-URLencoded ; charset=UTF-8"),
                true,
            ),
        ] {
            let mut request = bed.http.post(bed.idporten(path)).body(body.clone());
            if let Some(content_type) = content_type {
                request = request.header(CONTENT_TYPE, content_type);
            }
            let answer = bed.send(request).await;
            let row = format!("{path} {content_type:?}");
            if is_form {
                assert!(!answer.body.contains("Content-Type"), "{row}");
            } else {
                assert_error(&answer, 400, "invalid_request", &row);
                assert!(answer.body.contains("Content-Type"), "{}", answer.body);
            }
        }
    }
}

/// The times in a client assertion can have fractions of a second (RFC 7519 §2). If ID-porten refuses a client
/// assertion because of a claim, the error must name this claim.
#[tokio::test]
async fn the_error_names_the_invalid_claim_of_an_assertion() {
    let bed = TestBed::start().await;
    let client = Client::with(&bed, "private_key_jwt", json!({})).await;
    let now = bed.simulator().now().as_second();
    let issuer = bed.origins().idporten_issuer();
    let parts = |seconds: i64| json!(format!("{seconds}.5").parse::<f64>().unwrap());
    // If ID-porten accepts the client assertion, it returns this error because the form has no `grant_type`.
    let good = "grant_type is missing";
    for (row, name, value, response) in [
        ("iat in parts", "iat", parts(now - 2), good),
        ("exp in parts", "exp", parts(now + 59), good),
        (
            "exp too far in parts",
            "exp",
            parts(now + 120),
            "more than 120",
        ),
        ("nbf now", "nbf", json!(now), good),
        ("nbf within the skew", "nbf", json!(now + 5), good),
        ("nbf to come", "nbf", json!(now + 60), "not valid yet"),
        (
            "nbf a text",
            "nbf",
            json!("soon"),
            "nbf of client_assertion is not a time",
        ),
        (
            "iat a text",
            "iat",
            json!("1"),
            "iat of client_assertion is not a time",
        ),
        ("exp a list", "exp", json!([1]), "cannot be read"),
        (
            "exp beyond all time",
            "exp",
            json!(1e300),
            "exp of client_assertion is not a time",
        ),
        ("no exp", "exp", json!(null), "no exp"),
        (
            "jti a number",
            "jti",
            json!(1),
            "jti of client_assertion is missing",
        ),
        (
            "aud a number",
            "aud",
            json!(1),
            "aud of client_assertion must be",
        ),
        ("aud alone in a list", "aud", json!([issuer]), good),
        (
            "aud beside another",
            "aud",
            json!([issuer, "x"]),
            "aud of client_assertion must be",
        ),
        ("sub a number", "sub", json!(1), "iss and sub"),
    ] {
        let mut claims = json!({
            "iss": client.id, "sub": client.id, "aud": issuer, "iat": now, "exp": now + 60, "jti": row,
        });
        claims[name] = value;
        let assertion = signed(claims.as_object().unwrap(), &header(), key());
        let form = [
            (
                "client_assertion_type",
                "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            ),
            ("client_assertion", assertion.as_str()),
        ];
        let request = bed.http.post(bed.idporten("token")).form(&form);
        let answer = bed.send(request).await;
        let (status, error) = if response == good {
            (400, "invalid_request")
        } else {
            (401, "invalid_client")
        };
        assert_error(&answer, status, error, row);
        assert!(answer.body.contains(response), "{row}: {}", answer.body);
    }
}

/// A public client cannot introspect tokens, because it cannot authenticate (RFC 7662 §2.1). A public client can still
/// get tokens and revoke its own tokens.
#[tokio::test]
async fn a_public_client_cannot_introspect_tokens() {
    let bed = TestBed::start().await;
    let client = Client::with(&bed, "none", json!({})).await;
    for (path, status, error) in [
        ("token/introspect", 401, "invalid_client"),
        ("token/revoke", 200, ""),
        ("token", 400, "invalid_request"),
    ] {
        let form = [("client_id", client.id.as_str()), ("token", "x")];
        let answer = bed
            .send(bed.http.post(bed.idporten(path)).form(&form))
            .await;
        if status == 200 {
            answer.assert_empty(200);
        } else {
            assert_error(&answer, status, error, path);
        }
    }
}
