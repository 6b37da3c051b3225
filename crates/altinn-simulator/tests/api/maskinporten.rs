use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Map, Value, json};

use crate::support::{
    DEMO, KRAV, OTHER_VENDOR, READ, REGISTER, TestBed, VENDOR, WRITE, claims, header, key, signed,
    stranger,
};

#[tokio::test]
async fn a_vendors_token_has_the_claims_of_a_real_one() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let scopes = format!("{WRITE} {READ}");
    let answer = vendor.request_token(&vendor.grant(&scopes)).await.ok();
    assert_eq!(answer["token_type"], "Bearer");
    assert_eq!(answer["expires_in"], 119);
    assert_eq!(answer["scope"], scopes.as_str());

    let token = answer["access_token"].as_str().unwrap();
    let claims = claims(token);
    assert_eq!(claims["iss"], bed.issuer().as_str());
    assert_eq!(claims["client_amr"], "private_key_jwt");
    assert_eq!(claims["token_type"], "Bearer");
    assert_eq!(claims["client_id"], vendor.client_id.as_str());
    assert_eq!(
        claims["consumer"],
        json!({ "authority": "iso6523-actorid-upis", "ID": format!("0192:{VENDOR}") })
    );
    assert_eq!(
        claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(),
        120
    );
    for absent in ["aud", "sub", "nbf", "authorization_details"] {
        assert!(claims.get(absent).is_none(), "{absent}");
    }

    // Maskinporten's metadata must publish the key that signs the tokens.
    let metadata = format!("{}.well-known/oauth-authorization-server", bed.issuer());
    let metadata = bed.send(bed.http.get(metadata)).await.ok();
    assert_eq!(metadata["issuer"], bed.issuer().as_str());
    assert_eq!(metadata["token_endpoint"], bed.token_url().as_str());
    let jwks = bed
        .send(bed.http.get(metadata["jwks_uri"].as_str().unwrap()))
        .await
        .ok();
    let jwk = &jwks["keys"][0];
    let header = jsonwebtoken::decode_header(token).unwrap();
    assert_eq!(header.kid.as_deref(), jwk["kid"].as_str());
    assert_eq!(header.typ, None);
    assert!(jwk.get("d").is_none());
}

#[tokio::test]
async fn a_system_users_token_names_the_system_user() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered().await;
    let (customer, id) = vendor.connected(&system, "ske-krav-og-betalinger").await;
    let token = vendor.token_for(DEMO, &customer.organisation).await;
    assert_eq!(
        claims(&token)["authorization_details"],
        json!([{
            "type": "urn:altinn:systemuser",
            "systemuser_org": {
                "authority": "iso6523-actorid-upis",
                "ID": format!("0192:{}", customer.organisation),
            },
            "systemuser_id": [id],
            "system_id": system,
            "externalRef": customer.organisation,
        }])
    );
}

#[tokio::test]
async fn the_shortest_lifetime_of_the_scopes_applies() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    for (scope, expires_in) in [(KRAV.to_owned(), 599), (format!("{KRAV} {DEMO}"), 119)] {
        let answer = vendor.request_token(&vendor.grant(&scope)).await.ok();
        assert_eq!(answer["expires_in"], expires_in, "{scope}");
    }
}

#[tokio::test]
async fn resource_becomes_the_audience_and_sub_may_be_the_client() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let mut grant = vendor.grant(DEMO);
    grant.insert("resource".to_owned(), json!(["https://api.example.no"]));
    grant.insert("sub".to_owned(), json!(vendor.client_id));
    let answer = vendor.request_token(&grant).await.ok();
    let claims = claims(answer["access_token"].as_str().unwrap());
    assert_eq!(claims["aud"], json!(["https://api.example.no"]));
}

