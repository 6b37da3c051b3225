//! Tests of the pages for agent system users: the agent request, the list of clients, and the deletion.

use altinn_simulator::rules::{
    ClientRelation, NewRequest, Organisation, Person, ProviderRole, RequestKind,
    register::SystemDraft, role,
};
use altinn_types::{AccessPackage, ExternalRef, RequestId, RequestStatus, SystemUserId};
use url::Url;

use crate::support::{Browser, REDIRECT_URL, Response, TestBed, decide, draft, immediate_refresh};

pub const PAGES: &str = "accessmanagement/ui/systemuser";
const PACKAGE: &str = "urn:altinn:accesspackage:regnskapsforer-lonn";

/// Makes an accountant with clients, and creates an agent request to the accountant. Returns the person who may
/// approve, the accountant and the id of the agent request.
fn accountant(bed: &TestBed, clients: usize) -> (Person, Organisation, RequestId) {
    accountant_with(bed, clients, PACKAGE)
}

pub fn accountant_with(
    bed: &TestBed,
    clients: usize,
    package: &str,
) -> (Person, Organisation, RequestId) {
    let (person, organisation) = bed.customer(role::GENERAL_MANAGER);
    bed.world(|world| {
        for _ in 0..clients {
            let client = world.make_organisation().number;
            let provider = organisation.number.clone();
            let role = ProviderRole::Accountant;
            world.put_client_relation(ClientRelation::by_role(client, provider, role));
        }
    });
    let package = AccessPackage {
        urn: package.to_owned(),
    };
    bed.register(SystemDraft {
        access_packages: Some(vec![package.clone()]),
        client_id: Some(vec!["agent".to_owned()]),
        ..draft("Rekna")
    });
    let new = NewRequest {
        system_id: Some("991825827_Rekna".to_owned()),
        party_org_no: Some(organisation.number.to_string()),
        external_ref: Some(ExternalRef("a".to_owned())),
        access_packages: Some(vec![package]),
        redirect_url: Some(REDIRECT_URL.to_owned()),
        ..NewRequest::default()
    };
    let id = bed.create_request(RequestKind::Agent, new);
    (person, organisation, id)
}

/// Makes an accountant with clients and approves an agent request. Returns the person, the accountant, the system user
/// and the URL of the page that lists the clients of the system user.
pub fn agent(bed: &TestBed, clients: usize) -> (Person, Organisation, SystemUserId, Url) {
    let (person, organisation, id) = accountant(bed, clients);
    let (id, url) = approved(bed, &person, &organisation, id);
    (person, organisation, id, url)
}

pub fn approved(
    bed: &TestBed,
    person: &Person,
    organisation: &Organisation,
    id: RequestId,
) -> (SystemUserId, Url) {
    bed.world(|world| {
        let now = world.now();
        let (kind, party) = (RequestKind::Agent, &organisation.number);
        world.approve(kind, &person.key, party, id, now).unwrap();
    });
    let url = bed.ui(&format!("{PAGES}/{id}/agentdelegation"));
    (id.into(), url)
}

pub async fn press(
    bed: &TestBed,
    browser: &Browser,
    page: &Response,
    what: &str,
    client: &str,
) -> Response {
    let token = page.field("__RequestVerificationToken");
    let action = page.attribute("form[method=post]", "action");
    let mut form = vec![
        ("__RequestVerificationToken", token.as_str()),
        ("what", what),
    ];
    if !client.is_empty() {
        form.push(("client", client));
    }
    browser.post(bed.ui(&action), &form).await
}

pub fn connected(bed: &TestBed, id: SystemUserId) -> usize {
    bed.world(|world| world.acts_for(id).count())
}

