use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{InvalidOrgNumber, OrgNumber};

/// The name of a system in Altinn's system register: `{vendor's organisation number}_{name}`.
///
/// Unique for ever: the register does not give out the id of a deleted system again.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SystemId(String);

/// Why a text is not a system id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidSystemId {
    #[error("a system id is an organisation number, an underscore and a name")]
    NoUnderscore,
    #[error("a system id has no blanks")]
    Blank,
    #[error("a system id starts with an organisation number")]
    Vendor(#[from] InvalidOrgNumber),
}

impl SystemId {
    /// The id of a vendor's system that is called by a UUID.
    #[must_use]
    pub fn unnamed(vendor: &OrgNumber, id: Uuid) -> Self {
        Self(format!("{vendor}_{id}"))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for SystemId {
    type Err = InvalidSystemId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.contains(char::is_whitespace) {
            return Err(InvalidSystemId::Blank);
        }
        let (vendor, _name) = text.split_once('_').ok_or(InvalidSystemId::NoUnderscore)?;
        vendor.parse::<OrgNumber>()?;
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for SystemId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for SystemId {
    type Error = InvalidSystemId;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<SystemId> for String {
    fn from(id: SystemId) -> Self {
        id.0
    }
}

/// A single right (*enkelttjeneste*): what may be done with one resource.
///
/// Altinn stores and echoes `action` and never compares it, so SmartCloud leaves it out.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Right {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
    /// One attribute, by the guide: several resources are several rights. Altinn takes other numbers too.
    pub resource: Vec<ResourceAttribute>,
}

impl Right {
    /// The right to a resource by its id in the resource registry.
    #[must_use]
    pub fn to_resource(id: &str) -> Self {
        Self {
            action: None,
            resource: vec![ResourceAttribute {
                id: ResourceAttribute::RESOURCE.to_owned(),
                value: id.to_owned(),
            }],
        }
    }

    /// The resource's id in the resource registry, such as `ske-krav-og-betalinger`.
    #[must_use]
    pub fn resource_id(&self) -> Option<&str> {
        self.resource_ids().next()
    }

    /// The ids of all its resources: who has the right has every one of them.
    pub fn resource_ids(&self) -> impl Iterator<Item = &str> {
        self.resource
            .iter()
            .filter(|attribute| attribute.id == ResourceAttribute::RESOURCE)
            .map(|attribute| attribute.value.as_str())
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ResourceAttribute {
    pub id: String,
    pub value: String,
}

impl ResourceAttribute {
    /// The only attribute id that the system register takes.
    pub const RESOURCE: &str = "urn:altinn:resource";
}

/// A bundle of services (*tilgangspakke*), by its URN: `urn:altinn:accesspackage:{name}`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct AccessPackage {
    pub urn: String,
}

impl AccessPackage {
    pub const PREFIX: &str = "urn:altinn:accesspackage:";

    #[must_use]
    pub fn named(name: &str) -> Self {
        Self {
            urn: format!("{}{name}", Self::PREFIX),
        }
    }
}

/// A text in the three languages that Altinn asks for. All three are sent: a missing one is an error
/// in Altinn's database (500), not a validation error.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LocalizedText {
    pub nb: String,
    pub nn: String,
    pub en: String,
}

/// Whose system it is. The key is `ID`, in capitals.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VendorId {
    #[serde(rename = "ID")]
    pub id: String,
}

/// A system as the vendor registers it and reads it back.
///
/// `POST systemregister/vendor` and `GET systemregister/vendor/{systemId}`. The lists name the id
/// `systemId` and leave out client ids and redirect URLs: they are another type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RegisteredSystem {
    pub id: SystemId,
    pub vendor: VendorId,
    pub name: LocalizedText,
    pub description: LocalizedText,
    #[serde(default)]
    pub rights: Vec<Right>,
    #[serde(default)]
    pub access_packages: Vec<AccessPackage>,
    /// Maskinporten clients that act for the system; each belongs to one system only.
    #[serde(default)]
    pub client_id: Vec<String>,
    /// Whether customers find it in Altinn's own list of systems.
    pub is_visible: bool,
    /// Only in answers.
    #[serde(default)]
    pub is_deleted: bool,
    /// Compared with a request's `redirectUrl` by scheme, host, port and path; https only.
    #[serde(default)]
    pub allowed_redirect_urls: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_system_id_starts_with_its_vendors_number() {
        assert!("991825827_smartcloud_ap".parse::<SystemId>().is_ok());
        assert_eq!(
            "smartcloud".parse::<SystemId>(),
            Err(InvalidSystemId::NoUnderscore)
        );
        assert_eq!(
            "991825827_smart cloud".parse::<SystemId>(),
            Err(InvalidSystemId::Blank)
        );
        assert_eq!(
            "1_smartcloud".parse::<SystemId>(),
            Err(InvalidSystemId::Vendor(InvalidOrgNumber::NotNineDigits))
        );
    }
}
