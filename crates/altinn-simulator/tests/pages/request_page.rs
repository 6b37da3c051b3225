use altinn_simulator::rules::{Connection, RequestKind, role};
use altinn_types::{RequestStatus, SystemUserId};
use jiff::SignedDuration;

use crate::support::{Answer, Browser, REDIRECT_URL, TestBed};

/// Follows the logout from Altinn through ID-porten's page. Returns the last redirect, which leads to the
/// vendor.
async fn out(browser: &Browser, response: &Answer) -> Answer {
    let page = browser.follow(response.location()).await;
    page.is(200).has("Du logges ut");
    let next = page.value_after("http-equiv=\"refresh\"", "content");
    browser.get(next.strip_prefix("0; url=").unwrap()).await
}

#[tokio::test]
async fn a_browser_without_a_session_logs_in_and_returns_to_the_request() {
    let bed = TestBed::start().await;
    let (person, organisation, id) = bed.asked();
    let browser = bed.browser();
    let url = bed.confirm_url(id);
    let first = browser.get(&url).await;
    first.is(302);
    assert_eq!(
        first.location().path(),
        "/authentication/api/v1/authentication"
    );
    assert_eq!(first.query("goto").as_deref(), Some(url.as_str()));

    let page = browser.open_as(&person, &url).await;
    page.is(200);
    assert_eq!(page.url, url);
    page.has("<title>Gi tilgang til system - Altinn</title>")
        .has("Skytall ber om godkjenning til å lage en systemtilgang")
        .has(&format!("<strong>{}</strong>", organisation.name))
        .has("Systemtilgangen vil få disse fullmaktene:")
        .has("2 tilgangspakker")
        .has("1 enkelttjeneste")
        .has(&format!("Logget inn som {}", person.name))
        .has("Skytall blir levert av")
        .has("sendt videre til localhost:9.")
        .has("Simulering – ikke Altinn");
    // Every redirect that may follow when the person presses the button.
    for origin in [
        bed.platform(""),
        bed.idporten(""),
        "http://localhost:9".parse().unwrap(),
    ] {
        let origin = origin.origin().ascii_serialization();
        assert!(
            page.policy().contains(&origin),
            "{origin} in {}",
            page.policy()
        );
    }
    assert_eq!(page.headers["cache-control"], "no-store");
}

#[tokio::test]
async fn login_does_not_redirect_to_another_site() {
    let bed = TestBed::start().await;
    let (person, ..) = bed.asked();
    let browser = bed.browser();
    let path = "authentication/api/v1/authentication?goto=https://evil.example/";
    let page = browser.open_as(&person, bed.platform(path)).await;
    assert_eq!(page.url, bed.ui(""));
}

#[tokio::test]
async fn two_tabs_that_log_in_at_the_same_time_both_come_to_their_pages() {
    let bed = TestBed::start().await;
    let (person, organisation, first) = bed.asked();
    let browser = bed.browser();
    let overview = bed.ui("accessmanagement/ui/systemuser/overview");
    let choosers = [
        browser.follow(bed.confirm_url(first)).await,
        browser.follow(&overview).await,
    ];
    let mut pages = Vec::new();
    for chooser in choosers {
        let chosen = browser.post(&chooser.url, &[("person", &person.key)]).await;
        pages.push(browser.follow(chosen.location()).await);
    }
    assert_eq!(pages[0].url.path(), bed.confirm_url(first).path());
    assert_eq!(pages[1].url.path(), overview.path());
    pages[1].has(&organisation.name);
    let left = browser.cookies.lock().unwrap().clone();
    assert!(
        !left.keys().any(|name| name.contains("-login-")),
        "{left:?}"
    );
}

#[tokio::test]
async fn approve_and_reject_return_to_the_exact_redirect_url() {
    let bed = TestBed::start().await;
    for (decision, status) in [
        ("approve", RequestStatus::Accepted),
        ("reject", RequestStatus::Rejected),
    ] {
        let (person, _, id) = bed.asked();
        let browser = bed.browser();
        let page = browser.open_as(&person, bed.confirm_url(id)).await;
        let response = browser.press(&page, decision).await;
        response.is(303);
        assert_eq!(bed.world(|world| world.request(id).unwrap().status), status);

        let last = out(&browser, &response).await;
        last.is(302);
        assert_eq!(last.raw_location(), REDIRECT_URL);
        // The person is logged out of Altinn and of ID-porten.
        let again = browser.follow(bed.confirm_url(id)).await;
        assert!(again.url.path().starts_with("/login/"));
        let made = bed.world(|world| world.system_user(SystemUserId::from(id)).is_some());
        assert_eq!(made, status == RequestStatus::Accepted);
    }
}

