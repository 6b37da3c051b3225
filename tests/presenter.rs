//! Tests of the presenter's desk, and of the browser windows that follow a talk. At the desk, the presenter moves the
//! talk. The tests send HTTP requests.

use reqwest::Method;
use serde_json::{Value, json};
use smartcloud::{
    i18n::Locale,
    stage::scenes::{SCENES, Scene, Start},
};
use strum::VariantArray;
use test_support::{AppTestBed, Browser, Response, location};

const KEY: &str = "the-key-of-the-presenter";

/// A presenter's browser with its desk open, and the code of the talk.
async fn presenter(bed: &AppTestBed) -> (Browser, String) {
    let browser = bed.browser();
    let desk = browser.get("/presenter").await;
    let code = code_on(&desk);
    (browser, code)
}

fn code_on(desk: &Response) -> String {
    let join = desk.link("Åpne scenevinduet");
    join.strip_prefix("/bli-med/").unwrap().to_owned()
}

async fn go(desk: &Browser, to: &str) {
    let moved = desk.post("/presenter/go", &[("to", to)]).await;
    assert_eq!(location(&moved).path(), "/presenter");
}

/// Lets a window join the talk, and returns the redirect to the current scene without following the redirect.
async fn join(window: &Browser, code: &str) -> Response {
    window.get(format!("/bli-med/{code}")).await
}

async fn follow(window: &Browser, since: u64) -> Response {
    window
        .call(Method::GET, format!("/follow?since={since}"), &[])
        .await
}

#[tokio::test]
async fn the_desk_shows_each_scene_with_its_notes_in_each_language() {
    let bed = AppTestBed::start().await;
    let (desk, _) = presenter(&bed).await;
    for (place, scene) in SCENES.iter().enumerate() {
        go(&desk, "next").await;
        for &locale in Locale::VARIANTS {
            let form = [("switch", "notes"), ("to", locale.code())];
            desk.post("/presenter/switch", &form).await;
            let page = desk.get("/presenter").await;
            page.assert_status(200);
            page.assert_says(&format!("{} av {}", place + 1, SCENES.len()));
            for text in [&scene.title, &scene.purpose, &scene.say, &scene.see] {
                page.assert_says(text.in_locale(locale));
            }
            match SCENES.get(place + 1) {
                Some(next) => page.assert_says(next.title.in_locale(locale)),
                None => page.assert_says("Dette er den siste scenen."),
            }
        }
    }
    let last = desk.get("/presenter").await;
    assert!(!last.has_button("Neste ▶"));
}

#[tokio::test]
async fn the_desk_speaks_the_language_of_its_presenter() {
    let bed = AppTestBed::start().await;
    for (language, words) in [
        ("nb", "Presentatørens pult"),
        ("nn", "Pulten til presentatøren"),
        ("en", "Presenter's desk"),
    ] {
        let mut browser = bed.browser();
        browser.language = language;
        let desk = browser.get("/presenter").await;
        assert!(desk.text_of("title").ends_with(words), "{language}");
        assert_eq!(desk.attribute("html", "lang"), language);
    }
}

#[tokio::test]
async fn the_buttons_move_the_talk_and_the_beginning_is_asked_about_once() {
    let bed = AppTestBed::start().await;
    let (desk, _) = presenter(&bed).await;
    let title = |place: usize| {
        let title = SCENES[place].title.nb;
        format!("{} av {} · {title}", place + 1, SCENES.len())
    };
    let page = desk.get("/presenter").await;
    assert_eq!(page.heading(), "Før foredraget");
    page.assert_says("ikke startet");

    let page = desk.press(&page, "Start foredraget ▶").await;
    assert_eq!(page.heading(), title(0));
    page.assert_says("i rute");
    let page = desk.press(&page, "Neste ▶").await;
    assert_eq!(page.heading(), title(1));
    let page = desk.press(&page, "Start scenen på nytt").await;
    assert_eq!(page.heading(), title(1));
    let page = desk.press(&page, "◀ Forrige").await;
    assert_eq!(page.heading(), title(0));

    desk.post("/presenter/go", &[("to", "jump"), ("scene", "withdrawn")])
        .await;
    let page = desk.get("/presenter").await;
    page.assert_says("Trukket tilbake");

    let page = desk.follow_link(&page, "Start fra begynnelsen").await;
    page.assert_says("Gå til begynnelsen, og nullstill klokka?");
    page.assert_says("Trukket tilbake");
    let page = desk.press(&page, "Ja, begynn på nytt").await;
    assert_eq!(page.heading(), "Før foredraget");
}

