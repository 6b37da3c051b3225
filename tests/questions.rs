//! Tests of the page with the questions that vendors ask. The test presses all of its buttons over HTTP.

use reqwest::header::ACCEPT_LANGUAGE;
use smartcloud::questions::table::QUESTIONS;
use test_support::{AppTestBed, Response};

/// The statuses and codes of the calls that each question shows. A question without calls leads to a scene or a station.
const SHOWN: [&[&str]; 20] = [
    &["200", "403", "200", "200"],
    &["200", "403", "200", "200", "200", "403"],
    &["200", "400 MP-303", "400 MP-303", "400 MP-303"],
    &["200", "201", "200", "200", "200", "200"],
    &[],
    &[],
    &["200", "200", "200"],
    &[],
    &["200", "200"],
    &["200", "200", "200"],
    &["200", "200", "200", "201", "200"],
    &["200", "200"],
    &["200", "404", "400 MP-303"],
    &["200", "200", "200"],
    &["200", "400 MP-303"],
    &["200"],
    &[],
    &["200", "400 AUTH-00000"],
    &["200", "403"],
    &["200", "403"],
];

/// Returns the status and the code of each call on the page.
fn tags(page: &Response) -> Vec<String> {
    let (_, trial) = page.body.split_once("class=\"trial\"").unwrap();
    let (trial, _) = trial.split_once("class=\"sources\"").unwrap();
    let tags = trial.split("class=\"ds-tag\"").skip(1);
    tags.map(|tag| tag.split(['>', '<']).nth(1).unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn every_button_shows_its_answer() {
    let bed = AppTestBed::start().await;
    let browser = bed.browser();
    let page = browser.open("/sporsmal").await;
    let before = bed.control_api().get("state").await;
    for (place, (question, shown)) in QUESTIONS.iter().zip(SHOWN).enumerate() {
        let number = place + 1;
        let path = format!("/sporsmal/{number}");
        let action = format!("{path}#question-{number}");
        let has_button = page.all("form", "action").contains(&action);
        assert_eq!(has_button, !shown.is_empty(), "question {number}");
        if has_button {
            let answer = browser.post(&path, &[]).await;
            answer.assert_status(200);
            assert_eq!(tags(&answer), shown, "question {number}");
        }
        if let Some(scene) = question.scene {
            let opened = browser.get(format!("/scene/{scene}")).await;
            assert_eq!(opened.status, 303, "scene {scene}");
        }
        if let Some(station) = question.station {
            let link = format!("/kom-i-gang#station-{station}");
            assert!(page.all("a", "href").contains(&link), "{link}");
        }
        let is_shown = has_button || question.scene.is_some() || question.station.is_some();
        assert!(is_shown, "question {number}");
    }
    // The buttons leave nothing behind that others see.
    let after = bed.control_api().get("state").await;
    let clients = |state: &serde_json::Value| state["maskinportenClients"].clone();
    assert_eq!(clients(&before), clients(&after));
}

/// Secrets must not reach the page.
#[tokio::test]
async fn tokens_are_shown_without_their_signature() {
    let bed = AppTestBed::start().await;
    let answer = bed.browser().post("/sporsmal/16", &[]).await;
    answer.assert_contains("systemuser_org");
    answer.assert_contains("urn:altinn:systemuser");
    answer.assert_lacks("eyJ");
}

#[tokio::test]
async fn the_page_has_three_languages() {
    let bed = AppTestBed::start().await;
    for (language, title) in [
        ("nb", "Spørsmål som leverandører stiller"),
        ("nn", "Spørsmål som leverandørar stiller"),
        ("en", "Questions that vendors ask"),
    ] {
        let url = bed.smartcloud.join("sporsmal").unwrap();
        let request = bed
            .simulator
            .http
            .get(url)
            .header(ACCEPT_LANGUAGE, language);
        let page = bed.simulator.send(request).await;
        page.assert_status(200);
        assert_eq!(page.heading(), title);
        assert_eq!(page.all("h2", "id").len(), QUESTIONS.len());
    }
}

/// Question 5 has a scene and no calls, and the other numbers have no question.
#[tokio::test]
async fn a_question_without_calls_has_no_address_for_a_button() {
    let bed = AppTestBed::start().await;
    for number in ["0", "21", "5", "x"] {
        let url = bed.smartcloud.join(&format!("sporsmal/{number}")).unwrap();
        let request = bed.simulator.http.post(url);
        bed.simulator.send(request).await.assert_status(404);
    }
}

#[test]
fn every_answer_names_its_source() {
    for question in &QUESTIONS {
        assert!(!question.sources.is_empty(), "{question:?}");
    }
}
