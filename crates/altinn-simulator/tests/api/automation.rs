use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{REDIRECT, TestBed, Vendor};

/// Follows redirects from the URL `from`, like an ordinary HTTP client. Returns `Ok` with the first URL outside the
/// simulator. If the redirects end at a page of the simulator, returns `Err` with the HTTP status and the text of this
/// page.
async fn follow(bed: &TestBed, from: &str) -> Result<String, (u16, String)> {
    let last = bed.browser().follow_redirects(from).await;
    if last.status.is_redirection() {
        Ok(last.raw_location().to_owned())
    } else {
        Err((last.status.as_u16(), last.body))
    }
}

async fn set(bed: &TestBed, automation: Value) -> u16 {
    let answer = bed.control(Method::PUT, "automation", automation).await;
    answer.status.as_u16()
}

async fn confirm_url(vendor: &Vendor<'_>, party: &str) -> (String, String) {
    let system = vendor.registered().await;
    let answer = vendor
        .post_request(&vendor.request(&system, party))
        .await
        .ok();
    let text = |name: &str| answer[name].as_str().unwrap().to_owned();
    (text("id"), text("confirmUrl"))
}

#[tokio::test]
async fn automatic_login_and_approval_need_only_redirects() {
    let bed = TestBed::start().await;
    for (answer, status) in [("approve", "Accepted"), ("reject", "Rejected")] {
        let vendor = bed.vendor().await;
        let customer = bed.customer("approver").await;
        let (id, url) = confirm_url(&vendor, &customer.organisation).await;
        let automation = json!({ "login": customer.person, "approval": answer });
        assert_eq!(set(&bed, automation).await, 200);
        assert_eq!(follow(&bed, &url).await, Ok(format!("{REDIRECT}?state=1")));
        assert_eq!(vendor.read(&id).await.ok()["status"], status);
    }
}

/// After an automatic forward of a request, Altinn shows a page with the button *Avslutt*. The redirects must end at
/// this page. See contract/approval.md §4.
#[tokio::test]
async fn an_automatic_forward_ends_at_the_page_with_the_last_button() {
    let bed = TestBed::start().await;
    for kind in ["forwarder", "approver"] {
        let vendor = bed.vendor().await;
        let customer = bed.customer(kind).await;
        let (id, url) = confirm_url(&vendor, &customer.organisation).await;
        let automation = json!({ "login": customer.person, "approval": "escalate" });
        assert_eq!(set(&bed, automation).await, 200);
        let browser = bed.browser();
        let page = browser.follow_redirects(&url).await;
        assert_eq!(page.status, 200, "{kind}");
        assert_eq!(vendor.read(&id).await.ok()["status"], "New");
        if kind == "approver" {
            continue; // This person can still approve, so the page asks.
        }
        assert!(
            page.url.as_str().contains("&forwarded=true"),
            "{}",
            page.url
        );
        let forms = page.forms("form[method='get'][action*='logout']");
        assert_eq!(forms.len(), 1, "{}", page.body);
        let last = page.url.join(&forms[0].action).unwrap();
        let last = browser.follow_redirects(last.as_str()).await;
        assert_eq!(last.raw_location(), format!("{REDIRECT}?state=1"));
    }
}

#[tokio::test]
async fn automatic_approval_follows_the_same_rules_as_a_person() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let customer = bed.customer("unrelated").await;
    let (id, url) = confirm_url(&vendor, &customer.organisation).await;
    set(
        &bed,
        json!({ "login": customer.person, "approval": "approve" }),
    )
    .await;
    let (status, _) = follow(&bed, &url).await.unwrap_err();
    assert_eq!(status, 403);
    assert_eq!(vendor.read(&id).await.ok()["status"], "New");
}

#[tokio::test]
async fn automatic_login_alone_shows_the_page_with_a_notice() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let customer = bed.customer("approver").await;
    let (id, url) = confirm_url(&vendor, &customer.organisation).await;
    set(&bed, json!({ "login": customer.person })).await;
    let (status, page) = follow(&bed, &url).await.unwrap_err();
    assert_eq!(status, 200);
    assert!(page.contains("Testmodus"), "{page}");
    assert_eq!(vendor.read(&id).await.ok()["status"], "New");

    bed.post_control("reset", json!({})).await;
    let off = bed.control(Method::GET, "automation", json!({})).await.ok();
    assert_eq!(off, json!({ "login": null, "approval": null }));
}

#[tokio::test]
async fn automatic_login_needs_a_known_person() {
    let bed = TestBed::start().await;
    assert_eq!(set(&bed, json!({ "login": "nobody" })).await, 404);
    assert_eq!(set(&bed, json!({ "approval": "perhaps" })).await, 400);
    assert_eq!(set(&bed, json!({ "logn": "kari" })).await, 400);
}
