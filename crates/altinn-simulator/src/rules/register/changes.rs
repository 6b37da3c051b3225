use altinn_types::{
    AccessPackage, LocalizedText, OrgNumber, RegisteredSystem, Right, SystemId, VendorId,
};
use jiff::Timestamp;
use uuid::Uuid;

use super::{
    ChangeType, InvalidSystem, Register, RegisterRefusal,
    RegisterRefusal::Exception,
    Registrar, System, change_log,
    checks::{has_duplicates, has_duplicates_in_any_case},
    redirect_urls,
};
use crate::rules::{Altinn, is_longer_than_a_column};

/// The exception that .NET throws when code uses a `null` value.
const NULL_REFERENCE: RegisterRefusal =
    Exception("Object reference not set to an instance of an object.");

/// The content of a system, as a vendor sends it. The HTTP body can lack any of these fields.
#[derive(Clone, Debug, Default)]
pub struct SystemDraft {
    pub id: Option<String>,
    /// The organisation number of the vendor in the notation of ISO 6523, such as `0192:991825827`.
    pub vendor: Option<String>,
    pub name: Option<DraftText>,
    pub description: Option<DraftText>,
    /// The system's rights. `None` means that the vendor sent `null`, which makes Altinn's code throw an exception. If
    /// the vendor did not send the list, the list is empty.
    pub rights: Option<Vec<Right>>,
    /// The system's access packages. `None` means that the vendor sent `null`, which Altinn accepts. If the vendor did
    /// not send the list, the list is empty.
    pub access_packages: Option<Vec<AccessPackage>>,
    /// The ids of the system's Maskinporten clients. `None` has the same effect as an empty list.
    pub client_id: Option<Vec<String>>,
    /// Whether customers can choose the system on Altinn's pages. `None` has the same effect as `true`.
    pub is_visible: Option<bool>,
    /// The redirect URLs, spelled as the vendor wrote them. `None` has the same effect as an empty list.
    pub allowed_redirect_urls: Option<Vec<String>>,
}

#[derive(Clone, Debug, Default)]
pub struct DraftText {
    pub nb: Option<String>,
    pub nn: Option<String>,
    pub en: Option<String>,
}

/// Checks that the text exists in all three languages. If a language is missing, returns the exception that Altinn's
/// database throws. The database checks the languages in alphabetical order.
fn complete(text: Option<DraftText>) -> Result<LocalizedText, RegisterRefusal> {
    let text = text.unwrap_or_default();
    let Some(en) = text.en else {
        return Err(Exception(
            "23514: value violates check constraint \"translated_text_contains_en\"",
        ));
    };
    let Some(nb) = text.nb else {
        return Err(Exception(
            "23514: value violates check constraint \"translated_text_contains_nb\"",
        ));
    };
    let Some(nn) = text.nn else {
        return Err(Exception(
            "23514: value violates check constraint \"translated_text_contains_nn\"",
        ));
    };
    Ok(LocalizedText { nb, nn, en })
}

