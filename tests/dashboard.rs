//! Tests what a connected customer sees on the dashboard, and which calls SmartCloud makes for it. The simulator's
//! request log counts the calls.

use http::Method;
use serde_json::json;
use test_support::{AppTestBed, Browser, Customer, Organisation, Person, Response};

const CLAIMS: &str = "aapnekrav";
const PAYMENTS: [&str; 2] = ["innbetalinger", "utbetalinger"];
const PAYROLL: &str = "Salary";
const LOGISTICS: &str = "Logistics";

/// Signs in, requests access for the plan, and approves the request in the simulator. Returns the browser of the
/// signed-in customer.
async fn connect(bed: &AppTestBed, customer: &Customer, plan: &str) -> Browser {
    let browser = bed.browser();
    browser.sign_in(&customer.person).await;
    let confirm_url = browser.leave(customer, plan).await;
    let (_, id) = confirm_url
        .query_pairs()
        .find(|(name, _)| name == "id")
        .unwrap();
    let answer = json!({ "answer": "approve" });
    bed.control_api()
        .post(&format!("requests/{id}/answer"), &answer)
        .await;
    browser
        .open(&format!("/connect/{}", customer.organisation.number))
        .await;
    browser
}

async fn connected(bed: &AppTestBed, plan: &str) -> (Customer, Browser) {
    let customer = bed.new_customer().await;
    let browser = connect(bed, &customer, plan).await;
    (customer, browser)
}

async fn dashboard(browser: &Browser, customer: &Customer) -> Response {
    browser
        .open(&format!("/dashboard/{}", customer.organisation.number))
        .await
}

/// Returns the names of the resource owners' APIs that SmartCloud has called, sorted by name.
async fn calls(bed: &AppTestBed) -> Vec<String> {
    let log = bed.control_api().get("log").await;
    let entries = log.as_array().unwrap().iter();
    let mut called: Vec<_> = entries
        .filter(|entry| entry["service"] == "resourceOwner")
        .map(|entry| {
            let path = entry["path"].as_str().unwrap();
            let mut parts = path.split('/').filter(|part| !part.is_empty());
            let api = match parts.clone().next() {
                Some("v1") => parts.next_back(),
                _ => parts.nth(1),
            };
            api.unwrap().to_owned()
        })
        .collect();
    called.sort();
    called
}

/// Opens the dashboard. Returns the page, and the names of the APIs that SmartCloud called for the page.
async fn dashboard_with_calls(
    bed: &AppTestBed,
    browser: &Browser,
    customer: &Customer,
) -> (Response, Vec<String>) {
    let mut called_before = calls(bed).await;
    let page = dashboard(browser, customer).await;
    let mut called = calls(bed).await;
    called.retain(|api| {
        let place = called_before.iter().position(|before| before == api);
        place.map(|place| called_before.remove(place)).is_none()
    });
    (page, called)
}

/// Asserts that the box of a module on the dashboard contains this text.
#[track_caller]
fn assert_box_says(page: &Response, module: &str, text: &str) {
    let all = page.text_of(&format!("article[aria-labelledby='module-{module}']"));
    assert!(all.contains(text), "no «{text}» in {module}:\n{all}");
}

/// Adds a person with these roles in the customer's organisation to the simulator. Returns a browser where this person
/// is signed in.
async fn colleague(
    bed: &AppTestBed,
    customer: &Customer,
    key: &str,
    access: serde_json::Value,
) -> Browser {
    let person = Person {
        key: key.to_owned(),
        name: format!("Kollega {key}"),
    };
    let number = &customer.organisation.number;
    for (path, body) in [
        (format!("persons/{key}"), json!({ "name": person.name })),
        (format!("connections/{key}/{number}"), access),
    ] {
        let put = bed.control_api().send(Method::PUT, &path, body).await;
        assert!(put.status.is_success(), "{path}: {}", put.body);
    }
    let browser = bed.browser();
    browser.sign_in(&person).await;
    browser
}

