//! The "other side" of a visitor's journey: the calls that only the simulator has seen, such as the calls on Altinn's
//! and ID-porten's pages. SmartCloud reads these calls from the simulator's log. The recorder keeps these calls in
//! memory, beside the visitor's calls that SmartCloud itself has seen.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use super::{
    Recorder, VisitorId,
    exchange::{Exchange, Stored},
};

/// SmartCloud asks the simulator for its log at most once in this time, and reuses the last answer until then.
const FRESH: Duration = Duration::from_secs(2);

#[derive(Clone, Debug)]
pub struct OtherSide {
    pub(super) exchanges: Vec<Stored>,
    /// Whether the simulator answered when SmartCloud last asked for its log. If not, `exchanges` are from an earlier
    /// answer.
    pub has_answered: bool,
    asked_at: Instant,
}

impl OtherSide {
    #[must_use]
    pub fn new(exchanges: &[Exchange], has_answered: bool) -> Self {
        Self {
            exchanges: exchanges
                .iter()
                .map(|call| Arc::new(call.packed()))
                .collect(),
            has_answered,
            asked_at: Instant::now(),
        }
    }

    #[must_use]
    pub fn exchanges(&self) -> Vec<Exchange> {
        self.exchanges.iter().map(|call| call.unpacked()).collect()
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

    /// Saves the visitor's calls from the simulator's log. If the recorder does not know the visitor, this function
    /// does nothing.
    pub fn keep_other_side(&self, visitor: &VisitorId, other_side: OtherSide) {
        let mut visitors = self.visitors();
        if let Some(found) = visitors.by_id.get_mut(visitor) {
            found.keep_other_side(other_side);
            visitors.make_room(visitor);
        }
    }
}
