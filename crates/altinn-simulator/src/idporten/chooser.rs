use axum::response::Response;
use http::{HeaderMap, StatusCode};
use leptos::prelude::*;
use serde::Deserialize;

use super::{
    error_pages::{attempt_gone_page, language},
    find_client,
    sandboxes::may_start_afresh,
};
use crate::oidc::oauth_clients::IdPortenClient;
use crate::world::World;
use crate::{
    Simulator,
    html::{Page, Service, normal_case},
    rules::{Person, sandboxes::SHARED},
    texts::{Language, Texts},
};

/// The highest number of persons that the page shows. Users find the others with the search field.
const MAX_CARDS: usize = 24;

#[derive(Debug, Default, Deserialize)]
pub struct PersonSearch {
    /// The key of a person, an organisation number, or a part of the name of a person or an organisation.
    person: Option<String>,
}

struct PersonCard {
    key: String,
    name: String,
    role: Option<String>,
    description: Option<String>,
}

/// Returns the page where the user chooses a person, with `problem` as an error message. If the log-in attempt has
/// ended, returns an error page instead.
pub fn chooser(
    simulator: &Simulator,
    attempt: &str,
    search: PersonSearch,
    headers: &HeaderMap,
    problem: Option<fn(&Texts) -> &'static str>,
) -> Response {
    let world = simulator.world();
    let now = world.now();
    let Some(request) = world.login.attempt(attempt, now).cloned() else {
        drop(world);
        return attempt_gone_page(simulator, Language::of(headers));
    };
    let client = find_client(&world, simulator.origins(), &request.client_id);
    let language = language(&request, headers);
    let search_text = search.person.or_else(|| request.login_hint.clone());
    let search_text = search_text
        .map(|text| text.trim().to_owned())
        .filter(|text| !text.is_empty());
    let sandbox = request.sandbox.as_deref().unwrap_or(SHARED);
    let (cards, match_count) = cards(&world, language, sandbox, search_text.as_deref());
    let may_start_afresh = may_start_afresh(&world, &request.client_id, request.state.as_deref());
    drop(world);

    let path = format!("/login/{attempt}");
    let texts = language.texts();
    // For a client without a name, the page shows the client id. So the user still sees which client asks for the
    // log-in.
    let asks = match client.as_ref().map(|client| client.name.trim()) {
        Some(name) if !name.is_empty() => (texts.login.asks)(name),
        _ => (texts.login.asks_without_name)(&request.client_id),
    };
    let mut page = Page::new(Service::IdPorten, simulator, language, &path)
        .title(texts.login.title)
        .in_sandbox(sandbox);
    if problem.is_some() {
        page = page.failed(StatusCode::OK);
    }
    // After the user submits the form, the browser checks each redirect against the Content-Security-Policy. So the
    // policy must name all URLs that the log-in can redirect to.
    for url in urls_after_login(simulator, client.as_ref()) {
        page = page.form_may_lead_to(&url);
    }
    let start_afresh = may_start_afresh.then(|| start_afresh_form(texts, attempt));
    let content = content(
        texts,
        problem,
        &path,
        &asks,
        search_text.as_deref(),
        cards,
        match_count,
    );
    page.answer(view! {
        {content}
        {start_afresh}
    })
}

/// Renders the form that gives the browser a new sandbox.
fn start_afresh_form(texts: &'static Texts, attempt: &str) -> impl IntoView + use<> {
    let sandbox = &texts.sandbox;
    view! {
        <form class="sim-panel sim-panel--whole" method="post" action="/simulator/start-afresh">
            <input type="hidden" name="attempt" value=attempt.to_owned() />
            <p class="ds-paragraph sim-prose" id="start-afresh-hint">
                {sandbox.start_afresh_hint}
            </p>
            <div class="sim-buttons">
                <button
                    class="ds-button"
                    type="submit"
                    data-variant="secondary"
                    aria-describedby="start-afresh-hint"
                >
                    {sandbox.start_afresh}
                </button>
            </div>
        </form>
    }
}