#[tokio::test]
async fn each_plan_fetches_exactly_its_modules_and_names_the_access() {
    let bed = AppTestBed::start().await;
    let right = |name: &str| format!("Hentet med systemtilgangen · enkelttjeneste {name} ·");
    let package = "Hentet med systemtilgangen · tilgangspakke Krav, betalinger og utlegg ·";
    for (plan, expected_calls, sources) in [
        (
            "basis",
            vec![CLAIMS],
            vec![("claims", right("Krav og betalinger"))],
        ),
        (
            "drift",
            vec![LOGISTICS, PAYROLL, CLAIMS],
            vec![
                ("claims", right("Krav og betalinger")),
                ("payroll", right("Lønn")),
                ("logistics", right("Logistikk")),
            ],
        ),
        (
            "proff",
            vec![PAYROLL, CLAIMS, PAYMENTS[0], PAYMENTS[1]],
            vec![
                ("claims", package.to_owned()),
                ("payments", package.to_owned()),
                ("payroll", right("Lønn")),
            ],
        ),
    ] {
        let (customer, browser) = connected(&bed, plan).await;
        let (page, called) = dashboard_with_calls(&bed, &browser, &customer).await;
        assert_eq!(page.status, 200, "{plan}");
        assert_eq!(called, expected_calls, "{plan}");
        for (module, source) in sources {
            assert_box_says(&page, module, &source);
        }
    }
}

#[tokio::test]
async fn a_module_that_the_plan_does_not_show_says_whether_the_access_covers_it() {
    let bed = AppTestBed::start().await;
    let (customer, browser) = connected(&bed, "drift").await;
    let page = dashboard(&browser, &customer).await;
    // The plan Drift does not show payments, but its right to claims also gives access to payments. So the box about
    // payments must not say that the access is missing.
    assert_box_says(&page, "payments", "Planen Drift viser ikke dette.");
    assert_box_says(
        &page,
        "payments",
        "selv om tilgangen i Altinn også åpner for det",
    );

    let (customer, browser) = connected(&bed, "basis").await;
    let page = dashboard(&browser, &customer).await;
    for module in ["payroll", "logistics"] {
        assert_box_says(
            &page,
            module,
            "viser ikke dette, og ber ikke om tilgang til det",
        );
    }
}

#[tokio::test]
async fn a_person_sees_only_what_their_own_access_covers() {
    let bed = AppTestBed::start().await;
    let (customer, _) = connected(&bed, "drift").await;
    let all = ["claims", "payroll", "logistics"];
    for (key, access, visible, expected_calls) in [
        (
            "leder",
            json!({ "roles": ["styreleder"] }),
            all.to_vec(),
            vec![LOGISTICS, PAYROLL, CLAIMS],
        ),
        (
            "lonn",
            json!({ "roles": [], "packages": ["lonn"] }),
            vec!["payroll"],
            vec![PAYROLL],
        ),
        (
            "styrer",
            json!({ "roles": ["tilgangsstyrer"], "packages": { "allBut": ["lonn"] } }),
            vec!["claims", "logistics"],
            vec![LOGISTICS, CLAIMS],
        ),
        (
            "ansatt",
            json!({ "roles": [], "packages": ["skattegrunnlag"] }),
            vec![],
            vec![],
        ),
    ] {
        let browser = colleague(&bed, &customer, key, access).await;
        let (page, called) = dashboard_with_calls(&bed, &browser, &customer).await;
        assert_eq!(page.status, 200, "{key}");
        assert_eq!(called, expected_calls, "{key}");
        for module in all {
            if visible.contains(&module) {
                assert_box_says(&page, module, "Hentet med systemtilgangen");
            } else {
                assert_box_says(
                    &page,
                    module,
                    "Du har ikke selv tilgang til dette i Altinn.",
                );
                assert_box_says(&page, module, "Daglig leder");
            }
        }
        if !visible.contains(&"payroll") {
            assert_box_says(&page, "payroll", "tilgangspakken «Lønn»");
        }
    }
}

