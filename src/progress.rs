//! The part of a customer's progress that a browser may see.

use serde::{Deserialize, Serialize};

/// The progress that the status page's island fetches. It holds no id and no address at Altinn: only SmartCloud's
/// own form leads to Altinn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    pub step: Step,
    /// The status in one line, in the visitor's language.
    pub headline: String,
    /// The status in one sentence, in the visitor's language.
    pub sentence: String,
    /// When Altinn last answered, in the visitor's language.
    pub checked: String,
}

/// The kinds of [`Onboarding`](../onboarding/enum.Onboarding.html), without their data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    NotStarted,
    AwaitingApproval,
    Connected,
    /// Connected, but not by a request that SmartCloud knows.
    Found,
    Refused,
    Expired,
    /// SmartCloud deleted the old request, and Altinn does not have the new one.
    ReplacementMissing,
    Withdrawn,
}

impl Step {
    /// The value of `data-step`. The style sheet draws the key on the status page by it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotStarted => "not-started",
            Self::AwaitingApproval => "awaiting-approval",
            Self::Connected => "connected",
            Self::Found => "found",
            Self::Refused => "refused",
            Self::Expired => "expired",
            Self::ReplacementMissing => "replacement-missing",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// The font size of a headline, by its length. Company names can be very long.
#[must_use]
pub fn heading_size(headline: &str) -> &'static str {
    match headline.chars().count() {
        0..=48 => "lg",
        49..=80 => "md",
        _ => "sm",
    }
}
