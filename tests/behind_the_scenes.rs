//! Tests of the recorded calls over HTTP: what is recorded, for whom, and that no secret is in it.

use std::{
    collections::BTreeSet,
    io,
    process::Command,
    sync::{Arc, Mutex, OnceLock},
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use smartcloud::recorder::{
    VisitorId,
    exchange::{Exchange, Journey, Kind, Party, Step},
};
use test_support::{AppTestBed, Browser, Customer, Response};

const COOKIE: &str = "smartcloud-visitor";
const EXPORTS: [&str; 3] = [
    "/bak-kulissene/eksport.har",
    "/bak-kulissene/eksport.mmd",
    "/bak-kulissene/eksport.html",
];

/// Returns the id that SmartCloud has given the browser.
fn visitor(bed: &AppTestBed, browser: &Browser) -> VisitorId {
    let id = browser
        .cookies()
        .remove(COOKIE)
        .expect("a visitor's cookie");
    let mut headers = http::HeaderMap::new();
    headers.insert("cookie", format!("{COOKIE}={id}").parse().unwrap());
    VisitorId::of(&headers, &bed.config).unwrap()
}

fn journey(bed: &AppTestBed, browser: &Browser) -> Journey {
    bed.app.recorder.journey(&visitor(bed, browser))
}

fn find<'j>(journey: &'j Journey, method: &str, url: &str) -> &'j Exchange {
    let mut calls = journey.exchanges.iter();
    let found = calls.find(|call| call.method == method && call.url.contains(url));
    found.unwrap_or_else(|| panic!("no {method} {url}"))
}

async fn approve(browser: &Browser, customer: &Customer) -> Response {
    browser.sign_in(&customer.person).await;
    let confirm_url = browser.leave(customer, "basis").await;
    let button = "Godkjenn systemtilgang";
    browser.answer(&confirm_url, &customer.person, button).await;
    let status = format!("/connect/{}", customer.organisation.number);
    browser.sign_in_to(&status, &customer.person).await;
    let dashboard = format!("/dashboard/{}", customer.organisation.number);
    let page = browser.open(&dashboard).await;
    page.assert_status(200);
    page
}

#[tokio::test]
async fn a_journey_has_the_browsers_calls_and_smartclouds_calls_in_their_order() {
    let bed = AppTestBed::start().await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    approve(&browser, &customer).await;

    let journey = journey(&bed, &browser);
    let numbers: Vec<_> = journey.exchanges.iter().map(|call| call.number).collect();
    assert!(numbers.is_sorted());

    let log_in = find(&journey, "POST", "/login/start");
    assert_eq!(
        (log_in.from, log_in.to, log_in.kind),
        (Party::Browser, Party::SmartCloud, Kind::Form)
    );
    let pushed = find(&journey, "POST", "/par");
    assert_eq!(
        (pushed.to, pushed.kind, pushed.step),
        (Party::IdPorten, Kind::BackChannel, Step::LogIn)
    );
    assert_eq!(pushed.request_id, log_in.request_id);
    assert!(log_in.number < pushed.number);

    let start = find(&journey, "POST", "/connect/start");
    assert_eq!(start.step.number(), Some(1));
    let location = start.response.as_ref().unwrap().header("location").unwrap();
    assert!(
        location
            .to_string()
            .contains("/accessmanagement/ui/systemuser/request?id=")
    );
    let request = find(&journey, "POST", "/systemuser/request/vendor");
    assert_eq!(
        (request.to, request.step, request.status),
        (Party::Altinn, Step::SendRequest, Some(201))
    );
    assert!(request.duration.is_some());
    let body = request.request.body.to_text().unwrap();
    assert!(body.contains(&customer.organisation.number), "{body}");
    assert!(body.contains("/connect/return?state={state}"), "{body}");

    let returned = find(&journey, "GET", "/connect/return");
    assert_eq!(
        (returned.step, returned.kind),
        (Step::Return, Kind::Redirect)
    );
    assert!(
        returned.url.ends_with("/connect/return?state={state}"),
        "{}",
        returned.url
    );

    // ID-porten signs the customer out in a frame, which has no cookies.
    let logout = find(&journey, "GET", "/login/frontchannel-logout");
    assert_eq!((logout.step, logout.status), (Step::AtAltinn, Some(200)));

    // The token for the customer is decoded, without its signature.
    let grants = journey
        .exchanges
        .iter()
        .filter(|call| call.to == Party::Maskinporten);
    let text: String = grants
        .map(|call| serde_json::to_string(&call.request).unwrap())
        .collect();
    assert!(text.contains("authorization_details"), "{text}");
    assert!(text.contains(&format!("0192:{}", customer.organisation.number)));
    assert!(journey.parties().contains(&Party::ResourceOwner));
}

