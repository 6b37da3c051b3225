//! Tests of what customers do: they approve, reject, forward, change the plan, or come back later.

use serde_json::{Value, json};

use crate::{
    bed::{APPROVE, Bed, FINISH, FORWARD, Outcome, REJECT, request_id},
    program::Implementation,
    returns,
};

pub async fn approve(implementation: Implementation) {
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

    // The program must not write tokens, private keys or the `state` to its log.
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

pub async fn refuse(implementation: Implementation) {
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

pub async fn forward_and_approve_in_another_browser(implementation: Implementation) {
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

    // The manager's browser has never opened the vendor's pages. So the program must not show customer data in this
    // browser.
    let landed = managers.answer(&confirm_url, &manager, APPROVE).await;
    let problem = bed.problem(&landed);
    assert_eq!(problem.as_deref(), Some("returned-elsewhere"));
    landed.assert_lacks(&customer.organisation.number);
    landed.assert_lacks(&customer.organisation.name);
    assert_eq!(bed.status(&ours, &customer).await, "connected");
}

pub async fn repeated_start(implementation: Implementation) {
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

    // The customer answers the request, goes back in the browser, and opens the return URL again. The program must show
    // no error.
    let landed = browser.answer(&first, &customer.person, APPROVE).await;
    let back = returns(&landed.way)[0].clone();
    let again = browser.open(&back).await;
    assert_eq!(bed.problem(&again), None);

    // The program must not redirect a connected customer to Altinn again.
    assert_eq!(bed.status(&browser, &customer).await, "connected");
    let outcome = bed.leave(&browser, &customer, "basis").await;
    assert_eq!(outcome, Outcome::OwnPage(None));
}

/// Altinn answers the first POST late. The program must wait for this response before it sends the second POST.
pub async fn double_click(implementation: Implementation) {
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

pub async fn changed_rights(implementation: Implementation) {
    let Some(bed) = Bed::start(implementation).await else {
        return;
    };
    let customer = bed.new_customer("approver").await;
    let browser = bed.browser();
    bed.sign_in(&browser, &customer).await;
    let basis = bed.leave(&browser, &customer, "basis").await.altinn();

    // The form for `drift` names no request. So the program must keep the waiting request.
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

pub async fn expired(implementation: Implementation) {
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

pub async fn withdrawn(implementation: Implementation) {
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

/// The customer deletes the system user in Altinn, and no page asks Altinn for the status after that. Then the customer
/// presses the button for a new request in an old tab. The program must create a new request.
pub async fn withdrawn_and_asked_for_again_before_the_status_is_read(
    implementation: Implementation,
) {
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

/// A connected customer chooses a plan with more access. Altinn refuses a second system user. The pages say what the
/// customer lacks, and the approved plan stays.
pub async fn more_access_once_connected(implementation: Implementation) {
    let Some(bed) = Bed::start(implementation).await else {
        return;
    };
    let customer = bed.new_customer("approver").await;
    let browser = bed.browser();
    bed.sign_in(&browser, &customer).await;
    let basis = bed.leave(&browser, &customer, "basis").await.altinn();
    bed.decide(&basis, "approve").await;
    assert_eq!(bed.status(&browser, &customer).await, "connected");
    let page = bed.status_page(&browser, &customer).await;
    assert!(!page.body.contains("Drift"), "{}", page.body);

    // A new request would change nothing. So the `before` page has instructions for the customer instead of a form.
    let page = bed.page_before_leaving(&browser, &customer, "drift").await;
    assert!(page.forms("form[action='/connect/start']").is_empty());
    assert!(page.body.contains("Altinn"), "{}", page.body);

    let outcome = bed.leave(&browser, &customer, "drift").await;
    assert_eq!(outcome, Outcome::OwnPage(None));
    let page = bed.status_page(&browser, &customer).await;
    assert!(page.body.contains("Drift"), "{}", page.body);
    assert_eq!(bed.status(&browser, &customer).await, "connected");
    let plan = bed.approved_plan(&browser, &customer).await;
    assert_eq!(plan.as_deref(), Some("basis"));
    assert!(bed.request_calls("DELETE").await.is_empty());
}
