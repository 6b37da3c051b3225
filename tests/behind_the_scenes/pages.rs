use serde_json::json;
use test_support::{AppTestBed, Browser, Customer, Response};

use crate::browser_at_altinn;

const PATH: &str = "/bak-kulissene";
const REQUESTS: &str = "systemuser/request/vendor";

async fn open_drawer(browser: &Browser, back: &str) -> Response {
    let response = browser
        .post("/bak-kulissene/valg", &[("vis", "ja"), ("back", back)])
        .await;
    assert_eq!(response.raw_location(), back);
    browser.open(back).await
}

fn status_page(customer: &Customer) -> String {
    format!("/connect/{}", customer.organisation.number)
}

/// Finds a call in the diagram by `words` in its sentence, and returns the number of the call.
fn call_with(page: &Response, words: &str) -> String {
    let sentences = page.all("svg a.call", "aria-label");
    let numbers = page.all("svg a.call", "data-number");
    let place = sentences
        .iter()
        .position(|sentence| sentence.contains(words));
    let place = place.unwrap_or_else(|| panic!("no call with {words}: {sentences:#?}"));
    numbers[place].clone()
}

#[tokio::test]
async fn a_signed_out_visitor_meets_no_bar() {
    let bed = AppTestBed::start().await;
    let browser = bed.browser();
    for path in ["/", "/how", "/login"] {
        let page = browser.open(path).await;
        assert!(!page.body.contains("bak-kulissene"), "{path}");
    }
    assert!(browser.cookies().is_empty());
}

#[tokio::test]
async fn the_closed_bar_is_one_link_without_a_script() {
    let bed = AppTestBed::start().await;
    let customer = bed.new_customer().await;
    let browser = browser_at_altinn(&bed, &customer).await;
    // The page `/logout` has no Leptos island, so any script in it would come from the bar "Bak kulissene".
    let page = browser.open("/logout").await;

    let address = page.link_of_bar();
    assert_eq!(address, format!("/bak-kulissene?fra={}", page.url.path()));
    page.assert_says("Se hva som skjedde bak kulissene (");
    let start = page.body.find("<p class=\"frame bar\">").unwrap();
    let end = start + page.body[start..].find("</p>").unwrap() + "</p>".len();
    assert!(end - start <= 300, "{}", &page.body[start..end]);
    assert!(!page.content_policy().contains("script-src"));
    assert!(!page.body.contains("behind-the-scenes"));
}

#[tokio::test]
async fn the_drawer_shows_the_calls_until_it_is_closed() {
    let bed = AppTestBed::start().await;
    let customer = bed.new_customer().await;
    let browser = browser_at_altinn(&bed, &customer).await;
    let status = status_page(&customer);
    let page = open_drawer(&browser, &status).await;

    assert!(page.content_policy().contains("script-src 'self'"));
    assert!(!page.content_policy().contains("unsafe-inline"));
    let drawer = page.text_of("aside.drawer");
    assert!(
        drawer.contains("Steg 6: Spør Altinn hva som er bestemt"),
        "{drawer}"
    );
    assert!(drawer.contains("Tidligere steg ("), "{drawer}");
    assert!(
        drawer.contains("SmartCloud til Altinn: Be om systembruker. Svar 201"),
        "{drawer}"
    );

    let page = browser.press(&page, "Lukk").await;
    assert_eq!(page.url.path(), status);
    assert!(page.all("aside.drawer", "class").is_empty());
    page.assert_says("Bak kulissene (");
    page.assert_lacks("Se hva som skjedde");
}

#[tokio::test]
async fn the_page_of_all_calls_leads_back_and_has_all_steps() {
    let bed = AppTestBed::start().await;
    let customer = bed.new_customer().await;
    let browser = browser_at_altinn(&bed, &customer).await;
    let page = browser.open(format!("{PATH}?fra=/organisation")).await;
    assert_eq!(page.heading(), "Bak kulissene");
    assert_eq!(page.link("Tilbake til siden"), "/organisation");
    page.assert_says("Steg 2: Be Altinn om en systembruker");
    // The link back must not lead to another site.
    let page = browser.open(format!("{PATH}?fra=//evil.example")).await;
    assert!(!page.body.contains("href=\"//evil.example"));
    assert!(!page.text().contains("Tilbake til siden"));
}

#[tokio::test]
async fn a_call_shows_its_purpose_its_messages_and_its_tokens() {
    let bed = AppTestBed::start().await;
    let customer = bed.new_customer().await;
    let browser = browser_at_altinn(&bed, &customer).await;
    let all = browser.open(PATH).await;

    let number = call_with(&all, "Be om systembruker");
    let page = browser.open(format!("{PATH}/kall/{number}")).await;
    page.assert_says("SmartCloud ber Altinn om en systembruker for kunden");
    page.assert_says("201");
    page.assert_says(REQUESTS);
    page.assert_says(customer.organisation.number.as_str());
    page.assert_says("Organisasjonen som eier klienten");
    page.assert_says("Signatur: (skjult)");
    let curl = format!("{PATH}/kall/{number}/curl");
    assert!(page.body.contains(&curl));

    let missing = browser.get(format!("{PATH}/kall/999999")).await;
    missing.assert_status(404);
    missing.assert_says("Dette kallet finnes ikke lenger");
}