/// Each row changes one thing in a valid grant and names the error that Maskinporten must return
/// (contract/maskinporten.md §6).
#[tokio::test]
#[expect(clippy::too_many_lines, reason = "most of it is the table")]
async fn an_invalid_grant_is_refused_with_its_code() {
    type Spoil = fn(&mut Map<String, Value>);
    let rows: [(&str, Spoil, &str, &str); 34] = [
        (
            "another issuer",
            |g| put(g, "aud", json!("https://test.maskinporten.no/")),
            "invalid_grant",
            "MP-110",
        ),
        (
            "aud without its slash",
            |g| trim_audience(g),
            "invalid_grant",
            "MP-110",
        ),
        (
            "aud is the token endpoint",
            |g| extend_audience(g),
            "invalid_grant",
            "MP-110",
        ),
        (
            "aud in a list",
            |g| {
                let aud = g["aud"].clone();
                put(g, "aud", json!([aud]));
            },
            "invalid_grant",
            "MP-110",
        ),
        (
            "no aud",
            |g| {
                g.remove("aud");
            },
            "invalid_grant",
            "MP-110",
        ),
        (
            "unknown client",
            |g| put(g, "iss", json!("nobody")),
            "invalid_grant",
            "MP-100",
        ),
        (
            "undocumented claim",
            |g| put(g, "nbf", json!(1)),
            "invalid_grant",
            "MP-100",
        ),
        (
            "sub is someone else",
            |g| put(g, "sub", json!("someone")),
            "invalid_grant",
            "MP-100",
        ),
        (
            "lives 181 seconds",
            |g| shift(g, "exp", 61),
            "invalid_grant",
            "JWT has too long lifetime.",
        ),
        (
            "no iat",
            |g| {
                g.remove("iat");
            },
            "invalid_grant",
            "MP-100",
        ),
        (
            "no exp",
            |g| {
                g.remove("exp");
            },
            "invalid_grant",
            "MP-100",
        ),
        (
            "iat in the future",
            |g| {
                shift(g, "iat", 15);
                shift(g, "exp", 15);
            },
            "invalid_grant",
            "Issue time is in the future.",
        ),
        (
            "has expired",
            |g| {
                shift(g, "iat", -140);
                shift(g, "exp", -140);
            },
            "invalid_grant",
            "MP-130",
        ),
        (
            "expired 12 seconds ago",
            |g| {
                shift(g, "iat", -132);
                shift(g, "exp", -132);
            },
            "invalid_grant",
            "MP-130",
        ),
        (
            "no scope",
            |g| {
                g.remove("scope");
            },
            "invalid_scope",
            "MP-200",
        ),
        (
            "unknown scope",
            |g| put(g, "scope", json!("no:such")),
            "invalid_scope",
            "MP-200",
        ),
        (
            "a scope of ID-porten",
            |g| put(g, "scope", json!("openid")),
            "invalid_scope",
            "MP-201",
        ),
        (
            "ID in small letters",
            |g| {
                let owner = json!({
                    "authority": "iso6523-actorid-upis",
                    "id": format!("0192:{VENDOR}"),
                });
                detail(g, "systemuser_org", owner);
            },
            "invalid_authorization_details",
            "MP-303",
        ),
        (
            "consumer_org",
            |g| consumer(g, "310702641"),
            "forbidden",
            "MP-251",
        ),
        (
            "own consumer_org",
            |g| consumer(g, VENDOR),
            "invalid_request",
            "The combination consumer_org",
        ),
        (
            "consumer_org of a system user",
            |g| put(g, "consumer_org", json!("310702641")),
            "invalid_grant",
            "MP-100",
        ),
        (
            "iat is a text",
            |g| {
                let iat = g["iat"].to_string();
                put(g, "iat", json!(iat));
            },
            "invalid_grant",
            "MP-100",
        ),
        (
            "lives a little more than 180 seconds",
            |g| {
                let exp = g["exp"].as_f64().unwrap() + 60.5;
                put(g, "exp", json!(exp));
            },
            "invalid_grant",
            "JWT has too long lifetime.",
        ),
        (
            "unknown type",
            |g| detail(g, "type", json!("urn:altinn:consent")),
            "invalid_authorization_details",
            "MP-301",
        ),
        (
            "unknown field",
            |g| detail(g, "systemuser", json!(1)),
            "invalid_authorization_details",
            "MP-302",
        ),
        (
            "not an organisation number",
            |g| owner(g, "0192:1"),
            "invalid_authorization_details",
            "MP-303",
        ),
        (
            "an organisation number with blanks",
            |g| owner(g, "0192: 991 825 827"),
            "invalid_authorization_details",
            "MP-303",
        ),
        (
            "an organisation number with a line's end",
            |g| owner(g, "0192:991825827\n"),
            "invalid_authorization_details",
            "MP-303",
        ),
        (
            "digits of another script",
            |g| owner(g, "0192:٩٩١٨٢٥٨٢٧"),
            "invalid_authorization_details",
            "MP-303",
        ),
        (
            "a wrong check digit",
            |g| owner(g, "0192:123456789"),
            "invalid_altinn_customer_configuration",
            "MP-303",
        ),
        (
            "another authority",
            |g| {
                detail(
                    g,
                    "systemuser_org",
                    json!({ "authority": "x", "ID": format!("0192:{VENDOR}") }),
                );
            },
            "invalid_authorization_details",
            "MP-303",
        ),
        (
            "reference is a number",
            |g| detail(g, "externalRef", json!(7)),
            "invalid_authorization_details",
            "MP-303",
        ),
        (
            "two details",
            |g| {
                let d = g["authorization_details"][0].clone();
                put(g, "authorization_details", json!([d, d]));
            },
            "invalid_authorization_details",
            "MP-303",
        ),
        (
            "no system user",
            |_| {},
            "invalid_altinn_customer_configuration",
            "MP-303",
        ),
    ];
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let customer = bed.customer("approver").await;
    for (name, spoil, error, code) in rows {
        let mut grant = vendor.grant_for(DEMO, &customer.organisation, None);
        spoil(&mut grant);
        let answer = vendor.request_token(&grant).await;
        let body = answer.json();
        let status = if code == "MP-251" { 403 } else { 400 };
        assert_eq!(answer.status, status, "{name}: {body}");
        assert_eq!(body["error"], error, "{name}: {body}");
        let description = body["error_description"].as_str().unwrap();
        // If Maskinporten's error has no MP code, `code` holds the start of the error description instead.
        let is_code = code.starts_with("MP-");
        let start = if is_code {
            format!("{code}: ")
        } else {
            code.to_owned()
        };
        assert!(description.starts_with(&start), "{name}: {description}");
        assert!(description.contains("trace id"), "{name}: {description}");
    }
}

