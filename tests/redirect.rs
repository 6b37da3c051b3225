//! Tests of the redirect pattern over HTTP, with a browser, SmartCloud, and the simulator of Altinn.

use std::path::Path;

use altinn_types::NewSystemUserRequest;
use reqwest::Method;
use serde_json::{Value, json};
use smartcloud::plan::PlanId;
use test_support::{
    AppTestBed, Browser, Customer, Gate, Response, SimulatorTestBed, location, problem,
};
use url::Url;

const APPROVE: &str = "Godkjenn systemtilgang";
const REJECT: &str = "Avvis";
const FORWARD: &str = "Ja, send videre";
const FINISH: &str = "Avslutt";
const CLOSE: &str = "Lukk og logg ut";

/// The labels of SmartCloud's two buttons that lead to Altinn. `START` is on the `before` page, and `RESUME` is on the
/// status page.
const START: &str = "Gå til Altinn og godkjenn";
const RESUME: &str = "Gå til Altinn og svar";

const REQUESTS: &str = "/authentication/api/v1/systemuser/request/vendor";

const WAITING: &str = "Venter på svar i Altinn";
const REPLACEMENT_MISSING: &str = "Den nye forespørselen er ikke sendt";

fn status_of(customer: &Customer) -> String {
    format!("/connect/{}", customer.organisation.number)
}

fn connected(customer: &Customer) -> String {
    format!("{} er koblet til", customer.organisation.name)
}

fn page_before_leaving(customer: &Customer, plan: &str) -> String {
    format!(
        "/connect/{}/before?plan={plan}",
        customer.organisation.number
    )
}

/// Returns the id of the request that Altinn's page shows. The id is a parameter of `confirm_url`.
fn request_id(confirm_url: &Url) -> String {
    let id = confirm_url.query_pairs().find(|(name, _)| name == "id");
    id.expect("confirmUrl has an id").1.into_owned()
}

/// Opens the `before` page, which shows the customer the planned request. Presses the button, and returns the URL of
/// the redirect.
async fn start_from_page(browser: &Browser, customer: &Customer, plan: &str) -> Url {
    let page = browser.open(&page_before_leaving(customer, plan)).await;
    location(&browser.send_form(&page, START).await)
}

/// Opens the status page and presses its button. Returns the URL of the redirect.
async fn resume_from_page(browser: &Browser, customer: &Customer) -> Url {
    let page = browser.open(&status_of(customer)).await;
    location(&browser.send_form(&page, RESUME).await)
}

async fn status_page(browser: &Browser, customer: &Customer) -> Response {
    browser.open(&status_of(customer)).await
}

/// Adds a fault for the next call to Altinn's request API with this HTTP method. The fault changes the response to this
/// call. A test can add several faults for one method. Then the first fault applies to the first call, and the second
/// fault applies to the second call.
async fn order_fault(bed: &AppTestBed, method: &str, fault: Value) {
    let mut body = fault;
    body["service"] = "altinn-platform".into();
    body["path"] = REQUESTS.into();
    body["method"] = method.into();
    bed.control_api().post("faults", &body).await;
}

/// Adds a fault that changes nothing in the response to the next call with this HTTP method. A test can then add
/// another fault, which applies to the second call with this method.
async fn let_one_pass(bed: &AppTestBed, method: &str) {
    order_fault(bed, method, json!({ "fault": "slow", "ms": 0 })).await;
}

/// Returns the calls to Altinn's platform from the simulator's request log. The oldest call comes first.
async fn calls(bed: &AppTestBed) -> Vec<Value> {
    let log = bed.control_api().get("log").await;
    let mut calls = log.as_array().unwrap().clone();
    calls.retain(|call| call["service"] == "altinnPlatform");
    calls
}

async fn count_calls(bed: &AppTestBed, method: &str) -> usize {
    let calls = calls(bed).await;
    let of_requests = calls.iter().filter(|call| {
        let path = call["path"].as_str().unwrap();
        call["method"] == method && path.starts_with(REQUESTS)
    });
    of_requests.count()
}

/// Approves, rejects or escalates a request in the simulator, without a browser.
async fn decide(bed: &AppTestBed, confirm_url: &Url, decision: &str) {
    let path = format!("requests/{}/answer", request_id(confirm_url));
    bed.control_api()
        .post(&path, &json!({ "answer": decision }))
        .await;
}

/// Returns the plan that the customer has approved, as SmartCloud has saved it.
async fn approved_plan(bed: &AppTestBed, customer: &Customer) -> Option<PlanId> {
    let organisation = customer.organisation.number.parse().unwrap();
    let journey = bed.app.store.journey(&organisation).await.unwrap();
    journey.plan
}

fn assert_leads_to_altinn(bed: &AppTestBed, address: &Url) {
    let altinn = bed.simulator.origins().altinn_ui.port();
    assert_eq!(address.port(), altinn, "{address}");
}

#[tokio::test]
async fn a_customer_who_approves_comes_back_signed_out_and_is_connected_after_log_in() {
    let bed = AppTestBed::start().await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    browser.sign_in(&customer.person).await;

    let confirm_url = browser.leave(&customer, "basis").await;
    assert_eq!(confirm_url.port(), bed.simulator.origins().altinn_ui.port());
    let landed = browser
        .answer(&confirm_url, &customer.person, APPROVE)
        .await;

    // Altinn has logged the customer out. This log-out has also ended SmartCloud's session. So the page must show
    // nothing about the customer.
    assert_eq!(landed.url.path(), status_of(&customer));
    landed.assert_lacks(&customer.organisation.name);
    landed.assert_says("Altinn logger deg ut");

    let page = browser
        .sign_in_to(&status_of(&customer), &customer.person)
        .await;
    assert_eq!(page.heading(), connected(&customer));
}

#[tokio::test]
async fn the_return_is_the_redirect_url_unchanged() {
    let bed = AppTestBed::start().await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    browser.sign_in(&customer.person).await;
    let confirm_url = browser.leave(&customer, "basis").await;
    let id = request_id(&confirm_url).parse().unwrap();
    let request = bed.app.altinn.get_request(id).await.unwrap().unwrap();
    let landed = browser
        .answer(&confirm_url, &customer.person, APPROVE)
        .await;

    let back: Vec<_> = landed
        .way
        .iter()
        .filter(|url| url.path() == "/connect/return")
        .collect();
    assert_eq!(back.len(), 1, "{:#?}", landed.way);
    assert_eq!(Some(back[0].as_str()), request.redirect_url.as_deref());
}

