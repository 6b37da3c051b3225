//! The part of a customer's progress that a browser can see.

use serde::{Deserialize, Serialize};

/// The progress that the status page fetches. This type omits ids and Altinn's URLs, because only SmartCloud's form may
/// send the browser to Altinn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    pub step: Step,
    /// The status in one line, in the visitor's language.
    pub headline: String,
    /// The status in one sentence, in the visitor's language.
    pub sentence: String,
    /// When Altinn last responded, as a text in the visitor's language.
    pub checked: String,
}

/// The status of a customer, as in [`Onboarding`](../onboarding/enum.Onboarding.html) but without the ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    NotStarted,
    AwaitingApproval,
    Connected,
    /// The customer has a system user, but SmartCloud does not know the request that created the system user.
    Found,
    Refused,
    Expired,
    /// SmartCloud deleted the old request, and Altinn does not have the new request.
    ReplacementMissing,
    Withdrawn,
}

impl Step {
    /// Returns the value of the HTML attribute `data-step`. From this value, the style sheet chooses the picture of a
    /// key on the status page.
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

/// Returns a font size that depends on the length of the headline, because company names can be very long.
#[must_use]
pub fn heading_size(headline: &str) -> &'static str {
    match headline.chars().count() {
        0..=48 => "lg",
        49..=80 => "md",
        _ => "sm",
    }
}
