//! The texts of the page `/kom-i-gang`. A field with `station` in its name is about one of the page's steps.

mod en;
mod nb;
mod nn;

use super::Locale;

pub struct GettingStartedTexts {
    pub title: &'static str,
    pub intro: &'static str,
    /// The page shows this text if SmartCloud does not use the simulator. The text says why the page has no buttons
    /// that make mistakes.
    pub only_simulator: &'static str,
    pub to_questions: &'static str,
    /// A list says for each step whether the vendor has reached the step. This text is the heading of the list.
    pub marks: &'static str,
    pub check_all: &'static str,
    pub why: &'static str,
    pub who: &'static str,
    pub time: &'static str,
    pub looks: &'static str,
    /// The heading of the list of work that a person must do outside SmartCloud.
    pub outside: &'static str,
    /// The label of the button that checks a step. SmartCloud uses this label with the simulator.
    pub check: &'static str,
    /// The label of the button that checks a step. SmartCloud uses this label in a real environment, because the check
    /// changes nothing there.
    pub only_check: &'static str,
    /// This text says that the vendor has reached the step. The argument is the time of the check.
    pub reached: fn(&str) -> String,
    pub not_reached: fn(&str) -> String,
    /// This text says that the vendor had reached the step at an earlier check. The argument is the time of that check.
    pub reached_earlier: fn(&str) -> String,
    pub not_reached_earlier: fn(&str) -> String,
    pub not_measured: &'static str,
    /// If SmartCloud has no call that could check the step, SmartCloud shows this text instead of a result.
    pub cannot_be_measured: &'static str,
    pub mistakes: &'static str,
    pub make_mistake: &'static str,
    pub links: &'static str,
    /// The texts of the steps, in the order of [`crate::getting_started::stations::STATIONS`].
    pub stations: [StationText; 6],
}

pub struct StationText {
    pub title: &'static str,
    pub why: &'static str,
    pub who: &'static str,
    pub time: &'static str,
    pub looks: &'static str,
    /// The work that a person must do outside SmartCloud. SmartCloud cannot check this work.
    pub outside: &'static [&'static str],
    /// The text that describes the check of the step. SmartCloud uses this text in a real environment.
    pub measures: &'static str,
    /// The text that describes the check of the step. SmartCloud uses this text with the simulator.
    pub measures_in_simulator: &'static str,
    /// The texts of the mistakes, in the order of `Station::mistakes`.
    pub mistakes: &'static [MistakeText],
}

pub struct MistakeText {
    pub what: &'static str,
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
