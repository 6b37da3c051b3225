use jiff::{SignedDuration, Timestamp};

use super::{rows::Powers, told};
use crate::world::World;
use crate::{
    html::{in_groups, normal_case},
    rules::{Answerable, Organisation, RequestKind, RuleViolation, approval::Power},
    texts::Language,
};
use altinn_types::{OrgNumber, RequestId, RequestStatus, SystemId};

/// A request as its page shows it to one person.
#[derive(Clone, Debug)]
pub struct Shown {
    pub kind: Answerable,
    pub id: RequestId,
    pub party: Organisation,
    pub company: String,
    pub system: String,
    pub vendor: String,
    pub vendor_number: String,
    pub asks: Asks,
    pub standing: Standing,
    pub created: String,
    pub until: String,
    pub redirect_url: Option<String>,
}

/// What is asked for.
#[derive(Clone, Debug)]
pub enum Asks {
    /// A system user with these.
    ToHave(Powers),
    /// An agent system user. Its owner may be added itself if every package can go to it.
    ForClients { powers: Powers, own_too: bool },
    /// To change one that there is.
    ToChange { added: Powers, removed: Powers },
}

impl Asks {
    #[must_use]
    pub fn count(&self) -> usize {
        match self {
            Self::ToHave(powers) | Self::ForClients { powers, .. } => powers.count(),
            Self::ToChange { added, removed } => added.count() + removed.count(),
        }
    }
}

/// What all kinds of request have.
struct Common<'a> {
    system_id: &'a SystemId,
    party: &'a OrgNumber,
    created: Timestamp,
    redirect_url: Option<&'a String>,
    standing: Standing,
    asks: Asks,
}

/// What there is for the person to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Access manager, and nobody has answered.
    MayAnswer,
    /// Has something to do with the organisation, and nobody has answered or forwarded.
    MayForward,
    /// Has something to do with the organisation; but a change request cannot be forwarded.
    MayNot,
    Forwarded,
    Accepted,
    Rejected,
    Expired,
}

/// Why there is no request to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotShown {
    NotFound,
    NoRelation,
    SystemGone,
}

impl Shown {
    /// # Errors
    ///
    /// [`NotShown`], in the order in which Altinn would notice.
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
            asks: common.asks,
            standing: common.standing,
            created: told(language, common.created),
            until: told(language, until.unwrap_or(common.created)),
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
        // Each kind has a page of its own.
        if request.kind != kind {
            return Err(NotShown::NotFound);
        }
        let powers = Powers::of(world, language, &request.rights, &request.access_packages);
        let mut packages = request.access_packages.iter();
        let asks = match kind {
            RequestKind::Standard => Asks::ToHave(powers),
            RequestKind::Agent => Asks::ForClients {
                powers,
                own_too: packages.all(|package| world.is_assignable(&package.urn)),
            },
        };
        let timed_out = request.timed_out(world.now(), world.request_lifetime_days());
        let standing = Standing::answered(request.status, timed_out).unwrap_or(match power {
            Power::Approve => Standing::MayAnswer,
            Power::Escalate if request.escalated => Standing::Forwarded,
            Power::Escalate => Standing::MayForward,
        });
        Ok(Self {
            system_id: &request.system_id,
            party: &request.party_org_no,
            created: request.created,
            redirect_url: request.redirect_url.as_ref(),
            standing,
            asks,
        })
    }

    fn of_change(
        world: &'a World,
        language: Language,
        person: &str,
        id: RequestId,
    ) -> Result<Self, NotShown> {
        let (change, power) = world.change_request_for(person, id)?;
        let wanted = &change.wanted;
        let powers = |rights, packages| Powers::of(world, language, rights, packages);
        let timed_out = change.timed_out(world.now(), world.request_lifetime_days());
        let standing = Standing::answered(change.status, timed_out).unwrap_or(match power {
            Power::Approve => Standing::MayAnswer,
            Power::Escalate => Standing::MayNot,
        });
        Ok(Self {
            system_id: &change.system_id,
            party: &change.party_org_no,
            created: change.created,
            redirect_url: change.redirect_url.as_ref(),
            standing,
            asks: Asks::ToChange {
                added: powers(&wanted.required_rights, &wanted.required_access_packages),
                removed: powers(&wanted.unwanted_rights, &wanted.unwanted_access_packages),
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

/// The name of the organisation that a system is from; its number where nobody knows a name.
#[must_use]
pub fn vendor_name(world: &World, system: &SystemId) -> String {
    let Some(system) = world.system(system) else {
        return String::new();
    };
    let name = registered_name(world, &system.vendor);
    name.map_or_else(|| in_groups(system.vendor.as_str()), normal_case)
}

/// The name of a vendor as a register has it.
#[must_use]
pub fn registered_name<'a>(world: &'a World, vendor: &OrgNumber) -> Option<&'a str> {
    if let Some(vendor) = world.organisation(vendor) {
        return Some(&vendor.name);
    }
    // A service owner may have systems too, as Digdir has.
    let mut owners = world.resources().map(|resource| &resource.owner);
    let owner = owners.find(|owner| owner.organisation == vendor.as_str());
    owner.map(|owner| owner.name.as_str())
}

impl Standing {
    /// What became of it, if anything has.
    fn answered(status: RequestStatus, timed_out: bool) -> Option<Self> {
        match status {
            RequestStatus::Accepted => Some(Self::Accepted),
            RequestStatus::Rejected | RequestStatus::Denied => Some(Self::Rejected),
            RequestStatus::Timedout => Some(Self::Expired),
            // Altinn sets a flag here and never the status, which is all that its page looks at, so that
            // an old request can be answered there. The page says here what the vendor is told.
            RequestStatus::New if timed_out => Some(Self::Expired),
            RequestStatus::New => None,
        }
    }
}
