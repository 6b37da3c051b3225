//! Every text that a visitor reads, in three languages. They stay on the server.
//!
//! [`Texts`] is a struct with one field for each text and a constant for each language: a language
//! that lacks one does not compile. Texts that depend on a value are `fn` fields. The names of plans
//! and of what they ask for stand with their data, in [`crate::plan`].

mod en;
mod format;
mod locale;
mod nb;
mod nn;
mod problems;
mod texts;

pub use locale::{Locale, Localized};
pub use problems::{Problem, Way};
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
