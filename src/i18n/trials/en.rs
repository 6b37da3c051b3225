//! The texts in English.

use super::TrialTexts;

pub const TEXTS: TrialTexts = TrialTexts {
    resource_owner: "Resource owner",
    sent: "What SmartCloud sent",
    answered: "The answer",
    calls: |count| format!("See the calls ({count})"),
    about: |answer| format!("More about {answer}"),
    empty: "The answer is empty.",
    not_shown: |bytes| format!("The answer has {bytes} bytes, and is not shown."),
    no_answer: "No answer",
    measured: |time, took| format!("Sent just now, {time}. The answer took {took} ms."),
    busy: "Many people are trying right now. Wait a little, and try again.",
    silent: "The simulator does not answer. Wait a little, and try again.",
    full: "The simulator has no room for more visitors. Wait a few minutes, and try again.",
    refused: "It stopped here, because the next call needs an answer that did not come.",
    failed: "Something went wrong on our side. Try again.",
};
