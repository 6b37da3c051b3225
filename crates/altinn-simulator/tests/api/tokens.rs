use altinn_types::AuthorizedParties;
use reqwest::{Method, header::ACCEPT};
use serde_json::{Value, json};

use crate::support::{
    DEMO, PARTIES, READ, REGISTER, TestBed, VENDOR, WRITE, claims, signed, stranger,
};

/// The endpoints that need a token, each with its HTTP method, path and scope (contract/systemuser-api.md §1.1).
const ENDPOINTS: [(Method, &str, &str); 14] = [
    (
        Method::GET,
        "authentication/api/v1/systemregister/vendor",
        REGISTER,
    ),
    (
        Method::POST,
        "authentication/api/v1/systemregister/vendor",
        REGISTER,
    ),
    (
        Method::GET,
        "authentication/api/v1/systemregister/vendor/x",
        REGISTER,
    ),
    (
        Method::PUT,
        "authentication/api/v1/systemregister/vendor/x",
        REGISTER,
    ),
    (
        Method::DELETE,
        "authentication/api/v1/systemregister/vendor/x",
        REGISTER,
    ),
    (
        Method::PUT,
        "authentication/api/v1/systemregister/vendor/x/rights",
        REGISTER,
    ),
    (
        Method::PUT,
        "authentication/api/v1/systemregister/vendor/x/accesspackages",
        REGISTER,
    ),
    (
        Method::GET,
        "authentication/api/v1/systemregister/vendor/x/changelog",
        REGISTER,
    ),
    (
        Method::POST,
        "authentication/api/v1/systemuser/request/vendor",
        WRITE,
    ),
    (
        Method::DELETE,
        "authentication/api/v1/systemuser/request/vendor/x",
        WRITE,
    ),
    (
        Method::GET,
        "authentication/api/v1/systemuser/request/vendor/x",
        READ,
    ),
    (
        Method::GET,
        "authentication/api/v1/systemuser/request/vendor/bysystem/x",
        READ,
    ),
    // The call `byquery` only reads, but Altinn requires the write scope for it.
    (
        Method::GET,
        "authentication/api/v1/systemuser/vendor/byquery",
        WRITE,
    ),
    (
        Method::GET,
        "authentication/api/v1/systemuser/vendor/bysystem/x",
        REGISTER,
    ),
];

#[tokio::test]
async fn an_invalid_token_is_401_and_a_missing_scope_is_403() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let now = bed.simulator().now().as_second();
    let forged = json!({ "scope": crate::support::ALL, "exp": now + 100, "consumer": { "ID": format!("0192:{VENDOR}") } });
    let forged = signed(
        forged.as_object().unwrap(),
        &crate::support::header(),
        stranger(),
    );
    let other_scope = vendor.token(DEMO).await;
    for (method, path, scope) in ENDPOINTS {
        let url = bed.platform(path);
        let none = bed.send(bed.http.request(method.clone(), &url)).await;
        none.assert_empty(401);
        for bad in ["", "x", "a.b.c", &forged] {
            bed.call(method.clone(), &url, bad, None)
                .await
                .assert_empty(401);
        }
        bed.call(method.clone(), &url, &other_scope, None)
            .await
            .assert_empty(403);
        // A token with the scope must get past the scope check. The status of the call does not matter here.
        let token = vendor.token(scope).await;
        let answer = bed.call(method.clone(), &url, &token, None).await;
        assert!(
            !(answer.status == 403 && answer.body.is_empty()),
            "{method} {path}"
        );
    }
}

#[tokio::test]
async fn a_token_is_accepted_ten_seconds_after_it_expires() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let token = vendor.token(REGISTER).await;
    let url = bed.authentication("systemregister/vendor");
    bed.advance(122).await;
    assert_eq!(bed.get(&url, &token).await.status, 200);
    bed.advance(10).await;
    bed.get(&url, &token).await.assert_empty(401);
}

