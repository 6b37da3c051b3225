use leptos::prelude::*;

use super::charts::{Bar, BarChart};
use crate::{
    components::{locale, texts},
    dashboard_data::{Claim, Employee, Payment, Payroll, Shipment, ShipmentState},
};

#[component]
pub fn ClaimsTable(mut claims: Vec<Claim>) -> impl IntoView {
    let t = &texts().dashboard;
    claims.sort_by_key(|claim| claim.due);
    let total: i64 = claims.iter().map(|claim| claim.outstanding).sum();
    if total == 0 {
        return view! { <p class="ds-paragraph">{t.nothing_to_pay}</p> }.into_any();
    }
    let bars: Vec<_> = claims
        .iter()
        .map(|claim| Bar {
            date: claim.due,
            amount: claim.outstanding,
            below: false,
        })
        .collect();
    let rows = claims.into_iter().map(|claim| {
        view! {
            <tr>
                <th scope="row">{claim.description}</th>
                <td>{locale().short_date(claim.due)}</td>
                <td class="number">{locale().kroner(claim.outstanding)}</td>
            </tr>
        }
    });
    view! {
        <p class="figure"><strong>{locale().kroner(total)}</strong>" "{t.to_pay}</p>
        <BarChart bars />
        <Table name=t.chart_claims>
            <thead>
                <tr>
                    <th scope="col">{t.claim}</th>
                    <th scope="col">{t.due}</th>
                    <th scope="col" class="number">{t.outstanding}</th>
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </Table>
    }
    .into_any()
}

#[component]
pub fn PaymentsTable(incoming: Vec<Payment>, outgoing: Vec<Payment>) -> impl IntoView {
    let t = &texts().dashboard;
    let with_direction =
        |payments: Vec<Payment>, out: bool| payments.into_iter().map(move |p| (p, out));
    let mut payments: Vec<_> = with_direction(incoming, false)
        .chain(with_direction(outgoing, true))
        .collect();
    if payments.is_empty() {
        return view! { <p class="ds-paragraph">{t.no_payments}</p> }.into_any();
    }
    // The newest payment comes first.
    payments.sort_by_key(|(payment, _)| std::cmp::Reverse(payment.date));
    let bars = payments
        .iter()
        .map(|(payment, out)| Bar {
            date: payment.date,
            amount: payment.amount,
            below: *out,
        })
        .collect();
    let rows = payments.into_iter().map(|(payment, out)| {
        let direction = if out { t.outgoing } else { t.incoming };
        view! {
            <tr>
                <th scope="row">{payment.description}</th>
                <td>{locale().short_date(payment.date)}</td>
                <td>{direction}</td>
                <td class="number">{locale().kroner(payment.amount)}</td>
            </tr>
        }
    });
    view! {
        <p class="key-to-chart" aria-hidden="true">
            <span class="in">{t.incoming}</span>
            <span class="out">{t.outgoing}</span>
        </p>
        <BarChart bars />
        <Table name=t.chart_payments>
            <thead>
                <tr>
                    <th scope="col">{t.description}</th>
                    <th scope="col">{t.date}</th>
                    <th scope="col">{t.incoming}" / "{t.outgoing}</th>
                    <th scope="col" class="number">{t.amount}</th>
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </Table>
    }
    .into_any()
}

#[component]
pub fn PayrollTable(payroll: Payroll) -> impl IntoView {
    let t = &texts().dashboard;
    if payroll.employees.is_empty() {
        return view! { <p class="ds-paragraph">{t.no_payroll}</p> }.into_any();
    }
    // The API gives the month as `2026-11`. The page shows the name of the month.
    let month = format!("{}-01", payroll.month)
        .parse()
        .map_or(payroll.month, |date| locale().month(date));
    let sum =
        |amount: fn(&Employee) -> i64| locale().amount(payroll.employees.iter().map(amount).sum());
    let (gross, tax, net) = (
        sum(|employee| employee.gross),
        sum(|employee| employee.tax),
        sum(|employee| employee.net),
    );
    let rows = payroll.employees.into_iter().map(|employee| {
        view! {
            <tr>
                <th scope="row">{employee.name}</th>
                <td class="number">{locale().amount(employee.gross)}</td>
                <td class="number">{locale().amount(employee.tax)}</td>
                <td class="number">{locale().amount(employee.net)}</td>
                <td>{if employee.paid { t.paid } else { t.not_paid }}</td>
            </tr>
        }
    });
    view! {
        <Table name=(t.month)(&month) caption=true>
            <thead>
                <tr>
                    <th scope="col">{t.employee}</th>
                    <th scope="col" class="number">{t.gross}</th>
                    <th scope="col" class="number">{t.tax}</th>
                    <th scope="col" class="number">{t.net}</th>
                    <th scope="col">{t.state}</th>
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
            <tfoot>
                <tr>
                    <th scope="row">{t.sum}</th>
                    <td class="number">{gross}</td>
                    <td class="number">{tax}</td>
                    <td class="number">{net}</td>
                    <td></td>
                </tr>
            </tfoot>
        </Table>
    }
    .into_any()
}

#[component]
pub fn ShipmentList(mut shipments: Vec<Shipment>) -> impl IntoView {
    let t = &texts().dashboard;
    if shipments.is_empty() {
        return view! { <p class="ds-paragraph">{t.no_shipments}</p> }.into_any();
    }
    shipments.sort_by_key(|shipment| shipment.expected);
    let rows = shipments.into_iter().map(|shipment| {
        let (state, colour) = match shipment.state {
            ShipmentState::InTransit => (t.in_transit, "info"),
            ShipmentState::Arrived => (t.arrived, "success"),
            ShipmentState::Delayed => (t.delayed, "warning"),
        };
        view! {
            <li>
                <strong>{shipment.contents}</strong>
                <span class="ds-tag" data-color=colour data-size="sm">{state}</span>
                <span class="quiet">
                    {(t.from)(&shipment.origin)}", "
                    {(t.expected)(&locale().short_date(shipment.expected))}
                </span>
            </li>
        }
    });
    view! { <ul class="shipments">{rows.collect_view()}</ul> }.into_any()
}

/// Shows a table that scrolls sideways if the table is too wide. For accessibility, the scrolling element has a name,
/// and users can reach this element with the keyboard.
#[component]
fn Table(
    #[prop(into)] name: String,
    /// Whether the name is visible above the table. Otherwise only screen readers read the name.
    #[prop(optional)]
    caption: bool,
    children: Children,
) -> impl IntoView {
    let label = name.clone();
    let class = if caption { "" } else { "visually-hidden" };
    view! {
        <div class="scroll" role="region" tabindex="0" aria-label=label>
            <table class="ds-table" data-size="sm">
                <caption class=class>{name}</caption>
                {children()}
            </table>
        </div>
    }
}
