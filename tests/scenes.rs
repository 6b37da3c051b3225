//! Tests of the links to scenes, which are the parts of a talk. Each link creates a sandbox in the simulator. The tests
//! send HTTP requests.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::Value;
use smartcloud::stage::scenes::SCENES;
use test_support::{AppTestBed, Browser, Response};

/// The first page of each scene: the scene's id, the path, and a text on the page. `*` stands for an organisation
/// number or an id.
const FIRST_PAGES: [(&str, &str, &str); 25] = [
    ("what-it-is", "/", "Se planene"),
    ("choose-plan", "/", "Se planene"),
    ("before-leaving", "/connect/*/before", "Fjordlys Kafé AS"),
    ("same-list-at-altinn", REQUEST, "Godkjenn systemtilgang"),
    ("approve", REQUEST, "Godkjenn systemtilgang"),
    (
        "true-status",
        "/connect/*",
        "Fjordlys Kafé AS er koblet til",
    ),
    ("use-access", "/dashboard/*", "Krav og betalinger"),
    ("refused", "/connect/*", "Forespørselen ble avvist"),
    ("asked-again", "/connect/*/before", "Fjordlys Kafé AS"),
    ("cannot-delegate", REQUEST, "Bakken Bygg AS"),
    ("forwarded", REQUEST, "Solvik Snekkeri AS"),
    ("closed-tab", "/connect/*", "Venter på svar i Altinn"),
    (
        "no-role",
        "/login",
        "Vi fant ingen firmaer du kan handle for",
    ),
    ("several-companies", "/organisation", "Vik Holding AS"),
    ("made-in-altinn", "/connect/*", "var koblet til fra før"),
    ("withdrawn", "/connect/*", "Tilgangen er tatt tilbake"),
    ("expired", "/connect/*", "Forespørselen er for gammel"),
    (
        "maskinporten-down",
        "/dashboard/*",
        "Maskinporten svarer ikke akkurat nå",
    ),
    ("mp-303", "/dashboard/*", "MP-303"),
    (
        "mp-303-not-approved",
        "/kom-i-gang",
        "Be om token før kunden har godkjent",
    ),
    ("mp-303-wrong-external-ref", "/sporsmal", "hva er årsaken"),
    (
        "mp-303-client-not-on-system",
        "/kom-i-gang",
        "Bruk en klient som ikke står på systemet",
    ),
    (
        "slow-altinn",
        "/connect/*",
        "Fjordlys Kafé AS er koblet til",
    ),
    (
        "agent-request",
        "/accessmanagement/ui/systemuser/*/agentdelegation",
        "Jærstrand Gartneri AS",
    ),
    (
        "change-request",
        "/accessmanagement/ui/systemuser/changerequest",
        "Oppdatering av systemtilgang",
    ),
];

const REQUEST: &str = "/accessmanagement/ui/systemuser/request";

fn matches(path: &str, pattern: &str) -> bool {
    let (path, pattern): (Vec<_>, Vec<_>) =
        (path.split('/').collect(), pattern.split('/').collect());
    path.len() == pattern.len()
        && path
            .iter()
            .zip(pattern)
            .all(|(part, wanted)| wanted == "*" && !part.is_empty() || *part == wanted)
}

/// Opens a scene and follows its redirects to the first page.
async fn open(browser: &Browser, id: &str) -> Response {
    browser.open(format!("/scene/{id}")).await
}

async fn sandboxes(bed: &AppTestBed) -> usize {
    let all = bed.control_api().get("sandboxes").await;
    all.as_array().unwrap().len()
}

#[tokio::test]
async fn each_scene_leads_to_its_first_page() {
    let bed = AppTestBed::start().await;
    for (id, pattern, words) in FIRST_PAGES {
        let page = open(&bed.browser(), id).await;
        assert_eq!(page.status, 200, "{id}: {}", page.url);
        assert!(matches(page.url.path(), pattern), "{id}: {}", page.url);
        page.assert_says(words);
    }
    // The scenes after `FIRST_PAGES` show the six steps and the questions.
    let rest: Vec<_> = SCENES[FIRST_PAGES.len()..]
        .iter()
        .map(|scene| scene.id)
        .collect();
    let steps = [
        "six-steps",
        "six-steps-2",
        "six-steps-3",
        "six-steps-4",
        "six-steps-5",
        "six-steps-6",
    ];
    assert_eq!(rest[..6], steps);
    for (place, id) in steps.into_iter().enumerate() {
        let page = open(&bed.browser(), id).await;
        assert_eq!(page.url.path(), "/kom-i-gang");
        let station = format!("station-{}", place + 1);
        assert_eq!(page.url.fragment(), Some(station.as_str()), "{id}");
    }
    assert_eq!(rest[6..], ["questions"]);
    assert_eq!(
        open(&bed.browser(), "questions").await.url.path(),
        "/sporsmal"
    );
}

#[tokio::test]
async fn each_scene_is_a_sandbox_of_its_own() {
    let bed = AppTestBed::start().await;
    let (browser, other) = (bed.browser(), bed.browser());
    let paths: BTreeSet<String> = [
        open(&browser, "refused").await,
        open(&browser, "refused").await,
        open(&other, "refused").await,
    ]
    .iter()
    .map(|page| page.url.path().to_owned())
    .collect();
    assert_eq!(paths.len(), 3, "{paths:?}");
    // The person of the new scene has no role in the company of the old scene.
    for path in &paths {
        let page = other.open(path).await;
        let is_own = page.status == 200;
        assert!(is_own || page.status == 403, "{path}: {}", page.status);
    }
}

