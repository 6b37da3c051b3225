//! Tests of what can go wrong on the way: lost responses, silent services, refusals, and programs that stop.

use serde_json::json;
use test_support::{Gate, SimulatorTestBed};

use crate::{
    bed::{APPROVE, Bed, Outcome, request_id},
    program::Implementation,
};

/// A colleague approves the old request after the program's POST and before its DELETE. Altinn then has a system user
/// but no request. The program must still know which plan the colleague has approved.
pub async fn approved_just_before_the_delete(implementation: Implementation) {
    let simulator = SimulatorTestBed::start().await;
    let gate = Gate::start(&simulator.platform("/"), "DELETE").await;
    let vars = [("ALTINN_PLATFORM_URL", gate.url.as_str())];
    let Some(bed) = Bed::start_on(implementation, simulator, &vars).await else {
        return;
    };
    let customer = bed.new_customer("approver").await;
    let browser = bed.browser();
    bed.sign_in(&browser, &customer).await;
    let basis = bed.leave(&browser, &customer, "basis").await.altinn();
    // Altinn answers the POST with the open request, so the program sends the DELETE.
    let approve = gate.before_call(bed.decide(&basis, "approve"));
    let (outcome, ()) = tokio::join!(bed.start_from_page(&browser, &customer, "drift"), approve);
    assert_eq!(outcome, Outcome::OwnPage(None));
    assert_eq!(bed.request_calls("DELETE").await.len(), 1);
    assert_eq!(bed.request_count().await, 0);
    assert_eq!(bed.status(&browser, &customer).await, "connected");
    let plan = bed.approved_plan(&browser, &customer).await;
    assert_eq!(plan.as_deref(), Some("basis"));
}

/// The program deletes the old request, and then the POST that creates the new request fails. The status page must say
/// that the new request is missing.
pub async fn failed_post_after_the_delete(implementation: Implementation) {
    let Some(bed) = Bed::start(implementation).await else {
        return;
    };
    let customer = bed.new_customer("approver").await;
    let browser = bed.browser();
    bed.sign_in(&browser, &customer).await;
    bed.leave(&browser, &customer, "basis").await.altinn();
    // The first fault applies to the first POST. This fault is a delay of 0 ms, so the first POST succeeds. The second
    // fault makes the second POST fail.
    bed.order_fault("POST", json!({ "fault": "slow", "ms": 0 }))
        .await;
    bed.order_fault("POST", json!({ "fault": "empty", "status": 503 }))
        .await;
    let outcome = bed.start_from_page(&browser, &customer, "drift").await;
    assert_eq!(outcome.problem(), "altinn-unreachable");
    // The status page must show the same status when it is opened again, and after a restart of the program.
    assert_eq!(bed.status(&browser, &customer).await, "replacement-missing");
    let bed = bed.restart().await;
    assert_eq!(bed.status(&browser, &customer).await, "replacement-missing");
    let start = bed.start_from_page(&browser, &customer, "drift").await;
    start.altinn();
    assert_eq!(bed.status(&browser, &customer).await, "waiting");
    assert_eq!(bed.request_calls("DELETE").await.len(), 1);
}

/// Altinn does not answer when the status page asks for the status. The page must say so, and the saved status must not
/// change.
pub async fn silent_altinn(implementation: Implementation) {
    let Some(bed) = Bed::start(implementation).await else {
        return;
    };
    let customer = bed.new_customer("approver").await;
    let browser = bed.browser();
    bed.sign_in(&browser, &customer).await;
    let confirm_url = bed.leave(&browser, &customer, "basis").await.altinn();
    bed.decide(&confirm_url, "approve").await;
    bed.order_fault("GET", json!({ "fault": "cut", "times": "all" }))
        .await;
    let page = bed.status_page(&browser, &customer).await;
    assert_eq!(page.status, 503);
    bed.control_api().clear_faults().await;
    assert_eq!(bed.status(&browser, &customer).await, "connected");
}

/// Altinn fails while the program makes the page before the redirect. The form on this page then names no request, so
/// the program must keep the waiting request. After the fault, a new page names the request.
pub async fn silent_altinn_before_leaving(implementation: Implementation) {
    let Some(bed) = Bed::start(implementation).await else {
        return;
    };
    let customer = bed.new_customer("approver").await;
    let browser = bed.browser();
    bed.sign_in(&browser, &customer).await;
    let basis = bed.leave(&browser, &customer, "basis").await.altinn();
    for fault in [
        json!({ "fault": "cut", "times": "all" }),
        json!({ "fault": "empty", "status": 503, "times": "all" }),
    ] {
        bed.order_fault("GET", fault.clone()).await;
        let page = bed.page_before_leaving(&browser, &customer, "drift").await;
        assert_eq!(page.status, 200, "{fault}");
        assert_eq!(bed.problem(&page), None, "{fault}");
        let forms = page.forms("form[action='/connect/start']");
        let form = forms.first().expect("a form on the page before leaving");
        let names: Vec<_> = form.fields.iter().map(|(name, _)| name).collect();
        assert!(names.iter().any(|name| *name == "plan"), "{names:?}");
        assert!(names.iter().all(|name| *name != "replaces"), "{names:?}");
        // The POST succeeds, and returns the waiting request.
        let outcome = bed.start_from_page(&browser, &customer, "drift").await;
        assert_eq!(outcome, Outcome::OwnPage(None), "{fault}");
        assert_eq!(bed.request_calls("DELETE").await, [], "{fault}");
        bed.control_api().clear_faults().await;
    }
    let page = bed.page_before_leaving(&browser, &customer, "drift").await;
    assert_eq!(page.field("replaces"), request_id(&basis));
}

