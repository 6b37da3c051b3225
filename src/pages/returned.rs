use leptos::prelude::*;

use crate::{
    components::{ProblemView, query_param},
    error::AppError,
};

/// Shows the page `/returned?problem=…`. SmartCloud redirects a browser to this page if the browser returns from Altinn
/// and SmartCloud finds no redirect attempt of this browser. Anyone can open the page, so it does not name the
/// customer.
#[component]
pub fn ReturnedPage() -> impl IntoView {
    let problem = query_param("problem").and_then(|code| code.parse().ok());
    view! { <ProblemView error=problem.unwrap_or(AppError::UnknownReturn) /> }
}
