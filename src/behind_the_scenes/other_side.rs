//! Reads from the simulator's log what a visitor did on the pages of Altinn and ID-porten. These calls are the "other
//! side" of a journey. A vendor cannot see these calls in a real environment. So SmartCloud shows them only if the
//! setting `SIMULATOR_CONTROL_URL` exists.
//!
//! A page waits at most [`PATIENCE`] for the log. If the simulator does not answer, the page shows only the calls that
//! SmartCloud has seen. A note on the page says that calls are possibly missing.

use std::{collections::BTreeMap, time::Duration};

use futures::future::join_all;
use jiff::{SignedDuration, Timestamp};
use masking::{Message, Service, Value};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use url::Url;

use crate::{
    config::StageConfig,
    outbound,
    recorder::{
        Clue, OtherSide, VisitorId,
        exchange::{Body, Exchange, Journey, Kind, OTHER_SIDE, Party, SecretKind, Step},
    },
    state::AppState,
};

const PATIENCE: Duration = Duration::from_secs(1);

/// SmartCloud searches the simulator's log for at most this many of the visitor's newest clues. A [`Clue`] is an id of
/// the visitor that the log can contain.
const CLUES: usize = 8;

/// The simulator returns at most this many rows of its log for one clue.
const ROWS: &str = "150";

/// Whether the journey contains the calls that only the simulator has seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OtherSideNote {
    /// SmartCloud does not run with the simulator.
    NotVisible,
    Visible,
    /// The simulator did not answer in time. The newest calls that only the simulator has seen are possibly missing.
    Silent,
}

/// Returns the visitor's own calls, and also the calls that only the simulator has seen. The note says whether the
/// simulator's calls are included.
pub async fn journey(app: &AppState, visitor: &VisitorId) -> (Journey, OtherSideNote) {
    let Some(stage) = &app.config.stage else {
        return (app.recorder.journey(visitor), OtherSideNote::NotVisible);
    };
    let known = app.recorder.other_side(visitor);
    let has_answered = match known {
        Some(known) if known.is_fresh() => known.has_answered,
        known => {
            let answer = ask(app, stage, visitor).await;
            let has_answered = answer.is_some();
            let earlier = || known.map(|known| known.exchanges()).unwrap_or_default();
            let exchanges = answer.unwrap_or_else(earlier);
            let kept = OtherSide::new(&exchanges, has_answered);
            app.recorder.keep_other_side(visitor, kept);
            has_answered
        }
    };
    let note = if has_answered {
        OtherSideNote::Visible
    } else {
        OtherSideNote::Silent
    };
    (app.recorder.whole_journey(visitor), note)
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    seq: u64,
    time: Timestamp,
    #[serde(default)]
    duration_ms: f64,
    service: Service,
    method: String,
    path: String,
    #[serde(default)]
    query: serde_json::Value,
    status: Option<u16>,
    code: Option<String>,
    x_request_id: Option<String>,
    oidc_state: Option<String>,
    #[serde(default)]
    caller: Caller,
    request: Option<Message>,
    response: Option<Message>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Caller {
    Browser,
    #[default]
    #[serde(other)]
    Client,
}

/// Searches the log for each of the newest clues. Returns `None` if the simulator does not answer in time.
async fn ask(app: &AppState, stage: &StageConfig, visitor: &VisitorId) -> Option<Vec<Exchange>> {
    let clues = app.recorder.clues(visitor);
    let latest = &clues[clues.len().saturating_sub(CLUES)..];
    let calls = latest.iter().map(|clue| rows(app, stage, clue));
    let answers = tokio::time::timeout(PATIENCE, join_all(calls)).await.ok()?;
    let mut found = BTreeMap::new();
    for answer in answers {
        found.extend(answer?.into_iter().map(|row| (row.seq, row)));
    }
    let own = app.recorder.journey(visitor);
    let offset = clock_offset(&own, found.values());
    let states: Vec<_> = clues.iter().filter_map(Clue::state).collect();
    let hidden = found
        .into_values()
        .filter(|row| row.caller == Caller::Browser);
    Some(hidden.map(|row| row.exchange(offset, &states)).collect())
}

async fn rows(app: &AppState, stage: &StageConfig, clue: &Clue) -> Option<Vec<Row>> {
    let mut url: Url = stage.control_url.join("log").ok()?;
    let (name, value) = match clue {
        Clue::State(oidc_state) => ("state", oidc_state.expose_secret()),
        Clue::Request(id) => ("request", id.as_str()),
        Clue::Sandbox(id) => ("sandbox", id.as_str()),
        Clue::Session(sid) => ("session", sid.expose_secret()),
    };
    url.query_pairs_mut()
        .append_pair(name, value)
        .append_pair("limit", ROWS);
    let mut call = app.http.get(url);
    if let Some(key) = &stage.presenter_key {
        call = call.bearer_auth(key.expose_secret());
    }
    let response = match outbound::send(call).await {
        Ok(response) if response.status().is_success() => response,
        Ok(response) => {
            tracing::info!(status = %response.status(), "the simulator's log refuses the call");
            return None;
        }
        Err(error) => {
            tracing::info!(%error, "the simulator's log does not answer");
            return None;
        }
    };
    // SmartCloud skips only the rows that it cannot read.
    let rows: Vec<serde_json::Value> = serde_json::from_slice(response.body()).ok()?;
    let known = rows
        .into_iter()
        .filter_map(|row| Row::deserialize(row).ok());
    Some(known.collect())
}

/// Returns how far the simulator's clock is ahead of SmartCloud's clock. The control API can move the simulator's
/// clock. SmartCloud and the simulator record a call with the same `x-request-id`, so the function compares these
/// times.
fn clock_offset<'r>(own: &Journey, rows: impl Iterator<Item = &'r Row>) -> SignedDuration {
    let offsets = rows.filter_map(|row| {
        let id = row.x_request_id.as_deref()?;
        let mut calls = own.exchanges.iter();
        let call = calls.find(|call| {
            call.request_id == id && call.kind == Kind::BackChannel && call.url.contains(&row.path)
        })?;
        Some(row.time.duration_since(call.at))
    });
    // A difference of a few seconds is only the time that a call needs from SmartCloud to the simulator, so ignore it.
    // Somebody can move the clock during a journey, so use the last difference.
    let last = offsets.last();
    last.filter(|offset| offset.abs() > SignedDuration::from_secs(5))
        .unwrap_or_default()
}

