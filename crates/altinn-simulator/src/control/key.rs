//! The presenter's key. If the simulator has a key, only the presenter can use the control API and the control panel. A
//! simulator that gives each visitor a sandbox is meant for an audience, so it always has a key.
//!
//! A program sends the key as `Authorization: Bearer …`. A person types the key into a form and gets a cookie, which
//! contains another secret instead of the key.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use axum::http::{HeaderMap, StatusCode};
use axum_extra::extract::cookie::Cookie;
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};

use crate::{
    altinn::vendor_api::token::bearer,
    html::{cookie, http_only_cookie},
    oidc::secret,
};

const COOKIE: &str = "simulator-presenter";

/// The presenter must type the key again after this time.
const COOKIE_LIFETIME: time::Duration = time::Duration::hours(12);

/// The number of wrong keys that one client address can send with the form of the control panel in one
/// [`GUESS_PERIOD`]. After that, the simulator refuses every key from this form and this address until the period ends.
const MAX_GUESSES: u32 = 10;
const GUESS_PERIOD: Duration = Duration::from_mins(1);

/// When the map has this many client addresses, [`KeyCheck`] removes the old ones. An address is old when its
/// [`GUESS_PERIOD`] has ended.
const MAX_ADDRESSES: usize = 10_000;

#[derive(Debug, Default)]
pub struct KeyCheck {
    key: Option<Key>,
    /// For each client address: the start of its [`GUESS_PERIOD`], and the number of wrong keys in this period.
    guesses: Mutex<HashMap<IpAddr, (Instant, u32)>>,
}

struct Key {
    /// The SHA-256 hash of the key. The simulator compares hashes, so that the time of a comparison reveals nothing
    /// about the key.
    hash: [u8; 32],
    /// The value of the cookie that the control panel sets. The value is random, and new after each start, so nobody
    /// can derive the key from it.
    cookie: String,
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key")
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    Missing,
    Wrong,
    /// The client address has sent [`MAX_GUESSES`] wrong keys in the current [`GUESS_PERIOD`].
    TooMany,
}

impl Refusal {
    pub(crate) fn status(self) -> StatusCode {
        match self {
            Self::Missing | Self::Wrong => StatusCode::UNAUTHORIZED,
            Self::TooMany => StatusCode::TOO_MANY_REQUESTS,
        }
    }

    pub(crate) fn text(self) -> &'static str {
        match self {
            Self::Missing => {
                "This call needs the presenter's key, because this simulator was started with one. Send the key in the \
                 header Authorization: Bearer."
            }
            Self::Wrong => "The presenter's key is wrong.",
            Self::TooMany => "Too many wrong keys came from this address. Wait a minute.",
        }
    }
}

impl KeyCheck {
    /// Creates the check for this presenter's key. If `key` is `None`, everybody can use the control API.
    #[must_use]
    pub fn new(key: Option<&SecretString>) -> Self {
        Self {
            key: key.map(|key| Key {
                hash: hash(key.expose_secret()),
                cookie: secret(),
            }),
            guesses: Mutex::default(),
        }
    }

    /// Checks a key from the form of the control panel, and counts the wrong keys.
    ///
    /// # Errors
    ///
    /// [`Refusal::Wrong`] if the key is wrong. [`Refusal::TooMany`] if the client address has already sent
    /// [`MAX_GUESSES`] wrong keys in the current [`GUESS_PERIOD`]. In this case, the function does not check the key.
    pub fn check(&self, given: &str, address: IpAddr) -> Result<(), Refusal> {
        let Some(key) = &self.key else {
            return Ok(());
        };
        let mut guesses = self.guesses.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        if guesses.len() >= MAX_ADDRESSES {
            guesses.retain(|_, (start, _)| now.duration_since(*start) < GUESS_PERIOD);
        }
        let (start, count) = guesses.entry(address).or_insert((now, 0));
        if now.duration_since(*start) >= GUESS_PERIOD {
            (*start, *count) = (now, 0);
        }
        if *count >= MAX_GUESSES {
            return Err(Refusal::TooMany);
        }
        if hash(given) == key.hash {
            return Ok(());
        }
        *count += 1;
        Err(Refusal::Wrong)
    }

