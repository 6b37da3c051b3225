//! The texts of the page with the questions that vendors ask.

mod en;
mod nb;
mod nn;

use super::Locale;

/// The texts of [`crate::questions`] in one language.
pub struct QuestionsTexts {
    pub title: &'static str,
    pub intro: &'static str,
    /// The text that says that the buttons exist only with the simulator.
    pub only_simulator: &'static str,
    pub to_getting_started: &'static str,
    /// The label of the button that sends the calls.
    pub show: &'static str,
    /// The label of the link to the scene.
    pub scene: &'static str,
    /// The label of the link to a step of `/kom-i-gang`. The argument is the number of the step.
    pub station: fn(u8) -> String,
    pub sources: &'static str,
    /// The questions, in the order of [`crate::questions::table::QUESTIONS`].
    pub questions: [QuestionText; 20],
}

/// The texts of one question.
pub struct QuestionText {
    pub question: &'static str,
    pub answer: &'static str,
    /// The text that says what to look for in the calls, or on the simulator's pages.
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