fn content(
    texts: &'static Texts,
    problem: Option<fn(&Texts) -> &'static str>,
    path: &str,
    asks: &str,
    search_text: Option<&str>,
    cards: Vec<PersonCard>,
    match_count: usize,
) -> impl IntoView + use<> {
    let login = &texts.login;
    let card_count = cards.len();
    let result = search_text.map(|text| match match_count {
        0 => (login.no_hits)(text),
        count => (login.hits)(count, text),
    });
    let more = (card_count < match_count).then(|| (login.more)(card_count, match_count));
    let lang_of_names = texts.frame.lang_of_names;
    let people = cards
        .into_iter()
        .map(|person| card(person, lang_of_names))
        .collect_view();
    view! {
        <div class="sim-panel sim-panel--whole">
            <div class="sim-block">
                <h1 class="ds-heading" data-size="lg">
                    {login.heading}
                </h1>
                <p class="ds-paragraph sim-prose">
                    {format!("{asks} {}", login.no_numbers)}
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
            <form class="sim-find" method="get" action=path.to_owned() role="search">
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
                        value=search_text.unwrap_or_default().to_owned()
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
                            <a class="ds-link" href=format!("{path}?person=+")>
                                {login.show_named}
                            </a>
                        </p>
                    }
                })}
            <form class="sim-block" method="post" action=path.to_owned()>
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

fn card(card: PersonCard, lang_of_names: Option<&'static str>) -> impl IntoView {
    let initial: String = card.name.chars().take(1).collect();
    view! {
        <li>
            <button class="sim-person" type="submit" name="person" value=card.key>
                <span class="sim-avatar sim-avatar--person" aria-hidden="true">
                    {initial}
                </span>
                <span class="sim-person__name" lang=lang_of_names>
                    {card.name}
                </span>
                {card.role.map(|role| view! { <span class="sim-person__role">{role}</span> })}
                {card
                    .description
                    .map(|text| view! { <span class="sim-person__story">{text}</span> })}
            </button>
        </li>
    }
}

/// Returns the cards that the page shows, and the number of persons that match the search text.
///
/// The page shows persons of one sandbox only. Without a search text, the page leaves out the persons that the control
/// API has added. Tests add hundreds of persons, and find each of them with a search text.
fn cards(
    world: &World,
    language: Language,
    sandbox: &str,
    search_text: Option<&str>,
) -> (Vec<PersonCard>, usize) {
    // If the search text is a person's key, the search finds only this person. Other persons with this text in their
    // names are not in the result.
    if let Some(person) = search_text.and_then(|text| world.person_in(sandbox, text)) {
        return (vec![person_card(world, language, person)], 1);
    }
    let is_match = |person: &&Person| match search_text {
        None => person.built_in,
        Some(text) => matches(world, person, text),
    };
    let persons = world.persons_in(sandbox).into_iter();
    let persons: Vec<&Person> = persons.filter(is_match).collect();
    let cards = persons
        .iter()
        .take(MAX_CARDS)
        .map(|person| person_card(world, language, person));
    (cards.collect(), persons.len())
}

fn matches(world: &World, person: &Person, search_text: &str) -> bool {
    let text = search_text.to_lowercase();
    person.key.to_lowercase() == text
        || person.name.to_lowercase().contains(&text)
        || world
            .parties
            .organisations_of(&person.key)
            .any(|(organisation, _)| {
                let number: String = text.split_whitespace().collect();
                organisation.name.to_lowercase().contains(&text)
                    || organisation.number.as_str() == number
            })
}

fn person_card(world: &World, language: Language, person: &Person) -> PersonCard {
    let login = &language.texts().login;
    let description = language.pick(&person.description);
    // A description already mentions the role, so only the card of a person without a description shows the role.
    let role = description.is_empty().then(|| {
        let mut roles =
            world
                .parties
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
    PersonCard {
        key: person.key.clone(),
        name: normal_case(&person.name),
        role,
        description: (!description.is_empty()).then(|| description.to_owned()),
    }
}

/// Returns all URLs where the browser can go after the log-in: the OAuth client's URLs and Altinn's URLs.
fn urls_after_login(simulator: &Simulator, client: Option<&IdPortenClient>) -> Vec<String> {
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
