//! Simulated time passes: clocks strike at their instants, mail goes out at
//! its own, digests on working mornings.

use super::DemoError;
use super::clock::SimulatedClock;
use crate::service::{Senders, ServiceError};
use engine::time::{Clock as _, Instant, Zone};
use notifier::{DigestRun, Pass, Sweeper, Swept};
use std::sync::Arc;
use store::StoreError;

/// When offices open and digests go out, in seconds of the day.
const MORNING_SECONDS: i64 = 8 * 3_600;
const DAY_SECONDS: i64 = 86_400;

/// Simulated time with all that follows it.
pub(super) struct Time {
    pub(super) clock: Arc<SimulatedClock>,
    senders: Senders,
    sweeper: Sweeper,
}

/// What time brought about.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Brought {
    /// Clocks struck.
    pub(super) struck: usize,
    /// Clocks that could not be struck.
    pub(super) failed: usize,
    /// Mails delivered.
    pub(super) mails: usize,
    /// Digests sent.
    pub(super) digests: usize,
}

impl Brought {
    fn add(&mut self, swept: Swept, pass: Pass, run: DigestRun) {
        self.struck += swept.struck;
        self.failed += swept.failed;
        self.mails += pass.delivered;
        self.digests += run.sent;
    }
}

impl Time {
    /// Time of this clock, and these senders.
    pub(super) fn new(clock: Arc<SimulatedClock>, senders: Senders) -> Self {
        let sweeper = Sweeper::new(senders.outbox.clone());
        Self { clock, senders, sweeper }
    }

    /// Lets time pass up to an instant.
    pub(super) async fn pass_to(&self, until: Instant) -> Result<Brought, DemoError> {
        let mut brought = Brought::default();
        loop {
            let next = self.next_stop(until).await?;
            let swept = self.sweeper.run_to(next, |at| self.clock.set(at)).await?;
            let pass = self.senders.worker.drain().await?;
            let run = self.senders.digester.run(self.clock.now()).await?;
            brought.add(swept, pass, run);
            if self.clock.now() >= until {
                return Ok(brought);
            }
        }
    }

    /// Sends what is owed right now.
    pub(super) async fn send(&self) -> Result<usize, DemoError> {
        Ok(self.senders.worker.drain().await?.delivered)
    }

    /// The next strike or morning, and `until` at the latest.
    async fn next_stop(&self, until: Instant) -> Result<Instant, DemoError> {
        let (now, outbox) = (self.clock.now(), self.senders.outbox.clone());
        let strike = tokio::task::spawn_blocking(move || outbox.next_strike()).await;
        let strike = strike.unwrap_or(Err(StoreError::Unavailable))?;
        let later = strike.filter(|at| *at > now);
        Ok(later.unwrap_or(until).min(morning_after(now)).min(until))
    }
}

/// The first morning after an instant.
fn morning_after(now: Instant) -> Instant {
    let today = Zone::HANOI.start_of(Zone::HANOI.day_of(now)).plus_seconds(MORNING_SECONDS);
    if today > now { today } else { today.plus_seconds(DAY_SECONDS) }
}

impl From<notifier::MailError> for DemoError {
    fn from(error: notifier::MailError) -> Self {
        Self::Service(ServiceError::from(error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_morning_is_always_ahead() {
        let at = |text: &str| -> Instant { text.parse().unwrap() };
        let early = morning_after(at("2026-11-23T07:59:00+07:00"));
        assert_eq!(early, at("2026-11-23T08:00:00+07:00"));
        assert_eq!(morning_after(early), at("2026-11-24T08:00:00+07:00"));
    }
}
