//! Tests every problem code of Altinn with its status and title.
//!
//! These tests inject each problem as a fault. Other files test most of the calls that lead to these problems.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::TestBed;

/// The code, the status and the title of each problem (contract/systemuser-api.md §1.3).
#[rustfmt::skip]
pub const PROBLEMS: [(&str, u16, &str); 73] = [
    ("AUTH-00000", 400, "Can't resolve the Organisation Number from the logged in Reportee PartyId."),
    ("AUTH-00001", 400, "One or more Right not found or not delegable."),
    ("AUTH-00002", 400, "The Delegation failed."),
    ("AUTH-00003", 400, "Failed to create the SystemUser."),
    ("AUTH-00004", 400, "Failed to create new SystemUser, existing SystemUser tied to the given System-Id."),
    ("AUTH-00005", 400, "Default error at the end of logic chain. Not supposed to appear."),
    ("AUTH-00006", 400, "The combination of External Ids refer to an already Accepted SystemUser."),
    ("AUTH-00007", 400, "The combination of External Ids refer to a Pending Request, please reuse or delete."),
    ("AUTH-00008", 400, "The combination of External Ids refer to a Denied Request, please delete and renew the Request."),
    ("AUTH-00009", 400, "The combination of External Ids refer to a Rejected Request, please delete and renew the Request."),
    ("AUTH-00010", 404, "The Id does not refer to a Request in our system."),
    ("AUTH-00011", 404, "The Id does not refer to a Registered System."),
    ("AUTH-00012", 404, "An error occured when storing the Request."),
    ("AUTH-00013", 409, "The Status of the Request is not New."),
    ("AUTH-00014", 403, "DelegationCheck failed with unknown error."),
    ("AUTH-00015", 404, "The SystemUser was not found."),
    ("AUTH-00016", 403, "DelegationCheck failed with error: Has not access by a delegation of role in ER or Altinn."),
    ("AUTH-00017", 404, "The SystemName was not found."),
    ("AUTH-00018", 403, "DelegationCheck failed with error: Has not access by direct delegation."),
    ("AUTH-00019", 403, "DelegationCheck failed with error: The service requires explicit access in SRR and the reportee is missing this."),
    ("AUTH-00020", 403, "DelegationCheck failed with error: The service requires explicit authentication level and the reportee is missing this."),
    ("AUTH-00021", 400, "The RedirectUri was not found or not valid."),
    ("AUTH-00022", 400, "The operation to revoke rights failed."),
    ("AUTH-00023", 401, "Can't resolve the Organisation Number for the Vendor from the Token."),
    ("AUTH-00024", 403, "you don't have rights to delete this systemuser"),
    ("AUTH-00025", 400, "The request id is valid but its not a valid request for creating an agent system user"),
    ("AUTH-00026", 400, "No redirect uris are set for the system"),
    ("AUTH-00027", 400, "The accesspackage provided in the request can't be mapped to a valid role."),
    ("AUTH-00028", 400, "The customer id was not provided or did not validate."),
    ("AUTH-00030", 404, "The Id does not refer to an AgentRequest in our system."),
    ("AUTH-00031", 400, "Party does not match delegation facilitator."),
    ("AUTH-00032", 400, "Assignment not found."),
    ("AUTH-00033", 400, "Failed to delete the agent system user"),
    ("AUTH-00034", 400, "The system user type of the provided system user GUID is not an agent."),
    ("AUTH-00035", 400, "The system user has delegations from customer. Remove the delegations before deleting the system user"),
    ("AUTH-00036", 400, "The system user type of the provided system user GUID is not standard."),
    ("AUTH-00037", 400, "To many assignment found"),
    ("AUTH-00038", 400, "Delegation not found"),
    ("AUTH-00039", 400, "Party does not match delegation facilitator"),
    ("AUTH-00040", 400, "Party does not match delegation assignments"),
    ("AUTH-00041", 403, "Party does not match request's orgno"),
    ("AUTH-00042", 403, "Party does not match agent request's orgno"),
    ("AUTH-00043", 401, "Unauthorized"),
    ("AUTH-00044", 403, "Forbidden"),
    ("AUTH-00045", 400, "Failed to get clients"),
    ("AUTH-00046", 400, "Failed to get list of accesspackages delegated"),
    ("AUTH-00047", 400, "Unable to add system user as right holder to the organisation"),
    ("AUTH-00048", 400, "Unable to push system user information to access management"),
    ("AUTH-00049", 400, "The party is missing its uuid."),
    ("AUTH-00050", 400, "The delegation check failed for access packages"),
    ("AUTH-00051", 400, "The delegation of access package to the system user failed"),
    ("AUTH-00052", 400, "One or more access packages are invalid"),
    ("AUTH-00053", 400, "The user does not have enough access to delegate the requested access packages"),
    ("AUTH-00054", 400, "Unable to remove system user as right holder from the organisation"),
    ("AUTH-00055", 500, "Failed to get delegated access packages"),
    ("AUTH-00056", 400, "Failed to delete system user"),
    ("AUTH-00057", 400, "Failed to delete access package delegation for system user"),
    ("AUTH-00058", 400, "No AccessPackages found, an Agent SystemUser must have at least one"),
    ("AUTH-00059", 400, "No AccessPackages or Single Rights found, a SystemUser must have at least one"),
    ("AUTH-00060", 404, "An error occured when Updating the Request."),
    ("AUTH-00061", 409, "The Status of the Request is not New. Please generate a new CorrellationId for a new Change Request"),
    ("AUTH-00062", 500, "Failed to get delegated rights"),
    ("AUTH-00063", 400, "One or more accesspackage is not found in the referenced system in the System Register."),
    ("AUTH-00064", 400, "One or more access packages cannot be delegated. Either they are intended for clients or they cannot be delegated further."),
    ("AUTH-00065", 400, "One or more access packages cannot be delegated because they are not intended for client relationships"),
    ("AUTH-00066", 403, "The request requires logged in user to have accessmanager write."),
    ("AUTH-00067", 400, "Unable to add system user as agent for the organisation"),
    ("AUTH-00068", 403, "DelegationCheck failed with error: Has not access by a delegation of package in Altinn."),
    ("AUTH-00069", 403, "DelegationCheck failed with error: The receiver does not have the right based on Access List delegation."),
    ("AUTH-00070", 403, "DelegationCheck failed with error: The resource cannot be delegated to another user or entity."),
    ("AUTH-00071", 403, "DelegationCheck failed with error: The resource is not delegable because it is a Maskinporten schema resource."),
    ("AUTH-00079", 400, "Client not found."),
    ("AUTH-00080", 400, "Client does not have the accesspackages the agent system user requires"),
];

