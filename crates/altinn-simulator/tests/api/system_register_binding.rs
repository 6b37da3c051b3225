//! Tests of how ASP.NET, .NET and the database handle a system (contract/systemuser-api.md §1.7). The tests in
//! `system_register.rs` check Altinn's own rules.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    REGISTER, Response, TestBed, VENDOR, Vendor, assert_unforeseen, packages, rights,
};

type Spoil = fn(&mut Value);

impl Vendor<'_> {
    async fn put_system(&self, name: &str, part: &str, body: &Value) -> Response {
        let token = self.token(REGISTER).await;
        let path = format!("systemregister/vendor/{VENDOR}_{name}{part}");
        let url = self.bed.authentication(&path);
        self.bed.call(Method::PUT, &url, &token, Some(body)).await
    }

    async fn read_system(&self, name: &str) -> Value {
        let token = self.token(REGISTER).await;
        let path = format!("systemregister/vendor/{VENDOR}_{name}");
        self.bed
            .get(&self.bed.authentication(&path), &token)
            .await
            .ok()
    }
}

/// Asserts that ASP.NET refused the body before Altinn's code ran, and that `errors` in the response has these keys.
#[track_caller]
fn assert_keys(response: &Response, keys: &[&str]) {
    assert_eq!(response.status, 400, "{}", response.body);
    let body = response.json();
    assert!(body.get("code").is_none(), "{body}");
    let errors = body["errors"].as_object().unwrap();
    assert_eq!(errors.keys().collect::<Vec<_>>(), keys);
}

#[tokio::test]
async fn an_absent_required_member_is_reported_with_the_name_of_the_parameter() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    assert_eq!(vendor.register(&vendor.system("known")).await.status, 200);
    for absent in [
        &["id"][..],
        &["vendor", "name"],
        &["id", "vendor", "name", "description"],
    ] {
        let mut body = vendor.system("x");
        for name in absent {
            body.as_object_mut().unwrap().remove(*name);
        }
        let names: Vec<_> = absent.iter().map(|name| format!("'{name}'")).collect();
        let message = format!(
            "JSON deserialization for type 'Altinn.Platform.Authentication.Core.SystemRegister.Models.RegisterSystemRequest' was missing required properties including: {}.",
            names.join(", ")
        );
        let put = vendor.put_system("known", "", &body).await;
        for (response, parameter) in [
            (vendor.register(&body).await, "registerNewSystem"),
            (put, "proposedUpdateToSystem"),
        ] {
            let required = format!("The {parameter} field is required.");
            assert_keys(&response, &["$", parameter]);
            assert_eq!(
                response.json()["errors"],
                json!({ "$": [message], parameter: [required] })
            );
        }
    }
}

#[tokio::test]
async fn null_and_missing_nested_members_are_refused_with_their_path() {
    let rows: [(Spoil, &[&str]); 9] = [
        (|s| s["id"] = Value::Null, &["Id"]),
        (|s| s["name"] = Value::Null, &["Name"]),
        (|s| s["vendor"] = json!({}), &["Vendor.ID"]),
        (|s| s["clientId"] = Value::Null, &["ClientId"]),
        (
            |s| s["allowedRedirectUrls"] = Value::Null,
            &["AllowedRedirectUrls"],
        ),
        (
            |s| s["isVisible"] = Value::Null,
            &["$.isVisible", "registerNewSystem"],
        ),
        (
            |s| s["rights"] = json!([{ "resource": [{}] }]),
            &["Rights[0].Resource[0].Id", "Rights[0].Resource[0].Value"],
        ),
        (
            |s| s["rights"] = json!([{}, { "resource": [{ "id": " ", "value": "x" }] }]),
            &["Rights[1].Resource[0].Id"],
        ),
        (
            |s| s["rights"] = json!([{ "resource": null }]),
            &["Rights[0].Resource"],
        ),
    ];
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    for (spoil, keys) in rows {
        let mut system = vendor.system("x");
        spoil(&mut system);
        assert_keys(&vendor.register(&system).await, keys);
    }
    // The body of `PUT …/rights` is the list itself, so the path in the error begins with the index in the list.
    let body = json!([{ "resource": [{}] }]);
    let put = vendor.put_system("x", "/rights", &body).await;
    assert_keys(&put, &["[0].Resource[0].Id", "[0].Resource[0].Value"]);
}

