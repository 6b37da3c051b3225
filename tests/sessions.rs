//! These tests check over HTTP how long a sign-in lasts, and what happens to unfinished log-ins. The tests move the
//! clocks of SmartCloud and of the simulator, so no test waits.

use jiff::SignedDuration;
use serde_json::{Value, json};
use test_support::{AppTestBed, Browser, Customer, Response, location, problem};

fn status_of(customer: &Customer) -> String {
    format!("/connect/{}", customer.organisation.number)
}

/// Whether the status page shows that the customer is signed in.
async fn is_signed_in(browser: &Browser, customer: &Customer) -> bool {
    let page = browser.open(&status_of(customer)).await;
    assert_eq!(page.url.path(), status_of(customer));
    page.body.contains(&customer.organisation.name)
}

/// Sends the call that the status page repeats to get the newest status.
async fn poll(browser: &Browser, customer: &Customer) -> Response {
    let number = customer.organisation.number.as_str();
    let headers = [
        ("sec-fetch-site", "same-origin"),
        ("accept", "application/json"),
    ];
    browser
        .post_with("/api/progress", &[("organisation", number)], &headers)
        .await
}

async fn count(bed: &AppTestBed, table: &str) -> i64 {
    sqlx::query_scalar(&format!("SELECT count(*) FROM {table}"))
        .fetch_one(&mut *bed.app.store.connection().await)
        .await
        .unwrap()
}

/// Makes Altinn answer 503 instead of the list of organisations, until the faults are removed.
async fn silence_organisations(bed: &AppTestBed) {
    let fault = json!({
        "path": "/accessmanagement/api/v1/enduser/authorizedparties",
        "fault": "empty", "status": 503, "times": "all"
    });
    bed.control_api().post("faults", &fault).await;
}

#[tokio::test]
async fn a_sign_in_ends_half_an_hour_after_the_last_visit_and_not_after_the_log_in() {
    let bed = AppTestBed::start().await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    browser.sign_in(&customer.person).await;
    for _ in 0..4 {
        bed.advance(SignedDuration::from_mins(29)).await;
        assert!(is_signed_in(&browser, &customer).await);
    }
    bed.advance(SignedDuration::from_mins(31)).await;
    assert!(!is_signed_in(&browser, &customer).await);
}

#[tokio::test]
async fn a_sign_in_ends_after_eight_hours_even_with_visits() {
    let bed = AppTestBed::start().await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    browser.sign_in(&customer.person).await;
    for _ in 0..17 {
        bed.advance(SignedDuration::from_mins(28)).await;
        assert!(is_signed_in(&browser, &customer).await);
    }
    bed.advance(SignedDuration::from_mins(4)).await;
    assert!(!is_signed_in(&browser, &customer).await);
}

#[tokio::test]
async fn an_open_page_that_asks_for_the_status_does_not_keep_the_customer_signed_in() {
    let bed = AppTestBed::start().await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    browser.sign_in(&customer.person).await;
    for _ in 0..3 {
        bed.advance(SignedDuration::from_mins(10)).await;
        poll(&browser, &customer).await.assert_status(200);
    }
    bed.advance(SignedDuration::from_mins(1)).await;
    poll(&browser, &customer).await.assert_status(401);
    assert!(!is_signed_in(&browser, &customer).await);
}

#[tokio::test]
async fn access_that_was_taken_away_counts_for_at_most_ten_minutes() {
    let bed = AppTestBed::start().await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    browser.sign_in(&customer.person).await;
    // The customer loses all access to the organisation, because the organisation is wound up.
    bed.simulator.world(|world| {
        let number = customer.organisation.number.parse().unwrap();
        let mut organisation = world.parties.organisation(&number).unwrap().clone();
        organisation.is_deleted = true;
        world.parties.put_organisation(organisation);
    });

    bed.advance(SignedDuration::from_secs(570)).await;
    assert!(is_signed_in(&browser, &customer).await);
    bed.advance(SignedDuration::from_secs(30)).await;
    let page = browser.open(&status_of(&customer)).await;
    page.assert_status(403);
    page.assert_lacks(&customer.organisation.name);
    let answer = poll(&browser, &customer).await;
    answer
        .assert_status(403)
        .assert_contains("no-organisations");
    let landed = browser.leave(&customer, "basis").await;
    assert_eq!(problem(&landed).as_deref(), Some("no-organisations"));
    assert_eq!(bed.control_api().state().await["requests"], 0);
}

