//! `attache import cases`: what another system says of an office's cases, from a
//! workbook or a folder of CSV files into a database.

use super::ImportCommandError;
use crate::config::Files;
use crate::database::{DatabaseArgs, DatabaseError, system_clock};
use crate::lang::Language;
use crate::service::in_force;
use crate::sync::{self, From, Preview, Tally};
use engine::actor::Actor;
use engine::id::UserId;
use engine::statement::FileHash;
use engine::sync::SourceCode;
use exchange::cases::{CODES, Fault, Handed, MOST_BYTES, Texts, errors_csv, read, read_workbook};
use locale::{Arg, Lang, text};
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use store::reference::Registry;
use store::{Options, Store};

/// Arguments of `attache import cases`.
#[derive(clap::Args)]
pub(crate) struct CasesArgs {
    #[command(flatten)]
    database: DatabaseArgs,
    /// Workbook (.xlsx) with the sheets cases, parties, obligations and, if there are,
    /// payments
    #[arg(value_name = "FILE", required_unless_present = "folder", conflicts_with = "folder")]
    workbook: Option<PathBuf>,
    /// Folder with cases.csv, parties.csv, obligations.csv and, if there are, payments.csv
    #[arg(long, value_name = "DIR")]
    folder: Option<PathBuf>,
    /// Code of the office whose cases they are
    #[arg(long, value_name = "CODE")]
    agency: String,
    /// Code of the system that says so
    #[arg(long, value_name = "CODE", default_value = "ministry")]
    source: String,
    /// Say what would change, by field, and change nothing
    #[arg(long)]
    preview: bool,
    /// Where errors by row go; if not given: errors.csv in the folder, or beside the
    /// workbook under its name
    #[arg(long, value_name = "FILE")]
    errors: Option<PathBuf>,
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

/// Runs it. Errors of rows are written to a file and told by the exit code.
pub(super) fn run(args: &CasesArgs, out: &mut impl Write) -> Result<(), ImportCommandError> {
    let source = SourceCode::parse(&args.source).ok_or(ImportCommandError::Source)?;
    let store = open(&args.database, args.config.as_deref())?;
    let known = store.rules();
    let agency = known.directory.agencies().find(|one| one.code.as_str() == args.agency);
    let agency = agency.ok_or(ImportCommandError::Agency)?.id;
    let files = Source::load(args)?;
    let from = From { agency, source, actor: Actor::SYSTEM, file: Some(files.hash()) };
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    let runtime = builder.worker_threads(2).enable_all().build()?;
    runtime.block_on(carry_out(args, &store, &from, files, out))
}

async fn carry_out(
    args: &CasesArgs,
    store: &Store,
    from: &From,
    files: Source,
    out: &mut impl Write,
) -> Result<(), ImportCommandError> {
    let lang = Lang::from(args.lang);
    let officers = sync::officers(store, from.agency).await?;
    let handed = match files.read(&officers) {
        Ok(handed) => handed,
        // Nothing below a wrong heading can be trusted: nothing was done.
        Err(faults) => {
            return Err(stopped(args, &faults, lang)?);
        }
    };
    // Everything is in what was read.
    drop(files);
    if args.preview {
        let preview = sync::preview(store, from, &handed).await?;
        tell_preview(args, &preview, handed.faults.len(), out)?;
        return ended(args, &handed.faults, lang);
    }
    let mut bar = Bar::new(lang);
    let tally = sync::run(store, from, handed, &mut |done, all| bar.show(done, all)).await?;
    bar.end();
    tell(args, &tally, out)?;
    ended(args, &tally.faults, lang)
}

/// Opens the store with what is in force in its database.
fn open(database: &DatabaseArgs, config: Option<&Path>) -> Result<Store, ImportCommandError> {
    Store::migrate(&database.existing()?).map_err(DatabaseError::from)?;
    opened(database, config)
}

/// The same, its schema as it stands.
pub(crate) fn opened(
    database: &DatabaseArgs,
    config: Option<&Path>,
) -> Result<Store, ImportCommandError> {
    let (url, vault) = (database.existing()?, database.vault()?);
    let files = Files::load(config)?;
    let registry = Registry::open(&url, system_clock(), vault.clone());
    let mut registry = registry.map_err(DatabaseError::from)?;
    let rules = in_force(registry.snapshot()?, &files)?;
    let opened = Store::open(Options::new(url), system_clock(), vault, rules);
    Ok(opened.map_err(DatabaseError::from)?)
}

/// What is read: everything that was handed over.
enum Source {
    Folder(Folder),
    Workbook(Vec<u8>),
}

impl Source {
    fn load(args: &CasesArgs) -> Result<Self, ImportCommandError> {
        match (&args.folder, &args.workbook) {
            (Some(folder), _) => Folder::load(folder).map(Self::Folder),
            (None, Some(workbook)) => bytes(workbook).map(Self::Workbook),
            (None, None) => Err(ImportCommandError::NoFile),
        }
    }

