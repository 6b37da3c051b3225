use leptos::prelude::*;

use crate::{
    components::{ProblemPage, go_to, log_in_first, query, visit},
    error::AppError,
    plan::PlanId,
};

/// `/connect?plan=…`: where a chosen plan leads next. Nothing is shown; the choice is in the address,
/// so it survives a log-in.
#[component]
pub fn ConnectPage() -> impl IntoView {
    let plan = query("plan").and_then(|plan| plan.parse::<PlanId>().ok());
    let Some(plan) = plan else {
        return view! { <ProblemPage error=AppError::NoSuchPlan /> }.into_any();
    };
    if visit().signed_in.is_some() {
        // The list sends those with one organisation straight on.
        go_to(&format!("/organisation?plan={plan}"));
    } else {
        log_in_first();
    }
    ().into_any()
}
