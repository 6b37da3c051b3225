//! The "other side": the calls of a visitor that only the simulator has seen, such as those on Altinn's and ID-porten's
//! pages. The recorder keeps the last answer of the simulator's log in memory, beside the visitor's own calls.

use std::time::{Duration, Instant};

use super::{Recorder, VisitorId, exchange::Exchange};

/// The time for which SmartCloud reuses an answer of the simulator's log before it asks again.
const FRESH: Duration = Duration::from_secs(2);

/// The last answer of the simulator's log about a visitor.
#[derive(Clone, Debug)]
pub struct OtherSide {
    pub exchanges: Vec<Exchange>,
    /// Whether the simulator answered the last question. If not, `exchanges` are those of an earlier answer.
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

    /// Whether the answer is new enough to be used again.
    #[must_use]
    pub fn is_fresh(&self) -> bool {
        self.asked_at.elapsed() < FRESH
    }
}

impl Recorder {
    /// Returns the last answer of the simulator's log about a visitor.
    #[must_use]
    pub fn other_side(&self, visitor: &VisitorId) -> Option<OtherSide> {
        self.visitors().by_id.get(visitor)?.other_side().cloned()
    }

    /// Saves the calls of a visitor that only the simulator has seen, as the simulator's log last returned them. If the
    /// recorder does not know the visitor, this function does nothing.
    pub fn keep_other_side(&self, visitor: &VisitorId, other_side: OtherSide) {
        let mut visitors = self.visitors();
        if let Some(found) = visitors.by_id.get_mut(visitor) {
            found.keep_other_side(other_side);
            visitors.make_room(visitor);
        }
    }
}