#[tokio::test]
async fn another_browser_sees_none_of_it() {
    let bed = AppTestBed::start().await;
    let customer = bed.new_customer().await;
    let browser = browser_at_altinn(&bed, &customer).await;
    let all = browser.open(PATH).await;
    let number = call_with(&all, "Be om systembruker");

    let other = bed.browser();
    let page = other.open(PATH).await;
    page.assert_says("Ingen kall ennå");
    for path in [
        format!("{PATH}/kall/{number}"),
        format!("{PATH}/bit/kall/{number}"),
    ] {
        let response = other.get(&path).await;
        response.assert_status(404);
        assert!(
            !response
                .body
                .contains(customer.organisation.number.as_str())
        );
    }
}

#[tokio::test]
async fn an_error_is_explained() {
    let bed = AppTestBed::start().await;
    let fault = json!({
        "path": format!("/authentication/api/v1/{REQUESTS}"), "method": "POST", "fault": "problem",
        "code": "AUTH-00021",
    });
    bed.control_api().post("faults", fault).await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    let number = &customer.organisation.number;
    let before = format!("/connect/{number}/before?plan=basis");
    browser.sign_in_to(&before, &customer.person).await;
    let form = [("organisation", number.as_str()), ("plan", "basis")];
    browser.post("/connect/start", &form).await;

    let all = browser.open(PATH).await;
    let call = call_with(&all, "Be om systembruker. Svar 400");
    let page = browser.open(format!("{PATH}/kall/{call}")).await;
    page.assert_says("AUTH-00021");
    page.assert_says("Returadressen står ikke i systemregisteret.");
    page.assert_says("Leverandøren må ordne det.");
}

#[tokio::test]
async fn every_page_has_three_languages() {
    let bed = AppTestBed::start().await;
    let customer = bed.new_customer().await;
    let mut browser = browser_at_altinn(&bed, &customer).await;
    for (language, title, sentence, step) in [
        (
            "nb",
            "Bak kulissene",
            "Be om systembruker. Svar 201",
            "Steg 3: Tolk svaret",
        ),
        (
            "nn",
            "Bak kulissene",
            "Be om systembrukar. Svar 201",
            "Steg 3: Tolk svaret",
        ),
        (
            "en",
            "Behind the scenes",
            "Request a system user. Answer 201",
            "Step 3: Classify the response",
        ),
    ] {
        browser.language = language;
        let page = browser.open(PATH).await;
        assert_eq!(page.heading(), title);
        let call = call_with(&page, sentence);
        browser
            .open(format!("{PATH}/kall/{call}"))
            .await
            .assert_status(200);
        let code = browser.open(format!("{PATH}/kode/3")).await;
        assert_eq!(code.heading(), step);
        code.assert_says("async fn classify_response(");
    }
}

#[tokio::test]
async fn the_script_hears_of_new_calls_and_keys_can_be_turned_off() {
    let bed = AppTestBed::start().await;
    let customer = bed.new_customer().await;
    let browser = browser_at_altinn(&bed, &customer).await;
    let status = status_page(&customer);
    let page = open_drawer(&browser, &status).await;
    assert_eq!(page.all("#bts", "data-keys"), ["on"]);

    let news = browser.get(format!("{PATH}/nytt?versjon=0-0")).await;
    news.assert_status(200);
    assert!(news.body.contains("class=\"sequence\""));
    assert!(!news.body.contains("<html"));
    assert!(news.header("x-count").ends_with(" kall"));

    let page = browser.press(&page, "Hurtigtaster: på").await;
    assert!(page.all("#bts", "data-keys").is_empty());
    assert!(page.has_button("Hurtigtaster: av"));
    assert_eq!(page.all("aside.drawer", "class"), ["drawer"]);
}

#[tokio::test]
async fn a_page_of_another_site_cannot_open_the_drawer() {
    let bed = AppTestBed::start().await;
    let form = [("vis", "ja"), ("back", "/")];
    let headers = [("sec-fetch-site", "cross-site")];
    let response = bed
        .browser()
        .post_with("/bak-kulissene/valg", &form, &headers)
        .await;
    response.assert_status(403);
    let response = bed
        .browser()
        .post("/bak-kulissene/valg", &[("back", "https://evil.example/")])
        .await;
    assert_eq!(response.raw_location(), "/");
}

#[tokio::test]
async fn without_the_recorder_only_the_markdown_is_left() {
    let bed = AppTestBed::start_with(&[("SMARTCLOUD_BEHIND_THE_SCENES", "off")]).await;
    let customer = bed.new_customer().await;
    let browser = browser_at_altinn(&bed, &customer).await;
    let page = browser.open("/organisation").await;
    assert!(!page.body.contains("bak-kulissene"));
    for path in ["", "/kall/1", "/kode/1"] {
        let response = browser.get(format!("{PATH}{path}")).await;
        response.assert_status(404);
    }
    browser.get("/steg/2.md").await.assert_status(200);
}

trait Bar {
    fn link_of_bar(&self) -> String;
}

impl Bar for Response {
    fn link_of_bar(&self) -> String {
        self.attribute(".bar a", "href")
    }
}
