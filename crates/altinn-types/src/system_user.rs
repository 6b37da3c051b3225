use std::{fmt, str::FromStr};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{ExternalRef, OrgNumber, RequestId, SystemId};

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

/// A system user (*systembruker*), as Altinn shows it to the vendor. Altinn does not show the rights of the system user
/// to vendors.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SystemUser {
    pub id: SystemUserId,
    #[serde(default)]
    pub integration_title: String,
    pub system_id: SystemId,
    /// The name of the system. Altinn may return an empty name, so do not depend on this field.
    #[serde(default)]
    pub product_name: String,
    pub reportee_org_no: OrgNumber,
    pub created: Timestamp,
    #[serde(default)]
    pub is_deleted: bool,
    #[serde(default)]
    pub supplier_name: String,
    pub supplier_orgno: OrgNumber,
    pub external_ref: ExternalRef,
    pub user_type: SystemUserType,
}
