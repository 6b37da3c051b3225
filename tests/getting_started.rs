//! Tests of the page about getting started. The tests press all of its buttons over HTTP.

use jiff::SignedDuration;
use reqwest::header::ACCEPT_LANGUAGE;
use serde_json::json;
use smartcloud::{
    getting_started::stations::STATIONS,
    i18n::{Locale, norwegian_time},
};
use strum::VariantArray;
use test_support::{AppTestBed, Browser, Response};

const MARK: &str = "✓ Målt nå, ";
const NO_MARK: &str = "✗ Ikke i orden. Målt nå, ";
const EARLIER: &str = "I orden da vi målte sist, ";
const NOT_EARLIER: &str = "Ikke i orden da vi målte sist, ";
const NOT_MEASURED: &str = "Ikke målt";

/// Returns the texts of the marks at the top of the page. A mark says whether the vendor has reached a step.
fn marks(page: &Response) -> Vec<String> {
    let marks = page.texts_of(".marks .ds-tag");
    assert_eq!(marks.len(), STATIONS.len(), "{marks:?}");
    // Further down the page, each step shows its mark again.
    assert_eq!(page.texts_of(".station .measured"), marks);
    marks
}

#[track_caller]
fn assert_marks(page: &Response, expected: [&str; 5]) {
    let marks = marks(page);
    for (mark, expected) in marks.iter().zip(expected) {
        assert!(mark.starts_with(expected), "{mark} is not {expected}");
    }
    // The vendor does the last step in another environment. No call in this environment can check this step, so its
    // mark is always the same.
    assert_eq!(marks[5], "Måles i det andre miljøet");
}

fn only_first(mark: &str) -> [&str; 5] {
    let mut marks = [NOT_MEASURED; 5];
    marks[0] = mark;
    marks
}

/// Returns the status and the error code of each call on the page.
fn answers(page: &Response) -> Vec<String> {
    page.texts_of(".trial .call .ds-tag")
}

async fn press(browser: &Browser, station: usize, action: &str) -> Response {
    let page = browser
        .post(format!("/kom-i-gang/{station}/{action}"), &[])
        .await;
    page.assert_status(200);
    page
}

#[tokio::test]
async fn a_station_gets_its_mark_from_calls_just_now_and_keeps_it_as_an_earlier_one() {
    let bed = AppTestBed::start().await;
    let browser = bed.browser();
    let page = browser.open("/kom-i-gang").await;
    assert_marks(&page, [NOT_MEASURED; 5]);
    for number in 1..=5 {
        let page = press(&browser, number, "check").await;
        let mut expected = [NOT_MEASURED; 5];
        expected[..number].fill(EARLIER);
        expected[number - 1] = MARK;
        assert_marks(&page, expected);
    }
    assert_marks(&browser.open("/kom-i-gang").await, [EARLIER; 5]);
    // The visitor makes a mistake on purpose in step 2. This does not change the mark of the step.
    assert_marks(&press(&browser, 2, "unknown-client").await, [EARLIER; 5]);
    // Another visitor does not see the marks of this visitor.
    assert_marks(&bed.browser().open("/kom-i-gang").await, [NOT_MEASURED; 5]);
    let page = browser.post("/kom-i-gang/6/check", &[]).await;
    page.assert_status(404);
}

#[tokio::test]
async fn all_stations_are_measured_with_one_button() {
    let bed = AppTestBed::start().await;
    let browser = bed.browser();
    let before = bed.control_api().contents().await;
    let page = browser.post("/kom-i-gang/alle", &[]).await;
    page.assert_status(200);
    assert_marks(&page, [MARK; 5]);
    for mark in &marks(&page)[..5] {
        let time = mark.strip_prefix(MARK).unwrap();
        let parts: Vec<_> = time.split('.').map(str::parse::<u8>).collect();
        assert!(
            parts.len() == 3 && parts.iter().all(Result::is_ok),
            "{time}"
        );
    }
    assert_eq!(before, bed.control_api().contents().await);
    // The next day can be in another year, so this is the year of the measurement.
    let year = norwegian_time(bed.app.now()).strftime("%Y").to_string();
    bed.advance(SignedDuration::from_hours(24)).await;
    let next_day = browser.open("/kom-i-gang").await;
    assert!(marks(&next_day)[0].contains(&year), "the date is missing");
}