#[tokio::test]
async fn a_return_is_not_an_approval() {
    let bed = AppTestBed::start().await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    browser.sign_in(&customer.person).await;

    let confirm_url = browser.leave(&customer, "basis").await;
    browser.answer(&confirm_url, &customer.person, REJECT).await;

    let page = browser
        .sign_in_to(&status_of(&customer), &customer.person)
        .await;
    assert_eq!(page.heading(), "Forespørselen ble avvist");
    assert_eq!(approved_plan(&bed, &customer).await, None);
}

#[tokio::test]
async fn a_return_in_another_browser_shows_nothing_of_the_customer() {
    let bed = AppTestBed::start().await;
    let customer = bed.new_customer().await;
    let (ours, approvers) = (bed.browser(), bed.browser());
    ours.sign_in(&customer.person).await;

    let confirm_url = ours.leave(&customer, "basis").await;
    let landed = approvers
        .answer(&confirm_url, &customer.person, APPROVE)
        .await;
    assert_eq!(landed.url.path(), "/returned");
    assert_eq!(problem(&landed.url).as_deref(), Some("returned-elsewhere"));
    landed.assert_lacks(&customer.organisation.name);
    landed.assert_lacks(&customer.organisation.number);

    // A different browser returned from Altinn. The approval must still count, because SmartCloud asks Altinn for the
    // status.
    let page = ours.open(&status_of(&customer)).await;
    assert_eq!(page.heading(), connected(&customer));
}

#[tokio::test]
async fn a_return_with_an_invented_state_shows_an_error() {
    let bed = AppTestBed::start().await;
    for (state, expected, path) in [
        ("?state=0", "unknown-return", "/returned"),
        ("", "unknown-return", "/returned"),
        ("?state=%00%ff", "unknown-return", "/returned"),
        // SmartCloud cannot read a query with two values of `state`.
        ("?state=a&state=b", "bad-input", "/"),
    ] {
        let page = bed.browser().open(&format!("/connect/return{state}")).await;
        assert_eq!(problem(&page.url).as_deref(), Some(expected), "{state}");
        assert_eq!(page.url.path(), path, "{state}");
        page.assert_says("Referanse");
    }
}

#[tokio::test]
async fn a_second_return_asks_altinn_nothing_and_leads_to_the_same_page() {
    let bed = AppTestBed::start().await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    browser.sign_in(&customer.person).await;
    let confirm_url = browser.leave(&customer, "basis").await;
    let landed = browser
        .answer(&confirm_url, &customer.person, APPROVE)
        .await;
    let back = returned(&landed.way);

    let before = calls(&bed).await.len();
    let again = location(&browser.get(&back).await);
    assert_eq!(again.path(), status_of(&customer));
    assert_eq!(problem(&again), None);
    let after = calls(&bed).await;
    assert_eq!(
        after.len(),
        before,
        "a second return calls Altinn: {after:#?}"
    );
}

fn returned(way: &[Url]) -> Url {
    let back = way.iter().find(|url| url.path() == "/connect/return");
    back.expect("the way leads past the return").clone()
}

/// If the customer forwards the request, Altinn redirects the browser back, as after a decision. The request stays open
/// and keeps its `state`. So Altinn redirects the browser back twice with the same `state`. SmartCloud must accept this
/// `state` both times, so it must save a redirect attempt for each redirect to Altinn.
#[tokio::test]
async fn a_customer_returns_twice_around_a_forward() {
    let bed = AppTestBed::start().await;
    let customer = bed.control_api().new_customer("forwarder").await;
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
    // The first user logs out. After that, a colleague approves the request in the same browser.
    let page = browser.open("/logout").await;
    browser.press(&page, "Logg ut").await;
    let landed = browser.answer(&resumed, &manager, APPROVE).await;
    assert_eq!(returned(&landed.way), first);
    assert_eq!(landed.url.path(), status_of(&customer));

    let page = browser.sign_in_to(&status_of(&customer), &manager).await;
    assert_eq!(page.heading(), connected(&customer));
}

#[tokio::test]
async fn closing_altinns_page_leaves_the_request_open() {
    let bed = AppTestBed::start().await;
    let customer = bed.control_api().new_customer("forwarder").await;
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
    let bed = AppTestBed::start().await;
    let customer = bed.control_api().new_customer("lacks").await;
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
    let bed = AppTestBed::start().await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    browser.sign_in(&customer.person).await;

    let first = browser.leave(&customer, "basis").await;
    let second = browser.leave(&customer, "basis").await;
    assert_eq!(first, second);
}

/// Altinn answers the first POST late, and SmartCloud must wait for this answer before it sends the second POST.
/// Without SmartCloud's lock, the answer to the second POST would come first.
#[tokio::test]
async fn a_double_click_sends_the_second_post_after_the_answer_to_the_first() {
    let bed = AppTestBed::start().await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    browser.sign_in(&customer.person).await;
    order_fault(&bed, "POST", json!({ "fault": "slow", "ms": 1000 })).await;
    let (first, second) = tokio::join!(
        browser.leave(&customer, "basis"),
        browser.leave(&customer, "basis")
    );
    assert_eq!(first, second);

    let calls = calls(&bed).await;
    let posts: Vec<_> = calls
        .iter()
        .filter(|call| call["method"] == "POST" && call["path"] == REQUESTS)
        .map(|call| (call["status"].clone(), call["fault"].clone()))
        .collect();
    assert_eq!(
        posts,
        [(201.into(), "slow".into()), (200.into(), Value::Null)]
    );
    assert_eq!(bed.control_api().state().await["requests"], 1);
    let page = browser.answer(&first, &customer.person, APPROVE).await;
    assert_eq!(page.url.path(), status_of(&customer));
}

#[tokio::test]
async fn another_plan_replaces_the_open_request_after_the_page_has_said_so() {
    let bed = AppTestBed::start().await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    browser.sign_in(&customer.person).await;
    let basis = start_from_page(&browser, &customer, "basis").await;

    let page = browser.open(&page_before_leaving(&customer, "drift")).await;
    page.assert_says("trekker vi den gamle tilbake");
    let replaced = page.all("input[name=replaces]", "value");
    assert_eq!(replaced, [request_id(&basis)]);

    let drift = start_from_page(&browser, &customer, "drift").await;
    assert_ne!(basis, drift);
    assert_leads_to_altinn(&bed, &drift);
    let page = browser.open_at_altinn(&drift, &customer.person).await;
    page.assert_says("3 enkelttjenester");
    let gone = bed.browser().open_at_altinn(&basis, &customer.person).await;
    assert!(!gone.has_button(APPROVE));
}

