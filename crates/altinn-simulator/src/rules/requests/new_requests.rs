//! New requests for a system user, checked in Altinn's order.

use altinn_types::{
    AccessPackage, ExternalRef, OrgNumber, RequestId, RequestStatus, Right, SystemId, SystemUserId,
};
use jiff::Timestamp;

use super::{Request, RequestKind};
use crate::rules::{Altinn, RuleViolation, register::System, system_users::ExternalIds};

/// The content of a new request, as a vendor sends it.
#[derive(Clone, Debug, Default)]
pub struct NewRequest {
    /// Any text. [`Altinn::create_request`] parses it.
    pub system_id: Option<String>,
    /// Any text. [`Altinn::create_request`] parses it.
    pub party_org_no: Option<String>,
    pub external_ref: Option<ExternalRef>,
    pub integration_title: Option<String>,
    pub rights: Option<Vec<Right>>,
    pub access_packages: Option<Vec<AccessPackage>>,
    pub redirect_url: Option<String>,
}

/// The result of a POST.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Created {
    /// The request is new. Altinn answers 201.
    New(RequestId),
    /// The request existed already, with any status and any content. Altinn answers 200.
    Before(RequestId),
}

impl Altinn {
    /// Creates a vendor's request for a standard or agent system user with the id `id`, or finds the request that exists
    /// already. An agent system user has access packages only, so the rights of an agent request are ignored.
    ///
    /// # Errors
    ///
    /// The first that applies, in Altinn's order (`RequestSystemUserController.CreateRequest`,
    /// contract/systemuser-api.md §4.2 and §5). A call with several faults gets one error only.
    pub fn create_request(
        &mut self,
        kind: RequestKind,
        vendor: &OrgNumber,
        new: NewRequest,
        id: RequestId,
        now: Timestamp,
    ) -> Result<Created, RuleViolation> {
        // Altinn finds nothing by an id that is not valid.
        let system_id: Option<SystemId> = parsed(new.system_id.as_deref());
        let party: Option<OrgNumber> = parsed(new.party_org_no.as_deref());
        let system_id = system_id.ok_or(RuleViolation::NoSuchSystem)?;

        // Altinn looks for an empty `externalRef` as it is, but stores the organisation number instead of it (see below).
        // So a repeated call with an empty `externalRef` does not find the first request.
        if let Some(party) = &party {
            let given = new.external_ref.clone();
            let ids = ExternalIds {
                external_ref: given.unwrap_or_else(|| ExternalRef::default_for(party)),
                system: system_id.clone(),
                party: party.clone(),
            };
            if let Some(existing) = self.find_existing(kind, vendor, &ids)? {
                return Ok(Created::Before(existing));
            }
        }
        let system = self.register.vendors_system(vendor, &system_id)?;
        let party = party.filter(|number| self.parties.organisation(number).is_some());
        let party = party.ok_or(RuleViolation::NoSuchParty)?;
        system.check_redirect(new.redirect_url.as_deref())?;
        let rights = new.rights.filter(|_| kind == RequestKind::Standard);
        let packages = new.access_packages;
        self.check_content(kind, system, rights.as_deref(), packages.as_deref())?;
        if new.external_ref.as_ref().is_some_and(is_too_long) {
            return Err(RuleViolation::NotStored);
        }

        let given = new.external_ref.filter(|reference| !reference.0.is_empty());
        let title = new.integration_title.filter(|title| !title.is_empty());
        self.requests.put(Request {
            id,
            kind,
            external_ref: given.unwrap_or_else(|| ExternalRef::default_for(&party)),
            integration_title: title.unwrap_or_else(|| system.registered.name.nb.clone()),
            system_id,
            party_org_no: party,
            system_user: SystemUserId(id.0),
            rights: rights.unwrap_or_default(),
            access_packages: packages.unwrap_or_default(),
            unwanted_rights: Vec::new(),
            unwanted_access_packages: Vec::new(),
            status: RequestStatus::New,
            redirect_url: new.redirect_url,
            escalated: false,
            created: now,
        });
        Ok(Created::New(id))
    }

