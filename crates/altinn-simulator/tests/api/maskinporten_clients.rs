//! Tests how the settings of a Maskinporten client change the tokens that the client gets.

use std::{str::FromStr, time::Duration};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use reqwest::Method;
use rsa::{RsaPrivateKey, pkcs1::DecodeRsaPrivateKey, pkcs8::EncodePublicKey};
use serde_json::{Value, json};
use x509_cert::{
    Certificate, TbsCertificate, Version,
    der::{
        Decode, EncodePem,
        asn1::{BitString, UtcTime},
    },
    name::Name,
    serial_number::SerialNumber,
    spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoOwned},
    time::{Time, Validity},
};

use crate::support::{
    DEMO, KRAV, OTHER_VENDOR, Response, TestBed, VENDOR, Vendor, claims, header, key, signed,
};

/// Replaces the registration of the vendor's Maskinporten client. The new registration has only the vendor's
/// organisation number and the settings in `more`.
async fn register(vendor: &Vendor<'_>, more: Value) -> Response {
    let mut body = json!({ "organisation": { "number": vendor.organisation } });
    let members = body.as_object_mut().unwrap();
    members.extend(more.as_object().unwrap().clone());
    let path = format!("maskinporten-clients/{}", vendor.client_id);
    vendor.bed.control(Method::PUT, &path, body).await
}

#[track_caller]
fn assert_refused(answer: &Response, status: u16, error: &str, code: &str) {
    assert_eq!(answer.status, status, "{}", answer.body);
    let body = answer.json();
    assert_eq!(body["error"], error, "{body}");
    let description = body["error_description"].as_str().unwrap();
    assert!(description.starts_with(code), "{description}");
}

/// A client can request a token for another organisation. The other organisation must first delegate the API to the
/// client's organisation. Without this delegation, Maskinporten refuses the token request with the error MP-251
/// (contract/maskinporten.md §3 and §5).
#[tokio::test]
async fn a_supplier_gets_a_token_for_an_organisation_that_delegated_the_api() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let mut grant = vendor.grant(KRAV);
    grant.insert("consumer_org".to_owned(), json!(OTHER_VENDOR));
    assert_refused(
        &vendor.request_token(&grant).await,
        403,
        "forbidden",
        "MP-251",
    );

    let delegation = json!({
        "consumer": { "number": OTHER_VENDOR, "name": "Digdir" },
        "supplier": { "number": VENDOR },
        "scope": KRAV,
    });
    bed.post_control("maskinporten-delegations", delegation)
        .await;
    grant.insert("jti".to_owned(), json!("anew"));
    let answer = vendor.request_token(&grant).await.ok();
    let says = claims(answer["access_token"].as_str().unwrap());
    assert_eq!(says["consumer"]["ID"], format!("0192:{OTHER_VENDOR}"));
    assert_eq!(says["supplier"]["ID"], format!("0192:{VENDOR}"));
    assert_eq!(says["delegation_source"], bed.origins().altinn_ui.as_str());

    // Maskinporten accepts only an organisation number of exactly nine digits.
    let (start, end) = OTHER_VENDOR.split_at(3);
    for number in [format!("{start} {end}"), format!("{OTHER_VENDOR}\n")] {
        grant.insert("jti".to_owned(), json!(number));
        grant.insert("consumer_org".to_owned(), json!(number));
        assert_refused(
            &vendor.request_token(&grant).await,
            403,
            "forbidden",
            "MP-251",
        );
    }
    grant.insert("consumer_org".to_owned(), json!(OTHER_VENDOR));

    // If the grant has two scopes, the organisation in `consumer_org` must have delegated both scopes.
    grant.insert("jti".to_owned(), json!("both"));
    grant.insert("scope".to_owned(), json!(format!("{KRAV} {DEMO}")));
    assert_refused(
        &vendor.request_token(&grant).await,
        403,
        "forbidden",
        "MP-251",
    );

    let taken_back = bed
        .control(Method::DELETE, "maskinporten-delegations", json!({}))
        .await;
    assert_eq!(taken_back.status, 204);
    grant.insert("jti".to_owned(), json!("late"));
    grant.insert("scope".to_owned(), json!(KRAV));
    assert_refused(
        &vendor.request_token(&grant).await,
        403,
        "forbidden",
        "MP-251",
    );
}

