use altinn_simulator::rules::{Connection, Organisation, role};
use altinn_types::OrgNumber;
use jiff::SignedDuration;
use serde_json::{Value, json};
use sqlx::{Column, Row, ValueRef};
use test_support::{AppTestBed, Response, location, problem};

#[tokio::test]
async fn a_customer_logs_in_and_reaches_the_requested_page() {
    let bed = AppTestBed::start().await;
    let customer = bed.new_customer().await;
    let status = format!("/connect/{}", customer.organisation.number);

    let page = bed.browser().sign_in_to(&status, &customer.person).await;
    assert_eq!(page.url.path(), status);
    page.assert_says(&customer.organisation.name);
}

#[tokio::test]
async fn the_login_request_is_pushed_and_the_browser_carries_only_its_reference() {
    let bed = AppTestBed::start().await;
    let browser = bed.browser();
    let address = location(&browser.post("/login/start", &[("next", "/")]).await);
    let names: Vec<_> = address
        .query_pairs()
        .map(|(name, _)| name.into_owned())
        .collect();
    assert_eq!(names, ["client_id", "request_uri"]);
}

#[tokio::test]
async fn the_session_gets_a_new_id_at_login() {
    let bed = AppTestBed::start().await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();

    // An attacker has planted the cookie of the attacker's own session in the victim's browser.
    let (attacker, other) = (bed.browser(), bed.new_customer().await);
    let callback = attacker.log_in_up_to_callback("/", &other.person).await;
    let before = session_cookie(&attacker.get(&callback).await).unwrap();
    browser.set_cookie(&before, &bed.smartcloud);
    let callback = browser.log_in_up_to_callback("/", &customer.person).await;
    let after = session_cookie(&browser.get(&callback).await).unwrap();

    let id = |cookie: &str| cookie.split(';').next().unwrap().to_owned();
    assert_ne!(id(&before), id(&after));
    let page = attacker.open("/organisation").await;
    page.assert_lacks(&customer.organisation.name);
    for cookie in [before, after] {
        assert!(cookie.contains("HttpOnly"), "{cookie}");
        assert!(cookie.contains("SameSite=Lax"), "{cookie}");
    }
}

fn session_cookie(response: &Response) -> Option<String> {
    response
        .headers
        .get_all("set-cookie")
        .iter()
        .map(|cookie| cookie.to_str().unwrap().to_owned())
        .find(|cookie| cookie.starts_with("smartcloud="))
}

#[tokio::test]
async fn a_callback_from_another_browser_logs_nobody_in() {
    let bed = AppTestBed::start().await;
    let customer = bed.new_customer().await;
    let (theirs, ours) = (bed.browser(), bed.browser());

    // The attacker logs in up to the callback, and then makes the victim's browser open the callback URL.
    let callback = theirs.log_in_up_to_callback("/", &customer.person).await;
    let landed = location(&ours.get(&callback).await);
    assert_eq!(problem(&landed).as_deref(), Some("login-expired"));

    let dashboard = format!("/dashboard/{}", customer.organisation.number);
    let page = ours.open(&dashboard).await;
    page.assert_lacks(&customer.organisation.name);
}

#[tokio::test]
async fn a_callback_works_once() {
    let bed = AppTestBed::start().await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    let callback = browser
        .log_in_up_to_callback("/how", &customer.person)
        .await;

    let first = location(&browser.get(&callback).await);
    assert_eq!((first.path(), first.query()), ("/how", None));
    // The customer opens the callback again, for example from the browser's history. The customer goes on to the same
    // page, and SmartCloud sends the code to ID-porten only once.
    let cookies = browser.cookies();
    let second = location(&browser.get(&callback).await);
    assert_eq!((second.path(), second.query()), ("/how", None));
    assert_eq!(browser.cookies(), cookies);

    let page = browser.open("/logout").await;
    browser.press(&page, "Logg ut").await;
    let page = browser.open(&callback).await;
    assert_eq!(problem(&page.url).as_deref(), Some("login-expired"));
    // The log-in and the button «Logg inn som en annen» both keep the page.
    assert_eq!(page.all("input[name=next]", "value"), ["/how", "/how"]);
}

