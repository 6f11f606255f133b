//! Where PostgreSQL's programs are.

use super::{PostgresError, io_error};
use crate::program::{find_program, program_in};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// Where Debian keeps one folder per major version.
const DEBIAN: &str = "/usr/lib/postgresql";

/// The programs a throw-away server needs, from one installation.
#[derive(Clone, Debug)]
pub struct Tools {
    pub(super) initdb: PathBuf,
    pub(super) postgres: PathBuf,
    pub(super) psql: PathBuf,
}

impl Tools {
    /// Looks in `PATH`, then in Debian's folders, the newest version first.
    ///
    /// # Errors
    /// [`PostgresError::Missing`] with the first program not found.
    pub fn find() -> Result<Self, PostgresError> {
        let initdb = find("initdb")?;
        // The server must be of the version that made its files.
        let real = initdb.canonicalize().map_err(io_error("resolve initdb"))?;
        let beside = real.parent().map(Path::to_path_buf).unwrap_or_default();
        let postgres = match program_in(&beside, "postgres") {
            Some(program) => program,
            None => find("postgres")?,
        };
        Ok(Self { initdb: real, postgres, psql: psql_near(&beside)? })
    }

    /// Only the client, for a server that somebody else runs.
    pub(super) fn find_psql() -> Result<PathBuf, PostgresError> {
        find("psql")
    }
}

/// Debian's `psql` in `PATH` is a wrapper that chooses a version by itself; the
/// one beside the server is plain.
fn psql_near(folder: &Path) -> Result<PathBuf, PostgresError> {
    match program_in(folder, "psql") {
        Some(program) => Ok(program),
        None => find("psql"),
    }
}

fn find(program: &'static str) -> Result<PathBuf, PostgresError> {
    find_program(program)
        .or_else(|| find_under(Path::new(DEBIAN), program))
        .ok_or(PostgresError::Missing { program })
}

fn find_under(folder: &Path, program: &str) -> Option<PathBuf> {
    let mut versions: Vec<(u32, PathBuf)> = fs::read_dir(folder)
        .ok()?
        .flatten()
        .filter_map(|entry| {
            let version = entry.file_name().to_str()?.parse().ok()?;
            Some((version, entry.path().join("bin")))
        })
        .collect();
    versions.sort();
    versions.iter().rev().find_map(|(_, bin)| program_in(bin, program))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_version_is_taken() {
        let folder = std::env::temp_dir().join(format!("tools-{}", crate::random_word()));
        for version in ["9", "15", "16", "notes"] {
            let bin = folder.join(version).join("bin");
            fs::create_dir_all(&bin).unwrap();
            if version != "16" {
                fs::write(bin.join("initdb"), "").unwrap();
            }
        }
        let found = find_under(&folder, "initdb").unwrap();
        assert!(found.ends_with("15/bin/initdb"), "{}", found.display());
        assert_eq!(find_under(&folder, "psql"), None);
        fs::remove_dir_all(folder).unwrap();
    }
}
