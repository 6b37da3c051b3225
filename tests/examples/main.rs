//! One black-box test for four implementations of the redirect pattern: SmartCloud, and the examples in TypeScript,
//! Python and Java. The tests use only the routes that all four have, and the simulator's control API.

mod bed;
mod program;
mod table;

use serde_json::{Value, json};
use url::Url;

use bed::{APPROVE, Bed, FINISH, FORWARD, Outcome, REJECT, request_id};
use program::Implementation;

/// Makes one test of each function for one implementation.
macro_rules! tests_for {
    ($($module:ident: $implementation:ident,)*) => {$(
        mod $module {
            use super::Implementation::$implementation as IMPLEMENTATION;

            tests_for!(@each
                approve,
                refuse,
                forward_and_approve_in_another_browser,
                repeated_start,
                double_click,
                lost_answer_of_the_post,
                changed_rights,
                expired,
                withdrawn,
                withdrawn_and_asked_for_again_before_the_status_is_read,
                maskinporten_down,
                restart_in_the_middle,
                each_code_of_altinn,
                foreign_confirm_url,
                forms_of_other_sites,
                forged_returns,
                signed_out,
            );
        }
    )*};
    (@each $($scenario:ident,)*) => {$(
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $scenario() {
            super::$scenario(IMPLEMENTATION).await;
        }
    )*};
}

tests_for! {
    smartcloud: SmartCloud,
    typescript: TypeScript,
    python: Python,
    java: Java,
}

fn returns(way: &[Url]) -> Vec<&Url> {
    way.iter()
        .filter(|url| url.path() == "/connect/return")
        .collect()
}

async fn approve(implementation: Implementation) {
    let Some(bed) = Bed::start(implementation).await else {
        return;
    };
    let customer = bed.new_customer("approver").await;
    let browser = bed.browser();
    bed.sign_in(&browser, &customer).await;
    assert_eq!(bed.status(&browser, &customer).await, "not-connected");

    let start = bed.start_from_page(&browser, &customer, "basis").await;
    let confirm_url = start.altinn();
    assert_eq!(bed.status(&browser, &customer).await, "waiting");
    let landed = browser
        .answer(&confirm_url, &customer.person, APPROVE)
        .await;
    assert_eq!(returns(&landed.way).len(), 1, "{:#?}", landed.way);
    assert_eq!(bed.problem(&landed), None);

    assert_eq!(bed.status(&browser, &customer).await, "connected");
    let plan = bed.approved_plan(&browser, &customer).await;
    assert_eq!(plan.as_deref(), Some("basis"));
    let (page, calls) = bed.open_data(&browser, &customer).await;
    assert_eq!(page.status, 200);
    assert!(calls > 0, "no call with the system user's token succeeded");

    // The log contains no token and no `state`.
    let back = returns(&landed.way)[0].clone();
    let state = back
        .query_pairs()
        .find(|(name, _)| name == "state")
        .unwrap();
    let log = bed.log();
    for secret in ["eyJ", "PRIVATE KEY", &state.1] {
        assert!(!log.contains(secret), "{secret} is in the log");
    }
}

async fn refuse(implementation: Implementation) {
    let Some(bed) = Bed::start(implementation).await else {
        return;
    };
    let customer = bed.new_customer("approver").await;
    let browser = bed.browser();
    bed.sign_in(&browser, &customer).await;
    let rejected = bed.leave(&browser, &customer, "basis").await.altinn();
    browser.answer(&rejected, &customer.person, REJECT).await;
    assert_eq!(bed.status(&browser, &customer).await, "refused");
    assert_eq!(bed.approved_plan(&browser, &customer).await, None);

    let start = bed.start_from_page(&browser, &customer, "basis").await;
    let fresh = start.altinn();
    assert_ne!(fresh, rejected);
    browser.answer(&fresh, &customer.person, APPROVE).await;
    assert_eq!(bed.status(&browser, &customer).await, "connected");
}

