//! The log: to standard error, for people or for programs.

use crate::config::settings::{LogFormat, LogSettings};
use std::io;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::{ParseError, Targets};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::{SubscriberInitExt, TryInitError};

/// Why nothing is logged.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LogError {
    #[error("log.level is not understood: {0}")]
    Level(#[from] ParseError),
    #[error("the log could not be started: {0}")]
    Start(#[from] TryInitError),
}

/// Starts the log of this process.
pub(crate) fn start(settings: &LogSettings) -> Result<(), LogError> {
    let targets: Targets = settings.level.parse()?;
    let lines = tracing_subscriber::fmt::layer().with_writer(io::stderr);
    let lines = match settings.format {
        LogFormat::Text => lines.with_ansi(false).boxed(),
        LogFormat::Json => lines.json().flatten_event(true).boxed(),
    };
    Ok(tracing_subscriber::registry().with(lines.with_filter(targets)).try_init()?)
}
