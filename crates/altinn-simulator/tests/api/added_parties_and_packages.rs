use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{TestBed, rights};

#[tokio::test]
async fn an_added_resource_can_be_registered_asked_for_and_approved() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let mut system = vendor.system("added");
    system["rights"] = rights(&["my-service"]);
    let refused = vendor.register(&system).await;
    assert_eq!(
        refused.json()["validationErrors"][0]["code"],
        "AUTH.VLD-00003"
    );
    let log = bed
        .control(Method::GET, "log?limit=1", json!({}))
        .await
        .ok();
    let hint = log[0]["hint"].as_str().unwrap();
    assert!(
        hint.contains("curl --request PUT") && hint.contains("/control/resources/"),
        "{hint}"
    );

    let added = json!({ "title": "My service", "actions": ["read"] });
    let answer = bed
        .control(Method::PUT, "resources/my-service", added)
        .await;
    assert_eq!(answer.status, 204, "{}", answer.body);
    assert_eq!(vendor.register(&system).await.status, 200);
    let id = system["id"].as_str().unwrap();
    vendor.connected(id, "my-service").await;
    let read = bed.platform("resourceregistry/api/v1/resource/my-service");
    assert_eq!(
        bed.send(bed.http.get(read)).await.ok()["title"]["nn"],
        "My service"
    );

    // A reset keeps the vendor's client and system. So the vendor can request access from a new customer at once.
    bed.post_control("reset", json!({})).await;
    vendor.connected(id, "my-service").await;
}

/// If an organisation were its own subunit, Altinn's list of authorised parties would never end. So the control API
/// must refuse such an organisation.
#[tokio::test]
async fn an_organisation_cannot_be_its_own_subunit_directly_or_indirectly() {
    let bed = TestBed::start().await;
    let put = async |number: &str, body: Value| {
        let path = format!("organisations/{number}");
        bed.control(Method::PUT, &path, body).await
    };
    let (above, below) = ("315816270", "312605031");
    assert_eq!(put(above, json!({ "name": "Over AS" })).await.status, 204);
    let under = json!({ "name": "Under AS", "parent": above });
    assert_eq!(put(below, under).await.status, 204);
    for parent in [above, below] {
        let round = put(above, json!({ "name": "Over AS", "parent": parent })).await;
        assert_eq!(round.status, 400);
        assert!(round.body.contains("subunit of itself"), "{}", round.body);
    }
}

#[tokio::test]
async fn a_put_replaces_the_whole_entry() {
    let bed = TestBed::start().await;
    let [first, second] = {
        let mut world = bed.simulator().world();
        [(); 2].map(|()| world.unused_personal_number().as_str().to_owned())
    };
    let person = |number: &str| json!({ "name": "Eva Moen", "personalNumber": number });
    for (path, body) in [
        ("organisations/315816270", json!({ "name": "Over AS" })),
        (
            "organisations/312605031",
            json!({ "name": "Under AS", "parent": "315816270" }),
        ),
        ("organisations/312605031", json!({ "name": "Fri AS" })),
        ("persons/eva", person(&first)),
        ("persons/eva", person(&second)),
        ("persons/nora", person(&first)),
        (
            "connections/eva/315816270",
            json!({ "roles": ["daglig-leder"] }),
        ),
    ] {
        let put = bed.control(Method::PUT, path, body).await;
        assert_eq!(put.status, 204, "{path}: {}", put.body);
    }
    let world = bed.simulator().world();
    let parties = world.authorized_parties(world.parties.person("eva").unwrap());
    assert_eq!(parties[1].name, "Over AS");
    assert_eq!(parties[1].subunits.len(), 0);
}

#[tokio::test]
async fn an_invalid_addition_is_refused_with_the_reason() {
    let bed = TestBed::start().await;
    for (path, body, reason) in [
        ("resources/a%20b", json!({ "title": "x" }), "Letters"),
        (
            "resources/x",
            json!({ "title": "x", "packages": ["none"] }),
            "none",
        ),
        ("resources/x", json!({ "titel": "x" }), "titel"),
        (
            "resources/x",
            json!({ "title": "x", "resourceType": "AltinnAp" }),
            "AltinnAp",
        ),
        (
            "connections/kari/312450186",
            json!({ "roles": [], "lacks": [{ "id": "lonnn", "reason": "Unknown" }] }),
            "lonnn",
        ),
        (
            "packages/x",
            json!({ "name": "x", "resources": ["none"] }),
            "none",
        ),
        ("organisations/123", json!({ "name": "x" }), "123"),
        (
            "organisations/315816270",
            json!({ "name": "x", "parent": "991825827" }),
            "991825827",
        ),
        ("persons/kari", json!({ "name": "x" }), "kari"),
        (
            "persons/eva",
            json!({ "name": "x", "personalNumber": "12047910265" }),
            "synthetic",
        ),
        (
            "connections/nobody/312450186",
            json!({ "roles": [] }),
            "nobody",
        ),
        (
            "connections/kari/991825827",
            json!({ "roles": [] }),
            "991825827",
        ),
        (
            "connections/kari/312450186",
            json!({ "roles": ["king"] }),
            "king",
        ),
        (
            "connections/kari/312450186",
            json!({ "roles": [], "packages": ["none"] }),
            "none",
        ),
        (
            "client-relations/991825827/312450186",
            json!({ "roles": ["REGN"] }),
            "991825827",
        ),
        (
            "client-relations/314729056/991825827",
            json!({ "roles": ["REGN"] }),
            "991825827",
        ),
        (
            "client-relations/314729056/312450186",
            json!({ "roles": ["KING"] }),
            "KING",
        ),
        (
            "client-relations/314729056/312450186",
            json!({ "packages": ["none"] }),
            "none",
        ),
        (
            "client-relations/314729056/312450186",
            json!({ "roles": [] }),
            "roles or packages",
        ),
        (
            "client-relations/314729056/314729056",
            json!({ "roles": ["REGN"] }),
            "314729056",
        ),
    ] {
        let answer = bed.control(Method::PUT, path, body).await;
        assert_eq!(answer.status, 400, "{path}");
        assert!(
            answer.json()["error"].as_str().unwrap().contains(reason),
            "{path}: {}",
            answer.body
        );
    }
}

