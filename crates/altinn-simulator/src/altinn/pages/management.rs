use leptos::prelude::*;

use super::{OVERVIEW_PAGE, REQUESTS_PAGE};
use crate::texts::Texts;

/// The parts of access management that are simulated.
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

/// Whether a page is the first of its part, which the menu leads to, or one below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    First,
    Below,
}

/// The frame of access management: side menu, and the way that leads here.
pub fn frame<V: IntoView>(
    texts: &'static Texts,
    part: Part,
    depth: Depth,
    content: V,
) -> impl IntoView + use<V> {
    let items = [Part::SystemAccesses, Part::Requests].map(|item| {
        // Of a page below, the menu shows the part that it is in.
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
                // The page that this leads to in the real one is not simulated.
                <li>{frame.access_management}</li>
                <li>{last}</li>
            </ol>
        </nav>
    }
}

/// In place of what only an access manager sees.
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
