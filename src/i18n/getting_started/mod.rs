//! The texts of the page `/kom-i-gang`. A field with `station` in its name is about one of the page's steps.

mod en;
mod nb;
mod nn;

use super::Locale;

/// The texts of [`crate::getting_started`] in one language.
pub struct GettingStartedTexts {
    pub title: &'static str,
    pub intro: &'static str,
    /// The text that says what is missing without the simulator.
    pub only_simulator: &'static str,
    pub to_questions: &'static str,
    /// The heading above the marks of all steps. A mark says whether the vendor has reached the step.
    pub marks: &'static str,
    /// The label of the button that checks all steps.
    pub check_all: &'static str,
    pub why: &'static str,
    pub who: &'static str,
    pub time: &'static str,
    pub looks: &'static str,
    /// The heading above the work that a person must do outside SmartCloud.
    pub outside: &'static str,
    /// The label of the button that checks a step with the simulator.
    pub check: &'static str,
    /// The label of the same button in a real environment, where the check changes nothing.
    pub only_check: &'static str,
    /// The mark of a step that the vendor has reached. The argument is the time of the last call.
    pub reached: fn(&str) -> String,
    pub not_reached: fn(&str) -> String,
    /// The same marks from an earlier check. The argument is the time of that check.
    pub reached_earlier: fn(&str) -> String,
    pub not_reached_earlier: fn(&str) -> String,
    pub not_measured: &'static str,
    /// The text in place of the mark if no call can check the step.
    pub cannot_be_measured: &'static str,
    /// The heading above the usual mistakes.
    pub mistakes: &'static str,
    /// The label of the button that makes a mistake on purpose.
    pub make_mistake: &'static str,
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
    /// The work that a person must do outside SmartCloud, so no call can check it.
    pub outside: &'static [&'static str],
    /// The text that says what the button checks in a real environment.
    pub measures: &'static str,
    /// The text that says what the button checks with the simulator.
    pub measures_in_simulator: &'static str,
    /// The texts of the mistakes, in the order of `Station::mistakes`.
    pub mistakes: &'static [MistakeText],
}

/// The texts of one mistake.
pub struct MistakeText {
    /// What a vendor does wrong.
    pub what: &'static str,
    /// How to fix it.
    pub mend: &'static str,
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
