//! Sends secrets through the masker in every position, and looks for them in the result.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use http::{HeaderMap, HeaderName, HeaderValue};
use masking::{Body, Exchange, Kind, Masker, Packed, Part, Service, Value};
use proptest::prelude::*;
use serde_json::{Value as Json, json};
use url::{Url, form_urlencoded};

fn masker() -> Masker {
    let services = [
        ("https://smartcloud.example", Service::SmartCloud),
        ("https://altinn.example", Service::AltinnUi),
        ("https://platform.example", Service::AltinnPlatform),
        ("https://idporten.example", Service::IdPorten),
        ("https://maskinporten.example", Service::Maskinporten),
        ("https://owner.example", Service::ResourceOwner),
    ];
    let services = services.map(|(url, service)| (Url::parse(url).unwrap(), service));
    Masker::new(services.iter().map(|(url, service)| (url, *service)))
}

fn headers(pairs: &[(&str, &str)]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in pairs {
        headers.append(
            HeaderName::try_from(*name).unwrap(),
            HeaderValue::try_from(*value).unwrap(),
        );
    }
    headers
}

fn jwt(header: &Json, claims: &Json, signature: &str) -> String {
    let encode = |text: &str| URL_SAFE_NO_PAD.encode(text);
    let (header, claims) = (header.to_string(), claims.to_string());
    format!(
        "{}.{}.{}",
        encode(&header),
        encode(&claims),
        encode(signature)
    )
}

fn form(fields: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish()
}

fn percent(text: &str) -> String {
    let bytes = text.bytes().map(|byte| format!("%{byte:02X}"));
    bytes.collect::<Vec<_>>().concat()
}

/// Returns the plain and encoded forms of a secret that could be in a text.
fn forms(secret: &str) -> Vec<String> {
    let mut forms = vec![
        secret.to_owned(),
        percent(secret),
        percent(secret).to_lowercase(),
    ];
    forms.push(form_urlencoded::byte_serialize(secret.as_bytes()).collect());
    // The base64 form of a secret depends on the number of bytes before the secret. There are three possible forms, so
    // this loop adds all three.
    for before in 0..3 {
        let encoded = URL_SAFE_NO_PAD.encode(format!("{}{secret}", "x".repeat(before)));
        forms.push(encoded[4..encoded.len() - 4].to_owned());
    }
    forms
}

fn assert_hidden(shown: &str, secret: &str) -> Result<(), TestCaseError> {
    for form in forms(secret) {
        if let Some(place) = shown.find(&form) {
            let mut before = shown[..place].char_indices().rev();
            let from = before.nth(60).map_or(0, |(at, _)| at);
            let around: String = shown[from..].chars().take(120).collect();
            prop_assert!(false, "`{form}` of `{secret}` is in {around}");
        }
    }
    Ok(())
}

/// Returns a valid synthetic personal number.
fn personal_number() -> impl Strategy<Value = String> {
    (1_u32..=28, 1_u32..=12, 0_u32..=99, 100_u32..=999).prop_filter_map(
        "the check digits",
        |(day, month, year, individual)| {
            let start = format!("{day:02}{:02}{year:02}{individual}", month + 80);
            let sum = |weights: &[u32], text: &str| -> u32 {
                let digits = text.bytes().map(|digit| u32::from(digit - b'0'));
                digits
                    .zip(weights)
                    .map(|(digit, weight)| digit * weight)
                    .sum()
            };
            let first = (11 - sum(&[3, 7, 6, 1, 8, 9, 4, 5, 2], &start) % 11) % 11;
            let start = format!("{start}{first}");
            let second = (11 - sum(&[5, 4, 3, 2, 7, 6, 5, 4, 3, 2], &start) % 11) % 11;
            (first < 10 && second < 10).then(|| format!("{start}{second}"))
        },
    )
}

