//! Connections to either engine, opened with the settings safety rests on.

use crate::url::DatabaseUrl;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use std::time::Duration;

const SQLITE_MIGRATIONS: EmbeddedMigrations = embed_migrations!("../../migrations/sqlite");
const POSTGRES_MIGRATIONS: EmbeddedMigrations = embed_migrations!("../../migrations/postgres");

/// A connection of either engine: what finders are written against.
#[derive(diesel::MultiConnection)]
pub enum Conn {
    /// PostgreSQL.
    Pg(PgConnection),
    /// SQLite.
    Sqlite(SqliteConnection),
}

/// Diesel's back end of [`Conn`].
pub(crate) type Multi = <Conn as Connection>::Backend;

/// Why a connection could not be had.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// The engine said no.
    #[error("cannot open the database {place}: {source}")]
    Open {
        /// Which, without its password.
        place: String,
        /// Why.
        source: ConnectionError,
    },
    /// A statement at start failed.
    #[error("cannot prepare the database: {0}")]
    Prepare(#[from] diesel::result::Error),
    /// A setting that durability rests on did not take.
    #[error("the database refuses {setting}: it is {found}")]
    Setting {
        /// Which.
        setting: &'static str,
        /// What it is instead.
        found: String,
    },
    /// A migration failed.
    #[error("cannot migrate the database: {0}")]
    Migrate(String),
}

impl ConnectError {
    /// A PostgreSQL server could not be reached: its own words say which.
    pub(crate) fn of_server(source: ConnectionError) -> Self {
        Self::Open { place: "postgres://…".to_owned(), source }
    }
}

/// How a connection will be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// Finders: plans of any kind.
    Read,
    /// A write lane: few statements, prepared once, by primary key.
    Lane,
}

impl Conn {
    /// Opens a connection. Variants are built by the URL's scheme: SQLite would
    /// take any text for a file name.
    pub fn open(url: &DatabaseUrl, usage: Use) -> Result<Self, ConnectError> {
        match url {
            DatabaseUrl::Sqlite(path) => {
                let opened = SqliteConnection::establish(&path.to_string_lossy());
                let mut conn = opened
                    .map_err(|source| ConnectError::Open { place: format!("{url:?}"), source })?;
                prepare_sqlite(&mut conn)?;
                Ok(Self::Sqlite(conn))
            }
            DatabaseUrl::Postgres(url) => {
                let mut conn = PgConnection::establish(url).map_err(ConnectError::of_server)?;
                prepare_postgres(&mut conn, usage)?;
                Ok(Self::Pg(conn))
            }
        }
    }

    /// Brings the schema up to date; returns the names of what was run.
    pub fn migrate(&mut self) -> Result<Vec<String>, ConnectError> {
        let run = match self {
            Self::Pg(conn) => {
                // One node migrates, the others wait.
                conn.batch_execute("select pg_advisory_lock(7423951)")?;
                let run = conn.run_pending_migrations(POSTGRES_MIGRATIONS);
                let names = run.map(|v| v.iter().map(ToString::to_string).collect::<Vec<_>>());
                conn.batch_execute("select pg_advisory_unlock(7423951)")?;
                names
            }
            Self::Sqlite(conn) => conn
                .run_pending_migrations(SQLITE_MIGRATIONS)
                .map(|v| v.iter().map(ToString::to_string).collect()),
        };
        run.map_err(|error| ConnectError::Migrate(error.to_string()))
    }
}

#[cfg(test)]
impl Conn {
    /// Brings the schema up to and with one migration, as an older program left
    /// it.
    pub(crate) fn migrate_up_to(&mut self, last: &str) {
        use diesel::migration::Migration;
        macro_rules! run {
            ($conn:expr, $all:expr, $db:ty) => {
                for migration in $conn.pending_migrations($all).unwrap() {
                    if Migration::<$db>::name(&migration).to_string().as_str() <= last {
                        $conn.run_migration(&migration).unwrap();
                    }
                }
            };
        }
        match self {
            Self::Pg(conn) => run!(conn, POSTGRES_MIGRATIONS, diesel::pg::Pg),
            Self::Sqlite(conn) => run!(conn, SQLITE_MIGRATIONS, diesel::sqlite::Sqlite),
        }
    }
}

/// How long a SQLite writer waits for another.
const BUSY: Duration = Duration::from_secs(10);

fn prepare_sqlite(conn: &mut SqliteConnection) -> Result<(), ConnectError> {
    conn.batch_execute(&format!(
        "pragma busy_timeout = {};
         pragma journal_mode = wal;
         pragma synchronous = full;
         pragma foreign_keys = on;
         pragma temp_store = memory;
         pragma cache_size = -65536;
         pragma wal_autocheckpoint = 4000;",
        BUSY.as_millis()
    ))?;
    assert_sqlite(conn, "pragma journal_mode", "journal_mode", "wal")?;
    assert_sqlite(conn, "pragma synchronous", "synchronous", "2")?;
    assert_sqlite(conn, "pragma foreign_keys", "foreign_keys", "1")
}

#[derive(QueryableByName)]
struct Setting {
    #[diesel(sql_type = diesel::sql_types::Text)]
    value: String,
}

/// A pragma that did not take is silent, so each is read back.
fn assert_sqlite(
    conn: &mut SqliteConnection,
    pragma: &str,
    setting: &'static str,
    wanted: &str,
) -> Result<(), ConnectError> {
    let table = pragma.replace("pragma ", "pragma_");
    let sql = format!("select cast({setting} as text) as value from {table}");
    let found = diesel::sql_query(sql).get_result::<Setting>(conn)?.value;
    if found == wanted { Ok(()) } else { Err(ConnectError::Setting { setting, found }) }
}

fn prepare_postgres(conn: &mut PgConnection, usage: Use) -> Result<(), ConnectError> {
    conn.batch_execute("set time zone 'UTC'; set client_min_messages = 'warning'; set jit = off;")?;
    if usage == Use::Lane {
        // Plans made while tables are small would stay frozen on scans: a lane
        // reads and writes by primary key and nothing else.
        conn.batch_execute(
            "set plan_cache_mode = force_generic_plan;
             set enable_seqscan = off; set enable_hashjoin = off;
             set enable_mergejoin = off; set enable_bitmapscan = off;
             set lock_timeout = '5s'; set idle_in_transaction_session_timeout = '30s';",
        )?;
    }
    let sql = "select current_setting('synchronous_commit') as value";
    let found = diesel::sql_query(sql).get_result::<Setting>(conn)?.value;
    if found == "off" {
        return Err(ConnectError::Setting { setting: "synchronous_commit", found });
    }
    Ok(())
}