/// The customer may act for only one organisation. This organisation is closed down while the customer is signed in. A
/// minute later, the organisation exists again.
#[tokio::test]
async fn a_customer_who_lost_all_roles_is_told_so_and_comes_back_to_the_same_page() {
    let bed = AppTestBed::start().await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    browser.sign_in(&customer.person).await;
    let organisation = bed.simulator.world(|world| {
        let number = customer.organisation.number.parse().unwrap();
        world.parties.organisation(&number).unwrap().clone()
    });
    let wind_up = |is_deleted| {
        let mut organisation = organisation.clone();
        organisation.is_deleted = is_deleted;
        bed.simulator
            .world(|world| world.parties.put_organisation(organisation));
    };
    wind_up(true);
    bed.advance(SignedDuration::from_mins(10)).await;

    let before = format!("{}/before?plan=drift", status_of(&customer));
    for path in ["/organisation", before.as_str()] {
        let page = browser.open(path).await;
        page.assert_status(403);
        assert_eq!(page.heading(), "Vi fant ingen firmaer du kan handle for");
        page.assert_says("Logg ut");
    }
    wind_up(false);
    bed.advance(SignedDuration::from_mins(1)).await;
    let page = browser.open(&before).await;
    let page = browser.follow_link(&page, "Logg inn").await;
    let page = browser.press(&page, "Logg inn med ID-porten").await;
    assert!(page.url.as_str().ends_with(&before), "{}", page.url);
    page.assert_says(&customer.organisation.name);
}

/// SmartCloud's list of the customer's organisations is too old, and Altinn does not answer. SmartCloud must show
/// nothing about the customer, and the customer must lose neither the sign-in nor the plan.
#[tokio::test]
async fn while_altinn_is_silent_an_old_list_is_not_used_and_nothing_is_lost() {
    let bed = AppTestBed::start().await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    browser.sign_in(&customer.person).await;
    bed.advance(SignedDuration::from_mins(10)).await;
    silence_organisations(&bed).await;

    let before = format!(
        "/connect/{}/before?plan=drift",
        customer.organisation.number
    );
    for page in [
        status_of(&customer),
        format!("/dashboard/{}", customer.organisation.number),
        before.clone(),
        "/organisation".to_owned(),
    ] {
        let shown = browser.open(&page).await;
        shown.assert_status(503);
        assert_eq!(
            shown.heading(),
            "Vi får ikke sjekket tilgangen din",
            "{page}"
        );
        shown.assert_lacks(&customer.organisation.name);
        shown.assert_says("Logg ut");
    }
    poll(&browser, &customer).await.assert_status(503);
    let landed = browser.leave(&customer, "drift").await;
    assert_eq!(problem(&landed).as_deref(), Some("access-unknown"));
    assert!(landed.as_str().contains("before?plan=drift"), "{landed}");
    assert_eq!(bed.control_api().state().await["requests"], 0);

    bed.control_api().clear_faults().await;
    let page = browser.open(&before).await;
    page.assert_says(&customer.organisation.name);

    // SmartCloud's list of the customer's organisations is too old, and Altinn does not answer. The customer can log
    // out anyway.
    bed.advance(SignedDuration::from_mins(10)).await;
    silence_organisations(&bed).await;
    let page = browser.open("/logout").await;
    let page = browser.press(&page, "Logg ut").await;
    assert_eq!(page.url.path(), "/logged-out");
    assert_eq!(count(&bed, "sign_in").await, 0);
}

