//! The invented claims, payments, salaries and shipments of an organisation. The figures depend only on the
//! organisation and on the day, so an organisation has the same figures each time. No figure belongs to a real
//! organisation.
//!
//! The figures agree with each other, as in real accounts. For example, the claim for tax deductions is the sum of the
//! tax that the organisation deducts from the salaries. The due dates are those of the law (see [`claims`]).

mod claims;
mod trades;

use jiff::{
    ToSpan,
    civil::{Date, Weekday},
};
use serde::Serialize;
use sha2::{Digest, Sha256};

pub use self::claims::claims;
use self::{
    claims::{payday_of, value_added_tax},
    trades::{NAMES, named_staff, trade_of},
};
use altinn_types::OrgNumber;

/// A claim (*krav*) of the Tax Administration. The amounts are in whole kroner.
#[derive(Clone, Debug, Serialize)]
pub struct Claim {
    #[serde(rename = "kravid")]
    pub id: String,
    #[serde(rename = "beskrivelse")]
    pub description: String,
    #[serde(rename = "forfall")]
    pub due: Date,
    #[serde(rename = "belop")]
    pub amount: i64,
    /// What the organisation has not paid yet.
    #[serde(rename = "rest")]
    pub open: i64,
}

#[derive(Debug, Serialize)]
pub struct Payment {
    #[serde(rename = "betalingsid")]
    pub id: String,
    #[serde(rename = "dato")]
    pub date: Date,
    #[serde(rename = "beskrivelse")]
    pub description: String,
    #[serde(rename = "belop")]
    pub amount: i64,
}

#[derive(Debug, Serialize)]
pub struct Payroll {
    /// The year and the month, such as `2026-01`.
    pub month: String,
    pub employees: Vec<Employee>,
}

#[derive(Debug, Serialize)]
pub struct Employee {
    pub name: &'static str,
    pub gross: i64,
    pub tax: i64,
    pub net: i64,
    pub status: &'static str,
}

#[derive(Debug, Serialize)]
pub struct Shipment {
    pub id: String,
    pub contents: &'static str,
    pub origin: &'static str,
    /// The day when the shipment arrived or will arrive.
    pub expected: Date,
    pub status: &'static str,
}

/// This module makes the figures of this organisation. The name of the organisation decides its trade, and the trade
/// decides the figures.
#[derive(Debug)]
pub struct Owner {
    pub number: OrgNumber,
    pub name: String,
}

/// Returns the payments of the organisation to the Tax Administration, sorted by date.
pub fn paid_in(owner: &Owner, today: Date) -> Vec<Payment> {
    let paid = claims(owner, today).into_iter().filter_map(|claim| {
        let amount = claim.amount - claim.open;
        (amount > 0).then(|| Payment {
            id: claim.id.replacen('K', "I", 1),
            date: payday_of(&claim),
            description: claim.description,
            amount,
        })
    });
    let mut paid: Vec<_> = paid.collect();
    paid.sort_by_key(|payment| payment.date);
    paid
}

/// Returns the payments of the Tax Administration to the organisation, sorted by date. In some terms an organisation
/// gets value added tax back, for example because it has bought a machine.
pub fn paid_out(owner: &Owner, today: Date) -> Vec<Payment> {
    (0..=14)
        .rev()
        .filter_map(|months_ago| {
            let refund = value_added_tax(owner, month_before(today, months_ago)?, today)?;
            let date = working_day_from(refund.due.checked_add(10.days()).ok()?);
            (refund.amount < 0 && date <= today).then(|| Payment {
                id: refund.id.replacen('K', "U", 1),
                date,
                description: format!("{}, til gode", refund.description),
                amount: -refund.amount,
            })
        })
        .collect()
}

pub fn payroll(owner: &Owner, today: Date) -> Payroll {
    let month = today.first_of_month();
    let status = if payday(month) <= today {
        "Paid"
    } else {
        "Pending"
    };
    let employees = staff(owner).into_iter().map(|(name, gross)| {
        let tax = tax_on(name, gross, month);
        Employee {
            name,
            gross,
            tax,
            net: gross - tax,
            status,
        }
    });
    Payroll {
        month: format!("{:04}-{:02}", month.year(), month.month()),
        employees: employees.collect(),
    }
}

