//! `attache serve` and `attache work`.

use super::{Backstage, Senders, ServiceError, log, open, watch};
use crate::config::Files;
use crate::config::settings::Settings;
use crate::database::system_clock;
use api::{Application, State};
use notifier::Watch;
use std::future::Future;
use std::path::PathBuf;
use std::time::Duration;
use store::Store;

/// Where the settings are, and what stands above them.
#[derive(clap::Args)]
pub(crate) struct SettingsArgs {
    /// Settings file; config/attache.toml shows every key
    #[arg(long, env = "ATTACHE_SETTINGS", value_name = "FILE", default_value = "attache.toml")]
    settings: PathBuf,
    /// Another database than the settings name: it may hold a password
    #[arg(long, env = "ATTACHE_DATABASE", value_name = "URL", hide_env_values = true)]
    database: Option<String>,
}

impl SettingsArgs {
    fn read(&self) -> Result<Settings, ServiceError> {
        let mut settings = Settings::read(&self.settings)?;
        if let Some(url) = &self.database {
            settings.use_database(url);
        }
        Ok(settings)
    }
}

/// Arguments of `attache serve`.
#[derive(clap::Args)]
pub(crate) struct ServeArgs {
    #[command(flatten)]
    settings: SettingsArgs,
    /// Another address to listen on than the settings name
    #[arg(long, env = "ATTACHE_LISTEN", value_name = "ADDRESS")]
    listen: Option<String>,
}

/// Arguments of `attache work`.
#[derive(clap::Args)]
pub(crate) struct WorkArgs {
    #[command(flatten)]
    settings: SettingsArgs,
}

/// Serves API and pages, and sends what is owed unless told otherwise, until
/// the process is told to stop.
pub(crate) fn serve(args: &ServeArgs) -> Result<(), ServiceError> {
    let mut settings = args.settings.read()?;
    if let Some(listen) = &args.listen {
        settings.http.listen.clone_from(listen);
    }
    log::start(&settings.log)?;
    on_runtime(async {
        let files = Files::load(settings.files.config.as_deref())?;
        let store = open(&settings, &files, system_clock())?;
        // Bound before anything works: a port that is taken must cost nobody a
        // lease.
        let state = State::new(store.clone(), system_clock(), settings.keys()?, settings.api());
        let application = Application::build(state)?;
        if let Some(scanner) = &settings.uploads.scanner {
            tracing::info!(address = %scanner.address, "files are scanned");
        } else {
            tracing::warn!("no virus scanner is set up: files are taken unscanned");
        }
        let told = Told::listen()?;
        let backstage = if settings.notifier.in_process {
            Some(backstage(&settings, files, store).await?)
        } else {
            tokio::spawn(keep_up(watch(&settings, files, system_clock(), store)?));
            None
        };
        tracing::info!(address = %application.address(), "serving");
        let served = application.run_until(told.until_then()).await;
        // However it ended: what is leased is finished first.
        if let Some(backstage) = backstage {
            backstage.stop().await?;
        }
        served?;
        tracing::info!("stopped");
        Ok(())
    })
}

/// Sends what is owed and strikes clocks until the process is told to stop.
pub(crate) fn work(args: &WorkArgs) -> Result<(), ServiceError> {
    let settings = args.settings.read()?;
    log::start(&settings.log)?;
    on_runtime(async {
        let files = Files::load(settings.files.config.as_deref())?;
        let store = open(&settings, &files, system_clock())?;
        let backstage = backstage(&settings, files, store).await?;
        let told = Told::listen()?;
        tracing::info!("working");
        told.until_then().await;
        backstage.stop().await?;
        tracing::info!("stopped");
        Ok(())
    })
}

/// Workers and ticks by the settings.
async fn backstage(
    settings: &Settings,
    files: Files,
    store: Store,
) -> Result<Backstage, ServiceError> {
    let mut senders = Senders::new(settings, &files, store.clone())?;
    senders.watch = Some(watch(settings, files, system_clock(), store)?);
    Backstage::start(senders, settings.notifier.workers).await
}

/// How often a process without ticks looks whether reference data changed.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// Keeps the rules of a process without ticks up to date, as long as it runs.
async fn keep_up(watch: Watch) {
    let mut every = tokio::time::interval(LOOK_EVERY);
    loop {
        every.tick().await;
        if let Err(error) = watch.check().await {
            tracing::warn!(%error, "reference data cannot be looked at");
        }
    }
}

/// Runs a service on a runtime of its own.
pub(crate) fn on_runtime<T>(
    service: impl Future<Output = Result<T, ServiceError>>,
) -> Result<T, ServiceError> {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    builder.worker_threads(2).enable_all().build()?.block_on(service)
}

/// Listens for SIGTERM and SIGINT, from before the service says that it is
/// there.
#[cfg(unix)]
pub(crate) struct Told {
    terminate: tokio::signal::unix::Signal,
    interrupt: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Told {
    /// Starts to listen; needs a runtime.
    pub(crate) fn listen() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    /// Until one of them comes.
    pub(crate) async fn until_then(mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}
