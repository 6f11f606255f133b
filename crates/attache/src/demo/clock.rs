//! Simulated time: one clock that tokens, ids and ticks follow.

use engine::time::{Clock, Instant};
use std::sync::atomic::{AtomicI64, Ordering};

/// A clock that stands still until it is moved; never back.
#[derive(Debug)]
pub(super) struct SimulatedClock(AtomicI64);

impl SimulatedClock {
    /// A clock that shows this instant.
    pub(super) fn at(instant: Instant) -> Self {
        Self(AtomicI64::new(instant.micros()))
    }

    /// Moves it to an instant; one that has passed leaves it where it is.
    pub(super) fn set(&self, instant: Instant) {
        self.0.fetch_max(instant.micros(), Ordering::SeqCst);
    }

    /// Lets seconds pass.
    pub(super) fn advance(&self, seconds: i64) {
        self.set(self.now().plus_seconds(seconds));
    }
}

impl Clock for SimulatedClock {
    fn now(&self) -> Instant {
        Instant::from_micros(self.0.load(Ordering::SeqCst))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_goes_one_way() {
        let clock = SimulatedClock::at(Instant::from_seconds(100));
        clock.set(Instant::from_seconds(90));
        assert_eq!(clock.now(), Instant::from_seconds(100));
        clock.advance(5);
        assert_eq!(clock.now(), Instant::from_seconds(105));
    }
}
