//! What moves many clocks at once: an outage of this service excuses those it
//! touched, a new calendar version recomputes those of older ones (I-20). One
//! command for each clock, through the one road every command takes.
//!
//! Any node may do it at any time, several at once and again after a crash: a
//! clock remembers the outages it was moved for and the calendar it was
//! computed with, so that nothing is moved twice for one cause.

use crate::blocking::blocking;
use engine::actor::Actor;
use engine::clock::Clock;
use engine::command::{Command, Envelope};
use engine::decide::Reply;
use engine::facts::Outage;
use engine::id::{ClockId, DemandId};
use engine::inforce::Law;
use engine::refusal::Refusal;
use engine::time::Instant;
use store::outbox::{Outbox, Unfinished};
use store::{Store, StoreError};
use tokio::task::JoinSet;

/// How many clocks are moved at the same time: two lanes' batches.
const PAGE: u16 = 128;
/// How many outages are looked at in one run.
const OUTAGES: i64 = 16;

/// Moves clocks for outages and calendars.
#[derive(Clone)]
pub struct FanOut {
    outbox: Outbox,
}

/// What a run came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FannedOut {
    /// Clocks moved, or judged anew without moving.
    pub moved: usize,
    /// Clocks that somebody else had moved, or that had ended.
    pub already: usize,
    /// Clocks that could not be moved; the next run tries again.
    pub failed: usize,
}

impl FannedOut {
    fn add(&mut self, other: Self) {
        self.moved += other.moved;
        self.already += other.already;
        self.failed += other.failed;
    }
}

impl FanOut {
    /// A fan-out over a store's clocks.
    pub const fn new(outbox: Outbox) -> Self {
        Self { outbox }
    }

    /// The calendar first, then outages: what an outage adds is counted by the
    /// calendar in force, onto a limit that is of it.
    pub async fn run(&self, now: Instant) -> Result<FannedOut, StoreError> {
        let mut total = self.revise(now).await?;
        total.add(self.excuse(now).await?);
        Ok(total)
    }

    /// Excuses what recorded outages touched, page after page, each outage
    /// from where a run before came to.
    pub async fn excuse(&self, now: Instant) -> Result<FannedOut, StoreError> {
        let outbox = self.outbox.clone();
        let unfinished = blocking(move || outbox.unfinished_outages(OUTAGES)).await?;
        let mut total = FannedOut::default();
        for Unfinished { outage, after } in unfinished {
            let come_to = self.excuse_for(&outage, after, now).await?;
            total.add(come_to);
        }
        Ok(total)
    }

    async fn excuse_for(
        &self,
        outage: &Outage,
        mut after: Option<ClockId>,
        now: Instant,
    ) -> Result<FannedOut, StoreError> {
        let id = outage.id;
        let mut total = FannedOut::default();
        loop {
            let page = self
                .store()
                .find_as_system(move |system| system.clocks_touched_by(id, after, PAGE))
                .await?;
            let Some((_, last)) = page.last() else {
                break;
            };
            after = Some(last.id);
            let rules = self.store().rules();
            let touched = page.iter().filter(|(_, clock)| moves(&rules.law, clock, outage));
            let commands = touched.map(|(demand, clock)| excuse(*demand, clock.id, outage));
            total.add(self.carry_out(commands.collect()).await);
            // What failed is met again: the mark stays before it, and the
            // clocks after it are moved all the same (I-27).
            if total.failed == 0 {
                self.note(outage, after, None).await?;
            }
        }
        if total.failed == 0 {
            self.note(outage, after, Some(now)).await?;
        }
        let FannedOut { moved, already, failed } = total;
        tracing::info!(outage = %id, moved, already, failed, "clocks were excused for an outage");
        Ok(total)
    }

    async fn note(
        &self,
        outage: &Outage,
        after: Option<ClockId>,
        done_at: Option<Instant>,
    ) -> Result<(), StoreError> {
        let (outbox, id) = (self.outbox.clone(), outage.id);
        blocking(move || outbox.note_outage(id, after, done_at)).await
    }

    /// Recomputes the running clocks of calendars older than the one in force
    /// here, at once and then once an hour: a node that had not noticed the new
    /// calendar may have started clocks by the old one.
    pub async fn revise(&self, now: Instant) -> Result<FannedOut, StoreError> {
        let number = self.store().rules().law.calendar_number();
        let job = format!("revised/{number}");
        let hour = Instant::from_seconds(now.seconds().div_euclid(3_600) * 3_600);
        let (outbox, of) = (self.outbox.clone(), job.clone());
        if blocking(move || outbox.ticked(&of, hour)).await? {
            return Ok(FannedOut::default());
        }
        let mut total = FannedOut::default();
        let mut after = None;
        loop {
            let page = self
                .store()
                .find_as_system(move |system| system.clocks_of_calendar_before(number, after, PAGE))
                .await?;
            let Some((_, last)) = page.last() else {
                break;
            };
            after = Some(*last);
            let commands = page.into_iter();
            let commands =
                commands.map(|(demand, clock)| (clock, Command::ReviseClock { demand, clock }));
            total.add(self.carry_out(commands.collect()).await);
        }
        if total.failed == 0 {
            let outbox = self.outbox.clone();
            blocking(move || outbox.tick(&job, hour, now)).await?;
        }
        if total != FannedOut::default() {
            let FannedOut { moved, already, failed } = total;
            tracing::info!(calendar = number, moved, already, failed, "clocks were revised");
        }
        Ok(total)
    }

    const fn store(&self) -> &Store {
        self.outbox.store()
    }

    async fn carry_out(&self, commands: Vec<(ClockId, Command)>) -> FannedOut {
        let mut moving = JoinSet::new();
        for (clock, command) in commands {
            moving.spawn(move_one(self.store().clone(), clock, command));
        }
        let mut total = FannedOut::default();
        while let Some(joined) = moving.join_next().await {
            match joined {
                Ok(one) => total.add(one),
                Err(_) => total.failed += 1,
            }
        }
        total
    }
}

/// Whether an outage moves a clock: what it does not move is not asked, or
/// every running clock would leave a refusal in the record.
fn moves(law: &Law, clock: &Clock, outage: &Outage) -> bool {
    let excused = clock
        .due
        .and_then(|due| law.excused(&clock.rule, clock.start, due, outage.from, outage.to));
    !clock.excused.contains(&outage.id) && excused > clock.due
}

fn excuse(demand: DemandId, clock: ClockId, outage: &Outage) -> (ClockId, Command) {
    let Outage { id, from, to, .. } = *outage;
    (clock, Command::ExcuseClock { demand, clock, outage: id, from, to })
}

async fn move_one(store: Store, clock: ClockId, command: Command) -> FannedOut {
    let envelope =
        Envelope { actor: Actor::SYSTEM, key: None, arrived: store.now(), expected: None, command };
    let reply = store.execute(envelope).await.and_then(|done| done.reply);
    let mut total = FannedOut::default();
    match reply {
        Ok(Reply::Done(_)) => total.moved = 1,
        // Another node was faster, or the clock ended meanwhile.
        Ok(Reply::Refused(Refusal::MoveRepeated | Refusal::ClockState)) => total.already = 1,
        Ok(Reply::Refused(refusal)) => {
            tracing::error!(%clock, code = refusal.code(), "a clock cannot be moved");
            total.failed = 1;
        }
        Err(error) => {
            tracing::warn!(%clock, %error, "a clock was not moved");
            total.failed = 1;
        }
    }
    total
}
