use std::time::{Duration, Instant};

use altinn_simulator::{Settings, Simulator, StartError};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{DEMO, REGISTER, TestBed, WRITE, key, stranger};

#[tokio::test]
async fn the_control_api_creates_customers_of_every_kind() {
    let bed = TestBed::start().await;
    for (kind, organisations, has_manager) in [
        ("approver", 1, false),
        ("lacks", 1, false),
        ("forwarder", 1, true),
        ("unrelated", 0, true),
        ("several", 3, false),
    ] {
        let made = bed.post_control("customers", json!({ "kind": kind })).await;
        assert_eq!(
            made["organisations"].as_array().unwrap().len(),
            organisations,
            "{kind}"
        );
        assert_eq!(made.get("accessManager").is_some(), has_manager, "{kind}");
        assert!(
            made["organisation"]["number"]
                .as_str()
                .unwrap()
                .starts_with('3'),
            "{kind}"
        );
        let text = made.to_string();
        let simulator = bed.simulator();
        let world = simulator.world();
        let person = world
            .parties
            .person(made["person"]["key"].as_str().unwrap())
            .unwrap();
        assert!(
            !text.contains(person.personal_number.as_str()),
            "no personal numbers: {text}"
        );
    }
    let nothing = bed.ui("control/customers");
    assert_eq!(
        bed.send(bed.http.post(&nothing)).await.status,
        201,
        "no body is needed"
    );
    let several = bed
        .post_control("customers", json!({ "kind": "several", "count": 12 }))
        .await;
    assert_eq!(several["organisations"].as_array().unwrap().len(), 12);
    for bad in [
        json!({ "kind": "x" }),
        json!({ "count": 0 }),
        json!({ "other": 1 }),
        json!({ "kind": "lacks", "lacks": [{ "id": "lonnn", "reason": "Unknown" }] }),
        json!({ "kind": "approver", "lacks": [{ "id": "lonn", "reason": "Unknown" }] }),
    ] {
        assert_eq!(
            bed.control(Method::POST, "customers", bad).await.status,
            400
        );
    }
}

#[tokio::test]
async fn built_in_persons_are_listed_without_their_identity_numbers() {
    let bed = TestBed::start().await;
    let url = bed.ui("control/people");
    let answer = bed.send(bed.http.get(url)).await;
    let people = answer.json();
    assert!(people.as_array().unwrap().len() >= 6);
    assert_eq!(people[0]["key"], "kari");
    for language in ["nb", "nn", "en"] {
        assert!(
            !people[0]["description"][language]
                .as_str()
                .unwrap()
                .is_empty()
        );
    }
    assert!(!answer.body.contains("12847910265"));
}

#[tokio::test]
async fn a_reset_keeps_what_vendors_have_set_up() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered().await;
    let (customer, id) = vendor.connected(&system, "ske-krav-og-betalinger").await;
    let open = bed.customer("approver").await;
    vendor
        .create_request(&vendor.request(&system, &open.organisation))
        .await;
    bed.advance(3600).await;
    bed.post_control(
        "faults",
        json!({ "path": "/token", "fault": "empty", "status": 500 }),
    )
    .await;

    assert_eq!(
        bed.control(Method::POST, "reset", json!({})).await.status,
        204
    );

    let state = bed.ui("control/state");
    let state = bed.send(bed.http.get(state)).await.ok();
    for (member, value) in [
        ("requests", json!(0)),
        ("systemUsers", json!(0)),
        ("clockAheadSeconds", json!(0)),
        ("faults", json!([])),
        ("systems", json!([system])),
        ("persons", json!(8)),
    ] {
        assert_eq!(state[member], value, "{member}");
    }
    assert!(
        bed.simulator()
            .world()
            .parties
            .person(&customer.person)
            .is_none()
    );
    vendor.read(&id).await.assert_problem(404, "AUTH-00010");
    // After the reset, the Maskinporten client and the registered system must still work for a new customer.
    vendor.connected(&system, "ske-krav-og-betalinger").await;
}

