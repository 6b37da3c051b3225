//! The resources, access packages and roles that the simulator knows.
//!
//! All of Altinn's access packages, areas and roles are from the files of the contract (contract/systemuser-api.md §9).
//! The ids of resources are examples from the contract (contract/environments.md §3). The contract lacks the
//! descriptions of the resources and the contents of the packages. The simulator therefore invents these descriptions
//! and contents.

mod package_contents;
pub mod packages;
mod resource_rows;
pub mod roles;

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use self::{
    packages::{Area, AreaGroup, EntityType, PACKAGES, PLACES},
    resource_rows::{RESOURCE_ROWS, ResourceRow},
};
use super::{Saved, Table, derived_id::uuid_from_name};
use altinn_types::{AccessPackage, AuthorizedParty, LocalizedText};

/// A resource in the resource registry. A right gives access to a resource.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Resource {
    pub id: String,
    pub title: LocalizedText,
    pub description: LocalizedText,
    pub owner: Owner,
    /// The `resourceType` in Altinn. A vendor can register a right to the resource only if this type is in
    /// `FOR_SYSTEM_USERS`.
    pub kind: String,
    pub delegable: bool,
    pub actions: Vec<String>,
}

/// A vendor can register a right to a resource only if the resource has one of these types (contract/systemuser-api.md
/// §2.1).
const FOR_SYSTEM_USERS: [&str; 7] = [
    "AltinnApp",
    "Systemresource",
    "Default",
    "CorrespondenceService",
    "BrokerService",
    "GenericAccessResource",
    "MigratedApp",
];
/// The type of a resource that stands for a Maskinporten scope. A system user cannot have such a resource.
const MASKINPORTEN_SCHEMA: &str = "MaskinportenSchema";

/// The service owner: the public body that owns a resource.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owner {
    pub code: String,
    pub name: String,
    pub organisation: String,
}

/// An access package (*tilgangspakke*).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Package {
    pub urn: String,
    pub name: LocalizedText,
    pub description: LocalizedText,
    /// The bokmål name of the area that the package is in.
    pub area: String,
    /// The bokmål name of the group that the area is in.
    pub group: String,
    /// Whether a standard system user can have the package.
    pub is_assignable: bool,
    /// Whether an agent system user can have the package. The customer's clients delegate such a package to the
    /// customer. The agent system user then uses the package on behalf of these clients.
    pub is_delegable: bool,
    pub resources: Vec<String>,
}

impl Resource {
    pub fn types() -> impl Iterator<Item = &'static str> {
        FOR_SYSTEM_USERS.into_iter().chain([MASKINPORTEN_SCHEMA])
    }

    /// Whether a vendor can register a right to this resource for a system.
    #[must_use]
    pub fn fits_system_users(&self) -> bool {
        FOR_SYSTEM_USERS.contains(&self.kind.as_str())
    }

    #[must_use]
    pub fn is_maskinporten_schema(&self) -> bool {
        self.kind == MASKINPORTEN_SCHEMA
    }
}

impl Package {
    #[must_use]
    pub fn id(&self) -> uuid::Uuid {
        packages::uuid(&self.urn).unwrap_or_else(|| uuid_from_name("package", &self.urn))
    }

    #[must_use]
    pub fn entity_type(&self) -> EntityType {
        packages::entity_type(&self.urn)
    }

    /// Whether the package is for managing access, such as `tilgangsstyrer`. A person holds such a package by role, or
    /// because somebody delegated exactly this package.
    #[must_use]
    pub fn administers_access(&self) -> bool {
        self.area == "Administrere tilganger"
    }

    /// Whether the package belongs to the access that every organisation has. The other packages are for private
    /// persons, or for organisations of a certain kind, such as bankruptcy estates.
    #[must_use]
    pub fn is_of_every_organisation(&self) -> bool {
        self.entity_type() == EntityType::Organization && self.group != "Særskilt"
    }
}

/// Returns the name of an area or a group in every language. `name` is the bokmål name. If the control API has added
/// the area or the group, no translations exist, and the function returns `name` for every language.
#[must_use]
pub fn in_every_language(name: &str) -> LocalizedText {
    let area = Area::named(name).map(|area| &area.name);
    let known = area.or_else(|| AreaGroup::named(name).map(|group| &group.name));
    known.cloned().unwrap_or_else(|| text([name; 3]))
}

/// The resources and access packages in the data files of `contract/`, and those that a call of the control API has
/// added.
#[derive(Clone, Debug)]
pub struct Catalogue {
    /// The resources that the control API has added. Such a resource replaces the contract's resource with the same id.
    pub(crate) added_resources: Table<String, Resource>,
    /// The packages that the control API has added. Such a package replaces the contract's package with the same URN.
    pub(crate) added_packages: Table<String, Package>,
}

impl Default for Catalogue {
    fn default() -> Self {
        Self {
            added_resources: Table::new("resource"),
            added_packages: Table::new("package"),
        }
    }
}

impl Catalogue {
    /// Returns the resources of the contract, and then the resources that the control API has added.
    pub fn resources(&self) -> impl Iterator<Item = &Resource> {
        let contract = RESOURCES.iter();
        contract
            .filter(|resource| !self.added_resources.contains(&resource.id))
            .chain(self.added_resources.values())
    }

    #[must_use]
    pub fn resource(&self, id: &str) -> Option<&Resource> {
        let added = self.added_resources.get(&id.to_owned());
        added.or_else(|| RESOURCES.iter().find(|resource| resource.id == id))
    }