#[tokio::test]
async fn without_a_redirect_url_the_browser_ends_at_the_start_page() {
    let bed = TestBed::start().await;
    let (person, organisation) = bed.customer(role::PROPRIETOR);
    let id = bed.request_to(&organisation, None);
    let browser = bed.browser();
    let page = browser.open_as(&person, bed.confirm_url(id)).await;
    page.has("sendt til startsiden.");
    let response = browser.press(&page, "approve").await;
    let last = out(&browser, &response).await;
    assert_eq!(last.location(), bed.ui("?loggedout=true"));
    browser
        .get(last.location())
        .await
        .has("Du er logget ut av Altinn og ID-porten.");
}

#[tokio::test]
async fn an_answered_request_has_disabled_buttons_and_says_why() {
    let bed = TestBed::start().await;
    for (decision, text) in [
        ("approve", "Denne forespørselen er allerede godkjent"),
        ("reject", "Denne forespørselen er allerede avvist"),
    ] {
        let (person, _, id) = bed.asked();
        let browser = bed.browser();
        let page = browser.open_as(&person, bed.confirm_url(id)).await;
        browser.press(&page, decision).await.is(303);
        let page_again = browser.get(bed.confirm_url(id)).await;
        page_again
            .is(200)
            .has(text)
            .has("aria-disabled=\"true\"")
            .lacks("<form method=\"post\"");
        // The same page, still open in another tab.
        let late = browser.press(&page, "approve").await;
        late.is(409)
            .has("Forespørselen er besvart i mellomtiden.")
            .has("role=\"alert\"");
        late.has("Feilkode: AMUI-00999");
    }
}

#[tokio::test]
async fn an_old_request_has_expired() {
    let bed = TestBed::start().await;
    let (person, _, id) = bed.asked();
    bed.later(SignedDuration::from_hours(24 * 181));
    let page = bed.browser().open_as(&person, bed.confirm_url(id)).await;
    page.is(200)
        .has("Denne forespørselen har utløpt")
        .has("aria-disabled=\"true\"");
}

#[tokio::test]
async fn the_page_names_what_cannot_be_delegated_and_the_request_stays_open() {
    let bed = TestBed::start().await;
    let (person, organisation) = bed.customer(role::ACCESS_MANAGER);
    bed.world(|world| {
        let connection = Connection::of(&person.key, organisation.number.clone())
            .with_role(role::ACCESS_MANAGER)
            .with_all_packages_but(&["lonn"]);
        world.connect(connection);
    });
    let id = bed.request_to(&organisation, Some(REDIRECT_URL));
    let browser = bed.browser();
    let page = browser.open_as(&person, bed.confirm_url(id)).await;
    let failed = browser.press(&page, "approve").await;
    failed
        .is(400)
        .has("role=\"alert\"")
        .has("Tilgangspakker som ikke kunne delegeres:")
        .has("<li>Lønn</li>")
        .has("Feilkode: AMUI-00053")
        .has("Godkjenn systemtilgang");
    assert_eq!(
        bed.world(|world| world.request(id).unwrap().status),
        RequestStatus::New
    );
    // The person can go on from the same page.
    browser.press(&failed, "reject").await.is(303);
}

#[tokio::test]
async fn a_person_who_cannot_approve_escalates_and_the_browser_returns_to_the_same_address() {
    let bed = TestBed::start().await;
    let (siv, organisation) = bed.customer(role::RIGHT_HOLDER);
    let id = bed.request_to(&organisation, Some(REDIRECT_URL));
    let browser = bed.browser();
    let page = browser.open_as(&siv, bed.confirm_url(id)).await;
    page.is(200)
        .has("Du mangler nødvendig fullmakt")
        .has("Ja, send videre")
        .has("Lukk og logg ut");
    page.lacks("Godkjenn systemtilgang").lacks(">Avvis<");
    // The simulator checks the rule itself, so the test skips the page and posts directly.
    browser
        .press(&page, "approve")
        .await
        .is(403)
        .has("Du er ikke tilgangsstyrer");

    let forwarded = browser.press(&page, "escalate").await;
    let confirmation = browser.follow(forwarded.location()).await;
    confirmation
        .is(200)
        .has("Forespørselen er videresendt")
        .has("Avslutt");
    assert!(bed.world(|world| world.request(id).unwrap().escalated));

    let later = browser.get(bed.confirm_url(id)).await;
    later
        .has("Denne forespørselen er allerede videresendt")
        .lacks("Ja, send videre");

    let finish = confirmation.value_after("sim-forward", "href");
    let finish = browser.get(bed.ui(&finish)).await;
    let last = out(&browser, &finish).await;
    assert_eq!(last.raw_location(), REDIRECT_URL);
    assert_eq!(
        bed.world(|world| world.request(id).unwrap().status),
        RequestStatus::New
    );
}