    /// What it is known by: the same bytes are the same file.
    fn hash(&self) -> FileHash {
        match self {
            Self::Folder(folder) => folder.hash(),
            Self::Workbook(bytes) => FileHash::of(bytes),
        }
    }

    fn read(&self, officers: &BTreeMap<String, UserId>) -> Result<Handed, Vec<Fault>> {
        match self {
            Self::Folder(folder) => read(folder.texts(), officers),
            Self::Workbook(bytes) => read_workbook(bytes, officers),
        }
    }
}

/// The texts of the files of a folder.
struct Folder {
    cases: String,
    parties: String,
    obligations: String,
    payments: Option<String>,
}

impl Folder {
    fn load(folder: &Path) -> Result<Self, ImportCommandError> {
        let payments = folder.join("payments.csv");
        Ok(Self {
            cases: file(&folder.join("cases.csv"))?,
            parties: file(&folder.join("parties.csv"))?,
            obligations: file(&folder.join("obligations.csv"))?,
            payments: payments.exists().then(|| file(&payments)).transpose()?,
        })
    }

    /// Of all files together, each by itself first: no two folders meet.
    fn hash(&self) -> FileHash {
        let payments = self.payments.as_deref().unwrap_or_default();
        let all = [self.cases.as_str(), &self.parties, &self.obligations, payments];
        let hashes: Vec<u8> = all.iter().flat_map(|text| FileHash::of(text.as_bytes()).0).collect();
        FileHash::of(&hashes)
    }

    fn texts(&self) -> Texts<'_> {
        Texts {
            cases: &self.cases,
            parties: &self.parties,
            obligations: &self.obligations,
            payments: self.payments.as_deref(),
        }
    }
}

fn file(path: &Path) -> Result<String, ImportCommandError> {
    let text = String::from_utf8(bytes(path)?);
    text.map_err(|_| ImportCommandError::Read {
        path: path.display().to_string(),
        source: io::ErrorKind::InvalidData.into(),
    })
}

fn bytes(path: &Path) -> Result<Vec<u8>, ImportCommandError> {
    let wrong = |source| ImportCommandError::Read { path: path.display().to_string(), source };
    let size = fs::metadata(path).map_err(wrong)?.len();
    if usize::try_from(size).is_ok_and(|size| size > MOST_BYTES) {
        return Err(wrong(io::ErrorKind::FileTooLarge.into()));
    }
    fs::read(path).map_err(wrong)
}

/// What a person reads of an error.
fn words(fault: &Fault, lang: Lang) -> String {
    let code = fault.code.replace('_', "-");
    let of_file = CODES.contains(&fault.code.as_str());
    let key = if of_file { format!("import-fault-{code}") } else { format!("problem-{code}") };
    text(lang, &key, &[])
}

fn write_errors(
    args: &CasesArgs,
    faults: &[Fault],
    lang: Lang,
) -> Result<PathBuf, ImportCommandError> {
    let path = match (&args.errors, &args.folder, &args.workbook) {
        (Some(path), ..) => path.clone(),
        (None, Some(folder), _) => folder.join("errors.csv"),
        (None, None, Some(workbook)) => workbook.with_extension("errors.csv"),
        (None, None, None) => return Err(ImportCommandError::NoFile),
    };
    let csv = errors_csv(faults, |fault| words(fault, lang)).map_err(io::Error::other)?;
    fs::write(&path, csv)?;
    Ok(path)
}

