//! Bringing what SQLite wrote ahead (its WAL) into the database file, beside
//! the lane: copying pages and waiting for the disk there would make every
//! command of a batch wait.
//!
//! The lane keeps a limit of its own, far behind: a checkpoint that runs beside
//! a busy writer never catches up with it, and only one that has lets the file
//! begin anew.

use crate::conn::{Conn, ConnectError, Use};
use crate::url::DatabaseUrl;
use diesel::connection::SimpleConnection;
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

/// About how many rows are written before a checkpoint is worth its two waits
/// for the disk.
const ROWS: usize = 4_000;

/// How many pages may lie ahead before the lane does it itself: 64 MB.
const LANE_PAGES: u32 = 16_000;

/// A thread that checkpoints, until it is dropped.
pub(crate) struct Checkpointer {
    due: Option<SyncSender<()>>,
    thread: Option<JoinHandle<()>>,
    rows: usize,
}

impl Checkpointer {
    /// Starts one for a file, and moves the limit of the lane's connection.
    pub(crate) fn start(
        path: &Path,
        lane: &mut impl SimpleConnection,
    ) -> Result<Self, ConnectError> {
        let mut conn = Conn::open(&DatabaseUrl::Sqlite(path.to_owned()), Use::Lane)?;
        lane.batch_execute(&format!("pragma wal_autocheckpoint = {LANE_PAGES}"))?;
        let (due, told) = sync_channel(1);
        let run = move || checkpoint_when(&told, &mut conn);
        let thread = std::thread::Builder::new().name("checkpoint".to_owned()).spawn(run);
        let thread = thread.map_err(|error| ConnectError::Migrate(error.to_string()))?;
        Ok(Self { due: Some(due), thread: Some(thread), rows: 0 })
    }

    /// Notes that rows were written and committed.
    pub(crate) fn written(&mut self, rows: usize) {
        self.rows += rows;
        if self.rows >= ROWS
            && let Some(due) = &self.due
        {
            self.rows = 0;
            // Already told, or its thread is gone: then the lane's own limit holds.
            let _ = due.try_send(());
        }
    }
}

fn checkpoint_when(due: &Receiver<()>, conn: &mut Conn) {
    while due.recv().is_ok() {
        // `passive` waits for nobody and nobody waits for it.
        if let Err(error) = conn.batch_execute("pragma wal_checkpoint(passive)") {
            tracing::warn!(%error, "the write-ahead log could not be brought in; the lane will");
        }
    }
}

impl Drop for Checkpointer {
    fn drop(&mut self) {
        drop(self.due.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
