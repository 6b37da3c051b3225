use axum::{
    extract::{OriginalUri, Query, State},
    response::{IntoResponse, Response},
};
use axum_extra::extract::cookie::CookieJar;
use http::{HeaderMap, StatusCode};
use leptos::prelude::*;
use serde::Deserialize;
use uuid::Uuid;

use super::{
    CHANGE_PARTY, OVERVIEW_PAGE, PARTY_COOKIE,
    frame::{EarlyResponse, Visit},
};
use crate::{
    Simulator,
    html::{at, form_urlencoded, go, in_groups, is_own, lax_cookie, normal_case},
    rules::Organisation,
};

#[derive(Deserialize)]
pub struct Change {
    #[serde(rename = "partyUuid")]
    party_uuid: Option<String>,
    #[serde(rename = "goTo")]
    go_to: Option<String>,
}

/// Returns a link's URL. After a click on the link, the person represents `party`. Altinn then redirects the browser to
/// the path `here`.
#[must_use]
pub fn change_url(simulator: &Simulator, party: Uuid, here: &str) -> String {
    let goto = at(&simulator.origins().altinn_ui, here);
    let query = form_urlencoded(&[("partyUuid", &party.to_string()), ("goTo", &goto)]);
    format!("{CHANGE_PARTY}?{query}")
}

/// Handles `GET reportee/changeandredirect`: changes the party that the person represents, and redirects the browser.
pub async fn change_and_redirect(
    State(simulator): State<Simulator>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
    Query(change): Query<Change>,
) -> Result<Response, EarlyResponse> {
    let visit = Visit::of(&simulator, headers, uri.to_string())?;
    let uuid: Option<Uuid> = change.party_uuid.and_then(|uuid| uuid.parse().ok());
    let may = uuid.is_some_and(|uuid| {
        let world = simulator.world();
        world
            .parties
            .organisation_by_uuid(&uuid)
            .is_some_and(|party| {
                let person = &visit.person.key;
                world.parties.is_connected(person, &party.number)
            })
    });
    let Some(uuid) = uuid.filter(|_| may) else {
        return Ok(could_not_change(&visit));
    };
    let origins = simulator.origins();
    let goto = change.go_to.filter(|goto| is_own(origins, goto));
    let goto = goto.unwrap_or_else(|| at(&origins.altinn_ui, OVERVIEW_PAGE));
    let cookies = CookieJar::new().add(lax_cookie(PARTY_COOKIE, uuid.to_string()));
    Ok((cookies, go(StatusCode::FOUND, &goto)).into_response())
}

fn could_not_change(visit: &Visit) -> Response {
    let texts = &visit.texts().party;
    let page = visit.page(texts.title).status(StatusCode::FORBIDDEN);
    page.answer(view! {
        <div class="sim-panel sim-panel--whole">
            <h1 class="ds-heading" data-size="lg">
                {texts.heading}
            </h1>
            <p class="ds-paragraph">{texts.explanation}</p>
            <h2 class="ds-heading" data-size="xs">
                {texts.question}
            </h2>
            <ul class="ds-list">
                <li>
                    <a class="ds-link" href="/">
                        {texts.to_start}
                    </a>
                </li>
                <li>
                    <a class="ds-link" href="/inbox">
                        {texts.to_inbox}
                    </a>
                </li>
                <li>
                    <a class="ds-link" href=OVERVIEW_PAGE>
                        {texts.to_access_management}
                    </a>
                </li>
            </ul>
        </div>
    })
}

/// Returns the organisation that the person represents.
///
/// # Errors
///
/// If the person has not chosen an organisation yet, the function returns the page for the choice. If there is only one
/// organisation to choose, the function returns a redirect that selects it. After the choice, Altinn redirects the
/// browser to `then`.
pub fn acting(visit: &Visit, then: &str) -> Result<Organisation, EarlyResponse> {
    if let Some(party) = visit.acts_for() {
        return Ok(party);
    }
    let only = {
        let world = visit.simulator.world();
        match world.parties.represented_by(&visit.person.key)[..] {
            [only] => Some(only.uuid()),
            _ => None,
        }
    };
    Err(match only {
        Some(uuid) => go(StatusCode::FOUND, &change_url(&visit.simulator, uuid, then)),
        None => choose(visit, then),
    }
    .into())
}

#[must_use]
pub fn choose(visit: &Visit, then: &str) -> Response {
    let texts = &visit.texts().party;
    let parties: Vec<_> = {
        let world = visit.simulator.world();
        world
            .parties
            .represented_by(&visit.person.key)
            .into_iter()
            .filter(|party| !party.is_deleted)
            .map(|party| (party.uuid(), party.name.clone(), party.number.to_string()))
            .collect()
    };
    let none = parties.is_empty();
    let lang_of_names = visit.texts().frame.lang_of_names;
    let rows = parties
        .into_iter()
        .map(|(uuid, name, number)| {
            let name = normal_case(&name);
            let initial: String = name.chars().take(1).collect();
            let number = (visit.texts().frame.org_no)(&in_groups(&number));
            view! {
                <li>
                    <a class="sim-link-row" href=change_url(&visit.simulator, uuid, then)>
                        <span class="sim-avatar" aria-hidden="true">
                            {initial}
                        </span>
                        <span class="sim-row__text">
                            <span class="sim-row__name" lang=lang_of_names>
                                {name}
                            </span>
                            <span class="sim-row__note">{number}</span>
                        </span>
                    </a>
                </li>
            }
        })
        .collect_view();
    visit.page(texts.choose_title).answer(view! {
        <div class="sim-sections">
            <h1 class="ds-heading" data-size="lg">
                {texts.choose_heading}
            </h1>
            {none
                .then(|| {
                    view! {
                        <div class="ds-alert" data-color="warning">
                            <p class="ds-paragraph">{texts.none}</p>
                        </div>
                    }
                })}
            <ul class="sim-rows">{rows}</ul>
        </div>
    })
}
