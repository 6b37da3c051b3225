use leptos::prelude::*;

use crate::{content_policy, plan::PlanId, state::AppState};
use altinn_types::{OrgNumber, RequestId};

/// Shows the button that leads to Altinn. The button is a form with POST and not a link, because SmartCloud must save
/// each redirect before the browser leaves. The page's Content-Security-Policy must allow all redirects after a form,
/// so this component adds the origins of these redirects to the policy.
#[component]
pub fn AltinnButton(
    organisation: OrgNumber,
    /// SmartCloud requests access for this plan. If `plan` is missing, the button leads to the open request.
    #[prop(optional)]
    plan: Option<PlanId>,
    /// The id of the open request that SmartCloud will replace. The page must tell the customer about the replacement.
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

/// Shows the button that leads to ID-porten's log-in. After the log-in, the browser opens the page `next`.
#[component]
pub fn LoginButton(
    #[prop(into)] next: String,
    label: &'static str,
    /// `secondary` for a button beside a more important button.
    #[prop(optional_no_strip)]
    variant: Option<&'static str>,
) -> impl IntoView {
    let app = expect_context::<AppState>();
    content_policy::form_leads_to(&app.config.idporten.hops);
    view! {
        <form method="post" action="/login/start">
            <input type="hidden" name="next" value=next />
            <button class="ds-button" data-variant=variant type="submit">{label}</button>
        </form>
    }
}

/// Shows the button that logs the visitor out of SmartCloud and of ID-porten. This form also works if nobody is signed
/// in at SmartCloud, so a visitor can use it to end a session that only ID-porten still has.
#[component]
pub fn LogoutButton(
    label: &'static str,
    /// The path of the page to open after the next log-in.
    #[prop(optional_no_strip)]
    next: Option<String>,
    /// `secondary` for a button beside a more important button.
    #[prop(optional_no_strip)]
    variant: Option<&'static str>,
) -> impl IntoView {
    let app = expect_context::<AppState>();
    content_policy::form_leads_to(&app.config.idporten.hops);
    view! {
        <form method="post" action="/logout">
            {next.map(|next| view! { <input type="hidden" name="next" value=next /> })}
            <button class="ds-button" data-variant=variant type="submit">{label}</button>
        </form>
    }
}
