//! The masking rule for each HTTP header.

use crate::Kind;

#[derive(Clone, Copy)]
pub(crate) enum HeaderRule {
    Show,
    Mask(Kind),
    Url,
    /// `Authorization`: the scheme is shown. A token that is a JWT is decoded.
    Credentials,
    Cookies,
    SetCookie,
    /// A Content-Security-Policy, whose nonces are masked.
    Policy,
}

/// Returns the rule for a header. `name` is in lower case.
pub(crate) fn header(name: &str) -> HeaderRule {
    use HeaderRule as H;
    match name {
        "accept"
        | "accept-encoding"
        | "accept-language"
        | "access-control-allow-origin"
        | "age"
        | "allow"
        | "cache-control"
        | "connection"
        | "content-encoding"
        | "content-language"
        | "content-length"
        | "content-type"
        | "cross-origin-opener-policy"
        | "cross-origin-resource-policy"
        | "date"
        | "dnt"
        | "expires"
        | "host"
        | "keep-alive"
        | "korrelasjonsid"
        | "origin"
        | "permissions-policy"
        | "pragma"
        | "priority"
        | "referrer-policy"
        | "retry-after"
        | "sec-ch-ua"
        | "sec-ch-ua-mobile"
        | "sec-ch-ua-platform"
        | "sec-fetch-dest"
        | "sec-fetch-mode"
        | "sec-fetch-site"
        | "sec-fetch-user"
        | "server"
        | "strict-transport-security"
        | "transfer-encoding"
        | "upgrade-insecure-requests"
        | "user-agent"
        | "vary"
        | "www-authenticate"
        | "x-content-type-options"
        | "x-frame-options"
        | "x-simulator-fault"
        | "x-request-id" => H::Show,
        "location" | "content-location" | "referer" => H::Url,
        "authorization" | "proxy-authorization" => H::Credentials,
        "cookie" => H::Cookies,
        "set-cookie" => H::SetCookie,
        "content-security-policy" => H::Policy,
        "forwarded" | "x-forwarded-for" | "x-real-ip" => H::Mask(Kind::ClientAddress),
        "x-xsrf-token" => H::Mask(Kind::FormToken),
        _ => H::Mask(Kind::Unknown),
    }
}
