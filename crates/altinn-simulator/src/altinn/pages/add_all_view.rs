use axum::response::Response;
use leptos::prelude::*;

use super::{
    USER_API, USER_PAGES,
    add_all::Adding,
    antiforgery::Guard,
    clients_view::{answer, page},
    user_page::Shown,
    visit::Visit,
};
use crate::{
    altinn::errors,
    html::Script,
    rules::{RuleViolation, all_clients::AllClients},
    texts::Texts,
};
use altinn_types::OrgNumber;

/// The page while some clients are added and others are not added yet.
#[must_use]
pub fn running(visit: &Visit, shown: &Shown, adding: &Adding) -> Response {
    let texts = visit.texts();
    let guard = visit.guard();
    let content = view! {
        <div class="sim-panel sim-panel--whole">
            {heading(texts, shown)} {how_far(texts, &adding.all)}
            <div class="sim-buttons">
                {form(&guard, shown, adding, texts.clients.go_on, "primary")}
                <a class="ds-button" data-variant="tertiary" href=adding.stop.clone()>
                    {texts.clients.stop}
                </a>
            </div>
        </div>
    };
    answer(texts, &guard, page(visit, shown), content)
}

/// The page when the simulator has tried all clients and could not add some of them.
#[must_use]
pub fn partly(visit: &Visit, shown: &Shown, adding: &Adding, again: Option<&Adding>) -> Response {
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
        <div class="sim-panel sim-panel--whole">
            {heading(texts, shown)} {told(texts, adding.all.added(), adding.all.total, why)}
            <div class="sim-block">
                <p class="ds-paragraph">{words.not_added}</p>
                <ul class="ds-list">{failed.collect_view()}</ul>
            </div>
            <div class="sim-buttons">
                <a
                    class="ds-button"
                    data-variant="primary"
                    href=format!("{USER_PAGES}/{}/agentdelegation", shown.id)
                >
                    {words.close}
                </a>
                {again.map(|again| begin(texts, &guard, shown, again))}
            </div>
        </div>
    };
    let page = match &adding.refusal {
        Some(refusal) => page(visit, shown).status(errors::status(refusal)),
        None => page(visit, shown),
    };
    answer(texts, &guard, page.script(Script::AddAllClients), content)
}

/// The button that starts to add all clients, and the status that the script shows in place of the
/// list.
pub fn begin(
    texts: &'static Texts,
    guard: &Guard,
    shown: &Shown,
    adding: &Adding,
) -> impl IntoView + use<> {
    view! {
        {form(guard, shown, adding, texts.clients.add_all, "secondary")}
        <template>{how_far(texts, &adding.all)}</template>
    }
}

pub fn heading(texts: &'static Texts, shown: &Shown) -> impl IntoView + use<> {
    view! {
        <h1 class="ds-heading" data-size="md">
            {(texts.clients.which)(&shown.title)}
        </h1>
    }
}

/// The result of adding clients. It gets keyboard focus, because the list below may be long.
pub fn told(
    texts: &'static Texts,
    added: usize,
    total: usize,
    why: Option<&'static str>,
) -> impl IntoView + use<> {
    let words = &texts.clients;
    let (color, role, told) = if added < total {
        let told = (words.partly_added)(&added.to_string(), &total.to_string());
        ("warning", "alert", told)
    } else {
        ("success", "status", words.all_added.to_owned())
    };
    view! {
        <div class="ds-alert" data-color=color role=role tabindex="-1" autofocus>
            <p class="ds-paragraph">{told}</p>
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
    shown: &Shown,
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