#[tokio::test]
async fn an_added_person_has_the_roles_of_the_connection() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered().await;
    let put = async |path: &str, body: Value| {
        let answer = bed.control(Method::PUT, path, body).await;
        assert_eq!(answer.status, 204, "{path}: {}", answer.body);
    };
    put("organisations/991825827", json!({ "name": "Kunden AS" })).await;
    put(
        "persons/eva",
        json!({ "name": "Eva Moen", "story": "Knows." }),
    )
    .await;
    let id = vendor
        .create_request(&vendor.request(&system, "991825827"))
        .await;
    assert_eq!(bed.approve(&id, "eva").await.status, 403, "not connected");
    put(
        "connections/eva/991825827",
        json!({ "roles": ["tilgangsstyrer"], "packages": { "allBut": ["krav-og-utlegg"] } }),
    )
    .await;
    bed.approve(&id, "eva")
        .await
        .assert_problem(403, "AUTH-00016");
    put(
        "connections/eva/991825827",
        json!({ "roles": ["urn:altinn:role:tilgangsstyrer"], "packages": ["krav-og-utlegg"] }),
    )
    .await;
    assert_eq!(bed.approve(&id, "eva").await.status, 200);
}

/// If the connection has no roles and packages, Altinn still lists the organisation for the person. If the connection
/// is deleted, Altinn does not list the organisation. In both cases, the person cannot approve the request.
#[tokio::test]
async fn a_person_can_lose_a_role_and_the_whole_connection() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered().await;
    let customer = bed.customer("approver").await;
    let (person, party) = (&customer.person, &customer.organisation);
    let id = vendor.create_request(&vendor.request(&system, party)).await;
    let listed = || {
        let world = bed.simulator().world();
        let parties = world.authorized_parties(world.parties.person(person).unwrap());
        let mut rows = parties.into_iter();
        let row = rows.find(|row| {
            let number = row.organization_number.as_ref();
            number.is_some_and(|number| number.as_str() == party)
        });
        row.map(|row| (row.authorized_roles, row.authorized_access_packages))
    };
    assert!(!listed().unwrap().0.is_empty());

    let path = format!("connections/{person}/{party}");
    let without_roles = json!({ "roles": [] });
    let put = bed.control(Method::PUT, &path, without_roles).await;
    assert_eq!(put.status, 204, "{}", put.body);
    assert_eq!(listed(), Some((vec![], vec![])));
    bed.approve(&id, person)
        .await
        .assert_problem(403, "AUTH-00066");

    let delete = async |path: &str| bed.control(Method::DELETE, path, json!({})).await;
    assert_eq!(delete(&path).await.status, 204);
    assert_eq!(listed(), None);
    assert_eq!(bed.approve(&id, person).await.status, 403);
    for missing in [path.as_str(), "connections/nobody/312450186"] {
        let missing = delete(missing).await;
        assert_eq!(missing.status, 404);
        assert_eq!(missing.json()["error"], "There is no such connection.");
    }
    assert_eq!(delete("connections/eva/123").await.status, 400);

    // The person can get the role back.
    let role = json!({ "roles": ["daglig-leder"] });
    assert_eq!(bed.control(Method::PUT, &path, role).await.status, 204);
    assert!(!listed().unwrap().1.is_empty());
    assert_eq!(bed.approve(&id, person).await.status, 200);
}

/// If an organisation delegates `tilgangsstyrer` or `hovedadministrator` to a person, the person is an access manager.
/// To approve a request, an access manager must also hold the requested rights (contract/approval.md §4).
#[tokio::test]
async fn a_person_with_a_package_for_managing_access_is_access_manager() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered().await;
    for (packages, expected) in [
        (json!(["tilgangsstyrer", "krav-og-utlegg"]), Ok(())),
        (json!(["hovedadministrator", "krav-og-utlegg"]), Ok(())),
        (json!(["tilgangsstyrer"]), Err("AUTH-00016")),
        (
            json!(["klientadministrator", "krav-og-utlegg"]),
            Err("AUTH-00066"),
        ),
        // `allBut` never gives a person the packages for managing access. So the person does not become an access
        // manager.
        (json!({ "allBut": [] }), Err("AUTH-00066")),
        (json!({ "allBut": ["lonn"] }), Err("AUTH-00066")),
    ] {
        let customer = bed.customer("forwarder").await;
        let (person, party) = (&customer.person, &customer.organisation);
        let id = vendor.create_request(&vendor.request(&system, party)).await;
        let refused = bed.approve(&id, person).await;
        refused.assert_problem(403, "AUTH-00066");
        let body = json!({ "roles": ["rettighetshaver"], "packages": packages });
        let path = format!("connections/{person}/{party}");
        let put = bed.control(Method::PUT, &path, body).await;
        assert_eq!(put.status, 204, "{packages}: {}", put.body);
        let answer = bed.approve(&id, person).await;
        match expected {
            Ok(()) => assert_eq!(answer.status, 200, "{packages}: {}", answer.body),
            Err(code) => {
                assert!(answer.body.contains(code), "{packages}: {}", answer.body);
                answer.assert_problem(403, code);
            }
        }
    }
}