/// A customer sends the form of an old `before` page. SmartCloud created the open request later, so the form does not
/// name this request. SmartCloud must keep the open request.
#[tokio::test]
async fn a_request_that_the_page_did_not_name_is_not_deleted() {
    let bed = AppTestBed::start().await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    browser.sign_in(&customer.person).await;
    let basis = browser.leave(&customer, "basis").await;

    let other = "00000000-0000-4000-8000-000000000000";
    for replaces in [None, Some(other)] {
        let mut form = vec![
            ("organisation", customer.organisation.number.as_str()),
            ("plan", "drift"),
        ];
        form.extend(replaces.map(|id| ("replaces", id)));
        let landed = location(&browser.post("/connect/start", &form).await);
        assert_eq!(problem(&landed), None);
        let page = browser.open(&landed).await;
        page.assert_says("trekker vi den gamle tilbake");
        assert!(page.has_button(START));
    }
    assert_eq!(count_calls(&bed, "DELETE").await, 0);

    // The customer opened the page about another plan, but did not press the button on that page. So the waiting
    // request must still be the request for the plan Basis.
    assert_eq!(resume_from_page(&browser, &customer).await, basis);
    decide(&bed, &basis, "approve").await;
    let page = status_page(&browser, &customer).await;
    assert_eq!(page.heading(), connected(&customer));
    page.assert_lacks("Drift");
}

/// A customer changes the plan several times. Each time, the `before` page must name the newest request. Then
/// SmartCloud can replace that request.
#[tokio::test]
async fn a_plan_can_be_changed_twice() {
    let bed = AppTestBed::start().await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    browser.sign_in(&customer.person).await;
    for plan in ["basis", "drift", "proff", "basis"] {
        let address = start_from_page(&browser, &customer, plan).await;
        assert_leads_to_altinn(&bed, &address);
    }
    assert_eq!(count_calls(&bed, "DELETE").await, 3);
    assert_eq!(bed.control_api().state().await["requests"], 1);
}

#[tokio::test]
async fn a_customer_who_refused_can_ask_again() {
    let bed = AppTestBed::start().await;
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
    let bed = AppTestBed::start().await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    browser.sign_in(&customer.person).await;
    let old = browser.leave(&customer, "basis").await;
    let id = request_id(&old);
    bed.control_api()
        .post(&format!("requests/{id}/time-out"), &json!({}))
        .await;

    let page = browser.open(&status_of(&customer)).await;
    assert_eq!(page.heading(), "Forespørselen er for gammel");
    let fresh = browser.leave(&customer, "basis").await;
    assert_leads_to_altinn(&bed, &fresh);
    assert_ne!(fresh, old);
}

/// Altinn lets a customer approve a request that is older than 180 days. After such an approval, SmartCloud must show
/// that the customer is connected.
#[tokio::test]
async fn an_expired_request_that_is_approved_late_connects_the_customer() {
    let bed = AppTestBed::start().await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    browser.sign_in(&customer.person).await;
    let old = browser.leave(&customer, "basis").await;
    let id = request_id(&old);
    bed.control_api()
        .post(&format!("requests/{id}/time-out"), &json!({}))
        .await;
    let page = status_page(&browser, &customer).await;
    assert_eq!(page.heading(), "Forespørselen er for gammel");

    decide(&bed, &old, "approve").await;
    let page = status_page(&browser, &customer).await;
    assert_eq!(page.heading(), connected(&customer));
    assert_eq!(approved_plan(&bed, &customer).await, Some(PlanId::Basis));
}

#[tokio::test]
async fn a_customer_who_is_connected_already_is_told_so_and_not_sent_away() {
    let bed = AppTestBed::start().await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    connect(&bed, &browser, &customer, "basis").await;

    let landed = browser.leave(&customer, "basis").await;
    assert_eq!(landed.path(), status_of(&customer));
    assert_eq!(problem(&landed), None);
    let page = browser.open(&landed).await;
    assert_eq!(page.heading(), connected(&customer));
    let page = browser.open(&page_before_leaving(&customer, "basis")).await;
    page.assert_says("er koblet til allerede");
    page.assert_says("Firmaet har planen Basis.");
    assert!(!page.has_button(START));
    // The page for another plan names both plans, and what the other plan needs in addition.
    let page = browser.open(&page_before_leaving(&customer, "drift")).await;
    page.assert_says("Tilgangen er godkjent for planen Basis. Planen Drift ber i tillegg om:");
    page.assert_says("Vil du ha Drift? Slett systemtilgangen i Altinn først");
}

/// SmartCloud has lost its database, so it knows nothing about the customer. Altinn answers the new request with
/// AUTH-00004, because the customer has a system user, and SmartCloud must find this system user.
#[tokio::test]
async fn a_system_user_that_we_did_not_know_of_is_found() {
    let bed = AppTestBed::start().await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    connect(&bed, &browser, &customer, "basis").await;
    sqlx::query("DELETE FROM journey")
        .execute(&mut *bed.app.store.connection().await)
        .await
        .unwrap();
    sqlx::query("DELETE FROM request_intent")
        .execute(&mut *bed.app.store.connection().await)
        .await
        .unwrap();

    let landed = browser.leave(&customer, "basis").await;
    assert_eq!(landed.path(), status_of(&customer));
    let page = browser.open(&landed).await;
    let name = &customer.organisation.name;
    assert_eq!(page.heading(), format!("{name} var koblet til fra før"));
    // The approved plan is unknown, and SmartCloud must not guess.
    assert_eq!(approved_plan(&bed, &customer).await, None);
    page.assert_says("Vi kan ikke se om tilgangen dekker alt planen Basis ber om");
}

/// Connects a customer: signs in, sends a request, and approves the request at the simulator. Then opens the status
/// page, so that SmartCloud learns about the approval.
async fn connect(bed: &AppTestBed, browser: &Browser, customer: &Customer, plan: &str) {
    browser.sign_in(&customer.person).await;
    let confirm_url = browser.leave(customer, plan).await;
    decide(bed, &confirm_url, "approve").await;
    let page = status_page(browser, customer).await;
    assert_eq!(page.heading(), connected(customer));
}

