//! Shared code of the API tests. The code checks each response against the OpenAPI file, and contains a vendor's system
//! that calls the simulator.

use std::{
    collections::BTreeSet,
    ops::Deref,
    sync::{
        Arc, Mutex, OnceLock,
        atomic::{AtomicU64, Ordering},
    },
};

use altinn_simulator::Settings;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use reqwest::Method;
use rsa::{
    RsaPrivateKey,
    pkcs1::{EncodeRsaPrivateKey, LineEnding},
    traits::PublicKeyParts,
};
use serde_json::{Map, Value, json};
pub use test_support::Response;
use test_support::{Observer, SimulatorTestBed};
use url::Url;
use uuid::Uuid;

use crate::openapi::{DescribedResponse, OPENAPI};

pub const REGISTER: &str = "altinn:authentication/systemregister.write";
pub const WRITE: &str = "altinn:authentication/systemuser.request.write";
pub const READ: &str = "altinn:authentication/systemuser.request.read";
pub const DEMO: &str = "altinn:systembruker.demo";
pub const KRAV: &str = "skatteetaten:kravogbetalinger";
pub const PARTIES: &str = "altinn:accessmanagement/authorizedparties";
pub const ALL: &str = "altinn:authentication/systemregister.write altinn:authentication/systemuser.request.write altinn:authentication/systemuser.request.read altinn:systembruker.demo altinn:maskinporten/systemuser.read altinn:authorization/authorize altinn:accessmanagement/authorizedparties skatteetaten:kravogbetalinger";

/// The organisation numbers of the two vendors in the tests. The numbers are valid, and the simulator does not use them
/// for its own organisations.
pub const VENDOR: &str = "315816270";
pub const OTHER_VENDOR: &str = "991825827";

pub const REDIRECT: &str = "http://localhost:3000/return";

pub struct Key {
    pub pem: String,
    pub jwk: Value,
}

/// Returns the key that all clients of the tests use. The tests share the key, because generating an RSA key is slow in
/// a debug build.
pub fn key() -> &'static Key {
    static KEY: OnceLock<Key> = OnceLock::new();
    KEY.get_or_init(make_key)
}

/// Returns a second key, which no client has registered.
pub fn stranger() -> &'static Key {
    static KEY: OnceLock<Key> = OnceLock::new();
    KEY.get_or_init(make_key)
}

fn make_key() -> Key {
    let key = RsaPrivateKey::new(&mut rsa::rand_core::OsRng, 2048).unwrap();
    let number = |number: Vec<u8>| URL_SAFE_NO_PAD.encode(number);
    Key {
        pem: key.to_pkcs1_pem(LineEnding::LF).unwrap().to_string(),
        jwk: json!({
            "kty": "RSA",
            "kid": "test-key",
            "alg": "RS256",
            "n": number(key.n().to_bytes_be()),
            "e": number(key.e().to_bytes_be()),
        }),
    }
}

/// A running simulator that a vendor's system calls. The test fails if the OpenAPI file does not describe a response of
/// Altinn's platform.
pub struct TestBed {
    simulator: SimulatorTestBed,
    /// The operations that the test has called, each with the status of the response.
    pub called: Arc<Mutex<BTreeSet<(String, u16)>>>,
}

impl Deref for TestBed {
    type Target = SimulatorTestBed;

    fn deref(&self) -> &SimulatorTestBed {
        &self.simulator
    }
}

impl TestBed {
    pub async fn start() -> Self {
        Self::start_with(Settings::for_tests()).await
    }

    pub async fn start_with(settings: Settings) -> Self {
        let called = Arc::default();
        let simulator = SimulatorTestBed::start_observed(settings, |origins| {
            conformance_check(origins.altinn_platform.origin(), Arc::clone(&called))
        });
        Self {
            simulator: simulator.await,
            called,
        }
    }

    /// Saves the state and stops the simulator.
    pub async fn stop(self) {
        self.simulator.stop().await;
    }

    pub fn token_url(&self) -> Url {
        self.maskinporten("token")
    }

    pub fn issuer(&self) -> String {
        self.origins().maskinporten_issuer()
    }

    pub async fn customer(&self, kind: &str) -> Customer {
        let made = self.post_control("customers", json!({ "kind": kind }));
        Customer::of(&made.await)
    }

