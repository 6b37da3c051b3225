//! The masking rule for each HTTP header.

use crate::{Kind, Name};

#[derive(Clone, Copy)]
pub(crate) enum HeaderRule {
    Show,
    Mask(Kind),
    Url,
    /// `Authorization`: the scheme is shown. A token that is a JWT is decoded.
    Credentials,
    Cookies,
    SetCookie,
    /// A Content-Security-Policy. Its nonces are masked.
    Policy,
}

use HeaderRule as H;

/// The known headers in alphabetical order, because [`header`] uses a binary search.
const HEADERS: &[(&str, HeaderRule)] = &[
    ("accept", H::Show),
    ("accept-encoding", H::Show),
    ("accept-language", H::Show),
    ("access-control-allow-origin", H::Show),
    ("age", H::Show),
    ("allow", H::Show),
    ("authorization", H::Credentials),
    ("cache-control", H::Show),
    ("connection", H::Show),
    ("content-encoding", H::Show),
    ("content-language", H::Show),
    ("content-length", H::Show),
    ("content-location", H::Url),
    ("content-security-policy", H::Policy),
    ("content-type", H::Show),
    ("cookie", H::Cookies),
    ("cross-origin-opener-policy", H::Show),
    ("cross-origin-resource-policy", H::Show),
    ("date", H::Show),
    ("dnt", H::Show),
    ("expires", H::Show),
    ("forwarded", H::Mask(Kind::ClientAddress)),
    ("host", H::Show),
    ("keep-alive", H::Show),
    ("korrelasjonsid", H::Show),
    ("location", H::Url),
    ("origin", H::Show),
    ("permissions-policy", H::Show),
    ("pragma", H::Show),
    ("priority", H::Show),
    ("proxy-authorization", H::Credentials),
    ("referer", H::Url),
    ("referrer-policy", H::Show),
    ("retry-after", H::Show),
    ("sec-ch-ua", H::Show),
    ("sec-ch-ua-mobile", H::Show),
    ("sec-ch-ua-platform", H::Show),
    ("sec-fetch-dest", H::Show),
    ("sec-fetch-mode", H::Show),
    ("sec-fetch-site", H::Show),
    ("sec-fetch-user", H::Show),
    ("server", H::Show),
    ("set-cookie", H::SetCookie),
    ("strict-transport-security", H::Show),
    ("transfer-encoding", H::Show),
    ("upgrade-insecure-requests", H::Show),
    ("user-agent", H::Show),
    ("vary", H::Show),
    ("www-authenticate", H::Show),
    ("x-content-type-options", H::Show),
    ("x-forwarded-for", H::Mask(Kind::ClientAddress)),
    ("x-frame-options", H::Show),
    ("x-real-ip", H::Mask(Kind::ClientAddress)),
    ("x-request-id", H::Show),
    ("x-simulator-fault", H::Show),
    ("x-xsrf-token", H::Mask(Kind::FormToken)),
];

/// Returns the header's name and its rule. `name` is in lower case. The value of an unknown header is masked.
pub(crate) fn header(name: &str) -> (Name, HeaderRule) {
    match HEADERS.binary_search_by_key(&name, |(known, _)| known) {
        Ok(place) => {
            let (known, rule) = HEADERS[place];
            (Name::Borrowed(known), rule)
        }
        Err(_) => (Name::Owned(name.to_owned()), H::Mask(Kind::Unknown)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_headers_are_in_alphabetical_order() {
        assert!(HEADERS.is_sorted_by_key(|(name, _)| name));
    }
}
