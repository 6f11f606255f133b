//! Where a benchmark's databases are: each engine in a place of its own, with
//! templates that are filled once and copied for every run.

use super::BenchError;
use super::postgres::Server;
use std::fs;
use std::path::{Path, PathBuf};
use store::{DatabaseUrl, floor};

/// An engine with room for databases.
pub(super) enum Place {
    /// Files in a folder.
    Sqlite(Folder),
    /// Databases of a server of its own.
    Own(Server, #[expect(dead_code, reason = "goes after the server")] Folder),
    /// Databases of a server that somebody else runs.
    Given(String),
}

/// A folder that goes away unless it is kept.
pub(super) struct Folder {
    path: PathBuf,
    keep: bool,
}

impl Folder {
    /// `kept`, or one that goes away.
    pub(super) fn new(kept: Option<&Path>, engine: &str) -> Result<Self, BenchError> {
        let name = format!("attache-bench-{engine}-{:016x}", rand::random::<u64>());
        let (path, keep) = match kept {
            Some(folder) => (folder.join(engine), true),
            None => (std::env::temp_dir().join(name), false),
        };
        fs::create_dir_all(&path)?;
        Ok(Self { path: path.canonicalize()?, keep })
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if !self.keep {
            // A server's guardian may have been faster.
            let _ = fs::remove_dir_all(&self.path);
        }
    }
}

impl Place {
    /// What `--database` names; `kept` is a folder for files that stay.
    pub(super) fn open(database: &str, kept: Option<&Path>) -> Result<Self, BenchError> {
        match database {
            "sqlite" => Ok(Self::Sqlite(Folder::new(kept, "sqlite")?)),
            "postgres" => {
                let folder = Folder::new(kept, "postgres")?;
                Ok(Self::Own(Server::start(&folder.path, folder.keep)?, folder))
            }
            url => match url.parse()? {
                DatabaseUrl::Sqlite(_) => Err(BenchError::NotAServer),
                DatabaseUrl::Postgres(url) => Ok(Self::Given(url)),
            },
        }
    }

    /// The database of that name; it need not exist.
    pub(super) fn url(&self, name: &str) -> Result<DatabaseUrl, BenchError> {
        Ok(match self {
            Self::Sqlite(folder) => DatabaseUrl::Sqlite(folder.path.join(format!("{name}.db"))),
            Self::Own(server, _) => server.url(name).parse()?,
            Self::Given(url) => other_database(url, name).parse()?,
        })
    }

    /// Whether there is a database of that name.
    pub(super) fn has(&self, name: &str) -> Result<bool, BenchError> {
        match self {
            Self::Sqlite(folder) => Ok(folder.path.join(format!("{name}.db")).exists()),
            Self::Own(..) | Self::Given(_) => Ok(floor::has_database(&self.server(), name)?),
        }
    }

    /// Makes a database, empty or as a copy; one of that name goes first.
    pub(super) fn make(&self, name: &str, of: Option<&str>) -> Result<DatabaseUrl, BenchError> {
        self.remove(name)?;
        match self {
            Self::Sqlite(folder) => {
                if let Some(of) = of {
                    let file = |name: &str| folder.path.join(format!("{name}.db"));
                    fs::copy(file(of), file(name))?;
                }
            }
            Self::Own(..) | Self::Given(_) => floor::copy_database(&self.server(), name, of)?,
        }
        self.url(name)
    }

    /// Takes a database away, if it is there.
    pub(super) fn remove(&self, name: &str) -> Result<(), BenchError> {
        match self {
            Self::Sqlite(folder) => {
                for extension in ["db", "db-wal", "db-shm"] {
                    match fs::remove_file(folder.path.join(format!("{name}.{extension}"))) {
                        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                            return Err(error.into());
                        }
                        _ => {}
                    }
                }
                Ok(())
            }
            Self::Own(..) | Self::Given(_) => Ok(floor::drop_database(&self.server(), name)?),
        }
    }

    /// Gives a database another name; a template is whole once it has its own.
    pub(super) fn rename(&self, from: &str, to: &str) -> Result<(), BenchError> {
        match self {
            Self::Sqlite(folder) => {
                let file = |name: &str| folder.path.join(format!("{name}.db"));
                Ok(fs::rename(file(from), file(to))?)
            }
            Self::Own(..) | Self::Given(_) => Ok(floor::rename_database(&self.server(), from, to)?),
        }
    }

    /// The database one is connected to while making others.
    fn server(&self) -> String {
        match self {
            Self::Own(server, _) => server.url("postgres"),
            Self::Given(url) => url.clone(),
            Self::Sqlite(_) => String::new(),
        }
    }
}

/// The same server, another database.
fn other_database(url: &str, name: &str) -> String {
    let (base, options) = match url.split_once('?') {
        Some((base, options)) => (base, format!("?{options}")),
        None => (url, String::new()),
    };
    let after_scheme = base.find("://").map_or(0, |at| at + 3);
    let end = base.get(after_scheme..).and_then(|rest| rest.find('/'));
    let server = end.and_then(|at| base.get(..after_scheme + at)).unwrap_or(base);
    format!("{server}/{name}{options}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_server_stays_and_the_database_changes() {
        let other = |url| other_database(url, "b");
        assert_eq!(other("postgres://u:p@127.0.0.1:5/a"), "postgres://u:p@127.0.0.1:5/b");
        assert_eq!(other("postgres:///a?host=/run/pg"), "postgres:///b?host=/run/pg");
        assert_eq!(other("postgres://localhost"), "postgres://localhost/b");
    }

    #[test]
    fn a_sqlite_file_is_copied_with_its_name() {
        let place = Place::open("sqlite", None).unwrap();
        let DatabaseUrl::Sqlite(one) = place.make("one", None).unwrap() else { panic!() };
        fs::write(&one, "x").unwrap();
        let DatabaseUrl::Sqlite(two) = place.make("two", Some("one")).unwrap() else { panic!() };
        assert_eq!(fs::read_to_string(&two).unwrap(), "x");
        assert!(place.has("two").unwrap());
        place.remove("two").unwrap();
        assert!(!place.has("two").unwrap() && place.has("one").unwrap());
        drop(place);
        assert!(!one.exists());
    }
}
