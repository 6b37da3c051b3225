use axum::{
    extract::{OriginalUri, Query, State},
    response::Response,
};
use http::{HeaderMap, StatusCode};
use leptos::prelude::*;
use serde::Deserialize;

use super::{
    OVERVIEW_PAGE, USER_PAGES,
    party::{self, change_url},
    request_model::vendor_name,
    request_page::{self, Manner},
    rows::initial,
    visit::{Detour, Visit},
};
use crate::{
    domain::RequestStatus,
    simulator::{
        Simulator,
        page::{go, normal_case},
        texts::Texts,
        world::{Organisation, RequestKind, World},
    },
};

#[derive(Debug, Deserialize)]
pub struct Asked {
    /// The id of what was made just now.
    new: Option<String>,
    /// Asks for another party, where the person has several.
    choose: Option<String>,
}

/// One line that leads on.
struct Row {
    href: String,
    title: String,
    vendor: String,
    badge: &'static str,
    is_new: bool,
}

/// `GET …/systemuser/overview`: where an access manager finds what waits, forwarded or not.
pub async fn overview(
    State(simulator): State<Simulator>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
    Query(asked): Query<Asked>,
) -> Result<Response, Detour> {
    let visit = Visit::of(&simulator, headers, uri.to_string())?;
    let party = match visit.acts_for() {
        Some(party) if asked.choose.is_none() => party,
        _ => return Ok(choose_party(&visit, asked.choose.is_some())),
    };
    let several = {
        let world = simulator.world();
        world.organisations_of(&visit.person.key).count() > 1
    };
    let texts = visit.texts();
    let page = visit.page_for(texts.overview.title, Some(&party));
    let company = normal_case(&party.name);
    let lists = {
        let world = simulator.world();
        world
            .may_approve(&visit.person.key, &party.number)
            .then(|| lists(&world, &visit, &party, asked.new.as_deref()))
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
        Some((pending, own)) => found(texts, pending, own).into_any(),
        None => no_power(texts).into_any(),
    };
    Ok(page.answer(view! {
        {crumbs(texts)}
        <div class="sim-sections">
            <div class="sim-block">
                <h1 class="ds-heading" data-size="lg">
                    {(texts.overview.heading)(&company)}
                </h1>
                <p class="ds-paragraph sim-prose">{texts.overview.ingress}</p>
                {other_party}
            </div>
            {content}
        </div>
    }))
}

/// One organisation is chosen by itself; of several the person chooses.
fn choose_party(visit: &Visit, asked: bool) -> Response {
    let only = {
        let world = visit.simulator.world();
        let mut parties = world.organisations_of(&visit.person.key);
        let first = parties.next().map(|(party, _)| party.uuid());
        first.filter(|_| !asked && parties.next().is_none())
    };
    match only {
        Some(uuid) => go(
            StatusCode::FOUND,
            &change_url(&visit.simulator, uuid, OVERVIEW_PAGE),
        ),
        None => party::choose(visit, OVERVIEW_PAGE),
    }
}

fn lists(
    world: &World,
    visit: &Visit,
    party: &Organisation,
    new: Option<&str>,
) -> (Vec<Row>, Vec<Row>) {
    let texts = &visit.texts().overview;
    let (now, days) = (world.now(), world.request_lifetime_days());
    let is_new = |id: String| new == Some(id.as_str());
    let inside = Manner {
        skip_logout: true,
        just_forwarded: false,
    };
    let pending = world
        .requests_to(&party.number)
        .filter(|request| request.kind == RequestKind::Standard)
        .filter(|request| request.status == RequestStatus::New && !request.timed_out(now, days))
        .map(|request| {
            let id = request.id.to_string();
            let end = id.get(id.len() - 5..).unwrap_or_default();
            let name = world
                .system(&request.system_id)
                .map_or("", |system| visit.language.pick(&system.registered.name));
            Row {
                href: request_page::path(request.id, inside),
                title: format!("{name} {}", (texts.reference)(end)),
                vendor: vendor_name(world, &request.system_id),
                badge: texts.badge_pending,
                is_new: false,
            }
        });
    let own = world.system_users_of(&party.number).map(|user| Row {
        href: format!("{USER_PAGES}/{}", user.id),
        title: user.integration_title.clone(),
        vendor: vendor_name(world, &user.system_id),
        badge: texts.badge_own,
        is_new: is_new(user.id.to_string()),
    });
    (pending.collect(), own.collect())
}

fn found(texts: &'static Texts, pending: Vec<Row>, own: Vec<Row>) -> impl IntoView {
    let overview = &texts.overview;
    let nothing = (pending.is_empty() && own.is_empty())
        .then(|| view! { <p class="ds-paragraph">{overview.nothing}</p> });
    view! {
        {list(texts, overview.pending, pending)}
        {list(texts, overview.own, own)}
        {nothing}
    }
}

fn list(texts: &'static Texts, heading: &'static str, rows: Vec<Row>) -> Option<impl IntoView> {
    let show = !rows.is_empty();
    let rows = rows.into_iter().map(move |row| row.view(texts));
    let rows = rows.collect_view();
    show.then(|| {
        view! {
            <section class="sim-block">
                <h2 class="ds-heading" data-size="sm">
                    {heading}
                </h2>
                <ul class="sim-rows">{rows}</ul>
            </section>
        }
    })
}

impl Row {
    fn view(self, texts: &'static Texts) -> impl IntoView {
        let new = self.is_new.then(|| {
            view! {
                <span class="ds-tag" data-color="success">
                    {texts.overview.new}
                </span>
            }
        });
        view! {
            <li>
                <a class="sim-link-row" href=self.href>
                    <span class="sim-avatar" aria-hidden="true">
                        {initial(&self.title)}
                    </span>
                    <span class="sim-row__text">
                        <span class="sim-row__name">{self.title}</span>
                        <span class="sim-row__note">{self.vendor}</span>
                    </span>
                    {new}
                    // Hidden on a phone, so the name of the link says it too.
                    <span class="sim-hidden">{self.badge}</span>
                    <span class="sim-link-row__badge" aria-hidden="true">
                        {self.badge}
                    </span>
                </a>
            </li>
        }
    }
}

fn no_power(texts: &'static Texts) -> impl IntoView {
    view! {
        <div class="ds-alert" data-color="warning">
            <p class="ds-paragraph">
                <strong>{texts.overview.no_power_strong}</strong>
                " "
                {texts.overview.no_power}
            </p>
        </div>
    }
}

/// The way that leads here, on the pages of access management.
pub fn crumbs(texts: &'static Texts) -> impl IntoView {
    let frame = &texts.frame;
    view! {
        <nav class="sim-crumbs" aria-label=frame.you_are_here>
            <ol>
                <li>
                    <a class="ds-link" href="/">
                        {frame.start}
                    </a>
                </li>
                <li>
                    <a class="ds-link" href=OVERVIEW_PAGE>
                        {frame.system_accesses}
                    </a>
                </li>
            </ol>
        </nav>
    }
}
