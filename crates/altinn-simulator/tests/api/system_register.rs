use altinn_types::RegisteredSystem;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{OTHER_VENDOR, REGISTER, TestBed, VENDOR, WRITE, packages, rights};

/// Returns the code and the path of each validation error in a response.
#[track_caller]
fn codes(answer: &crate::support::Response) -> Vec<(String, String)> {
    let body = answer.assert_problem(400, "STD-00000");
    let errors = body["validationErrors"].as_array().unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    errors
        .iter()
        .map(|error| (text(&error["code"]), text(&error["paths"][0])))
        .collect()
}

const ID: &str = "/registersystemrequest/systemid";
const RESOURCE: &str = "/registersystemrequest/rights/resource";
const PACKAGES: &str = "/registersystemrequest/accesspackages";
const CLIENT: &str = "/registersystemrequest/clientid";
const REDIRECTS: &str = "/registersystemrequest/allowedredirecturls";

#[tokio::test]
async fn a_system_is_registered_read_changed_and_deleted() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let mut system = vendor.system("crud");
    system["allowedRedirectUrls"] = json!(["https://altinn.no"]);
    let created = vendor.register(&system).await;
    assert_eq!(created.status, 200);
    let internal_id: uuid::Uuid = serde_json::from_str(&created.body).unwrap();

    let token = vendor.token(REGISTER).await;
    let list = bed.authentication("systemregister/vendor");
    let one = format!("{list}/{VENDOR}_crud");
    let read = bed.get(&one, &token).await;
    assert_eq!(read.headers["cache-control"], "no-store");
    let registered: RegisteredSystem = serde_json::from_value(read.ok()).unwrap();
    assert_eq!(registered.vendor.id, format!("0192:{VENDOR}"));
    assert_eq!(registered.allowed_redirect_urls, ["https://altinn.no/"]);
    assert!(!registered.is_visible && !registered.is_deleted);

    let listed = bed.get(&list, &token).await;
    assert_eq!(listed.headers["cache-control"], "no-store");
    let listed = listed.ok();
    assert_eq!(listed[0]["systemId"], format!("{VENDOR}_crud"));
    for absent in ["id", "clientId", "allowedRedirectUrls"] {
        assert!(listed[0].get(absent).is_none(), "{absent}");
    }

    system["name"]["nb"] = json!("Nytt navn");
    let succeeded = json!({ "succeeded": true });
    assert_eq!(
        bed.call(Method::PUT, &one, &token, Some(&system))
            .await
            .ok(),
        succeeded
    );
    let to_rights = rights(&["ttd_systembruker-salary"]);
    let url = format!("{one}/rights");
    assert_eq!(
        bed.call(Method::PUT, &url, &token, Some(&to_rights))
            .await
            .ok(),
        succeeded
    );
    let url = format!("{one}/accesspackages");
    let to_packages = packages(&["skattegrunnlag"]);
    assert_eq!(
        bed.call(Method::PUT, &url, &token, Some(&to_packages))
            .await
            .ok(),
        succeeded
    );
    let read = bed.get(&one, &token).await.ok();
    assert_eq!(
        (&read["rights"], &read["accessPackages"]),
        (&to_rights, &to_packages)
    );
    assert_eq!(read["name"]["nb"], "Nytt navn");

    assert_eq!(
        bed.call(Method::DELETE, &one, &token, None).await.ok(),
        succeeded
    );
    assert_eq!(bed.get(&one, &token).await.ok()["isDeleted"], true);
    assert_eq!(bed.get(&list, &token).await.ok(), json!([]));

    let log = bed.get(&format!("{one}/changelog"), &token).await.ok();
    let types: Vec<_> = log
        .as_array()
        .unwrap()
        .iter()
        .rev()
        .map(|row| &row["changeType"])
        .collect();
    assert_eq!(
        types,
        [
            "create",
            "update",
            "rightsupdate",
            "accesspackageupdate",
            "delete"
        ]
    );
    assert_eq!(log[0]["systemInternalId"], json!(internal_id));
    assert_eq!(log[0]["changedByOrgNumber"], VENDOR);
    assert_eq!(log[0]["clientId"], vendor.client_id.as_str());

    // Altinn never accepts the id of a deleted system for a new system. A new system can use the client ids of the
    // deleted system.
    let again = vendor.register(&system).await;
    assert_eq!(
        codes(&again),
        [("AUTH.VLD-00002".to_owned(), ID.to_owned())]
    );
    assert_eq!(vendor.register(&vendor.system("next")).await.status, 200);
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "most of it is the table")]
async fn a_new_system_gets_every_validation_error() {
    type Spoil = fn(&mut Value);
    let rows: [(&str, Spoil, &str, &str); 17] = [
        (
            "blank in the id",
            |s| s["id"] = json!(format!("{VENDOR}_a b")),
            "AUTH.VLD-00013",
            ID,
        ),
        (
            "id of another vendor",
            |s| s["id"] = json!(format!("{OTHER_VENDOR}_a")),
            "AUTH.VLD-00001",
            ID,
        ),
        (
            "id without underscore",
            |s| s["id"] = json!(VENDOR),
            "AUTH.VLD-00001",
            ID,
        ),
        (
            "id taken",
            |s| s["id"] = json!(format!("{VENDOR}_taken")),
            "AUTH.VLD-00002",
            ID,
        ),
        (
            "redirect by http",
            |s| s["allowedRedirectUrls"] = json!(["http://example.no/x"]),
            "AUTH.VLD-00005",
            REDIRECTS,
        ),
        (
            "redirect not absolute",
            |s| s["allowedRedirectUrls"] = json!(["/x"]),
            "AUTH.VLD-00005",
            REDIRECTS,
        ),
        (
            "client taken",
            |s| s["clientId"] = json!(["taken-client"]),
            "AUTH.VLD-00004",
            CLIENT,
        ),
        (
            "another attribute",
            |s| s["rights"] = json!([{ "resource": [{ "id": "urn:altinn:org", "value": "ttd" }] }]),
            "AUTH.VLD-00009",
            RESOURCE,
        ),
        (
            "unknown resource",
            |s| s["rights"] = rights(&["no-such"]),
            "AUTH.VLD-00003",
            RESOURCE,
        ),
        (
            "resource of another type",
            |s| s["rights"] = rights(&["ttd-maskinporten-schema"]),
            "AUTH.VLD-00017",
            RESOURCE,
        ),
        (
            "right twice",
            |s| s["rights"] = rights(&["ske-mva-melding", "ske-mva-melding"]),
            "AUTH.VLD-00006",
            RESOURCE,
        ),
        (
            "package twice",
            |s| s["accessPackages"] = packages(&["lonn", "lonn"]),
            "AUTH.VLD-00007",
            PACKAGES,
        ),
        (
            "package without a URN",
            |s| s["accessPackages"] = json!([{ "urn": "lonn" }]),
            "AUTH.VLD-00008",
            PACKAGES,
        ),
        (
            "unknown package",
            |s| s["accessPackages"] = packages(&["no-such"]),
            "AUTH.VLD-00008",
            PACKAGES,
        ),
        (
            "package that stays",
            |s| s["accessPackages"] = packages(&["eksplisitt"]),
            "AUTH.VLD-00008",
            PACKAGES,
        ),
        (
            "package for clients, visible",
            |s| {
                s["accessPackages"] = packages(&["regnskapsforer-lonn"]);
                s["isVisible"] = json!(true);
            },
            "AUTH.VLD-00018",
            PACKAGES,
        ),
        (
            "visible by default",
            |s| {
                s["accessPackages"] = packages(&["regnskapsforer-lonn"]);
                s.as_object_mut().unwrap().remove("isVisible");
            },
            "AUTH.VLD-00018",
            PACKAGES,
        ),
    ];
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let mut taken = vendor.system("taken");
    taken["clientId"] = json!(["taken-client"]);
    assert_eq!(vendor.register(&taken).await.status, 200);
    for (name, spoil, code, path) in rows {
        let mut system = vendor.system("x");
        spoil(&mut system);
        let answer = vendor.register(&system).await;
        assert_eq!(
            codes(&answer),
            [(code.to_owned(), path.to_owned())],
            "{name}"
        );
    }

    // Altinn returns all validation errors in one response, in a fixed order. Each error lists the values that are
    // invalid.
    let mut system = vendor.system("taken");
    system["allowedRedirectUrls"] = json!(["http://example.no"]);
    system["clientId"] = json!(["taken-client"]);
    system["rights"] = rights(&["no-such", "other-missing", "no-such"]);
    system["accessPackages"] = packages(&["no-such", "eksplisitt"]);
    let answer = vendor.register(&system).await;
    let codes: Vec<_> = codes(&answer)
        .into_iter()
        .map(|(code, _)| code[9..].to_owned())
        .collect();
    assert_eq!(
        codes,
        ["00002", "00005", "00004", "00003", "00006", "00008"]
    );
    let errors = &answer.json()["validationErrors"];
    assert_eq!(
        errors[3]["ResourceIds Not Found : "],
        "no-such | other-missing | no-such"
    );
    assert_eq!(
        errors[5]["Invalid Urn Details : "],
        "Not found: urn:altinn:accesspackage:no-such | Not possible to delegate: urn:altinn:accesspackage:eksplisitt"
    );

    let mut no_vendor = vendor.system("x");
    no_vendor["vendor"]["ID"] = json!(format!("9999:{VENDOR}"));
    no_vendor["id"] = json!("nonsense");
    let answer = vendor.register(&no_vendor).await;
    let alone = (
        "AUTH.VLD-00000".to_owned(),
        "/registersystemrequest/vendor/id".to_owned(),
    );
    assert_eq!(self::codes(&answer), [alone]);
}

