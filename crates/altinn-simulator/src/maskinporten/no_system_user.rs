//! Explains why Altinn has no system user for a grant. Maskinporten refuses each such grant with the same code, MP-303,
//! so only the simulator's log tells a developer the reason.

use altinn_types::{ExternalRef, OrgNumber, RequestStatus, SystemId};

use crate::{
    oidc::oauth_clients::MaskinportenClient,
    rules::{
        register::System,
        requests::{Request, RequestKind},
        system_users::StoredSystemUser,
    },
    world::World,
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoSystemUser {
    /// The text for the log. The text names the wrong and the right value in the grant, or what is missing in Altinn.
    pub reason: String,
    /// A call that makes Maskinporten accept the grant, or `None` if no call helps.
    pub call: Option<Call>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Call {
    /// A call that sets the simulator's clock to the machine's clock. The number says by how many seconds the
    /// simulator's clock is ahead. A negative number means that the simulator's clock is behind.
    Clock(i64),
    /// A call of the simulator's control API. The texts are its method, its path and its body.
    Control(&'static str, String, String),
    /// A call of Altinn's API that the vendor sends. The texts are its method, and its path after
    /// `authentication/api/v1/`.
    Altinn(&'static str, String),
}

impl NoSystemUser {
    fn new(reason: String) -> Self {
        Self { reason, call: None }
    }

    fn with(reason: String, call: Call) -> Self {
        Self {
            reason,
            call: Some(call),
        }
    }
}

pub fn wrong_check_digit(number: &str) -> NoSystemUser {
    NoSystemUser::new(format!(
        "{number} in systemuser_org is not an organisation number, because its last digit is a wrong check digit"
    ))
}

/// Explains why `system_user_for_token` found no system user for this client, owner and external reference. Both
/// functions check these values in the same order.
pub fn explain(
    world: &World,
    client: &MaskinportenClient,
    owner: &OrgNumber,
    external_ref: Option<&str>,
) -> NoSystemUser {
    let (id, vendor) = (&client.client_id, &client.organisation);
    let system = world.register.system_by_client(id);
    let Some(system) = system.and_then(|system| world.register.live_system(system)) else {
        return no_system(world, client, owner);
    };
    if system.vendor != *vendor {
        return NoSystemUser::new(format!(
            "the system {} lists the client {id}, but the system belongs to {} and the client to {vendor}. The client \
             must belong to the vendor of the system",
            system.id(),
            system.vendor
        ));
    }
    if let Some(wrong_ref) = other_reference(world, system, owner, external_ref) {
        return wrong_ref;
    }
    if let Some(request) = newest_request(world, system.id(), owner) {
        return by_request(world, request);
    }
    if let Some(agent) = agent_for(world, system.id(), owner) {
        return NoSystemUser::new(format!(
            "{owner} is a client of {}, who owns the agent system user. Set systemuser_org to the owner of the system \
             user, 0192:{}, and never to one of its clients",
            agent.owner, agent.owner
        ));
    }
    let elsewhere = world.system_users.of_owner(owner);
    if let Some(user) = elsewhere.into_iter().find(|user| user.vendor == *vendor) {
        return NoSystemUser::with(
            format!(
                "{owner} has a system user of the system {}, but the client {id} belongs to the system {}. Use the \
                 client of the first system, or move the client to it",
                user.system_id,
                system.id()
            ),
            put_system(&user.system_id),
        );
    }
    let unknown = if world.parties.has_organisation(owner) {
        String::new()
    } else {
        format!(" The simulator does not know the organisation {owner} either.")
    };
    NoSystemUser::with(
        format!(
            "{owner} has no system user of the system {}, and no request for one. It was never requested, or it was \
             deleted.{unknown}",
            system.id()
        ),
        Call::Altinn("POST", "systemuser/request/vendor".to_owned()),
    )
}

fn no_system(world: &World, client: &MaskinportenClient, owner: &OrgNumber) -> NoSystemUser {
    let (id, vendor) = (&client.client_id, &client.organisation);
    let own = || {
        let systems = world.register.systems();
        systems.filter(move |system| system.vendor == *vendor)
    };
    let deleted = own().find(|system| {
        system.is_deleted()
            && system
                .registered
                .client_id
                .iter()
                .any(|listed| listed == id)
    });
    if let Some(deleted) = deleted {
        return NoSystemUser::new(format!(
            "the system {} lists the client {id}, but the system was deleted. Register a system with a new id",
            deleted.id()
        ));
    }
    let live: Vec<&SystemId> = own()
        .filter(|system| !system.is_deleted())
        .map(System::id)
        .collect();
    // No system in the register lists the OAuth client, so suggest one of the vendor's systems. If the customer has a
    // system user from one of these systems, suggest that system. Otherwise suggest the vendor's first system.
    let connected = world.system_users.of_owner(owner);
    let connected = connected
        .map(|user| &user.system_id)
        .find(|system| live.contains(system));
    match connected.or(live.first().copied()) {
        Some(system) => NoSystemUser::with(
            format!(
                "no system lists the client {id}. The systems of {vendor} are {}. Add the client to clientId of the \
                 system",
                names(live.iter().copied())
            ),
            put_system(system),
        ),
        None => NoSystemUser::with(
            format!(
                "no system lists the client {id}, and {vendor} has no system in Altinn's system register"
            ),
            Call::Altinn("POST", "systemregister/vendor".to_owned()),
        ),
    }
}

fn other_reference(
    world: &World,
    system: &System,
    owner: &OrgNumber,
    external_ref: Option<&str>,
) -> Option<NoSystemUser> {
    let users = world.system_users.of_owner(owner);
    let users: Vec<&StoredSystemUser> = users
        .filter(|user| user.system_id == *system.id())
        .collect();
    if users.is_empty() {
        return None;
    }
    let default = ExternalRef::default_for(owner);
    let sent = match external_ref {
        Some(text) => format!("you sent {text:?}"),
        None => format!("you sent none, which means {:?}", default.0),
    };
    let remedy = if users.iter().any(|user| user.external_ref == default) {
        "leave externalRef out, or send the reference of the system user"
    } else {
        "send the reference of the system user as externalRef"
    };
    let references = names(users.iter().map(|user| &user.external_ref.0));
    Some(NoSystemUser::new(format!(
        "{owner} has a system user of the system {} under the external reference {references}, but {sent}: {remedy}",
        system.id()
    )))
}

fn newest_request<'w>(
    world: &'w World,
    system: &SystemId,
    owner: &OrgNumber,
) -> Option<&'w Request> {
    [RequestKind::Standard, RequestKind::Agent]
        .into_iter()
        .flat_map(|kind| world.requests.to_party(kind, owner))
        .filter(|request| request.system_id == *system)
        .max_by_key(|request| request.created)
}

/// Explains why there is no system user, from the status of the customer's request.
fn by_request(world: &World, request: &Request) -> NoSystemUser {
    let (id, party) = (request.id, &request.party_org_no);
    let timed_out = request.timed_out(world.now(), world.request_lifetime_days());
    if request.status == RequestStatus::New && !timed_out {
        return NoSystemUser::with(
            format!(
                "the request {id} waits for approval by {party}. There is no system user before the approval"
            ),
            Call::Control(
                "POST",
                format!("requests/{id}/answer"),
                r#"{"answer": "approve", "person": "<key of an access manager>"}"#.to_owned(),
            ),
        );
    }
    let what = match request.status {
        RequestStatus::Accepted => "was approved, but the system user was deleted afterwards",
        RequestStatus::Rejected | RequestStatus::Denied => "was rejected",
        _ => "has timed out",
    };
    NoSystemUser::with(
        format!("the request {id} to {party} {what}. Send a new request"),
        Call::Altinn("POST", "systemuser/request/vendor".to_owned()),
    )
}

/// Finds an agent system user that belongs to this system and is connected to the organisation `client`.
fn agent_for<'w>(
    world: &'w World,
    system: &SystemId,
    client: &OrgNumber,
) -> Option<&'w StoredSystemUser> {
    let users = world.system_users.iter();
    users
        .filter(|user| user.system_id == *system)
        .find(|user| world.client_delegations.is_connected(user.id, client))
}

fn put_system(system: &SystemId) -> Call {
    Call::Altinn("PUT", format!("systemregister/vendor/{system}"))
}

/// Returns at most three of the names for the text of a log line, each in backquotes.
fn names<T: std::fmt::Display>(all: impl Iterator<Item = T>) -> String {
    const SHOWN: usize = 3;

    let mut names: Vec<String> = all
        .take(SHOWN + 1)
        .map(|name| format!("`{name}`"))
        .collect();
    if names.len() > SHOWN {
        names.truncate(SHOWN);
        names.push("…".to_owned());
    }
    names.join(", ")
}
