use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{InvalidOrgNumber, OrgNumber};

/// The id of a system in Altinn's system register: `{vendor's organisation number}_{name}`.
///
/// A system id is never used again: Altinn refuses to register the id of a deleted system.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SystemId(String);

/// The reason why a text is not a system id.
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
    /// Makes a system id with a UUID in place of the name.
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

/// A single right (*enkelttjeneste*): access to one resource.
///
/// Altinn stores and returns `action`, but never compares it. SmartCloud therefore leaves `action`
/// out.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Right {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
    /// Altinn's guide says that each right has one resource, so that several resources need several
    /// rights. Altinn also accepts rights with several resources or none.
    pub resource: Vec<ResourceAttribute>,
}

impl Right {
    /// Makes the right to use one resource, from the resource's id in the resource registry.
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

    /// The id of the first resource in the resource registry, such as `ske-krav-og-betalinger`.
    #[must_use]
    pub fn resource_id(&self) -> Option<&str> {
        self.resource_ids().next()
    }

    /// The ids of all resources of this right. The right gives access to every one of them.
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
    /// The only attribute id that the system register accepts.
    pub const RESOURCE: &str = "urn:altinn:resource";
}

/// An access package (*tilgangspakke*): a named group of services. Its URN has the form
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

/// A text in the three languages that Altinn requires. Send all three: if one is missing, Altinn
/// returns an internal server error (500) and not a validation error.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LocalizedText {
    pub nb: String,
    pub nn: String,
    pub en: String,
}

/// The vendor that owns a system. The JSON key is `ID`, in capital letters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VendorId {
    #[serde(rename = "ID")]
    pub id: String,
}

/// A system as the vendor registers it and reads it.
///
/// This is the body of `POST systemregister/vendor` and of the response to `GET
/// systemregister/vendor/{systemId}`. Altinn's lists of systems use another form: they call the id
/// `systemId`, and leave out client ids and redirect URLs.
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
    /// The Maskinporten clients that can get tokens for the system. A client can belong to one
    /// system only.
    #[serde(default)]
    pub client_id: Vec<String>,
    /// Whether Altinn shows the system to customers who create a system user without a request from
    /// the vendor.
    pub is_visible: bool,
    /// Altinn sets this field in responses; vendors do not send it.
    #[serde(default)]
    pub is_deleted: bool,
    /// Altinn compares a request's `redirectUrl` with these by scheme, host, port and path. Each
    /// one must use https.
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
