//! Tests of the checks of ID tokens and callbacks. In these tests, a provider stands in for ID-porten, and forges one
//! part of its answer at a time. Each forgery must be refused, and the same answer without the forgery must be
//! accepted.

use std::sync::{Arc, Mutex, OnceLock};

use axum::{
    Json, Router,
    extract::State,
    routing::{get, post},
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use jiff::SignedDuration;
use jsonwebtoken::{Algorithm, EncodingKey};
use rsa::{
    RsaPrivateKey,
    pkcs1::{EncodeRsaPrivateKey, LineEnding},
    traits::PublicKeyParts,
};
use serde_json::{Value, json};
use test_support::{AppTestBed, Browser, Customer, location, problem};
use tokio::net::TcpListener;
use url::Url;

const ACCESS_TOKEN: &str = "an-access-token";
/// The first half of the SHA-256 of `ACCESS_TOKEN`, in base64url (OpenID Connect Core, section 3.1.3.6).
const AT_HASH: &str = "YiHPD2T9DaX5B837XJXtow";
const CLIENT: &str = "smartcloud";

struct Key {
    signing: EncodingKey,
    n: String,
}

impl Key {
    fn make() -> Self {
        let key = RsaPrivateKey::new(&mut rsa::rand_core::OsRng, 2048).unwrap();
        let pem = key.to_pkcs1_pem(LineEnding::LF).unwrap();
        Self {
            signing: EncodingKey::from_rsa_pem(pem.as_bytes()).unwrap(),
            n: BASE64_URL_SAFE_NO_PAD.encode(key.n().to_bytes_be()),
        }
    }

    fn published() -> &'static Self {
        static KEY: OnceLock<Key> = OnceLock::new();
        KEY.get_or_init(Self::make)
    }

    fn unpublished() -> &'static Self {
        static KEY: OnceLock<Key> = OnceLock::new();
        KEY.get_or_init(Self::make)
    }
}

/// The provider's answers, which a test can change.
#[derive(Default)]
struct Answers {
    token: Value,
    /// The token that Altinn's token exchange returns.
    altinn_token: String,
}

/// An OpenID provider with configurable answers. The provider also replaces Altinn's token exchange.
#[derive(Clone)]
struct Provider {
    issuer: String,
    /// Whether the metadata promise the parameter `iss` in each callback.
    names_itself: bool,
    answers: Arc<Mutex<Answers>>,
}

impl Provider {
    async fn start(names_itself: bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let provider = Self {
            issuer: format!("http://{}", listener.local_addr().unwrap()),
            names_itself,
            answers: Arc::default(),
        };
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(metadata))
            .route("/jwks", get(jwks))
            .route("/token", post(token))
            .route("/exchange", get(exchange))
            .with_state(provider.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        provider
    }

    /// Starts SmartCloud with this provider in place of ID-porten.
    async fn smartcloud(&self, more: &[(&str, &str)]) -> AppTestBed {
        let exchange = format!("{}/exchange", self.issuer);
        let mut vars = vec![
            ("IDPORTEN_URL", self.issuer.as_str()),
            ("IDPORTEN_LOGIN_ORIGINS", &self.issuer),
            ("IDPORTEN_CLIENT_ID", CLIENT),
            ("ALTINN_EXCHANGE_URL", &exchange),
        ];
        vars.extend_from_slice(more);
        AppTestBed::start_with(&vars).await
    }

    /// Makes the token exchange return a token of Altinn for this customer.
    fn exchange_for(&self, bed: &AppTestBed, customer: &Customer) {
        let simulator = bed.simulator.simulator();
        let number = bed.simulator.world(|world| {
            let person = world.parties.person(&customer.person.key).unwrap();
            person.personal_number.as_str().to_owned()
        });
        self.answers.lock().unwrap().altinn_token = simulator.keys().altinn.sign(&json!({
            "pid": number,
            "scope": "altinn:accessmanagement/authorizedparties",
            "exp": simulator.now().as_second() + 600,
        }));
    }
}