#[tokio::test]
async fn an_injected_fault_changes_the_next_responses() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let token = vendor.token(REGISTER).await;
    let url = bed.authentication("systemregister/vendor");
    let path = "/authentication/api/v1/systemregister";
    let fault = async |mut fault: Value| {
        fault["path"] = json!(path);
        bed.post_control("faults", fault).await
    };

    fault(json!({ "fault": "empty", "status": 503, "times": 2 })).await;
    for status in [503, 503, 200] {
        assert_eq!(bed.get(&url, &token).await.status, status);
    }
    fault(json!({ "fault": "problem", "code": "AUTH-00011" })).await;
    bed.get(&url, &token)
        .await
        .assert_problem(404, "AUTH-00011");
    fault(json!({ "fault": "problem", "code": "AUTH-99999", "status": 418, "title": "x" })).await;
    bed.get(&url, &token)
        .await
        .assert_problem(418, "AUTH-99999");
    fault(json!({ "fault": "html", "status": 502 })).await;
    let html = bed.get(&url, &token).await;
    assert_eq!(html.status, 502);
    assert!(html.body.contains("<h1>"));
    fault(json!({ "fault": "rateLimit", "retryAfterSeconds": 7 })).await;
    let limited = bed.get(&url, &token).await;
    assert_eq!(
        (
            limited.status.as_u16(),
            limited.headers["retry-after"].to_str().unwrap()
        ),
        (429, "7")
    );
    fault(json!({ "fault": "slow", "ms": 300 })).await;
    let started = Instant::now();
    assert_eq!(bed.get(&url, &token).await.status, 200);
    assert!(started.elapsed() >= Duration::from_millis(300));
    fault(json!({ "fault": "cut" })).await;
    let request = bed.http.get(&url).bearer_auth(&token);
    assert!(bed.http.try_send(request).await.is_err());
    assert_eq!(bed.get(&url, &token).await.status, 200);

    // A fault applies only to the service and the path that it names, so the call to Altinn still succeeds.
    bed.post_control("faults", json!({ "path": "/token", "service": "maskinporten", "fault": "oauth", "error": "invalid_scope", "description": "MP-200: x" })).await;
    assert_eq!(bed.get(&url, &token).await.status, 200);
    let answer = vendor.request_token(&vendor.grant(DEMO)).await;
    assert_eq!(
        (answer.status.as_u16(), &answer.json()["error"]),
        (400, &json!("invalid_scope"))
    );
    fault(json!({ "fault": "empty", "status": 500, "method": "POST" })).await;
    assert_eq!(bed.get(&url, &token).await.status, 200);
    assert_eq!(
        bed.control(Method::DELETE, "faults", json!({}))
            .await
            .status,
        204
    );
    assert_eq!(vendor.register(&vendor.system("fine")).await.status, 200);
}

#[tokio::test]
async fn a_fault_can_cut_the_response_after_the_call_took_effect() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered().await;
    let party = bed.customer("approver").await.organisation;
    let body = vendor.request(&system, &party);
    let path = "/authentication/api/v1/systemuser/request/vendor";
    let token = vendor.token(WRITE).await;
    let url = bed.authentication("systemuser/request/vendor");
    bed.post_control(
        "faults",
        json!({ "path": path, "fault": "cut", "after": false }),
    )
    .await;
    let request = bed.http.post(&url).bearer_auth(&token).json(&body);
    assert!(bed.http.try_send(request).await.is_err());
    assert_eq!(bed.simulator().world().requests.iter().count(), 0);
    bed.post_control(
        "faults",
        json!({ "path": path, "fault": "cut", "after": true }),
    )
    .await;
    let request = bed.http.post(&url).bearer_auth(&token).json(&body);
    assert!(bed.http.try_send(request).await.is_err());
    assert_eq!(bed.simulator().world().requests.iter().count(), 1);
    assert_eq!(
        bed.post(&url, &token, &body).await.status,
        200,
        "the same call gives the same request"
    );
}

#[tokio::test]
async fn a_key_must_be_public_and_long_enough_to_be_registered() {
    let bed = TestBed::start().await;
    let with = |change: fn(&mut Value)| {
        let mut jwk = key().jwk.clone();
        change(&mut jwk);
        json!({ "organisation": { "number": "315816270", "name": "x" }, "scopes": [], "jwks": { "keys": [jwk] } })
    };
    for (name, body) in [
        ("private", with(|jwk| jwk["d"] = json!("x"))),
        ("no kid", with(|jwk| jwk["kid"] = Value::Null)),
        ("not RSA", with(|jwk| jwk["kty"] = json!("EC"))),
        ("short", with(|jwk| jwk["n"] = json!("AQAB"))),
    ] {
        let answer = bed
            .control(Method::PUT, "maskinporten-clients/x", body)
            .await;
        assert_eq!(answer.status, 400, "{name}");
    }
    let twice = json!([key().jwk, stranger().jwk]);
    let body = json!({ "organisation": { "number": "315816270", "name": "x" }, "scopes": [], "jwks": { "keys": twice } });
    assert_eq!(
        bed.control(Method::PUT, "maskinporten-clients/x", body)
            .await
            .status,
        400,
        "one kid twice"
    );

    let client = json!({
        "organisation": { "number": "315816270", "name": "x" },
        "redirectUris": ["http://localhost:3000/login/callback"],
        "postLogoutRedirectUris": ["http://localhost:3000/"],
        "frontchannelLogoutUri": "http://localhost:3000/login/frontchannel-logout",
        "scopes": ["openid"],
        "jwks": { "keys": [key().jwk] },
    });
    assert_eq!(
        bed.control(Method::PUT, "idporten-clients/web", client.clone())
            .await
            .status,
        204
    );
    {
        let world = bed.simulator().world();
        assert_eq!(
            world
                .oauth_clients
                .idporten_client("web")
                .unwrap()
                .keys
                .len(),
            1
        );
    }
    let mut bad = client;
    bad["redirectUris"] = json!(["javascript:alert(1)"]);
    assert_eq!(
        bed.control(Method::PUT, "idporten-clients/web", bad)
            .await
            .status,
        400
    );
}

