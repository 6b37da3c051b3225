//! Tests of the page about getting started. The tests press all of its buttons over HTTP.

use reqwest::header::ACCEPT_LANGUAGE;
use smartcloud::getting_started::stations::STATIONS;
use test_support::{AppTestBed, Response};

const MARK: &str = "Målt nå, ";
const NO_MARK: &str = "Ikke i orden. Målt nå, ";

/// The last answer of each mistake, in the order of the stations.
const MISTAKES: [&[&str]; 6] = [
    &["404"],
    &["400 MP-100", "400 MP-121", "400 MP-110"],
    &["400 MP-200", "400 MP-250", "403"],
    &["403", "400 MP-303"],
    &["400 MP-303", "400 AUTH-00021", "400 AUTH-00001"],
    &[],
];

/// Returns the status and the code of the last call on the page.
fn last_tag(page: &Response) -> String {
    let (_, trial) = page.body.split_once("class=\"trial\"").unwrap();
    let (trial, _) = trial.split_once("class=\"sources\"").unwrap();
    let tag = trial.split("class=\"ds-tag\"").last().unwrap();
    tag.split(['>', '<']).nth(1).unwrap().to_owned()
}

#[tokio::test]
async fn a_station_gets_its_mark_from_calls_just_now() {
    let bed = AppTestBed::start().await;
    let browser = bed.browser();
    browser.open("/kom-i-gang").await.assert_lacks(MARK);
    for number in 1..=5 {
        let page = browser
            .post(format!("/kom-i-gang/{number}/check"), &[])
            .await;
        page.assert_status(200);
        assert!(
            !page.body.contains(NO_MARK),
            "station {number}: {}",
            page.text_of(".trial")
        );
        assert!(page.body.contains(MARK), "station {number}");
    }
    // A person does the last step, so nothing can measure it.
    let page = browser.post("/kom-i-gang/6/check", &[]).await;
    page.assert_status(404);
}

#[tokio::test]
async fn a_station_without_its_client_gets_no_mark() {
    let bed = AppTestBed::start().await;
    let client = &bed.config.system.client_id;
    bed.control_api()
        .delete(&format!("maskinporten-clients/{client}"))
        .await;
    let page = bed.browser().post("/kom-i-gang/2/check", &[]).await;
    page.assert_contains(NO_MARK);
    assert_eq!(last_tag(&page), "400 MP-100");
}

#[tokio::test]
async fn every_mistake_gives_its_code() {
    let bed = AppTestBed::start().await;
    let browser = bed.browser();
    let page = browser.open("/kom-i-gang").await;
    let actions = page.all("form", "action");
    for (place, (station, codes)) in STATIONS.iter().zip(MISTAKES).enumerate() {
        let number = place + 1;
        assert_eq!(station.mistakes.len(), codes.len(), "station {number}");
        for (mistake, code) in station.mistakes.iter().zip(codes) {
            let path = format!("/kom-i-gang/{number}/{}", mistake.name());
            let action = format!("{path}#station-{number}");
            assert!(actions.contains(&action), "{action}");
            let page = browser.post(&path, &[]).await;
            page.assert_status(200);
            page.assert_lacks(MARK);
            assert_eq!(last_tag(&page), *code, "{mistake:?}");
        }
    }
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
        assert_eq!(page.all("h2", "id").len(), STATIONS.len());
        let mistakes: usize = STATIONS.iter().map(|station| station.mistakes.len()).sum();
        assert_eq!(page.all(".mistakes form", "action").len(), mistakes);
    }
}
