//! What makes everything go. The scheduler is a local tick and nothing more:
//! it polls, it starts a job though the last one still runs, and it knows of no
//! other node. So each body keeps itself from running twice here, and asks the
//! store whether it is its turn among the nodes.

use crate::blocking::blocking;
use crate::digest::{DigestRun, Digester};
use crate::fan_out::{FanOut, FannedOut};
use crate::sweep::{Sweeper, Swept};
use crate::watch::Watch;
use crate::worker::Poke;
use engine::time::{Instant, Zone};
use std::sync::Arc;
use store::StoreError;
use store::outbox::{Outbox, Recovered};
use tokio::sync::Mutex;
use tokio_cron_scheduler::{Job, JobScheduler, JobSchedulerError};

/// Ticks are kept this long.
const KEEP_SECONDS: i64 = 7 * 86_400;

/// Why the ticks could not be started or stopped.
#[derive(Debug, thiserror::Error)]
#[error("the scheduler failed: {0}")]
pub struct TicksError(#[from] JobSchedulerError);

/// The bodies of the ticks: each may run at any time, on any node, any number
/// of times. Time comes from the store's clock, never from the scheduler.
#[derive(Clone)]
pub struct Jobs {
    inner: Arc<Inner>,
}

struct Inner {
    outbox: Outbox,
    sweeper: Sweeper,
    fan_out: FanOut,
    digester: Digester,
    poke: Poke,
    sweeping: Mutex<()>,
    caring: Mutex<()>,
    fanning: Mutex<()>,
    watch: Option<Watch>,
}

impl Jobs {
    /// The bodies, and the worker to wake when a sweep owes notices.
    pub fn new(outbox: Outbox, digester: Digester, poke: Poke) -> Self {
        Self::watching(outbox, digester, poke, None)
    }

    /// The same on a node that also keeps its reference data up to date here.
    pub fn watching(
        outbox: Outbox,
        digester: Digester,
        poke: Poke,
        watch: impl Into<Option<Watch>>,
    ) -> Self {
        let inner = Inner {
            sweeper: Sweeper::new(outbox.clone()),
            fan_out: FanOut::new(outbox.clone()),
            watch: watch.into(),
            outbox,
            digester,
            poke,
            sweeping: Mutex::new(()),
            caring: Mutex::new(()),
            fanning: Mutex::new(()),
        };
        Self { inner: Arc::new(inner) }
    }

    /// Every second: clocks and duties that are due. Without any nothing is
    /// written.
    pub async fn sweep(&self) -> Result<Swept, StoreError> {
        let Ok(_alone) = self.inner.sweeping.try_lock() else {
            return Ok(Swept::default());
        };
        let now = self.inner.outbox.store().now();
        let second = Instant::from_seconds(now.seconds());
        if !self.inner.sweeper.is_due(now).await? || !self.is_mine("sweep", second, now).await? {
            return Ok(Swept::default());
        }
        let swept = self.inner.sweeper.run(now).await?;
        if swept.struck > 0 {
            self.inner.poke.poke();
        }
        Ok(swept)
    }

    /// Every minute: leases that ran out, and the digest in its hours.
    pub async fn care(&self) -> Result<(Recovered, DigestRun), StoreError> {
        let Ok(_alone) = self.inner.caring.try_lock() else {
            return Ok((Recovered::default(), DigestRun::default()));
        };
        let now = self.inner.outbox.store().now();
        let minute = Instant::from_seconds(now.seconds().div_euclid(60) * 60);
        let mut recovered = Recovered::default();
        if self.is_mine("recover", minute, now).await? {
            let outbox = self.inner.outbox.clone();
            recovered = blocking(move || outbox.recover(now)).await?;
            if recovered != Recovered::default() {
                tracing::warn!(?recovered, "leases had run out");
                self.inner.poke.poke();
            }
        }
        // Each person's digest is its own tick.
        Ok((recovered, self.inner.digester.run(now).await?))
    }

    /// Every minute: clocks that an outage or a new calendar moves.
    pub async fn fan_out(&self) -> Result<FannedOut, StoreError> {
        let Ok(_alone) = self.inner.fanning.try_lock() else {
            return Ok(FannedOut::default());
        };
        let now = self.inner.outbox.store().now();
        let minute = Instant::from_seconds(now.seconds().div_euclid(60) * 60);
        if !self.is_mine("fan_out", minute, now).await? {
            return Ok(FannedOut::default());
        }
        self.inner.fan_out.run(now).await
    }

    /// Every few seconds, on every node: whether reference data changed, and
    /// was loaded anew.
    pub async fn watch_reference(&self) -> Result<bool, StoreError> {
        match &self.inner.watch {
            Some(watch) => watch.check().await,
            None => Ok(false),
        }
    }

    /// Every hour, once a day: what is no longer needed.
    pub async fn clean(&self) -> Result<usize, StoreError> {
        let now = self.inner.outbox.store().now();
        let day = Zone::HANOI.start_of(Zone::HANOI.day_of(now));
        if !self.is_mine("clean", day, now).await? {
            return Ok(0);
        }
        let outbox = self.inner.outbox.clone();
        blocking(move || {
            let rows = outbox.clean(now.plus_seconds(-KEEP_SECONDS), now)?;
            // A disk that says no must not keep the rest from being cleaned.
            let files = outbox.store().sweep_files(now).unwrap_or_else(|error| {
                tracing::warn!(%error, "files that belong to nothing cannot be deleted");
                0
            });
            Ok(rows + files)
        })
        .await
    }

    async fn is_mine(
        &self,
        job: &'static str,
        at: Instant,
        now: Instant,
    ) -> Result<bool, StoreError> {
        let outbox = self.inner.outbox.clone();
        blocking(move || outbox.tick(job, at, now)).await
    }
}

/// The local ticks at work.
pub struct Ticks {
    scheduler: JobScheduler,
}

impl Ticks {
    /// Starts ticking on the current runtime.
    pub async fn start(jobs: &Jobs) -> Result<Self, TicksError> {
        let scheduler = JobScheduler::new().await?;
        let every_second = |jobs: Jobs| async move { report("sweep", jobs.sweep().await) };
        let every_minute = |jobs: Jobs| async move { report("care", jobs.care().await) };
        let fan_out = |jobs: Jobs| async move { report("fan_out", jobs.fan_out().await) };
        let watch = |jobs: Jobs| async move { report("watch", jobs.watch_reference().await) };
        let every_hour = |jobs: Jobs| async move { report("clean", jobs.clean().await) };
        scheduler.add(job("* * * * * *", jobs, every_second)?).await?;
        scheduler.add(job("0 * * * * *", jobs, every_minute)?).await?;
        scheduler.add(job("30 * * * * *", jobs, fan_out)?).await?;
        scheduler.add(job("*/5 * * * * *", jobs, watch)?).await?;
        scheduler.add(job("0 17 * * * *", jobs, every_hour)?).await?;
        scheduler.start().await?;
        Ok(Self { scheduler })
    }

    /// Stops ticking; a body that runs comes to its end by itself.
    pub async fn stop(mut self) -> Result<(), TicksError> {
        Ok(self.scheduler.shutdown().await?)
    }
}

fn job<F, R>(schedule: &str, jobs: &Jobs, body: F) -> Result<Job, JobSchedulerError>
where
    F: Fn(Jobs) -> R + Copy + Send + Sync + 'static,
    R: Future<Output = ()> + Send + 'static,
{
    let jobs = jobs.clone();
    Job::new_async(schedule, move |_, _| Box::pin(body(jobs.clone())))
}

/// A tick that failed comes again; an operator should know all the same.
fn report<T>(job: &'static str, result: Result<T, StoreError>) {
    if let Err(error) = result {
        tracing::warn!(job, %error, "a tick failed");
    }
}
