use std::sync::Arc;

use futures::future::join_all;
use leptos::prelude::*;

use super::{organisation::may_approve, status::missing_access_text};
use crate::{
    altinn::CatalogueEntry,
    components::{
        AltinnButton, Layout, PlanLine, ProblemPage, RequestedAccess, locale, page_context,
        query_param, redirect_to_login, texts,
    },
    config::Config,
    error::AppError,
    onboarding::Onboarding,
    outbound,
    plan::{Plan, PlanId},
    progress::heading_size,
    redirect::{self, OpenRequest},
    session::Organisation,
    state::AppState,
};

/// Shows the page `/connect/{organisation}/before?plan=…`. The page lists exactly the access that Altinn will ask the
/// customer to approve. The names of the access are the same as on Altinn's page.
#[component]
pub fn BeforePage() -> impl IntoView {
    let Some(plan) = query_param("plan").and_then(|plan| plan.parse::<PlanId>().ok()) else {
        return view! { <ProblemPage error=AppError::NoSuchPlan /> }.into_any();
    };
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
        let locale = locale();
        let items = plan.plan().access_items.iter();
        let (existing, entries) = tokio::join!(
            look_up_existing(&app, &organisation, plan),
            join_all(items.map(|item| app.catalogue.entry(item.access, locale))),
        );
        view! { <Before organisation plan=plan.plan() existing entries /> }
    })
    .into_any()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Existing {
    /// The customer is connected. The plan is the one that the customer approved, if SmartCloud knows it.
    Connected(Option<PlanId>),
    Request(OpenRequest),
    /// Altinn did not respond. The customer can still use the page, because the handler `start` asks Altinn again.
    Unknown,
}

async fn look_up_existing(app: &AppState, organisation: &Organisation, plan: PlanId) -> Existing {
    let (journey, request) = tokio::join!(
        redirect::check_status(app, &organisation.number),
        redirect::open_request(app, &organisation.number, plan),
    );
    match (journey, request) {
        (Ok(journey), _) if matches!(journey.onboarding, Onboarding::Connected { .. }) => {
            Existing::Connected(journey.plan)
        }
        (_, Ok(request)) => Existing::Request(request),
        (_, Err(cause)) => {
            // The page has status 200, because the customer can use the page without Altinn's response.
            let cause = outbound::excerpt(&format!("{cause:?}"));
            tracing::warn!(
                cause,
                "Altinn did not respond while SmartCloud made the page before leaving"
            );
            Existing::Unknown
        }
    }
}