    /// Returns the code, such as `skd`, of the service owner with this organisation number.
    #[must_use]
    pub fn service_owner(&self, organisation: &str) -> Option<&str> {
        self.resources()
            .find(|resource| resource.owner.organisation == organisation)
            .map(|resource| resource.owner.code.as_str())
    }

    /// Returns the packages of the contract, and then the packages that the control API has added.
    pub fn packages(&self) -> impl Iterator<Item = &Package> {
        let contract = PACKAGES.iter();
        contract
            .filter(|package| !self.added_packages.contains(&package.urn))
            .chain(self.added_packages.values())
    }

    #[must_use]
    pub fn package(&self, urn: &str) -> Option<&Package> {
        let added = self.added_packages.get(&urn.to_owned());
        added.or_else(|| PACKAGES.get(*PLACES.get(urn)?))
    }

    #[must_use]
    pub fn has_added_resource(&self, id: &str) -> bool {
        self.added_resources.contains(&id.to_owned())
    }

    #[must_use]
    pub fn has_added_package(&self, urn: &str) -> bool {
        self.added_packages.contains(&urn.to_owned())
    }

    /// Adds a resource, or replaces the resource that has the same id.
    pub fn put_resource(&mut self, resource: Resource) {
        self.added_resources.insert(resource.id.clone(), resource);
    }

    /// Adds a package, or replaces the package that has the same URN.
    pub fn put_package(&mut self, package: Package) {
        self.added_packages.insert(package.urn.clone(), package);
    }

    /// Adds a resource to a package, and returns whether the package exists. If the package is from the contract, a
    /// copy with the new resource replaces the package.
    pub fn put_into_package(&mut self, urn: &str, resource: &str) -> bool {
        let Some(mut package) = self.package(urn).cloned() else {
            return false;
        };
        if !package.resources.iter().any(|id| id == resource) {
            package.resources.push(resource.to_owned());
            self.put_package(package);
        }
        true
    }

    /// Whether an agent system user can have this package. Returns `false` if the catalogue does not have the package.
    #[must_use]
    pub fn is_delegable(&self, urn: &str) -> bool {
        self.package(urn)
            .is_some_and(|package| package.is_delegable)
    }

    /// Whether a standard system user can have this package. Returns `false` if the catalogue does not have the
    /// package.
    #[must_use]
    pub fn is_assignable(&self, urn: &str) -> bool {
        self.package(urn)
            .is_some_and(|package| package.is_assignable)
    }

    /// Whether the person has access to this resource. `party` is the person's row in Altinn's list of authorised
    /// parties. The result is `true` if the row contains the resource, or a package with the resource.
    #[must_use]
    pub fn has_resource(&self, party: &AuthorizedParty, id: &str) -> bool {
        let codes = party.authorized_access_packages.iter();
        let mut packages = codes.filter_map(|code| self.package(&AccessPackage::named(code).urn));
        let same = |resource: &String| resource == id;
        party.authorized_resources.iter().any(same)
            || packages.any(|package| package.resources.iter().any(same))
    }

    pub(crate) fn tables(&mut self) -> Vec<&mut dyn Saved> {
        vec![&mut self.added_resources, &mut self.added_packages]
    }
}

fn text([nb, nn, en]: [&str; 3]) -> LocalizedText {
    LocalizedText {
        nb: nb.to_owned(),
        nn: nn.to_owned(),
        en: en.to_owned(),
    }
}

static RESOURCES: LazyLock<Vec<Resource>> = LazyLock::new(|| {
    let resource = |&(id, owner, kind, delegable, actions, texts): &ResourceRow| {
        let [nb, nn, en, about_nb, about_nn, about_en] = texts;
        Resource {
            id: id.to_owned(),
            title: text([nb, nn, en]),
            description: text([about_nb, about_nn, about_en]),
            owner: Owner {
                code: owner.code.to_owned(),
                name: owner.name.to_owned(),
                organisation: owner.organisation.to_owned(),
            },
            kind: kind.to_owned(),
            delegable,
            actions: actions.iter().map(|action| (*action).to_owned()).collect(),
        }
    };
    RESOURCE_ROWS.iter().map(resource).collect()
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_holds_known_resources() {
        for package in PACKAGES.iter() {
            for id in &package.resources {
                assert!(RESOURCES.iter().any(|resource| resource.id == *id), "{id}");
            }
        }
    }

    #[test]
    fn packages_for_clients_are_not_for_standard_system_users() {
        let catalogue = Catalogue::default();
        for (name, assignable, delegable) in [
            ("krav-og-utlegg", true, true),
            ("regnskapsforer-lonn", false, true),
            ("ansvarlig-revisor", false, true),
            ("tilgangsstyrer", true, false),
            ("eksplisitt", false, false),
        ] {
            let package = catalogue.package(&AccessPackage::named(name).urn).unwrap();
            assert_eq!(
                (package.is_assignable, package.is_delegable),
                (assignable, delegable),
                "{name}"
            );
        }
    }

    /// To approve a right to a resource, a person must hold a package that contains the resource.
    #[test]
    fn every_resource_for_system_users_is_in_a_package_that_someone_holds() {
        for resource in RESOURCES.iter().filter(|r| r.fits_system_users()) {
            let held = PACKAGES
                .iter()
                .any(|package| package.is_assignable && package.resources.contains(&resource.id));
            assert!(held, "{}", resource.id);
        }
    }
}
