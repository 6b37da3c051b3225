//! Tests of the catalogue calls that a vendor's pages make. These calls need no token (contract/systemuser-api.md §9).

use std::collections::BTreeMap;

use reqwest::header::ACCEPT_LANGUAGE;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Response, TestBed};

const PACKAGES: &str = "accessmanagement/api/v1/meta/info/accesspackages";
const RESOURCES: &str = "resourceregistry/api/v1/resource";

async fn read(bed: &TestBed, path: &str, language: &str) -> Response {
    let request = bed.http.get(bed.platform(path));
    bed.send(request.header(ACCEPT_LANGUAGE, language)).await
}

fn list(value: &Value) -> &Vec<Value> {
    value.as_array().unwrap()
}

#[tokio::test]
async fn a_package_is_found_by_its_urn_in_the_requested_language() {
    let bed = TestBed::start().await;
    for (language, name) in [
        ("nb", "Merverdiavgift"),
        ("nn-NO,nn;q=0.9", "Meirverdiavgift"),
        ("en", "Value added tax"),
        ("de", "Merverdiavgift"),
    ] {
        let path = format!("{PACKAGES}/package/urn/urn:altinn:accesspackage:merverdiavgift");
        let package = read(&bed, &path, language).await.ok();
        assert_eq!(package["name"], name, "{language}");
        for member in [
            "id",
            "urn",
            "description",
            "isDelegable",
            "isAssignable",
            "isResourcePolicyAvailable",
            "area",
            "type",
        ] {
            assert!(!package[member].is_null(), "{member}");
        }

        let path = format!(
            "{PACKAGES}/package/{}/resources",
            package["id"].as_str().unwrap()
        );
        let resources = read(&bed, &path, language).await.ok();
        assert_eq!(resources, package["resources"], "{language}");
        assert_eq!(resources[0]["refId"], "ske-mva-melding");
    }
    for unknown in [
        "package/urn/urn:altinn:accesspackage:no-such",
        "package/x/resources",
    ] {
        let answer = read(&bed, &format!("{PACKAGES}/{unknown}"), "nb").await;
        assert_eq!(answer.status, 404, "{unknown}");
    }
}

/// See contract/systemuser-api.md §9.
#[tokio::test]
async fn every_package_of_the_contract_exists_with_its_flags() {
    let bed = TestBed::start().await;
    let file = include_str!("../../contract/access-packages.json");
    let expected: Vec<Value> = serde_json::from_str(file).unwrap();
    let all = read(&bed, &format!("{PACKAGES}/search"), "nn").await.ok();
    let found: BTreeMap<&str, &Value> = list(&all)
        .iter()
        .map(|hit| (hit["object"]["urn"].as_str().unwrap(), &hit["object"]))
        .collect();
    // The contract lists 223 packages. The simulator has one more: the test package, for the resources that tests add.
    assert_eq!((expected.len(), found.len()), (223, 224));
    for package in &expected {
        let urn = package["urn"].as_str().unwrap();
        let found = found[urn];
        for (member, in_file) in [
            ("id", &package["uuid"]),
            ("name", &package["name"]["nn"]),
            ("isAssignable", &package["assignable"]),
            ("isDelegable", &package["delegable"]),
        ] {
            assert_eq!(&found[member], in_file, "{member} of {urn}");
        }
        assert_eq!(found["area"]["urn"], package["area"], "{urn}");
    }
    let id = "fb0aa257-e7dc-4b7b-9528-77dfb749461c";
    let package = read(&bed, &format!("{PACKAGES}/package/{id}"), "nb")
        .await
        .ok();
    assert_eq!(package["urn"], "urn:altinn:accesspackage:lonn");
}

