//! The way to Altinn and back, from the outside.

mod support;

use std::path::Path;

use serde_json::json;
use support::{Customer, TestBed, location, problem};
use url::Url;

const APPROVE: &str = "Godkjenn systemtilgang";
const REJECT: &str = "Avvis";
const FORWARD: &str = "Ja, send videre";
const FINISH: &str = "Avslutt";
const CLOSE: &str = "Lukk og logg ut";

fn status_of(customer: &Customer) -> String {
    format!("/connect/{}", customer.organisation.number)
}

fn connected(customer: &Customer) -> String {
    format!("{} er koblet til", customer.organisation.name)
}

#[tokio::test]
async fn a_customer_who_approves_comes_back_signed_out_and_is_connected_after_log_in() {
    let bed = TestBed::start().await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    browser.sign_in(&customer.person).await;

    let confirm_url = browser.leave(&customer, "basis").await;
    assert_eq!(confirm_url.port(), bed.simulator.origins().altinn_ui.port());
    let landed = browser
        .answer(&confirm_url, &customer.person, APPROVE)
        .await;

    // Altinn has ended the customer's session, ours included: nothing is shown, and nothing is lost.
    assert_eq!(landed.url.path(), status_of(&customer));
    landed.assert_silent_about(&customer.organisation.name);
    landed.assert_says("Altinn logger deg ut");

    let page = browser
        .sign_in_to(&status_of(&customer), &customer.person)
        .await;
    assert_eq!(page.heading(), connected(&customer));
}

#[tokio::test]
async fn the_return_is_the_redirect_url_unchanged() {
    let bed = TestBed::start().await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    browser.sign_in(&customer.person).await;
    let confirm_url = browser.leave(&customer, "basis").await;
    let landed = browser
        .answer(&confirm_url, &customer.person, APPROVE)
        .await;

    let back: Vec<_> = landed
        .way
        .iter()
        .filter(|url| url.path() == "/connect/return")
        .collect();
    assert_eq!(back.len(), 1, "{:#?}", landed.way);
    let names: Vec<_> = back[0].query_pairs().map(|(name, _)| name).collect();
    assert_eq!(names, ["state"]);
}

#[tokio::test]
async fn a_return_is_not_an_approval() {
    let bed = TestBed::start().await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    browser.sign_in(&customer.person).await;

    let confirm_url = browser.leave(&customer, "basis").await;
    browser.answer(&confirm_url, &customer.person, REJECT).await;

    let page = browser
        .sign_in_to(&status_of(&customer), &customer.person)
        .await;
    assert_eq!(page.heading(), "Forespørselen ble avvist");
}

#[tokio::test]
async fn a_return_in_another_browser_shows_nothing_of_the_customer() {
    let bed = TestBed::start().await;
    let customer = bed.new_customer().await;
    let (ours, approvers) = (bed.browser(), bed.browser());
    ours.sign_in(&customer.person).await;

    let confirm_url = ours.leave(&customer, "basis").await;
    let landed = approvers
        .answer(&confirm_url, &customer.person, APPROVE)
        .await;
    assert_eq!(landed.url.path(), "/returned");
    assert_eq!(problem(&landed.url).as_deref(), Some("returned-elsewhere"));
    landed.assert_silent_about(&customer.organisation.name);
    landed.assert_silent_about(&customer.organisation.number);

    // The approval counts all the same: we ask, whoever came back.
    let page = ours.visit(&status_of(&customer)).await;
    assert_eq!(page.heading(), connected(&customer));
}

#[tokio::test]
async fn a_made_up_state_leads_nowhere() {
    let bed = TestBed::start().await;
    for state in ["?state=0", "", "?state=%00%ff", "?state=a&state=b"] {
        let page = bed
            .browser()
            .visit(&format!("/connect/return{state}"))
            .await;
        let problem = problem(&page.url);
        assert!(
            matches!(problem.as_deref(), Some("unknown-return" | "bad-input")),
            "{state}: {problem:?}"
        );
        page.assert_says("Referanse");
    }
}

