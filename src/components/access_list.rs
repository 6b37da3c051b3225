use leptos::prelude::*;

use super::{locale, texts};
use crate::plan::{Access, AccessItem};

/// Shows one item in the list of access that a plan requests: the title, SmartCloud's reason, and the technical name.
#[component]
pub fn AccessListItem(
    item: &'static AccessItem,
    /// The label of the button that shows the reason. Without this label, the reason is always visible.
    #[prop(optional)]
    show_reason: Option<&'static str>,
) -> impl IntoView {
    let t = &texts().site;
    let title = item.title.in_locale(locale());
    let reason = item.reason.in_locale(locale());
    let name = view! {
        <p class="ds-paragraph technical" data-size="sm">
            <AccessTag access=item.access />" "{t.technical}" "<code>{item.access.technical_name()}</code>
        </p>
    };
    if let Some(show_reason) = show_reason {
        view! {
            <details class="ask">
                <summary>
                    <span class="ask-title">{title}</span>
                    <span class="ask-more">{show_reason}</span>
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

/// Shows the kind of access (a right or an access package) in Altinn's words.
#[component]
pub fn AccessTag(access: Access) -> impl IntoView {
    let t = &texts().site;
    let kind = match access {
        Access::Right(_) => t.single_right,
        Access::Package(_) => t.access_package,
    };
    view! { <span class="ds-tag" data-color="neutral" data-size="sm">{kind}</span> }
}
