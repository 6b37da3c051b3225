//! Every text that a user reads, in three languages. The browser gets the rendered pages, and not these tables.
//!
//! [`Texts`] is a struct with one field for each text, and there is one constant of it for each language. So a language
//! that lacks a text does not compile. A text that contains a value is a `fn` field. The texts about plans and their
//! access are in [`crate::plan`], beside their data.

mod en;
mod format;
mod locale;
mod nb;
mod nn;
mod problems;
mod texts;

pub use format::norwegian_time;
pub use locale::{Locale, Localized};
pub use problems::{NextPage, ProblemText};
pub use texts::{
    Before, Dashboard, Home, How, Login, Module, Organisations, Site, Status, StatusText, Texts,
};

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