    /// Registers a Maskinporten client with all scopes, and returns the vendor that owns the client.
    pub async fn vendor(&self) -> Vendor<'_> {
        self.vendor_of(VENDOR).await
    }

    pub async fn vendor_of(&self, organisation: &str) -> Vendor<'_> {
        let vendor = Vendor {
            bed: self,
            organisation: organisation.to_owned(),
            client_id: Uuid::new_v4().to_string(),
        };
        vendor.register_client(ALL, &[&key().jwk]).await;
        vendor
    }

    pub async fn advance(&self, seconds: i64) {
        self.post_control("clock", json!({ "advanceSeconds": seconds }))
            .await;
    }

    pub async fn approve(&self, request: &str, person: &str) -> Response {
        let body = json!({ "person": person, "answer": "approve" });
        self.control(Method::POST, &format!("requests/{request}/answer"), body)
            .await
    }

    /// Returns an access token. ID-porten would issue such a token to a person who has logged in.
    pub fn idporten_token(&self, person: &str, scope: &str) -> String {
        let simulator = self.simulator();
        let world = simulator.world();
        let now = world.now().as_second();
        let person = world.parties.person(person).unwrap();
        simulator.keys().idporten.sign(&json!({
            "iss": simulator.origins().idporten_issuer(),
            "sub": "abc",
            "pid": person.personal_number,
            "acr": "idporten-loa-substantial",
            "scope": scope,
            "client_id": "a-client",
            "client_amr": "private_key_jwt",
            "consumer": { "authority": "iso6523-actorid-upis", "ID": format!("0192:{VENDOR}") },
            "iat": now,
            "exp": now + 600,
            "jti": "1",
        }))
    }
}

/// Returns an observer that compares each response of Altinn's platform with the OpenAPI file.
fn conformance_check(
    platform: url::Origin,
    called: Arc<Mutex<BTreeSet<(String, u16)>>>,
) -> Observer {
    Arc::new(move |response| {
        // The check skips a response that fault injection has changed, because the OpenAPI file does not describe such
        // a response.
        if response.url.origin() != platform || response.headers.contains_key("x-simulator-fault") {
            return;
        }
        let (method, url, status) = (&response.method, &response.url, response.status);
        let Some(operation) = OPENAPI.operation(method.as_str(), url.path()) else {
            return;
        };
        let header = response.headers.get("content-type");
        let differences = OPENAPI.differences(
            operation,
            DescribedResponse {
                status: status.as_u16(),
                content_type: header.and_then(|value| value.to_str().ok()),
                body: &response.body,
            },
        );
        assert!(
            differences.is_empty(),
            "{method} {url} returned a response that the OpenAPI file does not describe: {status} {}\n{differences:#?}",
            response.body
        );
        let call = (operation.id.clone(), status.as_u16());
        called.lock().unwrap().insert(call);
    })
}

#[derive(Clone, Debug)]
pub struct Customer {
    pub person: String,
    pub access_manager: String,
    pub organisation: String,
}

impl Customer {
    pub fn of(made: &Value) -> Self {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        Self {
            person: text(&made["person"]["key"]),
            access_manager: text(&made["accessManager"]["key"]),
            organisation: text(&made["organisation"]["number"]),
        }
    }
}

pub struct Vendor<'a> {
    pub bed: &'a TestBed,
    pub organisation: String,
    pub client_id: String,
}

