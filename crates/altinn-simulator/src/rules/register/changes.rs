//! This module registers new systems, and changes the content of registered systems.

use altinn_types::{
    AccessPackage, LocalizedText, OrgNumber, RegisteredSystem, Right, SystemId, VendorId,
};
use jiff::Timestamp;
use uuid::Uuid;

use super::{
    ChangeType, InvalidSystem, Register, RegisterRefusal,
    RegisterRefusal::Exception,
    Registrar, System,
    checks::{has_duplicates, is_allowed_redirect, normalised},
};
use crate::rules::Altinn;

/// The content of a system as a vendor sends it. Each field can be missing in the HTTP body.
#[derive(Clone, Debug, Default)]
pub struct SystemDraft {
    pub id: Option<String>,
    /// The vendor's organisation number in the notation of ISO 6523, such as `0192:991825827`.
    pub vendor: Option<String>,
    pub name: Option<DraftText>,
    pub description: Option<DraftText>,
    /// The rights of the system. `None` means that the vendor sent `null`. The simulator then answers with an exception
    /// of Altinn's code. If the vendor did not send the list, the list is empty.
    pub rights: Option<Vec<Right>>,
    /// The access packages. `None` and an empty list have the same meaning as for [`SystemDraft::rights`].
    pub access_packages: Option<Vec<AccessPackage>>,
    /// The ids of Maskinporten clients. `None` and an empty list have the same meaning as for [`SystemDraft::rights`].
    pub client_id: Option<Vec<String>>,
    /// Whether customers can choose the system in Altinn. `None` has the same effect as `true`.
    pub is_visible: Option<bool>,
    /// The redirect URLs. `None` and an empty list have the same meaning as for [`SystemDraft::rights`].
    pub allowed_redirect_urls: Option<Vec<String>>,
}

/// A text in three languages as a vendor sends it.
#[derive(Clone, Debug, Default)]
pub struct DraftText {
    pub nb: Option<String>,
    pub nn: Option<String>,
    pub en: Option<String>,
}

/// The lists of a draft, after the check that no list is `null`.
struct DraftLists {
    rights: Vec<Right>,
    packages: Vec<AccessPackage>,
    clients: Vec<String>,
    urls: Vec<String>,
}

impl DraftLists {
    fn of(draft: &SystemDraft) -> Result<Self, RegisterRefusal> {
        const NULL: RegisterRefusal = Exception("Value cannot be null. (Parameter 'source')");
        Ok(Self {
            rights: draft.rights.clone().ok_or(NULL)?,
            packages: draft.access_packages.clone().ok_or(NULL)?,
            clients: draft.client_id.clone().ok_or(NULL)?,
            urls: draft.allowed_redirect_urls.clone().ok_or(NULL)?,
        })
    }
}

/// Returns the text in all three languages. If a language is missing, the result is the exception that Altinn's
/// database throws.
fn complete(text: Option<DraftText>) -> Result<LocalizedText, RegisterRefusal> {
    let text = text.unwrap_or_default();
    match (text.nb, text.nn, text.en) {
        (Some(nb), Some(nn), Some(en)) => Ok(LocalizedText { nb, nn, en }),
        _ => Err(Exception(
            "23502: null value in column violates not-null constraint",
        )),
    }
}

impl Altinn {
    /// Registers a new system, as Altinn's `SystemRegisterController.CreateRegisteredSystem` does
    /// (contract/systemuser-api.md §2.2).
    ///
    /// # Errors
    ///
    /// Returns [`RegisterRefusal`]. The first check is that the vendor's id has the right format. The second check is
    /// that the access token belongs to the same vendor. All errors of the later checks are returned together.
    pub fn register_system(
        &mut self,
        by: &Registrar,
        draft: SystemDraft,
        internal_id: Uuid,
        now: Timestamp,
    ) -> Result<(), RegisterRefusal> {
        let vendor = draft.vendor.as_deref().unwrap_or_default();
        let (scheme, number) = match vendor.split_once(':') {
            Some(parts) => parts,
            None if vendor == "0192" => {
                return Err(Exception("Index was outside the bounds of the array."));
            }
            None => (vendor, ""),
        };
        if scheme != "0192" {
            return Err(RegisterRefusal::Invalid(vec![InvalidSystem::Vendor]));
        }
        if !by.admin && number != by.vendor.as_str() {
            return Err(RegisterRefusal::NotOwner);
        }
        let vendor: Option<OrgNumber> = number.parse().ok();

        let id_text = draft.id.clone().unwrap_or_default();
        let id: Option<SystemId> = id_text.parse().ok();
        let mut errors = Vec::new();
        if id_text.contains(char::is_whitespace) {
            errors.push(InvalidSystem::BlanksInId);
        }
        if id_text.split('_').next() != Some(number) || !id_text.contains('_') {
            errors.push(InvalidSystem::IdFormat);
        }
        if id
            .as_ref()
            .is_some_and(|id| self.register.systems.contains(id))
        {
            errors.push(InvalidSystem::IdTaken);
        }
        let DraftLists {
            rights,
            packages,
            clients,
            urls,
        } = DraftLists::of(&draft)?;
        if !urls.iter().all(|url| is_allowed_redirect(url)) {
            errors.push(InvalidSystem::RedirectUrls);
        }
        if clients
            .iter()
            .any(|client| self.register.system_by_client.contains_key(client))
        {
            errors.push(InvalidSystem::ClientTaken);
        }
        errors.extend(self.catalogue.invalid_rights(&rights));
        let visible = draft.is_visible.unwrap_or(true);
        errors.extend(self.catalogue.invalid_packages(&packages, visible));
        if !errors.is_empty() {
            return Err(RegisterRefusal::Invalid(errors));
        }
        let (Some(id), Some(vendor)) = (id, vendor) else {
            return Err(RegisterRefusal::Invalid(vec![InvalidSystem::IdFormat]));
        };

        let system = System {
            internal_id,
            registered: RegisteredSystem {
                id: id.clone(),
                vendor: VendorId {
                    id: vendor.iso6523(),
                },
                name: complete(draft.name)?,
                description: complete(draft.description)?,
                rights,
                access_packages: packages,
                client_id: clients,
                is_visible: visible,
                is_deleted: false,
                allowed_redirect_urls: urls.iter().map(|url| normalised(url)).collect(),
            },
            vendor,
        };
        self.register.put_new_system(by, system, now);
        Ok(())
    }

