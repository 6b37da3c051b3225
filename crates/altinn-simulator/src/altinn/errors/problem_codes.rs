//! Altinn's problem codes, such as `AUTH-00021`. Each rule violation has a number, and each number has an HTTP status
//! and a title.

use axum::http::StatusCode;

use crate::rules::{CannotDelegate, Reason, RuleViolation, rule_violation::DelegatedKind};

/// Formats the number of a problem code. For example, number 21 becomes `AUTH-00021`.
#[must_use]
pub fn code(number: u16) -> String {
    format!("AUTH-{number:05}")
}

#[must_use]
pub fn status(violation: &RuleViolation) -> StatusCode {
    if matches!(violation, RuleViolation::Exception(_)) {
        return StatusCode::INTERNAL_SERVER_ERROR;
    }
    status_and_title(number(violation))
        .map_or(StatusCode::INTERNAL_SERVER_ERROR, |(status, _)| status)
}

/// Returns the number in Altinn's problem code for a rule violation, such as 21 for `AUTH-00021`. If the list `KNOWN`
/// in `page_problems.rs` contains the number, the BFF sends `AMUI-` with the same number. For every other number, the
/// BFF sends `AMUI-00999`.
#[must_use]
pub fn number(violation: &RuleViolation) -> u16 {
    match violation {
        RuleViolation::NoSuchParty => 0,
        RuleViolation::RightNotFound => 1,
        RuleViolation::SystemUserExists => 4,
        // For an exception, Altinn sends status 500 without a code. So this number is unused.
        RuleViolation::Exception(_) => 5,
        RuleViolation::RequestAccepted => 6,
        RuleViolation::RequestPending => 7,
        RuleViolation::RequestDenied => 8,
        RuleViolation::RequestRejected => 9,
        RuleViolation::NoSuchRequest => 10,
        RuleViolation::NoSuchSystem => 11,
        RuleViolation::NotNew => 13,
        RuleViolation::NoSuchSystemUser => 15,
        RuleViolation::RedirectNotAllowed => 21,
        RuleViolation::NoVendorInToken => 23,
        RuleViolation::NotAnAgentRequest => 25,
        RuleViolation::NoRedirectsRegistered => 26,
        RuleViolation::AnothersSystemUser => 24,
        RuleViolation::NoSuchAgentRequest => 30,
        RuleViolation::NotTheFacilitator => 31,
        RuleViolation::AgentNotDeleted => 33,
        RuleViolation::NotAnAgent => 34,
        RuleViolation::NotStandard => 36,
        RuleViolation::WrongParty => 41,
        RuleViolation::WrongPartyForAgent => 42,
        RuleViolation::NotClientAdministrator => 44,
        RuleViolation::PackageNotDelegated => 51,
        RuleViolation::PackageNotTakenBack => 57,
        RuleViolation::NoPackagesForAgent => 58,
        RuleViolation::NothingAskedFor => 59,
        RuleViolation::ChangeNotNew => 61,
        RuleViolation::PackageNotFound(_) => 63,
        RuleViolation::PackageNotAssignable(_) => 64,
        RuleViolation::PackageNotForClients(_) => 65,
        RuleViolation::NotAccessManager => 66,
        RuleViolation::NoSuchClient => 79,
        RuleViolation::ClientLacksPackages => 80,
        RuleViolation::CannotDelegate(reasons) => reasons.first().map_or(14, first_reason),
    }
}

/// Returns the number in the problem code for the first right or package that the approver cannot delegate. An error
/// response has only one code, but its field `delegationReasons` lists all reasons.
fn first_reason(first: &CannotDelegate) -> u16 {
    let reason = first.codes.first().copied().unwrap_or(Reason::Unknown);
    match (first.kind, reason) {
        (DelegatedKind::Package, Reason::Unknown) => 50,
        (DelegatedKind::Package, _) => 53,
        (DelegatedKind::Resource, Reason::Unknown) => 14,
        (DelegatedKind::Resource, Reason::MissingRoleAccess) => 16,
        (DelegatedKind::Resource, Reason::MissingDelegationAccess) => 18,
        (DelegatedKind::Resource, Reason::MissingSrrRightAccess) => 19,
        (DelegatedKind::Resource, Reason::InsufficientAuthenticationLevel) => 20,
        (DelegatedKind::Resource, Reason::MissingPackageAccess) => 68,
        (DelegatedKind::Resource, Reason::AccessListValidationFail) => 69,
        (DelegatedKind::Resource, Reason::ResourceNotDelegable) => 70,
        (DelegatedKind::Resource, Reason::ResourceIsMaskinportenSchema) => 71,
    }
}

#[must_use]
pub fn status_and_title(number: u16) -> Option<(StatusCode, &'static str)> {
    let (_, status, title) = PROBLEMS.iter().find(|(known, ..)| *known == number)?;
    Some((StatusCode::from_u16(*status).ok()?, title))
}

