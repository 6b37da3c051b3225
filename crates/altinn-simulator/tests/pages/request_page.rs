use altinn_simulator::rules::{Connection, RequestKind, role};
use altinn_types::{RequestStatus, SystemUserId};
use jiff::SignedDuration;

use crate::support::{Browser, REDIRECT_URL, Response, TestBed, decide, immediate_refresh};

/// Follows the redirects of the logout from Altinn through ID-porten's page. Returns the last redirect, which leads to
/// the vendor.
async fn out(browser: &Browser, response: &Response) -> Response {
    let page = browser.follow_redirects(response.location()).await;
    page.assert_status(200).assert_contains("Du logges ut");
    let next = immediate_refresh(&page);
    browser.get(next).await
}

#[tokio::test]
async fn a_browser_without_a_session_logs_in_and_returns_to_the_request() {
    let bed = TestBed::start().await;
    let (person, organisation, id) = bed.customer_with_request();
    let browser = bed.browser();
    let url = bed.confirm_url(id);
    let first = browser.get(&url).await;
    first.assert_status(302);
    assert_eq!(
        first.location().path(),
        "/authentication/api/v1/authentication"
    );
    assert_eq!(first.location_query("goto").as_deref(), Some(url.as_str()));

    let page = browser.open_as(&person.key, &url).await;
    page.assert_status(200);
    assert_eq!(page.url, url);
    page.assert_contains("<title>Gi tilgang til system - Altinn</title>")
        .assert_contains("Skytall ber om godkjenning til å lage en systemtilgang")
        .assert_contains(&format!("<strong>{}</strong>", organisation.name))
        .assert_contains("Systemtilgangen vil få disse fullmaktene:")
        .assert_contains("2 tilgangspakker")
        .assert_contains("1 enkelttjeneste")
        .assert_contains(&format!("Logget inn som {}", person.name))
        .assert_contains("Skytall blir levert av")
        .assert_contains("sendt videre til localhost:9.")
        .assert_contains("Simulering – ikke Altinn");
    // A submitted form can redirect the browser to these origins. The Content-Security-Policy must allow all of them.
    for origin in [
        bed.platform(""),
        bed.idporten(""),
        "http://localhost:9".parse().unwrap(),
    ] {
        let origin = origin.origin().ascii_serialization();
        assert!(
            page.content_policy().contains(&origin),
            "{origin} in {}",
            page.content_policy()
        );
    }
    assert_eq!(page.headers["cache-control"], "no-store");
}

#[tokio::test]
async fn login_does_not_redirect_to_another_site() {
    let bed = TestBed::start().await;
    let (person, ..) = bed.customer_with_request();
    let browser = bed.browser();
    let path = "authentication/api/v1/authentication?goto=https://evil.example/";
    let page = browser.open_as(&person.key, bed.platform(path)).await;
    assert_eq!(page.url, bed.ui(""));
    // The URL contains an encoded line break. Without a check, this line break would end up in the `Location` header.
    let own = format!("{}%0D%0AX:%20y", bed.ui(""));
    let path = format!("authentication/api/v1/authentication?goto={own}");
    let page = browser.open(bed.platform(&path)).await;
    assert_eq!((page.status.as_u16(), page.url), (200, bed.ui("")));
}

#[tokio::test]
async fn two_tabs_that_log_in_at_the_same_time_both_come_to_their_pages() {
    let bed = TestBed::start().await;
    let (person, organisation, first) = bed.customer_with_request();
    let browser = bed.browser();
    let overview = bed.ui("accessmanagement/ui/systemuser/overview");
    let choosers = [
        browser.follow_redirects(bed.confirm_url(first)).await,
        browser.follow_redirects(&overview).await,
    ];
    let mut pages = Vec::new();
    for chooser in choosers {
        let chosen = browser.post(&chooser.url, &[("person", &person.key)]).await;
        pages.push(browser.follow_redirects(chosen.location()).await);
    }
    assert_eq!(pages[0].url.path(), bed.confirm_url(first).path());
    assert_eq!(pages[1].url.path(), overview.path());
    pages[1].assert_contains(&organisation.name);
    let left = browser.cookies();
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
        let (person, _, id) = bed.customer_with_request();
        let browser = bed.browser();
        let page = browser.open_as(&person.key, bed.confirm_url(id)).await;
        let response = decide(&browser, &page, decision).await;
        response.assert_status(303);
        assert_eq!(
            bed.world(|world| world.requests.find(id).unwrap().status),
            status
        );

        let last = out(&browser, &response).await;
        last.assert_status(302);
        assert_eq!(last.raw_location(), REDIRECT_URL);
        // The person is now logged out of Altinn and of ID-porten, so the page of the request leads to the login.
        let again = browser.follow_redirects(bed.confirm_url(id)).await;
        assert!(again.url.path().starts_with("/login/"));
        let made = bed.world(|world| world.system_users.get(SystemUserId::from(id)).is_some());
        assert_eq!(made, status == RequestStatus::Accepted);
    }
}