#[tokio::test]
async fn an_unknown_request_is_not_shown() {
    let bed = TestBed::start().await;
    let (person, _, id) = bed.asked();
    let (stranger, _) = bed.customer(role::GENERAL_MANAGER);
    let page = bed.browser().open_as(&stranger, bed.confirm_url(id)).await;
    page.is(403)
        .has("Du mangler fullmakt til å godkjenne denne forespørselen")
        .has(&stranger.name);
    page.lacks("Skytall ber om");

    let browser = bed.browser();
    browser.open_as(&person, bed.confirm_url(id)).await.is(200);
    let path = "accessmanagement/ui/systemuser/request";
    browser
        .get(bed.ui(path))
        .await
        .is(400)
        .has("id må være med som query-parameter i url");
    for unknown in ["00000000-0000-0000-0000-000000000000", "no-id"] {
        let page = browser.get(bed.ui(&format!("{path}?id={unknown}"))).await;
        page.is(404)
            .has("Forespørselen finnes ikke for den valgte aktøren");
    }
}

#[tokio::test]
async fn the_party_of_the_request_becomes_the_active_one() {
    let bed = TestBed::start().await;
    let (person, first, id) = bed.asked();
    let (_, other) = bed.customer(role::GENERAL_MANAGER);
    bed.world(|world| {
        let connection = Connection::of(&person.key, other.number.clone());
        world.connect(connection.with_role(role::GENERAL_MANAGER));
    });
    let second = bed.request_to(&other, None);
    let browser = bed.browser();
    browser
        .open_as(&person, bed.confirm_url(id))
        .await
        .has(&first.name);
    let party = || browser.cookies.lock().unwrap()["AltinnPartyUuid"].clone();
    assert_eq!(party(), first.uuid().to_string());
    browser
        .follow(bed.confirm_url(second))
        .await
        .is(200)
        .has(&other.name);
    assert_eq!(party(), other.uuid().to_string());
}

#[tokio::test]
async fn a_person_cannot_switch_to_a_party_without_access() {
    let bed = TestBed::start().await;
    let (person, ..) = bed.asked();
    let (_, strangers) = bed.customer(role::GENERAL_MANAGER);
    let path = format!(
        "accessmanagement/api/v1/reportee/changeandredirect?partyUuid={}&goTo=x",
        strangers.uuid()
    );
    let page = bed.browser().open_as(&person, bed.ui(&path)).await;
    page.is(403)
        .has("Vi klarte ikke å bytte aktør")
        .has("Hvor vil du gå nå?")
        .has("Gå til startsiden for Altinn")
        .has("Gå til innboks")
        .has("Gå til tilgangsstyring");
}

#[tokio::test]
async fn a_form_is_accepted_only_from_the_page_itself() {
    let bed = TestBed::start().await;
    let (person, organisation, id) = bed.asked();
    let browser = bed.browser();
    let page = browser.open_as(&person, bed.confirm_url(id)).await;
    let token = page.value_after("__RequestVerificationToken", "value");
    let path = "accessmanagement/api/v1/systemuser/request";
    let url = bed.ui(&format!("{path}/{}/{id}/approve", organisation.party_id()));
    let with_token = [("__RequestVerificationToken", token.as_str())];

    browser
        .post(&url, &[])
        .await
        .is(403)
        .has("Svaret ble ikke tatt imot");
    browser
        .post(&url, &[("__RequestVerificationToken", "x")])
        .await
        .is(403);
    for from in ["cross-site", "same-site", "none"] {
        browser
            .send_form(&url, &with_token, &[("sec-fetch-site", from)])
            .await
            .is(403);
    }
    browser
        .send_form(&url, &with_token, &[("origin", "http://evil.example")])
        .await
        .is(403);
    // The CSRF token of another person, with the session of this person.
    let (other, _, others) = bed.asked();
    let others_page = bed.browser().open_as(&other, bed.confirm_url(others)).await;
    let others_token = others_page.value_after("__RequestVerificationToken", "value");
    browser
        .post(&url, &[("__RequestVerificationToken", &others_token)])
        .await
        .is(403);
    assert_eq!(
        bed.world(|world| world.request(id).unwrap().status),
        RequestStatus::New
    );

    // The request is addressed to another party.
    let wrong = bed.ui(&format!(
        "{path}/{}/{others}/approve",
        organisation.party_id()
    ));
    browser.post(wrong, &with_token).await.is(403);

    let own = [("sec-fetch-site", "same-origin")];
    browser.send_form(&url, &with_token, &own).await.is(303);
}