#[tokio::test]
async fn an_exchanged_vendor_token_works_like_maskinportens_token() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let token = vendor.token(REGISTER).await;
    let exchanged = bed
        .get(&bed.authentication("exchange/maskinporten"), &token)
        .await;
    let exchanged = exchanged.body;
    let says = claims(&exchanged);
    assert_eq!(says["iss"], bed.authentication("openid/").as_str());
    assert_eq!(says["urn:altinn:orgNumber"], VENDOR);
    assert_eq!(says["urn:altinn:authenticatemethod"], "maskinporten");
    assert_eq!(says["urn:altinn:authlevel"], 3);
    assert_eq!(
        says["exp"].as_i64().unwrap() - says["iat"].as_i64().unwrap(),
        1800
    );
    for absent in ["aud", "client_amr"] {
        assert!(says.get(absent).is_none(), "{absent}");
    }
    bed.advance(600).await;
    let url = bed.authentication("systemregister/vendor");
    assert_eq!(bed.get(&url, &exchanged).await.status, 200);

    // Altinn's metadata must publish the key that signs the exchanged tokens.
    let metadata = bed.authentication("openid/.well-known/openid-configuration");
    let metadata = bed.send(bed.http.get(metadata)).await.ok();
    assert_eq!(metadata["issuer"], says["iss"]);
    let jwks = bed
        .send(bed.http.get(metadata["jwks_uri"].as_str().unwrap()))
        .await
        .ok();
    let kid = jsonwebtoken::decode_header(&exchanged).unwrap().kid;
    assert_eq!(jwks["keys"][0]["kid"].as_str(), kid.as_deref());
}

#[tokio::test]
async fn an_exchange_turns_a_list_with_one_entry_into_an_object() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered().await;
    let (customer, id) = vendor.connected(&system, "ske-krav-og-betalinger").await;
    let token = vendor.token_for(PARTIES, &customer.organisation).await;
    let exchanged = bed
        .get(&bed.authentication("exchange/maskinporten"), &token)
        .await
        .body;
    assert_eq!(
        claims(&exchanged)["authorization_details"]["systemuser_id"],
        json!([id])
    );

    // Access management accepts an exchanged token only, so Maskinporten's own token gets 401.
    let url = bed.platform("accessmanagement/api/v1/enduser/authorizedparties");
    bed.get(&url, &token).await.assert_empty(401);
    // The list of a system user's authorised parties must contain the organisation that owns the system user.
    let url =
        bed.platform("accessmanagement/api/v1/enduser/authorizedparties?includeResources=true");
    let parties: AuthorizedParties =
        serde_json::from_value(bed.get(&url, &exchanged).await.ok()).unwrap();
    let organisations = parties.organisations();
    assert_eq!(organisations.len(), 1);
    assert_eq!(organisations[0].0.as_str(), customer.organisation);
    assert_eq!(
        organisations[0].1.authorized_resources,
        ["ske-krav-og-betalinger"]
    );
}

#[tokio::test]
async fn an_invalid_exchange_is_refused() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let maskinporten = vendor.token(DEMO).await;
    let kari = bed.idporten_token("kari", "openid profile");
    for (provider, token, status) in [
        ("nobody", maskinporten.as_str(), 400),
        ("maskinporten", "x", 401),
        ("maskinporten", &kari, 401),
        ("id-porten", &maskinporten, 401),
        // An ID-porten token without any of Altinn's scopes gets 403.
        ("id-porten", &kari, 403),
    ] {
        let url = bed.authentication(&format!("exchange/{provider}"));
        assert_eq!(
            bed.get(&url, token).await.status.as_u16(),
            status,
            "{provider}"
        );
    }
    let url = bed.authentication("exchange/maskinporten");
    let request = bed.http.get(&url).bearer_auth(&maskinporten);
    let request = request.header("X-Altinn-EnterpriseUser-Authentication", "x");
    assert_eq!(bed.send(request).await.status, 410);
    let quoted = bed
        .http
        .get(&url)
        .bearer_auth(&maskinporten)
        .header(ACCEPT, "application/json");
    assert!(bed.send(quoted).await.body.starts_with('"'));
    bed.advance(200).await;
    assert_eq!(bed.get(&url, &maskinporten).await.status, 401, "run out");
}

/// The response must say that the simulator has no token exchange for `altinnstudio` (contract/maskinporten.md §7).
/// Only the simulator sends this response, so the OpenAPI file does not describe the response.
#[tokio::test]
async fn an_exchange_for_altinns_own_studio_says_that_it_is_not_simulated() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let token = vendor.token(DEMO).await;
    let url = bed.authentication("exchange/altinnstudio");
    let client = bed.http.unobserved();
    let response = client.send(client.get(url).bearer_auth(token)).await;
    assert_eq!(response.status, 404);
    let body = response.json();
    assert_eq!(body["title"], "Not simulated");
    let detail = body["detail"].as_str().unwrap();
    assert!(
        detail.contains("/authentication/api/v1/exchange/altinnstudio"),
        "{detail}"
    );
}