impl Altinn {
    /// Registers a new system, as Altinn's `SystemRegisterController.CreateRegisteredSystem` does
    /// (contract/systemuser-api.md §2.2).
    ///
    /// # Errors
    ///
    /// The function first checks the format of the vendor's id, and then whether the access token belongs to this
    /// vendor. If one of these two checks fails, returns the [`RegisterRefusal`] of this check. Otherwise, returns all
    /// errors in the content together.
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
        let rights = draft.rights.ok_or(NULL_REFERENCE)?;
        let packages_are_null = draft.access_packages.is_none();
        let packages = draft.access_packages.unwrap_or_default();
        let clients = draft.client_id.unwrap_or_default();
        let urls = draft.allowed_redirect_urls.unwrap_or_default();
        if !urls.iter().all(|url| redirect_urls::may_be_registered(url)) {
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
        if is_longer_than_a_column(id.as_str()) {
            return Err(Exception(
                "22001: value too long for type character varying(255)",
            ));
        }

        let system = System {
            internal_id,
            packages_are_null,
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
                allowed_redirect_urls: readable(&urls),
            },
            vendor,
        };
        // In Altinn's database, the client id is the key of a table, so the list cannot contain the same id twice.
        if has_duplicates(&system.registered.client_id) {
            return Err(RegisterRefusal::AlreadyExists);
        }
        self.register.put_new_system(by, system, &urls, now);
        Ok(())
    }

    /// Replaces the whole content of a system (contract/systemuser-api.md §2.5). A field that the draft leaves out gets
    /// its default value.
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
        let rights = draft.rights.ok_or(NULL_REFERENCE)?;
        let packages_are_null = draft.access_packages.is_none();
        let packages = draft.access_packages.unwrap_or_default();
        let clients = draft.client_id.unwrap_or_default();
        let urls = draft.allowed_redirect_urls.unwrap_or_default();
        let visible = draft.is_visible.unwrap_or(true);
        let mut errors = self.catalogue.invalid_rights(&rights);
        errors.extend(self.catalogue.invalid_packages(&packages, visible));
        if has_duplicates_in_any_case(&clients) {
            errors.push(InvalidSystem::DuplicateClients);
        }
        let taken = |client: &String| {
            let owner = self.register.system_by_client.get(client);
            owner.is_some_and(|owner| owner != stored.id())
        };
        if clients.iter().any(taken) {
            errors.push(InvalidSystem::ClientTaken);
        }
        // When a vendor replaces a system, Altinn does not check the redirect URLs. The simulator still refuses a line
        // break, because the URL ends up in an HTTP header.
        if urls
            .iter()
            .any(|url| redirect_urls::has_control_characters(url))
        {
            errors.push(InvalidSystem::RedirectUrls);
        }
        if !errors.is_empty() {
            return Err(RegisterRefusal::Invalid(errors));
        }
        let allowed_redirect_urls = readable(&urls);
        if !allowed_redirect_urls
            .iter()
            .all(|url| redirect_urls::fits_the_column(url))
        {
            return Err(Exception(
                "23514: a redirect URL violates the check constraint of its column",
            ));
        }
        let system = System {
            packages_are_null,
            registered: RegisteredSystem {
                name: complete(draft.name)?,
                description: complete(draft.description)?,
                rights,
                access_packages: packages,
                client_id: clients,
                is_visible: visible,
                allowed_redirect_urls,
                ..stored.registered.clone()
            },
            ..stored.clone()
        };
        let data = change_log::of_system(&system, &urls);
        self.register
            .log_change(by, &system, ChangeType::Update, data, now);
        self.register.put_system(system);
        Ok(())
    }

    /// Replaces the list of rights (contract/systemuser-api.md §2.6).
    ///
    /// # Errors
    ///
    /// - [`RegisterRefusal::Exception`] if no system has this id.
    /// - [`RegisterRefusal::NotOwner`] if the system belongs to another vendor.
    /// - [`RegisterRefusal::Deleted`] if the system is deleted.
    /// - [`RegisterRefusal::Invalid`] with all errors in the new list, if the list has errors.
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
        self.register.log_change(
            by,
            &system,
            ChangeType::RightsUpdate,
            change_log::of_rights(&rights),
            now,
        );
        system.registered.rights = rights;
        self.register.put_system(system);
        Ok(())
    }

    /// Replaces the list of access packages (contract/systemuser-api.md §2.6).
    ///
    /// # Errors
    ///
    /// - [`RegisterRefusal::Exception`] if no system has this id.
    /// - [`RegisterRefusal::NotOwner`] if the system belongs to another vendor.
    /// - [`RegisterRefusal::Deleted`] if the system is deleted.
    /// - [`RegisterRefusal::Invalid`] with all errors in the new list, if the list has errors.
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
        self.register.log_change(
            by,
            &system,
            ChangeType::AccessPackageUpdate,
            change_log::of_packages(&packages),
            now,
        );
        system.registered.access_packages = packages;
        system.packages_are_null = false;
        self.register.put_system(system);
        Ok(())
    }
}

fn readable(urls: &[String]) -> Vec<String> {
    urls.iter()
        .map(|url| redirect_urls::readable(url))
        .collect()
}

impl Register {
    pub(crate) fn remove(&mut self, id: &SystemId) {
        let Some(system) = self.systems.remove(id) else {
            return;
        };
        self.system_by_client.retain(|_, owner| owner != id);
        self.changes_of.remove(&system.internal_id);
        let entries = self.changelog.iter();
        let of_system = entries.filter(|(_, entry)| entry.system_internal_id == system.internal_id);
        let numbers: Vec<u64> = of_system.map(|(number, _)| *number).collect();
        for number in numbers {
            self.changelog.remove(&number);
        }
    }

    /// Returns a copy of the system, or an error if the caller is not allowed to change the system's rights and
    /// packages.
    fn changeable(&self, by: &Registrar, id: &str) -> Result<System, RegisterRefusal> {
        let system = match self.writable(by, id) {
            Err(RegisterRefusal::Unknown) => {
                return Err(NULL_REFERENCE);
            }
            other => other?.clone(),
        };
        if system.is_deleted() {
            return Err(RegisterRefusal::Deleted);
        }
        Ok(system)
    }
}
