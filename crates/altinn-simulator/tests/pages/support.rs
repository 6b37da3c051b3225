//! A running simulator for each test, a client that keeps cookies as a browser does, and a vendor.

use std::{collections::HashMap, sync::Mutex};

use altinn_simulator::oidc::oauth_clients::{IdPortenClient, TokenEndpointAuthMethod};
use altinn_simulator::{
    Running, Settings, Simulator, World,
    oidc::oauth_clients::{ClientKey, Jwk},
    rules::{
        Connection, Organisation, Person,
        register::{Registrar, SystemInput},
        requests::{Created, RequestInput},
        role,
    },
};
use altinn_types::{OrgNumber, RequestId};
use http::{HeaderMap, Method, StatusCode, header};
use jiff::SignedDuration;
use serde_json::{Value, json};
use url::Url;

pub const CLIENT: &str = "vendor-client";
pub const CALLBACK: &str = "http://localhost:9/login/callback?from=idporten";
pub const AFTER_LOGOUT: &str = "http://localhost:9/bye";
/// The example pair in ID-porten's documentation of PKCE.
pub const VERIFIER: &str = "xyo94uhy3zKvgB0NJwLms86SwcjtWviEOpkBnGgaLlo";
pub const CHALLENGE: &str = "b7elB7ZyxIXgFyvBznKvxl7wOB-H17Pz0a3B62NIMFI";
/// Contains characters that a vendor's one-time value may contain. The browser must return to exactly this
/// address.
pub const REDIRECT_URL: &str = "http://localhost:9/connect/return?state=a%2Fb+c&x=%C3%A5";

const SYSTEM: &str = "991825827_test";

pub struct TestBed {
    running: Running,
}

impl TestBed {
    pub async fn start() -> Self {
        Self::of(Simulator::start(Settings::for_tests()).await.unwrap())
    }

    /// Uses a simulator that the test has started with other settings.
    pub fn of(running: Running) -> Self {
        let bed = Self { running };
        bed.register_system();
        bed.register_client(|_| {});
        bed
    }

    pub fn simulator(&self) -> &Simulator {
        self.running.simulator()
    }

    pub fn world<T>(&self, look: impl FnOnce(&mut World) -> T) -> T {
        look(&mut self.simulator().world())
    }

    pub fn ui(&self, path: &str) -> Url {
        self.running.origins().altinn_ui.join(path).unwrap()
    }

    pub fn platform(&self, path: &str) -> Url {
        self.running.origins().altinn_platform.join(path).unwrap()
    }

    pub fn idporten(&self, path: &str) -> Url {
        self.running.origins().idporten.join(path).unwrap()
    }

    pub fn issuer(&self) -> String {
        self.running.origins().idporten_issuer()
    }

    pub fn later(&self, by: SignedDuration) {
        self.world(|world| {
            let ahead = world.clock_ahead() + by;
            world.set_clock_ahead(ahead);
        });
    }

    fn register_system(&self) {
        let raw = json!({
            "id": SYSTEM, "vendor": { "id": "0192:991825827" },
            "name": { "nb": "Skytall", "nn": "Skytal", "en": "CloudCount" },
            "description": { "nb": "-", "nn": "-", "en": "-" },
            "rights": [right()], "accesspackages": [package("skattegrunnlag"), package("lonn")],
            "clientid": ["m"], "isvisible": false,
            "allowedredirecturls": ["http://localhost:9/connect/return"],
        });
        let raw: SystemInput = serde_json::from_value(raw).unwrap();
        let by = Registrar {
            vendor: vendor(),
            client_id: "m".to_owned(),
            admin: false,
        };
        self.world(|world| {
            let now = world.now();
            world.register_system(&by, raw, now).unwrap();
        });
    }

    /// Registers the vendor's client at ID-porten. Its key is Altinn's key, because generating another key takes
    /// long.
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

    /// A client assertion with some claims changed. The value null removes a claim.
    pub fn assertion(&self, changes: &Value) -> String {
        let now = self.simulator().now().as_second();
        let mut claims = json!({
            "iss": CLIENT, "sub": CLIENT, "aud": self.issuer(),
            "iat": now, "exp": now + 60, "jti": uuid::Uuid::new_v4(),
        });
        for (name, value) in changes.as_object().unwrap() {
            claims[name] = value.clone();
        }
        let claims = claims.as_object_mut().unwrap();
        claims.retain(|_, value| !value.is_null());
        self.simulator().keys().altinn.sign(claims)
    }

