//! The system's time, as the program under test takes it.

use engine::time::{Clock, Instant};
use std::time::Duration;

/// The system's clock, set by some seconds.
pub(crate) struct SystemClock {
    pub(crate) ahead_seconds: i64,
}

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        clippy::disallowed_types,
        reason = "another process takes the time from its host; so must whoever talks to it"
    )]
    fn now(&self) -> Instant {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
        let micros = i64::try_from(since.as_micros()).unwrap();
        Instant::from_micros(micros).plus_seconds(self.ahead_seconds)
    }
}

/// The time now.
pub(crate) fn now() -> Instant {
    SystemClock { ahead_seconds: 0 }.now()
}

/// For measuring.
#[expect(clippy::disallowed_methods, reason = "how long another process takes")]
pub(crate) fn stopwatch() -> std::time::Instant {
    std::time::Instant::now()
}

/// Lets time pass.
#[expect(clippy::disallowed_methods, reason = "another process works meanwhile")]
pub(crate) fn pause(time: Duration) {
    std::thread::sleep(time);
}

/// A random number below another.
pub(crate) fn below(n: usize) -> usize {
    rand::random_range(0..n)
}