#[tokio::test]
async fn an_agent_request_is_approved_and_the_browser_goes_back_to_the_vendor() {
    let bed = TestBed::start().await;
    let (person, organisation, id) = accountant(&bed, 1);
    let browser = bed.browser();
    let page = browser
        .open_as(
            &person.key,
            bed.ui(&format!("{PAGES}/agentrequest?id={id}")),
        )
        .await;
    page.assert_status(200)
        .assert_contains("<title>Godkjenn systemtilgang for klientene dine - Altinn</title>")
        .assert_contains("utføre oppgaver for klientene til ")
        .assert_contains(&organisation.name)
        .assert_contains("Systemtilgangen vil få denne fullmakten:")
        .assert_lacks("1 tilgangspakke")
        .assert_lacks("trekke godkjenningen tilbake");
    let response = decide(&browser, &page, "approve").await;
    response.assert_status(303);
    let page = browser.follow_redirects(response.location()).await;
    let next = immediate_refresh(&page);
    let last = browser.get(next).await;
    assert_eq!(last.raw_location(), REDIRECT_URL);
    let status = bed.world(|world| world.requests.find(id).unwrap().status);
    assert_eq!(status, RequestStatus::Accepted);
}

#[tokio::test]
async fn an_escalated_agent_request_waits_for_the_access_manager() {
    let bed = TestBed::start().await;
    let (manager, organisation, id) = accountant(&bed, 1);
    let employee = bed.colleague(&organisation, role::RIGHT_HOLDER);
    let overview = bed.ui(&format!("{PAGES}/overview"));
    let badge = "Godkjenn systemtilgang for klienter";
    bed.browser()
        .open_as(&manager.key, &overview)
        .await
        .assert_lacks(badge);
    let browser = bed.browser();
    let page = browser
        .open_as(
            &employee.key,
            bed.ui(&format!("{PAGES}/agentrequest?id={id}")),
        )
        .await;
    page.assert_contains("Ja, send videre");
    decide(&browser, &page, "escalate").await.assert_status(303);
    let managers = bed.browser();
    let page = managers.open_as(&manager.key, &overview).await;
    let href = page
        .assert_contains(badge)
        .attribute(".sim-rows [href]", "href");
    managers
        .get(bed.ui(&href))
        .await
        .assert_contains("Godkjenn systemtilgang for klientene dine");
}

#[tokio::test]
async fn clients_are_added_and_removed_one_by_one() {
    let bed = TestBed::start().await;
    let (person, _, id, url) = agent(&bed, 7);
    let browser = bed.browser();
    let page = browser.open_as(&person.key, &url).await;
    page.assert_status(200)
        .assert_contains("Fullmakt til 1 tilgangspakke")
        .assert_contains("Denne systemtilgangen har ingen klienter")
        .assert_contains("Legg til klienter");
    let choose = browser.get(format!("{url}/clients")).await;
    choose
        .assert_status(200)
        .assert_contains("Hvilke klienter skal knyttes til systemtilgangen Rekna?")
        .assert_contains("Side 1 av 2")
        .assert_contains("Bekreft og lukk");
    let rows = choose.body.matches("class=\"sim-client\"").count();
    assert_eq!(rows, 5);
    let client = choose.field("client");
    let added = press(&bed, &browser, &choose, "add", &client).await;
    added.assert_status(303);
    browser
        .get(added.location())
        .await
        .assert_contains("er lagt til i systemtilgangen")
        .assert_contains("Fjern fra systemtilgang");
    assert_eq!(connected(&bed, id), 1);
    let hidden = browser.get(format!("{url}/clients?hide=true&page=2")).await;
    assert_eq!(hidden.body.matches("class=\"sim-client\"").count(), 1);
    press(&bed, &browser, &choose, "remove", &client)
        .await
        .assert_status(303);
    assert_eq!(connected(&bed, id), 0);
}

#[tokio::test]
async fn no_client_can_be_added_without_having_given_the_packages() {
    let bed = TestBed::start().await;
    let (person, _, id, url) = agent(&bed, 0);
    let browser = bed.browser();
    browser.open_as(&person.key, &url).await.assert_status(200);
    let page = browser.get(format!("{url}/clients")).await;
    page.assert_status(200)
        .assert_contains("Ingen klienter kan legges til.")
        .assert_lacks("Legg til alle klienter");
    assert_eq!(connected(&bed, id), 0);
}

