use altinn_simulator::rules::{Connection, role};
use altinn_types::{RequestStatus, SystemUserId};

use crate::support::{REDIRECT_URL, TestBed};

const OVERVIEW: &str = "accessmanagement/ui/systemuser/overview";

#[tokio::test]
async fn an_access_manager_finds_an_escalated_request_and_stays_logged_in() {
    let bed = TestBed::start().await;
    let (siv, organisation) = bed.customer(role::RIGHT_HOLDER);
    let liv = bed.colleague(&organisation, role::GENERAL_MANAGER);
    let id = bed.request_to(&organisation, Some(REDIRECT_URL));
    let sivs = bed.browser();
    let page = sivs.open_as(&siv, bed.confirm_url(id)).await;
    sivs.press(&page, "escalate").await.is(303);
    sivs.follow(bed.ui(OVERVIEW))
        .await
        .has("Du mangler nødvendige fullmakter.")
        .lacks("(ref:");

    let browser = bed.browser();
    let page = browser.open_as(&liv, bed.ui(OVERVIEW)).await;
    page.is(200)
        .has(&format!("Systemtilganger for {}", organisation.name));
    page.has("Ventende systemtilgang-forespørsler")
        .has("Godkjenn egen systemtilgang");
    let href = page.value_after("class=\"sim-rows\"", "href");
    let request = browser.get(bed.ui(&href)).await;
    request.is(200).has("Du kommer tilbake til oversikten");
    let token = request.value_after("__RequestVerificationToken", "value");
    let action = request.value_after("<form method=\"post\"", "action");
    let form = [
        ("__RequestVerificationToken", token.as_str()),
        ("skiplogout", "true"),
    ];
    let response = browser.post(bed.ui(&action), &form).await;
    let overview = browser.follow(response.location()).await;
    overview
        .is(200)
        .has("Egne systemtilganger")
        .has("NY")
        .lacks("(ref:");
    assert_eq!(
        bed.world(|world| world.request(id).unwrap().status),
        RequestStatus::Accepted
    );
}

#[tokio::test]
async fn a_system_user_is_deleted_after_a_confirmation() {
    let bed = TestBed::start().await;
    let (person, _, id) = bed.asked();
    let browser = bed.browser();
    let page = browser.open_as(&person, bed.confirm_url(id)).await;
    browser.press(&page, "approve").await.is(303);
    let details = browser
        .get(bed.ui(&format!("accessmanagement/ui/systemuser/{id}")))
        .await;
    details
        .is(200)
        .has("<h1")
        .has("Skytall")
        .has("Slett systemtilgang");
    let ask = browser
        .get(bed.ui(&details.value_after("data-color=\"danger\"", "href")))
        .await;
    ask.is(200)
        .has("Er du sikker på at du vil slette systemtilgangen «Skytall»?");
    let action = ask.value_after("<form method=\"post\"", "action");
    browser.post(bed.ui(&action), &[]).await.is(403);
    let token = ask.value_after("__RequestVerificationToken", "value");
    let form = [("__RequestVerificationToken", token.as_str())];

    // A person who is not an access manager there cannot delete it.
    let (stranger, ..) = bed.asked();
    let strangers = bed.browser();
    let path = format!("accessmanagement/ui/systemuser/{id}/delete");
    strangers.open_as(&stranger, bed.ui(&path)).await.is(404);

    let deleted = browser.post(bed.ui(&action), &form).await;
    deleted.is(303);
    let overview = browser.follow(deleted.location()).await;
    overview.has("Virksomheten har ingen egne systemtilganger.");
    assert!(bed.world(|world| world.system_user(SystemUserId::from(id)).is_none()));
    assert!(bed.world(|world| world.request(id).is_none()));
}

#[tokio::test]
async fn a_person_with_several_organisations_chooses_one() {
    let bed = TestBed::start().await;
    let (person, first) = bed.customer(role::GENERAL_MANAGER);
    let (_, second) = bed.customer(role::GENERAL_MANAGER);
    bed.world(|world| {
        let connection = Connection::of(&person.key, second.number.clone());
        world.connect(connection.with_role(role::GENERAL_MANAGER));
    });
    let browser = bed.browser();
    let page = browser.open_as(&person, bed.ui(OVERVIEW)).await;
    page.is(200)
        .has("Velg aktør")
        .has(&first.name)
        .has(&second.name);
    let href = page.value_after("class=\"sim-rows\"", "href");
    let overview = browser.follow(bed.ui(&href)).await;
    overview
        .has(&format!("Systemtilganger for {}", first.name))
        .has("Bytt aktør");
}

#[tokio::test]
async fn the_start_page_says_what_this_is_and_what_to_paste() {
    let bed = TestBed::start().await;
    let page = bed.browser().get(bed.ui("")).await;
    page.is(200)
        .has("Altinn på din egen maskin")
        .has(&bed.issuer())
        .has("Kari Nordby");
    let nowhere = bed.browser().get(bed.ui("inbox")).await;
    nowhere.is(404).has("Siden finnes ikke i simulatoren");
    bed.browser()
        .get(bed.ui("simulator/favicon.svg"))
        .await
        .is(200)
        .has("<svg");
}
