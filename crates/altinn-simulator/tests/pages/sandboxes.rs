//! Tests of sandboxes with browsers: each visitor sees the persons and requests of one sandbox only.

use std::sync::Arc;

use altinn_simulator::{SandboxLimits, Sandboxes, Settings, rules::RequestKind};
use altinn_types::RequestId;
use jiff::SignedDuration;
use reqwest::Method;
use serde_json::{Value, json};
use test_support::{SimulatorTestBed, StateFile};
use tokio::task::JoinSet;
use url::Url;

use crate::support::{Browser, CALLBACK, CHALLENGE, CLIENT, Response, TestBed, decide};

const COOKIE: &str = "simulated-idporten-sandbox";

/// The presenter's key. A simulator that gives each visitor a sandbox needs this key.
const KEY: &str = "a-key-that-nobody-guesses";

async fn start_per_visitor() -> TestBed {
    start_per_visitor_with(SandboxLimits::default()).await
}

async fn start_per_visitor_with(sandbox_limits: SandboxLimits) -> TestBed {
    let settings = Settings {
        sandboxes: Sandboxes::PerVisitor,
        sandbox_limits,
        presenter_key: Some(KEY.to_owned().into()),
        ..Settings::for_tests()
    };
    TestBed::of(SimulatorTestBed::start_with(settings).await)
}