#[tokio::test]
async fn a_response_of_another_issuer_is_refused() {
    let bed = AppTestBed::start().await;
    let browser = bed.browser();
    let customer = bed.new_customer().await;
    let mut callback = browser.log_in_up_to_callback("/", &customer.person).await;
    let pairs: Vec<(String, String)> = callback
        .query_pairs()
        .map(|(name, value)| match &*name {
            "iss" => ("iss".to_owned(), "https://other.example".to_owned()),
            _ => (name.into_owned(), value.into_owned()),
        })
        .collect();
    callback.query_pairs_mut().clear().extend_pairs(pairs);
    let landed = location(&browser.get(&callback).await);
    assert_eq!(problem(&landed).as_deref(), Some("login-failed"));
}

#[tokio::test]
async fn a_cancelled_login_returns_to_the_login_page_and_keeps_the_target() {
    let bed = AppTestBed::start().await;
    let browser = bed.browser();
    let start = browser
        .post("/login/start", &[("next", "/connect?plan=drift")])
        .await;
    let page = browser.open(&location(&start)).await;
    let page = browser.press(&page, "Avbryt").await;
    assert_eq!(page.url.path(), "/login");
    assert_eq!(problem(&page.url).as_deref(), Some("login-cancelled"));
    assert_eq!(
        page.all("input[name=next]", "value"),
        ["/connect?plan=drift"]
    );
}

#[tokio::test]
async fn login_never_redirects_to_another_site() {
    let bed = AppTestBed::start().await;
    let customer = bed.new_customer().await;
    for next in ["https://example.com/", "//example.com/", "/\\example.com"] {
        let page = bed.browser().sign_in_to(next, &customer.person).await;
        assert_eq!(page.url, bed.smartcloud, "{next}");
    }
}

#[tokio::test]
async fn a_person_without_an_organisation_sees_an_explanation() {
    let bed = AppTestBed::start().await;
    let stranger = bed.control_api().new_customer("unrelated").await;
    let page = bed.browser().sign_in(&stranger.person).await;
    assert_eq!(problem(&page.url).as_deref(), Some("no-organisations"));
}

/// The person has a session at ID-porten, but is not signed in at SmartCloud. Without a log-out from ID-porten, each
/// new log-in would at once log in the same person.
#[tokio::test]
async fn after_a_person_without_an_organisation_another_person_can_log_in() {
    let bed = AppTestBed::start().await;
    let stranger = bed.control_api().new_customer("unrelated").await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    browser.sign_in(&stranger.person).await;
    let page = browser.open("/login?next=/organisation?plan%3Ddrift").await;
    let page = browser.press(&page, "Logg inn med ID-porten").await;
    assert_eq!(problem(&page.url).as_deref(), Some("no-organisations"));

    // The form must follow the same rule against CSRF as the normal log-out.
    let headers = [("sec-fetch-site", "cross-site")];
    let answer = browser.post_with("/logout", &[], &headers).await;
    answer.assert_status(403);

    let page = browser.press(&page, "Logg inn som en annen").await;
    assert_eq!(page.url.path(), "/logged-out");
    let page = browser.press(&page, "Logg inn igjen").await;
    assert!(!page.has_button("Logg inn som en annen"));
    // The visitor keeps the plan.
    page.assert_says("Drift");
    // Other sites can link to the page, but the page never leads to them.
    let foreign = browser.open("/logged-out?state=//other.example/").await;
    assert_eq!(foreign.link("Logg inn igjen"), "/login");
    let page = browser.press(&page, "Logg inn med ID-porten").await;
    assert_eq!(page.url.port(), bed.simulator.origins().idporten.port());
    let page = browser.choose(&page, &customer.person).await;
    page.assert_says(&customer.organisation.name);
}

