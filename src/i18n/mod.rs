//! Every text that a user reads, in three languages. The browser gets only the rendered pages, and not these structs.
//!
//! [`Texts`] is a struct with one field for each text. Each language has one constant of this struct, so the compiler
//! reports a text that a language lacks. A text that contains a value is a function. The texts about plans and their
//! access are in [`crate::plan`], beside the data of the plans.

pub mod behind_the_scenes;
mod en;
mod format;
mod getting_started;
mod locale;
mod nb;
mod nn;
mod problems;
mod questions;
mod stage;
mod texts;
mod trials;

pub use format::norwegian_time;
pub use getting_started::{GettingStartedTexts, MistakeText, StationText};
pub use locale::{Locale, Localized};
pub use problems::{NextPage, ProblemText};
pub use questions::{QuestionText, QuestionsTexts};
pub use stage::StageTexts;
pub use texts::{
    Before, Dashboard, Home, How, Login, Module, Organisations, Site, Status, StatusText, Texts,
};
pub use trials::TrialTexts;

impl Locale {
    #[must_use]
    pub const fn texts(self) -> &'static Texts {
        match self {
            Self::Nb => &nb::TEXTS,
            Self::Nn => &nn::TEXTS,
            Self::En => &en::TEXTS,
        }
    }
}
