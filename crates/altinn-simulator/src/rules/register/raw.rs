use serde::Deserialize;

use super::RegisterRefusal::{self, Exception};
use altinn_types::{AccessPackage, LocalizedText, Right};

/// A system as it arrives: anything may be missing or nonsense. Names are lower case here.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct RawSystem {
    pub id: Option<String>,
    pub vendor: Option<RawVendor>,
    pub name: Option<RawText>,
    pub description: Option<RawText>,
    #[serde(default, deserialize_with = "present")]
    pub rights: Listed<Right>,
    #[serde(default, rename = "accesspackages", deserialize_with = "present")]
    pub access_packages: Listed<AccessPackage>,
    #[serde(default, rename = "clientid", deserialize_with = "present")]
    pub client_id: Listed<String>,
    #[serde(rename = "isvisible")]
    pub is_visible: Option<bool>,
    #[serde(default, rename = "allowedredirecturls", deserialize_with = "present")]
    pub allowed_redirect_urls: Listed<String>,
}

/// A list that may be left out, which is the empty list, or be `null`, which Altinn trips over.
#[derive(Clone, Debug)]
pub struct Listed<T>(Option<Vec<T>>);

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
pub struct RawVendor {
    pub id: Option<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
pub struct RawText {
    pub nb: Option<String>,
    pub nn: Option<String>,
    pub en: Option<String>,
}

impl RawSystem {
    /// The required members that are missing, by the names of Altinn's own code.
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

    pub(crate) fn vendor(&self) -> Option<&str> {
        self.vendor.as_ref()?.id.as_deref()
    }
}

/// The lists of a system; a `null` among them is an exception in Altinn.
pub(crate) struct RawLists {
    pub rights: Vec<Right>,
    pub packages: Vec<AccessPackage>,
    pub clients: Vec<String>,
    pub urls: Vec<String>,
}

impl RawLists {
    pub fn of(raw: &RawSystem) -> Result<Self, RegisterRefusal> {
        const NULL: RegisterRefusal = Exception("Value cannot be null. (Parameter 'source')");
        Ok(Self {
            rights: raw.rights.0.clone().ok_or(NULL)?,
            packages: raw.access_packages.0.clone().ok_or(NULL)?,
            clients: raw.client_id.0.clone().ok_or(NULL)?,
            urls: raw.allowed_redirect_urls.0.clone().ok_or(NULL)?,
        })
    }
}

/// All three languages, or the exception of Altinn's database.
pub(crate) fn complete(text: Option<RawText>) -> Result<LocalizedText, RegisterRefusal> {
    let text = text.unwrap_or_default();
    match (text.nb, text.nn, text.en) {
        (Some(nb), Some(nn), Some(en)) => Ok(LocalizedText { nb, nn, en }),
        _ => Err(Exception(
            "23502: null value in column violates not-null constraint",
        )),
    }
}