/// Calls the control API as the presenter.
async fn control(bed: &TestBed, method: Method, path: &str, body: Value) -> Response {
    let url = bed.ui(&format!("control/{path}"));
    let call = bed.http.request(method, url).bearer_auth(KEY).json(&body);
    bed.send(call).await
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

/// A sandbox with an open request to the organisation of one of its persons.
struct Visitor {
    id: String,
    confirm_url: Url,
}

impl Visitor {
    /// Creates a sandbox with a system user request to the organisation of the built-in person `template`.
    async fn with_request(bed: &TestBed, template: &str) -> Self {
        let sandbox = control(
            bed,
            Method::POST,
            "sandboxes",
            json!({
                "state": "open",
                "person": template,
                "request": {
                    "systemId": "991825827_test",
                    "accessPackages": [{ "urn": "urn:altinn:accesspackage:skattegrunnlag" }],
                    "redirectUrl": "http://localhost:9/connect/return?state=1",
                },
            }),
        )
        .await
        .ok();
        Self {
            id: text(&sandbox["id"]).to_owned(),
            confirm_url: text(&sandbox["requests"][0]["confirmUrl"]).parse().unwrap(),
        }
    }

    fn person(&self, template: &str) -> String {
        format!("{template}-{}", self.id)
    }

    /// Returns a one-time link into the sandbox. If `person` is not empty, the link also logs this person in.
    async fn ticket(&self, bed: &TestBed, person: &str, return_to: &Url) -> Url {
        ticket(bed, &self.id, person, return_to).await
    }

    fn is_forwarded(&self, bed: &TestBed) -> bool {
        let id = self
            .confirm_url
            .query_pairs()
            .find(|(name, _)| name == "id");
        let id: RequestId = id.unwrap().1.parse().unwrap();
        bed.world(|world| {
            world
                .requests
                .get(RequestKind::Standard, id)
                .unwrap()
                .escalated
        })
    }
}

async fn ticket(bed: &TestBed, sandbox: &str, person: &str, return_to: &Url) -> Url {
    let person = (!person.is_empty()).then_some(person);
    let body = json!({ "person": person, "returnTo": return_to });
    let path = format!("sandboxes/{sandbox}/tickets");
    let ticket = control(bed, Method::POST, &path, body).await.ok();
    text(&ticket["url"]).parse().unwrap()
}

fn authorize_url(bed: &TestBed) -> Url {
    let mut url = bed.idporten("authorize");
    url.query_pairs_mut().extend_pairs([
        ("response_type", "code"),
        ("client_id", CLIENT),
        ("redirect_uri", CALLBACK),
        ("scope", "openid profile"),
        ("state", "the state"),
        ("nonce", "the nonce"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ]);
    url
}

/// Returns the keys of the persons that the person chooser shows.
fn persons(chooser: &Response) -> Vec<String> {
    chooser.assert_status(200);
    chooser.all("button[name=person]", "value")
}

/// Returns the sandbox id of the persons that the person chooser shows.
fn sandbox_of(chooser: &Response) -> String {
    let kari = persons(chooser)[0].clone();
    kari.strip_prefix("kari-").unwrap_or("shared").to_owned()
}

fn named_in(sandbox: &str) -> Vec<String> {
    let named = ["kari", "ola", "siv", "liv", "per", "anne", "tor", "ida"];
    let key = |name: &str| match sandbox {
        "shared" => name.to_owned(),
        id => format!("{name}-{id}"),
    };
    named.map(key).to_vec()
}

#[tokio::test]
async fn a_link_to_a_request_shows_the_persons_of_its_sandbox_to_a_browser_without_a_cookie() {
    let bed = TestBed::start().await;
    let visitor = Visitor::with_request(&bed, "kari").await;
    let browser = bed.browser();
    let chooser = browser.follow_redirects(&visitor.confirm_url).await;
    assert_eq!(persons(&chooser), named_in(&visitor.id));
    chooser.assert_contains(&format!("Sandkasse {}", visitor.id));
    // A search for the key of a named person, such as `liv`, finds only the copy of this person in the sandbox.
    let mut search = chooser.url.clone();
    search.set_query(Some("person=liv"));
    let found = browser.get(&search).await;
    assert_eq!(persons(&found), [visitor.person("liv")]);

    let refused = browser.post(&chooser.url, &[("person", "kari")]).await;
    refused.assert_contains("Denne personen finnes ikke lenger");
    let page = browser
        .open_as(&visitor.person("kari"), &visitor.confirm_url)
        .await;
    assert_eq!(page.url, visitor.confirm_url);
    page.assert_status(200).assert_contains("Fjordlys Kafé AS");
    page.assert_contains(&format!("Sandkasse {}", visitor.id));
}

#[tokio::test]
async fn an_employee_forwards_and_the_access_manager_approves_on_another_machine() {
    let bed = TestBed::start().await;
    let visitor = Visitor::with_request(&bed, "siv").await;
    let siv = bed.browser();
    let page = siv
        .open_as(&visitor.person("siv"), &visitor.confirm_url)
        .await;
    let forwarded = decide(&siv, &page, "escalate").await;
    assert!(forwarded.status.is_redirection(), "{}", forwarded.status);
    assert!(visitor.is_forwarded(&bed));

    let liv = bed.browser();
    let page = liv
        .open_as(&visitor.person("liv"), &visitor.confirm_url)
        .await;
    assert_eq!(page.url, visitor.confirm_url);
    let approved = decide(&liv, &page, "approve").await;
    assert!(approved.status.is_redirection(), "{}", approved.status);
    let path = format!("sandboxes/{}", visitor.id);
    let sandbox = control(&bed, Method::GET, &path, json!({})).await.ok();
    assert_eq!(sandbox["requests"][0]["status"], "Accepted");
    // Liv has opened the forwarded link, so her browser now belongs to the sandbox of the forwarded request.
    let mut new_login = authorize_url(&bed);
    new_login.query_pairs_mut().append_pair("prompt", "login");
    let chooser = liv.follow_redirects(new_login).await;
    assert_eq!(persons(&chooser), named_in(&visitor.id));
}

#[tokio::test]
async fn a_session_of_another_sandbox_counts_as_no_session() {
    let bed = TestBed::start().await;
    let one = Visitor::with_request(&bed, "kari").await;
    let other = Visitor::with_request(&bed, "kari").await;
    let browser = bed.browser();
    let page = browser.open_as(&one.person("kari"), &one.confirm_url).await;
    page.assert_status(200);

    // The browser's cookie names the sandbox of `one`, but the link leads to the sandbox of `other`.
    let chooser = browser.follow_redirects(&other.confirm_url).await;
    assert_eq!(persons(&chooser), named_in(&other.id));
    let page = browser
        .open_as(&other.person("kari"), &other.confirm_url)
        .await;
    assert_eq!(page.url, other.confirm_url);
    // The browser is now in the sandbox of `other`. So Altinn must require a new log-in for the request of `one`.
    let chooser = browser.follow_redirects(&one.confirm_url).await;
    assert_eq!(persons(&chooser), named_in(&one.id));
    // A link to a request of the shared sandbox moves the browser back to the shared sandbox.
    let (person, _, id) = bed.customer_with_request();
    let chooser = browser.follow_redirects(bed.confirm_url(id)).await;
    assert_eq!(persons(&chooser), named_in("shared"));
    let page = browser.open_as(&person.key, bed.confirm_url(id)).await;
    assert_eq!(page.url, bed.confirm_url(id));
}

#[tokio::test]
async fn a_ticket_logs_its_person_in_and_works_once() {
    let bed = TestBed::start().await;
    let visitor = Visitor::with_request(&bed, "kari").await;
    let browser = bed.browser();
    // The browser logs in as a person of the shared sandbox. The one-time link must later end this session.
    browser
        .open_as("ola", bed.ui("accessmanagement/ui/systemuser/overview"))
        .await;

    let url = visitor.ticket(&bed, "kari", &visitor.confirm_url).await;
    let entered = browser.get(&url).await;
    entered.assert_status(303);
    // The one-time link is a page of ID-porten. It redirects through a page of Altinn, because only Altinn can end the
    // browser's older session at Altinn.
    let leave = entered.location();
    assert_eq!(leave.path(), "/simulator/leave");
    let left = browser.get(leave).await;
    assert_eq!(left.location(), visitor.confirm_url);
    let cookies: Vec<_> = entered.headers.get_all("set-cookie").iter().collect();
    let cookie = cookies
        .iter()
        .find(|line| line.to_str().unwrap().starts_with(COOKIE));
    let cookie = cookie.unwrap().to_str().unwrap();
    let attributes = "; HttpOnly; SameSite=Lax; Path=/; Max-Age=604800";
    assert!(cookie.ends_with(attributes), "{cookie}");
    // The pages show the id of the sandbox. If the cookie contained this id, anybody could forge such a cookie.
    assert!(!cookie.contains(&visitor.id), "{cookie}");
    let page = browser.follow_redirects(&visitor.confirm_url).await;
    assert_eq!(page.url, visitor.confirm_url, "no chooser");
    page.assert_contains("Logget inn som Kari Nordby");
    // The browser already has a session at ID-porten, so the log-in at the vendor must show no person chooser.
    let code = browser.get(authorize_url(&bed)).await;
    assert!(code.location_query("code").is_some());

    let again = browser.get(&url).await;
    again.assert_status(410);
    again.assert_contains("Lenken er ikke lenger gyldig");
    let page = browser.follow_redirects(&visitor.confirm_url).await;
    assert_eq!(page.url, visitor.confirm_url, "the session still exists");
}

#[tokio::test]
async fn a_ticket_without_a_person_ends_the_old_session_at_altinn_too() {
    let bed = TestBed::start().await;
    let visitor = Visitor::with_request(&bed, "kari").await;
    let overview = bed.ui("accessmanagement/ui/systemuser/overview");
    let browser = bed.browser();
    let old = browser.open_as("kari", &overview).await;
    old.assert_contains("Logget inn som Kari Nordby");
    let url = visitor.ticket(&bed, "", &overview).await;
    let chooser = browser.follow_redirects(&url).await;
    assert_eq!(persons(&chooser), named_in(&visitor.id));
}

const OVERVIEW: &str = "accessmanagement/ui/systemuser/overview";

/// Logs in at Altinn as Ola, and then at the vendor as Kari. Altinn still knows Ola, and ID-porten knows only Kari.
async fn ola_at_altinn_and_kari_at_the_vendor(bed: &TestBed, browser: &Browser) {
    browser.open_as("ola", bed.ui(OVERVIEW)).await;
    let mut other_person = authorize_url(bed);
    other_person
        .query_pairs_mut()
        .append_pair("prompt", "login");
    let chooser = browser.follow_redirects(other_person).await;
    let code = browser.post(&chooser.url, &[("person", "kari")]).await;
    assert!(code.location_query("code").is_some());
    let page = browser.follow_redirects(bed.ui(OVERVIEW)).await;
    page.assert_contains("Logget inn som Ola Bakken");
}

#[tokio::test]
async fn a_ticket_ends_a_session_at_altinn_that_id_porten_does_not_know() {
    let bed = TestBed::start().await;
    let visitor = Visitor::with_request(&bed, "kari").await;
    let browser = bed.browser();
    ola_at_altinn_and_kari_at_the_vendor(&bed, &browser).await;
    let url = visitor.ticket(&bed, "kari", &bed.ui("robots.txt")).await;
    browser.follow_redirects(&url).await;
    for path in ["", OVERVIEW, "accessmanagement/ui/requests"] {
        let page = browser.follow_redirects(bed.ui(path)).await;
        page.assert_lacks("Logget inn som Ola Bakken");
    }
    let page = browser.follow_redirects(bed.ui(OVERVIEW)).await;
    page.assert_contains("Logget inn som Kari Nordby")
        .assert_contains(&format!("Sandkasse {}", visitor.id));

    // ID-porten's session ends after half an hour, but Altinn's session lives longer. After 40 minutes, only Altinn
    // still knows Ola.
    let browser = bed.browser();
    browser.open_as("ola", bed.ui(OVERVIEW)).await;
    bed.later(SignedDuration::from_mins(40));
    bed.browser().open_as("liv", bed.ui(OVERVIEW)).await;
    let page = browser.follow_redirects(bed.ui(OVERVIEW)).await;
    page.assert_contains("Logget inn som Ola Bakken");
    let url = visitor.ticket(&bed, "", &bed.ui("robots.txt")).await;
    browser.follow_redirects(&url).await;
    let chooser = browser.follow_redirects(bed.ui(OVERVIEW)).await;
    assert_eq!(persons(&chooser), named_in(&visitor.id));
}

#[tokio::test]
async fn start_afresh_ends_a_session_at_altinn_that_id_porten_does_not_know() {
    let bed = TestBed::start().await;
    let browser = bed.browser();
    ola_at_altinn_and_kari_at_the_vendor(&bed, &browser).await;
    let mut step_up = authorize_url(&bed);
    step_up.query_pairs_mut().append_pair("prompt", "login");
    let chooser = browser.follow_redirects(step_up).await;
    let out = browser.send_form(&chooser, "Begynn på nytt").await;
    let chooser = browser.follow_redirects(out.refresh().unwrap()).await;
    let sandbox = sandbox_of(&chooser);
    let chooser = browser.follow_redirects(bed.ui(OVERVIEW)).await;
    assert_eq!(persons(&chooser), named_in(&sandbox));
}

/// One tab of the browser shows a log-in in the shared sandbox. A second tab shows a page of another sandbox. When the
/// log-in is complete, Altinn must end the session of the second tab.
#[tokio::test]
async fn a_log_in_in_another_sandbox_ends_the_session_at_altinn() {
    let bed = TestBed::start().await;
    let visitor = Visitor::with_request(&bed, "kari").await;
    let browser = bed.browser();
    let chooser = browser.follow_redirects(authorize_url(&bed)).await;
    browser
        .open_as(&visitor.person("kari"), &visitor.confirm_url)
        .await
        .assert_contains("Logget inn som Kari Nordby");
    let code = browser.post(&chooser.url, &[("person", "ola")]).await;
    assert!(code.location_query("code").is_some());
    let page = browser.follow_redirects(bed.ui(OVERVIEW)).await;
    page.assert_contains("Logget inn som Ola Bakken");
}

#[tokio::test]
async fn the_way_into_a_sandbox_leads_to_no_unknown_site() {
    let bed = TestBed::start().await;
    let browser = bed.browser();
    for goto in [
        "https://evil.example/",
        "javascript:alert(1)",
        "//evil.example",
    ] {
        let mut url = bed.ui("simulator/leave");
        url.query_pairs_mut().append_pair("goto", goto);
        let left = browser.get(url).await;
        assert_eq!(left.location(), bed.ui(""), "{goto}");
    }
}

#[tokio::test]
async fn a_cookie_that_a_visitor_has_written_leads_into_no_sandbox() {
    let bed = TestBed::start().await;
    let visitor = Visitor::with_request(&bed, "kari").await;
    for value in [visitor.id.as_str(), "shared", ""] {
        let browser = bed.browser();
        let forged = format!("{COOKIE}={value}");
        browser.set_cookie(&forged, &bed.idporten(""));
        let chooser = browser.follow_redirects(authorize_url(&bed)).await;
        assert_eq!(persons(&chooser), named_in("shared"), "{value}");
    }
}

#[tokio::test]
async fn a_sandbox_that_its_browser_has_left_makes_place_at_once() {
    let limits = SandboxLimits {
        count: 3,
        ..SandboxLimits::default()
    };
    let bed = start_per_visitor_with(limits).await;
    let other = bed.browser();
    let stays = sandbox_of(&other.follow_redirects(authorize_url(&bed)).await);
    // In a talk, a browser opens many scenes in a short time, and each scene has its own sandbox. To make room for
    // these sandboxes, the simulator must not remove the sandbox of the browser `other`.
    let browser = bed.browser();
    for _ in 0..10 {
        let scene = Visitor::with_request(&bed, "kari").await;
        let url = scene.ticket(&bed, "kari", &scene.confirm_url).await;
        let page = browser.follow_redirects(&url).await;
        assert_eq!(page.url, scene.confirm_url);
    }
    let again = other.follow_redirects(authorize_url(&bed)).await;
    assert_eq!(sandbox_of(&again), stays);
}

/// The browsers of an employee and of an access manager can be in the same sandbox. The simulator must keep this
/// sandbox until both browsers have left it.
#[tokio::test]
async fn a_sandbox_in_which_another_browser_still_is_keeps_its_place() {
    let limits = SandboxLimits {
        count: 2,
        ..SandboxLimits::default()
    };
    let bed = start_per_visitor_with(limits).await;
    let scene = Visitor::with_request(&bed, "siv").await;
    let [siv, liv] = [bed.browser(), bed.browser()];
    for (browser, person) in [(&siv, "siv"), (&liv, "liv")] {
        let url = scene.ticket(&bed, person, &scene.confirm_url).await;
        browser.follow_redirects(&url).await;
    }
    let next = Visitor::with_request(&bed, "kari").await;
    let url = next.ticket(&bed, "kari", &next.confirm_url).await;
    siv.follow_redirects(&url).await;
    let body = json!({});
    let refused = control(&bed, Method::POST, "sandboxes", body.clone()).await;
    refused.assert_status(503);
    // Siv's browser has already left the first sandbox. Now Liv's browser leaves the first sandbox, so the simulator
    // can remove the first sandbox.
    let url = next.ticket(&bed, "kari", &next.confirm_url).await;
    liv.follow_redirects(&url).await;
    let made = control(&bed, Method::POST, "sandboxes", body).await;
    made.assert_status(201);
}

#[tokio::test]
async fn one_client_address_does_not_take_the_sandboxes_of_all_visitors() {
    let settings = Settings {
        sandboxes: Sandboxes::PerVisitor,
        sandboxes_per_address: 3.try_into().unwrap(),
        client_address_header: Some("x-forwarded-for".parse().unwrap()),
        presenter_key: Some(KEY.to_owned().into()),
        ..Settings::for_tests()
    };
    let bed = TestBed::of(SimulatorTestBed::start_with(settings).await);
    let flood = async |address: &'static str| {
        let browser = bed.browser();
        let headers = [("x-forwarded-for", address)];
        let login = browser.get(authorize_url(&bed)).await.location();
        browser.call(Method::GET, login, &headers).await
    };
    for _ in 0..3 {
        flood("192.0.2.1").await.assert_status(200);
    }
    let refused = flood("192.0.2.1").await;
    refused
        .assert_status(429)
        .assert_contains("For mange på én gang fra samme nett");
    flood("192.0.2.2").await.assert_status(200);
}

/// SmartCloud calls the control API directly, and visitors reach the same port through a proxy. Both connections come
/// from the same address, but wrong keys from visitors must not lock out SmartCloud.
#[tokio::test]
async fn wrong_keys_through_a_proxy_do_not_lock_out_the_presenter() {
    let settings = Settings {
        sandboxes: Sandboxes::PerVisitor,
        client_address_header: Some("x-forwarded-for".parse().unwrap()),
        presenter_key: Some(KEY.to_owned().into()),
        ..Settings::for_tests()
    };
    let bed = TestBed::of(SimulatorTestBed::start_with(settings).await);
    for _ in 0..12 {
        let call = bed.http.request(Method::GET, bed.ui("control/state"));
        let call = call.header("x-forwarded-for", "192.0.2.1");
        let refused = bed.send(call.bearer_auth("wrong")).await;
        assert_eq!(refused.status, 401);
    }
    let state = control(&bed, Method::GET, "state", json!({})).await;
    state.assert_status(200);
}

#[tokio::test]
async fn a_ticket_expires_and_only_a_page_that_a_person_opens_uses_it() {
    let bed = TestBed::start().await;
    let visitor = Visitor::with_request(&bed, "kari").await;
    let browser = bed.browser();
    let url = visitor.ticket(&bed, "kari", &visitor.confirm_url).await;
    browser
        .call(Method::HEAD, &url, &[])
        .await
        .assert_status(405);
    for (name, value) in [
        ("sec-fetch-dest", "empty"),
        ("sec-fetch-dest", "iframe"),
        ("sec-purpose", "prefetch;prerender"),
        ("purpose", "prefetch"),
    ] {
        let refused = browser.call(Method::GET, &url, &[(name, value)]).await;
        refused
            .assert_status(403)
            .assert_contains("Åpne lenken selv");
        assert!(!refused.headers.contains_key("set-cookie"));
    }
    let document = [("sec-fetch-dest", "document")];
    let opened = browser.call(Method::GET, &url, &document).await;
    opened.assert_status(303);

    let late = visitor.ticket(&bed, "kari", &visitor.confirm_url).await;
    bed.later(SignedDuration::from_secs(60));
    browser.get(&late).await.assert_status(410);
    let of_removed = visitor.ticket(&bed, "kari", &visitor.confirm_url).await;
    let path = format!("sandboxes/{}", visitor.id);
    control(&bed, Method::DELETE, &path, json!({}))
        .await
        .assert_empty(204);
    browser.get(&of_removed).await.assert_status(410);
}

#[tokio::test]
async fn each_visitor_gets_a_sandbox_when_the_chooser_is_shown() {
    let bed = start_per_visitor().await;
    let [one, other] = [bed.browser(), bed.browser()];
    let mut found = Vec::new();
    for browser in [&one, &other] {
        let chooser = browser.follow_redirects(authorize_url(&bed)).await;
        let sandbox = sandbox_of(&chooser);
        assert_ne!(sandbox, "shared");
        assert_eq!(persons(&chooser), named_in(&sandbox));
        // The browser stays in the same sandbox if it opens the page again or starts another log-in.
        let again = browser.get(&chooser.url).await;
        assert_eq!(persons(&again), named_in(&sandbox));
        let next = browser.follow_redirects(authorize_url(&bed)).await;
        assert_eq!(persons(&next), named_in(&sandbox));
        found.push(sandbox);
    }
    assert_ne!(found[0], found[1]);
    let kari = format!("kari-{}", found[1]);
    let chooser = one.follow_redirects(authorize_url(&bed)).await;
    let refused = one.post(&chooser.url, &[("person", &kari)]).await;
    refused.assert_contains("Denne personen finnes ikke lenger");
}

/// A presenter moves the clock to show that requests and tokens expire. The visitors must keep their sandboxes, also
/// after the simulator restarts with its kept data, and after the presenter has moved the clock back.
#[tokio::test]
async fn visitors_keep_their_sandboxes_when_the_presenter_moves_the_clock() {
    const HALF_A_YEAR: i64 = 180 * 24 * 3600;

    let file = StateFile::new();
    let settings = || Settings {
        sandboxes: Sandboxes::PerVisitor,
        presenter_key: Some(KEY.to_owned().into()),
        ..file.settings()
    };
    let bed = TestBed::of(SimulatorTestBed::start_with(settings()).await);
    let browser = bed.browser();
    let chooser = browser.follow_redirects(authorize_url(&bed)).await;
    let own = sandbox_of(&chooser);
    let unused = control(&bed, Method::POST, "sandboxes", json!({})).await;
    let unused = text(&unused.ok()["id"]).to_owned();
    let secret = browser.cookies()[COOKIE].clone();

    let exist = async |bed: &TestBed| {
        // This call also removes the sandboxes that have been idle for too long.
        let list = control(bed, Method::GET, "sandboxes", json!({})).await.ok();
        let ids = list.as_array().unwrap().iter();
        let ids: Vec<_> = ids.map(|row| text(&row["id"]).to_owned()).collect();
        assert_eq!(ids, ["shared", &own, &unused]);
        let browser = bed.browser();
        browser.set_cookie(&format!("{COOKIE}={secret}"), &bed.idporten(""));
        let chooser = browser.follow_redirects(authorize_url(bed)).await;
        assert_eq!(sandbox_of(&chooser), own);
    };
    let move_to = async |bed: &TestBed, seconds: i64| {
        let body = json!({ "aheadSeconds": seconds });
        control(bed, Method::POST, "clock", body).await.ok();
    };
    for seconds in [12 * 3600, HALF_A_YEAR] {
        move_to(&bed, seconds).await;
        exist(&bed).await;
    }
    bed.stop().await;

    let bed = TestBed::of_restarted(SimulatorTestBed::start_with(settings()).await);
    exist(&bed).await;
    for seconds in [0, -HALF_A_YEAR] {
        move_to(&bed, seconds).await;
        exist(&bed).await;
    }
    // The sandboxes must still age.
    bed.let_sandboxes_idle(SignedDuration::from_hours(12));
    let list = control(&bed, Method::GET, "sandboxes", json!({})).await;
    assert_eq!(list.ok().as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_browser_whose_sandbox_was_removed_gets_a_new_one() {
    let bed = start_per_visitor().await;
    let browser = bed.browser();
    let first = sandbox_of(&browser.follow_redirects(authorize_url(&bed)).await);
    let path = format!("sandboxes/{first}");
    control(&bed, Method::DELETE, &path, json!({}))
        .await
        .assert_empty(204);
    let chooser = browser.follow_redirects(authorize_url(&bed)).await;
    let second = sandbox_of(&chooser);
    assert!(first != second && second != "shared", "{second}");
}

#[tokio::test]
async fn a_visitor_reads_that_all_sandboxes_are_in_use() {
    let limits = SandboxLimits {
        count: 1,
        ..SandboxLimits::default()
    };
    let bed = start_per_visitor_with(limits).await;
    let first = bed.browser().follow_redirects(authorize_url(&bed)).await;
    first.assert_status(200);
    let browser = bed.browser();
    let second = browser.follow_redirects(authorize_url(&bed)).await;
    second
        .assert_status(503)
        .assert_contains("Alle plassene er i bruk");
    bed.let_sandboxes_idle(SignedDuration::from_mins(5));
    let again = browser.get(&second.url).await;
    assert_ne!(sandbox_of(&again), "shared");
}

#[tokio::test]
async fn log_ins_without_the_chooser_use_the_sandbox_of_the_link_or_the_shared_one() {
    let bed = start_per_visitor().await;
    let automation = json!({ "login": "kari" });
    control(&bed, Method::PUT, "automation", automation)
        .await
        .ok();
    let browser = bed.browser();
    let code = browser.follow_redirects(authorize_url(&bed)).await;
    assert!(code.location_query("code").is_some());
    assert!(!browser.cookies().contains_key(COOKIE));

    let visitor = Visitor::with_request(&bed, "kari").await;
    let page = bed.browser().follow_redirects(&visitor.confirm_url).await;
    assert_eq!(page.url, visitor.confirm_url);
}

#[tokio::test]
async fn start_afresh_leaves_nothing_of_the_old_sandbox_in_the_browser() {
    let bed = TestBed::start().await;
    let visitor = Visitor::with_request(&bed, "kari").await;
    let browser = bed.browser();
    let overview = bed.ui("accessmanagement/ui/systemuser/overview");
    let url = visitor.ticket(&bed, "kari", &overview).await;
    let page = browser.follow_redirects(&url).await;
    page.assert_contains("systemuser/request?id=");
    // The one-time link has created a session at ID-porten, so the log-in at the vendor shows no person chooser.
    let code = browser.get(authorize_url(&bed)).await;
    assert!(code.location_query("code").is_some());

    let mut step_up = authorize_url(&bed);
    step_up.query_pairs_mut().append_pair("prompt", "login");
    let chooser = browser.follow_redirects(step_up).await;
    let foreign = [("sec-fetch-site", "cross-site")];
    let attempt = chooser.attribute("input[name=attempt]", "value");
    let form = [("attempt", attempt.as_str())];
    let start = bed.idporten("simulator/start-afresh");
    let refused = browser.post_with(&start, &form, &foreign).await;
    refused.assert_status(403);

    let out = browser.send_form(&chooser, "Begynn på nytt").await;
    out.assert_status(200);
    // The page must end the browser's session at the vendor, so a frame in the page calls the vendor's front-channel
    // logout.
    out.assert_contains("http://localhost:9/frontchannel?iss=");
    let chooser = browser.follow_redirects(out.refresh().unwrap()).await;
    let sandbox = sandbox_of(&chooser);
    assert!(sandbox != visitor.id && sandbox != "shared", "{sandbox}");
    assert_eq!(persons(&chooser), named_in(&sandbox));
    let code = browser
        .post(&chooser.url, &[("person", &format!("kari-{sandbox}"))])
        .await;
    assert!(code.location_query("code").is_some());
    let page = browser.follow_redirects(&overview).await;
    page.assert_status(200)
        .assert_lacks("systemuser/request?id=");
}

/// The log-in leads to a request in the visitor's sandbox. A person of a new sandbox could not open this request. So
/// the person chooser must not offer a new sandbox.
#[tokio::test]
async fn the_chooser_for_a_request_does_not_offer_to_start_afresh() {
    let bed = TestBed::start().await;
    let visitor = Visitor::with_request(&bed, "kari").await;
    let browser = bed.browser();
    let chooser = browser.follow_redirects(&visitor.confirm_url).await;
    assert!(!chooser.has_button("Begynn på nytt"));
    let chooser = browser
        .follow_redirects(bed.ui("accessmanagement/ui/requests"))
        .await;
    assert!(chooser.has_button("Begynn på nytt"));
}

#[tokio::test]
async fn an_unused_simulator_names_no_sandbox() {
    let bed = TestBed::start().await;
    let chooser = bed.browser().follow_redirects(authorize_url(&bed)).await;
    chooser
        .assert_lacks("andkasse k")
        .assert_lacks("Felles sandkasse");
    Visitor::with_request(&bed, "kari").await;
    let chooser = bed.browser().follow_redirects(authorize_url(&bed)).await;
    chooser.assert_contains("Felles sandkasse");
}

#[tokio::test]
async fn fifty_visitors_at_the_same_time_are_not_mixed_up() {
    let bed = Arc::new(start_per_visitor().await);
    let mut visits = JoinSet::new();
    for _ in 0..50 {
        let bed = Arc::clone(&bed);
        visits.spawn(async move {
            let browser = bed.browser();
            let chooser = browser.follow_redirects(authorize_url(&bed)).await;
            let sandbox = sandbox_of(&chooser);
            assert_eq!(persons(&chooser), named_in(&sandbox));
            let kari = format!("kari-{sandbox}");
            let code = browser.post(&chooser.url, &[("person", &kari)]).await;
            assert!(code.location_query("code").is_some());
            let own = bed.world(|world| {
                let mut organisations = world.parties.organisations_of(&kari);
                organisations.next().unwrap().0.clone()
            });
            let request = bed.request_to(&own, None);
            let page = browser.follow_redirects(bed.confirm_url(request)).await;
            assert_eq!(page.url, bed.confirm_url(request));
            decide(&browser, &page, "approve").await;
            let path = format!("sandboxes/{sandbox}");
            let content = control(&bed, Method::GET, &path, json!({})).await.ok();
            let users = content["systemUsers"].as_array().unwrap();
            assert_eq!(users.len(), 1);
            assert_eq!(users[0]["organisation"], own.number.as_str());
            sandbox
        });
    }
    let mut sandboxes = visits.join_all().await;
    sandboxes.sort_unstable();
    sandboxes.dedup();
    assert_eq!(sandboxes.len(), 50);
}
