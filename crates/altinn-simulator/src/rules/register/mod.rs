//! The system register: what a vendor's system is and may ask for.

pub mod invalid;
pub(crate) mod system_input;

use std::collections::HashSet;

use jiff::{Timestamp, tz::Offset};
use serde::{Deserialize, Serialize, Serializer};
use url::Url;
use uuid::Uuid;

pub use system_input::SystemInput;
use system_input::{SystemLists, complete};

use super::{Altinn, RuleViolation, rule_violation::ValidationError};
use altinn_types::{
    AccessPackage, OrgNumber, RegisteredSystem, ResourceAttribute, Right, SystemId, VendorId,
};

/// A system in the register. One that is deleted stays, since its id is never given out again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct System {
    pub internal_id: Uuid,
    pub vendor: OrgNumber,
    pub registered: RegisteredSystem,
}

/// What was done to a system, and by whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Changelog {
    pub system_internal_id: Uuid,
    pub changed_by_org_number: OrgNumber,
    pub change_type: ChangeType,
    #[serde(default, skip_serializing_if = "serde_json::Value::is_null")]
    pub changed_data: serde_json::Value,
    /// The Maskinporten client that did it.
    pub client_id: String,
    #[serde(serialize_with = "with_offset")]
    pub created: Timestamp,
}

/// As .NET writes a moment that has an offset: `+00:00`, not `Z`.
fn with_offset<S: Serializer>(at: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&at.display_with_offset(Offset::UTC))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ChangeType {
    Create,
    Update,
    RightsUpdate,
    AccessPackageUpdate,
    Delete,
}

/// Who does something to the register: the organisation and the client of the token.
#[derive(Clone, Debug)]
pub struct Registrar {
    pub vendor: OrgNumber,
    pub client_id: String,
    /// Altinn's own staff may write for any vendor (scope `systemregister.admin`).
    pub admin: bool,
}

/// Why the register does not take something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RegisterRefusal {
    /// 403: another vendor's.
    NotOwner,
    /// 404 or something odder, by endpoint.
    Unknown,
    /// 404: the body is of another vendor than the system.
    VendorDiffers,
    /// 400: nothing can be done to it any more.
    Deleted,
    Invalid(Vec<ValidationError>),
    /// 500, with the text: what Altinn's code does not expect.
    Exception(&'static str),
}

use RegisterRefusal::Exception;

impl System {
    #[must_use]
    pub fn id(&self) -> &SystemId {
        &self.registered.id
    }

    #[must_use]
    pub fn is_deleted(&self) -> bool {
        self.registered.is_deleted
    }

    /// Whether a request's redirect URL is one of the system's: the same scheme, host, port and path
    /// (`AuthenticationHelper.ValidateRedirectUrl`). Query and fragment are free.
    ///
    /// # Errors
    ///
    /// [`RuleViolation::NoRedirectsRegistered`], [`RuleViolation::RedirectNotAbsolute`],
    /// [`RuleViolation::RedirectNotAllowed`].
    pub fn check_redirect(&self, wanted: Option<&str>) -> Result<(), RuleViolation> {
        let Some(wanted) = wanted.filter(|url| !url.is_empty()) else {
            return Ok(());
        };
        let allowed = &self.registered.allowed_redirect_urls;
        if allowed.is_empty() {
            return Err(RuleViolation::NoRedirectsRegistered);
        }
        let wanted = left_part(wanted).ok_or(RuleViolation::RedirectNotAbsolute)?;
        let known = allowed
            .iter()
            .filter_map(|url| left_part(url))
            .any(|url| url == wanted);
        known.then_some(()).ok_or(RuleViolation::RedirectNotAllowed)
    }

    /// Whether all rights are the system's, by the resource alone: an action is never compared.
    ///
    /// # Errors
    ///
    /// [`RuleViolation::RightNotFound`], also for more rights than the system has.
    pub fn check_rights(&self, wanted: &[Right]) -> Result<(), RuleViolation> {
        let own = &self.registered.rights;
        let known = |right: &Right| own.iter().any(|own| own.resource == right.resource);
        if wanted.len() <= own.len() && wanted.iter().all(known) {
            Ok(())
        } else {
            Err(RuleViolation::RightNotFound)
        }
    }

    /// Whether all packages are the system's.
    ///
    /// # Errors
    ///
    /// [`RuleViolation::PackageNotFound`], with the URNs of those that are not; also for more packages than
    /// the system has.
    pub fn check_packages(&self, wanted: &[AccessPackage]) -> Result<(), RuleViolation> {
        let own = &self.registered.access_packages;
        let unknown: Vec<_> = wanted
            .iter()
            .filter(|package| !own.contains(package))
            .map(|package| package.urn.clone())
            .collect();
        if unknown.is_empty() && wanted.len() <= own.len() {
            Ok(())
        } else {
            Err(RuleViolation::PackageNotFound(unknown))
        }
    }
}

