//! The store: a database, its lanes and its readers.

use crate::conn::{Conn, ConnectError, Use};
use crate::error::StoreError;
use crate::files::FileOptions;
use crate::ids::Ids;
use crate::lane::batch::{Outcome, Worker};
use crate::lane::{LaneOptions, Lanes};
use crate::pool::{Manager, pool};
use crate::seal::Vault;
use crate::url::DatabaseUrl;
use diesel::r2d2::Pool;
use engine::command::Envelope;
use engine::context::Rules;
use engine::directory::Institution;
use engine::id::IdSource;
use engine::time::{Clock, Instant};
use std::sync::Arc;

/// How a store is opened.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where the database is.
    pub url: DatabaseUrl,
    /// How writes are run.
    pub lanes: LaneOptions,
    /// How many connections finders share.
    pub readers: u32,
    /// Where files are kept; none: this service takes no files.
    pub files: Option<FileOptions>,
}

impl Options {
    /// The defaults for a database.
    pub fn new(url: DatabaseUrl) -> Self {
        Self { url, lanes: LaneOptions::default(), readers: 8, files: None }
    }
}

/// A database, its lanes and its readers. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    lanes: Lanes,
    readers: Pool<Manager>,
    clock: Arc<dyn Clock>,
    vault: Vault,
    files: Option<FileOptions>,
}

impl Store {
    /// Brings the schema of a database up to date; returns what was run.
    pub fn migrate(url: &DatabaseUrl) -> Result<Vec<String>, ConnectError> {
        Conn::open(url, Use::Read)?.migrate()
    }

    /// Opens a database whose schema is up to date.
    pub fn open(
        options: Options,
        clock: Arc<dyn Clock>,
        vault: Vault,
        rules: Rules,
    ) -> Result<Self, ConnectError> {
        let Options { url, mut lanes, readers, files } = options;
        if matches!(url, DatabaseUrl::Sqlite(_)) {
            lanes.lanes = 1;
        }
        let mut workers = Vec::with_capacity(lanes.lanes);
        for _ in 0..lanes.lanes.max(1) {
            let mut worker = Worker::new(url.clone(), Arc::clone(&clock), vault.clone());
            worker.connect()?;
            workers.push(worker);
        }
        let readers = pool(&url, readers)?;
        let lanes = Lanes::start(workers, lanes, rules)
            .map_err(|error| ConnectError::Migrate(error.to_string()))?;
        Ok(Self { inner: Arc::new(Inner { lanes, readers, clock, vault, files }) })
    }

    /// Carries out a command. The reply comes after the commit, never before.
    pub async fn execute(&self, envelope: Envelope) -> Result<Outcome, StoreError> {
        self.inner.lanes.send(envelope)?.await.map_err(|_| StoreError::Unavailable)
    }

    /// The same for threads that may wait.
    pub fn execute_blocking(&self, envelope: Envelope) -> Result<Outcome, StoreError> {
        self.inner.lanes.send(envelope)?.blocking_recv().map_err(|_| StoreError::Unavailable)
    }

    /// How many commands wait in the queue.
    pub fn waiting(&self) -> usize {
        self.inner.lanes.waiting()
    }

    /// The injected clock's time.
    pub fn now(&self) -> Instant {
        self.inner.clock.now()
    }

    /// A new id by the injected clock, for what is named before it is decided.
    pub fn fresh_id(&self) -> uuid::Uuid {
        Ids::new(Arc::clone(&self.inner.clock)).next_id()
    }

    /// Reference data in force.
    pub fn rules(&self) -> Arc<Rules> {
        self.inner.lanes.rules()
    }

    /// Replaces the reference data from the next batch on.
    pub fn set_rules(&self, rules: Rules) {
        self.inner.lanes.set_rules(rules);
    }

    /// Adds an institution to the reference data from the next batch on.
    pub(crate) fn add_institution(&self, institution: &Institution) {
        self.inner.lanes.add_institution(institution);
    }

    /// Seals and opens secret fields.
    pub fn vault(&self) -> &Vault {
        &self.inner.vault
    }

    /// Where files are kept, if they are.
    pub(crate) fn files(&self) -> Option<&FileOptions> {
        self.inner.files.as_ref()
    }

    /// A new source of ids, for rows that no lane writes.
    pub(crate) fn ids(&self) -> Ids {
        Ids::new(Arc::clone(&self.inner.clock))
    }

    /// The injected clock.
    pub(crate) fn clock(&self) -> Arc<dyn Clock> {
        Arc::clone(&self.inner.clock)
    }

    /// Runs a query on a reader; for threads that may wait.
    pub(crate) fn read<T>(
        &self,
        query: impl FnOnce(&mut Conn) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.on_reader(query)
    }

    /// Runs a finder, which may also refuse its actor. A lost connection is no
    /// fault of ours but a database out of reach; the next finder gets another.
    pub(crate) fn on_reader<T, E: From<StoreError>>(
        &self,
        find: impl FnOnce(&mut Conn) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut pooled = self.inner.readers.get().map_err(|_| StoreError::Unavailable)?;
        let found = find(&mut pooled.conn);
        if found.is_err() && pooled.is_lost() {
            return Err(StoreError::Unavailable.into());
        }
        found
    }
}
