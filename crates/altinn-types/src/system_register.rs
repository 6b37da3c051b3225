use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{InvalidOrgNumber, OrgNumber};

/// The id of a system in Altinn's system register. The id has the form `{vendor's organisation number}_{name}`.
///
/// Altinn registers each id only once. Nobody can use the id of a deleted system again.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SystemId(String);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidSystemId {
    #[error("a system id must be an organisation number, an underscore and a name")]
    NoUnderscore,
    #[error("a system id must not contain spaces")]
    Blank,
    #[error("a system id must start with a valid organisation number")]
    Vendor(#[from] InvalidOrgNumber),
}

impl SystemId {
    /// Creates the id of a system that a vendor creates for its own use. Altinn puts a UUID into this id in place of a
    /// name.
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

/// A right (*enkelttjeneste*), which gives access to one resource.
///
/// SmartCloud does not send `action`, because Altinn only stores and returns this value.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Right {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
    /// The resources of the right. Altinn's guide says that each right has exactly one resource, but Altinn also
    /// accepts several or none.
    pub resource: Vec<ResourceAttribute>,
}

impl Right {
    /// Creates a right that gives access to one resource. `id` is the id of this resource in the resource registry.
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

    /// Returns the id of the right's first resource, such as `ske-krav-og-betalinger`.
    #[must_use]
    pub fn resource_id(&self) -> Option<&str> {
        self.resource_ids().next()
    }

    /// Returns the ids of all resources of the right. The right gives access to all these resources.
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
    /// The attribute id of a resource. The system register accepts no other attribute id in a right.
    pub const RESOURCE: &str = "urn:altinn:resource";
}

/// An access package (*tilgangspakke*), which is a named group of services. The URN has the form
/// `urn:altinn:accesspackage:{name}`.
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

/// A text in the three languages that Altinn requires. A vendor must send all three languages. If a language is
/// missing, Altinn answers with the status 500 and no validation error.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LocalizedText {
    pub nb: String,
    pub nn: String,
    pub en: String,
}

/// The vendor that owns a system. The JSON key of the id is `ID`, in capital letters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VendorId {
    #[serde(rename = "ID")]
    pub id: String,
}

/// A system as a vendor registers and reads it.
///
/// The type is the JSON body of `POST systemregister/vendor` and of the response to `GET
/// systemregister/vendor/{systemId}`. Altinn's lists of systems have other fields: the id is called `systemId`, and the
/// client ids and redirect URLs are missing.
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
    /// The ids of the Maskinporten clients that can get tokens for the system. A Maskinporten client can belong to only
    /// one system.
    #[serde(default)]
    pub client_id: Vec<String>,
    /// Whether customers can choose the system in Altinn. A customer who chooses the system creates a system user
    /// without a request from the vendor.
    pub is_visible: bool,
    /// Whether the system is deleted. Altinn sets this field in responses, and vendors do not send it.
    #[serde(default)]
    pub is_deleted: bool,
    /// The URLs that a system user request can have as its `redirectUrl`. Altinn compares scheme, host, port and path.
    /// Each URL must use https.
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
