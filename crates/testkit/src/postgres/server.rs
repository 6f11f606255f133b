//! A server that answers, and databases on it.

use super::{PostgresError, Tools, io_error, url::Address};
use crate::random_word;
use std::{path::PathBuf, process::Command};

/// A reachable PostgreSQL on which databases may be made.
#[derive(Clone, Debug)]
pub struct Server {
    address: Address,
    psql: PathBuf,
}

impl Server {
    /// The server at an address whose user may create databases.
    ///
    /// # Errors
    /// [`PostgresError::Address`], or [`PostgresError::Missing`] without `psql`.
    pub fn at(url: &str) -> Result<Self, PostgresError> {
        Ok(Self::new(Address::parse(url)?, Tools::find_psql()?))
    }

    pub(super) fn new(address: Address, psql: PathBuf) -> Self {
        Self { address, psql }
    }

    /// `postgres://user:password@host:port/database` of the maintenance database.
    pub fn url(&self) -> String {
        self.address.full()
    }

    /// Makes an empty database with a random name; it goes with the guard.
    ///
    /// # Errors
    /// [`PostgresError::Refused`] with what the server said.
    pub fn fresh_database(&self) -> Result<FreshDatabase, PostgresError> {
        self.create("")
    }

    /// Makes a copy of a database nobody is connected to: much cheaper than
    /// running all migrations again.
    ///
    /// # Errors
    /// [`PostgresError::Refused`], among others while the template is in use.
    pub fn copy_of(&self, template: &FreshDatabase) -> Result<FreshDatabase, PostgresError> {
        self.create(&format!(" TEMPLATE {}", template.name()))
    }

    /// Runs SQL on the maintenance database and returns what it printed: rows
    /// as lines, columns parted by `|`.
    ///
    /// # Errors
    /// [`PostgresError::Refused`] with what the server said.
    pub fn sql(&self, sql: &str) -> Result<String, PostgresError> {
        run(&self.psql, &self.address, sql)
    }

    fn create(&self, options: &str) -> Result<FreshDatabase, PostgresError> {
        let name = format!("attache_test_{}", random_word());
        self.sql(&format!("CREATE DATABASE {name}{options}"))?;
        Ok(FreshDatabase { server: self.clone(), address: self.address.with_database(&name) })
    }
}

/// A database of one test, dropped with this guard.
#[derive(Debug)]
pub struct FreshDatabase {
    server: Server,
    address: Address,
}

impl FreshDatabase {
    /// `postgres://user:password@host:port/name`.
    pub fn url(&self) -> String {
        self.address.full()
    }

    /// The database's name.
    pub fn name(&self) -> &str {
        self.address.database()
    }

    /// Runs SQL on this database; see [`Server::sql`].
    ///
    /// # Errors
    /// [`PostgresError::Refused`] with what the server said.
    pub fn sql(&self, sql: &str) -> Result<String, PostgresError> {
        run(&self.server.psql, &self.address, sql)
    }
}

impl Drop for FreshDatabase {
    fn drop(&mut self) {
        // FORCE ends connections a failed test left behind. A server that was
        // killed on purpose cannot drop anything, and its files go anyway.
        let drop = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name());
        drop_quietly(&self.server, &drop);
    }
}

fn drop_quietly(server: &Server, sql: &str) {
    if server.sql(sql).is_err() {
        // Nobody is left to tell.
    }
}

fn run(psql: &PathBuf, address: &Address, sql: &str) -> Result<String, PostgresError> {
    let mut command = Command::new(psql);
    command
        .args(["--no-psqlrc", "--quiet", "--tuples-only", "--no-align"])
        .args(["--set=ON_ERROR_STOP=1", "--no-password", "--command", sql])
        .arg(address.without_password());
    if let Some(password) = address.password() {
        command.env("PGPASSWORD", password);
    }
    let output = command.output().map_err(io_error("run psql"))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).trim_end().to_owned())
    } else {
        Err(PostgresError::Refused {
            program: "psql",
            output: String::from_utf8_lossy(&output.stderr).into_owned(),
        })
    }
}