/// Altinn lists the organisations in one response, with all roles and access packages. For a person with some hundred
/// organisations, this response has more than a megabyte.
#[tokio::test]
async fn a_person_with_some_hundred_organisations_logs_in() {
    const COUNT: usize = 700;

    let bed = AppTestBed::start().await;
    let customer = bed.new_customer().await;
    bed.simulator.world(|world| {
        let valid = |number: u32| number.to_string().parse().ok();
        let numbers = (310_100_000..).filter_map(valid).take(COUNT);
        for (index, number) in numbers.enumerate() {
            let name = format!("KUNDE NUMMER {index} AS");
            let number: OrgNumber = number;
            let organisation = Organisation::new(number.clone(), &name, "AS");
            world.parties.put_organisation(organisation);
            let connection = Connection::of(&customer.person.key, number);
            let connection = connection.with_role(role::GENERAL_MANAGER);
            world.parties.connect(connection);
        }
    });
    let browser = bed.browser();
    let page = browser
        .sign_in_to("/organisation?q=699", &customer.person)
        .await;
    assert_eq!(problem(&page.url), None);
    page.assert_says("KUNDE NUMMER 699 AS");
    // SmartCloud reads the saved list for each page. So the list has only the access packages that SmartCloud uses, and
    // one page shows only a part of the list.
    let saved: String = sqlx::query_scalar("SELECT organisations FROM sign_in")
        .fetch_one(&mut *bed.app.store.connection().await)
        .await
        .unwrap();
    assert!(saved.len() < 200 * COUNT, "{}", saved.len());
    let page = browser.open("/organisation").await;
    page.assert_says("Her er de første 100 av 701 firmaer.");
    assert_eq!(page.texts_of("ul.rows li").len(), 100);
}

#[tokio::test]
async fn logout_ends_the_session_at_smartcloud_and_at_id_porten() {
    let bed = AppTestBed::start().await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    browser.sign_in(&customer.person).await;

    let page = browser.open("/logout").await;
    let page = browser.press(&page, "Logg ut").await;
    assert_eq!(page.url.path(), "/logged-out");
    assert_eq!(problem(&page.url), None);

    // The log-out must also have ended the session at ID-porten, so the next log-in must stop at ID-porten's page.
    let start = browser.post("/login/start", &[("next", "/")]).await;
    let page = browser.open(&location(&start)).await;
    assert_eq!(page.url.port(), bed.simulator.origins().idporten.port());
    assert!(page.url.path().starts_with("/login/"), "{}", page.url);
}

/// Without ID-porten's metadata, SmartCloud does not know the URL of ID-porten's logout. SmartCloud must warn the
/// customer, because the session at ID-porten remains.
#[tokio::test]
async fn if_id_porten_is_down_at_the_logout_the_page_warns_and_offers_to_try_again() {
    let bed = AppTestBed::start().await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    browser.sign_in(&customer.person).await;
    // SmartCloud caches the metadata for one hour. The visits keep the customer signed in.
    for _ in 0..2 {
        bed.advance(SignedDuration::from_mins(29)).await;
        browser.open("/organisation").await.assert_status(200);
    }
    bed.advance(SignedDuration::from_mins(3)).await;
    let down = json!({
        "path": "/.well-known/openid-configuration", "service": "id-porten",
        "fault": "empty", "status": 503, "times": "all"
    });
    bed.control_api().post("faults", &down).await;

    let mut page = browser
        .open(&browser.post("/logout", &[]).await.location())
        .await;
    for _ in 0..2 {
        assert_eq!(page.url.path(), "/logged-out");
        assert_eq!(problem(&page.url).as_deref(), Some("still-at-id-porten"));
        assert_eq!(page.heading(), "Du er logget ut av SmartCloud");
        page.assert_says("Den neste som bruker denne nettleseren, kan derfor logge inn som deg.");
        let idporten = bed.simulator.origins().idporten.origin();
        let form_action = format!("form-action 'self' {}", idporten.ascii_serialization());
        let policy = page.content_policy();
        assert!(policy.contains(&form_action), "{policy}");
        let sign_ins: i64 = sqlx::query_scalar("SELECT count(*) FROM sign_in")
            .fetch_one(&mut *bed.app.store.connection().await)
            .await
            .unwrap();
        assert_eq!(sign_ins, 0);
        page = browser.press(&page, "Logg ut av ID-porten").await;
    }
    bed.control_api().clear_faults().await;
    let page = browser.press(&page, "Logg ut av ID-porten").await;
    assert_eq!((page.url.path(), page.url.query()), ("/logged-out", None));
    let start = browser.post("/login/start", &[("next", "/")]).await;
    let page = browser.open(&location(&start)).await;
    assert!(page.url.path().starts_with("/login/"), "{}", page.url);
}

