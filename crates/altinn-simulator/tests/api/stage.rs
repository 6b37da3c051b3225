//! Tests of the functions for a presenter who shows the simulator to an audience: fault injection, the request log, the
//! presenter's key, and talks. In a talk, the browsers of the audience follow the presenter.

use altinn_simulator::{Sandboxes, Settings, Simulator, StartError};
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{KRAV, READ, TestBed, header, signed, stranger};

const KEY: &str = "a-key-for-the-presenter";

async fn turn(bed: &TestBed, switch: &str, on: bool) {
    let body = json!({ "on": on });
    let path = format!("switches/{switch}");
    let response = bed.control(Method::PUT, &path, body).await;
    assert_eq!(response.status, 204, "{}", response.body);
}

#[tokio::test]
async fn a_switch_is_a_fault_that_lasts_until_it_is_turned_off() {
    let bed = TestBed::start().await;
    turn(&bed, "maskinporten-down", true).await;
    turn(&bed, "maskinporten-down", true).await;
    let token = async || bed.send(bed.http.post(bed.token_url())).await.status;
    assert_eq!(token().await, 503);
    assert_eq!(token().await, 503);
    let switches = bed.control(Method::GET, "switches", json!({})).await.ok();
    let on = switches.as_array().unwrap().iter();
    let on: Vec<_> = on.filter(|switch| switch["on"] == true).collect();
    assert_eq!(on.len(), 1, "{switches}");
    assert!(on[0]["since"].is_string(), "{switches}");
    turn(&bed, "maskinporten-down", false).await;
    assert_eq!(token().await, 400);
    let body = json!({ "on": true });
    let unknown = bed.control(Method::PUT, "switches/other", body).await;
    assert_eq!(unknown.status, 404);
}

#[tokio::test]
async fn mp_303_stops_tokens_for_customers_and_not_the_vendors_own() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered().await;
    let (customer, _) = vendor.connected(&system, "ske-krav-og-betalinger").await;
    let owner = &customer.organisation;
    let cached = vendor.token_for(KRAV, owner).await;
    let own = vendor.token(READ).await;
    let figures = async |token: &str| {
        let url = bed.resource_owner(&format!("v1/regnskapssystem/{owner}/krav"));
        let request = bed.http.get(url).bearer_auth(token);
        let request = request.header("Korrelasjonsid", Uuid::new_v4().to_string());
        bed.send(request).await.status.as_u16()
    };
    let requests = bed.authentication(&format!("systemuser/request/vendor/bysystem/{system}"));
    assert_eq!(figures(&cached).await, 200);

    turn(&bed, "no-system-user", true).await;
    let grant = vendor.grant_for(KRAV, owner, None);
    let refused = vendor.request_token(&grant).await;
    assert_eq!(
        refused.json()["error"],
        "invalid_altinn_customer_configuration"
    );
    assert_eq!(figures(&cached).await, 401, "the cached token hides it");
    assert_eq!(bed.get(&requests, &own).await.status, 200);
    vendor.token(READ).await;

    turn(&bed, "no-system-user", false).await;
    assert_eq!(figures(&cached).await, 200);
}

#[tokio::test]
async fn a_fault_that_withdraws_tokens_applies_to_altinn_too() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let token = vendor.token(READ).await;
    let url = bed.authentication(&format!("systemuser/request/vendor/{}", Uuid::new_v4()));
    assert_eq!(bed.get(&url, &token).await.status, 404);
    turn(&bed, "maskinporten-down", true).await;
    assert_eq!(bed.get(&url, &token).await.status, 401);
    let log = bed
        .control(Method::GET, "log?limit=1", json!({}))
        .await
        .ok();
    let why = log[0]["why"].as_str().unwrap();
    assert!(why.contains("withdrawTokens"), "{log}");
}

#[tokio::test]
async fn the_simulator_sets_the_time_of_a_fault_itself() {
    let bed = TestBed::start().await;
    let body = json!({ "path": "/x", "fault": "cut", "addedAt": "2026-01-01T12:00:00Z" });
    let refused = bed.control(Method::POST, "faults", body).await;
    assert_eq!(refused.status, 400);
    assert!(refused.body.contains("`addedAt`"), "{}", refused.body);
}

