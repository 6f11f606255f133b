//! Workers: notices into deliveries, deliveries into mail and text messages.

use crate::blocking::blocking;
use crate::mail::compose::Composer;
use crate::mail::transport::Post;
use crate::quiet::Quiet;
use crate::settings::Settings;
use crate::text::Texts;
use std::sync::Arc;
use std::time::Duration;
use store::StoreError;
use store::outbox::{Address, Finished, Mail, Outbox, Sent};
use tokio::sync::{Notify, watch};
use tokio::task::{JoinHandle, JoinSet};
use uuid::Uuid;

/// How many notices one look turns into deliveries.
const NOTICES: i64 = 200;

/// Sends what is owed. Many may work at once, here and on other nodes: each
/// leases under its own name.
#[derive(Clone)]
pub struct Worker {
    inner: Arc<Inner>,
    owner: Uuid,
}

struct Inner {
    outbox: Outbox,
    composer: Composer,
    post: Post,
    texts: Texts,
    quiet: Quiet,
    batch: i64,
    lease_seconds: i64,
    poll: Duration,
    poke: Arc<Notify>,
}

/// What one look came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pass {
    /// Notices turned into deliveries.
    pub notices: usize,
    /// Mails delivered.
    pub delivered: usize,
    /// Mails to be tried again.
    pub again: usize,
    /// Mails held for office hours.
    pub held: usize,
    /// Mails and notices that became dead letters.
    pub dead: usize,
    /// Mails whose lease ran out before they were finished.
    pub lost: usize,
}

impl Pass {
    /// Whether anything was there to do.
    pub fn is_idle(&self) -> bool {
        *self == Self::default()
    }

    fn add(&mut self, other: Self) {
        self.notices += other.notices;
        self.delivered += other.delivered;
        self.again += other.again;
        self.held += other.held;
        self.dead += other.dead;
        self.lost += other.lost;
    }
}

/// What became of one mail.
enum Fate {
    Held,
    Finished(Finished),
}

/// Wakes workers: something was committed that owes a notice.
#[derive(Clone)]
pub struct Poke(Arc<Notify>);

impl Poke {
    /// Wakes one worker.
    pub fn poke(&self) {
        self.0.notify_one();
    }
}

/// A worker at work.
pub struct Running {
    poke: Poke,
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Running {
    /// What wakes it.
    pub fn poke(&self) -> Poke {
        self.poke.clone()
    }

    /// Lets it finish what it has leased, then ends it.
    pub async fn stop(self) {
        // A worker that is gone needs no word.
        let _ = self.stop.send(true);
        if self.task.await.is_err() {
            tracing::error!("a worker ended by a panic");
        }
    }
}

impl Worker {
    /// A worker on an outbox.
    pub fn new(
        outbox: Outbox,
        composer: Composer,
        (post, texts): (Post, Texts),
        settings: &Settings,
    ) -> Self {
        let owner = outbox.new_owner();
        let inner = Inner {
            outbox,
            composer,
            post,
            texts,
            quiet: Quiet::new(&settings.quiet),
            batch: i64::from(settings.worker.batch),
            lease_seconds: i64::from(settings.worker.lease_seconds),
            poll: Duration::from_secs(u64::from(settings.worker.poll_seconds)),
            poke: Arc::new(Notify::new()),
        };
        Self { inner: Arc::new(inner), owner }
    }

    /// Another worker beside this one, under a name of its own.
    #[must_use]
    pub fn colleague(&self) -> Self {
        Self { inner: Arc::clone(&self.inner), owner: self.inner.outbox.new_owner() }
    }

    /// Starts it on the current runtime.
    pub fn start(self) -> Running {
        let (stop, stopped) = watch::channel(false);
        let poke = Poke(Arc::clone(&self.inner.poke));
        let task = tokio::spawn(self.run(stopped));
        Running { poke, stop, task }
    }

