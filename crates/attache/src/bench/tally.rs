//! Times taken and what they come to.

use serde::Serialize;
use std::time::{Duration, Instant};

/// Now, by the machine's monotonic clock.
#[expect(clippy::disallowed_methods, reason = "measuring is what this is for")]
pub(super) fn tick() -> Instant {
    Instant::now()
}

/// What some clients did in some time.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally {
    /// How long each request took, in microseconds.
    micros: Vec<u32>,
    /// Things done: filings, pairs, pages.
    done: u32,
    /// For how long.
    elapsed: Duration,
}

/// The figures of a [`Tally`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub(super) struct Figures {
    /// Things done in a second.
    pub(super) rate: f64,
    /// Half of the requests took at most so long, in milliseconds.
    pub(super) p50: f64,
    /// All but one in a hundred.
    pub(super) p99: f64,
    /// How many requests were measured.
    pub(super) requests: u32,
}

impl Tally {
    /// Notes a request that began then and has just ended.
    pub(super) fn request(&mut self, began: Instant) {
        self.micros.push(u32::try_from(began.elapsed().as_micros()).unwrap_or(u32::MAX));
    }

    /// Notes that things are done.
    pub(super) fn done(&mut self, things: u32) {
        self.done += things;
    }

    /// Sets for how long this went on.
    pub(super) fn lasted(&mut self, elapsed: Duration) {
        self.elapsed = elapsed;
    }

    /// Adds what another client did in the same time.
    pub(super) fn beside(&mut self, other: Self) {
        self.micros.extend(other.micros);
        self.done += other.done;
        self.elapsed = self.elapsed.max(other.elapsed);
    }

    /// Adds another round.
    pub(super) fn after(&mut self, other: Self) {
        self.micros.extend(other.micros);
        self.done += other.done;
        self.elapsed += other.elapsed;
    }

    /// What it comes to.
    pub(super) fn figures(mut self) -> Figures {
        self.micros.sort_unstable();
        let seconds = self.elapsed.as_secs_f64();
        Figures {
            rate: if seconds > 0.0 { f64::from(self.done) / seconds } else { 0.0 },
            p50: self.quantile(50),
            p99: self.quantile(99),
            requests: u32::try_from(self.micros.len()).unwrap_or(u32::MAX),
        }
    }

    /// In milliseconds, of sorted times: the smallest that so many percent do
    /// not exceed.
    fn quantile(&self, percent: usize) -> f64 {
        let place = (self.micros.len() * percent).div_ceil(100).saturating_sub(1);
        f64::from(self.micros.get(place).copied().unwrap_or(0)) / 1_000.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_taken_from_what_was_measured() {
        let micros = (1..=200).rev().map(|n| n * 1_000).collect();
        let tally = Tally { micros, done: 400, elapsed: Duration::from_secs(4) };
        let figures = tally.figures();
        assert_eq!(figures, Figures { rate: 100.0, p50: 100.0, p99: 198.0, requests: 200 });
        assert_eq!(Tally::default().figures(), Figures::default());
    }

    #[test]
    fn clients_work_side_by_side_and_rounds_one_after_the_other() {
        let one =
            |seconds| Tally { micros: vec![1], done: 10, elapsed: Duration::from_secs(seconds) };
        let mut clients = one(2);
        clients.beside(one(3));
        assert_eq!((clients.done, clients.elapsed), (20, Duration::from_secs(3)));
        clients.after(one(2));
        assert!((clients.figures().rate - 6.0).abs() < 1e-9);
    }
}
