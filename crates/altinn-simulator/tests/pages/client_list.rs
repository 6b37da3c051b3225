//! Tests of what the pages about clients say: the receipts, and the text of an empty list.

use altinn_simulator::rules::Organisation;
use altinn_types::SystemUserId;

use crate::{
    agent_clients::{PAGES, accountant_with, agent, approved, press},
    support::TestBed,
};

fn client(bed: &TestBed, id: SystemUserId) -> Organisation {
    bed.world(|world| {
        let user = world.system_users.get(id).unwrap();
        world.available_clients(user).next().unwrap().clone()
    })
}

#[tokio::test]
async fn a_receipt_is_shown_only_while_it_is_true() {
    let bed = TestBed::start().await;
    let (person, _, id, url) = agent(&bed, 2);
    let first = client(&bed, id);
    let uuid = first.uuid().to_string();
    let browser = bed.browser();
    browser.open_as(&person.key, &url).await.assert_status(200);
    let choose = browser.get(format!("{url}/clients")).await;
    let added = press(&bed, &browser, &choose, "add", &uuid).await;
    let added_text = format!("{} er lagt til i systemtilgangen", first.name);
    browser
        .get(added.location())
        .await
        .assert_contains(&added_text);
    let removed = press(&bed, &browser, &choose, "remove", &uuid).await;
    let removed_text = format!("{} er fjernet fra systemtilgangen", first.name);
    browser
        .get(removed.location())
        .await
        .assert_contains(&removed_text);
    // The user opens the address of the first receipt again.
    browser
        .get(added.location())
        .await
        .assert_status(200)
        .assert_lacks(&added_text);
    press(&bed, &browser, &choose, "add", &uuid).await;
    browser
        .get(removed.location())
        .await
        .assert_lacks(&removed_text);

    // An organisation that is no client of this accountant gets no receipt, and the page does not show its name.
    let (_, stranger) = bed.customer(altinn_simulator::rules::role::GENERAL_MANAGER);
    let forged = format!("{url}/clients?done=remove&client={}", stranger.uuid());
    browser
        .get(forged)
        .await
        .assert_status(200)
        .assert_lacks(&stranger.name);
}

#[tokio::test]
async fn the_receipt_about_the_own_organisation_is_shown_only_while_it_is_true() {
    let bed = TestBed::start().await;
    let package = "urn:altinn:accesspackage:skattegrunnlag";
    let (person, organisation, id) = accountant_with(&bed, 0, package);
    let (_, url) = approved(&bed, &person, &organisation, id);
    let browser = bed.browser();
    let page = browser.open_as(&person.key, &url).await;
    let added = press(&bed, &browser, &page, "add-own", "").await;
    let page = browser.get(added.location()).await;
    page.assert_contains("er lagt til i systemtilgangen");
    let own = page.field("client");
    let removed = press(&bed, &browser, &page, "remove", &own).await;
    browser
        .get(removed.location())
        .await
        .assert_contains("er fjernet fra systemtilgangen");
    browser
        .get(added.location())
        .await
        .assert_lacks("er lagt til i systemtilgangen");
}

/// The browser loads a new page after each action. Without `autofocus`, the focus would be on `body`.
#[tokio::test]
async fn the_receipt_has_the_focus() {
    let bed = TestBed::start().await;
    let (person, _, id, url) = agent(&bed, 1);
    let uuid = client(&bed, id).uuid().to_string();
    let browser = bed.browser();
    browser.open_as(&person.key, &url).await.assert_status(200);
    let choose = browser.get(format!("{url}/clients")).await;
    for action in ["add", "remove"] {
        let changed = press(&bed, &browser, &choose, action, &uuid).await;
        let page = browser.get(changed.location()).await;
        let focused = page.all("[role=status][autofocus]", "tabindex");
        assert_eq!(focused, ["-1"], "{action}");
    }
}

#[tokio::test]
async fn an_empty_list_says_why_it_is_empty() {
    let bed = TestBed::start().await;
    let (person, _, id, url) = agent(&bed, 1);
    let only = client(&bed, id);
    let list = format!("{url}/clients");
    let languages = [
        (
            "nb",
            "Alle klienter er lagt til.",
            "Alle klienter som passer, er lagt til.",
        ),
        (
            "nn",
            "Alle klientar er lagde til.",
            "Alle klientar som passar, er lagde til.",
        ),
        (
            "en",
            "All clients have been added.",
            "All clients that match have been added.",
        ),
    ];
    let browser = bed.browser();
    browser.open_as(&person.key, &url).await.assert_status(200);
    let choose = browser.get(&list).await;
    choose.assert_contains("Legg til alle klienter");
    // No client matches. The button would add clients that the user does not see.
    browser
        .get(format!("{list}?q=x%C3%A5"))
        .await
        .assert_contains("Ingen klienter passer.")
        .assert_lacks("Legg til alle klienter");
    press(&bed, &browser, &choose, "add", &only.uuid().to_string())
        .await
        .assert_status(303);
    for (language, all, all_that_match) in languages {
        let mut browser = bed.browser();
        browser.language = language;
        browser.open_as(&person.key, &url).await.assert_status(200);
        browser
            .get(format!("{list}?hide=true"))
            .await
            .assert_contains(all)
            .assert_lacks(all_that_match);
        browser
            .get(format!("{list}?hide=true&q={}", only.number))
            .await
            .assert_contains(all_that_match)
            .assert_lacks(all);
    }
    browser
        .get(format!("{list}?hide=true&q=x%C3%A5"))
        .await
        .assert_contains("Ingen klienter passer.");
}

/// While the user types, the script replaces the element `#found`. So the button must be inside this element.
#[tokio::test]
async fn the_button_that_adds_all_clients_is_part_of_the_list() {
    let bed = TestBed::start().await;
    let (person, _, id, url) = agent(&bed, 1);
    let browser = bed.browser();
    browser.open_as(&person.key, &url).await.assert_status(200);
    let page = bed.ui(&format!("{PAGES}/{id}/agentdelegation/clients"));
    let page = browser.get(page).await;
    assert_eq!(page.all("#found form[data-batches]", "method"), ["post"]);
}
