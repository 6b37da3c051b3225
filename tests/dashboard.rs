//! Tests what a connected customer sees on the dashboard. In some tests, SmartCloud cannot fetch the data of one
//! module.

use serde_json::json;
use test_support::{AppTestBed, Browser, Customer, Response};

async fn connected(bed: &AppTestBed, plan: &str) -> (Customer, Browser) {
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    browser.sign_in(&customer.person).await;
    let confirm_url = browser.leave(&customer, plan).await;
    let (_, id) = confirm_url
        .query_pairs()
        .find(|(name, _)| name == "id")
        .unwrap();
    let answer = json!({ "answer": "approve" });
    bed.control_api()
        .post(&format!("requests/{id}/answer"), &answer)
        .await;
    browser
        .open(&format!("/connect/{}", customer.organisation.number))
        .await;
    (customer, browser)
}

async fn dashboard(browser: &Browser, customer: &Customer) -> Response {
    browser
        .open(&format!("/dashboard/{}", customer.organisation.number))
        .await
}

#[tokio::test]
async fn each_module_shows_the_right_that_gives_access() {
    let bed = AppTestBed::start().await;
    for (plan, opened_by) in [
        ("basis", vec!["enkelttjeneste Krav og betalinger"]),
        (
            "drift",
            vec![
                "enkelttjeneste Krav og betalinger",
                "enkelttjeneste Lønn",
                "enkelttjeneste Logistikk",
            ],
        ),
        (
            "proff",
            vec!["Krav, betalinger og utlegg", "enkelttjeneste Lønn"],
        ),
    ] {
        let (customer, browser) = connected(&bed, plan).await;
        let page = dashboard(&browser, &customer).await;
        assert_eq!(page.status, 200, "{plan}");
        for right in opened_by {
            page.assert_says(right);
        }
    }
}

#[tokio::test]
async fn a_module_that_the_plan_does_not_have_is_not_fetched() {
    let bed = AppTestBed::start().await;
    let (customer, browser) = connected(&bed, "basis").await;
    // The plan Basis has no right to payroll data, so the resource owner would refuse the call. SmartCloud must not
    // make this call.
    let page = dashboard(&browser, &customer).await;
    page.assert_says("enkelttjeneste Krav og betalinger");
    page.assert_lacks("enkelttjeneste Lønn");
}

#[tokio::test]
async fn a_module_that_fails_does_not_affect_the_others() {
    let bed = AppTestBed::start().await;
    let (customer, browser) = connected(&bed, "drift").await;
    for (fault, says) in [
        (
            json!({ "fault": "empty", "status": 403 }),
            "gir ikke adgang til disse tallene",
        ),
        (
            json!({ "fault": "empty", "status": 401 }),
            "godtok ikke nøkkelen",
        ),
        (json!({ "fault": "html", "status": 502 }), "svarer ikke"),
    ] {
        let mut injected = fault.clone();
        injected["path"] = "/api/Salary".into();
        injected["service"] = "resource-owner".into();
        bed.control_api().post("faults", &injected).await;
        let page = dashboard(&browser, &customer).await;
        assert_eq!(page.status, 200, "{fault}");
        page.assert_says(says);
        page.assert_says("enkelttjeneste Krav og betalinger");
        page.assert_says("enkelttjeneste Logistikk");
    }
}

#[tokio::test]
async fn after_a_deletion_in_altinn_the_status_page_says_so() {
    let bed = AppTestBed::start().await;
    let (customer, browser) = connected(&bed, "basis").await;
    dashboard(&browser, &customer)
        .await
        .assert_says("enkelttjeneste Krav og betalinger");
    let organisation = customer.organisation.number.parse().unwrap();
    let journey = bed.app.store.journey(&organisation).await.unwrap();
    bed.control_api()
        .delete_system_user(&journey.request.unwrap().to_string())
        .await;

    let page = dashboard(&browser, &customer).await;
    assert_eq!(page.url.path(), format!("/connect/{organisation}"));
    assert_eq!(page.heading(), "Tilgangen er tatt tilbake");
}

#[tokio::test]
async fn the_dashboard_says_that_maskinporten_does_not_answer() {
    let bed = AppTestBed::start().await;
    let (customer, browser) = connected(&bed, "basis").await;
    bed.control_api().post(
        "faults",
        &json!({ "path": "/token", "service": "maskinporten", "fault": "empty", "status": 503, "times": 5 }),
    )
    .await;
    let page = dashboard(&browser, &customer).await;
    page.assert_says("svarer ikke");
    bed.control_api().clear_faults().await;
    dashboard(&browser, &customer)
        .await
        .assert_says("enkelttjeneste Krav og betalinger");
}

#[tokio::test]
async fn a_person_cannot_see_another_organisations_data() {
    let bed = AppTestBed::start().await;
    let (customer, _) = connected(&bed, "basis").await;
    let stranger = bed.new_customer().await;
    let browser = bed.browser();
    browser.sign_in(&stranger.person).await;
    let page = dashboard(&browser, &customer).await;
    assert_eq!(page.status, 403);
    page.assert_lacks(&customer.organisation.name);

    let page = dashboard(&bed.browser(), &customer).await;
    page.assert_lacks(&customer.organisation.name);
}