#[tokio::test]
async fn a_system_user_deleted_in_altinn_is_noticed_and_can_be_asked_for_again() {
    let bed = AppTestBed::start().await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    connect(&bed, &browser, &customer, "basis").await;
    let organisation = customer.organisation.number.parse().unwrap();
    let journey = bed.app.store.journey(&organisation).await.unwrap();
    bed.control_api()
        .delete_system_user(&journey.request.unwrap().to_string())
        .await;

    let page = browser.open(&status_of(&customer)).await;
    assert_eq!(page.heading(), "Tilgangen er tatt tilbake");
    let fresh = browser.leave(&customer, "basis").await;
    assert_eq!(fresh.port(), bed.simulator.origins().altinn_ui.port());
}

#[tokio::test]
async fn two_organisations_of_one_person_are_kept_apart() {
    let bed = AppTestBed::start().await;
    let customer = bed.control_api().new_customer("several").await;
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
    let page = browser.open(&status_of(&customer)).await;
    assert_eq!(page.heading(), connected(&customer));
}

#[tokio::test]
async fn two_colleagues_work_on_one_request() {
    let bed = AppTestBed::start().await;
    let customer = bed.control_api().new_customer("forwarder").await;
    let manager = customer.access_manager.clone().unwrap();
    let (theirs, managers) = (bed.browser(), bed.browser());
    theirs.sign_in(&customer.person).await;
    let confirm_url = theirs.leave(&customer, "basis").await;

    // The colleague opens SmartCloud's status page, and goes to Altinn from that page.
    managers.sign_in(&manager).await;
    assert_eq!(managers.resume(&customer).await, confirm_url);
    let landed = managers.answer(&confirm_url, &manager, APPROVE).await;
    assert_eq!(landed.url.path(), status_of(&customer));

    let page = theirs.open(&status_of(&customer)).await;
    assert_eq!(page.heading(), connected(&customer));
}

#[tokio::test]
async fn nobody_starts_for_an_organisation_that_is_not_theirs() {
    let bed = AppTestBed::start().await;
    let (customer, stranger) = (bed.new_customer().await, bed.new_customer().await);
    let browser = bed.browser();
    browser.sign_in(&stranger.person).await;
    let landed = browser.leave(&customer, "basis").await;
    assert_eq!(problem(&landed).as_deref(), Some("not-your-organisation"));
    let page = browser.open(&status_of(&customer)).await;
    assert_eq!(page.status, 403);
    page.assert_lacks(&customer.organisation.name);
}

#[tokio::test]
async fn a_session_that_has_ended_leads_through_log_in_and_loses_nothing() {
    let bed = AppTestBed::start().await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    let landed = browser.leave(&customer, "drift").await;
    assert_eq!(problem(&landed).as_deref(), Some("signed-out"));
    // The `before` page asks the user to log in. After the log-in, SmartCloud must redirect the browser back to the
    // `before` page.
    let page = browser.open(&landed).await;
    assert_eq!(page.url.path(), "/login");
    let next = page.all("input[name=next]", "value").remove(0);
    assert!(next.contains("plan=drift"), "{next}");
    assert!(next.contains(&customer.organisation.number), "{next}");
}

#[tokio::test]
async fn each_refusal_of_altinn_and_no_answer_give_their_own_error() {
    let bed = AppTestBed::start().await;
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
        let mut injected = fault.clone();
        injected["path"] = endpoint.into();
        injected["method"] = "POST".into();
        bed.control_api().post("faults", &injected).await;
        let landed = browser.leave(&customer, "basis").await;
        assert_eq!(problem(&landed).as_deref(), Some(expected), "{fault}");
        assert!(
            landed.query_pairs().any(|(name, _)| name == "ref"),
            "{landed}"
        );
        // After each error, SmartCloud must redirect the customer back to the `before` page, which has the button to
        // try again.
        let page = browser.open(&landed).await;
        assert!(page.url.path().ends_with("/before"), "{}", page.url);
    }
    // The failed attempts must not prevent a later attempt.
    let confirm_url = browser.leave(&customer, "basis").await;
    assert_eq!(confirm_url.port(), bed.simulator.origins().altinn_ui.port());
}

/// Altinn has created the request, but SmartCloud did not receive Altinn's answer to the POST. The status page must
/// find the request, and the button on the page must lead to Altinn.
#[tokio::test]
async fn after_a_lost_answer_the_status_page_leads_on_to_the_request() {
    let bed = AppTestBed::start().await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    browser.sign_in(&customer.person).await;
    order_fault(&bed, "POST", json!({ "fault": "cut", "after": true })).await;
    let landed = browser.leave(&customer, "basis").await;
    assert_eq!(problem(&landed).as_deref(), Some("altinn-unreachable"));

    let page = status_page(&browser, &customer).await;
    assert_eq!(page.heading(), WAITING);
    assert_eq!(approved_plan(&bed, &customer).await, None);
    let resumed = resume_from_page(&browser, &customer).await;
    assert_leads_to_altinn(&bed, &resumed);
    assert_eq!(
        count_calls(&bed, "POST").await,
        1,
        "to resume creates nothing"
    );
    assert_eq!(bed.control_api().state().await["requests"], 1);

    let landed = browser.answer(&resumed, &customer.person, APPROVE).await;
    assert_eq!(landed.url.path(), status_of(&customer));
    let page = browser
        .sign_in_to(&status_of(&customer), &customer.person)
        .await;
    assert_eq!(page.heading(), connected(&customer));
    let page = browser
        .open(&format!("/dashboard/{}", customer.organisation.number))
        .await;
    page.assert_says("Plan Basis");
}