#[tokio::test]
async fn a_grant_must_be_signed_by_a_registered_key() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let grant = vendor.grant(DEMO);
    let mut nameless = header();
    nameless.kid = None;
    let mut unknown = header();
    unknown.kid = Some("other".to_owned());
    let mut certificate = nameless.clone();
    certificate.x5c = Some(vec!["MIIB".to_owned()]);
    let mut pss = header();
    pss.alg = Algorithm::PS256;
    for (name, header, key, code) in [
        ("another's key", header(), stranger(), "MP-124"),
        ("no kid", nameless, key(), "neither kid nor x5c"),
        ("unknown kid", unknown, key(), "MP-100"),
        ("no certificate in x5c", certificate, key(), "MP-123"),
        ("another algorithm", pss, key(), "MP-100"),
    ] {
        let answer = vendor
            .request_token_with(&signed(&grant, &header, key))
            .await;
        assert_eq!(answer.status, 400, "{name}");
        let description = answer.json()["error_description"].to_string();
        assert!(description.contains(code), "{name}: {description}");
    }
    // Maskinporten accepts a grant that is signed with RS512. This grant repeats the `jti` of the refused grants above.
    // This `jti` still counts as unused, because Maskinporten stores a `jti` only after it has verified the signature.
    let mut rs512: Header = header();
    rs512.alg = Algorithm::RS512;
    assert_eq!(
        vendor
            .request_token_with(&signed(&grant, &rs512, key()))
            .await
            .status,
        200
    );
}