/// The header of a grant must have either `kid` or `x5c`, but not both (contract/maskinporten.md §2).
#[tokio::test]
async fn a_header_with_a_key_and_a_certificate_is_refused() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let mut both = header();
    both.x5c = Some(vec!["MIIB".to_owned()]);
    let answer = vendor
        .request_token_with(&signed(&vendor.grant(DEMO), &both, key()))
        .await;
    assert_refused(&answer, 400, "invalid_grant", "MP-100");
}

/// Makes a certificate for a subject, with the public key of the tests. The certificate is valid from the time `from`,
/// for `lifetime` seconds. No certificate authority has signed the certificate.
pub fn certificate(subject: &str, from: i64, lifetime: i64) -> String {
    let public = RsaPrivateKey::from_pkcs1_pem(&key().pem).unwrap();
    let public = public.to_public_key().to_public_key_der().unwrap();
    let algorithm = AlgorithmIdentifierOwned {
        oid: "1.2.840.113549.1.1.11".parse().unwrap(),
        parameters: None,
    };
    let time = |seconds: i64| {
        let since = Duration::from_secs(u64::try_from(seconds).unwrap());
        Time::UtcTime(UtcTime::from_unix_duration(since).unwrap())
    };
    let content = TbsCertificate {
        version: Version::V3,
        serial_number: SerialNumber::from(1_u32),
        signature: algorithm.clone(),
        issuer: Name::from_str("CN=A test issuer").unwrap(),
        validity: Validity {
            not_before: time(from),
            not_after: time(from + lifetime),
        },
        subject: Name::from_str(subject).unwrap(),
        subject_public_key_info: SubjectPublicKeyInfoOwned::from_der(public.as_bytes()).unwrap(),
        issuer_unique_id: None,
        subject_unique_id: None,
        extensions: None,
    };
    let certificate = Certificate {
        tbs_certificate: content,
        signature_algorithm: algorithm,
        signature: BitString::from_bytes(&[0; 256]).unwrap(),
    };
    certificate.to_pem(rsa::pkcs8::LineEnding::LF).unwrap()
}

/// Converts a PEM certificate to the form that `x5c` requires: base64 without the lines that begin and end the PEM.
pub fn as_in_x5c(pem: &str) -> String {
    pem.lines()
        .filter(|line| !line.starts_with("---"))
        .collect()
}

/// A client can sign a grant with a registered enterprise certificate. A certificate of another organisation gives the
/// error MP-122. A certificate that is not registered, or is not valid now, gives MP-120 (contract/maskinporten.md §2
/// and §5).
#[tokio::test]
async fn a_grant_may_be_signed_by_an_enterprise_certificate() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let now = bed.simulator().now().as_second();
    let good = certificate(&format!("2.5.4.97=NTRNO-{VENDOR},CN=Test"), now - 60, 3600);
    let old_form = certificate(&format!("2.5.4.5={VENDOR},CN=Test"), now + 7200, 3600);
    let others = certificate(&format!("2.5.4.97=NTRNO-{OTHER_VENDOR},CN=Test"), now, 60);
    for bad in [others.as_str(), "x", key().pem.as_str()] {
        let refused = register(&vendor, json!({ "scopes": [DEMO], "certificates": [bad] })).await;
        assert_eq!(refused.status, 400, "{}", refused.body);
    }
    let registered = json!({ "scopes": [DEMO], "certificates": [good, old_form] });
    assert_eq!(register(&vendor, registered).await.status, 204);

    let ask = async |pem: &str| {
        let mut header = header();
        header.kid = None;
        header.x5c = Some(vec![as_in_x5c(pem), "an issuer's".to_owned()]);
        let assertion = signed(&vendor.grant(DEMO), &header, key());
        vendor.request_token_with(&assertion).await
    };
    let answer = ask(&good).await.ok();
    let says = claims(answer["access_token"].as_str().unwrap());
    assert_eq!(says["client_amr"], "virksomhetssertifikat");
    assert_eq!(says["consumer"]["ID"], format!("0192:{VENDOR}"));
    assert_refused(&ask(&others).await, 400, "invalid_grant", "MP-122");
    // This certificate belongs to the organisation, but the client has not registered it.
    let unknown = certificate(&format!("2.5.4.97=NTRNO-{VENDOR},CN=Other"), now - 60, 60);
    assert_refused(&ask(&unknown).await, 400, "invalid_grant", "MP-120");
    assert_refused(&ask(&old_form).await, 400, "invalid_grant", "MP-120");
    bed.advance(7300).await;
    assert_refused(&ask(&good).await, 400, "invalid_grant", "MP-120");
    assert_eq!(ask(&old_form).await.status, 200);
}