impl Row {
    fn exchange(self, offset: SignedDuration, states: &[&SecretString]) -> Exchange {
        let is_own_log_in = self
            .oidc_state
            .as_deref()
            .is_some_and(|state| states.iter().any(|known| known.expose_secret() == state));
        let empty = || Message {
            headers: Vec::new(),
            body: Body::Empty,
        };
        Exchange {
            number: OTHER_SIDE.saturating_add(self.seq),
            at: self.time.checked_sub(offset).unwrap_or(self.time),
            duration: Duration::try_from_secs_f64(self.duration_ms / 1000.0).ok(),
            from: Party::Browser,
            to: self.service.into(),
            kind: Kind::OtherSide,
            step: match self.service {
                Service::IdPorten if is_own_log_in => Step::LogIn,
                Service::SmartCloud => Step::Other,
                _ => Step::AtAltinn,
            },
            // The simulator's log writes `…` in place of the id of a log-in. SmartCloud shows its own placeholder
            // instead.
            url: format!(
                "{}{}",
                self.path
                    .replace('…', &SecretKind::LoginAttempt.placeholder()),
                query_text(&self.query)
            ),
            method: self.method,
            status: self.status,
            code: self.code,
            request: self.request.unwrap_or_else(empty),
            response: self.response,
            failure: None,
            attempt: 1,
            request_id: self.x_request_id.unwrap_or_default(),
        }
    }
}

/// Returns the masked query with its question mark, or an empty text if the row has no query.
fn query_text(query: &serde_json::Value) -> String {
    let text = match query {
        serde_json::Value::String(text) => text.trim_start_matches('?').to_owned(),
        serde_json::Value::Array(_) => Vec::<(masking::Name, Value)>::deserialize(query)
            .map(|query| Body::Form(query).to_text().unwrap_or_default())
            .unwrap_or_default(),
        _ => String::new(),
    };
    if text.is_empty() {
        text
    } else {
        format!("?{text}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_of_a_log_in_has_a_word() {
        let row = serde_json::json!({
            "seq": 8, "time": "2026-01-01T12:00:10Z", "service": "idporten", "method": "POST", "path": "/login/…",
            "status": 303, "caller": "browser",
        });
        let row = Row::deserialize(row).unwrap();
        let call = row.exchange(SignedDuration::ZERO, &[]);
        assert_eq!(call.url, "/login/{login-attempt}");
    }

    #[test]
    fn a_row_of_the_log_becomes_a_call_that_a_vendor_cannot_see() {
        let row = serde_json::json!({
            "seq": 7, "time": "2026-01-01T12:00:10Z", "durationMs": 12, "service": "altinnUi", "method": "POST",
            "path": "/accessmanagement/api/v1/systemuser/request/1/2/approve", "query": [["id", {"text": [{"shown": "x"}]}]],
            "status": 303, "caller": "browser", "oidcState": null,
            "request": {"headers": [["accept", {"text": [{"shown": "*/*"}]}]], "body": "empty"},
        });
        let row = Row::deserialize(row).unwrap();
        assert_eq!(row.caller, Caller::Browser);
        let call = row.exchange(SignedDuration::from_secs(10), &[]);
        assert_eq!(call.kind, Kind::OtherSide);
        assert_eq!(call.number, OTHER_SIDE + 7);
        assert_eq!(call.at.to_string(), "2026-01-01T12:00:00Z");
        assert!(call.url.ends_with("/approve?id=x"), "{}", call.url);
        assert_eq!(call.step, Step::AtAltinn);
    }
}
