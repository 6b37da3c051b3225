use super::{Altinn, system_users::StoredSystemUser};
use altinn_types::{OrgNumber, Right, SystemUserId, SystemUserType};

/// The answer of a policy decision point, spelled as in XACML.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub enum Decision {
    Permit,
    /// No policy says anything about it, which is a no.
    NotApplicable,
}

impl Altinn {
    /// Whether a system user may do something with a resource on behalf of an organisation.
    ///
    /// It may if it lives, acts for the organisation, and the resource was delegated to it: by itself, or
    /// in an access package. It acts for its owner; an agent acts for the clients that are connected to it.
    #[must_use]
    pub fn decide(
        &self,
        user: SystemUserId,
        action: &str,
        resource: &str,
        organisation: &OrgNumber,
    ) -> Decision {
        let acts = |user: &&StoredSystemUser| match user.kind {
            SystemUserType::Agent => self.is_connected(user.id, organisation),
            _ => user.owner == *organisation,
        };
        let user = self.system_user(user).filter(acts);
        let (Some(user), Some(resource)) = (user, self.resource(resource)) else {
            return Decision::NotApplicable;
        };
        let by_right = user
            .rights
            .iter()
            .flat_map(Right::resource_ids)
            .any(|id| id == resource.id);
        let by_package = || {
            user.access_packages
                .iter()
                .filter_map(|package| self.package(&package.urn))
                .any(|package| package.resources.contains(&resource.id))
        };
        if resource.actions.iter().any(|known| known == action) && (by_right || by_package()) {
            Decision::Permit
        } else {
            Decision::NotApplicable
        }
    }
}
