//! The texts around the calls that a visitor starts with a button.

mod en;
mod nb;
mod nn;

use super::Locale;

/// The texts of [`crate::trials`] in one language.
pub struct TrialTexts {
    pub resource_owner: &'static str,
    pub sent: &'static str,
    pub answered: &'static str,
    /// The summary of the folded calls.
    pub calls: fn(usize) -> String,
    /// The link to the source that explains a status and a code.
    pub about: fn(&str) -> String,
    pub empty: &'static str,
    /// Says how large a body is, if the page does not show the body.
    pub not_shown: fn(usize) -> String,
    pub no_answer: &'static str,
    /// Says when SmartCloud sent the call, and how many milliseconds the answer took.
    pub measured: fn(&str, u128) -> String,
    pub busy: &'static str,
    pub silent: &'static str,
    pub full: &'static str,
    pub refused: &'static str,
    pub failed: &'static str,
}

impl Locale {
    #[must_use]
    pub const fn trial_texts(self) -> &'static TrialTexts {
        match self {
            Self::Nb => &nb::TEXTS,
            Self::Nn => &nn::TEXTS,
            Self::En => &en::TEXTS,
        }
    }
}
