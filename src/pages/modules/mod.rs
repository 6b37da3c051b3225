//! The cards of the dashboard. A card shows the data of a module and the source of the data, or the reason why there is
//! no data.

mod charts;
mod tables;

use jiff::Timestamp;
use leptos::prelude::*;

use self::tables::{ClaimsTable, PaymentsTable, PayrollTable, ShipmentList};
use super::{before::system_users_address, dashboard::ModuleResult};
use crate::{
    components::{locale, texts},
    dashboard_data::{ModuleData, NoDataReason},
    i18n,
    plan::{Access, ModuleId, Plan, PlanId},
};
use altinn_types::OrgNumber;

/// Returns the texts with the name and the description of a module.
pub fn module_text(module: ModuleId) -> &'static i18n::Module {
    let t = &texts().dashboard;
    match module {
        ModuleId::Claims => &t.claims,
        ModuleId::Payments => &t.payments,
        ModuleId::Payroll => &t.payroll,
        ModuleId::Logistics => &t.logistics,
    }
}

#[component]
pub fn ModuleCard(
    number: OrgNumber,
    plan: Option<PlanId>,
    module: ModuleId,
    result: Option<ModuleResult>,
) -> impl IntoView {
    let title = format!("module-{}", module.as_str());
    let class = if result.is_some() {
        "ds-card module"
    } else {
        "ds-card module idle"
    };
    let content = match result {
        Some(Ok((data, at))) => view! {
            <div class="module-content"><ModuleContent data /></div>
            <DataSource plan module fetched_at=at />
        }
        .into_any(),
        Some(Err(reason)) => view! { <NoData number module reason /> }.into_any(),
        None => view! { <NotInPlan number plan module /> }.into_any(),
    };
    let name = title.clone();
    view! {
        <article class=class aria-labelledby=name>
            <h2 class="ds-heading" data-size="xs" id=title>{module_text(module).title}</h2>
            {content}
        </article>
    }
}

#[component]
fn ModuleContent(data: ModuleData) -> impl IntoView {
    match data {
        ModuleData::Claims(claims) => view! { <ClaimsTable claims /> }.into_any(),
        ModuleData::Payments { incoming, outgoing } => {
            view! { <PaymentsTable incoming outgoing /> }.into_any()
        }
        ModuleData::Payroll(payroll) => view! { <PayrollTable payroll /> }.into_any(),
        ModuleData::Shipments(shipments) => view! { <ShipmentList shipments /> }.into_any(),
    }
}

/// Shows which access SmartCloud used to fetch the data, and when SmartCloud fetched the data.
#[component]
fn DataSource(plan: Option<PlanId>, module: ModuleId, fetched_at: Timestamp) -> impl IntoView {
    let t = &texts().dashboard;
    let time = locale().time(fetched_at);
    let line = match plan.and_then(|plan| plan.plan().access_for(module)) {
        Some(item) => {
            let name = item.title.in_locale(locale());
            match item.access {
                Access::Right(_) => (t.fetched_with_right)(name, &time),
                Access::Package(_) => (t.fetched_with_package)(name, &time),
            }
        }
        None => (t.fetched)(&time),
    };
    view! { <p class="source">{line}</p> }
}

/// Shows the content of a card without data: what the module would show, why there is no data, and what the user can
/// do.
#[component]
fn NoData(number: OrgNumber, module: ModuleId, reason: NoDataReason) -> impl IntoView {
    let t = &texts().dashboard;
    let (text, link, label) = match reason {
        NoDataReason::NoAccess => (
            t.no_access,
            system_users_address(&expect_context()),
            t.open_altinn,
        ),
        NoDataReason::SystemUserGone => (
            t.system_user_gone,
            format!("/connect/{number}"),
            t.see_status,
        ),
        NoDataReason::Unauthorised => (t.unauthorised, format!("/dashboard/{number}"), t.try_again),
        NoDataReason::Unreachable => (t.unreachable, format!("/dashboard/{number}"), t.try_again),
        NoDataReason::Refused => (t.refused, format!("/dashboard/{number}"), t.try_again),
    };
    view! {
        <p class="ds-paragraph" data-size="sm">{t.would_show}" "{module_text(module).shows}</p>
        <p class="ds-paragraph why">{text}</p>
        <p class="module-way"><a class="ds-button" data-variant="secondary" data-size="sm" href=link>{label}</a></p>
    }
}

#[component]
fn NotInPlan(number: OrgNumber, plan: Option<PlanId>, module: ModuleId) -> impl IntoView {
    let t = &texts().dashboard;
    let name = plan.map(|plan| plan.plan().name).unwrap_or_default();
    let other = Plan::cheapest_with(module).map(|other| {
        view! {
            <p class="module-way">
                <a
                    class="ds-button"
                    data-variant="secondary"
                    data-size="sm"
                    href=format!("/connect/{number}/before?plan={}", other.id)
                >
                    {(t.see_plan)(other.name)}
                </a>
            </p>
        }
    });
    view! {
        <p class="ds-paragraph" data-size="sm">{t.would_show}" "{module_text(module).shows}</p>
        <p class="ds-paragraph why">{(t.not_in_plan)(name)}</p>
        {other}
    }
}