#[tokio::test]
async fn only_client_administrators_can_change_clients_and_only_from_the_page() {
    let bed = TestBed::start().await;
    let (person, organisation, id, url) = agent(&bed, 2);
    let manager = bed.colleague(&organisation, role::ACCESS_MANAGER);
    for address in [url.to_string(), format!("{url}/clients")] {
        bed.browser()
            .open_as(&manager.key, &address)
            .await
            .assert_contains("Kun klientadministratorer kan administrere klienter.")
            .assert_lacks("/delegation");
    }
    let browser = bed.browser();
    browser.open_as(&person.key, &url).await.assert_status(200);
    let page = browser.get(format!("{url}/clients")).await;
    let action = page.attribute("form[method=post]", "action");
    let forged = [("what", "add")];
    browser
        .post(bed.ui(&action), &forged)
        .await
        .assert_status(403);
    assert_eq!(connected(&bed, id), 0);
    // The administrator is not an access manager, and only an access manager can delete a system user.
    let administrator = bed.colleague(&organisation, role::CLIENT_ADMINISTRATOR);
    let page = bed.browser().open_as(&administrator.key, &url).await;
    page.assert_status(200)
        .assert_contains("Legg til klienter")
        .assert_lacks("/delete");
    let employee = bed.colleague(&organisation, role::RIGHT_HOLDER);
    bed.browser()
        .open_as(&employee.key, &url)
        .await
        .assert_status(404);
}

#[tokio::test]
async fn the_overview_links_a_client_administrator_only_to_the_clients() {
    let bed = TestBed::start().await;
    let (_, organisation, id, _) = agent(&bed, 2);
    let administrator = bed.colleague(&organisation, role::CLIENT_ADMINISTRATOR);
    let overview = bed.ui(&format!("{PAGES}/overview"));
    let browser = bed.browser();
    let page = browser.open_as(&administrator.key, &overview).await;
    page.assert_status(200)
        .assert_contains("Som klientadministrator ser du systemtilgangene for klienter.")
        .assert_lacks("Egne systemtilganger")
        .assert_lacks("Lag ny systemtilgang");
    let href = page.attribute(".sim-rows [href]", "href");
    assert!(href.contains(&id.to_string()), "{href}");
    let clients = browser.get(bed.ui(&href)).await;
    clients
        .assert_status(200)
        .assert_contains("Legg til klienter");

    let (_, without) = bed.customer(role::GENERAL_MANAGER);
    let administrator = bed.colleague(&without, role::CLIENT_ADMINISTRATOR);
    let page = bed.browser().open_as(&administrator.key, &overview).await;
    page.assert_status(200)
        .assert_contains("Virksomheten har ingen systemtilganger for klienter.")
        .assert_lacks("class=\"sim-rows\"");
}

#[tokio::test]
async fn an_access_manager_deletes_an_agent_with_its_clients() {
    let bed = TestBed::start().await;
    let (person, organisation, id, url) = agent(&bed, 1);
    let browser = bed.browser();
    browser.open_as(&person.key, &url).await.assert_status(200);
    let choose = browser.get(format!("{url}/clients")).await;
    let client = choose.field("client");
    press(&bed, &browser, &choose, "add", &client)
        .await
        .assert_status(303);
    assert_eq!(connected(&bed, id), 1);
    // This access manager is not allowed to add or remove clients, but can delete the system user.
    let manager = bed.colleague(&organisation, role::ACCESS_MANAGER);
    let managers = bed.browser();
    let page = managers.open_as(&manager.key, &url).await;
    page.assert_status(200)
        .assert_contains("Klienter som er tilordnet systemtilgangen vil også bli fjernet.");
    press(&bed, &managers, &page, "", "")
        .await
        .assert_status(303);
    assert!(bed.world(|world| world.system_users.get(id).is_none()));
    assert_eq!(connected(&bed, id), 0);
}

#[tokio::test]
async fn the_own_organisation_is_added_if_every_package_can_be_delegated_to_it() {
    let bed = TestBed::start().await;
    let package = "urn:altinn:accesspackage:skattegrunnlag";
    let (person, organisation, id) = accountant_with(&bed, 1, package);
    let request = bed.ui(&format!("{PAGES}/agentrequest?id={id}"));
    let browser = bed.browser();
    browser
        .open_as(&person.key, request)
        .await
        .assert_contains("Du kan også legge til din egen virksomhet.");
    let (id, url) = approved(&bed, &person, &organisation, id);
    let page = browser.get(&url).await;
    page.assert_contains("Legg til din virksomhet");
    let added = press(&bed, &browser, &page, "add-own", "").await;
    let page = browser.get(added.location()).await;
    page.assert_contains("er lagt til i systemtilgangen")
        .assert_contains("Fjern din virksomhet fra systemtilgang")
        .assert_lacks("Legg til din virksomhet");
    assert_eq!(connected(&bed, id), 1);
    let own = page.field("client");
    let removed = press(&bed, &browser, &page, "remove", &own).await;
    browser
        .get(removed.location())
        .await
        .assert_contains("Denne systemtilgangen har ingen klienter");
    assert_eq!(connected(&bed, id), 0);
}