/// A grant with a claim of a wrong type gets MP-100. A valid `resource` becomes the `aud` of the token
/// (contract/maskinporten.md §3).
#[tokio::test]
async fn a_claim_of_a_wrong_type_makes_a_grant_invalid() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    for (name, value, fine) in [
        ("resource", json!("https://api.example.no"), false),
        ("resource", json!(["an API"]), false),
        (
            "resource",
            json!(["https://a.example.no", "https://b.example.no"]),
            true,
        ),
        ("resource", json!([]), false),
        ("resource", json!([1]), false),
        ("resource", json!({}), false),
        ("jti", json!(12345), false),
        ("jti", json!(null), false),
        ("scope", json!([DEMO]), false),
        ("scope", json!(null), false),
        ("consumer_org", json!(1), false),
        ("iss_onbehalfof", json!("x"), false),
        ("pid", json!("x"), false),
        ("roles", json!("x"), false),
    ] {
        let mut grant = vendor.grant(DEMO);
        grant.insert(name.to_owned(), value.clone());
        let answer = vendor.request_token(&grant).await;
        if fine {
            let answer = answer.ok();
            let says = claims(answer["access_token"].as_str().unwrap());
            assert_eq!(says["aud"], value, "{name}");
        } else {
            assert_refused(&answer, 400, "invalid_grant", "MP-100");
        }
    }
}

/// See contract/maskinporten.md §6.
#[tokio::test]
async fn the_first_of_several_errors_is_returned() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let mut grant = vendor.grant_for(DEMO, "310702641", None);
    let too_long = grant["exp"].as_i64().unwrap() + 61;
    // Each row adds an error to the grant. The errors of the earlier rows stay in the grant. Maskinporten must report
    // the new error, because Maskinporten checks for the new error first.
    for (name, value, error, code) in [
        (
            "authorization_details",
            json!([{ "type": "x" }]),
            "invalid_authorization_details",
            "MP-301",
        ),
        ("consumer_org", json!(VENDOR), "invalid_grant", "MP-100"),
        ("scope", json!("no:such"), "invalid_scope", "MP-200"),
        ("exp", json!(too_long), "invalid_grant", "JWT has too long"),
        ("aud", json!("x"), "invalid_grant", "MP-110"),
        ("nbf", json!(1), "invalid_grant", "MP-100"),
    ] {
        grant.insert(name.to_owned(), value);
        grant.insert("jti".to_owned(), json!(name));
        assert_refused(&vendor.request_token(&grant).await, 400, error, code);
    }
}