#[tokio::test]
async fn a_visitor_sees_only_the_calls_of_the_own_browser() {
    let bed = AppTestBed::start().await;
    let (first, second) = (bed.browser(), bed.browser());
    first.post("/login/start", &[("next", "/")]).await;
    second.post("/login/start", &[("next", "/how")]).await;
    assert_ne!(visitor(&bed, &first), visitor(&bed, &second));

    let har = second.get(EXPORTS[0]).await.ok();
    assert!(
        har.to_string().contains("/how"),
        "the form of the second browser"
    );
    let har = first.get(EXPORTS[0]).await.ok();
    assert!(!har.to_string().contains("%2Fhow") && !har.to_string().contains("\"/how\""));

    let stranger = bed.browser().get(EXPORTS[0]).await.ok();
    assert_eq!(stranger["log"]["entries"], json!([]));
}

#[tokio::test]
async fn a_failed_call_and_its_repetition_are_recorded() {
    let bed = AppTestBed::start().await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    browser.sign_in(&customer.person).await;
    let fault = json!({"service": "maskinporten", "path": "/token", "fault": "empty", "status": 503, "times": 2});
    bed.control_api().post("faults", &fault).await;
    browser.leave(&customer, "basis").await;
    browser.leave(&customer, "basis").await;
    bed.control_api().clear_faults().await;

    let journey = journey(&bed, &browser);
    let failed: Vec<_> = journey
        .exchanges
        .iter()
        .filter(|call| call.to == Party::Maskinporten && call.status == Some(503))
        .map(|call| call.attempt)
        .collect();
    assert_eq!(failed, [1, 2]);
    let start = find(&journey, "POST", "/connect/start");
    assert_eq!(start.code.as_deref(), Some("maskinporten-unreachable"));
}

#[tokio::test]
async fn a_page_that_every_visitor_may_see_sets_no_cookie() {
    let bed = AppTestBed::start().await;
    let browser = bed.browser();
    for page in ["/", "/how", "/login"] {
        browser.open(page).await.assert_status(200);
    }
    assert!(!browser.cookies().contains_key(COOKIE));
}

#[tokio::test]
async fn nothing_is_recorded_when_the_setting_is_off() {
    let bed = AppTestBed::start_with(&[("SMARTCLOUD_BEHIND_THE_SCENES", "off")]).await;
    let browser = bed.browser();
    browser.post("/login/start", &[("next", "/")]).await;
    assert!(!browser.cookies().contains_key(COOKIE));
    for path in EXPORTS {
        browser.get(path).await.assert_status(404);
    }
}

