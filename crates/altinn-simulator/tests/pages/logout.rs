use altinn_simulator::rules::role;

use crate::support::{AFTER_LOGOUT, CALLBACK, CHALLENGE, CLIENT, REDIRECT_URL, TestBed};

fn authorize(bed: &TestBed) -> url::Url {
    let mut url = bed.idporten("authorize");
    url.query_pairs_mut().extend_pairs([
        ("response_type", "code"),
        ("client_id", CLIENT),
        ("redirect_uri", CALLBACK),
        ("scope", "openid"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ]);
    url
}

fn logout(bed: &TestBed, pairs: &[(&str, &str)]) -> url::Url {
    let mut url = bed.idporten("logout");
    url.query_pairs_mut().extend_pairs(pairs);
    url
}

#[tokio::test]
async fn logout_notifies_every_client_and_redirects() {
    let bed = TestBed::start().await;
    let (person, organisation) = bed.customer(role::GENERAL_MANAGER);
    let id = bed.request_to(&organisation, Some(REDIRECT_URL));
    let browser = bed.browser();
    browser
        .open_as(&person.key, bed.confirm_url(id))
        .await
        .assert_status(200);
    // The browser already has an ID-porten session from the login at Altinn, so the vendor's login does not ask for a
    // person.
    browser
        .follow_redirects(authorize(&bed))
        .await
        .assert_status(302);

    let url = logout(
        &bed,
        &[
            ("client_id", CLIENT),
            ("post_logout_redirect_uri", AFTER_LOGOUT),
            ("state", "s 1"),
        ],
    );
    let page = browser.get(url).await;
    page.assert_status(200)
        .assert_contains("Du logges ut")
        .assert_contains("Gå videre til localhost:9");
    page.assert_contains("http-equiv=\"refresh\"")
        .assert_contains("0; url=http://localhost:9/bye?state=s+1");
    assert_eq!(page.body.matches("<iframe").count(), 2);
    // The user changes the language of the page. The page in the new language must lead to the same URL.
    let english = page.attribute(".sim-languages a", "href");
    let english = browser.follow_redirects(bed.idporten(&english)).await;
    english
        .assert_status(200)
        .assert_contains("0; url=http://localhost:9/bye?state=s+1");
    let (_, frames) = page.content_policy().split_once("frame-src").unwrap();
    assert!(frames.contains("http://localhost:9"), "{frames}");
    page.assert_contains("Utlogging fra Skytall")
        .assert_contains("http://localhost:9/frontchannel?iss=");

    // The logout frame must end Altinn's session without a cookie from the browser. Only ID-porten's pages can contain
    // this frame.
    let altinns = page.attribute("iframe", "src");
    let response = bed.browser().get(&altinns).await;
    response.assert_status(200);
    let issuer = bed.issuer();
    assert!(
        response
            .content_policy()
            .contains(&format!("frame-ancestors {issuer}"))
    );
    let again = browser.follow_redirects(bed.confirm_url(id)).await;
    assert!(again.url.path().starts_with("/login/"), "{}", again.url);
}

#[tokio::test]
async fn the_browser_is_never_redirected_to_an_unregistered_address() {
    let bed = TestBed::start().await;
    let elsewhere = ("post_logout_redirect_uri", "http://localhost:9/bye/");
    let registered = ("post_logout_redirect_uri", AFTER_LOGOUT);
    for pairs in [
        vec![("client_id", CLIENT), elsewhere],
        vec![("client_id", "nobody"), registered],
        vec![registered],
        vec![("id_token_hint", "made up"), registered],
        vec![("client_id", CLIENT), registered, ("state", "æ")],
    ] {
        let page = bed.browser().get(logout(&bed, &pairs)).await;
        page.assert_status(200)
            .assert_contains("Du er logget ut")
            .assert_lacks("http-equiv");
    }
    bed.browser()
        .get(logout(&bed, &[]))
        .await
        .assert_status(200)
        .assert_contains("Du er logget ut");
}

#[tokio::test]
async fn another_person_can_be_tried_from_the_same_page() {
    let bed = TestBed::start().await;
    let (siv, organisation) = bed.customer(role::RIGHT_HOLDER);
    let liv = bed.colleague(&organisation, role::MAIN_ADMINISTRATOR);
    let id = bed.request_to(&organisation, None);
    let browser = bed.browser();
    let page = browser.open_as(&siv.key, bed.confirm_url(id)).await;
    page.assert_contains("Ja, send videre");

    let switch = page.attribute(".sim-band a[href*=switch-person]", "href");
    let logged_out = browser.get(switch).await;
    let back = logged_out.attribute("meta[http-equiv=refresh]", "content");
    assert_eq!(back.strip_prefix("0; url="), Some(page.url.as_str()));
    // A real browser loads the logout frame by itself. The test's browser does not, so the test loads the frame here.
    browser.get(logged_out.attribute("iframe", "src")).await;
    let page = browser.open_as(&liv.key, bed.confirm_url(id)).await;
    page.assert_contains("Godkjenn systemtilgang")
        .assert_contains(&liv.name);

    let elsewhere = bed.idporten("simulator/switch-person?goto=https://evil.example/");
    browser.get(elsewhere).await.assert_lacks("evil.example");
}