async fn metadata(State(provider): State<Provider>) -> Json<Value> {
    let issuer = &provider.issuer;
    let mut metadata = json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "jwks_uri": format!("{issuer}/jwks"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
    });
    if provider.names_itself {
        metadata["authorization_response_iss_parameter_supported"] = json!(true);
    }
    Json(metadata)
}

async fn jwks() -> Json<Value> {
    let n = &Key::published().n;
    Json(json!({ "keys": [{ "kty": "RSA", "use": "sig", "kid": "k1", "n": n, "e": "AQAB" }] }))
}

async fn token(State(provider): State<Provider>) -> Json<Value> {
    Json(provider.answers.lock().unwrap().token.clone())
}

async fn exchange(State(provider): State<Provider>) -> String {
    provider.answers.lock().unwrap().altinn_token.clone()
}

/// The provider's answer to one log-in, which a test can change before the provider signs it.
struct Login {
    header: Value,
    claims: Value,
    key: &'static Key,
    algorithm: Algorithm,
    /// Whether the token response has an ID token.
    has_id_token: bool,
    /// The parameter `iss` of the callback.
    iss: Option<String>,
}

/// Starts a log-in in a browser, and returns the parameters of the authorization request.
async fn start(browser: &Browser) -> Url {
    location(&browser.post("/login/start", &[("next", "/how")]).await)
}

fn param(url: &Url, name: &str) -> Option<String> {
    let mut pairs = url.query_pairs();
    pairs
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.into_owned())
}

/// Logs in with a new browser. `change` can change the provider's answer. Returns the browser, and the URL from
/// SmartCloud's last redirect.
async fn log_in(
    bed: &AppTestBed,
    provider: &Provider,
    change: impl FnOnce(&mut Login),
) -> (Browser, Url) {
    let browser = bed.browser();
    let request = start(&browser).await;
    let now = bed.app.now().as_second();
    let mut login = Login {
        header: json!({ "alg": "RS256", "kid": "k1" }),
        claims: json!({
            "iss": provider.issuer,
            "aud": CLIENT,
            "sub": "somebody",
            "acr": "idporten-loa-substantial",
            "nonce": param(&request, "nonce").unwrap(),
            "sid": "s1",
            "iat": now,
            "exp": now + 120,
        }),
        key: Key::published(),
        algorithm: Algorithm::RS256,
        has_id_token: true,
        iss: Some(provider.issuer.clone()),
    };
    change(&mut login);

    let part = |json: &Value| BASE64_URL_SAFE_NO_PAD.encode(json.to_string());
    let message = format!("{}.{}", part(&login.header), part(&login.claims));
    let signature = match login.algorithm {
        // This attack signs the token with the public key as an HMAC secret. A careless client would accept this
        // signature.
        Algorithm::HS256 => {
            let secret = EncodingKey::from_secret(login.key.n.as_bytes());
            jsonwebtoken::crypto::sign(message.as_bytes(), &secret, Algorithm::HS256)
        }
        other => jsonwebtoken::crypto::sign(message.as_bytes(), &login.key.signing, other),
    };
    let mut token = json!({ "access_token": ACCESS_TOKEN, "token_type": "Bearer" });
    if login.has_id_token {
        token["id_token"] = json!(format!("{message}.{}", signature.unwrap()));
    }
    provider.answers.lock().unwrap().token = token;

    let mut callback = browser.at("/login/callback");
    callback
        .query_pairs_mut()
        .append_pair("code", "c")
        .append_pair("state", &param(&request, "state").unwrap())
        .extend_pairs(login.iss.map(|iss| ("iss", iss)));
    let landed = location(&browser.get(&callback).await);
    (browser, landed)
}

#[track_caller]
fn assert_signed_in(landed: &Url, row: &str) {
    assert_eq!((landed.path(), problem(landed)), ("/how", None), "{row}");
}

type Change = fn(&mut Login);

fn claim(login: &mut Login, name: &str, value: Value) {
    login.claims[name] = value;
}