impl Vendor<'_> {
    pub async fn register_client(&self, scopes: &str, keys: &[&Value]) {
        let body = json!({
            "organisation": { "number": self.organisation, "name": "Testleverandøren AS" },
            "name": "test",
            "scopes": scopes.split(' ').collect::<Vec<_>>(),
            "jwks": { "keys": keys },
        });
        let path = format!("maskinporten-clients/{}", self.client_id);
        let answer = self.bed.control(Method::PUT, &path, body).await;
        assert_eq!(answer.status, 204, "{}", answer.body);
    }

    /// Returns the claims of a valid grant for a scope.
    pub fn grant(&self, scope: &str) -> Map<String, Value> {
        let now = self.bed.simulator().now().as_second();
        let grant = json!({
            "aud": self.bed.issuer(),
            "iss": self.client_id,
            "scope": scope,
            "iat": now,
            "exp": now + 120,
            "jti": Uuid::new_v4(),
        });
        grant.as_object().unwrap().clone()
    }

    pub fn grant_for(
        &self,
        scope: &str,
        owner: &str,
        external_ref: Option<&str>,
    ) -> Map<String, Value> {
        let mut detail = json!({
            "type": "urn:altinn:systemuser",
            "systemuser_org": { "authority": "iso6523-actorid-upis", "ID": format!("0192:{owner}") },
        });
        if let Some(external_ref) = external_ref {
            detail["externalRef"] = json!(external_ref);
        }
        let mut grant = self.grant(scope);
        grant.insert("authorization_details".to_owned(), json!([detail]));
        grant
    }

    pub async fn request_token(&self, grant: &Map<String, Value>) -> Response {
        self.request_token_with(&signed(grant, &header(), key()))
            .await
    }

    pub async fn request_token_with(&self, assertion: &str) -> Response {
        let form = [
            ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"),
            ("assertion", assertion),
        ];
        self.bed
            .send(self.bed.http.post(self.bed.token_url()).form(&form))
            .await
    }

    /// Exchanges a Maskinporten token for an Altinn token.
    pub async fn exchanged(&self, token: &str) -> String {
        let url = self.bed.authentication("exchange/maskinporten");
        let exchanged = self.bed.get(&url, token).await;
        assert_eq!(exchanged.status, 200, "{}", exchanged.body);
        exchanged.body
    }

    pub async fn token(&self, scope: &str) -> String {
        let answer = self.request_token(&self.grant(scope)).await.ok();
        answer["access_token"].as_str().unwrap().to_owned()
    }

    pub async fn token_for(&self, scope: &str, owner: &str) -> String {
        let answer = self
            .request_token(&self.grant_for(scope, owner, None))
            .await
            .ok();
        answer["access_token"].as_str().unwrap().to_owned()
    }

    pub fn system(&self, name: &str) -> Value {
        json!({
            "id": format!("{}_{name}", self.organisation),
            "vendor": { "authority": "iso6523-actorid-upis", "ID": format!("0192:{}", self.organisation) },
            "name": { "nb": "Skyen", "nn": "Skya", "en": "The cloud" },
            "description": { "nb": "Regnskap", "nn": "Rekneskap", "en": "Accounts" },
            "rights": rights(&["ske-krav-og-betalinger", "ttd_systembruker-salary"]),
            "accessPackages": packages(&["krav-og-utlegg"]),
            "clientId": [self.client_id],
            "allowedRedirectUrls": [REDIRECT],
            "isVisible": false,
        })
    }

    pub async fn register(&self, system: &Value) -> Response {
        let token = self.token(REGISTER).await;
        self.bed
            .post(
                &self.bed.authentication("systemregister/vendor"),
                &token,
                system,
            )
            .await
    }

    /// Registers a system and returns its id. Each call uses a new name, because Altinn never accepts an id twice.
    pub async fn registered(&self) -> String {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let name = format!("system{}", COUNT.fetch_add(1, Ordering::Relaxed));
        let system = self.system(&name);
        let answer = self.register(&system).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        system["id"].as_str().unwrap().to_owned()
    }

    #[expect(clippy::unused_self, reason = "it reads as what the vendor does")]
    pub fn request(&self, system: &str, party: &str) -> Value {
        json!({
            "systemId": system,
            "partyOrgNo": party,
            "rights": rights(&["ske-krav-og-betalinger"]),
            "accessPackages": [],
            "redirectUrl": format!("{REDIRECT}?state=1"),
        })
    }

    pub async fn post_request(&self, request: &Value) -> Response {
        let token = self.token(WRITE).await;
        self.bed
            .post(
                &self.bed.authentication("systemuser/request/vendor"),
                &token,
                request,
            )
            .await
    }

    pub async fn create_request(&self, request: &Value) -> String {
        let answer = self.post_request(request).await;
        assert_eq!(answer.status, 201, "{}", answer.body);
        answer.json()["id"].as_str().unwrap().to_owned()
    }

    /// Creates a request to a new customer and approves it. Returns the customer and the id of the new system user.
    pub async fn connected(&self, system: &str, right: &str) -> (Customer, String) {
        let customer = self.bed.customer("approver").await;
        let mut request = self.request(system, &customer.organisation);
        request["rights"] = rights(&[right]);
        let id = self.create_request(&request).await;
        let answer = self.bed.approve(&id, &customer.person).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        (customer, id)
    }

    pub async fn read(&self, id: &str) -> Response {
        let token = self.token(READ).await;
        let url = self
            .bed
            .authentication(&format!("systemuser/request/vendor/{id}"));
        self.bed.get(&url, &token).await
    }
}

/// Asserts that the response is ASP.NET's response to an exception in Altinn's code (contract/systemuser-api.md §1).
#[track_caller]
pub fn assert_unforeseen(response: &Response) {
    assert_eq!(response.status, 500, "{}", response.body);
    assert_eq!(
        response.headers["content-type"],
        "application/problem+json; charset=utf-8"
    );
    let body = response.json();
    let expected = json!({
        "type": "https://tools.ietf.org/html/rfc9110#section-15.6.1",
        "title": "An error occurred while processing your request.",
        "status": 500,
        "traceId": body["traceId"],
    });
    assert_eq!(body, expected);
    assert!(body["traceId"].as_str().unwrap().starts_with("00-"));
}

pub fn rights(ids: &[&str]) -> Value {
    ids.iter()
        .map(|id| json!({ "resource": [{ "id": "urn:altinn:resource", "value": id }] }))
        .collect()
}

pub fn packages(names: &[&str]) -> Value {
    names
        .iter()
        .map(|name| json!({ "urn": format!("urn:altinn:accesspackage:{name}") }))
        .collect()
}

pub fn header() -> Header {
    let mut header = Header::new(Algorithm::RS256);
    header.kid = Some("test-key".to_owned());
    header
}

pub fn signed(claims: &Map<String, Value>, header: &Header, key: &Key) -> String {
    let key = EncodingKey::from_rsa_pem(key.pem.as_bytes()).unwrap();
    jsonwebtoken::encode(header, claims, &key).unwrap()
}

/// Returns the claims of a token without a check of the signature.
pub fn claims(token: &str) -> Value {
    let payload = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap()
}