/// Packages belong to areas, and areas belong to groups. Altinn answers 204 for an empty list, and 404 for an unknown
/// id (contract/systemuser-api.md §9).
#[tokio::test]
async fn areas_and_groups_are_read_by_id() {
    let bed = TestBed::start().await;
    let groups = read(&bed, &format!("{PACKAGES}/group"), "nb").await.ok();
    let names: Vec<_> = list(&groups).iter().map(|group| &group["name"]).collect();
    assert_eq!(
        names,
        ["Allment", "Bransje", "Innbygger", "Særskilt", "Vergemål"]
    );
    assert_eq!(
        (&groups[0]["type"], &groups[2]["type"]),
        (&json!("Organisasjon"), &json!("Person"))
    );
    let mut areas = 0;
    let mut empty = Vec::new();
    for group in list(&groups) {
        let path = format!("{PACKAGES}/group/{}", group["id"].as_str().unwrap());
        assert_eq!(&read(&bed, &path, "nb").await.ok(), group);
        let of_group = read(&bed, &format!("{path}/areas"), "nb").await.ok();
        areas += list(&of_group).len();
        for area in list(&of_group) {
            let path = format!("{PACKAGES}/area/{}", area["id"].as_str().unwrap());
            let one = read(&bed, &path, "nb").await.ok();
            assert_eq!((&one["urn"], &one["group"]), (&area["urn"], group));
            let packages = read(&bed, &format!("{path}/packages"), "nb").await;
            if packages.status == 204 {
                packages.assert_empty(204);
                empty.push(area["name"].to_string());
            } else {
                let packages = packages.ok();
                assert!(
                    list(&packages).iter().all(|row| row["area"] == *area),
                    "{area}"
                );
            }
        }
    }
    assert_eq!((areas, empty.len()), (49, 3), "{empty:?}");
    let unknown = Uuid::new_v4();
    for path in [
        "group/{}",
        "group/{}/areas",
        "area/{}",
        "area/{}/packages",
        "package/{}",
        "package/{}/resources",
    ] {
        let path = format!("{PACKAGES}/{}", path.replace("{}", &unknown.to_string()));
        assert_eq!(read(&bed, &path, "nb").await.status, 404, "{path}");
    }
    // The package exists, but has no resources. Altinn answers 204 in this case.
    let package = read(
        &bed,
        &format!("{PACKAGES}/package/urn/urn:altinn:accesspackage:sjofart"),
        "nb",
    )
    .await
    .ok();
    let path = format!(
        "{PACKAGES}/package/{}/resources",
        package["id"].as_str().unwrap()
    );
    read(&bed, &path, "nb").await.assert_empty(204);
}

#[tokio::test]
async fn a_search_matches_words_resources_and_owner() {
    let bed = TestBed::start().await;
    for (query, language, first) in [
        ("term=merverdi", "nb", Some("merverdiavgift")),
        ("term=MERVERDI", "nb", Some("merverdiavgift")),
        ("term=meirverdi", "nn", Some("merverdiavgift")),
        ("term=meirverdi", "nb", None),
        ("term=sykmeldinger", "nb", None),
        (
            "term=sykmeldinger&searchInResources=true",
            "nb",
            Some("sykefravaer"),
        ),
        ("resourceProviderCode=nav", "nb", Some("sykefravaer")),
        // ASP.NET reads an empty value as no value, so this search has no filter.
        (
            "term=merverdi&resourceProviderCode=",
            "nb",
            Some("merverdiavgift"),
        ),
        ("term=tolldeklarasjon&typeName=person", "nb", None),
        (
            "term=toll&typeName=person",
            "nb",
            Some("innbygger-toll-avgift"),
        ),
        ("term=toll&typeName=organization", "nb", Some("toll")),
        ("term=toll&typeName=Organisasjon", "nb", Some("toll")),
    ] {
        let found = read(&bed, &format!("{PACKAGES}/search?{query}"), language).await;
        match first {
            None => found.assert_empty(204),
            Some(name) => {
                let urn = format!("urn:altinn:accesspackage:{name}");
                assert_eq!(found.ok()[0]["object"]["urn"], urn, "{query} {language}");
            }
        }
    }
    let unknown = read(&bed, &format!("{PACKAGES}/search?typeName=nosuch"), "nb").await;
    assert_eq!(unknown.status, 500);
    let detail = "Type 'nosuch' not found. Try organization, organisasjon or person";
    assert_eq!(unknown.json()["detail"], detail);
    let found = read(&bed, &format!("{PACKAGES}/search?term=toll"), "nb")
        .await
        .ok();
    assert_eq!(found[0]["score"], 1.0);
    assert_eq!(
        found[0]["fields"][0],
        json!({ "field": "name", "value": "Toll", "score": 1.0, "words": ["toll"] })
    );
    let all = read(&bed, &format!("{PACKAGES}/search"), "nb").await.ok();
    assert!(list(&all).len() > 20, "without a term everything is found");
}

#[tokio::test]
async fn the_export_is_a_tree_that_holds_every_package_once() {
    let bed = TestBed::start().await;
    let groups = read(&bed, &format!("{PACKAGES}/export"), "nb").await.ok();
    let mut urns = Vec::new();
    for group in list(&groups) {
        for area in list(&group["areas"]) {
            for package in list(&area["packages"]) {
                assert_eq!(package["area"]["id"], area["id"]);
                urns.push(package["urn"].to_string());
            }
        }
    }
    let all = read(&bed, &format!("{PACKAGES}/search"), "nb").await.ok();
    assert_eq!(urns.len(), list(&all).len());
    urns.sort_unstable();
    urns.dedup();
    assert_eq!(urns.len(), list(&all).len());
}