async fn forward_and_approve_in_another_browser(implementation: Implementation) {
    let Some(bed) = Bed::start(implementation).await else {
        return;
    };
    let customer = bed.new_customer("forwarder").await;
    let manager = customer.access_manager.clone().unwrap();
    let (ours, managers) = (bed.browser(), bed.browser());
    bed.sign_in(&ours, &customer).await;
    let confirm_url = bed.leave(&ours, &customer, "basis").await.altinn();
    let page = ours.open_at_altinn(&confirm_url, &customer.person).await;
    let forwarded = ours.press(&page, FORWARD).await;
    let landed = ours.press(&forwarded, FINISH).await;
    assert_eq!(returns(&landed.way).len(), 1);
    assert_eq!(bed.problem(&landed), None);
    assert_eq!(bed.status(&ours, &customer).await, "waiting");

    // The manager's browser has never been at the vendor. It may not learn anything about the customer.
    let landed = managers.answer(&confirm_url, &manager, APPROVE).await;
    let problem = bed.problem(&landed);
    assert_eq!(problem.as_deref(), Some("returned-elsewhere"));
    landed.assert_lacks(&customer.organisation.number);
    landed.assert_lacks(&customer.organisation.name);
    assert_eq!(bed.status(&ours, &customer).await, "connected");
}

async fn repeated_start(implementation: Implementation) {
    let Some(bed) = Bed::start(implementation).await else {
        return;
    };
    let customer = bed.new_customer("approver").await;
    let browser = bed.browser();
    bed.sign_in(&browser, &customer).await;
    let start = bed.start_from_page(&browser, &customer, "basis").await;
    let first = start.altinn();
    let start = bed.start_from_page(&browser, &customer, "basis").await;
    assert_eq!(start.altinn(), first);
    assert_eq!(bed.resume(&browser, &customer).await.altinn(), first);
    assert_eq!(bed.request_count().await, 1);

    // The customer answers, and then goes back and reloads the return. That is no problem either.
    let landed = browser.answer(&first, &customer.person, APPROVE).await;
    let back = returns(&landed.way)[0].clone();
    let again = browser.open(&back).await;
    assert_eq!(bed.problem(&again), None);

    // A connected customer is not sent to Altinn again.
    assert_eq!(bed.status(&browser, &customer).await, "connected");
    let outcome = bed.leave(&browser, &customer, "basis").await;
    assert_eq!(outcome, Outcome::OwnPage(None));
}

/// Altinn answers the first POST late. The program must wait for this response before it sends the second POST.
async fn double_click(implementation: Implementation) {
    let Some(bed) = Bed::start(implementation).await else {
        return;
    };
    let customer = bed.new_customer("approver").await;
    let browser = bed.browser();
    bed.sign_in(&browser, &customer).await;
    bed.order_fault("POST", json!({ "fault": "slow", "ms": 1000 }))
        .await;
    let (first, second) = tokio::join!(
        bed.leave(&browser, &customer, "basis"),
        bed.leave(&browser, &customer, "basis")
    );
    assert_eq!(first.altinn(), second.altinn());
    assert_eq!(
        bed.request_calls("POST").await,
        [(201.into(), "slow".into()), (200.into(), Value::Null)]
    );
    assert_eq!(bed.request_count().await, 1);
}

async fn lost_answer_of_the_post(implementation: Implementation) {
    let Some(bed) = Bed::start(implementation).await else {
        return;
    };
    let customer = bed.new_customer("approver").await;
    let browser = bed.browser();
    bed.sign_in(&browser, &customer).await;
    bed.order_fault("POST", json!({ "fault": "cut", "after": true }))
        .await;
    let outcome = bed.leave(&browser, &customer, "drift").await;
    assert_eq!(outcome.problem(), "altinn-unreachable");

    assert_eq!(bed.status(&browser, &customer).await, "waiting");
    let resumed = bed.resume(&browser, &customer).await.altinn();
    assert_eq!(bed.request_calls("POST").await.len(), 1);
    let landed = browser.answer(&resumed, &customer.person, APPROVE).await;
    assert_eq!(bed.problem(&landed), None);
    assert_eq!(bed.status(&browser, &customer).await, "connected");
    let plan = bed.approved_plan(&browser, &customer).await;
    assert_eq!(plan.as_deref(), Some("drift"));
}