/// Altinn has created the request, but SmartCloud did not receive Altinn's response to the POST. A colleague approves
/// the request before SmartCloud knows that the request exists. SmartCloud must still find out which plan the colleague
/// approved.
#[tokio::test]
async fn a_request_whose_answer_was_lost_can_be_approved_before_smartcloud_sees_it() {
    let bed = AppTestBed::start().await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    browser.sign_in(&customer.person).await;
    order_fault(&bed, "POST", json!({ "fault": "cut", "after": true })).await;
    browser.leave(&customer, "drift").await;
    let organisation = customer.organisation.number.parse().unwrap();
    let system = &bed.config.system.id;
    let request = bed.app.altinn.find_request(system, &organisation).await;
    let id = request.unwrap().unwrap().id;
    bed.control_api()
        .post(
            &format!("requests/{id}/answer"),
            &json!({ "answer": "approve" }),
        )
        .await;

    let page = status_page(&browser, &customer).await;
    assert_eq!(page.heading(), connected(&customer));
    assert_eq!(approved_plan(&bed, &customer).await, Some(PlanId::Drift));
}

/// SmartCloud's POST failed, and Altinn has not created a request. The status page must say that there is no request,
/// and must lead to the plan that the customer wanted.
#[tokio::test]
async fn after_a_post_without_effect_the_status_page_leads_to_the_wanted_plan() {
    let bed = AppTestBed::start().await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    browser.sign_in(&customer.person).await;
    order_fault(&bed, "POST", json!({ "fault": "cut" })).await;
    browser.leave(&customer, "drift").await;

    let page = status_page(&browser, &customer).await;
    assert_eq!(
        page.heading(),
        format!("{} er ikke koblet til ennå", customer.organisation.name)
    );
    assert_eq!(
        page.link("Be om tilgang"),
        page_before_leaving(&customer, "drift")
    );
    let address = start_from_page(&browser, &customer, "drift").await;
    assert_leads_to_altinn(&bed, &address);
}

/// SmartCloud's POST timed out. Altinn creates the request only after SmartCloud has looked for it once and found
/// nothing. The status page must find the request later, and SmartCloud must still know which plan the customer
/// approved.
#[tokio::test]
async fn a_post_that_takes_effect_late_is_found_with_its_plan() {
    let bed = AppTestBed::start().await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    browser.sign_in(&customer.person).await;
    order_fault(&bed, "POST", json!({ "fault": "cut" })).await;
    browser.leave(&customer, "drift").await;
    let page = status_page(&browser, &customer).await;
    assert_eq!(
        page.heading(),
        format!("{} er ikke koblet til ennå", customer.organisation.name)
    );

    // The test itself creates the request, as if SmartCloud's POST had reached Altinn only now.
    let organisation = customer.organisation.number.parse().unwrap();
    let intent = bed.app.store.open_intent(&organisation).await.unwrap();
    let mut redirect_url = bed.config.return_url();
    let state = intent.expect("the intent is still open").state;
    redirect_url.query_pairs_mut().append_pair("state", &state);
    let late = NewSystemUserRequest {
        system_id: bed.config.system.id.clone(),
        party_org_no: organisation,
        external_ref: None,
        integration_title: None,
        rights: PlanId::Drift.plan().rights(),
        access_packages: PlanId::Drift.plan().access_packages(),
        redirect_url: Some(redirect_url.into()),
    };
    bed.app.altinn.create_request(&late).await.unwrap();

    let page = status_page(&browser, &customer).await;
    assert_eq!(page.heading(), WAITING);
    let resumed = resume_from_page(&browser, &customer).await;
    browser.answer(&resumed, &customer.person, APPROVE).await;
    let page = browser
        .sign_in_to(&status_of(&customer), &customer.person)
        .await;
    assert_eq!(page.heading(), connected(&customer));
    assert_eq!(approved_plan(&bed, &customer).await, Some(PlanId::Drift));
}

/// The customer's first request waits for an answer, perhaps from a colleague. Altinn fails while the customer tries
/// another plan. The status page must lead to the first request, and SmartCloud must not delete this request.
#[tokio::test]
async fn resuming_leads_to_the_waiting_request_and_deletes_nothing() {
    let bed = AppTestBed::start().await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    browser.sign_in(&customer.person).await;
    let basis = browser.leave(&customer, "basis").await;
    order_fault(&bed, "POST", json!({ "fault": "empty", "status": 503 })).await;
    let landed = start_from_page(&browser, &customer, "drift").await;
    assert_eq!(problem(&landed).as_deref(), Some("altinn-unreachable"));

    let page = status_page(&browser, &customer).await;
    assert_eq!(page.heading(), WAITING);
    assert_eq!(resume_from_page(&browser, &customer).await, basis);
    assert_eq!(count_calls(&bed, "DELETE").await, 0);

    // The browser must return with the `state` of the first request, and the approval must count for the first plan.
    let landed = browser.answer(&basis, &customer.person, APPROVE).await;
    assert_eq!(landed.url.path(), status_of(&customer));
    let page = browser
        .sign_in_to(&status_of(&customer), &customer.person)
        .await;
    assert_eq!(page.heading(), connected(&customer));
    let page = browser
        .open(&format!("/dashboard/{}", customer.organisation.number))
        .await;
    page.assert_says("Plan Basis");
}

/// SmartCloud has lost its database, so it does not know the `state` of the waiting request. SmartCloud must replace
/// the request only after the `before` page has told the customer about the replacement.
#[tokio::test]
async fn a_waiting_request_with_an_unknown_state_is_replaced_only_from_the_page_before_leaving() {
    let bed = AppTestBed::start().await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    browser.sign_in(&customer.person).await;
    let old = browser.leave(&customer, "basis").await;
    for table in ["redirect_attempt", "request_intent", "journey"] {
        sqlx::query(&format!("DELETE FROM {table}"))
            .execute(&mut *bed.app.store.connection().await)
            .await
            .unwrap();
    }

    let landed = browser.leave(&customer, "basis").await;
    let page = browser.open(&landed).await;
    page.assert_says("trekker vi den gamle tilbake");
    let landed = resume_from_page(&browser, &customer).await;
    assert_eq!(landed.path(), format!("{}/before", status_of(&customer)));
    assert_eq!(count_calls(&bed, "DELETE").await, 0);

    let fresh = start_from_page(&browser, &customer, "basis").await;
    assert_leads_to_altinn(&bed, &fresh);
    assert_ne!(fresh, old);
    assert_eq!(count_calls(&bed, "DELETE").await, 1);
}

#[tokio::test]
async fn resuming_after_the_decision_leads_to_the_status_page() {
    let bed = AppTestBed::start().await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    browser.sign_in(&customer.person).await;
    let confirm_url = browser.leave(&customer, "basis").await;
    decide(&bed, &confirm_url, "reject").await;
    let landed = browser.resume(&customer).await;
    assert_eq!(landed.path(), status_of(&customer));
    assert_eq!(problem(&landed), None);
    let page = browser.open(&landed).await;
    assert_eq!(page.heading(), "Forespørselen ble avvist");
}

