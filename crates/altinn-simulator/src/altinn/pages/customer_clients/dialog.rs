use leptos::prelude::*;

/// The HTML id of the heading of Altinn's dialog about clients. In the simulator, this dialog is a page.
pub const DIALOG_HEADING: &str = "dialog-heading";

/// Renders a button that opens another page. As on Altinn's page, it is a button and not a link.
pub fn button_to(page: String, label: &'static str) -> impl IntoView {
    view! {
        <form method="get" action=page>
            <button class="ds-button" type="submit" data-variant="primary">
                {label}
            </button>
        </form>
    }
}
