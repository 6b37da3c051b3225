use altinn_simulator::rules::{Connection, role};
use altinn_types::{RequestStatus, SystemUserId};

use crate::support::{REDIRECT_URL, TestBed, decide};

const OVERVIEW: &str = "accessmanagement/ui/systemuser/overview";

#[tokio::test]
async fn an_access_manager_finds_an_escalated_request_and_stays_logged_in() {
    let bed = TestBed::start().await;
    let (siv, organisation) = bed.customer(role::RIGHT_HOLDER);
    let liv = bed.colleague(&organisation, role::GENERAL_MANAGER);
    let id = bed.request_to(&organisation, Some(REDIRECT_URL));
    let sivs = bed.browser();
    let page = sivs.open_as(&siv.key, bed.confirm_url(id)).await;
    decide(&sivs, &page, "escalate").await.assert_status(303);
    sivs.follow_redirects(bed.ui(OVERVIEW))
        .await
        .assert_contains("Du mangler nødvendige fullmakter.")
        .assert_lacks("(ref:");

    let browser = bed.browser();
    let page = browser.open_as(&liv.key, bed.ui(OVERVIEW)).await;
    page.assert_status(200)
        .assert_contains(&format!("Systemtilganger for {}", organisation.name));
    page.assert_contains("Ventende systemtilgang-forespørsler")
        .assert_contains("Godkjenn egen systemtilgang");
    let href = page.attribute(".sim-rows [href]", "href");
    let request = browser.get(bed.ui(&href)).await;
    request
        .assert_status(200)
        .assert_contains("Du kommer tilbake til oversikten");
    let token = request.field("__RequestVerificationToken");
    let action = request.attribute("form[method=post]", "action");
    let form = [
        ("__RequestVerificationToken", token.as_str()),
        ("skiplogout", "true"),
    ];
    let response = browser.post(bed.ui(&action), &form).await;
    let overview = browser.follow_redirects(response.location()).await;
    overview
        .assert_status(200)
        .assert_contains("Egne systemtilganger")
        .assert_contains("NY")
        .assert_lacks("(ref:");
    assert_eq!(
        bed.world(|world| world.requests.find(id).unwrap().status),
        RequestStatus::Accepted
    );
}

#[tokio::test]
async fn a_system_user_is_deleted_after_a_confirmation() {
    let bed = TestBed::start().await;
    let (person, _, id) = bed.customer_with_request();
    let browser = bed.browser();
    let page = browser.open_as(&person.key, bed.confirm_url(id)).await;
    decide(&browser, &page, "approve").await.assert_status(303);
    let details = browser
        .get(bed.ui(&format!("accessmanagement/ui/systemuser/{id}")))
        .await;
    details
        .assert_status(200)
        .assert_contains("<h1")
        .assert_contains("Skytall")
        .assert_contains("Slett systemtilgang")
        .assert_contains("Er du sikker på at du vil slette systemtilgangen «Skytall»?");
    // The button names the dialog in `commandfor`, so the button opens the dialog without scripts.
    let dialog = details.attribute("button[data-color=danger]", "commandfor");
    let form = format!("dialog#{dialog} form[method=post]");
    let action = details.attribute(&form, "action");
    browser.post(bed.ui(&action), &[]).await.assert_status(403);
    let token = details.field("__RequestVerificationToken");
    let form = [("__RequestVerificationToken", token.as_str())];

    // A person who is not an access manager of the owner cannot open the page of the system user.
    let (stranger, ..) = bed.customer_with_request();
    let strangers = bed.browser();
    let path = format!("accessmanagement/ui/systemuser/{id}");
    strangers
        .open_as(&stranger.key, bed.ui(&path))
        .await
        .assert_status(404);

    let deleted = browser.post(bed.ui(&action), &form).await;
    deleted.assert_status(303);
    let overview = browser.follow_redirects(deleted.location()).await;
    overview
        .assert_contains("Virksomheten har ingen egne systemtilganger.")
        .assert_contains("Systemtilgangen er slettet.");
    assert_eq!(overview.all("[autofocus]", "role"), ["status"]);
    for (language, receipt) in [
        ("nn", "Systemtilgangen er sletta."),
        ("en", "The system access has been deleted."),
    ] {
        let mut browser = bed.browser();
        browser.language = language;
        // This browser has not chosen a party yet. The redirect that chooses the party must keep the receipt.
        browser
            .open_as(&person.key, &overview.url)
            .await
            .assert_contains(receipt);
    }
    assert!(bed.world(|world| world.system_users.get(SystemUserId::from(id)).is_none()));
    assert!(bed.world(|world| world.requests.find(id).is_none()));
}