#[tokio::test]
async fn the_pace_says_whether_the_talk_is_ahead_or_behind() {
    let bed = AppTestBed::start().await;
    let (desk, _) = presenter(&bed).await;
    go(&desk, "next").await;
    let late = i64::from(SCENES[0].seconds) + 30;
    bed.app.clock.advance(jiff::SignedDuration::from_secs(late));
    let page = desk.get("/presenter").await;
    assert!(page.text_of("#pace").starts_with("bak "));
    assert_eq!(page.attribute("#pace", "data-pace"), "behind");

    desk.post("/presenter/go", &[("to", "jump"), ("scene", "approve")])
        .await;
    let page = desk.get("/presenter").await;
    assert!(page.text_of("#pace").starts_with("foran "));
    assert_eq!(page.attribute("#pace", "data-pace"), "ahead");
}

#[tokio::test]
async fn a_window_goes_where_the_talk_goes() {
    let bed = AppTestBed::start().await;
    let (desk, code) = presenter(&bed).await;
    let window = bed.browser();
    // Before the start of the talk, SmartCloud redirects a follower's window to the home page.
    let home = join(&window, &code).await;
    assert_eq!(location(&home).path(), "/");
    let home = window.open("/").await;
    assert_eq!(home.attribute("script[data-since]", "data-since"), "0");

    // While the window waits for the next position, the presenter moves the talk.
    let (moved, ()) = tokio::join!(follow(&window, 0), go(&desk, "next"));
    let moved = moved.json();
    assert_eq!(moved["position"], 1);
    let url = format!("/scene/what-it-is?talk={code}&at=1");
    assert_eq!(moved["url"], Value::from(url.clone()));

    // The presenter has already moved the talk when the window sends its HTTP request. SmartCloud redirects the window
    // to the new position at once. The window needs no script for this redirect.
    let moved = window.get("/follow?since=0&page=/how").await;
    assert_eq!(moved.status, 303);
    assert_eq!(moved.raw_location(), url);
    let late = bed.browser();
    assert_eq!(join(&late, &code).await.raw_location(), url);
}

/// The desk is open in two tabs. The button in the older tab leads to the scene that its label names.
#[tokio::test]
async fn the_buttons_count_from_the_scene_that_the_tab_shows() {
    let bed = AppTestBed::start().await;
    let (desk, _) = presenter(&bed).await;
    go(&desk, "next").await;
    let older = desk.get("/presenter").await;
    go(&desk, "next").await;
    go(&desk, "next").await;
    desk.press(&older, "Neste ▶").await;
    let page = desk.get("/presenter").await;
    page.assert_says(&format!("2 av {}", SCENES.len()));
}

/// A browser without its cookie cannot move the old talk. It must not start a new talk that nobody follows.
#[tokio::test]
async fn a_desk_that_has_lost_its_cookie_says_so_and_starts_nothing() {
    let bed = AppTestBed::start().await;
    let browser = bed.browser();
    let answer = browser.post("/presenter/go", &[("to", "next")]).await;
    assert_eq!(answer.raw_location(), "/presenter?problem=new-talk");
    let page = browser.open(&location(&answer)).await;
    page.assert_says("Dette er et nytt foredrag med en ny kode.");
    assert_eq!(page.heading(), "Før foredraget");
    browser
        .open("/presenter")
        .await
        .assert_lacks("Dette er et nytt foredrag");
}

