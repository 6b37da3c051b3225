//! The last responses, for the control panel. They are kept in memory only. An entry never holds a token, a query,
//! the id of a log-in attempt or a personal number.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
};

use jiff::Timestamp;
use serde::Serialize;

use super::faults::Service;

/// The number of responses that are kept.
const KEPT: usize = 200;

/// One response of the simulator.
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
    /// The reason for the error, in more detail than the response gives it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fault: Option<&'static str>,
    /// The call to the control API that would have prevented the error.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

/// The last responses, at most `KEPT` of them.
#[derive(Debug, Default)]
pub struct Answers(Mutex<VecDeque<Answered>>);

impl Answers {
    /// Calls of the control panel itself are left out: a browser that shows the panel would fill the list.
    pub fn add(&self, mut answered: Answered) {
        const LEFT_OUT: [&str; 3] = ["/control", "/pkg/", "/simulator/"];
        if LEFT_OUT
            .iter()
            .any(|start| answered.path.starts_with(start))
        {
            return;
        }
        // Whoever knows the id of an open log-in attempt can complete the log-in, so the log hides the id.
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
