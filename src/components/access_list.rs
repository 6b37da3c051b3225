use leptos::prelude::*;

use super::{locale, texts};
use crate::plan::{Access, Ask};

/// One thing that is asked for: what it is, what SmartCloud does with it, and its technical name.
#[component]
pub fn AskItem(
    ask: &'static Ask,
    /// On the button that opens the rest. Without one, the reason is always in view.
    #[prop(optional)]
    why: Option<&'static str>,
) -> impl IntoView {
    let t = &texts().site;
    let title = ask.title.in_locale(locale());
    let reason = ask.why.in_locale(locale());
    let name = view! {
        <p class="ds-paragraph technical" data-size="sm">
            <AccessTag access=ask.access />" "{t.technical}" "<code>{ask.access.technical_name()}</code>
        </p>
    };
    if let Some(why) = why {
        view! {
            <details class="ask">
                <summary>
                    <span class="ask-title">{title}</span>
                    <span class="ask-more">{why}</span>
                </summary>
                <p class="ds-paragraph" data-size="sm">{reason}</p>
                {name}
            </details>
        }
        .into_any()
    } else {
        view! {
            <h3 class="ds-heading" data-size="2xs">{title}</h3>
            <p class="ds-paragraph">{reason}</p>
            <details class="ask"><summary><span class="ask-more">{texts().before.details}</span></summary>{name}</details>
        }
        .into_any()
    }
}

/// Which kind of access it is, in Altinn's word.
#[component]
pub fn AccessTag(access: Access) -> impl IntoView {
    let t = &texts().site;
    let kind = match access {
        Access::Right(_) => t.single_right,
        Access::Package(_) => t.access_package,
    };
    view! { <span class="ds-tag" data-color="neutral" data-size="sm">{kind}</span> }
}