/// The owner of an API decides how long tokens for its scope are valid. A token with several scopes gets the shortest
/// lifetime (contract/maskinporten.md §4).
#[tokio::test]
async fn a_scope_may_be_registered_with_a_lifetime() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let scopes = json!([DEMO, { "name": KRAV, "lifetimeSeconds": 30 }]);
    let more = json!({ "scopes": scopes, "jwks": { "keys": [key().jwk] } });
    assert_eq!(register(&vendor, more).await.status, 204);
    for (scope, expires_in) in [
        (DEMO.to_owned(), 119),
        (KRAV.to_owned(), 29),
        (format!("{DEMO} {KRAV}"), 29),
    ] {
        let answer = vendor.request_token(&vendor.grant(&scope)).await.ok();
        assert_eq!(answer["expires_in"], expires_in, "{scope}");
    }
}

/// If a client could never get a token, the control API must refuse the client. The error of the control API must give
/// the reason.
#[tokio::test]
async fn a_client_that_could_never_get_a_token_is_not_registered() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let with_key = |name: &str, value: &str| {
        let mut jwk = key().jwk.clone();
        jwk[name] = json!(value);
        json!({ "scopes": [DEMO], "jwks": { "keys": [jwk] } })
    };
    let with_scope = |scope: Value| json!({ "scopes": [scope], "jwks": { "keys": [key().jwk] } });
    let n = key().jwk["n"].as_str().unwrap();
    let (numbers, scope) = ("base64url", "a scope is a name");
    for (more, reason) in [
        (with_key("e", ""), numbers),
        (with_key("e", "AQAB="), numbers),
        (with_key("e", "AQAA"), numbers),
        (with_key("n", &"ø".repeat(171)), numbers),
        (with_key("n", &format!("{n}=")), numbers),
        // An RSA modulus is always odd, so the control API refuses an even number.
        (with_key("n", &format!("{}A", &n[..341])), numbers),
        (with_key("n", &"A".repeat(344)), "2048 bits"),
        (with_key("n", &n[..200]), "2048 bits"),
        (
            with_scope(json!({ "name": DEMO, "lifetimeSeconds": 0 })),
            "from 1 up",
        ),
        (
            with_scope(json!({ "name": DEMO, "lifetimeSeconds": -1 })),
            scope,
        ),
        (with_scope(json!({ "name": DEMO, "seconds": 1 })), scope),
        (with_scope(json!({ "lifetimeSeconds": 1 })), scope),
        (with_scope(json!(7)), scope),
    ] {
        let refused = register(&vendor, more.clone()).await;
        assert_eq!(refused.status, 400, "{more}");
        let error = refused.json()["error"].as_str().unwrap().to_owned();
        assert!(error.contains(reason), "{more}: {error}");
    }
    // An ID-porten client with an invalid key must get the same error as a Maskinporten client.
    let mut body = with_key("e", "");
    body["organisation"] = json!({ "number": VENDOR });
    body["redirectUris"] = json!(["https://vendor.example/callback"]);
    let refused = bed.control(Method::PUT, "idporten-clients/x", body).await;
    assert_eq!(refused.status, 400);
    assert!(refused.body.contains(numbers), "{}", refused.body);

    // After a refused registration, the earlier registration of the client still applies.
    assert_eq!(vendor.request_token(&vendor.grant(DEMO)).await.status, 200);

    // A modulus with a leading zero byte is still valid.
    let mut bytes = URL_SAFE_NO_PAD.decode(n).unwrap();
    bytes.insert(0, 0);
    let zero = with_key("n", &URL_SAFE_NO_PAD.encode(bytes));
    assert_eq!(register(&vendor, zero).await.status, 204);
    assert_eq!(vendor.request_token(&vendor.grant(DEMO)).await.status, 200);
}