/// The number, the status and the title of each problem code. The table is a copy of Altinn's source code
/// (`src/Core/Problems/Problem.cs` of Altinn/altinn-authentication, July 2026).
#[rustfmt::skip]
const PROBLEMS: [(u16, u16, &str); 73] = [
    (0, 400, "Can't resolve the Organisation Number from the logged in Reportee PartyId."),
    (1, 400, "One or more Right not found or not delegable."),
    (2, 400, "The Delegation failed."),
    (3, 400, "Failed to create the SystemUser."),
    (4, 400, "Failed to create new SystemUser, existing SystemUser tied to the given System-Id."),
    (5, 400, "Default error at the end of logic chain. Not supposed to appear."),
    (6, 400, "The combination of External Ids refer to an already Accepted SystemUser."),
    (7, 400, "The combination of External Ids refer to a Pending Request, please reuse or delete."),
    (8, 400, "The combination of External Ids refer to a Denied Request, please delete and renew the Request."),
    (9, 400, "The combination of External Ids refer to a Rejected Request, please delete and renew the Request."),
    (10, 404, "The Id does not refer to a Request in our system."),
    (11, 404, "The Id does not refer to a Registered System."),
    (12, 404, "An error occured when storing the Request."),
    (13, 409, "The Status of the Request is not New."),
    (14, 403, "DelegationCheck failed with unknown error."),
    (15, 404, "The SystemUser was not found."),
    (16, 403, "DelegationCheck failed with error: Has not access by a delegation of role in ER or Altinn."),
    (17, 404, "The SystemName was not found."),
    (18, 403, "DelegationCheck failed with error: Has not access by direct delegation."),
    (19, 403, "DelegationCheck failed with error: The service requires explicit access in SRR and the reportee is missing this."),
    (20, 403, "DelegationCheck failed with error: The service requires explicit authentication level and the reportee is missing this."),
    (21, 400, "The RedirectUri was not found or not valid."),
    (22, 400, "The operation to revoke rights failed."),
    (23, 401, "Can't resolve the Organisation Number for the Vendor from the Token."),
    (24, 403, "you don't have rights to delete this systemuser"),
    (25, 400, "The request id is valid but its not a valid request for creating an agent system user"),
    (26, 400, "No redirect uris are set for the system"),
    (27, 400, "The accesspackage provided in the request can't be mapped to a valid role."),
    (28, 400, "The customer id was not provided or did not validate."),
    (30, 404, "The Id does not refer to an AgentRequest in our system."),
    (31, 400, "Party does not match delegation facilitator."),
    (32, 400, "Assignment not found."),
    (33, 400, "Failed to delete the agent system user"),
    (34, 400, "The system user type of the provided system user GUID is not an agent."),
    (35, 400, "The system user has delegations from customer. Remove the delegations before deleting the system user"),
    (36, 400, "The system user type of the provided system user GUID is not standard."),
    (37, 400, "To many assignment found"),
    (38, 400, "Delegation not found"),
    (39, 400, "Party does not match delegation facilitator"),
    (40, 400, "Party does not match delegation assignments"),
    (41, 403, "Party does not match request's orgno"),
    (42, 403, "Party does not match agent request's orgno"),
    (43, 401, "Unauthorized"),
    (44, 403, "Forbidden"),
    (45, 400, "Failed to get clients"),
    (46, 400, "Failed to get list of accesspackages delegated"),
    (47, 400, "Unable to add system user as right holder to the organisation"),
    (48, 400, "Unable to push system user information to access management"),
    (49, 400, "The party is missing its uuid."),
    (50, 400, "The delegation check failed for access packages"),
    (51, 400, "The delegation of access package to the system user failed"),
    (52, 400, "One or more access packages are invalid"),
    (53, 400, "The user does not have enough access to delegate the requested access packages"),
    (54, 400, "Unable to remove system user as right holder from the organisation"),
    (55, 500, "Failed to get delegated access packages"),
    (56, 400, "Failed to delete system user"),
    (57, 400, "Failed to delete access package delegation for system user"),
    (58, 400, "No AccessPackages found, an Agent SystemUser must have at least one"),
    (59, 400, "No AccessPackages or Single Rights found, a SystemUser must have at least one"),
    (60, 404, "An error occured when Updating the Request."),
    (61, 409, "The Status of the Request is not New. Please generate a new CorrellationId for a new Change Request"),
    (62, 500, "Failed to get delegated rights"),
    (63, 400, "One or more accesspackage is not found in the referenced system in the System Register."),
    (64, 400, "One or more access packages cannot be delegated. Either they are intended for clients or they cannot be delegated further."),
    (65, 400, "One or more access packages cannot be delegated because they are not intended for client relationships"),
    (66, 403, "The request requires logged in user to have accessmanager write."),
    (67, 400, "Unable to add system user as agent for the organisation"),
    (68, 403, "DelegationCheck failed with error: Has not access by a delegation of package in Altinn."),
    (69, 403, "DelegationCheck failed with error: The receiver does not have the right based on Access List delegation."),
    (70, 403, "DelegationCheck failed with error: The resource cannot be delegated to another user or entity."),
    (71, 403, "DelegationCheck failed with error: The resource is not delegable because it is a Maskinporten schema resource."),
    (79, 400, "Client not found."),
    (80, 400, "Client does not have the accesspackages the agent system user requires"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_violation_has_a_status_and_a_title() {
        let resource = |reason| CannotDelegate {
            kind: DelegatedKind::Resource,
            id: String::new(),
            codes: vec![reason],
        };
        let cases = [
            (RuleViolation::NoSuchParty, 0, 400),
            (RuleViolation::RightNotFound, 1, 400),
            (RuleViolation::SystemUserExists, 4, 400),
            (RuleViolation::RequestAccepted, 6, 400),
            (RuleViolation::RequestPending, 7, 400),
            (RuleViolation::RequestDenied, 8, 400),
            (RuleViolation::RequestRejected, 9, 400),
            (RuleViolation::NoSuchRequest, 10, 404),
            (RuleViolation::NoSuchSystem, 11, 404),
            (RuleViolation::NotNew, 13, 409),
            (RuleViolation::NoSuchSystemUser, 15, 404),
            (RuleViolation::RedirectNotAllowed, 21, 400),
            (RuleViolation::NoVendorInToken, 23, 401),
            (RuleViolation::NotAnAgentRequest, 25, 400),
            (RuleViolation::NoRedirectsRegistered, 26, 400),
            (RuleViolation::NoSuchAgentRequest, 30, 404),
            (RuleViolation::AnothersSystemUser, 24, 403),
            (RuleViolation::NotTheFacilitator, 31, 400),
            (RuleViolation::AgentNotDeleted, 33, 400),
            (RuleViolation::NotStandard, 36, 400),
            (RuleViolation::PackageNotDelegated, 51, 400),
            (RuleViolation::PackageNotTakenBack, 57, 400),
            (RuleViolation::NotAnAgent, 34, 400),
            (RuleViolation::NotClientAdministrator, 44, 403),
            (RuleViolation::NoSuchClient, 79, 400),
            (RuleViolation::ClientLacksPackages, 80, 400),
            (RuleViolation::WrongParty, 41, 403),
            (RuleViolation::WrongPartyForAgent, 42, 403),
            (RuleViolation::NoPackagesForAgent, 58, 400),
            (RuleViolation::ChangeNotNew, 61, 409),
            (RuleViolation::PackageNotForClients(vec![]), 65, 400),
            (RuleViolation::NothingAskedFor, 59, 400),
            (RuleViolation::PackageNotFound(vec![]), 63, 400),
            (RuleViolation::PackageNotAssignable(vec![]), 64, 400),
            (RuleViolation::NotAccessManager, 66, 403),
            (
                RuleViolation::CannotDelegate(vec![resource(Reason::MissingRoleAccess)]),
                16,
                403,
            ),
            (
                RuleViolation::CannotDelegate(vec![resource(Reason::MissingDelegationAccess)]),
                18,
                403,
            ),
            (
                RuleViolation::CannotDelegate(vec![resource(Reason::MissingSrrRightAccess)]),
                19,
                403,
            ),
            (
                RuleViolation::CannotDelegate(vec![resource(
                    Reason::InsufficientAuthenticationLevel,
                )]),
                20,
                403,
            ),
            (
                RuleViolation::CannotDelegate(vec![resource(Reason::MissingPackageAccess)]),
                68,
                403,
            ),
            (
                RuleViolation::CannotDelegate(vec![resource(Reason::AccessListValidationFail)]),
                69,
                403,
            ),
            (
                RuleViolation::CannotDelegate(vec![resource(Reason::ResourceNotDelegable)]),
                70,
                403,
            ),
            (
                RuleViolation::CannotDelegate(vec![resource(Reason::ResourceIsMaskinportenSchema)]),
                71,
                403,
            ),
            (
                RuleViolation::CannotDelegate(vec![resource(Reason::Unknown)]),
                14,
                403,
            ),
        ];
        for (violation, expected, status) in cases {
            assert_eq!(number(&violation), expected, "{violation}");
            let (known, title) = status_and_title(expected).unwrap();
            assert_eq!(known.as_u16(), status, "{violation}");
            assert!(!title.is_empty() && !title.contains("(ext"), "{title}");
        }
    }
}
