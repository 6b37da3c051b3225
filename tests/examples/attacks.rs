//! Tests of attacks by other web sites and by other people.

use crate::{bed::Bed, program::Implementation};

pub async fn foreign_confirm_url(implementation: Implementation) {
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

pub async fn forms_of_other_sites(implementation: Implementation) {
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

    // Browsers must send these cookies when Altinn redirects them back, and no script can read the cookies.
    let response = browser.post("/connect/start", &form).await;
    let cookies: Vec<_> = response.headers.get_all("set-cookie").iter().collect();
    assert!(!cookies.is_empty());
    for cookie in cookies {
        let cookie = cookie.to_str().unwrap();
        assert!(cookie.contains("HttpOnly"), "{cookie}");
        assert!(cookie.contains("SameSite=Lax"), "{cookie}");
    }
}

/// A browser opens the return URL with an invented `state`. The page must contain no customer data, and the customer's
/// status must stay the same.
pub async fn forged_returns(implementation: Implementation) {
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

pub async fn signed_out(implementation: Implementation) {
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