/// If the header of a grant is invalid, the error is `invalid_grant` and not `invalid_request`
/// (contract/maskinporten.md §6). The rules for header members are in RFC 7515, section 4.1.
#[tokio::test]
async fn a_grant_with_an_invalid_header_is_refused_as_an_invalid_assertion() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    for (name, header) in [
        ("none", json!({ "alg": "none", "kid": "test-key" })),
        ("ES512", json!({ "alg": "ES512", "kid": "test-key" })),
        ("made up", json!({ "alg": "X", "kid": "test-key" })),
        ("alg is a number", json!({ "alg": 1, "kid": "test-key" })),
        ("no alg", json!({ "kid": "test-key" })),
        ("kid is a number", json!({ "alg": "RS256", "kid": 7 })),
        ("kid is null", json!({ "alg": "RS256", "kid": null })),
        (
            "crit",
            json!({ "alg": "RS256", "kid": "test-key", "crit": ["foo"], "foo": 1 }),
        ),
        (
            "empty crit",
            json!({ "alg": "RS256", "kid": "test-key", "crit": [] }),
        ),
    ] {
        let assertion = signed_under(&header, &json!(vendor.grant(DEMO)));
        let answer = vendor.request_token_with(&assertion).await;
        assert_eq!(answer.status, 400, "{name}");
        let body = answer.json();
        assert_eq!(body["error"], "invalid_grant", "{name}: {body}");
        let description = body["error_description"].as_str().unwrap();
        assert!(description.starts_with("MP-100: "), "{name}: {description}");
    }
    // `x5c` must be a list of certificates as strings. Digdir's page about errors has a code for an invalid `x5c`.
    for x5c in [json!("abc"), json!([]), json!([7]), json!(["MIIB"])] {
        let header = json!({ "alg": "RS256", "x5c": x5c });
        let assertion = signed_under(&header, &json!(vendor.grant(DEMO)));
        let answer = vendor.request_token_with(&assertion).await;
        assert!(answer.body.contains("MP-123: "), "{x5c}: {}", answer.body);
    }
    // A JWT with the algorithm `none` has an empty signature. Maskinporten must refuse it, because anyone can make such
    // a JWT.
    let unsigned = signed_under(&json!({ "alg": "none" }), &json!(vendor.grant(DEMO)));
    let (unsigned, _) = unsigned.rsplit_once('.').unwrap();
    let answer = vendor.request_token_with(&format!("{unsigned}.")).await;
    assert!(answer.body.contains("MP-100"), "{}", answer.body);

    // Maskinporten ignores an unknown member of the header if `crit` does not list the member.
    let more = json!({ "alg": "RS256", "kid": "test-key", "foo": 1 });
    let assertion = signed_under(&more, &json!(vendor.grant(DEMO)));
    assert_eq!(vendor.request_token_with(&assertion).await.status, 200);
}

/// See RFC 7519, section 2.
#[tokio::test]
async fn times_in_a_grant_may_have_fractions() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    for fraction in [0.0, 0.1, 0.25, 0.999] {
        let mut grant = vendor.grant(DEMO);
        for name in ["iat", "exp"] {
            let time = grant[name].as_f64().unwrap() + fraction;
            put(&mut grant, name, json!(time));
        }
        let answer = vendor.request_token(&grant).await;
        assert_eq!(answer.status, 200, "{fraction}: {}", answer.body);
    }
}

