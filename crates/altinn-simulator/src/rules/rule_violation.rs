use serde::{Deserialize, Serialize};
use strum::VariantNames;

/// Why a person cannot delegate a resource or an access package, with the names in Altinn's `delegationReasons`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, VariantNames)]
pub enum Reason {
    MissingRoleAccess,
    MissingDelegationAccess,
    MissingSrrRightAccess,
    InsufficientAuthenticationLevel,
    AccessListValidationFail,
    MissingPackageAccess,
    ResourceNotDelegable,
    #[serde(rename = "ResourceIsMaskinPortenSchema")]
    #[strum(serialize = "ResourceIsMaskinPortenSchema")]
    ResourceIsMaskinportenSchema,
    Unknown,
}

/// A resource or an access package that the person cannot delegate. In Altinn's error response, `delegationReasons` is
/// a JSON *text* that contains a list of these objects.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CannotDelegate {
    #[serde(rename = "type")]
    pub kind: DelegatedKind,
    /// The id of the resource, or the URN of the access package.
    pub id: String,
    pub codes: Vec<Reason>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DelegatedKind {
    Resource,
    Package,
}

/// A rule of Altinn that a call breaks. `altinn::errors` contains the error code, the HTTP status and the title for
/// each rule.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RuleViolation {
    #[error("the customer is not in the entity register")]
    NoSuchParty,
    #[error("a right is not the system's, or none is asked for")]
    RightNotFound,
    #[error("a system user for the system, customer and reference lives already")]
    SystemUserExists,
    #[error("an accepted request has the same external ids")]
    RequestAccepted,
    #[error("a pending request has the same external ids")]
    RequestPending,
    #[error("a denied request has the same external ids")]
    RequestDenied,
    #[error("a rejected request has the same external ids")]
    RequestRejected,
    #[error("there is no such request")]
    NoSuchRequest,
    #[error("there is no such agent request")]
    NoSuchAgentRequest,
    #[error("there is no such system, or it is another vendor's")]
    NoSuchSystem,
    #[error("the request is answered already")]
    NotNew,
    #[error("there is no such system user")]
    NoSuchSystemUser,
    #[error("the redirect URL is not one of the system's")]
    RedirectNotAllowed,
    /// Altinn's code throws an exception. The status is 500.
    #[error("an exception in Altinn: {0}")]
    Exception(&'static str),
    #[error("no organisation can be read from the token")]
    NoVendorInToken,
    #[error("the request is not one for an agent system user")]
    NotAnAgentRequest,
    #[error("the system has no redirect URLs")]
    NoRedirectsRegistered,
    #[error("neither rights nor access packages are asked for")]
    NothingAskedFor,
    #[error("an access package is not the system's: {0:?}")]
    PackageNotFound(Vec<String>),
    #[error("an access package cannot go to a system user: {0:?}")]
    PackageNotAssignable(Vec<String>),
    #[error("an agent request asks for no access packages")]
    NoPackagesForAgent,
    #[error("an access package is not meant for clients: {0:?}")]
    PackageNotForClients(Vec<String>),
    #[error("the change request is answered already")]
    ChangeNotNew,
    #[error("the request is to another party")]
    WrongParty,
    #[error("the agent request is to another party")]
    WrongPartyForAgent,
    #[error("the person does not manage access for the party")]
    NotAccessManager,
    #[error("the person does not administer clients for the owner of the system user")]
    NotClientAdministrator,
    #[error("the system user is not an agent")]
    NotAnAgent,
    #[error("the system user is not a standard one")]
    NotStandard,
    #[error("the system user is another party's")]
    AnothersSystemUser,
    #[error("the facilitator is another than the party")]
    NotTheFacilitator,
    #[error("the agent system user is not the facilitator's to delete")]
    AgentNotDeleted,
    #[error("the packages are not the named party's to give")]
    PackageNotDelegated,
    #[error("the packages are not the named party's to take back")]
    PackageNotTakenBack,
    #[error("the organisation is no client of the system user's owner")]
    NoSuchClient,
    #[error("the client has not given every package that the system user has")]
    ClientLacksPackages,
    #[error("the person cannot delegate everything that is asked for")]
    CannotDelegate(Vec<CannotDelegate>),
}
