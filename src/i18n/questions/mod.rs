//! The texts of the page with the questions that vendors ask.

mod en;
mod nb;
mod nn;

use super::Locale;

/// The texts of [`crate::questions`] in one language.
pub struct QuestionsTexts {
    pub title: &'static str,
    pub intro: &'static str,
    /// Says that the buttons exist only in front of the simulator.
    pub only_simulator: &'static str,
    pub to_getting_started: &'static str,
    /// The button that sends the calls.
    pub show: &'static str,
    /// The link to the scene.
    pub scene: &'static str,
    /// The link to a step of the page about getting started.
    pub station: fn(u8) -> String,
    pub sources: &'static str,
    /// The questions, in the order of [`crate::questions::table::QUESTIONS`].
    pub questions: [QuestionText; 20],
}

/// The texts of one question.
pub struct QuestionText {
    pub question: &'static str,
    pub answer: &'static str,
    /// Says what to look for when the answer is shown.
    pub look: &'static str,
}

impl Locale {
    #[must_use]
    pub const fn questions_texts(self) -> &'static QuestionsTexts {
        match self {
            Self::Nb => &nb::TEXTS,
            Self::Nn => &nn::TEXTS,
            Self::En => &en::TEXTS,
        }
    }
}