/// Makes a call with the secret in every place that the masker must mask. The masker knows some of the field names. For
/// unknown names, the masker applies its general rule.
fn call_with(secret: &str, service: Service, path: &str) -> String {
    let encoded: String = form_urlencoded::byte_serialize(secret.as_bytes()).collect();
    let personal = json!({
        "iss": "https://idporten.example", "sub": secret, "pid": secret, "sid": secret, "nonce": secret,
        "nameid": secret, "made_up": {"deep": [secret]}, "consumer": {"ID": "0192:310702641", "x": secret},
    });
    let token = jwt(
        &json!({"alg": "RS256", "kid": "k", "made_up": secret}),
        &personal,
        secret,
    );
    // In a token that a client signs, `sub` is the client's id, which is not secret.
    let mut of_client = personal.clone();
    of_client["sub"] = json!("client");
    let signed = jwt(
        &json!({"alg": "RS256", "made_up": secret}),
        &of_client,
        secret,
    );
    let url = format!(
        "https://x.example{path}?code={encoded}&state={encoded}&made_up={encoded}&{encoded}&request_uri={encoded}&id_token_hint={token}&redirect_uri={}",
        percent(&format!(
            "https://smartcloud.example/login/callback?code={encoded}#{encoded}"
        ))
    );
    let bearer = format!("Bearer {token}");
    let opaque = format!("Bearer {secret}");
    let cookie = format!("a={secret}; {secret}; b=\"{secret}\"");
    let location =
        format!("https://smartcloud.example/login/callback?code={encoded}&iss=x#{encoded}");
    let request_headers = headers(&[
        ("authorization", &bearer),
        ("authorization", &opaque),
        ("authorization", secret),
        ("cookie", &cookie),
        ("x-made-up", secret),
        ("referer", &location),
        ("content-type", "application/x-www-form-urlencoded"),
    ]);
    let fields = [
        ("assertion", signed.as_str()),
        ("client_assertion", &signed),
        ("client_secret", secret),
        ("code", secret),
        ("code_verifier", secret),
        ("refresh_token", secret),
        ("nonce", secret),
        ("state", secret),
        ("login_hint", secret),
        ("made_up", secret),
        ("__RequestVerificationToken", secret),
        ("post_logout_redirect_uri", &location),
    ];
    let body = format!("{}&{encoded}", form(&fields));
    let answer = json!({
        "access_token": token, "id_token": token, "refresh_token": secret, "request_uri": secret,
        "made_up": secret, "deep": {"id": secret}, "list": [[secret, {"a": secret}]],
        "confirmUrl": location, "redirectUrl": format!("https://smartcloud.example/connect/return?state={encoded}"),
        "personId": secret, "dateOfBirth": secret, "emailId": secret, "d": secret,
    });
    let set_cookie = format!("session={secret}; Path=/; HttpOnly; Made={secret}");
    let policy = format!("default-src 'none'; script-src 'nonce-{secret}'");
    let response_headers = headers(&[
        ("location", &location),
        ("set-cookie", &set_cookie),
        ("content-security-policy", &policy),
        ("content-type", "application/json; charset=utf-8"),
    ]);
    let answer = answer.to_string();
    let mut all = String::new();
    for (request, response) in [(body.as_str(), answer.as_str()), (&token, &token)] {
        let masked = masker().exchange(&Exchange {
            service,
            method: "POST",
            url: &url,
            request: Part {
                headers: &request_headers,
                body: request.as_bytes(),
            },
            response: Some(Part {
                headers: &response_headers,
                body: response.as_bytes(),
            }),
        });
        let texts = [
            Some(masked.url.to_string()),
            masked.request.body.to_text(),
            masked
                .response
                .as_ref()
                .and_then(|part| part.body.to_text()),
            serde_json::to_string(&masked).ok(),
        ];
        all.extend(texts.into_iter().flatten());
    }
    all
}

