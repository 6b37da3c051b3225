//! The delegation check finds what a person can delegate to a system user.

use altinn_types::{AccessPackage, OrgNumber, Right};

use super::{
    Altinn, Connection, Package, Resource,
    rule_violation::{CannotDelegate, DelegatedKind, Reason},
};

impl Altinn {
    /// Returns the resources and packages that the person cannot delegate for the organisation, with the reasons. If
    /// the list is empty, the person can approve a request for these rights and packages.
    ///
    /// For a subunit, it is enough if the person can delegate the access for the subunit or for one of its parents.
    ///
    /// As in Altinn, the rights are checked before the packages, and every resource of a right is checked. If the
    /// person cannot delegate a resource, the packages are not checked.
    #[must_use]
    pub fn delegation_check(
        &self,
        person: &str,
        organisation: &OrgNumber,
        rights: &[Right],
        packages: &[AccessPackage],
    ) -> Vec<CannotDelegate> {
        let connections: Vec<_> = self.parties.connections(person, organisation).collect();
        let resources: Vec<_> = rights
            .iter()
            .flat_map(Right::resource_ids)
            .filter_map(|id| {
                let codes = reasons_of_best(&connections, |it| self.resource_reasons(it, id));
                (!codes.is_empty()).then(|| CannotDelegate {
                    kind: DelegatedKind::Resource,
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
                let codes =
                    reasons_of_best(&connections, |it| self.package_reasons(it, &package.urn));
                (!codes.is_empty()).then(|| CannotDelegate {
                    kind: DelegatedKind::Package,
                    id: package.urn.clone(),
                    codes,
                })
            })
            .collect()
    }

    fn resource_reasons(&self, connection: Option<&Connection>, id: &str) -> Vec<Reason> {
        let Some(resource) = self.catalogue.resource(id) else {
            return vec![Reason::Unknown];
        };
        let Some(connection) = connection else {
            return vec![Reason::MissingRoleAccess];
        };
        let listed: Vec<_> = lacks(connection, id).collect();
        if !listed.is_empty() {
            return listed;
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
        let Some(package) = self.catalogue.package(urn) else {
            return vec![Reason::Unknown];
        };
        let Some(connection) = connection else {
            return vec![Reason::MissingPackageAccess];
        };
        let listed: Vec<_> = lacks(connection, urn).collect();
        if !listed.is_empty() {
            return listed;
        }
        if connection.holds(package) {
            Vec::new()
        } else {
            vec![Reason::MissingPackageAccess]
        }
    }

    fn packages_with<'a>(&'a self, resource: &Resource) -> impl Iterator<Item = &'a Package> {
        let id = resource.id.clone();
        let packages = self.catalogue.packages();
        packages.filter(move |package| package.resources.contains(&id))
    }
}

/// Returns no reasons if one of the connections gives no reason. Otherwise, returns the reasons of the first
/// connection, or the reasons for a person without a connection.
fn reasons_of_best(
    connections: &[&Connection],
    reasons: impl Fn(Option<&Connection>) -> Vec<Reason>,
) -> Vec<Reason> {
    let first = reasons(connections.first().copied());
    let mut others = connections.iter().skip(1);
    if others.any(|other| reasons(Some(other)).is_empty()) {
        return Vec::new();
    }
    first
}

/// Returns the reasons in [`Connection::lacks`] why the person cannot delegate this resource or package.
fn lacks<'a>(connection: &'a Connection, id: &str) -> impl Iterator<Item = Reason> + use<'a> {
    let id = id.to_owned();
    connection
        .lacks
        .iter()
        .filter(move |lack| lack.id == id)
        .map(|lack| lack.reason)
}