#[tokio::test]
async fn the_log_finds_the_calls_of_one_request_one_page_and_one_log_in() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered().await;
    let customer = bed.customer("approver").await;
    let id = vendor
        .create_request(&vendor.request(&system, &customer.organisation))
        .await;
    vendor.read(&id).await;
    let with_id = bed.http.get(bed.idporten("jwks.json"));
    let with_id = with_id.header("x-request-id", "page-1");
    bed.send(with_id).await;
    let authorize = bed.idporten("authorize?state=s-1&client_id=nobody");
    bed.send(bed.http.get(authorize).header("accept", "text/html"))
        .await;

    let find = async |query: &str| -> Vec<Value> {
        let path = format!("log?{query}");
        let found = bed.control(Method::GET, &path, json!({})).await.ok();
        found.as_array().unwrap().clone()
    };
    let of_request = find(&format!("request={id}")).await;
    let calls: Vec<_> = of_request
        .iter()
        .map(|entry| (entry["method"].as_str().unwrap(), entry["status"].as_u64()))
        .collect();
    assert_eq!(calls, [("POST", Some(201)), ("GET", Some(200))]);
    assert_eq!(of_request[0]["service"], "altinnPlatform");
    assert_eq!(of_request[0]["caller"], "client");

    let of_page = find("xRequestId=page-1").await;
    assert_eq!(of_page.len(), 1);
    assert_eq!(of_page[0]["path"], "/jwks.json");
    let of_log_in = find("state=s-1").await;
    assert_eq!(of_log_in.len(), 1);
    assert_eq!(of_log_in[0]["caller"], "browser");

    let all = find("").await;
    let seq = |entry: &Value| entry["seq"].as_u64().unwrap();
    assert!(all.is_sorted_by_key(seq));
    let later = find(&format!("after={}", seq(&all[1]))).await;
    assert_eq!(later.len(), all.len() - 2);
    let wrong = bed.control(Method::GET, "log?odd=1", json!({})).await;
    assert_eq!(wrong.status, 400);
}

