//! Chooses the compression of a response by the browser's `Accept-Encoding` (content negotiation).

use axum::http::{HeaderMap, HeaderValue, header};

/// The compression of a response. `Identity` means no compression.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Encoding {
    Brotli,
    Gzip,
    Identity,
}

impl Encoding {
    /// Returns an encoding that the browser accepts ([RFC 9110, section 12.5.3][rfc]). If the browser accepts several
    /// encodings, returns the encoding with the best compression. The weight `q=0` means that the browser refuses an
    /// encoding. This function ignores all other weights, because browsers do not send them.
    ///
    /// [rfc]: https://www.rfc-editor.org/rfc/rfc9110#section-12.5.3
    #[must_use]
    pub fn of(headers: &HeaderMap) -> Self {
        let mut gzip = false;
        let values = headers.get_all(header::ACCEPT_ENCODING).iter();
        for range in values
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
        {
            let mut parts = range.split(';').map(str::trim);
            let name = parts.next().unwrap_or_default();
            let is_refused = parts
                .filter_map(|part| part.strip_prefix("q=").or(part.strip_prefix("Q=")))
                .any(|weight| weight.parse::<f32>().is_ok_and(|weight| weight <= 0.0));
            if is_refused {
                continue;
            }
            if name.eq_ignore_ascii_case("br") {
                return Self::Brotli;
            }
            gzip |= name.eq_ignore_ascii_case("gzip");
        }
        if gzip { Self::Gzip } else { Self::Identity }
    }

    /// Returns the value of the header `Content-Encoding`, or `None` for an uncompressed response.
    #[must_use]
    pub fn header(self) -> Option<HeaderValue> {
        match self {
            Self::Brotli => Some(HeaderValue::from_static("br")),
            Self::Gzip => Some(HeaderValue::from_static("gzip")),
            Self::Identity => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smallest_accepted_form_is_chosen() {
        for (accepted, expected) in [
            ("gzip, deflate, br, zstd", Encoding::Brotli),
            ("gzip, deflate", Encoding::Gzip),
            ("br;q=0, gzip;q=0.5", Encoding::Gzip),
            ("BR", Encoding::Brotli),
            ("br; q=0.000, gzip; q=0", Encoding::Identity),
            ("identity", Encoding::Identity),
            ("", Encoding::Identity),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, accepted.parse().unwrap());
            assert_eq!(Encoding::of(&headers), expected, "{accepted}");
        }
        assert_eq!(Encoding::of(&HeaderMap::new()), Encoding::Identity);
    }
}
