use leptos::prelude::*;

use crate::{
    components::{Problem, query},
    error::AppError,
};

/// `/returned?problem=…`: shown to a browser that returned from Altinn without a redirect attempt of its own.
/// The page is open to all and does not name the customer.
#[component]
pub fn ReturnedPage() -> impl IntoView {
    let problem = query("problem").and_then(|code| code.parse().ok());
    view! { <Problem error=problem.unwrap_or(AppError::UnknownReturn) /> }
}
