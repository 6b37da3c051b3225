//! Altinn's access packages, with their areas and the groups of the areas, from `access-packages.json`,
//! `access-areas.json` and `access-area-groups.json` in the contract.

use std::{collections::HashMap, sync::LazyLock};

use altinn_types::{AccessPackage, LocalizedText};
use serde::{Deserialize, de::DeserializeOwned};
use uuid::Uuid;

use super::{Package, package_contents::PACKAGE_CONTENTS, text};

/// A group of areas, such as *Bransje*.
#[derive(Clone, Debug, Deserialize)]
pub struct AreaGroup {
    pub uuid: Uuid,
    pub name: LocalizedText,
}

/// An area of access packages, such as *Personale*.
#[derive(Clone, Debug, Deserialize)]
pub struct Area {
    pub uuid: Uuid,
    pub urn: String,
    pub name: LocalizedText,
    /// Refers to [`AreaGroup::uuid`].
    pub group: Uuid,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum EntityType {
    Organization,
    Person,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct PackageRow {
    urn: String,
    uuid: Uuid,
    name: LocalizedText,
    area: String,
    assignable: bool,
    delegable: bool,
    entity_type: EntityType,
}

pub static AREA_GROUPS: LazyLock<Vec<AreaGroup>> =
    LazyLock::new(|| rows(include_str!("../../../contract/access-area-groups.json")));

pub static AREAS: LazyLock<Vec<Area>> =
    LazyLock::new(|| rows(include_str!("../../../contract/access-areas.json")));

static ROWS: LazyLock<Vec<PackageRow>> =
    LazyLock::new(|| rows(include_str!("../../../contract/access-packages.json")));

static ROW_BY_URN: LazyLock<HashMap<&str, &PackageRow>> =
    LazyLock::new(|| ROWS.iter().map(|row| (row.urn.as_str(), row)).collect());

fn rows<T: DeserializeOwned>(file: &str) -> Vec<T> {
    serde_json::from_str(file).expect("a test reads the files of the contract")
}

impl Area {
    /// Finds an area of access packages by its bokmål name, such as *Personale*.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        AREAS.iter().find(|area| area.name.nb == name)
    }
}

impl AreaGroup {
    /// Finds a group of areas by its bokmål name, such as *Bransje*.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        AREA_GROUPS.iter().find(|group| group.name.nb == name)
    }
}

/// Returns the UUID that Altinn gave the package, or `None` if Altinn does not have the package.
pub(super) fn uuid(urn: &str) -> Option<Uuid> {
    ROW_BY_URN.get(urn).map(|row| row.uuid)
}

/// Returns whether the package with this URN is for organisations or for persons. If Altinn has no such package, the
/// result is "organisations".
pub(super) fn entity_type(urn: &str) -> EntityType {
    let row = ROW_BY_URN.get(urn);
    row.map_or(EntityType::Organization, |row| row.entity_type)
}

/// If the control API adds a resource without a package, the simulator puts the resource into this package. Altinn does
/// not have this package.
pub const TEST_PACKAGE: &str = "test-av-systembruker";

const TEST_RESOURCES: [&str; 6] = [
    "authentication-e2e-test",
    "vegardtestressurs",
    "ttd-dialogporten-dummy",
    "ttd-dialogporten-performance-test-01",
    "k6-instancedelegation-test",
    "ttd-ikke-delegerbar",
];

/// All access packages of Altinn in the order of Altinn's source, and then [`TEST_PACKAGE`].
pub(super) static PACKAGES: LazyLock<Vec<Package>> = LazyLock::new(|| {
    let packages = ROWS.iter().map(package);
    packages.chain([test_package()]).collect()
});

/// The position of each package in [`PACKAGES`]. The key is the URN of the package.
pub(super) static PLACES: LazyLock<HashMap<&str, usize>> = LazyLock::new(|| {
    let packages = PACKAGES.iter().enumerate();
    packages
        .map(|(place, package)| (package.urn.as_str(), place))
        .collect()
});

fn package(row: &PackageRow) -> Package {
    let code = row.urn.strip_prefix(AccessPackage::PREFIX);
    let contents = PACKAGE_CONTENTS
        .iter()
        .find(|contents| Some(contents.code) == code);
    let area = AREAS.iter().find(|area| area.urn == row.area);
    let group = area.and_then(|area| AREA_GROUPS.iter().find(|group| group.uuid == area.group));
    Package {
        urn: row.urn.clone(),
        name: row.name.clone(),
        description: text(contents.map_or([""; 3], |contents| contents.description)),
        area: area.map_or_else(String::new, |area| area.name.nb.clone()),
        group: group.map_or_else(String::new, |group| group.name.nb.clone()),
        is_assignable: row.assignable,
        is_delegable: row.delegable,
        resources: owned(contents.map_or(&[], |contents| contents.resources)),
    }
}

fn test_package() -> Package {
    Package {
        urn: AccessPackage::named(TEST_PACKAGE).urn,
        name: text([
            "Test av systembruker",
            "Test av systembrukar",
            "System user test",
        ]),
        description: text([
            "Gir tilgang til testressurser. Finnes bare i simulatoren.",
            "Gir tilgang til testressursar. Finst berre i simulatoren.",
            "Gives access to test resources. Exists in the simulator only.",
        ]),
        area: "Andre tjenesteytende næringer".to_owned(),
        group: "Bransje".to_owned(),
        is_assignable: true,
        is_delegable: true,
        resources: owned(&TEST_RESOURCES),
    }
}

fn owned(ids: &[&str]) -> Vec<String> {
    ids.iter().map(|id| (*id).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn the_files_of_the_contract_hold_together() {
        assert_eq!((ROWS.len(), AREAS.len(), AREA_GROUPS.len()), (223, 49, 5));
        for package in PACKAGES.iter() {
            let area = Area::named(&package.area);
            let group = AreaGroup::named(&package.group);
            assert_eq!(
                area.map(|area| area.group),
                group.map(|group| group.uuid),
                "{}",
                package.urn
            );
            assert!(group.is_some(), "{}", package.urn);
        }
        // The simulator finds areas and groups by their bokmål names, so the names must be unique.
        let names: HashSet<_> = AREAS.iter().map(|area| &area.name.nb).collect();
        assert_eq!(names.len(), AREAS.len());
    }

    #[test]
    fn every_package_with_contents_exists() {
        for contents in &PACKAGE_CONTENTS {
            let urn = AccessPackage::named(contents.code).urn;
            assert!(ROW_BY_URN.contains_key(urn.as_str()), "{urn}");
        }
    }
}