#[tokio::test]
async fn an_audience_cannot_use_the_control_api_without_the_key() {
    let settings = Settings {
        sandboxes: Sandboxes::PerVisitor,
        presenter_key: Some(KEY.to_owned().into()),
        ..Settings::for_tests()
    };
    let bed = TestBed::start_with(settings).await;
    for path in ["state", "log", "people", "switches", "world", "faults"] {
        let refused = bed.control(Method::GET, path, json!({})).await;
        assert_eq!(refused.status, 401, "{path}");
        assert_eq!(refused.header("www-authenticate"), "Bearer");
        let url = bed.ui(&format!("control/{path}"));
        let allowed = bed.send(bed.http.get(url).bearer_auth(KEY)).await;
        assert_eq!(allowed.status, 200, "{path}");
    }
    let reset = bed.control(Method::POST, "reset", json!({})).await;
    assert_eq!(reset.status, 401);

    let browser = bed.browser();
    let asked = browser.get("/control").await;
    assert_eq!(asked.status, 401);
    assert_eq!(asked.heading(), "Kontrollpanelet trenger en nøkkel");
    assert!(!asked.has_button("Start på nytt"));
    let token = asked.field("__RequestVerificationToken");
    let submit = async |key: &str| {
        let form = [("__RequestVerificationToken", token.as_str()), ("key", key)];
        browser.post("/control/forms/key", &form).await
    };
    let wrong = submit("wrong").await;
    assert_eq!(wrong.status, 401);
    assert!(wrong.body.contains("Nøkkelen er feil"));
    assert_eq!(browser.get("/control").await.status, 401);
    let right = submit(KEY).await;
    assert_eq!(right.status, 303);
    let cookie = right.header("set-cookie");
    for part in ["HttpOnly", "SameSite=Lax", "Path=/control"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(!cookie.contains(KEY));
    let panel = browser.get("/control").await;
    assert_eq!(panel.status, 200);
    assert!(panel.has_button("Start på nytt"));

    for _ in 0..10 {
        submit("wrong").await;
    }
    assert_eq!(submit(KEY).await.status, 429);
    assert_eq!(browser.get("/control").await.status, 200);

    let token = panel.field("__RequestVerificationToken");
    let form = [("__RequestVerificationToken", token.as_str())];
    assert_eq!(browser.post("/control/forms/lock", &form).await.status, 303);
    assert_eq!(browser.get("/control").await.status, 401);
}

#[tokio::test]
async fn a_simulator_for_an_audience_needs_a_long_key() {
    let settings = Settings {
        sandboxes: Sandboxes::PerVisitor,
        presenter_key: Some("short".to_owned().into()),
        ..Settings::for_tests()
    };
    let refused = Simulator::start(settings).await;
    assert!(matches!(refused, Err(StartError::PresenterKey)));
}

#[tokio::test]
async fn a_window_follows_a_talk_with_and_without_javascript() {
    let bed = TestBed::start().await;
    let to = |position: u64| json!({ "position": position, "url": format!("https://smartcloud.example/scene/{position}") });
    let put = async |position: u64| {
        let response = bed.control(Method::PUT, "talks/7F3K", to(position)).await;
        assert_eq!(response.status, 204, "{}", response.body);
    };
    let client = json!({
        "organisation": { "number": "315816270", "name": "Tiger AS" },
        "redirectUris": ["https://smartcloud.example/callback"],
    });
    bed.control(Method::PUT, "idporten-clients/site", client)
        .await;
    put(1).await;
    let now = bed.control(Method::GET, "talks/7F3K", json!({})).await.ok();
    assert_eq!(now, to(1));
    for service in [bed.ui(""), bed.idporten("")] {
        let follow = |query: &str| {
            let url = format!("{service}simulator/follow?talk=7F3K&{query}");
            bed.send(bed.http.get(url))
        };
        // The call with `since=1` waits until the talk has moved to another position.
        let (waited, ()) = tokio::join!(follow("since=1"), put(2));
        assert_eq!(waited.ok(), to(2));
        let without_script = follow("since=1&page=%2Fcontrol").await;
        assert_eq!(without_script.status, 303);
        assert_eq!(
            without_script.raw_location(),
            "https://smartcloud.example/scene/2"
        );
        put(1).await;
    }
    let ended = bed.control(Method::DELETE, "talks/7F3K", json!({})).await;
    assert_eq!(ended.status, 204);
    let follow = |query: &str| {
        let url = bed.ui(&format!("simulator/follow?talk=7F3K&since=1{query}"));
        bed.send(bed.http.get(url))
    };
    assert_eq!(follow("").await.status, 404);
    assert_eq!(follow("&page=%2F").await.status, 204);
}

#[tokio::test]
async fn a_talk_leads_only_to_web_pages() {
    let bed = TestBed::start().await;
    for (code, url) in [
        ("7F3K", "javascript:alert(1)"),
        ("7F3K", "https://smartcloud.example/"),
        ("7F-3", bed.ui("").as_str()),
    ] {
        let body = json!({ "position": 1, "url": url });
        let path = format!("talks/{code}");
        let refused = bed.control(Method::PUT, &path, body).await;
        assert_eq!(refused.status, 400, "{code} {url}");
    }
    let none = bed.control(Method::GET, "talks/7F3K", json!({})).await;
    assert_eq!(none.status, 404);
}

#[tokio::test]
async fn the_banner_links_to_the_only_product_that_uses_the_simulator() {
    let bed = TestBed::start().await;
    let browser = bed.browser();
    let site = |name: &str, origin: &str| {
        json!({
            "organisation": { "number": "315816270", "name": "Tiger AS" },
            "name": name,
            "redirectUris": [format!("{origin}/callback")],
        })
    };
    let banner = async || browser.get("/control").await.all(".sim-band a", "href");
    assert!(banner().await.is_empty());
    let body = site("SmartCloud", "http://localhost:3000");
    bed.control(Method::PUT, "idporten-clients/a", body).await;
    assert_eq!(banner().await, ["http://localhost:3000/"]);
    let body = site("Other", "http://localhost:4000");
    bed.control(Method::PUT, "idporten-clients/b", body).await;
    assert!(banner().await.is_empty(), "nobody can tell which it is");
}

async fn new_sandbox(bed: &TestBed, body: Value) -> Value {
    let created = bed.control(Method::POST, "sandboxes", body).await;
    assert_eq!(created.status, 201, "{}", created.body);
    created.json()
}

#[tokio::test]
async fn a_fault_of_a_sandbox_leaves_other_sandboxes_and_the_vendor_alone() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered().await;
    let [mine, other] = [
        new_sandbox(&bed, json!({})).await,
        new_sandbox(&bed, json!({})).await,
    ];
    let owner = |sandbox: &Value| {
        let organisations = sandbox["organisations"].as_array().unwrap();
        organisations[0]["number"].as_str().unwrap().to_owned()
    };
    for (path, fault) in [
        ("/token", json!({ "fault": "empty", "status": 503 })),
        (
            "/authentication/api/v1/systemuser/request/vendor",
            json!({ "fault": "empty", "status": 500 }),
        ),
    ] {
        let mut body = fault;
        body["path"] = path.into();
        body["times"] = "all".into();
        body["sandbox"] = mine["id"].clone();
        bed.post_control("faults", body).await;
    }
    let token = async |owner: &str| {
        let grant = vendor.grant_for(KRAV, owner, None);
        vendor.request_token(&grant).await.status.as_u16()
    };
    // The injected fault answers 503, and applies only to the sandbox `mine`. Without the fault, Maskinporten answers
    // 400, because neither organisation has a system user.
    assert_eq!(token(&owner(&mine)).await, 503);
    assert_eq!(token(&owner(&other)).await, 400);
    // The faults must not affect the vendor's own token. They must also not affect a system user request to an
    // organisation of another sandbox.
    let request = vendor.request(&system, &owner(&other));
    let id = vendor.create_request(&request).await;
    assert_eq!(vendor.read(&id).await.status, 200);
    let request = vendor.request(&system, &owner(&mine));
    assert_eq!(vendor.post_request(&request).await.status, 500);

    let log = format!("log?sandbox={}", mine["id"].as_str().unwrap());
    let log = bed.control(Method::GET, &log, json!({})).await.ok();
    assert_eq!(log.as_array().unwrap().len(), 2, "{log}");
    let unknown = json!({ "path": "/token", "fault": "cut", "sandbox": "none" });
    let refused = bed.control(Method::POST, "faults", unknown).await;
    assert_eq!(refused.status, 400);
}

