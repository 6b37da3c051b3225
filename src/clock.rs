//! SmartCloud's clock. Every module takes the time from this clock. So a test can move the clock forward, and need not
//! wait for hours.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use jiff::{SignedDuration, Timestamp};

/// The machine's time plus the seconds that a test has added. All clones share these seconds.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    seconds_ahead: Arc<AtomicI64>,
}

impl Clock {
    #[must_use]
    pub fn now(&self) -> Timestamp {
        let ahead = SignedDuration::from_secs(self.seconds_ahead.load(Ordering::Relaxed));
        let now = Timestamp::now();
        now.checked_add(ahead).unwrap_or(now)
    }

    /// Only tests call this function.
    pub fn advance(&self, by: SignedDuration) {
        self.seconds_ahead
            .fetch_add(by.as_secs(), Ordering::Relaxed);
    }
}
