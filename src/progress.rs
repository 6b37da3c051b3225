//! How far a customer has come, as a browser is told of it.

use serde::{Deserialize, Serialize};

/// No ids, and no address: the way to Altinn is a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    pub step: Step,
    /// The truth in a line, in the visitor's language …
    pub headline: String,
    /// … and in a sentence.
    pub sentence: String,
    /// When Altinn was asked, in the visitor's language.
    pub checked: String,
}

/// The kinds of [`Onboarding`](../onboarding/enum.Onboarding.html), without what they know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    NotStarted,
    AwaitingApproval,
    Connected,
    /// Connected, and not by a request of SmartCloud's.
    Found,
    Refused,
    Expired,
    Withdrawn,
}

impl Step {
    /// For the style sheet, which turns the key by it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotStarted => "not-started",
            Self::AwaitingApproval => "awaiting-approval",
            Self::Connected => "connected",
            Self::Found => "found",
            Self::Refused => "refused",
            Self::Expired => "expired",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// How large a headline may be, by its length: company names can be very long.
#[must_use]
pub fn heading_size(headline: &str) -> &'static str {
    match headline.chars().count() {
        0..=48 => "lg",
        49..=80 => "md",
        _ => "sm",
    }
}