#[tokio::test]
async fn each_injected_code_has_its_status_and_its_title() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let token = vendor.token(crate::support::READ).await;
    let path = "/authentication/api/v1/systemuser/request/vendor";
    let url = bed.authentication("systemuser/request/vendor/bysystem/any");
    for (code, status, title) in PROBLEMS {
        let fault = json!({ "path": path, "fault": "problem", "code": code });
        let ordered = bed.control(Method::POST, "faults", fault).await;
        assert_eq!(ordered.status, 201, "{code}: {}", ordered.body);
        let problem = bed.get(&url, &token).await.assert_problem(status, code);
        assert_eq!(problem["title"], title, "{code}");
    }
}

async fn ordered(bed: &TestBed, problem: Value) -> Value {
    let mut order = problem;
    order["path"] = json!("/jwk");
    order["fault"] = json!("problem");
    bed.post_control("faults", order).await;
    let url = bed.maskinporten("jwk");
    bed.send(bed.http.get(url)).await.json()
}

/// The code and the path of each validation error, and the member that lists the invalid values
/// (contract/systemuser-api.md §1.4).
const VALIDATION: [(&str, &str, Option<&str>); 18] = [
    ("AUTH.VLD-00000", "/registersystemrequest/vendor/id", None),
    ("AUTH.VLD-00001", "/registersystemrequest/systemid", None),
    ("AUTH.VLD-00002", "/registersystemrequest/systemid", None),
    (
        "AUTH.VLD-00003",
        "/registersystemrequest/rights/resource",
        Some("ResourceIds Not Found : "),
    ),
    ("AUTH.VLD-00004", "/registersystemrequest/clientid", None),
    (
        "AUTH.VLD-00005",
        "/registersystemrequest/allowedredirecturls",
        None,
    ),
    (
        "AUTH.VLD-00006",
        "/registersystemrequest/rights/resource",
        None,
    ),
    (
        "AUTH.VLD-00007",
        "/registersystemrequest/accesspackages",
        None,
    ),
    (
        "AUTH.VLD-00008",
        "/registersystemrequest/accesspackages",
        Some("Invalid Urn Details : "),
    ),
    (
        "AUTH.VLD-00009",
        "/registersystemrequest/rights/resource",
        Some("Invalid Resource Id Details : "),
    ),
    ("AUTH.VLD-00011", "/registersystemrequest/clientid", None),
    ("AUTH.VLD-00012", "/registersystemrequest/systemid", None),
    ("AUTH.VLD-00013", "/registersystemrequest/systemid", None),
    ("AUTH.VLD-00014", "?agent", None),
    ("AUTH.VLD-00015", "?agent", None),
    ("AUTH.VLD-00016", "?client", None),
    (
        "AUTH.VLD-00017",
        "/registersystemrequest/rights/resource",
        Some("ResourceIds Not Delegable : "),
    ),
    (
        "AUTH.VLD-00018",
        "/registersystemrequest/accesspackages",
        None,
    ),
];

