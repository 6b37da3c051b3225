pub mod add_all_clients;
mod dialog;
mod view;

use axum::{
    Form,
    extract::{OriginalUri, Path, Query, State},
    response::Response,
};
use http::{HeaderMap, StatusCode};
use leptos::prelude::*;
use serde::Deserialize;
use strum::IntoStaticStr;
use uuid::Uuid;

use self::add_all_clients::Adding;
use super::{
    antiforgery::Guard,
    failure::{Failed, Wording},
    frame::{Depth, EarlyResponse, Part, Visit, frame},
    user_page::{self, SystemUserModel},
};
use crate::{
    Simulator,
    html::{Page, form_urlencoded, go, normal_case},
    rules::{Organisation, RuleViolation},
    texts::Texts,
    world::World,
};
use altinn_types::SystemUserId;

const PER_PAGE: usize = 5;

#[derive(Debug, Default, Deserialize)]
pub struct ClientListQuery {
    q: Option<String>,
    page: Option<usize>,
    /// If this parameter is present, the list leaves out the clients that are already connected.
    hide: Option<String>,
    /// The action that the user has just carried out.
    done: Option<ClientAction>,
    /// The UUID of the client that was added or removed.
    client: Option<Uuid>,
    /// The number of clients that were connected before the user pressed "Add all clients".
    before: Option<usize>,
    /// The number of clients that the button "Add all clients" had to add.
    total: Option<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, IntoStaticStr)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum ClientAction {
    Add,
    Remove,
    AddOwn,
}

pub struct Clients {
    pub shown: SystemUserModel,
    pub administers: bool,
    pub own_can_be_added: bool,
    /// The number of all connected clients, including those that do not match the user's search.
    pub connected: usize,
    /// The number of clients that can be connected, including those that do not match the user's search.
    pub possible: usize,
    /// The clients that the button "Add all clients" would add, because they are not connected yet.
    pub left: Adding,
    pub clients_in_list: Vec<Client>,
    /// The number of clients that match the user's search, including the connected clients that `hide` leaves out.
    pub matching: usize,
    pub words: String,
    pub hide: bool,
    pub page: usize,
    pub pages: usize,
    /// The action that the user has just carried out, and the name of the client that was added or removed. `None` if
    /// the client's present state shows another action since then.
    pub done: Option<(ClientAction, String)>,
    /// How many clients the button "Add all clients" has added, and how many clients the button had to add.
    pub added: Option<(usize, usize)>,
}

pub struct Client {
    pub uuid: Uuid,
    pub name: String,
    pub number: String,
    pub connected: bool,
    pub is_own: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClientList {
    Connected,
    Possible,
}

/// Handles `GET …/systemuser/{id}/agentdelegation`: shows the clients that are connected to the system user.
pub async fn connected(
    State(simulator): State<Simulator>,
    OriginalUri(uri): OriginalUri,
    Path(id): Path<String>,
    headers: HeaderMap,
    Query(query): Query<ClientListQuery>,
) -> Result<Response, EarlyResponse> {
    let visit = Visit::of(&simulator, headers, uri.to_string())?;
    Ok(
        match Clients::of(&visit, &id, &query, ClientList::Connected) {
            Some(clients) => view::connected(&visit, &clients, None),
            None => user_page::not_found(&visit),
        },
    )
}

/// Handles `GET …/systemuser/{id}/agentdelegation/clients`: shows all clients that can be connected to the system user.
/// The real Altinn shows these clients in a dialog instead of a page.
pub async fn possible(
    State(simulator): State<Simulator>,
    OriginalUri(uri): OriginalUri,
    Path(id): Path<String>,
    headers: HeaderMap,
    Query(query): Query<ClientListQuery>,
) -> Result<Response, EarlyResponse> {
    let visit = Visit::of(&simulator, headers, uri.to_string())?;
    Ok(
        match Clients::of(&visit, &id, &query, ClientList::Possible) {
            Some(clients) if clients.administers => view::possible(&visit, &clients),
            Some(clients) => view::connected(&visit, &clients, None),
            None => user_page::not_found(&visit),
        },
    )
}

#[derive(Debug, Deserialize)]
pub struct ClientForm {
    #[serde(rename = "__RequestVerificationToken")]
    token: Option<String>,
    what: ClientAction,
    client: Option<Uuid>,
    /// The user's search words. The redirect after the action contains the search words, so the list stays filtered.
    q: Option<String>,
    page: Option<usize>,
    hide: Option<String>,
}

/// Handles `POST systemuser/agentdelegation/{party}/{id}/delegation`: adds a client to an agent system user, or removes
/// a client.
pub async fn change(
    State(simulator): State<Simulator>,
    Path((party, id)): Path<(i64, String)>,
    headers: HeaderMap,
    Form(form): Form<ClientForm>,
) -> Result<Response, EarlyResponse> {
    let token = form.token.as_deref();
    let (visit, shown) = SystemUserModel::of_form(&simulator, headers, party, &id, token)?;
    let here = visit.here.clone();
    let own = shown.owner.uuid();
    let client = form.client.unwrap_or(own);
    let changed = {
        let (mut world, person) = (simulator.world(), &visit.person.key);
        match form.what {
            // A client administrator can disconnect clients. Only an access manager can disconnect the organisation
            // that owns the system user.
            ClientAction::Remove if client == own => world.disconnect_own(person, shown.id),
            what => carry_out(&mut world, person, shown.id, what, &client),
        }
    };
    tracing::info!(id = %shown.id, what = ?form.what, succeeded = changed.is_ok(), "a user asked Altinn to change the clients of an agent system user");
    let page = form.page.unwrap_or(1);
    let query = ClientListQuery {
        q: form.q,
        page: Some(page),
        hide: form.hide,
        ..ClientListQuery::default()
    };
    if let Err(refusal) = changed {
        let failed = failed(&visit, form.what, refusal);
        return Ok(
            match Clients::of(&visit, &id, &query, ClientList::Connected) {
                Some(clients) => view::connected(&visit, &clients, Some(&failed)),
                None => user_page::not_found(&visit),
            },
        );
    }
    // Redirect to the page that shows this client's button. For the organisation that owns the system user, this is the
    // page of connected clients. For all others, it is the page of possible clients.
    let below = if client == own { "" } else { "/clients" };
    let (page, client) = (page.to_string(), client.to_string());
    let mut next_query = vec![
        ("done", form.what.name()),
        ("client", client.as_str()),
        ("page", page.as_str()),
        ("q", query.q.as_deref().unwrap_or_default()),
    ];
    next_query.extend(query.hide.as_deref().map(|hide| ("hide", hide)));
    let url = format!("{here}{below}?{}", form_urlencoded(&next_query));
    Ok(go(StatusCode::SEE_OTHER, &url))
}

fn page(visit: &Visit, shown: &SystemUserModel) -> Page {
    visit.page_for(visit.texts().clients.title, Some(&shown.owner))
}

fn answer<V: IntoView + 'static>(
    texts: &'static Texts,
    guard: &Guard,
    page: Page,
    content: V,
) -> Response {
    guard.on(page.answer(frame(texts, Part::SystemAccesses, Depth::Below, content)))
}

