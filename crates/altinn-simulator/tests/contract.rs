//! Tests that compare the shared types with Altinn.
//!
//! SmartCloud and the simulator use the same types, so both would share a mistake in a type. These tests find such
//! mistakes with responses from Altinn's documentation and source code.

#[expect(dead_code, reason = "the simulator's own tests use the rest")]
mod openapi;

use std::{fmt::Debug, fs, path::Path};

use altinn_types::{
    AgentSystemUserRequest, AuthorizedParties, ChangeRequestStatus, NewSystemUserRequest, Page,
    Problem, RegisteredSystem, RequestStatus, SystemUser, SystemUserChangeRequest,
    SystemUserRequest, SystemUserType,
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

fn folder() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/contract"))
}

fn recorded(name: &str) -> Value {
    let text = fs::read_to_string(folder().join(format!("{name}.json"))).unwrap();
    let record: Value = serde_json::from_str(&text).unwrap();
    assert!(record["source"].is_string(), "{name} says where it is from");
    assert!(record["date"].is_string(), "{name} says when");
    record["body"].clone()
}

/// Reads a recorded response into a type and writes it as JSON again. The written JSON must equal the recorded
/// response.
#[track_caller]
fn there_and_back<T: DeserializeOwned + Serialize + Debug>(name: &str) -> T {
    let body = recorded(name);
    let read: T = serde_json::from_value(body.clone()).unwrap();
    assert_eq!(serde_json::to_value(&read).unwrap(), body, "{name}");
    read
}

/// Reads a recorded response into a type. The type can lack some members of the response, so the function does not
/// write the value as JSON again.
#[track_caller]
fn read<T: DeserializeOwned>(name: &str) -> T {
    serde_json::from_value(recorded(name)).unwrap()
}

#[test]
fn a_request_is_read_and_written_as_altinn_does() {
    let request: SystemUserRequest = there_and_back("request-created");
    assert_eq!(request.status, Some(RequestStatus::New));
    let page: Page<SystemUserRequest> = there_and_back("request-page");
    assert!(page.data[0].timed_out);
    assert_eq!(page.data[0].confirm_url, None);
}

#[test]
fn agent_and_change_requests_are_read_and_written_as_altinn_does() {
    let agent: AgentSystemUserRequest = there_and_back("agent-request-created");
    assert_eq!(agent.status, Some(RequestStatus::New));
    let change: SystemUserChangeRequest = there_and_back("change-request-created");
    assert_eq!(change.status, Some(ChangeRequestStatus::New));
}

#[test]
fn a_request_body_has_the_form_that_altinn_accepts() {
    let _: NewSystemUserRequest = there_and_back("request-body");
}

#[test]
fn a_system_user_is_read_and_written_as_altinn_does() {
    let user: SystemUser = there_and_back("system-user");
    assert_eq!(user.user_type, Some(SystemUserType::Standard));
}

#[test]
fn a_system_is_read_and_written_as_altinn_does() {
    let _: RegisteredSystem = there_and_back("registered-system");
}

#[test]
fn a_problem_is_read_in_each_of_its_shapes() {
    let new: Problem = read("problem");
    let old: Problem = read("problem-before-2026");
    assert_eq!(new.code.as_deref(), Some("AUTH-00011"));
    assert_eq!(new.text(), old.text());
    let framework: Problem = read("problem-of-the-framework");
    assert_eq!(framework.code, None);
    assert_eq!(framework.text(), "One or more validation errors occurred.");
}

