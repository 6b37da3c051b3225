//! The calls of all visitors, with the bounds of the memory that they need.

use std::collections::{HashMap, VecDeque};

use jiff::{SignedDuration, Timestamp};

use super::{
    Clue, OtherSide, VisitorId,
    exchange::{Exchange, Journey},
};

/// The time for which a call is kept.
const KEPT: SignedDuration = SignedDuration::from_hours(1);

/// The largest number of calls of one visitor.
const CALLS: usize = 300;

/// The largest size of one visitor's calls, in bytes.
const BYTES: usize = 1024 * 1024;

/// The largest number of visitors whose calls are kept. Then the recorder needs at most 200 MB.
const VISITORS: usize = 200;

#[derive(Debug, Default)]
pub(super) struct Visitors {
    pub by_id: HashMap<VisitorId, Visitor>,
    /// How many visitors there have been.
    count: u64,
}

#[derive(Debug)]
pub(super) struct Visitor {
    /// The presenter's page names visitors by this number, because the id would let the presenter act as the visitor.
    pub number: u64,
    pub last_at: Timestamp,
    pub next_number: u64,
    bytes: usize,
    pub exchanges: VecDeque<Exchange>,
    pub clues: VecDeque<Clue>,
    pub other_side: Option<OtherSide>,
}

impl Visitors {
    /// Returns the visitor with this id. A new visitor can displace the one who has been quiet for the longest time.
    pub fn of(&mut self, id: &VisitorId, now: Timestamp) -> &mut Visitor {
        self.forget_old(now);
        if !self.by_id.contains_key(id) && self.by_id.len() >= VISITORS {
            let quiet = self.by_id.iter().min_by_key(|(_, visitor)| visitor.last_at);
            if let Some(quiet) = quiet.map(|(id, _)| id.clone()) {
                self.by_id.remove(&quiet);
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
            }
        });
        visitor.last_at = now;
        visitor
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
    }
}

impl Visitor {
    pub fn clear(&mut self) {
        self.bytes = 0;
        self.exchanges.clear();
        self.clues.clear();
        self.other_side = None;
    }

    /// Replaces the call with the same number. Returns `false` if there is none. The time until the page was rendered stays,
    /// so that the page and a later look at the call say the same.
    pub fn replace(&mut self, exchange: &Exchange) -> bool {
        let mut newest_first = self.exchanges.iter_mut().rev();
        let Some(known) = newest_first.find(|known| known.number == exchange.number) else {
            return false;
        };
        self.bytes = self.bytes.saturating_sub(known.size()) + exchange.size();
        *known = Exchange {
            attempt: known.attempt,
            duration: known.duration,
            ..exchange.clone()
        };
        true
    }

    /// Adds a call. The oldest calls make room for the call.
    pub fn push(&mut self, exchange: Exchange) {
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

    pub fn journey(&self) -> Journey {
        let mut exchanges: Vec<_> = self.exchanges.iter().cloned().collect();
        exchanges.sort_by_key(|exchange| exchange.number);
        Journey { exchanges }
    }
}
