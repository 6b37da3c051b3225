use leptos::prelude::*;

use super::{locale, texts};
use crate::plan::{Access, AccessItem};

/// Shows one item of the access that a plan needs: the title, SmartCloud's reason, and the technical name.
#[component]
pub fn AccessListItem(
    item: &'static AccessItem,
    /// The label of the button that shows why SmartCloud needs the access.
    show_reason: &'static str,
) -> impl IntoView {
    let t = &texts().site;
    let title = item.title.in_locale(locale());
    let reason = item.reason.in_locale(locale());
    view! {
        <details class="ask">
            <summary>
                <span class="ask-title">{title}</span>
                <span class="ask-more">{show_reason}</span>
            </summary>
            <p class="ds-paragraph" data-size="sm">{reason}</p>
            <p class="ds-paragraph technical" data-size="sm">
                <AccessTag access=item.access />" "{t.technical}" "<code>{item.access.technical_name()}</code>
            </p>
        </details>
    }
}

/// Shows Altinn's word for the kind of access: a right or an access package.
#[component]
pub fn AccessTag(access: Access) -> impl IntoView {
    let t = &texts().site;
    let kind = match access {
        Access::Right(_) => t.single_right,
        Access::Package(_) => t.access_package,
    };
    view! { <span class="ds-tag" data-color="neutral" data-size="sm">{kind}</span> }
}