fn carry_out(
    world: &mut World,
    person: &str,
    agent: SystemUserId,
    what: ClientAction,
    client: &Uuid,
) -> Result<(), RuleViolation> {
    match what {
        ClientAction::Add => world
            .check_packages_of_agent(agent)
            .and_then(|()| world.connect_client(person, agent, client)),
        ClientAction::Remove => world.disconnect_client(person, agent, client),
        ClientAction::AddOwn => world.connect_own(person, agent),
    }
}

fn failed(visit: &Visit, what: ClientAction, refusal: RuleViolation) -> Failed {
    let words = &visit.texts().clients;
    let failed = match what {
        ClientAction::Remove => words.remove_failed,
        ClientAction::Add | ClientAction::AddOwn => words.add_failed,
    };
    let wording = Wording {
        failed,
        not_done: failed,
        what_to_do: visit.texts().create.what_to_do,
    };
    Failed::of(&visit.simulator.world(), visit.language, wording, refusal)
}

impl ClientAction {
    #[must_use]
    pub fn name(self) -> &'static str {
        self.into()
    }
}

impl Clients {
    fn of(visit: &Visit, id: &str, query: &ClientListQuery, list: ClientList) -> Option<Self> {
        let shown = SystemUserModel::for_clients(visit, id)?;
        let world = visit.simulator.world();
        let user = world.system_users.get(shown.id)?;
        let client = |organisation: &Organisation| Client {
            uuid: organisation.uuid(),
            name: normal_case(&organisation.name),
            number: organisation.number.to_string(),
            connected: world
                .client_delegations
                .is_connected(shown.id, &organisation.number),
            is_own: organisation.number == user.owner,
        };
        let connected: Vec<Client> = world.acts_for(shown.id).map(client).collect();
        let possible: Vec<Client> = world.available_clients(user).map(client).collect();
        let own = client(&shown.owner);
        let own_can_be_added = world.may_connect_own(user) && !own.connected;
        // The user can open the URL of a receipt again, after the client was changed once more.
        let done = query.done.zip(query.client).and_then(|(done, uuid)| {
            let mut clients = connected.iter().chain(&possible).chain([&own]);
            let client = clients.find(|client| client.uuid == uuid)?;
            let is_true = client.connected == (done != ClientAction::Remove);
            is_true.then(|| (done, client.name.clone()))
        });
        let (count, count_possible) = (connected.len(), possible.len());
        let left = Adding::to_begin(&world, &shown);
        let added = query.total.zip(query.before).map(|(total, before)| {
            let added = count.saturating_sub(before);
            (added.min(total), total)
        });
        let hide = query.hide.is_some();
        let mut clients_in_list = match list {
            ClientList::Connected => connected,
            ClientList::Possible => possible,
        };
        let words = query.q.as_deref().unwrap_or_default().trim().to_owned();
        clients_in_list.retain(|client| client.matches(&words.to_lowercase()));
        let matching = clients_in_list.len();
        clients_in_list
            .retain(|client| list == ClientList::Connected || !hide || !client.connected);
        let pages = clients_in_list.len().div_ceil(PER_PAGE).max(1);
        let page = query.page.unwrap_or(1).clamp(1, pages);
        let clients_in_list = clients_in_list
            .into_iter()
            .skip((page - 1) * PER_PAGE)
            .take(PER_PAGE);
        Some(Self {
            administers: world
                .parties
                .administers_clients(&visit.person.key, &user.owner),
            clients_in_list: clients_in_list.collect(),
            matching,
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
    fn matches(&self, search: &str) -> bool {
        let digits: String = search.split_whitespace().collect();
        self.name.to_lowercase().contains(search) || self.number.contains(&digits)
    }
}