/// To replace a request, SmartCloud sends a DELETE and then a POST. In this test, the POST fails after the DELETE has
/// succeeded. The status page must say that the old request is gone, and the customer must be able to try again.
#[tokio::test]
async fn a_post_that_fails_after_the_delete_is_told_and_can_be_tried_again() {
    let bed = AppTestBed::start().await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    browser.sign_in(&customer.person).await;
    browser.leave(&customer, "basis").await;
    let_one_pass(&bed, "POST").await;
    order_fault(&bed, "POST", json!({ "fault": "empty", "status": 503 })).await;

    let landed = start_from_page(&browser, &customer, "drift").await;
    assert_eq!(landed.path(), status_of(&customer));
    assert_eq!(problem(&landed).as_deref(), Some("altinn-unreachable"));
    let page = browser.open(&landed).await;
    assert_eq!(page.heading(), REPLACEMENT_MISSING);
    page.assert_says("Vi trakk tilbake den gamle forespørselen");
    assert_eq!(page.status, 200);
    // When the customer opens the status page again, the status must be the same.
    let page = status_page(&browser, &customer).await;
    assert_eq!(page.heading(), REPLACEMENT_MISSING);
    assert_eq!(
        page.link("Prøv igjen"),
        page_before_leaving(&customer, "drift")
    );

    // The customer tries again, and the POST fails a second time. The status must stay the same.
    order_fault(&bed, "POST", json!({ "fault": "empty", "status": 503 })).await;
    start_from_page(&browser, &customer, "drift").await;
    let page = status_page(&browser, &customer).await;
    assert_eq!(page.heading(), REPLACEMENT_MISSING);

    let fresh = start_from_page(&browser, &customer, "drift").await;
    assert_leads_to_altinn(&bed, &fresh);
    let page = status_page(&browser, &customer).await;
    assert_eq!(page.heading(), WAITING);
}

/// SmartCloud has deleted the old request, but both POSTs for the new request fail. SmartCloud must redirect the
/// browser to the status page. The `before` page would not say that the old request is gone.
#[tokio::test]
async fn a_second_try_to_replace_that_fails_too_leads_to_the_status_page() {
    let bed = AppTestBed::start().await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    browser.sign_in(&customer.person).await;
    browser.leave(&customer, "basis").await;
    let failure = json!({ "fault": "empty", "status": 503 });
    let_one_pass(&bed, "POST").await;
    order_fault(&bed, "POST", failure.clone()).await;
    start_from_page(&browser, &customer, "drift").await;
    assert_eq!(count_calls(&bed, "DELETE").await, 1);

    order_fault(&bed, "POST", failure).await;
    let landed = start_from_page(&browser, &customer, "drift").await;
    assert_eq!(landed.path(), status_of(&customer));
    assert_eq!(problem(&landed).as_deref(), Some("altinn-unreachable"));
    let page = browser.open(&landed).await;
    assert_eq!(page.heading(), REPLACEMENT_MISSING);
    page.assert_says("Vi trakk tilbake den gamle forespørselen");
    assert_eq!(
        page.link("Prøv igjen"),
        page_before_leaving(&customer, "drift")
    );
    assert_eq!(count_calls(&bed, "DELETE").await, 1);
    assert_eq!(bed.control_api().state().await["requests"], 0);
}

#[tokio::test]
async fn a_lost_answer_to_the_post_after_the_delete_loses_no_request() {
    let bed = AppTestBed::start().await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    browser.sign_in(&customer.person).await;
    let basis = browser.leave(&customer, "basis").await;
    let_one_pass(&bed, "POST").await;
    order_fault(&bed, "POST", json!({ "fault": "cut", "after": true })).await;

    start_from_page(&browser, &customer, "drift").await;
    let page = status_page(&browser, &customer).await;
    assert_eq!(page.heading(), WAITING);
    let drift = resume_from_page(&browser, &customer).await;
    assert_leads_to_altinn(&bed, &drift);
    assert_ne!(drift, basis);
    let page = browser.open_at_altinn(&drift, &customer.person).await;
    page.assert_says("3 enkelttjenester");
}

#[tokio::test]
async fn a_delete_that_fails_leaves_the_old_request_waiting() {
    let bed = AppTestBed::start().await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    browser.sign_in(&customer.person).await;
    let basis = browser.leave(&customer, "basis").await;
    order_fault(&bed, "DELETE", json!({ "fault": "empty", "status": 503 })).await;

    let landed = start_from_page(&browser, &customer, "drift").await;
    assert_eq!(problem(&landed).as_deref(), Some("altinn-unreachable"));
    assert_eq!(landed.path(), status_of(&customer));
    let page = browser.open(&landed).await;
    assert_eq!(page.heading(), WAITING);
    assert_eq!(resume_from_page(&browser, &customer).await, basis);
}

#[tokio::test]
async fn a_lost_answer_to_the_delete_is_told_as_an_old_request_that_is_gone() {
    let bed = AppTestBed::start().await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    browser.sign_in(&customer.person).await;
    browser.leave(&customer, "basis").await;
    order_fault(&bed, "DELETE", json!({ "fault": "cut", "after": true })).await;

    start_from_page(&browser, &customer, "drift").await;
    let page = status_page(&browser, &customer).await;
    assert_eq!(page.heading(), REPLACEMENT_MISSING);
    let drift = start_from_page(&browser, &customer, "drift").await;
    assert_leads_to_altinn(&bed, &drift);
}