/// See contract/maskinporten.md §7.
#[tokio::test]
async fn an_exchange_checks_the_token_first_and_ignores_the_providers_case() {
    let bed = TestBed::start().await;
    let nowhere = bed.authentication("exchange/nope");
    let answer = bed.send(bed.http.get(&nowhere)).await;
    answer.assert_empty(401);
    let token = bed.vendor().await.token(REGISTER).await;
    assert_eq!(bed.get(&nowhere, &token).await.status, 400);
    let exchanged = bed
        .get(&bed.authentication("exchange/MaskinPorten"), &token)
        .await;
    assert_eq!(exchanged.status, 200, "{}", exchanged.body);
}

#[tokio::test]
async fn a_person_sees_the_parties_they_may_act_for() {
    let bed = TestBed::start().await;
    let token = bed.idporten_token("anne", &format!("openid {PARTIES}"));
    let exchanged = bed
        .get(&bed.authentication("exchange/id-porten"), &token)
        .await
        .body;
    let says = claims(&exchanged);
    assert_eq!(
        says["exp"],
        claims(&token)["exp"],
        "it ends with ID-porten's"
    );
    assert_eq!(says["urn:altinn:authlevel"], 3);
    assert!(says["urn:altinn:partyid"].is_number());

    let url = bed.platform("accessmanagement/api/v1/enduser/authorizedparties");
    let with_all = format!("{url}?includeRoles=true&includeAccessPackages=true");
    let answer = bed.get(&with_all, &exchanged).await.ok();
    assert_eq!(answer["links"], json!({ "next": null }), "{answer}");
    assert_eq!(answer["data"][0]["type"], "Person", "{answer}");
    assert!(answer["data"][0]["personId"].is_string(), "{answer}");
    let parties: AuthorizedParties = serde_json::from_value(answer).unwrap();
    let organisations = parties.organisations();
    // The person has access to ten organisations and to the subunit of one of them.
    assert_eq!(organisations.len(), 11);
    for (number, party) in organisations {
        assert_eq!(party.authorized_roles, ["dagl", "daglig-leder"], "{number}");
        let packages = &party.authorized_access_packages;
        assert!(packages.contains(&"lonn".to_owned()), "{number}");
        assert!(packages.is_sorted(), "{number}");
    }

    // The response may contain roles only if the query requests roles.
    let parties: AuthorizedParties =
        serde_json::from_value(bed.get(&url, &exchanged).await.ok()).unwrap();
    assert!(
        parties
            .organisations()
            .iter()
            .all(|(_, party)| party.authorized_roles.is_empty())
    );
}

#[tokio::test]
async fn an_authorised_party_lists_the_persons_roles() {
    let bed = TestBed::start().await;
    let of = async |person: &str| -> Value {
        let token = bed.idporten_token(person, PARTIES);
        let exchanged = bed
            .get(&bed.authentication("exchange/id-porten"), &token)
            .await
            .body;
        let url = bed.platform("accessmanagement/api/v1/enduser/authorizedparties?includeRoles=true&includeAccessPackages=true");
        bed.get(&url, &exchanged).await.ok()["data"].clone()
    };
    for (person, organisations, roles) in [
        ("kari", 1, json!(["dagl", "daglig-leder"])),
        // Ola and Siv are access managers by an access package. Their only role is right holder, which Altinn does not
        // list.
        ("ola", 1, json!([])),
        ("siv", 1, json!([])),
        ("tor", 1, json!(["innehaver", "innh"])),
        ("per", 0, json!([])),
    ] {
        let parties = of(person).await;
        // The first party in the list is always the person who makes the call.
        assert_eq!(parties[0]["type"], "Person", "{person}");
        assert_eq!(
            parties.as_array().unwrap().len(),
            organisations + 1,
            "{person}"
        );
        if organisations > 0 {
            assert_eq!(parties[1]["authorizedRoles"], roles, "{person}");
        }
    }
    let packages = |party: &Value| {
        party["authorizedAccessPackages"]
            .as_array()
            .unwrap()
            .clone()
    };
    assert!(packages(&of("ola").await[1]).contains(&json!("tilgangsstyrer")));
    // The control API can give a person any of Altinn's roles in an organisation.
    let body = json!({ "roles": ["styremedlem", "dagl", "regna"] });
    let put = bed
        .control(Method::PUT, "connections/per/312450186", body)
        .await;
    assert_eq!(put.status, 204, "{}", put.body);
    let roles = &of("per").await[1]["authorizedRoles"];
    assert_eq!(
        *roles,
        json!(["dagl", "daglig-leder", "medl", "regna", "styremedlem"])
    );
    let lonn = json!("lonn");
    assert!(!packages(&of("ola").await[1]).contains(&lonn));
    assert!(packages(&of("liv").await[1]).contains(&lonn));
}

