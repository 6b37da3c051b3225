//! Every problem of Altinn's, by its code: status and title. Most come of what a vendor or a customer does, and are
//! proved with it; all can be ordered.

use reqwest::Method;
use serde_json::json;

use crate::support::Bed;

/// Code, status and title, as the contract has them (systemuser-api.md §1.3).
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
async fn each_code_on_order_has_its_status_and_its_title() {
    let bed = Bed::start().await;
    let vendor = bed.vendor().await;
    let token = vendor.token(crate::support::READ).await;
    let path = "/authentication/api/v1/systemuser/request/vendor";
    let url = bed.authentication("systemuser/request/vendor/bysystem/any");
    for (code, status, title) in PROBLEMS {
        let fault = json!({ "path": path, "fault": "problem", "code": code });
        let ordered = bed.control(Method::POST, "faults", fault).await;
        assert_eq!(ordered.status, 201, "{code}: {}", ordered.text);
        let problem = bed.get(&url, &token).await.assert_problem(status, code);
        assert_eq!(problem["title"], title, "{code}");
    }
}
