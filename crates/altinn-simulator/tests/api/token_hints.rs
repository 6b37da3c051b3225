//! Tests of the reasons and hints in the log for refused tokens and token requests. The log must name the sent value,
//! the expected value, and the call that corrects the error. The responses contain no hints, because they must equal
//! the responses of the real services.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    Customer, DEMO, KRAV, OTHER_VENDOR, READ, REGISTER, TestBed, VENDOR, Vendor, key, packages,
};

/// Returns the reason and the hint of the newest log entry. The control API returns the newest entry first.
async fn newest(bed: &TestBed) -> (String, String) {
    let log = bed
        .control(Method::GET, "log?limit=1", json!(null))
        .await
        .ok();
    let text = |name: &str| log[0][name].as_str().unwrap_or_default().to_owned();
    (text("why"), text("hint"))
}

#[track_caller]
fn assert_has(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "no «{part}» in: {text}");
    }
}

/// Requests a token that Maskinporten refuses with MP-303. Returns the reason and the hint from the log entry of this
/// call.
async fn no_system_user(
    vendor: &Vendor<'_>,
    owner: &str,
    reference: Option<&str>,
) -> (String, String) {
    let grant = vendor.grant_for(DEMO, owner, reference);
    let answer = vendor.request_token(&grant).await;
    assert!(answer.body.contains("MP-303"), "{}", answer.body);
    newest(vendor.bed).await
}

/// The hint contains a complete call. The developer only fills in the key.
#[tokio::test]
async fn a_missing_scope_is_added_by_the_call_in_the_hint() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    vendor.register_client(DEMO, &[&key().jwk]).await;
    let refused = vendor.request_token(&vendor.grant(KRAV)).await;
    assert!(refused.body.contains("MP-200"), "{}", refused.body);
    let (why, hint) = newest(&bed).await;
    assert_has(&why, &[&vendor.client_id, KRAV]);

    let (call, body) = hint.split_once(" --data ").unwrap();
    let path = call.split_once("--request PUT ").unwrap().1;
    assert_eq!(
        path,
        bed.ui(&format!(
            "control/maskinporten-clients/{}",
            vendor.client_id
        ))
        .as_str()
    );
    let mut body: Value = serde_json::from_str(body.trim_matches('\'')).unwrap();
    assert_eq!(body["scopes"], json!([DEMO, KRAV]));
    body["jwks"]["keys"][0] = key().jwk.clone();
    let path = format!("maskinporten-clients/{}", vendor.client_id);
    let put = bed.control(Method::PUT, &path, body).await;
    assert_eq!(put.status, 204, "{}", put.body);
    assert_eq!(vendor.request_token(&vendor.grant(KRAV)).await.status, 200);
}

#[tokio::test]
async fn a_refused_grant_is_explained_with_the_sent_and_the_expected_value() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let issuer = bed.issuer();
    let issued_at = bed.simulator().now().as_second();
    let small_id = json!([{
        "type": "urn:altinn:systemuser",
        "systemuser_org": { "authority": "iso6523-actorid-upis", "id": "0192:991825827" },
    }]);
    let rows: [(&str, Value, &[&str], &str); 6] = [
        (
            "aud",
            json!("https://test.maskinporten.no"),
            &["\"https://test.maskinporten.no\"", issuer.as_str()],
            "",
        ),
        (
            "iss",
            json!("nobody"),
            &["\"nobody\""],
            "control/maskinporten-clients/nobody",
        ),
        ("exp", json!(issued_at + 200), &["200 seconds", "120"], ""),
        (
            "consumer_org",
            json!(OTHER_VENDOR),
            &[OTHER_VENDOR, VENDOR, DEMO],
            "control/maskinporten-delegations",
        ),
        (
            "authorization_details",
            small_id,
            &["\"id\":\"0192:991825827\"", "\"ID\"", "capital"],
            "",
        ),
        (
            "authorization_details",
            json!([{ "type": "urn:altinn:consent" }]),
            &["urn:altinn:consent", "urn:altinn:systemuser"],
            "",
        ),
    ];
    for (name, value, reason, call) in rows {
        let mut grant = vendor.grant(DEMO);
        // All grants have the same `iat`, so that the lifetime in the row `exp` is exact.
        grant.insert("iat".to_owned(), json!(issued_at));
        grant.insert(name.to_owned(), value);
        assert_ne!(vendor.request_token(&grant).await.status, 200, "{name}");
        let (why, hint) = newest(&bed).await;
        assert_has(&why, reason);
        assert_has(&hint, &[call]);
    }
    // The simulator must shorten a long value in the log, because any client can send such a value.
    let mut grant = vendor.grant(DEMO);
    grant.insert("aud".to_owned(), json!("x".repeat(5000)));
    vendor.request_token(&grant).await;
    assert!(newest(&bed).await.0.len() < 1000);
}

