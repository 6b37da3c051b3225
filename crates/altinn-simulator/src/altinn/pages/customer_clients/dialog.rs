use leptos::prelude::*;

/// The HTML id of the heading of Altinn's dialog about clients. The dialog is a page here.
pub const DIALOG_HEADING: &str = "dialog-heading";

/// Renders a button that opens another page. It is a button and not a link, as on Altinn's page.
pub fn button_to(page: String, label: &'static str) -> impl IntoView {
    view! {
        <form method="get" action=page>
            <button class="ds-button" type="submit" data-variant="primary">
                {label}
            </button>
        </form>
    }
}