#[tokio::test]
async fn the_desk_warns_about_a_moved_clock_and_about_the_switch() {
    let bed = AppTestBed::start().await;
    let (desk, _) = presenter(&bed).await;
    let (clock, switch) = (
        "Klokka til simulatoren er flyttet",
        "Maskinporten er nede for alle",
    );
    let page = desk.get("/presenter").await;
    page.assert_lacks(clock);
    page.assert_lacks(switch);
    let ahead = json!({ "aheadSeconds": 43_200 });
    bed.control_api().post("clock", &ahead).await;
    let form = [("switch", "maskinporten"), ("to", "on")];
    desk.post("/presenter/switch", &form).await;
    let page = desk.get("/presenter").await;
    page.assert_says(clock);
    page.assert_says(switch);
}

/// A browser without scripts reloads its page while it waits. The page must stay at the part that the scene is about.
#[tokio::test]
async fn a_window_without_scripts_stays_at_the_part_of_the_page() {
    let bed = AppTestBed::start().await;
    let (desk, code) = presenter(&bed).await;
    let is_part = |scene: &&Scene| matches!(scene.start, Start::Page(page) if page.contains('#'));
    let scene = SCENES.into_iter().find(is_part).unwrap();
    let Start::Page(start) = scene.start else {
        unreachable!()
    };
    let form = [("to", "jump"), ("scene", scene.id)];
    desk.post("/presenter/go", &form).await;
    let window = bed.browser();
    join(&window, &code).await;
    bed.app.talks.close();
    let (path, _) = start.split_once('#').unwrap();
    let page = window.get(format!("/follow?since=1&page={path}")).await;
    assert_eq!(page.raw_location(), start);
    let other = window.get("/follow?since=1&page=/how").await;
    assert_eq!(other.raw_location(), "/how");
}

#[tokio::test]
async fn only_a_window_in_a_talk_asks_where_the_talk_is() {
    let bed = AppTestBed::start().await;
    let (_, code) = presenter(&bed).await;
    let window = bed.browser();
    join(&window, &code).await;
    for path in ["/", "/how", "/login", "/no-such-page"] {
        let page = window.open(path).await;
        page.assert_contains("<noscript><meta http-equiv=\"refresh\"");
        page.assert_says(&format!("Dette vinduet følger foredraget {code}."));
        let policy = page.content_policy();
        assert!(policy.contains("script-src 'self'; connect-src 'self'"));

        // A visitor outside the talk gets the cached page, which must contain nothing of the talk.
        let other = bed.browser().open(path).await;
        for part in ["http-equiv", "follow", code.as_str()] {
            other.assert_lacks(part);
        }
        assert!(!other.content_policy().contains("script-src"));
    }

    let page = window.open("/how").await;
    let page = window.press(&page, "Slutt å følge").await;
    assert_eq!(page.url.path(), "/how");
    page.assert_lacks("http-equiv");
}

#[tokio::test]
async fn a_wait_ends_when_the_server_stops() {
    let bed = AppTestBed::start().await;
    let (_, code) = presenter(&bed).await;
    let window = bed.browser();
    join(&window, &code).await;
    bed.app.talks.close();
    assert_eq!(follow(&window, 0).await.status, 204);
    let page = window.get("/follow?since=0&page=/how").await;
    assert_eq!((page.status.as_u16(), page.raw_location()), (303, "/how"));
}

#[tokio::test]
async fn a_window_stops_asking_when_there_is_no_such_talk() {
    let bed = AppTestBed::start().await;
    let window = bed.browser();
    let answer = follow(&window, 0).await.ok();
    assert_eq!(answer["over"], true);
    // Anyone can write any URL into the parameter `page`, so SmartCloud must not redirect the browser to another site.
    let back = window
        .get("/follow?since=0&page=https://other.example/")
        .await;
    assert_eq!(back.raw_location(), "/");

    let page = join(&window, "2222").await;
    page.assert_status(404);
    assert_eq!(page.heading(), "Foredraget finnes ikke");
    // The form on this page leads to a scene. On the way to the scene, the browser is redirected through these origins.
    // A browser follows the redirects only if the Content-Security-Policy of the page lists the origins.
    let policy = page.content_policy();
    for hop in &bed.config.altinn.hops {
        assert!(policy.contains(hop), "{hop}: {policy}");
    }
    let page = window.get("/bli-med?code=").await;
    page.assert_status(200);
    assert_eq!(page.heading(), "Følg et foredrag");
    let found = window.get("/bli-med?code=%207f3k").await;
    assert_eq!(found.raw_location(), "/bli-med/7F3K");
}