#[tokio::test]
async fn the_overview_does_not_say_that_an_existing_system_user_is_deleted() {
    let bed = TestBed::start().await;
    let (person, _, id) = bed.customer_with_request();
    let browser = bed.browser();
    let page = browser.open_as(&person.key, bed.confirm_url(id)).await;
    decide(&browser, &page, "approve").await.assert_status(303);
    for deleted in [id.to_string(), "x".to_owned()] {
        browser
            .get(bed.ui(&format!("{OVERVIEW}?deleted={deleted}")))
            .await
            .assert_status(200)
            .assert_lacks("er slettet");
    }
}

#[tokio::test]
async fn a_person_with_several_organisations_chooses_one() {
    let bed = TestBed::start().await;
    let (person, first) = bed.customer(role::GENERAL_MANAGER);
    let (_, second) = bed.customer(role::GENERAL_MANAGER);
    bed.world(|world| {
        let connection = Connection::of(&person.key, second.number.clone());
        world
            .parties
            .connect(connection.with_role(role::GENERAL_MANAGER));
    });
    let browser = bed.browser();
    let page = browser.open_as(&person.key, bed.ui(OVERVIEW)).await;
    page.assert_status(200)
        .assert_contains("Velg aktør")
        .assert_contains(&first.name)
        .assert_contains(&second.name);
    let href = page.attribute(".sim-rows [href]", "href");
    let overview = browser.follow_redirects(bed.ui(&href)).await;
    overview
        .assert_contains(&format!("Systemtilganger for {}", first.name))
        .assert_contains("Bytt aktør");
}

#[tokio::test]
async fn the_start_page_says_what_this_is_and_what_to_paste() {
    let bed = TestBed::start().await;
    let page = bed.browser().get(bed.ui("")).await;
    page.assert_status(200)
        .assert_contains("Altinn på din egen maskin")
        .assert_contains(&bed.issuer())
        .assert_contains("Kari Nordby");
    let nowhere = bed.browser().get(bed.ui("inbox")).await;
    nowhere
        .assert_status(404)
        .assert_contains("Siden finnes ikke i simulatoren");
    bed.browser()
        .get(bed.ui("simulator/favicon.svg"))
        .await
        .assert_status(200)
        .assert_contains("<svg");
}

/// Anne is the general manager of the main unit. She has no connection to its branch.
#[tokio::test]
async fn the_manager_of_a_main_unit_can_represent_its_branch() {
    let bed = TestBed::start().await;
    let branch = bed.world(|world| {
        let number = "314733584".parse().unwrap();
        world.parties.organisation(&number).unwrap().clone()
    });
    let browser = bed.browser();
    let choice = bed.ui(&format!("{OVERVIEW}?choose=true"));
    let page = browser.open_as("anne", choice).await;
    let link = format!(".sim-rows a[href*='{}']", branch.uuid());
    let href = page.attribute(&link, "href");
    browser
        .follow_redirects(page.url.join(&href).unwrap())
        .await
        .assert_status(200)
        .assert_contains(&format!("Systemtilganger for {}", branch.name))
        .assert_lacks("Du mangler nødvendige fullmakter.");
}
