use axum::{
    Form,
    extract::{OriginalUri, Path, Query, State},
    response::Response,
};
use http::{HeaderMap, StatusCode};
use serde::Deserialize;
use uuid::Uuid;

use super::{
    add_all::Adding,
    clients_view,
    failure::{Failed, Wording},
    user_page::{self, Shown},
    visit::{EarlyResponse, Visit},
};
use crate::world::World;
use crate::{
    Simulator,
    html::{form_urlencoded, go, normal_case},
    rules::{Organisation, RuleViolation},
};
use altinn_types::SystemUserId;

const PER_PAGE: usize = 5;

#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    q: Option<String>,
    page: Option<usize>,
    /// Leaves out those that are connected.
    hide: Option<String>,
    /// What was done just now, and to which client.
    done: Option<Done>,
    client: Option<Uuid>,
    /// Of adding all: how many were connected before, and how many were to be added.
    before: Option<usize>,
    total: Option<usize>,
}

/// What a button of these pages does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Done {
    Add,
    Remove,
    AddOwn,
}

/// One page of clients.
pub struct Clients {
    pub shown: Shown,
    pub administers: bool,
    pub own_can_be_added: bool,
    /// How many are connected, and how many could be, whatever is searched for.
    pub connected: usize,
    pub possible: usize,
    /// All that are not connected yet.
    pub left: Adding,
    pub rows: Vec<Client>,
    pub words: String,
    pub hide: bool,
    pub page: usize,
    pub pages: usize,
    /// What was done just now, with the client's name.
    pub done: Option<(Done, String)>,
    /// How many were added of all that were to be.
    pub added: Option<(usize, usize)>,
}

pub struct Client {
    pub uuid: Uuid,
    pub name: String,
    pub number: String,
    pub connected: bool,
    pub is_own: bool,
}

/// Which of the two lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    Connected,
    Possible,
}

/// `GET …/systemuser/{id}/agentdelegation`: which clients are connected.
pub async fn connected(
    State(simulator): State<Simulator>,
    OriginalUri(uri): OriginalUri,
    Path(id): Path<String>,
    headers: HeaderMap,
    Query(asked): Query<Asked>,
) -> Result<Response, EarlyResponse> {
    let visit = Visit::of(&simulator, headers, uri.to_string())?;
    Ok(match Clients::of(&visit, &id, &asked, Which::Connected) {
        Some(clients) => clients_view::connected(&visit, &clients, None),
        None => user_page::not_found(&visit),
    })
}

/// `GET …/systemuser/{id}/agentdelegation/clients`: in place of the real one's dialog.
pub async fn possible(
    State(simulator): State<Simulator>,
    OriginalUri(uri): OriginalUri,
    Path(id): Path<String>,
    headers: HeaderMap,
    Query(asked): Query<Asked>,
) -> Result<Response, EarlyResponse> {
    let visit = Visit::of(&simulator, headers, uri.to_string())?;
    Ok(match Clients::of(&visit, &id, &asked, Which::Possible) {
        Some(clients) if clients.administers => clients_view::possible(&visit, &clients),
        Some(clients) => clients_view::connected(&visit, &clients, None),
        None => user_page::not_found(&visit),
    })
}

#[derive(Debug, Deserialize)]
pub struct Pressed {
    #[serde(rename = "__RequestVerificationToken")]
    token: Option<String>,
    what: Done,
    client: Option<Uuid>,
    /// The list goes on as it was.
    q: Option<String>,
    page: Option<usize>,
    hide: Option<String>,
}

