use leptos::prelude::*;

use crate::{
    components::{ProblemPage, page_context, query_param, redirect_to, redirect_to_login},
    error::AppError,
    plan::PlanId,
};

/// `/connect?plan=…`: redirects a visitor who chose a plan. The plan stays in the address, so it is not lost during the
/// log-in.
#[component]
pub fn ConnectPage() -> impl IntoView {
    let plan = query_param("plan").and_then(|plan| plan.parse::<PlanId>().ok());
    let Some(plan) = plan else {
        return view! { <ProblemPage error=AppError::NoSuchPlan /> }.into_any();
    };
    if page_context().signed_in.is_some() {
        // If the user has only one organisation, that page redirects to the next one.
        redirect_to(&format!("/organisation?plan={plan}"));
    } else {
        redirect_to_login();
    }
    ().into_any()
}
