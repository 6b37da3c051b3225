//! The tables of the dashboard. The caption of each table says what the table shows, and names the currency.

use jiff::civil::Date;
use leptos::prelude::*;

use super::{
    charts::{Bar, BarChart, BarKind},
    date_in_table, language_of_data,
};
use crate::{
    components::{locale, texts},
    dashboard_data::{Claim, Employee, Payment, Payroll, Shipment, ShipmentState},
};

#[component]
pub fn ClaimsTable(mut claims: Vec<Claim>, today: Date) -> impl IntoView {
    let t = &texts().dashboard;
    claims.retain(|claim| claim.outstanding > 0);
    claims.sort_by_key(|claim| claim.due);
    if claims.is_empty() {
        return view! { <p class="ds-paragraph">{t.nothing_to_pay}</p> }.into_any();
    }
    let total: i64 = claims.iter().map(|claim| claim.outstanding).sum();
    let late = claims.iter().filter(|claim| claim.is_overdue(today));
    let late: i64 = late.map(|claim| claim.outstanding).sum();
    let late = (late > 0).then(|| {
        view! { <p class="ds-paragraph late">{(t.of_which_overdue)(&locale().kroner(late))}</p> }
    });
    let bars: Vec<_> = claims
        .iter()
        .map(|claim| Bar {
            date: claim.due,
            amount: claim.outstanding,
            kind: if claim.is_overdue(today) {
                BarKind::Overdue
            } else {
                BarKind::Above
            },
        })
        .collect();
    let rows = claims.into_iter().map(move |claim| {
        let overdue = claim.is_overdue(today).then(|| {
            view! { " "<span class="ds-tag" data-color="danger" data-size="sm">{t.overdue}</span> }
        });
        // If the organisation has paid a part of the claim, the page also shows the whole amount.
        let whole = (claim.outstanding < claim.amount).then(|| {
            view! { <span class="whole">{(t.of_amount)(&locale().amount(claim.amount))}</span> }
        });
        view! {
            <tr>
                <th scope="row" lang=language_of_data()>{claim.description}</th>
                <td class="date">{date_in_table(claim.due, today)}{overdue}</td>
                <td class="number">{locale().amount(claim.outstanding)}{whole}</td>
            </tr>
        }
    });
    view! {
        <div>
            <p class="figure"><strong>{locale().kroner(total)}</strong>" "{t.to_pay}</p>
            {late}
        </div>
        <BarChart bars />
        <Table caption=t.claims_caption>
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
pub fn PaymentsTable(paid: Vec<Payment>, refunded: Vec<Payment>, today: Date) -> impl IntoView {
    let t = &texts().dashboard;
    if paid.is_empty() && refunded.is_empty() {
        return view! { <p class="ds-paragraph">{t.no_payments}</p> }.into_any();
    }
    let sum = |payments: &[Payment]| {
        let amounts = payments.iter().map(|payment| payment.amount);
        locale().amount(amounts.sum())
    };
    let (paid_sum, refunded_sum) = (sum(&paid), sum(&refunded));
    let of_kind =
        |payments: Vec<Payment>, kind| payments.into_iter().map(move |payment| (payment, kind));
    let mut payments: Vec<_> = of_kind(paid, BarKind::Above)
        .chain(of_kind(refunded, BarKind::Below))
        .collect();
    // The newest payment comes first.
    payments.sort_by_key(|(payment, _)| std::cmp::Reverse(payment.date));
    let bars = payments
        .iter()
        .map(|&(ref payment, kind)| Bar {
            date: payment.date,
            amount: payment.amount,
            kind,
        })
        .collect();
    let rows = payments.into_iter().map(move |(payment, kind)| {
        let amount = locale().amount(payment.amount);
        let (paid, refunded) = match kind {
            BarKind::Below => (None, Some(amount)),
            BarKind::Above | BarKind::Overdue => (Some(amount), None),
        };
        view! {
            <tr>
                <th scope="row" lang=language_of_data()>{payment.description}</th>
                <td class="date">{date_in_table(payment.date, today)}</td>
                <td class="number">{paid}</td>
                <td class="number">{refunded}</td>
            </tr>
        }
    });
    view! {
        <p class="key-to-chart" aria-hidden="true">
            <span class="above">{t.paid_to_tax_office}</span>
            <span class="below">{t.refunded}</span>
        </p>
        <BarChart bars />
        <Table caption=t.payments_caption>
            <thead>
                <tr>
                    <th scope="col">{t.description}</th>
                    <th scope="col">{t.date}</th>
                    <th scope="col" class="number">{t.paid_column}</th>
                    <th scope="col" class="number">{t.refunded_column}</th>
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
            <tfoot>
                <tr>
                    <th scope="row">{t.sum}</th>
                    <td></td>
                    <td class="number">{paid_sum}</td>
                    <td class="number">{refunded_sum}</td>
                </tr>
            </tfoot>
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
    // The API sends the month as `2026-11`, but the page shows the name of the month.
    let month = format!("{}-01", payroll.month)
        .parse()
        .map_or(payroll.month, |date| locale().month(date));
    let sum = |amount: fn(&Employee) -> i64| payroll.employees.iter().map(amount).sum::<i64>();
    let (gross, tax, net) = (
        sum(|employee| employee.gross),
        sum(|employee| employee.tax),
        sum(|employee| employee.net),
    );
    let state = |paid: bool| if paid { t.paid } else { t.not_paid };
    // In most months, all employees are paid on the same day. In that case, the line above the table says so, and the
    // table has no column for the payment status.
    let all_paid = payroll.employees.iter().all(|employee| employee.paid);
    let none_paid = payroll.employees.iter().all(|employee| !employee.paid);
    let mixed = !all_paid && !none_paid;
    let common_state = (!mixed).then(|| view! { ", "{state(all_paid)} });
    let rows = payroll.employees.into_iter().map(move |employee| {
        let own_state = mixed.then(|| view! { <td>{state(employee.paid)}</td> });
        view! {
            <tr>
                <th scope="row">{employee.name}</th>
                <td class="number">{locale().amount(employee.gross)}</td>
                <td class="number">{locale().amount(employee.tax)}</td>
                <td class="number">{locale().amount(employee.net)}</td>
                {own_state}
            </tr>
        }
    });
    view! {
        <p class="figure"><strong>{locale().kroner(net)}</strong>" "{t.net_pay}{common_state}</p>
        <Table caption=(t.month)(&month)>
            <thead>
                <tr>
                    <th scope="col">{t.employee}</th>
                    <th scope="col" class="number">{t.gross}</th>
                    <th scope="col" class="number">{t.tax}</th>
                    <th scope="col" class="number">{t.net}</th>
                    {mixed.then(|| view! { <th scope="col">{t.state}</th> })}
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
            <tfoot>
                <tr>
                    <th scope="row">{t.sum}</th>
                    <td class="number">{locale().amount(gross)}</td>
                    <td class="number">{locale().amount(tax)}</td>
                    <td class="number">{locale().amount(net)}</td>
                    {mixed.then(|| view! { <td></td> })}
                </tr>
            </tfoot>
        </Table>
    }
    .into_any()
}

#[component]
pub fn ShipmentList(mut shipments: Vec<Shipment>, today: Date) -> impl IntoView {
    let t = &texts().dashboard;
    if shipments.is_empty() {
        return view! { <p class="ds-paragraph">{t.no_shipments}</p> }.into_any();
    }
    shipments.sort_by_key(|shipment| shipment.expected);
    let rows = shipments.into_iter().map(|shipment| {
        let (state, colour, when) = match shipment.state {
            ShipmentState::InTransit => (t.in_transit, "info", t.expected),
            ShipmentState::Arrived => (t.arrived, "success", t.arrived_on),
            ShipmentState::Delayed => (t.delayed, "warning", t.now_expected),
        };
        view! {
            <li>
                <strong lang=language_of_data()>{shipment.contents}</strong>
                <span class="ds-tag" data-color=colour data-size="sm">{state}</span>
                <span class="quiet">
                    {(t.from)(&shipment.origin)}", "{when(&date_in_table(shipment.expected, today))}
                </span>
            </li>
        }
    });
    view! { <ul class="shipments">{rows.collect_view()}</ul> }.into_any()
}

/// Shows a table that scrolls sideways if it is too wide. For accessibility, the scrolling element has a name, and
/// users can reach it with the keyboard.
#[component]
fn Table(#[prop(into)] caption: String, children: Children) -> impl IntoView {
    let label = caption.clone();
    view! {
        <div class="scroll" role="region" tabindex="0" aria-label=label>
            <table class="ds-table" data-size="sm">
                <caption>{caption}</caption>
                {children()}
            </table>
        </div>
    }
}
