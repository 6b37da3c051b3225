//! The last answers, for the page with the levers. In memory alone, and never a token, a query, a name
//! that opens something or a personal number.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
};

use jiff::Timestamp;
use serde::Serialize;

use super::faults::Service;

/// So many are kept.
const KEPT: usize = 200;

/// One answer.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Answered {
    pub at: Timestamp,
    pub service: Service,
    pub method: String,
    pub path: String,
    pub status: u16,
    pub ms: u128,
    /// Altinn's or Maskinporten's code, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// What the caller was not told, or not in so many words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fault: Option<&'static str>,
    /// What to do about a refusal that a lever would have spared.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

/// The last answers.
#[derive(Debug, Default)]
pub struct Answers(Mutex<VecDeque<Answered>>);

impl Answers {
    /// What belongs to the pages themselves is left out: a person who watches would fill it.
    pub fn add(&self, mut answered: Answered) {
        const LEFT_OUT: [&str; 3] = ["/control", "/pkg/", "/simulator/"];
        if LEFT_OUT
            .iter()
            .any(|start| answered.path.starts_with(start))
        {
            return;
        }
        // The name of an attempt to log in is a secret for as long as it is open.
        if answered.path.starts_with("/login/") {
            answered.path = String::from("/login/…");
        }
        let mut answers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if answers.len() == KEPT {
            answers.pop_front();
        }
        answers.push_back(answered);
    }

    /// The newest first.
    #[must_use]
    pub fn last(&self, count: usize) -> Vec<Answered> {
        let answers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        answers.iter().rev().take(count).cloned().collect()
    }
}
