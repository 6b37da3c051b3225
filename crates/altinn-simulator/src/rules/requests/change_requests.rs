//! Creates requests to change the access of a standard system user (contract/systemuser-api.md §7).

use altinn_types::{
    AccessPackage, OrgNumber, RequestId, RequestStatus, Right, SystemUserId, SystemUserType,
};
use jiff::Timestamp;

use super::{Request, RequestKind};
use crate::rules::{Altinn, RuleViolation};

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccessChange {
    pub required_rights: Vec<Right>,
    pub unwanted_rights: Vec<Right>,
    pub required_access_packages: Vec<AccessPackage>,
    pub unwanted_access_packages: Vec<AccessPackage>,
}

impl AccessChange {
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

#[derive(Clone, Debug)]
pub struct NewChangeRequest {
    /// The id that the vendor chose and sent as `correlation-id`.
    pub id: RequestId,
    pub system_user: SystemUserId,
    pub change: AccessChange,
    pub redirect_url: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChangeCreated {
    /// Altinn has stored a new change request. Altinn answers with HTTP status 201.
    New(RequestId),
    /// The vendor has used the same `correlation-id` before. Altinn answers with HTTP status 200 and the change request
    /// that it has stored. This change request can be open or closed.
    Before(RequestId),
    /// All lists of the change request are empty, so Altinn does not store it. Altinn answers with HTTP status 200.
    NoChangeNeeded(Box<Request>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChangeRefusal {
    /// The vendor has sent the id of the system user as `correlation-id`.
    SameId,
    /// The system user belongs to a system of another vendor. Altinn answers with HTTP status 401.
    AnothersSystemUser,
    Violation(RuleViolation),
}

impl From<RuleViolation> for ChangeRefusal {
    fn from(violation: RuleViolation) -> Self {
        Self::Violation(violation)
    }
}

impl Altinn {
    /// Creates a vendor's change request. Stores the lists as the vendor sent them, as Altinn does. The lists can
    /// contain access that the system user already has.
    ///
    /// # Errors
    ///
    /// Returns the first error in the order of Altinn's `ChangeRequestSystemUserController`
    /// (contract/systemuser-api.md §7.1, steps 3 to 11).
    pub fn create_change_request(
        &mut self,
        vendor: &OrgNumber,
        new: NewChangeRequest,
        now: Timestamp,
    ) -> Result<ChangeCreated, ChangeRefusal> {
        let user = self.system_users.get(new.system_user);
        let user = user.ok_or(RuleViolation::NoSuchSystemUser)?;
        if new.id.0 == new.system_user.0 {
            return Err(ChangeRefusal::SameId);
        }
        if user.vendor != *vendor {
            return Err(ChangeRefusal::AnothersSystemUser);
        }
        let change = new.change;
        let is_empty = change.is_empty();
        let request = Request {
            id: new.id,
            kind: RequestKind::Change,
            system_id: user.system_id.clone(),
            party_org_no: user.owner.clone(),
            external_ref: user.external_ref.clone(),
            integration_title: user.integration_title.clone(),
            system_user: user.id,
            rights: change.required_rights,
            access_packages: change.required_access_packages,
            unwanted_rights: change.unwanted_rights,
            unwanted_access_packages: change.unwanted_access_packages,
            status: RequestStatus::New,
            redirect_url: new.redirect_url,
            escalated: false,
            created: now,
        };
        if is_empty {
            return Ok(ChangeCreated::NoChangeNeeded(Box::new(request)));
        }
        let existing = self.requests.get(RequestKind::Change, new.id);
        if let Some(existing) = existing
            && let Ok(_own) = self.register.vendors_system(vendor, &existing.system_id)
        {
            return Ok(ChangeCreated::Before(existing.id));
        }
        // Check the type of the system user first, as Altinn does. Altinn checks the system and the correlation id
        // later.
        if user.kind == SystemUserType::Agent {
            return Err(RuleViolation::NoSuchSystemUser.into());
        }
        let system = self.register.vendors_system(vendor, &user.system_id)?;
        if let Some(existing) = existing {
            return Err(ChangeRefusal::Violation(match existing.status {
                RequestStatus::New => RuleViolation::RequestPending,
                _ => RuleViolation::ChangeNotNew,
            }));
        }
        let owner = self.parties.organisation(&user.owner);
        owner.ok_or(RuleViolation::NoSuchParty)?;
        system.check_redirect(request.redirect_url.as_deref())?;
        system.check_rights(&request.rights)?;
        let user_type = request.kind.user_type();
        self.catalogue
            .check_packages(user_type, system, &request.access_packages)?;
        self.requests.put(request);
        Ok(ChangeCreated::New(new.id))
    }
}
