//! This module contains the JSON body with which a vendor registers or replaces a system.

use altinn_types::{AccessPackage, Right};
use serde::Deserialize;

use crate::rules::register::{DraftText, SystemDraft};

/// The fields of the body that describe a system. Each field can be missing or invalid. The field names below are in
/// lower case, because [`crate::altinn::json_body`] converts the names in the body to lower case. Altinn ignores the
/// case of field names.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct SystemBody {
    id: Option<String>,
    vendor: Option<VendorBody>,
    name: Option<TextBody>,
    description: Option<TextBody>,
    #[serde(default, deserialize_with = "present")]
    rights: Listed<Right>,
    #[serde(default, rename = "accesspackages", deserialize_with = "present")]
    access_packages: Listed<AccessPackage>,
    #[serde(default, rename = "clientid", deserialize_with = "present")]
    client_id: Listed<String>,
    #[serde(rename = "isvisible")]
    is_visible: Option<bool>,
    #[serde(default, rename = "allowedredirecturls", deserialize_with = "present")]
    allowed_redirect_urls: Listed<String>,
}

/// A list in the body. The list is empty if the body does not have the field. The value is `None` if the field is
/// `null`, which gives an error response.
#[derive(Clone, Debug)]
struct Listed<T>(Option<Vec<T>>);

impl<T> Default for Listed<T> {
    fn default() -> Self {
        Self(Some(Vec::new()))
    }
}

fn present<'de, D, T>(deserializer: D) -> Result<Listed<T>, D::Error>
where
    D: serde::Deserializer<'de>,
    T: Deserialize<'de>,
{
    Option::deserialize(deserializer).map(Listed)
}

#[derive(Clone, Debug, Default, Deserialize)]
struct VendorBody {
    id: Option<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
struct TextBody {
    nb: Option<String>,
    nn: Option<String>,
    en: Option<String>,
}

impl SystemBody {
    /// Returns the names of the required fields that the body lacks. The names are spelled as in Altinn's error
    /// message.
    #[must_use]
    pub fn missing(&self) -> Vec<&'static str> {
        let required = [
            ("Id", self.id.is_none()),
            ("Vendor", self.vendor.is_none()),
            ("Name", self.name.is_none()),
            ("Description", self.description.is_none()),
        ];
        let missing = required.into_iter().filter(|(_, missing)| *missing);
        missing.map(|(name, _)| name).collect()
    }
}

impl From<SystemBody> for SystemDraft {
    fn from(body: SystemBody) -> Self {
        Self {
            id: body.id,
            vendor: body.vendor.and_then(|vendor| vendor.id),
            name: body.name.map(DraftText::from),
            description: body.description.map(DraftText::from),
            rights: body.rights.0,
            access_packages: body.access_packages.0,
            client_id: body.client_id.0,
            is_visible: body.is_visible,
            allowed_redirect_urls: body.allowed_redirect_urls.0,
        }
    }
}

impl From<TextBody> for DraftText {
    fn from(text: TextBody) -> Self {
        Self {
            nb: text.nb,
            nn: text.nn,
            en: text.en,
        }
    }
}