const CALLS: [(Service, &str); 10] = [
    (Service::SmartCloud, "/login/callback"),
    (Service::SmartCloud, "/connect/start"),
    (Service::IdPorten, "/par"),
    (Service::IdPorten, "/token"),
    (Service::IdPorten, "/authorize"),
    (Service::Maskinporten, "/token"),
    (
        Service::AltinnPlatform,
        "/authentication/api/v1/systemuser/request/vendor",
    ),
    (
        Service::AltinnPlatform,
        "/accessmanagement/api/v1/enduser/authorizedparties",
    ),
    (
        Service::AltinnUi,
        "/authentication/api/v1/upstream/callback",
    ),
    (Service::ResourceOwner, "/made/up"),
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_secret_is_in_no_form_in_the_result(secret in "[A-Za-z0-9_~!*()-]{14,40}") {
        prop_assume!(secret.trim() == secret);
        for (service, path) in CALLS {
            let shown = call_with(&secret, service, path);
            assert_hidden(&shown, &secret)?;
        }
    }

    /// The masker must also mask a personal number in a field with the rule `Show`.
    #[test]
    fn a_personal_number_is_in_no_form_in_the_result(number in personal_number()) {
        for (service, path) in CALLS {
            let shown = call_with(&number, service, path);
            assert_hidden(&shown, &number)?;
        }
        let base64 = URL_SAFE_NO_PAD.encode(format!("{{\"pid\":\"{number}\"}}"));
        let as_number: u64 = number.parse().unwrap();
        let answer = json!({
            "title": format!("{number} has no role"), "detail": percent(&number), "code": base64,
            "status": as_number, "errors": {&number: [&number]}, "traceId": format!("a{number}b"),
            "redirectUrl": format!("https://elsewhere.example/{number}?{number}={number}"),
        }).to_string();
        let url = format!(
            "/authentication/api/v1/systemuser/request/vendor/byexternalref/{number}/{}/{base64}?orgno={number}&external-ref={}",
            percent(&number), percent(&percent(&number))
        );
        let sent = headers(&[
            ("www-authenticate", &number),
            ("user-agent", &format!("curl/{number}")),
            ("x-request-id", &base64),
            ("content-type", "application/json"),
        ]);
        let part = Part { headers: &sent, body: answer.as_bytes() };
        let masked = masker().exchange(&Exchange {
            service: Service::AltinnPlatform, method: "GET", url: &url, request: part, response: Some(part),
        });
        let shown = format!("{}{}", masked.url, serde_json::to_string(&masked).unwrap());
        assert_hidden(&shown, &number)?;
        prop_assert!(!shown.contains(&base64));
    }

    #[test]
    fn a_decision_and_its_question_are_shown_without_persons(number in personal_number()) {
        let sent = headers(&[("content-type", "application/json")]);
        let attribute = |id: &str, value: &str| json!({ "Attribute": [{ "AttributeId": id, "Value": value }] });
        let question = json!({ "Request": {
            "ReturnPolicyIdList": true,
            "AccessSubject": [
                attribute("urn:altinn:systemuser:uuid", "93b5aca5-4ebd-4a29-9b39-5b8f1a2f0d5c"),
                attribute("urn:altinn:person:identifier-no", &number),
            ],
            "Resource": [attribute("urn:altinn:resource", "ske-krav-og-betalinger")],
        } });
        let ok = json!({ "statusCode": { "value": "urn:oasis:names:tc:xacml:1.0:status:ok" } });
        let answer = json!({ "response": [{ "decision": "Permit", "status": ok }] });
        for path in ["authorize", "decision"] {
            let masked = masker().exchange(&Exchange {
                service: Service::AltinnPlatform,
                method: "POST",
                url: &format!("/authorization/api/v1/{path}"),
                request: Part {
                    headers: &sent,
                    body: question.to_string().as_bytes(),
                },
                response: Some(Part {
                    headers: &sent,
                    body: answer.to_string().as_bytes(),
                }),
            });
            let message = masked.request.clone();
            prop_assert_eq!(Packed::new(&message).unpack(), Some(message));
            let asked = masked.request.body.to_text().unwrap();
            prop_assert!(asked.contains("93b5aca5-4ebd-4a29-9b39-5b8f1a2f0d5c"), "{asked}");
            prop_assert!(asked.contains("ske-krav-og-betalinger"), "{asked}");
            prop_assert!(!asked.contains(&number), "{asked}");
            let Body::Json(shown) = masked.response.unwrap().body else {
                panic!("no JSON");
            };
            prop_assert_eq!(&shown.to_json(), &answer);
        }
    }
}

