use std::{fmt, str::FromStr};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{ExternalRef, OrgNumber, RequestId, SystemId};

/// The id of a system user. If the system user was created from a request, it has the same id as
/// the request.
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
    /// The system user acts for the clients that its owner, for example an accountant, connects to
    /// it.
    Agent,
    /// The owner created the system user for a system of its own. Altinn added this type later than
    /// the other two.
    Standalone,
}

/// A system user (*systembruker*) as a vendor sees it. Altinn does not show its rights to vendors.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SystemUser {
    pub id: SystemUserId,
    #[serde(default)]
    pub integration_title: String,
    pub system_id: SystemId,
    /// This field may be empty, so do not depend on it.
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
