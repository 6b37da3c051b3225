//! Tests of BFF calls with a browser session. The scripts of Altinn's pages make such calls. `tests/api/portal/bff.rs`
//! tests the same calls with a token.

use altinn_types::RequestStatus;
use http::Method;
use serde_json::json;

use crate::support::{Response, TestBed, csrf_token};

const HEADER: &str = "x-xsrf-token";

/// Checks that the response is ASP.NET's own 400, which has none of Altinn's error codes.
#[track_caller]
fn assert_forged(answer: &Response) {
    answer.assert_status(400);
    let body = answer.json();
    assert_eq!(body["title"], "Bad Request", "{body}");
    assert!(body.get("code").is_none(), "{body}");
}

#[tokio::test]
async fn a_script_must_send_the_csrf_token_with_changes() {
    let bed = TestBed::start().await;
    let (person, organisation, id) = bed.customer_with_request();
    let party = organisation.party_id();
    let browser = bed.browser();
    browser.open_as(&person.key, bed.confirm_url(id)).await;
    let token = csrf_token(&browser);
    let api = "accessmanagement/api/v1/systemuser";

    let read = bed.ui(&format!("{api}/request/{id}"));
    let response = browser.call(Method::GET, &read, &[]).await;
    assert_eq!(
        response.assert_status(200).json()["system"]["name"],
        "Skytall"
    );

    let (other, _, others) = bed.customer_with_request();
    let others_browser = bed.browser();
    others_browser
        .open_as(&other.key, bed.confirm_url(others))
        .await;
    let others_token = csrf_token(&others_browser);
    let approve = bed.ui(&format!("{api}/request/{party}/{id}/approve"));
    let from = |site: &'static str| [(HEADER, token.as_str()), ("sec-fetch-site", site)];
    for headers in [
        &[][..],
        &[(HEADER, "x")],
        &[(HEADER, others_token.as_str())],
        &from("cross-site"),
        &from("same-site"),
    ] {
        assert_forged(&browser.call(Method::POST, &approve, headers).await);
    }
    let status = || bed.world(|world| world.requests.find(id).unwrap().status);
    assert_eq!(status(), RequestStatus::New);

    let own = from("same-origin");
    let answer = browser.call(Method::POST, &approve, &own).await;
    assert_eq!(answer.assert_status(200).json(), json!(true));
    assert_eq!(status(), RequestStatus::Accepted);

    let user = bed.ui(&format!("{api}/{party}/{id}"));
    assert_forged(&browser.call(Method::DELETE, &user, &[]).await);
    browser
        .call(Method::GET, &user, &[])
        .await
        .assert_status(200);
    browser
        .call(Method::DELETE, &user, &own)
        .await
        .assert_status(202);
    let gone = browser.call(Method::GET, &user, &[]).await;
    assert_eq!(gone.assert_status(404).json()["code"], "AMUI-00999");
}

#[tokio::test]
async fn without_a_login_a_script_gets_401_and_a_form_gets_the_login() {
    let bed = TestBed::start().await;
    let (person, organisation, id) = bed.customer_with_request();
    let party = organisation.party_id();
    let path = format!("accessmanagement/api/v1/systemuser/request/{party}/{id}/approve");
    let url = bed.ui(&path);
    let browser = bed.browser();
    let form = browser.post(&url, &[]).await;
    form.assert_status(302);
    assert_eq!(
        form.location().path(),
        "/authentication/api/v1/authentication"
    );
    let answer = browser.call(Method::POST, &url, &[]).await;
    assert_eq!(answer.assert_status(401).json()["code"], "AMUI-00999");

    // If a call has an `Authorization` header with a token, Altinn ignores the session cookie of this call.
    browser.open_as(&person.key, bed.confirm_url(id)).await;
    let token = csrf_token(&browser);
    let content = ("content-type", "application/x-www-form-urlencoded");
    let headers = [
        content,
        ("authorization", "Bearer x"),
        (HEADER, token.as_str()),
    ];
    let answer = browser.call(Method::POST, &url, &headers).await;
    assert_eq!(answer.assert_status(401).json()["code"], "AMUI-00999");
    let status = bed.world(|world| world.requests.find(id).unwrap().status);
    assert_eq!(status, RequestStatus::New);
}

/// Each HTML page of a session sets the cookie with the CSRF token, because scripts need the token. This includes pages
/// without a form (contract/approval.md §2).
#[tokio::test]
async fn every_page_of_a_session_sets_the_csrf_cookie() {
    let bed = TestBed::start().await;
    let (person, organisation, id) = bed.customer_with_request();
    for path in ["overview", "create"] {
        let browser = bed.browser();
        let page = bed.ui(&format!("accessmanagement/ui/systemuser/{path}"));
        browser.open_as(&person.key, &page).await.assert_status(200);
        let token = csrf_token(&browser);
        // After the browser has opened a second page, the CSRF token must be the same as before.
        browser.get(&page).await.assert_status(200);
        assert_eq!(csrf_token(&browser), token, "{path}");
        let party = organisation.party_id();
        let api = "accessmanagement/api/v1/systemuser/request";
        let escalate = bed.ui(&format!("{api}/{party}/{id}/escalate"));
        let headers = [(HEADER, token.as_str()), ("sec-fetch-site", "same-origin")];
        browser
            .call(Method::POST, &escalate, &headers)
            .await
            .assert_status(200);
    }
}