pub async fn lost_answer_of_the_post(implementation: Implementation) {
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

pub async fn maskinporten_down(implementation: Implementation) {
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

    // Maskinporten is down when the program needs a token for the customer. The customer's status must stay
    // `connected`.
    bed.control_api().post("faults", &down).await;
    let (_, calls) = bed.open_data(&browser, &customer).await;
    assert_eq!(calls, 0);
    bed.control_api().clear_faults().await;
    let (page, calls) = bed.open_data(&browser, &customer).await;
    assert_eq!(page.status, 200);
    assert!(calls > 0);
}

/// A service answers 429, because it gets too many calls. The program must report that it cannot reach the service. The
/// customer must be able to try again.
pub async fn too_many_calls(implementation: Implementation) {
    let Some(bed) = Bed::start(implementation).await else {
        return;
    };
    let customer = bed.new_customer("approver").await;
    let browser = bed.browser();
    bed.sign_in(&browser, &customer).await;
    for (fault, expected) in [
        (
            json!({ "fault": "rateLimit", "retryAfterSeconds": 30 }),
            "maskinporten-unreachable",
        ),
        // The program must treat the status 429 as a temporary error, although the body is an OAuth error.
        (
            json!({ "fault": "oauth", "error": "temporarily_unavailable", "status": 429 }),
            "maskinporten-unreachable",
        ),
    ] {
        let mut fault = fault;
        fault["service"] = "maskinporten".into();
        fault["path"] = "/token".into();
        bed.control_api().post("faults", &fault).await;
        let outcome = bed.leave(&browser, &customer, "basis").await;
        assert_eq!(outcome.problem(), expected, "{fault}");
    }
    for fault in [
        json!({ "fault": "rateLimit", "retryAfterSeconds": 30 }),
        json!({ "fault": "problem", "code": "AUTH-99999", "status": 429, "title": "Slow down" }),
    ] {
        bed.order_fault("POST", fault.clone()).await;
        let outcome = bed.leave(&browser, &customer, "basis").await;
        assert_eq!(outcome.problem(), "altinn-unreachable", "{fault}");
    }
    bed.leave(&browser, &customer, "basis").await.altinn();
}

/// Maskinporten withdraws a token in the program's cache. Altinn answers 401 and does nothing, so the program can
/// repeat the call with a new token.
pub async fn refused_token(implementation: Implementation) {
    let Some(bed) = Bed::start(implementation).await else {
        return;
    };
    let customer = bed.new_customer("approver").await;
    let browser = bed.browser();
    bed.sign_in(&browser, &customer).await;
    let first = bed.leave(&browser, &customer, "basis").await.altinn();
    bed.order_fault("POST", json!({ "fault": "empty", "status": 401 }))
        .await;
    let again = bed.leave(&browser, &customer, "basis").await;
    assert_eq!(again.altinn(), first);
    let calls = bed.request_calls("POST").await.into_iter();
    let statuses: Vec<_> = calls.map(|(status, _)| status).collect();
    assert_eq!(statuses, [201, 401, 200]);
}

pub async fn restart_in_the_middle(implementation: Implementation) {
    let Some(bed) = Bed::start(implementation).await else {
        return;
    };
    let customer = bed.new_customer("approver").await;
    let browser = bed.browser();
    bed.sign_in(&browser, &customer).await;
    // The response to the POST is lost, and the program stops before it asks Altinn whether the request exists.
    bed.order_fault("POST", json!({ "fault": "cut", "after": true }))
        .await;
    let outcome = bed.leave(&browser, &customer, "basis").await;
    assert_eq!(outcome.problem(), "altinn-unreachable");
    let bed = bed.restart().await;
    assert_eq!(bed.status(&browser, &customer).await, "waiting");
    let confirm_url = bed.resume(&browser, &customer).await.altinn();

    // The program restarts while the customer is at Altinn. When the browser returns from Altinn, the program must
    // still recognise the browser.
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

pub async fn each_code_of_altinn(implementation: Implementation) {
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
        // AUTH-00004 and AUTH-00007 say that a system user or a request exists. Neither exists here, so the program
        // must find out that the code is wrong.
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
    // After all these failed attempts, the next attempt must succeed.
    let first = bed.leave(&browser, &customer, "basis").await.altinn();
    // Altinn answers only with an error code, which says that a request is waiting. The program must find the waiting
    // request and use it.
    bed.order_fault("POST", with_code("AUTH-00007")).await;
    let again = bed.leave(&browser, &customer, "basis").await;
    assert_eq!(again.altinn(), first);
    assert_eq!(bed.request_calls("DELETE").await, []);
    // Altinn's error code says that the customer has rejected a request, but not which one. The program must find this
    // request, and replace it exactly once.
    bed.decide(&first, "reject").await;
    bed.order_fault("POST", with_code("AUTH-00009")).await;
    let fresh = bed.leave(&browser, &customer, "basis").await.altinn();
    assert_ne!(fresh, first);
    assert_eq!(bed.request_calls("DELETE").await.len(), 1);
}
