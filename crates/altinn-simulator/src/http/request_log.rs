//! The log of the latest responses. The control panel and SmartCloud's pages `/bak-kulissene` show this log. The log
//! exists only in memory. The simulator masks tokens, ids of log-in attempts and national identity numbers before it
//! stores a call. The type [`MaskedText`] makes sure that no text of a caller is stored unmasked.

use std::{
    collections::VecDeque,
    fmt, mem,
    sync::{Mutex, PoisonError},
};

use http_server::excerpt;
use jiff::Timestamp;
use masking::{Body, Masker, Message, Name, Packed, Value, masked_text};
use serde::{Deserialize, Serialize, Serializer};
use sha2::{Digest, Sha256};
use strum::VariantArray;
use uuid::Uuid;

use super::origins::Origins;
use crate::faults::Service;

/// If the log has more responses than this, the simulator removes the oldest.
const MAX_ENTRIES: usize = 2000;

/// An upper limit for the estimated size of all entries together, in bytes.
const MAX_BYTES: usize = 16 * 1024 * 1024;

/// A rough estimate of the size of an entry without its texts, in bytes.
const ENTRY_BYTES: usize = 512;

/// The log shortens a longer text. The limit is in characters.
const MAX_TEXT: usize = 2000;

/// A text that can contain words of a caller. Personal numbers and tokens in the text are masked, and the text is not
/// longer than [`MAX_TEXT`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MaskedText(String);

impl MaskedText {
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mut masked = masked_text(text);
        // Cut the masked text, because half a token would not be masked.
        if let Some((place, _)) = masked.char_indices().nth(MAX_TEXT) {
            masked.truncate(place);
            masked.push('…');
        }
        Self(masked)
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<MaskedText> for String {
    fn from(text: MaskedText) -> Self {
        text.0
    }
}

impl fmt::Display for MaskedText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LogEntry {
    /// Each entry has a higher number than the entries before it.
    pub seq: u64,
    /// When the call arrived, by the simulator's clock.
    pub time: Timestamp,
    /// The time from the arrival of the call to the response, in milliseconds.
    pub duration_ms: u64,
    #[serde(serialize_with = "service_name")]
    pub service: Service,
    pub method: MaskedText,
    /// The path, masked by the rules for the endpoint.
    pub path: String,
    /// The parameters of the query, with masked values.
    pub query: Vec<(Name, Value)>,
    pub status: u16,
    pub caller: Caller,
    /// The error code of Altinn or Maskinporten, or `None` if the response has no error code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<MaskedText>,
    /// Why the call failed, in more detail than in the response body.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<MaskedText>,
    /// If the call failed, this text says how to remove the cause, usually with a call to the control API.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<MaskedText>,
    /// The name of the fault that changed the response.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fault: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub x_request_id: Option<MaskedText>,
    /// If the call is part of a log-in, this is the parameter `state` of the log-in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub oidc_state: Option<MaskedText>,
    /// The hash of the `sid` of the browser's session at ID-porten. Whoever knows a `sid` can end the session, so the log
    /// does not store it.
    #[serde(skip)]
    pub session: Option<SessionHash>,
    /// The id of the system user request that the call or its response contains.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub system_user_request: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sandbox: Option<String>,
    /// The headers and the body of the call's HTTP request, masked like the path and the query.
    pub request: Message,
    /// The masked headers and body of the response, or `None` if the simulator sent no response.
    pub response: Option<Message>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Caller {
    /// A browser that opens a page or posts a form.
    Browser,
    /// A program, such as the vendor's system.
    Client,
}

/// The query parameters of `GET /control/log`. They select the entries that [`RequestLog::find`] returns.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Filter {
    /// Selects only entries with a higher `seq` than this number.
    pub after: Option<u64>,
    pub x_request_id: Option<String>,
    pub state: Option<String>,
    /// Selects only entries of the session at ID-porten that has this `sid`.
    pub session: Option<String>,
    /// The id of a system user request, not of an HTTP request. Selects only entries about this system user request.
    pub request: Option<Uuid>,
    pub sandbox: Option<String>,
    /// The largest number of entries in the result. Without `after`, the result has the newest entries. With `after`,
    /// the result has the first entries after that number, so that a caller can read the log in parts.
    pub limit: Option<usize>,
}

/// A [`Filter`] with its values in the form that the log stores.
struct Search<'f> {
    filter: &'f Filter,
    x_request_id: Option<MaskedText>,
    state: Option<MaskedText>,
    session: Option<SessionHash>,
}

