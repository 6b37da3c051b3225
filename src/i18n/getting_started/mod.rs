//! The texts of the page about getting started.

mod en;
mod nb;
mod nn;

use super::Locale;

/// The texts of [`crate::getting_started`] in one language.
pub struct GettingStartedTexts {
    pub title: &'static str,
    pub intro: &'static str,
    /// Says what is different in front of a real environment.
    pub only_simulator: &'static str,
    pub to_questions: &'static str,
    /// The heading above the marks of all stations.
    pub marks: &'static str,
    /// The button that measures all stations.
    pub check_all: &'static str,
    pub why: &'static str,
    pub who: &'static str,
    pub time: &'static str,
    pub looks: &'static str,
    /// The heading above the work that a person must do outside.
    pub outside: &'static str,
    /// The button that measures a station in front of the simulator.
    pub check: &'static str,
    /// The same button in front of a real environment, where it only reads.
    pub only_check: &'static str,
    /// The mark of a station that is reached, with the time of the last call.
    pub reached: fn(&str) -> String,
    pub not_reached: fn(&str) -> String,
    /// The mark of an earlier measurement, with its time.
    pub reached_earlier: fn(&str) -> String,
    pub not_reached_earlier: fn(&str) -> String,
    pub not_measured: &'static str,
    /// Stands in place of the mark if no call can measure the station.
    pub cannot_be_measured: &'static str,
    /// The heading above the mistakes.
    pub mistakes: &'static str,
    /// The button that makes a mistake.
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
    /// The work that no call can measure.
    pub outside: &'static [&'static str],
    /// Says what the button measures in front of a real environment.
    pub measures: &'static str,
    /// Says what the button measures in front of the simulator.
    pub measures_in_simulator: &'static str,
    /// The mistakes, in the order of the station's mistakes.
    pub mistakes: &'static [MistakeText],
}

/// The texts of one mistake.
pub struct MistakeText {
    /// What goes wrong.
    pub what: &'static str,
    /// How to mend it.
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