/// The presenter turns a failure of a service on and off. The next page must show the change at once, even though
/// SmartCloud caches tokens.
#[tokio::test]
async fn a_switch_for_maskinporten_shows_on_the_next_page() {
    let bed = AppTestBed::start().await;
    let (customer, browser) = connected(&bed, "drift").await;
    let turn = async |switch: &str, on: bool| {
        let body = json!({ "on": on });
        let path = format!("switches/{switch}");
        let response = bed.control_api().send(Method::PUT, &path, body).await;
        assert_eq!(response.status, 204);
    };
    let all_boxes_say = |page: &Response, text: &str| {
        for module in ["payroll", "logistics", "claims"] {
            assert_box_says(page, module, text);
        }
    };
    let page = dashboard(&browser, &customer).await;
    all_boxes_say(&page, "Hentet med systemtilgangen");

    // Without Maskinporten, SmartCloud cannot ask Altinn whether the system user exists, so the page shows an error.
    turn("maskinporten-down", true).await;
    let path = format!("/dashboard/{}", customer.organisation.number);
    let page = browser.get(&path).await;
    page.assert_contains("Vi får ikke svar fra Maskinporten");
    turn("maskinporten-down", false).await;
    let page = dashboard(&browser, &customer).await;
    all_boxes_say(&page, "Hentet med systemtilgangen");

    turn("no-system-user", true).await;
    let page = dashboard(&browser, &customer).await;
    all_boxes_say(&page, "fant ingen systemtilgang");
    turn("no-system-user", false).await;
    let page = dashboard(&browser, &customer).await;
    all_boxes_say(&page, "Hentet med systemtilgangen");
}

#[tokio::test]
async fn a_module_that_fails_does_not_affect_the_others() {
    let bed = AppTestBed::start().await;
    let (customer, browser) = connected(&bed, "drift").await;
    for (fault, says) in [
        (
            json!({ "fault": "empty", "status": 403 }),
            "gir ikke adgang til disse tallene",
        ),
        (
            json!({ "fault": "empty", "status": 401 }),
            "godtok ikke nøkkelen",
        ),
        (
            json!({ "fault": "html", "status": 502 }),
            "Tjenesten svarer ikke",
        ),
    ] {
        let mut injected = fault.clone();
        injected["path"] = "/api/Salary".into();
        injected["service"] = "resource-owner".into();
        // After 401, SmartCloud gets a new token and sends the call once more.
        let is_repeated = fault["status"] == 401;
        injected["times"] = if is_repeated { 2 } else { 1 }.into();
        bed.control_api().post("faults", &injected).await;
        let (page, mut called) = dashboard_with_calls(&bed, &browser, &customer).await;
        assert_eq!(page.status, 200, "{fault}");
        assert_eq!(called.len(), if is_repeated { 4 } else { 3 }, "{fault}");
        called.dedup();
        assert_eq!(called, [LOGISTICS, PAYROLL, CLAIMS], "{fault}");
        assert_box_says(&page, "payroll", says);
        for module in ["claims", "logistics"] {
            assert_box_says(&page, module, "Hentet med systemtilgangen");
        }
    }
}

