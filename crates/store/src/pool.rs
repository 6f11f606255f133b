//! Connections for finders. Built by URL scheme, not by trying one engine after
//! the other; a broken one is dropped, not tested at every check-out.

use crate::conn::{Conn, ConnectError, Use};
use crate::url::DatabaseUrl;
use diesel::connection::SimpleConnection;
use diesel::r2d2::{ManageConnection, Pool};
use std::time::Duration;

/// Opens connections for the pool.
#[derive(Debug)]
pub(crate) struct Manager {
    url: DatabaseUrl,
}

impl ManageConnection for Manager {
    type Connection = Conn;
    type Error = ConnectError;

    fn connect(&self) -> Result<Conn, ConnectError> {
        Conn::open(&self.url, Use::Read)
    }

    fn is_valid(&self, conn: &mut Conn) -> Result<(), ConnectError> {
        conn.batch_execute("select 1").map_err(ConnectError::from)
    }

    fn has_broken(&self, conn: &mut Conn) -> bool {
        use diesel::connection::TransactionManager;
        use diesel::prelude::Connection;
        type Transactions = <Conn as Connection>::TransactionManager;
        Transactions::is_broken_transaction_manager(conn)
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