/// A system user can be missing for several causes. Maskinporten has one error code for all of them, so only the log
/// can say which cause applies.
#[tokio::test]
async fn each_cause_of_mp_303_is_explained() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let customer = bed.customer("approver").await;
    let owner = customer.organisation.as_str();

    let (why, hint) = no_system_user(&vendor, owner, None).await;
    assert_has(&why, &["no system lists the client", &vendor.client_id]);
    assert_has(&hint, &["POST", "systemregister/vendor"]);

    let system = vendor.registered().await;
    let (why, hint) = no_system_user(&vendor, owner, None).await;
    assert_has(&why, &["no request", &system]);
    assert_has(&hint, &["POST", "systemuser/request/vendor"]);

    let mut request = vendor.request(&system, owner);
    request["externalRef"] = json!("kunde-7");
    let id = vendor.create_request(&request).await;
    let (why, hint) = no_system_user(&vendor, owner, Some("kunde-7")).await;
    assert_has(&why, &[&id, "waits for approval"]);
    assert_has(&hint, &[&format!("control/requests/{id}/answer")]);

    assert_eq!(bed.approve(&id, &customer.person).await.status, 200);
    let (why, _) = no_system_user(&vendor, owner, None).await;
    assert_has(
        &why,
        &["under the external reference `kunde-7`", "you sent none"],
    );
    let (why, _) = no_system_user(&vendor, owner, Some("kunde-8")).await;
    assert_has(&why, &["`kunde-7`", "you sent \"kunde-8\""]);

    let other_client = bed.vendor().await;
    let (why, hint) = no_system_user(&other_client, owner, Some("kunde-7")).await;
    assert_has(&why, &["no system lists the client", &system, "clientId"]);
    assert_has(&hint, &["PUT", &format!("systemregister/vendor/{system}")]);

    let path = format!("system-users/{id}");
    bed.control(Method::DELETE, &path, json!({})).await;
    let (why, _) = no_system_user(&vendor, owner, Some("kunde-7")).await;
    assert_has(&why, &["deleted"]);

    let (why, _) = no_system_user(&vendor, "123456789", None).await;
    assert_has(&why, &["123456789", "check digit"]);
}

#[tokio::test]
async fn a_rejected_request_is_named_as_the_cause_of_mp_303() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered().await;
    let customer = bed.customer("approver").await;
    let request = vendor.request(&system, &customer.organisation);
    let id = vendor.create_request(&request).await;
    let body = json!({ "person": customer.person, "answer": "reject" });
    bed.control(Method::POST, &format!("requests/{id}/answer"), body)
        .await
        .ok();
    let (why, _) = no_system_user(&vendor, &customer.organisation, None).await;
    assert_has(&why, &[&id, "was rejected"]);
}

