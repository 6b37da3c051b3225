use leptos::prelude::*;

use crate::{
    components::{ProblemPage, page_context, query_param, redirect_to, redirect_to_login},
    error::AppError,
    plan::PlanId,
};

/// Handles `/connect?plan=…`, the link of each plan. The handler redirects the browser to the next page. The URL of the
/// next page contains the plan, so SmartCloud still knows the plan after the log-in.
#[component]
pub fn ConnectPage() -> impl IntoView {
    let plan = query_param("plan").and_then(|plan| plan.parse::<PlanId>().ok());
    let Some(plan) = plan else {
        return view! { <ProblemPage error=AppError::NoSuchPlan /> }.into_any();
    };
    match page_context().signed_in() {
        Err(AppError::SignedOut) => redirect_to_login(),
        // If the user has only one organisation, `/organisation` redirects the browser straight to a page of that
        // organisation.
        _ => redirect_to(&format!("/organisation?plan={plan}")),
    }
    ().into_any()
}
