use std::process::Command;

use serde_json::{Value, json};
use test_support::AppTestBed;

use crate::{EXPORTS, find, journey, visitor};

#[tokio::test]
async fn a_visitor_sees_only_the_calls_of_the_own_browser() {
    let bed = AppTestBed::start().await;
    let (first, second) = (bed.browser(), bed.browser());
    first.post("/login/start", &[("next", "/")]).await;
    second.post("/login/start", &[("next", "/how")]).await;
    assert_ne!(visitor(&bed, &first), visitor(&bed, &second));

    let har = second.get(EXPORTS[0]).await.ok();
    assert!(
        har.to_string().contains("/how"),
        "the form of the second browser"
    );
    let har = first.get(EXPORTS[0]).await.ok();
    assert!(!har.to_string().contains("%2Fhow") && !har.to_string().contains("\"/how\""));

    let stranger = bed.browser().get(EXPORTS[0]).await.ok();
    assert_eq!(stranger["log"]["entries"], json!([]));
}

/// `run` blocks the test's thread until `curl` ends. SmartCloud and the simulator run on the same runtime, so the
/// runtime needs more threads.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_curl_command_of_the_export_runs_against_the_simulator() {
    let bed = AppTestBed::start().await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    browser.sign_in(&customer.person).await;
    let journey = journey(&bed, &browser);

    // This call contains no secrets, so the exported `curl` command is complete and works unchanged.
    let metadata = find(&journey, "GET", "/.well-known/openid-configuration");
    let command = browser
        .get(&format!("/bak-kulissene/kall/{}/curl", metadata.number))
        .await;
    command.assert_status(200);
    let output = run(&command.body);
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(answer["issuer"], bed.config.idporten.issuer);

    // The exported command has a variable in place of the access token. With a wrong token in the variable, Altinn
    // answers 401.
    let exchange = find(&journey, "GET", "/exchange/id-porten");
    let command = browser
        .get(&format!("/bak-kulissene/kall/{}/curl", exchange.number))
        .await;
    assert!(
        command.body.starts_with("# Set first: ACCESS_TOKEN\n"),
        "{}",
        command.body
    );
    let output = run(&format!(
        "ACCESS_TOKEN=wrong\n{} --output /dev/null --write-out '%{{http_code}}'",
        command.body.trim_end()
    ));
    assert_eq!(String::from_utf8_lossy(&output.stdout), "401");

    browser
        .get("/bak-kulissene/kall/999999/curl")
        .await
        .assert_status(404);
}

fn run(script: &str) -> std::process::Output {
    let script = script.replace("curl --request", "curl --silent --request");
    Command::new("sh").args(["-c", &script]).output().unwrap()
}

#[tokio::test]
async fn the_presenter_sees_all_visitors_and_others_do_not() {
    let bed = AppTestBed::start().await;
    let browser = bed.browser();
    browser.post("/login/start", &[("next", "/")]).await;
    let presenter = bed.browser();
    let desk = presenter.open("/presenter").await;
    let list = presenter.follow_link(&desk, "Alle besøkende").await;
    list.assert_status(200);
    list.assert_contains("behind-the-scenes.css");
    list.assert_says("Logg inn");
    assert!(!list.text().contains("denne nettleseren"));
    let own = browser.open("/bak-kulissene").await;
    let own = browser.follow_link(&own, "Alle besøkende").await;
    own.assert_says("Besøkende 1 (denne nettleseren)");

    let page = presenter.follow_link(&list, "Besøkende 1").await;
    page.assert_says("ID-porten");
    let call = page.attribute("svg a.call", "href");
    assert!(
        call.starts_with("/bak-kulissene/besokende/1/kall/"),
        "{call}"
    );
    let call = presenter.open(&call).await;
    call.assert_says("Forespørsel");
    let curl = call.all("a[href$='/curl']", "href");
    for address in curl.iter().chain(&page.all("a[href*='/eksport.']", "href")) {
        assert!(
            address.starts_with("/bak-kulissene/besokende/1/"),
            "{address}"
        );
        presenter.get(address).await.assert_status(200);
    }
    for path in ["9", "9/kall/1", "1/kall/999", "x"] {
        let path = format!("/bak-kulissene/besokende/{path}");
        presenter.open(path).await.assert_status(404);
    }
    for (language, title) in [
        ("nb", "Besøkende den siste timen"),
        ("nn", "Besøkjande den siste timen"),
        ("en", "Visitors of the last hour"),
    ] {
        let mut browser = bed.browser();
        browser.language = language;
        assert_eq!(
            browser.open("/bak-kulissene/besokende").await.heading(),
            title
        );
    }

    let key = ("SMARTCLOUD_PRESENTER_KEY", "a-key-that-nobody-guesses");
    let bed = AppTestBed::start_with(&[key, ("SMARTCLOUD_SANDBOXES", "per-visitor")]).await;
    let browser = bed.browser();
    browser.post("/login/start", &[("next", "/")]).await;
    for path in [
        "",
        "/1",
        "/1/kall/1",
        "/1/kall/1/curl",
        "/1/eksport.html",
        "/1/eksport.har",
    ] {
        let path = format!("/bak-kulissene/besokende{path}");
        browser.get(path).await.assert_status(404);
    }
    let own = browser.open("/bak-kulissene").await;
    assert!(!own.body.contains("/besokende"));
}
