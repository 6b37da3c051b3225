use jiff::SignedDuration;

use super::{rows::Powers, told};
use crate::{
    domain::{RequestId, RequestStatus, SystemId},
    simulator::{
        page::{in_groups, normal_case},
        texts::Language,
        world::{Organisation, Refusal, Request, RequestKind, World, approval::Power},
    },
};

/// A request as its page shows it to one person.
#[derive(Clone, Debug)]
pub struct Shown {
    pub id: RequestId,
    pub party: Organisation,
    pub company: String,
    pub system: String,
    pub vendor: String,
    pub vendor_number: String,
    pub powers: Powers,
    pub standing: Standing,
    pub created: String,
    pub until: String,
    pub redirect_url: Option<String>,
}

/// What there is for the person to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Access manager, and nobody has answered.
    MayAnswer,
    /// Has something to do with the organisation, and nobody has answered or forwarded.
    MayForward,
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
        id: RequestId,
    ) -> Result<Self, NotShown> {
        let (request, power) = world
            .request_for(person, id)
            .map_err(|refusal| match refusal {
                Refusal::NotAccessManager => NotShown::NoRelation,
                _ => NotShown::NotFound,
            })?;
        // A request for an agent system user has a page of its own.
        if request.kind != RequestKind::Standard {
            return Err(NotShown::NotFound);
        }
        let system = world
            .live_system(&request.system_id)
            .ok_or(NotShown::SystemGone)?;
        let party = world
            .organisation(&request.party_org_no)
            .ok_or(NotShown::NotFound)?;
        let days = world.request_lifetime_days();
        let lifetime = SignedDuration::from_hours(24 * days);
        let until = request.created.checked_add(lifetime);
        Ok(Self {
            id,
            company: normal_case(&party.name),
            party: party.clone(),
            system: language.pick(&system.registered.name).to_owned(),
            vendor: vendor_name(world, &request.system_id),
            vendor_number: in_groups(system.vendor.as_str()),
            powers: Powers::of(world, language, &request.rights, &request.access_packages),
            standing: Standing::of(request, power, request.timed_out(world.now(), days)),
            created: told(language, request.created),
            until: told(language, until.unwrap_or(request.created)),
            redirect_url: request.redirect_url.clone().filter(|url| !url.is_empty()),
        })
    }
}

/// The name of the organisation that a system is from; its number where nobody knows a name.
#[must_use]
pub fn vendor_name(world: &World, system: &SystemId) -> String {
    let Some(system) = world.system(system) else {
        return String::new();
    };
    if let Some(vendor) = world.organisation(&system.vendor) {
        return normal_case(&vendor.name);
    }
    // A service owner may have systems too, as Digdir has.
    let number = system.vendor.as_str();
    let mut owners = world.resources().map(|resource| resource.owner);
    owners
        .find(|owner| owner.organisation == number)
        .map_or_else(|| in_groups(number), |owner| owner.name.to_owned())
}

impl Standing {
    fn of(request: &Request, power: Power, timed_out: bool) -> Self {
        match (request.status, power) {
            (RequestStatus::Accepted, _) => Self::Accepted,
            (RequestStatus::Rejected | RequestStatus::Denied, _) => Self::Rejected,
            (RequestStatus::Timedout, _) => Self::Expired,
            // Altinn sets a flag here and never the status, which is all that its page looks at, so that
            // an old request can be answered there. The page says here what the vendor is told.
            (RequestStatus::New, _) if timed_out => Self::Expired,
            (RequestStatus::New, Power::Approve) => Self::MayAnswer,
            (RequestStatus::New, Power::Escalate) if request.escalated => Self::Forwarded,
            (RequestStatus::New, Power::Escalate) => Self::MayForward,
        }
    }
}

/// Which button was pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    Approve,
    Reject,
    Escalate,
}