#[tokio::test]
async fn the_system_owner_is_checked_before_the_body() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let other = bed.vendor_of(OTHER_VENDOR).await;
    let mut system = vendor.system("x");
    system["rights"] = rights(&["no-such"]);
    other.register(&system).await.assert_empty(403);

    let mut system = vendor.system("x");
    system["vendor"]["ID"] = json!("0192");
    assert_eq!(vendor.register(&system).await.status, 500);
    let mut system = vendor.system("x");
    system["name"].as_object_mut().unwrap().remove("nn");
    assert_eq!(vendor.register(&system).await.status, 500);
    let mut system = vendor.system("x");
    system["rights"] = Value::Null;
    assert_eq!(vendor.register(&system).await.status, 500);
    let mut system = vendor.system("x");
    system.as_object_mut().unwrap().remove("vendor");
    let answer = vendor.register(&system).await;
    assert_eq!(answer.status, 400);
    assert!(answer.json()["errors"]["$"].is_array(), "{}", answer.body);
}

#[tokio::test]
async fn names_in_a_body_are_case_insensitive() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let text = vendor.system("case").to_string();
    let pascal = text
        .replace("\"id\":\"3", "\"Id\":\" 3")
        .replace("\"clientId\"", "\"ClientID\"")
        .replace("\"isVisible\"", "\"IsVisible\"");
    let answer = vendor
        .register(&serde_json::from_str(&pascal).unwrap())
        .await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert!(
        bed.simulator()
            .world()
            .register
            .system(&format!("{VENDOR}_case").parse().unwrap())
            .is_some()
    );
}