/// An exchange keeps some claims of a system user's token and adds new ones, as in the contract's example
/// (contract/maskinporten.md §7).
#[tokio::test]
async fn an_exchanged_system_user_token_has_the_claims_of_a_real_one() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered().await;
    let (customer, id) = vendor.connected(&system, "ske-krav-og-betalinger").await;
    let owner = &customer.organisation;
    let token = vendor.token_for(DEMO, owner).await;
    let exchanged = bed
        .get(&bed.authentication("exchange/maskinporten"), &token)
        .await
        .body;
    let header = jsonwebtoken::decode_header(&exchanged).unwrap();
    assert_eq!(header.alg, jsonwebtoken::Algorithm::RS256);
    assert_eq!(header.typ.as_deref(), Some("JWT"));
    assert!(header.kid.is_some() && header.x5t.is_some());

    let says = claims(&exchanged);
    let before = claims(&token);
    assert_eq!(
        says["authorization_details"],
        json!({
            "type": "urn:altinn:systemuser",
            "systemuser_org": { "authority": "iso6523-actorid-upis", "ID": format!("0192:{owner}") },
            "systemuser_id": [id],
            "system_id": system,
            "externalRef": owner,
        })
    );
    for kept in ["scope", "token_type", "client_id", "consumer"] {
        assert_eq!(says[kept], before[kept], "{kept}");
    }
    assert_eq!(says["nbf"], says["iat"]);
    assert_ne!(says["jti"], before["jti"]);
    assert!(says.get("urn:altinn:org").is_none());
}

/// An exchange keeps some claims of a person's token and adds new ones (contract/idporten.md §8).
#[tokio::test]
async fn an_exchanged_person_token_has_the_claims_of_a_real_one() {
    let bed = TestBed::start().await;
    let token = bed.idporten_token("kari", &format!("openid {PARTIES}"));
    let url = bed.authentication("exchange/id-porten");
    let says = claims(&bed.get(&url, &token).await.body);
    let before = claims(&token);
    for kept in ["acr", "scope", "pid", "client_id", "consumer", "exp"] {
        assert_eq!(says[kept], before[kept], "{kept}");
    }
    for response in [
        "nameid",
        "urn:altinn:userid",
        "urn:altinn:username",
        "urn:altinn:authenticatemethod",
        "jti",
    ] {
        assert!(says[response].is_string(), "{response}");
    }
    assert_eq!(says["iss"], bed.authentication("openid/").as_str());
    assert!(says["nbf"].is_number() && says["iat"].is_number());
}

/// Altinn exchanges a person's token only if the token has the claims `pid` and `acr` (contract/idporten.md §8).
#[tokio::test]
async fn a_persons_token_without_a_number_or_a_level_is_not_exchanged() {
    let bed = TestBed::start().await;
    let simulator = bed.simulator();
    let now = simulator.now().as_second();
    let (kari, good) = (
        simulator.world().parties.person("kari").unwrap().clone(),
        bed.authentication("exchange/id-porten"),
    );
    for (left_out, status) in [("", 200), ("pid", 401), ("acr", 401)] {
        let mut says = json!({
            "pid": kari.personal_number,
            "acr": "idporten-loa-substantial",
            "scope": PARTIES,
            "exp": now + 60,
        });
        says.as_object_mut().unwrap().remove(left_out);
        let token = simulator.keys().idporten.sign(&says);
        assert_eq!(
            bed.get(&good, &token).await.status.as_u16(),
            status,
            "without {left_out}"
        );
    }
}

/// For a person whom Altinn does not know, Altinn returns an empty list. A token that names neither a person nor a
/// system user gets 401 (contract/idporten.md §8).
#[tokio::test]
async fn authorised_parties_of_an_unknown_caller() {
    let bed = TestBed::start().await;
    let url = bed.platform("accessmanagement/api/v1/enduser/authorizedparties");
    let token = bed.idporten_token("per", &format!("openid {PARTIES}"));
    let exchange = bed.authentication("exchange/id-porten");
    let mut says = claims(&bed.get(&exchange, &token).await.body);
    let simulator = bed.simulator();
    for (who, changes, expected) in [
        ("unknown person", json!({ "pid": "30836224864x" }), None),
        ("nobody", json!({ "pid": null }), Some("Unknown user type")),
    ] {
        for (name, value) in changes.as_object().unwrap() {
            says[name] = value.clone();
        }
        let response = bed.get(&url, &simulator.keys().altinn.sign(&says)).await;
        match expected {
            None => assert_eq!(response.ok()["data"], json!([]), "{who}"),
            Some(text) => {
                assert_eq!(
                    (response.status.as_u16(), response.body.as_str()),
                    (401, text),
                    "{who}"
                );
            }
        }
    }
}

