//! A log of the latest responses, for the control panel. The log is only in memory. A log entry never contains a token,
//! a query string, the id of a log-in attempt or a personal number.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
};

use jiff::Timestamp;
use serde::Serialize;

use crate::faults::Service;

/// The largest number of responses that the log holds.
const KEPT: usize = 200;

/// A log entry for one response of the simulator.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LoggedResponse {
    pub at: Timestamp,
    pub service: Service,
    pub method: String,
    pub path: String,
    pub status: u16,
    pub ms: u128,
    /// The error code of Altinn or Maskinporten. The value is `None` if the response has no error code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The reason for the error, in more words than the response body.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fault: Option<&'static str>,
    /// The hint that says which call to the control API prevents the error.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

/// The log of the latest responses.
#[derive(Debug, Default)]
pub struct RequestLog(Mutex<VecDeque<LoggedResponse>>);

impl RequestLog {
    /// Adds a response to the log. The log leaves out the responses of the control API and the control panel, and files
    /// such as style sheets. An open control panel would otherwise fill the log.
    pub fn add(&self, mut response: LoggedResponse) {
        const LEFT_OUT: [&str; 3] = ["/control", "/pkg/", "/simulator/"];
        if LEFT_OUT
            .iter()
            .any(|start| response.path.starts_with(start))
        {
            return;
        }
        // The path contains the id of a log-in attempt. A person who knows the id could complete another user's log-in,
        // so the log hides the id.
        if response.path.starts_with("/login/") {
            response.path = String::from("/login/…");
        }
        let mut responses = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if responses.len() == KEPT {
            responses.pop_front();
        }
        responses.push_back(response);
    }

    /// Returns at most `count` log entries, the newest entry first.
    #[must_use]
    pub fn last(&self, count: usize) -> Vec<LoggedResponse> {
        let responses = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        responses.iter().rev().take(count).cloned().collect()
    }
}
