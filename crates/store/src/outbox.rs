//! The outbox: what is owed to people because something changed (I-25).
//!
//! Lanes write a `notice` in the transaction of the change. Here a notice is
//! turned into one `delivery` per person and transport, mail is claimed by
//! short leases and finished by whoever still holds the lease, and what cannot
//! be delivered becomes a person's task (I-26). Delivery is at least once: a
//! lease saves work, it does not make sending exactly-once.
//!
//! Every statement is one text for both engines: `$n` are named parameters to
//! SQLite, numbered by first appearance, so they appear in order.

mod bundle;
mod dead;
mod digest;
mod expand;
mod fan_out;
mod mail;
mod on_duty;
mod recipients;
mod ticks;

#[cfg(test)]
mod tests;

pub use bundle::Bundled;
pub use dead::DeadLetter;
pub use digest::Digest;
pub use expand::Expanded;
pub use fan_out::Progress;
pub(crate) use fan_out::reopen_after;
pub use mail::{Address, Finished, Mail, Sent};
pub(crate) use on_duty::in_place;
pub use ticks::{DueClock, DueDuty, DueRequest, Recovered};

use crate::conn::Conn;
use crate::error::StoreError;
use crate::store::Store;
use crate::transaction;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use engine::id::IdSource;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// When a delivery that failed for now is tried again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retry {
    /// Seconds after the first, second, … failure. One failure more is final.
    pub after_seconds: Vec<u32>,
    /// By how much of itself a pause is longer or shorter, in percent: mails
    /// that failed together do not come back together.
    pub jitter_percent: u8,
}

impl Retry {
    /// The pause after that many failures, in microseconds; `None`: no more.
    /// The spread follows from the delivery, so that a run can be repeated.
    pub fn pause(&self, failures: i16, delivery: Uuid) -> Option<i64> {
        let index = usize::try_from(failures).ok()?.checked_sub(1)?;
        let base = i64::from(*self.after_seconds.get(index)?) * 1_000_000;
        let mut hash = Sha256::new();
        hash.update(delivery.as_bytes());
        hash.update(failures.to_be_bytes());
        let spread = hash.finalize().iter().take(2).fold(0, |sum, byte| {
            sum * 256 + i64::from(*byte) // 0 ..= 65 535
        });
        let jitter = i64::from(self.jitter_percent.min(100));
        // −jitter … +jitter percent.
        Some(base + base / 100 * jitter * (spread - 32_768) / 32_768)
    }
}

/// The outbox of a store. Its functions wait for the database: call them from
/// threads that may.
#[derive(Clone)]
pub struct Outbox {
    store: Store,
    retry: Retry,
    /// How long the slots last whose new demands are told of together; 0: there are none.
    bundle_seconds: i64,
}

/// What waits, for gauges and for those who wait until nothing does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Backlog {
    /// Notices not yet turned into deliveries.
    pub notices: i64,
    /// Mails to be sent, those held for office hours included.
    pub mails: i64,
    /// Of these, held for office hours.
    pub held: i64,
    /// Dead letters that no person has settled.
    pub dead_letters: i64,
}

#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

impl Outbox {
    /// The outbox of a store.
    pub const fn new(store: Store, retry: Retry) -> Self {
        Self { store, retry, bundle_seconds: 0 }
    }

    /// The same, with one mail for each slot of so many seconds about new demands
    /// that are not urgent.
    #[must_use]
    pub fn bundling(self, seconds: i64) -> Self {
        Self { bundle_seconds: seconds, ..self }
    }

    /// The store it belongs to.
    pub const fn store(&self) -> &Store {
        &self.store
    }

    /// A name for a worker that will lease.
    pub fn new_owner(&self) -> Uuid {
        self.store.ids().next_id()
    }

    /// What waits.
    pub fn backlog(&self) -> Result<Backlog, StoreError> {
        let count = |conn: &mut Conn, what: &str| -> QueryResult<i64> {
            let sql = format!("select count(*) as count from {what}");
            let counted: Counted = diesel::sql_query(sql).get_result(conn)?;
            Ok(counted.count)
        };
        self.store.read(|conn| {
            Ok(Backlog {
                notices: count(conn, "notice where state = 'pending'")?,
                mails: count(conn, "delivery where state = 'pending'")?,
                held: count(conn, "delivery where held")?,
                dead_letters: count(conn, "dead_letter where settled_at is null")?,
            })
        })
    }

    /// Runs changes in one transaction of its own.
    fn write<T>(&self, work: impl FnOnce(&mut Conn) -> QueryResult<T>) -> Result<T, StoreError> {
        self.store.read(|conn| transaction::writing(conn, work).map_err(StoreError::from))
    }
}
