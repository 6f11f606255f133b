//! One batch of commands: one transaction, each command decided on what its
//! predecessors left. A conflict or a constraint violation bisects the batch,
//! so that a bad command costs its neighbours nothing but a second try.

use super::changes::{Changes, Salts};
use super::checkpoint::Checkpointer;
use super::load::{LaneConn, load};
use super::{flush_lite, flush_pg};
use crate::conn::ConnectError;
use crate::error::StoreError;
use crate::ids::Ids;
use crate::outbox::reopen_after;
use crate::seal::Vault;
use crate::turn::Turn;
use crate::url::DatabaseUrl;
use diesel::connection::{SimpleConnection, TransactionManager};
use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error};
use engine::command::Envelope;
use engine::context::{Context, Rules};
use engine::decide::Reply;
use engine::facts::{Facts, Needs};
use engine::id::IdSource;
use engine::run::run;
use engine::time::Clock;
use rand::Rng;
use std::sync::Arc;
use std::time::Duration;

/// A command that waited longer than this for its commit is stamped anew: it
/// is judged by when it could be carried out (I-22).
const RESTAMP_SECONDS: i64 = 5;

/// How often a lone command is tried against conflicts before it fails: with
/// growing pauses, about a second in all. Many orders about one person at once
/// meet each other's books.
const TRIES: u32 = 9;

/// How often a lost connection is looked for, with growing pauses.
const RECONNECTS: u32 = 20;

/// What became of one command.
#[derive(Debug)]
pub struct Outcome {
    /// What the caller hears.
    pub reply: Result<Reply, StoreError>,
    /// Whether the command waited so long that it was stamped anew.
    pub restamped: bool,
}

/// What a lane works with.
pub(crate) struct Worker {
    pub(crate) url: DatabaseUrl,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) vault: Vault,
    pub(crate) ids: Box<dyn IdSource + Send>,
    pub(crate) conn: Option<LaneConn>,
    checkpointer: Option<Checkpointer>,
}

impl Worker {
    pub(crate) fn new(url: DatabaseUrl, clock: Arc<dyn Clock>, vault: Vault) -> Self {
        let ids = Box::new(Ids::new(Arc::clone(&clock)));
        Self { url, clock, vault, ids, conn: None, checkpointer: None }
    }

    /// Opens the connection, so that the first command does not wait for it.
    pub(crate) fn connect(&mut self) -> Result<(), ConnectError> {
        let mut conn = LaneConn::open(&self.url)?;
        if let (DatabaseUrl::Sqlite(path), LaneConn::Sqlite(conn)) = (&self.url, &mut conn) {
            self.checkpointer = Some(Checkpointer::start(path, conn)?);
        }
        self.conn = Some(conn);
        Ok(())
    }

    /// Carries out a batch and answers for each command in turn.
    pub(crate) fn settle(&mut self, batch: &mut [Envelope], rules: &Rules) -> Vec<Outcome> {
        self.settle_within(batch, rules, 0)
    }

    fn settle_within(&mut self, batch: &mut [Envelope], rules: &Rules, tries: u32) -> Vec<Outcome> {
        let error = match self.attempt_connected(batch, rules) {
            Ok(outcomes) => return outcomes,
            Err(error) => error,
        };
        if batch.len() > 1 {
            let (left, right) = batch.split_at_mut(batch.len() / 2);
            let mut outcomes = self.settle_within(left, rules, 0);
            outcomes.extend(self.settle_within(right, rules, 0));
            return outcomes;
        }
        // Alone: what changed meanwhile is read again and decided anew; the
        // second sight of a plain constraint violation is final.
        if tries < TRIES && is_passing(&error) || tries == 0 {
            give_way(tries);
            return self.settle_within(batch, rules, tries + 1);
        }
        tracing::error!(%error, "a command could not be written");
        let reply = match error {
            Error::RollbackTransaction => Err(StoreError::Unavailable),
            error => Err(error.into()),
        };
        vec![Outcome { reply, restamped: false }]
    }

    /// Tries a batch; a lost connection at commit leaves its fate unknown, so
    /// the same batch goes the same road again and the keys decide (I-4).
    fn attempt_connected(
        &mut self,
        batch: &mut [Envelope],
        rules: &Rules,
    ) -> Result<Vec<Outcome>, Error> {
        let mut lost = 0;
        loop {
            let result = self.attempt(batch, rules);
            match result {
                Err(error) if self.is_lost(&error) && lost < RECONNECTS => {
                    lost += 1;
                    self.conn = None;
                    pause(Duration::from_millis(25 * u64::from(lost)));
                }
                other => return other,
            }
        }
    }

