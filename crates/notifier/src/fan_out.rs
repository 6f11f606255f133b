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
use engine::refusal::Refusal;
use engine::time::Instant;
use store::outbox::{Outbox, Progress};
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
        for outage in unfinished {
            total.add(self.excuse_for(&outage, now).await?);
        }
        Ok(total)
    }

    async fn excuse_for(&self, outage: &Outage, now: Instant) -> Result<FannedOut, StoreError> {
        let (outbox, id) = (self.outbox.clone(), outage.id);
        let mut progress = blocking(move || outbox.begin_outage(id)).await?;
        let (mut after, mut total) = (progress.after, FannedOut::default());
        loop {
            let page = self
                .store()
                .find_as_system(move |system| system.clocks_touched_by(id, after, PAGE))
                .await?;
            let Some((_, last)) = page.last() else {
                break;
            };
            after = Some(last.id);
            let commands = self.owed(page).await?;
            total.add(self.carry_out(commands).await);
            // What failed is met again: the mark stays before it, and the
            // clocks after it are moved all the same (I-27).
            if total.failed == 0 && !self.note(&mut progress, after, None).await? {
                return Ok(total);
            }
        }
        if total.failed == 0 {
            self.note(&mut progress, after, Some(now)).await?;
        }
        let FannedOut { moved, already, failed } = total;
        tracing::info!(outage = %id, moved, already, failed, "clocks were excused for an outage");
        Ok(total)
    }

    /// What each clock is owed, in the order in which its outages move it: being
    /// moved, it may come into the reach of one that was settled long ago.
    async fn owed(&self, page: Vec<(DemandId, Clock)>) -> Result<Vec<Moves>, StoreError> {
        let Some(start) = page.iter().map(|(_, clock)| clock.start).min() else {
            return Ok(Vec::new());
        };
        let outbox = self.outbox.clone();
        let outages = blocking(move || outbox.outages_after(start)).await?;
        let law = &self.store().rules().law;
        let moves = page.iter().map(|(demand, clock)| {
            let owed = law.owed(clock, &outages).into_iter();
            (clock.id, owed.map(|outage| excuse(*demand, clock.id, outage)).collect())
        });
        // What no outage moves is not asked, or every running clock would leave
        // a refusal in the record.
        Ok(moves.filter(|(_, commands): &Moves| !commands.is_empty()).collect())
    }

    /// `false`: another node came further, or all is to be looked at again: it
    /// is not for this run to go on.
    async fn note(
        &self,
        progress: &mut Progress,
        after: Option<ClockId>,
        done_at: Option<Instant>,
    ) -> Result<bool, StoreError> {
        let (outbox, mut at) = (self.outbox.clone(), *progress);
        let note = move || outbox.note_outage(&mut at, after, done_at).map(|noted| (noted, at));
        let (noted, at) = blocking(note).await?;
        *progress = at;
        Ok(noted)
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
            if after.is_none() {
                self.reopen().await?;
            }
            after = Some(*last);
            let commands = page
                .into_iter()
                .map(|(demand, clock)| (clock, vec![Command::ReviseClock { demand, clock }]));
            total.add(self.carry_out(commands.collect()).await);
        }
        // Before, so that nothing is missed if this dies; after, for what another
        // node settled meanwhile.
        if after.is_some() {
            self.reopen().await?;
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

    async fn reopen(&self) -> Result<(), StoreError> {
        let outbox = self.outbox.clone();
        blocking(move || outbox.reopen_outages()).await
    }

    const fn store(&self) -> &Store {
        self.outbox.store()
    }

    async fn carry_out(&self, clocks: Vec<Moves>) -> FannedOut {
        let mut moving = JoinSet::new();
        for (clock, commands) in clocks {
            moving.spawn(move_clock(self.store().clone(), clock, commands));
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

/// What moves a clock, in order.
type Moves = (ClockId, Vec<Command>);

fn excuse(demand: DemandId, clock: ClockId, outage: &Outage) -> Command {
    let Outage { id, from, to, .. } = *outage;
    Command::ExcuseClock { demand, clock, outage: id, from, to }
}

/// One clock is counted once, however many causes moved it.
async fn move_clock(store: Store, clock: ClockId, commands: Vec<Command>) -> FannedOut {
    let mut come_to = FannedOut { already: 1, ..FannedOut::default() };
    for command in commands {
        match move_once(&store, clock, command).await {
            one if one.failed > 0 => return one,
            one if one.moved > 0 => come_to = one,
            _ => {}
        }
    }
    come_to
}

async fn move_once(store: &Store, clock: ClockId, command: Command) -> FannedOut {
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
