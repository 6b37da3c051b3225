use leptos::prelude::*;

use crate::{
    components::{
        AskItem, Layout, ProblemPage, ToAltinn, locale, log_in_first, query, texts, visit,
    },
    error::AppError,
    onboarding::Onboarding,
    plan::{Plan, PlanId},
    progress::heading_size,
    redirect::{self, OpenRequest},
    session::Organisation,
    state::AppState,
};

/// `/connect/{organisation}/before?plan=…`: the page before leaving. It shows exactly what Altinn will ask the
/// customer to approve.
#[component]
pub fn BeforePage() -> impl IntoView {
    let Some(plan) = query("plan").and_then(|plan| plan.parse::<PlanId>().ok()) else {
        return view! { <ProblemPage error=AppError::NoSuchPlan /> }.into_any();
    };
    let organisation = match visit().organisation() {
        Ok(organisation) => organisation,
        Err(AppError::SignedOut) => {
            log_in_first();
            return ().into_any();
        }
        Err(error) => return view! { <ProblemPage error /> }.into_any(),
    };
    let app = expect_context::<AppState>();
    Suspend::new(async move {
        let found = ask_altinn(&app, &organisation, plan).await;
        view! { <Before organisation plan=plan.plan() found /> }
    })
    .into_any()
}

/// What Altinn already has for the customer.
#[derive(Clone, Copy, PartialEq, Eq)]
enum AtAltinn {
    Connected,
    Request(OpenRequest),
    /// Altinn does not answer. The page works without the answer, because `start` asks Altinn again.
    Unknown,
}

async fn ask_altinn(app: &AppState, organisation: &Organisation, plan: PlanId) -> AtAltinn {
    let (journey, request) = tokio::join!(
        redirect::check_status(app, &organisation.number),
        redirect::open_request(app, &organisation.number, plan),
    );
    match (journey, request) {
        (Ok(journey), _) if matches!(journey.onboarding, Onboarding::Connected { .. }) => {
            AtAltinn::Connected
        }
        (_, Ok(request)) => AtAltinn::Request(request),
        (_, Err(cause)) => {
            // The page works without the answer, so its status stays 200.
            tracing::warn!(cause = ?cause, "Altinn did not answer while SmartCloud made the page before leaving");
            AtAltinn::Unknown
        }
    }
}

#[component]
fn Before(organisation: Organisation, plan: &'static Plan, found: AtAltinn) -> impl IntoView {
    if found == AtAltinn::Connected {
        return view! { <Connected organisation /> }.into_any();
    }
    let t = &texts().before;
    let app = expect_context::<AppState>();
    let host = app.config.altinn.ui_url.authority().to_owned();
    let title = (t.title)(&organisation.name);
    let note = match found {
        AtAltinn::Request(OpenRequest::Usable) => Some(
            view! { <div class="ds-alert" data-color="info"><p class="ds-paragraph">{t.same_open}</p></div> }
                .into_any(),
        ),
        AtAltinn::Request(OpenRequest::MustBeReplaced(_)) => Some(
            view! {
                <div class="ds-alert" data-color="warning">
                    <h2 class="ds-heading" data-size="2xs">{t.replaces_title}</h2>
                    <p class="ds-paragraph">{t.replaces}</p>
                </div>
            }
            .into_any(),
        ),
        _ => None,
    };
    // `start` replaces only the request that this page has told the customer about.
    let replaces = match found {
        AtAltinn::Request(OpenRequest::MustBeReplaced(id)) => Some(id),
        _ => None,
    };
    view! {
        <Layout title=title.clone()>
            <h1 class="ds-heading" data-size=heading_size(&title)>{title.clone()}</h1>
            <p class="ds-paragraph lede">{t.lede}</p>
            <p class="ds-paragraph plan-line">
                {t.plan}" "<strong>{plan.name}</strong>" · "
                {locale().kroner(i64::from(plan.price) * 100)}" "{texts().site.per_month}" · "
                <a class="ds-link" href="/#plans">{t.other_plan}</a>
            </p>
            {note}
            <div class="two-columns">
                <section aria-labelledby="asks">
                    <h2 class="ds-heading" data-size="sm" id="asks">{t.asks_title}</h2>
                    <ul class="asked">
                        {plan
                            .asks
                            .iter()
                            .map(|ask| view! { <li class="ds-card"><AskItem ask /></li> })
                            .collect_view()}
                    </ul>
                    <p class="ds-paragraph quiet">{t.nothing_else}</p>
                    <div class="leave">
                        <ToAltinn organisation=organisation.number plan=plan.id replaces label=t.button />
                        <p class="ds-paragraph quiet" data-size="sm">{(t.leads_to)(&host)}</p>
                    </div>
                </section>
                <aside>
                    <h2 class="ds-heading" data-size="xs">{t.who_title}</h2>
                    <p class="ds-paragraph">{t.who}</p>
                    <p class="ds-paragraph">{t.not_you}</p>
                    <h2 class="ds-heading" data-size="xs">{t.next_title}</h2>
                    <ol class="ds-list">
                        {(t.next)(&host).map(|step| view! { <li>{step}</li> }).into_iter().collect_view()}
                    </ol>
                    <h2 class="ds-heading" data-size="xs">{t.undo_title}</h2>
                    <p class="ds-paragraph">{t.undo}</p>
                </aside>
            </div>
        </Layout>
    }
    .into_any()
}

/// The customer has a system user. Altinn refuses a second one with AUTH-00004, so the page has no button.
#[component]
fn Connected(organisation: Organisation) -> impl IntoView {
    let t = &texts().before;
    let title = (t.connected_title)(&organisation.name);
    view! {
        <Layout title=title.clone()>
            <div class="column">
                <h1 class="ds-heading" data-size=heading_size(&title)>{title.clone()}</h1>
                <p class="ds-paragraph lede">{t.connected}</p>
                <p class="ds-paragraph">{t.change_plan}</p>
                <p class="actions">
                    <a class="ds-button" href=format!("/dashboard/{}", organisation.number)>
                        {texts().status.connected.action}
                    </a>
                    <a class="ds-link" href=in_altinn(&expect_context())>{texts().status.open_altinn}</a>
                </p>
            </div>
        </Layout>
    }
}

/// Altinn's page where a customer sees and deletes system users.
pub fn in_altinn(app: &AppState) -> String {
    let mut address = app.config.altinn.ui_url.clone();
    address.set_path("/accessmanagement/ui/systemuser/overview");
    address.into()
}
