use axum::{
    extract::{OriginalUri, State},
    response::Response,
};
use http::HeaderMap;
use leptos::prelude::*;

use super::{
    REQUESTS_PAGE, SENT_PAGE,
    access_lists::initial,
    frame::{Depth, EarlyResponse, Part, Visit, frame, no_power},
    party,
    request_model::vendor_name,
    request_page::{self, PageOptions},
};
use crate::{
    Simulator,
    html::normal_case,
    rules::{Organisation, RequestKind},
    texts::{Language, Texts},
    world::World,
};

/// Handles `GET …/requests`: shows the requests that wait for the access manager's decision.
pub async fn received(
    State(simulator): State<Simulator>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
) -> Result<Response, EarlyResponse> {
    let visit = Visit::of(&simulator, headers, uri.to_string())?;
    let party = party::acting(&visit, REQUESTS_PAGE)?;
    let texts = visit.texts();
    let pending = {
        let world = simulator.world();
        world
            .parties
            .may_approve(&visit.person.key, &party.number)
            .then(|| Pending::of(&world, visit.language, &party))
    };
    let content = match pending {
        None => no_power(texts).into_any(),
        Some(pending) if pending.is_empty() => {
            view! { <p class="ds-paragraph">{texts.received.none_received}</p> }.into_any()
        }
        Some(pending) => {
            let rows = pending.into_iter().map(|pending| {
                let row = LinkRow {
                    href: pending.href,
                    name: pending.name,
                    note: texts.received.asks_for_access.to_owned(),
                    badge: texts.received.action,
                    is_new: false,
                };
                row.view(texts)
            });
            view! { <ul class="sim-rows">{rows.collect_view()}</ul> }.into_any()
        }
    };
    let company = normal_case(&party.name);
    let page = visit.page_for(texts.received.title, Some(&party));
    Ok(page.answer(tabbed(texts, &company, REQUESTS_PAGE, content)))
}

/// Handles `GET …/requests/sent`. The page is always empty, because customers send no requests in the simulator.
pub async fn sent(
    State(simulator): State<Simulator>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
) -> Result<Response, EarlyResponse> {
    let visit = Visit::of(&simulator, headers, uri.to_string())?;
    let party = party::acting(&visit, SENT_PAGE)?;
    let texts = visit.texts();
    let content = view! { <p class="ds-paragraph">{texts.received.none_sent}</p> };
    let company = normal_case(&party.name);
    let page = visit.page_for(texts.received.title, Some(&party));
    Ok(page.answer(tabbed(texts, &company, SENT_PAGE, content)))
}

fn tabbed<V: IntoView + 'static>(
    texts: &'static Texts,
    company: &str,
    here: &'static str,
    content: V,
) -> impl IntoView + use<V> {
    let received = &texts.received;
    let tabs = [
        (REQUESTS_PAGE, received.received),
        (SENT_PAGE, received.sent),
    ];
    let tabs = tabs.map(|(path, name)| {
        let current = (path == here).then_some("page");
        view! {
            <li>
                <a href=path aria-current=current>
                    {name}
                </a>
            </li>
        }
    });
    let content = view! {
        <div class="sim-sections">
            <h1 class="ds-heading" data-size="lg">
                {(received.heading)(company)}
            </h1>
            <nav class="sim-tabs" aria-label=received.menu_item>
                <ul>{tabs.into_iter().collect_view()}</ul>
            </nav>
            {content}
        </div>
    };
    frame(texts, Part::Requests, Depth::First, content)
}

pub struct Pending {
    pub href: String,
    pub kind: RequestKind,
    /// The system's name and the last characters of the request's id. The name alone is not enough, because a system
    /// can have several pending requests.
    pub name: String,
    pub vendor: String,
}

impl Pending {
    /// Returns the pending requests of an organisation. The list contains all pending standard requests. The list
    /// contains an agent request only if a user has forwarded the request (contract/approval.md §2).
    #[must_use]
    pub fn of(world: &World, language: Language, party: &Organisation) -> Vec<Self> {
        let (now, days) = (world.now(), world.request_lifetime_days());
        let inside = PageOptions {
            skip_logout: true,
            just_forwarded: false,
        };
        let reference = language.texts().overview.reference;
        let pending = world.requests.pending(&party.number).into_iter();
        pending
            .filter(|request| !request.timed_out(now, days))
            .map(|request| {
                let id = request.id.to_string();
                let end = id.get(id.len() - 5..).unwrap_or_default();
                let system = world
                    .register
                    .system(&request.system_id)
                    .map_or("", |system| language.pick(&system.registered.name));
                Self {
                    href: request_page::path(request.kind, request.id, inside),
                    kind: request.kind,
                    name: format!("{system} {}", reference(end)),
                    vendor: vendor_name(world, &request.system_id),
                }
            })
            .collect()
    }
}

/// A row in a list. The row is a link to a system user or to a pending request.
pub struct LinkRow {
    pub href: String,
    pub name: String,
    pub note: String,
    /// A short text that names the user's action on the linked page, such as "Se fullmakter".
    pub badge: &'static str,
    pub is_new: bool,
}

impl LinkRow {
    pub fn view(self, texts: &'static Texts) -> impl IntoView {
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
                        {initial(&self.name)}
                    </span>
                    <span class="sim-row__text">
                        <span class="sim-row__name">{self.name}</span>
                        <span class="sim-row__note">{self.note}</span>
                    </span>
                    {new}
                    <span class="sim-link-row__badge">{self.badge}</span>
                </a>
            </li>
        }
    }
}