/// SmartCloud does not need every member of a response. An unexpected value in such an unnecessary member must not
/// cause an error.
#[test]
fn an_odd_member_does_not_make_a_response_unreadable() {
    let odd = |recording: &str, changes: Value| {
        let mut body = recorded(recording);
        for (name, value) in changes.as_object().unwrap() {
            body[name] = value.clone();
        }
        body
    };
    // Altinn's default date has no offset, so it cannot be read as a time.
    let changes = json!({
        "created": "0001-01-01T00:00:00",
        "status": "OnHold",
        "systemId": "x",
        "externalRef": 4,
        "integrationTitle": {},
        "escalated": "no",
        "timedOut": null,
        "newMember": [],
    });
    let request: SystemUserRequest =
        serde_json::from_value(odd("request-created", changes.clone())).unwrap();
    assert_eq!(
        (request.created, request.status, request.timed_out),
        (None, None, false)
    );
    assert!(!request.rights.is_empty() && request.confirm_url.is_some());
    let agent: AgentSystemUserRequest =
        serde_json::from_value(odd("agent-request-created", changes.clone())).unwrap();
    assert_eq!((agent.created, agent.status), (None, None));
    let change: SystemUserChangeRequest =
        serde_json::from_value(odd("change-request-created", changes)).unwrap();
    assert_eq!((change.created, change.status), (None, None));

    let changes = json!({
        "created": "0001-01-01T00:00:00",
        "userType": "robot",
        "supplierOrgno": "",
        "reporteeOrgNo": null,
        "productName": null,
        "isDeleted": null,
    });
    let user: SystemUser = serde_json::from_value(odd("system-user", changes)).unwrap();
    assert_eq!((user.user_type, user.created), (None, None));
    assert!(serde_json::from_value::<SystemUser>(odd("system-user", json!({ "id": "" }))).is_err());
}

#[test]
fn an_odd_row_is_left_out_of_a_list() {
    let mut body = recorded("request-created");
    for list in ["rights", "accessPackages"] {
        let rows = body[list].as_array_mut().unwrap();
        rows.splice(
            0..0,
            [Value::Null, json!({ "resource": 1, "urn": 1 }), json!([])],
        );
    }
    let request: SystemUserRequest = serde_json::from_value(body.clone()).unwrap();
    let expected: SystemUserRequest = read("request-created");
    assert_eq!(request, expected);
    body["rights"] = Value::Null;
    let request: SystemUserRequest = serde_json::from_value(body).unwrap();
    assert!(request.rights.is_empty());

    let mut page = recorded("request-page");
    let count = page["data"].as_array().unwrap().len();
    page["data"]
        .as_array_mut()
        .unwrap()
        .push(json!({ "id": "not an id" }));
    let page: Page<SystemUserRequest> = serde_json::from_value(page).unwrap();
    assert_eq!(page.data.len(), count);
}

#[test]
fn authorised_parties_are_a_flat_list_with_codes() {
    let parties: AuthorizedParties = read("authorized-parties");
    let organisations = parties.organisations();
    assert_eq!(organisations.len(), 1);
    assert_eq!(organisations[0].0.as_str(), "310757632");
    let party = organisations[0].1;
    assert_eq!(
        party.authorized_roles[..3],
        ["apiadm", "dagl", "daglig-leder"]
    );
    assert_eq!(
        party.authorized_access_packages,
        ["lonn", "merverdiavgift", "skattegrunnlag"]
    );
}

/// `AuthorizedParties` writes `null` for the members that identify a person, and writes all other members as Altinn
/// does.
#[test]
fn authorised_parties_are_written_as_altinn_does() {
    let mut expected = recorded("authorized-parties");
    let parties: AuthorizedParties = serde_json::from_value(expected.clone()).unwrap();
    expected["data"][1]["personId"] = Value::Null;
    expected["data"][1]["dateOfBirth"] = Value::Null;
    assert_eq!(serde_json::to_value(&parties).unwrap(), expected);
}

