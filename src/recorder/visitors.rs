//! The recorded calls of all visitors, and the limits for the memory that these calls need.

use std::{
    collections::{HashMap, VecDeque},
    sync::Arc,
};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;

use super::{
    Clue, OtherSide, VisitorId,
    exchange::{Exchange, Stored},
};

/// The recorder deletes a recorded call after this time.
const KEPT: SignedDuration = SignedDuration::from_hours(1);

/// To delete old calls, the recorder must look at all visitors, which is slow. So the recorder deletes old calls at
/// most once in this time.
const SWEEP_PAUSE: SignedDuration = SignedDuration::from_secs(10);

/// The maximum number of calls of one visitor.
const CALLS: usize = 300;

/// The maximum size of one visitor's calls, in bytes. [`Packed::size`](masking::Packed::size) says how this size also
/// limits what a page must unpack.
const BYTES: usize = 1024 * 1024;

/// For one visitor, the maximum size of the calls that only the simulator has seen, in bytes.
const OTHER_SIDE_BYTES: usize = 512 * 1024;

/// The recorder keeps the calls of at most this many visitors.
const VISITORS: usize = 1000;

/// The maximum size of the calls of all visitors together, in bytes.
const ALL_BYTES: usize = 64 * 1024 * 1024;

/// When the memory is full, the recorder first removes visitors with at most this many calls. A program that sends many
/// HTTP requests without cookies becomes a new visitor with each request. So such a program does not displace the
/// visitors of a talk.
const HARDLY_BEGUN: usize = 3;

/// An open page about recorded calls waits for the next call, to show this call at once. At most this many pages of one
/// visitor can wait at the same time.
const WAITING_PAGES: usize = 6;

#[derive(Debug, Default)]
pub(super) struct Visitors {
    pub by_id: HashMap<VisitorId, Visitor>,
    /// The number of visitors since the start of SmartCloud. Each new visitor gets the next number.
    count: u64,
    /// The time of the next search for old calls. A search at each new call would be slow, because the recorder must
    /// look at all visitors.
    sweep_at: Timestamp,
}

#[derive(Debug)]
pub(super) struct Visitor {
    /// The presenter's page identifies the visitor by this number. The page does not show the id, because the id would
    /// let the presenter act as the visitor.
    pub number: u64,
    pub last_at: Timestamp,
    pub next_number: u64,
    bytes: usize,
    pub exchanges: VecDeque<Stored>,
    pub clues: VecDeque<Clue>,
    other_side: Option<OtherSide>,
    /// The size of the calls in `other_side`, in bytes. Only the simulator has seen these calls.
    other_side_bytes: usize,
    changes: watch::Sender<()>,
}

impl Visitors {
    /// Returns the visitor with this id, or a new visitor if the id is new. If there are already [`VISITORS`] visitors,
    /// this function removes one of them to make room for a new visitor.
    pub fn of(&mut self, id: &VisitorId, now: Timestamp) -> &mut Visitor {
        if now >= self.sweep_at {
            self.forget_old(now);
        }
        if !self.by_id.contains_key(id) {
            while self.by_id.len() >= VISITORS {
                self.displace_one(id);
            }
        }
        let count = &mut self.count;
        let visitor = self.by_id.entry(id.clone()).or_insert_with(|| {
            *count += 1;
            Visitor {
                number: *count,
                last_at: now,
                next_number: 1,
                bytes: 0,
                exchanges: VecDeque::new(),
                clues: VecDeque::new(),
                other_side: None,
                other_side_bytes: 0,
                changes: watch::Sender::new(()),
            }
        });
        visitor.last_at = now;
        visitor
    }

    /// Removes visitors until the calls of all visitors need at most [`ALL_BYTES`], but never removes `kept`.
    pub fn make_room(&mut self, kept: &VisitorId) {
        while self.by_id.len() > 1 && self.size() > ALL_BYTES {
            self.displace_one(kept);
        }
    }

    fn size(&self) -> usize {
        self.by_id.values().map(Visitor::size).sum()
    }

