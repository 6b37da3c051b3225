//! Tests of what SmartCloud's pages tell the customer.

use std::time::Duration;

use reqwest::{Method, header::ACCEPT_LANGUAGE};
use serde_json::json;
use test_support::{AppTestBed, Browser, Customer, Response};

const RESOURCES: &str = "resourceregistry/api/v1/resource";
const PACKAGES: &str = "accessmanagement/api/v1/meta/info/accesspackages";
/// This text says that the names are SmartCloud's own names and not Altinn's.
const OWN_NAMES: &str = "så navnene her er våre egne";
const FORWARD: &str = "I Altinn kan du sende forespørselen til en som er det.";

fn before(customer: &Customer, plan: &str) -> String {
    let number = &customer.organisation.number;
    format!("/connect/{number}/before?plan={plan}")
}

/// Logs in as the customer, and returns the `before` page, which shows what SmartCloud will request.
async fn page_before_leaving(browser: &Browser, customer: &Customer, plan: &str) -> Response {
    browser
        .sign_in_to(&before(customer, plan), &customer.person)
        .await
}

/// Opens the same page until it has Altinn's names. A page waits only a short time for Altinn's catalogue. After that,
/// the page shows SmartCloud's own names, and SmartCloud reads the catalogue in the background.
async fn page_with_altinns_names(browser: &Browser, customer: &Customer, plan: &str) -> Response {
    let mut page = page_before_leaving(browser, customer, plan).await;
    for _ in 0..600 {
        if !page.text().contains(OWN_NAMES) {
            return page;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
        page = browser.open(before(customer, plan)).await;
    }
    panic!("no names of Altinn: {}", page.text());
}

#[tokio::test]
async fn rights_and_packages_have_the_names_of_altinns_page() {
    let bed = AppTestBed::start().await;
    let control = bed.control_api();
    let writing = json!({
        "title": "Skatteoppgjøret", "description": "Hente oppgjøret.", "actions": ["read", "write"],
        "packages": ["krav-og-utlegg"],
    });
    let reading =
        json!({ "title": "Lønnslisten", "description": "Hente listen.", "actions": ["read"] });
    for (id, resource) in [
        ("new-service", writing),
        ("ttd_systembruker-salary", reading),
    ] {
        let path = format!("resources/{id}");
        let response = control.send(Method::PUT, &path, resource).await;
        assert!(response.status.is_success(), "{}", response.body);
    }
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    let page = page_with_altinns_names(&browser, &customer, "proff").await;

    page.assert_says("Lønnslisten");
    page.assert_says("Hente listen.");
    page.assert_says("Gir rett til å lese.");
    let url = bed.simulator.platform(&format!(
        "{PACKAGES}/package/urn/urn:altinn:accesspackage:krav-og-utlegg"
    ));
    let request = bed.simulator.http.get(url).header(ACCEPT_LANGUAGE, "nb");
    let package = bed.simulator.send(request).await.ok();
    page.assert_says(package["name"].as_str().unwrap());
    page.assert_says(package["description"].as_str().unwrap());
    let services = package["resources"].as_array().unwrap();
    page.assert_says(&format!("{} tjenester, ", services.len()));
    for service in services {
        page.assert_says(service["name"].as_str().unwrap());
    }
    // SmartCloud's own explanation stands beside Altinn's names.
    page.assert_says("SmartCloud henter både kravene og betalingene");
    let text = page.text();
    let (_, new_service) = text.split_once("Skatteoppgjøret").unwrap();
    let (new_service, _) = new_service.split_once("lese og skrive").unwrap();
    assert!(new_service.len() < 80, "{text}");
}

#[tokio::test]
async fn without_altinns_catalogue_the_page_works_with_names_of_its_own() {
    let bed = AppTestBed::start().await;
    for path in [format!("/{RESOURCES}"), format!("/{PACKAGES}")] {
        let fault = json!({ "path": path, "fault": "cut", "times": "all" });
        bed.control_api().post("faults", fault).await;
    }
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    let page = page_before_leaving(&browser, &customer, "proff").await;
    page.assert_status(200);
    page.assert_says("Krav, betalinger og utlegg");
    page.assert_says(OWN_NAMES);
    let confirm_url = browser.leave(&customer, "proff").await;
    assert_eq!(confirm_url.port(), bed.simulator.origins().altinn_ui.port());
}

#[tokio::test]
async fn a_policy_that_cannot_be_read_does_not_hide_the_names() {
    let bed = AppTestBed::start().await;
    let path = format!("/{RESOURCES}/ske-krav-og-betalinger/policy");
    let fault = json!({ "path": path, "fault": "cut", "times": "all" });
    bed.control_api().post("faults", fault).await;
    let customer = bed.new_customer().await;
    let page = page_with_altinns_names(&bed.browser(), &customer, "basis").await;
    page.assert_says("Se krav, innbetalinger og utbetalinger");
    page.assert_lacks("Gir rett til");
}

/// Without a query, `/organisation` is the overview. With a plan in the query, the customer chooses a company for the
/// plan on this page.
#[tokio::test]
async fn the_menu_marks_the_overview_only_on_the_overview() {
    let bed = AppTestBed::start().await;
    let customer = bed.control_api().new_customer("several").await;
    let browser = bed.browser();
    let chooser = browser
        .sign_in_to("/connect?plan=drift", &customer.person)
        .await;
    assert_eq!(chooser.url.path(), "/organisation");
    let current = |page: &Response| page.all("header nav [aria-current]", "href");
    assert_eq!(current(&chooser), [""; 0]);
    let overview = browser.open("/organisation").await;
    assert_eq!(current(&overview), ["/organisation"]);
}

#[tokio::test]
async fn only_people_who_can_forward_are_told_to_forward() {
    let bed = AppTestBed::start().await;
    for (kind, may_forward) in [("approver", false), ("forwarder", true)] {
        let customer = bed.control_api().new_customer(kind).await;
        let browser = bed.browser();
        let page = page_before_leaving(&browser, &customer, "basis").await;
        assert_eq!(page.text().contains(FORWARD), may_forward, "{kind}");
        let button = "Gå til Altinn og send videre";
        assert_eq!(page.body.contains(button), may_forward, "{kind}");
        assert_eq!(
            page.text().contains("lar deg godkjenne"),
            !may_forward,
            "{kind}"
        );

        browser.leave(&customer, "basis").await;
        let number = &customer.organisation.number;
        let status = browser.open(format!("/connect/{number}")).await;
        let text = "Der kan du sende forespørselen videre";
        assert_eq!(status.text().contains(text), may_forward, "{kind}");
        status.assert_says("Du kan sende en kollega hit.");
    }
}

#[tokio::test]
async fn the_page_before_leaving_names_altinn_and_only_steps_that_follow() {
    let bed = AppTestBed::start().await;
    let customer = bed.new_customer().await;
    let page = page_before_leaving(&bed.browser(), &customer, "basis").await;
    page.assert_says("Du sendes til Altinn (simulert)");
    page.assert_lacks("logger inn der");
    let port = bed.simulator.origins().altinn_ui.port().unwrap();
    assert!(!page.text().contains(&port.to_string()), "{}", page.text());
}

#[tokio::test]
async fn the_log_in_page_keeps_the_plan_in_sight() {
    let bed = AppTestBed::start().await;
    let browser = bed.browser();
    let page = browser.open("/connect?plan=drift").await;
    page.assert_says("Du har valgt Drift");
    page.assert_says("390 kr");
    page.assert_lacks("velger du firmaet");

    let page = browser.open("/login").await;
    page.assert_lacks("Du har valgt");
    let page = browser.open("/login?next=/connect?plan=gull").await;
    page.assert_lacks("Du har valgt");
}

/// `leptos_meta` does not escape titles. An organisation can have HTML in its name, so SmartCloud must escape the name.
#[tokio::test]
async fn a_name_with_html_is_text_in_the_title_too() {
    let bed = AppTestBed::start().await;
    let name = "Ond</title><meta http-equiv=refresh content='1;url=http://evil.example/'> & Sønn";
    let body = json!({ "kind": "approver", "name": name });
    let customer = bed.control_api().post("customers", body).await;
    let customer: Customer = serde_json::from_value(customer).unwrap();
    let page = page_before_leaving(&bed.browser(), &customer, "drift").await;
    assert!(
        page.body
            .contains("Ond&lt;/title>&lt;meta http-equiv=refresh")
    );
    assert!(!page.body.contains("<meta http-equiv=refresh"));
}

#[tokio::test]
async fn an_error_is_in_the_title_and_stays_when_the_language_changes() {
    let bed = AppTestBed::start().await;
    let browser = bed.browser();
    let page = browser.open("/login?problem=login-failed&ref=abc-1").await;
    assert!(
        page.body
            .contains("<title>Innloggingen kunne ikke bekreftes – Logg inn – SmartCloud</title>")
    );

    let page = browser.press(&page, "English").await;
    assert_eq!(page.heading(), "Log in");
    page.assert_says("The log-in could not be confirmed");
    page.assert_says("abc-1");
    // The form for a new log-in must not contain the error of the failed log-in.
    let forms = page.forms("form[action='/login/start']");
    assert!(
        forms[0]
            .fields
            .iter()
            .all(|(_, value)| !value.contains("problem"))
    );
}

#[tokio::test]
async fn norwegian_data_is_marked_in_other_languages() {
    let bed = AppTestBed::start().await;
    let client = &bed.simulator.http;
    let request = client.get(bed.smartcloud.join("/").unwrap());
    let home = client.send(request.header(ACCEPT_LANGUAGE, "en")).await;
    let marked = home.all("section [lang='nb']", "lang");
    assert!(marked.len() >= 5, "{}", home.body);
}
