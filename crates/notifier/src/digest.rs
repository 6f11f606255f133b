//! The daily digest: once a working day, to those who have something.

use crate::blocking::blocking;
use crate::mail::compose::Composer;
use crate::mail::transport::{self, Post};
use crate::quiet::Quiet;
use crate::settings::{DigestSettings, Settings};
use engine::time::Instant;
use store::StoreError;
use store::outbox::{Digest, Outbox, Sent};
use uuid::Uuid;

/// The job under which a finished day is written down.
const JOB: &str = "digest";

/// After so many digests in a row that did not reach the mail server at all the
/// run ends: the rest is tried with the next one.
const MISSES: usize = 3;

/// Sends digests.
#[derive(Clone)]
pub struct Digester {
    outbox: Outbox,
    composer: Composer,
    post: Post,
    quiet: Quiet,
    times: DigestSettings,
}

/// What a run came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DigestRun {
    /// Digests sent.
    pub sent: usize,
    /// Digests to be tried again within the morning.
    pub again: usize,
    /// Digests given up: tomorrow brings another one.
    pub dropped: usize,
}

impl Digester {
    /// A digester on an outbox.
    pub fn new(outbox: Outbox, composer: Composer, post: Post, settings: &Settings) -> Self {
        Self { outbox, composer, post, quiet: Quiet::new(&settings.quiet), times: settings.digest }
    }

    /// Sends today's digests if it is time and they have not gone out. Run as
    /// often as you like, on as many nodes as you like: each person's digest
    /// is claimed by its own tick, so it goes out at most once a day; it
    /// repeats what the pages show, so losing one loses nothing owed.
    pub async fn run(&self, now: Instant) -> Result<DigestRun, StoreError> {
        let Some((at, horizon)) = self.today(now) else {
            return Ok(DigestRun::default());
        };
        let outbox = self.outbox.clone();
        let digests = blocking(move || {
            if outbox.ticked(JOB, at)? {
                return Ok(Vec::new());
            }
            outbox.digest(now, horizon)
        })
        .await?;
        let (mut run, mut missed) = (DigestRun::default(), 0);
        for digest in digests {
            // A run may take long; what is not sent by then is not sent today.
            if self.today(self.outbox.store().now()).is_none() || missed == MISSES {
                run.again += 1;
                break;
            }
            let sent = self.one(&digest, at, now).await?;
            missed = if sent.as_ref().is_some_and(is_out_of_reach) { missed + 1 } else { 0 };
            match sent {
                Some(Sent::Delivered) => run.sent += 1,
                Some(Sent::Transient(_)) => run.again += 1,
                Some(Sent::Permanent(_)) => run.dropped += 1,
                None => {} // Another node has it.
            }
        }
        if run.again == 0 {
            let outbox = self.outbox.clone();
            blocking(move || outbox.tick(JOB, at, now)).await?;
        }
        Ok(run)
    }

    /// When today's digest is due and up to when its "due" reaches: the end
    /// of the next working day. `None`: no digest now.
    fn today(&self, now: Instant) -> Option<(Instant, Instant)> {
        let rules = self.outbox.store().rules();
        let calendar = self.quiet.calendar(&rules.law)?;
        let zone = calendar.zone();
        let today = zone.day_of(now);
        let time = |minutes: i64| zone.start_of(today).plus_seconds(minutes * 60);
        let at = time(self.times.at.minutes);
        let is_time =
            calendar.is_working(today) && (at..time(self.times.until.minutes)).contains(&now);
        is_time.then(|| (at, zone.end_of(calendar.add_working_days(today, 1))))
    }

    async fn one(
        &self,
        digest: &Digest,
        at: Instant,
        now: Instant,
    ) -> Result<Option<Sent>, StoreError> {
        let job = format!("{JOB}/{}", digest.person);
        let (outbox, name) = (self.outbox.clone(), job.clone());
        if !blocking(move || outbox.tick(&name, at, now)).await? {
            return Ok(None);
        }
        let id =
            Uuid::from_u128(digest.person.0.as_u128() ^ u128::from(at.micros().unsigned_abs()));
        let sent = match self.composer.digest(digest, id, now) {
            Ok(letter) => self.post.send(letter).await,
            Err(error) => Sent::Permanent(error.code().to_owned()),
        };
        if matches!(sent, Sent::Transient(_)) {
            let outbox = self.outbox.clone();
            blocking(move || outbox.untick(&job, at)).await?;
        }
        Ok(Some(sent))
    }
}

/// Whether no mail server could be reached: none can for the next one either,
/// and each may take a minute to find out. One that falls silent over a
/// recipient is silent over that one only.
fn is_out_of_reach(sent: &Sent) -> bool {
    matches!(sent, Sent::Transient(detail) if detail == transport::OUT_OF_REACH)
}