#[tokio::test]
async fn each_endpoint_has_its_own_error_for_an_unknown_system() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let token = vendor.token(REGISTER).await;
    let one = bed.authentication(&format!("systemregister/vendor/{VENDOR}_none"));
    let body = vendor.system("none");
    bed.get(&one, &token).await.assert_empty(404);
    let put = bed.call(Method::PUT, &one, &token, Some(&body)).await;
    assert_eq!(
        (put.status.as_u16(), put.body),
        (404, format!("System with ID '{VENDOR}_none' not found."))
    );
    for (part, body) in [("rights", rights(&[])), ("accesspackages", packages(&[]))] {
        let answer = bed
            .call(Method::PUT, &format!("{one}/{part}"), &token, Some(&body))
            .await;
        assert_eq!(answer.status, 500, "{part}");
    }
    let log = bed.get(&format!("{one}/changelog"), &token).await;
    assert_eq!(
        (log.status.as_u16(), log.body),
        (404, format!("System with ID {VENDOR}_none not found."))
    );
    let deleted = bed.call(Method::DELETE, &one, &token, None).await;
    assert_eq!(deleted.status, 400);
    assert_eq!(deleted.json()["errors"]["return"][0], "System not found");
}

#[tokio::test]
async fn a_vendor_cannot_read_or_change_another_vendors_system() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered().await;
    let other = bed.vendor_of(OTHER_VENDOR).await;
    let token = other.token(REGISTER).await;
    let one = bed.authentication(&format!("systemregister/vendor/{system}"));
    let body = other.system("x");
    bed.get(&one, &token).await.assert_empty(403);
    bed.call(Method::PUT, &one, &token, Some(&body))
        .await
        .assert_empty(403);
    bed.call(Method::DELETE, &one, &token, None)
        .await
        .assert_empty(403);
    bed.get(&format!("{one}/changelog"), &token)
        .await
        .assert_empty(403);
    let url = format!("{one}/rights");
    bed.call(Method::PUT, &url, &token, Some(&rights(&[])))
        .await
        .assert_empty(403);
}