/// Altinn ignores the case of a boolean in a query, because .NET writes booleans as `True` and `False`. For any other
/// text, Altinn returns 400.
#[tokio::test]
async fn a_boolean_in_a_query_is_case_insensitive_and_any_other_value_is_400() {
    let bed = TestBed::start().await;
    let count = |path: String| {
        let bed = &bed;
        async move { list(&read(bed, &path, "nb").await.ok()).len() }
    };
    let all = count(format!("{RESOURCES}/resourcelist")).await;
    assert_eq!(
        count(format!("{RESOURCES}/resourcelist?includeApps=True")).await,
        all
    );
    assert!(count(format!("{RESOURCES}/resourcelist?includeApps=False")).await < all);
    assert_eq!(
        count(format!("{RESOURCES}/resourcelist?includeApps=")).await,
        all
    );
    let odd = read(
        &bed,
        &format!("{RESOURCES}/resourcelist?includeApps=maybe"),
        "nb",
    )
    .await;
    assert_eq!(odd.status, 400);
    assert!(odd.json()["errors"].is_object(), "{}", odd.body);
}

#[tokio::test]
async fn areas_and_groups_are_translated_and_keep_their_ids() {
    let bed = TestBed::start().await;
    let export = format!("{PACKAGES}/export");
    let bokmal = read(&bed, &export, "nb").await.ok();
    for (language, group, area) in [
        ("nn", "Allment", "Skatt, avgift, rekneskap og toll"),
        ("en", "General", "Taxes, Fees, Accounting and Customs"),
    ] {
        let groups = read(&bed, &export, language).await.ok();
        assert_eq!(groups[0]["name"], group, "{language}");
        assert_eq!(groups[0]["areas"][0]["name"], area, "{language}");
        let package = &groups[0]["areas"][0]["packages"][0];
        assert_eq!(package["area"]["name"], area, "{language}");
        assert_eq!(groups[0]["id"], bokmal[0]["id"], "{language}");
        assert_eq!(
            package["area"]["id"], bokmal[0]["areas"][0]["id"],
            "{language}"
        );
    }
}

#[tokio::test]
async fn resources_are_listed_with_the_members_of_the_contract() {
    let bed = TestBed::start().await;
    let path = format!("{RESOURCES}/resourcelist?includeApps=true&includeAltinn2=false");
    let all = read(&bed, &path, "nb").await.ok();
    assert!(list(&all).len() >= 30);
    let mut owners: Vec<String> = Vec::new();
    for resource in list(&all) {
        for member in [
            "identifier",
            "title",
            "description",
            "resourceReferences",
            "delegable",
            "visible",
            "resourceType",
        ] {
            assert!(!resource[member].is_null(), "{member} of {resource}");
        }
        owners.push(resource["hasCompetentAuthority"]["orgcode"].to_string());
        let reference = &resource["authorizationReference"][0];
        assert_eq!(reference["value"], resource["identifier"]);

        let one = format!("{RESOURCES}/{}", resource["identifier"].as_str().unwrap());
        assert_eq!(&read(&bed, &one, "nb").await.ok(), resource);
    }
    owners.sort_unstable();
    owners.dedup();
    assert!(owners.len() >= 6, "{owners:?}");
    let without = read(
        &bed,
        &format!("{RESOURCES}/resourcelist?includeApps=false"),
        "nb",
    )
    .await
    .ok();
    assert!(
        list(&without)
            .iter()
            .all(|resource| resource["resourceType"] != "AltinnApp")
    );
    assert!(list(&without).len() < list(&all).len());
    assert_eq!(
        read(&bed, &format!("{RESOURCES}/no-such"), "nb")
            .await
            .status,
        404
    );
}

/// See contract/environments.md §3.
#[tokio::test]
async fn every_resource_of_the_contract_exists() {
    let bed = TestBed::start().await;
    for id in [
        "ske-krav-og-betalinger",
        "kravogbetaling",
        "ttd_systembruker-logistikk-demo",
        "ttd_systembruker-salary",
        "app_ttd_endring-av-navn-v2",
        "authentication-e2e-test",
        "vegardtestressurs",
        "ttd-dialogporten-performance-test-01",
        "k6-instancedelegation-test",
        "ttd-dialogporten-dummy",
        "ske-innrapportering-aksjonaerregisteroppgave",
        "app_skd_formueinntekt-skattemelding-v2",
        "app_brg_aarsregnskap-vanlig-202406",
    ] {
        assert_eq!(
            read(&bed, &format!("{RESOURCES}/{id}"), "nb").await.status,
            200,
            "{id}"
        );
    }
}