/// Shipments of the last twelve and the next seven days, sorted by date. A shipment comes every fourth day, and every
/// third shipment is delayed.
pub fn shipments(owner: &Owner, today: Date) -> Vec<Shipment> {
    const DELAY: i64 = 12;
    let goods = &trade_of(&owner.name).goods;
    let first = pick(owner, "første forsendelse", 0, 3);
    let planned = |days: i64| {
        let date = today.checked_add(days.days()).ok()?;
        let days_since = i64::from(Date::constant(2000, 1, 1).until(date).ok()?.get_days());
        ((days_since + first) % 4 == 0).then_some((date, (days_since + first) / 4))
    };
    let shipment = |(date, number): (Date, i64)| {
        let new_date = date.checked_add(DELAY.days()).ok()?;
        let (expected, status) = match (number % 3 == 0, date <= today) {
            (_, false) => (date, "InTransit"),
            (false, true) => (date, "Arrived"),
            (true, true) if today < new_date => (new_date, "Delayed"),
            (true, true) => (new_date, "Arrived"),
        };
        let (contents, origin) = goods[usize::try_from(number).unwrap_or(0) % goods.len()];
        Some(Shipment {
            id: format!(
                "NO{}",
                pick(
                    owner,
                    &format!("forsendelse {number}"),
                    10_000_000,
                    99_999_999
                )
            ),
            contents,
            origin,
            expected,
            status,
        })
    };
    let mut shipments: Vec<_> = (-DELAY..=7)
        .filter_map(planned)
        .filter_map(shipment)
        .collect();
    shipments.sort_by_key(|shipment| shipment.expected);
    shipments
}

/// Returns the name of each employee and the employee's salary for one month.
fn staff(owner: &Owner) -> Vec<(&'static str, i64)> {
    let trade = trade_of(&owner.name);
    let (fewest, most) = trade.employees;
    let count = usize::try_from(pick(owner, "ansatte", fewest, most)).unwrap_or(1);
    let start = usize::try_from(pick(owner, "navn", 0, 39)).unwrap_or(0);
    let known = named_staff(&owner.number);
    // The steps of 7 give each employee a different name, because 7 and the number of names, 40, have no common
    // divisor.
    let others = (0..).map(|place| NAMES[(start + place * 7) % NAMES.len()]);
    let names = known.iter().copied().chain(others).take(count);
    let (lowest, highest) = trade.pay;
    let pay = |(place, name): (usize, _)| {
        // The first employee is the manager, who earns most.
        let gross = if place == 0 {
            highest * 115 / 100
        } else {
            pick(owner, name, lowest, highest)
        };
        (name, gross / 100 * 100)
    };
    names.enumerate().map(pay).collect()
}

/// The tax that the employer deducts from a salary. In December, the tax is only half as much.
fn tax_on(name: &str, gross: i64, month: Date) -> i64 {
    let personal = i64::try_from(name.len()).unwrap_or(0) % 7 * 5;
    let per_mille = (125 + gross / 400 + personal).min(420);
    let tax = gross * per_mille / 1000;
    if month.month() == 12 { tax / 2 } else { tax }
}

/// The payday for salaries: the 12th, or the Friday before if the 12th is in a weekend.
fn payday(month: Date) -> Date {
    working_day_until(on_day(month, 12))
}

/// If `date` is in a weekend, returns the Friday before. Otherwise returns `date`. Public holidays count as working
/// days.
fn working_day_until(date: Date) -> Date {
    let days = match date.weekday() {
        Weekday::Saturday => 1,
        Weekday::Sunday => 2,
        _ => 0,
    };
    date.checked_sub(days.days()).unwrap_or(date)
}

/// If `date` is in a weekend, returns the Monday after. Otherwise returns `date`. Public holidays count as working
/// days.
fn working_day_from(date: Date) -> Date {
    let days = match date.weekday() {
        Weekday::Saturday => 2,
        Weekday::Sunday => 1,
        _ => 0,
    };
    date.checked_add(days.days()).unwrap_or(date)
}

/// Returns a pseudo-random number from `least` to `most`, which is always the same for the same parameters.
fn pick(owner: &Owner, what: &str, least: i64, most: i64) -> i64 {
    let digest = Sha256::digest(format!("{} {what}", owner.number));
    let number = u32::from_be_bytes([digest[0], digest[1], digest[2], digest[3]]);
    least + i64::from(number) % (most - least + 1)
}

fn month_before(today: Date, months: i64) -> Option<Date> {
    today.first_of_month().checked_sub(months.months()).ok()
}

