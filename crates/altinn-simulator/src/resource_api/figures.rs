//! The invented claims, payments, salaries and shipments of an organisation. The amounts depend only on the
//! organisation and the month. Whether a claim is paid depends on the day. No amount belongs to a real organisation.

use jiff::{ToSpan, civil::Date};
use serde::Serialize;
use sha2::{Digest, Sha256};

use altinn_types::OrgNumber;

/// A claim (*krav*) of the Tax Administration. The amounts are in whole kroner.
#[derive(Debug, Serialize)]
pub struct Claim {
    #[serde(rename = "kravid")]
    pub id: String,
    #[serde(rename = "beskrivelse")]
    pub description: String,
    #[serde(rename = "forfall")]
    pub due: Date,
    #[serde(rename = "belop")]
    pub amount: i64,
    /// The part of the amount that the organisation has not paid yet.
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
    pub name: String,
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
    pub expected: Date,
    pub status: &'static str,
}

/// The day of the month on which every employer pays the salaries.
const PAYDAY: i8 = 12;

/// Returns the claims of the current month, the five months before, and the next two months. If a claim was due before
/// today, the organisation has paid the claim. The only exception is one claim, of which the organisation has paid a
/// part.
pub fn claims(owner: &OrgNumber, today: Date) -> Vec<Claim> {
    let mut claims = Vec::new();
    for months_ago in (-2..=5).rev() {
        let Some(month) = month_before(today, months_ago) else {
            continue;
        };
        let mut claim = |kind: &str, label: String, day: i8, amount: i64| {
            let due = on_day(month, day);
            // Only a part of last month's withholding tax (*forskuddstrekk*) is paid. Users thus see an example of a
            // partly paid claim.
            let open = match months_ago {
                1 if kind == "forskuddstrekk" => amount / 4,
                _ if due >= today => amount,
                _ => 0,
            };
            claims.push(Claim {
                id: format!("K{}", pick(owner, kind, month, 100_000_000, 899_999_999)),
                description: label,
                due,
                amount,
                open,
            });
        };
        let term = (i64::from(month.month()) + 1) / 2;
        let wages = pick(owner, "forskuddstrekk", month, 18_000, 64_000);
        claim(
            "forskuddstrekk",
            format!("Forskuddstrekk {term}. termin"),
            15,
            wages,
        );
        claim(
            "arbeidsgiveravgift",
            format!("Arbeidsgiveravgift {term}. termin"),
            15,
            wages * 2 / 5,
        );
        if month.month() % 2 == 0 {
            let vat = pick(owner, "mva", month, 9_000, 148_000);
            claim("mva", format!("Merverdiavgift {term}. termin"), 10, vat);
        }
    }
    claims.sort_by_key(|claim| claim.due);
    claims
}

/// Returns the payments from the organisation to the Tax Administration. The organisation pays each claim on the day
/// before the due date.
pub fn paid_in(owner: &OrgNumber, today: Date) -> Vec<Payment> {
    claims(owner, today)
        .into_iter()
        .filter(|claim| claim.due < today)
        .map(|claim| Payment {
            id: claim.id.replacen('K', "I", 1),
            date: claim.due.checked_sub(1.day()).unwrap_or(claim.due),
            description: claim.description,
            amount: claim.amount - claim.open,
        })
        .collect()
}

/// Returns the payments from the Tax Administration to the organisation.
pub fn paid_out(owner: &OrgNumber, today: Date) -> Vec<Payment> {
    let reasons = [(4, "Tilgode merverdiavgift"), (2, "Avregning av skatt")];
    reasons
        .into_iter()
        .filter_map(|(months_ago, reason)| {
            let month = month_before(today, months_ago)?;
            Some(Payment {
                id: format!("U{}", pick(owner, reason, month, 100_000_000, 899_999_999)),
                date: on_day(month, 20),
                description: reason.to_owned(),
                amount: pick(owner, reason, month, 1_200, 38_000),
            })
        })
        .collect()
}