#[tokio::test]
async fn if_maskinporten_fails_the_boxes_name_maskinporten_and_no_service_is_called() {
    let bed = AppTestBed::start().await;
    let (customer, browser) = connected(&bed, "drift").await;
    let oauth = |error: &str| json!({ "fault": "oauth", "error": error, "description": "MP-303" });
    for (fault, says) in [
        (
            json!({ "fault": "empty", "status": 503 }),
            "Maskinporten svarer ikke akkurat nå.",
        ),
        (
            oauth("invalid_scope"),
            "Maskinporten godtok ikke SmartCloud",
        ),
        (
            oauth("invalid_altinn_customer_configuration"),
            "Maskinporten fant ingen systemtilgang for firmaet.",
        ),
    ] {
        let mut injected = fault.clone();
        injected["path"] = "/token".into();
        injected["service"] = "maskinporten".into();
        injected["times"] = "all".into();
        bed.control_api().post("faults", &injected).await;
        let (page, called) = dashboard_with_calls(&bed, &browser, &customer).await;
        assert_eq!(called, [""; 0], "{fault}");
        for module in ["claims", "payroll", "logistics"] {
            assert_box_says(&page, module, says);
        }
        // The page lists the possible causes for the vendor's staff, in a `details` element that is closed at first.
        let causes = page.text().contains("externalRef mangler");
        assert_eq!(causes, says.contains("fant ingen"), "{fault}");
        assert!(page.all("details[open]", "class").is_empty());
        bed.control_api().clear_faults().await;
    }
    let (_, called) = dashboard_with_calls(&bed, &browser, &customer).await;
    assert_eq!(called, [LOGISTICS, PAYROLL, CLAIMS]);
}

#[tokio::test]
async fn after_a_deletion_in_altinn_the_status_page_says_so() {
    let bed = AppTestBed::start().await;
    let (customer, browser) = connected(&bed, "basis").await;
    let (_, called) = dashboard_with_calls(&bed, &browser, &customer).await;
    assert_eq!(called, [CLAIMS]);
    let organisation = customer.organisation.number.parse().unwrap();
    let journey = bed.app.store.journey(&organisation).await.unwrap();
    bed.control_api()
        .delete_system_user(&journey.request.unwrap().to_string())
        .await;

    let (page, called) = dashboard_with_calls(&bed, &browser, &customer).await;
    assert_eq!(page.url.path(), format!("/connect/{organisation}"));
    assert_eq!(page.heading(), "Tilgangen er tatt tilbake");
    assert_eq!(called, [""; 0]);
}

#[tokio::test]
async fn a_person_cannot_see_another_organisations_data() {
    let bed = AppTestBed::start().await;
    let (customer, _) = connected(&bed, "basis").await;
    let stranger = bed.new_customer().await;
    let browser = bed.browser();
    browser.sign_in(&stranger.person).await;
    let (page, called) = dashboard_with_calls(&bed, &browser, &customer).await;
    assert_eq!(page.status, 403);
    page.assert_lacks(&customer.organisation.name);
    assert_eq!(called, [""; 0]);

    let (page, called) = dashboard_with_calls(&bed, &bed.browser(), &customer).await;
    page.assert_lacks(&customer.organisation.name);
    assert_eq!(called, [""; 0]);
}

#[tokio::test]
async fn the_named_cafe_has_an_overdue_claim_and_the_goods_of_a_cafe() {
    let bed = AppTestBed::start().await;
    let cafe = Customer {
        person: Person {
            key: "kari".to_owned(),
            name: "Kari Nordby".to_owned(),
        },
        organisation: Organisation {
            number: "312450186".to_owned(),
            name: "Fjordlys Kafé AS".to_owned(),
        },
        access_manager: None,
        organisations: Vec::new(),
    };
    let mut browser = connect(&bed, &cafe, "drift").await;
    let page = dashboard(&browser, &cafe).await;
    assert_box_says(&page, "claims", "Forfalt");
    assert_box_says(&page, "payroll", "Kari Nordby");
    assert_box_says(&page, "logistics", "Kaffebønner");

    // On an English page, screen readers must read the Norwegian texts of the resource owners in Norwegian.
    browser.language = "en";
    let page = dashboard(&browser, &cafe).await;
    assert_box_says(&page, "claims", "Overdue");
    let languages = page.all("article th[lang], article strong[lang]", "lang");
    assert!(!languages.is_empty() && languages.iter().all(|lang| lang == "nb"));
}