async fn changed_rights(implementation: Implementation) {
    let Some(bed) = Bed::start(implementation).await else {
        return;
    };
    let customer = bed.new_customer("approver").await;
    let browser = bed.browser();
    bed.sign_in(&browser, &customer).await;
    let basis = bed.leave(&browser, &customer, "basis").await.altinn();

    // This form does not name the waiting request. So nothing may be deleted, and the first request still counts.
    let outcome = bed.leave(&browser, &customer, "drift").await;
    assert_eq!(outcome, Outcome::OwnPage(None));
    assert_eq!(bed.request_calls("DELETE").await, []);
    assert_eq!(bed.resume(&browser, &customer).await.altinn(), basis);

    let page = bed.page_before_leaving(&browser, &customer, "drift").await;
    assert_eq!(page.field("replaces"), request_id(&basis));
    let start = bed.start_from_page(&browser, &customer, "drift").await;
    let drift = start.altinn();
    assert_ne!(drift, basis);
    assert_eq!(bed.request_calls("DELETE").await.len(), 1);
    assert_eq!(bed.request_count().await, 1);
    bed.decide(&drift, "approve").await;
    assert_eq!(bed.status(&browser, &customer).await, "connected");
    let plan = bed.approved_plan(&browser, &customer).await;
    assert_eq!(plan.as_deref(), Some("drift"));
}

async fn expired(implementation: Implementation) {
    let Some(bed) = Bed::start(implementation).await else {
        return;
    };
    let customer = bed.new_customer("approver").await;
    let browser = bed.browser();
    bed.sign_in(&browser, &customer).await;
    let old = bed.leave(&browser, &customer, "basis").await.altinn();
    let path = format!("requests/{}/time-out", request_id(&old));
    bed.control_api().post(&path, json!({})).await;
    assert_eq!(bed.status(&browser, &customer).await, "expired");
    let start = bed.start_from_page(&browser, &customer, "basis").await;
    assert_ne!(start.altinn(), old);
    assert_eq!(bed.status(&browser, &customer).await, "waiting");
}

async fn withdrawn(implementation: Implementation) {
    let Some(bed) = Bed::start(implementation).await else {
        return;
    };
    let customer = bed.new_customer("approver").await;
    let browser = bed.browser();
    bed.sign_in(&browser, &customer).await;
    let confirm_url = bed.leave(&browser, &customer, "basis").await.altinn();
    bed.decide(&confirm_url, "approve").await;
    assert_eq!(bed.status(&browser, &customer).await, "connected");
    let id = request_id(&confirm_url); // A system user has the id of its request.
    bed.control_api().delete_system_user(&id).await;

    assert_eq!(bed.status(&browser, &customer).await, "withdrawn");
    let (_, calls) = bed.open_data(&browser, &customer).await;
    assert_eq!(calls, 0, "data without access");
    let start = bed.start_from_page(&browser, &customer, "basis").await;
    assert_ne!(start.altinn(), confirm_url);
    assert_eq!(bed.status(&browser, &customer).await, "waiting");
}

/// The customer deletes the system user in Altinn, and presses the button for a new request in an old tab. So no page
/// has asked Altinn in between.
async fn withdrawn_and_asked_for_again_before_the_status_is_read(implementation: Implementation) {
    let Some(bed) = Bed::start(implementation).await else {
        return;
    };
    let customer = bed.new_customer("approver").await;
    let browser = bed.browser();
    bed.sign_in(&browser, &customer).await;
    let confirm_url = bed.leave(&browser, &customer, "basis").await.altinn();
    bed.decide(&confirm_url, "approve").await;
    assert_eq!(bed.status(&browser, &customer).await, "connected");
    let id = request_id(&confirm_url);
    bed.control_api().delete_system_user(&id).await;

    let fresh = bed.leave(&browser, &customer, "basis").await.altinn();
    assert_ne!(fresh, confirm_url);
    assert_eq!(bed.status(&browser, &customer).await, "waiting");
    bed.decide(&fresh, "reject").await;
    assert_eq!(bed.status(&browser, &customer).await, "refused");
}