#[test]
fn a_grant_is_decoded_without_its_signature() {
    let claims = json!({
        "iss": "client", "sub": "client", "scope": "a b", "jti": "1",
        "authorization_details": [{"type": "urn:altinn:systemuser", "systemuser_org": {"ID": "0192:310702641"}}],
    });
    let grant = jwt(&json!({"alg": "RS256", "kid": "k1"}), &claims, "signature");
    let sent = headers(&[("content-type", "application/x-www-form-urlencoded")]);
    let body = form(&[("grant_type", "jwt"), ("assertion", &grant)]);
    let masked = masker().exchange(&Exchange {
        service: Service::Maskinporten,
        method: "POST",
        url: "https://maskinporten.example/token",
        request: Part {
            headers: &sent,
            body: body.as_bytes(),
        },
        response: None,
    });
    assert_eq!(masked.url.to_string(), "https://maskinporten.example/token");
    let packed = Packed::new(&masked);
    assert!(packed.size() < serde_json::to_vec(&masked).unwrap().len());
    assert_eq!(packed.unpack(), Some(masked.clone()));
    let Body::Form(fields) = masked.request.body else {
        panic!("the body is a form");
    };
    assert_eq!(fields[0], ("grant_type".into(), Value::shown("jwt")));
    let (_, Value::Jwt(grant)) = &fields[1] else {
        panic!("the grant is decoded");
    };
    assert_eq!(grant.kind, Kind::Grant);
    let claim = |name: &str| {
        let found = grant.claims.iter().find(|(claim, _)| claim == name);
        found.unwrap().1.to_json()
    };
    assert_eq!(claim("sub"), "client");
    assert_eq!(
        claim("authorization_details")[0]["systemuser_org"]["ID"],
        "0192:310702641"
    );
}

#[test]
fn a_return_url_keeps_its_path_and_hides_its_state() {
    let url = masker().url("https://smartcloud.example/connect/return?state=abcdef&x=1");
    assert_eq!(
        url.to_string(),
        "https://smartcloud.example/connect/return?state={state}&x={unknown}"
    );
    let relative = masker().url("https://smartcloud.example/login?next=%2Fconnect%2F310702641");
    assert_eq!(
        relative.to_string(),
        "https://smartcloud.example/login?next=%2Fconnect%2F310702641"
    );
}

#[test]
fn only_the_names_of_persons_are_hidden_in_a_list_of_parties() {
    let sent = headers(&[("content-type", "application/json")]);
    let body = json!({"data": [
        {"type": "Organization", "name": "FJORDLYS KAFÉ AS"},
        {"type": "Person", "name": "KARI NORDBY", "personId": "1"},
    ]})
    .to_string();
    let empty = HeaderMap::new();
    let masked = masker().exchange(&Exchange {
        service: Service::AltinnPlatform,
        method: "GET",
        url: "/accessmanagement/api/v1/enduser/authorizedparties",
        request: Part {
            headers: &empty,
            body: b"",
        },
        response: Some(Part {
            headers: &sent,
            body: body.as_bytes(),
        }),
    });
    let text = masked.response.unwrap().body.to_text().unwrap();
    assert!(text.contains("FJORDLYS KAFÉ AS"), "{text}");
    assert!(!text.contains("KARI"), "{text}");
}

#[test]
fn a_stored_call_is_read_back_unchanged() {
    let sent = headers(&[("authorization", "Bearer x"), ("accept", "*/*")]);
    let masked = masker().exchange(&Exchange {
        service: Service::AltinnPlatform,
        method: "GET",
        url: "/a?b=c",
        request: Part {
            headers: &sent,
            body: b"",
        },
        response: None,
    });
    let text = serde_json::to_string(&masked).unwrap();
    let read: masking::MaskedExchange = serde_json::from_str(&text).unwrap();
    assert_eq!(read, masked);
}

