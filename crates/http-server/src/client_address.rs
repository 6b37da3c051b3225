use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::extract::ConnectInfo;
use http::{HeaderMap, HeaderName, request::Parts};

/// Returns the client's address, for limits on requests per address. Behind a proxy, `header` names the header that
/// ends with the client's address. The client can write the earlier part of this header, so only the **last** address
/// counts.
///
/// Without a proxy, `header` must be `None`, because any client can send such a header.
#[must_use]
pub fn client_address(
    headers: &HeaderMap,
    connection: Option<IpAddr>,
    header: Option<&HeaderName>,
) -> Option<IpAddr> {
    let forwarded = header.and_then(|name| {
        let value = headers.get_all(name).iter().next_back()?;
        let last = value.to_str().ok()?.rsplit(',').next()?.trim();
        let with_port = || last.parse().map(|address: SocketAddr| address.ip());
        last.parse().or_else(|_| with_port()).ok()
    });
    Some(network(forwarded.or(connection)?))
}

/// Calls [`client_address`] for an HTTP request. The server has added the address of the connection to the extensions
/// of the request.
#[must_use]
pub fn client_of(parts: &Parts, header: Option<&HeaderName>) -> Option<IpAddr> {
    let connection = parts.extensions.get::<ConnectInfo<SocketAddr>>();
    let connection = connection.map(|ConnectInfo(address)| address.ip());
    client_address(&parts.headers, connection, header)
}

/// Returns an IPv6 address with only its first 64 bits, and an IPv4 address unchanged. One customer of a network
/// usually has 2^64 IPv6 addresses. If the limits used all 128 bits, this customer could avoid the limits with a new
/// address for each request.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(ip) => Ipv6Addr::from_bits(ip.to_bits() >> 64 << 64).into(),
        ip @ IpAddr::V4(_) => ip,
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    const PROXY: &str = "10.0.0.1";

    #[test]
    fn the_address_stands_only_in_the_header_that_the_settings_name() {
        let named = HeaderName::from_static("x-forwarded-for");
        let address = |header: Option<&HeaderName>, sent: &[(&'static str, &'static str)]| {
            let mut headers = HeaderMap::new();
            for (name, value) in sent {
                headers.append(*name, HeaderValue::from_static(value));
            }
            let found = client_address(&headers, PROXY.parse().ok(), header);
            found.unwrap().to_string()
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
}
