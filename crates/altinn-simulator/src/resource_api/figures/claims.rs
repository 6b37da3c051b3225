//! The claims for money (*krav*) that the Tax Administration has against an organisation. Their due dates follow the
//! law.

use jiff::{ToSpan, civil::Date};

use super::{
    Claim, Owner, month_before, on_day, payday, pick, staff, tax_on,
    trades::{Vat, trade_of},
    working_day_from, working_day_until,
};
use crate::texts::NORWEGIAN_MONTHS;

/// The employer's national insurance contribution (*arbeidsgiveravgift*) of zone 1, for each thousand kroner of pay.
const CONTRIBUTION_PER_MILLE: i64 = 141;

/// From this year on, employers pay the tax deductions after each payday, and no longer after each term.
const FIRST_YEAR_WITHOUT_TERMS: i16 = 2026;

/// Returns the claims of the last year and the coming terms, sorted by due date. A claim exists from the day on which
/// the organisation reports the figures.
///
/// | claim | due |
/// |---|---|
/// | *arbeidsgiveravgift* | 15 March, May, July, September, November and January: half a month after the two-month term |
/// | *forskuddstrekk* | the first working day after each payday; for pay of 2025 and earlier, with *arbeidsgiveravgift* |
/// | *merverdiavgift* | 10 April, 10 June, 31 August, 10 October, 10 December and 10 February |
/// | *merverdiavgift*, once a year | 10 April, for farmers and fishers |
///
/// The organisation pays each claim on the due date, or on the Friday before if the due date is in a weekend. Some
/// organisations still owe a part of the latest *arbeidsgiveravgift*, so that users see an overdue claim.
pub fn claims(owner: &Owner, today: Date) -> Vec<Claim> {
    let mut claims = Vec::new();
    for months_ago in (0..=14).rev() {
        if let Some(month) = month_before(today, months_ago) {
            claims.extend(tax_deductions(owner, month, today));
            claims.extend(contributions(owner, month, today));
            claims.extend(value_added_tax(owner, month, today).filter(|vat| vat.amount > 0));
        }
    }
    for claim in &mut claims {
        if payday_of(claim) < today {
            claim.open = 0;
        }
    }
    if pays_late(owner) {
        let overdue = claims.iter_mut().rfind(|claim| {
            claim.description.starts_with("Arbeidsgiveravgift")
                && working_day_from(claim.due) < today
        });
        if let Some(claim) = overdue {
            claim.open = claim.amount / 4;
        }
    }
    claims.sort_by_key(|claim| claim.due);
    claims
}

/// Returns the claim for the tax that the organisation deducted from the salaries of `month` (*forskuddstrekk*). Before
/// 2026, one claim covers both months of a term, and this function returns it only for the second month.
fn tax_deductions(owner: &Owner, month: Date, today: Date) -> Option<Claim> {
    let in_terms = month.year() < FIRST_YEAR_WITHOUT_TERMS;
    if payday(month) > today || (in_terms && month.month() % 2 == 1) {
        return None;
    }
    let deducted = |month: Date| -> i64 {
        let staff = staff(owner).into_iter();
        staff.map(|(name, gross)| tax_on(name, gross, month)).sum()
    };
    Some(if in_terms {
        let (first, term) = term_of(month);
        let due = on_day(first.checked_add(2.months()).ok()?, 15);
        let amount = deducted(first) + deducted(month);
        claim(owner, &format!("Forskuddstrekk {term}"), due, amount)
    } else {
        let name = usize::try_from(month.month() - 1).map_or("", |index| NORWEGIAN_MONTHS[index]);
        let due = working_day_from(payday(month).tomorrow().ok()?);
        let description = format!("Forskuddstrekk {name} {}", month.year());
        claim(owner, &description, due, deducted(month))
    })
}

/// Returns the one claim for the employer's contributions of a two-month term. The claim covers the months of this term
/// with paid salaries. Returns `None` if `month` is not the last of these months.
fn contributions(owner: &Owner, month: Date, today: Date) -> Option<Claim> {
    let (first, term) = term_of(month);
    let second = first.checked_add(1.month()).ok()?;
    let months = if payday(second) <= today { 2 } else { 1 };
    let last = if months == 2 { second } else { first };
    if month != last || payday(month) > today {
        return None;
    }
    let gross: i64 = staff(owner).iter().map(|(_, gross)| gross).sum();
    let amount = gross * months * CONTRIBUTION_PER_MILLE / 1000;
    let due = on_day(first.checked_add(2.months()).ok()?, 15);
    Some(claim(
        owner,
        &format!("Arbeidsgiveravgift {term}"),
        due,
        amount,
    ))
}