/// One test case: the path, the token, the expected HTTP status, and the expected texts. The first list of texts is for
/// the reason, the second list for the hint.
type Row<'a> = (&'a str, &'a str, u16, &'a [&'a str], &'a [&'a str]);

#[tokio::test]
async fn a_refusal_of_the_resource_owner_is_explained() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered().await;
    let (customer, id) = vendor.connected(&system, "ttd_systembruker-salary").await;
    let owner = customer.organisation.as_str();
    let own = vendor.token(DEMO).await;
    let of_customer = vendor.token_for(DEMO, owner).await;
    let exchanged = vendor.exchanged(&of_customer).await;
    let other_scope = vendor.token_for(KRAV, owner).await;
    let salary = format!("api/Salary/{owner}");
    let logistics = format!("api/Logistics/{owner}");
    let others = format!("api/Salary/{OTHER_VENDOR}");
    let rows: [Row<'_>; 6] = [
        (
            &salary,
            &own,
            403,
            &["the vendor's own", "authorization_details"],
            &["authorization_details", &format!("0192:{owner}")],
        ),
        (&salary, &exchanged, 401, &["Altinn", "Maskinporten"], &[]),
        (&salary, &other_scope, 403, &[DEMO, KRAV], &[]),
        (
            &logistics,
            &of_customer,
            403,
            &[&id, "`ttd_systembruker-logistikk-demo`"],
            &[],
        ),
        (&others, &of_customer, 403, &[OTHER_VENDOR, owner], &[]),
        (&salary, "x", 401, &["cannot be read"], &[]),
    ];
    for (path, token, status, reason, call) in rows {
        let answer = bed.get(bed.resource_owner(path), token).await;
        assert_eq!(answer.status, status, "{path}: {}", answer.body);
        let (why, hint) = newest(&bed).await;
        assert_has(&why, reason);
        assert_has(&hint, call);
    }
    bed.advance(200).await;
    bed.get(bed.resource_owner(&salary), &of_customer).await;
    assert_has(&newest(&bed).await.0, &["has expired"]);
}

#[tokio::test]
async fn a_token_of_another_service_or_scope_is_explained_at_altinn() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let person = bed.idporten_token("kari", "openid altinn:portal/enduser");
    let maskinporten = vendor.token(READ).await;
    let register = bed.authentication("systemregister/vendor");
    let parties = bed.platform("accessmanagement/api/v1/enduser/authorizedparties");
    let exchange = |provider: &str| bed.authentication(&format!("exchange/{provider}"));
    let rows: [(url::Url, &str, &[&str], &str); 5] = [
        (
            register.clone(),
            &person,
            &["ID-porten", "exchange/id-porten"],
            "",
        ),
        (
            parties,
            &maskinporten,
            &["Maskinporten", "exchange/maskinporten"],
            "",
        ),
        (
            register,
            &maskinporten,
            &[REGISTER, READ],
            &vendor.client_id,
        ),
        (
            exchange("maskinporten"),
            &person,
            &["from ID-porten", "from Maskinporten"],
            "",
        ),
        (
            exchange("id-porten"),
            &maskinporten,
            &["from Maskinporten", "from ID-porten"],
            "",
        ),
    ];
    for (url, token, reason, call) in rows {
        let answer = bed.get(&url, token).await;
        assert!(answer.status.is_client_error(), "{url}");
        let (why, hint) = newest(&bed).await;
        assert_has(&why, reason);
        assert_has(&hint, &[call]);
    }
}

#[tokio::test]
async fn an_unregistered_redirect_uri_and_a_missing_scope_are_explained() {
    let bed = TestBed::start().await;
    let client = json!({
        "organisation": { "number": VENDOR, "name": "Testleverandøren AS" },
        "redirectUris": ["http://localhost:9/callback"],
        "tokenEndpointAuthMethod": "none",
    });
    let put = bed
        .control(Method::PUT, "idporten-clients/app", client)
        .await;
    assert_eq!(put.status, 204, "{}", put.body);
    let authorize = |redirect_uri: &str, scope: &str| {
        let mut url = bed.idporten("authorize");
        url.query_pairs_mut()
            .append_pair("client_id", "app")
            .append_pair("redirect_uri", redirect_uri)
            .append_pair("response_type", "code")
            .append_pair("scope", scope);
        bed.send(bed.http.get(url))
    };
    let slash = "http://localhost:9/callback/";
    assert_eq!(authorize(slash, "openid").await.status, 400);
    let (why, hint) = newest(&bed).await;
    assert_has(
        &why,
        &[
            "http://localhost:9/callback/\"",
            "http://localhost:9/callback\"",
        ],
    );
    assert_has(&hint, &["control/idporten-clients/app"]);

    let wrong_scope = authorize("http://localhost:9/callback", "openid altinn:x").await;
    assert_eq!(wrong_scope.status, 302);
    let (why, hint) = newest(&bed).await;
    assert_has(&why, &["altinn:x"]);
    assert_has(&hint, &["control/idporten-clients/app"]);
}

/// An agent system user belongs to the accountant and not to the accountant's client. So Maskinporten refuses a token
/// for the client.
#[tokio::test]
async fn a_token_for_an_agents_client_is_explained() {
    const LONN: &str = "regnskapsforer-lonn";

    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let mut system = vendor.system("agent");
    system["accessPackages"] = packages(&[LONN]);
    assert_eq!(vendor.register(&system).await.status, 200);
    let made = bed
        .post_control("customers", json!({ "kind": "accountant", "count": 1 }))
        .await;
    let accountant = Customer::of(&made);
    let system = system["id"].as_str().unwrap();
    let request = vendor.agent_request(system, &accountant.organisation, &[LONN]);
    let id = vendor.create_agent_request(&request).await;
    assert_eq!(bed.approve(&id, &accountant.person).await.status, 200);
    bed.world(|world| {
        let client = made["clients"][0]["uuid"].as_str().unwrap();
        let (agent, client) = (id.parse().unwrap(), client.parse().unwrap());
        world
            .connect_client(&accountant.person, agent, &client)
            .unwrap();
    });
    let client = made["clients"][0]["number"].as_str().unwrap();
    let (why, _) = no_system_user(&vendor, client, None).await;
    let owner = format!("0192:{}", accountant.organisation);
    assert_has(&why, &[&owner, "is a client of"]);
}