fn shift(login: &mut Login, name: &str, seconds: i64) {
    let moved = login.claims[name].as_i64().unwrap() + seconds;
    claim(login, name, json!(moved));
}

fn remove(json: &mut Value, name: &str) {
    json.as_object_mut().unwrap().remove(name);
}

#[tokio::test]
async fn every_forged_id_token_is_refused() {
    let forgeries: [(&str, Change); 28] = [
        ("iss", |l| claim(l, "iss", json!("https://other.example"))),
        ("iss with a slash", |l| {
            let slash = format!("{}/", l.claims["iss"].as_str().unwrap());
            claim(l, "iss", json!(slash));
        }),
        ("aud", |l| claim(l, "aud", json!("another-client"))),
        ("no aud", |l| remove(&mut l.claims, "aud")),
        ("one more aud", |l| {
            claim(l, "aud", json!([CLIENT, "another-client"]));
        }),
        ("azp", |l| claim(l, "azp", json!("another-client"))),
        ("exp", |l| shift(l, "exp", -121)),
        ("no exp", |l| remove(&mut l.claims, "exp")),
        ("iat in the future", |l| {
            shift(l, "iat", 90);
            shift(l, "exp", 90);
        }),
        ("old iat", |l| shift(l, "iat", -600)),
        ("no iat", |l| remove(&mut l.claims, "iat")),
        ("nbf", |l| {
            let nbf = l.claims["iat"].as_i64().unwrap() + 60;
            claim(l, "nbf", json!(nbf));
        }),
        ("nonce", |l| claim(l, "nonce", json!("another-log-in's"))),
        ("no nonce", |l| remove(&mut l.claims, "nonce")),
        ("low acr", |l| claim(l, "acr", json!("idporten-loa-low"))),
        ("no acr", |l| remove(&mut l.claims, "acr")),
        ("no sub", |l| remove(&mut l.claims, "sub")),
        ("at_hash", |l| {
            claim(l, "at_hash", json!("YiHPD2T9DaX5B837XJXtoA"));
        }),
        ("another key", |l| l.key = Key::unpublished()),
        ("no kid", |l| remove(&mut l.header, "kid")),
        ("empty kid", |l| l.header["kid"] = json!("")),
        ("unknown kid", |l| l.header["kid"] = json!("k2")),
        ("alg none", |l| l.header["alg"] = json!("none")),
        ("HS256 with the public key", |l| {
            l.header["alg"] = json!("HS256");
            l.algorithm = Algorithm::HS256;
        }),
        ("RS512", |l| {
            l.header["alg"] = json!("RS512");
            l.algorithm = Algorithm::RS512;
        }),
        ("an access token", |l| l.header["typ"] = json!("at+jwt")),
        ("crit", |l| l.header["crit"] = json!(["x"])),
        ("no ID token", |l| l.has_id_token = false),
    ];
    let provider = Provider::start(true).await;
    let bed = provider.smartcloud(&[]).await;
    let customer = bed.new_customer().await;
    provider.exchange_for(&bed, &customer);

    let mut accepted = Vec::new();
    for (row, forge) in forgeries {
        let (browser, landed) = log_in(&bed, &provider, forge).await;
        let problem = problem(&landed);
        // If SmartCloud cannot read a token response, SmartCloud shows the same error as for a missing token response:
        // `id-porten-unreachable`.
        let refusals = [Some("login-failed"), Some("id-porten-unreachable")];
        if landed.path() != "/login" || !refusals.contains(&problem.as_deref()) {
            accepted.push(row);
            continue;
        }
        let status = format!("/connect/{}", customer.organisation.number);
        let page = browser.open(&status).await;
        page.assert_lacks(&customer.organisation.name);
    }
    assert_eq!(accepted, Vec::<&str>::new());
}