/// The control API takes a key as JWKS or as PEM. After the key has expired, Maskinporten refuses each grant with
/// MP-121 (contract/maskinporten.md §2 and §5).
#[tokio::test]
async fn a_key_can_be_registered_as_pem_with_an_expiry_time() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let private = RsaPrivateKey::from_pkcs1_pem(&key().pem).unwrap();
    let public = private.to_public_key();
    let pem = public
        .to_public_key_pem(rsa::pkcs8::LineEnding::LF)
        .unwrap();
    let ends = bed.simulator().now().as_second() + 3600;
    let with = |pem: &str| json!({ "scopes": [DEMO], "pemKeys": [{ "kid": "test-key", "pem": pem, "exp": ends }] });
    for bad in [key().pem.as_str(), "x"] {
        assert_eq!(register(&vendor, with(bad)).await.status, 400);
    }
    assert_eq!(register(&vendor, with(&pem)).await.status, 204);
    assert_eq!(vendor.request_token(&vendor.grant(DEMO)).await.status, 200);
    bed.advance(3601).await;
    let late = vendor.request_token(&vendor.grant(DEMO)).await;
    assert_refused(&late, 400, "invalid_grant", "MP-121");
}

/// Only the exchanged token of a service owner has the claim `urn:altinn:org`. The query parameter `test=true` changes
/// nothing (contract/maskinporten.md §7).
#[tokio::test]
async fn the_exchanged_token_of_a_service_owner_has_its_code() {
    const OWNER: &str = "altinn:serviceowner/instances.read";
    const SKATTEETATEN: &str = "974761076";

    let bed = TestBed::start().await;
    for (organisation, scope, code) in [
        (SKATTEETATEN, OWNER, Some("skd")),
        (SKATTEETATEN, DEMO, None),
        (VENDOR, OWNER, None),
    ] {
        let vendor = bed.vendor_of(organisation).await;
        vendor.register_client(scope, &[&key().jwk]).await;
        let token = vendor.token(scope).await;
        let url = bed.authentication("exchange/maskinporten?test=true");
        let answer = bed.get(&url, &token).await;
        assert_eq!(answer.status, 200);
        let says = claims(&answer.body);
        assert_eq!(
            says.get("urn:altinn:org").and_then(Value::as_str),
            code,
            "{organisation} {scope}"
        );
    }
}

#[tokio::test]
async fn altinns_keys_are_published_at_both_paths() {
    let bed = TestBed::start().await;
    let mut keys = Vec::new();
    for path in [
        "openid/.well-known/openid-configuration/jwks",
        "openid/.well-known/jwks",
    ] {
        let answer = bed.send(bed.http.get(bed.authentication(path))).await;
        keys.push(answer.ok());
    }
    assert_eq!(keys[0], keys[1]);
}

#[tokio::test]
async fn clients_are_listed_without_secrets_and_can_be_removed() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let site = json!({
        "organisation": { "number": vendor.organisation }, "redirectUris": ["http://localhost/x"],
        "tokenEndpointAuthMethod": "client_secret_post", "clientSecret": "keep-this",
        "jwks": { "keys": [key().jwk] },
    });
    let put = bed
        .control(Method::PUT, "idporten-clients/site", site)
        .await;
    assert_eq!(put.status, 204, "{}", put.body);
    for (list, id) in [
        ("maskinporten-clients", vendor.client_id.as_str()),
        ("idporten-clients", "site"),
    ] {
        let listed = bed.control(Method::GET, list, json!({})).await;
        assert!(!listed.body.contains("keep-this"));
        assert!(!listed.body.contains(key().jwk["n"].as_str().unwrap()));
        let listed = listed.ok();
        assert_eq!(listed[0]["clientId"], id);
        assert_eq!(listed[0]["organisation"]["number"], vendor.organisation);
        assert_eq!(listed[0]["keys"][0]["kid"], key().jwk["kid"]);
        let path = format!("{list}/{id}");
        let take_out = async || bed.control(Method::DELETE, &path, json!({})).await.status;
        assert_eq!(take_out().await, 204);
        assert_eq!(take_out().await, 404);
        let listed = bed.control(Method::GET, list, json!({})).await.ok();
        assert_eq!(listed, json!([]));
    }
    let refused = vendor.request_token(&vendor.grant(DEMO)).await;
    assert!(refused.body.contains("MP-100"), "{}", refused.body);
}
