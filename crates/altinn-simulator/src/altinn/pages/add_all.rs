//! The button "Add all clients". The answer to each press has a form for the next one, so that a browser without
//! scripts gets as far as the script that goes on by itself (`page/add_all_clients.js`).

use axum::{
    Form,
    extract::{Path, State},
    response::Response,
};
use http::{HeaderMap, StatusCode};
use serde::Deserialize;

use super::{USER_PAGES, add_all_view, user_page::Shown, visit::EarlyResponse};
use crate::world::World;
use crate::{
    Simulator,
    html::{form_urlencoded, go, in_groups, normal_case},
    rules::{RuleViolation, all_clients::AllClients},
};
use altinn_types::OrgNumber;

/// What the button's form carries, so that nothing has to be remembered between two presses.
#[derive(Debug, Deserialize)]
pub struct Carried {
    #[serde(rename = "__RequestVerificationToken")]
    token: Option<String>,
    total: usize,
    /// Organisation numbers, with spaces between them.
    rest: String,
    failed: String,
    /// How many batches were sent before without an answer to be read.
    skip: usize,
}

impl From<&Carried> for AllClients {
    fn from(carried: &Carried) -> Self {
        let numbers = |text: &str| {
            let words = text.split_whitespace();
            words.filter_map(|word| word.parse().ok()).collect()
        };
        Self {
            total: carried.total,
            rest: numbers(&carried.rest),
            failed: numbers(&carried.failed),
        }
    }
}

/// How far it has come, for a page.
pub struct Adding {
    pub all: AllClients,
    /// Where to stop, or to look when nothing answers any longer.
    pub stop: String,
    /// By name, each with what is the matter with it, if anything still is.
    pub failed: Vec<(String, Option<RuleViolation>)>,
    /// Why nobody at all can be added.
    pub refusal: Option<RuleViolation>,
}

/// `POST systemuser/agentdelegation/{party}/{id}/delegation/all`: adds the next batch. Altinn's page calls the path
/// above once for each client instead.
pub async fn add_batch(
    State(simulator): State<Simulator>,
    Path((party, id)): Path<(i64, String)>,
    headers: HeaderMap,
    Form(carried): Form<Carried>,
) -> Result<Response, EarlyResponse> {
    let token = carried.token.as_deref();
    let (visit, shown) = Shown::of_form(&simulator, headers, party, &id, token)?;
    let adding = {
        let mut world = simulator.world();
        let mut all = AllClients::from(&carried);
        world.pass_over(shown.id, &mut all, carried.skip);
        let refusal = world.add_batch(&visit.person.key, shown.id, &mut all).err();
        Adding::of(&world, &shown, all, refusal)
    };
    let all = &adding.all;
    tracing::info!(
        id = %shown.id, total = all.total, left = all.rest.len(), failed = all.failed.len(),
        "all clients of a system user"
    );
    if all.rest.is_empty() && all.failed.is_empty() && adding.refusal.is_none() {
        return Ok(go(StatusCode::SEE_OTHER, &adding.stop));
    }
    Ok(if all.rest.is_empty() {
        let again = Adding::to_begin(&simulator.world(), &shown);
        let again = (adding.refusal.is_none() && again.all.total > 0).then_some(&again);
        add_all_view::partly(&visit, &shown, &adding, again)
    } else {
        add_all_view::running(&visit, &shown, &adding)
    })
}

impl Adding {
    /// Before the first press.
    #[must_use]
    pub fn to_begin(world: &World, shown: &Shown) -> Self {
        let left = world.clients_left_to_add(shown.id);
        Self::of(world, shown, AllClients::beginning_with(left), None)
    }

    fn of(world: &World, shown: &Shown, all: AllClients, refusal: Option<RuleViolation>) -> Self {
        let named = |client: &OrgNumber| {
            let name = match world.organisation(client) {
                Some(client) => normal_case(&client.name),
                None => in_groups(client.as_str()),
            };
            (name, world.can_be_connected(shown.id, client).err())
        };
        let before = world.acts_for(shown.id).count().saturating_sub(all.added());
        let (before, total) = (before.to_string(), all.total.to_string());
        let query = form_urlencoded(&[("before", &before), ("total", &total)]);
        Self {
            failed: all.failed.iter().map(named).collect(),
            stop: format!("{USER_PAGES}/{}/agentdelegation/clients?{query}", shown.id),
            all,
            refusal,
        }
    }
}
