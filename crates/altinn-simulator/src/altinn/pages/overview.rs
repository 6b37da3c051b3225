use axum::{
    extract::{OriginalUri, Query, State},
    response::Response,
};
use http::HeaderMap;
use leptos::prelude::*;
use serde::Deserialize;

use super::{
    CREATE_PAGE, OVERVIEW_PAGE, USER_PAGES,
    frame::{Depth, EarlyResponse, Part, Visit, frame, no_power},
    party,
    received::{LinkRow, Pending},
    request_model::vendor_name,
};
use crate::world::World;
use crate::{
    Simulator,
    html::{normal_case, receipt},
    rules::{Organisation, RequestKind},
    texts::Texts,
};
use altinn_types::SystemUserType;

#[derive(Debug, Deserialize)]
pub struct OverviewQuery {
    /// The id of the system user that was just created, which the page marks as new.
    new: Option<String>,
    /// The id of the system user that the person has just deleted.
    deleted: Option<String>,
    /// If this parameter is present, the page lists the parties, so that the user can choose another party.
    choose: Option<String>,
}

/// The three lists of the overview page. The page shows the lists in this order.
struct Lists {
    pending: Vec<LinkRow>,
    own: Vec<LinkRow>,
    for_clients: Vec<LinkRow>,
}

/// Handles `GET …/systemuser/overview`: shows the party's pending requests and system users.
pub async fn overview(
    State(simulator): State<Simulator>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
    Query(query): Query<OverviewQuery>,
) -> Result<Response, EarlyResponse> {
    let visit = Visit::of(&simulator, headers, uri.to_string())?;
    if query.choose.is_some() {
        return Ok(party::choose(&visit, OVERVIEW_PAGE));
    }
    let party = party::acting(&visit, &visit.here)?;
    let texts = visit.texts();
    let (lists, several, is_deleted) = {
        let (world, person) = (simulator.world(), &visit.person.key);
        let is_managed = world.parties.may_approve(person, &party.number);
        let sees_any = is_managed || world.parties.administers_clients(person, &party.number);
        let lists = sees_any.then(|| Lists::of(&world, &visit, &party, query.new.as_deref()));
        let several = world.parties.represented_by(person).len() > 1;
        // Show no receipt for a system user that still exists, whatever the URL says.
        let deleted = query.deleted.and_then(|id| id.parse().ok());
        let is_deleted = deleted.is_some_and(|id| world.system_users.get(id).is_none());
        (lists.map(|lists| (lists, is_managed)), several, is_deleted)
    };
    let other_party = several.then(|| {
        view! {
            <p>
                <a class="ds-link" href=format!("{OVERVIEW_PAGE}?choose=true")>
                    {texts.overview.other_party}
                </a>
            </p>
        }
    });
    let content = match lists {
        Some((lists, true)) => lists.view(texts).into_any(),
        Some((lists, false)) => for_clients_alone(texts, lists.for_clients).into_any(),
        None => no_power(texts).into_any(),
    };
    let company = normal_case(&party.name);
    let content = view! {
        <div class="sim-sections">
            <div class="sim-block">
                <h1 class="ds-heading" data-size="lg">
                    {(texts.overview.heading)(&company)}
                </h1>
                <p class="ds-paragraph sim-prose">{texts.overview.ingress}</p>
                {other_party}
            </div>
            {is_deleted.then(|| receipt(texts.overview.deleted.to_owned()))}
            {content}
        </div>
    };
    let page = visit.page_for(texts.overview.title, Some(&party));
    Ok(page.answer(frame(texts, Part::SystemAccesses, Depth::First, content)))
}

impl Lists {
    fn of(world: &World, visit: &Visit, party: &Organisation, new: Option<&str>) -> Self {
        let texts = &visit.texts().overview;
        let pending = Pending::of(world, visit.language, party)
            .into_iter()
            .map(|pending| LinkRow {
                href: pending.href,
                name: pending.name,
                note: pending.vendor,
                badge: match pending.kind {
                    RequestKind::Agent => texts.badge_pending_clients,
                    RequestKind::Standard | RequestKind::Change => texts.badge_pending,
                },
                is_new: false,
            });
        let users = |for_clients, badge, page: &'static str| {
            world
                .system_users
                .of_owner(&party.number)
                .filter(move |user| (user.kind == SystemUserType::Agent) == for_clients)
                .map(move |user| LinkRow {
                    href: format!("{USER_PAGES}/{}{page}", user.id),
                    name: user.integration_title.clone(),
                    note: vendor_name(world, &user.system_id),
                    badge,
                    is_new: new == Some(user.id.to_string().as_str()),
                })
                .collect()
        };
        Self {
            pending: pending.collect(),
            own: users(false, texts.badge_own, ""),
            for_clients: users(true, texts.badge_clients, "/agentdelegation"),
        }
    }

    fn view(self, texts: &'static Texts) -> impl IntoView {
        let overview = &texts.overview;
        let none_of_own = self
            .own
            .is_empty()
            .then(|| view! { <p class="ds-paragraph">{overview.none_of_own}</p> });
        view! {
            {section(texts, overview.pending, self.pending)}
            <section class="sim-block">
                <div class="sim-heading-row">
                    <h2 class="ds-heading" data-size="sm">
                        {overview.own}
                    </h2>
                    <a class="ds-button" data-variant="secondary" href=CREATE_PAGE>
                        <span aria-hidden="true">"+"</span>
                        {overview.create}
                    </a>
                </div>
                {none_of_own}
                {link_rows(texts, self.own)}
            </section>
            {section(texts, overview.for_clients, self.for_clients)}
        }
    }
}

/// Renders the content for a client administrator who is not an access manager. This user sees only agent system users.
fn for_clients_alone(texts: &'static Texts, list: Vec<LinkRow>) -> impl IntoView {
    let overview = &texts.overview;
    let none = list.is_empty().then(|| {
        view! { <p class="ds-paragraph sim-prose">{overview.none_for_clients}</p> }
    });
    view! {
        <p class="ds-paragraph sim-prose">{overview.clients_alone}</p>
        {none}
        {section(texts, overview.for_clients, list)}
    }
}

/// Renders a list under a heading. If the list is empty, returns `None`, and the page leaves the heading out.
fn section(
    texts: &'static Texts,
    heading: &'static str,
    list: Vec<LinkRow>,
) -> Option<impl IntoView> {
    (!list.is_empty()).then(|| {
        view! {
            <section class="sim-block">
                <h2 class="ds-heading" data-size="sm">
                    {heading}
                </h2>
                {link_rows(texts, list)}
            </section>
        }
    })
}

fn link_rows(texts: &'static Texts, list: Vec<LinkRow>) -> Option<impl IntoView> {
    let show = !list.is_empty();
    let rows = list.into_iter().map(|row| row.view(texts));
    let rows = rows.collect_view();
    show.then(|| view! { <ul class="sim-rows">{rows}</ul> })
}