async fn maskinporten_down(implementation: Implementation) {
    let Some(bed) = Bed::start(implementation).await else {
        return;
    };
    let customer = bed.new_customer("approver").await;
    let browser = bed.browser();
    bed.sign_in(&browser, &customer).await;
    let down = json!({ "service": "maskinporten", "path": "/token", "fault": "empty", "status": 503, "times": "all" });
    bed.control_api().post("faults", &down).await;
    let outcome = bed.leave(&browser, &customer, "basis").await;
    assert_eq!(outcome.problem(), "maskinporten-unreachable");
    assert_eq!(bed.request_count().await, 0);

    bed.control_api().clear_faults().await;
    let confirm_url = bed.leave(&browser, &customer, "basis").await.altinn();
    bed.decide(&confirm_url, "approve").await;
    assert_eq!(bed.status(&browser, &customer).await, "connected");

    // Maskinporten is down when the program needs the customer's token. The access is unchanged.
    bed.control_api().post("faults", &down).await;
    let (_, calls) = bed.open_data(&browser, &customer).await;
    assert_eq!(calls, 0);
    bed.control_api().clear_faults().await;
    let (page, calls) = bed.open_data(&browser, &customer).await;
    assert_eq!(page.status, 200);
    assert!(calls > 0);
}

async fn restart_in_the_middle(implementation: Implementation) {
    let Some(bed) = Bed::start(implementation).await else {
        return;
    };
    let customer = bed.new_customer("approver").await;
    let browser = bed.browser();
    bed.sign_in(&browser, &customer).await;
    // The response is lost, and the program stops before it asks Altinn.
    bed.order_fault("POST", json!({ "fault": "cut", "after": true }))
        .await;
    let outcome = bed.leave(&browser, &customer, "basis").await;
    assert_eq!(outcome.problem(), "altinn-unreachable");
    let bed = bed.restart().await;
    assert_eq!(bed.status(&browser, &customer).await, "waiting");
    let confirm_url = bed.resume(&browser, &customer).await.altinn();

    // The program stops while the customer is at Altinn. It must still know the browser at the return.
    let bed = bed.restart().await;
    let landed = browser
        .answer(&confirm_url, &customer.person, APPROVE)
        .await;
    assert_eq!(bed.problem(&landed), None);
    let bed = bed.restart().await;
    assert_eq!(bed.status(&browser, &customer).await, "connected");
    let plan = bed.approved_plan(&browser, &customer).await;
    assert_eq!(plan.as_deref(), Some("basis"));
}

async fn each_code_of_altinn(implementation: Implementation) {
    let Some(bed) = Bed::start(implementation).await else {
        return;
    };
    let customer = bed.new_customer("approver").await;
    let browser = bed.browser();
    bed.sign_in(&browser, &customer).await;
    let with_code = |code: &str| json!({ "fault": "problem", "code": code });
    for (fault, expected) in [
        (with_code("AUTH-00001"), "rights-refused"),
        (with_code("AUTH-00063"), "rights-refused"),
        (with_code("AUTH-00021"), "redirect-refused"),
        (with_code("AUTH-00026"), "redirect-refused"),
        (with_code("AUTH-00011"), "altinn-refused"),
        // Altinn has neither a system user nor a request, so these codes make no sense.
        (with_code("AUTH-00004"), "not-as-asked"),
        (with_code("AUTH-00007"), "altinn-refused"),
        (
            json!({ "fault": "html", "status": 502 }),
            "altinn-unreachable",
        ),
        (json!({ "fault": "cut" }), "altinn-unreachable"),
    ] {
        bed.order_fault("POST", fault.clone()).await;
        let outcome = bed.leave(&browser, &customer, "basis").await;
        assert_eq!(outcome.problem(), expected, "{fault}");
    }
    // The failed attempts must not prevent a later one.
    let first = bed.leave(&browser, &customer, "basis").await.altinn();
    // A waiting request that Altinn reports by code is found and used.
    bed.order_fault("POST", with_code("AUTH-00007")).await;
    let again = bed.leave(&browser, &customer, "basis").await;
    assert_eq!(again.altinn(), first);
    assert_eq!(bed.request_calls("DELETE").await, []);
    // A finished request that Altinn reports by code is found and replaced, once.
    bed.decide(&first, "reject").await;
    bed.order_fault("POST", with_code("AUTH-00009")).await;
    let fresh = bed.leave(&browser, &customer, "basis").await.altinn();
    assert_ne!(fresh, first);
    assert_eq!(bed.request_calls("DELETE").await.len(), 1);
}