    pub(super) fn attempt(
        &mut self,
        batch: &mut [Envelope],
        rules: &Rules,
    ) -> Result<Vec<Outcome>, Error> {
        if self.conn.is_none() && self.connect().is_err() {
            return Err(Error::BrokenTransactionManager);
        }
        let now = self.clock.now();
        let restamped: Vec<bool> = batch.iter_mut().map(|one| restamp(one, now)).collect();
        let needs = Needs::of(batch.iter());
        let Some(conn) = self.conn.as_mut() else {
            return Err(Error::BrokenTransactionManager);
        };
        let (vault, ids) = (&self.vault, self.ids.as_mut());
        let (outcomes, rows) = in_transaction(conn, |conn| {
            let (mut facts, mut salts) = load(conn, &needs, vault, rules)?;
            let mut cx = Context { now, ids, rules };
            let replies: Vec<Reply> =
                batch.iter().map(|envelope| run(&mut facts, envelope, &mut cx)).collect();
            new_salts(&facts, &mut salts);
            let changes = Changes::take(facts, &salts, vault);
            let rows = flush(conn, &changes)?;
            // What arrived waits no longer than this for its commit, so only what
            // is evidenced in the past started earlier.
            let started = changes.earliest_start();
            if let Some(start) = started.filter(|start| now.seconds_since(*start) > RESTAMP_SECONDS)
            {
                reopen_after(conn, start)?;
            }
            let outcomes = replies.into_iter().zip(&restamped);
            let outcome = |(reply, restamped): (Reply, &bool)| Outcome {
                reply: Ok(reply),
                restamped: *restamped,
            };
            Ok((outcomes.map(outcome).collect(), rows))
        })?;
        if let Some(checkpointer) = &mut self.checkpointer {
            checkpointer.written(rows);
        }
        Ok(outcomes)
    }

    fn is_lost(&mut self, error: &Error) -> bool {
        if matches!(
            error,
            Error::BrokenTransactionManager
                | Error::DatabaseError(DatabaseErrorKind::ClosedConnection, _)
        ) {
            return true;
        }
        // libpq tells a lost connection by words only; a statement tells surely.
        let unknown = matches!(error, Error::DatabaseError(DatabaseErrorKind::Unknown, _));
        match self.conn.as_mut() {
            Some(LaneConn::Pg(conn)) if unknown => conn.batch_execute("select 1").is_err(),
            Some(_) => false,
            None => true,
        }
    }
}

/// Conflicts with others pass; a constraint violation does not.
fn is_passing(error: &Error) -> bool {
    matches!(
        error,
        Error::RollbackTransaction
            | Error::DatabaseError(
                DatabaseErrorKind::SerializationFailure | DatabaseErrorKind::Unknown,
                _
            )
    )
}

fn restamp(envelope: &mut Envelope, now: engine::time::Instant) -> bool {
    let waited = now.seconds_since(envelope.arrived) > RESTAMP_SECONDS;
    if waited {
        envelope.arrived = now;
    }
    waited
}

/// Lets others finish, for a moment of its own: two that met would meet again.
fn give_way(tries: u32) {
    if tries > 0 {
        let most = 1_u64 << tries.min(TRIES);
        pause(Duration::from_millis(rand::random_range(1..=most)));
    }
}

#[expect(clippy::disallowed_methods, reason = "a lane is a thread of its own and may wait")]
fn pause(duration: Duration) {
    std::thread::sleep(duration);
}

/// A case that is new in this batch gets the salt of its audit leaves.
fn new_salts(facts: &Facts, salts: &mut Salts) {
    for case in facts.cases.iter() {
        salts.entry(case.id).or_insert_with(|| {
            let mut salt = [0; 32];
            rand::rng().fill_bytes(&mut salt);
            salt
        });
    }
}

/// `begin immediate` on SQLite: a deferred transaction that reads and then
/// writes fails with "busy" whatever the timeout.
pub(crate) fn in_transaction<T>(
    conn: &mut LaneConn,
    work: impl FnOnce(&mut LaneConn) -> Result<T, Error>,
) -> Result<T, Error> {
    let _turn = Turn::wait(matches!(conn, LaneConn::Sqlite(_)));
    begin(conn)?;
    match work(conn) {
        Ok(done) => commit(conn).map(|()| done),
        Err(error) => {
            // A connection that cannot roll back is lost; the caller sees to it.
            if rollback(conn).is_err() {
                return Err(Error::BrokenTransactionManager);
            }
            Err(error)
        }
    }
}

type PgTransactions = <PgConnection as Connection>::TransactionManager;
type SqliteTransactions = <SqliteConnection as Connection>::TransactionManager;

fn begin(conn: &mut LaneConn) -> Result<(), Error> {
    match conn {
        LaneConn::Pg(conn) => PgTransactions::begin_transaction(conn),
        LaneConn::Sqlite(conn) => {
            SqliteTransactions::begin_transaction_sql(conn, "BEGIN IMMEDIATE")
        }
    }
}

fn commit(conn: &mut LaneConn) -> Result<(), Error> {
    match conn {
        LaneConn::Pg(conn) => PgTransactions::commit_transaction(conn),
        LaneConn::Sqlite(conn) => SqliteTransactions::commit_transaction(conn),
    }
}

fn rollback(conn: &mut LaneConn) -> Result<(), Error> {
    match conn {
        LaneConn::Pg(conn) => PgTransactions::rollback_transaction(conn),
        LaneConn::Sqlite(conn) => SqliteTransactions::rollback_transaction(conn),
    }
}

/// Writes what changed; how many rows that were.
fn flush(conn: &mut LaneConn, changes: &Changes) -> Result<usize, Error> {
    let (deletes, writes) = (changes.deletes(), changes.writes());
    match conn {
        LaneConn::Pg(conn) => {
            flush_pg::flush(conn, &deletes)?;
            flush_pg::flush(conn, &writes)?;
        }
        LaneConn::Sqlite(conn) => {
            flush_lite::flush(conn, &deletes)?;
            flush_lite::flush(conn, &writes)?;
        }
    }
    Ok(writes.iter().map(|write| write.rows.len()).sum())
}