impl<'f> Search<'f> {
    fn new(filter: &'f Filter) -> Self {
        Self {
            filter,
            x_request_id: filter.x_request_id.as_deref().map(MaskedText::new),
            state: filter.state.as_deref().map(MaskedText::new),
            session: filter.session.as_deref().map(session_hash),
        }
    }

    fn matches(&self, entry: &LogEntry) -> bool {
        fn same<T: PartialEq>(wanted: Option<&T>, value: Option<&T>) -> bool {
            wanted.is_none() || wanted == value
        }
        let filter = self.filter;
        filter.after.is_none_or(|after| entry.seq > after)
            && same(self.x_request_id.as_ref(), entry.x_request_id.as_ref())
            && same(self.state.as_ref(), entry.oidc_state.as_ref())
            && same(self.session.as_ref(), entry.session.as_ref())
            && same(filter.request.as_ref(), entry.system_user_request.as_ref())
            && same(filter.sandbox.as_ref(), entry.sandbox.as_ref())
    }
}

#[derive(Debug, Default)]
pub struct RequestLog {
    entries: Mutex<Entries>,
    masker: Masker,
}

#[derive(Debug, Default)]
struct Entries {
    rows: VecDeque<Row>,
    bytes: usize,
    last_seq: u64,
}

pub type SessionHash = [u8; 32];

#[must_use]
pub fn session_hash(sid: &str) -> SessionHash {
    Sha256::digest(sid).into()
}

/// An entry as the log keeps it in memory.
#[derive(Debug)]
struct Row {
    /// The query and the two messages of this entry are empty, because they are in `contents`.
    entry: LogEntry,
    contents: Packed<Contents>,
}

/// The query, the request and the response of an entry.
type Contents = (Vec<(Name, Value)>, Message, Option<Message>);

/// Whether the log stores calls to this path. The log ignores files such as style sheets, the control API and the
/// control panel. An open control panel would otherwise fill the log.
#[must_use]
pub fn is_logged(path: &str) -> bool {
    const LEFT_OUT: [&str; 3] = ["/control", "/pkg/", "/simulator/"];
    !LEFT_OUT.iter().any(|start| path.starts_with(start))
}

/// Returns the path as the log lines show it: masked and short, in one line.
#[must_use]
pub fn shown_path(path: &str) -> String {
    // Mask before `excerpt` shortens the path, because half a token would not be masked.
    logged_path(&excerpt(&masked_text(path)))
}

/// Returns the path as the logs show it. The logs hide the id of a log-in attempt, because somebody could use this id
/// to complete another user's log-in. The logs hide a ticket, because somebody could use the ticket to enter a sandbox.
#[must_use]
pub fn logged_path(path: &str) -> String {
    const SECRET_AFTER: [&str; 2] = ["/login/", "/simulator/enter/"];
    match SECRET_AFTER.iter().find(|start| path.starts_with(**start)) {
        Some(start) => format!("{start}…"),
        None => path.to_owned(),
    }
}

impl RequestLog {
    /// Makes an empty log. `origins` are the URLs of the services, because the log masks the calls to each service by
    /// different rules.
    #[must_use]
    pub fn new(origins: &Origins) -> Self {
        let services = Service::VARIANTS.iter();
        let services = services.map(|&service| (origins.of(service), masked_service(service)));
        Self {
            entries: Mutex::default(),
            masker: Masker::new(services),
        }
    }

    #[must_use]
    pub fn masker(&self) -> &Masker {
        &self.masker
    }

    /// Adds a response to the log, and gives the entry its number. If the log is full, removes the oldest entries.
    pub fn add(&self, entry: LogEntry) {
        let mut row = Row::new(entry);
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        entries.last_seq += 1;
        row.entry.seq = entries.last_seq;
        entries.bytes += row.size();
        entries.rows.push_back(row);
        while entries.rows.len() > MAX_ENTRIES || entries.bytes > MAX_BYTES {
            let Some(oldest) = entries.rows.pop_front() else {
                break;
            };
            entries.bytes -= oldest.size();
        }
    }

    /// Oldest first.
    #[must_use]
    pub fn find(&self, filter: &Filter) -> Vec<LogEntry> {
        let entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        let limit = filter.limit.unwrap_or(usize::MAX);
        let search = Search::new(filter);
        let rows = entries.rows.iter();
        let found = rows.filter(|row| search.matches(&row.entry));
        if filter.after.is_some() {
            return found.take(limit).map(Row::whole_entry).collect();
        }
        let mut newest: Vec<_> = found.rev().take(limit).map(Row::whole_entry).collect();
        newest.reverse();
        newest
    }
}

