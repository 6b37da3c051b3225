//! The button "Add all clients", which adds clients in batches. The page after each batch contains the form for the
//! next batch, so the button also works without JavaScript. With JavaScript, the script `html/clients.js` posts the
//! forms one after another.

use axum::{
    Form,
    extract::{Path, State},
    response::Response,
};
use http::{HeaderMap, StatusCode};
use leptos::prelude::*;
use serde::Deserialize;

use crate::altinn::pages::{
    USER_API, USER_PAGES,
    antiforgery::Guard,
    customer_clients::{
        answer,
        dialog::{DIALOG_HEADING, button_to},
        page,
    },
    frame::{EarlyResponse, Visit},
    user_page::SystemUserModel,
};
use crate::{
    Simulator,
    altinn::errors,
    html::{Script, form_urlencoded, go, in_groups, normal_case},
    rules::{RuleViolation, client_delegation::AllClients},
    texts::Texts,
    world::World,
};
use altinn_types::OrgNumber;

/// The fields of the form for one batch. The form itself holds all progress, so the server stores nothing between two
/// batches.
#[derive(Debug, Deserialize)]
pub struct BatchForm {
    #[serde(rename = "__RequestVerificationToken")]
    token: Option<String>,
    total: usize,
    /// The organisation numbers of the clients that the server has not yet tried to add, separated by spaces.
    rest: String,
    failed: String,
    /// The number of batches that the server must skip, because the browser got no readable response to them.
    skip: usize,
}

impl From<&BatchForm> for AllClients {
    fn from(form: &BatchForm) -> Self {
        let numbers = |text: &str| {
            let words = text.split_whitespace();
            words.filter_map(|word| word.parse().ok()).collect()
        };
        Self {
            total: form.total,
            rest: numbers(&form.rest),
            failed: numbers(&form.failed),
        }
    }
}

pub struct Adding {
    pub all: AllClients,
    /// The URL of the page that shows how many clients have been added so far. Users who want to stop follow a link to
    /// this page. The script `clients.js` opens this page if the server no longer responds.
    pub stop: String,
    /// The name of each client that was not added, with the reason. The reason is `None` if the client now meets all
    /// rules.
    pub failed: Vec<(String, Option<RuleViolation>)>,
    /// The broken rule that concerns all clients. For example, the user is not a client administrator.
    pub refusal: Option<RuleViolation>,
}

/// Handles `POST systemuser/agentdelegation/{party}/{id}/delegation/all`: adds the next batch of clients. The real
/// Altinn has no such call. Altinn's page posts to `…/delegation` once for each client.
pub async fn add_batch(
    State(simulator): State<Simulator>,
    Path((party, id)): Path<(i64, String)>,
    headers: HeaderMap,
    Form(form): Form<BatchForm>,
) -> Result<Response, EarlyResponse> {
    let token = form.token.as_deref();
    let (visit, shown) = SystemUserModel::of_form(&simulator, headers, party, &id, token)?;
    let adding = {
        let mut world = simulator.world();
        let mut all = AllClients::from(&form);
        world.pass_over(shown.id, &mut all, form.skip);
        let refusal = world.add_batch(&visit.person.key, shown.id, &mut all).err();
        Adding::of(&world, &shown, all, refusal)
    };
    let all = &adding.all;
    tracing::info!(
        id = %shown.id, total = all.total, left = all.rest.len(), failed = all.failed.len(),
        "added a batch of clients to an agent system user"
    );
    if all.rest.is_empty() && all.failed.is_empty() && adding.refusal.is_none() {
        return Ok(go(StatusCode::SEE_OTHER, &adding.stop));
    }
    Ok(if all.rest.is_empty() {
        let again = Adding::to_begin(&simulator.world(), &shown);
        let again = (adding.refusal.is_none() && again.all.total > 0).then_some(&again);
        partly(&visit, &shown, &adding, again)
    } else {
        running(&visit, &shown, &adding)
    })
}

impl Adding {
    #[must_use]
    pub fn to_begin(world: &World, shown: &SystemUserModel) -> Self {
        let left = world.clients_left_to_add(shown.id);
        Self::of(world, shown, AllClients::beginning_with(left), None)
    }