/// The customer changes the plan, so SmartCloud deletes the old request. Just before the DELETE, a colleague approves
/// the old request. After the DELETE, Altinn has a system user and no request. SmartCloud must know which plan the
/// colleague has approved.
#[tokio::test]
async fn an_approval_just_before_the_delete_keeps_the_plan_of_the_old_request() {
    let simulator = SimulatorTestBed::start().await;
    let gate = Gate::start(&simulator.platform("/"), "DELETE").await;
    let vars = [("ALTINN_PLATFORM_URL", gate.url.as_str())];
    let bed = AppTestBed::start_on(simulator, &vars).await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    browser.sign_in(&customer.person).await;
    let basis = browser.leave(&customer, "basis").await;
    let page = browser.open(&page_before_leaving(&customer, "drift")).await;
    // SmartCloud has not saved the id of the old request, for example because an older version sent the request.
    sqlx::query("UPDATE request_intent SET request = NULL")
        .execute(&mut *bed.app.store.connection().await)
        .await
        .unwrap();

    // Altinn answers the POST with the open request, so SmartCloud sends the DELETE.
    let approve = gate.before_call(decide(&bed, &basis, "approve"));
    let (landed, ()) = tokio::join!(browser.send_form(&page, START), approve);
    assert_eq!(count_calls(&bed, "DELETE").await, 1);
    assert_eq!(bed.control_api().state().await["requests"], 0);
    assert_eq!(location(&landed).path(), status_of(&customer));

    let page = status_page(&browser, &customer).await;
    assert_eq!(page.heading(), connected(&customer));
    page.assert_says("godkjent for planen Basis");
    assert_eq!(approved_plan(&bed, &customer).await, Some(PlanId::Basis));
    let page = browser
        .open(&format!("/dashboard/{}", customer.organisation.number))
        .await;
    page.assert_says("Plan Basis");
}

/// A customer opens the `before` page for one plan, then approves another plan, and then presses the button on the old
/// page. The approved plan must not change.
#[tokio::test]
async fn a_stale_tab_does_not_change_the_plan_of_a_connected_customer() {
    let bed = AppTestBed::start().await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    browser.sign_in(&customer.person).await;
    let stale = browser.open(&page_before_leaving(&customer, "drift")).await;
    connect(&bed, &browser, &customer, "basis").await;

    let landed = location(&browser.send_form(&stale, START).await);
    assert_eq!(landed.path(), status_of(&customer));
    let page = browser.open(&landed).await;
    assert_eq!(page.heading(), connected(&customer));
    page.assert_says("godkjent for planen Basis");
    page.assert_says("Planen Drift ber i tillegg om: Lønn, Logistikk");

    let page = browser
        .open(&format!("/dashboard/{}", customer.organisation.number))
        .await;
    page.assert_says("Plan Basis");
    page.assert_lacks("Plan Drift");
    page.assert_lacks("gir ikke adgang");
}

/// The customer approves the plan Basis in Altinn. Before SmartCloud has seen the approval, the customer presses the
/// button for the plan Drift. SmartCloud must save Basis as the approved plan.
#[tokio::test]
async fn an_approval_that_start_sees_first_sets_the_approved_plan() {
    let bed = AppTestBed::start().await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    browser.sign_in(&customer.person).await;
    let confirm_url = browser.leave(&customer, "basis").await;
    decide(&bed, &confirm_url, "approve").await;
    let landed = browser.leave(&customer, "drift").await;
    assert_eq!(landed.path(), status_of(&customer));
    assert_eq!(approved_plan(&bed, &customer).await, Some(PlanId::Basis));
}

/// With AUTH-00004 and AUTH-00006, Altinn says that the customer has a system user. SmartCloud must look for this
/// system user. The test covers a customer without a system user and a connected customer.
#[tokio::test]
async fn a_system_user_that_altinn_reports_is_looked_up() {
    for code in ["AUTH-00004", "AUTH-00006"] {
        let bed = AppTestBed::start().await;
        let customer = bed.new_customer().await;
        let browser = bed.browser();
        browser.sign_in(&customer.person).await;
        let fault = json!({ "fault": "problem", "code": code });

        // Altinn says that the customer has a system user, but this customer has none. SmartCloud must not show the
        // customer as connected.
        order_fault(&bed, "POST", fault.clone()).await;
        let landed = browser.leave(&customer, "basis").await;
        assert_eq!(problem(&landed).as_deref(), Some("not-as-asked"), "{code}");
        assert!(landed.path().ends_with("/before"), "{landed}");

        connect(&bed, &browser, &customer, "basis").await;
        order_fault(&bed, "POST", fault).await;
        let landed = browser.leave(&customer, "basis").await;
        assert_eq!(landed.path(), status_of(&customer), "{code}");
        assert_eq!(problem(&landed), None, "{code}");
        let page = browser.open(&landed).await;
        assert_eq!(page.heading(), connected(&customer), "{code}");
        assert_eq!(count_calls(&bed, "DELETE").await, 0, "{code}");
    }
}

/// During an approval, Altinn creates the system user before it changes the status of the request. If Altinn stops
/// between the two, the request stays `New` although the customer has a system user.
#[tokio::test]
async fn a_system_user_counts_although_altinn_still_has_its_request_as_new() {
    let bed = AppTestBed::start().await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    browser.sign_in(&customer.person).await;
    let confirm_url = browser.leave(&customer, "basis").await;
    decide(&bed, &confirm_url, "approve").await;
    let mut world = bed.control_api().get("world").await;
    world["tables"]["request"][request_id(&confirm_url)]["status"] = "New".into();
    bed.control_api().send(Method::PUT, "world", &world).await;

    // Altinn answers the POST with AUTH-00004, and the GET of the request with `New`.
    let landed = browser.leave(&customer, "basis").await;
    assert_eq!(problem(&landed), None);
    assert_eq!(landed.path(), status_of(&customer));
    let page = browser.open(&landed).await;
    assert_eq!(page.heading(), connected(&customer));
    assert_eq!(approved_plan(&bed, &customer).await, Some(PlanId::Basis));
}

/// The customer has deleted an earlier system user. The response to the next POST is lost, and the customer approves that
/// request before SmartCloud has seen it. SmartCloud must still find the plan of the request.
#[tokio::test]
async fn the_plan_of_a_lost_answer_is_found_although_an_earlier_system_user_was_deleted() {
    let bed = AppTestBed::start().await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    connect(&bed, &browser, &customer, "basis").await;
    let organisation = customer.organisation.number.parse().unwrap();
    let journey = bed.app.store.journey(&organisation).await.unwrap();
    let system_user = journey.request.unwrap().to_string();
    bed.control_api().delete_system_user(&system_user).await;
    status_page(&browser, &customer).await;

    order_fault(&bed, "POST", json!({ "fault": "cut", "after": true })).await;
    browser.leave(&customer, "drift").await;
    let system = &bed.config.system.id;
    let request = bed.app.altinn.find_request(system, &organisation).await;
    let answer = format!("requests/{}/answer", request.unwrap().unwrap().id);
    bed.control_api()
        .post(&answer, &json!({ "answer": "approve" }))
        .await;

    let page = status_page(&browser, &customer).await;
    assert_eq!(page.heading(), connected(&customer));
    assert_eq!(approved_plan(&bed, &customer).await, Some(PlanId::Drift));
}

