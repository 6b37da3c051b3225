//! Tests of the security headers, and of the HTTP requests that SmartCloud must refuse. A vendor who copies the
//! redirect pattern also needs this protection.

use std::{
    io,
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use reqwest::{Method, StatusCode};
use test_support::{AppTestBed, Response, location, problem};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
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

/// If a form leads to another site, `form-action` on its page must list each origin of the redirects after the form. On
/// all other pages, `form-action` must list no other origin.
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
            ("origin", "http://localhost:9"),
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

/// Sends an HTTP request with a `Host` header, and returns the status of the response.
async fn status_for_host(bed: &AppTestBed, method: Method, path: &str, host: &str) -> u16 {
    let url = format!("http://{}{path}", bed.address);
    let request = bed.simulator.http.request(method, url);
    let answer = bed.simulator.http.send(request.header("host", host)).await;
    answer.status.as_u16()
}

#[tokio::test]
async fn another_name_of_this_machine_redirects_to_the_public_url() {
    let bed = AppTestBed::start().await;
    let port = bed.smartcloud.port().unwrap();
    let http = &bed.simulator.http;
    for host in [
        format!("127.0.0.1:{port}"),
        "[::1]".to_owned(),
        "localhost:9".to_owned(),
    ] {
        let request = http.get(format!("http://127.0.0.1:{port}/how?a=b"));
        let answer = http.send(request.header("host", &host)).await;
        assert_eq!(
            location(&answer).as_str(),
            format!("http://localhost:{port}/how?a=b"),
            "{host}"
        );
        let status = status_for_host(&bed, Method::POST, "/language", &host).await;
        assert_eq!(status, 421, "{host}");
    }
}

#[tokio::test]
async fn an_unknown_host_name_is_refused_unless_the_settings_have_it() {
    let names = [("SMARTCLOUD_HOST_NAMES", "smartcloud other:8080")];
    let bed = AppTestBed::start_with(&names).await;
    for (host, status) in [
        ("evil.example", 421),
        ("10.0.0.1", 421),
        ("other:8081", 421),
        ("not a host", 400),
        ("smartcloud", 200),
        ("SmartCloud:1234", 200),
        ("other:8080", 200),
    ] {
        for path in ["/", "/pkg/smartcloud.css", "/api/progress"] {
            let own = status_for_host(&bed, Method::GET, path, host).await;
            let is_refused = [400, 421].contains(&own);
            assert_eq!(is_refused, status != 200, "{host} {path}: {own}");
            assert!(!is_refused || own == status, "{host} {path}: {own}");
        }
        let health = status_for_host(&bed, Method::GET, "/health", host).await;
        assert_eq!(health, 200, "{host}");
    }
}

/// Anybody in the same network can serve a page at `http://smartcloud.example`. SmartCloud must refuse a form that this
/// page sends to `https://smartcloud.example`.
#[tokio::test]
async fn a_form_over_http_is_not_from_the_https_site() {
    let bed =
        AppTestBed::start_with(&[("SMARTCLOUD_PUBLIC_URL", "https://smartcloud.example")]).await;
    for (origin, status) in [
        ("https://smartcloud.example", 303),
        ("http://smartcloud.example", 403),
    ] {
        let request = bed
            .simulator
            .http
            .post(format!("http://{}/language", bed.address));
        let request = request
            .header("host", "smartcloud.example")
            .header("origin", origin)
            .form(&[("locale", "nn")]);
        let answer = bed.simulator.http.send(request).await;
        assert_eq!(answer.status, status, "{origin}");
    }
}

#[tokio::test]
async fn too_many_log_ins_from_one_address_get_a_page_in_their_language() {
    let bed = AppTestBed::start_with(&[
        ("SMARTCLOUD_LOGIN_LIMIT", "2"),
        ("SMARTCLOUD_CLIENT_ADDRESS_HEADER", "X-Forwarded-For"),
    ])
    .await;
    let http = &bed.simulator.http;
    let call = async |method: Method, path: &str, address: &str, language: &str| {
        let request = http.request(method, bed.smartcloud.join(path).unwrap());
        let request = request
            .header("x-forwarded-for", format!("198.51.100.1, {address}"))
            .header("accept-language", language)
            .form(&[("next", "/")]);
        http.send(request).await
    };
    for (method, path) in [
        (Method::GET, "/login"),
        (Method::POST, "/login/start"),
        (Method::GET, "/login/callback?state=a"),
    ] {
        for _ in 0..2 {
            let answer = call(method.clone(), path, "192.0.2.1", "nb").await;
            assert_ne!(answer.status, 429, "{path}");
        }
        for (language, title) in [
            ("nb", "Det er for mange innlogginger akkurat nå"),
            ("nn", "Det er for mange innloggingar akkurat no"),
            ("en", "There are too many log-ins right now"),
        ] {
            let answer = call(method.clone(), path, "192.0.2.1", language).await;
            answer.assert_status(429);
            assert_eq!(answer.heading(), title, "{path}");
            assert!(answer.header("retry-after").parse::<u32>().unwrap() > 0);
            answer.assert_contains("href=\"/login\"");
            assert!(answer.headers.get("set-cookie").is_none());
        }
        let other = call(method, path, "192.0.2.2", "nb").await;
        assert_ne!(other.status, 429, "{path}");
    }
}

#[tokio::test]
async fn without_a_setting_no_header_names_the_client() {
    let bed = AppTestBed::start_with(&[("SMARTCLOUD_LOGIN_LIMIT", "2")]).await;
    let http = &bed.simulator.http;
    let mut statuses = Vec::new();
    for number in 1..=3 {
        let address = format!("192.0.2.{number}");
        let mut request = http.get(bed.smartcloud.join("login").unwrap());
        for name in [
            "x-forwarded-for",
            "x-real-ip",
            "forwarded",
            "cf-connecting-ip",
        ] {
            request = request.header(name, &address);
        }
        statuses.push(http.send(request).await.status.as_u16());
    }
    assert_eq!(statuses, [200, 200, 429]);
}

#[tokio::test]
async fn arguments_that_cannot_be_read_are_bad_input() {
    let bed = AppTestBed::start().await;
    let http = &bed.simulator.http;
    let url = bed.smartcloud.join("api/progress").unwrap();
    let form = "application/x-www-form-urlencoded";
    for (content_type, body) in [
        (form, ""),
        (form, "organisation=991825827&organisation=991825827"),
        (form, "organisation=%ff"),
        ("application/json", "{\"organisation\": \"991825827\"}"),
        ("text/plain", "organisation"),
    ] {
        for accept in ["application/json", "text/html"] {
            let request = http
                .post(&url)
                .header("content-type", content_type)
                .header("accept", accept)
                .header("referer", "https://other.example/")
                .body(body);
            let answer = http.send(request).await;
            answer.assert_status(400);
            assert_eq!(answer.json(), "bad-input", "{body}");
        }
    }
}

#[tokio::test]
async fn search_engines_are_told_to_stay_away() {
    let bed = AppTestBed::start().await;
    let http = &bed.simulator.http;
    let answer = http
        .send(http.get(bed.smartcloud.join("robots.txt").unwrap()))
        .await;
    answer.assert_status(200).assert_contains("Disallow: /");
    assert!(answer.header("content-type").starts_with("text/plain"));
}

/// Sends the bytes of a request, and returns the status line of the response.
async fn raw(bed: &AppTestBed, address: SocketAddr, line: &str) -> String {
    let host = format!("localhost:{}", bed.address.port());
    let request = format!("{line} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n");
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut response = String::new();
    stream.read_to_string(&mut response).await.unwrap();
    response.lines().next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn a_request_line_without_a_path_or_with_a_long_method_is_refused() {
    let bed = AppTestBed::start().await;
    let origins = bed.simulator.origins();
    let services = [
        &origins.altinn_ui,
        &origins.altinn_platform,
        &origins.idporten,
        &origins.maskinporten,
        &origins.resource_owner,
    ];
    let services = services.map(|url| SocketAddr::from(([127, 0, 0, 1], url.port().unwrap())));
    for address in services.into_iter().chain([bed.address]) {
        for line in [
            "GET x:1",
            "CONNECT x:1",
            "GET *",
            "OPTIONS *",
            "GET http://localhost/",
            "POST http://evil.example/control/reset",
        ] {
            let status = raw(&bed, address, line).await;
            assert_eq!(status, "HTTP/1.1 400 Bad Request", "{line} at {address}");
        }
        let long_method = format!("{} /", "X".repeat(21));
        let status = raw(&bed, address, &long_method).await;
        assert_eq!(status, "HTTP/1.1 501 Not Implemented", "{address}");
        let long = format!("GET /pkg/{}.css", "x".repeat(256));
        let status = raw(&bed, address, &long).await;
        assert_eq!(status, "HTTP/1.1 404 Not Found", "{address}");
    }
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
    answer.assert_contains("delete the cookies");
    let answer = browser.get(browser.at(format!("/?a={long}"))).await;
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

    // No server runs at SmartCloud's public URL, so the test itself sends the callback to SmartCloud's port.
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

    // Browsers protect only cookies with the name prefix `__Host-`. So another host of the domain can set a cookie with
    // the encoded prefix `%5F%5FHost-`. SmartCloud must ignore that cookie.
    let session = cookie.split(';').next().unwrap();
    let encoded = session.replacen("__Host-", "%5F%5FHost-", 1);
    let heading = async |cookie: &str| {
        let path = format!("/connect/{}", customer.organisation.number);
        let request = http
            .get(format!("http://{}{path}", bed.address))
            .header("host", "smartcloud.example")
            .header("cookie", cookie);
        http.send(request).await.heading()
    };
    assert_ne!(heading(session).await, "Logg inn for å se status");
    assert_eq!(heading(&encoded).await, "Logg inn for å se status");
}

/// A writer that keeps all lines of the log.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A client can send a request id that contains any text, for example the id of another request. SmartCloud must not
/// use the client's request id in its response, in its log or in its calls to other services.
#[tokio::test]
async fn a_request_id_from_outside_is_ignored() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::INFO)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    // Other tests write to the same log at the same time. The request ids below occur only in this test.
    tracing::subscriber::set_global_default(subscriber).unwrap();

    let bed = AppTestBed::start().await;
    let http = &bed.simulator.http;
    let request = http
        .post(bed.smartcloud.join("login/start").unwrap())
        .header("x-request-id", "planted-by-the-client")
        .form(&[("next", "/")]);
    let answer = http.send(request).await;
    answer.assert_status(303);
    let id = answer.header("x-request-id");
    assert_ne!(id, "planted-by-the-client");

    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(!log.contains("planted-by-the-client"), "{log}");
    let with_id = |text: &str| {
        let mut lines = log.lines().filter(|line| line.contains(id));
        assert!(lines.any(|line| line.contains(text)), "{text} {id}: {log}");
    };
    // Two log lines must contain SmartCloud's request id. SmartCloud writes the first line. The simulator writes the
    // second line, about SmartCloud's call to ID-porten.
    with_id("request answered");
    with_id("path=\"/par\"");
}