pub fn payroll(owner: &OrgNumber, today: Date) -> Payroll {
    let first = today.first_of_month();
    let made = pick(owner, "ansatte", Date::constant(2000, 1, 1), 0, 20_000).unsigned_abs();
    let count = 3 + made % 5;
    let employees = (0..count).map(|place| {
        let name = crate::rules::made_parties::person_name(made + place);
        let gross = pick(owner, &name, Date::constant(2000, 1, 1), 34_000, 71_000) / 100 * 100;
        let tax = gross * 31 / 100;
        Employee {
            name,
            gross,
            tax,
            net: gross - tax,
            status: if today.day() >= PAYDAY {
                "Paid"
            } else {
                "Pending"
            },
        }
    });
    Payroll {
        month: format!("{:04}-{:02}", first.year(), first.month()),
        employees: employees.collect(),
    }
}

pub fn shipments(owner: &OrgNumber, today: Date) -> Vec<Shipment> {
    const GOODS: [(&str, &str); 8] = [
        ("Kaffebønner, 40 sekker", "Antwerpen"),
        ("Limtre, 12 bunter", "Kongsvinger"),
        ("Kontorstoler, 24 stk.", "Jönköping"),
        ("Emballasje, 6 paller", "Aarhus"),
        ("Reservedeler, 3 kolli", "Hamburg"),
        ("Fiskekasser, 200 stk.", "Ålesund"),
        ("Arbeidsklær, 15 esker", "Göteborg"),
        ("Gjødsel, 18 paller", "Herøya"),
    ];
    let month = today.first_of_month();
    (0_i64..5)
        .map(|place| {
            let name = format!("forsendelse {place}");
            let (contents, origin) =
                GOODS[usize::try_from(pick(owner, &name, month, 0, 7)).unwrap_or(0)];
            let status = match place {
                0 | 1 => "Arrived",
                2 => "Delayed",
                _ => "InTransit",
            };
            // The third shipment was expected yesterday and is delayed. The first two shipments have arrived. The last
            // two shipments are expected in the next days.
            let expected = today.checked_add(((place - 2) * 3 - i64::from(place == 2)).days());
            Shipment {
                id: format!("NO{}", pick(owner, &name, month, 10_000_000, 99_999_999)),
                contents,
                origin,
                expected: expected.unwrap_or(today),
                status,
            }
        })
        .collect()
}

/// Returns a number from `least` to `most`. The same parameters always give the same number.
fn pick(owner: &OrgNumber, what: &str, month: Date, least: i64, most: i64) -> i64 {
    let digest = Sha256::digest(format!("{owner} {what} {}-{}", month.year(), month.month()));
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
    use super::*;

    const TODAY: Date = Date::constant(2026, 3, 14);

    fn owner() -> OrgNumber {
        "312450186".parse().unwrap()
    }

    #[test]
    fn figures_are_the_same_twice_and_others_for_another() {
        let json = |number: &str| {
            let owner = number.parse().unwrap();
            serde_json::to_string(&(claims(&owner, TODAY), payroll(&owner, TODAY))).unwrap()
        };
        assert_eq!(json("312450186"), json("312450186"));
        assert_ne!(json("312450186"), json("313604721"));
    }

    #[test]
    fn there_is_something_to_see_of_everything() {
        let claims = claims(&owner(), TODAY);
        assert!(claims.iter().any(|claim| claim.open == 0));
        assert!(
            claims
                .iter()
                .any(|claim| 0 < claim.open && claim.open < claim.amount)
        );
        assert!(
            claims
                .iter()
                .any(|claim| claim.open == claim.amount && claim.due >= TODAY)
        );
        assert!(
            paid_in(&owner(), TODAY)
                .iter()
                .all(|payment| payment.date < TODAY)
        );
        assert_eq!(paid_out(&owner(), TODAY).len(), 2);
        for status in ["InTransit", "Arrived", "Delayed"] {
            assert!(
                shipments(&owner(), TODAY)
                    .iter()
                    .any(|shipment| shipment.status == status)
            );
        }
    }

    #[test]
    fn salaries_are_paid_on_payday() {
        let status =
            |day| payroll(&owner(), TODAY.with().day(day).build().unwrap()).employees[0].status;
        assert_eq!((status(11), status(12)), ("Pending", "Paid"));
        let payroll = payroll(&owner(), TODAY);
        assert_eq!(payroll.month, "2026-03");
        assert!(payroll.employees.iter().all(|e| e.gross == e.tax + e.net));
    }
}
