use jiff::Timestamp;
use leptos::prelude::*;
use strum::VariantArray;

use super::modules::ModuleCard;
use crate::{
    components::{Layout, ProblemPage, page_context, redirect_to, redirect_to_login, texts},
    dashboard_data::{self, ModuleData, NoDataReason},
    error::AppError,
    onboarding::Onboarding,
    plan::{ModuleId, PlanId},
    progress::heading_size,
    redirect, reply,
    session::Organisation,
    state::AppState,
};

/// Shows the dashboard, `/dashboard/{organisation}`. SmartCloud fetches the data of the plan's modules again for each
/// view.
#[component]
pub fn DashboardPage() -> impl IntoView {
    let organisation = match page_context().organisation() {
        Ok(organisation) => organisation,
        Err(AppError::SignedOut) => {
            redirect_to_login();
            return ().into_any();
        }
        Err(error) => return view! { <ProblemPage error /> }.into_any(),
    };
    let app = expect_context::<AppState>();
    Suspend::new(async move {
        // The customer has possibly deleted the system user in Altinn since the last visit, so SmartCloud asks Altinn
        // for the status.
        let journey = match redirect::check_status(&app, &organisation.number).await {
            Ok(journey) => journey,
            Err(cause) => {
                let error = reply::failure(cause);
                return view! { <ProblemPage error /> }.into_any();
            }
        };
        if !matches!(journey.onboarding, Onboarding::Connected { .. }) {
            redirect_to(&format!("/connect/{}", organisation.number));
            return ().into_any();
        }
        let cards = cards(&app, &organisation, journey.plan).await;
        view! { <Dashboard organisation plan=journey.plan cards /> }.into_any()
    })
    .into_any()
}

/// A module with its data. The result is `None` if the plan does not include the module.
pub type Card = (ModuleId, Option<ModuleResult>);
/// The data of a module and the time of the fetch, or the reason for missing data.
pub type ModuleResult = Result<(ModuleData, Timestamp), NoDataReason>;

/// Fetches the data of all modules at the same time. The customer waits only for the slowest module.
/// [`dashboard_data::fetch`] sends a call only if the signed-in person is allowed to see the module.
async fn cards(app: &AppState, organisation: &Organisation, plan: Option<PlanId>) -> Vec<Card> {
    let cards = ModuleId::VARIANTS.iter().map(async |&module| {
        // If the customer created the system user in Altinn, SmartCloud does not know the rights of the system user. So
        // the dashboard tries to fetch the data of every module.
        let included = plan.is_none_or(|plan| plan.plan().modules.contains(&module));
        let result = if included {
            Some(dashboard_data::fetch(app, organisation, module).await)
        } else {
            None
        };
        (module, result)
    });
    let mut cards = futures::future::join_all(cards).await;
    // Modules of the plan come before modules of other plans. Among the plan's modules, those that the person is
    // allowed to see come first.
    cards.sort_by_key(|(_, result)| match result {
        Some(Err(NoDataReason::NotForThisPerson)) => 1,
        Some(_) => 0,
        None => 2,
    });
    cards
}

#[component]
fn Dashboard(organisation: Organisation, plan: Option<PlanId>, cards: Vec<Card>) -> impl IntoView {
    let t = &texts().dashboard;
    let number = organisation.number.clone();
    let several = page_context()
        .signed_in
        .is_some_and(|signed_in| signed_in.organisations.len() > 1);
    let switch = several.then(|| {
        view! { <a class="ds-link" href="/organisation">{texts().organisations.switch}</a> }
    });
    view! {
        <Layout title=format!("{} – {}", t.title, organisation.name)>
            <h1 class="ds-heading" data-size=heading_size(&organisation.name)>{organisation.name.clone()}</h1>
            <p class="ds-paragraph lede">
                {plan.map(|plan| format!("{} ", (t.intro)(plan.plan().name)))}
                <span class="links">
                    <a class="ds-link" href=format!("/connect/{number}")>{t.status_link}</a>
                    {switch}
                </span>
            </p>
            <ul class="modules">
                {cards
                    .into_iter()
                    .map(|(module, result)| {
                        view! { <li><ModuleCard number=number.clone() plan module result /></li> }
                    })
                    .collect_view()}
            </ul>
        </Layout>
    }
}
