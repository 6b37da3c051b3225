//! The relation of a client to its service provider, and the connection of a client to an agent system user.

use std::fmt;

use altinn_types::{AccessPackage, OrgNumber, SystemUserId};
use serde::{Deserialize, Serialize};

/// The role that a service provider has for a client in the entity register.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ProviderRole {
    /// *Revisor*.
    #[serde(rename = "REVI")]
    Auditor,
    /// *Regnskapsfører*.
    #[serde(rename = "REGN")]
    Accountant,
    /// *Forretningsfører*.
    #[serde(rename = "FFØR")]
    BusinessManager,
}

impl ProviderRole {
    /// The access packages that the role includes. While the provider has the role, the client cannot take these
    /// packages away from the provider.
    #[must_use]
    pub fn packages(self) -> &'static [&'static str] {
        match self {
            Self::Auditor => &["ansvarlig-revisor", "revisormedarbeider"],
            Self::Accountant => &[
                "regnskapsforer-med-signeringsrettighet",
                "regnskapsforer-uten-signeringsrettighet",
                "regnskapsforer-lonn",
            ],
            Self::BusinessManager => &["forretningsforer-eiendom"],
        }
    }
}

/// The access that a client gives to a service provider. It comes from the provider's roles and from packages that the
/// client has delegated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientRelation {
    pub client: OrgNumber,
    pub provider: OrgNumber,
    pub roles: Vec<ProviderRole>,
    pub packages: Vec<AccessPackage>,
}

impl ClientRelation {
    #[must_use]
    pub fn by_role(client: OrgNumber, provider: OrgNumber, role: ProviderRole) -> Self {
        Self {
            client,
            provider,
            roles: vec![role],
            packages: Vec::new(),
        }
    }

    /// Creates the relation between a client and a provider. The client has delegated the packages `names` to the
    /// provider. The provider has no role for this client in the entity register.
    #[must_use]
    pub fn by_packages(client: OrgNumber, provider: OrgNumber, names: &[&str]) -> Self {
        Self {
            client,
            provider,
            roles: Vec::new(),
            packages: names
                .iter()
                .map(|name| AccessPackage::named(name))
                .collect(),
        }
    }

    /// Whether the client gives the provider all packages in `wanted`. Each package can come from a role of the
    /// provider or from a delegation.
    #[must_use]
    pub fn gives_all(&self, wanted: &[AccessPackage]) -> bool {
        wanted.iter().all(|package| self.gives(package))
    }

    fn gives(&self, package: &AccessPackage) -> bool {
        let mut by_role = self.roles.iter().flat_map(|role| role.packages());
        self.packages.contains(package)
            || by_role.any(|name| AccessPackage::named(name).urn == package.urn)
    }

    pub(super) fn key(&self) -> String {
        pair(&self.client, &self.provider)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientDelegation {
    pub agent: SystemUserId,
    /// The system user acts for this organisation: a client, or the owner of the system user.
    pub client: OrgNumber,
}

impl ClientDelegation {
    pub(super) fn key(&self) -> String {
        pair(&self.agent, &self.client)
    }
}

pub(super) fn pair(one: &impl fmt::Display, other: &impl fmt::Display) -> String {
    format!("{one} {other}")
}