/// Maskinporten does not answer in the first step. SmartCloud must skip all later checks, because each check would also
/// wait for Maskinporten.
#[tokio::test]
async fn measuring_all_ends_at_a_service_that_is_silent() {
    let bed = AppTestBed::start().await;
    let fault =
        json!({ "service": "maskinporten", "path": "/token", "fault": "cut", "times": "all" });
    bed.control_api().post("faults", fault).await;
    let page = bed.browser().post("/kom-i-gang/alle", &[]).await;
    page.assert_status(200);
    assert_marks(&page, only_first(NO_MARK));
}

#[tokio::test]
async fn a_cookie_that_somebody_wrote_gives_no_mark_of_now() {
    let bed = AppTestBed::start().await;
    let browser = bed.browser();
    let now = bed.app.now().as_second();
    let cookie = format!(
        "smartcloud-stations=1+{}.2+{}.6+{now}.x",
        now - 60,
        now + 3600
    );
    browser.set_cookie(&cookie, &bed.smartcloud);
    let page = browser.open("/kom-i-gang").await;
    assert_marks(&page, only_first(EARLIER));
}

#[tokio::test]
async fn a_station_without_its_client_gets_no_mark() {
    let bed = AppTestBed::start().await;
    let browser = bed.browser();
    press(&browser, 2, "check").await;
    let client = &bed.config.system.client_id;
    bed.control_api()
        .delete(&format!("maskinporten-clients/{client}"))
        .await;
    let page = press(&browser, 2, "check").await;
    assert!(marks(&page)[1].starts_with(NO_MARK));
    assert_eq!(answers(&page), ["400 MP-100"]);
    page.assert_says("Maskinporten kjenner ikke klienten");
    let page = browser.open("/kom-i-gang").await;
    assert!(marks(&page)[1].starts_with(NOT_EARLIER));
}

#[tokio::test]
async fn the_resource_owners_question_gets_a_yes_and_a_no() {
    let bed = AppTestBed::start().await;
    let page = press(&bed.browser(), 1, "check").await;
    let answers = answers(&page);
    assert_eq!(
        answers[answers.len() - 2..],
        ["200 Permit", "200 NotApplicable"]
    );
    page.assert_says("ttd_systembruker-salary");
}

/// After each press of the button, SmartCloud removes the system that it has registered. Altinn never accepts the id of
/// a deleted system again, so each press uses a new id.
#[tokio::test]
async fn a_system_is_registered_and_removed_however_often_one_presses() {
    let bed = AppTestBed::start().await;
    let browser = bed.browser();
    let before = bed.control_api().contents().await;
    let mut ids = Vec::new();
    for _ in 0..2 {
        let page = press(&browser, 4, "check").await;
        assert!(marks(&page)[3].starts_with(MARK), "{:?}", answers(&page));
        let calls = page.texts_of(".trial .call > code");
        let deleted = calls.iter().find_map(|call| call.strip_prefix("DELETE "));
        let id = deleted.unwrap().rsplit('/').next().unwrap().to_owned();
        assert!(id.starts_with("991825827_kom-i-gang-"), "{id}");
        assert_eq!(
            calls.iter().filter(|call| call.starts_with("POST")).count(),
            3
        );
        ids.push(id);
    }
    assert_ne!(ids[0], ids[1]);
    press(&browser, 4, "id-taken").await;
    assert_eq!(before, bed.control_api().contents().await);
}

#[tokio::test]
async fn every_mistake_gives_its_code() {
    let bed = AppTestBed::start().await;
    let browser = bed.browser();
    let before = bed.control_api().contents().await;
    let page = browser.open("/kom-i-gang").await;
    let actions = page.all("form", "action");
    for (place, station) in STATIONS.iter().enumerate() {
        let number = place + 1;
        for mistake in station.mistakes {
            let action = format!("/kom-i-gang/{number}/{}#station-{number}", mistake.name());
            assert!(actions.contains(&action), "{action}");
            let page = press(&browser, number, mistake.name()).await;
            page.assert_lacks(MARK);
            page.assert_lacks(NO_MARK);
            let answers = answers(&page);
            assert_eq!(answers.last().unwrap(), mistake.answer(), "{mistake:?}");
            // Only the last call contains the mistake, so all calls before it succeed.
            let earlier = &answers[..answers.len() - 1];
            assert!(
                earlier.iter().all(|answer| answer.starts_with('2')),
                "{answers:?}"
            );
            if mistake.answer().contains(' ') {
                assert!(
                    !page.texts_of(".trial .explanation").is_empty(),
                    "{mistake:?}"
                );
            }
        }
    }
    assert_eq!(before, bed.control_api().contents().await);
}

