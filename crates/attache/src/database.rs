//! `attache migrate` and `attache verify`, and what commands on a database
//! have in common.

use crate::config::keys;
use crate::lang::Language;
use crate::receipt;
use clap::Subcommand;
use engine::time::{Clock, Instant};
use locale::{Arg, Lang, text};
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;
use store::files::Cabinet;
use store::{ConnectError, DatabaseUrl, Store, StoreError, UrlError, Vault, verify};

/// Which database, and the key its identifiers are indexed by.
#[derive(clap::Args)]
pub(crate) struct DatabaseArgs {
    /// sqlite:FILE or postgres://…; it may hold a password
    #[arg(long = "database", env = "ATTACHE_DATABASE", value_name = "URL", hide_env_values = true)]
    url: String,
    /// File with the 32-byte key of blind indexes, in hexadecimal
    #[arg(long = "index-key", env = "ATTACHE_INDEX_KEY", value_name = "FILE")]
    index_key: PathBuf,
}

impl DatabaseArgs {
    /// Parsed here and not by clap, which repeats what it does not take.
    pub(crate) fn url(&self) -> Result<DatabaseUrl, DatabaseError> {
        Ok(self.url.parse()?)
    }

    /// The same, of a database that is there already: SQLite would make the
    /// file that a mistyped name stands for.
    pub(crate) fn existing(&self) -> Result<DatabaseUrl, DatabaseError> {
        let url = self.url()?;
        match &url {
            DatabaseUrl::Sqlite(path) if !path.exists() => {
                Err(DatabaseError::Missing { path: path.display().to_string() })
            }
            _ => Ok(url),
        }
    }

    pub(crate) fn vault(&self) -> Result<Vault, DatabaseError> {
        Ok(Vault::new(keys::read(&self.index_key)?))
    }
}

/// Why a command on a database failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DatabaseError {
    #[error(transparent)]
    Url(#[from] UrlError),
    #[error("there is no database {path}")]
    Missing { path: String },
    #[error(transparent)]
    Connect(#[from] ConnectError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Replay(#[from] verify::ReplayError),
    #[error(transparent)]
    Key(#[from] keys::KeyError),
    #[error(transparent)]
    Receipt(#[from] receipt::ReceiptError),
    #[error("the database and its record differ in {0} places")]
    Differs(usize),
    #[error("cannot write the answer: {0}")]
    Output(#[from] io::Error),
    #[error("cannot write the answer as JSON: {0}")]
    Json(#[from] serde_json::Error),
}

/// The system's clock.
pub(crate) struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        clippy::disallowed_types,
        reason = "the one place where the service takes the time from its host"
    )]
    fn now(&self) -> Instant {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        let micros = since.map_or(0, |since| since.as_micros());
        Instant::from_micros(i64::try_from(micros).unwrap_or(i64::MAX))
    }
}

/// It, as the store takes it.
pub(crate) fn system_clock() -> Arc<dyn Clock> {
    Arc::new(SystemClock)
}

/// Arguments of `attache migrate`.
#[derive(clap::Args)]
pub(crate) struct MigrateArgs {
    /// sqlite:FILE or postgres://…; it may hold a password
    #[arg(long, env = "ATTACHE_DATABASE", value_name = "URL", hide_env_values = true)]
    database: String,
    /// Language of the output
    #[arg(long, value_enum, default_value_t = Language::Vi)]
    lang: Language,
}

/// Brings a schema up to date.
pub(crate) fn migrate(args: &MigrateArgs, out: &mut impl Write) -> Result<(), DatabaseError> {
    let run = Store::migrate(&args.database.parse()?)?;
    let lang = Lang::from(args.lang);
    if run.is_empty() {
        writeln!(out, "{}", text(lang, "migrate-nothing", &[]))?;
    }
    for name in run {
        let line = text(lang, "migrate-run", &[("name", name.into())]);
        writeln!(out, "{line}")?;
    }
    Ok(())
}

/// Arguments of `attache verify`.
#[derive(clap::Args)]
pub(crate) struct VerifyArgs {
    #[command(subcommand)]
    what: Verify,
}

#[derive(Subcommand)]
enum Verify {
    /// Rebuild every case from its events and compare
    Database {
        #[command(flatten)]
        database: DatabaseArgs,
        #[command(flatten)]
        files: FileArgs,
        /// One JSON object instead of text
        #[arg(long)]
        json: bool,
        /// Language of the output
        #[arg(long, value_enum, default_value_t = Language::Vi)]
        lang: Language,
    },
    /// Check a receipt offline, with the service's public keys
    Receipt(receipt::Args),
}

/// Where the papers of a database are; without it they are not looked at.
#[derive(clap::Args)]
struct FileArgs {
    /// Folder with the files: each that something names is read to its end
    #[arg(long, value_name = "DIR", requires = "key")]
    files: Option<PathBuf>,
    /// File with the 32-byte key of the files, in hexadecimal
    #[arg(long = "files-key", value_name = "FILE", requires = "files")]
    key: Option<PathBuf>,
}

impl FileArgs {
    fn cabinet(&self) -> Result<Option<Cabinet>, DatabaseError> {
        let (Some(folder), Some(key)) = (&self.files, &self.key) else {
            return Ok(None);
        };
        Ok(Some(Cabinet::at(folder, &keys::read(key)?)))
    }
}

/// Checks a database against its record, or a receipt; a difference is an
/// error.
pub(crate) fn verify(args: &VerifyArgs, out: &mut impl Write) -> Result<(), DatabaseError> {
    let (database, files, json, lang) = match &args.what {
        Verify::Receipt(args) => return Ok(receipt::run(args, out)?),
        Verify::Database { database, files, json, lang } => (database, files, json, lang),
    };
    let url = database.existing()?;
    let mut report = verify::replay(&url, &database.vault()?)?;
    if let Some(cabinet) = files.cabinet()? {
        verify::check_files(&url, &cabinet, &mut report)?;
    }
    if *json {
        serde_json::to_writer_pretty(&mut *out, &report)?;
        writeln!(out)?;
    } else {
        print_report(&report, Lang::from(*lang), out)?;
    }
    match report.differences.len() {
        0 => Ok(()),
        differences => Err(DatabaseError::Differs(differences)),
    }
}

fn print_report(report: &verify::Report, lang: Lang, out: &mut impl Write) -> io::Result<()> {
    let count = |n: u64| Arg::Count(i64::try_from(n).unwrap_or(i64::MAX));
    let counts = [
        ("cases", count(report.cases)),
        ("instruments", count(report.instruments)),
        ("demands", count(report.demands)),
        ("changes", count(report.changes)),
        ("reads", count(report.reads)),
        ("refusals", count(report.refusals)),
    ];
    writeln!(out, "{}", text(lang, "verify-seen", &counts))?;
    let files = match report.files {
        Some(files) => text(lang, "verify-files", &[("files", count(files))]),
        None => text(lang, "verify-no-files", &[]),
    };
    writeln!(out, "{files}")?;
    for one in &report.differences {
        let fault = text(lang, &format!("verify-fault-{}", one.fault.code()), &[]);
        let args = [
            ("what", one.what.into()),
            ("id", one.id.to_string().into()),
            ("part", one.part.unwrap_or("–").into()),
            ("fault", fault.into()),
        ];
        writeln!(out, "{}", text(lang, "verify-difference", &args))?;
    }
    if report.is_whole() {
        writeln!(out, "{}", text(lang, "verify-whole", &[]))?;
    }
    Ok(())
}
