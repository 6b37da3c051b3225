//! The texts of the simulator's pages in Bokmål, Nynorsk and English.
//!
//! Each text is a field of a struct, and each language is a constant of the struct. The compiler therefore reports a
//! text that is missing in a language. A text that contains a value is a function.
//!
//! If the real Altinn has a text, the simulator uses the same text. The simulator corrects only errors of grammar, most
//! of them in Altinn's Nynorsk.

pub(crate) mod complaints;
pub(crate) mod control;
pub(crate) mod create;
pub(crate) mod customer_clients;
pub(crate) mod en;
pub(crate) mod nb;
pub(crate) mod nn;
pub(crate) mod overview;
pub(crate) mod received;
pub(crate) mod request_kinds;
pub(crate) mod request_log;
pub(crate) mod sandbox;

use axum_extra::extract::CookieJar;
use http::{HeaderMap, header};
use strum::VariantArray;

pub use self::{
    control::Control,
    create::Create,
    customer_clients::Clients,
    nb::MONTHS as NORWEGIAN_MONTHS,
    overview::Overview,
    received::Received,
    request_kinds::{Changes, ForClients, RequestKindTexts},
    request_log::{KeyTexts, RequestLogTexts},
    sandbox::Sandbox,
};
use crate::rules::Reason;
use altinn_types::LocalizedText;

/// The languages of Altinn and ID-porten, in the order of the language menu. The real ID-porten also has Northern Sami,
/// which the simulator does not have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, VariantArray)]
pub enum Language {
    #[default]
    Nb,
    Nn,
    En,
}

impl Language {
    /// The name of Altinn's cookie for the chosen language. Browsers share cookies between all ports of a host. The
    /// simulated ID-porten can therefore read this cookie.
    pub const COOKIE: &str = "selectedLanguage";

    /// The language tag for the `lang` attribute in HTML. ID-porten uses the same tags in `ui_locales` and `locale`.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::Nb => "nb",
            Self::Nn => "nn",
            Self::En => "en",
        }
    }

    /// The value of Altinn's language cookie for this language.
    #[must_use]
    pub fn altinn_code(self) -> &'static str {
        match self {
            Self::Nb => "no_nb",
            Self::Nn => "no_nn",
            Self::En => "en",
        }
    }

    /// Returns the name of the language, in the language itself.
    #[must_use]
    pub fn own_name(self) -> &'static str {
        match self {
            Self::Nb => "Bokmål",
            Self::Nn => "Nynorsk",
            Self::En => "English",
        }
    }

    /// Parses a language tag such as `nn`, `nn-NO` or `no`, or a value of Altinn's language cookie, such as `no_nn`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_lowercase();
        match text.as_str() {
            "no_nb" => return Some(Self::Nb),
            "no_nn" => return Some(Self::Nn),
            _ => {}
        }
        match text.split(['-', '_']).next() {
            Some("nb" | "no") => Some(Self::Nb),
            Some("nn") => Some(Self::Nn),
            Some("en") => Some(Self::En),
            _ => None,
        }
    }

    /// Returns the language in Altinn's language cookie, or else the first known language in the header
    /// `Accept-Language`.
    #[must_use]
    pub fn of(headers: &HeaderMap) -> Self {
        let cookies = CookieJar::from_headers(headers);
        let chosen = cookies
            .get(Self::COOKIE)
            .and_then(|cookie| Self::parse(cookie.value()));
        let accepted = || {
            let value = headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
            // Browsers send the preferred language first, so the code ignores the weights such as `q=0.8`.
            value
                .split(',')
                .find_map(|range| Self::parse(range.split(';').next()?))
        };
        chosen.or_else(accepted).unwrap_or_default()
    }

    #[must_use]
    pub fn texts(self) -> &'static Texts {
        match self {
            Self::Nb => &nb::TEXTS,
            Self::Nn => &nn::TEXTS,
            Self::En => &en::TEXTS,
        }
    }

    /// Returns a text from a register, for example the name of a system, in this language.
    #[must_use]
    pub fn pick(self, text: &LocalizedText) -> &str {
        match self {
            Self::Nb => &text.nb,
            Self::Nn => &text.nn,
            Self::En => &text.en,
        }
    }
}

/// A text with one value in it.
pub type Around = fn(&str) -> String;
/// A text with two values in it.
pub type AroundTwo = fn(&str, &str) -> String;
/// A text with a number in it. The number selects the singular or the plural.
pub type Counted = fn(usize) -> String;

