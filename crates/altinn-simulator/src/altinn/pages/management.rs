use leptos::prelude::*;

use super::{OVERVIEW_PAGE, REQUESTS_PAGE};
use crate::texts::Texts;

/// The simulated sections of Altinn's access management.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    SystemAccesses,
    Requests,
}

impl Part {
    fn path(self) -> &'static str {
        match self {
            Self::SystemAccesses => OVERVIEW_PAGE,
            Self::Requests => REQUESTS_PAGE,
        }
    }

    fn name(self, texts: &'static Texts) -> &'static str {
        match self {
            Self::SystemAccesses => texts.frame.system_accesses,
            Self::Requests => texts.received.menu_item,
        }
    }
}

/// Whether a page is the first page of its section, which the menu links to, or a page below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    First,
    Below,
}

/// The frame of access management: the side menu and the breadcrumbs.
pub fn frame<V: IntoView>(
    texts: &'static Texts,
    part: Part,
    depth: Depth,
    content: V,
) -> impl IntoView + use<V> {
    let items = [Part::SystemAccesses, Part::Requests].map(|item| {
        // For a page below the first page, the menu marks the section.
        let current = (item == part).then_some(match depth {
            Depth::First => "page",
            Depth::Below => "true",
        });
        view! {
            <li>
                <a href=item.path() aria-current=current>
                    {item.name(texts)}
                </a>
            </li>
        }
    });
    view! {
        <div class="sim-management">
            <nav class="sim-menu" aria-label=texts.frame.menu>
                <p class="sim-menu__heading">{texts.frame.access_management}</p>
                <ul>{items.into_iter().collect_view()}</ul>
            </nav>
            <div class="sim-management__content">{crumbs(texts, part, depth)} {content}</div>
        </div>
    }
}

fn crumbs(texts: &'static Texts, part: Part, depth: Depth) -> impl IntoView + use<> {
    let frame = &texts.frame;
    let last = match depth {
        Depth::First => view! { <span aria-current="page">{part.name(texts)}</span> }.into_any(),
        Depth::Below => view! {
            <a class="ds-link" href=part.path()>
                {part.name(texts)}
            </a>
        }
        .into_any(),
    };
    view! {
        <nav class="sim-crumbs" aria-label=frame.you_are_here>
            <ol>
                <li>
                    <a class="ds-link" href="/">
                        {frame.start}
                    </a>
                </li>
                // In Altinn this is a link to a page that is not simulated.
                <li>{frame.access_management}</li>
                <li>{last}</li>
            </ol>
        </nav>
    }
}

/// The message in place of content that only an access manager may see.
pub fn no_power(texts: &'static Texts) -> impl IntoView {
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