#[tokio::test]
async fn without_a_redirect_url_the_browser_ends_at_the_start_page() {
    let bed = TestBed::start().await;
    let (person, organisation) = bed.customer(role::PROPRIETOR);
    let id = bed.request_to(&organisation, None);
    let browser = bed.browser();
    let page = browser.open_as(&person.key, bed.confirm_url(id)).await;
    page.assert_contains("sendt til startsiden.");
    let response = decide(&browser, &page, "approve").await;
    let last = out(&browser, &response).await;
    assert_eq!(last.location(), bed.ui("?loggedout=true"));
    browser
        .get(last.location())
        .await
        .assert_contains("Du er logget ut av Altinn og ID-porten.");
}

#[tokio::test]
async fn an_answered_request_has_disabled_buttons_and_says_why() {
    let bed = TestBed::start().await;
    for (decision, text) in [
        ("approve", "Denne forespørselen er allerede godkjent"),
        ("reject", "Denne forespørselen er allerede avvist"),
    ] {
        let (person, _, id) = bed.customer_with_request();
        let browser = bed.browser();
        let page = browser.open_as(&person.key, bed.confirm_url(id)).await;
        decide(&browser, &page, decision).await.assert_status(303);
        let page_again = browser.get(bed.confirm_url(id)).await;
        page_again
            .assert_status(200)
            .assert_contains(text)
            .assert_contains("aria-disabled=\"true\"")
            .assert_lacks("method=\"post\"");
        // The test uses the buttons of the first page, as if this page were still open in another tab.
        let late = decide(&browser, &page, "approve").await;
        late.assert_status(409)
            .assert_contains("Forespørselen er besvart i mellomtiden.")
            .assert_contains("role=\"alert\"");
        late.assert_contains("Feilkode: AMUI-00999");
    }
}

/// Only an access manager sees the buttons of a decision (contract/approval.md §1).
#[tokio::test]
async fn a_user_who_could_only_forward_sees_no_buttons_after_the_decision() {
    let bed = TestBed::start().await;
    let (person, organisation, id) = bed.customer_with_request();
    let colleague = bed.colleague(&organisation, role::RIGHT_HOLDER);
    let browser = bed.browser();
    let page = browser.open_as(&person.key, bed.confirm_url(id)).await;
    decide(&browser, &page, "approve").await.assert_status(303);
    let browser = bed.browser();
    let page = browser.open_as(&colleague.key, bed.confirm_url(id)).await;
    page.assert_status(200)
        .assert_contains("Denne forespørselen er allerede godkjent")
        .assert_lacks("aria-disabled");
}

#[tokio::test]
async fn an_old_request_has_expired() {
    let bed = TestBed::start().await;
    let (person, _, id) = bed.customer_with_request();
    bed.later(SignedDuration::from_hours(24 * 181));
    let page = bed
        .browser()
        .open_as(&person.key, bed.confirm_url(id))
        .await;
    page.assert_status(200)
        .assert_contains("Denne forespørselen har utløpt")
        .assert_contains("aria-disabled=\"true\"");
}

#[tokio::test]
async fn the_page_names_what_cannot_be_delegated_and_the_request_stays_open() {
    let bed = TestBed::start().await;
    let (person, organisation) = bed.customer(role::ACCESS_MANAGER);
    bed.world(|world| {
        let connection = Connection::of(&person.key, organisation.number.clone())
            .with_role(role::ACCESS_MANAGER)
            .with_all_packages_but(&["lonn"]);
        world.parties.connect(connection);
    });
    let id = bed.request_to(&organisation, Some(REDIRECT_URL));
    let browser = bed.browser();
    let page = browser.open_as(&person.key, bed.confirm_url(id)).await;
    let failed = decide(&browser, &page, "approve").await;
    failed
        .assert_status(400)
        .assert_contains("role=\"alert\"")
        .assert_contains("<title>Feil: Gi tilgang til system - Altinn</title>")
        .assert_contains("Tilgangspakker som ikke kunne delegeres:")
        .assert_contains("<li>Lønn</li>")
        .assert_contains("Feilkode: AMUI-00053")
        .assert_contains("Godkjenn systemtilgang")
        // As on Altinn's page, there is no button that leaves the page. The text says that the user can leave.
        .assert_contains("Du kan lukke siden og svare senere.")
        .assert_lacks("Lukk og logg ut");
    assert_eq!(
        bed.world(|world| world.requests.find(id).unwrap().status),
        RequestStatus::New
    );
    // The page that reports the failed approval still lets the person reject the request.
    decide(&browser, &failed, "reject").await.assert_status(303);
}