#[tokio::test]
async fn only_the_presenters_browser_moves_the_talk() {
    let bed = AppTestBed::start().await;
    let (_, code) = presenter(&bed).await;
    let (stranger, other_code) = presenter(&bed).await;
    assert_ne!(code, other_code);
    go(&stranger, "next").await;
    assert_eq!(bed.app.talks.find(&code).unwrap().position.number, 0);

    let headers = [("sec-fetch-site", "cross-site")];
    let form = [("to", "next")];
    let refused = stranger.post_with("/presenter/go", &form, &headers).await;
    refused.assert_status(403);
}

#[tokio::test]
async fn with_a_pause_the_page_says_where_the_browser_goes() {
    let bed = AppTestBed::start().await;
    let customer = bed.new_customer().await;
    let (desk, code) = presenter(&bed).await;
    let window = bed.browser();
    join(&window, &code).await;
    window.sign_in(&customer.person).await;
    let form = [("switch", "pause"), ("to", "on")];
    desk.post("/presenter/switch", &form).await;
    desk.get("/presenter")
        .await
        .assert_says("Pause før hopp: på");

    let number = customer.organisation.number.as_str();
    let form = [("organisation", number), ("plan", "basis")];
    let page = window.post("/connect/start", &form).await;
    page.assert_status(200);
    assert_eq!(page.heading(), "Nå går nettleseren til Altinn");
    let altinn = page.link("Gå videre til Altinn");
    assert!(altinn.starts_with(bed.simulator.origins().altinn_ui.as_str()));
    // The page with the link has set the cookie with the browser's id. So SmartCloud recognises the browser when the
    // browser returns from Altinn.
    window
        .answer(
            &altinn.parse().unwrap(),
            &customer.person,
            "Godkjenn systemtilgang",
        )
        .await
        .assert_says("Du er tilbake fra Altinn");

    // If a browser does not follow the talk, SmartCloud redirects the browser to Altinn at once.
    let other = bed.new_customer().await;
    let outside = bed.browser();
    outside.sign_in(&other.person).await;
    let address = outside.leave(&other, "basis").await;
    assert_eq!(address.origin(), bed.simulator.origins().altinn_ui.origin());
}

#[tokio::test]
async fn the_header_links_to_the_desk_and_the_control_panel() {
    let bed = AppTestBed::start().await;
    let page = bed.browser().open("/").await;
    assert_eq!(page.link("Presentatørens pult"), "/presenter");
    let panel = bed.simulator.ui("control");
    assert_eq!(page.link("Kontrollpanel"), panel.as_str());
}

