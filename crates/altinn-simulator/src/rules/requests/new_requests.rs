//! Creates requests for a system user, with the checks in the same order as in Altinn.

use altinn_types::{
    AccessPackage, ExternalRef, OrgNumber, RequestId, RequestStatus, Right, SystemId, SystemUserId,
};
use jiff::Timestamp;

use super::{Request, RequestKind};
use crate::rules::{
    Altinn, RuleViolation, is_longer_than_a_column, register::System, system_users::ExternalIds,
};

/// The content of a new request for a system user, as a vendor sends it.
#[derive(Clone, Debug, Default)]
pub struct NewRequest {
    /// The system id as the vendor wrote it. [`Altinn::create_request`] parses this text, which can be invalid.
    pub system_id: Option<String>,
    /// The customer's organisation number as the vendor wrote it. [`Altinn::create_request`] parses this text, which
    /// can be invalid.
    pub party_org_no: Option<String>,
    pub external_ref: Option<ExternalRef>,
    pub integration_title: Option<String>,
    pub rights: Option<Vec<Right>>,
    pub access_packages: Option<Vec<AccessPackage>>,
    pub redirect_url: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Created {
    /// Altinn has created the request, and answers with the status 201.
    New(RequestId),
    /// Altinn has already stored a request with the same external ids. Altinn answers with the HTTP status 200 and the
    /// stored request. The stored request can be open or decided, and can have any content.
    Before(RequestId),
}

impl Altinn {
    /// Creates a vendor's request for a standard or an agent system user, with the given id. If Altinn has already
    /// stored such a request, returns the id of the stored request. The rights of an agent request are ignored, because
    /// an agent system user has only access packages.
    ///
    /// # Errors
    ///
    /// Returns the first error that applies, in the order of Altinn's `RequestSystemUserController.CreateRequest`
    /// (contract/systemuser-api.md §4.2 and §5).
    pub fn create_request(
        &mut self,
        kind: RequestKind,
        vendor: &OrgNumber,
        new: NewRequest,
        id: RequestId,
        now: Timestamp,
    ) -> Result<Created, RuleViolation> {
        // A system id with a wrong format gets the same error as an unknown system id.
        let system_id: Option<SystemId> = parsed(new.system_id.as_deref());
        let party: Option<OrgNumber> = parsed(new.party_org_no.as_deref());
        let system_id = system_id.ok_or(RuleViolation::NoSuchSystem)?;

        // If `externalRef` is empty, Altinn searches for a request with an empty `externalRef`. But the new request
        // stores the organisation number instead. Therefore a second call with an empty `externalRef` does not find the
        // first request.
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
        let external_ref = new.external_ref.as_ref().map(|text| text.0.as_str());
        for text in [external_ref, new.integration_title.as_deref()] {
            if text.is_some_and(is_longer_than_a_column) {
                return Err(RuleViolation::Exception(
                    "externalRef or integrationTitle has more than 255 characters",
                ));
            }
        }

        let given = new.external_ref.filter(|reference| !reference.0.is_empty());
        self.requests.put(Request {
            id,
            kind,
            external_ref: given.unwrap_or_else(|| ExternalRef::default_for(&party)),
            // As in Altinn, an empty title stays empty. Only a missing title is replaced with the system's name.
            integration_title: new
                .integration_title
                .unwrap_or_else(|| system.registered.name.nb.clone()),
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

    /// Returns the id of a stored request with the same external ids. Altinn then creates no new request
    /// (contract/systemuser-api.md §4.2, steps 3 to 6).
    ///
    /// # Errors
    ///
    /// Returns [`RuleViolation::SystemUserExists`] if a system user of any type has the same external ids. Returns
    /// [`RuleViolation::NoSuchSystem`] if the system does not exist.
    ///
    /// The status of a stored *standard* request can also cause an error. Altinn checks this status if another vendor
    /// owns the system, or for a new agent request. A stored agent request never causes an error.
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

    /// Checks that the request asks for some access. Also checks that a system user can have this access
    /// (contract/systemuser-api.md §4.2, steps 10 to 12).
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

fn parsed<T: std::str::FromStr>(text: Option<&str>) -> Option<T> {
    text?.parse().ok()
}

/// Returns the error for a new request. `status` is the status of a standard request that exists with the same external
/// ids (contract/systemuser-api.md §4.2, step 6).
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

    /// A standard request exists. A request of another vendor and an agent request of the same vendor, both with the
    /// same external ids, must fail. The status of the existing request decides the error (contract/systemuser-api.md
    /// §4.2, step 6). If the status is `Timedout`, the existing request causes no error (§4.3).
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

    /// If a customer creates a system user in Altinn, the external reference is the organisation number. A request
    /// without an external reference gets the same reference, so Altinn must refuse the request
    /// (contract/systemuser-api.md §4.3, last row).
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

    /// The register accepts only packages that are assignable or delegable. Therefore this test puts the package
    /// `eksplisitt` directly into the system.
    #[test]
    fn a_package_that_the_system_user_cannot_have_is_refused() {
        let world = world();
        let id: SystemId = format!("{VENDOR}_sky").parse().unwrap();
        let package = AccessPackage::named("eksplisitt");
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