/// The texts of all pages in one language, grouped by page.
pub struct Texts {
    pub frame: Frame,
    pub login: Login,
    pub logout: Logout,
    pub front: StartPage,
    pub request: Request,
    pub problem: Problem,
    pub forward: Forward,
    pub party: Party,
    pub standard_request: RequestKindTexts,
    pub agent_request: RequestKindTexts,
    pub change_request: RequestKindTexts,
    pub for_clients: ForClients,
    pub changes: Changes,
    pub overview: Overview,
    pub create: Create,
    pub received: Received,
    pub sandbox: Sandbox,
    pub clients: Clients,
    pub control: Control,
    pub request_log: RequestLogTexts,
    pub key: KeyTexts,
}

pub struct Frame {
    /// The `lang` attribute of Norwegian names, such as names of companies, on a page in another language. `None` on
    /// Norwegian pages.
    pub lang_of_names: Option<&'static str>,
    /// Describes the pages of Altinn, for search engines and previews of links.
    pub description: &'static str,
    /// Describes the pages of ID-porten, for search engines and previews of links.
    pub description_idporten: &'static str,
    /// If a form has an error, the page shows the form again. In that case, the title of the page begins with this
    /// text.
    pub error: &'static str,
    pub close: &'static str,
    pub band: &'static str,
    pub band_idporten: &'static str,
    /// The link to the vendor's product. The parameter is the name of the product.
    pub to_product: Around,
    /// The text in the banner while the simulator logs users in or decides requests automatically.
    pub automatic: &'static str,
    pub switch_person: &'static str,
    pub skip: &'static str,
    pub altinn: &'static str,
    pub idporten: &'static str,
    pub choose_language: &'static str,
    pub logged_in_as: Around,
    pub log_out: &'static str,
    pub you_are_here: &'static str,
    pub start: &'static str,
    pub menu: &'static str,
    pub access_management: &'static str,
    pub system_accesses: &'static str,
    pub back: &'static str,
    pub org_no: Around,
    /// Formats a date and a time. The parameter is the simulator's time in Norway's time zone.
    pub moment: fn(jiff::civil::DateTime) -> String,
    pub not_here_title: &'static str,
    pub not_here: &'static str,
    pub to_front: &'static str,
    pub broken_title: &'static str,
    pub broken: &'static str,
}

/// The texts of ID-porten's page for the choice of a person, and of ID-porten's error pages.
pub struct Login {
    pub title: &'static str,
    pub heading: &'static str,
    pub asks: Around,
    /// The text for a client without a name. The parameter is the client id.
    pub asks_without_name: Around,
    pub no_numbers: &'static str,
    pub find: &'static str,
    pub find_hint: &'static str,
    pub search: &'static str,
    pub show_named: &'static str,
    pub hits: fn(usize, &str) -> String,
    pub no_hits: Around,
    pub more: fn(usize, usize) -> String,
    pub people: &'static str,
    pub role_in: AroundTwo,
    /// Returns the name of a role. The parameter is the role's URN.
    pub role: fn(&str) -> &'static str,
    pub no_company: &'static str,
    pub cancel: &'static str,
    pub cannot_start_title: &'static str,
    pub cannot_start: &'static str,
    pub unknown_client: &'static str,
    pub wrong_redirect: &'static str,
    pub unknown_request_uri: &'static str,
    pub attempt_gone_title: &'static str,
    pub attempt_gone: &'static str,
    pub no_such_person: &'static str,
    pub foreign_form: &'static str,
    /// The title of the page that posts ID-porten's response to the OAuth client.
    pub form_post_title: &'static str,
    /// The text on the page that posts ID-porten's response to the OAuth client.
    pub form_post: &'static str,
    pub developers: &'static str,
}

pub struct Logout {
    pub going_title: &'static str,
    pub going_heading: &'static str,
    pub going: &'static str,
    pub go_on: Around,
    pub done_title: &'static str,
    pub done_heading: &'static str,
    pub done: &'static str,
    pub not_back: &'static str,
    pub frame_name: Around,
}