#[tokio::test]
async fn a_replacement_is_checked_in_the_order_of_the_contract() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let token = vendor.token(REGISTER).await;
    let mut system = vendor.system("put");
    assert_eq!(vendor.register(&system).await.status, 200);
    let one = bed.authentication(&format!("systemregister/vendor/{VENDOR}_put"));
    let put = async |system: &Value| bed.call(Method::PUT, &one, &token, Some(system)).await;

    let mut elsewhere = system.clone();
    elsewhere["vendor"]["ID"] = json!(format!("0192:{OTHER_VENDOR}"));
    elsewhere["id"] = json!("x");
    assert_eq!(put(&elsewhere).await.status, 404);
    let mut renamed = system.clone();
    renamed["id"] = json!(format!("{VENDOR}_other"));
    renamed["rights"] = rights(&["no-such"]);
    assert_eq!(
        codes(&put(&renamed).await),
        [("AUTH.VLD-00012".to_owned(), ID.to_owned())]
    );
    let mut twice = system.clone();
    twice["clientId"] = json!(["a", "a"]);
    assert_eq!(
        codes(&put(&twice).await),
        [("AUTH.VLD-00011".to_owned(), CLIENT.to_owned())]
    );
    let mut another = vendor.system("another");
    another["clientId"] = json!(["anothers"]);
    assert_eq!(vendor.register(&another).await.status, 200);
    let mut claimed = system.clone();
    claimed["clientId"] = json!(["anothers"]);
    assert_eq!(
        codes(&put(&claimed).await),
        [("AUTH.VLD-00004".to_owned(), CLIENT.to_owned())]
    );

    // If the body of a PUT leaves out a member, Altinn sets the member to its default value.
    for name in ["isVisible", "clientId", "accessPackages"] {
        system.as_object_mut().unwrap().remove(name);
    }
    assert_eq!(put(&system).await.status, 200);
    let read = bed.get(&one, &token).await.ok();
    assert_eq!(
        (&read["isVisible"], &read["clientId"]),
        (&json!(true), &json!([]))
    );

    // The PUT has removed the client ids of the system. If a vendor deletes a system without client ids, Altinn answers
    // 400, although Altinn has deleted the system.
    bed.call(Method::DELETE, &one, &token, None)
        .await
        .assert_empty(400);
    let refused = put(&system).await;
    assert_eq!(
        (refused.status.as_u16(), refused.body.as_str()),
        (400, "Cannot update a system marked as deleted.")
    );
}

/// A token of Altinn's portal can read the visible systems, but a vendor's token cannot
/// (contract/systemuser-api.md §2.9).
#[tokio::test]
async fn public_reads_accept_the_portals_token_and_list_visible_systems() {
    const PORTAL: &str = "altinn:portal/enduser";
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let mut visible = vendor.system("visible");
    visible["isVisible"] = json!(true);
    visible["rights"] = rights(&["app_ttd_endring-av-navn-v2", "ske-mva-melding"]);
    assert_eq!(vendor.register(&visible).await.status, 200);
    let mut hidden = vendor.system("hidden");
    hidden["clientId"] = json!([]);
    assert_eq!(vendor.register(&hidden).await.status, 200);
    let exchange = bed.authentication("exchange/id-porten");
    let person = bed.idporten_token("kari", PORTAL);
    let token = bed.get(&exchange, &person).await.body;
    let url = |path: &str| bed.authentication(&format!("systemregister{path}"));

    let listed = bed.get(&url(""), &token).await.ok();
    assert_eq!(listed.as_array().unwrap().len(), 1, "{listed}");
    let id = visible["id"].as_str().unwrap();
    assert_eq!(listed[0]["systemId"], id);
    let one = bed.get(&url(&format!("/{id}")), &token).await.ok();
    assert_eq!(one, listed[0]);
    let hidden = hidden["id"].as_str().unwrap();
    let response = bed.get(&url(&format!("/{hidden}")), &token).await.ok();
    assert_eq!(response["isVisible"], false, "it is only not in the list");

    let old = json!([{ "resource": [
        { "id": "urn:altinn:org", "value": "ttd" },
        { "id": "urn:altinn:app", "value": "endring-av-navn-v2" },
    ] }, rights(&["ske-mva-melding"])[0]]);
    for (path, expected) in [
        (format!("/{id}/rights"), visible["rights"].clone()),
        (
            format!("/{id}/rights?useOldFormatForApp=false"),
            visible["rights"].clone(),
        ),
        (format!("/{id}/rights?useOldFormatForApp=True"), old),
        (
            format!("/{id}/accesspackages"),
            visible["accessPackages"].clone(),
        ),
        (format!("/{VENDOR}_none/rights"), json!([])),
        (format!("/{VENDOR}_none/accesspackages"), json!([])),
    ] {
        assert_eq!(bed.get(&url(&path), &token).await.ok(), expected, "{path}");
    }
    let unknown = url(&format!("/{VENDOR}_none"));
    bed.get(&unknown, &token).await.assert_empty(404);
    let odd = url(&format!("/{id}/rights?useOldFormatForApp=x"));
    assert_eq!(bed.get(&odd, &token).await.status, 400);

    // A vendor's Maskinporten token does not have the scope of Altinn's portal, so these calls return 403.
    let vendors = vendor.token(REGISTER).await;
    for path in ["", "/x", "/x/rights", "/x/accesspackages"] {
        bed.get(&url(path), &vendors).await.assert_empty(403);
    }
}

