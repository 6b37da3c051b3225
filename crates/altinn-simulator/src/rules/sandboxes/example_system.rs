//! Registers an example of a visible system. In Altinn, a customer can choose a visible system and create a system user
//! for it. Without the example, a new simulator would have no system to choose.

use altinn_types::AccessPackage;
use jiff::Timestamp;

use crate::rules::{
    Altinn, Organisation,
    derived_id::uuid_from_name,
    register::{DraftText, RegisterRefusal, Registrar, SystemDraft},
};

/// The organisation number and the name of the invented vendor that owns the example system.
const VENDOR: (&str, &str) = ("314802519", "Nordlys Programvare AS");

impl Altinn {
    /// Registers the example system if the register has no visible system.
    ///
    /// # Errors
    ///
    /// Returns the register's refusal, for example if a vendor has registered a system with this id.
    pub(crate) fn offer_example_system(&mut self, now: Timestamp) -> Result<(), RegisterRefusal> {
        if self.register.visible_systems().next().is_some() {
            return Ok(());
        }
        let (number, name) = VENDOR;
        let vendor = number
            .parse()
            .expect("a test checks the number of the example vendor");
        let organisation = Organisation::new(vendor, name, "AS");
        let by = Registrar {
            vendor: organisation.number.clone(),
            client_id: String::new(),
            admin: false,
        };
        if !self.parties.has_organisation(&organisation.number) {
            self.parties.put_organisation(organisation);
        }
        let id = format!("{number}_nordlys-regnskap");
        let text = |nb: &str, nn: &str, en: &str| DraftText {
            nb: Some(nb.to_owned()),
            nn: Some(nn.to_owned()),
            en: Some(en.to_owned()),
        };
        let internal_id = uuid_from_name("system", &id);
        let system = SystemDraft {
            id: Some(id),
            vendor: Some(format!("0192:{number}")),
            name: Some(text(
                "Nordlys Regnskap",
                "Nordlys Rekneskap",
                "Nordlys Accounting",
            )),
            description: Some(text(
                "Et oppdiktet regnskapssystem som du kan velge i Altinn.",
                "Eit oppdikta rekneskapssystem som du kan velje i Altinn.",
                "An invented accounting system that you can choose in Altinn.",
            )),
            rights: Some(Vec::new()),
            access_packages: Some(vec![AccessPackage::named("skattegrunnlag")]),
            client_id: Some(Vec::new()),
            is_visible: Some(true),
            allowed_redirect_urls: Some(Vec::new()),
        };
        self.register_system(&by, system, internal_id, now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_register_gets_one_visible_system_and_not_two() {
        let mut altinn = Altinn::default();
        for _ in 0..2 {
            altinn.offer_example_system(Timestamp::UNIX_EPOCH).unwrap();
            assert_eq!(altinn.register.visible_systems().count(), 1);
        }
    }
}
