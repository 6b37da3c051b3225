//! A vendor's new request, checked in Altinn's order.

use jiff::Timestamp;
use serde::Deserialize;
use uuid::Uuid;

use super::{Altinn, ExternalIds, Request, RequestKind, RuleViolation, register::System};
use altinn_types::{
    AccessPackage, ExternalRef, OrgNumber, RequestId, RequestStatus, Right, SystemId,
};

/// The body of a new request. Any member may be missing or invalid.
///
/// The caller has changed the names of the members to lower case, because Altinn accepts names in any case.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct RequestInput {
    #[serde(rename = "systemid")]
    pub system_id: Option<String>,
    #[serde(rename = "partyorgno")]
    pub party_org_no: Option<String>,
    #[serde(rename = "externalref")]
    pub external_ref: Option<String>,
    #[serde(rename = "integrationtitle")]
    pub integration_title: Option<String>,
    pub rights: Option<Vec<Right>>,
    #[serde(rename = "accesspackages")]
    pub access_packages: Option<Vec<AccessPackage>>,
    #[serde(rename = "redirecturl")]
    pub redirect_url: Option<String>,
}

impl RequestInput {
    /// The required members that are missing, by the names of Altinn's own code.
    #[must_use]
    pub fn missing(&self, kind: RequestKind) -> Vec<&'static str> {
        let given = |text: &Option<String>| !text.as_deref().unwrap_or_default().trim().is_empty();
        let packages = kind == RequestKind::Standard || self.access_packages.is_some();
        let required = [
            ("AccessPackages", packages),
            ("PartyOrgNo", given(&self.party_org_no)),
            ("SystemId", given(&self.system_id)),
        ];
        let missing = required.into_iter().filter(|(_, there)| !there);
        missing.map(|(name, _)| name).collect()
    }
}

/// What came of a POST.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Created {
    /// 201.
    New(RequestId),
    /// 200: the one that stands, whatever became of it and whatever it asks for.
    Before(RequestId),
}

impl Altinn {
    /// Takes a vendor's request for a standard system user, or gives the one that stands already.
    ///
    /// # Errors
    ///
    /// The first that applies, in Altinn's order (`RequestSystemUserController.CreateRequest`,
    /// contract/systemuser-api.md §4.2): a call with several faults is told of one.
    pub fn create_request(
        &mut self,
        vendor: &OrgNumber,
        input: RequestInput,
        now: Timestamp,
    ) -> Result<Created, RuleViolation> {
        self.create(RequestKind::Standard, vendor, input, now)
    }

    /// Takes a vendor's request for an agent system user, or gives the one that stands already. Rights
    /// are not read: an agent has access packages only.
    ///
    /// # Errors
    ///
    /// As [`Altinn::create_request`], with [`RuleViolation::NoPackagesForAgent`] and
    /// [`RuleViolation::PackageNotForClients`] (contract/systemuser-api.md §5).
    pub fn create_agent_request(
        &mut self,
        vendor: &OrgNumber,
        input: RequestInput,
        now: Timestamp,
    ) -> Result<Created, RuleViolation> {
        let input = RequestInput {
            rights: None,
            ..input
        };
        self.create(RequestKind::Agent, vendor, input, now)
    }

    fn create(
        &mut self,
        kind: RequestKind,
        vendor: &OrgNumber,
        input: RequestInput,
        now: Timestamp,
    ) -> Result<Created, RuleViolation> {
        // Neither can be what anything is found by, so nothing is.
        let party: Option<OrgNumber> = input.party_org_no.as_deref().and_then(parsed);
        let system_id: Option<SystemId> = input.system_id.as_deref().and_then(parsed);
        let system_id = system_id.ok_or(RuleViolation::NoSuchSystem)?;

        // An `externalRef` of "" is looked up as it is, and stored as the organisation number below: a
        // quirk of Altinn's that breaks the repeat.
        let given = input.external_ref.clone().map(ExternalRef);
        if let Some(party) = &party {
            let default = || ExternalRef::default_for(party);
            let sought = ExternalIds {
                external_ref: given.clone().unwrap_or_else(default),
                system: system_id.clone(),
                party: party.clone(),
            };
            if let Some(before) = self.find_existing(kind, vendor, &sought)? {
                return Ok(Created::Before(before));
            }
        }
        let system = self.vendors_system(vendor, &system_id)?;
        let party = party.filter(|number| self.organisation(number).is_some());
        let party = party.ok_or(RuleViolation::NoSuchParty)?;
        system.check_redirect(input.redirect_url.as_deref())?;
        self.check_wanted(kind, system, &input)?;
        if given.as_ref().is_some_and(is_too_long) {
            return Err(RuleViolation::NotStored);
        }

        let given = given.filter(|reference| !reference.0.is_empty());
        let title = input.integration_title.filter(|title| !title.is_empty());
        let request = Request {
            id: RequestId(Uuid::new_v4()),
            kind,
            external_ref: given.unwrap_or_else(|| ExternalRef::default_for(&party)),
            integration_title: title.unwrap_or_else(|| system.registered.name.nb.clone()),
            system_id,
            party_org_no: party,
            rights: input.rights.unwrap_or_default(),
            access_packages: input.access_packages.unwrap_or_default(),
            status: RequestStatus::New,
            redirect_url: input.redirect_url,
            escalated: false,
            created: now,
        };
        let id = request.id;
        self.put_request(request);
        Ok(Created::New(id))
    }

