//! The visitor of an HTTP request, and whether this browser has opened the drawer. The drawer is the panel that shows
//! the visitor's recorded calls at the side of a page.

use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use http::HeaderMap;

use super::other_side::{self, OtherSideNote};
use crate::{
    config::Config,
    recorder::{VisitorId, exchange::Journey},
    state::AppState,
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visit {
    /// The visitor's id, or `None` if SmartCloud has recorded nothing for this browser.
    pub visitor: Option<VisitorId>,
    pub preference: Preference,
}

/// Whether the drawer is open in this browser. Also says whether the keyboard shortcuts are on. A cookie keeps these
/// choices for a year.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Preference {
    /// The browser has no cookie with the visitor's choices yet.
    #[default]
    NeverOpened,
    Closed {
        has_keys: bool,
    },
    Open {
        has_keys: bool,
    },
}

#[derive(Clone, Debug, Default)]
pub struct Calls {
    pub journey: Journey,
    /// Whether SmartCloud could not read the simulator's request log. In that case, calls are possibly missing in the
    /// journey.
    pub is_incomplete: bool,
    /// A presenter looks at the calls of the visitor with this number. With `None`, visitors look at their own calls.
    pub of_visitor: Option<u64>,
}

impl Visit {
    /// Returns the visitor's calls. They include the calls to Altinn's and ID-porten's pages, which only the simulator
    /// has recorded.
    pub async fn calls(&self, app: &AppState) -> Calls {
        let visitor = self.visitor.as_ref().filter(|_| app.recorder.is_on());
        let Some(visitor) = visitor else {
            return Calls::default();
        };
        let (journey, note) = other_side::journey(app, visitor).await;
        Calls {
            journey,
            is_incomplete: note == OtherSideNote::Silent,
            of_visitor: None,
        }
    }

    #[must_use]
    pub fn of(headers: &HeaderMap, config: &Config) -> Self {
        Self {
            visitor: VisitorId::of(headers, config),
            preference: Preference::of(headers, config),
        }
    }
}

impl Preference {
    fn cookie_name(config: &Config) -> &'static str {
        if config.is_https() {
            "__Host-smartcloud-scenes"
        } else {
            "smartcloud-scenes"
        }
    }

    fn of(headers: &HeaderMap, config: &Config) -> Self {
        let jar = CookieJar::from_headers(headers);
        match jar.get(Self::cookie_name(config)).map(Cookie::value) {
            Some("open") => Self::Open { has_keys: true },
            Some("open-no-keys") => Self::Open { has_keys: false },
            Some("closed") => Self::Closed { has_keys: true },
            Some("closed-no-keys") => Self::Closed { has_keys: false },
            _ => Self::NeverOpened,
        }
    }

    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Open { .. })
    }

    #[must_use]
    pub const fn has_keys(self) -> bool {
        match self {
            Self::NeverOpened => true,
            Self::Closed { has_keys } | Self::Open { has_keys } => has_keys,
        }
    }

    /// Opens or closes the drawer. The keyboard shortcuts stay on or off, as the visitor chose.
    #[must_use]
    pub const fn with_drawer(self, is_open: bool) -> Self {
        let has_keys = self.has_keys();
        if is_open {
            Self::Open { has_keys }
        } else {
            Self::Closed { has_keys }
        }
    }

    /// Turns the keyboard shortcuts on or off. If the visitor has never opened the drawer, the drawer counts as closed.
    #[must_use]
    pub const fn with_keys(self, has_keys: bool) -> Self {
        match self {
            Self::Open { .. } => Self::Open { has_keys },
            Self::NeverOpened | Self::Closed { .. } => Self::Closed { has_keys },
        }
    }

    #[must_use]
    pub fn cookie(self, config: &Config) -> Cookie<'static> {
        let value = match (self.is_open(), self.has_keys()) {
            (true, true) => "open",
            (true, false) => "open-no-keys",
            (false, true) => "closed",
            (false, false) => "closed-no-keys",
        };
        Cookie::build((Self::cookie_name(config), value))
            .path("/")
            .http_only(true)
            .secure(config.is_https())
            .same_site(SameSite::Lax)
            .max_age(time::Duration::days(365))
            .build()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_keys_stay_off_when_the_drawer_is_opened_and_closed() {
        let preference = Preference::default().with_keys(false);
        assert_eq!(preference, Preference::Closed { has_keys: false });
        let preference = preference.with_drawer(true).with_drawer(false);
        assert_eq!(preference, Preference::Closed { has_keys: false });
        assert!(Preference::default().with_drawer(true).has_keys());
    }
}