    async fn run(self, mut stopped: watch::Receiver<bool>) {
        while !*stopped.borrow() {
            match self.pass().await {
                Ok(pass) if !pass.is_idle() => continue,
                Ok(_) => {}
                Err(error) => tracing::warn!(%error, "the outbox cannot be read"),
            }
            tokio::select! {
                () = self.inner.poke.notified() => {}
                () = tokio::time::sleep(self.inner.poll) => {}
                // An owner that went away wants no work either.
                changed = stopped.changed() => if changed.is_err() { return },
            }
        }
    }

    /// Works until nothing is due.
    pub async fn drain(&self) -> Result<Pass, StoreError> {
        let mut total = Pass::default();
        loop {
            let pass = self.pass().await?;
            if pass.is_idle() {
                return Ok(total);
            }
            total.add(pass);
        }
    }

    /// One look: what is owed becomes deliveries, and one batch of mail goes
    /// out, each mail outside any transaction.
    pub async fn pass(&self) -> Result<Pass, StoreError> {
        let (inner, owner) = (Arc::clone(&self.inner), self.owner);
        let (expanded, mails) = blocking(move || {
            let now = inner.outbox.store().now();
            let expanded = inner.outbox.expand(now, owner, NOTICES)?;
            let (batch, lease) = (inner.batch, inner.lease_seconds);
            Ok((expanded, inner.outbox.claim_mail(now, owner, batch, lease)?))
        })
        .await?;
        let mut pass = Pass { notices: expanded.notices, dead: expanded.nobody, ..Pass::default() };
        let mut sending = JoinSet::new();
        for mail in mails {
            sending.spawn(self.clone().one(mail));
        }
        let mut failed = None;
        while let Some(joined) = sending.join_next().await {
            match joined.unwrap_or(Err(StoreError::Unavailable)) {
                Ok(Fate::Held) => pass.held += 1,
                Ok(Fate::Finished(Finished::Delivered)) => pass.delivered += 1,
                Ok(Fate::Finished(Finished::Again(_))) => pass.again += 1,
                Ok(Fate::Finished(Finished::Dead)) => pass.dead += 1,
                Ok(Fate::Finished(Finished::Lost)) => pass.lost += 1,
                Err(error) => failed = Some(error),
            }
        }
        failed.map_or(Ok(pass), Err)
    }

    async fn one(self, mail: Mail) -> Result<Fate, StoreError> {
        let store = self.inner.outbox.store();
        let now = store.now();
        let waits = self.inner.quiet.until(&store.rules().law, now);
        let (delivery, deliveries) = (mail.delivery, mail.deliveries());
        if let Some(until) = waits.filter(|_| !mail.urgent) {
            let (inner, owner) = (Arc::clone(&self.inner), self.owner);
            return blocking(move || {
                for delivery in deliveries {
                    inner.outbox.hold(delivery, owner, until)?;
                }
                Ok(Fate::Held)
            })
            .await;
        }
        let sent = self.send(&mail).await;
        let (inner, owner) = (Arc::clone(&self.inner), self.owner);
        blocking(move || {
            let now = inner.outbox.store().now();
            let mut fate = None;
            for one in deliveries {
                let finished = inner.outbox.finish_with((one, delivery), owner, &sent, now)?;
                fate.get_or_insert(finished);
            }
            Ok(Fate::Finished(fate.unwrap_or(Finished::Lost)))
        })
        .await
    }

    async fn send(&self, mail: &Mail) -> Sent {
        let now = self.inner.outbox.store().now();
        let address = match &mail.to {
            Address::Nowhere(why) => return Sent::Permanent((*why).to_owned()),
            Address::Text(phone) => return self.inner.texts.send(mail, phone, now).await,
            Address::Mail(address) => address,
        };
        match self.inner.composer.notice(mail, address, now) {
            Ok(letter) => self.inner.post.send(letter).await,
            Err(error) => Sent::Permanent(error.code().to_owned()),
        }
    }
}