    /// Steps 3 to 6 of contract/systemuser-api.md §4.2: finds the request that Altinn returns instead of creating a new one.
    ///
    /// # Errors
    ///
    /// [`RuleViolation::SystemUserExists`] if a system user of any kind has the same external ids. Otherwise, a caller that
    /// does not own the system, or asks for an agent, gets an error about a *standard* request with the same external ids.
    /// An existing agent request does not prevent a new standard request.
    fn find_existing(
        &self,
        kind: RequestKind,
        vendor: &OrgNumber,
        ids: &ExternalIds,
    ) -> Result<Option<RequestId>, RuleViolation> {
        if self.system_users.by_external_ids(ids).is_some() {
            return Err(RuleViolation::SystemUserExists);
        }
        let system = self.register.system(&ids.system);
        let owned = system.is_some_and(|system| system.vendor == *vendor);
        let existing = self
            .requests
            .by_external_ids(kind, ids)
            .filter(|request| owned && request.status != RequestStatus::Timedout);
        if let Some(request) = existing {
            return Ok(Some(request.id));
        }
        if system.is_none() {
            return Err(RuleViolation::NoSuchSystem);
        }
        let standard = self.requests.by_external_ids(RequestKind::Standard, ids);
        match standard.and_then(|request| conflict(request.status)) {
            Some(violation) => Err(violation),
            None => Ok(None),
        }
    }

    /// Steps 10 to 12: checks that the vendor asks for something, and that the system user can have all of it.
    fn check_content(
        &self,
        kind: RequestKind,
        system: &System,
        rights: Option<&[Right]>,
        packages: Option<&[AccessPackage]>,
    ) -> Result<(), RuleViolation> {
        if kind == RequestKind::Standard && rights.is_none() && packages.is_none() {
            return Err(RuleViolation::RightNotFound);
        }
        let (rights, packages) = (rights.unwrap_or_default(), packages.unwrap_or_default());
        if rights.is_empty() && packages.is_empty() {
            return Err(match kind {
                RequestKind::Agent => RuleViolation::NoPackagesForAgent,
                RequestKind::Standard | RequestKind::Change => RuleViolation::NothingAskedFor,
            });
        }
        system.check_rights(rights)?;
        self.catalogue
            .check_packages(kind.user_type(), system, packages)
    }
}

/// Altinn's database takes at most 255 characters. No earlier check is known, so the store itself fails (step 13). This
/// follows from the order of the checks in Altinn's source. Nobody has tried it against the real Altinn.
fn is_too_long(external_ref: &ExternalRef) -> bool {
    external_ref.0.chars().count() > 255
}

fn parsed<T: std::str::FromStr>(text: Option<&str>) -> Option<T> {
    text?.trim().parse().ok()
}