#[test]
fn each_station_has_a_mistake_and_a_text_for_each_mistake() {
    for locale in Locale::VARIANTS {
        let texts = &locale.getting_started_texts().stations;
        for (station, text) in STATIONS.iter().zip(texts) {
            assert!(!station.mistakes.is_empty(), "{}", text.title);
            assert_eq!(
                station.mistakes.len(),
                text.mistakes.len(),
                "{}",
                text.title
            );
        }
    }
}

#[tokio::test]
async fn in_a_real_environment_the_page_measures_and_changes_nothing() {
    let bed = AppTestBed::start().await;
    let browser = bed.in_real_environment().await;
    let before = bed.control_api().contents().await;
    let page = browser.open("/kom-i-gang").await;
    page.assert_says("Her er SmartCloud koblet til et ekte miljø.");
    page.assert_says("Bruk en nøkkel som er utløpt");
    page.assert_says("400 MP-121");
    assert!(page.has_button("Mål nå"));
    assert!(!page.has_button("Gjør feilen"));
    for number in 1..=3 {
        let page = press(&browser, number, "check").await;
        assert!(
            marks(&page)[number - 1].starts_with(MARK),
            "station {number}"
        );
    }
    // The last two checks must fail. The system lacks the return URL from the settings, and the vendor lacks a system
    // user.
    let page = browser.post("/kom-i-gang/alle", &[]).await;
    assert_marks(&page, [MARK, MARK, MARK, NO_MARK, NO_MARK]);
    for call in page.texts_of(".trial .call > code") {
        let reads = call.starts_with("GET ") || call.ends_with("/token");
        assert!(reads, "{call}");
    }
    for mistake in STATIONS.iter().flat_map(|station| station.mistakes) {
        for number in 1..=6 {
            let path = format!("/kom-i-gang/{number}/{}", mistake.name());
            browser.post(path, &[]).await.assert_status(404);
        }
    }
    assert_eq!(before, bed.control_api().contents().await);
}

/// The links in the footer are for developers who try the demo, and not for customers.
#[tokio::test]
async fn the_footer_leads_developers_here_in_a_demo_only() {
    let bed = AppTestBed::start().await;
    let browser = bed.browser();
    let links = |page: &Response| page.all(".site-footer a", "href");
    for path in ["/", "/how", "/kom-i-gang", "/sporsmal"] {
        let links = links(&browser.open(path).await);
        for page in ["/kom-i-gang", "/sporsmal"] {
            assert!(links.iter().any(|link| link == page), "{path}: {links:?}");
        }
    }
    let customer = bed.new_customer().await;
    let page = browser.sign_in(&customer.person).await;
    let links_of_customer = links(&page);
    assert!(
        !links_of_customer.contains(&"/kom-i-gang".to_owned()),
        "{links_of_customer:?}"
    );

    let real = bed.in_real_environment().await;
    assert!(!links(&real.open("/").await).contains(&"/kom-i-gang".to_owned()));
    let how = real.open("/how").await;
    assert!(
        how.all("main a", "href")
            .contains(&"/kom-i-gang".to_owned())
    );
}

#[tokio::test]
async fn the_page_has_three_languages() {
    let bed = AppTestBed::start().await;
    for (language, title) in [
        ("nb", "Kom i gang"),
        ("nn", "Kom i gang"),
        ("en", "Getting started"),
    ] {
        let url = bed.smartcloud.join("kom-i-gang").unwrap();
        let request = bed
            .simulator
            .http
            .get(url)
            .header(ACCEPT_LANGUAGE, language);
        let page = bed.simulator.send(request).await;
        page.assert_status(200);
        assert_eq!(page.heading(), title);
        assert_eq!(page.all(".station h2", "id").len(), STATIONS.len());
        let mistakes: usize = STATIONS.iter().map(|station| station.mistakes.len()).sum();
        assert_eq!(page.all(".mistakes form", "action").len(), mistakes);
        for link in page.all(".sources a", "href") {
            assert!(
                link.starts_with("https://") && !link.contains('{'),
                "{link}"
            );
        }
        for address in [
            "https://samarbeid.digdir.no/altinn/systembruker/2542",
            "/authorization/guides/system-vendor/system-user/democlient/",
            "/authorization/guides/resource-owner/",
            "/authorization/guides/system-vendor/system-user/",
            "https://docs.digdir.no/docs/Maskinporten/maskinporten_guide_apikonsument",
        ] {
            let links = page.all(".sources a", "href");
            assert!(
                links.iter().any(|link| link.ends_with(address)),
                "{address}"
            );
        }
    }
}