#[tokio::test]
async fn the_own_organisation_is_not_added_if_a_package_is_for_clients_only() {
    let bed = TestBed::start().await;
    let (person, _, id, url) = agent(&bed, 1);
    let browser = bed.browser();
    browser
        .open_as(&person.key, &url)
        .await
        .assert_lacks("Legg til din virksomhet");
    let choose = browser.get(format!("{url}/clients")).await;
    let refused = press(&bed, &browser, &choose, "add-own", "").await;
    refused
        .assert_contains("Kunne ikke legge til klient")
        .assert_contains("role=\"alert\"");
    assert_eq!(connected(&bed, id), 0);
}

#[tokio::test]
async fn clients_are_found_by_name_and_by_number() {
    let bed = TestBed::start().await;
    let (person, _, id, url) = agent(&bed, 3);
    let client = bed.world(|world| {
        let user = world.system_users.get(id).unwrap();
        world.available_clients(user).next().unwrap().clone()
    });
    let number = client.number.as_str();
    let grouped = format!("{}+{}+{}", &number[..3], &number[3..6], &number[6..]);
    let browser = bed.browser();
    browser.open_as(&person.key, &url).await.assert_status(200);
    let name = client.name.to_uppercase().replace(' ', "+");
    for words in [name.as_str(), number, grouped.as_str()] {
        let page = browser.get(format!("{url}/clients?q={words}")).await;
        let rows = page.body.matches("class=\"sim-client\"").count();
        assert_eq!(rows, 1, "{words}");
        page.assert_contains(&client.name);
    }
    browser
        .get(format!("{url}/clients?q=x%C3%A5"))
        .await
        .assert_contains("Ingen klienter passer.");
}

#[tokio::test]
async fn the_clients_page_exists_in_every_language() {
    let bed = TestBed::start().await;
    let (person, _, _, url) = agent(&bed, 1);
    for (language, none, add, which) in [
        (
            "nn",
            "Denne systemtilgangen har ingen klientar",
            "Legg til klientar",
            "Kva for klientar skal knytast til systemtilgangen Rekna?",
        ),
        (
            "en",
            "This system access has no clients",
            "Add clients",
            "Which clients should be assigned to the system access Rekna?",
        ),
    ] {
        let mut browser = bed.browser();
        browser.language = language;
        browser
            .open_as(&person.key, &url)
            .await
            .assert_contains(none)
            .assert_contains(add);
        browser
            .get(format!("{url}/clients"))
            .await
            .assert_contains(which);
    }
}

#[tokio::test]
async fn the_agent_request_page_exists_in_every_language_until_the_request_expires() {
    let bed = TestBed::start().await;
    let (person, _, id) = accountant(&bed, 1);
    let url = bed.ui(&format!("{PAGES}/agentrequest?id={id}"));
    for (language, heading, add) in [
        (
            "nb",
            "Godkjenn systemtilgang for klientene dine",
            "legge til klientene i systemtilgangen",
        ),
        (
            "nn",
            "Godkjenn systemtilgang for klientane dine",
            "leggje til klientane i systemtilgangen",
        ),
        (
            "en",
            "Approve system access for your clients",
            "add the clients to the system access",
        ),
    ] {
        let mut browser = bed.browser();
        browser.language = language;
        browser
            .open_as(&person.key, &url)
            .await
            .assert_contains(heading)
            .assert_contains(add);
    }
    bed.world(|world| {
        let now = world.now();
        world.let_time_out(id, now).unwrap();
    });
    bed.browser()
        .open_as(&person.key, &url)
        .await
        .assert_contains("Denne forespørselen har utløpt")
        .assert_lacks("method=\"post\"");
}