/// A customer opens several pages at the same time. ID-porten accepts each refresh token only once, so SmartCloud must
/// use the refresh token for one of these pages only.
#[tokio::test]
async fn several_pages_at_once_read_the_organisations_again_once() {
    let bed = AppTestBed::start().await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    browser.sign_in(&customer.person).await;
    bed.advance(SignedDuration::from_mins(10)).await;
    let before = token_calls(&bed).await;
    let pages = (0..8).map(|_| is_signed_in(&browser, &customer));
    assert_eq!(futures::future::join_all(pages).await, [true; 8]);
    assert_eq!(token_calls(&bed).await, before + 1);
    bed.advance(SignedDuration::from_mins(10)).await;
    assert!(is_signed_in(&browser, &customer).await);
}

async fn token_calls(bed: &AppTestBed) -> usize {
    let log = bed.control_api().get("log").await;
    let is_token = |call: &&Value| call["service"] == "idporten" && call["path"] == "/token";
    log.as_array().unwrap().iter().filter(is_token).count()
}

/// SmartCloud keeps refresh tokens in memory only, so a restart deletes them. Without a refresh token, the customer
/// must log in again within ten minutes. This log-in needs no input, because the customer still has a session at
/// ID-porten.
#[tokio::test]
async fn without_a_refresh_token_the_customer_logs_in_again_after_ten_minutes() {
    let bed = AppTestBed::start().await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    browser.sign_in(&customer.person).await;
    let id: String = sqlx::query_scalar("SELECT id FROM sign_in")
        .fetch_one(&mut *bed.app.store.connection().await)
        .await
        .unwrap();
    bed.app.refresh_tokens.forget(&id);

    assert!(is_signed_in(&browser, &customer).await);
    bed.advance(SignedDuration::from_mins(10)).await;
    assert!(!is_signed_in(&browser, &customer).await);
    assert_eq!(count(&bed, "sign_in").await, 0);
    let page = browser
        .sign_in_to(&status_of(&customer), &customer.person)
        .await;
    page.assert_says(&customer.organisation.name);
}

async fn sign_in_ids(bed: &AppTestBed) -> Vec<String> {
    sqlx::query_scalar("SELECT id FROM sign_in ORDER BY signed_in_at")
        .fetch_all(&mut *bed.app.store.connection().await)
        .await
        .unwrap()
}

/// A customer closes the browser and does not log out. When SmartCloud deletes the old sign-in, the refresh token must
/// not stay in memory. The refresh token of another customer must stay.
#[tokio::test]
async fn the_refresh_token_of_a_deleted_sign_in_is_deleted_too() {
    let bed = AppTestBed::start().await;
    let (gone, active) = (bed.new_customer().await, bed.new_customer().await);
    bed.browser().sign_in(&gone.person).await;
    bed.advance(SignedDuration::from_mins(20)).await;
    let browser = bed.browser();
    browser.sign_in(&active.person).await;
    let ids = sign_in_ids(&bed).await;
    bed.advance(SignedDuration::from_mins(12)).await;

    smartcloud::session::delete_old(&bed.app).await.unwrap();
    assert_eq!(sign_in_ids(&bed).await, [ids[1].clone()]);
    assert!(bed.app.refresh_tokens.of(&ids[0]).is_none());
    assert!(bed.app.refresh_tokens.of(&ids[1]).is_some());
    assert!(is_signed_in(&browser, &active).await);
}

/// The customer logs out, but the database fails. The refresh token must be gone anyway.
#[tokio::test]
async fn a_log_out_deletes_the_refresh_token_even_if_the_database_fails() {
    let bed = AppTestBed::start().await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    browser.sign_in(&customer.person).await;
    let id = sign_in_ids(&bed).await.remove(0);
    assert!(bed.app.refresh_tokens.of(&id).is_some());
    sqlx::query("ALTER TABLE sign_in RENAME TO lost")
        .execute(&mut *bed.app.store.connection().await)
        .await
        .unwrap();
    let landed = location(&browser.post("/logout", &[]).await);
    assert_eq!(problem(&landed).as_deref(), Some("internal"));
    assert!(bed.app.refresh_tokens.of(&id).is_none());
}