/// A validation error has a code, a title and a path. If the error is about a list, it also has a member with the
/// invalid values (contract/systemuser-api.md §1.4).
#[tokio::test]
async fn a_validation_error_has_its_title_and_lists_the_invalid_values() {
    type Spoil = fn(&mut Value);
    let rows: [(&str, Spoil, &str, Value); 8] = [
        (
            "VLD-00003",
            |s| s["rights"] = rights(&["no-such-resource", "other-missing"]),
            "One or more resources specified in rights were not found in Altinn's resource register.",
            json!({ "ResourceIds Not Found : ": "no-such-resource | other-missing" }),
        ),
        (
            "VLD-00005",
            |s| s["allowedRedirectUrls"] = json!(["http://example.no"]),
            "One or more of the redirect urls format is not valid. The valid format is https://xxx.xx",
            json!({}),
        ),
        (
            "VLD-00006",
            |s| s["rights"] = rights(&["ske-mva-melding", "ske-mva-melding"]),
            "One or more duplicate rights found",
            json!({}),
        ),
        (
            "VLD-00008",
            |s| s["accessPackages"] = json!([{ "urn": "urn:altinn:lonn" }]),
            "One or all the accesspackage(s) is not found in altinn's access packages or is not delegable",
            json!({ "Invalid Urn Details : ": "Invalid format: urn:altinn:lonn" }),
        ),
        (
            "VLD-00009",
            |s| s["rights"] = json!([{ "resource": [{ "id": "urn:altinn:org", "value": "ttd" }] }]),
            "One or more resource id is in wrong format. The valid format is urn:altinn:resource",
            json!({ "Invalid Resource Id Details : ": "ttd" }),
        ),
        (
            "VLD-00013",
            |s| s["id"] = json!(format!("{VENDOR}_a b")),
            "System ID cannot have spaces in id (leading, trailing or in between the id)",
            json!({}),
        ),
        (
            "VLD-00017",
            |s| s["rights"] = rights(&["ttd-maskinporten-schema"]),
            "One or more resources specified in rights is of resource type which is not delegable.",
            json!({ "ResourceIds Not Delegable : ": "ttd-maskinporten-schema" }),
        ),
        (
            "VLD-00018",
            |s| {
                s["accessPackages"] = packages(&["ansvarlig-revisor"]);
                s["isVisible"] = json!(true);
            },
            "Access packages meant for system user for client relations can't be used in combination with the flag isVisible: true",
            json!({}),
        ),
    ];
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    for (code, spoil, title, more) in rows {
        let mut system = vendor.system("x");
        spoil(&mut system);
        let body = vendor.register(&system).await;
        let body = body.assert_problem(400, "STD-00000");
        let error = &body["validationErrors"][0];
        let mut expected = json!({
            "code": format!("AUTH.{code}"),
            "title": title,
            "paths": error["paths"],
        });
        let more = more.as_object().unwrap().clone();
        expected.as_object_mut().unwrap().extend(more);
        assert_eq!(*error, expected);
    }
}

/// Altinn returns all validation errors of a system in a fixed order. A PUT does not check the system id or the
/// redirect URLs. A PUT checks the client ids last (contract/systemuser-api.md §2.2 and §2.5).
#[tokio::test]
async fn several_validation_errors_are_in_altinns_order() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let mut taken = vendor.system("taken");
    taken["clientId"] = json!(["taken-client"]);
    assert_eq!(vendor.register(&taken).await.status, 200);
    let mut own = vendor.system("own");
    assert_eq!(vendor.register(&own).await.status, 200);

    let spoil = |system: &mut Value| {
        system["clientId"] = json!(["taken-client", "taken-client"]);
        system["allowedRedirectUrls"] = json!(["http://example.no"]);
        system["rights"] = json!([
            { "resource": [{ "id": "urn:altinn:org", "value": "ttd" }] },
            rights(&["no-such"])[0],
            rights(&["ttd-maskinporten-schema"])[0],
            rights(&["no-such"])[0],
        ]);
        system["accessPackages"] = packages(&["no-such", "no-such", "ansvarlig-revisor"]);
        system["isVisible"] = json!(true);
    };
    let numbers = |answer: &crate::support::Response| -> Vec<u32> {
        let codes = codes(answer).into_iter();
        codes.map(|(code, _)| code[9..].parse().unwrap()).collect()
    };
    let mut new = vendor.system("x");
    new["id"] = json!(format!("{OTHER_VENDOR}_a b"));
    spoil(&mut new);
    let created = vendor.register(&new).await;
    assert_eq!(numbers(&created), [13, 1, 5, 4, 9, 3, 17, 6, 8, 7, 18]);

    spoil(&mut own);
    let own_token = vendor.token(REGISTER).await;
    let one = bed.authentication(&format!("systemregister/vendor/{VENDOR}_own"));
    let put = bed.call(Method::PUT, &one, &own_token, Some(&own)).await;
    assert_eq!(numbers(&put), [9, 3, 17, 6, 8, 7, 18, 11, 4]);
}