/// SmartCloud's clock and the machine's clock differ by an hour. Only SmartCloud's clock says whether a token is too
/// old.
#[tokio::test]
async fn an_id_token_expires_by_the_clock_of_smartcloud() {
    let provider = Provider::start(true).await;
    let bed = provider.smartcloud(&[]).await;
    let customer = bed.new_customer().await;
    provider.exchange_for(&bed, &customer);

    bed.app.clock.advance(SignedDuration::from_hours(1));
    let (_, landed) = log_in(&bed, &provider, |l| shift(l, "exp", -121)).await;
    assert_eq!(problem(&landed).as_deref(), Some("login-failed"));
    bed.app.clock.advance(SignedDuration::from_hours(-2));
    let (_, landed) = log_in(&bed, &provider, |_| {}).await;
    assert_signed_in(&landed, "the machine's clock is an hour ahead");
}

#[tokio::test]
async fn an_id_token_without_a_forgery_is_accepted() {
    let rows: [(&str, Change); 6] = [
        ("as ID-porten's", |_| {}),
        ("azp, at_hash and nbf", |l| {
            let iat = l.claims["iat"].clone();
            claim(l, "nbf", iat);
            claim(l, "azp", json!(CLIENT));
            claim(l, "at_hash", json!(AT_HASH));
        }),
        ("aud as a list", |l| claim(l, "aud", json!([CLIENT]))),
        ("clocks that differ a little", |l| {
            shift(l, "iat", 10);
            shift(l, "exp", 10);
        }),
        ("a higher level", |l| {
            claim(l, "acr", json!("idporten-loa-high"));
        }),
        ("typ JWT", |l| l.header["typ"] = json!("JWT")),
    ];
    let provider = Provider::start(true).await;
    let bed = provider.smartcloud(&[]).await;
    let customer = bed.new_customer().await;
    provider.exchange_for(&bed, &customer);
    for (row, change) in rows {
        let (browser, landed) = log_in(&bed, &provider, change).await;
        assert_signed_in(&landed, row);
        let status = format!("/connect/{}", customer.organisation.number);
        let page = browser.open(&status).await;
        page.assert_says(&customer.organisation.name);
    }
}

/// The parameter `iss` names the provider that sent the callback (RFC 9207). SmartCloud must refuse a wrong `iss` in
/// every callback, with or without an error. If the provider's metadata promise `iss`, SmartCloud must also refuse a
/// callback that has a code but no `iss`. But a callback with an error can omit `iss`.
#[tokio::test]
async fn the_sender_of_a_callback_is_checked() {
    for (names_itself, iss, is_accepted) in [
        (true, None, false),
        (true, Some(""), false),
        (true, Some("https://other.example"), false),
        (false, None, true),
        (false, Some("https://other.example"), false),
    ] {
        let provider = Provider::start(names_itself).await;
        let bed = provider.smartcloud(&[]).await;
        let customer = bed.new_customer().await;
        provider.exchange_for(&bed, &customer);
        let (browser, landed) = log_in(&bed, &provider, |login| {
            login.iss = iss.map(str::to_owned);
        })
        .await;
        if is_accepted {
            assert_signed_in(&landed, "no iss");
            continue;
        }
        assert_eq!(problem(&landed).as_deref(), Some("login-failed"), "{iss:?}");
        // In a callback with an error, SmartCloud must refuse the same wrong `iss`.
        let request = start(&browser).await;
        let mut callback = browser.at("/login/callback");
        callback
            .query_pairs_mut()
            .append_pair("error", "access_denied")
            .append_pair("state", &param(&request, "state").unwrap())
            .extend_pairs(iss.map(|iss| ("iss", iss)));
        let landed = location(&browser.get(&callback).await);
        let expected = if iss.is_none() {
            "login-cancelled"
        } else {
            "login-failed"
        };
        assert_eq!(problem(&landed).as_deref(), Some(expected), "{iss:?}");
        // The `state` of this callback has been used, so the callback must not work in another browser or again.
        let landed = location(&bed.browser().get(&callback).await);
        assert_eq!(
            problem(&landed).as_deref(),
            Some("login-expired"),
            "{iss:?}"
        );
    }
}