#[test]
fn each_kind_has_a_placeholder_of_its_own() {
    use strum::VariantArray;

    for kind in Kind::VARIANTS {
        assert_eq!(Kind::of_placeholder(&kind.placeholder()), Some(*kind));
    }
    assert_eq!(Kind::of_placeholder("{id}"), None);
}

/// Altinn sets a cookie for each log-in. The name of this cookie contains the `state`.
#[test]
fn a_secret_in_the_name_of_a_cookie_is_hidden() {
    let secret = "4gBkxDVxI2akgibD0s1GUw";
    let of_altinn = format!("simulated-altinn-login-{secret}=1");
    let long = format!("a-cookie-of-another-log-in-{secret}=1");
    for cookie in [of_altinn.as_str(), &long] {
        let sent = headers(&[("cookie", cookie), ("set-cookie", cookie)]);
        let masked = masker().exchange(&Exchange {
            service: Service::AltinnPlatform,
            method: "GET",
            url: "/",
            request: Part {
                headers: &sent,
                body: b"",
            },
            response: None,
        });
        assert!(!format!("{masked:?}").contains(secret), "{masked:?}");
    }
}

/// Masks a JSON body that a client sends to an endpoint of Altinn.
fn masked_body(body: &str) -> masking::Message {
    let sent = headers(&[("content-type", "application/json")]);
    let part = Part {
        headers: &sent,
        body: body.as_bytes(),
    };
    let masked = masker().exchange(&Exchange {
        service: Service::AltinnPlatform,
        method: "GET",
        url: "/authentication/api/v1/systemuser/request/vendor/1",
        request: part,
        response: Some(part),
    });
    masked.response.unwrap()
}

