use leptos::prelude::*;

use crate::{content_policy, plan::PlanId, state::AppState};
use altinn_types::{OrgNumber, RequestId};

/// The button that leads to Altinn. It is a form with POST and not a link, because SmartCloud must save each redirect
/// before the browser leaves. The button also lets the page's Content-Security-Policy allow every origin of the
/// redirect.
#[component]
pub fn AltinnButton(
    organisation: OrgNumber,
    /// The plan to request access for. Without a plan, the button resumes the open request.
    #[prop(optional)]
    plan: Option<PlanId>,
    /// The open request that the page tells the customer SmartCloud will replace.
    #[prop(optional_no_strip)]
    replaces: Option<RequestId>,
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
            {replaces.map(|id| view! { <input type="hidden" name="replaces" value=id.to_string() /> })}
            <button class="ds-button" type="submit">{label}</button>
        </form>
    }
}

/// The button that leads to ID-porten's log-in. After the log-in, the browser comes to the page `next`.
#[component]
pub fn LoginButton(#[prop(into)] next: String, label: &'static str) -> impl IntoView {
    let app = expect_context::<AppState>();
    content_policy::form_leads_to(&app.config.idporten.hops);
    view! {
        <form method="post" action="/login/start">
            <input type="hidden" name="next" value=next />
            <button class="ds-button" type="submit">{label}</button>
        </form>
    }
}
