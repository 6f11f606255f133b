//! Mail: what it says, and how it leaves.

pub(crate) mod compose;
mod smtp;
pub(crate) mod transport;

use serde::Deserialize;
use std::path::PathBuf;

/// Where mail goes and in whose name.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailSettings {
    /// The sender, e.g. `Attaché <no-reply@attache.example>`.
    pub from: String,
    /// Where the service is reached, e.g. `https://attache.example`.
    pub base_url: String,
    /// How mail leaves.
    pub target: Target,
}

/// How mail leaves.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(
    tag = "kind",
    rename_all = "snake_case",
    rename_all_fields = "snake_case",
    deny_unknown_fields
)]
pub enum Target {
    /// Through a mail server.
    Smtp {
        /// Its name.
        host: String,
        /// Its port.
        port: u16,
        /// How the line is protected.
        security: Security,
        /// Signs in with this name.
        #[serde(default)]
        username: Option<String>,
        /// And this password.
        #[serde(default)]
        password: Option<Secret>,
        /// A certificate authority to trust beside the public ones, as PEM.
        #[serde(default)]
        ca_file: Option<PathBuf>,
    },
    /// Into a folder, one file a mail: for the demonstration.
    Folder {
        /// The folder.
        path: PathBuf,
    },
}

/// How the line to a mail server is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Security {
    /// TLS from the first byte.
    Tls,
    /// STARTTLS, required.
    Starttls,
    /// None; only to a server on this machine.
    PlainLocalhost,
}

/// A word that is not shown.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Secret(pub String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret")
    }
}

/// Why mail cannot be set up.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// Not an address to send from.
    #[error("mail.from is not a mail address")]
    From,
    /// Not an address of the service.
    #[error("mail.base_url must start with https://, or http:// on this machine")]
    BaseUrl,
    /// An open line to another machine.
    #[error("mail.target.security: plain_localhost needs a host on this machine")]
    NotLocal,
    /// A user name without a password, or the other way round.
    #[error("mail.target needs both username and password, or neither")]
    HalfCredentials,
    /// A file or folder that cannot be used.
    #[error("{path}: {source}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// TLS could not be set up.
    #[error("TLS to the mail server cannot be set up: {0}")]
    Tls(String),
}
