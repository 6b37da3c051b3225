//! Tests of the pages for agent requests and for change requests.

use altinn_simulator::rules::{
    Organisation, RequestKind,
    requests::change_requests::{AccessChange, ChangeCreated, NewChangeRequest},
    role,
};
use altinn_types::{RequestId, RequestStatus, SystemUserId};
use serde_json::json;
use url::Url;

use crate::support::{Browser, REDIRECT_URL, Response, TestBed, decide, immediate_refresh};

const PAGES: &str = "accessmanagement/ui/systemuser";

fn page_of(bed: &TestBed, kind: &str, id: RequestId) -> Url {
    bed.ui(&format!("{PAGES}/{kind}?id={id}&DONTCHOOSEREPORTEE=true"))
}

/// Follows the redirects of the logout from Altinn. Returns the last redirect URL, which belongs to the vendor.
async fn out(browser: &Browser, response: &Response) -> String {
    let page = browser.follow_redirects(response.location()).await;
    page.assert_status(200).assert_contains("Du logges ut");
    let next = immediate_refresh(&page);
    let last = browser.get(next).await;
    last.raw_location().to_owned()
}

/// Approves a request, and creates a change request for its system user. The change request removes a package and adds
/// a right.
fn change(bed: &TestBed, person: &str, organisation: &Organisation) -> RequestId {
    let request = bed.request_to(organisation, None);
    bed.world(|world| {
        let now = world.now();
        let (kind, party) = (RequestKind::Standard, &organisation.number);
        world.approve(kind, person, party, request, now).unwrap();
        let change = AccessChange {
            unwanted_access_packages: serde_json::from_value(
                json!([{ "urn": "urn:altinn:accesspackage:lonn" }]),
            )
            .unwrap(),
            ..AccessChange::default()
        };
        let new = NewChangeRequest {
            id: RequestId(uuid::Uuid::new_v4()),
            system_user: SystemUserId::from(request),
            change,
            redirect_url: Some(REDIRECT_URL.to_owned()),
        };
        let vendor = "991825827".parse().unwrap();
        match world.create_change_request(&vendor, new, now).unwrap() {
            ChangeCreated::New(id) | ChangeCreated::Before(id) => id,
            ChangeCreated::NoChangeNeeded(_) => panic!("a package is to go"),
        }
    })
}

#[tokio::test]
async fn an_approved_change_takes_effect_and_the_browser_returns_to_the_vendor() {
    let bed = TestBed::start().await;
    let (person, organisation) = bed.customer(role::GENERAL_MANAGER);
    let id = change(&bed, &person.key, &organisation);
    let url = page_of(&bed, "changerequest", id);
    let browser = bed.browser();
    let page = browser.open_as(&person.key, &url).await;
    page.assert_status(200)
        .assert_contains("<title>Oppdater systemtilgang - Altinn</title>")
        .assert_contains("Oppdatering av systemtilgang")
        .assert_contains("Skytall ber om godkjenning til å gjøre endringer i systemtilgang")
        .assert_contains("Dette vil endres i systemtilgangen:")
        .assert_contains("Denne tilgangspakken vil fjernes")
        .assert_contains("Godkjenn oppdatert systemtilgang")
        .assert_lacks("vil legges til");
    let response = decide(&browser, &page, "approve").await;
    response.assert_status(303);
    assert_eq!(out(&browser, &response).await, REDIRECT_URL);
    let (status, packages) = bed.world(|world| {
        let change = world.requests.get(RequestKind::Change, id).unwrap();
        let user = world.system_users.get(change.system_user).unwrap();
        (change.status, user.access_packages.len())
    });
    assert_eq!((status, packages), (RequestStatus::Accepted, 1));
    let again = browser.open_as(&person.key, &url).await;
    again
        .assert_contains("Denne forespørselen om oppdatering er allerede godkjent")
        .assert_contains("aria-disabled=\"true\"");
}

#[tokio::test]
async fn a_change_is_rejected_and_nothing_changes() {
    let bed = TestBed::start().await;
    let (person, organisation) = bed.customer(role::GENERAL_MANAGER);
    let id = change(&bed, &person.key, &organisation);
    let browser = bed.browser();
    let page = browser
        .open_as(&person.key, page_of(&bed, "changerequest", id))
        .await;
    let action = page.attribute("form[method=post]", "action");
    browser.post(bed.ui(&action), &[]).await.assert_status(403);
    decide(&browser, &page, "reject").await.assert_status(303);
    let packages = bed.world(|world| {
        let change = world.requests.get(RequestKind::Change, id).unwrap();
        assert_eq!(change.status, RequestStatus::Rejected);
        let user = world.system_users.get(change.system_user).unwrap();
        user.access_packages.len()
    });
    assert_eq!(packages, 2);
}

#[tokio::test]
async fn a_change_cannot_be_escalated_and_the_page_says_who_can_approve() {
    let bed = TestBed::start().await;
    let (person, organisation) = bed.customer(role::GENERAL_MANAGER);
    let employee = bed.colleague(&organisation, role::RIGHT_HOLDER);
    let id = change(&bed, &person.key, &organisation);
    for (language, strong) in [
        ("nb", "Du mangler nødvendig fullmakt."),
        ("nn", "Du manglar nødvendig fullmakt."),
        ("en", "You lack the required authorization."),
    ] {
        let mut browser = bed.browser();
        browser.language = language;
        let page = browser
            .open_as(&employee.key, page_of(&bed, "changerequest", id))
            .await;
        page.assert_status(200)
            .assert_contains(strong)
            .assert_lacks("method=\"post\"");
    }
    let path = "accessmanagement/api/v1/systemuser/changerequest";
    let url = bed.ui(&format!("{path}/{}/{id}/escalate", organisation.party_id()));
    bed.browser().post(url, &[]).await.assert_status(404);
}

#[tokio::test]
async fn a_request_is_shown_only_on_the_page_for_its_kind() {
    let bed = TestBed::start().await;
    let (person, _, id) = bed.customer_with_request();
    for kind in ["agentrequest", "changerequest"] {
        let page = bed
            .browser()
            .open_as(&person.key, page_of(&bed, kind, id))
            .await;
        page.assert_status(404)
            .assert_contains("Forespørselen finnes ikke for den valgte aktøren");
    }
}

#[tokio::test]
async fn an_expired_change_request_has_no_buttons() {
    let bed = TestBed::start().await;
    let (person, organisation) = bed.customer(role::GENERAL_MANAGER);
    let id = change(&bed, &person.key, &organisation);
    let url = page_of(&bed, "changerequest", id);
    let browser = bed.browser();
    browser
        .open_as(&person.key, &url)
        .await
        .assert_contains("<form method=\"post\"");
    bed.world(|world| {
        let now = world.now();
        world.let_time_out(id, now).unwrap();
    });
    browser
        .get(&url)
        .await
        .assert_contains("Denne forespørselen om oppdatering har utløpt")
        .assert_contains("aria-disabled=\"true\"")
        .assert_lacks("method=\"post\"");
}