/// A query can filter the authorised parties by organisation, by resource and by subunits. The person Anne has access
/// to ten organisations, and one of them has a subunit.
#[tokio::test]
async fn authorised_parties_are_chosen_by_the_filters() {
    let bed = TestBed::start().await;
    let token = bed.idporten_token("anne", &format!("openid {PARTIES}"));
    let exchange = bed.authentication("exchange/id-porten");
    let token = bed.get(&exchange, &token).await.body;
    let url = bed.platform("accessmanagement/api/v1/enduser/authorizedparties");
    let list = async |query: &str| {
        let answer = bed.get(&format!("{url}?{query}"), &token).await.ok();
        serde_json::from_value::<AuthorizedParties>(answer).unwrap()
    };
    let numbers = |parties: &AuthorizedParties| -> Vec<String> {
        let organisations = parties.organisations();
        organisations
            .iter()
            .map(|(number, _)| number.to_string())
            .collect()
    };
    let all = list("").await;
    let parents = list("includeSubParties=false").await;
    assert_eq!((numbers(&all).len(), numbers(&parents).len()), (11, 10));
    for same in [
        "includeSubParties=auto",
        "includeSubParties=True",
        "includeSubParties=AUTO",
        "includeSubParties=",
        "includeInactiveParties=false",
    ] {
        assert_eq!(numbers(&list(same).await), numbers(&all), "{same}");
    }
    let (one, other) = (&numbers(&parents)[0], &all.data[2].party_uuid);
    let urn = "urn:altinn:organization:identifier-no";
    for (query, found) in [
        (format!("partyFilter={one}"), 1),
        (format!("partyFilter={urn}:{one}&PARTYFILTER={other}"), 2),
        ("partyFilter=none".to_owned(), 0),
        ("anyOfResourceIds=none".to_owned(), 0),
        (
            "anyOfResourceIds=none&anyOfResourceIds=ske-krav-og-betalinger".to_owned(),
            11,
        ),
    ] {
        assert_eq!(numbers(&list(&query).await).len(), found, "{query}");
    }
    // `partyFilter` selects only the subunit. The list shows the hierarchy of the organisations, so the list also
    // contains the subunit's parent. The list must show that the person has no access to the parent.
    let subunit = numbers(&all)
        .into_iter()
        .find(|number| !numbers(&parents).contains(number));
    let found = list(&format!(
        "partyFilter={}&includeRoles=true",
        subunit.unwrap()
    ))
    .await;
    assert_eq!(numbers(&found).len(), 1);
    assert!(found.data[0].only_hierarchy_element_with_no_access);
    assert!(found.data[0].authorized_roles.is_empty());
    assert_eq!(
        list("includeSubParties=FALSE").await.data.len(),
        parents.data.len()
    );
    for name in ["includeRoles", "IncludeSubParties"] {
        let response = bed.get(&format!("{url}?{name}=maybe"), &token).await;
        assert_eq!(response.status, 400, "{name}: {}", response.body);
        let message = "The value 'maybe' is not valid.";
        assert_eq!(response.json()["errors"], json!({ name: [message] }));
    }
}

/// Some error responses are empty, so only the simulator's log can explain the error to the developer.
#[tokio::test]
async fn the_log_explains_an_empty_error_response() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let list = bed.authentication("systemregister/vendor");
    let token = vendor.token(READ).await;
    for (url, token, why) in [
        (
            &list,
            token.as_str(),
            "none of the scopes altinn:authentication/systemregister.write",
        ),
        (&list, "x", "cannot be read"),
        (
            &bed.authentication("exchange/maskinporten"),
            "x",
            "cannot be read",
        ),
    ] {
        assert!(bed.get(url, token).await.body.is_empty());
        let log = bed
            .control(Method::GET, "log?limit=1", json!(null))
            .await
            .ok();
        let result = log[0]["why"].as_str().unwrap_or_default();
        assert!(result.contains(why), "{log}");
    }
}
