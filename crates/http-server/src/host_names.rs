//! The host names of a server, and the checks of the headers `Host`, `Origin` and `Sec-Fetch-Site`.

use std::{
    fmt,
    net::{Ipv4Addr, Ipv6Addr},
    str::FromStr,
};

use http::{
    HeaderMap, HeaderName, HeaderValue, Method,
    header::{HOST, ORIGIN},
    uri::Authority,
};
use url::Url;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// A host name of a server, such as `smartcloud.example` or `smartcloud:3000`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostName {
    /// The host name or IP address in lower case. An IPv6 address has brackets.
    host: String,
    /// The name is valid only with this port. `None` means that the name is valid with every port.
    port: Option<u16>,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not a host name with or without a port, such as `smartcloud` or `smartcloud:3000`"
)]
pub struct NotAHostName(String);

impl HostName {
    /// Returns the host and the port of a URL. Returns `None` if the URL has no host.
    #[must_use]
    pub fn of(url: &Url) -> Option<Self> {
        Some(Self {
            host: url.host_str()?.to_ascii_lowercase(),
            port: url.port_or_known_default(),
        })
    }

    /// Returns the same name, but valid with every port.
    #[must_use]
    pub fn on_any_port(self) -> Self {
        Self { port: None, ..self }
    }

    /// Whether this name is the same as `host`, which comes from a `Host` header. The function compares the ports only
    /// if both names have a port. The port can be missing in the header, because some proxies remove it.
    fn matches(&self, host: &Self) -> bool {
        self.host == host.host
            && (self.port.is_none() || host.port.is_none() || self.port == host.port)
    }

    fn is_loopback(&self) -> bool {
        let bare = self.host.trim_matches(['[', ']']);
        self.host == "localhost"
            || bare.parse().is_ok_and(|ip: Ipv4Addr| ip.is_loopback())
            || bare.parse().is_ok_and(|ip: Ipv6Addr| ip.is_loopback())
    }
}

impl fmt::Display for HostName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.host)?;
        match self.port {
            Some(port) => write!(f, ":{port}"),
            None => Ok(()),
        }
    }
}

impl FromStr for HostName {
    type Err = NotAHostName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let invalid = || NotAHostName(text.to_owned());
        let authority: Authority = text.parse().map_err(|_| invalid())?;
        // The parser also accepts a user name, as in `user@host`, which a `Host` header must not have.
        let host = authority.host();
        let rest = text.strip_prefix(host).ok_or_else(invalid)?;
        let port = match rest.strip_prefix(':') {
            None if rest.is_empty() => None,
            None => return Err(invalid()),
            Some(port) => Some(port.parse().map_err(|_| invalid())?),
        };
        Ok(Self {
            host: host.to_ascii_lowercase(),
            port,
        })
    }
}

/// The result of [`HostNames::find`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Host {
    /// One of the host names in the server's list.
    Own,
    /// A name that is not in the list, but always means this machine, such as `127.0.0.1`. A web site cannot use such a
    /// name.
    Loopback,
    /// Any other name. An attacker can let the name of a web site point to this machine. The browser then lets a page
    /// of that site read responses of this server (DNS rebinding).
    Unknown,
    /// The header `Host` is missing or invalid, or the request has it twice.
    Invalid,
}

/// The host names that clients use to reach a server.
#[derive(Clone, Debug)]
pub struct HostNames(Vec<HostName>);

impl HostNames {
    #[must_use]
    pub fn new(names: impl IntoIterator<Item = HostName>) -> Self {
        Self(names.into_iter().collect())
    }

    /// Tells whether the value of a request's `Host` header is one of these names.
    #[must_use]
    pub fn find(&self, headers: &HeaderMap) -> Host {
        match host(headers) {
            None => Host::Invalid,
            Some(host) if self.0.iter().any(|name| name.matches(&host)) => Host::Own,
            Some(host) if host.is_loopback() => Host::Loopback,
            Some(_) => Host::Unknown,
        }
    }
}

/// Whether a page of another site sent a request that can change data (cross-site request forgery).
///
/// `own` is the server's public URL. The function does not check `Host`; see [`HostNames::find`].
///
/// Browsers send `Origin` with each such request. They send `Sec-Fetch-Site` only over https and to this machine, so
/// the header is missing in a local network. If both headers are missing, the request does not come from a page.
#[must_use]
pub fn is_from_other_site(own: &Url, method: &Method, headers: &HeaderMap) -> bool {
    if [Method::GET, Method::HEAD, Method::OPTIONS].contains(method) {
        return false;
    }
    let mut origins = headers.get_all(ORIGIN).iter();
    let has_other_origin = match (origins.next(), origins.next()) {
        (None, _) => false,
        (Some(origin), None) => !is_own_origin(own, origin, headers),
        (Some(_), Some(_)) => true,
    };
    let mut sites = headers.get_all(SEC_FETCH_SITE).iter();
    has_other_origin || sites.any(|site| site != "same-origin" && site != "none")
}