#[tokio::test]
async fn returning_again_asks_nothing_and_leads_to_the_same_page() {
    let bed = TestBed::start().await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    browser.sign_in(&customer.person).await;
    let confirm_url = browser.leave(&customer, "basis").await;
    let landed = browser
        .answer(&confirm_url, &customer.person, APPROVE)
        .await;
    let back = returned(&landed.way);

    let organisation = customer.organisation.number.parse().unwrap();
    let before = bed.app.store.journey(&organisation).await.unwrap();
    let again = location(&browser.get(&back).await);
    assert_eq!(again.path(), status_of(&customer));
    let after = bed.app.store.journey(&organisation).await.unwrap();
    assert_eq!(before, after, "Altinn was not asked again");
}

fn returned(way: &[Url]) -> Url {
    let back = way.iter().find(|url| url.path() == "/connect/return");
    back.expect("the way leads past the return").clone()
}

/// A forward ends in the same return as an answer. The request stays open, with its one `state`, so
/// the second trip comes back with it too: only the departure is used up.
#[tokio::test]
async fn a_customer_returns_twice_around_a_forward() {
    let bed = TestBed::start().await;
    let customer = bed.new_customer_of_kind("forwarder").await;
    let manager = customer.access_manager.clone().unwrap();
    let browser = bed.browser();

    browser.sign_in(&customer.person).await;
    let confirm_url = browser.leave(&customer, "basis").await;
    let page = browser.open_at_altinn(&confirm_url, &customer.person).await;
    let forwarded = browser.press(&page, FORWARD).await;
    let landed = browser.press(&forwarded, FINISH).await;
    assert_eq!(landed.url.path(), status_of(&customer));
    let first = returned(&landed.way);

    let page = browser
        .sign_in_to(&status_of(&customer), &customer.person)
        .await;
    assert_eq!(page.heading(), "Venter på svar i Altinn");

    let resumed = browser.resume(&customer).await;
    assert_eq!(resumed, confirm_url);
    // The colleague answers in the same browser, after a log-out.
    let page = browser.visit("/logout").await;
    browser.press(&page, "Logg ut").await;
    let landed = browser.answer(&resumed, &manager, APPROVE).await;
    assert_eq!(returned(&landed.way), first);
    assert_eq!(landed.url.path(), status_of(&customer));

    let page = browser.sign_in_to(&status_of(&customer), &manager).await;
    assert_eq!(page.heading(), connected(&customer));
}

#[tokio::test]
async fn closing_altinns_page_leaves_the_request_open() {
    let bed = TestBed::start().await;
    let customer = bed.new_customer_of_kind("forwarder").await;
    let browser = bed.browser();
    browser.sign_in(&customer.person).await;
    let confirm_url = browser.leave(&customer, "basis").await;
    browser.answer(&confirm_url, &customer.person, CLOSE).await;

    let page = browser
        .sign_in_to(&status_of(&customer), &customer.person)
        .await;
    assert_eq!(page.heading(), "Venter på svar i Altinn");
}

#[tokio::test]
async fn someone_who_lacks_a_right_is_refused_in_altinn_and_the_request_stays_open() {
    let bed = TestBed::start().await;
    let customer = bed.new_customer_of_kind("lacks").await;
    let browser = bed.browser();
    browser.sign_in(&customer.person).await;
    let confirm_url = browser.leave(&customer, "drift").await;

    let page = browser.open_at_altinn(&confirm_url, &customer.person).await;
    let refused = browser.press(&page, APPROVE).await;
    refused.assert_says("Tjenester som ikke kunne delegeres:");

    let page = browser
        .sign_in_to(&status_of(&customer), &customer.person)
        .await;
    assert_eq!(page.heading(), "Venter på svar i Altinn");
}

#[tokio::test]
async fn starting_twice_leads_to_the_request_that_is_already_open() {
    let bed = TestBed::start().await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    browser.sign_in(&customer.person).await;

    let first = browser.leave(&customer, "basis").await;
    let second = browser.leave(&customer, "basis").await;
    assert_eq!(first, second);
}

#[tokio::test]
async fn a_double_click_makes_one_request() {
    let bed = TestBed::start().await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    browser.sign_in(&customer.person).await;
    let (first, second) = tokio::join!(
        browser.leave(&customer, "basis"),
        browser.leave(&customer, "basis")
    );
    assert_eq!(first, second);
    let page = browser.answer(&first, &customer.person, APPROVE).await;
    assert_eq!(page.url.path(), status_of(&customer));
}