    fn of(
        world: &World,
        shown: &SystemUserModel,
        all: AllClients,
        refusal: Option<RuleViolation>,
    ) -> Self {
        let named = |client: &OrgNumber| {
            let name = match world.parties.organisation(client) {
                Some(client) => normal_case(&client.name),
                None => in_groups(client.as_str()),
            };
            (name, world.check_client(shown.id, client).err())
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

/// Renders the page that the user sees between two batches. The page has a button that adds the next batch of clients,
/// and a link to stop.
#[must_use]
pub fn running(visit: &Visit, shown: &SystemUserModel, adding: &Adding) -> Response {
    let texts = visit.texts();
    let guard = visit.guard();
    let content = view! {
        <section class="sim-panel sim-panel--whole" role="dialog" aria-labelledby=DIALOG_HEADING>
            {heading(texts, shown)} {how_far(texts, &adding.all)}
            <div class="sim-buttons">
                {form(&guard, shown, adding, texts.clients.go_on, "primary")}
                <a class="ds-button" data-variant="tertiary" href=adding.stop.clone()>
                    {texts.clients.stop}
                </a>
            </div>
        </section>
    };
    answer(texts, &guard, page(visit, shown), content)
}

/// Renders the page after the last batch. The page lists the clients that were not added. `again` is the form for
/// another attempt.
#[must_use]
pub fn partly(
    visit: &Visit,
    shown: &SystemUserModel,
    adding: &Adding,
    again: Option<&Adding>,
) -> Response {
    let texts = visit.texts();
    let words = &texts.clients;
    let guard = visit.guard();
    let failed = adding.failed.iter().map(|(name, why)| {
        let why = match why {
            Some(RuleViolation::ClientLacksPackages) => Some(words.lacks_packages),
            Some(RuleViolation::NoSuchClient) => Some(words.no_client),
            _ => None,
        };
        view! {
            <li>
                {name.clone()} {why.map(|why| format!(" {why}"))}
            </li>
        }
    });
    let why = (adding.refusal == Some(RuleViolation::NotClientAdministrator))
        .then_some(words.not_administrator);
    let content = view! {
        <section class="sim-panel sim-panel--whole" role="dialog" aria-labelledby=DIALOG_HEADING>
            {heading(texts, shown)} {result_message(texts, adding.all.added(), adding.all.total, why)}
            <div class="sim-block">
                <p class="ds-paragraph">{(words.not_added)(adding.failed.len())}</p>
                <ul class="ds-list">{failed.collect_view()}</ul>
            </div>
            <div class="sim-buttons">
                {button_to(format!("{USER_PAGES}/{}/agentdelegation", shown.id), words.close)}
                {again.map(|again| begin(texts, &guard, shown, again))}
            </div>
        </section>
    };
    let page = match &adding.refusal {
        Some(refusal) => page(visit, shown).failed(errors::status(refusal)),
        None => page(visit, shown),
    };
    answer(texts, &guard, page.script(Script::Clients), content)
}

/// Renders the button that starts the first batch. The script takes the progress bar from the `<template>` and shows it
/// when the user presses the button.
pub fn begin(
    texts: &'static Texts,
    guard: &Guard,
    shown: &SystemUserModel,
    adding: &Adding,
) -> impl IntoView + use<> {
    view! {
        {form(guard, shown, adding, texts.clients.add_all, "secondary")}
        <template>{how_far(texts, &adding.all)}</template>
    }
}

pub fn heading(texts: &'static Texts, shown: &SystemUserModel) -> impl IntoView + use<> {
    view! {
        <h1 class="ds-heading" data-size="md" id=DIALOG_HEADING>
            {(texts.clients.which)(&shown.title)}
        </h1>
    }
}

/// Renders the message that says how many clients were added. A long list of clients can follow, so the message gets
/// the keyboard focus.
pub fn result_message(
    texts: &'static Texts,
    added: usize,
    total: usize,
    why: Option<&'static str>,
) -> impl IntoView + use<> {
    let words = &texts.clients;
    let (color, role, text) = if added < total {
        ("warning", "alert", (words.partly_added)(added, total))
    } else {
        ("success", "status", words.all_added.to_owned())
    };
    view! {
        <div class="ds-alert" data-color=color role=role tabindex="-1" autofocus>
            <p class="ds-paragraph">{text}</p>
            {why.map(|why| view! { <p class="ds-paragraph">{why}</p> })}
        </div>
    }
}

fn how_far(texts: &'static Texts, all: &AllClients) -> impl IntoView + use<> {
    let words = &texts.clients;
    let (tried, total) = (all.tried().to_string(), all.total.to_string());
    view! {
        <div class="ds-alert" data-color="info" tabindex="-1" autofocus>
            <p class="ds-paragraph">{words.keep_open}</p>
        </div>
        <div class="sim-progress" aria-live="polite">
            <label for="progress">{(words.adding)(&tried, &total)}</label>
            <progress id="progress" value=tried max=total></progress>
        </div>
    }
}

fn form(
    guard: &Guard,
    shown: &SystemUserModel,
    adding: &Adding,
    label: &'static str,
    variant: &'static str,
) -> impl IntoView + use<> {
    let all = &adding.all;
    let action = format!(
        "{USER_API}/agentdelegation/{}/{}/delegation/all",
        shown.owner.party_id(),
        shown.id
    );
    let numbers = |clients: &[OrgNumber]| {
        let numbers: Vec<&str> = clients.iter().map(OrgNumber::as_str).collect();
        numbers.join(" ")
    };
    view! {
        <form
            method="post"
            action=action
            data-batches=all.batches_left().to_string()
            data-stop=adding.stop.clone()
        >
            {guard.field()}
            <input type="hidden" name="total" value=all.total.to_string() />
            <input type="hidden" name="rest" value=numbers(&all.rest) />
            <input type="hidden" name="failed" value=numbers(&all.failed) />
            <input type="hidden" name="skip" value="0" />
            <button class="ds-button" type="submit" data-variant=variant>
                {label}
            </button>
        </form>
    }
}