    /// Checks the key in the header `Authorization`, or else the cookie of the control panel.
    ///
    /// Wrong keys have no limit here. A key has at least 16 characters, and is too long to guess. With a limit, another
    /// client with SmartCloud's address could lock SmartCloud out.
    ///
    /// # Errors
    ///
    /// [`Refusal::Wrong`] if the header has a wrong key. [`Refusal::Missing`] if both the header and a valid cookie are
    /// missing.
    pub fn check_headers(&self, headers: &HeaderMap) -> Result<(), Refusal> {
        let Some(key) = &self.key else {
            return Ok(());
        };
        match (bearer(headers), cookie(headers, COOKIE)) {
            (Some(given), _) if hash(given) == key.hash => Ok(()),
            (Some(_), _) => Err(Refusal::Wrong),
            (None, Some(given)) if hash(&given) == hash(&key.cookie) => Ok(()),
            // The browser has no cookie, or it has a cookie that the simulator set before its last restart.
            (None, _) => Err(Refusal::Missing),
        }
    }

    /// Returns the cookie that gives a browser access to the control panel after its user has typed the key. Returns
    /// `None` if the control panel needs no key.
    #[must_use]
    pub fn cookie(&self) -> Option<Cookie<'static>> {
        let key = self.key.as_ref()?;
        Some(panel_cookie(key.cookie.clone(), COOKIE_LIFETIME))
    }

    /// Returns a `Set-Cookie` value that deletes the cookie of the control panel.
    #[must_use]
    pub fn removal() -> Cookie<'static> {
        panel_cookie(String::new(), time::Duration::ZERO)
    }

    #[must_use]
    pub fn is_on(&self) -> bool {
        self.key.is_some()
    }
}

fn panel_cookie(value: String, lifetime: time::Duration) -> Cookie<'static> {
    let mut cookie = http_only_cookie(COOKIE, value);
    cookie.set_path("/control");
    cookie.set_max_age(lifetime);
    cookie
}

fn hash(text: &str) -> [u8; 32] {
    Sha256::digest(text).into()
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    const KEY: &str = "a-long-presenter-key";
    const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
    const ELSEWHERE: IpAddr = IpAddr::V4(Ipv4Addr::BROADCAST);

    fn check() -> KeyCheck {
        KeyCheck::new(Some(&SecretString::from(KEY)))
    }

    #[test]
    fn an_address_that_guesses_is_locked_out_and_others_are_not() {
        let check = check();
        for _ in 0..MAX_GUESSES {
            assert_eq!(check.check("wrong", HERE), Err(Refusal::Wrong));
        }
        assert_eq!(check.check(KEY, HERE), Err(Refusal::TooMany));
        assert_eq!(check.check(KEY, ELSEWHERE), Ok(()));
    }

    #[test]
    fn wrong_keys_of_others_do_not_lock_out_a_program_with_the_key() {
        let check = check();
        let header = |key: &str| {
            let value = format!("Bearer {key}").parse().unwrap();
            HeaderMap::from_iter([(axum::http::header::AUTHORIZATION, value)])
        };
        for _ in 0..2 * MAX_GUESSES {
            assert_eq!(check.check_headers(&header("wrong")), Err(Refusal::Wrong));
        }
        assert_eq!(check.check_headers(&header(KEY)), Ok(()));
    }

    #[test]
    fn a_simulator_without_a_key_asks_for_none() {
        let check = KeyCheck::new(None);
        assert!(!check.is_on());
        assert_eq!(check.check("", HERE), Ok(()));
    }

    #[test]
    fn the_key_is_not_printed_and_not_in_the_cookie() {
        let check = check();
        assert!(!format!("{check:?}").contains(KEY));
        let cookie = check.cookie().map(|cookie| cookie.to_string());
        let cookie = cookie.unwrap();
        assert!(
            cookie.contains("HttpOnly") && !cookie.contains(KEY),
            "{cookie}"
        );
    }
}
