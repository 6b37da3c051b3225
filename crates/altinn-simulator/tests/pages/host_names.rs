//! Tests of a simulator behind a proxy. Each service has its own host name, as in the real environments.

use altinn_simulator::{NamedOrigins, Settings, Simulator, rules::Person};
use http::{Method, header};
use test_support::SimulatorTestBed;
use url::Url;

use crate::support::{Browser, REDIRECT_URL, Response, TestBed, decide, immediate_refresh};

const UI: &str = "am.ui.altinn.test";
const PLATFORM: &str = "platform.altinn.test";
const IDPORTEN: &str = "idporten.test";

/// Starts a simulator with a separate host name for each service. The test's browsers send HTTP requests for these host
/// names to the simulator.
async fn start(scheme: &str) -> TestBed {
    let origin = |host: &str| Some(format!("{scheme}://{host}/").parse().unwrap());
    let origins = NamedOrigins {
        altinn_ui: origin(UI),
        altinn_platform: origin(PLATFORM),
        idporten: origin(IDPORTEN),
        ..NamedOrigins::default()
    };
    TestBed::of(SimulatorTestBed::start_with_names(origins).await)
}

/// Opens a page of Altinn as a person. The browser logs in at ID-porten's host and follows the redirects back to the
/// page.
async fn log_in(browser: &Browser, person: &Person, url: Url) -> Response {
    let login = browser.follow_redirects(&url).await;
    assert_eq!(login.url.host_str(), Some(IDPORTEN));
    browser.open_as(&person.key, url).await
}

#[tokio::test]
async fn a_customer_logs_in_approves_and_returns_over_three_host_names() {
    let bed = start("http").await;
    let (person, _, id) = bed.customer_with_request();
    let browser = bed.browser();
    let page = log_in(&browser, &person, bed.confirm_url(id)).await;
    page.assert_status(200).assert_contains("Skytall");
    let response = decide(&browser, &page, "approve").await;
    let logged_out = browser.follow_redirects(response.location()).await;
    logged_out.assert_status(200);
    let back = browser
        .follow_redirects(immediate_refresh(&logged_out))
        .await;
    assert_eq!(back.raw_location(), REDIRECT_URL);
    // The logout must end the sessions at all host names.
    let overview = bed.ui("accessmanagement/ui/systemuser/overview");
    let again = browser.follow_redirects(overview).await;
    assert_eq!(again.url.host_str(), Some(IDPORTEN));
}

#[tokio::test]
async fn cookies_are_secure_if_browsers_use_https() {
    let bed = start("https").await;
    let (person, _, id) = bed.customer_with_request();
    let browser = bed.browser();
    log_in(&browser, &person, bed.confirm_url(id))
        .await
        .assert_contains("Skytall");
    for origin in [bed.ui(""), bed.platform(""), bed.idporten("")] {
        let plain: Url = origin.as_str().replace("https", "http").parse().unwrap();
        assert!(browser.has_cookies_for(&origin), "{origin}");
        assert!(!browser.has_cookies_for(&plain), "{plain}");
    }
}

#[tokio::test]
async fn host_names_that_cannot_share_a_cookie_are_refused_at_start() {
    let settings = Settings {
        origins: NamedOrigins {
            altinn_ui: Some("http://altinn.test/".parse().unwrap()),
            ..NamedOrigins::default()
        },
        ..Settings::for_tests()
    };
    let refused = Simulator::start(settings).await.unwrap_err();
    assert!(
        refused.to_string().contains("nobody could log in"),
        "{refused}"
    );
}

/// With DNS rebinding, an attacker can let the host name of a web site point to this machine. So each service must
/// refuse unknown host names.
#[tokio::test]
async fn each_service_refuses_host_names_that_it_does_not_know() {
    let bed = start("http").await;
    let services = [
        bed.ui("control/state"),
        bed.ui("accessmanagement/ui/systemuser/overview"),
        bed.platform("authentication/api/v1/openid/.well-known/jwks"),
        bed.idporten("jwks.json"),
        bed.maskinporten("jwk"),
        bed.resource_owner("api/Salary/991825827"),
    ];
    for url in services {
        for method in [Method::GET, Method::POST, Method::DELETE] {
            for (host, is_known) in [
                (UI, true),
                ("localhost:1", true),
                ("[::1]:3100", true),
                ("sim:5100", false),
                ("10.0.0.1:3100", false),
            ] {
                let request = bed.http.request(method.clone(), &url);
                let response = bed.send(request.header(header::HOST, host)).await;
                let is_refused = response.status == 421;
                assert_eq!(is_refused, !is_known, "{method} {url} {host}");
                if is_refused {
                    response.assert_contains("--host-name");
                }
            }
        }
    }
}
