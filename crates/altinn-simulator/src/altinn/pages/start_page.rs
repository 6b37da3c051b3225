use axum::{
    extract::{Query, State},
    response::Response,
};
use http::HeaderMap;
use leptos::prelude::*;
use serde::Deserialize;

use super::{OVERVIEW_PAGE, frame::Visit};
use crate::{
    Simulator,
    html::{Page, Service, normal_case},
    rules::named_persons::named,
    texts::{Language, Texts},
};

#[derive(Debug, Deserialize)]
pub struct StartPageQuery {
    loggedout: Option<String>,
}

/// Handles `GET /`: explains the simulator, and shows the URLs that a vendor's system needs. After a logout without a
/// redirect URL, Altinn redirects the browser here.
pub async fn start_page(
    State(simulator): State<Simulator>,
    headers: HeaderMap,
    Query(query): Query<StartPageQuery>,
) -> Response {
    let language = Language::of(&headers);
    let texts = language.texts();
    let page = match Visit::of(&simulator, headers, "/".to_owned()) {
        Ok(visit) => visit.page(texts.front.title),
        Err(_) => Page::new(Service::Altinn, &simulator, language, "/").title(texts.front.title),
    };
    let front = &texts.front;
    let page = page.description(front.description);
    let logged_out = query.loggedout.is_some().then(|| {
        view! {
            <div class="ds-alert" data-color="success" role="status">
                <p class="ds-paragraph">{front.logged_out}</p>
            </div>
        }
    });
    page.answer(view! {
        <div class="sim-panel sim-panel--whole">
            {logged_out}
            <div class="sim-block">
                <h1 class="ds-heading" data-size="lg">
                    {front.heading}
                </h1>
                <p class="ds-paragraph sim-prose">{front.lead}</p>
            </div>
            <section class="sim-block">
                <h2 class="ds-heading" data-size="sm">
                    {front.do_heading}
                </h2>
                <ul class="sim-doors">
                    {door(OVERVIEW_PAGE, front.to_overview, front.to_overview_note)}
                    {door("/control", front.to_control, front.to_control_note)}
                </ul>
            </section>
            {addresses(texts, &simulator)}
            {people(language, &simulator)}
        </div>
    })
}

fn door(href: &'static str, label: &'static str, note: &'static str) -> impl IntoView {
    view! {
        <li>
            <div class="sim-door">
                <a class="ds-link" href=href>
                    {label}
                </a>
                <p class="sim-quiet">{note}</p>
            </div>
        </li>
    }
}

fn addresses(texts: &'static Texts, simulator: &Simulator) -> impl IntoView + use<> {
    let front = &texts.front;
    let origins = simulator.origins();
    // In the simulator, only the URL of Maskinporten's issuer ends with a slash. Show each URL in exactly the spelling
    // that a vendor must use in its settings.
    let bare = |url: &url::Url| url.as_str().trim_end_matches('/').to_owned();
    let rows = [
        (front.ui, bare(&origins.altinn_ui)),
        (front.platform, bare(&origins.altinn_platform)),
        (front.idporten, origins.idporten_issuer()),
        (front.maskinporten, origins.maskinporten_issuer()),
        (front.resource, bare(&origins.resource_owner)),
    ];
    let rows = rows.map(|(name, url)| {
        view! {
            <dt>{name}</dt>
            <dd>
                <code>{url}</code>
            </dd>
        }
    });
    view! {
        <section class="sim-block">
            <h2 class="ds-heading" data-size="sm">
                {front.urls_heading}
            </h2>
            <p class="ds-paragraph sim-prose">{front.urls_note}</p>
            <dl class="sim-urls">{rows.into_iter().collect_view()}</dl>
        </section>
    }
}

fn people(language: Language, simulator: &Simulator) -> impl IntoView + use<> {
    let front = &language.texts().front;
    let lang_of_names = language.texts().frame.lang_of_names;
    let people: Vec<_> = {
        let world = simulator.world();
        let named = named().filter_map(|key| world.parties.person(key));
        named
            .map(|person| {
                let story = language.pick(&person.description).to_owned();
                (normal_case(&person.name), story)
            })
            .collect()
    };
    let rows = people.into_iter().map(|(name, description)| {
        view! {
            <dt lang=lang_of_names>{name}</dt>
            <dd>{description}</dd>
        }
    });
    view! {
        <section class="sim-block">
            <h2 class="ds-heading" data-size="sm">
                {front.people_heading}
            </h2>
            <p class="ds-paragraph sim-prose">{front.people_note}</p>
            <dl class="sim-urls">{rows.collect_view()}</dl>
        </section>
    }
}
