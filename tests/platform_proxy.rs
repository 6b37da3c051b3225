//! Tests of the redirect pattern with a proxy between SmartCloud and Altinn's platform. The proxy can do two things
//! that the simulator cannot: hold a response until the test releases it, and send a status that Altinn does not have
//! today.

use std::sync::{Arc, Mutex};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, Method, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use smartcloud::plan::PlanId;
use test_support::{AppTestBed, SimulatorTestBed, location};
use tokio::{net::TcpListener, sync::Notify};
use url::Url;

const START: &str = "Gå til Altinn og godkjenn";
const RESUME: &str = "Gå til Altinn og svar";
const WAITING: &str = "Venter på svar i Altinn";

/// A proxy in front of Altinn's platform. The proxy changes a call or a response only if a test sets one of the
/// [`Orders`].
#[derive(Clone)]
struct Proxy {
    http: reqwest::Client,
    platform: Url,
    orders: Arc<Orders>,
}

#[derive(Default)]
struct Orders {
    /// The status that replaces the status `New` in each response.
    status_for_new: Mutex<Option<&'static str>>,
    holds_deletes: Mutex<bool>,
    /// The proxy notifies this value when Altinn has deleted a request. After that, the proxy holds Altinn's response
    /// back.
    deleted: Notify,
    /// The test notifies this value when the proxy must send the held response to SmartCloud.
    released: Notify,
}

impl Proxy {
    /// Starts SmartCloud, the simulator, and the proxy between them.
    async fn start() -> (AppTestBed, Arc<Orders>) {
        let simulator = SimulatorTestBed::start().await;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/", listener.local_addr().unwrap());
        let orders = Arc::<Orders>::default();
        let proxy = Self {
            http: reqwest::Client::builder().no_proxy().build().unwrap(),
            platform: simulator.platform(""),
            orders: orders.clone(),
        };
        let router = Router::new().fallback(forward).with_state(proxy);
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        let vars = [("ALTINN_PLATFORM_URL", address.as_str())];
        (AppTestBed::start_on(simulator, &vars).await, orders)
    }
}

async fn forward(
    State(proxy): State<Proxy>,
    method: Method,
    uri: Uri,
    mut headers: HeaderMap,
    body: Bytes,
) -> Response {
    headers.remove(header::HOST);
    headers.remove(header::CONTENT_LENGTH);
    let url = proxy.platform.join(&uri.to_string()).unwrap();
    let call = proxy.http.request(method.clone(), url);
    let answer = call.headers(headers).body(body).send().await.unwrap();
    let status: StatusCode = answer.status();
    let kind = answer.headers().get(header::CONTENT_TYPE).cloned();
    let mut body = answer.text().await.unwrap();
    if let Some(status) = *proxy.orders.status_for_new.lock().unwrap() {
        body = body.replace(r#""status":"New""#, &format!(r#""status":"{status}""#));
    }
    let is_held = method == Method::DELETE && *proxy.orders.holds_deletes.lock().unwrap();
    if is_held {
        proxy.orders.deleted.notify_one();
        proxy.orders.released.notified().await;
    }
    let kind = kind.map(|kind| [(header::CONTENT_TYPE, kind)]);
    (status, kind, body).into_response()
}

/// The browser closes its connection after SmartCloud's DELETE and before SmartCloud's POST. SmartCloud must still send
/// the POST. Without the POST, the customer has no request at Altinn.
#[tokio::test]
async fn a_closed_connection_does_not_stop_the_post_after_the_delete() {
    let (bed, orders) = Proxy::start().await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    browser.sign_in(&customer.person).await;
    browser.leave(&customer, "basis").await;
    let number = &customer.organisation.number;
    let page = browser
        .open(&format!("/connect/{number}/before?plan=drift"))
        .await;
    *orders.holds_deletes.lock().unwrap() = true;

    // When Altinn has deleted the request, `select!` drops the browser's HTTP request, which closes the browser's
    // connection.
    tokio::select! {
        answer = browser.send_form(&page, START) => panic!("an early answer: {}", answer.status),
        () = orders.deleted.notified() => {}
    }
    assert_eq!(bed.control_api().state().await["requests"], 0);
    // Open some pages. SmartCloud then has time to notice the closed connection.
    for _ in 0..3 {
        browser.open("/how").await.assert_status(200);
    }
    orders.released.notify_one();

    // SmartCloud holds the customer's lock until the POST has created the new request. The status page waits for this
    // lock, so the page shows the new request.
    let status = format!("/connect/{number}");
    let page = browser.open(&status).await;
    assert_eq!(page.heading(), WAITING);
    assert_eq!(bed.control_api().state().await["requests"], 1);
    let organisation = number.parse().unwrap();
    let intent = bed.app.store.open_intent(&organisation).await.unwrap();
    assert_eq!(intent.map(|intent| intent.plan), Some(PlanId::Drift));
    let altinn = location(&browser.send_form(&page, RESUME).await);
    assert_eq!(altinn.port(), bed.simulator.origins().altinn_ui.port());
}

#[tokio::test]
async fn a_request_with_an_unknown_status_is_open_for_start_and_for_resume() {
    let (bed, orders) = Proxy::start().await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    browser.sign_in(&customer.person).await;
    let altinn = browser.leave(&customer, "basis").await;
    *orders.status_for_new.lock().unwrap() = Some("OnHold");

    assert_eq!(browser.leave(&customer, "basis").await, altinn);
    let status = format!("/connect/{}", customer.organisation.number);
    let page = browser.open(&status).await;
    assert_eq!(page.heading(), WAITING);
    assert_eq!(location(&browser.send_form(&page, RESUME).await), altinn);
    let log = bed.control_api().get("log").await;
    let mut calls = log.as_array().unwrap().iter();
    assert!(calls.all(|call| call["method"] != "DELETE"));
}
