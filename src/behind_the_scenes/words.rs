//! The texts about recorded calls, for developers: who takes part, how a call is sent, and why a response is missing.

use crate::{
    i18n::{Locale, Localized},
    recorder::exchange::{Kind as Way, Party},
};

#[must_use]
pub fn party(party: Party, locale: Locale) -> &'static str {
    match party {
        Party::Browser => Localized {
            nb: "Nettleser",
            nn: "Nettlesar",
            en: "Browser",
        },
        Party::SmartCloud => same("SmartCloud"),
        Party::IdPorten => same("ID-porten"),
        Party::Maskinporten => same("Maskinporten"),
        Party::Altinn => same("Altinn"),
        Party::ResourceOwner => Localized {
            nb: "Tjenesteeier",
            nn: "Tenesteeigar",
            en: "Resource owner",
        },
    }
    .in_locale(locale)
}

#[must_use]
pub fn way(way: Way, locale: Locale) -> &'static str {
    match way {
        Way::BackChannel => Localized {
            nb: "fra tjener til tjener",
            nn: "frå tenar til tenar",
            en: "from server to server",
        },
        Way::Redirect => Localized {
            nb: "nettleseren åpner en side",
            nn: "nettlesaren opnar ei side",
            en: "the browser opens a page",
        },
        Way::Form => Localized {
            nb: "nettleseren sender et skjema",
            nn: "nettlesaren sender eit skjema",
            en: "the browser sends a form",
        },
        Way::OtherSide => return locale.behind_the_scenes().not_visible,
    }
    .in_locale(locale)
}

/// Returns the text that explains why a response is missing. `failure` is the value of
/// [`Exchange::failure`](crate::recorder::exchange::Exchange::failure).
#[must_use]
pub fn failure(failure: &str, locale: Locale) -> &'static str {
    match failure {
        "timeout" => Localized {
            nb: "tjenesten svarte ikke i tide",
            nn: "tenesta svara ikkje i tide",
            en: "the service did not answer in time",
        },
        "no-connection" => Localized {
            nb: "SmartCloud fikk ikke kontakt med tjenesten",
            nn: "SmartCloud fekk ikkje kontakt med tenesta",
            en: "SmartCloud could not connect to the service",
        },
        "too-large" => Localized {
            nb: "svaret var for stort",
            nn: "svaret var for stort",
            en: "the response was too large",
        },
        "browser-left" => Localized {
            nb: "nettleseren forlot siden",
            nn: "nettlesaren forlét sida",
            en: "the browser left the page",
        },
        "given-up" => Localized {
            nb: "SmartCloud sluttet å vente, fordi nettleseren forlot siden",
            nn: "SmartCloud slutta å vente, fordi nettlesaren forlét sida",
            en: "SmartCloud stopped waiting, because the browser left the page",
        },
        _ => Localized {
            nb: "forbindelsen ble brutt før hele svaret kom",
            nn: "sambandet vart brote før heile svaret kom",
            en: "the connection broke before the response was complete",
        },
    }
    .in_locale(locale)
}

const fn same(text: &'static str) -> Localized {
    Localized {
        nb: text,
        nn: text,
        en: text,
    }
}
