use leptos::prelude::*;

use super::{locale, texts};
use crate::plan::Plan;

/// Shows the chosen plan with its price, and a link to the list of plans.
#[component]
pub fn PlanLine(
    plan: &'static Plan,
    /// The text before the name of the plan.
    label: &'static str,
) -> impl IntoView {
    view! {
        <p class="ds-paragraph plan-line">
            {label}" "<strong>{plan.name}</strong>" · "
            {locale().kroner(i64::from(plan.price) * 100)}" "{texts().site.per_month}" · "
            <a class="ds-link" href="/#plans">{texts().before.other_plan}</a>
        </p>
    }
}