/// Anybody can send the organisation number of another visitor's sandbox. Without a valid signature, such a call must
/// not use up the fault that the visitor is waiting for.
#[tokio::test]
async fn a_call_without_a_valid_signature_does_not_use_up_the_fault_of_a_sandbox() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered().await;
    let sandbox = new_sandbox(&bed, json!({})).await;
    let owner = sandbox["organisations"][0]["number"].as_str().unwrap();
    let requests = "/authentication/api/v1/systemuser/request/vendor";
    for path in ["/token", requests] {
        let fault =
            json!({ "path": path, "fault": "empty", "status": 503, "sandbox": sandbox["id"] });
        bed.post_control("faults", fault).await;
    }
    let grant = vendor.grant_for(KRAV, owner, None);
    let forged = signed(&grant, &header(), stranger());
    assert_eq!(vendor.request_token_with(&forged).await.status, 400);
    let url = bed.platform(requests.trim_start_matches('/'));
    let request = vendor.request(&system, owner);
    for token in ["", "x", &forged] {
        let answer = bed.post(&url, token, &request).await;
        assert_eq!(answer.status, 401, "{token}");
    }

    assert_eq!(vendor.request_token(&grant).await.status, 503);
    assert_eq!(vendor.post_request(&request).await.status, 503);
    assert_eq!(vendor.post_request(&request).await.status, 201);
}

#[tokio::test]
async fn only_pages_of_a_sandbox_in_a_talk_follow_the_presenter() {
    let bed = TestBed::start().await;
    let home = bed.ui("");
    let put = async |position: u64| {
        let url = format!("{home}?position={position}");
        let body = json!({ "position": position, "url": url });
        let response = bed.control(Method::PUT, "talks/7F3K", body).await;
        assert_eq!(response.status, 204, "{}", response.body);
    };
    put(4).await;
    let following = new_sandbox(&bed, json!({ "talk": "7F3K" })).await;
    let alone = new_sandbox(&bed, json!({})).await;
    for (sandbox, follows) in [(&following, true), (&alone, false)] {
        let browser = bed.browser();
        let path = format!("sandboxes/{}/tickets", sandbox["id"].as_str().unwrap());
        let overview = bed.ui("accessmanagement/ui/systemuser/overview");
        let ticket = json!({ "person": "kari", "returnTo": overview.as_str() });
        let ticket = bed.control(Method::POST, &path, ticket).await.json();
        // The presenter moves the talk before the browser has opened the one-time link.
        if follows {
            put(5).await;
        }
        let page = browser
            .follow_redirects(ticket["url"].as_str().unwrap())
            .await;
        assert_eq!(page.status, 200, "{}", page.url);
        let scripts = page.all("script[data-talk]", "data-since");
        if !follows {
            assert!(scripts.is_empty());
            assert!(!page.body.contains("/simulator/follow"));
            continue;
        }
        assert_eq!(scripts, ["4"]);
        assert!(page.content_policy().contains("script-src 'self'"));
        assert!(page.content_policy().contains("connect-src 'self'"));
        assert!(page.body.contains("<noscript><meta http-equiv=\"refresh\""));
        // The talk already has a higher position than `since`, so the call does not wait.
        let follow = bed.ui("simulator/follow?talk=7F3K&since=4&page=%2F");
        let moved = bed.send(bed.http.get(follow)).await;
        assert_eq!(moved.raw_location(), format!("{home}?position=5"));
    }
}