/// Some providers put no `sid` into the ID token. In that case, a front-channel logout must never end the sign-in,
/// whatever the URL of the logout contains.
#[tokio::test]
async fn a_sign_in_without_a_session_id_is_found_by_no_front_channel_logout() {
    let provider = Provider::start(true).await;
    let bed = provider.smartcloud(&[]).await;
    let customer = bed.new_customer().await;
    provider.exchange_for(&bed, &customer);
    let without: [(&str, Change); 3] = [
        ("no sid", |l| remove(&mut l.claims, "sid")),
        ("an empty sid", |l| claim(l, "sid", json!(""))),
        ("sid null", |l| claim(l, "sid", Value::Null)),
    ];
    let issuer = provider.issuer.as_str();
    let status = format!("/connect/{}", customer.organisation.number);
    for (row, change) in without {
        let (browser, landed) = log_in(&bed, &provider, change).await;
        assert_signed_in(&landed, row);
        for query in [
            vec![("iss", issuer), ("sid", "")],
            vec![("iss", issuer)],
            vec![("iss", issuer), ("sid", "null")],
            vec![("iss", issuer), ("sid", " ")],
            vec![("sid", "")],
            vec![],
        ] {
            let mut logout = browser.at("/login/frontchannel-logout");
            logout.query_pairs_mut().extend_pairs(&query);
            browser.get(&logout).await;
            let page = browser.open(&status).await;
            page.assert_says(&customer.organisation.name);
        }
    }
    // A front-channel logout with the right issuer and `sid` must end the sign-in.
    let (browser, _) = log_in(&bed, &provider, |_| {}).await;
    let mut logout = browser.at("/login/frontchannel-logout");
    let query = [("iss", issuer), ("sid", "s1")];
    logout.query_pairs_mut().extend_pairs(query);
    assert_eq!(browser.get(&logout).await.status, 200);
    let page = browser.open(&status).await;
    page.assert_lacks(&customer.organisation.name);
}

/// The metadata of this provider has no `end_session_endpoint`, so SmartCloud cannot log the person out of the provider.
#[tokio::test]
async fn without_an_end_session_endpoint_the_page_says_that_the_session_remains() {
    let provider = Provider::start(true).await;
    let bed = provider.smartcloud(&[]).await;
    let customer = bed.new_customer().await;
    provider.exchange_for(&bed, &customer);
    let (browser, landed) = log_in(&bed, &provider, |_| {}).await;
    assert_signed_in(&landed, "before the log-out");
    let landed = location(&browser.post("/logout", &[]).await);
    assert_eq!(landed.path(), "/logged-out");
    assert_eq!(problem(&landed).as_deref(), Some("still-at-id-porten"));
    let page = browser.open(&landed).await;
    assert!(page.has_button("Logg ut av ID-porten"));
}

#[tokio::test]
async fn scope_and_level_of_assurance_are_settings() {
    let provider = Provider::start(true).await;
    for (scope, acr, requested, levels) in [
        (
            "",
            "",
            "openid altinn:accessmanagement/authorizedparties",
            Some("idporten-loa-substantial"),
        ),
        (
            "organisations openid",
            "gold silver",
            "openid organisations",
            Some("gold"),
        ),
        ("openid", "none", "openid", None),
    ] {
        let bed = provider
            .smartcloud(&[("IDPORTEN_SCOPE", scope), ("IDPORTEN_ACR", acr)])
            .await;
        let customer = bed.new_customer().await;
        provider.exchange_for(&bed, &customer);
        let request = start(&bed.browser()).await;
        assert_eq!(param(&request, "scope").as_deref(), Some(requested));
        assert_eq!(param(&request, "acr_values").as_deref(), levels);
        for (level, is_accepted) in [
            ("idporten-loa-high", acr != "gold silver"),
            ("silver", !acr.is_empty()),
            ("bronze", acr == "none"),
        ] {
            let (_, landed) = log_in(&bed, &provider, |login| {
                claim(login, "acr", json!(level));
            })
            .await;
            let is_signed_in = problem(&landed).is_none();
            assert_eq!(is_signed_in, is_accepted, "{level} with {acr:?}");
        }
    }
}
