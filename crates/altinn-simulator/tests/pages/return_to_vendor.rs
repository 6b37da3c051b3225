//! Tests of two error cases (contract/approval.md §1 and §5). In the first case, Altinn cannot show a system user
//! request. In the second case, Altinn does not know the vendor's redirect URL after a logout.

use altinn_simulator::rules::{register::Registrar, role};

use crate::support::{REDIRECT_URL, TestBed};

/// If the system of the request was deleted, the page shows an error and not the request (contract/approval.md §1).
#[tokio::test]
async fn a_request_whose_system_was_deleted_is_not_shown() {
    let bed = TestBed::start().await;
    let (person, _, id) = bed.customer_with_request();
    bed.world(|world| {
        let by = Registrar {
            vendor: "991825827".parse().unwrap(),
            client_id: "m".to_owned(),
            admin: false,
        };
        let system = world.requests.find(id).unwrap().system_id.to_string();
        let now = world.now();
        world.register.delete_system(&by, &system, now).unwrap();
    });
    let page = bed
        .browser()
        .open_as(&person.key, bed.confirm_url(id))
        .await;
    page.assert_status(404)
        .assert_contains("Kunne ikke laste systemtilgang-forespørsel")
        .assert_lacks("method=\"post\"");
}

/// After the logout, a cookie tells Altinn the kind and the id of the answered request. If the cookie is missing, or if
/// Altinn does not find the request, the browser goes to Altinn's start page (contract/approval.md §5).
#[tokio::test]
async fn without_altinns_cookie_logout_ends_at_the_start_page() {
    let bed = TestBed::start().await;
    let (_, organisation) = bed.customer(role::GENERAL_MANAGER);
    let id = bed.request_to(&organisation, Some(REDIRECT_URL));
    let end = bed.platform("authentication/api/v1/logout/handleloggedout");
    let start = bed.ui("?loggedout=true");
    for (info, leads) in [
        (None, start.as_str()),
        (Some(format!("SystemuserRequestId={id}")), REDIRECT_URL),
        (
            Some(format!("SystemuserAgentRequestId={id}")),
            start.as_str(),
        ),
        (
            Some(format!("SystemuserChangeRequestId={id}")),
            start.as_str(),
        ),
        (Some(format!("Other={id}")), start.as_str()),
        (Some("SystemuserRequestId=x".to_owned()), start.as_str()),
    ] {
        let browser = bed.browser();
        if let Some(info) = &info {
            browser.set_cookie(&format!("AltinnLogoutInfo={info}; Path=/"), &end);
        }
        let last = browser.get(&end).await;
        last.assert_status(302);
        assert_eq!(last.raw_location(), leads, "{info:?}");
        let left = browser.cookies().contains_key("AltinnLogoutInfo");
        assert!(!left, "it is good for one logout");
    }
}