/// Altinn's real list contains undocumented rows. Such a row must not hide the other organisations.
#[test]
fn an_odd_row_does_not_hide_the_other_authorised_parties() {
    let good = &recorded("authorized-parties")["data"][0];
    let row = |changes: Value| {
        let mut row = good.clone();
        for (name, value) in changes.as_object().unwrap() {
            row[name] = value.clone();
        }
        row
    };
    let mut without_name = good.clone();
    without_name.as_object_mut().unwrap().remove("name");
    let numbers = |rows: Value| -> Vec<String> {
        let body = json!({ "links": { "next": null }, "data": rows });
        let parties: AuthorizedParties = serde_json::from_value(body).unwrap();
        let organisations = parties.organisations().into_iter();
        organisations
            .map(|(number, _)| number.to_string())
            .collect()
    };
    for (what, odd) in [
        ("no number", row(json!({ "organizationNumber": null }))),
        ("empty number", row(json!({ "organizationNumber": "" }))),
        (
            "wrong check digit",
            row(json!({ "organizationNumber": "310757633" })),
        ),
        (
            "a number as number",
            row(json!({ "organizationNumber": 310_757_632 })),
        ),
        (
            "unknown type",
            row(json!({ "type": "Foundation", "organizationNumber": "991825827" })),
        ),
        ("no type", row(json!({ "type": null }))),
        ("no name", without_name),
        ("not an object", json!("310757632")),
        ("null", Value::Null),
    ] {
        assert_eq!(numbers(json!([odd, good])), ["310757632"], "{what}");
    }
    // SmartCloud still reads a row if a member that SmartCloud does not need is null, has the wrong type or is unknown.
    for harmless in [
        json!({ "partyUuid": "", "partyId": null, "unitType": 4, "parentId": "x" }),
        json!({ "isDeleted": null, "authorizedRoles": null, "authorizedInstances": null }),
        json!({ "authorizedRoles": ["dagl", null, 7], "newMember": { "a": [1] } }),
    ] {
        assert_eq!(numbers(json!([row(harmless)])), ["310757632"]);
    }
    // SmartCloud also reads the subunits of a row that has no valid organisation number.
    let parent = row(json!({ "organizationNumber": "", "subunits": [null, good] }));
    assert_eq!(numbers(json!([parent])), ["310757632"]);
}

/// The JSON that serde makes from a Rust type must match the schema in the OpenAPI file. Each member must have the name
/// and the JSON type that the schema gives.
#[test]
fn the_wire_types_match_the_openapi_file() {
    for (recording, schema) in [
        ("request-created", "RequestSystemResponse"),
        ("request-body", "CreateRequestSystemUser"),
        ("system-user", "SystemUserExternalDTO"),
        ("registered-system", "RegisteredSystemResponse"),
        ("problem", "AltinnProblem"),
        ("request-page", "RequestSystemResponsePaginated"),
    ] {
        let written = match recording {
            "request-created" => rewritten::<SystemUserRequest>(recording),
            "request-body" => rewritten::<NewSystemUserRequest>(recording),
            "system-user" => rewritten::<SystemUser>(recording),
            "registered-system" => rewritten::<RegisteredSystem>(recording),
            "request-page" => rewritten::<Page<SystemUserRequest>>(recording),
            _ => recorded(recording),
        };
        let faults = faults(&written, schema);
        assert!(faults.is_empty(), "{recording}: {faults:#?}");
    }
}

#[test]
fn the_check_against_the_openapi_file_can_fail() {
    let mut request = recorded("request-created");
    request["status"] = "TimedOut".into();
    assert!(!faults(&request, "RequestSystemResponse").is_empty());
    request["status"] = "New".into();
    request["requestId"] = "1".into();
    assert!(!faults(&request, "RequestSystemResponse").is_empty());
    request.as_object_mut().unwrap().remove("requestId");
    assert!(faults(&request, "RequestSystemResponse").is_empty());
    request.as_object_mut().unwrap().remove("id");
    assert!(!faults(&request, "RequestSystemResponse").is_empty());
}

fn rewritten<T: DeserializeOwned + Serialize>(name: &str) -> Value {
    let value: T = read(name);
    serde_json::to_value(value).unwrap()
}

/// Returns the differences between a JSON value and a schema of the OpenAPI file.
fn faults(value: &Value, schema: &str) -> Vec<String> {
    let schema = json!({ "$ref": format!("#/components/schemas/{schema}") });
    openapi::OPENAPI.differences_from(&schema, value)
}