    /// A new person with a role in a new organisation.
    pub fn customer(&self, role: &str) -> (Person, Organisation) {
        self.world(|world| {
            let person = world.make_person();
            let organisation = world.make_organisation();
            let connection = Connection::of(&person.key, organisation.number.clone());
            world.connect(connection.with_role(role));
            (person, organisation)
        })
    }

    /// A new person with a role in an existing organisation.
    pub fn colleague(&self, organisation: &Organisation, role: &str) -> Person {
        self.world(|world| {
            let person = world.make_person();
            let connection = Connection::of(&person.key, organisation.number.clone());
            world.connect(connection.with_role(role));
            person
        })
    }

    /// A general manager, the organisation, and a request to the organisation.
    pub fn asked(&self) -> (Person, Organisation, RequestId) {
        let (person, organisation) = self.customer(role::GENERAL_MANAGER);
        let request = self.request_to(&organisation, Some(REDIRECT_URL));
        (person, organisation, request)
    }

    pub fn request_to(&self, organisation: &Organisation, redirect: Option<&str>) -> RequestId {
        let raw = json!({
            "systemid": SYSTEM, "partyorgno": organisation.number, "rights": [right()],
            "accesspackages": [package("skattegrunnlag"), package("lonn")], "redirecturl": redirect,
        });
        let raw: RequestInput = serde_json::from_value(raw).unwrap();
        self.world(|world| {
            let now = world.now();
            match world.create_request(&vendor(), raw, now).unwrap() {
                Created::New(id) | Created::Before(id) => id,
            }
        })
    }

    pub fn confirm_url(&self, id: RequestId) -> Url {
        let path = "accessmanagement/ui/systemuser/request";
        self.ui(&format!("{path}?id={id}&DONTCHOOSEREPORTEE=true"))
    }

    pub fn browser(&self) -> Browser {
        let origins = self.running.origins();
        Browser {
            http: reqwest::Client::builder()
                .redirect(reqwest::redirect::Policy::none())
                .build()
                .unwrap(),
            cookies: Mutex::default(),
            own: [
                &origins.altinn_ui,
                &origins.altinn_platform,
                &origins.idporten,
            ]
            .map(Url::origin)
            .to_vec(),
            language: "nb",
        }
    }
}

fn vendor() -> OrgNumber {
    "991825827".parse().unwrap()
}

fn right() -> Value {
    json!({ "resource": [{ "id": "urn:altinn:resource", "value": "ske-krav-og-betalinger" }] })
}

fn package(name: &str) -> Value {
    json!({ "urn": format!("urn:altinn:accesspackage:{name}") })
}

/// Keeps cookies by name and ignores the port, as browsers do for one host. It follows redirects within the
/// simulator only.
pub struct Browser {
    http: reqwest::Client,
    pub cookies: Mutex<HashMap<String, String>>,
    own: Vec<url::Origin>,
    pub language: &'static str,
}

pub struct Answer {
    pub url: Url,
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    #[track_caller]
    pub fn location(&self) -> Url {
        let location = self.headers.get(header::LOCATION);
        let location = location.unwrap_or_else(|| panic!("{} {}", self.status, self.body));
        self.url.join(location.to_str().unwrap()).unwrap()
    }

    /// The address exactly as the header contains it.
    pub fn raw_location(&self) -> &str {
        self.headers[header::LOCATION].to_str().unwrap()
    }

    #[track_caller]
    pub fn has(&self, text: &str) -> &Self {
        assert!(self.body.contains(text), "no {text:?} in {}", self.body);
        self
    }

    #[track_caller]
    pub fn lacks(&self, text: &str) -> &Self {
        assert!(!self.body.contains(text), "{text:?} in {}", self.body);
        self
    }