/// Returns the organisation's value added tax for the term that ends with `month`. The amount is negative if the
/// organisation gets money back.
pub(super) fn value_added_tax(owner: &Owner, month: Date, today: Date) -> Option<Claim> {
    let (first, term) = term_of(month);
    if month.month() % 2 == 1 {
        return None;
    }
    let due = |months: i64, day| Some(on_day(month.checked_add(months.months()).ok()?, day));
    let (description, due, amount) = match trade_of(&owner.name).vat {
        Vat::OnceAYear(about) if month.month() == 12 => {
            let description = format!("Merverdiavgift {}, årstermin", month.year());
            (description, due(4, 10)?, about)
        }
        Vat::None | Vat::OnceAYear(_) => return None,
        Vat::EveryTwoMonths(about) | Vat::Refunded(about) => {
            // The value added tax for May and June is due at the end of August, because July is a month of holidays.
            let due = if month.month() == 6 {
                due(2, 31)?
            } else {
                due(2, 10)?
            };
            (format!("Merverdiavgift {term}"), due, about)
        }
    };
    let amount = amount * pick(owner, &description, 82, 118) / 100;
    let terms = i64::from(first.year()) * 6 + i64::from(first.month() / 2);
    let amount = match trade_of(&owner.name).vat {
        Vat::Refunded(_) => -amount,
        // In every third term, the organisation gets money back: a third of its usual amount.
        Vat::EveryTwoMonths(_) if (terms + pick(owner, "til gode", 0, 2)) % 3 == 0 => -amount / 3,
        _ => amount,
    };
    // An organisation reports its figures about three weeks before the due date. Before that, there is no claim.
    let reported = due.checked_sub(22.days()).ok()?;
    (reported <= today).then(|| claim(owner, &description, due, amount))
}

fn claim(owner: &Owner, description: &str, due: Date, amount: i64) -> Claim {
    Claim {
        id: format!("K{}", pick(owner, description, 100_000_000, 999_999_999)),
        description: description.to_owned(),
        due,
        amount,
        open: amount,
    }
}

/// Returns the first month of the two-month term that contains `month`, and the name of the term.
fn term_of(month: Date) -> (Date, String) {
    let number = (month.month() + 1) / 2;
    let first = month.with().month(number * 2 - 1).build().unwrap_or(month);
    (first, format!("{number}. termin {}", month.year()))
}

pub(super) fn payday_of(claim: &Claim) -> Date {
    working_day_until(claim.due)
}

fn pays_late(owner: &Owner) -> bool {
    // The café is the example in webinars. It must always show a late payment.
    owner.number.as_str() == "312450186" || pick(owner, "betaler sent", 0, 2) == 0
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::{
        super::tests::{cafe, days, owner},
        *,
    };

    #[test]
    fn claims_are_due_on_the_dates_of_the_law() {
        // All claims against the example café that exist on at least one day from February 2025 to February 2027.
        let due: HashSet<_> = days(Date::constant(2025, 2, 1), 750)
            .flat_map(|day| claims(&cafe(), day))
            .map(|claim| (claim.description, claim.due.to_string()))
            .collect();
        for (description, date) in [
            ("Arbeidsgiveravgift 1. termin 2026", "2026-03-15"),
            ("Arbeidsgiveravgift 2. termin 2026", "2026-05-15"),
            ("Arbeidsgiveravgift 3. termin 2026", "2026-07-15"),
            ("Arbeidsgiveravgift 4. termin 2026", "2026-09-15"),
            ("Arbeidsgiveravgift 5. termin 2026", "2026-11-15"),
            ("Arbeidsgiveravgift 6. termin 2026", "2027-01-15"),
            ("Forskuddstrekk 5. termin 2025", "2025-11-15"),
            ("Forskuddstrekk 6. termin 2025", "2026-01-15"),
            // The claim is due on the first working day after the payday. The payday is Friday 12 June 2026, so the
            // claim is due on Monday 15 June.
            ("Forskuddstrekk juni 2026", "2026-06-15"),
            ("Forskuddstrekk november 2026", "2026-11-13"),
        ] {
            assert!(
                due.contains(&(description.to_owned(), date.to_owned())),
                "{description}"
            );
        }
        assert!(
            !due.iter()
                .any(|(claim, _)| claim == "Forskuddstrekk 1. termin 2026")
        );
        let vat = |term: i64| {
            let owners = ["312450186", "313604721", "314729056"];
            let month = Date::constant(2026, 1, 1) + (term * 2 - 1).months();
            owners.map(|number| {
                let far = Date::constant(2027, 6, 1);
                value_added_tax(&owner(number, "Kafé"), month, far).unwrap()
            })
        };
        for (term, date) in [
            (1, "2026-04-10"),
            (2, "2026-06-10"),
            (3, "2026-08-31"),
            (4, "2026-10-10"),
            (5, "2026-12-10"),
            (6, "2027-02-10"),
        ] {
            for claim in vat(term) {
                assert_eq!(
                    claim.description,
                    format!("Merverdiavgift {term}. termin 2026")
                );
                assert_eq!(claim.due.to_string(), date);
            }
        }
        let farm = owner("319246800", "Storeng Gård DA");
        let claim = claims(&farm, Date::constant(2026, 4, 1));
        let claim = claim
            .iter()
            .find(|claim| claim.description.starts_with("Merverdiavgift"));
        assert_eq!(claim.unwrap().due.to_string(), "2026-04-10");
    }
}
