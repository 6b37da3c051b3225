//! Limits how often one client address can log in. Anybody can start a log-in, and each start saves a session and calls
//! ID-porten. So without a limit, one program could fill the database.

use std::{
    net::{IpAddr, SocketAddr},
    num::NonZeroU32,
    time::Duration,
};

use axum::{
    extract::{ConnectInfo, Request},
    http::HeaderName,
};
use governor::{
    DefaultKeyedRateLimiter, Quota, RateLimiter,
    clock::{Clock, DefaultClock},
};
use http_server::client_address;

use crate::config::Config;

/// The paths that have a limit. SmartCloud counts the HTTP requests to each path separately. A path with a slash at its
/// end stands for all paths below it. Scenes have a limit because each scene makes a sandbox and starts a log-in. The
/// form with the presenter's key has a limit so that attackers cannot guess the key.
const LIMITED: [&str; 5] = [
    "/login",
    "/login/start",
    "/login/callback",
    "/scene/",
    PRESENTER_KEY,
];

/// The path of the form with the presenter's key. An attacker could try to guess the key here. So browsers that follow
/// a talk do not get the higher limit for this path.
const PRESENTER_KEY: &str = "/presenter/key";

/// The limit for browsers that follow a talk is this many times the normal limit. The whole audience often has one
/// client address, and opens more than ten scenes in ten minutes.
const LISTENERS: NonZeroU32 = NonZeroU32::new(10).expect("ten is not zero");

/// A client address that has used up its limit gets the whole limit back within this time.
const REFILL: Duration = Duration::from_mins(2);

#[derive(Debug)]
pub struct LoginLimit {
    limiter: Limiter,
    /// The higher limit, for browsers that follow a talk.
    listeners: Limiter,
    address_header: Option<HeaderName>,
}

/// The key is the path and the client address.
type Limiter = DefaultKeyedRateLimiter<(&'static str, IpAddr)>;

impl LoginLimit {
    #[must_use]
    pub fn new(config: &Config) -> Self {
        Self {
            limiter: RateLimiter::keyed(quota(config.login_limit)),
            listeners: RateLimiter::keyed(quota(config.login_limit.saturating_mul(LISTENERS))),
            address_header: config.client_address_header.clone(),
        }
    }

    /// `follows_talk` returns whether the browser follows a current talk.
    ///
    /// # Errors
    ///
    /// Returns the waiting time if the client has sent too many requests to this path.
    pub fn check(
        &self,
        request: &Request,
        follows_talk: impl FnOnce() -> bool,
    ) -> Result<(), Duration> {
        let path = request.uri().path();
        let is_limited = |limited: &&str| {
            *limited == path || limited.ends_with('/') && path.starts_with(limited)
        };
        let Some(path) = LIMITED.into_iter().find(is_limited) else {
            return Ok(());
        };
        // The server adds the address of the connection to each HTTP request.
        let connection = request.extensions().get::<ConnectInfo<SocketAddr>>();
        let connection = connection.map(|ConnectInfo(address)| address.ip());
        let header = self.address_header.as_ref();
        let Some(client) = client_address(request.headers(), connection, header) else {
            return Ok(());
        };
        let limiter = if path != PRESENTER_KEY && follows_talk() {
            &self.listeners
        } else {
            &self.limiter
        };
        limiter
            .check_key(&(path, client))
            .map_err(|refusal| refusal.wait_time_from(DefaultClock::default().now()))
    }

    /// Forgets the client addresses that have got their whole limit back, which frees memory.
    pub fn forget_quiet_clients(&self) {
        for limiter in [&self.limiter, &self.listeners] {
            limiter.retain_recent();
            limiter.shrink_to_fit();
        }
    }
}

/// Returns the quota of one client: `limit` requests at once, or evenly spread over [`REFILL`].
fn quota(limit: NonZeroU32) -> Quota {
    Quota::with_period(REFILL / limit.get())
        .unwrap_or(Quota::per_second(limit))
        .allow_burst(limit)
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    fn request(path: &str) -> Request {
        let request = Request::builder().uri(path);
        let mut request = request.body(Body::empty()).unwrap();
        let client = SocketAddr::from(([192, 0, 2, 1], 1));
        request.extensions_mut().insert(ConnectInfo(client));
        request
    }

    fn limit(limit: u32) -> LoginLimit {
        LoginLimit {
            limiter: RateLimiter::keyed(quota(NonZeroU32::new(limit).unwrap())),
            listeners: RateLimiter::keyed(quota(NonZeroU32::new(10 * limit).unwrap())),
            address_header: None,
        }
    }

    #[test]
    fn a_class_behind_one_address_gets_in_and_a_flood_does_not() {
        let limit = limit(300);
        for path in LIMITED {
            let count = |requests: usize| {
                let call = request(path);
                let is_let_in = |_: &usize| limit.check(&call, || false).is_ok();
                (0..requests).filter(is_let_in).count()
            };
            assert_eq!(count(300), 300);
            assert!(count(1000) < 50);
        }
        assert!(limit.check(&request("/"), || false).is_ok());
    }

    #[test]
    fn an_audience_behind_one_address_follows_a_talk_and_cannot_guess_the_key() {
        let limit = limit(20);
        let count = |path: &str| {
            let call = request(path);
            let is_let_in = |_: &usize| limit.check(&call, || true).is_ok();
            (0..200).filter(is_let_in).count()
        };
        assert_eq!(count("/scene/refused"), 200);
        assert!(count(PRESENTER_KEY) < 30);
    }

    #[test]
    fn quiet_clients_are_forgotten() {
        let limit = limit(u32::MAX / 10);
        for follows_talk in [false, true] {
            assert!(limit.check(&request("/login"), || follows_talk).is_ok());
        }
        limit.forget_quiet_clients();
        assert!(limit.limiter.is_empty() && limit.listeners.is_empty());
    }
}