/// Whether `origin` is the origin of `own`, or has the host and the port of the request's `Host` header. `Host` differs
/// from `own` if the browser uses another name of the server, such as a name in a container network. Browsers send the
/// origin `null` for pages that hide their origin, so `null` is never an origin of this server.
fn is_own_origin(own: &Url, origin: &HeaderValue, headers: &HeaderMap) -> bool {
    let Some((scheme, authority)) = origin.to_str().ok().and_then(|text| text.split_once("://"))
    else {
        return false;
    };
    let (Some(mut origin), Some(mut host)) = (authority.parse::<HostName>().ok(), host(headers))
    else {
        return false;
    };
    let default_port = match scheme {
        "http" => 80,
        "https" => 443,
        _ => return false,
    };
    origin.port.get_or_insert(default_port);
    host.port.get_or_insert(default_port);
    let Some(own_name) = HostName::of(own) else {
        return false;
    };
    if origin.host == own_name.host && scheme != own.scheme() {
        return false;
    }
    origin == own_name || origin == host
}

/// Returns the value of the header `Host`. Returns `None` if the request does not have exactly one valid header.
fn host(headers: &HeaderMap) -> Option<HostName> {
    let mut values = headers.get_all(HOST).iter();
    match (values.next(), values.next()) {
        (Some(value), None) => value.to_str().ok()?.parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(*name, HeaderValue::from_static(value));
        }
        headers
    }

    #[test]
    fn a_host_is_one_of_the_names_or_of_this_machine_or_unknown() {
        let names = HostNames::new([
            HostName::of(&"https://smartcloud.example".parse().unwrap()).unwrap(),
            "smartcloud".parse().unwrap(),
            "proxy:3000".parse().unwrap(),
        ]);
        for (host, expected) in [
            ("smartcloud.example", Host::Own),
            ("SmartCloud.example:443", Host::Own),
            ("smartcloud.example:3000", Host::Unknown),
            ("smartcloud:1", Host::Own),
            ("proxy:3000", Host::Own),
            ("proxy:3001", Host::Unknown),
            ("localhost:3000", Host::Loopback),
            ("127.0.0.2", Host::Loopback),
            ("[::1]:80", Host::Loopback),
            ("10.0.0.1", Host::Unknown),
            ("evil.example", Host::Unknown),
            ("localhost.evil.example", Host::Unknown),
            ("smartcloud.example.", Host::Unknown),
            ("evil@smartcloud.example", Host::Invalid),
            ("smartcloud.example:https", Host::Invalid),
            ("", Host::Invalid),
        ] {
            assert_eq!(names.find(&headers(&[("host", host)])), expected, "{host}");
        }
        assert_eq!(names.find(&headers(&[])), Host::Invalid);
        let two = [("host", "smartcloud"), ("host", "smartcloud")];
        assert_eq!(names.find(&headers(&two)), Host::Invalid);
    }

    #[test]
    fn the_origin_decides_whether_another_site_sent_a_request() {
        let own = |own: &str, sent: &[(&'static str, &'static str)]| {
            !is_from_other_site(&own.parse().unwrap(), &Method::POST, &headers(sent))
        };
        let lan = "http://smartcloud.lan:3000";
        let name = ("host", "smartcloud.lan:3000");
        assert!(own(lan, &[name]));
        assert!(own(lan, &[name, ("origin", lan)]));
        for origin in [
            "null",
            "",
            "http://evil.example",
            "http://smartcloud.lan",
            "http://smartcloud.lan:3001",
            "https://smartcloud.lan:3000",
            "http://smartcloud.lan:3000.evil.example",
        ] {
            assert!(!own(lan, &[name, ("origin", origin)]), "{origin}");
        }
        assert!(!own(lan, &[name, ("origin", lan), ("origin", lan)]));
        for (site, is_own) in [
            ("same-origin", true),
            ("none", true),
            ("same-site", false),
            ("cross-site", false),
        ] {
            assert_eq!(own(lan, &[name, ("sec-fetch-site", site)]), is_own);
        }
        let lie = [name, ("origin", "null"), ("sec-fetch-site", "same-origin")];
        assert!(!own(lan, &lie));

        let https = "https://smartcloud.example";
        let name = ("host", "smartcloud.example");
        assert!(own(https, &[name, ("origin", https)]));
        assert!(!own(
            https,
            &[name, ("origin", "http://smartcloud.example")]
        ));
        // A program in the same container network calls SmartCloud by its container's name, over http.
        let name = ("host", "smartcloud:3000");
        assert!(own(https, &[name, ("origin", "http://smartcloud:3000")]));
        assert!(!own(https, &[name, ("origin", "http://smartcloud")]));
    }

    #[test]
    fn requests_that_only_read_may_come_from_any_site() {
        let own = "http://localhost".parse().unwrap();
        let sent = headers(&[("origin", "null")]);
        assert!(!is_from_other_site(&own, &Method::GET, &sent));
        assert!(is_from_other_site(&own, &Method::DELETE, &sent));
    }
}