fn on_day(month: Date, day: i8) -> Date {
    month.with().day(day).build().unwrap_or(month)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    const TODAY: Date = Date::constant(2026, 11, 27);

    pub(super) fn owner(number: &str, name: &str) -> Owner {
        Owner {
            number: number.parse().unwrap(),
            name: name.to_owned(),
        }
    }

    pub(super) fn cafe() -> Owner {
        owner("312450186", "Fjordlys Kafé AS")
    }

    pub(super) fn days(from: Date, count: i64) -> impl Iterator<Item = Date> {
        (0..count).map(move |day| from + day.days())
    }

    #[test]
    fn figures_are_the_same_twice_and_others_for_another() {
        let json = |number: &str| {
            let owner = owner(number, "Fjordlys Kafé AS");
            serde_json::to_string(&(claims(&owner, TODAY), payroll(&owner, TODAY))).unwrap()
        };
        assert_eq!(json("312450186"), json("312450186"));
        assert_ne!(json("312450186"), json("313604721"));
    }

    #[test]
    fn claims_and_salaries_agree() {
        let payroll = payroll(&cafe(), TODAY);
        let sum = |amount: fn(&Employee) -> i64| payroll.employees.iter().map(amount).sum::<i64>();
        let claims = claims(&cafe(), TODAY);
        let amount = |description: &str| {
            let claim = claims.iter().find(|claim| claim.description == description);
            claim.unwrap().amount
        };
        assert_eq!(
            amount("Forskuddstrekk november 2026"),
            sum(|employee| employee.tax)
        );
        // The sixth term is November and December. On 27 November, only the salaries of November have been paid, so the
        // claim has the contributions of one month.
        let gross = sum(|employee| employee.gross);
        assert_eq!(
            amount("Arbeidsgiveravgift 6. termin 2026"),
            gross * 141 / 1000
        );
        assert_eq!(
            amount("Arbeidsgiveravgift 5. termin 2026"),
            gross * 2 * 141 / 1000
        );
        assert!(payroll.employees.iter().all(|e| e.gross == e.tax + e.net));
    }

    #[test]
    fn every_day_of_two_years_has_figures_that_hold_together() {
        for today in days(Date::constant(2026, 1, 1), 730) {
            let claims = claims(&cafe(), today);
            let open = |claim: &&Claim| claim.open > 0;
            let overdue = claims
                .iter()
                .filter(open)
                .filter(|claim| working_day_from(claim.due) < today);
            assert_eq!(overdue.count(), 1, "{today}");
            assert!(
                claims.iter().filter(open).any(|claim| claim.due >= today),
                "{today}"
            );
            let ids: HashSet<_> = claims.iter().map(|claim| &claim.id).collect();
            assert_eq!(ids.len(), claims.len(), "{today}");

            let (paid, refunded) = (paid_in(&cafe(), today), paid_out(&cafe(), today));
            assert!(
                paid.iter()
                    .chain(&refunded)
                    .all(|payment| payment.date <= today)
            );
            assert!(paid.iter().all(|payment| payment.amount > 0));
            let shipments = shipments(&cafe(), today);
            let goods: HashSet<_> = shipments.iter().map(|one| one.contents).collect();
            assert_eq!((shipments.len(), goods.len()), (5, 5), "{today}");
            for status in ["InTransit", "Arrived", "Delayed"] {
                let mut with_status = shipments.iter().filter(|one| one.status == status);
                let arrived = status == "Arrived";
                assert!(with_status.clone().count() > 0, "{today}: {status}");
                assert!(
                    with_status.all(|one| (one.expected <= today) == arrived),
                    "{today}"
                );
            }

            assert!(claims.is_sorted_by_key(|claim| claim.due));
            assert!(paid.is_sorted_by_key(|payment| payment.date));
            assert!(refunded.is_sorted_by_key(|payment| payment.date));
            assert!(shipments.is_sorted_by_key(|shipment| shipment.expected));
        }
    }

    #[test]
    fn each_trade_has_its_own_figures() {
        let names = |owner: &Owner| {
            let payroll = payroll(owner, TODAY);
            payroll
                .employees
                .iter()
                .map(|employee| employee.name)
                .collect::<HashSet<_>>()
        };
        let joinery = owner("314729056", "Solvik Snekkeri AS");
        assert!(names(&cafe()).contains("Kari Nordby"));
        assert!(names(&joinery).contains("Siv Haugen"));
        assert!(!names(&cafe()).is_subset(&names(&joinery)));
        let first = |name: &str| name.split(' ').next().unwrap().to_owned();
        let given: HashSet<_> = names(&cafe()).into_iter().map(first).collect();
        assert_eq!(given.len(), names(&cafe()).len());

        let vat = |owner: &Owner| {
            let claims = claims(owner, TODAY);
            claims
                .iter()
                .any(|claim| claim.description.starts_with("Merverdiavgift"))
        };
        assert!(!vat(&owner("318163588", "Blåklokka Barnehage SA")));
        let exporter = owner("311420968", "Havgapet Sjømat AS");
        assert!(!vat(&exporter) && paid_out(&exporter, TODAY).len() > 5);
    }

    #[test]
    fn salaries_are_paid_on_payday() {
        // The payday is the 12th of the month if this is a working day. 12 March 2026 is a Thursday.
        let march = Date::constant(2026, 3, 1);
        let status = |day| payroll(&cafe(), on_day(march, day)).employees[0].status;
        assert_eq!((status(11), status(12)), ("Pending", "Paid"));
        assert_eq!(payroll(&cafe(), march).month, "2026-03");
        // If the 12th is in a weekend, the payday is the Friday before. 12 September 2026 is a Saturday.
        let september = Date::constant(2026, 9, 1);
        assert_eq!(payday(september).to_string(), "2026-09-11");
    }
}