#[tokio::test]
async fn log_ins_that_start_at_the_same_time_do_not_lose_each_other() {
    let bed = AppTestBed::start().await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    // The first visit sets the cookie with the browser's id.
    browser.post("/login/start", &[("next", "/")]).await;

    let plans: Vec<String> = (0..12).map(|tab| format!("/how?tab={tab}")).collect();
    let starts = plans
        .iter()
        .map(|next| browser.log_in_up_to_choice(next, &customer.person));
    // Open ID-porten's person chooser in all tabs before the first choice of a person. After the first choice,
    // ID-porten has a session, and shows no person chooser to a tab that opens later.
    let choices = futures::future::join_all(starts).await;
    let callbacks = choices
        .iter()
        .map(|choice| browser.choose_up_to_callback(choice, &customer.person));
    let callbacks = futures::future::join_all(callbacks).await;
    for (next, callback) in plans.iter().zip(callbacks) {
        let landed = location(&browser.get(&callback).await);
        assert_eq!(problem(&landed), None, "{next}");
        assert!(landed.as_str().ends_with(next.as_str()), "{landed}");
    }
}

#[tokio::test]
async fn a_callback_that_comes_too_late_keeps_the_page_for_which_the_customer_logged_in() {
    let bed = AppTestBed::start().await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    let next = "/connect?plan=drift";
    let callback = browser.log_in_up_to_callback(next, &customer.person).await;
    bed.advance(SignedDuration::from_mins(15)).await;
    let page = browser.open(&callback).await;
    assert_eq!(problem(&page.url).as_deref(), Some("login-expired"));
    assert_eq!(page.all("input[name=next]", "value"), [next, next]);
}

#[tokio::test]
async fn a_log_in_start_saves_little() {
    let bed = AppTestBed::start().await;
    let longest = format!("/how?{}", "a".repeat(507));
    let too_long = format!("{longest}a");
    let customer = bed.new_customer().await;
    for (next, expected) in [(longest.as_str(), longest.as_str()), (&too_long, "/")] {
        let browser = bed.browser();
        let callback = browser.log_in_up_to_callback(next, &customer.person).await;
        let landed = location(&browser.get(&callback).await);
        assert!(landed.as_str().ends_with(expected), "{landed}");
    }
    let sessions = count(&bed, "session").await;
    let browser = bed.browser();
    let long = format!("/{}", "a".repeat(10_000));
    let next = [("next", long.as_str())];
    location(&browser.post("/login/start", &next).await);
    assert_eq!(count(&bed, "session").await, sessions);
    let size: i64 = sqlx::query_scalar(
        "SELECT max(length(state) + length(coalesce(secrets, '')) + length(next)) FROM pending_login",
    )
    .fetch_one(&mut *bed.app.store.connection().await)
    .await
    .unwrap();
    assert!(size < 1024, "{size}");
}

/// Somebody who reads the database must not be able to take over a session.
#[tokio::test]
async fn the_database_does_not_contain_the_session_cookie() {
    let bed = AppTestBed::start().await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    browser.sign_in(&customer.person).await;
    let cookie = browser.cookies()["smartcloud"].clone();
    let rows: Vec<(String, String)> = sqlx::query_as("SELECT id, data FROM session")
        .fetch_all(&mut *bed.app.store.connection().await)
        .await
        .unwrap();
    assert_eq!(rows.len(), 1);
    assert!(!format!("{rows:?}").contains(&cookie), "{rows:?}");

    // An attacker who reads the session id in the database cannot use it as a session cookie.
    let thief = bed.browser();
    thief.set_cookie(
        &format!("smartcloud={}; Path=/", rows[0].0),
        &bed.smartcloud,
    );
    assert!(!is_signed_in(&thief, &customer).await);
}
