//! Each service has its own host name, as in reality, and a proxy stands in front of the simulator.

use std::net::{SocketAddr, TcpListener};

use altinn_simulator::{NamedOrigins, Settings, Simulator, StartError, rules::Person};
use http::header;
use reqwest::cookie::{CookieStore, Jar};
use url::Url;

use crate::support::{self, Answer, REDIRECT_URL};

const UI: &str = "am.ui.altinn.test";
const PLATFORM: &str = "platform.altinn.test";
const IDPORTEN: &str = "idporten.test";

/// A simulator with host names, and a browser that resolves them to it.
struct TestBed {
    bed: support::TestBed,
    first_port: u16,
    jar: Jar,
    http: reqwest::Client,
}

impl TestBed {
    async fn start(scheme: &str) -> Self {
        let origin = |host: &str| Some(format!("{scheme}://{host}/").parse().unwrap());
        for _ in 0..20 {
            let first_port = free_port();
            let settings = Settings {
                address: SocketAddr::from(([127, 0, 0, 1], first_port)),
                origins: NamedOrigins {
                    altinn_ui: origin(UI),
                    altinn_platform: origin(PLATFORM),
                    idporten: origin(IDPORTEN),
                    ..NamedOrigins::default()
                },
                ..Settings::for_tests()
            };
            match Simulator::start(settings).await {
                Ok(running) => {
                    let http =
                        reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
                    return Self {
                        bed: support::TestBed::of(running),
                        first_port,
                        jar: Jar::default(),
                        http: http.build().unwrap(),
                    };
                }
                Err(StartError::PortTaken { .. }) => {}
                Err(other) => panic!("{other}"),
            }
        }
        panic!("no five free ports in a row")
    }

    async fn send(&self, url: &Url, form: Option<&[(&str, &str)]>) -> Answer {
        let place = match url.host_str().unwrap() {
            UI => 0,
            PLATFORM => 1,
            IDPORTEN => 2,
            other => panic!("out of the simulator, to {other}"),
        };
        let mut there = url.clone();
        there.set_scheme("http").unwrap();
        there.set_host(Some("127.0.0.1")).unwrap();
        there.set_port(Some(self.first_port + place)).unwrap();
        let mut call = match form {
            Some(form) => self.http.post(there).form(form),
            None => self.http.get(there),
        };
        call = call.header(header::HOST, url.host_str().unwrap());
        if let Some(cookies) = self.jar.cookies(url) {
            call = call.header(header::COOKIE, cookies);
        }
        let response = call
            .header(header::ACCEPT, "text/html")
            .send()
            .await
            .unwrap();
        let headers = response.headers().clone();
        self.jar
            .set_cookies(&mut headers.get_all(header::SET_COOKIE).iter(), url);
        Answer {
            url: url.clone(),
            status: response.status(),
            headers,
            body: response.text().await.unwrap(),
        }
    }

    /// Follows redirects to the first page, or to the first address outside the simulator.
    async fn follow(&self, url: Url) -> Answer {
        let mut answer = self.send(&url, None).await;
        for _ in 0..12 {
            let own = |url: &Url| [UI, PLATFORM, IDPORTEN].contains(&url.host_str().unwrap());
            if !answer.status.is_redirection() || !own(&answer.location()) {
                return answer;
            }
            answer = self.send(&answer.location(), None).await;
        }
        panic!("redirects without end, last to {}", answer.url);
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

/// Opens a page of Altinn as a person: logs in and follows the redirects back to the page.
async fn log_in(bed: &TestBed, person: &Person, url: Url) -> Answer {
    let chooser = bed.follow(url).await;
    chooser.is(200);
    assert_eq!(chooser.url.host_str(), Some(IDPORTEN));
    let form = [("person", person.key.as_str())];
    let chosen = bed.send(&chooser.url, Some(&form)).await;
    bed.follow(chosen.location()).await
}

#[tokio::test]
async fn a_customer_logs_in_approves_and_returns_over_three_host_names() {
    let bed = TestBed::start("http").await;
    let (person, _, id) = bed.bed.asked();
    let page = log_in(&bed, &person, bed.bed.confirm_url(id)).await;
    page.is(200).has("Skytall");
    let token = page.value_after("__RequestVerificationToken", "value");
    let action = page.value_after("<form method=\"post\"", "action");
    let form = [("__RequestVerificationToken", token.as_str())];
    let response = bed.send(&bed.bed.ui(&action), Some(&form)).await;
    let logged_out = bed.follow(response.location()).await;
    let on = logged_out
        .is(200)
        .value_after("http-equiv=\"refresh\"", "content");
    let (_, on) = on.split_once("url=").unwrap();
    let back = bed.follow(on.parse().unwrap()).await;
    assert_eq!(back.raw_location(), REDIRECT_URL);
    // The logout has ended the session for all host names.
    let overview = bed.bed.ui("accessmanagement/ui/systemuser/overview");
    let again = bed.follow(overview).await;
    assert_eq!(again.url.host_str(), Some(IDPORTEN));
}

#[tokio::test]
async fn cookies_are_secure_if_browsers_use_https() {
    let bed = TestBed::start("https").await;
    let (person, _, id) = bed.bed.asked();
    log_in(&bed, &person, bed.bed.confirm_url(id))
        .await
        .has("Skytall");
    for origin in [bed.bed.ui(""), bed.bed.platform(""), bed.bed.idporten("")] {
        let plain: Url = origin.as_str().replace("https", "http").parse().unwrap();
        assert!(bed.jar.cookies(&origin).is_some(), "{origin}");
        assert!(bed.jar.cookies(&plain).is_none(), "{plain}");
    }
}

#[tokio::test]
async fn host_names_that_cannot_share_a_cookie_are_refused_at_start() {
    let settings = Settings {
        origins: NamedOrigins {
            altinn_ui: Some("http://altinn.test/".parse().unwrap()),
            ..NamedOrigins::default()
        },
        ..Settings::for_tests()
    };
    let refused = Simulator::start(settings).await.unwrap_err();
    assert!(
        refused.to_string().contains("nobody could log in"),
        "{refused}"
    );
}

/// The control API also refuses an unknown name that resolves to this machine, because another site could use
/// such a name.
#[tokio::test]
async fn the_control_api_names_the_host_it_accepts() {
    let bed = TestBed::start("http").await;
    let levers = format!("http://127.0.0.1:{}/control/state", bed.first_port);
    for (host, status) in [(UI, 200), ("localhost:1", 200), ("sim:5100", 403)] {
        let call = bed.http.get(&levers).header(header::HOST, host);
        let answer = call.send().await.unwrap();
        assert_eq!(answer.status(), status, "{host}");
        let body: serde_json::Value = answer.json().await.unwrap();
        let response = body["error"]
            .as_str()
            .map(|text| text.contains("--altinn-ui-url"));
        assert_eq!(response, (status == 403).then_some(true), "{host}: {body}");
    }
}