/// `Uri.GetLeftPart(Path)`: scheme, host and port as the parser writes them, and the path.
fn left_part(url: &str) -> Option<String> {
    let mut url: Url = url.parse().ok()?;
    url.set_query(None);
    url.set_fragment(None);
    Some(url.into())
}

impl Altinn {
    /// A system, deleted or not.
    #[must_use]
    pub fn system(&self, id: &SystemId) -> Option<&System> {
        self.systems.get(id)
    }

    #[must_use]
    pub fn live_system(&self, id: &SystemId) -> Option<&System> {
        self.system(id).filter(|system| !system.is_deleted())
    }

    pub fn systems(&self) -> impl DoubleEndedIterator<Item = &System> {
        self.systems.values()
    }

    /// A system, deleted or not, that belongs to the vendor.
    ///
    /// # Errors
    ///
    /// [`RuleViolation::NoSuchSystem`].
    pub fn vendors_system(
        &self,
        vendor: &OrgNumber,
        id: &SystemId,
    ) -> Result<&System, RuleViolation> {
        self.system(id)
            .filter(|system| system.vendor == *vendor)
            .ok_or(RuleViolation::NoSuchSystem)
    }

    /// Registers a system (`SystemRegisterController.CreateRegisteredSystem`, contract/systemuser-api.md §2.2).
    ///
    /// # Errors
    ///
    /// [`RegisterRefusal`]: a vendor that is no organisation first, then whose token it is, then all
    /// that is invalid together.
    pub fn register_system(
        &mut self,
        by: &Registrar,
        input: SystemInput,
        now: Timestamp,
    ) -> Result<Uuid, RegisterRefusal> {
        let vendor = input.vendor().unwrap_or_default();
        let (scheme, number) = match vendor.split_once(':') {
            Some(parts) => parts,
            None if vendor == "0192" => {
                return Err(Exception("Index was outside the bounds of the array."));
            }
            None => (vendor, ""),
        };
        if scheme != "0192" {
            return Err(RegisterRefusal::Invalid(vec![invalid::vendor()]));
        }
        if !by.admin && number != by.vendor.as_str() {
            return Err(RegisterRefusal::NotOwner);
        }
        let vendor: Option<OrgNumber> = number.parse().ok();

        let given_id = input.id.clone().unwrap_or_default();
        let id: Option<SystemId> = given_id.parse().ok();
        let mut errors = Vec::new();
        if given_id.contains(char::is_whitespace) {
            errors.push(invalid::blanks_in_id());
        }
        if given_id.split('_').next() != Some(number) || !given_id.contains('_') {
            errors.push(invalid::id_format());
        }
        if id.as_ref().is_some_and(|id| self.systems.contains(id)) {
            errors.push(invalid::id_taken());
        }
        let SystemLists {
            rights,
            packages,
            clients,
            urls,
        } = SystemLists::of(&input)?;
        if !urls.iter().all(|url| is_allowed_redirect(url)) {
            errors.push(invalid::redirect_urls());
        }
        if clients
            .iter()
            .any(|client| self.index.system_by_client.contains_key(client))
        {
            errors.push(invalid::client_taken());
        }
        errors.extend(self.invalid_rights(&rights));
        let visible = input.is_visible.unwrap_or(true);
        errors.extend(self.invalid_packages(&packages, visible));
        if !errors.is_empty() {
            return Err(RegisterRefusal::Invalid(errors));
        }
        let (Some(id), Some(vendor)) = (id, vendor) else {
            return Err(RegisterRefusal::Invalid(vec![invalid::id_format()]));
        };

        let system = System {
            internal_id: Uuid::new_v4(),
            registered: RegisteredSystem {
                id: id.clone(),
                vendor: VendorId {
                    id: vendor.iso6523(),
                },
                name: complete(input.name)?,
                description: complete(input.description)?,
                rights,
                access_packages: packages,
                client_id: clients,
                is_visible: visible,
                is_deleted: false,
                allowed_redirect_urls: urls.iter().map(|url| normalised(url)).collect(),
            },
            vendor,
        };
        let internal_id = system.internal_id;
        self.put_new_system(by, system, now);
        Ok(internal_id)
    }