/// If a PUT has several errors, Altinn returns the error of the first check in the order of
/// contract/systemuser-api.md §2.5.
#[tokio::test]
async fn a_replacement_with_several_errors_gets_the_first_error() {
    let bed = TestBed::start().await;
    let (vendor, other) = (bed.vendor().await, bed.vendor_of(OTHER_VENDOR).await);
    let system = vendor.system("first");
    assert_eq!(vendor.register(&system).await.status, 200);
    let (own, others) = (vendor.token(REGISTER).await, other.token(REGISTER).await);
    let one = bed.authentication(&format!("systemregister/vendor/{VENDOR}_first"));
    let none = bed.authentication(&format!("systemregister/vendor/{VENDOR}_none"));
    let deleted = bed.call(Method::DELETE, &one, &own, None).await;
    assert_eq!(deleted.status, 200);

    // The first call has the error that Altinn checks last. Each later call adds an error that Altinn checks before the
    // errors of the earlier calls.
    let mut body = system.clone();
    body["rights"] = rights(&["no-such"]);
    let put = async |url: &url::Url, token: &str, body: &Value| {
        bed.call(Method::PUT, url, token, Some(body)).await
    };
    let response = put(&one, &own, &body).await;
    assert_eq!(
        (response.status.as_u16(), response.body.as_str()),
        (400, "Cannot update a system marked as deleted.")
    );
    body["id"] = json!(format!("{VENDOR}_other"));
    let response = codes(&put(&one, &own, &body).await);
    assert_eq!(response, [("AUTH.VLD-00012".to_owned(), ID.to_owned())]);
    body["vendor"]["ID"] = json!(format!("0192:{OTHER_VENDOR}"));
    let not_found = |name: &str| format!("System with ID '{VENDOR}_{name}' not found.");
    let response = put(&one, &own, &body).await;
    assert_eq!(
        (response.status.as_u16(), response.body),
        (404, not_found("first"))
    );
    put(&one, &others, &body).await.assert_empty(403);
    let response = put(&none, &others, &body).await;
    assert_eq!(
        (response.status.as_u16(), response.body),
        (404, not_found("none"))
    );
}

/// Altinn replaces the rights and the packages of a system in separate calls, each with its own checks
/// (contract/systemuser-api.md §2.6).
#[tokio::test]
async fn each_list_of_a_system_is_replaced_by_its_own_rules() {
    let bed = TestBed::start().await;
    let (vendor, other) = (bed.vendor().await, bed.vendor_of(OTHER_VENDOR).await);
    let mut visible = vendor.system("lists");
    visible["isVisible"] = json!(true);
    assert_eq!(vendor.register(&visible).await.status, 200);
    let (own, others) = (vendor.token(REGISTER).await, other.token(REGISTER).await);
    let one = bed.authentication(&format!("systemregister/vendor/{VENDOR}_lists"));
    let put = async |part: &str, token: &str, body: Value| {
        let url = format!("{one}/{part}");
        bed.call(Method::PUT, &url, token, Some(&body)).await
    };
    let for_clients = packages(&["ansvarlig-revisor"]);
    let response = codes(&put("accesspackages", &own, for_clients.clone()).await);
    assert_eq!(
        response,
        [("AUTH.VLD-00018".to_owned(), PACKAGES.to_owned())],
        "the system is visible"
    );
    let response = codes(&put("rights", &own, rights(&["no-such"])).await);
    assert_eq!(
        response,
        [("AUTH.VLD-00003".to_owned(), RESOURCE.to_owned())]
    );
    put("accesspackages", &others, for_clients)
        .await
        .assert_empty(403);

    let deleted = bed.call(Method::DELETE, &one, &own, None).await;
    assert_eq!(deleted.status, 200);
    for (part, body) in [
        ("rights", rights(&["no-such"])),
        ("accesspackages", packages(&["no-such"])),
    ] {
        let response = put(part, &own, body).await;
        assert_eq!(
            (response.status.as_u16(), response.body.as_str()),
            (400, "Cannot update a system marked as deleted."),
            "{part}"
        );
    }
}

