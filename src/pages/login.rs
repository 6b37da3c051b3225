use leptos::prelude::*;

use crate::{
    components::{
        Layout, LoginButton, LogoutButton, PlanLine, page_context, problem_of_url, query_param,
        redirect_to, texts,
    },
    content_policy,
    error::AppError,
    local_path::LocalPath,
    plan::{Plan, PlanId},
    state::AppState,
};
use url::form_urlencoded;

/// Shows the page `/login?next=…`, which starts the log-in at ID-porten. The parameter `next` is the page to open after
/// the log-in.
#[component]
pub fn LoginPage() -> impl IntoView {
    let t = &texts().login;
    let next = query_param("next").and_then(|next| next.parse::<LocalPath>().ok());
    // Without `next`, the user chooses an organisation after the log-in.
    let next = next.map_or_else(|| "/organisation".to_owned(), |next| next.to_string());
    if page_context().signed_in.is_some() && query_param("problem").is_none() {
        redirect_to(&next);
    }
    let plan = plan_of(&next);
    let intro = if plan.is_some() {
        t.plan_intro
    } else {
        t.intro
    };
    view! {
        <Layout title=t.title>
            <div class="ds-card narrow">
                <h1 class="ds-heading" data-size="md">{t.title}</h1>
                {plan.map(|plan| view! { <PlanLine plan label=t.chosen /> })}
                <p class="ds-paragraph">{intro}</p>
                <LoginButton next label=t.button />
                <p class="ds-paragraph quiet" data-size="sm">{t.privacy}</p>
            </div>
            {is_possibly_at_id_porten().then(|| view! {
                <div class="ds-card narrow">
                    <p class="ds-paragraph">{t.other_person_intro}</p>
                    <LogoutButton label=t.other_person variant="secondary" />
                </div>
            })}
        </Layout>
    }
}

/// Whether the visitor possibly has a session at ID-porten, but cannot use SmartCloud. ID-porten would answer each new
/// log-in at once with the same person, so this visitor needs a way to end the session at ID-porten.
fn is_possibly_at_id_porten() -> bool {
    // In these cases, the person has usually logged in at ID-porten, but SmartCloud has not signed the person in.
    matches!(
        problem_of_url().or(page_context().sign_in_problem),
        Some(
            AppError::NoOrganisations
                | AppError::LoginFailed
                | AppError::LoginExpired
                | AppError::AltinnRefused
                | AppError::AltinnUnreachable
                | AppError::Internal
        )
    )
}

/// Returns the plan that the visitor chose before the log-in. The URL `next` contains this plan.
fn plan_of(next: &str) -> Option<&'static Plan> {
    let (_, query) = next.split_once('?')?;
    let (_, plan) = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "plan")?;
    plan.parse::<PlanId>().ok().map(PlanId::plan)
}

/// Shows the page `/logout`. The page asks for a confirmation, because ID-porten also logs the user out of other
/// services.
#[component]
pub fn LogoutPage() -> impl IntoView {
    let t = &texts().login;
    let is_signed_out = page_context().signed_in().err() == Some(AppError::SignedOut);
    if is_signed_out && query_param("problem").is_none() {
        redirect_to("/logged-out");
    }
    content_policy::form_leads_to(&expect_context::<AppState>().config.idporten.hops);
    view! {
        <Layout title=t.logout_title>
            <div class="ds-card narrow">
                <h1 class="ds-heading" data-size="md">{t.logout_title}</h1>
                <p class="ds-paragraph">{t.logout_intro}</p>
                <form class="actions" method="post" action="/logout">
                    <button class="ds-button" type="submit">{t.logout_button}</button>
                    <a class="ds-link" href="/organisation">{t.stay_logged_in}</a>
                </form>
            </div>
        </Layout>
    }
}

/// Shows the page `/logged-out`. After the log-out, ID-porten redirects the browser to this page. If the visitor is
/// still logged in at ID-porten, the page has a button to try the log-out again.
#[component]
pub fn LoggedOutPage() -> impl IntoView {
    let t = &texts().login;
    let is_at_id_porten = problem_of_url() == Some(AppError::StillAtIdPorten);
    let (title, button) = if is_at_id_porten {
        let button = view! { <LogoutButton label=t.log_out_of_id_porten /> };
        (t.still_at_id_porten_title, button.into_any())
    } else {
        let button = view! { <a class="ds-button" href="/login">{t.log_in_again}</a> };
        (t.logged_out_title, button.into_any())
    };
    view! {
        <Layout title>
            <div class="ds-card narrow">
                <h1 class="ds-heading" data-size="md">{title}</h1>
                <p class="ds-paragraph">{t.logged_out_intro}</p>
                {button}
            </div>
        </Layout>
    }
}
