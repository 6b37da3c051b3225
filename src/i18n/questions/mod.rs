//! The texts of the page `/sporsmal`, which answers the questions that vendors ask.

mod en;
mod nb;
mod nn;

use super::Locale;

pub struct QuestionsTexts {
    pub title: &'static str,
    pub intro: &'static str,
    /// The page shows this text in a real environment, where the page has no buttons that show the answers.
    pub only_simulator: &'static str,
    pub to_getting_started: &'static str,
    pub show: &'static str,
    pub scene: &'static str,
    /// The text of a link to a step of `/kom-i-gang`. The argument is the number of the step.
    pub station: fn(u8) -> String,
    pub sources: &'static str,
    /// The questions and answers, in the order of [`crate::questions::table::QUESTIONS`].
    pub questions: [QuestionText; 20],
}

pub struct QuestionText {
    pub question: &'static str,
    pub answer: &'static str,
    /// This text says what to look for in the calls, or on the simulator's pages.
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