/// If the packages are `null`, Altinn accepts the system and leaves the packages out of its responses. If the rights
/// are `null`, an exception occurs. If a text lacks a language, an exception occurs in Altinn's database. Only a POST
/// returns the text of the exception.
#[tokio::test]
async fn null_means_something_else_in_each_list() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let mut system = vendor.system("nulls");
    system["accessPackages"] = Value::Null;
    assert_eq!(vendor.register(&system).await.status, 200);
    let read = vendor.read_system("nulls").await;
    assert!(read.get("accessPackages").is_none(), "{read}");
    let token = vendor.token(REGISTER).await;
    let list = bed.authentication("systemregister/vendor");
    let listed = bed.get(&list, &token).await.ok();
    assert!(listed[0].get("accessPackages").is_none(), "{listed}");
    let log = format!("{list}/{VENDOR}_nulls/changelog");
    let log = bed.get(&log, &token).await.ok();
    assert_eq!(
        log[0]["changedData"].get("AccessPackages"),
        Some(&Value::Null)
    );
    let packages = json!([]);
    let put = vendor.put_system("nulls", "/accesspackages", &packages);
    assert_eq!(put.await.status, 200);
    let read = vendor.read_system("nulls").await;
    assert_eq!(read["accessPackages"], json!([]));

    let rows: [(Spoil, &str); 2] = [
        (
            |s| s["rights"] = Value::Null,
            "Object reference not set to an instance of an object.",
        ),
        (
            |s| s["description"] = json!({ "nb": "Regnskap", "en": "Accounts" }),
            "translated_text_contains_nn",
        ),
    ];
    for (spoil, text) in rows {
        let mut body = vendor.system("nulls");
        spoil(&mut body);
        assert_unforeseen(&vendor.put_system("nulls", "", &body).await);
        body["id"] = json!(format!("{VENDOR}_new"));
        body["clientId"] = json!([]);
        let response = vendor.register(&body).await;
        assert_eq!(response.status, 500);
        assert!(response.body.contains(text), "{}", response.body);
    }
    let unknown = vendor.put_system("none", "/rights", &json!([])).await;
    assert_unforeseen(&unknown);
}

#[tokio::test]
async fn a_right_without_a_resource_is_registered_and_a_package_without_a_urn_is_not() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let mut system = vendor.system("empty");
    system["rights"] = json!([{}]);
    assert_eq!(vendor.register(&system).await.status, 200);
    let read = vendor.read_system("empty").await;
    assert_eq!(read["rights"], json!([{ "resource": [] }]));
    for package in [json!({}), json!({ "urn": null }), json!({ "name": "lonn" })] {
        let mut system = vendor.system("x");
        system["clientId"] = json!([]);
        system["accessPackages"] = json!([package]);
        let body = vendor.register(&system).await;
        let body = body.assert_problem(400, "STD-00000");
        let error = &body["validationErrors"][0];
        assert_eq!(error["code"], "AUTH.VLD-00008");
        assert_eq!(error["Invalid Urn Details : "], "Invalid format: ");
    }
}

/// Altinn trims the texts directly in the body and in `vendor`. Altinn does not trim the texts in a list or a map.
#[tokio::test]
async fn blanks_are_trimmed_only_outside_lists_and_maps() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let mut system = vendor.system("blanks");
    system["id"] = json!(format!("  {VENDOR}_blanks\n"));
    system["vendor"]["ID"] = json!(format!(" 0192:{VENDOR} "));
    system["name"]["nb"] = json!(" Skyen ");
    system["clientId"] = json!([" a-client "]);
    let created = vendor.register(&system).await;
    assert_eq!(created.status, 200, "{}", created.body);
    let read = vendor.read_system("blanks").await;
    assert_eq!(read["name"]["nb"], " Skyen ");
    assert_eq!(read["clientId"], json!([" a-client "]));

    for (member, list, code) in [
        ("rights", rights(&["ske-mva-melding "]), "AUTH.VLD-00003"),
        ("accessPackages", packages(&["lonn "]), "AUTH.VLD-00008"),
    ] {
        let mut system = vendor.system("x");
        system[member] = list;
        let body = vendor.register(&system).await;
        let body = body.assert_problem(400, "STD-00000");
        assert_eq!(body["validationErrors"][0]["code"], code);
    }
}

