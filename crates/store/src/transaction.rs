//! Transactions of connections outside the lanes. Diesel's own would be
//! deferred on SQLite, where reading and then writing fails with "busy".

use crate::conn::Conn;
use crate::turn::Turn;
use diesel::connection::TransactionManager;
use diesel::prelude::*;
use diesel::result::Error;

type PgTransactions = <PgConnection as Connection>::TransactionManager;
type SqliteTransactions = <SqliteConnection as Connection>::TransactionManager;

/// Several reads that see one state of the database.
pub(crate) fn snapshot<T, E: From<Error>>(
    conn: &mut Conn,
    work: impl FnOnce(&mut Conn) -> Result<T, E>,
) -> Result<T, E> {
    match conn {
        Conn::Pg(conn) => PgTransactions::begin_transaction_sql(
            conn,
            "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        ),
        Conn::Sqlite(conn) => SqliteTransactions::begin_transaction_sql(conn, "BEGIN"),
    }?;
    end(conn, work)
}

/// Writes that happen all or not at all.
pub(crate) fn writing<T, E: From<Error>>(
    conn: &mut Conn,
    work: impl FnOnce(&mut Conn) -> Result<T, E>,
) -> Result<T, E> {
    let _turn = Turn::wait(matches!(conn, Conn::Sqlite(_)));
    match conn {
        Conn::Pg(conn) => PgTransactions::begin_transaction(conn),
        Conn::Sqlite(conn) => SqliteTransactions::begin_transaction_sql(conn, "BEGIN IMMEDIATE"),
    }?;
    end(conn, work)
}

fn end<T, E: From<Error>>(
    conn: &mut Conn,
    work: impl FnOnce(&mut Conn) -> Result<T, E>,
) -> Result<T, E> {
    let result = work(conn);
    let ended = match (conn, result.is_ok()) {
        (Conn::Pg(conn), true) => PgTransactions::commit_transaction(conn),
        (Conn::Pg(conn), false) => PgTransactions::rollback_transaction(conn),
        (Conn::Sqlite(conn), true) => SqliteTransactions::commit_transaction(conn),
        (Conn::Sqlite(conn), false) => SqliteTransactions::rollback_transaction(conn),
    };
    match (result, ended) {
        (Ok(done), Ok(())) => Ok(done),
        (Err(error), Ok(())) => Err(error),
        (Ok(_), Err(error)) => Err(error.into()),
        // A connection that cannot roll back is lost; the pool drops it.
        (Err(_), Err(_)) => Err(Error::BrokenTransactionManager.into()),
    }
}
