use jiff::{SignedDuration, Timestamp};

use super::{access_lists::AccessLists, format_time};
use crate::world::World;
use crate::{
    html::{in_groups, normal_case},
    rules::{Answerable, Organisation, RequestKind, RuleViolation, approval::Power},
    texts::Language,
};
use altinn_types::{OrgNumber, RequestId, RequestStatus, SystemId};

/// The content of a request's page, for one person.
#[derive(Clone, Debug)]
pub struct RequestModel {
    pub kind: Answerable,
    pub id: RequestId,
    pub party: Organisation,
    pub company: String,
    pub system: String,
    pub vendor: String,
    pub vendor_number: String,
    pub access: RequestedAccess,
    pub standing: RequestState,
    pub created: String,
    pub until: String,
    pub redirect_url: Option<String>,
}

/// The access that the vendor asks for.
#[derive(Clone, Debug)]
pub enum RequestedAccess {
    /// A system user with this access.
    ToHave(AccessLists),
    /// An agent system user. `own_too` says whether the owner can also add
    /// its own organisation as a client.
    ForClients { powers: AccessLists, own_too: bool },
    /// A change of an existing system user.
    ToChange {
        added: AccessLists,
        removed: AccessLists,
    },
}

impl RequestedAccess {
    #[must_use]
    pub fn count(&self) -> usize {
        match self {
            Self::ToHave(powers) | Self::ForClients { powers, .. } => powers.count(),
            Self::ToChange { added, removed } => added.count() + removed.count(),
        }
    }
}

/// The fields that every kind of request has.
struct Common<'a> {
    system_id: &'a SystemId,
    party: &'a OrgNumber,
    created: Timestamp,
    redirect_url: Option<&'a String>,
    standing: RequestState,
    access: RequestedAccess,
}

/// The state of the request for this person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestState {
    /// The request is open, and the person is an access manager.
    MayDecide,
    /// The request is open and not forwarded. The person can represent the organisation, but is not
    /// an access manager.
    MayForward,
    /// The request is open, and the person is not an access manager. A change request cannot be
    /// forwarded.
    MayNot,
    Forwarded,
    Accepted,
    Rejected,
    Expired,
}

/// The reason why the page shows no request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotShown {
    NotFound,
    NoRelation,
    SystemGone,
}

impl RequestModel {
    /// # Errors
    ///
    /// Returns [`NotShown`] for the first condition that fails, in Altinn's order.
    pub fn of(
        world: &World,
        language: Language,
        person: &str,
        kind: Answerable,
        id: RequestId,
    ) -> Result<Self, NotShown> {
        let common = match kind.of_request() {
            Some(kind) => Common::of_request(world, language, person, kind, id)?,
            None => Common::of_change(world, language, person, id)?,
        };
        let system = world
            .live_system(common.system_id)
            .ok_or(NotShown::SystemGone)?;
        let party = world.organisation(common.party).ok_or(NotShown::NotFound)?;
        let lifetime = SignedDuration::from_hours(24 * world.request_lifetime_days());
        let until = common.created.checked_add(lifetime);
        Ok(Self {
            kind,
            id,
            company: normal_case(&party.name),
            party: party.clone(),
            system: language.pick(&system.registered.name).to_owned(),
            vendor: vendor_name(world, common.system_id),
            vendor_number: in_groups(system.vendor.as_str()),
            access: common.access,
            standing: common.standing,
            created: format_time(language, common.created),
            until: format_time(language, until.unwrap_or(common.created)),
            redirect_url: common.redirect_url.filter(|url| !url.is_empty()).cloned(),
        })
    }
}

impl<'a> Common<'a> {
    fn of_request(
        world: &'a World,
        language: Language,
        person: &str,
        kind: RequestKind,
        id: RequestId,
    ) -> Result<Self, NotShown> {
        let (request, power) = world.request_for(person, id)?;
        // Each kind of request has its own page, so a request of another kind does not exist here.
        if request.kind != kind {
            return Err(NotShown::NotFound);
        }
        let powers = AccessLists::of(world, language, &request.rights, &request.access_packages);
        let mut packages = request.access_packages.iter();
        let access = match kind {
            RequestKind::Standard => RequestedAccess::ToHave(powers),
            RequestKind::Agent => RequestedAccess::ForClients {
                powers,
                own_too: packages.all(|package| world.is_assignable(&package.urn)),
            },
        };
        let timed_out = request.timed_out(world.now(), world.request_lifetime_days());
        let standing = RequestState::closed(request.status, timed_out).unwrap_or(match power {
            Power::Approve => RequestState::MayDecide,
            Power::Escalate if request.escalated => RequestState::Forwarded,
            Power::Escalate => RequestState::MayForward,
        });
        Ok(Self {
            system_id: &request.system_id,
            party: &request.party_org_no,
            created: request.created,
            redirect_url: request.redirect_url.as_ref(),
            standing,
            access,
        })
    }

    fn of_change(
        world: &'a World,
        language: Language,
        person: &str,
        id: RequestId,
    ) -> Result<Self, NotShown> {
        let (change, power) = world.change_request_for(person, id)?;
        let lists = &change.wanted;
        let powers = |rights, packages| AccessLists::of(world, language, rights, packages);
        let timed_out = change.timed_out(world.now(), world.request_lifetime_days());
        let standing = RequestState::closed(change.status, timed_out).unwrap_or(match power {
            Power::Approve => RequestState::MayDecide,
            Power::Escalate => RequestState::MayNot,
        });
        Ok(Self {
            system_id: &change.system_id,
            party: &change.party_org_no,
            created: change.created,
            redirect_url: change.redirect_url.as_ref(),
            standing,
            access: RequestedAccess::ToChange {
                added: powers(&lists.required_rights, &lists.required_access_packages),
                removed: powers(&lists.unwanted_rights, &lists.unwanted_access_packages),
            },
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

/// Returns the name of the vendor that a system belongs to, or its organisation number if the name
/// is unknown.
#[must_use]
pub fn vendor_name(world: &World, system: &SystemId) -> String {
    let Some(system) = world.system(system) else {
        return String::new();
    };
    let name = registered_name(world, &system.vendor);
    name.map_or_else(|| in_groups(system.vendor.as_str()), normal_case)
}

/// Returns a vendor's name as the register writes it.
#[must_use]
pub fn registered_name<'a>(world: &'a World, vendor: &OrgNumber) -> Option<&'a str> {
    if let Some(vendor) = world.organisation(vendor) {
        return Some(&vendor.name);
    }
    // Service owners may have systems too, for example Digdir.
    let mut owners = world.resources().map(|resource| &resource.owner);
    let owner = owners.find(|owner| owner.organisation == vendor.as_str());
    owner.map(|owner| owner.name.as_str())
}

impl RequestState {
    /// Returns the state of a request that is closed, or `None` if the request is open.
    fn closed(status: RequestStatus, timed_out: bool) -> Option<Self> {
        match status {
            RequestStatus::Accepted => Some(Self::Accepted),
            RequestStatus::Rejected | RequestStatus::Denied => Some(Self::Rejected),
            RequestStatus::Timedout => Some(Self::Expired),
            // When a request times out, Altinn sets a flag and keeps the status `New`. The real
            // page reads the status only, so a user can still approve an old request there. The
            // simulator's page shows the same as vendors see: the request has timed out.
            RequestStatus::New if timed_out => Some(Self::Expired),
            RequestStatus::New => None,
        }
    }
}
