use axum::http::{HeaderMap, header::ACCEPT_LANGUAGE};
use axum_extra::extract::cookie::CookieJar;

/// The language of a page. The default is Bokmål.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    Hash,
    strum::EnumString,
    strum::IntoStaticStr,
    strum::VariantArray,
)]
#[strum(serialize_all = "lowercase", const_into_str)]
pub enum Locale {
    #[default]
    Nb,
    Nn,
    En,
}

/// One text in each language, for data that contains texts, such as a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Localized {
    pub nb: &'static str,
    pub nn: &'static str,
    pub en: &'static str,
}

impl Localized {
    #[must_use]
    pub const fn in_locale(&self, locale: Locale) -> &'static str {
        match locale {
            Locale::Nb => self.nb,
            Locale::Nn => self.nn,
            Locale::En => self.en,
        }
    }
}

impl Locale {
    pub const COOKIE: &'static str = "smartcloud_language";

    /// The name of the cookie over https. The prefix `__Host-` prevents other hosts from setting the cookie.
    pub const HTTPS_COOKIE: &'static str = "__Host-smartcloud_language";

    /// Returns the code of the language, such as `nb`, for the `lang` attribute, the cookie and the form field.
    #[must_use]
    pub const fn code(self) -> &'static str {
        self.into_str()
    }

    /// Returns the name of the language in the language itself, such as `Bokmål`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Nb => "Bokmål",
            Self::Nn => "Nynorsk",
            Self::En => "English",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        code.parse().ok()
    }

    /// Chooses the language of a response: the visitor's choice, or else the browser's preferred language, or else
    /// Bokmål.
    #[must_use]
    pub fn of(headers: &HeaderMap) -> Self {
        Self::from_cookie(headers)
            .or_else(|| {
                let header = headers.get(ACCEPT_LANGUAGE)?.to_str().ok()?;
                Self::from_accept_language(header)
            })
            .unwrap_or_default()
    }

    fn from_cookie(headers: &HeaderMap) -> Option<Self> {
        let cookies = CookieJar::from_headers(headers);
        let cookie = cookies
            .get(Self::HTTPS_COOKIE)
            .or_else(|| cookies.get(Self::COOKIE))?;
        Self::from_code(cookie.value())
    }

    /// Returns the language that an `Accept-Language` header prefers ([RFC 9110, section 12.5.4][rfc]).
    ///
    /// The language with the highest `q` wins. If several languages have the same `q`, the first of them wins. With
    /// `q=0`, the browser does not accept the language.
    ///
    /// [rfc]: https://www.rfc-editor.org/rfc/rfc9110#section-12.5.4
    fn from_accept_language(header: &str) -> Option<Self> {
        let mut best: Option<(Self, f32)> = None;
        for range in header.split(',') {
            let mut parts = range.split(';').map(str::trim);
            let Some(locale) = parts.next().and_then(Self::from_language_tag) else {
                continue;
            };
            let weight = match parts
                .find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")))
            {
                None => 1.0,
                // Ignore a language with an invalid weight.
                Some(text) => match text.trim().parse::<f32>() {
                    Ok(weight) if (0.0..=1.0).contains(&weight) => weight,
                    _ => continue,
                },
            };
            if weight > 0.0 && best.is_none_or(|(_, highest)| weight > highest) {
                best = Some((locale, weight));
            }
        }
        best.map(|(locale, _)| locale)
    }

    /// Reads a language tag such as `nb-NO`, and ignores the region. Browsers also use the tag `no` for Bokmål.
    fn from_language_tag(tag: &str) -> Option<Self> {
        let language = tag.split(['-', '_']).next().unwrap_or(tag);
        match language.to_ascii_lowercase().as_str() {
            "nb" | "no" => Some(Self::Nb),
            "nn" => Some(Self::Nn),
            "en" => Some(Self::En),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::http::header::COOKIE;

    use super::*;

    fn locale(accepted: Option<&str>, cookie: Option<&str>) -> Locale {
        let mut headers = HeaderMap::new();
        if let Some(accepted) = accepted {
            headers.insert(ACCEPT_LANGUAGE, accepted.parse().unwrap());
        }
        if let Some(cookie) = cookie {
            headers.insert(COOKIE, cookie.parse().unwrap());
        }
        Locale::of(&headers)
    }

    #[test]
    fn the_language_follows_accept_language() {
        for (header, expected) in [
            ("nb-NO,nb;q=0.9,no;q=0.8,nn;q=0.7,en;q=0.5", Locale::Nb),
            ("nn-NO, nn;q=0.9, nb;q=0.8, en;q=0.7", Locale::Nn),
            ("en-US,en;q=0.9", Locale::En),
            ("no", Locale::Nb),
            ("EN-gb", Locale::En),
            // The highest weight decides, not the order of the languages.
            ("en;q=0.3, nn;q=0.8, nb;q=0.5", Locale::Nn),
            // If two languages have the same weight, the first language wins.
            ("nn, en", Locale::Nn),
            // SmartCloud ignores unsupported languages.
            ("de-DE, fr;q=0.9, en;q=0.1", Locale::En),
            // The weight 0 means that the browser refuses the language.
            ("en;q=0, nn;q=0.1", Locale::Nn),
            ("en;q=0", Locale::Nb),
            // SmartCloud ignores invalid parts of the header.
            ("en;q=much, nn;q=0.2", Locale::Nn),
            ("english", Locale::Nb),
            (";;,,", Locale::Nb),
            ("*", Locale::Nb),
        ] {
            assert_eq!(locale(Some(header), None), expected, "{header}");
        }
    }

    #[test]
    fn bokmal_is_the_default() {
        assert_eq!(locale(None, None), Locale::Nb);
        assert_eq!(locale(Some("de"), None), Locale::Nb);
    }

    #[test]
    fn the_cookie_wins_over_accept_language() {
        let cookie = Some("a=b; smartcloud_language=nn; c=d");
        assert_eq!(locale(Some("en"), cookie), Locale::Nn);
        let https = Some("__Host-smartcloud_language=nb; smartcloud_language=nn");
        assert_eq!(locale(Some("en"), https), Locale::Nb);
        assert_eq!(
            locale(Some("en"), Some("smartcloud_language=sv")),
            Locale::En
        );
    }
}
