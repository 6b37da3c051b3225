//! Tests of how ASP.NET, .NET and the database handle a request (contract/systemuser-api.md §1.7). The tests in
//! `requests.rs` check Altinn's own rules.

use serde_json::{Value, json};

use crate::support::{TestBed, assert_unforeseen, packages, rights};

#[tokio::test]
async fn an_absent_required_member_is_reported_with_the_name_of_the_parameter() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    for (body, absent) in [
        (json!({ "systemId": "x", "rights": [] }), "'partyOrgNo'"),
        (json!({ "PartyOrgNo": "x" }), "'systemId'"),
        (json!({}), "'systemId', 'partyOrgNo'"),
    ] {
        let response = vendor.post_request(&body).await;
        assert_eq!(response.status, 400);
        let message = format!(
            "JSON deserialization for type 'Altinn.Platform.Authentication.Core.Models.SystemUsers.CreateRequestSystemUser' was missing required properties including: {absent}."
        );
        assert_eq!(
            response.json()["errors"],
            json!({ "$": [message], "createRequest": ["The createRequest field is required."] })
        );
    }
    // If ASP.NET cannot read the body, it reports a second error for `createRequest`, the parameter of the endpoint.
    let wrong_type = vendor.post_request(&json!({ "systemId": 7 })).await;
    let errors = wrong_type.json()["errors"].as_object().unwrap().clone();
    assert_eq!(
        errors.keys().collect::<Vec<_>>(),
        ["$.systemId", "createRequest"]
    );
    let null = vendor.post_request(&Value::Null).await;
    let errors = null.json()["errors"].as_object().unwrap().clone();
    assert_eq!(errors.keys().collect::<Vec<_>>(), ["", "createRequest"]);
    // ASP.NET reports the errors of all members together.
    let body = json!({ "systemId": "", "partyOrgNo": null, "rights": [{ "resource": [{}] }] });
    let errors = vendor.post_request(&body).await.json()["errors"].clone();
    let names: Vec<_> = errors.as_object().unwrap().keys().cloned().collect();
    assert_eq!(
        names,
        [
            "PartyOrgNo",
            "Rights[0].Resource[0].Id",
            "Rights[0].Resource[0].Value",
            "SystemId",
        ]
    );
}

/// If a right has no resource, Altinn's code reads past the end of a list, so Altinn answers 500. But if the request
/// has more rights than its system, an earlier check answers AUTH-00001.
#[tokio::test]
async fn empty_nested_members_reach_altinns_code() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered().await;
    let party = bed.customer("approver").await.organisation;
    let mut body = vendor.request(&system, &party);
    for right in [json!({}), json!({ "resource": [] })] {
        body["rights"] = json!([right]);
        assert_unforeseen(&vendor.post_request(&body).await);
        body["rights"] = json!([right, right, right]);
        let response = vendor.post_request(&body).await;
        response.assert_problem(400, "AUTH-00001");
    }
    body["rights"] = json!([]);
    for package in [json!({}), json!({ "urn": null }), json!({ "name": "lonn" })] {
        body["accessPackages"] = json!([package]);
        let response = vendor.post_request(&body).await;
        let problem = response.assert_problem(400, "AUTH-00063");
        assert_eq!(problem["NotFoundPackages"], "");
    }
}

#[tokio::test]
async fn blanks_are_trimmed_only_outside_lists() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered().await;
    let party = bed.customer("approver").await.organisation;
    let good = vendor.request(&system, &party);
    for (member, list, code) in [
        ("rights", rights(&["ske-krav-og-betalinger "]), "AUTH-00001"),
        (
            "accessPackages",
            packages(&["krav-og-utlegg "]),
            "AUTH-00063",
        ),
    ] {
        let mut body = good.clone();
        body[member] = list;
        let response = vendor.post_request(&body).await;
        response.assert_problem(400, code);
    }
    let mut body = good;
    body["partyOrgNo"] = json!(format!(" {party}\t"));
    body["redirectUrl"] = json!("  ");
    body["integrationTitle"] = json!("   ");
    let created = vendor.post_request(&body).await;
    assert_eq!(created.status, 201, "{}", created.body);
    let created = created.json();
    assert_eq!(created["redirectUrl"], "");
    assert_eq!(
        created["integrationTitle"], "",
        "only a missing title has a default"
    );
}

/// .NET and browsers do not accept the same texts as absolute URLs. For example, .NET reads the path `/receipt` as the
/// URL of a local file.
#[tokio::test]
async fn a_redirect_url_is_read_as_dotnet_reads_it() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let mut registered = vendor.system("dotnet");
    registered["allowedRedirectUrls"] = json!([
        "https://c.example/integration.htm",
        "https://c.example/%C3%B8",
        "https://c.example/x y",
    ]);
    assert_eq!(vendor.register(&registered).await.status, 200);
    let system = registered["id"].as_str().unwrap();
    let party = bed.customer("approver").await.organisation;
    for (place, (url, code)) in [
        ("https://c.example/%69ntegration.htm", "201"),
        ("https://c.example/ø", "201"),
        ("https://c.example/%c3%b8?x=%0A", "201"),
        ("https://c.example/x%20y", "201"),
        ("/receipt", "AUTH-00021"),
        ("//c.example/integration.htm", "AUTH-00021"),
        ("c.example:443/integration.htm", "AUTH-00021"),
        (
            "https://c.example/integration.htm?x\r\nSet-Cookie: a=b",
            "AUTH-00021",
        ),
        ("https://c.example/integ\nration.htm", "AUTH-00021"),
        ("c.example/integration.htm", "500"),
        ("https:c.example/integration.htm", "500"),
        ("receipt", "500"),
    ]
    .into_iter()
    .enumerate()
    {
        let mut body = vendor.request(system, &party);
        body["externalRef"] = json!(place.to_string());
        body["redirectUrl"] = json!(url);
        let response = vendor.post_request(&body).await;
        match code {
            "201" => assert_eq!(response.status, 201, "{url}: {}", response.body),
            "500" => assert_unforeseen(&response),
            code => {
                response.assert_problem(400, code);
            }
        }
    }
}
