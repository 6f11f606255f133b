//! Write lanes: concurrent commands wait in one short queue; a few threads
//! take from it greedily, a batch at a time, and never wait for company.

mod accounts;
mod asked;
pub(crate) mod batch;
pub(crate) mod changes;
mod checkpoint;
#[cfg(test)]
mod crash;
mod ended;
mod file;
pub(crate) mod flush_lite;
mod flush_pg;
mod held;
mod holders;
pub(crate) mod load;
mod money;
#[cfg(test)]
mod ordering;
pub(crate) mod raw;
mod register;
mod request;
mod running;
mod statement;
mod sync;
#[cfg(test)]
pub(crate) mod tests;
#[cfg(test)]
mod waiting;

use crate::error::StoreError;
use batch::{Outcome, Worker};
use engine::command::{Command, Envelope};
use engine::context::Rules;
use engine::directory::Institution;
use std::collections::{HashSet, VecDeque};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, RwLock};
use std::thread::JoinHandle;
use tokio::sync::oneshot;
use uuid::Uuid;

/// How lanes are run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LaneOptions {
    /// How many lanes. SQLite has one writer and so one lane.
    pub lanes: usize,
    /// How many commands one transaction takes at most.
    pub batch: usize,
    /// About how many rows one transaction writes at most: a batch of filings
    /// to every bank would otherwise hold its lane for long.
    pub rows: usize,
    /// How many commands may wait before new ones are turned away.
    pub queue: usize,
}

impl Default for LaneOptions {
    fn default() -> Self {
        Self { lanes: 2, batch: 64, rows: 500, queue: 4_096 }
    }
}

struct Job {
    envelope: Envelope,
    reply: oneshot::Sender<Outcome>,
}

struct Queue {
    waiting: VecDeque<Job>,
    /// Keys waiting or being carried out: a second request with one of them is
    /// told so instead of waiting (I-2).
    in_flight: HashSet<Uuid>,
    closing: bool,
}

struct Shared {
    queue: Mutex<Queue>,
    arrived: Condvar,
    rules: RwLock<Arc<Rules>>,
    options: LaneOptions,
}

/// The lanes and their queue.
pub(crate) struct Lanes {
    shared: Arc<Shared>,
    threads: Vec<JoinHandle<()>>,
}

impl Shared {
    /// A lane that failed left the queue as whole as it found it.
    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn rules(&self) -> Arc<Rules> {
        Arc::clone(&self.rules.read().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Lanes {
    /// Starts a thread for each worker.
    pub(crate) fn start(
        workers: Vec<Worker>,
        options: LaneOptions,
        rules: Rules,
    ) -> std::io::Result<Self> {
        let queue = Queue { waiting: VecDeque::new(), in_flight: HashSet::new(), closing: false };
        let shared = Arc::new(Shared {
            queue: Mutex::new(queue),
            arrived: Condvar::new(),
            rules: RwLock::new(Arc::new(rules)),
            options,
        });
        let threads = workers
            .into_iter()
            .enumerate()
            .map(|(index, worker)| {
                let shared = Arc::clone(&shared);
                std::thread::Builder::new()
                    .name(format!("lane-{index}"))
                    .spawn(move || run_lane(&shared, worker))
            })
            .collect::<Result<_, _>>()?;
        Ok(Self { shared, threads })
    }

    /// Puts a command into the queue.
    pub(crate) fn send(
        &self,
        envelope: Envelope,
    ) -> Result<oneshot::Receiver<Outcome>, StoreError> {
        let (reply, outcome) = oneshot::channel();
        let mut queue = self.shared.queue();
        if queue.closing {
            return Err(StoreError::Unavailable);
        }
        if queue.waiting.len() >= self.shared.options.queue {
            return Err(StoreError::Busy);
        }
        if let Some(key) = envelope.key
            && !queue.in_flight.insert(key.id)
        {
            return Err(StoreError::InFlight);
        }
        queue.waiting.push_back(Job { envelope, reply });
        drop(queue);
        self.shared.arrived.notify_one();
        Ok(outcome)
    }

    /// How many commands wait.
    pub(crate) fn waiting(&self) -> usize {
        self.shared.queue().waiting.len()
    }

    /// Reference data in force.
    pub(crate) fn rules(&self) -> Arc<Rules> {
        self.shared.rules()
    }

    /// Replaces the reference data from the next batch on.
    pub(crate) fn set_rules(&self, rules: Rules) {
        *self.shared.rules.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(rules);
    }

    /// Adds to the reference data in force: nothing that replaced it meanwhile is lost.
    pub(crate) fn add_institution(&self, institution: &Institution) {
        let mut rules = self.shared.rules.write().unwrap_or_else(PoisonError::into_inner);
        if rules.directory.institution(institution.id).is_none() {
            let mut with = (**rules).clone();
            with.directory = with.directory.with(institution.clone());
            *rules = Arc::new(with);
        }
    }
}

impl Drop for Lanes {
    /// Finishes what waits, then ends.
    fn drop(&mut self) {
        self.shared.queue().closing = true;
        self.shared.arrived.notify_all();
        for thread in self.threads.drain(..) {
            if thread.join().is_err() {
                tracing::error!("a lane ended by a panic");
            }
        }
    }
}

fn run_lane(shared: &Shared, mut worker: Worker) {
    let mut envelopes = Vec::with_capacity(shared.options.batch);
    let mut replies = Vec::with_capacity(shared.options.batch);
    while take(shared, &mut envelopes, &mut replies) {
        let rules = shared.rules();
        let outcomes = worker.settle(&mut envelopes, &rules);
        let mut queue = shared.queue();
        for envelope in envelopes.drain(..) {
            if let Some(key) = envelope.key {
                queue.in_flight.remove(&key.id);
            }
        }
        drop(queue);
        for (reply, outcome) in replies.drain(..).zip(outcomes) {
            // A caller that went away has its answer under its key.
            let _ = reply.send(outcome);
        }
    }
}

/// Takes what waits, up to a batch; `false` when there is nothing left to come.
fn take(
    shared: &Shared,
    envelopes: &mut Vec<Envelope>,
    replies: &mut Vec<oneshot::Sender<Outcome>>,
) -> bool {
    let mut queue = shared.queue();
    while queue.waiting.is_empty() {
        if queue.closing {
            return false;
        }
        queue = shared.arrived.wait(queue).unwrap_or_else(PoisonError::into_inner);
    }
    let mut rows = 0;
    while envelopes.len() < shared.options.batch && rows < shared.options.rows {
        let Some(job) = queue.waiting.pop_front() else {
            break;
        };
        rows += weight(&job.envelope.command);
        envelopes.push(job.envelope);
        replies.push(job.reply);
    }
    let more = !queue.waiting.is_empty();
    drop(queue);
    if more {
        shared.arrived.notify_one();
    }
    true
}

/// About how many rows a command writes.
fn weight(command: &Command) -> usize {
    match command {
        Command::FileInquiry { content, .. } => {
            5 + content.institutions.len() * (3 + 3 * content.items.len())
        }
        Command::FileOrder { .. } | Command::EndObligation { .. } => 60,
        Command::IssueInquiry { .. }
        | Command::WithdrawInquiry { .. }
        | Command::IssueOrder { .. }
        | Command::WithdrawOrder { .. } => 200,
        _ => 7,
    }
}
