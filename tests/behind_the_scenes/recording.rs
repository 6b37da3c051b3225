use std::time::Duration;

use serde_json::json;
use smartcloud::recorder::exchange::{Exchange, Journey, Kind, Party, Step};
use test_support::{AppTestBed, Browser};
use tokio::{
    io::AsyncWriteExt,
    net::{TcpListener, TcpStream},
};

use crate::{COOKIE, EXPORTS, approve, find, journey, visitor};

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

    // ID-porten loads SmartCloud's logout URL in an iframe, so the browser sends no cookies with this HTTP request.
    let logout = find(&journey, "GET", "/login/frontchannel-logout");
    assert_eq!((logout.step, logout.status), (Step::AtAltinn, Some(200)));

    // The recorder decodes the token for the customer's system user, and stores it without its signature.
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

/// Sends a GET for a page, and closes the connection when the future `left` ends. The future must end before the
/// response arrives.
async fn leave_before_the_answer(
    bed: &AppTestBed,
    browser: &Browser,
    path: &str,
    left: impl Future<Output = ()>,
) {
    let cookies = browser.cookies().into_iter();
    let cookies: Vec<_> = cookies
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let request = format!(
        "GET {path} HTTP/1.1\r\nhost: localhost:{}\r\ncookie: {}\r\n\r\n",
        bed.address.port(),
        cookies.join("; ")
    );
    let mut connection = TcpStream::connect(bed.address).await.unwrap();
    connection.write_all(request.as_bytes()).await.unwrap();
    left.await;
}

/// Waits until the recorder has stored a call that failed for the reason `failure`. Returns this call.
async fn failed(bed: &AppTestBed, browser: &Browser, failure: &str) -> Exchange {
    let visitor = visitor(bed, browser);
    let mut changes = bed.app.recorder.changes(&visitor).unwrap();
    let stored = async {
        loop {
            changes.mark_unchanged();
            let mut calls = journey(bed, browser).exchanges.into_iter();
            if let Some(call) = calls.find(|call| call.failure.as_deref() == Some(failure)) {
                return call;
            }
            changes.changed().await.unwrap();
        }
    };
    let stored = tokio::time::timeout(Duration::from_secs(30), stored).await;
    stored.unwrap_or_else(|_| panic!("no call with {failure}"))
}

#[tokio::test]
async fn a_browser_that_leaves_before_the_answer_is_recorded() {
    // A service that accepts a connection and never answers.
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", silent.local_addr().unwrap());
    let vars = [
        ("CLAIMS_API_URL", url.as_str()),
        ("SMARTCLOUD_TIMEOUT_SECONDS", "60"),
    ];
    let bed = AppTestBed::start_with(&vars).await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    browser.sign_in(&customer.person).await;
    let confirm_url = browser.leave(&customer, "basis").await;
    let button = "Godkjenn systemtilgang";
    browser.answer(&confirm_url, &customer.person, button).await;
    let number = &customer.organisation.number;
    let status = format!("/connect/{number}");
    browser.sign_in_to(&status, &customer.person).await;

    let mut taken = None;
    let dashboard = format!("/dashboard/{number}");
    leave_before_the_answer(&bed, &browser, &dashboard, async {
        taken = silent.accept().await.ok();
    })
    .await;
    let page = failed(&bed, &browser, "browser-left").await;
    assert_eq!((page.from, page.to), (Party::Browser, Party::SmartCloud));
    assert!(
        page.url.ends_with(&dashboard) && page.status.is_none(),
        "{page:?}"
    );
    let call = failed(&bed, &browser, "given-up").await;
    assert_eq!(
        (call.to, &call.request_id),
        (Party::ResourceOwner, &page.request_id)
    );

    let detail = format!("/bak-kulissene/kall/{}", page.number);
    let detail = browser.open(detail).await;
    detail.assert_says("Nettleseren lukket forbindelsen før svaret kom");
    drop(taken);
}

#[tokio::test]
async fn a_page_shows_its_own_request_also_without_a_script() {
    let bed = AppTestBed::start().await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    browser.sign_in(&customer.person).await;
    let form = [("vis", "ja"), ("back", "/")];
    browser.post("/bak-kulissene/valg", &form).await;
    let status = format!(
        "/connect/{}/before?plan=basis",
        customer.organisation.number
    );
    let page = browser.open(&status).await;

    let calls = journey(&bed, &browser);
    let own = calls
        .exchanges
        .iter()
        .rfind(|call| call.from == Party::Browser);
    let own = own.unwrap();
    assert!(own.url.ends_with(&status), "{}", own.url);
    let number = own.number.to_string();
    assert!(
        page.all(".drawer svg a.call", "data-number")
            .contains(&number)
    );
    // The page already contains the newest calls, so the drawer's script must not replace the list.
    let all = bed.app.recorder.whole_journey(&visitor(&bed, &browser));
    let newest = |of: &Journey| of.exchanges.iter().map(|call| call.number).max().unwrap();
    let (count, newest_own) = (all.exchanges.len(), newest(&calls));
    let version = format!("{count}-{newest_own}-{}", newest(&all));
    assert_eq!(page.attribute("#bts", "data-version"), version);
    // The recorder adds the headers of the response when the response is complete.
    let headers = &own.response.as_ref().unwrap().headers;
    assert!(
        headers.iter().any(|(name, _)| name == "content-type"),
        "{headers:?}"
    );
}

#[tokio::test]
async fn a_new_story_begins_with_the_link_that_opened_it() {
    let bed = AppTestBed::start().await;
    let browser = bed.browser();
    browser.open("/scene/refused").await;
    browser.open("/scene/refused").await;
    let journey = journey(&bed, &browser);
    let links = journey
        .exchanges
        .iter()
        .filter(|call| call.url.contains("/scene/"));
    assert_eq!(links.count(), 1);
    assert!(journey.exchanges[0].url.ends_with("/scene/refused"));
    let numbers: Vec<_> = journey.exchanges.iter().map(|call| call.number).collect();
    assert!(
        numbers.windows(2).all(|pair| pair[0] < pair[1]),
        "{numbers:?}"
    );
}
