//! The "other side" of a journey is the calls of a visitor that only the simulator has seen, such as those on Altinn's
//! and ID-porten's pages. The recorder keeps the last answer of the simulator's log in memory, beside the visitor's own
//! calls.

use std::time::{Duration, Instant};

use super::{Recorder, VisitorId, exchange::Exchange};

/// SmartCloud reuses an answer of the simulator's log for this time before it asks again.
const FRESH: Duration = Duration::from_secs(2);

#[derive(Clone, Debug)]
pub struct OtherSide {
    pub exchanges: Vec<Exchange>,
    /// Whether the simulator answered the last time. If not, `exchanges` are those of an earlier answer.
    pub has_answered: bool,
    asked_at: Instant,
}

impl OtherSide {
    #[must_use]
    pub fn new(exchanges: Vec<Exchange>, has_answered: bool) -> Self {
        Self {
            exchanges,
            has_answered,
            asked_at: Instant::now(),
        }
    }

    #[must_use]
    pub fn is_fresh(&self) -> bool {
        self.asked_at.elapsed() < FRESH
    }
}

impl Recorder {
    #[must_use]
    pub fn other_side(&self, visitor: &VisitorId) -> Option<OtherSide> {
        self.visitors().by_id.get(visitor)?.other_side().cloned()
    }

    /// Saves the calls that the simulator's log last returned for a visitor. If the recorder does not know the visitor,
    /// this function does nothing.
    pub fn keep_other_side(&self, visitor: &VisitorId, other_side: OtherSide) {
        let mut visitors = self.visitors();
        if let Some(found) = visitors.by_id.get_mut(visitor) {
            found.keep_other_side(other_side);
            visitors.make_room(visitor);
        }
    }
}
