use super::request_model::vendor_name;
use super::request_page::{self, PageOptions};
use crate::world::World;
use crate::{
    rules::{Organisation, RequestKind},
    texts::Language,
};

/// A request that waits for the access manager's answer.
pub struct Pending {
    pub href: String,
    pub kind: RequestKind,
    /// The system's name, with the end of the request's id: there may be several from one system.
    pub name: String,
    pub vendor: String,
}

impl Pending {
    /// What waits for an organisation: every standard request, and the agent requests that were
    /// forwarded (approval.md §2).
    #[must_use]
    pub fn of(world: &World, language: Language, party: &Organisation) -> Vec<Self> {
        let (now, days) = (world.now(), world.request_lifetime_days());
        let inside = PageOptions {
            skip_logout: true,
            just_forwarded: false,
        };
        let reference = language.texts().overview.reference;
        world
            .pending_requests(&party.number)
            .filter(|request| !request.timed_out(now, days))
            .map(|request| {
                let id = request.id.to_string();
                let end = id.get(id.len() - 5..).unwrap_or_default();
                let system = world
                    .system(&request.system_id)
                    .map_or("", |system| language.pick(&system.registered.name));
                Self {
                    href: request_page::path(request.kind.into(), request.id, inside),
                    kind: request.kind,
                    name: format!("{system} {}", reference(end)),
                    vendor: vendor_name(world, &request.system_id),
                }
            })
            .collect()
    }
}
