use axum::http::{
    HeaderMap,
    header::{ACCEPT_LANGUAGE, COOKIE},
};

/// The language of a page. Bokmål where nothing else is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Locale {
    #[default]
    Nb,
    Nn,
    En,
}

/// The same text in each language, for data that carries its own words.
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
    pub const ALL: [Self; 3] = [Self::Nb, Self::Nn, Self::En];

    /// The cookie that keeps what the visitor has chosen.
    pub const COOKIE: &'static str = "smartcloud_language";

    /// The same cookie under https: no other host can set a cookie with this prefix.
    pub const HTTPS_COOKIE: &'static str = "__Host-smartcloud_language";

    /// For the `lang` attribute, the cookie and the form.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Nb => "nb",
            Self::Nn => "nn",
            Self::En => "en",
        }
    }

    /// The language's name, in the language itself.
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
        Self::ALL.into_iter().find(|locale| locale.code() == code)
    }

    /// What the visitor has chosen, or else what the browser asks for.
    #[must_use]
    pub fn of(headers: &HeaderMap) -> Self {
        Self::chosen(headers)
            .or_else(|| {
                let accepted = headers.get(ACCEPT_LANGUAGE)?.to_str().ok()?;
                Self::accepted(accepted)
            })
            .unwrap_or_default()
    }

    fn chosen(headers: &HeaderMap) -> Option<Self> {
        headers
            .get_all(COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(name, _)| [Self::COOKIE, Self::HTTPS_COOKIE].contains(name))
            .and_then(|(_, code)| Self::from_code(code))
    }

    /// The best of what an `Accept-Language` header accepts ([RFC 9110, section 12.5.4][rfc]).
    ///
    /// The highest `q` wins and the first of equals; `q=0` means *not this one*.
    ///
    /// [rfc]: https://www.rfc-editor.org/rfc/rfc9110#section-12.5.4
    fn accepted(header: &str) -> Option<Self> {
        let mut best: Option<(Self, f32)> = None;
        for range in header.split(',') {
            let mut parts = range.split(';').map(str::trim);
            let Some(locale) = parts.next().and_then(Self::of_tag) else {
                continue;
            };
            let weight = match parts
                .find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")))
            {
                None => 1.0,
                // A weight that is no number says nothing, so the range is left out.
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

    /// `no` is bokmål to every browser; a region does not matter.
    fn of_tag(tag: &str) -> Option<Self> {
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
    fn the_browser_says_which_language_it_prefers() {
        for (header, expected) in [
            ("nb-NO,nb;q=0.9,no;q=0.8,nn;q=0.7,en;q=0.5", Locale::Nb),
            ("nn-NO, nn;q=0.9, nb;q=0.8, en;q=0.7", Locale::Nn),
            ("en-US,en;q=0.9", Locale::En),
            ("no", Locale::Nb),
            ("EN-gb", Locale::En),
            // The highest weight wins, wherever it stands.
            ("en;q=0.3, nn;q=0.8, nb;q=0.5", Locale::Nn),
            // The first of equals.
            ("nn, en", Locale::Nn),
            // Others are passed over.
            ("de-DE, fr;q=0.9, en;q=0.1", Locale::En),
            // "Not this one."
            ("en;q=0, nn;q=0.1", Locale::Nn),
            ("en;q=0", Locale::Nb),
            // What cannot be read says nothing.
            ("en;q=much, nn;q=0.2", Locale::Nn),
            ("english", Locale::Nb),
            (";;,,", Locale::Nb),
            ("*", Locale::Nb),
        ] {
            assert_eq!(locale(Some(header), None), expected, "{header}");
        }
    }

    #[test]
    fn bokmal_is_what_there_is_without_a_wish() {
        assert_eq!(locale(None, None), Locale::Nb);
        assert_eq!(locale(Some("de"), None), Locale::Nb);
    }

    #[test]
    fn a_choice_beats_the_browser() {
        let cookie = Some("a=b; smartcloud_language=nn; c=d");
        assert_eq!(locale(Some("en"), cookie), Locale::Nn);
        assert_eq!(
            locale(Some("en"), Some("smartcloud_language=sv")),
            Locale::En
        );
    }
}