    /// Replaces all of a system: what is left out falls back to its default (§2.5).
    ///
    /// # Errors
    ///
    /// [`RegisterRefusal`], in Altinn's order.
    pub fn replace_system(
        &mut self,
        by: &Registrar,
        id: &str,
        input: SystemInput,
        now: Timestamp,
    ) -> Result<(), RegisterRefusal> {
        let stored = self.writable(by, id)?;
        if input.vendor() != Some(stored.registered.vendor.id.as_str()) {
            return Err(RegisterRefusal::VendorDiffers);
        }
        if input.id.as_deref() != Some(id) {
            return Err(RegisterRefusal::Invalid(vec![invalid::id_differs()]));
        }
        if stored.is_deleted() {
            return Err(RegisterRefusal::Deleted);
        }
        let SystemLists {
            rights,
            packages,
            clients,
            urls,
        } = SystemLists::of(&input)?;
        let visible = input.is_visible.unwrap_or(true);
        let mut errors = self.invalid_rights(&rights);
        errors.extend(self.invalid_packages(&packages, visible));
        if has_duplicates(&clients) {
            errors.push(invalid::duplicate_clients());
        }
        let taken = |client: &String| {
            let owner = self.index.system_by_client.get(client);
            owner.is_some_and(|owner| owner != stored.id())
        };
        if clients.iter().any(taken) {
            errors.push(invalid::client_taken());
        }
        if !errors.is_empty() {
            return Err(RegisterRefusal::Invalid(errors));
        }
        let system = System {
            registered: RegisteredSystem {
                name: complete(input.name)?,
                description: complete(input.description)?,
                rights,
                access_packages: packages,
                client_id: clients,
                is_visible: visible,
                // Not looked at again: even http would be stored.
                allowed_redirect_urls: urls.iter().map(|url| normalised(url)).collect(),
                ..stored.registered.clone()
            },
            ..stored.clone()
        };
        self.log_change(by, &system, ChangeType::Update, &system.registered, now);
        self.put_system(system);
        Ok(())
    }

    /// Replaces the list of rights (§2.6).
    ///
    /// # Errors
    ///
    /// [`RegisterRefusal`]; an unknown system is an exception.
    pub fn replace_rights(
        &mut self,
        by: &Registrar,
        id: &str,
        rights: Vec<Right>,
        now: Timestamp,
    ) -> Result<(), RegisterRefusal> {
        let mut system = self.changeable(by, id)?;
        let errors = self.invalid_rights(&rights);
        if !errors.is_empty() {
            return Err(RegisterRefusal::Invalid(errors));
        }
        self.log_change(by, &system, ChangeType::RightsUpdate, &rights, now);
        system.registered.rights = rights;
        self.put_system(system);
        Ok(())
    }

    /// Replaces the list of access packages (§2.6).
    ///
    /// # Errors
    ///
    /// [`RegisterRefusal`]; an unknown system is an exception.
    pub fn replace_packages(
        &mut self,
        by: &Registrar,
        id: &str,
        packages: Vec<AccessPackage>,
        now: Timestamp,
    ) -> Result<(), RegisterRefusal> {
        let mut system = self.changeable(by, id)?;
        let errors = self.invalid_packages(&packages, system.registered.is_visible);
        if !errors.is_empty() {
            return Err(RegisterRefusal::Invalid(errors));
        }
        self.log_change(by, &system, ChangeType::AccessPackageUpdate, &packages, now);
        system.registered.access_packages = packages;
        self.put_system(system);
        Ok(())
    }

    /// Deletes a system: its clients come free, its id never does (§2.7).
    ///
    /// Gives whether Altinn says so: it takes a system without clients for one that it could not delete,
    /// though it did.
    ///
    /// # Errors
    ///
    /// [`RegisterRefusal::Unknown`], [`RegisterRefusal::NotOwner`].
    pub fn delete_system(
        &mut self,
        by: &Registrar,
        id: &str,
        now: Timestamp,
    ) -> Result<bool, RegisterRefusal> {
        let mut system = self.writable(by, id)?.clone();
        let had_clients = !system.registered.client_id.is_empty();
        if system.is_deleted() {
            return Ok(had_clients);
        }
        system.registered.is_deleted = true;
        system.registered.client_id.clear();
        self.log_change(
            by,
            &system,
            ChangeType::Delete,
            &serde_json::Value::Null,
            now,
        );
        self.put_system(system);
        Ok(had_clients)
    }

    /// A system for its vendor to read: a deleted one too.
    ///
    /// # Errors
    ///
    /// [`RegisterRefusal::Unknown`], [`RegisterRefusal::NotOwner`].
    pub fn writable(&self, by: &Registrar, id: &str) -> Result<&System, RegisterRefusal> {
        let id: Option<SystemId> = id.parse().ok();
        let system = id
            .and_then(|id| self.systems.get(&id))
            .ok_or(RegisterRefusal::Unknown)?;
        if by.admin || system.vendor == by.vendor {
            Ok(system)
        } else {
            Err(RegisterRefusal::NotOwner)
        }
    }

