//! This crate contains Altinn's terms as Rust types. The types have the same JSON as Altinn's HTTP API.
//!
//! | Altinn's term | Norwegian word | type |
//! |---|---|---|
//! | system user | systembruker (customers see *systemtilgang*) | [`SystemUser`] |
//! | request for a system user | forespørsel | [`SystemUserRequest`] (the POST body is [`NewSystemUserRequest`]) |
//! | request for an agent system user, which acts for the clients of its owner | forespørsel for klienter | [`AgentSystemUserRequest`] |
//! | request to change a system user | endringsforespørsel | [`SystemUserChangeRequest`] |
//! | system register, registered system | systemregister, fagsystem | [`RegisteredSystem`] |
//! | `systemId` | – | [`SystemId`] |
//! | `partyOrgNo` | kundens organisasjonsnummer | a field `party_org_no` of type [`OrgNumber`] |
//! | `externalRef` | – | [`ExternalRef`] |
//! | right | enkelttjeneste | [`Right`] |
//! | access package | tilgangspakke | [`AccessPackage`] |
//! | authorised party | aktør | [`AuthorizedParty`] |
//!
//! SmartCloud and the simulator use the same types, so an error in a type does not show when the two programs call each
//! other. Therefore `tests/contract.rs` compares the types with recorded JSON from Altinn.

mod agent_request;
mod authorized_party;
mod change_request;
mod lenient;
mod org_number;
mod page;
mod problem;
mod system_register;
mod system_user;
mod system_user_request;

pub use agent_request::AgentSystemUserRequest;
pub use authorized_party::{AuthorizedParties, AuthorizedParty, NoMorePages, PartyType};
pub use change_request::{ChangeRequestStatus, SystemUserChangeRequest};
pub use org_number::{InvalidOrgNumber, OrgNumber};
pub use page::{Links, Page};
pub use problem::{Problem, ValidationError, code};
pub use system_register::{
    AccessPackage, InvalidSystemId, LocalizedText, RegisteredSystem, ResourceAttribute, Right,
    SystemId, VendorId,
};
pub use system_user::{SystemUser, SystemUserId, SystemUserType};
pub use system_user_request::{
    ExternalRef, NewSystemUserRequest, RequestId, RequestStatus, SystemUserRequest,
};