/// Browsers send `Origin` with each call that changes something. They send `Sec-Fetch-Site` only to https URLs and to
/// their own machine. So a call to `http://sim.lan` has no `Sec-Fetch-Site`.
#[tokio::test]
async fn other_sites_cannot_call_the_control_api() {
    let settings = Settings {
        host_names: vec!["sim.lan".parse().unwrap()],
        ..Settings::for_tests()
    };
    let bed = TestBed::start_with(settings).await;
    let own = bed.origins().altinn_ui.origin().ascii_serialization();
    let url = bed.ui("control/reset");
    for (headers, status) in [
        (&[("sec-fetch-site", "cross-site")][..], 403),
        (&[("sec-fetch-site", "same-site")], 403),
        (&[("sec-fetch-site", "same-origin")], 204),
        (&[("sec-fetch-site", "none")], 204),
        (&[("origin", "null")], 403),
        (&[("origin", "http://evil.example")], 403),
        (&[("origin", &own.replace("http", "https"))], 403),
        (&[("origin", &own)], 204),
        (
            &[("origin", "null"), ("sec-fetch-site", "same-origin")],
            403,
        ),
        (&[("host", "localhost:3100")], 204),
        (
            &[
                ("host", "localhost:3100"),
                ("origin", "http://localhost:3100"),
            ],
            204,
        ),
        (
            &[
                ("host", "localhost:3100"),
                ("origin", "http://localhost:3000"),
            ],
            403,
        ),
        (
            &[("host", "sim.lan:3100"), ("origin", "http://sim.lan:3100")],
            204,
        ),
        (
            &[("host", "sim.lan:3100"), ("origin", "http://evil.lan:3100")],
            403,
        ),
        (&[("host", "sim.lan:3100"), ("origin", "null")], 403),
    ] {
        let mut call = bed.http.post(&url);
        for (name, value) in headers {
            call = call.header(*name, *value);
        }
        let answer = bed.send(call).await;
        assert_eq!(answer.status, status, "{headers:?}");
    }
}

#[tokio::test]
async fn the_error_names_a_port_that_is_in_use() {
    let bed = TestBed::start().await;
    let taken = bed.origins().altinn_ui.port().unwrap();
    let settings = Settings {
        address: ([127, 0, 0, 1], taken).into(),
        ..Settings::for_tests()
    };
    let error = Simulator::start(settings).await.unwrap_err();
    assert!(matches!(error, StartError::PortTaken { port, .. } if port == taken));
    assert!(
        error
            .to_string()
            .starts_with(&format!("port {taken} is taken")),
        "{error}"
    );
}

#[tokio::test]
async fn a_path_that_is_not_simulated_says_so_on_every_service() {
    let bed = TestBed::start().await;
    let origins = bed.origins().clone();
    for origin in [
        &origins.altinn_ui,
        &origins.altinn_platform,
        &origins.idporten,
        &origins.maskinporten,
        &origins.resource_owner,
    ] {
        let answer = bed
            .send(bed.http.get(format!("{origin}no/such/path")))
            .await;
        assert_eq!(answer.status, 404, "{origin}");
        assert!(
            answer.body.contains("not simulated"),
            "{origin}: {}",
            answer.body
        );
    }
}

/// The vendor's client uses the time of its machine in a grant. If the simulated clock differs, the log entry of the
/// refused grant must contain a hint about the clock.
#[tokio::test]
async fn a_grant_with_the_machines_time_is_refused_with_a_hint_when_the_simulated_clock_differs() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let refused = async |grant, code: &str| {
        let answer = vendor.request_token(&grant).await;
        assert!(answer.body.contains(code), "{}", answer.body);
        let log = bed
            .control(Method::GET, "log?limit=1", json!({}))
            .await
            .ok();
        // If Maskinporten's refusal has no error code, the log must contain the reason.
        let (in_log, why) = (log[0]["code"].as_str(), log[0]["why"].as_str().unwrap());
        assert!(in_log == Some(code) || why.starts_with("iat"), "{log}");
        log[0]["hint"].as_str().map(str::to_owned)
    };
    let mut old = vendor.grant(DEMO);
    old["iat"] = json!(old["iat"].as_i64().unwrap() - 3600);
    old["exp"] = json!(old["exp"].as_i64().unwrap() - 3600);
    assert_eq!(refused(old, "MP-130").await, None, "the clock is right");

    let by_the_machine = || vendor.grant(DEMO);
    for (seconds, code) in [(3600, "MP-130"), (-3600, "Issue time is in the future.")] {
        let grant = by_the_machine();
        bed.post_control("clock", json!({ "aheadSeconds": seconds }))
            .await;
        let hint = refused(grant, code).await.unwrap();
        let response =
            hint.contains(&format!("{seconds} seconds")) && hint.contains("control/clock");
        assert!(response, "{hint}");
        bed.post_control("clock", json!({ "aheadSeconds": 0 }))
            .await;
    }
}