/// `POST systemuser/agentdelegation/{party}/{id}/delegation`.
pub async fn change(
    State(simulator): State<Simulator>,
    Path((party, id)): Path<(i64, String)>,
    headers: HeaderMap,
    Form(pressed): Form<Pressed>,
) -> Result<Response, EarlyResponse> {
    let token = pressed.token.as_deref();
    let (visit, shown) = Shown::of_form(&simulator, headers, party, &id, token)?;
    let here = visit.here.clone();
    let own = shown.owner.uuid();
    let client = pressed.client.unwrap_or(own);
    let changed = {
        let (mut world, person) = (simulator.world(), &visit.person.key);
        match pressed.what {
            // The button is the same, and the rule another: it is the access manager's to do.
            Done::Remove if client == own => world.disconnect_own(person, shown.id),
            what => carry_out(&mut world, person, shown.id, what, &client),
        }
    };
    tracing::info!(id = %shown.id, what = ?pressed.what, done = changed.is_ok(), "clients of a system user");
    let page = pressed.page.unwrap_or(1);
    let asked = Asked {
        q: pressed.q,
        page: Some(page),
        hide: pressed.hide,
        ..Asked::default()
    };
    if let Err(refusal) = changed {
        let failed = failed(&visit, pressed.what, refusal);
        return Ok(match Clients::of(&visit, &id, &asked, Which::Connected) {
            Some(clients) => clients_view::connected(&visit, &clients, Some(&failed)),
            None => user_page::not_found(&visit),
        });
    }
    // One's own organisation stands in the list of those that are connected only.
    let below = if client == own { "" } else { "/clients" };
    let (page, client) = (page.to_string(), client.to_string());
    let mut query = vec![
        ("done", pressed.what.name()),
        ("client", client.as_str()),
        ("page", page.as_str()),
        ("q", asked.q.as_deref().unwrap_or_default()),
    ];
    query.extend(asked.hide.as_deref().map(|hide| ("hide", hide)));
    let url = format!("{here}{below}?{}", form_urlencoded(&query));
    Ok(go(StatusCode::SEE_OTHER, &url))
}

fn carry_out(
    world: &mut World,
    person: &str,
    agent: SystemUserId,
    what: Done,
    client: &Uuid,
) -> Result<(), RuleViolation> {
    match what {
        Done::Add => world.connect_client(person, agent, client),
        Done::Remove => world.disconnect_client(person, agent, client),
        Done::AddOwn => world.connect_own(person, agent),
    }
}

fn failed(visit: &Visit, what: Done, refusal: RuleViolation) -> Failed {
    let words = &visit.texts().clients;
    let failed = match what {
        Done::Remove => words.remove_failed,
        Done::Add | Done::AddOwn => words.add_failed,
    };
    let wording = Wording {
        failed,
        not_done: failed,
        what_to_do: visit.texts().create.what_to_do,
    };
    Failed::of(&visit.simulator.world(), visit.language, wording, refusal)
}

impl Done {
    /// As in forms.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Add => "add",
            Self::Remove => "remove",
            Self::AddOwn => "add-own",
        }
    }
}

impl Clients {
    fn of(visit: &Visit, id: &str, asked: &Asked, which: Which) -> Option<Self> {
        let shown = Shown::for_clients(visit, id)?;
        let world = visit.simulator.world();
        let user = world.system_user(shown.id)?;
        let client = |organisation: &Organisation| Client {
            uuid: organisation.uuid(),
            name: normal_case(&organisation.name),
            number: organisation.number.to_string(),
            connected: world.is_connected(shown.id, &organisation.number),
            is_own: organisation.number == user.owner,
        };
        let connected: Vec<Client> = world.acts_for(shown.id).map(client).collect();
        let possible: Vec<Client> = world.available_clients(user).map(client).collect();
        let own_can_be_added =
            world.may_connect_own(user) && !world.is_connected(shown.id, &user.owner);
        let (count, count_possible) = (connected.len(), possible.len());
        let left = Adding::to_begin(&world, &shown);
        let added = asked.total.zip(asked.before).map(|(total, before)| {
            let added = count.saturating_sub(before);
            (added.min(total), total)
        });
        let hide = asked.hide.is_some();
        let mut rows = match which {
            Which::Connected => connected,
            Which::Possible => possible,
        };
        let words = asked.q.as_deref().unwrap_or_default().trim().to_owned();
        rows.retain(|client| client.matches(&words.to_lowercase()));
        rows.retain(|client| which == Which::Connected || !hide || !client.connected);
        let pages = rows.len().div_ceil(PER_PAGE).max(1);
        let page = asked.page.unwrap_or(1).clamp(1, pages);
        let rows = rows.into_iter().skip((page - 1) * PER_PAGE).take(PER_PAGE);
        let done = asked.done.zip(asked.client).map(|(done, client)| {
            let client = world.organisation_by_uuid(&client);
            (
                done,
                client.map_or(String::new(), |client| normal_case(&client.name)),
            )
        });
        Some(Self {
            administers: world.administers_clients(&visit.person.key, &user.owner),
            rows: rows.collect(),
            shown,
            own_can_be_added,
            connected: count,
            possible: count_possible,
            left,
            words,
            hide,
            page,
            pages,
            done,
            added,
        })
    }
}

impl Client {
    fn matches(&self, wanted: &str) -> bool {
        let digits: String = wanted.split_whitespace().collect();
        self.name.to_lowercase().contains(wanted) || self.number.contains(&digits)
    }
}
