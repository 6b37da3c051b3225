use jiff::SignedDuration;

use super::{access_lists::AccessLists, format_time};
use crate::world::World;
use crate::{
    html::{in_groups, normal_case},
    rules::{Organisation, Request, RequestKind, RuleViolation, parties::Power},
    texts::Language,
};
use altinn_types::{OrgNumber, RequestId, RequestStatus, SystemId};

/// The content of the page that shows a system user request to a person. The content depends on the person.
#[derive(Clone, Debug)]
pub struct RequestModel {
    pub kind: RequestKind,
    pub id: RequestId,
    pub party: Organisation,
    pub company: String,
    pub system: String,
    pub vendor: String,
    pub vendor_number: String,
    pub access: RequestedAccess,
    pub state: RequestState,
    /// Whether the person is an access manager of the organisation.
    pub is_managed: bool,
    pub created: String,
    pub until: String,
    pub redirect_url: Option<String>,
}

#[derive(Clone, Debug)]
pub enum RequestedAccess {
    /// The request is for a new system user with this access.
    ToHave(AccessLists),
    /// The request is for a new agent system user. `own_too` says whether the agent system user could also act for the
    /// organisation that will own it.
    ForClients { powers: AccessLists, own_too: bool },
    /// The request is for a change of an existing system user's access.
    ToChange {
        added: AccessLists,
        removed: AccessLists,
    },
}

impl RequestedAccess {
    fn of(world: &World, language: Language, request: &Request) -> Self {
        let lists = |rights, packages| AccessLists::of(world, language, rights, packages);
        let required = lists(&request.rights, &request.access_packages);
        match request.kind {
            RequestKind::Standard => Self::ToHave(required),
            RequestKind::Agent => {
                let mut packages = request.access_packages.iter();
                Self::ForClients {
                    powers: required,
                    own_too: packages.all(|package| world.catalogue.is_assignable(&package.urn)),
                }
            }
            RequestKind::Change => Self::ToChange {
                added: required,
                removed: lists(&request.unwanted_rights, &request.unwanted_access_packages)
                    .with_id("removed"),
            },
        }
    }

    #[must_use]
    pub fn count(&self) -> usize {
        match self {
            Self::ToHave(powers) | Self::ForClients { powers, .. } => powers.count(),
            Self::ToChange { added, removed } => added.count() + removed.count(),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestState {
    /// The request is open, and the person is an access manager of the organisation.
    MayDecide,
    /// The request is open, and the person has a connection to the organisation but is not an access manager. Nobody
    /// has forwarded the request yet, so the person can forward it.
    MayForward,
    /// The change request is open, but the person is not an access manager. Nobody can forward a change request.
    MayNot,
    Forwarded,
    Accepted,
    Rejected,
    Expired,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotShown {
    NotFound,
    NoRelation,
    SystemGone,
}

impl RequestModel {
    /// Checks whether the person may see the request, and collects the content of the request's page.
    ///
    /// # Errors
    ///
    /// Returns the [`NotShown`] of the first check that fails. The checks are in the same order as in Altinn.
    pub fn of(
        world: &World,
        language: Language,
        person: &str,
        kind: RequestKind,
        id: RequestId,
    ) -> Result<Self, NotShown> {
        let (request, power) = world.request_for(person, kind, id)?;
        let system = world.register.live_system(&request.system_id);
        let system = system.ok_or(NotShown::SystemGone)?;
        let party = world.parties.organisation(&request.party_org_no);
        let party = party.ok_or(NotShown::NotFound)?;
        let lifetime = SignedDuration::from_hours(24 * world.request_lifetime_days());
        let until = request.created.checked_add(lifetime);
        let redirect_url = request.redirect_url.clone();
        Ok(Self {
            kind,
            id,
            company: normal_case(&party.name),
            party: party.clone(),
            system: language.pick(&system.registered.name).to_owned(),
            vendor: vendor_name(world, &request.system_id),
            vendor_number: in_groups(system.vendor.as_str()),
            access: RequestedAccess::of(world, language, request),
            state: RequestState::of(world, request, power),
            is_managed: power == Power::Approve,
            created: format_time(language, request.created),
            until: format_time(language, until.unwrap_or(request.created)),
            redirect_url: redirect_url.filter(|url| !url.is_empty()),
        })
    }
}

impl From<RuleViolation> for NotShown {
    fn from(refusal: RuleViolation) -> Self {
        match refusal {
            RuleViolation::NotAccessManager => Self::NoRelation,
            _ => Self::NotFound,
        }
    }
}

/// Returns the name of the vendor that owns a system, or the vendor's organisation number if the name is unknown. If
/// the system is unknown, the result is empty.
#[must_use]
pub fn vendor_name(world: &World, system: &SystemId) -> String {
    let Some(system) = world.register.system(system) else {
        return String::new();
    };
    let name = registered_name(world, &system.vendor);
    name.map_or_else(|| in_groups(system.vendor.as_str()), normal_case)
}

/// Returns the vendor's name as the entity register spells it, which can be in capital letters.
#[must_use]
pub fn registered_name<'a>(world: &'a World, vendor: &OrgNumber) -> Option<&'a str> {
    if let Some(vendor) = world.parties.organisation(vendor) {
        return Some(&vendor.name);
    }
    // The vendor can be a service owner, such as Digdir. In that case, the vendor's name is in the catalogue of
    // resources.
    let mut owners = world.catalogue.resources().map(|resource| &resource.owner);
    let owner = owners.find(|owner| owner.organisation == vendor.as_str());
    owner.map(|owner| owner.name.as_str())
}

impl RequestState {
    fn of(world: &World, request: &Request, power: Power) -> Self {
        let timed_out = request.timed_out(world.now(), world.request_lifetime_days());
        Self::closed(request.status, timed_out).unwrap_or(match power {
            Power::Approve => Self::MayDecide,
            Power::Escalate if request.kind == RequestKind::Change => Self::MayNot,
            Power::Escalate if request.escalated => Self::Forwarded,
            Power::Escalate => Self::MayForward,
        })
    }

    /// Returns the state of a request that is no longer open, or `None` if the request is open.
    fn closed(status: RequestStatus, timed_out: bool) -> Option<Self> {
        match status {
            RequestStatus::Accepted => Some(Self::Accepted),
            RequestStatus::Rejected | RequestStatus::Denied => Some(Self::Rejected),
            RequestStatus::Timedout => Some(Self::Expired),
            // When a request times out, Altinn keeps the status `New` and sets a separate flag. Altinn's real page
            // ignores the flag, so a user can still approve the request there. The simulator's page says that the
            // request has timed out, because the vendor also sees it as timed out.
            RequestStatus::New if timed_out => Some(Self::Expired),
            RequestStatus::New => None,
        }
    }
}
