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
    // Without `next`, the user chooses an organisation after the log-in.
    let next = local_path_in("next").map_or_else(|| "/organisation".to_owned(), String::from);
    if page_context().signed_in.is_some() && query_param("problem").is_none() {
        redirect_to(&next);
    }
    let plan = plan_of(&next);
    let intro = if plan.is_some() {
        t.plan_intro
    } else {
        t.intro
    };
    let problem = problem_of_url().or(page_context().sign_in_problem);
    // With the same person, the next log-in would fail again.
    let needs_other_person = problem == Some(AppError::NoOrganisations);
    let (login_variant, logout_variant) = if needs_other_person {
        (Some("secondary"), None)
    } else {
        (None, Some("secondary"))
    };
    let login = view! {
        <div class="ds-card narrow">
            <h1 class="ds-heading" data-size="md">{t.title}</h1>
            {plan.map(|plan| view! { <PlanLine plan label=t.chosen /> })}
            <p class="ds-paragraph">{intro}</p>
            <LoginButton next=next.clone() label=t.button variant=login_variant />
            <p class="ds-paragraph quiet" data-size="sm">{t.privacy}</p>
        </div>
    };
    let other_person = problem.is_some_and(is_possibly_at_id_porten).then(|| {
        view! {
            <div class="ds-card narrow">
                <p class="ds-paragraph">{t.other_person_intro}</p>
                <LogoutButton label=t.other_person next=Some(next) variant=logout_variant />
            </div>
        }
    });
    let (first, second) = if needs_other_person {
        (other_person.into_any(), login.into_any())
    } else {
        (login.into_any(), other_person.into_any())
    };
    view! { <Layout title=t.title>{first}{second}</Layout> }
}

/// Reads the path of a page of SmartCloud from the parameter `name` of the URL.
fn local_path_in(name: &str) -> Option<LocalPath> {
    query_param(name)?.parse().ok()
}

/// Whether the visitor possibly has a session at ID-porten, but cannot use SmartCloud. ID-porten would answer each new
/// log-in at once with the same person, so this visitor needs a way to end the session at ID-porten.
fn is_possibly_at_id_porten(problem: AppError) -> bool {
    // In these cases, the person has usually logged in at ID-porten, but SmartCloud has not signed the person in.
    matches!(
        problem,
        AppError::NoOrganisations
            | AppError::LoginFailed
            | AppError::LoginExpired
            | AppError::AltinnRefused
            | AppError::AltinnUnreachable
            | AppError::IdPortenUnreachable
            | AppError::Internal
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
///
/// The parameter `state` contains the path of the page that the visitor wanted to open before the log-out.
#[component]
pub fn LoggedOutPage() -> impl IntoView {
    let t = &texts().login;
    // A link can lead a visitor who is still signed in to this page.
    if page_context().signed_in.is_some() {
        redirect_to("/logout");
    }
    let next = local_path_in("state");
    // A visitor with `next` has only come here to log in as somebody else.
    let intro = next.is_none().then_some(t.logged_out_intro);
    let is_at_id_porten = problem_of_url() == Some(AppError::StillAtIdPorten);
    let (title, button) = if is_at_id_porten {
        let button =
            view! { <LogoutButton label=t.log_out_of_id_porten next=next.map(String::from) /> };
        (t.still_at_id_porten_title, button.into_any())
    } else {
        let login = next.map_or_else(
            || "/login".to_owned(),
            |next| next.in_address_of("/login", "next"),
        );
        let button = view! { <a class="ds-button" href=login>{t.log_in_again}</a> };
        (t.logged_out_title, button.into_any())
    };
    view! {
        <Layout title>
            <div class="ds-card narrow">
                <h1 class="ds-heading" data-size="md">{title}</h1>
                {intro.map(|intro| view! { <p class="ds-paragraph">{intro}</p> })}
                {button}
            </div>
        </Layout>
    }
}
