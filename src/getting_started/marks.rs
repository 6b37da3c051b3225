//! The results of earlier checks. The code calls each result a mark, and a cookie keeps one mark for each step.
//!
//! The page shows a mark from the cookie as an earlier result, with its time. A visitor can write a false mark into the
//! cookie. The page never shows this mark as the result of the present check.

use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use http::HeaderMap;
use jiff::Timestamp;

use super::stations::{COUNT, station};
use crate::config::Config;

/// Browsers send the cookie with the marks only to the page about getting started.
const PATH: &str = "/kom-i-gang";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    pub is_reached: bool,
    pub at: Timestamp,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Marks([Option<Mark>; COUNT]);

impl Marks {
    fn cookie_name(config: &Config) -> &'static str {
        // Browsers accept the prefix `__Host-` only for a cookie with the path `/`. This cookie has another path, so
        // its name cannot have the prefix. With the path `/`, the browser would send the cookie to every page.
        // SmartCloud could then not serve the home page from its cache.
        if config.is_https() {
            "__Secure-smartcloud-stations"
        } else {
            "smartcloud-stations"
        }
    }

    /// Reads the marks from the cookie. Ignores invalid marks, and marks with a time after `now`.
    #[must_use]
    pub fn of(headers: &HeaderMap, config: &Config, now: Timestamp) -> Self {
        let jar = CookieJar::from_headers(headers);
        let text = jar.get(Self::cookie_name(config)).map(Cookie::value);
        let mut marks = Self::default();
        for (number, mark) in text.unwrap_or_default().split('.').filter_map(read) {
            if mark.at <= now {
                marks.put(number, mark);
            }
        }
        marks
    }

    #[must_use]
    pub fn get(&self, number: usize) -> Option<Mark> {
        *self.0.get(number.checked_sub(1)?)?
    }

    pub fn put(&mut self, number: usize, mark: Mark) {
        let place = number.checked_sub(1);
        if let Some(slot) = place.and_then(|place| self.0.get_mut(place)) {
            *slot = Some(mark);
        }
    }

    /// Returns the cookie with the marks. The cookie has no lifetime, so the browser deletes the cookie when the user
    /// closes the browser.
    #[must_use]
    pub fn cookie(&self, config: &Config) -> Cookie<'static> {
        let marks = self.0.iter().enumerate();
        let marks = marks.filter_map(|(place, mark)| {
            let mark = (*mark)?;
            let sign = if mark.is_reached { '+' } else { '-' };
            Some(format!("{}{sign}{}", place + 1, mark.at.as_second()))
        });
        let value = marks.collect::<Vec<_>>().join(".");
        Cookie::build((Self::cookie_name(config), value))
            .path(PATH)
            .http_only(true)
            .secure(config.is_https())
            .same_site(SameSite::Lax)
            .build()
    }
}

/// Parses a mark such as `4+1764252312`. It consists of the number of the step, the sign, and the time in seconds since
/// 1970. The sign is `+` if the vendor has reached the step, and `-` if not.
fn read(text: &str) -> Option<(usize, Mark)> {
    let (place, sign) = text
        .char_indices()
        .find(|(_, sign)| matches!(sign, '+' | '-'))?;
    let number = text[..place].parse().ok()?;
    station(number).filter(|station| station.can_be_measured)?;
    let seconds: i64 = text[place + 1..].parse().ok()?;
    let at = Timestamp::from_second(seconds).ok()?;
    let is_reached = sign == '+';
    Some((number, Mark { is_reached, at }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_read_as_it_was_written() {
        let at = Timestamp::from_second(1_764_252_312).unwrap();
        let mark = |is_reached| Mark { is_reached, at };
        assert_eq!(read("4+1764252312"), Some((4, mark(true))));
        assert_eq!(read("1-1764252312"), Some((1, mark(false))));
    }

    /// No call can check step 6, so a mark with this number is invalid.
    #[test]
    fn what_smartcloud_did_not_write_is_ignored() {
        for text in [
            "",
            "4",
            "4+",
            "+1764252312",
            "0+1764252312",
            "6+1764252312",
            "7+1764252312",
            "4+x",
            "4+99999999999999999999",
            "4+9999999999999",
            "é+1",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
