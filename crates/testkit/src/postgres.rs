//! A real PostgreSQL for tests, thrown away afterwards.
//!
//! [`shared`] is what most tests want: the server named by
//! `ATTACHE_TEST_POSTGRES`, or else one of this process's own. On it,
//! [`Server::fresh_database`] makes an empty database that is dropped with its
//! guard. Fault tests start a [`ThrowAway`] of their own and may kill it.

mod server;
mod throw_away;
mod tools;
mod url;

pub use server::{FreshDatabase, Server};
pub use throw_away::{Durable, ThrowAway};
pub use tools::Tools;

use std::{env, io, path::PathBuf, sync::OnceLock};

/// The environment variable that names a server to use instead of an own one.
pub const SERVER_VARIABLE: &str = "ATTACHE_TEST_POSTGRES";

/// Why there is no PostgreSQL to test on.
#[derive(Debug, thiserror::Error)]
pub enum PostgresError {
    /// A program is neither in `PATH` nor in `/usr/lib/postgresql/*/bin`.
    #[error(
        "PostgreSQL's `{program}` is neither in PATH nor in /usr/lib/postgresql/*/bin; \
         install PostgreSQL (Debian: apt-get install postgresql)"
    )]
    Missing {
        /// The program looked for.
        program: &'static str,
    },
    /// A file or a process could not be handled.
    #[error("{what}: {source}")]
    Io {
        /// What was tried.
        what: &'static str,
        /// The system's answer.
        source: io::Error,
    },
    /// A program of PostgreSQL refused.
    #[error("{program} failed: {output}")]
    Refused {
        /// The program.
        program: &'static str,
        /// What it printed.
        output: String,
    },
    /// The server ended, or did not become ready in time.
    #[error("PostgreSQL is not ready; its log in {}:\n{log}", folder.display())]
    NotReady {
        /// The folder of the server.
        folder: PathBuf,
        /// The end of its log.
        log: String,
    },
    /// The address is not `postgres://user[:password]@host[:port]/database`.
    #[error("not an address of a PostgreSQL server: want postgres://user:password@host:port/name")]
    Address,
}

/// The server all tests of this process share: the one named by
/// `ATTACHE_TEST_POSTGRES`, else one started now. It ends with the process,
/// however the process ends.
///
/// # Errors
/// What stood in the way, the same on every call. Never treat it as "skip".
#[expect(clippy::disallowed_methods, reason = "the one variable that chooses the tests' server")]
pub fn shared() -> Result<&'static Server, &'static PostgresError> {
    static SHARED: OnceLock<Result<Shared, PostgresError>> = OnceLock::new();
    SHARED
        .get_or_init(|| Shared::choose(env::var(SERVER_VARIABLE).ok().as_deref()))
        .as_ref()
        .map(Shared::server)
}

enum Shared {
    Given(Server),
    Own(ThrowAway),
}

impl Shared {
    fn choose(given: Option<&str>) -> Result<Self, PostgresError> {
        match given {
            Some(address) => Ok(Self::Given(Server::at(address)?)),
            None => Ok(Self::Own(ThrowAway::start(Durable::No)?)),
        }
    }

    fn server(&self) -> &Server {
        match self {
            Self::Given(server) => server,
            Self::Own(own) => own.server(),
        }
    }
}

fn io_error(what: &'static str) -> impl FnOnce(io::Error) -> PostgresError {
    move |source| PostgresError::Io { what, source }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_named_server_is_used_and_a_bad_name_is_refused() {
        let given = Shared::choose(Some("postgres://me:secret@db.test:5433/main")).unwrap();
        assert_eq!(given.server().url(), "postgres://me:secret@db.test:5433/main");
        assert!(matches!(Shared::choose(Some("attache.sqlite")), Err(PostgresError::Address)));
    }
}
