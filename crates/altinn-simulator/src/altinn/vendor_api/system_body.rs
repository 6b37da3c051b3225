use serde::Deserialize;

use crate::{
    altinn::{
        access_json::{self, PackageBody, RightBody},
        json_body::{BodyParameter, NullableList, trimmed},
    },
    rules::register::{DraftText, SystemDraft},
};

/// The C# parameter for the body of `POST systemregister/vendor`. Error responses contain the name of this parameter.
pub const NEW_SYSTEM: BodyParameter = BodyParameter {
    name: "registerNewSystem",
    class: "Altinn.Platform.Authentication.Core.SystemRegister.Models.RegisterSystemRequest",
    required: &["id", "vendor", "name", "description"],
};

/// The C# parameter for the body of `PUT systemregister/vendor/{systemId}`. Error responses contain the name of this
/// parameter.
pub const REPLACED_SYSTEM: BodyParameter = BodyParameter {
    name: "proposedUpdateToSystem",
    ..NEW_SYSTEM
};

/// The fields of the body that describe a system. Each field can be missing or invalid. The field names below are in
/// lower case, because [`crate::altinn::json_body`] converts the names in the body to lower case. Altinn ignores the
/// case of field names.
#[derive(Clone, Debug, Deserialize)]
pub struct SystemBody {
    #[serde(default, deserialize_with = "trimmed")]
    id: Option<String>,
    vendor: Option<VendorBody>,
    name: Option<TextBody>,
    description: Option<TextBody>,
    #[serde(default)]
    rights: NullableList<RightBody>,
    #[serde(default, rename = "accesspackages")]
    access_packages: NullableList<PackageBody>,
    #[serde(default, rename = "clientid")]
    client_id: NullableList<String>,
    #[serde(default = "visible", rename = "isvisible")]
    is_visible: bool,
    #[serde(default, rename = "allowedredirecturls")]
    allowed_redirect_urls: NullableList<String>,
}

fn visible() -> bool {
    true
}

#[derive(Clone, Debug, Default, Deserialize)]
struct VendorBody {
    #[serde(default, deserialize_with = "trimmed")]
    id: Option<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
struct TextBody {
    nb: Option<String>,
    nn: Option<String>,
    en: Option<String>,
}

impl SystemBody {
    /// Returns the required fields that the body lacks, as paths in the spelling of Altinn's error message.
    #[must_use]
    pub fn missing(&self) -> Vec<String> {
        let vendor = self.vendor.as_ref();
        let required = [
            ("Id", self.id.is_none()),
            ("Vendor", vendor.is_none()),
            (
                "Vendor.ID",
                vendor.is_some_and(|vendor| vendor.id.is_none()),
            ),
            ("Name", self.name.is_none()),
            ("Description", self.description.is_none()),
            ("ClientId", self.client_id.0.is_none()),
            (
                "AllowedRedirectUrls",
                self.allowed_redirect_urls.0.is_none(),
            ),
        ];
        let missing = required.into_iter().filter(|(_, missing)| *missing);
        let mut missing: Vec<_> = missing.map(|(name, _)| name.to_owned()).collect();
        let rights = self.rights.0.as_deref().unwrap_or_default();
        missing.extend(access_json::missing_members("Rights", rights));
        missing
    }
}

impl From<SystemBody> for SystemDraft {
    fn from(body: SystemBody) -> Self {
        Self {
            id: body.id,
            vendor: body.vendor.and_then(|vendor| vendor.id),
            name: body.name.map(DraftText::from),
            description: body.description.map(DraftText::from),
            rights: body.rights.0.map(access_json::rights),
            access_packages: body.access_packages.0.map(access_json::packages),
            client_id: body.client_id.0,
            is_visible: Some(body.is_visible),
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