#[tokio::test]
async fn a_grant_can_be_used_once() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let grant = vendor.grant(DEMO);
    assert_eq!(vendor.request_token(&grant).await.status, 200);
    let again = vendor.request_token(&grant).await;
    assert_eq!(again.status, 400);
    assert!(
        again.body.contains("MP-012: Grant is used before"),
        "{}",
        again.body
    );
}

/// Maskinporten's server accepts grants that live for up to 180 seconds, and grants that expired up to 10 seconds ago.
/// Maskinporten must remember a `jti` for as long as it accepts the grant (contract/maskinporten.md §3).
#[tokio::test]
async fn a_grant_may_live_for_180_seconds_and_is_accepted_ten_seconds_longer() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let mut grant = vendor.grant(DEMO);
    shift(&mut grant, "exp", 60);
    assert_eq!(vendor.request_token(&grant).await.status, 200);
    let mut later = grant.clone();
    put(&mut later, "jti", json!("later"));
    bed.advance(182).await;
    assert!(vendor.request_token(&grant).await.body.contains("MP-012"));
    assert_eq!(vendor.request_token(&later).await.status, 200);
    bed.advance(10).await;
    put(&mut later, "jti", json!("too late"));
    let expired = vendor.request_token(&later).await;
    assert!(
        expired.body.contains("MP-130: JWT is expired"),
        "{}",
        expired.body
    );
}

#[tokio::test]
async fn a_malformed_grant_is_an_invalid_request() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let assertion = signed(&vendor.grant(DEMO), &header(), key());
    let bearer = "urn:ietf:params:oauth:grant-type:jwt-bearer";
    for form in [
        vec![("assertion", assertion.as_str())],
        vec![
            ("grant_type", "client_credentials"),
            ("assertion", &assertion),
        ],
        vec![("grant_type", bearer)],
        vec![("grant_type", bearer), ("assertion", "")],
        vec![("grant_type", bearer), ("assertion", "not.a.jwt")],
        // The next three values are invalid JWTs. The errors are a list as header, a string as payload, and a missing
        // part.
        vec![("grant_type", bearer), ("assertion", "W10.e30.e30")],
        vec![("grant_type", bearer), ("assertion", "e30.IngI.e30")],
        vec![("grant_type", bearer), ("assertion", "e30.e30")],
        // A form can contain each parameter only once (RFC 6749, section 3.2).
        vec![
            ("grant_type", bearer),
            ("assertion", "x"),
            ("assertion", &assertion),
        ],
        vec![
            ("grant_type", bearer),
            ("grant_type", bearer),
            ("assertion", &assertion),
        ],
        vec![
            ("grant_type", bearer),
            ("assertion", &assertion),
            ("other", "1"),
            ("other", "1"),
        ],
    ] {
        let answer = bed.send(bed.http.post(bed.token_url()).form(&form)).await;
        assert_eq!(
            (answer.status.as_u16(), &answer.json()["error"]),
            (400, &json!("invalid_request"))
        );
        assert!(answer.body.contains("MP-011"));
    }
    let as_json = bed
        .http
        .post(bed.token_url())
        .json(&json!({ "grant_type": bearer }));
    assert!(bed.send(as_json).await.body.contains("MP-011"));

    let large = [("grant_type", bearer), ("assertion", &"x".repeat(300_000))];
    let answer = bed.send(bed.http.post(bed.token_url()).form(&large)).await;
    assert_eq!(answer.status, 413);
    assert_eq!(answer.json()["error"], "invalid_request");
}

/// See RFC 9110, section 8.3.1.
#[tokio::test]
async fn the_media_type_of_a_form_is_case_insensitive_and_may_have_parameters() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    for (media_type, status) in [
        ("application/x-www-form-urlencoded", 200),
        ("Application/X-WWW-Form-Urlencoded", 200),
        ("application/x-www-form-urlencoded;charset=UTF-8", 200),
        ("application/x-www-form-urlencoded ; charset=UTF-8", 200),
        ("application/x-www-form-urlencoded-not", 400),
        ("text/plain; application/x-www-form-urlencoded", 400),
    ] {
        let assertion = signed(&vendor.grant(DEMO), &header(), key());
        let form = format!(
            "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion={assertion}"
        );
        let request = bed.http.post(bed.token_url()).body(form);
        let answer = bed.send(request.header("content-type", media_type)).await;
        assert_eq!(answer.status, status, "{media_type}: {}", answer.body);
    }
}

