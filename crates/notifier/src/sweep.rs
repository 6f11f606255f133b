//! The sweep: clocks, duties and limits of requests that are due are struck. Overdue is a fact of the
//! database without it; the sweep records it once and owes the notices (I-21).

use crate::blocking::blocking;
use engine::actor::Actor;
use engine::command::{Command, Envelope};
use engine::decide::Reply;
use engine::refusal::Refusal;
use engine::time::Instant;
use std::collections::HashSet;
use store::outbox::{DueClock, DueDuty, DueRequest, Outbox};
use store::{Store, StoreError};
use tokio::task::JoinSet;

/// How many clocks or duties are looked at together: two lanes' batches at the
/// most.
const PAGE: i64 = 128;

/// Strikes clocks and duties.
#[derive(Clone)]
pub struct Sweeper {
    outbox: Outbox,
}

/// What a sweep came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Demands whose clocks were struck, and duties.
    pub struck: usize,
    /// Those that somebody else had struck, or that had stopped.
    pub already: usize,
    /// Those that could not be struck; the next sweep tries again.
    pub failed: usize,
}

impl Swept {
    /// Whether nothing was due.
    pub fn is_idle(&self) -> bool {
        *self == Self::default()
    }

    fn add(&mut self, other: Self) {
        self.struck += other.struck;
        self.already += other.already;
        self.failed += other.failed;
    }
}

impl Sweeper {
    /// A sweeper of a store's clocks.
    pub const fn new(outbox: Outbox) -> Self {
        Self { outbox }
    }

    /// Whether any clock or duty is due at `now`.
    pub async fn is_due(&self, now: Instant) -> Result<bool, StoreError> {
        let outbox = self.outbox.clone();
        blocking(move || {
            Ok(!outbox.due_clocks(now, None, 1)?.is_empty()
                || !outbox.due_duties(now, None, 1)?.is_empty()
                || !outbox.due_requests(now, None, 1)?.is_empty())
        })
        .await
    }

    /// Strikes every clock and duty that is due at `now`, page after page. What
    /// cannot be struck is passed over (I-27).
    pub async fn run(&self, now: Instant) -> Result<Swept, StoreError> {
        let mut total = self.clocks(now).await?;
        total.add(self.duties(now).await?);
        total.add(self.requests(now).await?);
        Ok(total)
    }

    async fn clocks(&self, now: Instant) -> Result<Swept, StoreError> {
        let mut total = Swept::default();
        let mut after = None;
        loop {
            let outbox = self.outbox.clone();
            let page = blocking(move || outbox.due_clocks(now, after, PAGE)).await?;
            let Some(last) = page.last().copied() else {
                return Ok(total);
            };
            after = Some(last);
            // Striking a clock strikes its siblings that are due.
            let mut struck = HashSet::with_capacity(page.len());
            let page = page.into_iter().filter(|due| struck.insert(due.demand));
            total.add(self.strike_all(page.map(of_clock)).await);
        }
    }

    async fn duties(&self, now: Instant) -> Result<Swept, StoreError> {
        let mut total = Swept::default();
        let mut after = None;
        loop {
            let outbox = self.outbox.clone();
            let page = blocking(move || outbox.due_duties(now, after, PAGE)).await?;
            let Some(last) = page.last().copied() else {
                return Ok(total);
            };
            after = Some(last);
            total.add(self.strike_all(page.into_iter().map(of_duty)).await);
        }
    }

    async fn requests(&self, now: Instant) -> Result<Swept, StoreError> {
        let mut total = Swept::default();
        let mut after = None;
        loop {
            let outbox = self.outbox.clone();
            let page = blocking(move || outbox.due_requests(now, after, PAGE)).await?;
            let Some(last) = page.last().copied() else {
                return Ok(total);
            };
            after = Some(last);
            total.add(self.strike_all(page.into_iter().map(of_request)).await);
        }
    }

    /// For simulated time: lets it pass up to `until`, stopping at every
    /// strike on the way, so that each reminder comes at its instant and none
    /// is passed over as stale. `set_clock` moves the store's clock.
    pub async fn run_to(
        &self,
        until: Instant,
        mut set_clock: impl FnMut(Instant),
    ) -> Result<Swept, StoreError> {
        let mut total = Swept::default();
        loop {
            let outbox = self.outbox.clone();
            let next = blocking(move || outbox.next_strike()).await?;
            let Some(next) = next.filter(|next| *next <= until) else {
                break;
            };
            let at = next.max(self.outbox.store().now());
            set_clock(at);
            let swept = self.run(at).await?;
            total.add(swept);
            if swept.struck == 0 {
                break; // What is due cannot be struck: time goes on without it.
            }
        }
        if self.outbox.store().now() < until {
            set_clock(until);
        }
        total.add(self.run(until).await?);
        Ok(total)
    }

    async fn strike_all(&self, commands: impl Iterator<Item = Command>) -> Swept {
        let mut striking = JoinSet::new();
        for command in commands {
            striking.spawn(strike(self.outbox.store().clone(), command));
        }
        let mut swept = Swept::default();
        while let Some(joined) = striking.join_next().await {
            match joined {
                Ok(one) => swept.add(one),
                Err(_) => swept.failed += 1,
            }
        }
        swept
    }
}

const fn of_clock(due: DueClock) -> Command {
    Command::StrikeClock { demand: due.demand, clock: due.clock }
}

const fn of_duty(due: DueDuty) -> Command {
    Command::StrikeDuty { case: due.case, duty: due.duty, about: due.about }
}

const fn of_request(due: DueRequest) -> Command {
    Command::StrikeRequest { request: due.request, term: due.term }
}

async fn strike(store: Store, command: Command) -> Swept {
    let kind = command.kind().code();
    let subject = command.subject();
    let envelope =
        Envelope { actor: Actor::SYSTEM, key: None, arrived: store.now(), expected: None, command };
    let reply = store.execute(envelope).await.and_then(|done| done.reply);
    let mut swept = Swept::default();
    match reply {
        Ok(Reply::Done(_)) => swept.struck = 1,
        // Another node was faster, or it stopped meanwhile.
        Ok(Reply::Refused(Refusal::ClockState | Refusal::DutyState)) => swept.already = 1,
        Ok(Reply::Refused(refusal)) => {
            tracing::error!(kind, ?subject, code = refusal.code(), "what is due cannot be struck");
            swept.failed = 1;
        }
        Err(error) => {
            tracing::warn!(kind, ?subject, %error, "what is due was not struck");
            swept.failed = 1;
        }
    }
    swept
}