#[tokio::test]
async fn another_plan_replaces_the_request_that_is_open() {
    let bed = TestBed::start().await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    browser.sign_in(&customer.person).await;
    let basis = browser.leave(&customer, "basis").await;

    // It says so before: what is promised is what Altinn will ask for.
    let before = format!(
        "/connect/{}/before?plan=drift",
        customer.organisation.number
    );
    let page = browser.visit(&before).await;
    page.assert_says("trekker vi den gamle");

    let drift = browser.leave(&customer, "drift").await;
    assert_ne!(basis, drift);
    let page = browser.open_at_altinn(&drift, &customer.person).await;
    page.assert_says("3 enkelttjenester");
    let gone = bed.browser().open_at_altinn(&basis, &customer.person).await;
    assert!(!gone.has_button(APPROVE));
}

#[tokio::test]
async fn a_customer_who_refused_can_ask_again() {
    let bed = TestBed::start().await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    browser.sign_in(&customer.person).await;
    let rejected = browser.leave(&customer, "basis").await;
    browser.answer(&rejected, &customer.person, REJECT).await;

    browser.sign_in(&customer.person).await;
    let fresh = browser.leave(&customer, "basis").await;
    assert_ne!(fresh, rejected);
    browser.answer(&fresh, &customer.person, APPROVE).await;
    let page = browser
        .sign_in_to(&status_of(&customer), &customer.person)
        .await;
    assert_eq!(page.heading(), connected(&customer));
}

#[tokio::test]
async fn a_request_that_has_run_out_is_replaced() {
    let bed = TestBed::start().await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    browser.sign_in(&customer.person).await;
    let old = browser.leave(&customer, "basis").await;
    let (_, id) = old.query_pairs().find(|(name, _)| name == "id").unwrap();
    bed.control(&format!("requests/{id}/time-out"), &json!({}))
        .await;

    let page = browser.visit(&status_of(&customer)).await;
    assert_eq!(page.heading(), "Forespørselen er for gammel");
    let fresh = browser.leave(&customer, "basis").await;
    assert_ne!(fresh, old);
}

#[tokio::test]
async fn a_customer_who_is_connected_already_is_told_so_and_not_sent_away() {
    let bed = TestBed::start().await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    connect(&bed, &browser, &customer, "basis").await;

    let landed = browser.leave(&customer, "basis").await;
    assert_eq!(landed.path(), status_of(&customer));
}

/// AUTH-00004 without a journey of ours: someone has asked before, from a database that is gone.
#[tokio::test]
async fn a_system_user_that_we_did_not_know_of_is_found() {
    let bed = TestBed::start().await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    connect(&bed, &browser, &customer, "basis").await;
    sqlx::query("DELETE FROM journey")
        .execute(bed.app.store.pool())
        .await
        .unwrap();
    sqlx::query("DELETE FROM request_intent")
        .execute(bed.app.store.pool())
        .await
        .unwrap();

    let landed = browser.leave(&customer, "basis").await;
    assert_eq!(landed.path(), status_of(&customer));
    let page = browser.open(&landed).await;
    let name = &customer.organisation.name;
    assert_eq!(page.heading(), format!("{name} var koblet til fra før"));
}

/// Signs in, has the request approved, and is signed in again.
async fn connect(bed: &TestBed, browser: &support::Browser, customer: &Customer, plan: &str) {
    browser.sign_in(&customer.person).await;
    let confirm_url = browser.leave(customer, plan).await;
    let (_, id) = confirm_url
        .query_pairs()
        .find(|(name, _)| name == "id")
        .unwrap();
    bed.control(
        &format!("requests/{id}/answer"),
        &json!({ "answer": "approve" }),
    )
    .await;
    let page = browser.visit(&status_of(customer)).await;
    assert_eq!(page.heading(), connected(customer));
}