impl Row {
    fn new(mut entry: LogEntry) -> Self {
        let empty = Message {
            headers: Vec::new(),
            body: Body::Empty,
        };
        let contents: Contents = (
            mem::take(&mut entry.query),
            mem::replace(&mut entry.request, empty),
            entry.response.take(),
        );
        Self {
            entry,
            contents: Packed::new(&contents),
        }
    }

    fn whole_entry(&self) -> LogEntry {
        let (query, request, response) = self.contents.unpack().unwrap_or_else(|| {
            let body = Body::Empty;
            let headers = Vec::new();
            (Vec::new(), Message { headers, body }, None)
        });
        LogEntry {
            query,
            request,
            response,
            ..self.entry.clone()
        }
    }

    /// The approximate size of the row in memory, in bytes.
    fn size(&self) -> usize {
        let entry = &self.entry;
        let texts = [
            &entry.code,
            &entry.why,
            &entry.hint,
            &entry.x_request_id,
            &entry.oidc_state,
        ];
        let texts = texts.into_iter().flatten().map(|text| text.as_str().len());
        let sandbox = entry.sandbox.as_ref().map_or(0, String::len);
        let method = entry.method.as_str().len();
        ENTRY_BYTES
            + method
            + entry.path.len()
            + texts.sum::<usize>()
            + sandbox
            + self.contents.size()
    }
}

#[must_use]
pub fn masked_service(service: Service) -> masking::Service {
    match service {
        Service::AltinnUi => masking::Service::AltinnUi,
        Service::AltinnPlatform => masking::Service::AltinnPlatform,
        Service::IdPorten => masking::Service::IdPorten,
        Service::Maskinporten => masking::Service::Maskinporten,
        Service::ResourceOwner => masking::Service::ResourceOwner,
    }
}

/// Writes the name of a service in the JSON of the log. `GET /control/state` uses the same names.
#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes a reference"
)]
fn service_name<S: Serializer>(service: &Service, serializer: S) -> Result<S::Ok, S::Error> {
    masked_service(*service).serialize(serializer)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(path: String) -> LogEntry {
        LogEntry {
            seq: 0,
            time: Timestamp::UNIX_EPOCH,
            duration_ms: 1,
            service: Service::Maskinporten,
            method: MaskedText::new("POST"),
            path,
            status: 200,
            caller: Caller::Client,
            code: None,
            why: None,
            hint: None,
            fault: None,
            x_request_id: None,
            oidc_state: None,
            session: None,
            system_user_request: None,
            sandbox: None,
            query: Vec::new(),
            request: Message {
                headers: Vec::new(),
                body: Body::Empty,
            },
            response: None,
        }
    }

    fn numbers(log: &RequestLog, filter: &Filter) -> Vec<u64> {
        log.find(filter).iter().map(|entry| entry.seq).collect()
    }

    #[test]
    fn a_full_log_removes_its_oldest_entries() {
        let log = RequestLog::default();
        for _ in 0..MAX_ENTRIES + 5 {
            log.add(entry(String::new()));
        }
        let all = numbers(&log, &Filter::default());
        assert_eq!((all[0], all.len()), (6, MAX_ENTRIES));
    }

    #[test]
    fn the_log_is_bounded_in_bytes_too() {
        let log = RequestLog::default();
        for _ in 0..20 {
            log.add(entry("x".repeat(MAX_BYTES / 4)));
        }
        assert_eq!(numbers(&log, &Filter::default()), [18, 19, 20]);
    }

    /// The cut is in the middle of the token. Half a token is still a secret.
    #[test]
    fn a_long_text_is_masked_before_it_is_cut() {
        let token = format!(" eyJhbGciOiJub25lIn0.{}", "x".repeat(100));
        let text = "å".repeat(MAX_TEXT - 10) + &token;
        let masked = MaskedText::new(&text);
        assert!(masked.as_str().ends_with("å {token}"), "{masked}");
        let longer = MaskedText::new(&(text + &"å".repeat(MAX_TEXT)));
        assert_eq!(longer.as_str().chars().count(), MAX_TEXT + 1);
        assert!(longer.as_str().ends_with('…'));
    }

    #[test]
    fn a_caller_reads_the_newest_entries_or_the_next_ones() {
        let log = RequestLog::default();
        for _ in 0..6 {
            log.add(entry(String::new()));
        }
        let limit = Some(2);
        let newest = Filter {
            limit,
            ..Filter::default()
        };
        assert_eq!(numbers(&log, &newest), [5, 6]);
        let next = Filter {
            after: Some(2),
            limit,
            ..Filter::default()
        };
        assert_eq!(numbers(&log, &next), [3, 4]);
    }
}
