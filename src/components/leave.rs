use leptos::prelude::*;

use crate::{content_policy, plan::PlanId, state::AppState};
use altinn_types::OrgNumber;

/// The button that leads to Altinn. A plain form, for the first trip as for the next: the server must
/// know of each before it begins, and the browser must be let through every hop.
#[component]
pub fn ToAltinn(
    organisation: OrgNumber,
    /// To ask for a plan's access; without one, the request that stands is gone on with.
    #[prop(optional)]
    plan: Option<PlanId>,
    label: &'static str,
) -> impl IntoView {
    let app = expect_context::<AppState>();
    content_policy::form_leads_to(&app.config.altinn.hops);
    let action = if plan.is_some() {
        "/connect/start"
    } else {
        "/connect/resume"
    };
    view! {
        <form method="post" action=action>
            <input type="hidden" name="organisation" value=organisation.to_string() />
            {plan.map(|plan| view! { <input type="hidden" name="plan" value=plan.as_str() /> })}
            <button class="ds-button" type="submit">{label}</button>
        </form>
    }
}

/// The button that leads to ID-porten, and from there to the page that the visitor wanted.
#[component]
pub fn ToLogin(#[prop(into)] next: String, label: &'static str) -> impl IntoView {
    let app = expect_context::<AppState>();
    content_policy::form_leads_to(&app.config.idporten.hops);
    view! {
        <form method="post" action="/login/start">
            <input type="hidden" name="next" value=next />
            <button class="ds-button" type="submit">{label}</button>
        </form>
    }
}
