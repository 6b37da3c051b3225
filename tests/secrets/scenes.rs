//! Opens the link of every scene (a prepared part of a talk about SmartCloud) and presses the scene's buttons. Then
//! opens all pages and exports that show the recorded calls.

use smartcloud::{recorder::VisitorId, stage::scenes::SCENES};
use test_support::{AppTestBed, Browser};

const PATH: &str = "/bak-kulissene";

/// The buttons and links that the test presses in each scene, in the order of the presses. If a scene is not in this
/// list, the test presses only the buttons that start a trial.
const PRESSED: [(&str, &[&str]); 13] = [
    ("before-leaving", &["Gå til Altinn og godkjenn", "Avvis"]),
    ("same-list-at-altinn", &["Avvis"]),
    (
        "approve",
        &[
            "Godkjenn systemtilgang",
            "Logg inn og se status",
            "Kari Nordby",
        ],
    ),
    ("true-status", &["Åpne oversikten"]),
    (
        "asked-again",
        &["Gå til Altinn og godkjenn", "Godkjenn systemtilgang"],
    ),
    ("cannot-delegate", &["Godkjenn systemtilgang"]),
    ("forwarded", &["Godkjenn systemtilgang"]),
    ("closed-tab", &["Gå til Altinn og svar"]),
    ("no-role", &[]),
    ("withdrawn", &["Be om tilgang på nytt"]),
    ("expired", &["Spør på nytt"]),
    (
        "agent-request",
        &[
            "Legg til eller fjern klienter",
            "Fjern Jærstrand Gartneri AS fra systemtilgang",
            "Legg til Jærstrand Gartneri AS i systemtilgang",
            "Bekreft og lukk",
        ],
    ),
    ("change-request", &["Godkjenn oppdatert systemtilgang"]),
];

/// Opens each scene in its own browser. Presses the buttons that `PRESSED` lists for the scene, and all buttons that
/// start a trial. Returns the browsers.
pub async fn play_all(bed: &AppTestBed, key: &str) -> Vec<Browser> {
    let mut browsers = Vec::new();
    for scene in SCENES {
        let browser = bed.browser();
        let mut page = browser.open(format!("/scene/{}", scene.id)).await;
        let pressed = PRESSED.iter().find(|(id, _)| *id == scene.id);
        for button in pressed.map(|(_, buttons)| *buttons).unwrap_or_default() {
            page = browser.press(&page, button).await;
        }
        for form in page.forms("form[action^='/kom-i-gang/'], form[action^='/sporsmal/']") {
            let fields = form.fields.iter();
            let fields: Vec<_> = fields
                .map(|(name, value)| (name.as_str(), value.as_str()))
                .collect();
            browser.post(&form.action, &fields).await;
        }
        browsers.push(browser);
    }
    assert!(
        PRESSED
            .iter()
            .all(|(id, _)| SCENES.iter().any(|scene| scene.id == *id))
    );

    // Open a callback twice, and open a callback without a log-in.
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    let callback = browser.log_in_up_to_callback("/", &customer.person).await;
    for _ in 0..2 {
        browser.open(&callback).await;
    }
    let made_up = "/login/callback?state=made-up-state-1234&code=made-up-code-1234&iss=x";
    browser.open(made_up).await;
    browsers.push(browser);

    // The presenter's browser sends the presenter's key in a form.
    let presenter = bed.browser();
    presenter.post("/presenter/key", &[("key", key)]).await;
    presenter.open("/presenter").await;
    presenter.post("/presenter/go", &[("to", "next")]).await;
    browsers.push(presenter);
    browsers
}

/// Opens the drawer, all pages about the recorded calls, and all exports, in each browser. Returns the recorded calls
/// of each browser as text.
pub async fn open_all_views(bed: &AppTestBed, browsers: &[Browser]) -> Vec<String> {
    let mut stored = Vec::new();
    for browser in browsers {
        let Some(visitor) = visitor(bed, browser) else {
            continue;
        };
        let form = [("vis", "ja"), ("back", "/how")];
        browser.post("/bak-kulissene/valg", &form).await;
        let drawer = browser.open("/how").await;
        assert!(drawer.body.contains("class=\"drawer\""), "{}", drawer.url);
        browser.open(PATH).await.assert_status(200);
        browser
            .get(format!("{PATH}/nytt?versjon=0-0&alle=1"))
            .await
            .assert_status(200);
        for part in ["har", "mmd", "html"] {
            browser
                .get(format!("{PATH}/eksport.{part}"))
                .await
                .assert_status(200);
        }
        for step in ["1", "2", "3", "5", "6"] {
            browser
                .get(format!("{PATH}/kode/{step}"))
                .await
                .assert_status(200);
        }
        let journey = bed.app.recorder.whole_journey(&visitor);
        for (place, call) in journey.exchanges.iter().enumerate() {
            let number = call.number;
            // The page of a call shows the same details as the answer for the drawer's script (`/bit`). So the test
            // opens the page only for the first call, and requests `/bit` for all other calls.
            let detail = if place == 0 { "" } else { "/bit" };
            browser
                .get(format!("{PATH}{detail}/kall/{number}"))
                .await
                .assert_status(200);
            browser
                .get(format!("{PATH}/kall/{number}/curl"))
                .await
                .assert_status(200);
        }
        stored.push(format!("{journey:?}"));
    }
    // Only a browser with the presenter's key can see the calls of all visitors.
    let presenter = bed.browser();
    let list = presenter.open(format!("{PATH}/besokende")).await;
    for address in list.all(".visitors a", "href") {
        presenter.open(&address).await.assert_status(200);
        presenter
            .get(format!("{address}/eksport.html"))
            .await
            .assert_status(200);
    }
    stored
}

/// Returns the id from the cookie that SmartCloud has set in the browser. Returns `None` if SmartCloud has recorded
/// nothing for the browser.
fn visitor(bed: &AppTestBed, browser: &Browser) -> Option<VisitorId> {
    let name = "smartcloud-visitor";
    let id = browser.cookies().remove(name)?;
    let mut headers = http::HeaderMap::new();
    headers.insert("cookie", format!("{name}={id}").parse().unwrap());
    VisitorId::of(&headers, &bed.config)
}