/// `curl` blocks a thread of its own, so SmartCloud and the simulator need another one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_curl_command_of_the_export_runs_against_the_simulator() {
    let bed = AppTestBed::start().await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    browser.sign_in(&customer.person).await;
    let journey = journey(&bed, &browser);

    // The metadata needs no secret.
    let metadata = find(&journey, "GET", "/.well-known/openid-configuration");
    let command = browser
        .get(&format!("/bak-kulissene/kall/{}/curl", metadata.number))
        .await;
    command.assert_status(200);
    let output = run(&command.body);
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(answer["issuer"], bed.config.idporten.issuer);

    // Another secret than the recorded one is refused, so the command has sent it.
    let exchange = find(&journey, "GET", "/exchange/id-porten");
    let command = browser
        .get(&format!("/bak-kulissene/kall/{}/curl", exchange.number))
        .await;
    assert!(
        command.body.starts_with("# Set first: ACCESS_TOKEN\n"),
        "{}",
        command.body
    );
    let output = run(&format!(
        "ACCESS_TOKEN=wrong\n{} --output /dev/null --write-out '%{{http_code}}'",
        command.body.trim_end()
    ));
    assert_eq!(String::from_utf8_lossy(&output.stdout), "401");

    browser
        .get("/bak-kulissene/kall/999999/curl")
        .await
        .assert_status(404);
}

fn run(script: &str) -> std::process::Output {
    let script = script.replace("curl --request", "curl --silent --request");
    Command::new("sh").args(["-c", &script]).output().unwrap()
}

#[tokio::test]
async fn a_silent_log_of_the_simulator_stops_no_export() {
    let bed =
        AppTestBed::start_with(&[("SIMULATOR_CONTROL_URL", "http://127.0.0.1:1/control")]).await;
    let browser = bed.browser();
    browser.post("/login/start", &[("next", "/")]).await;
    let har = browser.get(EXPORTS[0]).await.ok();
    assert!(
        har["log"]["entries"]
            .as_array()
            .is_some_and(|entries| !entries.is_empty())
    );
}

#[tokio::test]
async fn the_presenter_sees_all_visitors_and_others_do_not() {
    let bed = AppTestBed::start().await;
    let browser = bed.browser();
    browser.post("/login/start", &[("next", "/")]).await;
    let list = bed.browser().open("/bak-kulissene/besokende").await;
    list.assert_status(200);
    let page = bed.browser().follow_link(&list, "Besøkende 1").await;
    page.assert_says("ID-porten");

    let key = ("SMARTCLOUD_PRESENTER_KEY", "a-key-that-nobody-guesses");
    let bed = AppTestBed::start_with(&[key, ("SMARTCLOUD_SANDBOXES", "per-visitor")]).await;
    bed.browser()
        .get("/bak-kulissene/besokende")
        .await
        .assert_status(404);
    bed.browser()
        .get("/bak-kulissene/besokende/1")
        .await
        .assert_status(404);
}

#[tokio::test]
async fn what_only_the_other_side_knows_stands_between_the_own_calls_and_is_marked() {
    let bed = AppTestBed::start().await;
    // The simulator's clock can differ from SmartCloud's clock.
    bed.control_api()
        .post("clock", json!({ "advanceSeconds": 20 }))
        .await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    browser.sign_in(&customer.person).await;
    let confirm_url = browser.leave(&customer, "basis").await;
    let button = "Godkjenn systemtilgang";
    browser.answer(&confirm_url, &customer.person, button).await;

    let har = browser.get(EXPORTS[0]).await.ok();
    let entries = har["log"]["entries"].as_array().unwrap();
    let place = |method: &str, url: &str| {
        entries.iter().position(|entry| {
            let request = &entry["request"];
            request["method"] == method && request["url"].as_str().unwrap().contains(url)
        })
    };
    let (start, approve, returned) = (
        place("POST", "/connect/start").unwrap(),
        place("POST", "/approve").expect("the approval"),
        place("GET", "/connect/return").unwrap(),
    );
    assert!(
        start < approve && approve < returned,
        "{start} {approve} {returned}"
    );
    assert_eq!(entries[approve]["comment"], "not visible to a vendor");
    assert!(entries[start].get("comment").is_none());
    // SmartCloud's own calls stand in the log of the simulator too, but are no calls of the other side.
    let posts = entries.iter().filter(|entry| {
        let request = &entry["request"];
        request["method"] == "POST"
            && request["url"]
                .as_str()
                .unwrap()
                .ends_with("/request/vendor")
    });
    assert_eq!(posts.count(), 1);

    let other = bed.browser();
    other.post("/login/start", &[("next", "/")]).await;
    let har = other.get(EXPORTS[0]).await.ok();
    assert!(!har.to_string().contains("/approve"));
}