/// Step 6: the error for an existing standard request, by its status.
fn conflict(status: RequestStatus) -> Option<RuleViolation> {
    match status {
        RequestStatus::Accepted => Some(RuleViolation::RequestAccepted),
        RequestStatus::New => Some(RuleViolation::RequestPending),
        RequestStatus::Denied => Some(RuleViolation::RequestDenied),
        RequestStatus::Rejected => Some(RuleViolation::RequestRejected),
        RequestStatus::Timedout => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::world::World;
    use uuid::Uuid;

    use super::*;
    use crate::rules::{
        register::{
            SystemDraft,
            examples::{VENDOR, draft, number, register},
        },
        system_users::StoredSystemUser,
    };

    const STRANGER: &str = "315816270";
    const CUSTOMER: &str = "312450186";

    fn world() -> World {
        let mut world = World::seeded();
        let now = world.now();
        let system = SystemDraft {
            access_packages: Some(vec![AccessPackage::named("krav-og-utlegg")]),
            ..draft("sky")
        };
        register(&mut world, system, now);
        world
    }

    fn create(
        world: &mut World,
        kind: RequestKind,
        vendor: &str,
    ) -> Result<Created, RuleViolation> {
        let new = NewRequest {
            system_id: Some(format!("{VENDOR}_sky")),
            party_org_no: Some(CUSTOMER.to_owned()),
            access_packages: Some(vec![AccessPackage::named("krav-og-utlegg")]),
            ..NewRequest::default()
        };
        let (id, now) = (RequestId(Uuid::new_v4()), world.now());
        world.create_request(kind, &number(vendor), new, id, now)
    }

    /// Step 6 of contract/systemuser-api.md §4.2. The error goes to vendors that do not own the system, and to the owner who
    /// asks for an agent. Altinn does not set the status `Timedout` any more, and an old request with it is ignored (§4.3).
    #[test]
    fn an_existing_standard_request_causes_an_error_by_its_status() {
        use RequestKind::{Agent, Standard};
        use RequestStatus::{Accepted, Denied, New, Rejected, Timedout};
        for (status, violation) in [
            (Accepted, Some(RuleViolation::RequestAccepted)),
            (New, Some(RuleViolation::RequestPending)),
            (Denied, Some(RuleViolation::RequestDenied)),
            (Rejected, Some(RuleViolation::RequestRejected)),
            (Timedout, None),
        ] {
            let mut world = world();
            let Ok(Created::New(id)) = create(&mut world, Standard, VENDOR) else {
                panic!("the first request is new");
            };
            world
                .requests
                .alter(Standard, id, |request| request.status = status);

            let strangers = violation.clone().unwrap_or(RuleViolation::NoSuchSystem);
            assert_eq!(create(&mut world, Standard, STRANGER), Err(strangers));
            let again = create(&mut world, Standard, VENDOR);
            if let Some(violation) = violation {
                assert_eq!(again, Ok(Created::Before(id)), "{status:?}");
                assert_eq!(create(&mut world, Agent, VENDOR), Err(violation));
            } else {
                assert!(matches!(again, Ok(Created::New(new)) if new != id));
            }
        }
    }

    /// The last row of contract/systemuser-api.md §4.3: a system user that the customer created in Altinn has the
    /// organisation number as its external reference, as a request without one has.
    #[test]
    fn a_system_user_that_the_customer_created_prevents_requests_of_both_kinds() {
        let mut world = world();
        let Ok(Created::New(id)) = create(&mut world, RequestKind::Standard, VENDOR) else {
            panic!("the first request is new");
        };
        let request = world.requests.get(RequestKind::Standard, id);
        let request = request.unwrap().clone();
        world.requests.delete(RequestKind::Standard, id).unwrap();
        let now = world.now();
        world.system_users.put(StoredSystemUser {
            id: request.system_user,
            kind: RequestKind::Standard.user_type(),
            integration_title: request.integration_title,
            system_id: request.system_id,
            vendor: number(VENDOR),
            owner: request.party_org_no,
            external_ref: request.external_ref,
            created: now,
            rights: request.rights,
            access_packages: request.access_packages,
        });
        for kind in [RequestKind::Standard, RequestKind::Agent] {
            for vendor in [VENDOR, STRANGER] {
                let created = create(&mut world, kind, vendor);
                assert_eq!(created, Err(RuleViolation::SystemUserExists));
            }
        }
    }

    /// The register refuses a system with such a package, so the test puts the package into the system without the register.
    #[test]
    fn a_package_that_the_system_user_cannot_have_is_refused() {
        let world = world();
        let id: SystemId = format!("{VENDOR}_sky").parse().unwrap();
        let package = AccessPackage::named("tilgangsstyring");
        let mut system = world.register.system(&id).unwrap().clone();
        system.registered.access_packages = vec![package.clone()];
        let urns = vec![package.urn.clone()];
        let packages = std::slice::from_ref(&package);
        for (kind, violation) in [
            (
                RequestKind::Standard,
                RuleViolation::PackageNotAssignable(urns.clone()),
            ),
            (
                RequestKind::Agent,
                RuleViolation::PackageNotForClients(urns),
            ),
        ] {
            let user_type = kind.user_type();
            let checked = world.catalogue.check_packages(user_type, &system, packages);
            assert_eq!(checked, Err(violation));
        }
    }
}
