//! Where the database is. The engine is read from the scheme, never guessed: a
//! mistyped PostgreSQL URL must not become a SQLite file.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

/// A parsed `database.url`.
#[derive(Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// `sqlite:PATH`.
    Sqlite(PathBuf),
    /// `postgres://…` or `postgresql://…`, as libpq takes it.
    Postgres(String),
}

/// Why a database URL was not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UrlError {
    /// Neither engine.
    #[error("database.url must start with sqlite: or postgres://")]
    Scheme,
    /// No file named.
    #[error("database.url names no SQLite file after sqlite:")]
    NoFile,
    /// A database on another host without TLS would show secrets to the line.
    #[error(
        "database.url names a host that is not this machine without sslmode=verify-full \
         (or this build lacks the tls feature)"
    )]
    NotEncrypted,
}

impl FromStr for DatabaseUrl {
    type Err = UrlError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Some(path) = text.strip_prefix("sqlite:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            if path.is_empty() {
                return Err(UrlError::NoFile);
            }
            return Ok(Self::Sqlite(PathBuf::from(path)));
        }
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            if !is_local(text) && !is_encrypted(text) {
                return Err(UrlError::NotEncrypted);
            }
            return Ok(Self::Postgres(text.to_owned()));
        }
        Err(UrlError::Scheme)
    }
}

/// Every host named, in the authority or in a `host=` parameter, is this
/// machine: loopback or a socket folder.
fn is_local(url: &str) -> bool {
    let rest = url.split_once("://").map_or("", |(_, rest)| rest);
    let (authority, tail) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    let hosts = authority.rsplit_once('@').map_or(authority, |(_, hosts)| hosts);
    let named =
        hosts.split(',').map(host_of).chain(tail.split(['?', '&']).filter_map(|part| {
            part.strip_prefix("host=").or_else(|| part.strip_prefix("hostaddr="))
        }));
    named.filter(|host| !host.is_empty()).all(|host| {
        matches!(host, "localhost" | "::1" | "[::1]")
            || host.starts_with("127.")
            || host.starts_with('/')
            || host.starts_with("%2F")
    })
}

fn host_of(host_and_port: &str) -> &str {
    if host_and_port.starts_with('[') {
        return host_and_port.split_inclusive(']').next().unwrap_or(host_and_port);
    }
    host_and_port.split(':').next().unwrap_or(host_and_port)
}

fn is_encrypted(url: &str) -> bool {
    cfg!(feature = "tls") && url.split(['?', '&']).any(|part| part == "sslmode=verify-full")
}

impl DatabaseUrl {
    /// `sqlite` or `postgres`: for records and totals.
    pub const fn engine(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => "sqlite",
            Self::Postgres(_) => "postgres",
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    /// Without the password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Self::Postgres(_) => f.write_str("postgres://…"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scheme_decides_and_nothing_is_guessed() {
        assert_eq!("postgre://x/y".parse::<DatabaseUrl>(), Err(UrlError::Scheme));
        assert_eq!("attache.db".parse::<DatabaseUrl>(), Err(UrlError::Scheme));
        assert_eq!("sqlite:".parse::<DatabaseUrl>(), Err(UrlError::NoFile));
        assert_eq!(
            "sqlite:/var/lib/a.db".parse::<DatabaseUrl>(),
            Ok(DatabaseUrl::Sqlite("/var/lib/a.db".into()))
        );
    }

    #[test]
    fn another_host_needs_tls() {
        let local = [
            "postgres://u:p@localhost:5432/a",
            "postgres://u:p@127.0.0.1/a",
            "postgres://u@[::1]:5432/a",
            "postgresql:///a?host=/run/postgresql",
            "postgres://%2Frun%2Fpg/a",
        ];
        for url in local {
            assert!(url.parse::<DatabaseUrl>().is_ok(), "{url}");
        }
        let remote = [
            "postgres://u:p@db.example/a",
            "postgres://u:p@localhost,db.example/a",
            "postgres:///a?host=db.example",
            "postgres:///a?hostaddr=10.0.0.1",
            "postgres://u:p@db.example/a?sslmode=require",
        ];
        for url in remote {
            assert_eq!(url.parse::<DatabaseUrl>(), Err(UrlError::NotEncrypted), "{url}");
        }
    }

    #[test]
    fn a_url_is_logged_without_its_password() {
        let url: DatabaseUrl = "postgres://u:secret@localhost/a".parse().unwrap();
        assert!(!format!("{url:?}").contains("secret"));
    }
}
