//! The texts of the page `/kom-i-gang`. A field with `station` in its name is about one of the page's steps.

mod en;
mod nb;
mod nn;

use super::Locale;

pub struct GettingStartedTexts {
    pub title: &'static str,
    pub intro: &'static str,
    /// This text says what is missing without the simulator.
    pub only_simulator: &'static str,
    pub to_questions: &'static str,
    /// This heading stands above the marks of all steps. A mark says whether the vendor has reached the step.
    pub marks: &'static str,
    pub check_all: &'static str,
    pub why: &'static str,
    pub who: &'static str,
    pub time: &'static str,
    pub looks: &'static str,
    /// This heading stands above the work that a person must do outside SmartCloud.
    pub outside: &'static str,
    /// With the simulator, the button that checks a step has this label.
    pub check: &'static str,
    /// In a real environment, the button has this label, because the check then changes nothing.
    pub only_check: &'static str,
    /// This mark says that the vendor has reached the step. The argument is the time of the last call.
    pub reached: fn(&str) -> String,
    pub not_reached: fn(&str) -> String,
    /// These marks are from an earlier check. The argument is the time of that check.
    pub reached_earlier: fn(&str) -> String,
    pub not_reached_earlier: fn(&str) -> String,
    pub not_measured: &'static str,
    /// This text replaces the mark if SmartCloud has no call with which it could check the step.
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
    /// SmartCloud cannot check this work, because a person must do it elsewhere.
    pub outside: &'static [&'static str],
    /// This text says what the button checks in a real environment.
    pub measures: &'static str,
    /// This text says what the button checks with the simulator.
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