/// A PUT does not check redirect URLs, so Altinn also stores a URL with `http` (contract/systemuser-api.md §2.5).
#[tokio::test]
async fn a_replacement_accepts_any_redirect_url() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let mut system = vendor.system("redirects");
    assert_eq!(vendor.register(&system).await.status, 200);
    system["allowedRedirectUrls"] = json!(["http://example.no/x"]);
    let token = vendor.token(REGISTER).await;
    let one = bed.authentication(&format!("systemregister/vendor/{VENDOR}_redirects"));
    let put = bed.call(Method::PUT, &one, &token, Some(&system)).await;
    assert_eq!(put.status, 200, "{}", put.body);
    assert_eq!(
        bed.get(&one, &token).await.ok()["allowedRedirectUrls"],
        json!(["http://example.no/x"])
    );
}

/// In the system register, two rights that differ only in `action` are two different rights. But when Altinn compares a
/// request with its system, Altinn ignores `action` (contract/systemuser-api.md §1.5).
#[tokio::test]
async fn actions_matter_in_the_register_and_not_in_a_request() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let with_action = |action: &str| {
        let mut right = rights(&["ske-mva-melding"])[0].clone();
        right["action"] = json!(action);
        right
    };
    let mut system = vendor.system("actions");
    system["rights"] = json!([with_action("read"), with_action("write")]);
    let answer = vendor.register(&system).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let token = vendor.token(REGISTER).await;
    let one = bed.authentication(&format!("systemregister/vendor/{VENDOR}_actions"));
    assert_eq!(bed.get(&one, &token).await.ok()["rights"], system["rights"]);

    let party = bed.customer("approver").await.organisation;
    let mut body = vendor.request(system["id"].as_str().unwrap(), &party);
    body["rights"] = json!([with_action("sign")]);
    let created = vendor.post_request(&body).await;
    assert_eq!(created.status, 201, "{}", created.body);
    assert_eq!(created.json()["rights"], body["rights"]);
}

/// If the vendor changes or deletes a system, existing system users keep their access. Altinn checks only new requests
/// against the changed system (contract/systemuser-api.md §2.5 and §2.7).
#[tokio::test]
async fn system_users_do_not_change_when_their_system_changes_or_is_deleted() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered().await;
    let (customer, id) = vendor.connected(&system, "ttd_systembruker-salary").await;
    let owner = &customer.organisation;
    let salary = bed.resource_owner(&format!("api/Salary/{owner}"));
    let opens = async || {
        let token = vendor.token_for(crate::support::DEMO, owner).await;
        bed.get(&salary, &token).await.status == 200
    };
    let token = vendor.token(REGISTER).await;
    let one = bed.authentication(&format!("systemregister/vendor/{system}"));
    let url = format!("{one}/rights");
    let body = rights(&["ske-mva-melding"]);
    let put = bed.call(Method::PUT, &url, &token, Some(&body)).await;
    assert_eq!(put.status, 200);
    assert!(opens().await, "what was given is still there");

    assert_eq!(
        bed.call(Method::DELETE, &one, &token, None).await.status,
        200
    );
    let query = format!("systemuser/vendor/byquery?system-id={system}&orgno={owner}");
    let found = vendor.get(crate::support::WRITE, &query).await.ok();
    assert_eq!(found["id"], id, "the system user lives");
    let grant = vendor.grant_for(crate::support::DEMO, owner, None);
    let refused = vendor.request_token(&grant).await;
    assert_eq!(
        refused.json()["error"],
        "invalid_altinn_customer_configuration"
    );
    let client = &vendor.client_id;
    let lookup = format!(
        "systemuser/byExternalId?clientId={client}&systemProviderOrgNo={VENDOR}&systemUserOwnerOrgNo={owner}"
    );
    let response = vendor.get(crate::support::ALL, &lookup).await;
    response.assert_empty(404);
}

