use jiff::Timestamp;
use uuid::Uuid;

use super::{
    Altinn, RequestKind, RuleViolation,
    index::ExternalIds,
    register::System,
    system_users::{StoredSystemUser, each_package_once, each_right_once},
};
use altinn_types::{ExternalRef, OrgNumber, SystemId, SystemUserId, SystemUserType};

impl Altinn {
    /// The systems that a customer can choose in Altinn: those that are registered as visible.
    pub fn visible_systems(&self) -> impl Iterator<Item = &System> {
        self.systems()
            .filter(|system| !system.is_deleted() && system.registered.is_visible)
    }

    /// Makes a standard system user in Altinn, without a vendor's request: with all that the system is
    /// registered with, and the organisation number as its external reference. Without a title, or with a
    /// blank one, it gets the system's name. The vendor is not told.
    ///
    /// # Errors
    ///
    /// The first that applies, in the order of an approval (contract/approval.md §3 and §6):
    /// [`RuleViolation::NotAccessManager`], [`RuleViolation::NoSuchParty`], [`RuleViolation::SystemUserExists`],
    /// [`RuleViolation::NoSuchSystem`], [`RuleViolation::PackageNotAssignable`], [`RuleViolation::CannotDelegate`].
    pub fn create_system_user(
        &mut self,
        person: &str,
        party: &OrgNumber,
        system_id: &SystemId,
        title: Option<String>,
        now: Timestamp,
    ) -> Result<SystemUserId, RuleViolation> {
        if !self.may_approve(person, party) {
            return Err(RuleViolation::NotAccessManager);
        }
        self.organisation(party).ok_or(RuleViolation::NoSuchParty)?;
        let external_ids = ExternalIds {
            external_ref: ExternalRef::default_for(party),
            system: system_id.clone(),
            party: party.clone(),
        };
        if self.system_user_by_external_ids(&external_ids).is_some() {
            return Err(RuleViolation::SystemUserExists);
        }
        let system = self
            .live_system(system_id)
            .ok_or(RuleViolation::NoSuchSystem)?;
        let registered = &system.registered;
        self.check_packages(RequestKind::Standard, system, &registered.access_packages)?;
        let missing = self.delegation_check(
            person,
            party,
            &registered.rights,
            &registered.access_packages,
        );
        if !missing.is_empty() {
            return Err(RuleViolation::CannotDelegate(missing));
        }
        let user = StoredSystemUser {
            id: SystemUserId(Uuid::new_v4()),
            kind: SystemUserType::Standard,
            integration_title: title
                .filter(|title| !title.trim().is_empty())
                .unwrap_or_else(|| registered.name.nb.clone()),
            system_id: system_id.clone(),
            vendor: system.vendor.clone(),
            owner: party.clone(),
            external_ref: external_ids.external_ref,
            created: now,
            rights: each_right_once(&registered.rights),
            access_packages: each_package_once(&registered.access_packages),
        };
        let id = user.id;
        self.put_system_user(user);
        Ok(id)
    }
}

#[cfg(test)]
mod tests {
    use crate::world::World;
    use serde_json::json;

    use super::*;
    use crate::rules::{
        Reason,
        register::{Registrar, SystemInput},
    };

    /// A world with a system that has payroll among its rights.
    fn world() -> World {
        let mut world = World::seeded();
        let by = Registrar {
            vendor: "991825827".parse().unwrap(),
            client_id: "c".to_owned(),
            admin: false,
        };
        for (name, right, visible) in [
            ("payroll", "ttd_systembruker-salary", true),
            ("claims", "ske-krav-og-betalinger", true),
            ("hidden", "ske-krav-og-betalinger", false),
        ] {
            let input: SystemInput = serde_json::from_value(json!({
                "id": format!("991825827_{name}"), "vendor": { "id": "0192:991825827" },
                "name": { "nb": name, "nn": "-", "en": "-" },
                "description": { "nb": "-", "nn": "-", "en": "-" },
                "rights": [{ "resource": [{ "id": "urn:altinn:resource", "value": right }] }],
                "accesspackages": [{ "urn": "urn:altinn:accesspackage:skattegrunnlag" }],
                "clientid": [name], "isvisible": visible,
            }))
            .unwrap();
            let now = world.now();
            world.register_system(&by, input, now).unwrap();
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
        let now = world.now();
        world.create_system_user(person, &party.parse().unwrap(), &system, None, now)
    }

    #[test]
    fn it_gets_all_that_the_system_has_and_is_found_by_the_organisation_number() {
        let mut world = world();
        let id = create(&mut world, "kari", "312450186", "payroll").unwrap();
        let user = world.system_user(id).unwrap();
        let system = world.system(&user.system_id).unwrap();
        assert_eq!(user.rights, system.registered.rights);
        assert_eq!(user.access_packages, system.registered.access_packages);
        assert_eq!(user.external_ref.0, "312450186");
        assert_eq!(user.integration_title, "payroll");
        let found = world.system_user_for_token("payroll", &system.vendor, &user.owner, None);
        assert_eq!(found.map(|user| user.id), Some(id));
        // There is no request to delete along with it.
        assert_eq!(world.delete_system_user(id), Ok(()));
    }

    /// The rows are the errors of contract/approval.md §6.
    #[test]
    fn each_refusal_has_its_reason() {
        let mut world = world();
        create(&mut world, "tor", "310817465", "claims").unwrap();
        for (person, party, system, refusal) in [
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
            assert_eq!(result, Err(refusal), "{person}, {system}");
        }
        let result = create(&mut world, "ola", "313604721", "payroll");
        let Err(RuleViolation::CannotDelegate(missing)) = result else {
            panic!("ola lacks payroll: {result:?}");
        };
        assert_eq!(missing[0].codes, [Reason::MissingRoleAccess]);
        assert!(create(&mut world, "ola", "313604721", "claims").is_ok());
    }

    #[test]
    fn only_what_is_visible_can_be_chosen() {
        let mut world = world();
        let names = |world: &World| -> Vec<String> {
            let systems = world.visible_systems();
            systems.map(|system| system.id().to_string()).collect()
        };
        assert_eq!(names(&world), ["991825827_payroll", "991825827_claims"]);
        let by = Registrar {
            vendor: "991825827".parse().unwrap(),
            client_id: "c".to_owned(),
            admin: false,
        };
        let now = world.now();
        world.delete_system(&by, "991825827_claims", now).unwrap();
        assert_eq!(names(&world), ["991825827_payroll"]);
    }
}
