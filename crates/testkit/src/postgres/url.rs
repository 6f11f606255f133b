//! The parts of a server's address that tests change or must not show.

use super::PostgresError;

/// `postgres://user[:password]@host[:port]/database[?options]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Address {
    user: String,
    password: Option<String>,
    host: String,
    database: String,
    options: Option<String>,
}

impl Address {
    pub(super) fn parse(text: &str) -> Result<Self, PostgresError> {
        Self::split(text).ok_or(PostgresError::Address)
    }

    fn split(text: &str) -> Option<Self> {
        let rest =
            text.strip_prefix("postgres://").or_else(|| text.strip_prefix("postgresql://"))?;
        let (rest, options) = match rest.split_once('?') {
            Some((rest, options)) => (rest, Some(options.to_owned())),
            None => (rest, None),
        };
        let (authority, database) = rest.split_once('/')?;
        let (login, host) = authority.rsplit_once('@')?;
        let (user, password) = match login.split_once(':') {
            Some((user, password)) => (user, Some(password.to_owned())),
            None => (login, None),
        };
        if user.is_empty() || host.is_empty() || database.is_empty() {
            return None;
        }
        Some(Self {
            user: user.to_owned(),
            password,
            host: host.to_owned(),
            database: database.to_owned(),
            options,
        })
    }

    /// The same server, another database.
    pub(super) fn with_database(&self, database: &str) -> Self {
        Self { database: database.to_owned(), ..self.clone() }
    }

    pub(super) fn database(&self) -> &str {
        &self.database
    }

    pub(super) fn password(&self) -> Option<&str> {
        self.password.as_deref()
    }

    /// The address as clients want it.
    pub(super) fn full(&self) -> String {
        let password = self.password.iter().flat_map(|p| [":", p.as_str()]);
        self.written(&password.collect::<String>())
    }

    /// The address for a command line, which other users of the machine can
    /// read: without the password.
    pub(super) fn without_password(&self) -> String {
        self.written("")
    }

    fn written(&self, password: &str) -> String {
        let Self { user, host, database, .. } = self;
        let options = self.options.iter().flat_map(|o| ["?", o.as_str()]);
        let options: String = options.collect();
        format!("postgres://{user}{password}@{host}/{database}{options}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_keeps_its_parts() {
        let text = "postgres://me:s@crEt@db.test:5433/main?sslmode=require";
        let address = Address::parse(text).unwrap();
        assert_eq!(address.full(), text);
        assert_eq!(address.password(), Some("s@crEt"));
        assert_eq!(
            address.with_database("other").without_password(),
            "postgres://me@db.test:5433/other?sslmode=require"
        );
    }

    #[test]
    fn what_names_no_database_server_is_refused() {
        for text in [
            "main.sqlite",
            "sqlite://me@x/y",
            "postgres://db.test/main",
            "postgres://me@db.test",
            "postgres://me@/main",
            "postgres://me@db.test/",
        ] {
            assert!(Address::parse(text).is_err(), "{text}");
        }
    }
}
