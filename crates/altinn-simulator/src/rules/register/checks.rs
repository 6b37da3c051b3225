use std::collections::HashSet;

use altinn_types::{AccessPackage, ResourceAttribute, Right, SystemUserType};

use super::System;
use crate::rules::{catalogue::Catalogue, rule_violation::RuleViolation};

/// An error in the content of a system. `altinn::errors` contains Altinn's code and text for each of these errors
/// (contract/systemuser-api.md §1.4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InvalidSystem {
    /// The vendor's id does not have the form of ISO 6523, such as `0192:991825827`.
    Vendor,
    IdFormat,
    IdTaken,
    /// These resources are not in the catalogue.
    ResourceUnknown(Vec<String>),
    ClientTaken,
    RedirectUrls,
    DuplicateRights,
    DuplicatePackages,
    /// Some access packages are wrong.
    Packages {
        /// The texts that are not URNs.
        malformed: Vec<String>,
        /// The packages that are not in the catalogue.
        unknown: Vec<String>,
        /// The packages that a system user cannot have.
        not_delegable: Vec<String>,
    },
    /// Some resource attributes have another id than `urn:altinn:resource`. As in Altinn, this `Vec` contains the
    /// values of these attributes and not their ids.
    ResourceFormat(Vec<String>),
    DuplicateClients,
    /// The id in the HTTP body differs from the id in the path.
    IdDiffers,
    BlanksInId,
    /// The resources with these ids have a type that a system user cannot use.
    ResourceType(Vec<String>),
    /// Customers can choose the system in Altinn, although it has packages that are only for clients of service
    /// providers.
    ClientPackagesVisible,
}

impl Catalogue {
    /// Checks that the system has all of these packages, and that a system user of this type can have them.
    ///
    /// # Errors
    ///
    /// Returns [`RuleViolation::PackageNotFound`] if the system lacks a package. Otherwise, returns an error with the
    /// packages that a system user of this type cannot have. This error is [`RuleViolation::PackageNotAssignable`] for
    /// a standard system user, and [`RuleViolation::PackageNotForClients`] for an agent system user.
    pub(crate) fn check_packages(
        &self,
        user_type: SystemUserType,
        system: &System,
        wanted: &[AccessPackage],
    ) -> Result<(), RuleViolation> {
        system.check_packages(wanted)?;
        let is_agent = user_type == SystemUserType::Agent;
        let allowed = |urn: &str| {
            if is_agent {
                self.is_delegable(urn)
            } else {
                self.is_assignable(urn)
            }
        };
        let refused: Vec<_> = wanted
            .iter()
            .filter(|package| !allowed(&package.urn))
            .map(|package| package.urn.clone())
            .collect();
        if refused.is_empty() {
            Ok(())
        } else if is_agent {
            Err(RuleViolation::PackageNotForClients(refused))
        } else {
            Err(RuleViolation::PackageNotAssignable(refused))
        }
    }

    /// In Altinn's order.
    pub(super) fn invalid_rights(&self, rights: &[Right]) -> Vec<InvalidSystem> {
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
            let odd = odd.iter().map(|attribute| attribute.value.clone());
            errors.push(InvalidSystem::ResourceFormat(odd.collect()));
        }
        if !unknown.is_empty() {
            errors.push(InvalidSystem::ResourceUnknown(owned(&unknown)));
        }
        if !barred.is_empty() {
            errors.push(InvalidSystem::ResourceType(owned(&barred)));
        }
        if has_duplicates(rights) {
            errors.push(InvalidSystem::DuplicateRights);
        }
        errors
    }

    /// In Altinn's order.
    pub(super) fn invalid_packages(
        &self,
        packages: &[AccessPackage],
        visible: bool,
    ) -> Vec<InvalidSystem> {
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
            errors.push(InvalidSystem::Packages {
                malformed: owned(&malformed),
                unknown: owned(&unknown),
                not_delegable: owned(&fixed),
            });
        }
        if has_duplicates(packages) {
            errors.push(InvalidSystem::DuplicatePackages);
        }
        let for_clients = |urn: &str| {
            self.package(urn)
                .is_some_and(|p| p.is_delegable && !p.is_assignable)
        };
        if visible && urns().any(for_clients) {
            errors.push(InvalidSystem::ClientPackagesVisible);
        }
        errors
    }
}

fn owned(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

pub(super) fn has_duplicates<T: Eq + std::hash::Hash>(list: &[T]) -> bool {
    let mut seen = HashSet::new();
    !list.iter().all(|item| seen.insert(item))
}

/// Ignores upper and lower case.
pub(super) fn has_duplicates_in_any_case(list: &[String]) -> bool {
    let lower_case: Vec<_> = list.iter().map(|text| text.to_lowercase()).collect();
    has_duplicates(&lower_case)
}
