use altinn_simulator::rules::role;

use crate::support::TestBed;

const REQUESTS: &str = "accessmanagement/ui/requests";

#[tokio::test]
async fn pending_requests_are_listed_in_every_language() {
    let bed = TestBed::start().await;
    let (person, organisation, id) = bed.asked();
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
        let page = browser.open_as(&person, bed.ui(REQUESTS)).await;
        page.is(200)
            .has(&format!("{heading} {}", organisation.name))
            .has(text)
            .has(action)
            .has(tab);
        let href = page.value_after("class=\"sim-rows\"", "href");
        assert!(href.contains(&id.to_string()), "{href}");
        browser.get(bed.ui(&href)).await.is(200);
        let sent = browser.get(bed.ui(&format!("{REQUESTS}/sent"))).await;
        sent.is(200).lacks(text);
    }
}

#[tokio::test]
async fn a_person_who_is_not_access_manager_sees_no_requests() {
    let bed = TestBed::start().await;
    let (_, organisation, _) = bed.asked();
    let employee = bed.colleague(&organisation, role::RIGHT_HOLDER);
    let page = bed.browser().open_as(&employee, bed.ui(REQUESTS)).await;
    page.is(200)
        .has("Du mangler nødvendige fullmakter.")
        .lacks("Behandle forespørsel");
}

#[tokio::test]
async fn answered_and_expired_requests_are_not_listed_as_pending() {
    let bed = TestBed::start().await;
    let (person, _, id) = bed.asked();
    bed.world(|world| {
        let now = world.now();
        world.let_time_out(id, now).unwrap();
    });
    let page = bed.browser().open_as(&person, bed.ui(REQUESTS)).await;
    page.is(200).has("Ingen forespørsler venter på svar.");
}
