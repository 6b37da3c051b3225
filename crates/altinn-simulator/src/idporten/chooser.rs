use axum::response::Response;
use http::HeaderMap;
use leptos::prelude::*;
use serde::Deserialize;

use super::{
    find_client,
    pages::{attempt_gone, language},
};
use crate::oidc::oauth_clients::IdPortenClient;
use crate::world::World;
use crate::{
    Simulator,
    html::{Page, Service, normal_case},
    rules::Person,
    texts::{Language, Texts},
};

/// More than this many persons help nobody: then there is the search field.
const SHOWN: usize = 24;

#[derive(Debug, Default, Deserialize)]
pub struct Filter {
    /// A person's key, or words out of names of persons and organisations.
    person: Option<String>,
}

/// What a card shows of a person.
struct Card {
    key: String,
    name: String,
    role: Option<String>,
    story: Option<String>,
}

/// The page that asks who it is, for an attempt that is still open.
pub fn chooser(
    simulator: &Simulator,
    attempt: &str,
    filter: Filter,
    headers: &HeaderMap,
    problem: Option<fn(&Texts) -> &'static str>,
) -> Response {
    let world = simulator.world();
    let now = world.now();
    let Some(request) = world.login.attempt(attempt, now).cloned() else {
        drop(world);
        return attempt_gone(simulator, Language::of(headers));
    };
    let client = find_client(&world, simulator.origins(), &request.client_id);
    let language = language(&request, headers);
    let words = filter.person.or_else(|| request.login_hint.clone());
    let words = words.map(|words| words.trim().to_owned());
    let words = words.filter(|words| !words.is_empty());
    let (cards, found) = cards(&world, language, words.as_deref());
    drop(world);

    let here = format!("/login/{attempt}");
    let client_name = client
        .as_ref()
        .map_or("?", |client| client.name.as_str())
        .to_owned();
    let mut page = Page::new(Service::IdPorten, simulator, language, &here)
        .title(language.texts().login.title);
    // After the choice the browser goes where the client sends it, and checks each hop.
    for url in leads_to(simulator, client.as_ref()) {
        page = page.form_may_lead_to(&url);
    }
    let texts = language.texts();
    page.answer(content(
        texts,
        problem,
        &here,
        &client_name,
        words.as_deref(),
        cards,
        found,
    ))
}

fn content(
    texts: &'static Texts,
    problem: Option<fn(&Texts) -> &'static str>,
    here: &str,
    client_name: &str,
    words: Option<&str>,
    cards: Vec<Card>,
    found: usize,
) -> impl IntoView + use<> {
    let login = &texts.login;
    let shown = cards.len();
    let result = words.map(|words| match found {
        0 => (login.no_hits)(words),
        found => (login.hits)(found, words),
    });
    let more = (shown < found).then(|| (login.more)(shown, found));
    let people = cards.into_iter().map(card).collect_view();
    view! {
        <div class="sim-panel sim-panel--whole">
            <div class="sim-block">
                <h1 class="ds-heading" data-size="lg">
                    {login.heading}
                </h1>
                <p class="ds-paragraph sim-prose">
                    {format!("{} {}", (login.asks)(client_name), login.no_numbers)}
                </p>
            </div>
            {problem
                .map(|text| {
                    view! {
                        <div class="ds-alert" data-color="danger" role="alert">
                            <p class="ds-paragraph">{text(texts)}</p>
                        </div>
                    }
                })}
            <form class="sim-find" method="get" action=here.to_owned() role="search">
                <div class="ds-field">
                    <label class="ds-label" data-weight="medium" for="person">
                        {login.find}
                    </label>
                    <div data-field="description" id="person-hint">
                        {login.find_hint}
                    </div>
                    <input
                        class="ds-input"
                        id="person"
                        name="person"
                        type="search"
                        autocomplete="off"
                        aria-describedby="person-hint"
                        value=words.unwrap_or_default().to_owned()
                    />
                </div>
                <button class="ds-button" type="submit" data-variant="secondary">
                    {login.search}
                </button>
            </form>
            {result
                .map(|result| {
                    view! {
                        <p class="ds-paragraph" role="status">
                            {result}
                            " "
                            <a class="ds-link" href=format!("{here}?person=+")>
                                {login.show_named}
                            </a>
                        </p>
                    }
                })}
            <form class="sim-block" method="post" action=here.to_owned()>
                <h2 class="ds-heading" data-size="xs">
                    {login.people}
                </h2>
                <ul class="sim-people">{people}</ul>
                {more.map(|more| view! { <p class="sim-quiet">{more}</p> })}
                <div class="sim-buttons sim-buttons--wide">
                    <button
                        class="ds-button"
                        type="submit"
                        name="cancel"
                        value="true"
                        data-variant="tertiary"
                    >
                        {login.cancel}
                    </button>
                </div>
            </form>
        </div>
    }
}