    /// Removes one visitor, but never `kept`. Prefers visitors with at most [`HARDLY_BEGUN`] calls. Of several
    /// visitors, removes the one with the oldest last call.
    fn displace_one(&mut self, kept: &VisitorId) {
        let others = self.by_id.iter().filter(|(id, _)| *id != kept);
        let first = others
            .min_by_key(|(_, visitor)| (visitor.exchanges.len() > HARDLY_BEGUN, visitor.last_at));
        if let Some(id) = first.map(|(id, _)| id.clone()) {
            self.by_id.remove(&id);
        }
    }

    pub fn forget_old(&mut self, now: Timestamp) {
        let is_old = |at: Timestamp| now.duration_since(at) > KEPT;
        self.by_id.retain(|_, visitor| !is_old(visitor.last_at));
        for visitor in self.by_id.values_mut() {
            while visitor
                .exchanges
                .front()
                .is_some_and(|first| is_old(first.at))
            {
                visitor.drop_first();
            }
        }
        let oldest = self.by_id.values().map(Visitor::oldest).min();
        let after = |time: Timestamp, pause| time.checked_add(pause).unwrap_or(Timestamp::MAX);
        let ends = after(oldest.unwrap_or(now).min(now), KEPT);
        self.sweep_at = ends.max(after(now, SWEEP_PAUSE));
    }
}

impl Visitor {
    /// Returns the time of the oldest call, or of the last activity if the visitor has no calls.
    fn oldest(&self) -> Timestamp {
        let first = self.exchanges.front();
        first.map_or(self.last_at, |first| first.at.min(self.last_at))
    }

    pub fn clear(&mut self) {
        self.bytes = 0;
        self.exchanges.clear();
        self.clues.clear();
        self.other_side = None;
        self.other_side_bytes = 0;
    }

    /// Replaces the recorded call that has the same number as `exchange`. Keeps the recorded duration, because a page
    /// possibly shows it already. Returns `false` if no recorded call has this number.
    pub fn replace(&mut self, exchange: &Exchange) -> bool {
        let mut newest_first = self.exchanges.iter_mut().rev();
        let Some(known) = newest_first.find(|known| known.number == exchange.number) else {
            return false;
        };
        let replacement = Exchange {
            attempt: known.attempt,
            duration: known.duration,
            ..exchange.packed()
        };
        self.bytes = self.bytes.saturating_sub(known.size()) + replacement.size();
        *known = Arc::new(replacement);
        true
    }

    /// Adds a call. If the visitor then has more than [`CALLS`] calls or [`BYTES`] bytes, removes the oldest calls.
    pub fn push(&mut self, exchange: &Exchange) {
        let exchange = Arc::new(exchange.packed());
        self.bytes += exchange.size();
        self.exchanges.push_back(exchange);
        while self.exchanges.len() > CALLS || self.bytes > BYTES {
            self.drop_first();
        }
    }

    fn drop_first(&mut self) {
        if let Some(first) = self.exchanges.pop_front() {
            self.bytes = self.bytes.saturating_sub(first.size());
        }
    }

    pub fn other_side(&self) -> Option<&OtherSide> {
        self.other_side.as_ref()
    }

    /// Saves the calls that only the simulator has seen. If they need more than [`OTHER_SIDE_BYTES`], keeps only the
    /// newest ones.
    pub fn keep_other_side(&mut self, mut other_side: OtherSide) {
        let calls = &mut other_side.exchanges;
        calls.sort_by_key(|call| call.at);
        let mut size = 0;
        let mut newest_first = calls.iter().rev();
        let fitting = newest_first
            .position(|call| {
                size += call.size();
                size > OTHER_SIDE_BYTES
            })
            .unwrap_or(calls.len());
        calls.drain(..calls.len() - fitting);
        self.other_side_bytes = calls.iter().map(|call| call.size()).sum();
        self.other_side = Some(other_side);
    }

    fn size(&self) -> usize {
        size_of::<Self>() + self.bytes + self.other_side_bytes
    }

    pub fn announce(&self) {
        self.changes.send_replace(());
    }

    /// Returns a receiver. The recorder notifies the receiver when it has recorded the visitor's next call. Returns
    /// `None` if [`WAITING_PAGES`] pages of this visitor already wait.
    pub fn wait(&self) -> Option<watch::Receiver<()>> {
        (self.changes.receiver_count() < WAITING_PAGES).then(|| self.changes.subscribe())
    }
}

