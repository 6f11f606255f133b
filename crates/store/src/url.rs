//! Where the database is. The engine is read from the scheme, never guessed: a
//! mistyped PostgreSQL URL must not become a SQLite file.

use std::fmt;
use std::net::IpAddr;
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
    #[error("database.url names a host that is not this machine: add ?sslmode=verify-full")]
    NotEncrypted,
    /// The same, and this program could not speak TLS if it were told to.
    #[error(
        "database.url names a host that is not this machine, which needs \
         ?sslmode=verify-full and a build with the feature tls; this one is without"
    )]
    NoTls,
}

const REFUSED: UrlError =
    if cfg!(feature = "tls") { UrlError::NotEncrypted } else { UrlError::NoTls };

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
                return Err(REFUSED);
            }
            return Ok(Self::Postgres(text.to_owned()));
        }
        Err(UrlError::Scheme)
    }
}

/// Every host named, in the authority or in a `host=` parameter, is this
/// machine: loopback or a socket folder. A service file may name any host.
fn is_local(url: &str) -> bool {
    let rest = url.split_once("://").map_or("", |(_, rest)| rest);
    let (authority, _) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    let hosts = authority.rsplit_once('@').map_or(authority, |(_, hosts)| hosts);
    let named = parameters(url).filter_map(|(name, value)| match name {
        "host" | "hostaddr" | "service" => Some(value),
        _ => None,
    });
    let named = named.flat_map(|hosts| hosts.split(','));
    hosts.split(',').map(host_of).chain(named).filter(|host| !host.is_empty()).all(is_this_machine)
}

fn is_this_machine(host: &str) -> bool {
    let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    bare == "localhost"
        || bare.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
        || bare.starts_with('/')
        || bare.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("%2F"))
}

fn host_of(host_and_port: &str) -> &str {
    if host_and_port.starts_with('[') {
        return host_and_port.split_inclusive(']').next().unwrap_or(host_and_port);
    }
    host_and_port.split(':').next().unwrap_or(host_and_port)
}

/// Names and values after the question mark.
fn parameters(url: &str) -> impl Iterator<Item = (&str, &str)> {
    let tail = url.split_once('?').map_or("", |(_, tail)| tail);
    tail.split(['?', '&']).filter_map(|part| part.split_once('='))
}

/// Of a parameter given twice libpq takes the last: each must be the right one.
fn is_encrypted(url: &str) -> bool {
    let mut modes = parameters(url).filter(|(name, _)| *name == "sslmode").peekable();
    cfg!(feature = "tls") && modes.peek().is_some() && modes.all(|(_, mode)| mode == "verify-full")
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
            "postgres://%2frun%2fpg/a",
            "postgres:///a?host=localhost,127.0.0.1",
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
            "postgres://u:p@db.example/a?sslmode=verify-full&sslmode=disable",
            "postgres://u:p@127.db.example/a",
            "postgres:///a?host=localhost,db.example",
            "postgres:///a?service=elsewhere",
        ];
        for url in remote {
            assert_eq!(url.parse::<DatabaseUrl>(), Err(REFUSED), "{url}");
        }
        let encrypted = "postgres://u:p@db.example/a?sslmode=verify-full".parse::<DatabaseUrl>();
        assert_eq!(encrypted.is_ok(), cfg!(feature = "tls"));
    }

    #[test]
    fn a_url_is_logged_without_its_password() {
        let url: DatabaseUrl = "postgres://u:secret@localhost/a".parse().unwrap();
        assert!(!format!("{url:?}").contains("secret"));
    }
}