/// An entry in the change log contains the JSON that .NET stored: names with a capital letter, `null` for a right
/// without an action, and the redirect URLs as they were sent (contract/systemuser-api.md §2.8).
#[tokio::test]
async fn a_change_log_entry_has_the_json_that_dotnet_stored() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let mut system = vendor.system("log");
    system["allowedRedirectUrls"] = json!(["https://altinn.no"]);
    system["rights"] = rights(&["ske-mva-melding"]);
    assert_eq!(vendor.register(&system).await.status, 200);
    let token = vendor.token(REGISTER).await;
    let one = bed.authentication(&format!("systemregister/vendor/{VENDOR}_log"));
    let put = async |part: &str, body: &Value| {
        let url = format!("{one}{part}");
        bed.call(Method::PUT, &url, &token, Some(body)).await.ok();
    };
    system["isVisible"] = json!(true);
    put("", &system).await;
    let mut right = rights(&["ske-a-melding"]);
    right[0]["action"] = json!("read");
    put("/rights", &right).await;
    put("/accesspackages", &packages(&["jordbruk"])).await;
    let log = bed.get(&format!("{one}/changelog"), &token).await.ok();

    let attribute = |value: &str| json!([{ "id": "urn:altinn:resource", "value": value }]);
    let stored = |is_visible: bool| {
        json!({
            "Id": system["id"],
            "Name": system["name"],
            "Rights": [{ "Action": null, "Resource": attribute("ske-mva-melding") }],
            "Vendor": { "ID": format!("0192:{VENDOR}") },
            "ClientId": system["clientId"],
            "IsVisible": is_visible,
            "Description": system["description"],
            "AccessPackages": [{ "Urn": "urn:altinn:accesspackage:krav-og-utlegg" }],
            "AllowedRedirectUrls": ["https://altinn.no"],
        })
    };
    for (place, change_type, data) in [
        (
            0,
            "accesspackageupdate",
            json!([{ "Urn": "urn:altinn:accesspackage:jordbruk" }]),
        ),
        (
            1,
            "rightsupdate",
            json!([{ "Action": "read", "Resource": attribute("ske-a-melding") }]),
        ),
        (2, "update", stored(true)),
        (3, "create", stored(false)),
    ] {
        let entry: &Value = &log[place];
        assert_eq!(
            (&entry["changeType"], &entry["changedData"]),
            (&json!(change_type), &data)
        );
    }
    assert!(log[0]["created"].as_str() >= log[1]["created"].as_str());
}

/// The packages for managing access are assignable but not delegable (contract/systemuser-api.md §9). A vendor can
/// register a system with these packages. The vendor can request the packages in a standard request, but not in an
/// agent request.
#[tokio::test]
async fn a_package_for_managing_access_can_be_registered_and_requested() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let names = [
        "tilgangsstyrer",
        "hovedadministrator",
        "klientadministrator",
    ];
    let mut system = vendor.system("managing");
    system["accessPackages"] = packages(&names);
    assert_eq!(vendor.register(&system).await.status, 200);
    let id = system["id"].as_str().unwrap();
    let customer = bed.customer("approver").await;
    let mut request = vendor.request(id, &customer.organisation);
    request["rights"] = json!([]);
    request["accessPackages"] = packages(&names);
    let request = vendor.create_request(&request).await;
    assert_eq!(bed.approve(&request, &customer.person).await.status, 200);
    let agent = vendor.agent_request(id, &customer.organisation, &names);
    let refused = vendor.post_agent_request(&agent).await;
    refused.assert_problem(400, "AUTH-00065");
}

/// Altinn never accepts the id of a deleted system again. But if the control API removes a system, the vendor can
/// register a system with the same id.
#[tokio::test]
async fn a_system_that_the_control_api_removes_can_be_registered_again() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.system("again");
    let id = system["id"].as_str().unwrap();
    let path = format!("systems/{id}");
    let remove = || bed.control(Method::DELETE, &path, json!({}));

    assert_eq!(vendor.register(&system).await.status, 200);
    let (customer, user) = vendor.connected(id, "ske-krav-og-betalinger").await;
    assert_eq!(remove().await.status, 400);
    let users = format!("system-users/{user}");
    bed.control(Method::DELETE, &users, json!({})).await;
    let request = vendor.request(id, &customer.organisation);
    let request = vendor.create_request(&request).await;
    assert_eq!(remove().await.status, 400);
    let token = vendor.token(WRITE).await;
    let url = bed.authentication(&format!("systemuser/request/vendor/{request}"));
    bed.call(Method::DELETE, &url, &token, None).await;

    // The control API removes the system although the vendor has not deleted the system. A new system can then use the
    // same Maskinporten client.
    assert_eq!(remove().await.status, 204);
    assert_eq!(remove().await.status, 404);
    assert_eq!(vendor.register(&system).await.status, 200);
    let url = bed.authentication(&format!("systemregister/vendor/{id}/changelog"));
    let log = bed.get(&url, &vendor.token(REGISTER).await).await.ok();
    assert_eq!(log.as_array().unwrap().len(), 1, "{log}");
}