#[tokio::test]
async fn the_page_uses_the_requested_or_chosen_language() {
    let bed = TestBed::start().await;
    let (person, _, id) = bed.asked();
    for (language, lang, heading, button, band) in [
        (
            "nb",
            "nb",
            "Skytall ber om godkjenning til å lage en systemtilgang",
            "Godkjenn systemtilgang",
            "Simulering – ikke Altinn",
        ),
        (
            "nn-NO,nb;q=0.5",
            "nn",
            "Skytal ber om godkjenning til å lage ein systemtilgang",
            "Godkjenn systemtilgang",
            "Simulering – ikkje Altinn",
        ),
        (
            "en-GB",
            "en",
            "CloudCount is requesting permission to create a system access",
            "Approve system access",
            "Simulation – not Altinn",
        ),
    ] {
        let mut browser = bed.browser();
        browser.language = language;
        let page = browser.open_as(&person, bed.confirm_url(id)).await;
        page.has(&format!("lang=\"{lang}\""))
            .has(heading)
            .has(button)
            .has(band);
    }
    let browser = bed.browser();
    browser
        .open_as(&person, bed.confirm_url(id))
        .await
        .has("lang=\"nb\"");
    let chosen = browser
        .get(bed.ui("simulator/language?code=en&goto=//evil.example"))
        .await;
    assert_eq!(chosen.raw_location(), "/");
    assert_eq!(browser.cookies.lock().unwrap()["selectedLanguage"], "en");
    browser
        .get(bed.confirm_url(id))
        .await
        .has("Give access to system");
}

/// Altinn's own labels in bokmål, nynorsk and English.
type Labels = [&'static str; 3];

const APPROVED: Labels = [
    "Denne forespørselen er allerede godkjent",
    "Denne førespurnaden er allereie godkjend",
    "This request is already approved",
];
const REJECTED: Labels = [
    "Denne forespørselen er allerede avvist",
    "Denne førespurnaden er allereie avvist",
    "This request is already rejected",
];
const EXPIRED: Labels = [
    "Denne forespørselen har utløpt",
    "Denne førespurnaden har gått ut",
    "This request has expired",
];
const MAY_FORWARD: Labels = [
    "Du mangler nødvendig fullmakt",
    "Du manglar nødvendig fullmakt",
    "You lack required authorization",
];
const FORWARDED: Labels = [
    "Denne forespørselen er allerede videresendt",
    "Denne førespurnaden er allereie vidaresend",
    "This request is already forwarded",
];
const NO_RELATION: Labels = [
    "Du mangler fullmakt til å godkjenne denne forespørselen",
    "Du manglar fullmakt til å godkjenne denne førespurnaden",
    "You lack the power of attorney to approve this request",
];
const NOT_FOUND: Labels = [
    "Forespørselen finnes ikke for den valgte aktøren",
    "Førespurnaden finst ikkje for den valde aktøren",
    "The request does not exist for the chosen party",
];
const NO_ID: Labels = [
    "id må være med som query-parameter i url",
    "id må vere med som query-parameter i url",
    "id must be included as query-parameter in url",
];

#[tokio::test]
async fn every_state_has_its_label_in_every_language() {
    let bed = TestBed::start().await;
    let (manager, _, accepted) = bed.asked();
    let (other_manager, _, turned_down) = bed.asked();
    let (waiter, _, old) = bed.asked();
    let (employee, organisation) = bed.customer(role::RIGHT_HOLDER);
    let open = bed.request_to(&organisation, None);
    let (colleague, theirs) = bed.customer(role::RIGHT_HOLDER);
    let sent_on = bed.request_to(&theirs, None);
    bed.world(|world| {
        let now = world.now();
        let party = |id| world.request(id).unwrap().party_org_no.clone();
        let (first, second) = (party(accepted), party(turned_down));
        world
            .approve(RequestKind::Standard, &manager.key, &first, accepted, now)
            .unwrap();
        world
            .reject(
                RequestKind::Standard,
                &other_manager.key,
                &second,
                turned_down,
            )
            .unwrap();
        world.let_time_out(old, now).unwrap();
        world
            .escalate(
                RequestKind::Standard,
                &colleague.key,
                &theirs.number,
                sent_on,
            )
            .unwrap();
    });

    let nothing = bed.ui("accessmanagement/ui/systemuser/request");
    let unknown = bed.confirm_url(uuid::Uuid::nil().to_string().parse().unwrap());
    for (person, url, labels) in [
        (&manager, bed.confirm_url(accepted), APPROVED),
        (&other_manager, bed.confirm_url(turned_down), REJECTED),
        (&waiter, bed.confirm_url(old), EXPIRED),
        (&employee, bed.confirm_url(open), MAY_FORWARD),
        (&colleague, bed.confirm_url(sent_on), FORWARDED),
        (&employee, bed.confirm_url(accepted), NO_RELATION),
        (&manager, unknown, NOT_FOUND),
        (&manager, nothing, NO_ID),
    ] {
        for (language, label) in ["nb", "nn", "en"].into_iter().zip(labels) {
            let mut browser = bed.browser();
            browser.language = language;
            browser.open_as(person, &url).await.has(label);
        }
    }
}
