//! Reads redirect URLs as .NET's class `Uri` reads them (contract/systemuser-api.md §1.7 and §4.5).
//!
//! The crate `url` reads URLs as browsers do. .NET accepts other texts as absolute URLs, and writes URLs in a different
//! form.

use url::{Host, Position, Url, quirks};

/// Whether a vendor can register this redirect URL with POST. The URL must use https. Unlike Altinn, the simulator also
/// accepts http on the local machine and at an IP address. Therefore a vendor can test a product on the local machine,
/// and phones in the same network can open the product.
pub(super) fn may_be_registered(text: &str) -> bool {
    let Some(url) = absolute(text).filter(|_| !has_control_characters(text)) else {
        return false;
    };
    let may_use_http = match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(_) | Host::Ipv6(_)) => true,
        None => false,
    };
    url.scheme() == "https" || (url.scheme() == "http" && may_use_http)
}

/// Whether Altinn's database stores this redirect URL. The database column for redirect URLs accepts only texts that
/// match `^https?://[^.]+`.
pub(super) fn fits_the_column(readable: &str) -> bool {
    let rest = readable.strip_prefix("https://");
    let rest = rest.or_else(|| readable.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('.'))
}

/// Whether the redirect URL contains a control character, such as a line break. The simulator writes the URL into an
/// HTTP header, where a line break would end the header.
pub(super) fn has_control_characters(text: &str) -> bool {
    text.chars().any(char::is_control)
}

/// Returns the text as an absolute URL, or `None` if the text is not an absolute URL for .NET.
///
/// On Linux, .NET reads a text that is only a path, such as `/receipt`, as the URL of a local file. .NET reads
/// `example.no:8080/x` as a URL with the scheme `example.no`.
pub(super) fn absolute(text: &str) -> Option<Url> {
    let text = text.trim();
    if text.starts_with('/') {
        return format!("file:{text}").parse().ok();
    }
    let url: Url = text.parse().ok()?;
    let is_web = matches!(url.scheme(), "http" | "https");
    // Browsers and the crate `url` accept `https:example.no`, but .NET requires the two slashes.
    let has_slashes = text
        .split_once(':')
        .is_some_and(|(_, rest)| rest.starts_with("//"));
    (!is_web || has_slashes).then_some(url)
}

/// Returns scheme, host, port and path of a URL. Altinn compares only these parts with the registered URLs. Returns
/// `None` if the text is not an absolute URL.
pub(crate) fn left_part(text: &str) -> Option<String> {
    let mut url = absolute(text)?;
    url.set_query(None);
    url.set_fragment(None);
    Some(unescape(url.as_str(), |sign| {
        sign.is_ascii_alphanumeric() || "-._~".contains(sign)
    }))
}

/// Returns the URL as .NET's `Uri.ToString()` writes it, which is the form that vendors read back. For example,
/// `https://altinn.no` becomes `https://altinn.no/`, and `https://altinn.no/%C3%B8` becomes `https://altinn.no/ø`.
pub(super) fn readable(text: &str) -> String {
    let Some(url) = absolute(text) else {
        return text.to_owned();
    };
    let host = quirks::domain_to_unicode(url.host_str().unwrap_or_default());
    let host = match url.host() {
        Some(Host::Domain(_)) if !host.is_empty() => host.as_str(),
        _ => &url[Position::BeforeHost..Position::AfterHost],
    };
    let rest = unescape(&url[Position::BeforePath..], |sign| {
        !sign.is_control() && !";/?:@&=+$,#[]!'()*%\\".contains(sign)
    });
    format!(
        "{}{host}{}{rest}",
        &url[..Position::BeforeHost],
        &url[Position::AfterHost..Position::BeforePath]
    )
}

/// Decodes a percent-encoded character if `is_plain` returns true for this character. Other bytes stay percent-encoded,
/// with upper-case hexadecimal digits.
fn unescape(text: &str, is_plain: impl Fn(char) -> bool) -> String {
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('%') {
        let (before, after) = rest.split_at(start);
        result.push_str(before);
        let bytes = escaped_bytes(after);
        if bytes.is_empty() {
            result.push('%');
            rest = &after[1..];
            continue;
        }
        rest = &after[3 * bytes.len()..];
        for chunk in bytes.utf8_chunks() {
            for sign in chunk.valid().chars() {
                if is_plain(sign) {
                    result.push(sign);
                } else {
                    push_escaped(&mut result, sign.encode_utf8(&mut [0; 4]).as_bytes());
                }
            }
            push_escaped(&mut result, chunk.invalid());
        }
    }
    result.push_str(rest);
    result
}

/// Decodes the percent-encoded bytes at the start of the text, up to the first character that is not percent-encoded.
fn escaped_bytes(text: &str) -> Vec<u8> {
    let groups = text.as_bytes().chunks_exact(3);
    let bytes = groups.map_while(|group| {
        let [b'%', high, low] = group else {
            return None;
        };
        let digit = |digit: &u8| char::from(*digit).to_digit(16);
        u8::try_from(digit(high)? * 16 + digit(low)?).ok()
    });
    bytes.collect()
}

fn push_escaped(text: &mut String, bytes: &[u8]) {
    text.extend(bytes.iter().map(|byte| format!("%{byte:02X}")));
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each row has a redirect URL and says whether a vendor can register this URL (contract/systemuser-api.md §1.7 and
    /// §2.1).
    #[test]
    fn http_is_for_this_machine_and_for_a_room() {
        for (url, may_be) in [
            ("https://c.example/r", true),
            ("http://localhost:3000/r", true),
            ("http://127.0.0.1:3000/r", true),
            ("http://192.168.1.20:3000/r", true),
            ("http://[fd00::20]:3000/r", true),
            ("http://c.example/r", false),
            ("http://192.168.1.20.c.example/r", false),
        ] {
            assert_eq!(may_be_registered(url), may_be, "{url}");
        }
    }

    #[test]
    fn a_url_is_read_back_in_dotnets_readable_form() {
        for (sent, read) in [
            ("https://altinn.no", "https://altinn.no/"),
            ("HTTPS://ALTINN.NO:443/A", "https://altinn.no/A"),
            ("https://altinn.no/ø", "https://altinn.no/ø"),
            ("https://altinn.no/%c3%b8", "https://altinn.no/ø"),
            ("https://altinn.no/x%20y", "https://altinn.no/x y"),
            ("https://altinn.no/%7Eu", "https://altinn.no/~u"),
            ("https://æøå.example/x", "https://æøå.example/x"),
            (
                "https://altinn.no/a%2fb%3F%25?c=%26#%C3%A6",
                "https://altinn.no/a%2Fb%3F%25?c=%26#æ",
            ),
            ("https://altinn.no/%0D%0Ax", "https://altinn.no/%0D%0Ax"),
            ("https://altinn.no/100%", "https://altinn.no/100%"),
            ("https://altinn.no/%C3x", "https://altinn.no/%C3x"),
            ("https://[::1]:8443/x", "https://[::1]:8443/x"),
            ("c.example/receipt", "c.example/receipt"),
        ] {
            assert_eq!(readable(sent), read, "{sent}");
        }
    }

    #[test]
    fn dotnet_reads_a_path_as_a_file_and_needs_slashes_after_https() {
        for text in ["/receipt", "localhost:3000/x", "c.example:80", "ftp://x"] {
            assert!(absolute(text).is_some(), "{text}");
        }
        for text in [
            "receipt",
            "c.example/receipt",
            "",
            "https:c.example",
            "http://[::1]:99999/",
        ] {
            assert!(absolute(text).is_none(), "{text}");
        }
    }
}
