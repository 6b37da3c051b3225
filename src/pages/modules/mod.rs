//! The dashboard's cards: real figures with where they came from, or why there are none.

mod charts;
mod tables;

use jiff::Timestamp;
use leptos::prelude::*;

use self::tables::{Claims, PaymentsIn, PayrollTable, Shipments};
use super::{before::in_altinn, dashboard::Fetched};
use crate::{
    components::{locale, texts},
    i18n,
    modules::{ModuleData, NoData},
    plan::{Access, ModuleId, Plan, PlanId},
};
use altinn_types::OrgNumber;

/// What a module is called, and what it shows.
pub fn text(module: ModuleId) -> &'static i18n::Module {
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
    fetched: Option<Fetched>,
) -> impl IntoView {
    let title = format!("module-{}", module.as_str());
    let class = if fetched.is_some() {
        "ds-card module"
    } else {
        "ds-card module idle"
    };
    let content = match fetched {
        Some(Ok((data, at))) => view! {
            <div class="module-content"><Shown data /></div>
            <Source plan module at />
        }
        .into_any(),
        Some(Err(why)) => view! { <Without number module why /> }.into_any(),
        None => view! { <NotInPlan number plan module /> }.into_any(),
    };
    let name = title.clone();
    view! {
        <article class=class aria-labelledby=name>
            <h2 class="ds-heading" data-size="xs" id=title>{text(module).title}</h2>
            {content}
        </article>
    }
}

#[component]
fn Shown(data: ModuleData) -> impl IntoView {
    match data {
        ModuleData::Claims(claims) => view! { <Claims claims /> }.into_any(),
        ModuleData::Payments { incoming, outgoing } => {
            view! { <PaymentsIn incoming outgoing /> }.into_any()
        }
        ModuleData::Payroll(payroll) => view! { <PayrollTable payroll /> }.into_any(),
        ModuleData::Shipments(shipments) => view! { <Shipments shipments /> }.into_any(),
    }
}

/// Which right opened the box, and when.
#[component]
fn Source(plan: Option<PlanId>, module: ModuleId, at: Timestamp) -> impl IntoView {
    let t = &texts().dashboard;
    let time = locale().time(at);
    let line = match plan.and_then(|plan| plan.plan().ask_for(module)) {
        Some(ask) => {
            let name = ask.title.in_locale(locale());
            match ask.access {
                Access::Right(_) => (t.fetched_with_right)(name, &time),
                Access::Package(_) => (t.fetched_with_package)(name, &time),
            }
        }
        None => (t.fetched)(&time),
    };
    view! { <p class="source">{line}</p> }
}

/// What the card would show, why it does not, and what to do about that.
#[component]
fn Without(number: OrgNumber, module: ModuleId, why: NoData) -> impl IntoView {
    let t = &texts().dashboard;
    let (reason, link, label) = match why {
        NoData::NoAccess => (t.no_access, in_altinn(&expect_context()), t.open_altinn),
        NoData::SystemUserGone => (t.system_user_gone, format!("/connect/{number}"), t.see_status),
        NoData::Unauthorised => (t.unauthorised, format!("/dashboard/{number}"), t.try_again),
        NoData::Unreachable => (t.unreachable, format!("/dashboard/{number}"), t.try_again),
        NoData::Refused => (t.refused, format!("/dashboard/{number}"), t.try_again),
    };
    view! {
        <p class="ds-paragraph" data-size="sm">{t.would_show}" "{text(module).shows}</p>
        <p class="ds-paragraph why">{reason}</p>
        <p class="module-way"><a class="ds-button" data-variant="secondary" data-size="sm" href=link>{label}</a></p>
    }
}

#[component]
fn NotInPlan(number: OrgNumber, plan: Option<PlanId>, module: ModuleId) -> impl IntoView {
    let t = &texts().dashboard;
    let name = plan.map(|plan| plan.plan().name).unwrap_or_default();
    let other = Plan::with_module(module).map(|other| {
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
        <p class="ds-paragraph" data-size="sm">{t.would_show}" "{text(module).shows}</p>
        <p class="ds-paragraph why">{(t.not_in_plan)(name)}</p>
        {other}
    }
}
