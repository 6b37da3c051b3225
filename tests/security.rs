//! Tests of the security headers, and of the HTTP requests that SmartCloud must refuse. A vendor who copies the
//! redirect pattern also needs this protection.

use reqwest::StatusCode;
use test_support::{AppTestBed, Response, location, problem};
use url::Position;

const PAGES: [&str; 9] = [
    "/",
    "/how",
    "/login",
    "/logout",
    "/logged-out",
    "/organisation",
    "/returned",
    "/health",
    "/no-such-page",
];

#[tokio::test]
async fn every_response_has_the_security_headers() {
    let bed = AppTestBed::start().await;
    let customer = bed.new_customer().await;
    let number = &customer.organisation.number;
    let own = [
        format!("/connect/{number}"),
        format!("/connect/{number}/before?plan=basis"),
        format!("/dashboard/{number}"),
    ];
    let browser = bed.browser();
    for signed_in in [false, true] {
        if signed_in {
            browser.sign_in(&customer.person).await;
        }
        for path in PAGES.iter().copied().chain(own.iter().map(String::as_str)) {
            let answer = browser.get(&browser.at(path)).await;
            let header = |name: &str| {
                let value = answer.headers.get(name);
                let value = value.unwrap_or_else(|| panic!("no {name} on {path}"));
                value.to_str().unwrap().to_owned()
            };
            let policy = header("content-security-policy");
            assert!(policy.starts_with("default-src 'none'"), "{path}: {policy}");
            assert!(
                policy.contains("frame-ancestors 'none'"),
                "{path}: {policy}"
            );
            assert!(policy.contains("base-uri 'none'"), "{path}: {policy}");
            assert!(policy.contains("form-action 'self'"), "{path}: {policy}");
            assert!(!policy.contains("unsafe-inline"), "{path}: {policy}");
            assert!(
                !policy.contains("unsafe-eval'") || policy.contains("wasm-unsafe-eval"),
                "{policy}"
            );
            assert_eq!(header("x-content-type-options"), "nosniff", "{path}");
            assert_eq!(header("referrer-policy"), "same-origin", "{path}");
            assert_eq!(header("cache-control"), "no-store", "{path}");
            assert_eq!(header("x-request-id").len(), 32, "{path}");
        }
    }
}

/// A page may list other origins in `form-action` only if its form leads to another site. Such a page must list each
/// origin to which the browser is redirected after the form.
#[tokio::test]
async fn form_action_lists_exactly_the_origins_of_the_redirects() {
    let bed = AppTestBed::start().await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    let number = &customer.organisation.number;
    let origins = bed.simulator.origins();
    let origin = |url: &url::Url| url.origin().ascii_serialization();
    let (ui, platform, idporten) = (
        origin(&origins.altinn_ui),
        origin(&origins.altinn_platform),
        origin(&origins.idporten),
    );
    let form_action = |page: &Response| {
        let policy = page.header("content-security-policy").to_owned();
        let part = policy
            .split(';')
            .find_map(|part| part.trim().strip_prefix("form-action "));
        let mut sources: Vec<_> = part.unwrap().split(' ').map(str::to_owned).collect();
        sources.sort();
        sources
    };
    let sorted = |sources: &[&str]| {
        let mut sources: Vec<_> = sources.iter().map(|&source| source.to_owned()).collect();
        sources.sort();
        sources
    };

    for path in ["/", "/how", "/logged-out", "/no-such-page"] {
        assert_eq!(form_action(&browser.open(path).await), ["'self'"], "{path}");
    }
    let to_login = sorted(&["'self'", &idporten]);
    assert_eq!(form_action(&browser.open("/login").await), to_login);

    browser.sign_in(&customer.person).await;
    assert_eq!(form_action(&browser.open("/logout").await), to_login);
    let to_altinn = sorted(&["'self'", &ui, &platform, &idporten]);
    let before = browser
        .open(&format!("/connect/{number}/before?plan=basis"))
        .await;
    assert_eq!(form_action(&before), to_altinn);
    browser.leave(&customer, "basis").await;
    let open = browser.open(&format!("/connect/{number}")).await;
    assert_eq!(form_action(&open), to_altinn);
}