#[test]
fn deeply_nested_json_is_masked_and_can_be_unpacked() {
    let nested = |open: &str, close: &str| format!("{}1{}", open.repeat(120), close.repeat(120));
    for body in [
        nested("[", "]"),
        nested(r#"{"errors":"#, "}"),
        nested(r#"{"validationErrors":"#, "}"),
        format!(r#"{{"errors":{}}}"#, nested("[", "]")),
    ] {
        let message = masked_body(&body);
        assert!(matches!(message.body, Body::Json(_)), "{body}");
        assert_eq!(Packed::new(&message).unpack(), Some(message));
    }
    // The names of the members are in the table, so only the depth limit masks the value.
    let shallow = masked_body(&format!(
        r#"{{"errors":{}1{}}}"#,
        "[".repeat(14),
        "]".repeat(14)
    ));
    assert!(!shallow.body.to_text().unwrap().contains("{unknown}"));
    let deep = masked_body(&format!(
        r#"{{"errors":{}1{}}}"#,
        "[".repeat(20),
        "]".repeat(20)
    ));
    assert!(deep.body.to_text().unwrap().contains("{unknown}"));
}

#[test]
fn the_rest_of_a_body_with_very_many_values_is_left_out() {
    let items = |count: usize| vec!["0"; count].join(",");
    let few = masked_body(&format!("{{\"errors\":[{}]}}", items(100)));
    assert!(!few.body.to_text().unwrap().contains('…'));
    for body in [
        format!("[{}]", items(30_000)),
        format!("{{\"errors\":[{}],\"title\":\"x\"}}", items(30_000)),
        format!(
            "{{{}}}",
            (0..6_000)
                .map(|place| format!("\"a{place}\":0"))
                .collect::<Vec<_>>()
                .join(",")
        ),
    ] {
        let message = masked_body(&body);
        let text = message.body.to_text().unwrap();
        assert!(text.contains('…'));
        let lines = text.lines().count();
        assert!(
            (masking::VALUE_LIMIT - 10..masking::VALUE_LIMIT + 10).contains(&lines),
            "{lines}"
        );
        assert_eq!(Packed::new(&message).unpack(), Some(message));
    }
}

/// The masker splits a path, a query and a list of cookies into pieces. A text with thousands of pieces is short in a
/// request, but needs much memory when it is unpacked.
#[test]
fn the_rest_of_a_text_with_very_many_pieces_is_left_out() {
    let path = "/1".repeat(8_000);
    let cookie = "a=b;".repeat(4_000);
    let referer = format!("https://smartcloud.example/?{}", "a=b&".repeat(4_000));
    let body = format!("language=nb&next={path}");
    let url = format!("https://smartcloud.example{path}?{}", "a=b&".repeat(4_000));
    let form = "application/x-www-form-urlencoded";
    for (name, value) in [("cookie", &cookie), ("referer", &referer), ("dnt", &body)] {
        let sent = headers(&[(name, value), ("content-type", form)]);
        let body = if name == "dnt" { body.as_bytes() } else { b"" };
        let masked = masker().exchange(&Exchange {
            service: Service::SmartCloud,
            method: "POST",
            url: &url,
            request: Part {
                headers: &sent,
                body,
            },
            response: None,
        });
        // The JSON has one of these names for each piece and one for each text.
        let count = |json: &str| -> usize {
            let names = ["\"shown\"", "\"masked\"", "\"text\""];
            names.iter().map(|name| json.matches(name).count()).sum()
        };
        let request = serde_json::to_string(&masked.request).unwrap();
        assert!(request.contains('…'), "{name}");
        assert!(count(&request) <= masking::VALUE_LIMIT + 10, "{name}");
        let address = serde_json::to_string(&masked.url).unwrap();
        assert!(address.contains('…'));
        assert!(count(&address) <= masking::VALUE_LIMIT + 10);
    }
    let short = masker().url(&format!("https://smartcloud.example{}", "/1".repeat(50)));
    assert!(!short.to_string().contains('…'));
}

#[test]
fn a_packed_value_that_repeats_itself_counts_for_what_it_unpacks_to() {
    let plain = Packed::new(&"9f86d081884c7d659a2feaa0c55ad015".to_owned());
    assert!(plain.size() < 100, "{}", plain.size());
    let repeated = Packed::new(&"/{unknown}".repeat(100_000));
    assert!(repeated.size() > 100_000, "{}", repeated.size());
}

#[test]
fn a_personal_number_in_a_host_or_a_content_type_is_masked() {
    let number = "17858012349";
    let number = (0..100).map(|end| format!("{}{end:02}", &number[..9]));
    let number = number
        .clone()
        .find(|number| masking::contains_personal_number(number))
        .unwrap();
    let url = masker().url(&format!("https://{number}.example/connect"));
    assert_eq!(url.to_string(), "https://{personal-number}.example/connect");
    let content_type = format!("image/{number}");
    let sent = headers(&[("content-type", &content_type)]);
    let part = Part {
        headers: &sent,
        body: b"x",
    };
    let masked = masker().exchange(&Exchange {
        service: Service::SmartCloud,
        method: "POST",
        url: "/",
        request: part,
        response: None,
    });
    assert!(!format!("{masked:?}").contains(&number));
}

#[test]
fn only_a_plain_text_is_shown_as_a_whole() {
    let body_of = |content_type: &str| {
        let sent = headers(&[("content-type", content_type)]);
        let part = Part {
            headers: &sent,
            body: b"No figures",
        };
        let masked = masker().exchange(&Exchange {
            service: Service::ResourceOwner,
            method: "GET",
            url: "/figures",
            request: Part {
                headers: &HeaderMap::new(),
                body: b"",
            },
            response: Some(part),
        });
        masked.response.unwrap().body
    };
    assert!(matches!(
        body_of("text/plain; charset=utf-8"),
        Body::Text(_)
    ));
    assert!(matches!(body_of("text/html"), Body::NotShown { .. }));
}
