//! Tests that the log contains no data of customers and no secrets.

use std::{
    io,
    sync::{Arc, Mutex, OnceLock},
};

use axum::{Router, routing::get};
use reqwest::Method;
use serde_json::json;
use test_support::{AppTestBed, location, problem};
use tokio::net::TcpListener;

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

impl Log {
    /// Returns the log of all tests in this file. Each test must search for a text that only this test causes.
    fn of_this_process() -> &'static Self {
        static LOG: OnceLock<Log> = OnceLock::new();
        LOG.get_or_init(|| {
            let log = Self::default();
            let writer = log.clone();
            let subscriber = tracing_subscriber::fmt()
                .with_max_level(tracing::Level::INFO)
                .with_ansi(false)
                .with_writer(move || writer.clone())
                .finish();
            tracing::subscriber::set_global_default(subscriber).unwrap();
            log
        })
    }

    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

/// An API sends salaries that SmartCloud cannot read. The log must say where the JSON is wrong, but must not contain a
/// value of the JSON.
#[tokio::test]
async fn the_log_contains_no_salary_that_cannot_be_read() {
    const PAYROLL: &str = r#"{
        "month": "2026-11",
        "employees": [{ "name": "Kari Nordby", "gross": "718293 kroner", "tax": 0, "net": 0, "status": "Paid" }]
    }"#;
    const SHIPMENTS: &str = r#"{ "shipments": [{
        "id": "1", "contents": "Kaffe", "origin": "Bergen", "expected": "918273-what-day", "status": "Arrived"
    }] }"#;

    let log = Log::of_this_process();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let router = Router::new()
        .route("/api/Salary/{organisation}", get(async || PAYROLL))
        .route("/api/Logistics/{organisation}", get(async || SHIPMENTS));
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });

    let bed = AppTestBed::start_with(&[("DEMO_API_URL", &url)]).await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    browser.sign_in(&customer.person).await;
    let confirm_url = browser.leave(&customer, "drift").await;
    let (_, id) = confirm_url
        .query_pairs()
        .find(|(name, _)| name == "id")
        .unwrap();
    let path = format!("requests/{id}/answer");
    let answer = json!({ "answer": "approve" });
    bed.control_api().post(&path, answer).await;
    let status = format!("/connect/{}", customer.organisation.number);
    browser.open(&status).await;
    let dashboard = format!("/dashboard/{}", customer.organisation.number);
    let page = browser.open(&dashboard).await;
    page.assert_says("Tjenesten svarer ikke");

    let log = log.text();
    for error in [
        "Data error at `employees[0].gross` in line 3",
        "Data error at `shipments[0].expected` in line 2",
    ] {
        assert!(log.contains(error), "{error}: {log}");
    }
    for value in ["718293", "918273"] {
        assert!(!log.contains(value), "{value}: {log}");
    }
}

/// A call fails before SmartCloud gets a response. The log must contain the failure, but not the URL of the call,
/// because the query of a URL can contain secrets.
#[tokio::test]
async fn the_log_contains_no_url_of_a_failed_call() {
    let log = Log::of_this_process();
    // No service listens on this port.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let exchange = format!("http://{address}/exchange?key=a-secret-in-a-query");
    let bed = AppTestBed::start_with(&[("ALTINN_EXCHANGE_URL", &exchange)]).await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    let callback = browser.log_in_up_to_callback("/", &customer.person).await;
    let landed = location(&browser.get(&callback).await);
    assert_eq!(problem(&landed).as_deref(), Some("altinn-unreachable"));

    let log = log.text();
    assert!(log.contains("no complete response"), "{log}");
    assert!(!log.contains("a-secret-in-a-query"), "{log}");
}

/// A visitor types a personal number into the address of the browser.
#[tokio::test]
async fn the_log_contains_no_personal_number_of_an_address() {
    let log = Log::of_this_process();
    let bed = AppTestBed::start().await;
    let customer = bed.new_customer().await;
    let number = bed.simulator.world(|world| {
        let person = world.parties.person(&customer.person.key).unwrap();
        person.personal_number.as_str().to_owned()
    });
    let address = format!("/address-with-a-number/{number}");
    let browser = bed.browser();
    browser.get(&address).await.assert_status(404);
    let method = Method::from_bytes(number.as_bytes()).unwrap();
    browser.call(method, "/", &[]).await;
    let method = Method::from_bytes("X".repeat(60_000).as_bytes()).unwrap();
    browser.call(method, "/", &[]).await.assert_status(501);
    let callback = browser.log_in_up_to_callback("/", &customer.person).await;
    let mut error = browser.at("/login/callback");
    let state = callback.query_pairs().find(|(name, _)| name == "state");
    error
        .query_pairs_mut()
        .append_pair("error", "a_new_error")
        .append_pair("error_description", &format!("the person {number}"))
        .append_pair("state", &state.unwrap().1);
    let landed = location(&browser.get(&error).await);
    assert_eq!(problem(&landed).as_deref(), Some("login-failed"));

    let log = log.text();
    assert!(log.contains("/address-with-a-number/{"), "{log}");
    assert!(log.contains("a_new_error: the person {"), "{log}");
    assert!(!log.contains(&"X".repeat(1_000)));
    assert!(!log.contains(&number), "{log}");
}
