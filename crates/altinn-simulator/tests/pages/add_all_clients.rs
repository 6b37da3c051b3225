//! Tests of the button that adds all clients to an agent system user, in a browser without scripts.

use altinn_simulator::rules::{ClientRelation, Connection, Organisation, Person, role};
use altinn_types::SystemUserId;
use url::Url;

use crate::{
    agent_clients::{agent, connected},
    support::{Browser, Response, TestBed},
};

/// A client administrator who has opened the list of clients that can be added to an agent system user.
struct Adding<'a> {
    bed: &'a TestBed,
    browser: Browser,
    person: Person,
    organisation: Organisation,
    agent: SystemUserId,
    url: Url,
}

impl<'a> Adding<'a> {
    /// Opens the list of clients as a client administrator. Returns the administrator and the page.
    async fn of(bed: &'a TestBed, clients: usize, language: &'static str) -> (Self, Response) {
        let (person, organisation, agent, url) = agent(bed, clients);
        let mut browser = bed.browser();
        browser.language = language;
        let url = Url::parse(&format!("{url}/clients")).unwrap();
        let page = browser.open_as(&person.key, &url).await;
        page.assert_status(200);
        let adding = Self {
            bed,
            browser,
            person,
            organisation,
            agent,
            url,
        };
        (adding, page)
    }

    fn path(&self) -> Url {
        let party = self.organisation.party_id();
        let agents = "accessmanagement/api/v1/systemuser/agentdelegation";
        let path = format!("{agents}/{party}/{}/delegation/all", self.agent);
        self.bed.ui(&path)
    }

    /// Presses the button that adds the next batch of clients.
    async fn press(&self, page: &Response) -> Response {
        self.press_with(page, &[]).await
    }

