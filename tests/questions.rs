//! Tests of the page `/sporsmal`, which answers questions that vendors ask. The test presses all buttons of the page
//! over HTTP.

use reqwest::header::ACCEPT_LANGUAGE;
use smartcloud::questions::table::QUESTIONS;
use test_support::AppTestBed;

/// The statuses and error codes that the calls of each question must show. A question without calls links to a scene,
/// or to a step of `/kom-i-gang`.
const SHOWN: [&[&str]; 20] = [
    &["200", "403", "200", "200"],
    &["200", "403", "200", "200", "200", "403", "200", "200"],
    &[
        "200",
        "400 MP-303",
        "400 MP-303",
        "400 MP-303",
        "400 MP-303",
    ],
    &["200", "201", "200", "200", "200", "200"],
    &["200", "201", "200", "200"],
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
    &["200", "403"],
    &[],
    &["200", "400 AUTH-00000"],
    &["200", "403"],
    &["200", "403"],
];

/// Texts that the calls of each question must show, in addition to the statuses and error codes in [`SHOWN`].
const WORDS: [&[&str]; 20] = [
    &[],
    &["/byquery", "/bysystem/991825827_smartcloud"],
    &["\"externalRef\": \"lonn\"", "\"externalRef\": \"regnskap\""],
    &["\"externalRef\": \"lonn\"", "\"externalRef\": \"regnskap\""],
    &["\"userType\": \"agent\"", "\"userType\": \"standard\""],
    &[],
    &["\"status\": \"New\"", "\"status\": \"Accepted\""],
    &[],
    &[
        "\"isAssignable\": true",
        "\"isDelegable\": true",
        "ske-krav-og-betalinger",
    ],
    &["\"status\": \"New\"", "\"status\": \"Rejected\""],
    &["\"timedOut\": true", "\"timedOut\": false"],
    &["\"requiredRights\""],
    &[],
    &["\"externalRef\": \"33"],
    &["\"systemuser_org\""],
    &["\"systemuser_org\"", "\"systemuser_id\"", "/api/Signature/"],
    &[],
    &["974761076"],
    &["974761076"],
    &["/enduser/systemuser/clients"],
];

#[tokio::test]
async fn every_button_shows_its_answer() {
    let bed = AppTestBed::start().await;
    let browser = bed.browser();
    let page = browser.open("/sporsmal").await;
    let before = bed.control_api().contents().await;
    for (place, (shown, words)) in SHOWN.iter().zip(WORDS).enumerate() {
        let number = place + 1;
        let path = format!("/sporsmal/{number}");
        let action = format!("{path}#question-{number}");
        let has_button = page.all("form", "action").contains(&action);
        assert_eq!(has_button, !shown.is_empty(), "question {number}");
        if has_button {
            let answer = browser.post(&path, &[]).await;
            answer.assert_status(200);
            let answers = answer.texts_of(".trial .call .ds-tag");
            assert_eq!(answers, *shown, "question {number}");
            let trial = answer.text_of(".trial");
            for word in words {
                assert!(
                    trial.contains(word),
                    "question {number}: no {word} in {trial}"
                );
            }
        }
    }
    // The visitor compares the claims of the token with the refusal below them, so the page must open both.
    let answer = browser.post("/sporsmal/16", &[]).await;
    let opened = answer.texts_of(".trial details[open]").join(" ");
    assert!(opened.contains("systemuser_id") && opened.contains("Access denied"));
    // The trials of the page must remove everything that they have created in the simulator.
    assert_eq!(before, bed.control_api().contents().await);
}

#[tokio::test]
async fn every_question_has_calls_a_scene_or_a_station() {
    let bed = AppTestBed::start().await;
    let browser = bed.browser();
    let page = browser.open("/sporsmal").await;
    for (place, question) in QUESTIONS.iter().enumerate() {
        if let Some(scene) = question.scene {
            let opened = browser.get(format!("/scene/{scene}")).await;
            assert_eq!(opened.status, 303, "scene {scene}");
        }
        if let Some(station) = question.station {
            let link = format!("/kom-i-gang#station-{station}");
            assert!(page.all("a", "href").contains(&link), "{link}");
        }
        let is_shown =
            question.proof.is_some() || question.scene.is_some() || question.station.is_some();
        assert!(is_shown, "question {}", place + 1);
    }
}

/// Without the simulator, the page must still show the answers and their sources. It leaves out the buttons and the
/// links to scenes.
#[tokio::test]
async fn in_a_real_environment_the_answers_stay_and_the_buttons_go() {
    let bed = AppTestBed::start().await;
    let browser = bed.in_real_environment().await;
    let page = browser.open("/sporsmal").await;
    page.assert_status(200);
    assert_eq!(page.all("main h2", "id").len(), QUESTIONS.len());
    page.assert_says(
        "Knappene som viser svarene, finnes bare når SmartCloud kjører mot simulatoren.",
    );
    assert_eq!(page.all("main form", "action"), [""; 0]);
    let links = page.all("main a", "href");
    assert!(
        !links.iter().any(|link| link.starts_with("/scene/")),
        "{links:?}"
    );
    // Each question has a text that says what to look for. Without the simulator, the page shows this text only for
    // question 17, because question 17 needs neither calls nor a scene.
    assert_eq!(page.texts_of("main .look").len(), 1);
    for number in 1..=QUESTIONS.len() {
        let path = format!("/sporsmal/{number}");
        browser.post(path, &[]).await.assert_status(404);
    }
}

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
        assert_eq!(page.all("main h2", "id").len(), QUESTIONS.len());
    }
}

/// Question 6 shows a scene instead of calls, so this question has no button. The questions 0, 21 and `x` do not exist.
#[tokio::test]
async fn a_question_without_calls_has_no_address_for_a_button() {
    let bed = AppTestBed::start().await;
    for number in ["0", "21", "6", "x"] {
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
