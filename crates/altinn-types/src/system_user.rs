use std::{fmt, str::FromStr};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{ExternalRef, OrgNumber, RequestId, SystemId, lenient};

/// The id of a system user. If Altinn created the system user from a request, the id is equal to the id of the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SystemUserId(pub Uuid);

impl From<RequestId> for SystemUserId {
    fn from(id: RequestId) -> Self {
        Self(id.0)
    }
}

impl fmt::Display for SystemUserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for SystemUserId {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SystemUserType {
    /// The system user acts for the organisation that owns it.
    Standard,
    /// The system user acts for clients of the organisation that owns it. The owner, for example an accountant,
    /// connects the clients to the system user.
    Agent,
    /// The owner created the system user for a system that the owner built for itself. Altinn added this type later
    /// than the types `Standard` and `Agent`.
    Standalone,
}

/// A system user (*systembruker*) in Altinn's responses to the vendor. The responses do not contain the rights of the
/// system user.
///
/// SmartCloud uses only the id. So every other member gets a default value if its form is unexpected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SystemUser {
    pub id: SystemUserId,
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub integration_title: String,
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub system_id: Option<SystemId>,
    /// The name of the system. Altinn can return an empty name, so do not depend on this field.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub product_name: String,
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub reportee_org_no: Option<OrgNumber>,
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub created: Option<Timestamp>,
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub is_deleted: bool,
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub supplier_name: String,
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub supplier_orgno: Option<OrgNumber>,
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub external_ref: Option<ExternalRef>,
    /// The type, or `None` if Altinn sent a type that this program does not know.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub user_type: Option<SystemUserType>,
}