/// The user must see every power before the buttons, as on Altinn's page. A bar at the bottom of the window would hide
/// the last powers of the list.
#[tokio::test]
async fn the_buttons_of_a_decision_come_after_the_list_and_cover_nothing() {
    let bed = TestBed::start().await;
    let (person, _, id) = bed.customer_with_request();
    let page = bed.browser();
    let page = page.open_as(&person.key, bed.confirm_url(id)).await;
    let last_row = page.body.rfind("class=\"sim-open-row\"").unwrap();
    let buttons = page.body.find("class=\"sim-decision\"").unwrap();
    assert!(last_row < buttons);
    let style = include_str!("../../style/simulator.css");
    for position in ["sticky", "fixed"] {
        assert!(
            !style.contains(&format!("position: {position}")),
            "{position}"
        );
    }
}

#[tokio::test]
async fn a_person_who_cannot_approve_escalates_and_the_browser_returns_to_the_same_address() {
    let bed = TestBed::start().await;
    let (siv, organisation) = bed.customer(role::RIGHT_HOLDER);
    let id = bed.request_to(&organisation, Some(REDIRECT_URL));
    let browser = bed.browser();
    let page = browser.open_as(&siv.key, bed.confirm_url(id)).await;
    page.assert_status(200)
        .assert_contains("Du mangler nødvendig fullmakt")
        .assert_contains("Ja, send videre")
        .assert_contains("Lukk og logg ut");
    page.assert_lacks("Godkjenn systemtilgang")
        .assert_lacks(">Avvis<");
    // The page has no button to approve, so the test posts the form directly. The simulator must refuse the approval,
    // because this person may not approve.
    decide(&browser, &page, "approve")
        .await
        .assert_status(403)
        .assert_contains("Du er ikke tilgangsstyrer");

    let forwarded = decide(&browser, &page, "escalate").await;
    let confirmation = browser.follow_redirects(forwarded.location()).await;
    confirmation
        .assert_status(200)
        .assert_contains("Forespørselen er videresendt")
        .assert_contains("Avslutt");
    assert!(bed.world(|world| world.requests.find(id).unwrap().escalated));

    let later = browser.get(bed.confirm_url(id)).await;
    later
        .assert_contains("Denne forespørselen er allerede videresendt")
        .assert_lacks("Ja, send videre");

    let finish = confirmation.attribute(".sim-forward form[method=get]", "action");
    let finish = browser.get(bed.ui(&finish)).await;
    let last = out(&browser, &finish).await;
    assert_eq!(last.raw_location(), REDIRECT_URL);
    assert_eq!(
        bed.world(|world| world.requests.find(id).unwrap().status),
        RequestStatus::New
    );
}

#[tokio::test]
async fn an_unknown_request_is_not_shown() {
    let bed = TestBed::start().await;
    let (person, _, id) = bed.customer_with_request();
    let (stranger, _) = bed.customer(role::GENERAL_MANAGER);
    let page = bed
        .browser()
        .open_as(&stranger.key, bed.confirm_url(id))
        .await;
    page.assert_status(403)
        .assert_contains("Du mangler fullmakt til å godkjenne denne forespørselen")
        .assert_contains(&stranger.name);
    page.assert_lacks("Skytall ber om");

    let browser = bed.browser();
    browser
        .open_as(&person.key, bed.confirm_url(id))
        .await
        .assert_status(200);
    let path = "accessmanagement/ui/systemuser/request";
    browser
        .get(bed.ui(path))
        .await
        .assert_status(400)
        .assert_contains("id må være med som query-parameter i url");
    for unknown in ["00000000-0000-0000-0000-000000000000", "no-id"] {
        let page = browser.get(bed.ui(&format!("{path}?id={unknown}"))).await;
        page.assert_status(404)
            .assert_contains("Forespørselen finnes ikke for den valgte aktøren");
    }
}

#[tokio::test]
async fn the_party_of_the_request_becomes_the_active_one() {
    let bed = TestBed::start().await;
    let (person, first, id) = bed.customer_with_request();
    let (_, other) = bed.customer(role::GENERAL_MANAGER);
    bed.world(|world| {
        let connection = Connection::of(&person.key, other.number.clone());
        world
            .parties
            .connect(connection.with_role(role::GENERAL_MANAGER));
    });
    let second = bed.request_to(&other, None);
    let browser = bed.browser();
    browser
        .open_as(&person.key, bed.confirm_url(id))
        .await
        .assert_contains(&first.name);
    let party = || browser.cookies()["AltinnPartyUuid"].clone();
    assert_eq!(party(), first.uuid().to_string());
    browser
        .follow_redirects(bed.confirm_url(second))
        .await
        .assert_status(200)
        .assert_contains(&other.name);
    assert_eq!(party(), other.uuid().to_string());
}