/// Returns a JWT with any header. The tests' key always signs with RS256. The header can name another algorithm.
fn signed_under(header: &Value, claims: &Value) -> String {
    let part = |json: &Value| URL_SAFE_NO_PAD.encode(json.to_string());
    let message = format!("{}.{}", part(header), part(claims));
    let key = EncodingKey::from_rsa_pem(key().pem.as_bytes()).unwrap();
    let signature = jsonwebtoken::crypto::sign(message.as_bytes(), &key, Algorithm::RS256);
    format!("{message}.{}", signature.unwrap())
}

#[tokio::test]
async fn an_unregistered_scope_and_an_expired_key_are_refused() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let other = bed.vendor().await;
    other.register_client(DEMO, &[&key().jwk]).await;
    // The organisation can use the scope, because another of its clients has the scope. The error MP-200 says that only
    // this client lacks the scope.
    let answer = other.request_token(&other.grant(REGISTER)).await;
    assert_eq!(answer.json()["error"], "invalid_scope");
    assert!(answer.body.contains("MP-200: "), "{}", answer.body);
    // No client of the third vendor has the scope. The error MP-250 says that the organisation itself lacks the scope.
    let third = bed.vendor_of(OTHER_VENDOR).await;
    third.register_client(DEMO, &[&key().jwk]).await;
    let answer = third.request_token(&third.grant(REGISTER)).await;
    assert_eq!(answer.status, 400);
    assert_eq!(answer.json()["error"], "invalid_scope");
    assert!(answer.body.contains("MP-250: "), "{}", answer.body);

    bed.advance(366 * 24 * 3600).await;
    let answer = vendor.request_token(&vendor.grant(DEMO)).await;
    assert!(answer.body.contains("MP-121"), "{}", answer.body);
}

/// If Maskinporten finds no matching system user, it refuses the token request. The test covers each reason why no
/// system user matches (contract/systemuser-api.md §6.3).
#[tokio::test]
async fn a_token_needs_a_matching_system_user() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered().await;
    let customer = bed.customer("approver").await;
    let mut request = vendor.request(&system, &customer.organisation);
    request["externalRef"] = json!("kunde-1");
    let id = vendor.create_request(&request).await;
    let owner = &customer.organisation;
    let is_refused = async |vendor: &crate::support::Vendor<'_>, reference| {
        let answer = vendor
            .request_token(&vendor.grant_for(DEMO, owner, reference))
            .await;
        answer
            .body
            .contains("invalid_altinn_customer_configuration")
    };

    assert!(
        is_refused(&vendor, Some("kunde-1")).await,
        "not approved yet"
    );
    assert_eq!(bed.approve(&id, &customer.person).await.status, 200);
    assert!(!is_refused(&vendor, Some("kunde-1")).await, "approved");
    assert!(is_refused(&vendor, None).await, "the reference is left out");
    assert!(
        is_refused(&vendor, Some("kunde-2")).await,
        "another reference"
    );
    let same_org = bed.vendor().await;
    assert!(
        is_refused(&same_org, Some("kunde-1")).await,
        "a client that the system does not list"
    );

    let path = format!("system-users/{id}");
    assert_eq!(
        bed.control(reqwest::Method::DELETE, &path, json!({}))
            .await
            .status,
        204
    );
    assert!(is_refused(&vendor, Some("kunde-1")).await, "deleted");
}

fn put(grant: &mut Map<String, Value>, name: &str, value: Value) {
    grant.insert(name.to_owned(), value);
}

