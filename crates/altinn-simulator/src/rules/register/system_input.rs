use serde::Deserialize;

use super::RegisterRefusal::{self, Exception};
use altinn_types::{AccessPackage, LocalizedText, Right};

/// A system in the body of a call to the system register. Any member may be missing or invalid. The caller has changed
/// the names of the members to lower case.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct SystemInput {
    pub id: Option<String>,
    pub vendor: Option<VendorInput>,
    pub name: Option<TextInput>,
    pub description: Option<TextInput>,
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

/// A list in the body. A list that is left out is empty. A list that is `null` is an error in Altinn.
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

/// The vendor of a system.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct VendorInput {
    pub id: Option<String>,
}

/// A text in up to three languages.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct TextInput {
    pub nb: Option<String>,
    pub nn: Option<String>,
    pub en: Option<String>,
}

impl SystemInput {
    /// The required members that are missing, by their names in Altinn's code.
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

/// The lists of a system.
pub(crate) struct SystemLists {
    pub rights: Vec<Right>,
    pub packages: Vec<AccessPackage>,
    pub clients: Vec<String>,
    pub urls: Vec<String>,
}

impl SystemLists {
    /// # Errors
    ///
    /// The exception that Altinn throws for a list that is `null`.
    pub fn of(input: &SystemInput) -> Result<Self, RegisterRefusal> {
        const NULL: RegisterRefusal = Exception("Value cannot be null. (Parameter 'source')");
        Ok(Self {
            rights: input.rights.0.clone().ok_or(NULL)?,
            packages: input.access_packages.0.clone().ok_or(NULL)?,
            clients: input.client_id.0.clone().ok_or(NULL)?,
            urls: input.allowed_redirect_urls.0.clone().ok_or(NULL)?,
        })
    }
}

/// Returns a text in all three languages. If a language is missing, returns the exception that Altinn's database throws.
pub(crate) fn complete(text: Option<TextInput>) -> Result<LocalizedText, RegisterRefusal> {
    let text = text.unwrap_or_default();
    match (text.nb, text.nn, text.en) {
        (Some(nb), Some(nn), Some(en)) => Ok(LocalizedText { nb, nn, en }),
        _ => Err(Exception(
            "23502: null value in column violates not-null constraint",
        )),
    }
}
