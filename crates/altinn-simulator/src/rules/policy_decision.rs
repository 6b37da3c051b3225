//! Decides what a system user can do, as Altinn's policy decision point (PDP) does.

use super::{Altinn, system_users::StoredSystemUser};
use altinn_types::{OrgNumber, Right, SystemUserId};

/// The answer of a policy decision point, with the names from the XACML standard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub enum PolicyDecision {
    Permit,
    /// No policy gives the access, so the resource owner must refuse the call.
    NotApplicable,
}

impl Altinn {
    /// Decides whether a system user can do an action with a resource on behalf of an organisation.
    ///
    /// The system user must exist and must act for the organisation. Somebody must have delegated the resource to the
    /// system user, directly or in an access package.
    #[must_use]
    pub fn policy_decision(
        &self,
        user: SystemUserId,
        action: &str,
        resource: &str,
        organisation: &OrgNumber,
    ) -> PolicyDecision {
        let acts = |user: &&StoredSystemUser| self.acts_for_organisation(user, organisation);
        let user = self.system_users.get(user).filter(acts);
        let (Some(user), Some(resource)) = (user, self.catalogue.resource(resource)) else {
            return PolicyDecision::NotApplicable;
        };
        let by_right = user
            .rights
            .iter()
            .flat_map(Right::resource_ids)
            .any(|id| id == resource.id);
        let by_package = || {
            user.access_packages
                .iter()
                .filter_map(|package| self.catalogue.package(&package.urn))
                .any(|package| package.resources.contains(&resource.id))
        };
        if resource.actions.iter().any(|known| known == action) && (by_right || by_package()) {
            PolicyDecision::Permit
        } else {
            PolicyDecision::NotApplicable
        }
    }
}
