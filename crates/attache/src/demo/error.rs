//! Why a demonstration ended.

use crate::config::ConfigError;
use crate::config::keys::KeyError;
use crate::config::settings::SettingsError;
use crate::http::HttpError;
use crate::receipt::ReceiptError;
use crate::service::{ActivateError, ServiceError};
use store::read::ReadError;
use store::{ConnectError, StoreError, UrlError, verify};

/// Why a demonstration ended.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DemoError {
    #[error(transparent)]
    Service(#[from] ServiceError),
    #[error(transparent)]
    Settings(#[from] SettingsError),
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Key(#[from] KeyError),
    #[error(transparent)]
    Activate(#[from] ActivateError),
    #[error(transparent)]
    Url(#[from] UrlError),
    #[error(transparent)]
    Connect(#[from] ConnectError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Read(#[from] ReadError),
    #[error(transparent)]
    Replay(#[from] verify::ReplayError),
    #[error(transparent)]
    Receipt(#[from] ReceiptError),
    #[error(transparent)]
    Http(#[from] HttpError),
    #[error(transparent)]
    Password(#[from] api::auth::password::PasswordError),
    #[error("the database is not empty: a demonstration wants one of its own")]
    NotEmpty,
    #[error("{0} does not look like the folder of a demonstration: nothing was deleted")]
    NotOurs(String),
    #[error("{method} {path} was answered {status} {code}, wanted {wanted}")]
    Answer { method: String, path: String, status: u16, code: String, wanted: &'static str },
    #[error("an answer of the service lacks `{0}`")]
    Lacks(&'static str),
    #[error("what {path} was answered is not as it is described: {source}")]
    Unreadable { path: String, source: serde_json::Error },
    #[error("`{0}` is not in the built-in directory")]
    Unknown(String),
    #[error("an assertion could not be signed: {0}")]
    Assertion(#[from] jsonwebtoken::errors::Error),
    #[error("the server of the demonstration ended: {0}")]
    Server(String),
    #[error("no port from {0} on is free")]
    NoPort(std::net::SocketAddr),
    #[error("{0} of the checks failed")]
    Checks(usize),
    #[error("cannot write: {0}")]
    Io(#[from] std::io::Error),
    #[error("cannot write the totals as JSON: {0}")]
    Json(#[from] serde_json::Error),
}