#[tokio::test]
async fn front_channel_logout_works_by_session_id_without_a_cookie() {
    let bed = AppTestBed::start().await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    browser.sign_in(&customer.person).await;
    let dashboard = format!("/dashboard/{}", customer.organisation.number);
    browser
        .open(&dashboard)
        .await
        .assert_says(&customer.organisation.name);

    // The person logs out at ID-porten, but not at SmartCloud.
    let metadata = bed.simulator.origins().idporten.join("logout").unwrap();
    let mut logout = metadata;
    logout
        .query_pairs_mut()
        .append_pair("client_id", &bed.config.idporten.client_id)
        .append_pair(
            "post_logout_redirect_uri",
            bed.config.local("/logged-out").as_str(),
        );
    browser.open(&logout).await;

    let page = browser.open(&dashboard).await;
    page.assert_lacks(&customer.organisation.name);
}

#[tokio::test]
async fn front_channel_logout_of_an_unknown_session_has_no_effect() {
    let bed = AppTestBed::start().await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    browser.sign_in(&customer.person).await;
    let iss = bed.simulator.origins().idporten_issuer();
    let mut address = browser.at("/login/frontchannel-logout");
    address
        .query_pairs_mut()
        .append_pair("iss", &iss)
        .append_pair("sid", "made-up");
    let answer = browser.get(&address).await;
    assert_eq!(answer.status, 200);
    let policy = answer.headers["content-security-policy"].to_str().unwrap();
    assert!(
        policy.contains("frame-ancestors http://127.0.0.1:"),
        "{policy}"
    );

    let dashboard = format!("/dashboard/{}", customer.organisation.number);
    browser
        .open(&dashboard)
        .await
        .assert_says(&customer.organisation.name);
}

/// A front-channel logout with an empty `sid` must end no sign-in. The test covers a sign-in without a `sid` and a
/// sign-in with an empty `sid`.
#[tokio::test]
async fn front_channel_logout_with_an_empty_session_id_has_no_effect() {
    let bed = AppTestBed::start().await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    browser.sign_in(&customer.person).await;
    let dashboard = format!("/dashboard/{}", customer.organisation.number);
    let mut logout = browser.at("/login/frontchannel-logout");
    logout
        .query_pairs_mut()
        .append_pair("iss", &bed.simulator.origins().idporten_issuer())
        .append_pair("sid", "");

    for sid in ["NULL", "''"] {
        sqlx::query(&format!("UPDATE sign_in SET sid = {sid}"))
            .execute(&mut *bed.app.store.connection().await)
            .await
            .unwrap();
        assert_eq!(browser.get(&logout).await.status, 200);
        browser
            .open(&dashboard)
            .await
            .assert_says(&customer.organisation.name);
    }
}

/// Altinn's token exchange answers 200 without a token in the body. In that case, SmartCloud must not send an empty
/// token to Altinn.
#[tokio::test]
async fn an_empty_exchange_response_is_not_a_token() {
    let bed = AppTestBed::start().await;
    let customer = bed.new_customer().await;
    let exchange = json!({ "path": "/authentication/api/v1/exchange/id-porten", "fault": "empty", "status": 200 });
    bed.control_api().post("faults", &exchange).await;
    let browser = bed.browser();
    let callback = browser.log_in_up_to_callback("/", &customer.person).await;
    let landed = location(&browser.get(&callback).await);
    assert_eq!(problem(&landed).as_deref(), Some("altinn-unreachable"));
    let log = bed.control_api().get("log").await;
    let mut paths = log.as_array().unwrap().iter().map(|call| &call["path"]);
    let asks_for_parties = |path: &Value| path.to_string().contains("authorizedparties");
    assert!(!paths.any(asks_for_parties));
}

