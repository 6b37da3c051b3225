//! What one person is and may do in one organisation.

use std::fmt;

use altinn_types::{AccessPackage, OrgNumber};
use serde::{Deserialize, Serialize};

use crate::rules::{catalogue::Package, rule_violation::Reason};

/// The roles that a person can have in an organisation, spelled as in Altinn's list of authorised parties.
pub mod role {
    /// Daglig leder.
    pub const GENERAL_MANAGER: &str = "urn:altinn:role:daglig-leder";
    /// Innehaver.
    pub const PROPRIETOR: &str = "urn:altinn:role:innehaver";
    /// Styrets leder.
    pub const CHAIR: &str = "urn:altinn:role:styreleder";
    /// Tilgangsstyrer.
    pub const ACCESS_MANAGER: &str = "urn:altinn:role:tilgangsstyrer";
    /// Hovedadministrator.
    pub const MAIN_ADMINISTRATOR: &str = "urn:altinn:role:hovedadministrator";
    /// Klientadministrator.
    pub const CLIENT_ADMINISTRATOR: &str = "urn:altinn:role:klientadministrator";
    /// Rettighetshaver: somebody delegated access to the person, who manages no access in the organisation.
    pub const RIGHT_HOLDER: &str = "urn:altinn:role:rettighetshaver";

    /// The roles from the entity register that include every access package in the organisation.
    pub const KEY_ROLES: [&str; 3] = [GENERAL_MANAGER, PROPRIETOR, CHAIR];

    /// The names of the packages for managing access that a role includes. Empty for the key roles, which include every
    /// package.
    #[must_use]
    pub fn packages(role: &str) -> &'static [&'static str] {
        match role {
            ACCESS_MANAGER => &["tilgangsstyring"],
            CLIENT_ADMINISTRATOR => &["klientadministrator"],
            MAIN_ADMINISTRATOR => &[
                "tilgangsstyring",
                "hovedadministrator",
                "klientadministrator",
            ],
            _ => &[],
        }
    }
}

/// The roles and the access of one person in one organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Connection {
    /// [`Person::key`].
    pub person: String,
    pub organisation: OrgNumber,
    pub roles: Vec<String>,
    /// The access packages that the person holds in addition to those of the roles. The person can delegate them.
    pub packages: Held,
    /// What the person cannot delegate, although the roles and packages include it.
    pub lacks: Vec<Lack>,
}

/// A set of access packages, by URN.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Held {
    /// These packages only.
    These(Vec<String>),
    /// All packages except these, and except the packages for managing access: nobody becomes an access manager because
    /// somebody gave them "all but payroll".
    AllBut(Vec<String>),
}

/// One thing that a person cannot delegate, and the reason that Altinn gives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lack {
    /// A resource's id, or an access package's URN.
    pub id: String,
    pub reason: Reason,
}

impl Connection {
    /// A connection without roles and packages.
    #[must_use]
    pub fn of(person: &str, organisation: OrgNumber) -> Self {
        Self {
            person: person.to_owned(),
            organisation,
            roles: Vec::new(),
            packages: Held::These(Vec::new()),
            lacks: Vec::new(),
        }
    }

    #[must_use]
    pub fn with_role(mut self, role: &str) -> Self {
        self.roles.push(role.to_owned());
        self
    }

    #[must_use]
    pub fn with_package(mut self, name: &str) -> Self {
        let urn = AccessPackage::named(name).urn;
        match &mut self.packages {
            Held::These(urns) => urns.push(urn),
            Held::AllBut(urns) => urns.retain(|lacking| *lacking != urn),
        }
        self
    }

    #[must_use]
    pub fn with_all_packages_but(mut self, names: &[&str]) -> Self {
        let urns = names.iter().map(|name| AccessPackage::named(name).urn);
        self.packages = Held::AllBut(urns.collect());
        self
    }

    pub(crate) fn key(&self) -> String {
        connection_key(&self.person, &self.organisation)
    }

    fn has_key_role(&self) -> bool {
        let key_roles = role::KEY_ROLES;
        self.roles
            .iter()
            .any(|role| key_roles.contains(&role.as_str()))
    }

    /// Whether the person holds the package in this organisation, by role or by delegation.
    ///
    /// Nobody holds a package for clients (such as `regnskapsforer-lonn`) in the client's own organisation. An
    /// accountant or an auditor holds it, on behalf of the client.
    #[must_use]
    pub fn holds(&self, package: &Package) -> bool {
        if package.administers_access() {
            return self.administers_by(&package.urn);
        }
        let delegated = match &self.packages {
            Held::These(urns) => urns.contains(&package.urn),
            Held::AllBut(urns) => !urns.contains(&package.urn),
        };
        package.is_assignable && (self.has_key_role() || delegated)
    }

    /// Whether the person is access manager (*tilgangsstyrer*): has "write" on the resource
    /// `altinn_access_management` for the organisation.
    #[must_use]
    pub fn manages_access(&self) -> bool {
        self.administers("tilgangsstyring") || self.administers("hovedadministrator")
    }

    /// Whether the person is client administrator (*klientadministrator*): has "write" on the resource
    /// `altinn_client_administration` for the organisation. The main administrator has that too.
    #[must_use]
    pub fn administers_clients(&self) -> bool {
        self.administers("klientadministrator") || self.administers("hovedadministrator")
    }

    fn administers(&self, name: &str) -> bool {
        self.administers_by(&AccessPackage::named(name).urn)
    }

    /// Whether the person holds a package for managing access, by role or by a delegation that names it.
    fn administers_by(&self, urn: &str) -> bool {
        let mut by_role = self.roles.iter().flat_map(|role| role::packages(role));
        self.has_key_role()
            || by_role.any(|name| AccessPackage::named(name).urn == urn)
            || matches!(&self.packages, Held::These(urns) if urns.iter().any(|held| held == urn))
    }
}

pub(super) fn connection_key(person: &str, organisation: &impl fmt::Display) -> String {
    format!("{person} {organisation}")
}
