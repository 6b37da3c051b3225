//! The resources and access packages that this Altinn knows. Ids, URNs and flags are those of the
//! contract (environments.md §3); texts, and which package holds what, are made up where it is silent.

mod rows;

use std::sync::LazyLock;

use self::rows::{PACKAGE_ROWS, PackageRow, RESOURCE_ROWS, Row};
use super::World;
use crate::domain::{AccessPackage, LocalizedText};

/// A resource in the resource registry: what a right is a right to.
#[derive(Clone, Debug)]
pub struct Resource {
    pub id: String,
    pub title: LocalizedText,
    pub description: LocalizedText,
    pub owner: Owner,
    /// `resourceType`: only some can be in a system's rights.
    pub kind: &'static str,
    pub delegable: bool,
    pub actions: &'static [&'static str],
}

/// A service owner.
#[derive(Clone, Copy, Debug)]
pub struct Owner {
    pub code: &'static str,
    pub name: &'static str,
    pub organisation: &'static str,
}

/// An access package (*tilgangspakke*).
#[derive(Clone, Debug)]
pub struct Package {
    pub urn: String,
    pub name: LocalizedText,
    pub description: LocalizedText,
    pub area: &'static str,
    /// The group that the area is in.
    pub group: &'static str,
    /// May go to a standard system user.
    pub is_assignable: bool,
    /// May be passed on from a client to an agent system user.
    pub is_delegable: bool,
    /// Ids of the resources in it.
    pub resources: Vec<String>,
}

impl Resource {
    /// Whether a right to it can be in the system register (systemuser-api.md §2.1).
    #[must_use]
    pub fn fits_system_users(&self) -> bool {
        const KINDS: [&str; 7] = [
            "AltinnApp",
            "Systemresource",
            "Default",
            "CorrespondenceService",
            "BrokerService",
            "GenericAccessResource",
            "MigratedApp",
        ];
        KINDS.contains(&self.kind)
    }

    #[must_use]
    pub fn is_maskinporten_schema(&self) -> bool {
        self.kind == "MaskinportenSchema"
    }
}

impl Package {
    #[must_use]
    pub fn id(&self) -> uuid::Uuid {
        super::parties::uuid_of("package", &self.urn)
    }

    /// Whether it is about managing access, which is held by role alone.
    #[must_use]
    pub fn administers_access(&self) -> bool {
        !self.is_assignable && !self.is_delegable
    }

    /// Whether it comes with a role of the same name, such as `tilgangsstyrer`.
    #[must_use]
    pub fn comes_with(&self, role: &str) -> bool {
        let packages: &[&str] = match role {
            super::role::ACCESS_MANAGER => &["tilgangsstyring"],
            super::role::MAIN_ADMINISTRATOR => &[
                "tilgangsstyring",
                "hovedadministrator",
                "klientadministrator",
            ],
            _ => &[],
        };
        packages
            .iter()
            .any(|name| AccessPackage::named(name).urn == self.urn)
    }
}

impl World {
    pub fn resources(&self) -> impl Iterator<Item = &Resource> {
        RESOURCES.iter()
    }

    #[must_use]
    pub fn resource(&self, id: &str) -> Option<&Resource> {
        RESOURCES.iter().find(|resource| resource.id == id)
    }

    /// The code of a service owner, by its organisation number.
    #[must_use]
    pub fn service_owner(&self, organisation: &str) -> Option<&'static str> {
        self.resources()
            .find(|resource| resource.owner.organisation == organisation)
            .map(|resource| resource.owner.code)
    }

    pub fn packages(&self) -> impl Iterator<Item = &Package> {
        PACKAGES.iter()
    }

    #[must_use]
    pub fn package(&self, urn: &str) -> Option<&Package> {
        PACKAGES.iter().find(|package| package.urn == urn)
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
            owner,
            kind,
            delegable,
            actions,
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
            area: area.name(),
            group: area.group(),
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
