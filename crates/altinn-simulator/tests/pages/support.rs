//! Shared code of the page tests: a vendor with a system and an ID-porten client, and requests to its customers.

use std::ops::Deref;

use altinn_simulator::oidc::oauth_clients::{IdPortenClient, TokenEndpointAuthMethod};
use altinn_simulator::{
    oidc::oauth_clients::{ClientKey, Jwk},
    rules::{
        Connection, NewRequest, Organisation, Person, RequestKind,
        register::{DraftText, Registrar, SystemDraft},
        requests::Created,
        role,
    },
};
use altinn_types::{AccessPackage, OrgNumber, RequestId, Right};
use jiff::SignedDuration;
use serde_json::{Value, json};
use test_support::SimulatorTestBed;
pub use test_support::{Browser, Response};
use url::Url;
use uuid::Uuid;

pub const CLIENT: &str = "vendor-client";
pub const CALLBACK: &str = "http://localhost:9/login/callback?from=idporten";
pub const AFTER_LOGOUT: &str = "http://localhost:9/bye";
/// The PKCE verifier from the example in ID-porten's documentation. `CHALLENGE` is the challenge for this verifier.
pub const VERIFIER: &str = "xyo94uhy3zKvgB0NJwLms86SwcjtWviEOpkBnGgaLlo";
pub const CHALLENGE: &str = "b7elB7ZyxIXgFyvBznKvxl7wOB-H17Pz0a3B62NIMFI";
/// A redirect URL with the encoded characters that a vendor's `state` can contain. The browser must return to exactly
/// this URL.
pub const REDIRECT_URL: &str = "http://localhost:9/connect/return?state=a%2Fb+c&x=%C3%A5";

const SYSTEM: &str = "991825827_test";

/// A running simulator where a vendor has registered a system and an ID-porten client.
pub struct TestBed {
    simulator: SimulatorTestBed,
}

impl Deref for TestBed {
    type Target = SimulatorTestBed;

    fn deref(&self) -> &SimulatorTestBed {
        &self.simulator
    }
}

impl TestBed {
    pub async fn start() -> Self {
        Self::of(SimulatorTestBed::start().await)
    }

    /// Registers the vendor's system and client in a simulator that already runs.
    pub fn of(simulator: SimulatorTestBed) -> Self {
        let bed = Self { simulator };
        bed.register_system();
        bed.register_client(|_| {});
        bed
    }

    /// Uses a restarted simulator whose kept data already has the vendor's system and client.
    pub fn of_restarted(simulator: SimulatorTestBed) -> Self {
        Self { simulator }
    }

    /// Saves the state and stops the simulator.
    pub async fn stop(self) {
        self.simulator.stop().await;
    }

    pub fn issuer(&self) -> String {
        self.origins().idporten_issuer()
    }

    pub fn later(&self, by: SignedDuration) {
        self.world(|world| {
            let ahead = world.clock_ahead() + by;
            world.set_clock_ahead(ahead);
        });
    }

    fn register_system(&self) {
        self.register(SystemDraft {
            id: Some(SYSTEM.to_owned()),
            name: Some(DraftText {
                nb: Some("Skytall".to_owned()),
                nn: Some("Skytal".to_owned()),
                en: Some("CloudCount".to_owned()),
            }),
            rights: Some(vec![right()]),
            access_packages: Some(packages(&["skattegrunnlag", "lonn"])),
            client_id: Some(vec!["m".to_owned()]),
            ..draft("Skytall")
        });
    }

    pub fn register(&self, system: SystemDraft) {
        let by = Registrar {
            vendor: vendor(),
            client_id: "m".to_owned(),
            admin: false,
        };
        self.world(|world| {
            let (id, now) = (Uuid::new_v4(), world.now());
            world.register_system(&by, system, id, now).unwrap();
        });
    }

    /// Registers the vendor's client at ID-porten. The client uses Altinn's key, because generating another key is
    /// slow.
    pub fn register_client(&self, change: impl FnOnce(&mut IdPortenClient)) {
        let jwk = self.simulator().keys().altinn.jwks()["keys"][0].clone();
        let jwk: Jwk = serde_json::from_value(jwk).unwrap();
        self.world(|world| {
            let now = world.now();
            let mut client = IdPortenClient {
                client_id: CLIENT.to_owned(),
                organisation: vendor(),
                name: "Skytall".to_owned(),
                keys: ClientKey::read_all(vec![jwk], now).unwrap(),
                certificates: Vec::new(),
                client_secret: None,
                redirect_uris: vec![CALLBACK.to_owned()],
                post_logout_redirect_uris: vec![AFTER_LOGOUT.to_owned()],
                frontchannel_logout_uri: Some("http://localhost:9/frontchannel".to_owned()),
                scopes: vec!["altinn:accessmanagement/authorizedparties".to_owned()],
                token_endpoint_auth_method: TokenEndpointAuthMethod::PrivateKeyJwt,
                access_token_lifetime: None,
                refresh_token_lifetime: None,
                pkce_required: true,
                sso: true,
            };
            change(&mut client);
            world.oauth_clients.put_idporten_client(client);
        });
    }

