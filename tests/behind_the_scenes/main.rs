//! Tests of the recorder and of the pages that show the recorded calls. The tests send HTTP requests.
//!
//! | file | tests |
//! |---|---|
//! | `recording.rs` | which calls are recorded, and for whom |
//! | `other_side.rs` | the calls that only the simulator knows |
//! | `exports.rs` | the exports, and the presenter's view of all visitors |
//! | `packing.rs` | the memory that a recorded journey takes |
//! | `pages.rs` | the bar, the drawer and the pages |
//! | `markdown.rs` | the steps as Markdown |
//!
//! `tests/secrets/` searches the recorded calls, the pages and the exports for secrets.

mod exports;
mod markdown;
mod other_side;
mod packing;
mod pages;
mod recording;

use smartcloud::recorder::{
    VisitorId,
    exchange::{Exchange, Journey},
};
use test_support::{AppTestBed, Browser, Customer, Response};

const COOKIE: &str = "smartcloud-visitor";
const EXPORTS: [&str; 3] = [
    "/bak-kulissene/eksport.har",
    "/bak-kulissene/eksport.mmd",
    "/bak-kulissene/eksport.html",
];

/// Returns the id from the cookie that SmartCloud has set in the browser.
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

/// Returns a browser that SmartCloud has redirected to Altinn, after the customer has signed in and chosen a plan.
async fn browser_at_altinn(bed: &AppTestBed, customer: &Customer) -> Browser {
    let browser = bed.browser();
    let before = format!(
        "/connect/{}/before?plan=basis",
        customer.organisation.number
    );
    browser.sign_in_to(&before, &customer.person).await;
    browser.leave(customer, "basis").await;
    browser
}
