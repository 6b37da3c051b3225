//! Formats dates, times and amounts for each language.

use jiff::{Timestamp, civil::Date, tz::TimeZone};

use super::Locale;

const MONTHS_NO: [&str; 12] = [
    "januar",
    "februar",
    "mars",
    "april",
    "mai",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "desember",
];
const MONTHS_EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

const NO_BREAK: char = '\u{a0}';

impl Locale {
    #[must_use]
    pub fn date_and_time(self, moment: Timestamp) -> String {
        let date = self.date(norwegian_time(moment).date());
        let time = self.time(moment);
        match self {
            Self::Nb | Self::Nn => format!("{date} {time}"),
            Self::En => format!("{date} at {time}"),
        }
    }

    #[must_use]
    pub fn time(self, moment: Timestamp) -> String {
        let local = norwegian_time(moment);
        let (hour, minute) = (local.hour(), local.minute());
        match self {
            Self::Nb | Self::Nn => format!("kl.{NO_BREAK}{hour:02}.{minute:02}"),
            Self::En => format!("{hour:02}:{minute:02}"),
        }
    }

    #[must_use]
    pub fn date(self, date: Date) -> String {
        let (day, month, year) = (date.day(), self.month_name(date.month()), date.year());
        match self {
            Self::Nb | Self::Nn => format!("{day}.{NO_BREAK}{month} {year}"),
            Self::En => format!("{day}{NO_BREAK}{month} {year}"),
        }
    }

    /// Formats a date with a shortened month name, such as `22. nov.`, to save room in tables and charts.
    #[must_use]
    pub fn short_date(self, date: Date) -> String {
        self.day_and_month(date.month(), date.day())
    }

    #[must_use]
    pub fn day_and_month(self, month: i8, day: i8) -> String {
        let name = self.month_name(month);
        let short: String = name.chars().take(3).collect();
        match self {
            Self::Nb | Self::Nn if name.chars().count() <= 4 => format!("{day}.{NO_BREAK}{name}"),
            Self::Nb | Self::Nn => format!("{day}.{NO_BREAK}{short}."),
            Self::En => format!("{day}{NO_BREAK}{short}"),
        }
    }

    #[must_use]
    pub fn month(self, date: Date) -> String {
        format!("{} {}", self.month_name(date.month()), date.year())
    }

    fn month_name(self, month: i8) -> &'static str {
        let names = match self {
            Self::Nb | Self::Nn => &MONTHS_NO,
            Self::En => &MONTHS_EN,
        };
        usize::try_from(month - 1)
            .ok()
            .and_then(|index| names.get(index))
            .copied()
            .unwrap_or_default()
    }

    /// Formats an amount in øre without the currency, such as `1 234,50`. Tables use this format, because the caption
    /// of the table names the currency.
    #[must_use]
    pub fn amount(self, ore: i64) -> String {
        let kroner = self.kroner(ore);
        match self {
            Self::Nb | Self::Nn => kroner.trim_end_matches("\u{a0}kr").to_owned(),
            Self::En => kroner.replace("NOK\u{a0}", ""),
        }
    }

    /// Formats an amount in øre with the currency, such as `1 234,50 kr`. Whole kroner have no decimals.
    #[must_use]
    pub fn kroner(self, ore: i64) -> String {
        let sign = if ore < 0 { "−" } else { "" };
        let (whole, part) = (ore.unsigned_abs() / 100, ore.unsigned_abs() % 100);
        match self {
            Self::Nb | Self::Nn => {
                let whole = grouped(whole, NO_BREAK);
                if part == 0 {
                    format!("{sign}{whole}{NO_BREAK}kr")
                } else {
                    format!("{sign}{whole},{part:02}{NO_BREAK}kr")
                }
            }
            Self::En => {
                let whole = grouped(whole, ',');
                if part == 0 {
                    format!("{sign}NOK{NO_BREAK}{whole}")
                } else {
                    format!("{sign}NOK{NO_BREAK}{whole}.{part:02}")
                }
            }
        }
    }
}

#[must_use]
pub fn norwegian_time(moment: Timestamp) -> jiff::ZonedDateTime {
    // The fallback to UTC never happens, because jiff's feature `tzdb-bundle-always` compiles the time zones into the
    // program.
    let zone = TimeZone::get("Europe/Oslo").unwrap_or(TimeZone::UTC);
    moment.to_zoned_datetime(zone)
}

/// Groups the digits of a number in threes, with `separator` between the groups.
fn grouped(number: u64, separator: char) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(separator);
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_moment_is_written_in_norwegian_time() {
        let winter: Timestamp = "2026-11-22T13:05:59Z".parse().unwrap();
        assert_eq!(
            Locale::Nb.date_and_time(winter),
            "22.\u{a0}november 2026 kl.\u{a0}14.05"
        );
        assert_eq!(
            Locale::En.date_and_time(winter),
            "22\u{a0}November 2026 at 14:05"
        );
        let summer: Timestamp = "2026-06-30T22:30:00Z".parse().unwrap();
        assert_eq!(
            Locale::Nn.date_and_time(summer),
            "1.\u{a0}juli 2026 kl.\u{a0}00.30"
        );
    }

    #[test]
    fn a_short_date_shortens_only_long_month_names() {
        assert_eq!(Locale::Nb.short_date(date(2026, 11, 2)), "2.\u{a0}nov.");
        assert_eq!(Locale::Nb.short_date(date(2026, 5, 17)), "17.\u{a0}mai");
        assert_eq!(Locale::En.short_date(date(2026, 11, 2)), "2\u{a0}Nov");
        assert_eq!(Locale::Nn.month(date(2026, 12, 1)), "desember 2026");
    }

    #[test]
    fn amounts_are_written_as_the_language_does() {
        for (ore, nb, en) in [
            (0, "0 kr", "NOK 0"),
            (14_900, "149 kr", "NOK 149"),
            (123_450, "1 234,50 kr", "NOK 1,234.50"),
            (-1_234_567_805, "−12 345 678,05 kr", "−NOK 12,345,678.05"),
            (100_000, "1 000 kr", "NOK 1,000"),
            (99_905, "999,05 kr", "NOK 999.05"),
        ] {
            assert_eq!(Locale::Nb.kroner(ore).replace('\u{a0}', " "), nb);
            assert_eq!(Locale::En.kroner(ore).replace('\u{a0}', " "), en);
            assert_eq!(Locale::En.amount(ore), en.replace("NOK ", ""));
        }
    }
}
