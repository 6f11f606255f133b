//! `attache export cases`: what stands here of an office's cases, as files that
//! another system reads and that `attache import cases` reads back.

use crate::database::DatabaseArgs;
use crate::import::{ImportCommandError, open};
use crate::lang::Language;
use clap::Subcommand;
use engine::id::AgencyId;
use engine::sync::SourceCode;
use exchange::cases::{FILES, Sheets};
use locale::{Arg, Lang, text};
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use store::{Store, StoreError};

/// Cases of one state of the database.
const PAGE: u16 = 200;

/// Arguments of `attache export`.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Cases with parties, obligations and payments, in clear: for another system
    Cases(CasesArgs),
}

/// Arguments of `attache export cases`.
#[derive(clap::Args)]
struct CasesArgs {
    #[command(flatten)]
    database: DatabaseArgs,
    /// Folder for cases.csv, parties.csv, obligations.csv and payments.csv; none of
    /// them may be there
    #[arg(long, value_name = "DIR")]
    folder: PathBuf,
    /// Code of the office whose cases they are
    #[arg(long, value_name = "CODE")]
    agency: String,
    /// Code of the system whose names for cases, parties and payments are used
    #[arg(long, value_name = "CODE", default_value = "ministry")]
    source: String,
    /// Folder with law/, calendar/ and policies instead of the built-in files
    #[arg(long, env = "ATTACHE_CONFIG", value_name = "DIR")]
    config: Option<PathBuf>,
    /// One JSON object instead of text
    #[arg(long)]
    json: bool,
    /// Language of the output
    #[arg(long, value_enum, default_value_t = Language::Vi)]
    lang: Language,
}

/// Why nothing was exported, or not all.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ExportError {
    #[error(transparent)]
    Open(#[from] ImportCommandError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("cannot write {path}: {source}")]
    Write { path: String, source: io::Error },
    #[error("cannot write a row: {0}")]
    Row(#[from] exchange::cases::RowError),
    #[error("cannot write the answer: {0}")]
    Output(#[from] io::Error),
}

/// What was written.
#[derive(Default)]
struct Written {
    cases: usize,
    payments: usize,
}

/// Runs the subcommand.
pub(crate) fn run(args: &Args, out: &mut impl Write) -> Result<(), ExportError> {
    let What::Cases(args) = &args.what;
    let source = SourceCode::parse(&args.source).ok_or(ImportCommandError::Source)?;
    let store = open(&args.database, args.config.as_deref())?;
    let known = store.rules();
    let agency = known.directory.agencies().find(|one| one.code.as_str() == args.agency);
    let agency = agency.ok_or(ImportCommandError::Agency)?.id;
    let written = write_all(&store, (agency, &source), &args.folder)?;
    if args.json {
        let told = serde_json::json!({ "cases": written.cases, "payments": written.payments });
        writeln!(out, "{told}")?;
    } else {
        let counted = [("cases", count(written.cases)), ("payments", count(written.payments))];
        writeln!(out, "{}", text(Lang::from(args.lang), "export-cases-done", &counted))?;
    }
    Ok(())
}

fn write_all(
    store: &Store,
    (agency, source): (AgencyId, &SourceCode),
    folder: &Path,
) -> Result<Written, ExportError> {
    let mut sheets = Sheets::new(files(folder)?)?;
    let mut written = Written::default();
    let mut after = None;
    loop {
        let page =
            store.find_as_system_blocking(|find| find.export_cases(agency, source, after, PAGE))?;
        let Some(last) = page.last() else { break };
        after = Some(last.id);
        for one in &page {
            sheets.add(&one.told, &one.officer)?;
            written.cases += 1;
            written.payments += one.told.payments.len();
        }
    }
    sheets.end()?;
    Ok(written)
}

/// The files, new and for their owner alone: names, numbers and amounts stand in them.
fn files(folder: &Path) -> Result<[BufWriter<File>; 4], ExportError> {
    let failed =
        |path: &Path, source| ExportError::Write { path: path.display().to_string(), source };
    fs::create_dir_all(folder).map_err(|error| failed(folder, error))?;
    let make = |name: &str| {
        let path = folder.join(name);
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(&path).map(BufWriter::new).map_err(|error| failed(&path, error))
    };
    let [cases, parties, obligations, payments] = FILES.map(make);
    Ok([cases?, parties?, obligations?, payments?])
}

fn count(n: usize) -> Arg<'static> {
    Arg::Count(i64::try_from(n).unwrap_or(i64::MAX))
}