/// With AUTH-00007, Altinn says that a request is waiting for an answer. Altinn's response contains no id, so
/// SmartCloud must look for the request itself.
#[tokio::test]
async fn a_waiting_request_that_altinn_reports_by_code_is_found_and_used() {
    let bed = AppTestBed::start().await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    browser.sign_in(&customer.person).await;
    let fault = json!({ "fault": "problem", "code": "AUTH-00007" });

    // Altinn answers AUTH-00007, which says that a request is waiting, but Altinn has no request.
    order_fault(&bed, "POST", fault.clone()).await;
    let landed = browser.leave(&customer, "basis").await;
    assert_eq!(problem(&landed).as_deref(), Some("altinn-refused"));

    let first = browser.leave(&customer, "basis").await;
    order_fault(&bed, "POST", fault).await;
    assert_eq!(browser.leave(&customer, "basis").await, first);
    assert_eq!(count_calls(&bed, "DELETE").await, 0);
}

/// With AUTH-00008 and AUTH-00009, Altinn says that the customer has refused an earlier request. SmartCloud must find
/// this request, delete it, and create a new request.
#[tokio::test]
async fn a_finished_request_that_altinn_reports_by_code_is_replaced() {
    for code in ["AUTH-00008", "AUTH-00009"] {
        let bed = AppTestBed::start().await;
        let customer = bed.new_customer().await;
        let browser = bed.browser();
        browser.sign_in(&customer.person).await;
        let rejected = browser.leave(&customer, "basis").await;
        decide(&bed, &rejected, "reject").await;

        let fault = json!({ "fault": "problem", "code": code });
        order_fault(&bed, "POST", fault).await;
        let fresh = browser.leave(&customer, "basis").await;
        assert_leads_to_altinn(&bed, &fresh);
        assert_ne!(fresh, rejected, "{code}");
        assert_eq!(count_calls(&bed, "DELETE").await, 1, "{code}");
    }
}

/// Altinn confirms the DELETE, but still returns the old request. SmartCloud must not send a second DELETE.
#[tokio::test]
async fn an_old_request_is_deleted_once_and_not_twice() {
    let bed = AppTestBed::start().await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    browser.sign_in(&customer.person).await;
    let rejected = browser.leave(&customer, "basis").await;
    decide(&bed, &rejected, "reject").await;

    order_fault(&bed, "DELETE", json!({ "fault": "empty", "status": 202 })).await;
    let landed = browser.leave(&customer, "basis").await;
    assert_eq!(problem(&landed).as_deref(), Some("not-as-asked"));
    assert_eq!(count_calls(&bed, "DELETE").await, 1);
    let page = browser.open(&landed).await;
    assert_eq!(page.heading(), "Forespørselen ble avvist");
}

/// The `confirmUrl` in Altinn's response has an origin that SmartCloud's settings do not list. SmartCloud must not
/// redirect the browser to this URL.
#[tokio::test]
async fn a_confirm_url_of_a_foreign_origin_is_not_followed() {
    let hops = ("ALTINN_REDIRECT_ORIGINS", "https://altinn.example");
    let bed = AppTestBed::start_with(&[hops]).await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    browser.sign_in(&customer.person).await;
    let landed = browser.leave(&customer, "basis").await;
    assert_eq!(landed.origin(), bed.smartcloud.origin());
    assert_eq!(problem(&landed).as_deref(), Some("not-as-asked"));
    let landed = browser.resume(&customer).await;
    assert_eq!(landed.origin(), bed.smartcloud.origin());
    assert_eq!(problem(&landed).as_deref(), Some("not-as-asked"));
}

#[tokio::test]
async fn a_form_that_lacks_a_field_changes_nothing() {
    let bed = AppTestBed::start().await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    browser.sign_in(&customer.person).await;
    let number = customer.organisation.number.as_str();
    for (path, form) in [
        ("/connect/start", vec![("organisation", number)]),
        ("/connect/start", vec![("plan", "basis")]),
        (
            "/connect/start",
            vec![
                ("organisation", number),
                ("plan", "basis"),
                ("replaces", "1"),
            ],
        ),
        ("/connect/resume", vec![]),
    ] {
        let landed = location(&browser.post(path, &form).await);
        assert_eq!(problem(&landed).as_deref(), Some("bad-input"), "{form:?}");
    }
    assert_eq!(bed.control_api().state().await["requests"], 0);
}

#[tokio::test]
async fn if_altinn_does_not_answer_at_the_return_the_status_page_asks_again() {
    let bed = AppTestBed::start().await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    browser.sign_in(&customer.person).await;
    let confirm_url = browser.leave(&customer, "basis").await;
    let reading = json!({
        "path": "/authentication/api/v1/systemuser/request/vendor/",
        "method": "GET", "fault": "empty", "status": 503, "times": 2
    });
    bed.control_api().post("faults", &reading).await;
    let landed = browser
        .answer(&confirm_url, &customer.person, APPROVE)
        .await;
    assert_eq!(landed.url.path(), status_of(&customer));

    let page = browser
        .sign_in_to(&status_of(&customer), &customer.person)
        .await;
    assert_eq!(page.heading(), "Vi vet ikke svaret akkurat nå");
    assert_eq!(page.status, 503);
    let page = browser.open(&status_of(&customer)).await;
    assert_eq!(page.heading(), connected(&customer));
}

#[tokio::test]
async fn a_journey_survives_a_restart() {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join(format!("smartcloud-restart-{}.db", std::process::id()));
    let url = format!("sqlite:{}", file.display());
    let bed = AppTestBed::start_with(&[("DATABASE_URL", &url)]).await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    browser.sign_in(&customer.person).await;
    let confirm_url = browser.leave(&customer, "basis").await;

    let bed = bed.restart().await;
    // After the restart, SmartCloud must still know the session, the request and the redirect attempt.
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
        // Ignore errors, because SQLite may already have deleted the files `-shm` and `-wal` when its last connection
        // closed.
        let _ = std::fs::remove_file(format!("{}{end}", file.display()));
    }
}