#[tokio::test]
async fn an_injected_validation_code_has_the_form_of_the_register() {
    let bed = TestBed::start().await;
    for (code, path, culprits) in VALIDATION {
        let body = ordered(&bed, json!({ "code": code })).await;
        assert_eq!(body["code"], "STD-00000", "{code}");
        assert_eq!(body["type"], "urn:altinn:error:STD-00000");
        assert_eq!(body["status"], 400);
        let errors = body["validationErrors"].as_array().unwrap();
        assert_eq!(errors.len(), 1, "{code}");
        assert_eq!(errors[0]["code"], code);
        assert_eq!(errors[0]["paths"], json!([path]), "{code}");
        assert!(!errors[0]["title"].as_str().unwrap().is_empty());
        let more = errors[0].as_object().unwrap().len() > 3;
        assert_eq!(more, culprits.is_some(), "{code}");
        if let Some(member) = culprits {
            assert!(errors[0][member].is_string(), "{code}: {}", errors[0]);
        }
    }
    let body = ordered(&bed, json!({ "code": "STD-00000", "status": 422 })).await;
    assert_eq!(body["status"], 422);
    assert_eq!(body["title"], "One or more validation errors occurred.");
    assert_eq!(body["validationErrors"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn an_injected_code_has_its_extra_member() {
    let bed = TestBed::start().await;
    for (code, member) in [
        ("AUTH-00063", "NotFoundPackages"),
        ("AUTH-00064", "NotDelegablePackages"),
        ("AUTH-00065", "NotDelegablePackages"),
    ] {
        let body = ordered(&bed, json!({ "code": code })).await;
        let urn = body[member].as_str().unwrap();
        let world = bed.simulator().world();
        assert!(world.catalogue.package(urn).is_some(), "{code}: {urn}");
    }
    for (code, kind, reason) in [
        ("AUTH-00014", "resource", "Unknown"),
        ("AUTH-00016", "resource", "MissingRoleAccess"),
        ("AUTH-00018", "resource", "MissingDelegationAccess"),
        ("AUTH-00019", "resource", "MissingSrrRightAccess"),
        ("AUTH-00020", "resource", "InsufficientAuthenticationLevel"),
        ("AUTH-00050", "package", "Unknown"),
        ("AUTH-00053", "package", "MissingPackageAccess"),
        ("AUTH-00068", "resource", "MissingPackageAccess"),
        ("AUTH-00069", "resource", "AccessListValidationFail"),
        ("AUTH-00070", "resource", "ResourceNotDelegable"),
        ("AUTH-00071", "resource", "ResourceIsMaskinPortenSchema"),
    ] {
        let body = ordered(&bed, json!({ "code": code })).await;
        let reasons = body["delegationReasons"].as_str().unwrap();
        let reasons: Value = serde_json::from_str(reasons).unwrap();
        assert_eq!(reasons[0]["type"], kind, "{code}");
        assert_eq!(reasons[0]["codes"], json!([reason]), "{code}");
        assert!(!reasons[0]["id"].as_str().unwrap().is_empty());
    }
    let plain = ordered(&bed, json!({ "code": "AUTH-00011" })).await;
    assert_eq!(plain.as_object().unwrap().len(), 6, "{plain}");
}

#[tokio::test]
async fn an_injected_unknown_code_needs_a_status_and_a_title() {
    let bed = TestBed::start().await;
    for code in [
        "AUTH-99999",
        "auth-00011",
        "AUTH-11",
        "AUTH-00072",
        "AUTH.VLD-00010",
        "STD-00001",
    ] {
        for more in [json!({}), json!({ "status": 400 }), json!({ "title": "x" })] {
            let mut order = more;
            order["path"] = json!("/jwk");
            order["fault"] = json!("problem");
            order["code"] = json!(code);
            let refused = bed.control(Method::POST, "faults", order).await;
            assert_eq!(refused.status, 400, "{code}");
            assert!(refused.body.contains(code), "{}", refused.body);
        }
        let own = json!({ "code": code, "status": 418, "title": "x" });
        let body = ordered(&bed, own).await;
        let response = (&body["code"], &body["status"], &body["title"]);
        assert_eq!(response, (&json!(code), &json!(418), &json!("x")));
    }
}