    #[track_caller]
    pub fn is(&self, status: u16) -> &Self {
        assert_eq!(self.status, status, "{} {}", self.url, self.body);
        self
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    /// The value of the first such attribute after `mark` in the page.
    pub fn value_after(&self, mark: &str, attribute: &str) -> String {
        let from = self
            .body
            .find(mark)
            .unwrap_or_else(|| panic!("no {mark} in {}", self.body));
        let rest = &self.body[from..];
        let start = rest.find(&format!("{attribute}=\"")).unwrap() + attribute.len() + 2;
        let end = start + rest[start..].find('"').unwrap();
        rest[start..end].replace("&amp;", "&")
    }

    pub fn policy(&self) -> &str {
        self.headers[header::CONTENT_SECURITY_POLICY]
            .to_str()
            .unwrap()
    }

    pub fn query(&self, name: &str) -> Option<String> {
        let url = self.location();
        let mut pairs = url.query_pairs();
        pairs
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
    }
}

impl Browser {
    pub async fn get(&self, url: impl AsRef<str>) -> Answer {
        self.send(self.http.get(url.as_ref())).await
    }

    pub async fn post(&self, url: impl AsRef<str>, form: &[(&str, &str)]) -> Answer {
        self.send_form(url, form, &[]).await
    }

    pub async fn send_form(
        &self,
        url: impl AsRef<str>,
        form: &[(&str, &str)],
        headers: &[(&str, &str)],
    ) -> Answer {
        let mut call = self.http.post(url.as_ref()).form(form);
        for (name, value) in headers {
            call = call.header(*name, *value);
        }
        self.send(call).await
    }

    /// A call without a body, as a script on a page makes it.
    pub async fn call(&self, method: Method, url: &Url, headers: &[(&str, &str)]) -> Answer {
        let mut call = self.http.request(method, url.clone());
        for (name, value) in headers {
            call = call.header(*name, *value);
        }
        self.send(call).await
    }

    /// The CSRF token that a script reads from its cookie and sends in a header.
    pub fn readable_token(&self) -> String {
        self.cookies.lock().unwrap()["XSRF-TOKEN"].clone()
    }

    async fn send(&self, call: reqwest::RequestBuilder) -> Answer {
        let cookies = self
            .cookies
            .lock()
            .unwrap()
            .iter()
            .fold(String::new(), |line, (name, value)| {
                format!("{line}{name}={value}; ")
            });
        let response = call
            .header(header::COOKIE, cookies)
            .header(header::ACCEPT, "text/html")
            .header(header::ACCEPT_LANGUAGE, self.language)
            .send()
            .await
            .unwrap();
        for cookie in response.headers().get_all(header::SET_COOKIE) {
            let cookie = cookie.to_str().unwrap();
            let (name, value) = cookie.split(';').next().unwrap().split_once('=').unwrap();
            let mut cookies = self.cookies.lock().unwrap();
            if cookie.contains("Max-Age=0") {
                cookies.remove(name);
            } else {
                cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        Answer {
            url: response.url().clone(),
            status: response.status(),
            headers: response.headers().clone(),
            body: response.text().await.unwrap(),
        }
    }

    /// Follows redirects to the first page, or to the first address outside the simulator.
    pub async fn follow(&self, url: impl AsRef<str>) -> Answer {
        let mut answer = self.get(url).await;
        for _ in 0..12 {
            if !answer.status.is_redirection() || !self.own.contains(&answer.location().origin()) {
                return answer;
            }
            answer = self.get(answer.location()).await;
        }
        panic!("redirects without end, last to {}", answer.url);
    }

    /// Opens a page of Altinn as a person: logs in and follows the redirects back to the page.
    pub async fn open_as(&self, person: &Person, url: impl AsRef<str>) -> Answer {
        let chooser = self.follow(url).await;
        chooser.is(200);
        let chosen = self.post(&chooser.url, &[("person", &person.key)]).await;
        self.follow(chosen.location()).await
    }

    /// Presses a button on the page of a request.
    pub async fn press(&self, page: &Answer, decision: &str) -> Answer {
        let token = page.value_after("__RequestVerificationToken", "value");
        let action = page.value_after("<form method=\"post\"", "action");
        let (path, _) = action.rsplit_once('/').unwrap();
        let url = page.url.join(&format!("{path}/{decision}")).unwrap();
        self.post(url, &[("__RequestVerificationToken", &token)])
            .await
    }
}
