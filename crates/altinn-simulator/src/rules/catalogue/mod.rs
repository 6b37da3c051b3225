//! The resources and access packages that this Altinn knows. Ids, URNs and flags are those of the
//! contract (contract/environments.md §3); texts, and which package holds what, are made up where it is silent.

pub(crate) mod rows;

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use self::rows::{Area, PACKAGE_ROWS, PackageRow, RESOURCE_ROWS, Row};
use super::Altinn;
use altinn_types::{AccessPackage, LocalizedText};

/// A resource in the resource registry: what a right is a right to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Resource {
    pub id: String,
    pub title: LocalizedText,
    pub description: LocalizedText,
    pub owner: Owner,
    /// `resourceType`: only some can be in a system's rights.
    pub kind: String,
    pub delegable: bool,
    pub actions: Vec<String>,
}

/// The types that a right can be to (contract/systemuser-api.md §2.1).
const FOR_SYSTEM_USERS: [&str; 7] = [
    "AltinnApp",
    "Systemresource",
    "Default",
    "CorrespondenceService",
    "BrokerService",
    "GenericAccessResource",
    "MigratedApp",
];
/// Of a resource for clients of Maskinporten, which no system user can have.
const MASKINPORTEN_SCHEMA: &str = "MaskinportenSchema";

/// A service owner.
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
    /// In bokmål, as the next.
    pub area: String,
    /// The group that the area is in.
    pub group: String,
    /// May go to a standard system user.
    pub is_assignable: bool,
    /// May be passed on from a client to an agent system user.
    pub is_delegable: bool,
    /// Ids of the resources in it.
    pub resources: Vec<String>,
}

impl Resource {
    /// What can be its `resourceType`.
    pub fn types() -> impl Iterator<Item = &'static str> {
        FOR_SYSTEM_USERS.into_iter().chain([MASKINPORTEN_SCHEMA])
    }

    /// Whether a right to it can be in the system register.
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
        crate::rules::parties::uuid_of("package", &self.urn)
    }

    /// Whether it is about managing access: held by role, or where it was delegated by its name.
    #[must_use]
    pub fn administers_access(&self) -> bool {
        !self.is_assignable && !self.is_delegable
    }
}

/// The name of an area or a group in every language. One that was added with a package is known in bokmål alone.
#[must_use]
pub fn in_every_language(name: &str) -> LocalizedText {
    let mut known = Area::ALL
        .iter()
        .flat_map(|area| [area.name(), area.group()]);
    text(known.find(|[nb, ..]| *nb == name).unwrap_or([name; 3]))
}

impl Altinn {
    /// Those of the contract, and those that were added.
    pub fn resources(&self) -> impl Iterator<Item = &Resource> {
        let known = RESOURCES.iter();
        known
            .filter(|resource| !self.added_resources.contains(&resource.id))
            .chain(self.added_resources.values())
    }

    #[must_use]
    pub fn resource(&self, id: &str) -> Option<&Resource> {
        let added = self.added_resources.get(&id.to_owned());
        added.or_else(|| RESOURCES.iter().find(|resource| resource.id == id))
    }

    /// The code of a service owner, by its organisation number.
    #[must_use]
    pub fn service_owner(&self, organisation: &str) -> Option<&str> {
        self.resources()
            .find(|resource| resource.owner.organisation == organisation)
            .map(|resource| resource.owner.code.as_str())
    }

    /// Those of the contract, and those that were added.
    pub fn packages(&self) -> impl Iterator<Item = &Package> {
        let known = PACKAGES.iter();
        known
            .filter(|package| !self.added_packages.contains(&package.urn))
            .chain(self.added_packages.values())
    }

    #[must_use]
    pub fn package(&self, urn: &str) -> Option<&Package> {
        let added = self.added_packages.get(&urn.to_owned());
        added.or_else(|| PACKAGES.iter().find(|package| package.urn == urn))
    }

    /// Whether it was added, perhaps in place of one of the contract.
    #[must_use]
    pub fn has_added_resource(&self, id: &str) -> bool {
        self.added_resources.contains(&id.to_owned())
    }

    /// Whether it was added, perhaps in place of one of the contract.
    #[must_use]
    pub fn has_added_package(&self, urn: &str) -> bool {
        self.added_packages.contains(&urn.to_owned())
    }

    /// Adds a resource, or replaces it.
    pub fn put_resource(&mut self, resource: Resource) {
        self.added_resources.insert(resource.id.clone(), resource);
    }

    /// Adds a package, or replaces it.
    pub fn put_package(&mut self, package: Package) {
        self.added_packages.insert(package.urn.clone(), package);
    }

    /// Puts a resource into a package, of which a copy with it in takes the place of the contract's.
    ///
    /// Gives whether there is such a package.
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

    /// Whether the package can be passed on from a client to an agent system user.
    #[must_use]
    pub fn is_delegable(&self, urn: &str) -> bool {
        self.package(urn)
            .is_some_and(|package| package.is_delegable)
    }

    #[must_use]
    pub fn is_assignable(&self, urn: &str) -> bool {
        self.package(urn)
            .is_some_and(|package| package.is_assignable)
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
    let resource = |&(id, owner, kind, delegable, actions, texts): &Row| {
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

static PACKAGES: LazyLock<Vec<Package>> = LazyLock::new(|| {
    let package = |&(name, area, is_assignable, is_delegable, resources, texts): &PackageRow| {
        let [nb, nn, en, about_nb, about_nn, about_en] = texts;
        Package {
            urn: AccessPackage::named(name).urn,
            name: text([nb, nn, en]),
            description: text([about_nb, about_nn, about_en]),
            area: area.name()[0].to_owned(),
            group: area.group()[0].to_owned(),
            is_assignable,
            is_delegable,
            resources: resources.iter().map(|id| (*id).to_owned()).collect(),
        }
    };
    PACKAGE_ROWS.iter().map(package).collect()
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::World;

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
        let world = World::default();
        for (name, assignable, delegable) in [
            ("krav-og-utlegg", true, true),
            ("regnskapsforer-lonn", false, true),
            ("ansvarlig-revisor", false, true),
            ("tilgangsstyring", false, false),
        ] {
            let package = world.package(&AccessPackage::named(name).urn).unwrap();
            assert_eq!(
                (package.is_assignable, package.is_delegable),
                (assignable, delegable),
                "{name}"
            );
        }
    }

    /// Otherwise nobody could approve a right to it.
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