#[tokio::test]
async fn a_system_user_deleted_in_altinn_is_noticed_and_can_be_asked_for_again() {
    let bed = TestBed::start().await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    connect(&bed, &browser, &customer, "basis").await;
    let organisation = customer.organisation.number.parse().unwrap();
    let journey = bed.app.store.journey(&organisation).await.unwrap();
    bed.delete_system_user(&journey.request.unwrap().to_string())
        .await;

    let page = browser.visit(&status_of(&customer)).await;
    assert_eq!(page.heading(), "Tilgangen er tatt tilbake");
    let fresh = browser.leave(&customer, "basis").await;
    assert_eq!(fresh.port(), bed.simulator.origins().altinn_ui.port());
}

#[tokio::test]
async fn two_organisations_of_one_person_are_kept_apart() {
    let bed = TestBed::start().await;
    let customer = bed.new_customer_of_kind("several").await;
    let other = Customer {
        organisation: customer.organisations[1].clone(),
        ..customer.clone()
    };
    assert_ne!(other.organisation.number, customer.organisation.number);
    let browser = bed.browser();
    browser.sign_in(&customer.person).await;

    let first = browser.leave(&customer, "basis").await;
    let second = browser.leave(&other, "drift").await;
    assert_ne!(first, second);
    let landed = browser.answer(&first, &customer.person, APPROVE).await;
    assert_eq!(landed.url.path(), status_of(&customer));

    let page = browser
        .sign_in_to(&status_of(&other), &customer.person)
        .await;
    assert_eq!(page.heading(), "Venter på svar i Altinn");
    let page = browser.visit(&status_of(&customer)).await;
    assert_eq!(page.heading(), connected(&customer));
}

#[tokio::test]
async fn two_colleagues_work_on_one_request() {
    let bed = TestBed::start().await;
    let customer = bed.new_customer_of_kind("forwarder").await;
    let manager = customer.access_manager.clone().unwrap();
    let (theirs, managers) = (bed.browser(), bed.browser());
    theirs.sign_in(&customer.person).await;
    let confirm_url = theirs.leave(&customer, "basis").await;

    // The colleague opens SmartCloud's own page, and goes on from there.
    managers.sign_in(&manager).await;
    assert_eq!(managers.resume(&customer).await, confirm_url);
    let landed = managers.answer(&confirm_url, &manager, APPROVE).await;
    assert_eq!(landed.url.path(), status_of(&customer));

    let page = theirs.visit(&status_of(&customer)).await;
    assert_eq!(page.heading(), connected(&customer));
}

#[tokio::test]
async fn nobody_starts_for_an_organisation_that_is_not_theirs() {
    let bed = TestBed::start().await;
    let (customer, stranger) = (bed.new_customer().await, bed.new_customer().await);
    let browser = bed.browser();
    browser.sign_in(&stranger.person).await;
    let landed = browser.leave(&customer, "basis").await;
    assert_eq!(problem(&landed).as_deref(), Some("not-your-organisation"));
    let page = browser.visit(&status_of(&customer)).await;
    assert_eq!(page.status, 403);
    page.assert_silent_about(&customer.organisation.name);
}

#[tokio::test]
async fn a_session_that_has_ended_leads_through_log_in_and_loses_nothing() {
    let bed = TestBed::start().await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    let landed = browser.leave(&customer, "drift").await;
    assert_eq!(problem(&landed).as_deref(), Some("signed-out"));
    // The page that it came from asks for log-in, and is come back to.
    let page = browser.open(&landed).await;
    assert_eq!(page.url.path(), "/login");
    let next = page.all("input[name=next]", "value").remove(0);
    assert!(next.contains("plan=drift"), "{next}");
    assert!(next.contains(&customer.organisation.number), "{next}");
}

