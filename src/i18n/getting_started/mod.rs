//! The texts of the page about getting started.

mod en;
mod nb;
mod nn;

use super::Locale;

/// The texts of [`crate::getting_started`] in one language.
pub struct GettingStartedTexts {
    pub title: &'static str,
    pub intro: &'static str,
    /// Says which buttons exist only in front of the simulator.
    pub only_simulator: &'static str,
    pub to_questions: &'static str,
    pub why: &'static str,
    pub who: &'static str,
    pub time: &'static str,
    pub looks: &'static str,
    /// The heading above the work that a person must do outside.
    pub outside: &'static str,
    /// The label of the button that measures a step.
    pub check: &'static str,
    /// The mark of a step that is reached, with the time of the last call.
    pub reached: fn(&str) -> String,
    pub not_reached: fn(&str) -> String,
    /// The heading above the buttons that make mistakes on purpose.
    pub mistakes: &'static str,
    pub links: &'static str,
    /// The texts of the steps, in the order of [`crate::getting_started::stations::STATIONS`].
    pub stations: [StationText; 6],
}

/// The texts of one step.
pub struct StationText {
    pub title: &'static str,
    pub why: &'static str,
    pub who: &'static str,
    pub time: &'static str,
    pub looks: &'static str,
    /// The work that no call can measure.
    pub outside: &'static [&'static str],
    /// Says what the button measures.
    pub check: &'static str,
    /// The labels of the buttons that make mistakes, in the order of the step's mistakes.
    pub mistakes: &'static [&'static str],
}

impl Locale {
    #[must_use]
    pub const fn getting_started_texts(self) -> &'static GettingStartedTexts {
        match self {
            Self::Nb => &nb::TEXTS,
            Self::Nn => &nn::TEXTS,
            Self::En => &en::TEXTS,
        }
    }
}
