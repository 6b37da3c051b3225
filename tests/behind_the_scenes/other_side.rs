use std::time::Duration;

use serde_json::{Value, json};
use test_support::{AppTestBed, Browser};

use crate::EXPORTS;

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

/// Exports the journey until it contains a call with `url` in its URL. An export waits only a short time for the
/// simulator's log, and SmartCloud then asks for the log again after some seconds.
async fn export_with(browser: &Browser, url: &str) -> Value {
    for _ in 0..300 {
        let har = browser.get(EXPORTS[0]).await.ok();
        let entries = har["log"]["entries"].as_array().unwrap();
        let mut urls = entries.iter().map(|entry| &entry["request"]["url"]);
        if urls.any(|found| found.as_str().unwrap().contains(url)) {
            return har;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the export lacks {url}");
}

#[tokio::test]
async fn what_only_the_other_side_knows_stands_between_the_own_calls_and_is_marked() {
    let bed = AppTestBed::start().await;
    // After this call, the simulator's clock differs from SmartCloud's clock, but the journey must still be in the
    // right order.
    bed.control_api()
        .post("clock", json!({ "advanceSeconds": 20 }))
        .await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    browser.sign_in(&customer.person).await;
    let confirm_url = browser.leave(&customer, "basis").await;
    let button = "Godkjenn systemtilgang";
    browser.answer(&confirm_url, &customer.person, button).await;

    let har = export_with(&browser, "/approve").await;
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
    // Altinn then logs the customer out at ID-porten. This call contains the session at ID-porten, but no id that
    // SmartCloud has sent.
    let logout = place("GET", "/logout?client_id=altinn").expect("the log-out at ID-porten");
    assert!(approve < logout && logout < returned);
    assert!(
        place(
            "GET",
            "/authorizedparties?includeRoles=true&includeAccessPackages=true"
        )
        .is_some()
    );
    assert!(entries[start].get("comment").is_none());
    // Before the customer approves the request, Altinn sends the browser to ID-porten to log in. The calls of this
    // log-in do not contain the id of the request, but the journey must still contain these calls.
    let way = [
        "/api/v1/authentication?goto=",
        "/authorize?",
        "/upstream/callback?",
    ];
    for url in way {
        let at_altinn = |entry: &&Value| entry["request"]["url"].as_str().unwrap().contains(url);
        let between = entries[start..approve].iter().find(at_altinn);
        let between = between.unwrap_or_else(|| panic!("no {url}"));
        assert_eq!(between["comment"], "not visible to a vendor");
    }
    // The journey also contains the visitor's log-in at SmartCloud, on ID-porten's pages.
    let own_log_in = entries[..start].iter().filter(|entry| {
        entry["comment"] == "not visible to a vendor" && entry["request"]["method"] == "POST"
    });
    assert_eq!(own_log_in.count(), 1);
    // The simulator's log also contains the calls that SmartCloud sent, but the journey must not contain them twice.
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