    /// Like `press`, but first changes the form fields in `changed`, as the page's script or an attacker could.
    async fn press_with(&self, page: &Response, changed: &[(&'static str, &str)]) -> Response {
        const NAMES: [&str; 5] = [
            "__RequestVerificationToken",
            "total",
            "rest",
            "failed",
            "skip",
        ];
        page.assert_contains("/delegation/all\"");
        let value = |name: &str| page.field(name);
        let values = NAMES.map(|name| {
            let change = changed.iter().find(|(changed, _)| *changed == name);
            change.map_or_else(|| value(name), |(_, value)| (*value).to_owned())
        });
        let form: Vec<_> = NAMES
            .into_iter()
            .zip(values.iter().map(String::as_str))
            .collect();
        self.browser.post(self.path(), &form).await
    }

    /// Returns the last client that can still be added.
    fn last_client(&self) -> Organisation {
        self.bed.world(|world| {
            let user = world.system_users.get(self.agent).unwrap();
            world.available_clients(user).last().unwrap().clone()
        })
    }

    /// Lets the client give the accountant another package than before. The agent system user does not have this
    /// package. So nobody can connect the client to the agent system user any more.
    fn withdraws(&self, client: &Organisation) {
        let (client, provider) = (client.number.clone(), self.organisation.number.clone());
        self.bed.world(|world| {
            world.put_client_relation(ClientRelation::by_packages(client, provider, &["lonn"]));
        });
    }

    #[track_caller]
    fn has_connected(&self, count: usize) {
        assert_eq!(connected(self.bed, self.agent), count);
    }
}

#[tokio::test]
async fn all_clients_are_added_in_batches_and_the_page_shows_the_progress() {
    let bed = TestBed::start().await;
    let (adding, page) = Adding::of(&bed, 12, "nb").await;
    page.assert_contains("Legg til alle klienter");
    adding.has_connected(0);
    let page = adding.press(&page).await;
    page.assert_status(200)
        .assert_contains("Legger til klient 5 av 12")
        .assert_contains("value=\"5\" max=\"12\"")
        .assert_contains("Ikke lukk denne nettsiden før alle klienter er lagt til.")
        .assert_lacks("Bekreft og lukk");
    adding.has_connected(5);
    let page = adding.press(&page).await;
    page.assert_status(200)
        .assert_contains("Legger til klient 10 av 12")
        .assert_contains("value=\"10\" max=\"12\"");
    adding.has_connected(10);
    let end = adding.press(&page).await;
    end.assert_status(303);
    adding.has_connected(12);
    adding
        .browser
        .get(end.location())
        .await
        .assert_contains("Alle klienter er lagt til.")
        .assert_contains("Fjern fra systemtilgang")
        .assert_lacks("Legg til alle klienter");
}

#[tokio::test]
async fn clients_that_fit_in_one_batch_are_added_at_once() {
    let bed = TestBed::start().await;
    let (adding, page) = Adding::of(&bed, 5, "nb").await;
    adding.press(&page).await.assert_status(303);
    adding.has_connected(5);
}

#[tokio::test]
async fn added_clients_stay_when_the_person_stops() {
    let bed = TestBed::start().await;
    let (adding, page) = Adding::of(&bed, 7, "nb").await;
    let page = adding.press(&page).await;
    let stop = page.attribute("[data-stop]", "data-stop");
    page.assert_contains(&format!("href=\"{}\"", stop.replace('&', "&amp;")))
        .assert_contains("Stopp her");
    let stopped = adding.browser.get(bed.ui(&stop)).await;
    stopped
        .assert_status(200)
        .assert_contains("Kun 5 av 7 klienter ble lagt til.")
        .assert_contains("role=\"alert\"");
    adding.has_connected(5);
    // The page after the stop has a form with a new `total`, which counts only the clients that have not been added.
    let end = adding.press(&stopped).await;
    end.assert_status(303);
    adding.has_connected(7);
    adding
        .browser
        .get(end.location())
        .await
        .assert_contains("Alle klienter er lagt til.");
}

#[tokio::test]
async fn a_client_that_withdrew_is_named_and_the_others_are_added() {
    let bed = TestBed::start().await;
    let (adding, page) = Adding::of(&bed, 12, "nb").await;
    let client = adding.last_client();
    let page = adding.press(&page).await;
    adding.withdraws(&client);
    let page = adding.press(&page).await;
    page.assert_contains("Legger til klient 10 av 12");
    let end = adding.press(&page).await;
    end.assert_status(200)
        .assert_contains("Kun 11 av 12 klienter ble lagt til.")
        .assert_contains("role=\"alert\"")
        .assert_contains("Denne ble ikke lagt til:")
        .assert_contains(&client.name)
        .assert_contains("har ikke lenger gitt alle tilgangspakkene")
        .assert_contains("Bekreft og lukk")
        // No client is left that can be added, so the page must not show the button that adds all clients.
        .assert_lacks("Legg til alle klienter");
    adding.has_connected(11);
}

#[tokio::test]
async fn a_person_who_loses_access_gets_an_error_and_added_clients_stay() {
    let bed = TestBed::start().await;
    let (adding, page) = Adding::of(&bed, 7, "nb").await;
    let page = adding.press(&page).await;
    bed.world(|world| {
        let number = adding.organisation.number.clone();
        let connection = Connection::of(&adding.person.key, number);
        world
            .parties
            .connect(connection.with_role(role::ACCESS_MANAGER));
    });
    adding
        .press(&page)
        .await
        .assert_status(403)
        .assert_contains("Kun 5 av 7 klienter ble lagt til.")
        .assert_contains("Kun klientadministratorer kan administrere klienter.")
        .assert_contains("role=\"alert\"")
        .assert_lacks("method=\"post\"");
    adding.has_connected(5);
}

#[tokio::test]
async fn a_repeated_batch_adds_its_clients_once() {
    let bed = TestBed::start().await;
    let (adding, page) = Adding::of(&bed, 7, "nb").await;
    for _ in 0..2 {
        let page = adding.press(&page).await;
        page.assert_status(200)
            .assert_contains("Legger til klient 5 av 7");
        adding.has_connected(5);
    }
}

#[tokio::test]
async fn a_batch_that_fails_is_skipped() {
    let bed = TestBed::start().await;
    let (adding, page) = Adding::of(&bed, 7, "nb").await;
    let end = adding.press_with(&page, &[("skip", "1")]).await;
    end.assert_status(200)
        .assert_contains("Kun 2 av 7 klienter ble lagt til.");
    adding.has_connected(2);
    // The page must not say that the clients withdrew their packages. The five remaining clients can still be added.
    end.assert_lacks("har ikke lenger gitt alle tilgangspakkene");
    adding.press(&end).await.assert_status(303);
    adding.has_connected(7);
}

#[tokio::test]
async fn a_batch_whose_response_was_lost_counts_as_added() {
    let bed = TestBed::start().await;
    let (adding, page) = Adding::of(&bed, 7, "nb").await;
    adding.press(&page).await.assert_status(200);
    let end = adding.press_with(&page, &[("skip", "1")]).await;
    end.assert_status(303);
    adding.has_connected(7);
}

#[tokio::test]
async fn an_organisation_that_is_not_a_client_cannot_be_added() {
    let bed = TestBed::start().await;
    let (adding, page) = Adding::of(&bed, 1, "nb").await;
    let stranger = bed.world(|world| world.make_organisation().number.to_string());
    let end = adding.press_with(&page, &[("rest", &stranger)]).await;
    end.assert_status(200)
        .assert_contains("Klienten ble ikke lagt til.")
        .assert_contains("Denne ble ikke lagt til:")
        .assert_contains("er ikke lenger klient");
    adding.has_connected(0);
}

#[tokio::test]
async fn clients_are_added_only_by_a_post_from_the_page() {
    let bed = TestBed::start().await;
    let (adding, page) = Adding::of(&bed, 7, "nb").await;
    adding
        .press_with(&page, &[("__RequestVerificationToken", "x")])
        .await
        .assert_status(403);
    adding.browser.get(adding.path()).await.assert_status(405);
    let response = format!("{}?before=0&total=7", adding.url);
    let page = adding.browser.get(response).await;
    page.assert_status(200)
        .assert_contains("Kun 0 av 7 klienter ble lagt til.");
    adding.has_connected(0);
}

#[tokio::test]
async fn the_content_security_policy_allows_the_pages_script_only() {
    let bed = TestBed::start().await;
    let (adding, page) = Adding::of(&bed, 7, "nb").await;
    assert!(page.content_policy().contains("script-src 'sha256-"));
    assert!(page.content_policy().contains("connect-src 'self'"));
    assert!(!page.content_policy().contains("unsafe"));
    // The page between two batches is for browsers without JavaScript. So its Content-Security-Policy allows no script.
    let running = adding.press(&page).await;
    assert!(!running.content_policy().contains("script-src"));
    running.assert_lacks("<script");
}

#[tokio::test]
async fn the_page_for_all_clients_exists_in_every_language() {
    for (language, running, keep_open, partly, done) in [
        (
            "nn",
            "Legg til klient 5 av 7",
            "Ikkje lukk denne nettsida før alle klientar er lagde til.",
            "Berre 6 av 7 klientar vart lagde til.",
            "Alle klientar er lagde til.",
        ),
        (
            "en",
            "Adding client 5 of 7",
            "Do not close this website before all clients are added.",
            "Only 6 out of 7 clients were added.",
            "All clients have been added.",
        ),
    ] {
        let bed = TestBed::start().await;
        let (adding, page) = Adding::of(&bed, 7, language).await;
        let page = adding.press(&page).await;
        page.assert_contains(running).assert_contains(keep_open);
        adding.withdraws(&adding.last_client());
        adding.press(&page).await.assert_contains(partly);
        let bed = TestBed::start().await;
        let (adding, page) = Adding::of(&bed, 1, language).await;
        let end = adding.press(&page).await;
        adding
            .browser
            .get(end.location())
            .await
            .assert_contains(done);
    }
}
