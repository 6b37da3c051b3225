use serde::{Deserialize, Serialize};
use strum::VariantNames;

use super::{Altinn, Connection, Package, Resource};
use altinn_types::{AccessPackage, OrgNumber, Right};

/// Why something cannot be delegated, spelled as in `delegationReasons`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, VariantNames)]
pub enum Reason {
    MissingRoleAccess,
    MissingDelegationAccess,
    MissingSrrRightAccess,
    InsufficientAuthenticationLevel,
    AccessListValidationFail,
    MissingPackageAccess,
    ResourceNotDelegable,
    #[serde(rename = "ResourceIsMaskinPortenSchema")]
    #[strum(serialize = "ResourceIsMaskinPortenSchema")]
    ResourceIsMaskinportenSchema,
    Unknown,
}

/// One thing that the person cannot delegate. Altinn sends these as a JSON *text* in `delegationReasons`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CannotDelegate {
    #[serde(rename = "type")]
    pub kind: Kind,
    /// A resource's id, or an access package's URN.
    pub id: String,
    pub codes: Vec<Reason>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    Resource,
    Package,
}

impl Altinn {
    /// What of this a person cannot delegate for the organisation, and why; empty when all is well.
    ///
    /// It is all or nothing: a request with one such thing in it cannot be approved by this person.
    /// Every right is looked at before the packages are, as Altinn does: with a right missing, nothing
    /// is said of the packages. Of a right, every resource counts; one without any asks for nothing.
    #[must_use]
    pub fn delegation_check(
        &self,
        person: &str,
        organisation: &OrgNumber,
        rights: &[Right],
        packages: &[AccessPackage],
    ) -> Vec<CannotDelegate> {
        let connection = self.connection(person, organisation);
        let resources: Vec<_> = rights
            .iter()
            .flat_map(Right::resource_ids)
            .filter_map(|id| {
                let codes = self.resource_reasons(connection, id);
                (!codes.is_empty()).then(|| CannotDelegate {
                    kind: Kind::Resource,
                    id: id.to_owned(),
                    codes,
                })
            })
            .collect();
        if !resources.is_empty() {
            return resources;
        }
        packages
            .iter()
            .filter_map(|package| {
                let codes = self.package_reasons(connection, &package.urn);
                (!codes.is_empty()).then(|| CannotDelegate {
                    kind: Kind::Package,
                    id: package.urn.clone(),
                    codes,
                })
            })
            .collect()
    }

    fn resource_reasons(&self, connection: Option<&Connection>, id: &str) -> Vec<Reason> {
        let Some(resource) = self.resource(id) else {
            return vec![Reason::Unknown];
        };
        let Some(connection) = connection else {
            return vec![Reason::MissingRoleAccess];
        };
        let told: Vec<_> = lacks(connection, id).collect();
        if !told.is_empty() {
            return told;
        }
        if resource.is_maskinporten_schema() {
            return vec![Reason::ResourceIsMaskinportenSchema];
        }
        if !resource.delegable {
            return vec![Reason::ResourceNotDelegable];
        }
        if self
            .packages_with(resource)
            .any(|package| connection.holds(package))
        {
            Vec::new()
        } else {
            vec![Reason::MissingRoleAccess]
        }
    }

    fn package_reasons(&self, connection: Option<&Connection>, urn: &str) -> Vec<Reason> {
        let Some(package) = self.package(urn) else {
            return vec![Reason::Unknown];
        };
        let Some(connection) = connection else {
            return vec![Reason::MissingPackageAccess];
        };
        let told: Vec<_> = lacks(connection, urn).collect();
        if !told.is_empty() {
            return told;
        }
        if connection.holds(package) {
            Vec::new()
        } else {
            vec![Reason::MissingPackageAccess]
        }
    }

    fn packages_with<'a>(&'a self, resource: &Resource) -> impl Iterator<Item = &'a Package> {
        let id = resource.id.clone();
        self.packages()
            .filter(move |package| package.resources.contains(&id))
    }
}

fn lacks<'a>(connection: &'a Connection, id: &str) -> impl Iterator<Item = Reason> + use<'a> {
    let id = id.to_owned();
    connection
        .lacks
        .iter()
        .filter(move |lack| lack.id == id)
        .map(|lack| lack.reason)
}
