//! The texts of trials. A trial is one or several calls that SmartCloud sends when a visitor presses a button.

mod en;
mod nb;
mod nn;

use super::Locale;

pub struct TrialTexts {
    pub resource_owner: &'static str,
    pub sent: &'static str,
    pub answered: &'static str,
    /// The label of the folded list of calls. The argument is the number of calls.
    pub calls: fn(usize) -> String,
    /// The text of the link to the document that explains a status or an error code. The argument is the status and the
    /// code.
    pub about: fn(&str) -> String,
    pub empty: &'static str,
    /// The text that replaces a hidden body. The argument is the size of the body in bytes.
    pub not_shown: fn(usize) -> String,
    pub no_answer: &'static str,
    /// The text with the time and the duration of a call. The arguments are the time of the call and its duration in
    /// milliseconds.
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
