use leptos::prelude::*;

use crate::{
    components::{Problem, query},
    error::AppError,
};

/// `/returned?problem=…`: a browser came back from Altinn that SmartCloud cannot match with a departure.
/// Open to all, and silent about the customer.
#[component]
pub fn ReturnedPage() -> impl IntoView {
    let problem = query("problem").and_then(|code| code.parse().ok());
    view! { <Problem error=problem.unwrap_or(AppError::UnknownReturn) /> }
}