#[tokio::test]
async fn a_scene_ends_the_own_sign_in_first() {
    let bed = AppTestBed::start().await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    browser.sign_in(&customer.person).await;
    let page = open(&browser, "what-it-is").await;
    page.assert_says("Logg inn");
    let status = format!("/connect/{}", customer.organisation.number);
    browser
        .open(&status)
        .await
        .assert_lacks(&customer.organisation.name);
}

#[tokio::test]
async fn a_waiting_request_is_approved_and_the_browser_is_known_at_its_return() {
    let bed = AppTestBed::start().await;
    let browser = bed.browser();
    let page = open(&browser, "approve").await;
    let page = browser.press(&page, "Godkjenn systemtilgang").await;
    page.assert_says("Du er tilbake fra Altinn");
    let page = browser.press(&page, "Logg inn og se status").await;
    // Altinn has logged the person out, so ID-porten shows its log-in page, with the persons of the same sandbox.
    let page = browser.press(&page, "Kari Nordby").await;
    page.assert_says("Fjordlys Kafé AS er koblet til");
}

#[tokio::test]
async fn what_was_asked_again_is_a_new_request() {
    let bed = AppTestBed::start().await;
    let browser = bed.browser();
    let page = open(&browser, "asked-again").await;
    let page = browser.press(&page, "Gå til Altinn og godkjenn").await;
    assert!(matches(page.url.path(), REQUEST), "{}", page.url);
    page.assert_says("Godkjenn systemtilgang");
}

#[tokio::test]
async fn somebody_else_who_approves_is_shown_no_company() {
    let bed = AppTestBed::start().await;
    let browser = bed.browser();
    let page = open(&browser, "forwarded").await;
    let page = browser.press(&page, "Godkjenn systemtilgang").await;
    assert_eq!(page.url.path(), "/returned");
    page.assert_lacks("Solvik Snekkeri");
}

#[tokio::test]
async fn a_fault_of_a_scene_meets_no_other_visitor() {
    let bed = AppTestBed::start().await;
    let page = open(&bed.browser(), "maskinporten-down").await;
    page.assert_says("Maskinporten svarer ikke akkurat nå");
    let page = open(&bed.browser(), "use-access").await;
    assert!(!page.text().contains("Maskinporten svarer ikke"));
}

#[tokio::test]
async fn nothing_but_a_person_opens_a_scene() {
    let bed = AppTestBed::start().await;
    let browser = bed.browser();
    let before = sandboxes(&bed).await;
    let head = browser.call(Method::HEAD, "/scene/refused", &[]).await;
    head.assert_status(405);
    for (headers, status) in [
        (
            [("sec-fetch-dest", "document"), ("sec-purpose", "prefetch")],
            503,
        ),
        (
            [("sec-fetch-dest", "iframe"), ("sec-fetch-mode", "navigate")],
            400,
        ),
        (
            [("sec-fetch-dest", "empty"), ("sec-fetch-mode", "cors")],
            400,
        ),
    ] {
        let refused = browser.call(Method::GET, "/scene/refused", &headers).await;
        refused.assert_status(status);
    }
    assert_eq!(sandboxes(&bed).await, before);
    // The refused calls must not set a cookie for a session, a talk or the recorder.
    assert!(browser.cookies().is_empty(), "{:?}", browser.cookies());
}

#[tokio::test]
async fn an_unknown_scene_lists_all_scenes() {
    let bed = AppTestBed::start().await;
    for (language, title) in [
        ("nb", "Scenen finnes ikke"),
        ("nn", "Scena finst ikkje"),
        ("en", "There is no such scene"),
    ] {
        let mut browser = bed.browser();
        browser.language = language;
        let page = browser.open("/scene/no-such-scene").await;
        page.assert_status(404);
        assert_eq!(page.heading(), title);
        let links = page.all("main ol a", "href");
        assert_eq!(links.len(), SCENES.len());
        assert!(links.contains(&"/scene/withdrawn".to_owned()));
    }
}

#[tokio::test]
async fn a_silent_simulator_is_explained() {
    let vars = [("SIMULATOR_CONTROL_URL", "http://127.0.0.1:9/control/")];
    let bed = AppTestBed::start_with(&vars).await;
    let page = open(&bed.browser(), "refused").await;
    page.assert_status(503);
    assert_eq!(page.heading(), "Simulatoren svarer ikke");
    assert_eq!(page.link("Prøv igjen"), "/scene/refused");
}

#[tokio::test]
async fn a_window_in_a_talk_follows_from_the_position_of_its_link() {
    let bed = AppTestBed::start().await;
    let desk = bed.browser();
    let page = desk.get("/presenter").await;
    let join = page.link("Åpne scenevinduet");
    let code = join.strip_prefix("/bli-med/").unwrap();
    desk.post("/presenter/go", &[("to", "jump"), ("scene", "refused")])
        .await;
    let window = bed.browser();
    let page = window.open(&join).await;
    page.assert_says("Forespørselen ble avvist");
    assert_eq!(page.attribute("script[data-since]", "data-since"), "1");

    // SmartCloud must also have sent the talk's position to the simulator.
    let talk = bed.control_api().get(&format!("talks/{code}")).await;
    assert_eq!(talk["position"], 1);
    let url = bed
        .smartcloud
        .join(&format!("scene/refused?talk={code}&at=1"));
    assert_eq!(talk["url"], Value::from(url.unwrap().as_str()));
}
