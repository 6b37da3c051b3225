use altinn_simulator::rules::role;

use crate::support::TestBed;

const REQUESTS: &str = "accessmanagement/ui/requests";

#[tokio::test]
async fn pending_requests_are_listed_in_every_language() {
    let bed = TestBed::start().await;
    let (person, organisation, id) = bed.customer_with_request();
    for (language, heading, text, action, tab) in [
        (
            "nb",
            "Forespørsler for",
            "Ber om å opprette systemtilgang",
            "Behandle forespørsel",
            "Mottatte",
        ),
        (
            "nn",
            "Førespurnader for",
            "Ber om å opprette systemtilgang",
            "Behandle førespurnad",
            "Mottekne",
        ),
        (
            "en",
            "Requests for",
            "Requests to create system user",
            "Process request",
            "Received",
        ),
    ] {
        let mut browser = bed.browser();
        browser.language = language;
        let page = browser.open_as(&person.key, bed.ui(REQUESTS)).await;
        page.assert_status(200)
            .assert_contains(&format!("{heading} {}", organisation.name))
            .assert_contains(text)
            .assert_contains(action)
            .assert_contains(tab);
        let href = page.attribute(".sim-rows [href]", "href");
        assert!(href.contains(&id.to_string()), "{href}");
        browser.get(bed.ui(&href)).await.assert_status(200);
        let sent = browser.get(bed.ui(&format!("{REQUESTS}/sent"))).await;
        sent.assert_status(200).assert_lacks(text);
    }
}

#[tokio::test]
async fn a_person_who_is_not_access_manager_sees_no_requests() {
    let bed = TestBed::start().await;
    let (_, organisation, _) = bed.customer_with_request();
    let employee = bed.colleague(&organisation, role::RIGHT_HOLDER);
    let page = bed.browser().open_as(&employee.key, bed.ui(REQUESTS)).await;
    page.assert_status(200)
        .assert_contains("Du mangler nødvendige fullmakter.")
        .assert_lacks("Behandle forespørsel");
}

#[tokio::test]
async fn answered_and_expired_requests_are_not_listed_as_pending() {
    let bed = TestBed::start().await;
    let (person, _, id) = bed.customer_with_request();
    bed.world(|world| {
        let now = world.now();
        world.let_time_out(id, now).unwrap();
    });
    let page = bed.browser().open_as(&person.key, bed.ui(REQUESTS)).await;
    page.assert_status(200)
        .assert_contains("Ingen forespørsler venter på svar.");
}
