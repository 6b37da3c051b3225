//! The last responses, for the control panel. They are kept in memory only. An entry never holds a token, a query,
//! the id of a log-in attempt or a personal number.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
};

use jiff::Timestamp;
use serde::Serialize;

use crate::faults::Service;

/// The number of responses that are kept.
const KEPT: usize = 200;

/// One response of the simulator.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LoggedResponse {
    pub at: Timestamp,
    pub service: Service,
    pub method: String,
    pub path: String,
    pub status: u16,
    pub ms: u128,
    /// The error code of Altinn or Maskinporten, if the response has one.
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
pub struct RequestLog(Mutex<VecDeque<LoggedResponse>>);

impl RequestLog {
    /// Adds a response. The log leaves out the calls of the control panel, because a browser that shows the panel would
    /// fill the log.
    pub fn add(&self, mut response: LoggedResponse) {
        const LEFT_OUT: [&str; 3] = ["/control", "/pkg/", "/simulator/"];
        if LEFT_OUT
            .iter()
            .any(|start| response.path.starts_with(start))
        {
            return;
        }
        // A reader of the log who knows the id of an open log-in attempt could complete the log-in, so the log hides it.
        if response.path.starts_with("/login/") {
            response.path = String::from("/login/…");
        }
        let mut responses = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if responses.len() == KEPT {
            responses.pop_front();
        }
        responses.push_back(response);
    }

    /// The last `count` responses, the newest first.
    #[must_use]
    pub fn last(&self, count: usize) -> Vec<LoggedResponse> {
        let responses = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        responses.iter().rev().take(count).cloned().collect()
    }
}
