use jiff::Timestamp;
use serde::Serialize;
use uuid::Uuid;

use crate::rules::system_users::StoredSystemUser;
use crate::world::World;
use altinn_types::{AccessPackage, ExternalRef, OrgNumber, SystemId, SystemUserId, SystemUserType};

/// The JSON that Altinn's own pages read about a system user.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct InternalSystemUser {
    pub id: SystemUserId,
    pub integration_title: String,
    pub system_id: SystemId,
    pub product_name: String,
    pub system_internal_id: Uuid,
    pub party_id: String,
    pub party_uu_id: Uuid,
    pub reportee_org_no: OrgNumber,
    pub created: Timestamp,
    pub is_deleted: bool,
    pub supplier_name: String,
    pub supplier_orgno: OrgNumber,
    pub external_ref: ExternalRef,
    pub access_packages: Vec<AccessPackage>,
    pub user_type: SystemUserType,
}

impl InternalSystemUser {
    /// Returns `None` if the organisation that owns the system user has been wound up. Altinn's pages cannot read such
    /// a system user.
    #[must_use]
    pub fn of(world: &World, user: &StoredSystemUser) -> Option<Self> {
        let system = world.register.system(&user.system_id)?;
        let owner = world.parties.organisation(&user.owner)?;
        let vendor = world.parties.organisation(&user.vendor);
        Some(Self {
            id: user.id,
            integration_title: user.integration_title.clone(),
            system_id: user.system_id.clone(),
            product_name: system.registered.name.nb.clone(),
            system_internal_id: system.internal_id,
            party_id: owner.party_id().to_string(),
            party_uu_id: owner.uuid(),
            reportee_org_no: user.owner.clone(),
            created: user.created,
            is_deleted: false,
            supplier_name: vendor.map_or_else(String::new, |vendor| vendor.name.clone()),
            supplier_orgno: user.vendor.clone(),
            external_ref: user.external_ref.clone(),
            access_packages: user.access_packages.clone(),
            user_type: user.kind,
        })
    }
}