fn consumer(grant: &mut Map<String, Value>, number: &str) {
    grant.remove("authorization_details");
    put(grant, "consumer_org", json!(number));
}

fn owner(grant: &mut Map<String, Value>, id: &str) {
    let owner = json!({ "authority": "iso6523-actorid-upis", "ID": id });
    detail(grant, "systemuser_org", owner);
}

fn detail(grant: &mut Map<String, Value>, name: &str, value: Value) {
    grant["authorization_details"][0][name] = value;
}

fn shift(grant: &mut Map<String, Value>, name: &str, seconds: i64) {
    let moved = grant[name].as_i64().unwrap() + seconds;
    put(grant, name, json!(moved));
}

fn trim_audience(grant: &mut Map<String, Value>) {
    let aud = grant["aud"]
        .as_str()
        .unwrap()
        .trim_end_matches('/')
        .to_owned();
    put(grant, "aud", json!(aud));
}

fn extend_audience(grant: &mut Map<String, Value>) {
    let aud = format!("{}token", grant["aud"].as_str().unwrap());
    put(grant, "aud", json!(aud));
}

/// See contract/maskinporten.md §1.
#[tokio::test]
async fn the_metadata_equal_section_1_of_the_contract() {
    let bed = TestBed::start().await;
    let url = format!("{}.well-known/oauth-authorization-server", bed.issuer());
    let metadata = bed.send(bed.http.get(url)).await.ok();
    assert!(bed.issuer().ends_with('/'));
    for (name, values) in [
        (
            "token_endpoint_auth_methods_supported",
            json!(["private_key_jwt"]),
        ),
        (
            "grant_types_supported",
            json!(["urn:ietf:params:oauth:grant-type:jwt-bearer"]),
        ),
        (
            "token_endpoint_auth_signing_alg_values_supported",
            json!(["RS256", "RS384", "RS512"]),
        ),
    ] {
        assert_eq!(metadata[name], values, "{name}");
    }
    let types = metadata["authorization_details_types_supported"].to_string();
    assert!(types.contains("urn:altinn:systemuser"), "{types}");
    for path in ["authorize", "userinfo", "token/introspect", "register"] {
        let url = format!("{}{path}", bed.issuer());
        assert_eq!(bed.send(bed.http.get(url)).await.status, 404, "{path}");
    }
}

/// A grant needs neither `typ` in its header nor the optional claims (contract/maskinporten.md §3).
#[tokio::test]
async fn optional_claims_can_be_left_out_of_a_grant() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    for algorithm in [Algorithm::RS256, Algorithm::RS384, Algorithm::RS512] {
        let mut without_type = Header::new(algorithm);
        without_type.typ = None;
        without_type.kid = header().kid;
        let assertion = signed(&vendor.grant(DEMO), &without_type, key());
        let answer = vendor.request_token_with(&assertion).await;
        assert_eq!(answer.status, 200, "{algorithm:?} {}", answer.body);
    }
    // Without `jti`, Maskinporten cannot detect a repeated grant, so it accepts the same grant twice.
    let mut nameless = vendor.grant(DEMO);
    nameless.remove("jti");
    for _ in 0..2 {
        assert_eq!(vendor.request_token(&nameless).await.status, 200);
    }
}

/// `iat` can be at most ten seconds in the future (contract/maskinporten.md §3).
#[tokio::test]
async fn a_clients_clock_may_be_ten_seconds_fast() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    for (seconds, code) in [(8, None), (15, Some("Issue time is in the future."))] {
        let mut grant = vendor.grant(DEMO);
        shift(&mut grant, "iat", seconds);
        shift(&mut grant, "exp", seconds);
        let answer = vendor.request_token(&grant).await;
        match code {
            None => assert_eq!(answer.status, 200, "{}", answer.body),
            Some(code) => assert!(answer.body.contains(code), "{}", answer.body),
        }
    }
}

