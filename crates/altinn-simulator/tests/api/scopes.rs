//! Tests of the scopes and other claims that the APIs require in a token (contract/systemuser-api.md §1 and §1.1).

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{OTHER_VENDOR, PARTIES, READ, REGISTER, TestBed, VENDOR, WRITE};

const ADMIN: &str = "altinn:authentication/systemregister.admin";
const LOOKUP: &str = "altinn:maskinporten/systemuser.read";
const PORTAL: &str = "altinn:portal/enduser";
const CLIENTS_READ: &str = "altinn:clientdelegations.read";
const CLIENTS_WRITE: &str = "altinn:clientdelegations.write";
const AUTHORIZE: &str = "altinn:authorization/authorize";

const SCOPES: [&str; 10] = [
    REGISTER,
    ADMIN,
    WRITE,
    READ,
    LOOKUP,
    PORTAL,
    CLIENTS_READ,
    CLIENTS_WRITE,
    AUTHORIZE,
    PARTIES,
];

/// The operations, each with the HTTP method, the path, and the scopes. A token needs only one of the scopes. A path
/// that begins with `/` starts at the root, and any other path starts at the authentication API.
#[rustfmt::skip]
const OPERATIONS: [(&str, &str, &[&str]); 38] = [
    ("GET", "systemregister/vendor", &[REGISTER, ADMIN]),
    ("POST", "systemregister/vendor", &[REGISTER, ADMIN]),
    ("GET", "systemregister/vendor/x", &[REGISTER, ADMIN]),
    ("PUT", "systemregister/vendor/x", &[REGISTER, ADMIN]),
    ("DELETE", "systemregister/vendor/x", &[REGISTER, ADMIN]),
    ("PUT", "systemregister/vendor/x/rights", &[REGISTER, ADMIN]),
    ("PUT", "systemregister/vendor/x/accesspackages", &[REGISTER, ADMIN]),
    ("GET", "systemregister/vendor/x/changelog", &[REGISTER, ADMIN]),
    ("GET", "systemregister", &[PORTAL]),
    ("GET", "systemregister/x", &[PORTAL]),
    ("GET", "systemregister/x/rights", &[PORTAL]),
    ("GET", "systemregister/x/accesspackages", &[PORTAL]),
    ("POST", "systemuser/request/vendor", &[WRITE]),
    ("DELETE", "systemuser/request/vendor/x", &[WRITE]),
    ("GET", "systemuser/request/vendor/x", &[READ]),
    ("GET", "systemuser/request/vendor/byexternalref/x/y/z", &[READ]),
    ("GET", "systemuser/request/vendor/bysystem/x", &[READ]),
    ("POST", "systemuser/request/vendor/agent", &[WRITE]),
    ("GET", "systemuser/request/vendor/agent/x", &[READ]),
    ("GET", "systemuser/request/vendor/agent/byexternalref/x/y/z", &[READ]),
    ("GET", "systemuser/request/vendor/agent/bysystem/x", &[READ]),
    ("POST", "systemuser/changerequest/vendor", &[WRITE]),
    ("DELETE", "systemuser/changerequest/vendor/x", &[WRITE]),
    ("GET", "systemuser/changerequest/vendor/x", &[READ]),
    ("GET", "systemuser/changerequest/vendor/byexternalref/x/y/z", &[READ]),
    ("GET", "systemuser/changerequest/vendor/bysystem/x", &[READ]),
    // This operation only reads, but its token needs the write scope.
    ("GET", "systemuser/vendor/byquery", &[WRITE]),
    ("GET", "systemuser/vendor/bysystem/x", &[REGISTER, ADMIN]),
    ("POST", "systemuser/own", &[REGISTER, ADMIN]),
    ("GET", "systemuser/byExternalId", &[LOOKUP]),
    ("GET", "enduser/systemuser/agents", &[CLIENTS_READ]),
    ("GET", "enduser/systemuser/clients", &[CLIENTS_READ]),
    ("GET", "enduser/systemuser/clients/available", &[CLIENTS_READ]),
    ("POST", "enduser/systemuser/clients", &[CLIENTS_WRITE]),
    ("DELETE", "enduser/systemuser/clients", &[CLIENTS_WRITE]),
    ("GET", "/accessmanagement/api/v1/enduser/authorizedparties", &[PARTIES]),
    ("POST", "/authorization/api/v1/authorize", &[AUTHORIZE]),
    ("POST", "/authorization/api/v1/decision", &[AUTHORIZE]),
];

/// Returns a token of the vendor with some claims changed. The token is signed with Altinn's key if `by_altinn` is
/// true, and otherwise with Maskinporten's key.
fn token(bed: &TestBed, by_altinn: bool, changes: &Value) -> String {
    let simulator = bed.simulator();
    let now = simulator.now().as_second();
    let mut claims = json!({
        "iss": bed.issuer(),
        "consumer": { "authority": "iso6523-actorid-upis", "ID": format!("0192:{VENDOR}") },
        "client_id": "a-client",
        "exp": now + 100,
    });
    let changes = changes.as_object().unwrap().clone();
    claims.as_object_mut().unwrap().extend(changes);
    let keys = simulator.keys();
    if by_altinn {
        keys.altinn.sign(&claims)
    } else {
        keys.maskinporten.sign(&claims)
    }
}

