//! Norwegian personal numbers, which all belong to synthetic persons.

use std::{fmt, str::FromStr};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A synthetic personal number (*fødselsnummer*). The month is 80 higher than in the number of a real person, as in
/// Skatteetaten's [Tenor].
///
/// `Debug` does not print the number, because debug output ends up in logs.
///
/// [Tenor]: https://skatteetaten.github.io/testnorge-tenor-dokumentasjon/
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PersonalNumber(String);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPersonalNumber {
    #[error("a personal number has eleven digits")]
    NotElevenDigits,
    #[error("the number is not synthetic: the month of a synthetic number is 81 to 92")]
    NotSynthetic,
    #[error("the day is not between 1 and 31")]
    NoSuchDay,
    #[error("the control digits do not match")]
    WrongControlDigits,
}

impl PersonalNumber {
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the date of birth in the number, or `None` if the calendar does not have the date, such as 31 February.
    ///
    /// The number has only two digits for the year. The three digits after them tell the century
    /// ([Skatteetaten](https://www.skatteetaten.no/person/folkeregister/identitetsnummer/fodselsnummer/)).
    #[must_use]
    pub fn date_of_birth(&self) -> Option<Date> {
        let part = |range: std::ops::Range<usize>| self.0.get(range)?.parse::<i16>().ok();
        let (day, month, year) = (part(0..2)?, part(2..4)? - 80, part(4..6)?);
        let century = match part(6..9)? {
            500..=749 if year >= 54 => 1800,
            500..=999 if year < 40 => 2000,
            _ => 1900,
        };
        Date::new(century + year, month.try_into().ok()?, day.try_into().ok()?).ok()
    }
}

impl fmt::Debug for PersonalNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PersonalNumber(…)")
    }
}

impl FromStr for PersonalNumber {
    type Err = InvalidPersonalNumber;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits: Option<Vec<u32>> = text.chars().map(|c| c.to_digit(10)).collect();
        let digits = digits
            .filter(|digits| digits.len() == 11)
            .ok_or(InvalidPersonalNumber::NotElevenDigits)?;
        if !(81..=92).contains(&(digits[2] * 10 + digits[3])) {
            return Err(InvalidPersonalNumber::NotSynthetic);
        }
        if !(1..=31).contains(&(digits[0] * 10 + digits[1])) {
            return Err(InvalidPersonalNumber::NoSuchDay);
        }
        if control_digits(&digits[..9]) == Some([digits[9], digits[10]]) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidPersonalNumber::WrongControlDigits)
        }
    }
}

impl TryFrom<String> for PersonalNumber {
    type Error = InvalidPersonalNumber;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<PersonalNumber> for String {
    fn from(number: PersonalNumber) -> Self {
        number.0
    }
}

/// Calculates the two control digits of a personal number from the first nine digits. Returns `None` if a control digit
/// would be 10, because such a personal number does not exist.
///
/// [Skatteetaten](https://skatteetaten.github.io/folkeregisteret-api-dokumentasjon/nytt-fodselsnummer-fra-2032/)
/// publishes the weights.
fn control_digits(leading: &[u32]) -> Option<[u32; 2]> {
    let digit = |weights: &[u32], digits: &[u32]| {
        let sum: u32 = weights.iter().zip(digits).map(|(w, d)| w * d).sum();
        let digit = (11 - sum % 11) % 11;
        (digit < 10).then_some(digit)
    };
    let first = digit(&[3, 7, 6, 1, 8, 9, 4, 5, 2], leading)?;
    let with_first: Vec<u32> = leading.iter().copied().chain([first]).collect();
    let second = digit(&[5, 4, 3, 2, 7, 6, 5, 4, 3, 2], &with_first)?;
    Some([first, second])
}

/// Builds candidates for synthetic personal numbers in a fixed order, and begins at the position `from`. Returns the
/// first candidate with valid control digits, and the position after this candidate.
pub(crate) fn personal_number_from(from: u64) -> (PersonalNumber, u64) {
    (from..)
        .find_map(|place| {
            // The birth dates are from 1960 to 1989, and only on the days 1 to 28, because every month has these days.
            let (day, rest) = (place % 28 + 1, place / 28);
            let (month, rest) = (rest % 12 + 81, rest / 12);
            let (year, individual) = (rest % 30 + 60, rest / 30 % 500);
            let leading = format!("{day:02}{month:02}{year:02}{individual:03}");
            let digits: Vec<u32> = leading.chars().filter_map(|c| c.to_digit(10)).collect();
            let [first, second] = control_digits(&digits)?;
            Some((
                PersonalNumber(format!("{leading}{first}{second}")),
                place + 1,
            ))
        })
        .expect("five million numbers repeat without end, and most have control digits")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_synthetic_personal_numbers_are_taken() {
        use InvalidPersonalNumber::{NoSuchDay, NotElevenDigits, NotSynthetic, WrongControlDigits};
        for (text, reason) in [
            ("", NotElevenDigits),
            ("1284791026", NotElevenDigits),
            ("1284791026x", NotElevenDigits),
            // The month is invalid. Month 04 is for real persons, month 44 is for another series of test numbers, and
            // month 93 does not exist.
            ("12047910265", NotSynthetic),
            ("12447910265", NotSynthetic),
            ("12937910265", NotSynthetic),
            ("32847910265", NoSuchDay),
            ("12847910266", WrongControlDigits),
            ("12847910365", WrongControlDigits),
        ] {
            assert_eq!(text.parse::<PersonalNumber>(), Err(reason), "{text}");
        }
        assert!("12847910265".parse::<PersonalNumber>().is_ok());
    }

    #[test]
    fn a_personal_number_contains_the_date_of_birth() {
        for (individual, year) in [
            ("1284791026", 1979),
            ("1284796006", 1879),
            ("1284197506", 2019),
            ("1284799006", 1979),
        ] {
            let number = PersonalNumber(format!("{individual}5"));
            let date = Date::new(year, 4, 12).unwrap();
            assert_eq!(number.date_of_birth(), Some(date), "{individual}");
        }
        assert_eq!(
            PersonalNumber("31827910265".to_owned()).date_of_birth(),
            None
        );
    }

    #[test]
    fn a_personal_number_does_not_print() {
        let number: PersonalNumber = "12847910265".parse().unwrap();
        assert!(!format!("{number:?}").contains("12847"));
    }

    #[test]
    fn generated_numbers_are_valid_and_all_different() {
        let mut place = 0;
        let mut seen = std::collections::HashSet::new();
        for _ in 0..2_000 {
            let (number, next) = personal_number_from(place);
            assert!(number.as_str().parse::<PersonalNumber>().is_ok());
            assert!(seen.insert(number.as_str().to_owned()));
            place = next;
        }
    }
}