#[tokio::test]
async fn the_login_page_says_that_id_porten_does_not_answer() {
    let bed = AppTestBed::start().await;
    bed.control_api()
        .post(
            "faults",
            &json!({ "path": "/par", "service": "id-porten", "fault": "empty", "status": 503 }),
        )
        .await;
    let browser = bed.browser();
    let landed = location(&browser.post("/login/start", &[("next", "/")]).await);
    assert_eq!(problem(&landed).as_deref(), Some("id-porten-unreachable"));
    // After this error, the next log-in attempt must succeed.
    let next = location(&browser.post("/login/start", &[("next", "/")]).await);
    assert_eq!(next.port(), bed.simulator.origins().idporten.port());
}

/// With the status 429, ID-porten asks for fewer calls. The same log-in can succeed later, so the customer must not read
/// that the log-in could not be confirmed.
#[tokio::test]
async fn a_busy_token_endpoint_is_not_a_failed_log_in() {
    let bed = AppTestBed::start().await;
    let customer = bed.new_customer().await;
    let busy = json!({
        "path": "/token", "service": "id-porten",
        "fault": "oauth", "error": "temporarily_unavailable", "status": 429
    });
    let browser = bed.browser();
    let callback = browser.log_in_up_to_callback("/", &customer.person).await;
    bed.control_api().post("faults", &busy).await;
    let landed = location(&browser.get(&callback).await);
    assert_eq!(problem(&landed).as_deref(), Some("id-porten-unreachable"));
}

/// Tokens contain the personal number of the user, so SmartCloud must store neither tokens nor personal numbers in any
/// table.
#[tokio::test]
async fn no_personal_number_and_no_token_is_stored() {
    let bed = AppTestBed::start().await;
    let customer = bed.new_customer().await;
    bed.browser().sign_in(&customer.person).await;

    let tables: Vec<(String,)> =
        sqlx::query_as("SELECT name FROM sqlite_master WHERE type = 'table'")
            .fetch_all(&mut *bed.app.store.connection().await)
            .await
            .unwrap();
    let mut rows = 0;
    for (table,) in tables {
        let all = sqlx::query(&format!("SELECT * FROM \"{table}\""))
            .fetch_all(&mut *bed.app.store.connection().await)
            .await
            .unwrap();
        for row in all {
            rows += 1;
            for column in row.columns() {
                let raw = row.try_get_raw(column.ordinal()).unwrap();
                if raw.is_null() {
                    continue;
                }
                let bytes: Vec<u8> = row
                    .try_get_unchecked::<Vec<u8>, _>(column.ordinal())
                    .unwrap_or_default();
                let text = String::from_utf8_lossy(&bytes);
                assert!(
                    !has_personal_number(&text),
                    "{table}.{}: {text}",
                    column.name()
                );
                assert!(!has_token(&text), "a token in {table}.{}", column.name());
            }
        }
    }
    assert!(rows > 2, "there was something to look at");
}

/// Whether the text contains a word of exactly eleven digits, like a personal number. A random id in hexadecimal can
/// contain eleven digits in a row, so a part of a word does not count.
fn has_personal_number(text: &str) -> bool {
    text.split(|sign: char| !sign.is_ascii_alphanumeric())
        .any(|word| word.len() == 11 && word.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Whether the text contains a JWT, which starts with `eyJ`. A hash or a `state` can also start with `eyJ` by chance,
/// but is shorter than a JWT.
fn has_token(text: &str) -> bool {
    let is_part = |sign: char| sign.is_ascii_alphanumeric() || "-_.".contains(sign);
    text.split(|sign| !is_part(sign))
        .any(|word| word.starts_with("eyJ") && word.len() > 50)
}