#[tokio::test]
async fn each_operation_accepts_its_own_scopes_and_no_other() {
    let bed = TestBed::start().await;
    for scope in SCOPES {
        for (method, path, enough) in OPERATIONS {
            // A path that begins with `/` belongs to access management or to the policy decision. These APIs accept
            // only exchanged tokens, so the token needs Altinn's signature.
            let token = token(&bed, path.starts_with('/'), &json!({ "scope": scope }));
            let method: Method = method.parse().unwrap();
            let api = bed.authentication("");
            let request = bed.http.request(method.clone(), api.join(path).unwrap());
            let request = request.header("Ocp-Apim-Subscription-Key", "any");
            let answer = bed.send(request.bearer_auth(&token)).await;
            let shut = answer.status == 403 && answer.body.is_empty();
            assert_eq!(
                shut,
                !enough.contains(&scope),
                "{scope}: {method} {path} {}",
                answer.status
            );
        }
    }
}

#[tokio::test]
async fn altinns_scope_claim_takes_precedence_over_maskinportens() {
    let bed = TestBed::start().await;
    let url = bed.authentication("systemregister/vendor");
    for (altinns, maskinportens, status) in [
        (REGISTER, READ, 200),
        (READ, REGISTER, 403),
        // A scope claim can hold several scopes, separated by spaces.
        (&format!("{READ} {REGISTER}"), READ, 200),
    ] {
        let scopes = json!({ "urn:altinn:scope": altinns, "scope": maskinportens });
        let answer = bed.get(&url, &token(&bed, true, &scopes)).await;
        assert_eq!(answer.status, status, "{altinns}, {maskinportens}");
    }
}

/// The APIs check only the signature, the lifetime and the scope of a token.
#[tokio::test]
async fn the_issuer_and_audience_of_a_token_are_not_checked() {
    let bed = TestBed::start().await;
    let url = bed.authentication("systemregister/vendor");
    for by_altinn in [false, true] {
        let elsewhere =
            json!({ "scope": REGISTER, "iss": "https://x.example/", "aud": "https://y.example/" });
        let answer = bed.get(&url, &token(&bed, by_altinn, &elsewhere)).await;
        assert_eq!(answer.status, 200);
    }
}

/// The APIs read the vendor's organisation number from the claim `consumer`. They ignore the claim `supplier`.
#[tokio::test]
async fn the_vendor_is_the_consumer_of_the_token() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered().await;
    let organisation = |number: &str| json!({ "authority": "iso6523-actorid-upis", "ID": format!("0192:{number}") });
    let url = bed.authentication(&format!("systemregister/vendor/{system}"));
    for (consumer, supplier, status) in [(VENDOR, OTHER_VENDOR, 200), (OTHER_VENDOR, VENDOR, 403)] {
        let claims = json!({
            "scope": REGISTER,
            "consumer": organisation(consumer),
            "supplier": organisation(supplier),
        });
        let answer = bed.get(&url, &token(&bed, false, &claims)).await;
        assert_eq!(answer.status, status, "{consumer}");
    }
}

/// With the scope `systemregister.admin`, Altinn's own staff can write to the system register for any vendor.
#[tokio::test]
async fn an_administrator_of_the_register_writes_for_any_vendor() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.system("by-staff");
    let staff = json!({
        "scope": ADMIN,
        "consumer": { "authority": "iso6523-actorid-upis", "ID": format!("0192:{OTHER_VENDOR}") },
    });
    let url = bed.authentication("systemregister/vendor");
    let answer = bed.post(&url, &token(&bed, false, &staff), &system).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let one = format!("{url}/{}", system["id"].as_str().unwrap());
    let own = bed.get(&one, &vendor.token(REGISTER).await).await;
    let vendor = json!({ "ID": format!("0192:{VENDOR}") });
    assert_eq!(own.ok()["vendor"], vendor, "without its authority");
}

/// For a token without `consumer`, the response has status 401 and an empty body (contract/systemuser-api.md §4.6 and
/// §6.1).
#[tokio::test]
async fn a_look_up_without_a_consumer_is_401() {
    let bed = TestBed::start().await;
    let scopes = format!("{REGISTER} {WRITE} {READ}");
    let token = token(&bed, false, &json!({ "scope": scopes, "consumer": null }));
    for path in [
        "systemuser/vendor/byquery?system-id=x&orgno=312450186",
        "systemuser/vendor/bysystem/x",
        "systemuser/request/vendor/byexternalref/x/y/z",
        "systemuser/request/vendor/bysystem/x",
        "systemuser/request/vendor/agent/byexternalref/x/y/z",
        "systemuser/request/vendor/agent/bysystem/x",
        "systemuser/changerequest/vendor/byexternalref/x/y/z",
        "systemuser/changerequest/vendor/bysystem/x",
    ] {
        let answer = bed.get(&bed.authentication(path), &token).await;
        answer.assert_empty(401);
    }
}
