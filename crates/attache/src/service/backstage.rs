//! What works behind the API: workers that send what is owed, and ticks.

use super::ServiceError;
use crate::config::Files;
use crate::config::settings::Settings;
use notifier::{Composer, Digester, Jobs, Running, Texts, Ticks, Transport, Watch, Worker};
use store::Store;
use store::outbox::Outbox;

/// Everything that sends, not yet at work: simulated time drives it by hand.
pub(crate) struct Senders {
    /// The outbox of the store.
    pub(crate) outbox: Outbox,
    /// Turns what is owed into mail.
    pub(crate) worker: Worker,
    /// Sends digests.
    pub(crate) digester: Digester,
    /// Keeps the rules those in force; simulated time needs none.
    pub(crate) watch: Option<Watch>,
}

impl Senders {
    /// Sets them up by the settings.
    pub(crate) fn new(
        settings: &Settings,
        files: &Files,
        store: Store,
    ) -> Result<Self, ServiceError> {
        let notices = files.notices()?;
        let mail = settings.mail();
        let composer = Composer::new(&mail)?;
        let post = Transport::open(&mail.target, composer.domain(), notices.worker.batch)?;
        let texts = Texts::new(&settings.texts.target, &composer, &post);
        let outbox = Outbox::new(store, notices.retry()).bundling(notices.bundle_seconds());
        Ok(Self {
            worker: Worker::new(outbox.clone(), composer.clone(), (post.clone(), texts), &notices),
            digester: Digester::new(outbox.clone(), composer, post, &notices),
            outbox,
            watch: None,
        })
    }
}

/// Workers and ticks at work.
pub(crate) struct Backstage {
    workers: Vec<Running>,
    ticks: Ticks,
}

impl Backstage {
    /// Starts them on the current runtime.
    pub(crate) async fn start(senders: Senders, workers: u8) -> Result<Self, ServiceError> {
        let Senders { outbox, worker, digester, watch } = senders;
        let colleagues: Vec<Worker> = (1..workers).map(|_| worker.colleague()).collect();
        let first = worker.start();
        let jobs = Jobs::watching(outbox, digester, first.poke(), watch);
        let mut workers = vec![first];
        workers.extend(colleagues.into_iter().map(Worker::start));
        Ok(Self { workers, ticks: Ticks::start(&jobs).await? })
    }

    /// Stops ticking, then lets the workers finish what they hold.
    pub(crate) async fn stop(self) -> Result<(), ServiceError> {
        self.ticks.stop().await?;
        for worker in self.workers {
            worker.stop().await;
        }
        Ok(())
    }
}
