//! The cards of the dashboard. A card shows the data of a module and the source of the data, or the reason why there is
//! no data.

mod charts;
mod tables;

use jiff::{Timestamp, civil::Date};
use leptos::prelude::*;

use self::tables::{ClaimsTable, PaymentsTable, PayrollTable, ShipmentList};
use super::{before::system_users_address, dashboard::ModuleResult};
use crate::{
    components::{locale, page_context, texts},
    dashboard_data::{ModuleData, NoDataReason, norwegian_date},
    i18n::{self, Locale},
    plan::{Access, ModuleId, Plan, PlanId, Viewers},
};
use altinn_types::OrgNumber;

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
    let class = if matches!(result, Some(Ok(_))) {
        "ds-card module"
    } else {
        "ds-card module idle"
    };
    let content = match result {
        Some(Ok((data, at))) => view! {
            <div class="module-content"><ModuleContent data today=norwegian_date(at) /></div>
            <DataSource plan module fetched_at=at />
        }
        .into_any(),
        Some(Err(NoDataReason::NotForThisPerson)) => {
            view! { <NotForThisPerson module /> }.into_any()
        }
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
fn ModuleContent(
    data: ModuleData,
    /// The date in Norway when SmartCloud fetched the data.
    today: Date,
) -> impl IntoView {
    match data {
        ModuleData::Claims(claims) => view! { <ClaimsTable claims today /> }.into_any(),
        ModuleData::Payments { paid, refunded } => {
            view! { <PaymentsTable paid refunded today /> }.into_any()
        }
        ModuleData::Payroll(payroll) => view! { <PayrollTable payroll /> }.into_any(),
        ModuleData::Shipments(shipments) => view! { <ShipmentList shipments today /> }.into_any(),
    }
}

/// Shows which access SmartCloud used to fetch the data, and the date and time. The text contains the date, because
/// somebody can print the page and read the paper on another day.
#[component]
fn DataSource(plan: Option<PlanId>, module: ModuleId, fetched_at: Timestamp) -> impl IntoView {
    let t = &texts().dashboard;
    let time = locale().date_and_time(fetched_at);
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

#[component]
fn WouldShow(module: ModuleId) -> impl IntoView {
    let text = module_text(module);
    view! { <p class="ds-paragraph" data-size="sm">{texts().dashboard.would_show}" "{text.shows}</p> }
}

/// Says that this person is not allowed to see the data, and who is allowed.
#[component]
fn NotForThisPerson(module: ModuleId) -> impl IntoView {
    let t = &texts().dashboard;
    let package = Viewers::of(module).package.in_locale(locale());
    view! {
        <WouldShow module />
        <p class="ds-paragraph why">{t.not_for_you}</p>
        <p class="ds-paragraph" data-size="sm">{(t.who_can_see)(package)}</p>
    }
}

/// Shows a card without data. The card explains what the module would show and why the data is missing. The card also
/// says what the user can do.
#[component]
fn NoData(number: OrgNumber, module: ModuleId, reason: NoDataReason) -> impl IntoView {
    let t = &texts().dashboard;
    let again = || (format!("/dashboard/{number}"), t.try_again);
    let (text, (link, label)) = match reason {
        NoDataReason::NoAccess | NoDataReason::NotForThisPerson => (
            t.no_access,
            (system_users_address(&expect_context()), t.open_altinn),
        ),
        NoDataReason::SystemUserNotFound => (
            t.system_user_not_found,
            (format!("/connect/{number}"), t.see_status),
        ),
        NoDataReason::Unauthorised => (t.unauthorised, again()),
        NoDataReason::Unreachable => (t.unreachable, again()),
        NoDataReason::Refused => (t.refused, again()),
        NoDataReason::MaskinportenUnreachable => (t.maskinporten_unreachable, again()),
        NoDataReason::MaskinportenRefused => (t.maskinporten_refused, again()),
    };
    view! {
        <WouldShow module />
        <p class="ds-paragraph why">{text}</p>
        <ForSupport reason />
        <p class="module-way"><a class="ds-button" data-variant="secondary" data-size="sm" href=link>{label}</a></p>
    }
}

/// Shows possible reasons for the missing data, and a reference for SmartCloud's support. The section is collapsed,
/// because most customers do not need this information.
#[component]
fn ForSupport(reason: NoDataReason) -> impl IntoView {
    let t = &texts().dashboard;
    let causes = (reason == NoDataReason::SystemUserNotFound).then(|| {
        let causes = t.support_causes.map(|cause| view! { <li>{cause}</li> });
        view! {
            <p class="ds-paragraph" data-size="sm">{t.support_not_found}</p>
            <ul class="ds-list" data-size="sm">{causes.into_iter().collect_view()}</ul>
        }
    });
    let reference = page_context().request_id.map(|id| {
        view! {
            <p class="ds-paragraph reference" data-size="sm">
                {texts().site.support_reference}" "<code>{id}</code>
            </p>
        }
    });
    view! {
        <details class="support">
            <summary>{t.support_title}</summary>
            {causes}
            {reference}
        </details>
    }
}

/// Says that the customer's plan does not show this module. The customer saw the approved access in Altinn. If this
/// access covers the module, the text says so.
#[component]
fn NotInPlan(number: OrgNumber, plan: Option<PlanId>, module: ModuleId) -> impl IntoView {
    let t = &texts().dashboard;
    let text = plan.map(PlanId::plan).map(|plan| {
        if plan.access_covers(module) {
            (t.not_shown)(plan.name)
        } else {
            (t.not_requested)(plan.name)
        }
    });
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
        <WouldShow module />
        <p class="ds-paragraph why">{text}</p>
        {other}
    }
}

/// Formats a date for a table, and adds the year only if it is not the current year.
fn date_in_table(date: Date, today: Date) -> String {
    let short = locale().short_date(date);
    if date.year() == today.year() {
        short
    } else {
        format!("{short}\u{a0}{}", date.year())
    }
}

/// Returns the HTML attribute `lang` for texts of the resource owners, which are in Norwegian. With this attribute,
/// screen readers read the texts in Norwegian on a page in another language. A page in bokmål does not need the
/// attribute, so the result is `None`.
fn language_of_data() -> Option<&'static str> {
    (locale() != Locale::Nb).then_some("nb")
}