#[cfg(test)]
mod tests {
    use masking::Body;

    use super::*;
    use crate::recorder::exchange::{Kind, Message, Party, Piece, SecretKind, Step, Value};

    fn call(number: u64, at: Timestamp, size: usize) -> Exchange {
        Exchange {
            number,
            at,
            duration: None,
            from: Party::Browser,
            to: Party::SmartCloud,
            kind: Kind::Redirect,
            step: Step::Other,
            method: "GET".to_owned(),
            url: "x".repeat(size),
            status: Some(200),
            code: None,
            request: Message {
                headers: Vec::new(),
                body: Body::Empty,
            },
            response: None,
            failure: None,
            attempt: 1,
            request_id: String::new(),
        }
    }

    fn now(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).unwrap()
    }

    #[test]
    fn a_long_method_counts_as_memory() {
        let mut visitors = Visitors::default();
        let visitor = visitors.of(&VisitorId::random(), now(0));
        for number in 1..=20 {
            let method = "X".repeat(100 * 1024);
            visitor.push(&Exchange {
                method,
                ..call(number, now(0), 0)
            });
        }
        assert!(visitor.bytes <= BYTES);
        assert_eq!(visitor.exchanges.len(), 10);
    }

    /// These calls are small when they are compressed. But a page must unpack all calls of a visitor.
    #[test]
    fn calls_that_repeat_themselves_count_for_what_a_page_unpacks() {
        let pieces = (0..masking::VALUE_LIMIT).map(|place| match place % 2 {
            0 => Piece::Shown("/".to_owned()),
            _ => Piece::Masked(SecretKind::Unknown),
        });
        let request = Message {
            headers: Vec::new(),
            body: Body::Text(Value::Text(pieces.collect())),
        };
        let mut visitors = Visitors::default();
        let visitor = visitors.of(&VisitorId::random(), now(0));
        for number in 1..=300 {
            visitor.push(&Exchange {
                request: request.clone(),
                ..call(number, now(0), 0)
            });
        }
        let calls = visitor.exchanges.iter();
        let json = calls.map(|call| serde_json::to_vec(&call.unpacked().request).unwrap().len());
        let json: usize = json.sum();
        assert!(json <= 8 * BYTES, "{json}");
    }

    #[test]
    fn visitors_who_have_hardly_begun_do_not_displace_a_journey() {
        let mut visitors = Visitors::default();
        let customer = VisitorId::random();
        for number in 1..=5 {
            visitors
                .of(&customer, now(0))
                .push(&call(number, now(0), 0));
        }
        for second in 1..=2_000 {
            let stranger = VisitorId::random();
            visitors
                .of(&stranger, now(second))
                .push(&call(1, now(second), 0));
        }
        assert_eq!(visitors.by_id.len(), VISITORS);
        assert_eq!(visitors.by_id[&customer].exchanges.len(), 5);
    }

    #[test]
    fn the_calls_of_all_visitors_are_bounded_with_those_of_the_other_side() {
        let mut visitors = Visitors::default();
        let large = 100 * 1024;
        for second in 0..300 {
            let id = VisitorId::random();
            let visitor = visitors.of(&id, now(second));
            for number in 0..5 {
                visitor.push(&call(number, now(second), large));
            }
            let calls = (0..20).map(|number| call(number, now(second + 1), large));
            let calls: Vec<_> = calls.collect();
            visitor.keep_other_side(OtherSide::new(&calls, true));
            let kept = visitor.other_side().unwrap();
            let last = kept.exchanges.last().unwrap();
            assert!(kept.exchanges.len() <= 5 && last.number == 19);
            visitors.make_room(&id);
            assert!(visitors.by_id.contains_key(&id));
        }
        let sizes = visitors.by_id.values().flat_map(|visitor| {
            let other_side = visitor.other_side().into_iter();
            let unseen = other_side.flat_map(|other| &other.exchanges);
            visitor
                .exchanges
                .iter()
                .chain(unseen)
                .map(|call| call.size())
        });
        let size: usize = sizes.sum();
        assert!(size <= ALL_BYTES, "{size}");
    }
}
