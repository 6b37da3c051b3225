//! The vocabulary: Altinn's terms as types, in the JSON form that Altinn gives them.
//!
//! | Altinn | Norwegian | here |
//! |---|---|---|
//! | system user | systembruker, *systemtilgang* to the customer | [`SystemUser`] |
//! | request for a system user | forespørsel | [`SystemUserRequest`]; to make one, [`NewSystemUserRequest`] |
//! | request for one that acts for clients | forespørsel for klienter | [`AgentSystemUserRequest`] |
//! | request to change one | endringsforespørsel | [`SystemUserChangeRequest`] |
//! | system register, registered system | systemregister, fagsystem | [`RegisteredSystem`] |
//! | `systemId` | – | [`SystemId`] |
//! | `partyOrgNo` | kundens organisasjonsnummer | a field `party_org_no` of type [`OrgNumber`] |
//! | `externalRef` | – | [`ExternalRef`] |
//! | right | enkelttjeneste | [`Right`] |
//! | access package | tilgangspakke | [`AccessPackage`] |
//! | authorised party | aktør | [`AuthorizedParty`] |
//!
//! The simulator answers with the same types. That client and simulator agree with *Altinn*, and not
//! just with each other, is checked in `tests/contract.rs` against recorded JSON.

mod agent_request;
mod authorized_party;
mod change_request;
mod org_number;
mod page;
mod problem;
mod system_register;
mod system_user;
mod system_user_request;

pub use agent_request::AgentSystemUserRequest;
pub use authorized_party::{AuthorizedParties, AuthorizedParty, PartyType};
pub use change_request::{ChangeRequestStatus, SystemUserChangeRequest};
pub use org_number::{InvalidOrgNumber, OrgNumber};
pub use page::{Links, Page};
pub use problem::{Problem, code};
pub use system_register::{
    AccessPackage, InvalidSystemId, LocalizedText, RegisteredSystem, ResourceAttribute, Right,
    SystemId, VendorId,
};
pub use system_user::{SystemUser, SystemUserId, SystemUserType};
pub use system_user_request::{
    ExternalRef, NewSystemUserRequest, RequestId, RequestStatus, SystemUserRequest,
};