    /// Steps 3 to 6: the request that answers a repeated call, or what stands in the way of a new one.
    ///
    /// A system user of either kind does. Of requests, one of the same kind is given back to the owner
    /// of the system, and after that a *standard* one is in the way: a new standard request does not
    /// notice an agent request.
    fn find_existing(
        &self,
        kind: RequestKind,
        vendor: &OrgNumber,
        ids: &ExternalIds,
    ) -> Result<Option<RequestId>, RuleViolation> {
        if self.system_user_by_external_ids(ids).is_some() {
            return Err(RuleViolation::SystemUserExists);
        }
        let system = self.system(&ids.system);
        let owned = system.is_some_and(|system| system.vendor == *vendor);
        let existing = self
            .existing_request(kind, ids)
            .filter(|request| owned && request.status != RequestStatus::Timedout);
        if let Some(request) = existing {
            return Ok(Some(request.id));
        }
        if system.is_none() {
            return Err(RuleViolation::NoSuchSystem);
        }
        let standard = self.existing_request(RequestKind::Standard, ids);
        match standard.and_then(|request| conflict(request.status)) {
            Some(refusal) => Err(refusal),
            None => Ok(None),
        }
    }

    /// Steps 10 to 12: something is asked for, and all of it can be given.
    fn check_wanted(
        &self,
        kind: RequestKind,
        system: &System,
        input: &RequestInput,
    ) -> Result<(), RuleViolation> {
        let rights = input.rights.as_deref();
        let packages = input.access_packages.as_deref();
        if kind == RequestKind::Standard && rights.is_none() && packages.is_none() {
            return Err(RuleViolation::RightNotFound);
        }
        let (rights, packages) = (rights.unwrap_or_default(), packages.unwrap_or_default());
        if rights.is_empty() && packages.is_empty() {
            return Err(match kind {
                RequestKind::Standard => RuleViolation::NothingAskedFor,
                RequestKind::Agent => RuleViolation::NoPackagesForAgent,
            });
        }
        system.check_rights(rights)?;
        self.check_packages(kind, system, packages)
    }

    /// Whether all packages are the system's and can go to a system user of the kind.
    ///
    /// # Errors
    ///
    /// [`RuleViolation::PackageNotFound`], then [`RuleViolation::PackageNotAssignable`] or
    /// [`RuleViolation::PackageNotForClients`], with their URNs.
    pub(crate) fn check_packages(
        &self,
        kind: RequestKind,
        system: &System,
        wanted: &[AccessPackage],
    ) -> Result<(), RuleViolation> {
        system.check_packages(wanted)?;
        let fits = |urn: &str| match kind {
            RequestKind::Standard => self.is_assignable(urn),
            RequestKind::Agent => self.is_delegable(urn),
        };
        let barred: Vec<_> = wanted
            .iter()
            .filter(|package| !fits(&package.urn))
            .map(|package| package.urn.clone())
            .collect();
        match kind {
            _ if barred.is_empty() => Ok(()),
            RequestKind::Standard => Err(RuleViolation::PackageNotAssignable(barred)),
            RequestKind::Agent => Err(RuleViolation::PackageNotForClients(barred)),
        }
    }
}

/// No more than 255 characters are taken. There is no known refusal for that alone, so that storing is what fails
/// (step 13): taken from the order of checks, and not seen.
fn is_too_long(external_ref: &ExternalRef) -> bool {
    external_ref.0.chars().count() > 255
}

/// Step 6: only who does not own the system gets as far as this.
fn conflict(status: RequestStatus) -> Option<RuleViolation> {
    match status {
        RequestStatus::Accepted => Some(RuleViolation::RequestAccepted),
        RequestStatus::New => Some(RuleViolation::RequestPending),
        RequestStatus::Denied => Some(RuleViolation::RequestDenied),
        RequestStatus::Rejected => Some(RuleViolation::RequestRejected),
        RequestStatus::Timedout => None,
    }
}

