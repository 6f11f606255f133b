//! The service put together: store, API, notifier. `serve` and `work` run it by
//! the system's clock; the demonstration and the benchmarks by their own.

mod backstage;
mod log;
mod rules;
mod run;

pub(crate) use backstage::{Backstage, Senders};
pub(crate) use log::start as start_log;
pub(crate) use rules::{ActivateError, RulesError, activate, in_force};
pub(crate) use run::{ServeArgs, Told, WorkArgs, serve, work};

use crate::config::settings::{Settings, SettingsError};
use crate::config::{ConfigError, Files};
use engine::time::Clock;
use notifier::Watch;
use std::sync::Arc;
use store::reference::Registry;
use store::{ConnectError, LaneOptions, Options, Store, StoreError, Vault};

/// Why a service did not start, or ended.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ServiceError {
    #[error(transparent)]
    Settings(#[from] SettingsError),
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Connect(#[from] ConnectError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Rules(#[from] RulesError),
    #[error(transparent)]
    Mail(#[from] notifier::MailError),
    #[error(transparent)]
    Ticks(#[from] notifier::TicksError),
    #[error(transparent)]
    Start(#[from] api::StartError),
    #[error("{0}")]
    Log(#[from] log::LogError),
    #[error("the service failed: {0}")]
    Io(#[from] std::io::Error),
}

/// Opens the store of a database whose law, calendar and directory have been
/// imported; the schema is brought up to date first.
pub(crate) fn open(
    settings: &Settings,
    files: &Files,
    clock: Arc<dyn Clock>,
) -> Result<Store, ServiceError> {
    let url = settings.database_url()?;
    let vault = Vault::new(settings.index_key()?);
    for name in Store::migrate(&url)? {
        tracing::info!(name, "migrated");
    }
    let mut registry = Registry::open(&url, Arc::clone(&clock), vault.clone())?;
    let rules = in_force(registry.snapshot()?, files)?;
    let mut options = Options::new(url);
    options.files = Some(settings.cabinet()?);
    options.readers = settings.database.readers;
    options.lanes = LaneOptions {
        lanes: settings.database.lanes,
        queue: settings.database.queue,
        ..LaneOptions::default()
    };
    Ok(Store::open(options, clock, vault, rules)?)
}

/// Keeps the rules of a store those in force in its database: people, law and
/// calendars change while it runs.
pub(crate) fn watch(
    settings: &Settings,
    files: Files,
    clock: Arc<dyn Clock>,
    store: Store,
) -> Result<Watch, ServiceError> {
    let (url, key) = (settings.database_url()?, settings.index_key()?);
    Ok(Watch::new(store, move || {
        let mut registry = Registry::open(&url, Arc::clone(&clock), Vault::new(key))?;
        Ok::<_, ServiceError>(in_force(registry.snapshot()?, &files)?)
    }))
}
