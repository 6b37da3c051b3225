//! The connection between one person and one organisation, with the person's roles and access.

use std::fmt;

use altinn_types::{AccessPackage, OrgNumber};
use serde::{Deserialize, Serialize};

use crate::rules::{catalogue::Package, rule_violation::Reason};

/// The roles that have a meaning in the simulator. A person can also have any other role of Altinn
/// ([`roles`](crate::rules::catalogue::roles)).
pub mod role {
    /// *Daglig leder*.
    pub const GENERAL_MANAGER: &str = "urn:altinn:external-role:ccr:daglig-leder";
    /// *Innehaver*, the owner of a sole proprietorship.
    pub const PROPRIETOR: &str = "urn:altinn:external-role:ccr:innehaver";
    /// *Styrets leder*, the chair of the board.
    pub const CHAIR: &str = "urn:altinn:external-role:ccr:styreleder";
    /// An access manager (*tilgangsstyrer*). Altinn has no such role. In the simulator, the role means that somebody
    /// gave the person the access package `tilgangsstyrer`.
    pub const ACCESS_MANAGER: &str = "urn:altinn:role:tilgangsstyrer";
    /// *Hovedadministrator*.
    pub const MAIN_ADMINISTRATOR: &str = "urn:altinn:role:hovedadministrator";
    /// A client administrator (*klientadministrator*). Altinn has no such role. In the simulator, the role means that
    /// somebody gave the person the access package `klientadministrator`.
    pub const CLIENT_ADMINISTRATOR: &str = "urn:altinn:role:klientadministrator";
    /// A right holder (*rettighetshaver*): somebody delegated access to the person, but the person cannot manage access
    /// in the organisation.
    pub const RIGHT_HOLDER: &str = "urn:altinn:role:rettighetshaver";

    /// The key roles, which come from the entity register. A person with a key role holds every access package of the
    /// organisation.
    pub const KEY_ROLES: [&str; 3] = [GENERAL_MANAGER, PROPRIETOR, CHAIR];

    /// Returns the last part of a role's URN, such as `daglig-leder`. Compare roles by this part, because older saved
    /// rows have other URNs with the same last part.
    #[must_use]
    pub fn code(urn: &str) -> &str {
        urn.rsplit(':').next().unwrap_or(urn)
    }

    /// Returns the packages for managing access that a role includes. The result is empty for a key role, because a
    /// person with a key role holds all packages anyway.
    #[must_use]
    pub fn packages(role: &str) -> &'static [&'static str] {
        match role {
            ACCESS_MANAGER => &["tilgangsstyrer"],
            CLIENT_ADMINISTRATOR => &["klientadministrator"],
            MAIN_ADMINISTRATOR => &[
                "tilgangsstyrer",
                "hovedadministrator",
                "klientadministrator",
            ],
            _ => &[],
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Connection {
    /// The [`Person::key`](super::Person::key) of the person.
    pub person: String,
    pub organisation: OrgNumber,
    pub roles: Vec<String>,
    /// The access packages that the person holds in addition to the packages of the roles. The person can delegate all
    /// packages in this field.
    pub packages: Held,
    /// The resources and packages that the person cannot delegate, although the roles or the packages include them.
    pub lacks: Vec<Lack>,
}

/// A set of access packages, by their URNs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Held {
    /// Only the packages in this list.
    These(Vec<String>),
    /// All packages except the packages in this list and the packages for managing access. So `AllBut` never makes a
    /// person an access manager.
    AllBut(Vec<String>),
}

/// A resource or package that a person cannot delegate, and the reason that Altinn gives in its response.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lack {
    /// The id of the resource, or the URN of the access package.
    pub id: String,
    pub reason: Reason,
}

impl Connection {
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
        let key_roles = role::KEY_ROLES.map(role::code);
        self.roles
            .iter()
            .any(|role| key_roles.contains(&role::code(role)))
    }

    /// Whether the person holds the package in this organisation, by role or by delegation.
    ///
    /// A key role gives only the packages that every organisation has. Packages such as `regnskapsforer-lonn` are only
    /// for the organisation's accountant or auditor, so the result is `false`.
    #[must_use]
    pub fn holds(&self, package: &Package) -> bool {
        if package.administers_access() {
            return self.administers_by(&package.urn);
        }
        let with_all = package.is_of_every_organisation();
        let delegated = match &self.packages {
            Held::These(urns) => urns.contains(&package.urn),
            Held::AllBut(urns) => with_all && !urns.contains(&package.urn),
        };
        package.is_assignable && (delegated || with_all && self.has_key_role())
    }

    /// Whether the person is an access manager (*tilgangsstyrer*). In Altinn, an access manager has "write" access to
    /// the resource `altinn_access_management` for the organisation.
    #[must_use]
    pub fn manages_access(&self) -> bool {
        self.administers("tilgangsstyrer") || self.administers("hovedadministrator")
    }

    /// Whether the person is a client administrator (*klientadministrator*) or a main administrator of the
    /// organisation. In Altinn, both have "write" access to the resource `altinn_client_administration`.
    #[must_use]
    pub fn administers_clients(&self) -> bool {
        self.administers("klientadministrator") || self.administers("hovedadministrator")
    }

    fn administers(&self, name: &str) -> bool {
        self.administers_by(&AccessPackage::named(name).urn)
    }

    /// Whether the person holds this package for managing access: by a key role, by another role that includes the
    /// package, or because somebody delegated exactly this package.
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