/// Maskinporten reports the error that it checks first (contract/maskinporten.md §6). The first grant has only the
/// error that Maskinporten checks last. Each later grant has one more error, which Maskinporten must report instead.
#[tokio::test]
async fn the_signature_is_checked_before_the_claims_and_replay_before_the_scopes() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let mut grant = vendor.grant_for(DEMO, "312450186", None);
    let code = async |grant: &Map<String, Value>, key| {
        let answer = vendor
            .request_token_with(&signed(grant, &header(), key))
            .await;
        let description = answer.json()["error_description"].clone();
        let description = description.as_str().unwrap();
        description.split(':').next().unwrap().to_owned()
    };
    // The first grant names a system user that does not exist. Each row adds one more mistake to the grant's
    // `authorization_details`. Maskinporten must report the newest mistake, and not the earlier ones.
    assert_eq!(code(&grant, key()).await, "MP-303");
    for (name, value, expected) in [
        ("externalRef", json!(7), "MP-303"),
        ("unknown", json!(1), "MP-302"),
        ("type", json!("urn:altinn:other"), "MP-301"),
    ] {
        detail(&mut grant, name, value);
        put(&mut grant, "jti", json!(name));
        assert_eq!(code(&grant, key()).await, expected, "{name}");
    }
    // Maskinporten checks the signature, then `aud`, then the used `jti`, then the scopes. The `jti` of this grant was
    // used in the last call above.
    put(&mut grant, "scope", json!("no:such"));
    assert_eq!(code(&grant, key()).await, "MP-012");
    put(&mut grant, "jti", json!(uuid::Uuid::new_v4()));
    assert_eq!(code(&grant, key()).await, "MP-200");
    put(&mut grant, "aud", json!("x"));
    assert_eq!(code(&grant, key()).await, "MP-110");
    assert_eq!(code(&grant, stranger()).await, "MP-124");
    // Maskinporten first checks whether the key has expired, and then the signature.
    bed.advance(366 * 24 * 3600).await;
    assert_eq!(code(&grant, stranger()).await, "MP-121");
}

/// Each error description ends with a new trace id (contract/maskinporten.md §5).
#[tokio::test]
async fn an_error_has_a_trace_id() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let mut grant = vendor.grant(DEMO);
    put(&mut grant, "aud", json!("x"));
    let (first, second) = (
        vendor.request_token(&grant).await,
        vendor.request_token(&grant).await,
    );
    assert_eq!(first.headers["cache-control"], "no-store");
    let uri = first.json()["error_uri"].as_str().unwrap().to_owned();
    assert!(uri.starts_with("https://docs.digdir.no/"), "{uri}");
    assert_ne!(
        first.json()["error_description"],
        second.json()["error_description"],
        "each has an id of its own"
    );
}

/// Maskinporten issues a token only if the client's organisation is the vendor of the system (contract/maskinporten.md
/// §6).
#[tokio::test]
async fn only_the_vendor_of_the_system_gets_a_token() {
    let bed = TestBed::start().await;
    let (vendor, other) = (bed.vendor().await, bed.vendor_of(OTHER_VENDOR).await);
    // The system of `vendor` also lists a client of `other`. Maskinporten must refuse the client of `other`.
    let mut system = vendor.system("shared");
    system["clientId"] = json!([vendor.client_id, other.client_id]);
    assert_eq!(vendor.register(&system).await.status, 200);
    let system = system["id"].as_str().unwrap();
    let (customer, _) = vendor.connected(system, "ske-krav-og-betalinger").await;
    let owner = &customer.organisation;
    assert_eq!(
        vendor
            .request_token(&vendor.grant_for(DEMO, owner, None))
            .await
            .status,
        200
    );
    let refused = other
        .request_token(&other.grant_for(DEMO, owner, None))
        .await;
    assert_eq!(
        refused.json()["error"],
        "invalid_altinn_customer_configuration"
    );
}