#[tokio::test]
async fn a_form_from_another_site_changes_nothing() {
    let bed = AppTestBed::start().await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    browser.sign_in(&customer.person).await;
    for path in [
        "/connect/start",
        "/connect/resume",
        "/login/start",
        "/logout",
        "/language",
    ] {
        for (name, value) in [
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
            ("origin", "http://127.0.0.1:9"),
            ("origin", "null"),
        ] {
            let form = [
                ("organisation", customer.organisation.number.as_str()),
                ("plan", "basis"),
            ];
            let answer = browser.post_with(path, &form, &[(name, value)]).await;
            assert_eq!(
                answer.status,
                StatusCode::FORBIDDEN,
                "{path} with {name}: {value}"
            );
        }
    }
    assert_eq!(bed.control_api().state().await["requests"], 0);
    let page = browser
        .open(&format!("/connect/{}", customer.organisation.number))
        .await;
    page.assert_says(&customer.organisation.name);
}

#[tokio::test]
async fn get_requests_change_nothing() {
    let bed = AppTestBed::start().await;
    for path in ["/connect/start", "/connect/resume", "/login/start"] {
        let answer = bed.browser().get(&bed.browser().at(path)).await;
        assert!(answer.status.is_client_error(), "{path}: {}", answer.status);
    }
}

#[tokio::test]
async fn another_host_name_redirects_to_the_public_url() {
    let bed = AppTestBed::start().await;
    let port = bed.smartcloud.port().unwrap();
    let http = &bed.simulator.http;
    let request = http.get(format!("http://127.0.0.1:{port}/how?a=b"));
    let answer = http.send(request).await;
    assert_eq!(
        location(&answer).as_str(),
        format!("http://localhost:{port}/how?a=b")
    );
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused() {
    let bed = AppTestBed::start().await;
    let browser = bed.browser();
    let long = "x".repeat(20_000);
    let answer = browser.post("/login/start", &[("next", &long)]).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    let answer = browser
        .post_with("/login/start", &[], &[("cookie", &long)])
        .await;
    assert_eq!(answer.status, StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE);
}

#[tokio::test]
async fn an_incomplete_form_leads_to_an_error_page() {
    let bed = AppTestBed::start().await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    browser.sign_in(&customer.person).await;
    let number = customer.organisation.number.as_str();
    for form in [
        vec![],
        vec![("organisation", number), ("plan", "gull")],
        vec![("organisation", "123456789"), ("plan", "basis")],
        vec![("plan", "basis")],
    ] {
        let answer = browser.post("/connect/start", &form).await;
        let landed = location(&answer);
        assert_eq!(problem(&landed).as_deref(), Some("bad-input"), "{form:?}");
    }
}

#[tokio::test]
async fn over_https_cookies_are_secure_and_hsts_is_set() {
    let bed =
        AppTestBed::start_with(&[("SMARTCLOUD_PUBLIC_URL", "https://smartcloud.example")]).await;
    let http = &bed.simulator.http;
    let request = http
        .post(format!("http://{}/login/start", bed.address))
        .header("host", "smartcloud.example")
        .form(&[("next", "/")]);
    let start = http.send(request).await;
    let browser_cookie = start.header("set-cookie");
    assert!(
        browser_cookie.starts_with("__Host-smartcloud-browser="),
        "{browser_cookie}"
    );
    assert!(start.headers.contains_key("strict-transport-security"));

    // No server runs at SmartCloud's public URL, so the test itself takes the callback to SmartCloud.
    let customer = bed.new_customer().await;
    let browser = bed.browser().within(&[&bed.simulator.origins().idporten]);
    let page = browser.open(location(&start)).await;
    let callback = location(&browser.choose(&page, &customer.person).await);
    let path = &callback[Position::BeforePath..];
    let request = http
        .get(format!("http://{}{path}", bed.address))
        .header("host", "smartcloud.example")
        .header("cookie", browser_cookie.split(';').next().unwrap());
    let answer = http.send(request).await;
    let cookie = answer.header("set-cookie");
    assert!(cookie.starts_with("__Host-smartcloud="), "{cookie}");
    for cookie in [browser_cookie, cookie] {
        assert!(cookie.contains("; Secure"), "{cookie}");
    }
}

/// SmartCloud must ignore a request id that the client sends, because such an id could contain any text.
#[tokio::test]
async fn a_request_id_from_outside_is_ignored() {
    let bed = AppTestBed::start().await;
    let http = &bed.simulator.http;
    let request = http.get(&bed.smartcloud).header("x-request-id", "planted");
    let answer = http.send(request).await;
    assert_ne!(answer.headers["x-request-id"], "planted");
}