// ─────────────────────────────────────────── secrets ───────────────────────────────────────────

/// Everything that SmartCloud and the simulator have logged in this process.
fn log() -> &'static Arc<Mutex<Vec<u8>>> {
    static LOG: OnceLock<Arc<Mutex<Vec<u8>>>> = OnceLock::new();
    LOG.get_or_init(|| {
        let log: Arc<Mutex<Vec<u8>>> = Arc::default();
        let writer = Arc::clone(&log);
        tracing_subscriber::fmt()
            .json()
            // The test itself reads pages with html5ever and selectors, and they log what they read.
            .with_env_filter("debug,hyper=info,sqlx=info,html5ever=off,selectors=off")
            .with_writer(move || LogWriter(Arc::clone(&writer)))
            .init();
        log
    })
}

struct LogWriter(Arc<Mutex<Vec<u8>>>);

impl io::Write for LogWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The secrets that a run has used.
#[derive(Default)]
struct Secrets(BTreeSet<String>);

impl Secrets {
    fn add(&mut self, secret: &str) {
        if secret.len() >= 8 {
            self.0.insert(secret.to_owned());
        }
    }

    /// Adds the secrets in the URLs that a browser has requested.
    fn add_way(&mut self, response: &Response) {
        const SECRET: [&str; 7] = [
            "code",
            "state",
            "sid",
            "request_uri",
            "nonce",
            "login_hint",
            "id_token_hint",
        ];
        for url in &response.way {
            for (name, value) in url.query_pairs() {
                if SECRET.contains(&name.as_ref()) {
                    self.add(&value);
                }
            }
            let mut segments = url.path_segments().into_iter().flatten();
            if segments.next() == Some("login") {
                // The segment after `/login/` is the id of a log-in attempt at ID-porten.
                if let Some(attempt) = segments.next().filter(|next| next.len() > 24) {
                    self.add(attempt);
                }
            }
        }
    }

    /// Adds all values in the simulator's state that are secret.
    fn add_world(&mut self, world: &Value) {
        const SECRET: [&str; 8] = [
            "code",
            "refreshToken",
            "state",
            "nonce",
            "sid",
            "personalNumber",
            "codeVerifier",
            "requestUri",
        ];
        match world {
            Value::Object(members) => {
                for (name, value) in members {
                    if SECRET.contains(&name.as_str())
                        && let Some(text) = value.as_str()
                    {
                        self.add(text);
                    }
                    self.add_world(value);
                }
            }
            Value::Array(values) => values.iter().for_each(|value| self.add_world(value)),
            _ => {}
        }
    }

    /// Asserts that a text has none of the secrets, and no token, in any form.
    fn assert_hidden_in(&self, what: &str, text: &str) {
        // A JWT begins with these signs. A personal number in a token would be in base64.
        assert!(
            !text.contains("eyJ"),
            "a token is in {what}: {}",
            around(text, "eyJ")
        );
        assert!(
            !masking::contains_personal_number(text),
            "a personal number is in {what}"
        );
        for secret in &self.0 {
            for form in forms(secret) {
                assert!(
                    !text.contains(&form),
                    "{secret} is in {what}: {}",
                    around(text, &form)
                );
            }
        }
    }
}

/// Returns the forms in which a secret could hide in a text.
fn forms(secret: &str) -> Vec<String> {
    let mut forms = vec![secret.to_owned()];
    forms.push(url::form_urlencoded::byte_serialize(secret.as_bytes()).collect());
    forms.push(
        secret
            .bytes()
            .map(|byte| format!("%{byte:02X}"))
            .collect::<Vec<_>>()
            .concat(),
    );
    // In base64, the form depends on the number of bytes before the secret.
    for before in 0..3 {
        let encoded = URL_SAFE_NO_PAD.encode(format!("{}{secret}", "x".repeat(before)));
        forms.push(encoded[4..encoded.len() - 4].to_owned());
    }
    forms.retain(|form| form.len() >= 6);
    forms
}