#[tokio::test]
async fn a_person_cannot_switch_to_a_party_without_access() {
    let bed = TestBed::start().await;
    let (person, ..) = bed.customer_with_request();
    let (_, strangers) = bed.customer(role::GENERAL_MANAGER);
    let path = format!(
        "accessmanagement/api/v1/reportee/changeandredirect?partyUuid={}&goTo=x",
        strangers.uuid()
    );
    let page = bed.browser().open_as(&person.key, bed.ui(&path)).await;
    page.assert_status(403)
        .assert_contains("Vi klarte ikke å bytte aktør")
        .assert_contains("Hvor vil du gå nå?")
        .assert_contains("Gå til startsiden for Altinn")
        .assert_contains("Gå til innboks")
        .assert_contains("Gå til tilgangsstyring");
}

#[tokio::test]
async fn a_form_is_accepted_only_from_the_page_itself() {
    let bed = TestBed::start().await;
    let (person, organisation, id) = bed.customer_with_request();
    let browser = bed.browser();
    let page = browser.open_as(&person.key, bed.confirm_url(id)).await;
    let token = page.field("__RequestVerificationToken");
    let path = "accessmanagement/api/v1/systemuser/request";
    let url = bed.ui(&format!("{path}/{}/{id}/approve", organisation.party_id()));
    let with_token = [("__RequestVerificationToken", token.as_str())];

    browser
        .post(&url, &[])
        .await
        .assert_status(403)
        .assert_contains("Svaret ble ikke tatt imot");
    browser
        .post(&url, &[("__RequestVerificationToken", "x")])
        .await
        .assert_status(403);
    for from in ["cross-site", "same-site"] {
        browser
            .post_with(&url, &with_token, &[("sec-fetch-site", from)])
            .await
            .assert_status(403);
    }
    browser
        .post_with(&url, &with_token, &[("origin", "http://evil.example")])
        .await
        .assert_status(403);
    // This call combines the session of one person with the CSRF token of another person.
    let (other, _, others) = bed.customer_with_request();
    let others_page = bed
        .browser()
        .open_as(&other.key, bed.confirm_url(others))
        .await;
    let others_token = others_page.field("__RequestVerificationToken");
    browser
        .post(&url, &[("__RequestVerificationToken", &others_token)])
        .await
        .assert_status(403);
    assert_eq!(
        bed.world(|world| world.requests.find(id).unwrap().status),
        RequestStatus::New
    );

    // The path contains the party id of the logged-in person's organisation, but the request belongs to another
    // organisation.
    let wrong = bed.ui(&format!(
        "{path}/{}/{others}/approve",
        organisation.party_id()
    ));
    browser.post(wrong, &with_token).await.assert_status(403);

    let own = [("sec-fetch-site", "same-origin")];
    browser
        .post_with(&url, &with_token, &own)
        .await
        .assert_status(303);
}

#[tokio::test]
async fn the_page_uses_the_requested_or_chosen_language() {
    let bed = TestBed::start().await;
    let (person, _, id) = bed.customer_with_request();
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
        let page = browser.open_as(&person.key, bed.confirm_url(id)).await;
        page.assert_contains(&format!("lang=\"{lang}\""))
            .assert_contains(heading)
            .assert_contains(button)
            .assert_contains(band);
    }
    let browser = bed.browser();
    browser
        .open_as(&person.key, bed.confirm_url(id))
        .await
        .assert_contains("lang=\"nb\"");
    let chosen = browser
        .get(bed.ui("simulator/language?code=en&goto=//evil.example"))
        .await;
    assert_eq!(chosen.raw_location(), "/");
    assert_eq!(browser.cookies()["selectedLanguage"], "en");
    browser
        .get(bed.confirm_url(id))
        .await
        .assert_contains("Give access to system");
}

/// A label of Altinn in bokmål, nynorsk and English.
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
    let (manager, _, accepted) = bed.customer_with_request();
    let (other_manager, _, turned_down) = bed.customer_with_request();
    let (waiter, _, old) = bed.customer_with_request();
    let (employee, organisation) = bed.customer(role::RIGHT_HOLDER);
    let open = bed.request_to(&organisation, None);
    let (colleague, theirs) = bed.customer(role::RIGHT_HOLDER);
    let sent_on = bed.request_to(&theirs, None);
    bed.world(|world| {
        let now = world.now();
        let party = |id| world.requests.find(id).unwrap().party_org_no.clone();
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
            browser
                .open_as(&person.key, &url)
                .await
                .assert_contains(label);
        }
    }
}