    /// Replaces the whole content of a system (contract/systemuser-api.md §2.5). If the draft leaves out a field, the
    /// field gets its default value.
    ///
    /// # Errors
    ///
    /// Returns the first [`RegisterRefusal`] that applies, in Altinn's order.
    pub fn replace_system(
        &mut self,
        by: &Registrar,
        id: &str,
        draft: SystemDraft,
        now: Timestamp,
    ) -> Result<(), RegisterRefusal> {
        let stored = self.register.writable(by, id)?;
        if draft.vendor.as_deref() != Some(stored.registered.vendor.id.as_str()) {
            return Err(RegisterRefusal::VendorDiffers);
        }
        if draft.id.as_deref() != Some(id) {
            return Err(RegisterRefusal::Invalid(vec![InvalidSystem::IdDiffers]));
        }
        if stored.is_deleted() {
            return Err(RegisterRefusal::Deleted);
        }
        let DraftLists {
            rights,
            packages,
            clients,
            urls,
        } = DraftLists::of(&draft)?;
        let visible = draft.is_visible.unwrap_or(true);
        let mut errors = self.catalogue.invalid_rights(&rights);
        errors.extend(self.catalogue.invalid_packages(&packages, visible));
        if has_duplicates(&clients) {
            errors.push(InvalidSystem::DuplicateClients);
        }
        let taken = |client: &String| {
            let owner = self.register.system_by_client.get(client);
            owner.is_some_and(|owner| owner != stored.id())
        };
        if clients.iter().any(taken) {
            errors.push(InvalidSystem::ClientTaken);
        }
        if !errors.is_empty() {
            return Err(RegisterRefusal::Invalid(errors));
        }
        let system = System {
            registered: RegisteredSystem {
                name: complete(draft.name)?,
                description: complete(draft.description)?,
                rights,
                access_packages: packages,
                client_id: clients,
                is_visible: visible,
                // When a vendor replaces a system, Altinn does not check the redirect URLs, and even stores URLs with
                // http.
                allowed_redirect_urls: urls.iter().map(|url| normalised(url)).collect(),
                ..stored.registered.clone()
            },
            ..stored.clone()
        };
        self.register
            .log_change(by, &system, ChangeType::Update, &system.registered, now);
        self.register.put_system(system);
        Ok(())
    }

    /// Replaces the list of rights (contract/systemuser-api.md §2.6).
    ///
    /// # Errors
    ///
    /// Returns [`RegisterRefusal`]. If no system has this id, the result is the exception that Altinn's code throws.
    pub fn replace_rights(
        &mut self,
        by: &Registrar,
        id: &str,
        rights: Vec<Right>,
        now: Timestamp,
    ) -> Result<(), RegisterRefusal> {
        let mut system = self.register.changeable(by, id)?;
        let errors = self.catalogue.invalid_rights(&rights);
        if !errors.is_empty() {
            return Err(RegisterRefusal::Invalid(errors));
        }
        self.register
            .log_change(by, &system, ChangeType::RightsUpdate, &rights, now);
        system.registered.rights = rights;
        self.register.put_system(system);
        Ok(())
    }

    /// Replaces the list of access packages (contract/systemuser-api.md §2.6).
    ///
    /// # Errors
    ///
    /// Returns [`RegisterRefusal`]. If no system has this id, the result is the exception that Altinn's code throws.
    pub fn replace_packages(
        &mut self,
        by: &Registrar,
        id: &str,
        packages: Vec<AccessPackage>,
        now: Timestamp,
    ) -> Result<(), RegisterRefusal> {
        let mut system = self.register.changeable(by, id)?;
        let errors = self
            .catalogue
            .invalid_packages(&packages, system.registered.is_visible);
        if !errors.is_empty() {
            return Err(RegisterRefusal::Invalid(errors));
        }
        self.register
            .log_change(by, &system, ChangeType::AccessPackageUpdate, &packages, now);
        system.registered.access_packages = packages;
        self.register.put_system(system);
        Ok(())
    }
}

impl Register {
    /// Returns a copy of the system, if the caller may change the system's rights and packages.
    fn changeable(&self, by: &Registrar, id: &str) -> Result<System, RegisterRefusal> {
        let system = match self.writable(by, id) {
            Err(RegisterRefusal::Unknown) => {
                return Err(Exception(
                    "Object reference not set to an instance of an object.",
                ));
            }
            other => other?.clone(),
        };
        if system.is_deleted() {
            return Err(RegisterRefusal::Deleted);
        }
        Ok(system)
    }
}