fn around(text: &str, found: &str) -> String {
    let place = text.find(found).unwrap_or_default();
    let from = text[..place]
        .char_indices()
        .rev()
        .nth(80)
        .map_or(0, |(place, _)| place);
    text[from..].chars().take(200).collect()
}

/// Plays journeys of each kind, and looks for every secret and every personal number in all that was shown, stored,
/// logged and exported.
#[tokio::test]
async fn no_secret_of_a_run_is_shown_stored_logged_or_exported() {
    let log = log();
    let bed = AppTestBed::start().await;
    let mut secrets = Secrets::default();
    let mut browsers = Vec::new();

    for (kind, button) in [
        ("approver", Some("Godkjenn systemtilgang")),
        ("approver", Some("Avvis")),
        ("forwarder", None),
        ("approver", Some("Lukk og logg ut")),
    ] {
        let customer = bed.control_api().new_customer(kind).await;
        let browser = bed.browser();
        let signed_in = browser.sign_in(&customer.person).await;
        secrets.add_way(&signed_in);
        let confirm_url = browser.leave(&customer, "basis").await;
        let page = browser.open_at_altinn(&confirm_url, &customer.person).await;
        secrets.add_way(&page);
        let button = button.unwrap_or("Ja, send videre");
        if page.has_button(button) {
            let landed = browser.press(&page, button).await;
            secrets.add_way(&landed);
        }
        let number = &customer.organisation.number;
        let again = browser
            .sign_in_to(&format!("/connect/{number}"), &customer.person)
            .await;
        secrets.add_way(&again);
        browser.open(&format!("/dashboard/{number}")).await;
        browsers.push(browser);
    }

    // Errors: Maskinporten is down, Altinn is slow to answer, and a callback is opened again.
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    let callback = browser.log_in_up_to_callback("/", &customer.person).await;
    for _ in 0..2 {
        secrets.add_way(&browser.open(&callback).await);
    }
    let fault = json!({"service": "maskinporten", "path": "/token", "fault": "empty", "status": 503, "times": 1});
    bed.control_api().post("faults", &fault).await;
    browser.leave(&customer, "basis").await;
    browser.leave(&customer, "drift").await;
    browser
        .open("/login/callback?state=made-up-state-1234&code=made-up-code-1234&iss=x")
        .await;
    secrets.add("made-up-state-1234");
    secrets.add("made-up-code-1234");
    browsers.push(browser);

    let world = bed.control_api().get("world").await;
    secrets.add_world(&world);
    assert!(secrets.0.len() > 30, "{} secrets", secrets.0.len());

    for browser in &browsers {
        for (name, value) in browser.cookies() {
            // The choices of a language and of an organisation are not secret.
            if !name.to_lowercase().contains("language") && name != "AltinnPartyUuid" {
                secrets.add(&value);
            }
        }
    }
    for browser in &browsers {
        let stored = journey(&bed, browser);
        assert!(
            stored.exchanges.len() > 5,
            "{} calls",
            stored.exchanges.len()
        );
        secrets.assert_hidden_in("what is stored", &format!("{stored:?}"));
        for path in EXPORTS {
            let file = browser.get(path).await;
            file.assert_status(200);
            secrets.assert_hidden_in(path, &file.body);
        }
        for call in &stored.exchanges {
            let command = browser
                .get(&format!("/bak-kulissene/kall/{}/curl", call.number))
                .await;
            secrets.assert_hidden_in("a curl command", &command.body);
        }
    }
    let list = bed.browser().get("/bak-kulissene/besokende").await;
    secrets.assert_hidden_in("the list of visitors", &list.body);
    let logged = String::from_utf8_lossy(&log.lock().unwrap()).into_owned();
    assert!(logged.contains("request answered"), "the log is read");
    for line in logged.lines() {
        secrets.assert_hidden_in("the log", line);
    }
}