    /// What was done to a system, newest first.
    pub fn changelog_of(&self, system: &System) -> impl Iterator<Item = &Changelog> {
        let id = system.internal_id;
        self.changelog
            .values()
            .rev()
            .filter(move |entry| entry.system_internal_id == id)
    }

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

    pub(crate) fn put_new_system(&mut self, by: &Registrar, system: System, now: Timestamp) {
        self.log_change(by, &system, ChangeType::Create, &system.registered, now);
        self.put_system(system);
    }

    fn put_system(&mut self, system: System) {
        self.index.system(&system);
        self.systems.insert(system.id().clone(), system);
    }

    fn log_change(
        &mut self,
        by: &Registrar,
        system: &System,
        change_type: ChangeType,
        data: &impl Serialize,
        now: Timestamp,
    ) {
        let entry = Changelog {
            system_internal_id: system.internal_id,
            changed_by_org_number: by.vendor.clone(),
            change_type,
            changed_data: serde_json::to_value(data).unwrap_or_default(),
            client_id: by.client_id.clone(),
            created: now,
        };
        self.changelog.insert(Uuid::new_v4(), entry);
    }

    /// VLD 9, 3, 17, 6.
    fn invalid_rights(&self, rights: &[Right]) -> Vec<ValidationError> {
        let attributes: Vec<&ResourceAttribute> =
            rights.iter().flat_map(|right| &right.resource).collect();
        let (named, odd): (Vec<_>, Vec<_>) = attributes
            .into_iter()
            .partition(|attribute| attribute.id == ResourceAttribute::RESOURCE);
        let unknown: Vec<_> = named
            .iter()
            .filter(|attribute| self.resource(&attribute.value).is_none())
            .map(|attribute| attribute.value.as_str())
            .collect();
        let barred: Vec<_> = named
            .iter()
            .filter(|attribute| {
                self.resource(&attribute.value)
                    .is_some_and(|r| !r.fits_system_users())
            })
            .map(|attribute| attribute.value.as_str())
            .collect();
        let mut errors = Vec::new();
        if !odd.is_empty() {
            let odd: Vec<_> = odd.iter().map(|attribute| attribute.id.as_str()).collect();
            errors.push(invalid::resource_format(&odd));
        }
        if !unknown.is_empty() {
            tracing::info!(
                resources = unknown.join(" "),
                "the system register knows no such resource; known ones are listed by GET resourceregistry/api/v1/resource/resourcelist"
            );
            errors.push(invalid::resource_unknown(&unknown));
        }
        if !barred.is_empty() {
            errors.push(invalid::resource_type(&barred));
        }
        if has_duplicates(rights) {
            errors.push(invalid::duplicate_rights());
        }
        errors
    }

    /// VLD 8, 7, 18.
    fn invalid_packages(&self, packages: &[AccessPackage], visible: bool) -> Vec<ValidationError> {
        let mut errors = Vec::new();
        let urns = || packages.iter().map(|package| package.urn.as_str());
        let (formed, malformed): (Vec<_>, Vec<_>) =
            urns().partition(|urn| urn.split(':').count() >= 4);
        let unknown: Vec<_> = formed
            .iter()
            .filter(|urn| self.package(urn).is_none())
            .copied()
            .collect();
        let fixed: Vec<_> = formed
            .iter()
            .filter(|urn| {
                self.package(urn)
                    .is_some_and(|p| !p.is_assignable && !p.is_delegable)
            })
            .copied()
            .collect();
        if !malformed.is_empty() || !unknown.is_empty() || !fixed.is_empty() {
            errors.push(invalid::packages(&malformed, &unknown, &fixed));
        }
        if has_duplicates(packages) {
            errors.push(invalid::duplicate_packages());
        }
        let for_clients = |urn: &str| {
            self.package(urn)
                .is_some_and(|p| p.is_delegable && !p.is_assignable)
        };
        if visible && urns().any(for_clients) {
            errors.push(invalid::client_packages_visible());
        }
        errors
    }
}

/// Absolute and https. Loopback http is let through here and not in Altinn: this is how a product is
/// tried on the machine where it is made.
fn is_allowed_redirect(url: &str) -> bool {
    let Ok(url) = url.parse::<Url>() else {
        return false;
    };
    let loopback = match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    url.scheme() == "https" || (url.scheme() == "http" && loopback)
}

/// As .NET's `Uri` writes it: `https://altinn.no` becomes `https://altinn.no/`.
fn normalised(url: &str) -> String {
    url.parse::<Url>()
        .map_or_else(|_| url.to_owned(), String::from)
}

fn has_duplicates<T: Eq + std::hash::Hash>(list: &[T]) -> bool {
    let mut seen = HashSet::new();
    !list.iter().all(|item| seen.insert(item))
}
