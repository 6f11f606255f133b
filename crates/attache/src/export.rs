//! `attache export cases`: what stands here of an office's cases, as files that
//! another system reads and that `attache import cases` reads back.

use crate::database::DatabaseArgs;
use crate::import::{ImportCommandError, opened};
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
    /// Cases of which a part is delegated to another agency.
    delegated: usize,
}

/// Runs the subcommand.
pub(crate) fn run(args: &Args, out: &mut impl Write) -> Result<(), ExportError> {
    let What::Cases(args) = &args.what;
    let source = SourceCode::parse(&args.source).ok_or(ImportCommandError::Source)?;
    // As it stands: reading brings no schema up to date.
    let store = opened(&args.database, args.config.as_deref())?;
    let known = store.rules();
    let agency = known.directory.agencies().find(|one| one.code.as_str() == args.agency);
    let agency = agency.ok_or(ImportCommandError::Agency)?.id;
    let written = write_all(&store, (agency, &source), &args.folder)?;
    if args.json {
        let Written { cases, payments, delegated } = written;
        let told =
            serde_json::json!({ "cases": cases, "payments": payments, "delegated": delegated });
        writeln!(out, "{told}")?;
    } else {
        let counted = [
            ("cases", count(written.cases)),
            ("payments", count(written.payments)),
            ("delegated", count(written.delegated)),
        ];
        writeln!(out, "{}", text(Lang::from(args.lang), "export-cases-done", &counted))?;
    }
    Ok(())
}

fn write_all(
    store: &Store,
    of: (AgencyId, &SourceCode),
    folder: &Path,
) -> Result<Written, ExportError> {
    fs::create_dir_all(folder).map_err(|error| failed(folder, error))?;
    // Nothing is written over.
    for path in FILES.map(|name| folder.join(name)) {
        if path.exists() {
            return Err(failed(&path, io::ErrorKind::AlreadyExists.into()));
        }
    }
    let parts = Parts(FILES.map(|name| folder.join(format!("{name}.part"))));
    let written = parts.write(store, of)?;
    for (part, name) in parts.0.iter().zip(FILES) {
        let path = folder.join(name);
        fs::rename(part, &path).map_err(|error| failed(&path, error))?;
    }
    File::open(folder).and_then(|one| one.sync_all()).map_err(|error| failed(folder, error))?;
    Ok(written)
}

/// Files that are not whole yet; what is left of them goes.
struct Parts([PathBuf; 4]);

impl Drop for Parts {
    fn drop(&mut self) {
        for path in &self.0 {
            // After the end there are none.
            let _ = fs::remove_file(path);
        }
    }
}

impl Parts {
    fn write(
        &self,
        store: &Store,
        (agency, source): (AgencyId, &SourceCode),
    ) -> Result<Written, ExportError> {
        let [cases, parties, obligations, payments] = self.0.each_ref().map(|path| made(path));
        let files = [cases?, parties?, obligations?, payments?];
        let sheets = Sheets::new(files.each_ref().map(BufWriter::new))?;
        let written = rows(store, (agency, source), sheets)?;
        for (file, path) in files.iter().zip(&self.0) {
            file.sync_all().map_err(|error| failed(path, error))?;
        }
        Ok(written)
    }
}

fn rows(
    store: &Store,
    (agency, source): (AgencyId, &SourceCode),
    mut sheets: Sheets<BufWriter<&File>>,
) -> Result<Written, ExportError> {
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
            written.delegated += usize::from(one.delegated);
        }
    }
    sheets.end()?;
    Ok(written)
}

/// A file for its owner alone: names, numbers and amounts stand in it. What a run that
/// was cut off left goes.
fn made(path: &Path) -> Result<File, ExportError> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let gone = match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    };
    gone.and_then(|()| options.open(path)).map_err(|error| failed(path, error))
}

fn failed(path: &Path, source: io::Error) -> ExportError {
    ExportError::Write { path: path.display().to_string(), source }
}

fn count(n: usize) -> Arg<'static> {
    Arg::Count(i64::try_from(n).unwrap_or(i64::MAX))
}