#[tokio::test]
async fn the_database_limits_the_id_and_refuses_a_client_id_twice() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let long = |length: usize| format!("{VENDOR}_{}", "x".repeat(length - 10));
    let mut system = vendor.system("x");
    system["id"] = json!(long(310));
    let response = vendor.register(&system).await;
    assert_eq!(
        (response.status.as_u16(), response.body.as_str()),
        (500, "22001: value too long for type character varying(255)")
    );
    system["id"] = json!(long(255));
    assert_eq!(vendor.register(&system).await.status, 200);

    let mut system = vendor.system("clients");
    system["clientId"] = json!(["bbb", "bbb"]);
    let response = vendor.register(&system).await;
    let text = format!("The System already exist: {VENDOR}_clients");
    assert_eq!((response.status.as_u16(), response.body), (409, text));
    // A POST distinguishes between upper and lower case in client ids, but a PUT does not.
    system["clientId"] = json!(["bbb", "BBB"]);
    assert_eq!(vendor.register(&system).await.status, 200);
    let put = vendor.put_system("clients", "", &system).await;
    let body = put.assert_problem(400, "STD-00000");
    assert_eq!(body["validationErrors"][0]["code"], "AUTH.VLD-00011");
}

#[tokio::test]
async fn redirect_urls_are_read_back_in_dotnets_readable_form() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let mut system = vendor.system("urls");
    system["allowedRedirectUrls"] = json!([
        "https://altinn.no/%C3%B8",
        "https://altinn.no/x%20y",
        "https://altinn.no/%7Eu",
        "https://æøå.example/x",
    ]);
    assert_eq!(vendor.register(&system).await.status, 200);
    assert_eq!(
        vendor.read_system("urls").await["allowedRedirectUrls"],
        json!([
            "https://altinn.no/ø",
            "https://altinn.no/x y",
            "https://altinn.no/~u",
            "https://æøå.example/x",
        ])
    );
}

/// A POST with an invalid redirect URL gets status 400. A PUT gets status 500, because only Altinn's database checks
/// the URL. Both calls get status 400 for a line break, because a line break could add response headers.
#[tokio::test]
async fn a_text_that_is_no_web_address_is_refused_in_its_own_way_by_post_and_put() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.system("addresses");
    assert_eq!(vendor.register(&system).await.status, 200);
    let before = vendor.read_system("addresses").await;
    for (url, of_put) in [
        ("/receipt", 500),
        ("c.example/receipt", 500),
        ("htts://c.example/receipt", 500),
        ("ftp://c.example/receipt", 500),
        ("https://.example/receipt", 500),
        ("https://c.example/x\r\nSet-Cookie: a=b", 400),
        ("https://c.example/x\ny", 400),
    ] {
        let mut new = vendor.system("x");
        new["clientId"] = json!([]);
        new["allowedRedirectUrls"] = json!([url]);
        let mut replaced = system.clone();
        replaced["allowedRedirectUrls"] = json!([url]);
        let put = vendor.put_system("addresses", "", &replaced).await;
        assert_eq!(put.status, of_put, "{url:?}");
        if url.starts_with("https://.") {
            continue;
        }
        let body = vendor.register(&new).await;
        let body = body.assert_problem(400, "STD-00000");
        assert_eq!(body["validationErrors"][0]["code"], "AUTH.VLD-00005");
    }
    assert_eq!(vendor.read_system("addresses").await, before);
}
