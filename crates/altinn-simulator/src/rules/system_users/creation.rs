use jiff::Timestamp;

use super::{ExternalIds, StoredSystemUser, without_duplicate_packages, without_duplicate_rights};
use crate::rules::{Altinn, RuleViolation};
use altinn_types::{ExternalRef, OrgNumber, SystemId, SystemUserId, SystemUserType};

impl Altinn {
    /// Creates a standard system user on the customer's initiative, and does not notify the vendor. The system user
    /// gets all access of the system, and the organisation number as external reference. A missing or blank title
    /// becomes the system's name.
    ///
    /// # Errors
    ///
    /// The checks have the same order as the checks of an approval (contract/approval.md §3 and §6). Returns the first
    /// of these errors that applies:
    /// - [`RuleViolation::NotAccessManager`] if the person is not an access manager of the party.
    /// - [`RuleViolation::NoSuchParty`] if the party is wound up.
    /// - [`RuleViolation::SystemUserExists`] if a system user with the same external ids exists.
    /// - [`RuleViolation::NoSuchSystem`] if the system is deleted or does not exist.
    /// - [`RuleViolation::PackageNotFound`] if the system lists the same package twice.
    /// - [`RuleViolation::PackageNotAssignable`] if the system has a package that a standard system user cannot have.
    /// - [`RuleViolation::CannotDelegate`] if the person cannot delegate all access of the system.
    pub fn create_system_user(
        &mut self,
        person: &str,
        party: &OrgNumber,
        system_id: &SystemId,
        title: Option<String>,
        id: SystemUserId,
        now: Timestamp,
    ) -> Result<(), RuleViolation> {
        if !self.parties.may_approve(person, party) {
            return Err(RuleViolation::NotAccessManager);
        }
        let known = self.parties.organisation(party);
        known.ok_or(RuleViolation::NoSuchParty)?;
        let external_ids = ExternalIds {
            external_ref: ExternalRef::default_for(party),
            system: system_id.clone(),
            party: party.clone(),
        };
        if self.system_users.by_external_ids(&external_ids).is_some() {
            return Err(RuleViolation::SystemUserExists);
        }
        let system = self.register.live_system(system_id);
        let system = system.ok_or(RuleViolation::NoSuchSystem)?;
        let registered = &system.registered;
        let (rights, packages) = (&registered.rights, &registered.access_packages);
        self.catalogue
            .check_packages(SystemUserType::Standard, system, packages)?;
        let missing = self.delegation_check(person, party, rights, packages);
        if !missing.is_empty() {
            return Err(RuleViolation::CannotDelegate(missing));
        }
        let user = StoredSystemUser {
            id,
            kind: SystemUserType::Standard,
            integration_title: title
                .filter(|title| !title.trim().is_empty())
                .unwrap_or_else(|| registered.name.nb.clone()),
            system_id: system_id.clone(),
            vendor: system.vendor.clone(),
            owner: party.clone(),
            external_ref: external_ids.external_ref,
            created: now,
            rights: without_duplicate_rights(rights),
            access_packages: without_duplicate_packages(packages),
        };
        self.system_users.put(user);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::world::World;
    use altinn_types::AccessPackage;
    use uuid::Uuid;

    use super::*;
    use crate::rules::{
        Reason,
        register::{
            SystemDraft,
            examples::{draft, register, registrar, right},
        },
    };

    /// Creates a world with three systems. The systems `payroll` and `claims` are visible to customers, and the system
    /// `hidden` is not.
    fn world() -> World {
        let mut world = World::seeded();
        for (name, resource, visible) in [
            ("payroll", "ttd_systembruker-salary", true),
            ("claims", "ske-krav-og-betalinger", true),
            ("hidden", "ske-krav-og-betalinger", false),
        ] {
            let now = world.now();
            let system = SystemDraft {
                rights: Some(vec![right(resource)]),
                access_packages: Some(vec![AccessPackage::named("skattegrunnlag")]),
                client_id: Some(vec![name.to_owned()]),
                is_visible: Some(visible),
                ..draft(name)
            };
            register(&mut world, system, now);
        }
        world
    }

    fn create(
        world: &mut World,
        person: &str,
        party: &str,
        system: &str,
    ) -> Result<SystemUserId, RuleViolation> {
        let system = format!("991825827_{system}").parse().unwrap();
        let (id, now) = (SystemUserId(Uuid::new_v4()), world.now());
        let party = party.parse().unwrap();
        let created = world.create_system_user(person, &party, &system, None, id, now);
        created.map(|()| id)
    }

    #[test]
    fn the_system_user_gets_all_access_and_is_found_by_the_organisation_number() {
        let mut world = world();
        let id = create(&mut world, "kari", "312450186", "payroll").unwrap();
        let user = world.system_users.get(id).unwrap();
        let system = world.register.system(&user.system_id).unwrap();
        assert_eq!(user.rights, system.registered.rights);
        assert_eq!(user.access_packages, system.registered.access_packages);
        assert_eq!(user.external_ref.0, "312450186");
        assert_eq!(user.integration_title, "payroll");
        let found = world.system_user_for_token("payroll", &system.vendor, &user.owner, None);
        assert_eq!(found.map(|user| user.id), Some(id));
        // When Altinn deletes a system user, Altinn also deletes the request of the system user. This system user has
        // no request, but the deletion must still succeed.
        assert_eq!(world.delete_system_user(id), Ok(()));
    }

    /// Each refusal must have the error from contract/approval.md §6.
    #[test]
    fn each_refusal_has_its_reason() {
        let mut world = world();
        create(&mut world, "tor", "310817465", "claims").unwrap();
        for (person, party, system, violation) in [
            (
                "tor",
                "310817465",
                "claims",
                RuleViolation::SystemUserExists,
            ),
            ("tor", "310817465", "unknown", RuleViolation::NoSuchSystem),
            (
                "siv",
                "314729056",
                "claims",
                RuleViolation::NotAccessManager,
            ),
            (
                "per",
                "312450186",
                "claims",
                RuleViolation::NotAccessManager,
            ),
        ] {
            let result = create(&mut world, person, party, system);
            assert_eq!(result, Err(violation), "{person}, {system}");
        }
        let result = create(&mut world, "ola", "313604721", "payroll");
        let Err(RuleViolation::CannotDelegate(missing)) = result else {
            panic!("ola lacks payroll: {result:?}");
        };
        assert_eq!(missing[0].codes, [Reason::MissingRoleAccess]);
        assert!(create(&mut world, "ola", "313604721", "claims").is_ok());
    }

    #[test]
    fn only_visible_systems_can_be_chosen() {
        let mut world = world();
        let names = |world: &World| -> Vec<String> {
            let systems = world.register.visible_systems();
            systems.map(|system| system.id().to_string()).collect()
        };
        assert_eq!(names(&world), ["991825827_payroll", "991825827_claims"]);
        let now = world.now();
        let id = "991825827_claims";
        world.register.delete_system(&registrar(), id, now).unwrap();
        assert_eq!(names(&world), ["991825827_payroll"]);
    }
}
