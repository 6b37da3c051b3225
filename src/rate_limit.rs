//! Limits how often one client address may log in. A log-in needs no rights, but each start saves a session and calls
//! ID-porten. Without a limit, one program could fill the database.

use std::{
    net::{IpAddr, Ipv6Addr, SocketAddr},
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

use crate::config::Config;

/// The paths that have a limit. Each path is counted on its own. A path with a slash at its end stands for all paths
/// below it. Scenes have a limit because each scene makes a sandbox and starts a log-in. The limit of the presenter's
/// key keeps attackers from guessing the key.
const LIMITED: [&str; 5] = [
    "/login",
    "/login/start",
    "/login/callback",
    "/scene/",
    "/presenter/key",
];

/// The time in which a client address that has used up its limit gets the whole limit back.
const REFILL: Duration = Duration::from_mins(2);

/// Counts the HTTP requests to the paths in [`LIMITED`] by client address.
#[derive(Debug)]
pub struct LoginLimit {
    limiter: DefaultKeyedRateLimiter<(&'static str, IpAddr)>,
    address_header: Option<HeaderName>,
}

impl LoginLimit {
    #[must_use]
    pub fn new(config: &Config) -> Self {
        Self {
            limiter: RateLimiter::keyed(quota(config.login_limit)),
            address_header: config.client_address_header.clone(),
        }
    }

    /// Counts an HTTP request.
    ///
    /// # Errors
    ///
    /// The time after which the client may try again, if the client has sent too many requests to this path.
    pub fn check(&self, request: &Request) -> Result<(), Duration> {
        let path = request.uri().path();
        let is_limited = |limited: &&str| {
            *limited == path || limited.ends_with('/') && path.starts_with(limited)
        };
        let Some(path) = LIMITED.into_iter().find(is_limited) else {
            return Ok(());
        };
        // There is always an address, because the server adds it to each request.
        let Some(client) = client_address(request, self.address_header.as_ref()) else {
            return Ok(());
        };
        self.limiter
            .check_key(&(path, client))
            .map_err(|refusal| refusal.wait_time_from(DefaultClock::default().now()))
    }

    /// Forgets the client addresses that have their whole limit back.
    pub fn forget_quiet_clients(&self) {
        self.limiter.retain_recent();
        self.limiter.shrink_to_fit();
    }
}

/// Returns the quota of each client address: `limit` requests at once, or evenly spread over [`REFILL`].
fn quota(limit: NonZeroU32) -> Quota {
    Quota::with_period(REFILL / limit.get())
        .unwrap_or(Quota::per_second(limit))
        .allow_burst(limit)
}

/// Returns the address that a request is counted for. Behind a proxy, every connection comes from the proxy. So the
/// address is in the header that the settings name. The address is the **last** one in the header: the proxy adds the
/// address of its client at the end, and the client can write anything before it. Without the setting, this function
/// reads no header, because any client can send one.
fn client_address(request: &Request, header: Option<&HeaderName>) -> Option<IpAddr> {
    let forwarded = header.and_then(|name| {
        let value = request.headers().get_all(name).iter().next_back()?;
        let last = value.to_str().ok()?.rsplit(',').next()?.trim();
        let with_port = || last.parse().map(|address: SocketAddr| address.ip());
        last.parse().or_else(|_| with_port()).ok()
    });
    let connection = || {
        let ConnectInfo(address) = request.extensions().get::<ConnectInfo<SocketAddr>>()?;
        Some(address.ip())
    };
    Some(network(forwarded.or_else(connection)?))
}

/// Returns the part of an address that identifies one client: for IPv6, the first 64 bits. A customer of an internet
/// provider gets 2^64 IPv6 addresses, and could use a new address for each request.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(ip) => Ipv6Addr::from_bits(ip.to_bits() >> 64 << 64).into(),
        ip @ IpAddr::V4(_) => ip,
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    const PROXY: &str = "10.0.0.1";

    fn request(path: &str, headers: &[(&str, &str)]) -> Request {
        let mut request = Request::builder().uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut request = request.body(Body::empty()).unwrap();
        let proxy = SocketAddr::new(PROXY.parse().unwrap(), 1);
        request.extensions_mut().insert(ConnectInfo(proxy));
        request
    }

    fn limit(limit: u32) -> LoginLimit {
        LoginLimit {
            limiter: RateLimiter::keyed(quota(NonZeroU32::new(limit).unwrap())),
            address_header: None,
        }
    }

    #[test]
    fn a_class_behind_one_address_gets_in_and_a_flood_does_not() {
        let limit = limit(300);
        for path in LIMITED {
            let count = |requests: usize| {
                let call = request(path, &[]);
                (0..requests).filter(|_| limit.check(&call).is_ok()).count()
            };
            assert_eq!(count(300), 300);
            assert!(count(1000) < 50);
        }
        assert!(limit.check(&request("/", &[])).is_ok());
    }

    #[test]
    fn the_address_stands_only_in_the_header_that_the_settings_name() {
        let named = HeaderName::from_static("x-forwarded-for");
        let address = |header: Option<&HeaderName>, headers: &[(&str, &str)]| {
            client_address(&request("/login", headers), header)
                .unwrap()
                .to_string()
        };
        let sent = [
            ("x-forwarded-for", "192.0.2.1, 192.0.2.2"),
            ("x-real-ip", "192.0.2.9"),
            ("forwarded", "for=192.0.2.9"),
        ];
        assert_eq!(address(None, &sent), PROXY);
        assert_eq!(address(Some(&named), &sent), "192.0.2.2");
        for (value, expected) in [
            ("192.0.2.3:4711", "192.0.2.3"),
            ("::ffff:192.0.2.3", "192.0.2.3"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
            ("unknown", PROXY),
            ("", PROXY),
        ] {
            let sent = [("x-forwarded-for", value)];
            assert_eq!(address(Some(&named), &sent), expected, "{value}");
        }
        let two = [
            ("x-forwarded-for", "192.0.2.1"),
            ("x-forwarded-for", "192.0.2.2"),
        ];
        assert_eq!(address(Some(&named), &two), "192.0.2.2");
    }

    #[test]
    fn quiet_clients_are_forgotten() {
        let limit = limit(u32::MAX);
        assert!(limit.check(&request("/login", &[])).is_ok());
        limit.forget_quiet_clients();
        assert!(limit.limiter.is_empty());
    }
}