    /// Returns a client assertion with some claims changed. The value null removes a claim.
    pub fn assertion(&self, changes: &Value) -> String {
        let now = self.simulator().now().as_second();
        let mut claims = json!({
            "iss": CLIENT, "sub": CLIENT, "aud": self.issuer(),
            "iat": now, "exp": now + 60, "jti": Uuid::new_v4(),
        });
        for (name, value) in changes.as_object().unwrap() {
            claims[name] = value.clone();
        }
        let claims = claims.as_object_mut().unwrap();
        claims.retain(|_, value| !value.is_null());
        self.simulator().keys().altinn.sign(claims)
    }

    /// Makes a new person who has a role in a new organisation.
    pub fn customer(&self, role: &str) -> (Person, Organisation) {
        self.world(|world| {
            let person = world.make_person();
            let organisation = world.make_organisation();
            let connection = Connection::of(&person.key, organisation.number.clone());
            world.parties.connect(connection.with_role(role));
            (person, organisation)
        })
    }

    /// Makes a new person who has a role in an existing organisation.
    pub fn colleague(&self, organisation: &Organisation, role: &str) -> Person {
        self.world(|world| {
            let person = world.make_person();
            let connection = Connection::of(&person.key, organisation.number.clone());
            world.parties.connect(connection.with_role(role));
            person
        })
    }

    /// Makes a general manager of a new organisation, and a request for this organisation. Returns the person, the
    /// organisation and the id of the request.
    pub fn customer_with_request(&self) -> (Person, Organisation, RequestId) {
        let (person, organisation) = self.customer(role::GENERAL_MANAGER);
        let request = self.request_to(&organisation, Some(REDIRECT_URL));
        (person, organisation, request)
    }

    pub fn request_to(&self, organisation: &Organisation, redirect: Option<&str>) -> RequestId {
        self.create_request(
            RequestKind::Standard,
            NewRequest {
                system_id: Some(SYSTEM.to_owned()),
                party_org_no: Some(organisation.number.to_string()),
                rights: Some(vec![right()]),
                access_packages: Some(packages(&["skattegrunnlag", "lonn"])),
                redirect_url: redirect.map(str::to_owned),
                ..NewRequest::default()
            },
        )
    }

    pub fn create_request(&self, kind: RequestKind, new: NewRequest) -> RequestId {
        self.world(|world| {
            let (id, now) = (RequestId(Uuid::new_v4()), world.now());
            let created = world.create_request(kind, &vendor(), new, id, now);
            match created.unwrap() {
                Created::New(id) | Created::Before(id) => id,
            }
        })
    }

    pub fn confirm_url(&self, id: RequestId) -> Url {
        let path = "accessmanagement/ui/systemuser/request";
        self.ui(&format!("{path}?id={id}&DONTCHOOSEREPORTEE=true"))
    }
}

fn vendor() -> OrgNumber {
    "991825827".parse().unwrap()
}

pub fn right() -> Right {
    let right = json!({
        "resource": [{ "id": "urn:altinn:resource", "value": "ske-krav-og-betalinger" }]
    });
    serde_json::from_value(right).unwrap()
}

pub fn packages(names: &[&str]) -> Vec<AccessPackage> {
    names
        .iter()
        .map(|name| AccessPackage::named(name))
        .collect()
}

/// Returns the draft of a hidden system. The lists of rights, packages and Maskinporten clients are empty.
pub fn draft(name: &str) -> SystemDraft {
    let text = DraftText {
        nb: Some(name.to_owned()),
        nn: Some(name.to_owned()),
        en: Some(name.to_owned()),
    };
    SystemDraft {
        id: Some(format!("991825827_{name}")),
        vendor: Some("0192:991825827".to_owned()),
        name: Some(text.clone()),
        description: Some(text),
        rights: Some(Vec::new()),
        access_packages: Some(Vec::new()),
        client_id: Some(Vec::new()),
        is_visible: Some(false),
        allowed_redirect_urls: Some(vec!["http://localhost:9/connect/return".to_owned()]),
    }
}

/// Posts a decision with the form on a request's page. The decision is `approve`, `reject` or `escalate`. A test can
/// also send a decision that has no button on the page.
pub async fn decide(browser: &Browser, page: &Response, decision: &str) -> Response {
    let token = page.field("__RequestVerificationToken");
    let action = page.attribute("form[method=post]", "action");
    let (path, _) = action.rsplit_once('/').unwrap();
    let url = page.url.join(&format!("{path}/{decision}")).unwrap();
    browser
        .post(url, &[("__RequestVerificationToken", &token)])
        .await
}

/// Checks that the page refreshes without a delay. Returns the URL of the refresh.
#[track_caller]
pub fn immediate_refresh(page: &Response) -> Url {
    let content = page.attribute("meta[http-equiv=refresh]", "content");
    content.strip_prefix("0; url=").unwrap().parse().unwrap()
}

/// Returns the CSRF token from the cookie `XSRF-TOKEN`. The scripts of Altinn's pages send this token in a header.
pub fn csrf_token(browser: &Browser) -> String {
    browser.cookies()["XSRF-TOKEN"].clone()
}
