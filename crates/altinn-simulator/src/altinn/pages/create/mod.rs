mod view;

use axum::{
    Form,
    extract::{OriginalUri, Path, Query, State},
    response::Response,
};
use http::{HeaderMap, StatusCode};
use serde::Deserialize;

use self::view::Choice;
use super::{
    CREATE_PAGE, OVERVIEW_PAGE,
    access_lists::AccessLists,
    failure::{Failed, Wording},
    frame::{EarlyResponse, Visit},
    party,
    request_model::vendor_name,
};
use crate::world::World;
use crate::{
    Simulator,
    html::{form_urlencoded, go, in_groups},
    rules::{Organisation, RuleViolation, register::System},
    texts::Language,
};
use altinn_types::{SystemId, SystemUserId};
use uuid::Uuid;

/// The page lists at most this many systems. Users find all further systems with the search field.
const LISTED: usize = 100;

#[derive(Debug, Default, Deserialize)]
pub struct CreateQuery {
    q: Option<String>,
    /// The id of the system that the user has chosen. With this id, the page shows its second step.
    system: Option<String>,
    /// The button "next" always sends this field. So the page knows when the user has chosen no system.
    next: Option<String>,
}

pub struct Choices {
    /// The number of all systems that match the search. The page lists at most `LISTED` of them.
    pub count: usize,
    pub listed: Vec<Choice>,
    /// The number of all systems that customers can choose. The search does not change this number.
    pub of: usize,
    pub words: String,
    /// Whether to show the error that the user pressed "next" without choosing a system.
    pub nothing_chosen: bool,
}

pub struct Chosen {
    pub id: SystemId,
    pub name: String,
    pub vendor: String,
    pub vendor_number: String,
    pub powers: AccessLists,
}

/// Handles `GET …/systemuser/create`. Without the parameter `system`, the page lists the systems. With `system=…`, the
/// page shows the access of the chosen system.
pub async fn show(
    State(simulator): State<Simulator>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
    Query(query): Query<CreateQuery>,
) -> Result<Response, EarlyResponse> {
    let visit = Visit::of(&simulator, headers, uri.to_string())?;
    let party = party::acting(&visit, &visit.here)?;
    if !may(&visit, &party) {
        return Ok(view::no_power(&visit, &party, StatusCode::OK));
    }
    let Some(system) = query.system.as_deref().filter(|id| !id.is_empty()) else {
        let choices = {
            let world = simulator.world();
            Choices::of(&world, visit.language, &query)
        };
        return Ok(view::choose(&visit, &party, &choices));
    };
    let chosen = {
        let world = simulator.world();
        Chosen::of(&world, visit.language, system)
    };
    Ok(match chosen {
        Some(chosen) => view::confirm(&visit, &party, &chosen, None),
        None => view::not_found(&visit, &party),
    })
}

#[derive(Debug, Deserialize)]
pub struct CreateForm {
    #[serde(rename = "__RequestVerificationToken")]
    token: Option<String>,
    #[serde(rename = "systemId")]
    system: String,
}

/// Handles `POST systemuser/{party}`: creates a system user for the party, without a vendor's request.
pub async fn create(
    State(simulator): State<Simulator>,
    Path(party): Path<i64>,
    headers: HeaderMap,
    Form(form): Form<CreateForm>,
) -> Result<Response, EarlyResponse> {
    let query = form_urlencoded(&[("system", &form.system)]);
    let visit = Visit::of(&simulator, headers, format!("{CREATE_PAGE}?{query}"))?;
    if !visit.sent_it(form.token.as_deref()) {
        return Ok(visit.forged());
    }
    let party = {
        let world = simulator.world();
        world.parties.organisation_by_party_id(party).cloned()
    };
    let Some(party) = party.filter(|party| may(&visit, party)) else {
        let party = party::acting(&visit, &visit.here)?;
        return Ok(view::no_power(&visit, &party, StatusCode::FORBIDDEN));
    };
    let chosen = {
        let world = simulator.world();
        Chosen::of(&world, visit.language, &form.system)
    };
    let Some(chosen) = chosen else {
        return Ok(view::not_found(&visit, &party));
    };
    let created = {
        let mut world = simulator.world();
        let (id, now) = (SystemUserId(Uuid::new_v4()), world.now());
        let person = &visit.person.key;
        let result = world.create_system_user(person, &party.number, &chosen.id, None, id, now);
        result.map(|()| id)
    };
    Ok(match created {
        Ok(id) => {
            tracing::info!(%id, system = %chosen.id, "a user created a system user on Altinn's page");
            go(StatusCode::SEE_OTHER, &format!("{OVERVIEW_PAGE}?new={id}"))
        }
        Err(refusal) => {
            tracing::info!(system = %chosen.id, %refusal, "Altinn refused to create a system user");
            let failed = failed(&visit, refusal);
            view::confirm(&visit, &party, &chosen, Some(&failed))
        }
    })
}

fn may(visit: &Visit, party: &Organisation) -> bool {
    let world = visit.simulator.world();
    world.parties.may_approve(&visit.person.key, &party.number)
}

fn failed(visit: &Visit, refusal: RuleViolation) -> Failed {
    let texts = visit.texts();
    let wording = Wording {
        failed: texts.standard_request.approve_failed,
        not_done: texts.standard_request.not_approved,
        what_to_do: texts.create.what_to_do,
    };
    Failed::of(&visit.simulator.world(), visit.language, wording, refusal)
}

impl Choices {
    fn of(world: &World, language: Language, query: &CreateQuery) -> Self {
        let words = query.q.as_deref().unwrap_or_default().trim().to_owned();
        let search = words.to_lowercase();
        let choice = |system: &System| Choice {
            id: system.id().to_string(),
            name: language.pick(&system.registered.name).to_owned(),
            vendor: vendor_name(world, system.id()),
            vendor_number: in_groups(system.vendor.as_str()),
        };
        let mut all: Vec<Choice> = world.register.visible_systems().map(choice).collect();
        let of = all.len();
        all.retain(|choice| choice.matches(&search));
        all.sort_by_cached_key(|choice| choice.name.to_lowercase());
        let count = all.len();
        all.truncate(LISTED);
        Self {
            count,
            listed: all,
            of,
            words,
            nothing_chosen: query.next.is_some(),
        }
    }
}

impl Choice {
    fn matches(&self, search: &str) -> bool {
        let digits: String = search.split_whitespace().collect();
        let number: String = self.vendor_number.split_whitespace().collect();
        self.name.to_lowercase().contains(search)
            || self.vendor.to_lowercase().contains(search)
            || number.contains(&digits)
    }
}

impl Chosen {
    fn of(world: &World, language: Language, id: &str) -> Option<Self> {
        let id: SystemId = id.parse().ok()?;
        let system = world
            .register
            .visible_systems()
            .find(|system| *system.id() == id)?;
        let registered = &system.registered;
        Some(Self {
            name: language.pick(&registered.name).to_owned(),
            vendor: vendor_name(world, &id),
            vendor_number: in_groups(system.vendor.as_str()),
            powers: AccessLists::of(
                world,
                language,
                &registered.rights,
                &registered.access_packages,
            ),
            id,
        })
    }
}