async fn foreign_confirm_url(implementation: Implementation) {
    let vars = [("ALTINN_REDIRECT_ORIGINS", "https://altinn.example")];
    let Some(bed) = Bed::start_with(implementation, &vars).await else {
        return;
    };
    let customer = bed.new_customer("approver").await;
    let browser = bed.browser();
    bed.sign_in(&browser, &customer).await;
    let outcome = bed.leave(&browser, &customer, "basis").await;
    assert_eq!(outcome.problem(), "not-as-asked");
    let outcome = bed.resume(&browser, &customer).await;
    assert_eq!(outcome.problem(), "not-as-asked");
}

async fn forms_of_other_sites(implementation: Implementation) {
    let Some(bed) = Bed::start(implementation).await else {
        return;
    };
    let customer = bed.new_customer("approver").await;
    let browser = bed.browser();
    bed.sign_in(&browser, &customer).await;
    let number = customer.organisation.number.as_str();
    let page = bed.page_before_leaving(&browser, &customer, "basis").await;
    let tokens = page.all("form[action='/connect/start'] input[name='csrf']", "value");
    let token = tokens.first().map_or("", String::as_str);
    let form = [("organisation", number), ("plan", "basis"), ("csrf", token)];
    for headers in [
        [("sec-fetch-site", "cross-site")],
        [("sec-fetch-site", "same-site")],
        [("origin", "https://evil.example")],
    ] {
        for path in ["/connect/start", "/connect/resume"] {
            let response = browser.post_with(path, &form, &headers).await;
            assert_eq!(response.status, 403, "{path} {headers:?}");
        }
    }
    if implementation != Implementation::SmartCloud {
        for csrf in ["", "x"] {
            let form = [("plan", "basis"), ("csrf", csrf)];
            let response = browser.post("/connect/start", &form).await;
            assert_eq!(response.status, 403);
        }
    }
    assert_eq!(bed.request_count().await, 0);

    // The cookies survive the way back from Altinn, and no script can read them.
    let response = browser.post("/connect/start", &form).await;
    let cookies: Vec<_> = response.headers.get_all("set-cookie").iter().collect();
    assert!(!cookies.is_empty());
    for cookie in cookies {
        let cookie = cookie.to_str().unwrap();
        assert!(cookie.contains("HttpOnly"), "{cookie}");
        assert!(cookie.contains("SameSite=Lax"), "{cookie}");
    }
}

/// A return decides nothing, and an invented `state` shows nothing about a customer.
async fn forged_returns(implementation: Implementation) {
    let Some(bed) = Bed::start(implementation).await else {
        return;
    };
    let customer = bed.new_customer("approver").await;
    let browser = bed.browser();
    bed.sign_in(&browser, &customer).await;
    bed.leave(&browser, &customer, "basis").await.altinn();
    for query in [
        "",
        "?state=",
        "?state=0",
        "?state=%00%ff",
        "?state=__proto__",
    ] {
        let page = bed.browser().open(format!("/connect/return{query}")).await;
        let problem = bed.problem(&page);
        assert_eq!(problem.as_deref(), Some("unknown-return"), "{query}");
        page.assert_lacks(&customer.organisation.number);
    }
    assert_eq!(bed.status(&browser, &customer).await, "waiting");
}

async fn signed_out(implementation: Implementation) {
    let Some(bed) = Bed::start(implementation).await else {
        return;
    };
    let customer = bed.new_customer("approver").await;
    let browser = bed.browser();
    let outcome = bed.leave(&browser, &customer, "basis").await;
    assert_eq!(outcome.problem(), "signed-out");
    let outcome = bed.resume(&browser, &customer).await;
    assert_eq!(outcome.problem(), "signed-out");
    assert_eq!(bed.request_count().await, 0);
}