fn parsed<T: std::str::FromStr>(text: &str) -> Option<T> {
    text.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use crate::world::World;
    use serde_json::json;

    use super::*;
    use crate::rules::{
        register::{Registrar, SystemInput},
        system_users::StoredSystemUser,
    };

    const VENDOR: &str = "991825827";
    const STRANGER: &str = "315816270";
    const CUSTOMER: &str = "312450186";

    fn number(text: &str) -> OrgNumber {
        text.parse().unwrap()
    }

    fn world() -> World {
        let mut world = World::seeded();
        let text = json!({ "nb": "Skyen", "nn": "Skya", "en": "The cloud" });
        let system: SystemInput = serde_json::from_value(json!({
            "id": format!("{VENDOR}_sky"),
            "vendor": { "id": format!("0192:{VENDOR}") },
            "name": text,
            "description": text,
            "accesspackages": [{ "urn": "urn:altinn:accesspackage:krav-og-utlegg" }],
        }))
        .unwrap();
        let by = Registrar {
            vendor: number(VENDOR),
            client_id: "client".to_owned(),
            admin: false,
        };
        let now = world.now();
        world.register_system(&by, system, now).unwrap();
        world
    }

    fn input() -> RequestInput {
        serde_json::from_value(json!({
            "systemid": format!("{VENDOR}_sky"),
            "partyorgno": CUSTOMER,
            "accesspackages": [{ "urn": "urn:altinn:accesspackage:krav-og-utlegg" }],
        }))
        .unwrap()
    }

    fn ask(world: &mut World, kind: RequestKind, vendor: &str) -> Result<Created, RuleViolation> {
        let now = world.now();
        match kind {
            RequestKind::Standard => world.create_request(&number(vendor), input(), now),
            RequestKind::Agent => world.create_agent_request(&number(vendor), input(), now),
        }
    }

    /// Step 6 of contract/systemuser-api.md §4.2: only who does not own the system hears of it, and who asks for
    /// an agent. A `Timedout` one, which is not written any more, is in nobody's way (§4.3).
    #[test]
    fn a_standard_request_is_in_the_way_by_its_status() {
        use RequestKind::{Agent, Standard};
        use RequestStatus::{Accepted, Denied, New, Rejected, Timedout};
        for (status, told) in [
            (Accepted, Some(RuleViolation::RequestAccepted)),
            (New, Some(RuleViolation::RequestPending)),
            (Denied, Some(RuleViolation::RequestDenied)),
            (Rejected, Some(RuleViolation::RequestRejected)),
            (Timedout, None),
        ] {
            let mut world = world();
            let Ok(Created::New(id)) = ask(&mut world, Standard, VENDOR) else {
                panic!("nothing stood in the way");
            };
            world.alter_request(id, |request| request.status = status);

            let strangers = told.clone().unwrap_or(RuleViolation::NoSuchSystem);
            assert_eq!(ask(&mut world, Standard, STRANGER), Err(strangers));
            let again = ask(&mut world, Standard, VENDOR);
            if let Some(told) = told {
                assert_eq!(again, Ok(Created::Before(id)), "{status:?}");
                assert_eq!(ask(&mut world, Agent, VENDOR), Err(told));
            } else {
                assert!(matches!(again, Ok(Created::New(new)) if new != id));
            }
        }
    }

    /// The last row of §4.3: what the customer made in Altinn has the organisation number for a reference.
    #[test]
    fn a_system_user_that_the_customer_made_is_in_the_way_of_both_kinds() {
        let mut world = world();
        let Ok(Created::New(id)) = ask(&mut world, RequestKind::Standard, VENDOR) else {
            panic!("nothing stood in the way");
        };
        let request = world.request(id).unwrap().clone();
        world.delete_request(id).unwrap();
        let now = world.now();
        world.put_system_user(StoredSystemUser::of(&request, &number(VENDOR), now));
        for kind in [RequestKind::Standard, RequestKind::Agent] {
            for vendor in [VENDOR, STRANGER] {
                let told = ask(&mut world, kind, vendor);
                assert_eq!(told, Err(RuleViolation::SystemUserExists));
            }
        }
    }

    /// The register refuses what can go to neither kind, so the system gets one in another way.
    #[test]
    fn a_package_that_fits_the_kind_is_asked_for() {
        let world = world();
        let id: SystemId = format!("{VENDOR}_sky").parse().unwrap();
        let package = AccessPackage::named("tilgangsstyring");
        let mut system = world.system(&id).unwrap().clone();
        system.registered.access_packages = vec![package.clone()];
        let urns = vec![package.urn.clone()];
        let packages = std::slice::from_ref(&package);
        for (kind, told) in [
            (
                RequestKind::Standard,
                RuleViolation::PackageNotAssignable(urns.clone()),
            ),
            (
                RequestKind::Agent,
                RuleViolation::PackageNotForClients(urns),
            ),
        ] {
            assert_eq!(world.check_packages(kind, &system, packages), Err(told));
        }
    }
}