fn stopped(
    args: &CasesArgs,
    faults: &[Fault],
    lang: Lang,
) -> Result<ImportCommandError, ImportCommandError> {
    let path = write_errors(args, faults, lang)?.display().to_string();
    Ok(ImportCommandError::Headings { path })
}

fn ended(args: &CasesArgs, faults: &[Fault], lang: Lang) -> Result<(), ImportCommandError> {
    let path = write_errors(args, faults, lang)?.display().to_string();
    match faults.len() {
        0 => Ok(()),
        count => Err(ImportCommandError::Rows { count, path }),
    }
}

fn tell(args: &CasesArgs, tally: &Tally, out: &mut impl Write) -> Result<(), ImportCommandError> {
    if args.json {
        let mut told = serde_json::to_value(tally)?;
        if let Some(members) = told.as_object_mut() {
            members.insert("errors".to_owned(), tally.faults.len().into());
        }
        writeln!(out, "{told}")?;
        return Ok(());
    }
    let counted = [
        ("rows", count(tally.rows)),
        ("opened", count(tally.opened)),
        ("changed", count(tally.changed)),
        ("unchanged", count(tally.unchanged)),
        ("skipped", count(tally.skipped)),
        ("payments", count(tally.payments)),
        ("known", count(tally.payments_known)),
        ("waiting", count(tally.waiting)),
        ("errors", count(tally.faults.len())),
        ("passed", count(tally.passed_over)),
        ("held", count(tally.held)),
    ];
    writeln!(out, "{}", text(args.lang.into(), "import-cases-done", &counted))?;
    Ok(())
}

fn tell_preview(
    args: &CasesArgs,
    preview: &Preview,
    errors: usize,
    out: &mut impl Write,
) -> Result<(), ImportCommandError> {
    let lang = Lang::from(args.lang);
    if args.json {
        let mut told = serde_json::to_value(preview)?;
        if let Some(members) = told.as_object_mut() {
            members.insert("errors".to_owned(), errors.into());
        }
        writeln!(out, "{told}")?;
        return Ok(());
    }
    let counted = [
        ("rows", count(preview.rows)),
        ("opened", count(preview.opened)),
        ("changed", count(preview.changed)),
        ("unchanged", count(preview.unchanged)),
        ("payments", count(preview.payments)),
        ("errors", count(errors)),
    ];
    writeln!(out, "{}", text(lang, "import-cases-preview", &counted))?;
    for (field, counts) in &preview.fields {
        for (how, n) in counts {
            let field = text(lang, &format!("sync-field-{}", field.replace('_', "-")), &[]);
            let how = text(lang, &format!("sync-how-{}", how.replace('_', "-")), &[]);
            let args = [("field", field.into()), ("how", how.into()), ("n", count(*n))];
            writeln!(out, "{}", text(lang, "import-cases-field", &args))?;
        }
    }
    Ok(())
}

fn count(n: usize) -> Arg<'static> {
    Arg::Count(i64::try_from(n).unwrap_or(i64::MAX))
}

/// Rows done of all, on stderr: one line that is written over, or a line for each
/// twentieth where nobody looks.
struct Bar {
    lang: Lang,
    over: bool,
    told: usize,
}

impl Bar {
    fn new(lang: Lang) -> Self {
        Self { lang, over: io::stderr().is_terminal(), told: 0 }
    }

    fn show(&mut self, done: usize, all: usize) {
        let twentieth = (done * 20).checked_div(all).unwrap_or(20);
        if !self.over && twentieth == self.told {
            return;
        }
        self.told = twentieth;
        let args = [("done", count(done)), ("all", count(all))];
        let line = text(self.lang, "import-cases-progress", &args);
        let end = if self.over { "" } else { "\n" };
        let start = if self.over { "\r" } else { "" };
        // If stderr is closed there is nobody left to tell.
        let _ = write!(io::stderr(), "{start}{line}{end}");
    }

    fn end(&self) {
        if self.over {
            let _ = writeln!(io::stderr());
        }
    }
}
