use axum::{
    extract::{OriginalUri, State},
    response::Response,
};
use http::HeaderMap;
use leptos::prelude::*;

use super::{
    REQUESTS_PAGE, SENT_PAGE,
    link_row::LinkRow,
    management::{Depth, Part, frame, no_power},
    party,
    pending::Pending,
    visit::{EarlyResponse, Visit},
};
use crate::{Simulator, html::normal_case, texts::Texts};

/// `GET …/requests`: the pending requests for an access manager, forwarded or not.
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

/// `GET …/requests/sent`. The page is always empty: the simulator has no requests that an
/// organisation itself sends.
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