fn card(card: Card) -> impl IntoView {
    let initial: String = card.name.chars().take(1).collect();
    view! {
        <li>
            <button class="sim-person" type="submit" name="person" value=card.key>
                <span class="sim-avatar sim-avatar--person" aria-hidden="true">
                    {initial}
                </span>
                <span class="sim-person__name">{card.name}</span>
                {card.role.map(|role| view! { <span class="sim-person__role">{role}</span> })}
                {card.story.map(|story| view! { <span class="sim-person__story">{story}</span> })}
            </button>
        </li>
    }
}

/// The cards to show, and how many persons there would be.
///
/// Without words, those that every world starts with; tests make others by the hundred, and find their
/// own by its key or name.
fn cards(world: &World, language: Language, words: Option<&str>) -> (Vec<Card>, usize) {
    // A key is one person's, so a key needs no search. By name there may be several.
    if let Some(person) = words.and_then(|words| world.person(words)) {
        return (vec![card_of(world, language, person)], 1);
    }
    let wanted = |person: &&Person| match words {
        None => person.built_in,
        Some(words) => matches(world, person, words),
    };
    let persons: Vec<&Person> = world.persons().filter(wanted).collect();
    let cards = persons
        .iter()
        .take(SHOWN)
        .map(|person| card_of(world, language, person));
    (cards.collect(), persons.len())
}

fn matches(world: &World, person: &Person, words: &str) -> bool {
    let words = words.to_lowercase();
    person.key.to_lowercase() == words
        || person.name.to_lowercase().contains(&words)
        || world
            .organisations_of(&person.key)
            .any(|(organisation, _)| {
                let number: String = words.split_whitespace().collect();
                organisation.name.to_lowercase().contains(&words)
                    || organisation.number.as_str() == number
            })
}

fn card_of(world: &World, language: Language, person: &Person) -> Card {
    let login = &language.texts().login;
    let story = language.pick(&person.description);
    // A story tells the role itself.
    let role = story.is_empty().then(|| {
        let mut roles = world
            .organisations_of(&person.key)
            .map(|(organisation, connection)| {
                let role = connection.roles.first().map_or("", String::as_str);
                (login.role_in)((login.role)(role), &normal_case(&organisation.name))
            });
        match (roles.next(), roles.count()) {
            (None, _) => login.no_company.to_owned(),
            (Some(role), 0) => role,
            (Some(role), more) => format!("{role} (+ {more})"),
        }
    });
    Card {
        key: person.key.clone(),
        name: normal_case(&person.name),
        role,
        story: (!story.is_empty()).then(|| story.to_owned()),
    }
}

/// Every origin that a choice may lead over: the client's, and Altinn's own.
fn leads_to(simulator: &Simulator, client: Option<&IdPortenClient>) -> Vec<String> {
    let origins = simulator.origins();
    let own = [
        origins.altinn_ui.to_string(),
        origins.altinn_platform.to_string(),
    ];
    let clients = client.into_iter().flat_map(|client| {
        client
            .redirect_uris
            .iter()
            .chain(&client.post_logout_redirect_uris)
    });
    clients.cloned().chain(own).collect()
}
