//! The sweep: clocks that are due are struck. Overdue is a fact of the
//! database without it; the sweep records it once and owes the notices (I-21).

use crate::blocking::blocking;
use engine::actor::Actor;
use engine::command::{Command, Envelope};
use engine::decide::Reply;
use engine::refusal::Refusal;
use engine::time::Instant;
use std::collections::HashSet;
use store::outbox::{DueClock, Outbox};
use store::{Store, StoreError};
use tokio::task::JoinSet;

/// How many clocks are looked at together: two lanes' batches at the most.
const PAGE: i64 = 128;

/// Strikes clocks.
#[derive(Clone)]
pub struct Sweeper {
    outbox: Outbox,
}

/// What a sweep came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Demands whose clocks were struck.
    pub struck: usize,
    /// Those whose clocks somebody else had struck, or that had stopped.
    pub already: usize,
    /// Those whose clocks could not be struck; the next sweep tries again.
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

    /// Whether any clock is due at `now`.
    pub async fn is_due(&self, now: Instant) -> Result<bool, StoreError> {
        let outbox = self.outbox.clone();
        blocking(move || Ok(!outbox.due_clocks(now, None, 1)?.is_empty())).await
    }

    /// Strikes every clock that is due at `now`, page after page. What cannot
    /// be struck is passed over (I-27).
    pub async fn run(&self, now: Instant) -> Result<Swept, StoreError> {
        let mut total = Swept::default();
        let mut after = None;
        loop {
            let outbox = self.outbox.clone();
            let page = blocking(move || outbox.due_clocks(now, after, PAGE)).await?;
            let Some(last) = page.last().copied() else {
                return Ok(total);
            };
            after = Some(last);
            total.add(self.page(page).await);
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

    async fn page(&self, page: Vec<DueClock>) -> Swept {
        let mut striking = JoinSet::new();
        // Striking a clock strikes its siblings that are due.
        let mut struck = HashSet::with_capacity(page.len());
        for due in page.into_iter().filter(|due| struck.insert(due.demand)) {
            striking.spawn(strike(self.outbox.store().clone(), due));
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

async fn strike(store: Store, due: DueClock) -> Swept {
    let envelope = Envelope {
        actor: Actor::SYSTEM,
        key: None,
        arrived: store.now(),
        expected: None,
        command: Command::StrikeClock { demand: due.demand, clock: due.clock },
    };
    let reply = store.execute(envelope).await.and_then(|done| done.reply);
    let mut swept = Swept::default();
    match reply {
        Ok(Reply::Done(_)) => swept.struck = 1,
        // Another node was faster, or the clock stopped meanwhile.
        Ok(Reply::Refused(Refusal::ClockState)) => swept.already = 1,
        Ok(Reply::Refused(refusal)) => {
            tracing::error!(clock = %due.clock, code = refusal.code(), "a clock cannot be struck");
            swept.failed = 1;
        }
        Err(error) => {
            tracing::warn!(clock = %due.clock, %error, "a clock was not struck");
            swept.failed = 1;
        }
    }
    swept
}
