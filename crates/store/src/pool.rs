//! Connections for finders. Built by URL scheme, not by trying one engine after
//! the other; a broken one is dropped, not tested at every check-out.

use crate::conn::{Conn, ConnectError, Use};
use crate::url::DatabaseUrl;
use diesel::connection::SimpleConnection;
use diesel::r2d2::{ManageConnection, Pool};
use std::time::Duration;

/// A connection of the pool.
pub(crate) struct Pooled {
    pub(crate) conn: Conn,
    /// Found dead: it is dropped when it comes back.
    lost: bool,
}

impl Pooled {
    /// Whether the connection is lost; asked after a finder failed. libpq tells
    /// it by words only, and diesel does not notice it where a statement fails
    /// to be prepared: only a statement of our own tells surely.
    pub(crate) fn is_lost(&mut self) -> bool {
        self.lost = self.conn.batch_execute("select 1").is_err();
        self.lost
    }
}

/// Opens connections for the pool.
#[derive(Debug)]
pub(crate) struct Manager {
    url: DatabaseUrl,
}

impl ManageConnection for Manager {
    type Connection = Pooled;
    type Error = ConnectError;

    fn connect(&self) -> Result<Pooled, ConnectError> {
        Ok(Pooled { conn: Conn::open(&self.url, Use::Read)?, lost: false })
    }

    fn is_valid(&self, pooled: &mut Pooled) -> Result<(), ConnectError> {
        pooled.conn.batch_execute("select 1").map_err(ConnectError::from)
    }

    fn has_broken(&self, pooled: &mut Pooled) -> bool {
        use diesel::connection::TransactionManager;
        use diesel::prelude::Connection;
        type Transactions = <Conn as Connection>::TransactionManager;
        pooled.lost || Transactions::is_broken_transaction_manager(&mut pooled.conn)
    }
}

/// How long a finder waits for a connection.
const WAIT: Duration = Duration::from_secs(5);

pub(crate) fn pool(url: &DatabaseUrl, size: u32) -> Result<Pool<Manager>, ConnectError> {
    // Opened once here, so that a wrong URL is an error at start, with its cause.
    Conn::open(url, Use::Read)?;
    Ok(Pool::builder()
        .max_size(size)
        .min_idle(Some(1))
        .connection_timeout(WAIT)
        .test_on_check_out(false)
        .build_unchecked(Manager { url: url.clone() }))
}