#[component]
fn Before(
    organisation: Organisation,
    plan: &'static Plan,
    existing: Existing,
    /// The entries of Altinn's catalogue for the access of the plan, in the same order. An entry is `None` if
    /// SmartCloud could not read it from Altinn.
    entries: Vec<Option<Arc<CatalogueEntry>>>,
) -> impl IntoView {
    if let Existing::Connected(approved) = existing {
        let approved = approved.map(PlanId::plan);
        return view! { <Connected organisation approved wanted=plan /> }.into_any();
    }
    let t = &texts().before;
    let app = expect_context::<AppState>();
    let altinn = name_of_altinn(&app.config);
    let approves = may_approve(&organisation);
    let button = if approves { t.button } else { t.forward_button };
    let own_names = entries.iter().any(Option::is_none);
    let title = (t.title)(&organisation.name);
    let note = match existing {
        Existing::Request(OpenRequest::Usable) => Some(
            view! { <div class="ds-alert" data-color="info"><p class="ds-paragraph">{t.request_open}</p></div> }
                .into_any(),
        ),
        Existing::Request(OpenRequest::MustBeReplaced(_)) => Some(
            view! {
                <div class="ds-alert" data-color="warning">
                    <h2 class="ds-heading" data-size="2xs">{t.replacement_title}</h2>
                    <p class="ds-paragraph">{t.replacement}</p>
                </div>
            }
            .into_any(),
        ),
        _ => None,
    };
    // The form sends the id of the open request on this page. The handler `start` may replace only this request.
    let replaces = match existing {
        Existing::Request(OpenRequest::MustBeReplaced(id)) => Some(id),
        _ => None,
    };
    view! {
        <Layout title=title.clone()>
            <h1 class="ds-heading" data-size=heading_size(&title)>{title.clone()}</h1>
            <p class="ds-paragraph lede">{t.intro}</p>
            <PlanLine plan label=t.plan />
            {note}
            <div class="two-columns before">
                <section aria-labelledby="asks">
                    <h2 class="ds-heading" data-size="sm" id="asks">{t.access_title}</h2>
                    <ul class="asked">
                        {plan
                            .access_items
                            .iter()
                            .zip(entries)
                            .map(|(item, entry)| view! { <RequestedAccess item entry /> })
                            .collect_view()}
                    </ul>
                    {own_names.then(|| view! { <p class="ds-paragraph quiet">{t.own_names}</p> })}
                    <p class="ds-paragraph quiet">{t.nothing_else}</p>
                </section>
                // On a wide screen, this button stands beside the list, so the customer sees it without scrolling.
                <div class="leave">
                    <AltinnButton organisation=organisation.number plan=plan.id replaces label=button />
                    <p class="ds-paragraph quiet" data-size="sm">{(t.destination)(&altinn)}</p>
                </div>
                <aside>
                    <h2 class="ds-heading" data-size="xs">{t.approvers_title}</h2>
                    <p class="ds-paragraph">{t.approvers}</p>
                    <p class="ds-paragraph">{if approves { t.you_approve } else { t.forward_hint }}</p>
                    <h2 class="ds-heading" data-size="xs">{t.next_title}</h2>
                    <ol class="ds-list">
                        {(t.next_steps)(&altinn, !approves).map(|step| view! { <li>{step}</li> }).into_iter().collect_view()}
                    </ol>
                    <h2 class="ds-heading" data-size="xs">{t.undo_title}</h2>
                    <p class="ds-paragraph">{t.undo}</p>
                </aside>
            </div>
        </Layout>
    }
    .into_any()
}

/// Tells the customer that the organisation already has a system user. Altinn refuses a second one with AUTH-00004, so
/// this page has no button to Altinn.
#[component]
fn Connected(
    organisation: Organisation,
    /// The plan that the customer approved, if SmartCloud knows it.
    approved: Option<&'static Plan>,
    /// The plan that the customer has chosen now.
    wanted: &'static Plan,
) -> impl IntoView {
    let t = &texts().before;
    let title = (t.connected_title)(&organisation.name);
    let change = match approved {
        Some(approved) if approved.id == wanted.id => (t.connected_plan)(approved.name),
        Some(approved) => missing_access_text(approved, wanted)
            .unwrap_or_else(|| format!("{} {}", (t.connected_plan)(approved.name), t.change_plan)),
        None => t.change_plan.to_owned(),
    };
    view! {
        <Layout title=title.clone()>
            <div class="column">
                <h1 class="ds-heading" data-size=heading_size(&title)>{title.clone()}</h1>
                <p class="ds-paragraph lede">{t.connected}</p>
                <p class="ds-paragraph">{change}</p>
                <p class="actions">
                    <a class="ds-button" href=format!("/dashboard/{}", organisation.number)>
                        {texts().status.connected.action}
                    </a>
                    <a class="ds-link" href=system_users_address(&expect_context())>{texts().status.open_altinn}</a>
                </p>
            </div>
        </Layout>
    }
}

/// Returns a name for Altinn's site, such as `Altinn (am.ui.tt02.altinn.no)`. The simulator's host would mean nothing
/// to customers, so the simulator has a fixed name.
fn name_of_altinn(config: &Config) -> String {
    match config.altinn.ui_url.host_str() {
        Some(host) if host.ends_with(".altinn.no") => format!("Altinn ({host})"),
        _ => texts().site.simulated_altinn.to_owned(),
    }
}

/// Returns the URL of Altinn's page where customers see and delete their system users.
pub fn system_users_address(app: &AppState) -> String {
    let mut address = app.config.altinn.ui_url.clone();
    address.set_path("/accessmanagement/ui/systemuser/overview");
    address.into()
}