/// The texts of the start page of the simulated Altinn. A user also sees this page after a logout.
pub struct StartPage {
    pub title: &'static str,
    pub description: &'static str,
    pub heading: &'static str,
    pub lead: &'static str,
    pub logged_out: &'static str,
    pub do_heading: &'static str,
    pub to_overview: &'static str,
    pub to_overview_note: &'static str,
    pub to_control: &'static str,
    pub to_control_note: &'static str,
    pub urls_heading: &'static str,
    pub urls_note: &'static str,
    pub ui: &'static str,
    pub platform: &'static str,
    pub idporten: &'static str,
    pub maskinporten: &'static str,
    pub resource: &'static str,
    pub people_heading: &'static str,
    pub people_note: &'static str,
}

/// The texts of the page where a customer approves or rejects a request.
pub struct Request {
    /// The three parts of a sentence. The system's name follows the first part, and the company's name follows the
    /// second part. The page shows both names in bold.
    pub can_do: [&'static str; 3],
    pub will_get_many: &'static str,
    pub will_get_one: &'static str,
    pub packages: Counted,
    pub services: Counted,
    pub services_in_package: Counted,
    pub grants: Counted,
    pub grants_none: &'static str,
    pub owner: Around,
    pub withdraw: &'static str,
    pub reject: &'static str,
    pub delivered_by: fn(&str, &str, &str) -> String,
    pub what_then: &'static str,
    pub sent_to: Around,
    pub sent_to_start: &'static str,
    pub stays_logged_in: &'static str,
    pub open_until: AroundTwo,
    pub all_or_nothing: &'static str,
    pub forwarded: &'static str,
    pub no_buttons_decided: &'static str,
    pub no_buttons_expired: &'static str,
    pub why_no_buttons_forwarded: &'static str,
    pub leave: &'static str,
    pub no_id: &'static str,
    pub not_found: &'static str,
    pub not_found_more: &'static str,
    pub no_relation: &'static str,
    pub no_relation_more: Around,
    pub load_failed: &'static str,
    pub system_gone: &'static str,
}

/// The texts about an action that failed after the user pressed a button.
pub struct Problem {
    pub reject_failed: &'static str,
    /// The end of the sentence that begins with [`RequestKindTexts::not_approved`]. This end is for a person who cannot
    /// delegate services.
    pub cannot_delegate_services: &'static str,
    /// The end of the same sentence for a person who cannot delegate access packages.
    pub cannot_delegate_packages: &'static str,
    /// The end of the same sentence for a person who cannot delegate services and cannot delegate access packages.
    pub cannot_delegate_both: &'static str,
    pub services_not_delegated: &'static str,
    pub packages_not_delegated: &'static str,
    pub what_to_do: &'static str,
    pub exists: &'static str,
    pub no_system: &'static str,
    pub decided_meanwhile: &'static str,
    pub wrong_party: &'static str,
    pub not_manager: &'static str,
    pub reason: fn(Reason) -> &'static str,
    pub code: Around,
    pub forged_title: &'static str,
    pub forged: &'static str,
    pub forged_way_on: &'static str,
}

pub struct Forward {
    pub heading: &'static str,
    pub explanation: &'static str,
    pub yes: &'static str,
    pub close: &'static str,
    pub failed: &'static str,
    pub done_heading: &'static str,
    pub done: &'static str,
    pub finish: &'static str,
}

/// The texts of the pages where a person chooses the party to represent.
pub struct Party {
    pub title: &'static str,
    pub heading: &'static str,
    pub explanation: &'static str,
    pub question: &'static str,
    pub to_start: &'static str,
    pub to_inbox: &'static str,
    pub to_access_management: &'static str,
    pub choose_title: &'static str,
    pub choose_heading: &'static str,
    pub none: &'static str,
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn asking_for(languages: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(header::ACCEPT_LANGUAGE, HeaderValue::from_static(languages))])
    }

    #[test]
    fn the_browsers_first_known_language_is_used() {
        assert_eq!(Language::of(&HeaderMap::new()), Language::Nb);
        assert_eq!(Language::of(&asking_for("nn-NO,nb;q=0.8")), Language::Nn);
        assert_eq!(Language::of(&asking_for("se,en-GB;q=0.9")), Language::En);
        assert_eq!(Language::of(&asking_for("fr")), Language::Nb);
    }

    #[test]
    fn a_choice_beats_the_browser() {
        let mut headers = asking_for("en");
        headers.insert(
            header::COOKIE,
            HeaderValue::from_static("a=b; selectedLanguage=no_nn"),
        );
        assert_eq!(Language::of(&headers), Language::Nn);
    }
}