#[tokio::test]
async fn refusals_of_altinns_and_its_silence_are_told_apart() {
    let bed = TestBed::start().await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    browser.sign_in(&customer.person).await;
    let endpoint = "/authentication/api/v1/systemuser/request/vendor";
    for (fault, expected) in [
        (
            json!({ "fault": "problem", "code": "AUTH-00001" }),
            "rights-refused",
        ),
        (
            json!({ "fault": "problem", "code": "AUTH-00063" }),
            "rights-refused",
        ),
        (
            json!({ "fault": "problem", "code": "AUTH-00064" }),
            "rights-refused",
        ),
        (
            json!({ "fault": "problem", "code": "AUTH-00021" }),
            "redirect-refused",
        ),
        (
            json!({ "fault": "problem", "code": "AUTH-00026" }),
            "redirect-refused",
        ),
        (
            json!({ "fault": "problem", "code": "AUTH-00011" }),
            "altinn-refused",
        ),
        (
            json!({ "fault": "empty", "status": 503 }),
            "altinn-unreachable",
        ),
        (
            json!({ "fault": "html", "status": 502 }),
            "altinn-unreachable",
        ),
        (json!({ "fault": "cut" }), "altinn-unreachable"),
    ] {
        let mut lever = fault.clone();
        lever["path"] = endpoint.into();
        lever["method"] = "POST".into();
        bed.control("faults", &lever).await;
        let landed = browser.leave(&customer, "basis").await;
        assert_eq!(problem(&landed).as_deref(), Some(expected), "{fault}");
        assert!(
            landed.query_pairs().any(|(name, _)| name == "ref"),
            "{landed}"
        );
        // Back where it began, with the way on.
        let page = browser.open(&landed).await;
        assert!(page.url.path().ends_with("/before"), "{}", page.url);
    }
    // None of it has left anything behind.
    let confirm_url = browser.leave(&customer, "basis").await;
    assert_eq!(confirm_url.port(), bed.simulator.origins().altinn_ui.port());
}

/// The call had its effect, and the answer was lost: the same call again gives the same request.
#[tokio::test]
async fn an_answer_lost_on_its_way_makes_no_second_request() {
    let bed = TestBed::start().await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    browser.sign_in(&customer.person).await;
    bed.control(
        "faults",
        &json!({
            "path": "/authentication/api/v1/systemuser/request/vendor",
            "method": "POST", "fault": "cut", "after": true
        }),
    )
    .await;
    let landed = browser.leave(&customer, "basis").await;
    assert_eq!(problem(&landed).as_deref(), Some("altinn-unreachable"));

    let page = browser.visit(&status_of(&customer)).await;
    assert_eq!(page.heading(), "Venter på svar i Altinn");
    browser.leave(&customer, "basis").await;
    let state = bed.state().await;
    assert_eq!(state["requests"], 1, "{state}");
}

#[tokio::test]
async fn a_silent_altinn_at_the_return_is_asked_again_on_the_status_page() {
    let bed = TestBed::start().await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    browser.sign_in(&customer.person).await;
    let confirm_url = browser.leave(&customer, "basis").await;
    let reading = json!({
        "path": "/authentication/api/v1/systemuser/request/vendor/",
        "method": "GET", "fault": "empty", "status": 503, "times": 2
    });
    bed.control("faults", &reading).await;
    let landed = browser
        .answer(&confirm_url, &customer.person, APPROVE)
        .await;
    assert_eq!(landed.url.path(), status_of(&customer));

    let page = browser
        .sign_in_to(&status_of(&customer), &customer.person)
        .await;
    assert_eq!(page.heading(), "Vi vet ikke svaret akkurat nå");
    assert_eq!(page.status, 503);
    let page = browser.visit(&status_of(&customer)).await;
    assert_eq!(page.heading(), connected(&customer));
}

#[tokio::test]
async fn whatever_was_begun_survives_a_restart() {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join(format!("smartcloud-restart-{}.db", std::process::id()));
    let url = format!("sqlite:{}", file.display());
    let bed = TestBed::start_with(&[("DATABASE_URL", &url)]).await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    browser.sign_in(&customer.person).await;
    let confirm_url = browser.leave(&customer, "basis").await;

    let bed = bed.restart().await;
    // The session, the request and the departure are still known.
    assert_eq!(browser.resume(&customer).await, confirm_url);
    let landed = browser
        .answer(&confirm_url, &customer.person, APPROVE)
        .await;
    assert_eq!(landed.url.path(), status_of(&customer));

    let bed = bed.restart().await;
    let page = browser
        .sign_in_to(&status_of(&customer), &customer.person)
        .await;
    assert_eq!(page.heading(), connected(&customer));
    drop(bed);
    for end in ["", "-shm", "-wal"] {
        // The last two go by themselves when the last connection is closed in time.
        let _ = std::fs::remove_file(format!("{}{end}", file.display()));
    }
}