#[tokio::test]
async fn in_front_of_an_audience_only_the_key_opens_the_desk() {
    let vars = [
        ("SMARTCLOUD_SANDBOXES", "per-visitor"),
        ("SMARTCLOUD_PRESENTER_KEY", KEY),
    ];
    let bed = AppTestBed::start_with(&vars).await;
    let browser = bed.browser();
    browser.open("/").await.assert_lacks("/presenter");
    let page = browser.get("/presenter").await;
    page.assert_status(403);
    assert_eq!(page.heading(), "Presentatørens nøkkel");
    let form = [("to", "next")];
    browser.post("/presenter/go", &form).await;
    let code = browser.get("/presenter/code").await;
    assert_eq!(code.raw_location(), "/presenter");

    for wrong in ["", "the-key-of-the-presenteR"] {
        let refused = browser.post("/presenter/key", &[("key", wrong)]).await;
        assert_eq!(refused.raw_location(), "/presenter?problem=wrong-key");
        assert!(!browser.cookies().contains_key("smartcloud-desk"));
    }
    let page = browser.get("/presenter?problem=wrong-key").await;
    page.assert_says("Nøkkelen er ikke riktig.");

    let opened = browser.post("/presenter/key", &[("key", KEY)]).await;
    let cookie = opened.header("set-cookie");
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"));
    assert!(!cookie.contains(KEY));
    let desk = browser.open("/presenter").await;
    assert_eq!(desk.heading(), "Før foredraget");
    desk.assert_says("Lås pulten");
    browser.open("/").await.assert_says("Presentatørens pult");

    // After the presenter locks the desk, the old cookie must no longer open the desk.
    go(&browser, "next").await;
    let code = code_on(&browser.open("/presenter").await);
    let old = cookie.split(';').next().unwrap();
    let locked = browser.post("/presenter/lock", &[]).await;
    assert_eq!(locked.raw_location(), "/presenter");
    browser.get("/presenter").await.assert_status(403);
    browser.set_cookie(old, &bed.smartcloud);
    browser.get("/presenter").await.assert_status(403);

    // With the key, the presenter continues the talk, and gets another cookie.
    browser.post("/presenter/key", &[("key", KEY)]).await;
    let desk = browser.open("/presenter").await;
    assert_eq!(code_on(&desk), code);
    desk.assert_says(&format!("1 av {}", SCENES.len()));
    // The browser sends the form with the key twice, and gets only the second answer. The desk of the first answer is
    // closed.
    browser.post("/presenter/lock", &[]).await;
    let locked = format!("smartcloud-desk={}", browser.cookies()["smartcloud-desk"]);
    let first = browser.post("/presenter/key", &[("key", KEY)]).await;
    let unused = first
        .header("set-cookie")
        .split(';')
        .next()
        .unwrap()
        .to_owned();
    browser.set_cookie(&locked, &bed.smartcloud);
    browser.post("/presenter/key", &[("key", KEY)]).await;
    assert_eq!(code_on(&browser.open("/presenter").await), code);
    let other = bed.browser();
    other.set_cookie(&unused, &bed.smartcloud);
    other.get("/presenter").await.assert_status(403);

    let copied = bed.browser();
    copied.set_cookie(old, &bed.smartcloud);
    copied.get("/presenter").await.assert_status(403);
    // In a browser that never had the desk, the key opens a talk of its own.
    let second = bed.browser();
    second.post("/presenter/key", &[("key", KEY)]).await;
    assert_ne!(code_on(&second.open("/presenter").await), code);

    // A forged cookie does not open the desk.
    let other = bed.browser();
    let forged = format!("smartcloud-desk={:032x}", 1);
    other.set_cookie(&forged, &bed.smartcloud);
    other.get("/presenter").await.assert_status(403);
}

#[tokio::test]
async fn one_page_has_the_notes_of_all_scenes() {
    let bed = AppTestBed::start().await;
    let browser = bed.browser();
    let page = browser.open("/presenter/notes").await;
    page.assert_status(200);
    assert_eq!(page.heading(), "Alle notatene");
    assert_eq!(page.texts_of("section h2").len(), SCENES.len());
    let last = SCENES.last().unwrap();
    page.assert_says(last.say.nb);
    // The notes have the language that the presenter chose at the desk.
    let english = [("switch", "notes"), ("to", "en")];
    browser.post("/presenter/switch", &english).await;
    let page = browser.open("/presenter/notes").await;
    assert_eq!(page.heading(), "Alle notatene");
    page.assert_says(last.say.en);
}

#[tokio::test]
async fn the_join_address_without_a_code_asks_for_the_code() {
    let bed = AppTestBed::start().await;
    let page = bed.browser().open("/bli-med/").await;
    assert_eq!(page.url.path(), "/bli-med");
    assert!(page.all("input", "name").contains(&"code".to_owned()));
}

#[tokio::test]
async fn in_a_real_environment_there_is_no_stage() {
    let bed = AppTestBed::start().await;
    let browser = bed.in_real_environment().await;
    for path in [
        "/presenter",
        "/presenter/code",
        "/presenter/notes",
        "/scene/refused",
        "/follow?since=0",
        "/bli-med/7F3K",
    ] {
        browser.get(path).await.assert_status(404);
    }
    browser.open("/").await.assert_lacks("/presenter");
}
